"""A person's decisions: accept, edit, reject. Each is appended with who, when and why.

What a person withdraws no program files again, and what a person decided is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date

from events.errors import LedgerError
from events.facts import (
    EffectFact,
    Fact,
    InstrumentPublished,
    InstrumentRevised,
    MeasureImposed,
    ReadingWithdrawn,
    ReviewDecided,
    ReviewOpened,
)
from tracker.asked import UsageError
from tracker.ingest.known import ANALYST, Known
from tracker.ingest.list_questions import NOTHING
from tracker.ingest.reread import Reread, read_again
from tracker.ingest.station import Station
from tracker.ingest.targets import UnknownTarget as NotFound
from tracker.ingest.targets import instrument_of, measures_of
from tracker.reading_facts import UnknownTarget, done_by, stated
from tracker.reading_yaml import as_yaml, from_yaml
from tracker.readings import Record
from tracker.review import Waiting, named, unconfirmed
from tracker.review_listed import Removal, believed, removed
from tracker.words import counted

HEADER = (
    "title",
    "title_zh",
    "authority",
    "issuers",
    "form",
    "official_number",
    "aliases",
    "published_on",
    "published_basis",
    "issue_date",
    "confidence",
    "notes",
    "urls",
)


class Desk:
    """Where one person decides."""

    def __init__(self, station: Station, by: str) -> None:
        self.station, self.by = station, by
        self.known: Known = station.known
        self.today: date = station.now().astimezone(UTC).date()

    # -- accept -------------------------------------------------------------------------------

    def accept(self, id: str, reason: str | None = None, by: Removal | None = None) -> str:
        """Say that the program is right; what that changed, in words.

        `by`: the act that took a party off a list, where that is what is asked.
        """
        one = named(id, self.known)
        source = self.station.sources.get(one.source)
        listed = one.kind == "difference" and source is not None and source.lists
        if by and not (listed and one.read == NOTHING):
            raise UsageError(f"review: {one.id}: asks for no act; leave out --act and --from")
        match one.kind:
            case "reading":
                return self._confirm(one, reason)
            case "difference" if listed and one.read == NOTHING:
                return self._end(one, reason, by or Removal())
            case "difference" if listed:
                return self._listed(one, reason)
            case "difference" if one.source != "us_ecfr":
                return self._believe(one, reason)
            case "unread":
                raise UsageError(
                    f"review: {one.id}: nothing was read here that could be accepted; edit it to"
                    " write what the sentence does, or reject it and say why it does nothing"
                )
        self.station.append([self._decided(one, "accepted", reason)])
        return f"{one.id}: noted"

    def _confirm(self, one: Waiting, reason: str | None) -> str:
        """The same readings again, now confirmed; earlier answers keep what they rested on."""
        facts = dict(unconfirmed(self.known))[str(one.instrument)]
        self.station.append(
            [
                *(self._withdrawn(fact, "confirmed") for fact in facts),
                *(fact.model_copy(update={"basis": "confirmed"}) for fact in facts),
                self._decided(one, "accepted", reason),
            ]
        )
        return f"{one.instrument}: {counted(len(facts), 'reading')} confirmed"

    def _end(self, one: Waiting, reason: str | None, by: Removal) -> str:
        end = removed(self.known.open[one.id], by, self.known)
        self.station.append([end, self._decided(one, "accepted", reason)])
        return f"{end.measure}: taken off by {end.cited.instrument} from {end.first_day}"

    def _listed(self, one: Waiting, reason: str | None) -> str:
        """What the list says of a party on file takes the place of what was read of it."""
        put = believed(self.known.open[one.id], self.station)
        facts: list[Fact] = [put] if put else []
        if isinstance(put, MeasureImposed):
            instrument = put.measure.partition("/")[0]
            was = self.known.measures(instrument)[put.measure]
            facts.insert(0, self._withdrawn(was, reason))
        self.station.append([*facts, self._decided(one, "accepted", reason)])
        return f"{one.on_file}: {one.read} as the list has it" if put else f"{one.id}: noted"

    def _believe(self, one: Waiting, reason: str | None) -> str:
        question, again = self._again(one)
        about = next(
            (
                found
                for found in again.differences
                if (found.read, found.on_file) == (question.read, question.on_file)
                and found.about in question.reason
            ),
            None,
        )
        if about is None:
            raise UsageError(
                f"review: {one.id}: the difference is gone; run `tracker ingest` again"
            )
        facts: list[Fact] = []
        if about.drop is not None:
            facts.append(self._withdrawn(about.drop, reason))
        if isinstance(about.put, InstrumentPublished):
            told = about.put
            facts.append(InstrumentRevised(instrument=told.instrument, why="reading", now=told))
        elif about.put is not None:
            by_hand = {"reader": ANALYST, "basis": "confirmed"}
            facts.append(about.put.model_copy(update=by_hand))
        self.station.append([*facts, self._decided(one, "accepted", reason)])
        return f"{one.instrument}: {about.about} is now {about.read}"

    # -- reject -------------------------------------------------------------------------------

    def reject(self, id: str, reason: str) -> str:
        """Say that the program is wrong, or that there is nothing to do; a reason is needed."""
        if not reason.strip():
            raise UsageError("review: expected the reason of a rejection, found none; use --reason")
        one = named(id, self.known)
        withdrawn: list[Fact] = []
        if one.kind == "reading":
            facts = dict(unconfirmed(self.known))[str(one.instrument)]
            withdrawn = [self._withdrawn(fact, reason) for fact in facts]
        self.station.append([*withdrawn, self._decided(one, "rejected", reason)])
        told = counted(len(withdrawn), "reading")
        return f"{one.instrument or one.id}: rejected, {told} withdrawn"

    # -- edit ---------------------------------------------------------------------------------

    def to_edit(self, id: str) -> str:
        """The reading of the text something is about, as YAML to be corrected."""
        one = named(id, self.known)
        text = self._text(one)
        facts = [fact for fact in self.known.effects_of(text.instrument) if _own(fact, text)]
        doubts = [
            f"{open.review} {open.reason}: {open.sentence}"
            for open in self.known.open.values()
            if open.instrument == text.instrument
        ]
        return as_yaml(text, facts, doubts)

    def text_of(self, id: str) -> str:
        """The words of the text something is about, as its archived copy reads today.

        LedgerError where no copy was archived, or the archive lost it.
        """
        return self._archived(self._text(named(id, self.known))).text

    def edited(self, id: str, yaml: str, reason: str | None = None) -> str:
        """Take an edited reading over: its facts are an analyst's, all others of it withdrawn."""
        one = named(id, self.known)
        text = self._text(one)
        again = self._archived(text)
        record = from_yaml(yaml, again.text)
        facts = list(self._facts(text, record, again))
        standing = [fact for fact in self.known.effects_of(text.instrument) if _own(fact, text)]
        gone = [fact for fact in standing if fact not in facts]
        new = [fact for fact in facts if not self.known.stands(fact)]
        settled = [
            self._decided(waits, "edited", reason) for waits in self._about(one, text.instrument)
        ]
        withdrawn = [self._withdrawn(fact, reason) for fact in gone]
        header = self._header(text, record, again)
        self.station.append([*withdrawn, *header, *new, *settled])
        self._overruled(text)
        told = f"{counted(len(new), 'reading')} written, {len(gone)} withdrawn"
        return f"{text.instrument}: {told}{', the text itself revised' if header else ''}"

    def _header(
        self, text: InstrumentPublished, record: Record, again: Reread
    ) -> list[InstrumentRevised]:
        """The text itself, where the person changed what stands of it in the YAML."""
        shown = from_yaml(as_yaml(text, []), again.reading.text)
        was, now = self._text_of(text, shown), self._text_of(text, record)
        changed = {
            key: getattr(now, key) for key in HEADER if getattr(now, key) != getattr(was, key)
        }
        if not changed:
            return []
        if str(changed.get("published_on") or "") > self.today.isoformat():
            raise UsageError(
                f"reading: published: expected a day up to today, found {record.published}"
            )
        by_hand = {"reader": ANALYST, "basis": "confirmed"}
        told = text.model_copy(update={**changed, **by_hand})
        return [InstrumentRevised(instrument=text.instrument, why="reading", now=told)]

    def _text_of(self, text: InstrumentPublished, record: Record) -> InstrumentPublished:
        facts = stated(text.instrument, record, text.jurisdiction)
        return next(fact for fact in facts if isinstance(fact, InstrumentPublished))

    def _overruled(self, text: InstrumentPublished) -> None:
        """Where the person now differs from the program, the person has just said so."""
        again = self._archived(text)
        asked = [again.desk.question(one) for one in again.differences]
        self.station.append(
            ReviewDecided(review=one.review, decision="edited", by=self.by, decided_on=self.today)
            for one in asked
        )

    def _facts(
        self, text: InstrumentPublished, record: Record, again: Reread
    ) -> Iterator[EffectFact]:
        evidence = {"url": again.reading.url, "sha256": again.desk.evidence.sha256}
        found: list[Fact] = [
            fact
            for fact in stated(text.instrument, record, text.jurisdiction)
            if not isinstance(fact, InstrumentPublished)
        ]
        for where, done in done_by(text.instrument, record, _OnFile(self.known, found)):
            if isinstance(done, UnknownTarget):
                raise UsageError(f"reading: {where}: {done}")
            found += done
        quotes = {f"{text.instrument}/{key}": row.quote for key, row in record.measures.items()}
        for fact in found:
            whole = getattr(fact, "part_of", None) or getattr(fact, "measure", "")
            quote = {"quote": quotes[str(whole)]} if isinstance(fact, MeasureImposed) else {}
            cited = getattr(fact, "cited").model_copy(update={**evidence, **quote})  # noqa: B009
            yield fact.model_copy(update={"reader": ANALYST, "cited": cited})  # type: ignore[misc]

    # -- what all of them need ----------------------------------------------------------------

    def _again(self, one: Waiting) -> tuple[ReviewOpened, Reread]:
        question = self.known.open[one.id]
        return question, read_again(self.station, question)

    def _text(self, one: Waiting) -> InstrumentPublished:
        text = self.known.texts.get(one.instrument or "")
        if text is None:
            raise UsageError(
                f"review: {one.id} is about no text on file ({one.reason});"
                " reject it with a reason, or read the page with `tracker read`"
            )
        return text

    def _archived(self, text: InstrumentPublished) -> Reread:
        copies = [copy for copy in self.known.copies[text.instrument] if copy.role == "copy"]
        if not copies:
            raise LedgerError(
                f"archive: expected an archived copy of {text.instrument}, found none; run"
                " `tracker ingest`, or add the reading to config/readings"
            )
        return read_again(self.station, copies[0])

    def _about(self, one: Waiting, instrument: str) -> Iterable[Waiting]:
        """The thing itself, and every sentence of the text that was waiting to be read."""
        from tracker.review import waiting

        for waits in waiting(self.known):
            same = waits.instrument == instrument and waits.kind in ("unread", "reading")
            if waits.id == one.id or same:
                yield waits

    def _withdrawn(self, fact: Fact, reason: str | None) -> ReadingWithdrawn:
        place = self.known.places[fact]
        return ReadingWithdrawn(
            of=place.stream, withdraws=place.version, why="reading", by=self.by, note=reason
        )

    def _decided(self, one: Waiting, decision: str, reason: str | None) -> ReviewDecided:
        return ReviewDecided.model_validate(
            {
                "review": one.id,
                "decision": decision,
                "by": self.by,
                "decided_on": self.today,
                "reason": reason,
                "instrument": one.instrument,
            }
        )


def _own(fact: EffectFact, text: InstrumentPublished) -> bool:
    return fact.cited.instrument == text.instrument


class _OnFile:
    """Targets as they are on file, with the provisions being written at this moment."""

    def __init__(self, known: Known, new: Iterable[Fact]) -> None:
        self.known = known
        self.new = {str(getattr(fact, "measure", "")) for fact in new}

    def measures(self, target: str) -> list[str]:
        if target in self.new or target in self.known.measures(target.partition("/")[0]):
            return [target]
        try:
            return measures_of(target, self.known)
        except NotFound as unknown:
            raise UnknownTarget(str(unknown)) from unknown

    def act(self, target: str) -> str:
        name, slash, provision = target.partition("/")
        try:
            return instrument_of(name, self.known) + slash + provision
        except NotFound as unknown:
            raise UnknownTarget(str(unknown)) from unknown
