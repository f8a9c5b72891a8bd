"""Which stories a feed holds: those told lately that answer its question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tracker.alerts.desk import stories
from tracker.alerts.match import answering
from tracker.alerts.story import Story
from tracker.alerts.telling import tell
from tracker.alerts.told import Told
from tracker.operations import Operations, stamp
from tracker.queries import Timeline

FED = timedelta(days=90)  # how long a story stays in a feed
MOST = 200  # entries of a feed

Noted = list[tuple[Story, str]]


def lately(store: Operations, now: datetime) -> Noted:
    """The stories told lately, each with the moment it was told.

    What they are about may lie further back: a text found late is news all the same.
    """
    return [(story, at) for story, at in stories(store) if at >= stamp(now - FED)]


def fed(timeline: Timeline, told: Noted, question: Mapping[str, str]) -> Noted:
    """Those of the stories told last that answer a question. Raises UsageError."""
    found = {one.id for one in answering(timeline, [one for one, _ in told], question)}
    chosen = ((at, story.id, story) for story, at in told if story.id in found)
    return [(story, at) for at, _, story in sorted(chosen, key=lambda one: one[:2])[-MOST:]]


def as_then(story: Story, timeline: Timeline, language: str) -> Told | None:
    """A story told as on the day it was first told, so that an entry stays what it was."""
    return tell(story, timeline, language, date.fromisoformat(story.on or story.day))


def last_entry(timeline: Timeline) -> datetime:
    """The moment of the newest entry of the ledger."""
    recorded = timeline.view.last_recorded()
    return datetime.fromisoformat(recorded or "1970-01-01T00:00:00+00:00")
