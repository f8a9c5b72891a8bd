"""What entries of the ledger brought, instrument by instrument, and which of it is news.

An effect is news only if nothing on file before said the same: a reading filed again in other
words, by a better reader or with a new edition of the curated history, says nothing new. A reading
that was withdrawn is a correction only if nothing that stands says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tracker.alerts.story import What, Why
from tracker.view import View
from tracker.view_facts import Noted, noted_after, noted_of, streams_of

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
EDITS = ("revised", "conflict")
Signature = tuple[object, ...]


def signature(fact: dict[str, Any]) -> Signature:
    """What an effect says in law, whoever read it and in whatever words.

    The provision it is filed under is left out: a better reader may name it otherwise.
    """
    if fact["event"] == "pledge made":
        return (fact["event"], fact["about"], fact["cited"]["instrument"], fact.get("until"))
    kept = ("first_day", "last_day", "first_time", "last_time", "what", "nature", "promised")
    act = str(fact["measure"]).partition("/")[0]
    days = tuple(fact.get(key) for key in kept)
    part = fact.get("part_of") and fact["measure"]
    return (fact["event"], act, part, fact["cited"]["instrument"], *days)


@dataclass
class Brought:
    """What one instrument brought since the last look; `filed_at` is when that began."""

    filed_at: str
    new: bool = False
    effects: list[Noted] = field(default_factory=list)
    pledges: list[Noted] = field(default_factory=list)
    unread: list[Noted] = field(default_factory=list)
    edits: list[Noted] = field(default_factory=list)
    gone: list[tuple[Noted, Why]] = field(default_factory=list)


class Filed:
    """The entries after a position of one view, sorted by the instrument they are about."""

    def __init__(self, view: View, after: int) -> None:
        self.view, self.after = view, after
        self._said: dict[str, set[Signature]] = {}

    def brought(self) -> dict[str, Brought]:
        """What each instrument brought, in the order of filing; "" for pages of no known text."""
        found: dict[str, Brought] = {}
        for one in noted_after(self.view, self.after):
            for act, put in self._filed(one):
                put(found.setdefault(act, Brought(filed_at=one.recorded_at)))
        return found

    def _filed(self, one: Noted) -> Iterator[tuple[str, Callable[[Brought], None]]]:
        """Under which instrument an entry belongs, and how."""
        fact = one.fact
        match one.event:
            case "instrument published" if one.gone is None and self._is_first(one):
                yield fact["instrument"], lambda b: setattr(b, "new", True)
            case "instrument revised" if fact["why"] == "source":
                yield fact["instrument"], lambda b: b.edits.append(one)
            case "review opened" if fact["kind"] in EDITS and one.gone is None:
                yield fact["instrument"] or "", lambda b: b.edits.append(one)
            case "review opened" if fact["kind"] == "unread" and one.gone is None:
                yield fact["instrument"] or "", lambda b: b.unread.append(one)
            case "pledge made" if one.gone is None and self._is_new(one):
                yield fact["cited"]["instrument"] or "", lambda b: b.pledges.append(one)
            case "reading withdrawn":
                gone = self._withdrawn(one)
                if gone:
                    act = gone.fact["cited"]["instrument"] or ""
                    yield act, lambda b: b.gone.append((gone, fact["why"]))
            case event if event in EFFECTS and one.gone is None and self._is_new(one):
                act = fact["cited"]["instrument"] or str(fact["measure"]).partition("/")[0]
                yield act, lambda b: b.effects.append(one)

    def _is_first(self, one: Noted) -> bool:
        before = noted_of(self.view, one.stream, one.position - 1)
        return not any(other.event == "instrument published" for other in before)

    def _is_new(self, one: Noted) -> bool:
        said = signature(one.fact)
        earlier = self._before(one.stream)
        return said not in earlier

    def _before(self, stream: str) -> set[Signature]:
        """What had been said of the same instrument before the last look."""
        family = self._family(stream)
        head = min(family, default=stream)
        if head not in self._said:
            self._said[head] = {
                signature(other.fact)
                for name in family
                for other in noted_of(self.view, name, self.after)
                if "cited" in other.fact
                and (other.event in EFFECTS or other.event == "pledge made")
            }
        return self._said[head]

    def _family(self, stream: str) -> list[str]:
        """The streams of all measures of one instrument."""
        if not stream.startswith("measure/"):
            return [stream]
        return streams_of(self.view, stream.removeprefix("measure/").partition("/")[0])

    def _withdrawn(self, one: Noted) -> Noted | None:
        """The effect a withdrawal takes back, if people were told of it and nothing repeats it."""
        fact = one.fact
        gone = next(
            (n for n in noted_of(self.view, fact["of"]) if n.version == fact["withdraws"]), None
        )
        if gone is None or gone.position > self.after or gone.gone != one.position:
            return None
        if gone.event not in EFFECTS and gone.event != "pledge made":
            return None
        said = signature(gone.fact)
        stands = (
            signature(other.fact)
            for name in self._family(fact["of"])
            for other in noted_of(self.view, name)
            if other.gone is None and other.event == gone.event
        )
        return None if said in stands else gone
