"""One writer of many facts at a time: a lease that its holder's end gives back, however it ends.

A SQLite ledger has a lock file beside it, held by the operating system; a PostgreSQL ledger an
advisory lock, held by the connection. Neither outlives a killed holder, so no clock is needed.
Appends need no lease: this only keeps two ingestions from doing the same work twice.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from events.errors import LedgerError, StoreUnwritable
from events.peek import sqlite_path

STEP = 0.2  # seconds between two looks at a lease somebody else has
_KEY = 0x7274745F6C656173  # the advisory lock of leases: "rtt_leas"
_HERE = threading.Lock()


class LeaseHeld(LedgerError):
    """Somebody else is ingesting into this ledger."""


@contextmanager
def lease(
    url: str, *, wait: float = 0.0, told: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lease on a ledger for as long as the block runs.

    `wait` is how many seconds to wait for another holder; `told` hears once that we do. LeaseHeld
    says who has it when the time is up.
    """
    if url.startswith("sqlite:"):
        with _on_file(sqlite_path(url), wait, told):
            yield
    elif url.startswith(("postgresql:", "postgres:")):
        with _on_server(url, wait, told):
            yield
    else:
        with _HERE:
            yield


def _wait_for(
    take: Callable[[], bool],
    holder: Callable[[], str],
    wait: float,
    told: Callable[[str], None] | None,
) -> None:
    until = time.monotonic() + wait
    if take():
        return
    if told and wait > 0:
        told(f"another ingestion is running ({holder()}); waiting up to {wait:.0f} s for it")
    while time.monotonic() < until:
        time.sleep(min(STEP, wait))
        if take():
            return
    raise LeaseHeld(
        f"lease: expected nobody else to be ingesting into this ledger, found {holder()};"
        " nothing was done; run again when it has ended, or wait with --wait SECONDS"
    )


@contextmanager
def _on_file(ledger: Path, wait: float, told: Callable[[str], None] | None) -> Iterator[None]:
    import fcntl

    path = ledger.with_name(ledger.name + ".lease")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreUnwritable(
            f"{path}: the lease cannot be taken ({error.strerror}); make the folder writable"
        ) from error

    def take() -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def holder() -> str:
        return os.pread(file, 200, 0).decode(errors="replace").strip() or "one just starting"

    try:
        _wait_for(take, holder, wait, told)
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(file)


@contextmanager
def _on_server(url: str, wait: float, told: Callable[[str], None] | None) -> Iterator[None]:
    import psycopg

    from events.store_postgres import login_of

    login: dict[str, Any] = login_of(url)
    try:
        connection = psycopg.connect(**login, autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise StoreUnwritable(f"lease: the server cannot be reached ({reason})") from error

    def take() -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_KEY,)).fetchone()
        return bool(row and row[0])

    with connection:
        _wait_for(take, lambda: "another host or process", wait, told)
        yield
