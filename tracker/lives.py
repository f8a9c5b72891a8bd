"""Whole lives for `show`: runs of days, effects with what became of them, the text as published."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.answers import LifeAnswer, Measure, shown
from tracker.fold import EFFECTS
from tracker.timeline import explain
from tracker.view_reviews import decisions, open_questions

if TYPE_CHECKING:
    from tracker.past import Held
    from tracker.view import View


def life_of(held: Held, measure: Measure, day: date) -> LifeAnswer:
    """One measure's life, with each effect weighed for a day."""
    effects = [filed for filed in held.effects if isinstance(filed.fact, EFFECTS)]
    bodies = {id(filed.fact): filed for filed in effects}
    weighed = explain(day, [f.fact for f in effects if isinstance(f.fact, EFFECTS)])
    return LifeAnswer(
        measure=measure,
        periods=[
            {
                "first": shown(row.first),
                "last": shown(row.last),
                "state": row.state,
                "reason": row.reason,
                "by": row.by,
                "confirmed": bool(row.confirmed),
                "at": row.at,
            }
            for row in held.rows
        ],
        effects=[
            {
                **json.loads(bodies[id(one.effect)].body),
                "role": one.role,
                "position": bodies[id(one.effect)].position,
            }
            for one in weighed
        ],
    )


def instrument_dict(view: View, name: str, position: int | None) -> dict[str, Any]:
    """The text of an instrument as it stands on file, its copies, and what is open about it."""
    found: dict[str, Any] = {}
    copies: list[dict[str, Any]] = []
    for _, _, recorded_at, body in view.facts(f"instrument/{name}", position):
        fact = json.loads(body)
        if fact["event"] in ("instrument published", "instrument revised"):
            found = {**fact.get("now", fact), "recorded_at": recorded_at}
            found.pop("event", None)
        elif fact["event"] == "copy found":
            kept = ("source", "url", "sha256", "title", "role", "lang", "words", "day", "page_day")
            by_hand = fact.get("by_hand")
            copies.append(
                {key: fact[key] for key in kept} | {"by_hand": by_hand, "found_at": recorded_at}
            )
    if found:
        found |= {
            "copies": copies,
            "questions": open_questions(view, name, position),
            "decisions": decisions(view, name, position),
        }
    return found
