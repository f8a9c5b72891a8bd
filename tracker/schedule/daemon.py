"""The daemon a team leaves running: it wakes up, runs what is due, tells who wants to know.

Three threads, so that nothing holds up anything else: checks, one after the other; turns of the
alerts; and a heartbeat, which says how all is and wakes the others if they overslept. Nothing is
remembered here that a kill could lose: what was run and what was sent is in the shared store.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.jobstores.base import JobLookupError  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from config.settings import child_environment, status_file
from config.sources import Source
from events.errors import TrackerError
from events.lease import LeaseHeld, lease
from tracker.operations import Operations
from tracker.progress import Lines
from tracker.schedule.checks import DEADLINE, Checks, Command, ingest_command
from tracker.schedule.runs import Run, Runs
from tracker.schedule.slots import timetable
from tracker.schedule.status import TURN, Author, status, write_status
from tracker.schedule.trigger import AtSlots, Every

BEAT = 30.0  # seconds between two heartbeats
TURNS = 300.0  # seconds between two turns of the alerts, beside those after each check
GRACE = 20.0  # seconds a stop waits for what is under way
AHEAD = timedelta(minutes=1)  # a job that waits so much longer than it should: the clock went back


class Turned(Protocol):
    """What a turn of the alerts tells."""

    @property
    def words(self) -> str: ...

    @property
    def failed(self) -> bool: ...


Turn = Callable[..., Turned]


def alerts_turn(ledger: str, *, now: Callable[[], datetime]) -> Turned:
    """Catch up the view, derive what changed, fill the outbox, send."""
    turned: Turned = import_module("tracker.alerts.turn").turn(ledger, now=now)
    return turned


def alerts_begin(ledger: str, *, now: Callable[[], datetime]) -> None:
    """Set the mark before the first check, so that what the first check finds is told."""
    import_module("tracker.alerts.turn").begin(ledger, now=now)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Daemon:
    """The daemon of some sources of one ledger."""

    def __init__(
        self,
        ledger: str,
        sources: Sequence[Source],
        *,
        deadline: float = DEADLINE,
        now: Callable[[], datetime] = utc_now,
        command: Command | None = None,
        turn: Turn = alerts_turn,
        beat: float = BEAT,
        once: bool = False,
    ) -> None:
        self.ledger, self._turn, self._now, self._beat = ledger, turn, now, beat
        self.log: Any = Lines().log
        self._author = Author(ledger, platform.node(), os.getpid(), now(), once)
        self._operations = Operations(ledger)
        self.runs = Runs(self._operations, f"{self._author.host}/{self._author.pid}")
        self._stopping, self._news = threading.Event(), threading.Event()
        self.checks = Checks(
            ledger=ledger,
            sources=sources,
            runs=self.runs,
            log=self.log,
            now=now,
            command=command or ingest_command(deadline),
            env=child_environment(ledger),
            deadline=deadline,
            stopping=self._stopping.is_set,
            heard=self._heard,
        )
        self._faults: dict[str, str] = {}
        self._working = {"checks": threading.Lock(), "turns": threading.Lock()}
        self._writing = threading.Lock()
        self._scheduler = self._scheduled()

    # -- what is done -------------------------------------------------------------------------

    def check(self) -> list[Run]:
        """Run what is due; what we ran, as it ended."""
        with self._work("checks"):
            return [] if self.stopping else self.checks.run_due()
        return []

    def turn(self) -> bool:
        """One turn of the alerts, and another if there was news meanwhile; whether it went well."""
        with self._work("turns"):
            well = True
            self._news.set()
            while self._news.is_set() and not self.stopping:
                self._news.clear()
                well = self._turned()
            return well
        return False

    def _turned(self) -> bool:
        began = self._now()
        try:
            with lease(self.ledger, name=TURN, wait=2):
                self.runs.note(TURN, "started", "", began, None)
                state, words = self._told_by_turn()
                self.runs.note(TURN, state, words, began, self._now())
        except LeaseHeld as held:
            self.log.info("turn left to another", source="alerts", words=str(held))
            return True
        (self.log.info if state == "ok" else self.log.warning)(
            f"turn {state}", source="alerts", words=words
        )
        return state == "ok"

    def _told_by_turn(self) -> tuple[str, str]:
        try:
            turned = self._turn(self.ledger, now=self._now)
        except Exception as error:  # whatever it is, it is recorded, and the next turn comes
            return "failed", _cause(error)
        return "failed" if turned.failed else "ok", turned.words

    def once(self) -> bool:
        """Everything that is due, one turn, and the status; whether all went well."""
        self._begin()
        made = self.check()
        well = self.turn()
        self.heartbeat()
        return well and not self._faults and all(run.state == "ok" for run in made)

    def _begin(self) -> None:
        """Nobody is told what is on file before the first check; everybody what it finds."""
        with self._faulty("turns"):
            if self._turn is alerts_turn:
                alerts_begin(self.ledger, now=self._now)

    # -- how it is ----------------------------------------------------------------------------

    def status(self, *, ended: bool = False) -> dict[str, Any]:
        """How everything is now."""
        faults = [f"{name}: {words}" for name, words in dict(self._faults).items()]
        return status(
            self._author, self.checks.sources, self.runs, self._now(), faults=faults, ended=ended
        )

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stopping.is_set()

    @property
    def status_path(self) -> Path:
        return status_file(self.ledger)

    def heartbeat(self, *, ended: bool = False) -> None:
        """Write the status file."""
        with self._faulty("status"), self._writing:
            write_status(self.status_path, self.status(ended=ended))

    def _heard(self, run: Run) -> None:
        """A check began or ended: say so; what it found is for the alerts."""
        self.heartbeat()
        if run.ended_at:
            self._news.set()
            self._wake("turns")

    # -- when it is done ----------------------------------------------------------------------

    def _scheduled(self) -> Any:
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # we tell what happens
        one = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults=one,
            executors={name: ThreadPoolExecutor(1) for name in ("checks", "turns")},
        )
        slots = AtSlots(timetable(source) for source in self.checks.sources)
        for name, do, trigger in (
            ("checks", self.check, slots),
            ("turns", self.turn, Every(TURNS)),
        ):
            scheduler.add_job(do, trigger, id=name, executor=name, next_run_time=utc_now())
        return scheduler

    def start(self) -> None:
        """Begin; what was missed is caught up at once."""
        sources = " ".join(source.name for source in self.checks.sources)
        self.log.info("daemon started", source=sources, status=str(self.status_path))
        self.heartbeat()
        self._begin()
        self._scheduler.start()
        threading.Thread(target=self._beating, name="heartbeat", daemon=True).start()

    def _beating(self) -> None:
        while not self._stopping.wait(self._beat):  # of no clock that can be set
            self.heartbeat()
            with self._faulty("heartbeat"):
                self.look()

    def look(self) -> None:
        """Wake up whoever overslept, with the machine or because its clock was set."""
        if "checks" in self._faults or self.checks.due():
            self._wake("checks")
        now = utc_now()
        for job in self._scheduler.get_jobs():
            due = job.trigger.get_next_fire_time(None, now)
            if due and job.next_run_time and job.next_run_time > due + AHEAD:
                self._wake(job.id, due)

    def _wake(self, name: str, at: datetime | None = None) -> None:
        if self._scheduler.running and not self.stopping:
            with contextlib.suppress(JobLookupError):  # it was stopped this very moment
                self._scheduler.modify_job(name, next_run_time=at or utc_now())

    def stop(self, grace: float = GRACE) -> bool:
        """End what is under way and say so; False if something would not end in time."""
        self.log.info("daemon stops", source="all")
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        until = time.monotonic() + grace
        clean = all(_free(lock, until) for lock in self._working.values())
        self.heartbeat(ended=True)
        self.log.info("daemon stopped", source="all", clean=clean)
        return clean

    def close(self) -> None:
        """Give back the store."""
        self._operations.close()

    # -- what goes wrong ----------------------------------------------------------------------

    @contextlib.contextmanager
    def _work(self, name: str) -> Iterator[None]:
        """One piece of work of a kind at a time."""
        with self._working[name], self._faulty(name):
            yield

    @contextlib.contextmanager
    def _faulty(self, name: str) -> Iterator[None]:
        """A fault ends this piece of work alone: it is logged, and in the status until mended."""
        try:
            yield
        except Exception as error:  # a daemon that died of it would tell nobody
            words = _cause(error)
            if self._faults.get(name) != words:
                self.log.error(f"{name} failed", source="all", words=words)
            self._faults[name] = words
        else:
            self._faults.pop(name, None)


def _free(lock: threading.Lock, until: float) -> bool:
    """Whether a piece of work ends in time."""
    free = lock.acquire(timeout=max(0.0, until - time.monotonic()))
    if free:
        lock.release()  # one that waits for it sees that it is too late, and must not wait on
    return free


def _cause(error: Exception) -> str:
    """An error of ours says enough; of any other its kind is told too."""
    words = " ".join(str(error).split())
    return words if isinstance(error, TrackerError) else f"{type(error).__name__}: {words}"
