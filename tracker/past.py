"""Answers as they would have been: folded anew for what was `known`, or `recorded`, by then.

Imported only when such a question is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from pydantic import TypeAdapter

from events.facts import Fact, MeasureImposed, MeasuresLinked, PledgeMade
from tracker.days import span_of
from tracker.fold import (
    Filed,
    Life,
    Row,
    acts_suspending,
    imposition,
    in_shown_order,
    life,
    of_parts,
    with_provision,
)
from tracker.folding import current
from tracker.found_by import tags_of, unscoped_of, words_of
from tracker.kept import PerView
from tracker.view import Standing, View

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
MOST_KEPT = 4_000  # lives of measures, about 10 kB each
AMONG = "SELECT m.id FROM json_each(?1) j CROSS JOIN measure m ON m.id = j.value"
TOGETHER = 500  # measures asked about at once
MOST_READ = 8_192  # facts, about 4 kB each: those of one day are asked for again and again


@lru_cache(maxsize=MOST_READ)
def fact_of(body: str) -> Fact:
    """A stored fact; it is frozen, so whoever reads the same words shares it."""
    return FACT.validate_json(body)


class Held(NamedTuple):
    """A measure with all its rows and the facts behind them; `inside` are the acts on its parts,
    which may decide the state that they share."""

    id: str
    jurisdiction: str
    authority: str
    kind: str
    rows: list[Row]
    imposed: Filed
    text: Filed
    beside: list[Filed]
    effects: list[Filed]
    inside: list[Filed]

    def on(self, day: int) -> Standing:
        """The measure on a day (an ordinal), in the shape the view stores."""
        at = next(number for number, row in enumerate(self.rows) if row.first <= day <= row.last)
        row = self.rows[at]
        after = self.rows[at + 1] if at + 1 < len(self.rows) else None
        bodies = {filed.position: filed.body for filed in (*self.effects, *self.inside)}
        instrument, _, provision = self.id.partition("/")
        imposed = self.imposed.fact
        assert isinstance(imposed, MeasureImposed)
        return Standing(
            id=self.id,
            instrument=instrument,
            provision=provision,
            jurisdiction=self.jurisdiction,
            authority=self.authority,
            kind=self.kind,
            first=row.first,
            last=row.last,
            state=row.state,
            reason=row.reason,
            by=row.by,
            confirmed=row.confirmed,
            at=row.at,
            never_operated=row.never_operated,
            parts=row.parts,
            next_state=after.state if after else None,
            next_by=after.by if after else None,
            imposed=self.imposed.body,
            decided=bodies.get(row.decided) if row.decided else None,
            text=self.text.body,
            unscoped=unscoped_of(imposed),
            beside="\n".join(filed.body for filed in self.beside) or None,
        )


_LIVES: PerView[dict[str, Held]] = PerView(lambda _: {})  # as everything on file tells them


def lives(view: View, names: Iterable[str]) -> Iterator[Held]:
    """The named measures as everything on file tells them, each folded once for a view."""
    kept, past = _LIVES.of(view), Past(view, None, None)
    for name in names:
        found = kept.get(name) or past.one(name)
        if found is not None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[name] = found
            yield found


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    """Names in lists of a size."""
    rest = iter(names)
    while chunk := list(islice(rest, size)):
        yield chunk


class Past:
    """The facts that count for a question: recorded by a position, public by a day."""

    def __init__(self, view: View, known: date | None, position: int | None) -> None:
        self.view = view
        self.known = known
        self.position = position
        self._streams: dict[str, list[Filed]] = {}

    def _of(self, stream: str) -> list[Filed]:
        found = self._streams.get(stream)
        if found is None:
            rows = self.view.facts(stream, self.position)
            found = [Filed(at, version, fact_of(body), body) for at, version, _, body in rows]
            self._streams[stream] = found
        return found

    def held(self, names: Iterable[str]) -> Iterator[Held]:
        """Each named measure that existed for the question, folded."""
        for chunk in batched(names, TOGETHER):
            settled = self.settled(chunk)
            for name in chunk:
                found = self._now(name) if name in settled else self.one(name)
                if found is not None:
                    yield found

    def settled(self, names: list[str]) -> set[str]:
        """The measures whose acts were all public by the day: they have the life they have now."""
        return self._among("all_public <= ?2", names)

    def unheard_of(self, names: list[str]) -> set[str]:
        """The measures of which no act was public by the day: nobody knew them."""
        return self._among("first_public > ?2", names)

    def _among(self, sql: str, names: list[str]) -> set[str]:
        if self.known is None or self.position is not None:
            return set()
        given = (json.dumps(names), self.known.toordinal())
        return {row[0] for row in self.view.db.execute(f"{AMONG} AND m.{sql}", given)}

    def _now(self, name: str) -> Held | None:
        return next(lives(self.view, [name]), None)

    def one(self, name: str) -> Held | None:
        """One measure, folded; None if it did not exist for the question."""
        instrument = name.partition("/")[0]
        lived = self._life(name)
        text = current(self._of(f"instrument/{instrument}"))
        if lived is None or text is None:
            return None
        parts = list(self._parts(name))
        imposed = lived.imposed.fact
        assert isinstance(imposed, MeasureImposed)
        return Held(
            id=name,
            jurisdiction=text[1].jurisdiction,
            authority=text[1].authority,
            kind=imposed.kind,
            rows=of_parts(lived, [one for one, _ in parts]),
            imposed=lived.imposed,
            text=text[0],
            beside=in_shown_order(self._beside(name, instrument)),
            effects=[f for f in self._acts(name) if self._public(f)],
            inside=[filed for _, acts in parts for filed in acts],
        )

    def _parts(self, name: str) -> Iterator[tuple[Life, list[Filed]]]:
        """The lives of a provision's parts and the acts on them."""
        names = self.view.parts_of(name)
        parts = sorted({*names} - self.unheard_of(names))
        settled = self.settled(parts)
        for part in parts:
            if part in settled and (now := self._now(part)):
                yield Life(now.imposed, now.rows), now.effects
            elif lived := self._life(part):
                yield lived, [filed for filed in self._acts(part) if self._public(filed)]

    def _life(self, name: str) -> Life | None:
        return life(self._acts(name), self.known, self._provision(name))

    def _provision(self, name: str) -> MeasureImposed | None:
        """What imposes the provision that a measure is part of."""
        imposed = imposition(self._of(f"measure/{name}"))
        part = imposed.part_of if imposed else None
        return imposition(self._of(f"measure/{part}")) if part else None

    def _acts(self, name: str) -> list[Filed]:
        """A measure's own facts, and for a part the acts upon its provision."""
        own = self._of(f"measure/{name}")
        imposed = imposition(own)
        if imposed is None or not imposed.part_of:
            return own
        return with_provision(own, self._of(f"measure/{imposed.part_of}"))

    def _public(self, filed: Filed) -> bool:
        if self.known is None:
            return True
        cited = getattr(filed.fact, "cited", None)
        public = span_of(cited.published_on) if cited else None
        return public is None or public.hi <= self.known

    def _beside(self, name: str, instrument: str) -> Iterator[Filed]:
        public = [filed for filed in self._acts(name) if self._public(filed)]
        for about in {name, instrument, *acts_suspending(filed.fact for filed in public)}:
            for filed in self._of(f"pledge/{about}"):
                if isinstance(filed.fact, PledgeMade) and self._public(filed):
                    yield filed
        for filed in public:
            if isinstance(filed.fact, MeasuresLinked) and filed.fact.link != "same_as":
                yield filed


def filed_as(held: Held, filters: Mapping[str, str], *, parts: bool) -> bool:
    """Whether a measure, as it was filed then, answers the closed filters of a question."""
    imposed = held.imposed.fact
    assert isinstance(imposed, MeasureImposed)
    own = {"jurisdiction": held.jurisdiction, "authority": held.authority, "kind": held.kind}
    if any(filters.get(name, value) != value for name, value in own.items()):
        return False
    act, measure = filters.get("instrument"), filters.get("measure")
    if measure and held.id != measure and not (parts and imposed.part_of == measure):
        return False
    if act and not held.id.startswith(f"{act}/") and not _merged_from(held, act):
        return False
    return parts or bool(measure) or imposed.part_of is None


def _merged_from(held: Held, act: str) -> bool:
    """Whether a measure of another instrument's record took one of this instrument's in."""
    return any(
        isinstance(filed.fact, MeasuresLinked)
        and filed.fact.link == "same_as"
        and filed.fact.to.startswith(f"{act}/")
        for filed in held.effects
    )


def matches(held: Held, filters: Mapping[str, str], view: View) -> bool:
    """Whether a measure, as it was then, answers the free filters."""
    imposed, text = held.imposed.fact, current([held.text])
    assert isinstance(imposed, MeasureImposed)
    assert text is not None
    words, tags = words_of(imposed, text[1]), list(tags_of(imposed))
    if "party" in filters and filters["party"].casefold() not in words:
        return False
    if "to" in filters and not {("to", "ALL"), ("to", filters["to"].strip().upper())} & set(tags):
        return False
    return all(
        view.sought(name, filters[name]).meets(held.jurisdiction, words, tags)
        for name in ("item", "code", "hs")
        if name in filters
    )
