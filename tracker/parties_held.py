"""Whether the parties held are as many as each list prints.

A list or ban that gives the number of those it names is held against its parts, one a party. Acts
upon others print numbers too, but list nobody themselves: they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.view import View

LISTING = ("listing", "ban")
COUNTED = f"""
SELECT m.id, json_extract(f.body, '$.scope.parties_count') AS printed, count(p.num),
  json_array_length(f.body, '$.scope.parties')
FROM measure m JOIN fact f ON f.position = m.imposed
LEFT JOIN measure p ON p.part_of = m.id
WHERE m.part_of IS NULL AND m.kind IN ({", ".join("?" * len(LISTING))}) AND printed IS NOT NULL
GROUP BY m.num ORDER BY m.id
"""


class Count(NamedTuple):
    """One list: the number it prints, and how many of its parties are on file."""

    measure: str
    printed: int
    held: int

    def __str__(self) -> str:
        return f"{self.measure} prints {self.printed}, {self.held} held"


_COUNTED: dict[tuple[str, ...], tuple[Count, ...]] = {}  # of the view asked last


def counts(view: View) -> Sequence[Count]:
    """Every list and ban that prints how many it names, in the order of their names.

    A view is never changed in place: for one that was counted before, the counts still stand.
    """
    meta = view.meta
    key = (str(view.path), meta["digest"], meta["position"], meta.get("data", ""), meta["schema"])
    found = _COUNTED.get(key)
    if found is None:
        found = tuple(_count(*row) for row in view.db.execute(COUNTED, LISTING))
        _COUNTED.clear()
        _COUNTED[key] = found
    return found


def _count(measure: str, printed: int, parts: int, names: int) -> Count:
    """A ban may name its parties itself, one in two scripts, and have no parts."""
    return Count(measure, printed, parts or min(names, printed))


def differing(found: Sequence[Count]) -> Iterator[str]:
    """A line for each difference."""
    yield from (str(one) for one in found if one.held != one.printed)


def surplus(found: Sequence[Count]) -> dict[str, str]:
    """Lists under which more stand than they print: that the first day of some is doubtful.

    A list of the day names the act that put a party there, and is sometimes wrong about it.
    """
    return {
        one.measure: f"{one.measure} prints {one.printed} parties, {one.held} stand under it: the"
        " first day of some is doubtful"
        for one in found
        if one.held > one.printed
    }
