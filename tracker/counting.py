"""How many measures stand in each state on a day, summed beforehand.

Measures that no closed filter tells apart (jurisdiction, authority, kind, listed parties or not)
share a shelf. For each shelf and state the view keeps one row for each day on which their number
changes: the number from that day on. So the counts of a day are one look-up a shelf and state,
whatever the number of measures. What nobody has published yet is not counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tracker.asked import STATES, Asked

if TYPE_CHECKING:
    from tracker.view import View

CLOSED = ("jurisdiction", "authority", "kind")
RUNS = """
INSERT INTO total
SELECT shelf, state, day, sum(more) OVER (PARTITION BY shelf, state ORDER BY day) FROM (
  SELECT shelf, state, day, sum(more) AS more FROM (
    SELECT shelf, state, first AS day, 1 AS more FROM period
    WHERE reason IS NOT 'not_yet_published' {of}
    UNION ALL
    SELECT shelf, state, last + 1, -1 FROM period WHERE reason IS NOT 'not_yet_published' {of})
  GROUP BY shelf, state, day HAVING sum(more) <> 0)
"""
OF = "AND shelf IN (SELECT value FROM json_each(:shelves))"


class Shelf(NamedTuple):
    """Measures that no closed filter tells apart, and how many they are."""

    num: int
    jurisdiction: str
    authority: str
    kind: str
    part: int
    with_parts: int
    measures: int


class Shelves:
    """The shelves of a view that is being written: their numbers, and which have changed."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        rows = map(Shelf._make, db.execute("SELECT * FROM shelf"))
        self.numbers = {tuple(one[1:-1]): one.num for one in rows}
        self.changed: set[int] = set()

    def of(
        self, jurisdiction: str, authority: str, kind: str, *, part: bool, with_parts: bool
    ) -> int:
        """The number of the shelf of a measure that is written."""
        key = (jurisdiction, authority, kind, int(part), int(with_parts))
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.numbers) + 1
            self.db.execute("INSERT INTO shelf VALUES (?, ?, ?, ?, ?, ?, 0)", (number, *key))
        self.changed.add(number)
        return number

    def left(self, number: int) -> None:
        """A measure was taken from a shelf."""
        self.changed.add(number)

    def sum_up(self, *, whole: bool) -> None:
        """Count anew what stands on each shelf that has changed, or on all of them."""
        of, given = ("", {}) if whole else (OF, {"shelves": json.dumps(sorted(self.changed))})
        if not whole:
            self.db.execute(f"DELETE FROM total WHERE 1 {of}", given)
        self.db.execute(RUNS.format(of=of), given)
        counted = self.db.execute(
            f"SELECT shelf, count(*) FROM measure WHERE 1 {of} GROUP BY shelf", given
        ).fetchall()
        there = dict.fromkeys(self.changed, 0) | dict(counted)
        self.db.executemany("UPDATE shelf SET measures = ?2 WHERE num = ?1", there.items())


def shelves(view: View, filters: Mapping[str, str], *, parts: bool) -> list[Shelf]:
    """The shelves that closed filters mean, parties one by one or as their provisions."""
    own = [f"{name} = :{name}" for name in CLOSED if name in filters]
    sql = " AND ".join([*own, "with_parts = 0" if parts else "part = 0"])
    rows = view.db.execute(f"SELECT * FROM shelf WHERE {sql} AND measures > 0", dict(filters))
    return [Shelf._make(row) for row in rows]


def counts_on(view: View, wanted: Iterable[Shelf], asked: Asked) -> dict[int, dict[str, int]]:
    """For each shelf the number of its measures in each state on a day."""
    found: dict[int, dict[str, int]] = {}
    for shelf in wanted:
        day = asked.of(shelf.jurisdiction).toordinal()
        counts = ((state, _count(view, shelf.num, state, day)) for state in STATES)
        found[shelf.num] = {state: count for state, count in counts if count}
    return found


def _count(view: View, shelf: int, state: str, day: int) -> int:
    row = view.db.execute(
        "SELECT measures FROM total WHERE shelf = ? AND state = ? AND day <= ?"
        " ORDER BY day DESC LIMIT 1",
        (shelf, state, day),
    ).fetchone()
    return int(row[0]) if row else 0
