"""How an answer is cited, and how the official texts are that it rests on.

An answer is cited by what was asked, the version that answered, the ledger's position and head, and
its receipt: whoever has those can ask for it again. A text is cited as lawyers cite it, by its
authority, title, number and day; in an answer each has one number, that of its footnote.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.asked import UsageError
from tracker.asked_in_words import asked_words
from tracker.references import Reference, sentences
from tracker.words import act_name, either

if TYPE_CHECKING:
    from tracker.answers import Answer, Measure
    from tracker.queries import Timeline
    from tracker.receipts import Receipt
    from tracker.search.answer import Hit

FORMS = ("text", "bibtex", "csl")
TRACKER = "Regulatory Timeline Tracker"
NOT_ON_FILE = "An act that is not on file"
SHORT = 12  # digits of a digest that people compare
Record = Mapping[str, Any]
Records = Callable[[str], Record | None]


@dataclass(frozen=True)
class Act:
    """One official text an answer rests on; `number` is that of its footnote.

    `instrument` is None for an act that is known to have happened and is not on file.
    """

    number: int
    instrument: str | None
    published_on: str | None
    url: str | None
    sha256: str | None
    lang: str | None
    record: Record

    @property
    def title(self) -> str:
        """Its title; the name by which it is spoken of where no title is on file."""
        return str(self.record.get("title") or act_name(self.instrument) or NOT_ON_FILE)

    @property
    def authority(self) -> str | None:
        """Who issued it, all of them where more than one did."""
        issuers = self.record.get("issuers") or [self.record.get("authority")]
        return ", ".join(one for one in issuers if one) or None

    @property
    def official_number(self) -> str | None:
        """The number it bears: the authority's own, or its page in the Federal Register."""
        pages = (one for one in self.record.get("aliases", ()) if " FR " in one)
        return self.record.get("official_number") or next(pages, None)

    @property
    def key(self) -> str:
        """A name for lists of references, the same in every answer."""
        place = hashlib.sha256(str(self.url).encode()).hexdigest()[:8]
        name = self.instrument or f"act-{place}"
        return f"{name}_{self.published_on}" if self.published_on else name

    @property
    def text(self) -> str:
        """The citation as a footnote gives it."""
        zh = self.record.get("title_zh")
        both = f"{self.title} ({zh})" if zh and zh != self.title else self.title
        return sentences(
            self.authority,
            f"“{both}.”",
            self.official_number,
            f"Published {self.published_on}" if self.published_on else None,
            self.url,
            f"sha256 {self.sha256[:SHORT]}" if self.sha256 else None,
        )

    @property
    def reference(self) -> Reference:
        zh = self.record.get("title_zh")
        return Reference(
            key=self.key,
            sort="legislation",
            title=f"{self.title} ({zh})" if zh and zh != self.title else self.title,
            author=self.authority,
            number=self.official_number,
            issued=self.published_on,
            url=self.url,
            note=f"sha256 {self.sha256[:SHORT]}" if self.sha256 else None,
            jurisdiction=self.record.get("jurisdiction"),
            lang=self.lang,
        )

    def as_dict(self) -> dict[str, Any]:
        """The text with its citation in each form."""
        return {
            "number": self.number,
            "instrument": self.instrument,
            "published_on": self.published_on,
            "url": self.url,
            "sha256": self.sha256,
            "text": self.text,
            "bibtex": self.reference.bibtex(),
            "csl": self.reference.csl(),
        }


# -- an answer --------------------------------------------------------------------------------


def cite(answer: Answer, receipt: Receipt, form: str, base: str | None = None) -> str:
    """The citation of an answer: as text, as BibTeX, or as CSL-JSON (a list of one item).

    `base` is the address of our pages, for the link to its receipt. Raises UsageError for a form
    that is none.
    """
    if form not in FORMS:
        raise UsageError(f"form: expected {either(FORMS)}; found {form!r:.60}")
    told = reference_of(answer, receipt, base)
    if form == "bibtex":
        return told.bibtex()
    if form == "csl":
        return json.dumps([told.csl()], ensure_ascii=False, indent=2)
    return sentences(
        f"{told.author} {told.version}",
        f"“{told.title}.”",
        f"Answered {receipt.at}",
        told.note,
        told.url or f"Receipt {receipt.id}",
    )


def reference_of(answer: Answer, receipt: Receipt, base: str | None = None) -> Reference:
    """An answer as a list of references names it; without pages of ours, by its receipt."""
    through = _through(answer)
    note = f"Ledger position {receipt.position}, head {receipt.head[:SHORT]}"
    note += f"; sources looked at through {through}" if through else ""
    return Reference(
        key=f"tracker-{receipt.verb}-{receipt.digest}",
        sort="dataset",
        title=asked_words(answer.question),
        author=TRACKER,
        number=None if base else receipt.id,
        issued=receipt.at[:10],
        accessed=receipt.at[:10],
        url=f"{base}/receipts/{receipt.id}" if base else None,
        note=note,
        version=receipt.version,
    )


def _through(answer: Answer) -> str | None:
    """The day up to which every source of an answer was looked at."""
    return min((one.checked_through or one.curated_through for one in answer.horizon), default=None)


# -- the texts it rests on --------------------------------------------------------------------


def citations(answer: Answer, timeline: Timeline | None = None) -> list[Act]:
    """The official texts an answer rests on, each once, numbered as they first come up.

    A record that gathers several acts of one campaign is cited for each of their days. Titles and
    numbers are those in the answer; with a timeline, also those of texts that only act upon others.
    """
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for cited in cited_by(answer):
        found.setdefault(key_of(cited), []).append(cited)
    records = _records(answer, timeline)
    return [_act(number, all, records) for number, all in enumerate(found.values(), 1)]


def key_of(cited: Mapping[str, Any]) -> tuple[str, str]:
    """What makes two citations one footnote: the same text of the same day."""
    return str(cited["instrument"] or cited["url"]), str(cited["published_on"])


def _act(number: int, all: list[Mapping[str, Any]], records: Records) -> Act:
    first = next((one for one in all if one["url"]), all[0])
    instrument = first["instrument"]
    record = (records(instrument) if instrument else None) or {}
    return Act(
        number=number,
        instrument=instrument,
        published_on=first["published_on"],
        url=first["url"] or next(iter(record.get("urls") or ()), None),
        sha256=next((one["sha256"] for one in all if one["sha256"]), None),
        lang=first["lang"],
        record=record,
    )


def cited_by(answer: Answer) -> Iterator[Mapping[str, Any]]:
    """Every citation of an answer, in the order in which it says what rests on them."""
    for change in getattr(answer, "changes", ()):
        if change.citation:
            yield change.citation
    for hit in getattr(answer, "hits", ()):
        yield cited_hit(hit)
    for life in getattr(answer, "lives", ()):
        for effect in life.effects:
            yield effect["cited"]
    for measure in measures_of(answer):
        yield from cited_in(measure)


def cited_hit(hit: Hit) -> Mapping[str, Any]:
    """The text in which words were found."""
    nothing = dict.fromkeys(("provision", "quote", "url", "sha256", "lang"))
    return {"instrument": hit.id.partition("/")[0], "published_on": hit.day, **nothing}


def cited_in(measure: Measure) -> Iterator[Mapping[str, Any]]:
    """What one measure rests on, then what was promised about it."""
    yield from measure.citations
    yield from (pledge["citation"] for pledge in measure.pledges)


def measures_of(answer: Answer) -> Iterator[Measure]:
    """The measures an answer speaks of: its own, then the rules that stand beside it."""
    yield from answer.measures
    yield from getattr(answer, "ownership", ())
    for finding in getattr(answer, "findings", ()):
        yield finding.measure


def _records(answer: Answer, timeline: Timeline | None) -> Records:
    here: dict[str, Record] = {one.instrument: one.record for one in measures_of(answer)}
    if shown := getattr(answer, "instrument", None):
        here[shown["instrument"]] = shown

    def record(instrument: str) -> Record | None:
        if instrument not in here and timeline is not None:
            from tracker.lives import instrument_dict

            here[instrument] = instrument_dict(
                timeline.view, instrument, int(answer.receipt["position"])
            )
        return here.get(instrument)

    return record
