"""What entries of the ledger brought, instrument by instrument, and which of it is news.

An effect is news only if nothing that stood before said the same: a reading filed again in other
words, by a better reader, with a new edition of the curated history, or under another name for the
provision, says nothing new. A reading that was withdrawn is a correction only if nothing says the
same in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tracker.alerts.story import What, Why
from tracker.readings import CURATED
from tracker.view import View
from tracker.view_facts import Noted, noted_after, noted_of, streams_of, text_of

EFFECTS: dict[str, What] = {
    "measure imposed": "starts",
    "measure postponed": "effects",
    "measure suspended": "suspended",
    "measure resumed": "resumes",
    "measure extended": "effects",
    "measure amended": "effects",
    "measure repealed": "ends",
    "clarified": "effects",
}
SAYS = (*EFFECTS, "pledge made")
DAYS = ("first_day", "last_day", "first_time", "last_time", "what", "nature")
KINDS = ("kind", "promised", "in_suspense", "on_lapse")
REACH = ("codes", "hs", "destinations", "parties")
Signature = tuple[object, ...]


def signature(fact: dict[str, Any], *, placed: bool = True) -> Signature:
    """What a reading says in law, whoever read it and in whatever words.

    With `placed` False whatever provision of the instrument it is filed under.
    """
    act = (fact.get("cited") or {}).get("instrument")
    if fact["event"] == "pledge made":
        return (fact["event"], fact["about"], act, fact["promise"], fact.get("until"))
    measure = str(fact["measure"])
    where = measure if placed else measure.partition("/")[0]
    return (fact["event"], where, act, *(fact.get(key) for key in (*DAYS, *KINDS)))


def reach_lost(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a reading filed anew reaches less, or elsewhere, than before; more is no mistake."""
    old, new = before.get("scope") or {}, now.get("scope") or {}
    return any(set(old.get(key) or ()) - set(new.get(key) or ()) for key in REACH)


@dataclass
class Brought:
    """What one instrument brought since the last look; `filed_at` is when that began."""

    filed_at: str
    new: bool = False
    heard: bool = False  # something it does had been on file before
    effects: list[Noted] = field(default_factory=list)
    pledges: list[Noted] = field(default_factory=list)
    unread: list[Noted] = field(default_factory=list)
    edits: list[Noted] = field(default_factory=list)
    gone: list[tuple[Noted, Why]] = field(default_factory=list)
    added: set[int] = field(default_factory=set)  # effects that only make the history fuller

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.effects, self.pledges, self.unread, self.edits, self.gone)
        return not self.new and not any(told)


class Filed:
    """The entries after a position of one view, sorted by the instrument they are about."""

    def __init__(self, view: View, after: int) -> None:
        self.view, self.after = view, after
        self._before = cache(self._stood_before)
        self._on_file = cache(lambda act: text_of(view, act) is not None)

    def brought(self) -> dict[str, Brought]:
        """What each instrument brought, in the order of filing; "" for pages of no known text."""
        found: dict[str, Brought] = {}
        for one in noted_after(self.view, self.after):
            for act, put in self._filed(one):
                put(found.setdefault(act, Brought(filed_at=one.recorded_at)))
        for act, brought in found.items():
            _moved(brought)
            brought.added = {one.position for one in brought.effects if self._only_adds(one)}
            brought.heard = any(
                one.fact["cited"].get("instrument") == act for one in self._earlier(brought)
            )
        return {act: brought for act, brought in found.items() if not brought.empty}

    def _filed(self, one: Noted) -> Iterator[tuple[str, Callable[[Brought], None]]]:
        """Under which instrument an entry belongs, and how."""
        fact = one.fact
        match one.event:
            case "instrument published" if one.gone is None and self._is_first(one):
                yield fact["instrument"], lambda b: setattr(b, "new", True)
            case "instrument revised" if fact["why"] == "source":
                yield fact["instrument"], lambda b: b.edits.append(one)
            case "review opened" if one.gone is None and fact["kind"] in ("revised", "conflict"):
                yield fact["instrument"] or "", lambda b: b.edits.append(one)
            case "review opened" if one.gone is None and fact["kind"] == "unread":
                yield fact["instrument"] or "", lambda b: b.unread.append(one)
            case "reading withdrawn":
                gone = self._withdrawn(one)
                if gone:
                    yield self._home(gone.fact), lambda b: b.gone.append((gone, fact["why"]))
            case event if event in SAYS and one.gone is None and self._is_new(one):
                pledge = event == "pledge made"
                yield self._home(fact), lambda b: (b.pledges if pledge else b.effects).append(one)

    def _home(self, fact: dict[str, Any]) -> str:
        """The instrument that does it; what it is done to, where that act is not on file."""
        act = (fact.get("cited") or {}).get("instrument")
        if act and self._on_file(act):
            return str(act)
        return str(fact.get("measure") or fact["about"]).partition("/")[0]

    def _is_first(self, one: Noted) -> bool:
        before = noted_of(self.view, one.stream, one.position - 1)
        return not any(other.event == "instrument published" for other in before)

    def _is_new(self, one: Noted) -> bool:
        """Whether nothing that stood at the last look said the same of the same place."""
        said = signature(one.fact)
        same = [other for other in self._before(one.stream) if signature(other.fact) == said]
        return not same or all(reach_lost(other.fact, one.fact) for other in same)

    def _only_adds(self, one: Noted) -> bool:
        """Whether a new edition of the history tells of a measure, or a party of a list, that it
        did not have; what it does to measures that were on file is another matter."""
        return one.fact.get("reader") == CURATED and not self._before(
            f"measure/{one.fact['measure']}"
        )

    def _stood_before(self, stream: str) -> list[Noted]:
        """What stood in a stream at the last look."""
        return [
            other
            for other in noted_of(self.view, stream, self.after)
            if other.event in SAYS and (other.gone is None or other.gone > self.after)
        ]

    def _earlier(self, brought: Brought) -> Iterator[Noted]:
        for stream in dict.fromkeys(one.stream for one in brought.effects):
            yield from self._before(stream)

    def _withdrawn(self, one: Noted) -> Noted | None:
        """The reading a withdrawal takes back, if it stood and nothing repeats it."""
        fact = one.fact
        gone = next(
            (n for n in noted_of(self.view, fact["of"]) if n.version == fact["withdraws"]), None
        )
        if gone is None or gone.position > self.after or gone.gone != one.position:
            return None
        if gone.event not in SAYS:
            return None
        said = signature(gone.fact)
        again = [
            other
            for other in noted_of(self.view, fact["of"])
            if other.gone is None and other.event == gone.event and signature(other.fact) == said
        ]
        return None if any(not reach_lost(gone.fact, other.fact) for other in again) else gone


def _moved(brought: Brought) -> None:
    """Take out what was only filed under another provision: the same effect, one for one."""
    loose = Counter(_loosely(gone) for gone, _ in brought.gone)
    kept = []
    for one in brought.effects:
        if loose[_loosely(one)] > 0:
            loose[_loosely(one)] -= 1
        else:
            kept.append(one)
    there = Counter(map(_loosely, brought.effects)) - Counter(map(_loosely, kept))
    brought.effects = kept
    still = []
    for gone, why in brought.gone:
        if there[_loosely(gone)] > 0:
            there[_loosely(gone)] -= 1
        else:
            still.append((gone, why))
    brought.gone = still


def _loosely(one: Noted) -> Signature:
    reach = one.fact.get("scope") or {}
    told = tuple(tuple(sorted(reach.get(key) or ())) for key in REACH)
    return (*signature(one.fact, placed=False), told)


def times_said(view: View, one: Noted) -> int:
    """How often the same had been said of the same place, and taken back, before an entry."""
    said = signature(one.fact)
    return sum(
        1
        for other in noted_of(view, one.stream, one.position - 1)
        if other.event == one.event and other.gone is not None and signature(other.fact) == said
    )


def standing_for(view: View, act: str | None, measure: str) -> list[Noted]:
    """What an act is read to do to a measure now."""
    return [
        one
        for one in noted_of(view, f"measure/{measure}")
        if one.gone is None
        and one.event in EFFECTS
        and (one.fact.get("cited") or {}).get("instrument") == act
    ]


__all__ = ["EFFECTS", "Brought", "Filed", "signature", "standing_for", "streams_of", "times_said"]
