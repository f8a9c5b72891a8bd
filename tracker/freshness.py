"""How fresh each source is: when it was last read to the end, what that gave, when it is due."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.horizon import STALE_AFTER
from tracker.queries import Timeline
from tracker.schedule.slots import timetable_of
from tracker.view_reviews import open_questions
from tracker.words import questions_wait

GONE_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class SourceHealth:
    """One source with its last good check, its last failure, and the next time it is due."""

    source: str
    title: str
    jurisdiction: str
    index: str
    covers_from: str
    curated_through: str
    watched: bool
    checked_through: str | None
    checked_at: str | None
    listed: int | None
    new: int | None
    unread: int | None
    gone: list[str]
    failed_at: str | None
    failure: str | None
    next_due: str | None
    stale: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def words(self) -> str:
        """The same, as one would tell it."""
        if self.checked_through is None:
            never = "not checked yet" if self.watched else "nothing watches it yet"
            told = f"{never}; answers rest on the curated history to {self.curated_through}"
        else:
            old = "; this is old" if self.stale else ""
            told = f"read to the end through {self.checked_through}{old}: {self.listed} listed,"
            told += f" {self.new} new"
        if self.unread:
            told += f"; {questions_wait(self.unread)} (`tracker review`)"
        if self.gone:
            told += f"; gone from the site: {'; '.join(self.gone)}"
        return f"{told}; last failure {self._failed_at()}: {self.failure}" if self.failure else told

    def _failed_at(self) -> str:
        """The moment of the failure, to the minute, in UTC."""
        return f"{str(self.failed_at)[:16]}Z"


def sources(timeline: Timeline) -> list[SourceHealth]:
    """Every source that is watched, or will be."""
    now = timeline.now()
    through = timeline.view.meta["curated_through"]
    found = timeline.view.sources
    waiting = Counter(str(one["source"]) for one in open_questions(timeline.view))
    return [
        _health(timeline, name, source, through, now, waiting[name])
        for name, source in found.items()
    ]


def _health(
    timeline: Timeline,
    name: str,
    source: dict[str, Any],
    through: str,
    now: datetime,
    waiting: int,
) -> SourceHealth:
    looks = [(at, json.loads(body)) for _, _, at, body in timeline.view.facts(f"source/{name}")]
    checks = [(at, fact) for at, fact in looks if fact["event"] == "source checked"]
    checked_at, good = max(
        checks, key=lambda look: (look[1]["checked_through"], look[0]), default=(None, None)
    )
    failed_at, failed = _failure_since(looks)
    checked = good["checked_through"] if good else None
    watched = bool(source.get("watched", True))
    return SourceHealth(
        source=name,
        title=str(source["title"]),
        jurisdiction=str(source["jurisdiction"]),
        index=str(source["index"]),
        covers_from=str(source["covers_from"]),
        curated_through=through,
        watched=watched,
        checked_through=checked,
        checked_at=checked_at,
        listed=good["listed"] if good else None,
        new=good["new"] if good else None,
        unread=waiting,
        gone=_gone(timeline, name, now),
        failed_at=failed_at,
        failure=f"expected {failed['expected']}, found {failed['found']}" if failed else None,
        next_due=next_due(source, now) if watched else None,
        stale=checked is None
        or now.astimezone(UTC).date() - date.fromisoformat(checked) > STALE_AFTER,
    )


def _gone(timeline: Timeline, source: str, now: datetime) -> list[str]:
    """Pages of texts on file that did not answer for two weeks; that ends no measure."""
    limit = now.astimezone(UTC).date() - GONE_AFTER
    return [
        f"the page of {page['instrument']} since {page['since']}"
        for page in timeline.view.gone_pages()
        if page["source"] == source and date.fromisoformat(page["since"]) <= limit
    ]


def _failure_since(
    looks: list[tuple[str, dict[str, Any]]],
) -> tuple[str | None, dict[str, Any] | None]:
    """The last failure, if no good check came after it."""
    at, last = looks[-1] if looks else (None, None)
    return (at, last) if last and last["event"] == "source failed" else (None, None)


def next_due(source: dict[str, Any], now: datetime) -> str | None:
    """The next check time of a source, in its own zone."""
    times = timetable_of(source)
    if not times.times:
        return None
    return times.next(now).instant.astimezone(times.zone).isoformat(timespec="minutes")
