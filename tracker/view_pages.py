"""Reading the view page by page: the keys of a page, found without walking through the rest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from tracker.asked import Asked
from tracker.counting import Shelf
from tracker.forks import forks_around
from tracker.view import ON, Standing, Where

if TYPE_CHECKING:
    from tracker.view import View

PUBLIC = "p.reason IS NOT 'not_yet_published'"
DAY = "CASE m.jurisdiction WHEN 'CN' THEN :cn ELSE :us END"
WALK = """
SELECT m.id, m.num FROM measure m INDEXED BY measure_shelf
CROSS JOIN period p ON p.measure = m.num AND p.first <= :day AND p.last >= :day
WHERE m.shelf = :shelf AND m.id > :after {wanted} ORDER BY m.id
"""
FEW = """
SELECT m.id, m.num FROM (
  SELECT p.measure AS num FROM json_each(:above) f
  CROSS JOIN period p INDEXED BY period_from ON p.shelf = :shelf AND p.state = :state
    AND p.fork = f.value AND p.first <= :day WHERE p.reason IS NOT 'not_yet_published' {inside}
  UNION ALL
  SELECT p.measure FROM json_each(:below) f
  CROSS JOIN period p INDEXED BY period_until ON p.shelf = :shelf AND p.state = :state
    AND p.fork = f.value AND p.last >= :day WHERE p.reason IS NOT 'not_yet_published' {inside})
CROSS JOIN measure m USING (num) WHERE m.id > :after ORDER BY m.id LIMIT :most
"""
ALL = """
SELECT m.id, m.num FROM measure m INDEXED BY measure_shelf
WHERE m.shelf = :shelf AND m.id > :after ORDER BY m.id
"""
COUNTS = f"""
SELECT p.state, count(*) FROM measure m JOIN period p ON p.measure = m.num
WHERE p.first <= {DAY} AND p.last >= {DAY} AND {PUBLIC} """
NARROW = f"""
SELECT m.id, m.num FROM measure m JOIN period p ON p.measure = m.num
WHERE p.first <= {DAY} AND p.last >= {DAY} AND m.id > :after """
DAYS = """
SELECT min(day) FROM (
  SELECT min(first) AS day FROM period WHERE first BETWEEN :day AND :last
  UNION ALL SELECT min(day) FROM amendment WHERE day BETWEEN :day AND :last)
"""
MOVED = """
SELECT m.id FROM (SELECT measure FROM period WHERE first = :day
  UNION SELECT measure FROM amendment WHERE day = :day) c
CROSS JOIN measure m ON m.num = c.measure WHERE m.id > :after """
LAPSED = f"""
SELECT p.first, m.id, p.state FROM period p INDEXED BY period_lapsed
CROSS JOIN measure m ON m.num = p.measure
WHERE p.by = 'lapse' AND p.confirmed = 0 AND p.first <= {DAY} AND p.last >= {DAY} """
MANY = 4  # one in so many: a walk then reads little more than there is to be found
SURE = 10  # times the rows a walk should read, where states may stand together, not evenly


class Key(NamedTuple):
    """A measure of a page: its id and the number the view gives it."""

    id: str
    num: int


class Wanted(NamedTuple):
    """The states of a question; None are all, whether published by the day or not."""

    states: tuple[str, ...] | None
    unpublished: bool = False

    @property
    def stored(self) -> tuple[str, ...]:
        """The states a measure may stand in to be wanted: its own, or that of a part."""
        return tuple(dict.fromkeys([*(self.states or ()), "partly"]))

    def inside(self, state: str) -> str:
        """What else `partly` must meet: a part in a state that is asked for."""
        states = self.states or ()
        if state != "partly" or "partly" in states:
            return ""
        ways = " OR ".join(f"instr(',' || p.parts, ',{one}=') > 0" for one in states)
        return f"AND ({ways})"

    @property
    def sql(self) -> str:
        if self.states is None:
            return ""
        names = ", ".join(f"'{state}'" for state in self.states)
        ways = f"p.state IN ({names}) OR (p.state = 'partly' {self.inside('partly')})"
        return f"AND ({ways})" + ("" if self.unpublished else f" AND {PUBLIC}")


def standing_keys(
    view: View,
    shelf: Shelf,
    wanted: Wanted,
    counts: dict[str, int],
    asked: Asked,
    after: str,
    most: int,
) -> Iterator[Key]:
    """The measures of a shelf in the states wanted, by id; few of many are not looked for among
    the many."""
    day = asked.of(shelf.jurisdiction).toordinal()
    given: dict[str, object] = {"shelf": shelf.num, "after": after, "day": day, "most": most}
    if wanted.states is None:
        return map(Key._make, view.db.execute(ALL, given))
    here = [state for state in wanted.stored if counts.get(state)]
    many = sum(counts[state] for state in here)
    if not many:
        return iter(())
    if many * MANY >= shelf.measures or many * many > SURE * most * shelf.measures:
        return map(Key._make, view.db.execute(WALK.format(wanted=wanted.sql), given))
    above, below = forks_around(day)
    given |= {"above": json.dumps(above), "below": json.dumps(below)}
    found = (
        view.db.execute(FEW.format(inside=wanted.inside(state)), {**given, "state": state})
        for state in here
    )
    return map(Key._make, merge(*found))


def narrow_keys(
    view: View, where: Where, wanted: Wanted, asked: Asked, after: str, most: int
) -> list[Key]:
    """The measures of any other condition in the states wanted, by id."""
    statement = f"{NARROW} {wanted.sql} {where.sql} ORDER BY +m.id LIMIT :most"
    given = {**_days(asked), "after": after, "most": most, **where.given}
    return [Key._make(row) for row in view.db.execute(statement, given)]


def narrow_counts(view: View, where: Where, asked: Asked) -> dict[str, int]:
    """How many measures of any other condition stand in each state."""
    statement = f"{COUNTS} {where.sql} GROUP BY p.state"
    return dict(view.db.execute(statement, {**_days(asked), **where.given}).fetchall())


def standings_of(view: View, keys: Iterable[Key], asked: Asked) -> list[Standing]:
    """Measures of a page with their state on a day."""
    given = {**_days(asked), "nums": json.dumps([key.num for key in keys])}
    statement = ON + " AND m.num IN (SELECT value FROM json_each(:nums)) ORDER BY +m.id"
    return [Standing(*row) for row in view.db.execute(statement, given)]


def ids_after(view: View, shelves: Sequence[Shelf], after: str) -> Iterator[str]:
    """The ids on shelves that follow one, in order, read as they are wanted."""
    found = (view.db.execute(ALL, {"shelf": one.num, "after": after}) for one in shelves)
    return (str(id) for id, _ in merge(*found))


def ids_after_where(view: View, where: Where, after: str) -> Iterator[str]:
    """The ids of any other condition that follow one, in order."""
    statement = f"SELECT m.id FROM measure m WHERE m.id > :after {where.sql} ORDER BY +m.id"
    return (str(row[0]) for row in view.db.execute(statement, {"after": after, **where.given}))


# -- changes --------------------------------------------------------------------------------------


def next_day_of_change(view: View, day: int, last: int) -> int | None:
    """The first day from one to another on which anything may have changed."""
    found = view.db.execute(DAYS, {"day": day, "last": last}).fetchone()[0]
    return None if found is None else int(found)


def moved_on(view: View, day: int, where: Where, after: str) -> Iterator[str]:
    """The measures of a condition in which something may have changed on a day, by id."""
    given = {"day": day, "after": after, **where.given}
    rows = view.db.execute(f"{MOVED} {where.sql} ORDER BY +m.id", given)
    return (str(row[0]) for row in rows)


def starts_between(view: View, first: int, last: int, most: int) -> int:
    """How many runs of days and amendments begin in a span; counting ends at `most`."""
    found = view.db.execute(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM period WHERE first BETWEEN :first AND :last"
        " LIMIT :most)) + (SELECT count(*) FROM (SELECT 1 FROM amendment"
        " WHERE day BETWEEN :first AND :last LIMIT :most))",
        {"first": first, "last": last, "most": most},
    ).fetchone()[0]
    return int(found)


def lapsed_on(view: View, where: Where, asked: Asked) -> list[tuple[int, str, str]]:
    """What has come back by lapse and nobody has confirmed: since when, its id, its state."""
    rows = view.db.execute(LAPSED + where.sql, {**_days(asked), **where.given})
    return sorted((first, id, state) for first, id, state in rows)


def _days(asked: Asked) -> dict[str, object]:
    return {"cn": asked.CN.toordinal(), "us": asked.US.toordinal()}
