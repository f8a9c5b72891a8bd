"""Daemons for tests: sources of our own, commands that leave marks, and processes with a clock
that the test moves. Run as a module it is such a process: `python -m tests.daemons '{…}'`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import time_machine

from config.settings import child_environment
from config.sources import Source
from tracker.operations import Operations
from tracker.progress import Lines
from tracker.schedule.checks import Checks
from tracker.schedule.daemon import Daemon, utc_now
from tracker.schedule.runs import Run, Runs
from tracker.schedule.signals import until_told

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 40.0  # seconds a busy machine may take for what takes one
MARK = 'echo "$1 $$" >> "$0"'  # sh: a line for each time a check was really made
# A check that says when it began and ended, and whether an earlier one was still alive.
SPAN = """
import os, pathlib, sys, time
marks, seconds = pathlib.Path(sys.argv[1]), float(sys.argv[2])
def alive(pid):
    try:
        os.kill(int(pid), 0)
    except OSError:
        return False
    return True
told = [line.split() for line in marks.read_text().splitlines()] if marks.exists() else []
done = {pid for word, pid, _ in told if word == 'end'}
word = 'overlap' if any(alive(pid) for _, pid, _ in told if pid not in done) else 'start'
def mark(word):
    with marks.open('a') as file:
        file.write(f'{word} {os.getpid()} {time.monotonic()}\\n')
mark(word)
time.sleep(seconds if len(sys.argv) < 4 or not told else float(sys.argv[3]))
mark('end')
"""


@dataclass(frozen=True)
class Turned:
    """The outcome of a turn."""

    words: str = "nothing to tell"
    failed: bool = False


def no_turn(ledger: str, *, now: Callable[[], datetime]) -> Turned:
    return Turned()


def source(name: str, *checks: str, zone: str = "America/New_York") -> Source:
    """A source that is due at some local times."""
    return Source(
        name=name,
        title=name,
        jurisdiction="US",
        index=f"https://{name}.example.org/",
        timezone=zone,
        covers_from=date(2020, 1, 1),
        checks=checks,
        hosts=(f"{name}.example.org",),
    )


def marking(marks: Path) -> Callable[[Source], list[str]]:
    return lambda one: ["/bin/sh", "-c", MARK, str(marks), one.name]


def spanning(marks: Path, *seconds: float) -> Callable[[Source], list[str]]:
    lasting = [str(one) for one in seconds]
    return lambda _: [sys.executable, "-I", "-S", "-c", SPAN, str(marks), *lasting]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@contextmanager
def runs_of(url: str) -> Iterator[Runs]:
    """The rows beside a ledger."""
    operations = Operations(url)
    try:
        yield Runs(operations, "the test")
    finally:
        operations.close()


@contextmanager
def checks_of(
    url: str, sources: Sequence[Source], now: Callable[[], datetime], command: Any, **more: Any
) -> Iterator[Checks]:
    """Checks without a daemon around them."""
    with runs_of(url) as runs:
        yield Checks(
            ledger=url,
            sources=sources,
            runs=runs,
            log=Lines().log,
            now=now,
            command=command,
            env=child_environment(url),
            **more,
        )


def ended(run: Run | None) -> bool:
    return run is not None and run.ended_at is not None


def wait_for(happened: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What a question gives as soon as it gives anything."""
    until = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
    return found


class Crowd:
    """Processes of a test; none outlives it."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, command: Sequence[str], log: Path, **env: str) -> subprocess.Popen[bytes]:
        """A process of this checkout; what it says is in a file."""
        with log.open("wb") as file:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
                stdout=file,
                stderr=file,
            )
        self._processes.append(process)
        return process

    def daemon(self, told: dict[str, Any], log: Path) -> subprocess.Popen[bytes]:
        """A daemon as this module makes them."""
        return self.start([sys.executable, "-m", "tests.daemons", json.dumps(told)], log)

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


def _is_over(runs: Runs, slot: str) -> bool:
    return ended(runs.of("us_daily", slot))


def through_days(told: dict[str, Any]) -> None:
    """A daemon with its scheduler on, while the clock goes from slot to slot."""
    start = datetime.fromisoformat(told["start"])
    command = marking(Path(told["marks"]))
    with time_machine.travel(start) as clock:
        one = source("us_daily", "08:45")
        daemon = Daemon(told["url"], [one], command=command, turn=no_turn, beat=0.1)
        daemon.start()
        for day in range(told["days"]):
            clock.move_to(start + timedelta(days=day, seconds=day))
            slot = f"{(start + timedelta(days=day)).date()} 08:45"
            wait_for(partial(_is_over, daemon.runs, slot))
        daemon.stop()
        daemon.close()


def in_a_hurry(told: dict[str, Any]) -> None:
    """A daemon whose clock runs faster, until it is told to end."""
    base, began = datetime(2026, 11, 26, 6, 0, tzinfo=UTC), told["began"]

    def now() -> datetime:
        return base + timedelta(seconds=(time.monotonic() - began) * told["speed"])

    every_minute = [f"{n // 60:02}:{n % 60:02}" for n in range(60, 180)]
    one = source("us_busy", *(every_minute if told["speed"] else ["00:30"]))
    command = spanning(Path(told["marks"]), *told["seconds"])
    clock = now if told["speed"] else utc_now
    daemon = Daemon(told["url"], [one], command=command, turn=no_turn, now=clock, beat=0.1)
    until_told(daemon)
    daemon.close()


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    {"days": through_days, "hurry": in_a_hurry}[given.pop("mode")](given)
