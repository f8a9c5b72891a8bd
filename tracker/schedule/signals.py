"""Run a daemon until the system asks it to end: once, and it ends in order; twice, and at once."""

from __future__ import annotations

import os
import signal
import sys
from queue import SimpleQueue

from tracker.schedule.daemon import Daemon

ENDINGS = (signal.SIGTERM, signal.SIGINT)


def until_told(daemon: Daemon) -> bool:
    """Run a daemon until SIGTERM or SIGINT; whether everything ended in time."""
    heard: SimpleQueue[int] = SimpleQueue()  # safe in a handler, as an Event is not
    asked: list[int] = []

    def hear(number: int, frame: object) -> None:
        asked.append(number)
        if len(asked) > 1:
            os._exit(1)  # what is under guard is killed, and made again at the next start
        heard.put(number)

    before = {number: signal.signal(number, hear) for number in ENDINGS}
    try:
        daemon.start()
        heard.get()
        return daemon.stop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave_at_once(code: int) -> None:
    """End without waiting for any thread; the guards of our children see it, and kill them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
