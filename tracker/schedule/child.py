"""One check as a process that may hang, eat memory or be killed, and costs nobody else anything.

It runs under a guard (`guard.py`) in a group of its own. At its deadline it is asked to end, then
killed, and so is whatever it started. What it says is kept up to a limit; its end comes with the
cause in words.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

GUARD = str(Path(__file__).with_name("guard.py"))
MOST = 1 << 22  # bytes of output that are kept
GRACE = 5.0  # seconds between "please end" and the kill
STEP = 0.1  # seconds between two looks at whether we are to stop

Cut = Literal["deadline", "stopped"]


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, minus the signal that killed it; why we cut it off."""

    code: int
    cut: Cut | None
    output: bytes
    complaint: str
    deadline: float

    @property
    def cause(self) -> str:
        """What went wrong, in words; empty if nothing did."""
        if self.cut == "deadline":
            return f"hung; cut off after {self.deadline:g} s"
        if self.cut == "stopped":
            return "stopped with its daemon"
        if self.code == 0:
            return ""
        said = f": {self.complaint}" if self.complaint else ""
        return f"{_by_signal(-self.code) if self.code < 0 else f'exit code {self.code}'}{said}"


def _by_signal(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return f"killed by {name}{' (out of memory?)' if number == signal.SIGKILL else ''}"


class _Tail(threading.Thread):
    """Reads all that comes, keeps the end of it."""

    def __init__(self, pipe: IO[bytes], most: int) -> None:
        super().__init__(daemon=True)
        self._pipe, self._most = pipe, most
        self._kept = bytearray()
        self.start()

    def run(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # closed under our hands
            while some := os.read(self._pipe.fileno(), 1 << 16):
                self._kept += some
                del self._kept[: -self._most]

    def kept(self) -> bytes:
        """What came; whoever got away with the other end of the pipe does not hold us up."""
        self.join(1)
        return bytes(self._kept)


def check(
    command: Sequence[str],
    env: Mapping[str, str],
    *,
    deadline: float,
    stopping: Callable[[], bool] = lambda: False,
    keep: int | None = None,
) -> Ended:
    """Run a command to its end, or to ours; it and all it started are gone when this returns.

    `keep` is a file the guard holds open as long as there is anything to guard.
    """
    with subprocess.Popen(
        [sys.executable, "-I", "-S", GUARD, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        start_new_session=True,
        pass_fds=() if keep is None else (keep,),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        output, complaint = _Tail(process.stdout, MOST), _Tail(process.stderr, 1 << 14)
        try:
            cut = _waited(process, time.monotonic() + deadline, stopping)
        finally:
            _end(process)
        code, said = process.returncode, output.kept()
        return Ended(code, cut, said, _last_line(complaint.kept()), deadline)


def _waited(
    process: subprocess.Popen[bytes], until: float, stopping: Callable[[], bool]
) -> Cut | None:
    while True:
        try:
            process.wait(STEP)
        except subprocess.TimeoutExpired:
            if stopping():
                return "stopped"
            if time.monotonic() >= until:
                return "deadline"
        else:
            return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask, let the guard kill, kill the group: each for those whom the one before did not reach."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        _gone(process, GRACE)
    if process.stdin is not None:
        process.stdin.close()  # the guard's word to kill everything
    _gone(process, GRACE)
    _signal(process, signal.SIGKILL)  # also after a good end: a guard may have been killed
    process.wait()


def _gone(process: subprocess.Popen[bytes], seconds: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _last_line(said: bytes) -> str:
    """The last line of a traceback: what went wrong, without the way to it."""
    lines = said.decode("utf-8", "backslashreplace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]
