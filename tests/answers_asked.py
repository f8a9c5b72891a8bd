"""One question of each sort, asked in words, for tests of whatever tells answers."""

from __future__ import annotations

from datetime import UTC, datetime

from tracker.answers import Answer
from tracker.ask import Given, ask
from tracker.queries import Timeline
from tracker.receipts import Receipt, receipt_of

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
QUESTIONS: dict[str, tuple[str, Given]] = {
    "on": ("on", {"day": "2025-11-09", "instrument": "mofcom-2025-61", "state": "all"}),
    "on two days": ("on", {"day": "2025-11-09T00:30+08:00", "authority": "MOFCOM"}),
    "on, parts": ("on", {"day": "2025-05-20", "instrument": "mofcom-2025-13", "parts": "true",
                         "state": "all"}),
    "on, nothing": ("on", {"day": "2025-11-09", "instrument": "mofcom-2025-61"}),
    "diff": ("diff", {"a": "before:madrid", "b": "after:mofcom-2025-61"}),
    "show": ("show", {"id": "mofcom-2025-61"}),
    "show a measure": ("show", {"id": "mofcom-2024-46/para2a", "on": "2026-11-28"}),
    "upcoming": ("upcoming", {}),
    "listed": ("listed", {"name": "斯凯迪奥", "on": "2025-05-20"}),
    "listed, nothing": ("listed", {"name": "Qqxzvw Wvqzx", "on": "2025-05-20"}),
    "search": ("search", {"words": "镓"}),
    "search, nothing": ("search", {"words": "custard"}),
    "check": ("check", {"item": "镓", "from": "CN", "to": "KR", "party": "Skydio",
                        "on": "2025-11-10"}),
}  # fmt: skip


def asked(timeline: Timeline, which: str) -> tuple[Answer, Receipt]:
    """The answer to one of the questions, with its receipt."""
    verb, given = QUESTIONS[which]
    answer = ask(timeline, verb, given)
    return answer, receipt_of(answer, timeline, given)
