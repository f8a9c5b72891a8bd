"""Where stories are noted, and for whom: each once, in one transaction with how far we have come.

The first mark is set where the ledger ends: what was on file before is old and is told to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.alerts.story import Story
from tracker.operations import Operations, Rows, set_mark, stamp
from tracker.queries import Timeline
from tracker.view_facts import digest_at

KEPT = 200  # places in the ledger remembered, to find where a restored one still agrees


@dataclass(frozen=True)
class Mark:
    """Through which day of each calendar, and to which places of the ledger, we have come."""

    days: Mapping[str, date]
    places: Sequence[tuple[int, str]]


def mark_of(store: Operations) -> Mark | None:
    """The mark; None before the first look."""
    with store.reading() as rows:
        kept = dict(rows.all("SELECT name, value FROM tracker_mark"))
    places = [(int(name[3:]), value) for name, value in kept.items() if name.startswith("at:")]
    if not places:
        return None
    days = {where: date.fromisoformat(kept[where]) for where in ("CN", "US")}
    return Mark(days, sorted(places, reverse=True))


def followed(mark: Mark, timeline: Timeline) -> int | None:
    """The last place up to which this ledger was followed; None if it is another ledger.

    A ledger restored from a backup agrees only further back; what was told since then has the same
    ids when it is found again.
    """
    head = int(timeline.view.meta["position"])
    for position, digest in mark.places:
        if position <= head and digest_at(timeline.view, position) == digest:
            return position
    return None


def set_marks(rows: Rows, timeline: Timeline, days: Mapping[str, date]) -> None:
    """Note that everything up to the view's end and through these days was looked at."""
    meta = timeline.view.meta
    set_mark(rows, f"at:{int(meta['position']):020d}", meta["digest"])
    for where, day in days.items():
        set_mark(rows, where, day.isoformat())
    rows.change(
        "DELETE FROM tracker_mark WHERE name LIKE ? AND name NOT IN (SELECT name FROM tracker_mark"
        " WHERE name LIKE ? ORDER BY name DESC LIMIT ?)",
        "at:%",
        "at:%",
        KEPT,
    )


def note(rows: Rows, stories: Iterable[Story], now: datetime, *, fresh: bool) -> list[Story]:
    """Keep stories; those that nobody had noted before. Old ones bear the day they were of."""
    return [
        story
        for story in stories
        if rows.change(
            "INSERT INTO tracker_story VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            story.id,
            stamp(now if fresh else datetime.fromisoformat(f"{story.on}T00:00+00:00")),
            story.day,
            story.act,
            int(fresh),
            story.model_dump_json(exclude_defaults=True),
        )
    ]


def stories(store: Operations, since: date | None = None) -> list[tuple[Story, str]]:
    """The stories noted, with the moment of each, oldest first; from a day on, or all."""
    with store.reading() as rows:
        found = rows.all(
            "SELECT body, told_at FROM tracker_story WHERE day >= ? ORDER BY day, told_at, id",
            since.isoformat() if since else "",
        )
    return [(Story.model_validate_json(body), str(told_at)) for body, told_at in found]


def story(rows: Rows, name: str) -> Story | None:
    """A story by its id."""
    row = rows.one("SELECT body FROM tracker_story WHERE id = ?", name)
    return None if row is None else Story.model_validate_json(row[0])


def of_sources(store: Operations) -> list[Story]:
    """The stories about sources, oldest first."""
    with store.reading() as rows:
        found = rows.all(
            "SELECT body FROM tracker_story WHERE id LIKE ? ORDER BY told_at, id", "source:%"
        )
    return [Story.model_validate_json(body) for (body,) in found]


def wrongly_told(rows: Rows, act: str | None, corrects: Sequence[int]) -> dict[str, str]:
    """Who was sent a story that rests on entries which no longer stand, each with the message."""
    sent = rows.all(
        "SELECT n.subscription, n.message, s.body FROM tracker_news AS n"
        " JOIN tracker_story AS s ON s.id = n.story JOIN tracker_message AS m ON m.id = n.message"
        " WHERE (s.act = ? OR s.act IS NULL) AND m.state = 'sent' ORDER BY m.ended_at",
        act,
    )
    gone = set(corrects)
    return {
        str(subscription): str(message)
        for subscription, message, body in sent
        if gone & _rests_on(Story.model_validate_json(body))
    }


def _rests_on(told: Story) -> set[int]:
    return {at for item in told.items for at in item.positions} | set(told.pledges)
