"""Stories about the sources themselves: one could not be read, one has not been read for days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tracker.alerts.story import Story, What, story_id
from tracker.freshness import SourceHealth

BACK = ":back"


def source_stories(found: Iterable[SourceHealth], today: date) -> Iterator[Story]:
    """What is wrong with the sources today: a failure is told every day, staleness every week.

    A source that was never asked is no news: nobody watches it yet.
    """
    for source in found:
        if not source.watched or (source.checked_through is None and source.failure is None):
            continue
        if source.failure:
            yield _story(source, ("failing",), today.isoformat(), today)
        since = source.checked_through
        if source.stale and since is not None:
            weeks = (today - date.fromisoformat(since)).days // 7
            yield _story(source, ("stale",), f"{since}:{weeks}", today)


def recovered(found: Iterable[SourceHealth], told: Iterable[Story], today: date) -> Iterator[Story]:
    """Sources that answer again, told to whoever may have heard that they did not."""
    open_: dict[str, dict[What, Story]] = {}
    for story in told:
        if story.id.endswith(BACK):
            open_.pop(str(story.source), None)
        else:
            open_.setdefault(str(story.source), {}).update(dict.fromkeys(story.whats, story))
    for source in found:
        heard = open_.get(source.source)
        if heard and not source.failure and not source.stale:
            last = max(story.on for story in heard.values())
            yield _story(source, tuple(heard), f"{last}{BACK}", today)


def _story(source: SourceHealth, whats: tuple[What, ...], which: str, today: date) -> Story:
    return Story(
        id=story_id("source", source.source, whats[0], which),
        whats=whats,
        why="source",
        day=today.isoformat(),
        on=today.isoformat(),
        jurisdiction="CN" if source.jurisdiction == "CN" else "US",
        source=source.source,
        words=(source.failure,) if source.failure else (),
        url=source.index,
    )
