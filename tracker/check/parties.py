"""Which listings are those of the party told, and which only bear a name like its."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.answers import Measure

SAME_NAME = 97.0  # from this likeness on a name is taken for the same one
NEARLY = 94.0  # of a name that only differs in abbreviations or endings
FEW_OTHERS = 8  # listings of a country whose names only come near


class Parties(NamedTuple):
    """Measures that bear a name like the party's: those to compare, the nearest first; the listings
    of the very name among them; and how many others were left out."""

    kept: list[Measure]
    same: list[Measure]
    others: int


def the_same(found: Sequence[Measure], likeness: Mapping[str, float]) -> Parties:
    """Where a country lists the very name, names that merely come near it are other parties there;
    where it does not, the nearest few are questions."""
    same = [one for one in found if _lists(one) and likeness[one.id] >= SAME_NAME]
    sure = {one.jurisdiction for one in same}
    chinese = {_chinese(one) for one in same} - {None}
    shown: Counter[str] = Counter()
    kept = []
    for one in sorted(found, key=lambda one: -likeness[one.id]):
        near = likeness[one.id] >= NEARLY or _chinese(one) in chinese
        shown[one.jurisdiction] += not near
        if near or (one.jurisdiction not in sure and shown[one.jurisdiction] <= FEW_OTHERS):
            kept.append(one)
    return Parties(kept, same, len(found) - len(kept))


def _lists(measure: Measure) -> bool:
    """Whether a measure lists parties, rather than goods with a party in their story."""
    return measure.kind == "listing" or measure.on_list is not None


def _chinese(measure: Measure) -> str | None:
    name: str | None = (measure.party or {}).get("name_zh")
    return name
