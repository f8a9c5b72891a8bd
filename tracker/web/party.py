"""The page of a party: names that come near the one asked, each with its own listing's state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.ask import address
from tracker.parties.answer import UNCHECKED, ListedAnswer
from tracker.queries import Timeline
from tracker.web.forms import Words
from tracker.words import counted, days_words

if TYPE_CHECKING:
    from tracker.web.answers import Answered

EXAMPLES: tuple[dict[str, str], ...] = (
    {"name": "斯凯迪奥", "on": "2025-05-20"},
    {"name": "Huawei"},
    {"name": "Skydio", "jurisdiction": "CN"},
)
MOST, USUAL = 100, 10  # listings on one page


def page(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """What the page shows beyond the answer."""
    answer: ListedAnswer = answered.answer  # type: ignore[assignment]
    given = answered.question.given
    limit = int(str(given.get("limit", USUAL)))
    more = {**given, "limit": str(min(limit * 3, MOST))}
    return {
        "counted": counted(len(answer.matches), "listing"),
        "day_told": days_words(answer.question["on"]),
        "unchecked": UNCHECKED,
        "more_path": address("listed", more) if answer.more and limit < MOST else None,
        **fields(given, timeline),
    }


def fields(given: Words, timeline: Timeline | None = None) -> dict[str, Any]:
    """What the form needs: the lists one may name, and names to try."""
    from tracker.parties.listed import LISTS

    return {
        "held": {name: str(value) for name, value in given.items()},
        "lists": LISTS,
        "examples": [
            (f"{one['name']}{f' on {on}' if (on := one.get('on')) else ''}", address("listed", one))
            for one in EXAMPLES
        ],
    }
