"""Runs of days as the view holds them: of named measures, or of those that turned in a span."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tracker.queries import Timeline
    from tracker.view import View, Where


class Run(NamedTuple):
    """Days `first` to `last` (ordinals, inclusive) of one measure with one answer."""

    first: int
    last: int
    state: str
    reason: str | None
    by: str | None
    confirmed: bool

    @property
    def returned(self) -> bool:
        """In force by lapse, and nobody has confirmed it."""
        return self.state == "in_force" and self.by == "lapse" and not self.confirmed


class Turned(NamedTuple):
    """A measure with a turn in a span of days: what imposed it, and its runs in the span."""

    id: str
    jurisdiction: str
    kind: str
    imposed: dict[str, Any]
    runs: list[Run]


TURNED = """
SELECT m.num, m.id, m.jurisdiction, m.kind, f.body
FROM measure m JOIN fact f ON f.position = m.imposed
WHERE m.num IN (SELECT measure FROM period WHERE first BETWEEN :first AND :last AND first > 1)
"""
WITHIN = """
SELECT p.measure, p.first, p.last, p.state, p.reason, p.by, p.confirmed FROM json_each(:nums) j
CROSS JOIN period p ON p.measure = j.value WHERE p.first <= :last AND p.last >= :first
ORDER BY p.measure, p.first
"""

UNREVIEWED = """
SELECT DISTINCT m.id FROM json_each(:names) j CROSS JOIN measure m ON m.id = j.value
CROSS JOIN period p ON p.measure = m.num AND p.first <= :last AND p.last >= :first
CROSS JOIN fact f ON f.position IN (m.imposed, p.decided)
WHERE json_extract(f.body, '$.basis') = 'read'
"""


def runs_of(
    timeline: Timeline,
    names: Iterable[str],
    first: int,
    last: int,
    known: str | None = None,
    recorded: str | None = None,
) -> dict[str, list[Run]]:
    """The runs of named measures in a span of days, as far as a question lets facts count."""
    if known is None and recorded is None:
        return _stored(timeline.view, list(names), first, last)
    question = timeline.find.question("on", {}, known, recorded, "all", True)
    return {
        held.id: [
            Run(row.first, row.last, row.state, row.reason, row.by, bool(row.confirmed))
            for row in held.rows
            if row.first <= last and row.last >= first
        ]
        for held in timeline.find.held(question, names)
    }


def _stored(view: View, names: list[str], first: int, last: int) -> dict[str, list[Run]]:
    rows = view.db.execute(
        "SELECT m.num, m.id FROM json_each(?) j CROSS JOIN measure m ON m.id = j.value",
        (json.dumps(names),),
    )
    ids: dict[int, str] = dict(rows.fetchall())
    found = _within(view, ids, first, last)
    return {name: found.get(num, []) for num, name in ids.items()}


def _within(view: View, numbers: Iterable[int], first: int, last: int) -> dict[int, list[Run]]:
    given = {"nums": json.dumps(list(numbers)), "first": first, "last": last}
    found: dict[int, list[Run]] = {}
    for num, begins, ends, state, reason, by, confirmed in view.db.execute(WITHIN, given):
        run = Run(begins, ends, state, reason, by, bool(confirmed))
        found.setdefault(num, []).append(run)
    return found


def turned(view: View, first: int, last: int, where: Where) -> list[Turned]:
    """The measures of a condition in which a run of days begins within a span."""
    given = {"first": first, "last": last, **where.given}
    rows = view.db.execute(f"{TURNED} {where.sql} ORDER BY +m.id", given).fetchall()
    runs = _within(view, [row[0] for row in rows], first, last)
    return [
        Turned(id, jurisdiction, kind, json.loads(body), runs[num])
        for num, id, jurisdiction, kind, body in rows
    ]


def unreviewed(view: View, names: Iterable[str], first: int, last: int) -> set[str]:
    """Those of named measures of which a program read what decides in a span, and nobody else."""
    given = {"names": json.dumps(list(names)), "first": first, "last": last}
    return {str(id) for (id,) in view.db.execute(UNREVIEWED, given)}


def links_of(view: View, position: int | None = None) -> list[dict[str, Any]]:
    """Every link between two measures that stands, as of a ledger position or now: what answers
    what, and what belongs together."""
    at = 2**62 if position is None else position
    rows = view.db.execute(
        "SELECT body FROM fact INDEXED BY fact_linked WHERE event = 'measures linked'"
        " AND position <= ?1 AND (withdrawn_at IS NULL OR withdrawn_at > ?1)"
        " AND json_extract(body, '$.link') NOT IN ('same_as', 'outside') ORDER BY position",
        (at,),
    )
    return [json.loads(body) for (body,) in rows]
