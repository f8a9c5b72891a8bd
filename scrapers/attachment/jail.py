"""A process that may be killed: how a converter is started, what it may use, and how it ends.

Input, output and complaints are files, not pipes: the kernel then caps what is written, nobody
waits for a reader, and a grandchild that keeps a pipe open holds up nothing. Whatever happens,
the whole process group is killed, the child is reaped and its folder is removed before `run`
returns. Without Linux' namespaces the child keeps the network; all else needs only POSIX.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NEW_USER, NEW_NET = 0x10000000, 0x40000000  # of unshare(2)
DIE_WITH_PARENT, NO_NEW_PRIVILEGES = 1, 38  # of prctl(2)


class Limits(NamedTuple):
    """Seconds on the clock, bytes of memory, and bytes of what may be written."""

    deadline: float
    memory: int
    output: int


class Ended(NamedTuple):
    """How a child ended: its exit code (minus the signal that killed it), and what it wrote."""

    code: int | None  # None: killed at the deadline
    output: bytes
    complaint: str


def run(command: Sequence[str], body: bytes, limits: Limits) -> Ended:
    """Run a command on some bytes; it and all it started are gone when this returns."""
    with (
        tempfile.TemporaryDirectory(prefix="tracker-attachment-") as folder,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as complained,
    ):
        given.write(body)
        given.seek(0)
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=told,
            stderr=complained,
            cwd=folder,
            env=surroundings(folder),
            start_new_session=True,  # a session and a group of its own
        )
        try:
            code = waited(process, limits.deadline)
        finally:
            end(process)
        return Ended(code, start_of(told, limits.output), last_line(complained))


def surroundings(folder: str) -> dict[str, str]:
    """All that a child sees of our environment."""
    return {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HOME": folder, "TMPDIR": folder}


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs one of our modules, without writing bytecode."""
    return [sys.executable, "-P", "-B", "-m", module, *arguments]


def waited(process: subprocess.Popen[bytes], deadline: float) -> int | None:
    try:
        return process.wait(deadline)
    except subprocess.TimeoutExpired:
        return None


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group, also after a good end, and reap the child."""
    patience = time.monotonic() + 1  # for the zombies that init has yet to reap
    while time.monotonic() < patience:  # again: a fork may have been under way
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            break  # nobody left; macOS says the second of a group of zombies
        process.poll()
        time.sleep(0.002)
    process.wait()


def start_of(file: IO[bytes], most: int) -> bytes:
    file.seek(0)
    return file.read(most)


def last_line(file: IO[bytes]) -> str:
    """The last line of a traceback: what went wrong, without the way to it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2000))
    lines = file.read(2000).decode("utf-8", "backslashreplace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:200]


def confine(limits: Limits) -> None:
    """In the child, before it reads a byte: no network, little memory, no more processes."""
    leave_network()
    seconds = math.ceil(limits.deadline) + 1  # for the day when nobody is left to kill us
    limit(resource.RLIMIT_CPU, seconds)
    limit(resource.RLIMIT_FSIZE, limits.output)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_NOFILE, 64)
    if hasattr(resource, "RLIMIT_NPROC"):
        limit(resource.RLIMIT_NPROC, 0)  # root may still fork; its group is killed all the same
    limit(resource.RLIMIT_AS, limits.memory)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error in the child, not a silent end


def limit(what: int, most: int) -> None:
    """Lower a limit; one that is lower already, or that the system has not, stays as it is."""
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def leave_network() -> bool:
    """Enter a network without devices, where the system lets us; also die with the parent."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return any(libc.unshare(flags) == 0 for flags in (NEW_NET, NEW_USER | NEW_NET))
