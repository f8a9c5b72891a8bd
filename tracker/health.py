"""Whether all is well: the sources, the ledger, the outbox and the runs, without a name or address.

What is wrong, and makes a monitor ring:

* a watched source was not read to the end for more than three days, or its last reading failed;
* the last run of a watched source, or of the outbox, failed, or began a day ago and has not ended;
* runs are on file and none has ended for 26 hours;
* a daemon was seen, did not say that it ends, and has fallen silent;
* a message has waited for more than a day although it was tried, or was due a day ago;
* a message was refused or given up in the last three days.

Nobody has to keep a daemon, so one that was never seen is no fault. Causes are for whoever can
reach the command line (`tracker sources`): a cause may quote a proxy's address or a recipient's.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.freshness import SourceHealth, sources
from tracker.operations import Operations, stamp
from tracker.queries import Timeline
from tracker.schedule.status import TURN
from tracker.words import counted

DAY = timedelta(days=1)
FAILED_WITHIN = timedelta(days=3)
RUN_WITHIN = timedelta(hours=26)
BEAT_WITHIN = timedelta(minutes=15)  # it speaks twice a minute; a host may sleep
STATES = ("queued", "claimed", "sent", "dropped", "failed")


@dataclass(frozen=True)
class Daemon:
    """The daemon that spoke last; `once`: it was started for one round, and may be so daily."""

    seen_at: datetime
    once: bool = False
    ended: bool = False

    @property
    def patience(self) -> timedelta:
        return RUN_WITHIN if self.once else BEAT_WITHIN

    def as_dict(self) -> dict[str, Any]:
        return {"seen_at": stamp(self.seen_at), "once": self.once, "ended": self.ended}


@dataclass(frozen=True)
class Health:
    """What was found; `wrong` has one line for each thing that somebody should look at."""

    at: str
    position: int | None
    head: str | None
    recorded_at: str | None
    sources: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[str, int] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    daemon: dict[str, Any] | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return not self.wrong

    def as_dict(self) -> dict[str, Any]:
        return {"fine": self.fine, **asdict(self)}


def unwell(now: datetime, why: str) -> Health:
    """Health where even the ledger could not be opened."""
    return Health(stamp(now), None, None, None, wrong=[why])


def examine(timeline: Timeline, store: Operations, daemon: Daemon | None) -> Health:
    """Look at everything."""
    now = timeline.now()
    watched = [one for one in sources(timeline) if one.watched]
    runs = _last_runs(store, {TURN, *(one.source for one in watched)})
    return Health(
        at=stamp(now),
        position=int(timeline.view.meta["position"]),
        head=f"sha256:{timeline.view.meta['digest']}",
        recorded_at=timeline.view.last_recorded(),
        sources=[_source(one) for one in watched],
        messages=_messages(store),
        runs=runs,
        daemon=daemon.as_dict() if daemon else None,
        wrong=[
            *_wrong_sources(watched),
            *_wrong_runs(runs, now),
            *_wrong_daemon(daemon, now),
            *_wrong_messages(store, now),
        ],
    )


def _source(one: SourceHealth) -> dict[str, Any]:
    names = ("source", "title", "jurisdiction", "checked_through", "checked_at", "next_due")
    shown = {name: getattr(one, name) for name in names}
    return shown | {"stale": one.stale, "failing_since": one.failed_at if one.failure else None}


def _wrong_sources(watched: list[SourceHealth]) -> Iterator[str]:
    for one in watched:
        if one.failure:
            yield f"{one.source}: could not be read since {str(one.failed_at)[:16]}Z"
        elif one.stale:
            through = one.checked_through
            told = f"not read to the end since {through}" if through else "not read yet"
            yield f"{one.source}: {told}"


def _last_runs(store: Operations, jobs: Container[str]) -> list[dict[str, Any]]:
    with store.reading() as rows:
        found = rows.all(
            "SELECT job, slot, state, started_at, ended_at FROM tracker_run AS one WHERE slot ="
            " (SELECT max(slot) FROM tracker_run WHERE job = one.job) ORDER BY job"
        )
    names = ("job", "slot", "state", "started_at", "ended_at")
    return [dict(zip(names, row, strict=True)) for row in found if row[0] in jobs]


def _wrong_runs(runs: list[dict[str, Any]], now: datetime) -> Iterator[str]:
    for run in runs:
        job = "the alerts" if run["job"] == TURN else run["job"]
        if run["state"] == "failed":
            yield f"the last run of {job} failed"
        elif run["state"] == "started" and run["started_at"] < stamp(now - DAY):
            yield f"the run of {job} began more than a day ago and has not ended"
    ended = max((run["ended_at"] or "" for run in runs), default="")
    if runs and ended < stamp(now - RUN_WITHIN):
        yield "no run has ended for 26 hours"


def _wrong_daemon(daemon: Daemon | None, now: datetime) -> Iterator[str]:
    if daemon and not daemon.ended and now.astimezone(UTC) - daemon.seen_at > daemon.patience:
        yield f"the daemon was last seen at {stamp(daemon.seen_at)[:16]}Z"


def _messages(store: Operations) -> dict[str, int]:
    with store.reading() as rows:
        found = rows.all("SELECT state, count(*) FROM tracker_message GROUP BY state")
    return dict.fromkeys(STATES, 0) | {str(state): int(count) for state, count in found}


def _wrong_messages(store: Operations, now: datetime) -> Iterator[str]:
    since = stamp(now - DAY)
    with store.reading() as rows:
        row = rows.one(
            "SELECT count(*) FROM tracker_message WHERE state IN ('queued', 'claimed')"
            " AND queued_at < ? AND (tries > 0 OR next_try < ?)",
            since,
            since,
        )
        lost = rows.one(
            "SELECT count(*) FROM tracker_message WHERE state = 'failed' AND ended_at > ?",
            stamp(now - FAILED_WITHIN),
        )
    if lost and lost[0]:
        yield f"{counted(int(lost[0]), 'message')} could not be sent in the last days"
    if row and row[0]:
        verb = "has" if row[0] == 1 else "have"
        yield f"{counted(int(row[0]), 'message')} {verb} waited for more than a day"
