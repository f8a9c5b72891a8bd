"""One reading of one document against what is on file: what to append, what to answer.

Three cases, told apart by whose reading of the text counts:

* Nobody's: the text is new, and what was read in it is filed.
* Ours: this source read it before, at this address. What is read now replaces what was read then:
  new effects are appended, vanished ones withdrawn. Words that changed are a revision by the
  source, the same words read otherwise a better reader.
* Somebody else's, an analyst's or another source's: the copy is kept as evidence, and any
  disagreement becomes a question. Nothing on file is touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from events.facts import (
    CopyFound,
    EffectFact,
    Fact,
    InstrumentRevised,
    Jurisdiction,
    ReviewOpened,
)
from scrapers.documents import Document, Reading
from tracker.fold import EFFECTS
from tracker.ingest.compare import Difference, differences
from tracker.ingest.identity import DATED, identified
from tracker.ingest.known import BY_HAND, Known
from tracker.ingest.questions import Why, opened, question_id, settled, withdrawn
from tracker.ingest.stated import Doubt, Evidence, Stated, published, stated
from tracker.ingest.station import Station

SHOWN = 240  # signs of a passage that differs
Outcome = Literal["new", "revised", "copy", "same", "not an instrument"]


@dataclass
class Plan:
    """What one reading comes to: facts in the order in which they are to be appended."""

    instrument: str | None
    outcome: Outcome = "same"
    facts: list[Fact] = field(default_factory=list)


def reconciled(
    reading: Reading, document: Document, station: Station, jurisdiction: Jurisdiction
) -> Plan:
    """The facts that bring the ledger in line with a reading; none if it is so already."""
    named, doubt = identified(reading, station.known)
    if named is None:
        return _no_instrument(reading, document, station.known, doubt)
    return Desk(named, document, station, jurisdiction).plan()


def _no_instrument(reading: Reading, document: Document, known: Known, doubt: str | None) -> Plan:
    """An explanation or news files nothing; a text whose name means two waits for a person."""
    plan = Plan(None, "not an instrument")
    reasons = [(one.sentence, one.reason) for one in reading.unread]
    if doubt:
        reasons.append((reading.title, doubt))
    wanted = [
        ReviewOpened(
            review=question_id("unread", reading.url, sentence),
            kind="unread",
            source=document.source,
            url=reading.url,
            sha256=document.sha256,
            sentence=sentence,
            reason=reason,
        )
        for sentence, reason in reasons
    ]
    standing = [
        one
        for one in known.questions(document.source)
        if one.url == reading.url and one.instrument is None and one.kind == "unread"
    ]
    plan.facts += settled(standing, wanted, "parser", known)
    plan.facts += opened(wanted, known)
    return plan


def words_digest(reading: Reading) -> str:
    """What two copies that say the same have in common."""
    return hashlib.sha256(reading.words.encode()).hexdigest()


class Desk:
    """One reading of a text that has a name, and everything on file about it."""

    def __init__(
        self,
        reading: Reading,
        document: Document,
        station: Station,
        jurisdiction: Jurisdiction,
    ) -> None:
        assert reading.instrument is not None
        known = station.known
        self.reading, self.known, self.station = reading, known, station
        self.jurisdiction = jurisdiction
        self.name = reading.instrument
        self.source = document.source
        self.by_hand = document.url.removeprefix("file:") if _saved(document) else None
        self.copies = [copy for copy in known.copies[self.name] if copy.role == "copy"]
        self.before = next((c for c in self.copies if self._here(c)), None)
        self.words = words_digest(reading)
        self.edited = self.before is not None and self.before.words != self.words
        # Bytes may change without a word of the text (a list that grew by a row, a counter): the
        # copy archived first stays the evidence, or every look would seem to be news.
        same = self.before is not None and not self.edited
        sha256 = self.before.sha256 if self.before and same else document.sha256
        self.evidence = Evidence(self.source, sha256)
        self.text = known.texts.get(self.name)
        self.owner = known.owner(self.name)
        self.plan_ = Plan(self.name)

    def _here(self, copy: CopyFound) -> bool:
        return (copy.source, copy.url) == (self.source, self.reading.url)

    @property
    def why(self) -> Why:
        taken_over = self.owner not in (None, self.source)
        return "source" if self.edited or taken_over else "parser"

    @property
    def mine(self) -> bool:
        """Whether this source's reading at this address is the one that counts.

        A source of more weight takes a text over from one of less: the rule itself from the
        notice that it was filed, the ministry's page from the portal's copy.
        """
        if self.text is None or self.owner is None:
            return True
        if self.owner in BY_HAND:
            return False
        if self.owner == self.source:
            return self.reading.url == self.text.urls[0]
        return self.station.rank(self.source) < self.station.rank(self.owner)

    def plan(self) -> Plan:
        if self.mine:
            self._own()
        else:
            self._another()
        self._evidence()
        return self.plan_

    # -- a text of our own --------------------------------------------------------------------

    def _own(self) -> None:
        text = published(self.reading, self.evidence, self.jurisdiction)
        if self.text is None:
            self.plan_.outcome = "new"
            self.plan_.facts.append(text)
        elif self.text != text:
            self.plan_.outcome = "revised"
            why: Why = self.why
            revised = InstrumentRevised(instrument=self.name, why=why, now=text)
            self.plan_.facts.append(revised)
        read = stated(self.reading, self.evidence, self.known)
        self._effects(read)
        self._questions(list(self._unread(read)))

    def _effects(self, read: Stated) -> None:
        """New effects are appended; those no longer read are withdrawn, with those of a source
        the text was taken over from."""
        ours = {self.source, self.owner} - set(BY_HAND) if self.mine else {self.source}
        standing = [fact for fact in self.known.effects_of(self.name) if fact.reader in ours]
        on_file = {essence(fact): fact for fact in standing}
        refused = {essence(fact) for fact in self.known.refused if isinstance(fact, EFFECTS)}
        wanted = {essence(fact): fact for fact in read.effects}
        gone = [fact for key, fact in on_file.items() if key not in wanted]
        self.plan_.facts += [withdrawn(fact, self.why, self.known) for fact in gone]
        new = [fact for key, fact in wanted.items() if key not in on_file and key not in refused]
        self.plan_.facts += new
        if (new or gone) and self.plan_.outcome == "same":
            self.plan_.outcome = "revised"

    def _unread(self, read: Stated) -> Iterator[ReviewOpened]:
        for one in self.reading.unread:
            yield self._question("unread", one.reason, one.sentence, offsets=one.offsets)
        asked = [one.sentence for one in self.reading.unread]
        for doubt in read.doubts:
            if doubt.effect.targets or not any(doubt.effect.quote in one for one in asked):
                yield self._doubt(doubt)

    def _doubt(self, doubt: Doubt) -> ReviewOpened:
        effect = doubt.effect
        reason = f"read as “{effect.effect}”, but {doubt.reason}"
        return self._question("unread", reason, effect.quote, offsets=effect.offsets)

    def _questions(self, wanted: list[ReviewOpened]) -> None:
        standing = [
            one
            for one in self.known.questions(self.source)
            if (one.instrument, one.url) == (self.name, self.reading.url)
            and one.kind in ("unread", "difference")
        ]
        self.plan_.facts += settled(standing, wanted, self.why, self.known)
        self.plan_.facts += opened(wanted, self.known)

    # -- a text that somebody else has read ---------------------------------------------------

    def _another(self) -> None:
        assert self.text is not None
        if self.owner != self.source:
            self._effects(Stated())  # what we filed before another took the text over
        wanted = [self.question(one) for one in self.disagreements()]
        self._questions(wanted)

    def disagreements(self) -> list[Difference]:
        """Where the text as read differs from what analysts have of it."""
        if self.text is None or self.owner not in BY_HAND:
            return []
        read = stated(self.reading, self.evidence, self.known)
        on_file = [
            fact
            for fact in self.known.effects_of(self.name)
            if fact.reader in BY_HAND and fact.cited.instrument == self.name
        ]
        alone = not DATED.search(self.name)  # a record of a day may gather several texts
        return list(differences(self.reading, self.text, read.effects, on_file, complete=alone))

    def question(self, one: Difference) -> ReviewOpened:
        """A difference as it is put to a person."""
        return self._question(
            "difference",
            f"{one.about}: {self.source} reads {one.read}, on file is {one.on_file}",
            one.quote,
            about=f"{one.about}|{one.read}|{one.on_file}",
            read=one.read,
            on_file=one.on_file,
        )

    # -- evidence -----------------------------------------------------------------------------

    def _evidence(self) -> None:
        """The copy itself; other words at the same address are an edit, elsewhere a conflict."""
        if self.before is None or self.edited:
            if self.before is not None:
                self._revised(self.before)
            self.plan_.facts.append(self._copy())
            if self.plan_.outcome == "same":
                self.plan_.outcome = "revised" if self.edited else "copy"
        self._conflicts()

    def _copy(self) -> CopyFound:
        return CopyFound(
            instrument=self.name,
            source=self.source,
            url=self.reading.url,
            sha256=self.evidence.sha256,
            words=self.words,
            title=self.reading.title,
            lang=self.reading.lang,
            day=self.reading.published_on,
            page_day=self.reading.page_day,
            by_hand=self.by_hand,
        )

    def _revised(self, before: CopyFound) -> None:
        self.plan_.facts.append(withdrawn(before, "source", self.known))
        old = self.station.text_of(before) or ""
        was, now = changed(old, self.reading.text)
        reason = "the text was edited where it stood"
        question = self._question("revised", reason, now, about=self.words, read=now, on_file=was)
        self.plan_.facts += opened([question], self.known)

    def _conflicts(self) -> None:
        """Other copies whose words differ, each pair asked about once."""
        wanted = []
        for other in self.copies if not DATED.search(self.name) else ():
            if self._here(other) or other.words == self.words or other.lang != self.reading.lang:
                continue
            pair = sorted([self.words, other.words])
            was, now = changed(self.station.text_of(other) or "", self.reading.text)
            reason = f"two copies differ: {self.reading.url} and {other.url}"
            wanted.append(
                self._question("conflict", reason, now, about="".join(pair), read=now, on_file=was)
            )
        standing = [
            one
            for one in self.known.questions(self.source)
            if one.instrument == self.name
            and one.kind == "conflict"
            and one.url == self.reading.url
        ]
        self.plan_.facts += settled(standing, wanted, "source", self.known)
        self.plan_.facts += opened(wanted, self.known)

    def _question(
        self,
        kind: Literal["unread", "difference", "conflict", "revised"],
        reason: str,
        sentence: str,
        *,
        about: str | None = None,
        offsets: tuple[int, int] | None = None,
        read: str | None = None,
        on_file: str | None = None,
    ) -> ReviewOpened:
        return ReviewOpened(
            review=question_id(kind, self.name, about or f"{sentence}|{reason}"),
            kind=kind,
            source=self.source,
            instrument=self.name,
            url=self.reading.url,
            sha256=self.evidence.sha256,
            sentence=sentence,
            offsets=offsets,
            reason=reason,
            read=read,
            on_file=on_file,
        )


def _saved(document: Document) -> bool:
    """Whether a person brought the page as a file."""
    return document.url.startswith("file:")


def essence(fact: EffectFact) -> str:
    """What a fact says, whoever confirmed it and however its quote is set on the page."""
    quote = "".join((fact.cited.quote or "").split())
    cited = fact.cited.model_copy(update={"quote": quote})
    return fact.model_copy(update={"cited": cited, "basis": "read"}).model_dump_json()


def changed(was: str, now: str) -> tuple[str, str]:
    """The first lines in which two texts differ; lines, so that it is quick on long texts."""
    old, new = was.splitlines(), now.splitlines()
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            return _around("\n".join(old[a:b]), "\n".join(new[c:d]))
    return "", ""


def _around(was: str, now: str) -> tuple[str, str]:
    """Two passages from shortly before the first sign in which they differ."""
    alike = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), 0)
    begin = max(0, alike - 40)
    return was[begin : begin + SHOWN], now[begin : begin + SHOWN]
