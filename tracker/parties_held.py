"""Whether the parties held are as many as each list prints.

A list or ban that gives the number of those it names is held against its parts, one a party. Acts
upon others print numbers too, but list nobody themselves: they are left out. Where nobody can say
which of two lists names a party, it stands under a provision paired with both, and makes up there
what they print and do not hold, if the numbers agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.kept import PerView
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

JOINT = """
SELECT json_extract(l.body, '$.measure'), json_extract(l.body, '$.to') AS list,
  (SELECT count(*) FROM measure p WHERE p.part_of = json_extract(l.body, '$.measure'))
FROM fact l
WHERE l.event = 'measures linked' AND l.withdrawn_at IS NULL
  AND json_extract(l.body, '$.link') = 'paired_with'
ORDER BY 1, 2
"""


class Count(NamedTuple):
    """One list: the number it prints, and how many of its parties are on file."""

    measure: str
    printed: int
    held: int

    def __str__(self) -> str:
        return f"{self.measure} prints {self.printed}, {self.held} held"


def counts(view: View) -> Sequence[Count]:
    """Every list and ban that prints how many it names, in the order of their names."""
    return _COUNTS.of(view)


def _counts(view: View) -> tuple[Count, ...]:
    found = [_count(*row) for row in view.db.execute(COUNTED, LISTING)]
    shared = _held_jointly(view, {one.measure: one.printed - one.held for one in found})
    return tuple(one._replace(held=one.printed) if one.measure in shared else one for one in found)


_COUNTS = PerView(_counts)


def _held_jointly(view: View, short: dict[str, int]) -> set[str]:
    """The lists whose missing parties all stand under a provision that several share."""
    lists: dict[tuple[str, int], list[str]] = defaultdict(list)
    for joint, one, parts in view.db.execute(JOINT):
        if short.get(one, 0) > 0:
            lists[joint, parts].append(one)
    whole = (
        found for (_, parts), found in lists.items() if parts == sum(short[one] for one in found)
    )
    return {one for found in whole for one in found}


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
