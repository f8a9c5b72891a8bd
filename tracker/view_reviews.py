"""What of the view is for persons: the questions that wait, and what was decided about a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.view import View

NOW = 2**62  # after every position
# `+position`: sorted afterwards, or the whole ledger would be walked for a few rows


def open_questions(
    view: View, instrument: str | None = None, position: int | None = None
) -> list[dict[str, Any]]:
    """What waits for a person, oldest first: of one instrument, or all; as of a position."""
    rows = view.db.execute(
        "SELECT recorded_at, body FROM fact AS asked WHERE stream >= 'review/'"
        " AND stream < 'review0' AND event = 'review opened' AND position <= ?1"
        " AND (withdrawn_at IS NULL OR withdrawn_at > ?1) AND NOT EXISTS (SELECT 1 FROM fact"
        " AS told WHERE told.stream = asked.stream AND told.event = 'review decided'"
        " AND told.position <= ?1) ORDER BY +position",
        (NOW if position is None else position,),
    )
    found = [{**json.loads(body), "opened_at": opened_at} for opened_at, body in rows]
    return [one for one in found if instrument is None or one["instrument"] == instrument]


def decisions(view: View, instrument: str, position: int | None = None) -> list[dict[str, Any]]:
    """What persons decided about an instrument, oldest first, each with what it was about."""
    rows = view.db.execute(
        "SELECT body, (SELECT body FROM fact AS asked WHERE asked.stream = told.stream"
        " AND asked.event = 'review opened' ORDER BY position DESC LIMIT 1) FROM fact AS told"
        " WHERE stream >= 'review/' AND stream < 'review0' AND event = 'review decided'"
        " AND position <= ?1 AND (withdrawn_at IS NULL OR withdrawn_at > ?1) ORDER BY +position",
        (NOW if position is None else position,),
    )
    found = []
    for told, asked in rows:
        one = {"kind": "reading", "reason": None, "sentence": "", "instrument": None}
        one |= json.loads(asked) if asked else {}
        body = json.loads(told)
        if instrument in (body.get("instrument"), one["instrument"]):
            kept = ("review", "decision", "by", "decided_on", "reason")
            about = {"kind": one["kind"], "about": one["reason"], "sentence": one["sentence"]}
            found.append({**{key: body[key] for key in kept}, **about})
    return found
