"""Stand between a daemon and one check, so that neither leaves anything of the other behind.

Run as a file of its own, with nothing but the standard library. It starts the command, and waits.
When the daemon dies, however it dies, our standard input ends: then everything the command started
is killed, and we go too. The same happens when the command ends and leaves something running. Where
Linux lets us, orphans become our children, also those that made a session of their own.

We end as the command did: with its exit code, or by the signal that killed it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
import time

CHILD_SUBREAPER = 36  # of prctl(2)
PATIENCE = 5.0  # seconds in which the killed must be gone


def adopt() -> None:
    """Make orphans our children; elsewhere than on Linux the group alone is killed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> list[int]:
    """Our children, as far as the system tells."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{thread}/children", encoding="ascii") as file:
                found += [int(number) for number in file.read().split()]
    return found


def sweep() -> None:
    """Kill our children, those they leave to us, and so on, until there are none."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and (left := children()):
        for child in left:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        with contextlib.suppress(OSError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.002)


def watch() -> None:
    """Wait for the end of the daemon, or for its word, and end everything."""
    while os.read(0, 1):
        pass
    sweep()
    os.killpg(0, signal.SIGKILL)


def leave(code: int) -> None:
    """End as the command ended."""
    if code < 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(OSError, ValueError):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(abs(code))


def main(command: list[str]) -> None:
    """Run one command under guard."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # it is for the command; we wait for its end
    adopt()
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        print(f"{command[0]} cannot be started: {error}", file=sys.stderr, flush=True)
        os._exit(127)
    threading.Thread(target=watch, daemon=True).start()
    code = child.wait()
    sweep()
    leave(code)


if __name__ == "__main__":
    main(sys.argv[1:])
