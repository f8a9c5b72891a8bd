"""What the ledger holds, as ingestion needs it: texts, measures, readings by reader, questions.

Folded once from all entries, then kept up as the ledger grows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from events.facts import (
    CopyFound,
    EffectFact,
    Fact,
    InstrumentPublished,
    InstrumentRevised,
    MeasureImposed,
    PageGone,
    PartySeen,
    ReadingWithdrawn,
    ReviewDecided,
    ReviewOpened,
    SourceChecked,
    SourceFailed,
)
from events.ledger import Ledger
from tracker.fold import EFFECTS
from tracker.naming import normal
from tracker.readings import CURATED

ANALYST = "analyst"
BY_HAND = (CURATED, ANALYST)


class Place(NamedTuple):
    """Where a fact stands in the ledger."""

    stream: str
    version: int


class Known:
    """Everything on file that a new document may touch."""

    def __init__(self) -> None:
        self.position = 0
        self.texts: dict[str, InstrumentPublished] = {}
        self.copies: dict[str, list[CopyFound]] = defaultdict(list)
        self.gone: dict[str, PageGone] = {}
        self.seen: dict[str, list[PartySeen]] = defaultdict(list)  # by measure
        self.looks: dict[str, list[SourceChecked | SourceFailed]] = defaultdict(list)
        self.looked_at: dict[str, datetime] = {}
        self.open: dict[str, ReviewOpened] = {}
        self.decided: dict[str, ReviewDecided] = {}
        self.refused: set[Fact] = set()
        self.places: dict[Fact, Place] = {}
        self._aliases: dict[str, set[str]] = defaultdict(set)
        self._streams: dict[str, dict[int, Fact]] = defaultdict(dict)
        self._effects: dict[str, dict[EffectFact, None]] = defaultdict(dict)  # by citing text
        self._measures: dict[str, dict[str, MeasureImposed]] = defaultdict(dict)

    # -- keeping up ---------------------------------------------------------------------------

    def catch_up(self, ledger: Ledger) -> None:
        """Take in what was filed since the last look, by whomever."""
        for entry in ledger.after(self.position or None):
            self.file(entry.stream, entry.version, entry.fact)
            self.position = entry.position
            if isinstance(entry.fact, SourceChecked | SourceFailed):
                self.looked_at[entry.fact.source] = entry.recorded_at

    def file(self, stream: str, version: int, fact: Fact) -> None:
        """Take in one entry."""
        if isinstance(fact, ReadingWithdrawn):
            self._withdraw(fact)
        self._streams[stream][version] = fact
        self.places[fact] = Place(stream, version)
        match fact:
            case InstrumentPublished():
                self._text(fact)
            case InstrumentRevised():
                self._text(fact.now)
            case CopyFound():
                self.copies[fact.instrument].append(fact)
                self._aliases[normal(fact.url)].add(fact.instrument)
            case PageGone():
                self.gone[fact.url] = fact
            case PartySeen():
                self.seen[fact.measure].append(fact)
            case SourceChecked() | SourceFailed():
                self.looks[fact.source].append(fact)
            case ReviewOpened() | ReviewDecided():
                self._question(fact)
        if isinstance(fact, EFFECTS):
            self._effect(fact)

    def _question(self, fact: ReviewOpened | ReviewDecided) -> None:
        if isinstance(fact, ReviewOpened):
            self.open[fact.review] = fact
        else:
            self.decided[fact.review] = fact
            self.open.pop(fact.review, None)

    def _text(self, text: InstrumentPublished) -> None:
        self.texts[text.instrument] = text
        for alias in (text.instrument, *text.aliases):
            self._aliases[normal(alias)].add(text.instrument)

    def _effect(self, fact: EffectFact) -> None:
        cited = fact.cited.instrument or fact.measure.partition("/")[0]
        self._effects[cited][fact] = None
        if isinstance(fact, MeasureImposed):
            self._measures[fact.measure.partition("/")[0]].setdefault(fact.measure, fact)

    def _withdraw(self, withdrawal: ReadingWithdrawn) -> None:
        gone = self._streams[withdrawal.of].get(withdrawal.withdraws)
        if gone is None:
            return
        if withdrawal.by:
            self.refused.add(gone)
        self.places.pop(gone, None)
        match gone:
            case CopyFound():
                self.copies[gone.instrument].remove(gone)
            case PageGone():
                self.gone.pop(gone.url, None)
            case ReviewOpened():
                self.open.pop(gone.review, None)
            case InstrumentPublished():
                self._forget_text(gone)
        if isinstance(gone, EFFECTS):
            self._forget_effect(gone)

    def _forget_text(self, gone: InstrumentPublished) -> None:
        if self.texts.get(gone.instrument) == gone:
            del self.texts[gone.instrument]
        for alias in (gone.instrument, *gone.aliases):
            self._aliases[normal(alias)].discard(gone.instrument)

    def _forget_effect(self, gone: EffectFact) -> None:
        cited = gone.cited.instrument or gone.measure.partition("/")[0]
        self._effects[cited].pop(gone, None)
        if isinstance(gone, MeasureImposed):
            instrument = gone.measure.partition("/")[0]
            measures = self._measures[instrument]
            if measures.get(gone.measure) == gone:
                del measures[gone.measure]

    # -- questions ----------------------------------------------------------------------------

    def stands(self, fact: Fact) -> bool:
        return fact in self.places

    def named(self, name: str) -> set[str]:
        """The instruments a name means: none, one, or (refused by whoever asks) more."""
        if name in self.texts:
            return {name}
        return {one for one in self._aliases.get(normal(name), ()) if one in self.texts}

    def at(self, url: str, published_on: date | None) -> str | None:
        """The one text of a day on file that cites an address as its own page."""
        day = published_on.isoformat() if published_on else None
        found = [
            name
            for name, text in self.texts.items()
            if url in text.urls and day is not None and text.published_on == day
        ]
        return found[0] if len(found) == 1 else None

    def measures(self, instrument: str) -> dict[str, MeasureImposed]:
        """The measures an instrument lays down, parts (listed parties) included."""
        return self._measures.get(instrument, {})

    def parts(self, measure: str) -> list[MeasureImposed]:
        own = self._measures.get(measure.partition("/")[0], {})
        return [one for one in own.values() if one.part_of == measure]

    def effects_of(self, instrument: str) -> list[EffectFact]:
        """What stands on file of an instrument's doings, its own measures included."""
        return list(self._effects.get(instrument, ()))

    def owner(self, instrument: str) -> str | None:
        """Whose reading of an instrument counts: an analyst's before that of who filed it."""
        text = self.texts.get(instrument)
        if text is None:
            return None
        readers = {fact.reader for fact in self.effects_of(instrument)} | {text.reader}
        return next((reader for reader in BY_HAND if reader in readers), text.reader)

    def questions(self, source: str) -> list[ReviewOpened]:
        return [one for one in self.open.values() if one.source == source]

    def last_check(self, source: str) -> SourceChecked | None:
        checks = (look for look in self.looks[source] if isinstance(look, SourceChecked))
        return max(checks, key=lambda check: check.checked_through, default=None)

    def instruments_seen(self) -> Iterator[CopyFound]:
        """Every copy any source has."""
        for copies in self.copies.values():
            yield from copies
