"""What changed in a span of days: the joints between one run of days and the next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from events.facts import MeasureAmended, MeasureImposed
from tracker.answers import Change, shown
from tracker.asked import Asked
from tracker.fold import Row

if TYPE_CHECKING:
    from tracker.past import Held


def changes_of(held: Held, from_: Asked, to: Asked) -> Iterator[Change]:
    """The changes of one measure on days after `from_`, up to and including `to`."""
    first = from_.of(held.jurisdiction).toordinal()
    last = to.of(held.jurisdiction).toordinal()
    for before, row in zip(held.rows, held.rows[1:], strict=False):
        word = word_for(before, row)
        if first < row.first <= last and word:
            yield _change(held, row, word, _state(before))
    yield from _amendments(held, first, last)


def word_for(before: Row, row: Row) -> str | None:
    """What happened between two runs; None where nothing did in law."""
    if row.state == "announced":
        if before.state != "announced":
            return "announced again"
        return "published" if before.reason == "not_yet_published" else None
    if row.state == "suspended":
        return "prolonged" if before.state == "suspended" else "suspended"
    if row.state == "in_force":
        if row.by == "lapse":
            return "lapsed"
        return "resumed" if before.state == "suspended" else "started"
    return {"ended": "ended", "unknown": "uncertain"}.get(row.state, "partly changed")


def _state(row: Row) -> str | None:
    return None if row.reason == "not_yet_published" else row.state


def _change(held: Held, row: Row, word: str, before: str | None) -> Change:
    bodies = {filed.position: filed.body for filed in held.effects}
    body = bodies.get(row.decided) if row.decided else held.imposed.body
    fact = json.loads(body) if body else {}
    return Change(
        measure=held.id,
        day=shown(row.first) or "",
        change=word,
        from_state=before,
        to_state=row.state,
        by=row.by,
        why="law",
        citation=fact.get("cited"),
        basis=fact.get("basis", "analyst"),
        title=_title(held),
        jurisdiction=held.jurisdiction,
        kind=held.kind,
        confirmed=bool(row.confirmed),
        changes_at=f"{shown(row.first)}T{row.at}" if row.at else None,
    )


def _amendments(held: Held, first: int, last: int) -> Iterator[Change]:
    for filed in held.effects:
        act = filed.fact
        if not isinstance(act, MeasureAmended) or act.first_day is None:
            continue
        day = act.first_day.toordinal()
        state = next(_state(row) for row in held.rows if row.first <= day <= row.last)
        if first < day <= last and state not in (None, "ended"):
            fact: dict[str, Any] = json.loads(filed.body)
            yield Change(
                measure=held.id,
                day=act.first_day.isoformat(),
                change="amended" if act.nature == "amends" else "corrected",
                from_state=state,
                to_state=state or "",
                by=act.cited.instrument,
                why="law",
                citation=fact["cited"],
                basis=fact["basis"],
                title=_title(held),
                jurisdiction=held.jurisdiction,
                kind=held.kind,
            )


def _title(held: Held) -> str:
    imposed = held.imposed.fact
    assert isinstance(imposed, MeasureImposed)
    return imposed.title
