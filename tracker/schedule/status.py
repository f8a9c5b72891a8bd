"""How the daemon is, as a file that a monitor can read without asking anybody.

It is written whole or not at all. What it says of the runs comes from the rows all daemons share,
so of two daemons on one host it does not matter which one wrote last. Whether the writer is still
alive the reader has to judge, by the age of its heartbeat.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config.settings import ledger_path, without_password
from config.sources import Source
from events.errors import LedgerError, TrackerError
from events.peek import peek_head
from tracker import __version__
from tracker.operations import stamp
from tracker.schedule.runs import Run, Runs
from tracker.schedule.slots import timetable

TURN = "turn"  # the job that fills and sends the outbox
SILENT = timedelta(minutes=2)  # without a heartbeat: the daemon is gone
OVERDUE = timedelta(hours=3)  # nine sources that all hang take less
LONG_TURN = timedelta(minutes=15)
NO_GOOD_END = timedelta(hours=26)  # each source is due once a day


@dataclass(frozen=True)
class Author:
    """The daemon that speaks."""

    ledger: str
    host: str
    pid: int
    started_at: datetime
    once: bool = False


def status(
    author: Author,
    sources: Sequence[Source],
    runs: Runs,
    now: datetime,
    *,
    faults: Sequence[str] = (),
    ended: bool = False,
) -> dict[str, Any]:
    """How everything is at a moment."""
    seen = _seen(sources, runs, now)
    problems = [
        *faults,
        *seen.faults,
        *(words for one in sources for words in _of_source(one, seen, author, now)),
        *_of_turn(seen.turn, now),
        *_of_all(seen.last_good, author, now),
    ]
    return {
        "version": __version__,
        "host": author.host,
        "pid": author.pid,
        "started_at": stamp(author.started_at),
        "heartbeat": stamp(now),
        "once": author.once,
        "ended_at": stamp(now) if ended else None,
        "ledger": without_password(author.ledger),
        "position": _position(author.ledger),
        "jobs": [_job(source, seen.last.get(source.name), now) for source in sources],
        "turn": _shown(seen.turn),
        "healthy": not problems,
        "problems": problems,
    }


@dataclass(frozen=True)
class _Seen:
    """What is on file of the runs; `faults` says why nothing is."""

    last: dict[str, Run | None]
    turn: Run | None = None
    last_good: str | None = None
    faults: tuple[str, ...] = ()


def _seen(sources: Sequence[Source], runs: Runs, now: datetime) -> _Seen:
    try:
        last = {source.name: runs.last(source.name) for source in sources}
        return _Seen(last, runs.last(TURN), runs.last_good(list(last), now))
    except TrackerError as error:  # the daemon lives, and says what it lacks
        return _Seen({}, faults=(str(error),))


def _job(source: Source, run: Run | None, now: datetime) -> dict[str, Any]:
    times = timetable(source)
    due = times.next(now).instant.astimezone(times.zone).isoformat(timespec="minutes")
    return {"source": source.name, "title": source.title, "next_due": due, "run": _shown(run)}


def _shown(run: Run | None) -> dict[str, Any] | None:
    return run.as_dict() if run else None


def _position(ledger: str) -> int | None:
    """The last entry of a ledger that is a file; a server is not asked twice a minute."""
    if ledger_path(ledger) is None:
        return None
    with contextlib.suppress(LedgerError):
        head = peek_head(ledger)
        return head[0] if head else None
    return None


def _of_source(source: Source, seen: _Seen, author: Author, now: datetime) -> list[str]:
    run = seen.last.get(source.name)
    if run and run.state == "failed":
        return [f"{source.name}: the check of {run.slot} failed: {run.words}"]
    slot = timetable(source).latest(now)
    waiting = run is None or run.slot < slot.name or run.to_be_run(now)
    if waiting and now - max(slot.instant, author.started_at) > OVERDUE:
        return [f"{source.name}: the check of {slot.name} has not ended yet"]
    return []


def _of_turn(turn: Run | None, now: datetime) -> list[str]:
    if turn and turn.state == "failed":
        return [f"alerts: the last turn failed: {turn.words}"]
    if turn and turn.state == "started" and now - _moment(turn.started_at) > LONG_TURN:
        return [f"alerts: the turn begun at {turn.started_at[:16]}Z has not ended"]
    return []


def _of_all(last_good: str | None, author: Author, now: datetime) -> list[str]:
    since = _moment(last_good) if last_good else author.started_at
    if now - since <= NO_GOOD_END:
        return []
    return [f"no check ended well in 26 hours; the last at {last_good or 'no time on file'}"]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def write_status(path: Path, told: dict[str, Any]) -> None:
    """Put a status in the place of the one before, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{told['pid']}.new")
    new.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(new, path)


def read_status(path: Path, now: datetime) -> dict[str, Any]:
    """The status as it is to be believed now: healthy only if its writer still lives."""
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        gone = _gone(told, now)
    except FileNotFoundError:
        return _unknown(f"{path}: expected the status of a daemon, found none; start `tracker run`")
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = f"{type(error).__name__}: {error}"
        return _unknown(f"{path}: expected the status of a daemon, found {found}; remove it")
    problems = [*gone, *told["problems"]]
    return told | {"healthy": not problems, "problems": problems}


def _gone(told: dict[str, Any], now: datetime) -> list[str]:
    """Why the writer is no more; a run with `--once` is good for a day."""
    age = now - _moment(told["heartbeat"])
    if age <= (NO_GOOD_END if told["once"] else SILENT):
        return [f"the daemon was stopped at {told['ended_at']}"] if told["ended_at"] else []
    return [
        f"no sign of life of process {told['pid']} on {told['host']} since"
        f" {told['heartbeat'][:19]}Z; start `tracker run` again"
    ]


def _unknown(words: str) -> dict[str, Any]:
    return {"healthy": False, "problems": [words], "jobs": [], "turn": None, "heartbeat": None}
