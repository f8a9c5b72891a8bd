"""One writer of many facts at a time: a lease that its holder's end gives back, however it ends.

A SQLite ledger has a lock file beside it, held by the operating system; a PostgreSQL ledger an
advisory lock, held by the connection. Neither outlives a killed holder, so no clock is needed.
Appends need no lease: this only keeps two ingestions from doing the same work twice. Leases of
other names exclude nobody but each other: `tracker run` takes one for each check.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from events.errors import LedgerError, StoreUnwritable
from events.peek import sqlite_path

STEP = 0.2  # seconds between two looks at a lease somebody else has
_KEY = 0x7274745F6C656173  # the advisory lock of ingestion: "rtt_leas"
_HERE: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
INGESTION = "ingestion"


class LeaseHeld(LedgerError):
    """Somebody else has the lease: nothing was done."""


@contextmanager
def lease(
    url: str,
    *,
    name: str = INGESTION,
    wait: float = 0.0,
    told: Callable[[str], None] | None = None,
) -> Iterator[int | None]:
    """Hold a lease on a ledger for as long as the block runs.

    `wait` is how many seconds to wait for another holder; `told` hears once that we do. LeaseHeld
    says who has it when the time is up. The block gets the lock file, where there is one: a child
    that inherits it holds the lease with us, and after us.
    """
    claim = _Claim(name, wait, told)
    if url.startswith("sqlite:"):
        with _on_file(sqlite_path(url), claim) as file:
            yield file
    elif url.startswith(("postgresql:", "postgres:")):
        with _on_server(url, claim):
            yield None
    else:
        with _HERE[name]:
            yield None


class _Claim:
    """What is wanted, how long to wait for it, and who hears of that."""

    def __init__(self, name: str, wait: float, told: Callable[[str], None] | None) -> None:
        self.name, self._wait, self._told = name, wait, told

    @property
    def suffix(self) -> str:
        """How the lock file's name ends; that of ingestion never had a name of its own."""
        return ".lease" if self.name == INGESTION else f".{self.name}.lease"

    @property
    def key(self) -> int:
        """The number of the advisory lock."""
        if self.name == INGESTION:
            return _KEY
        digest = hashlib.sha256(b"tracker lease " + self.name.encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)

    def wait_for(self, take: Callable[[], bool], holder: Callable[[], str]) -> None:
        until = time.monotonic() + self._wait
        if take():
            return
        if self._told and self._wait > 0:
            patience = f"waiting up to {self._wait:.0f} s for it"
            self._told(f"another {self.name} is running ({holder()}); {patience}")
        while time.monotonic() < until:
            time.sleep(min(STEP, self._wait))
            if take():
                return
        raise LeaseHeld(self._refusal(holder()))

    def _refusal(self, holder: str) -> str:
        if self.name != INGESTION:
            return f"lease {self.name}: expected nobody else to hold it, found {holder}"
        return (
            f"lease: expected nobody else to be ingesting into this ledger, found {holder};"
            " nothing was done; run again when it has ended, or wait with --wait SECONDS"
        )


@contextmanager
def _on_file(ledger: Path, claim: _Claim) -> Iterator[int]:
    import fcntl

    path = ledger.with_name(ledger.name + claim.suffix)
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
        claim.wait_for(take, holder)
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()}".encode(), 0)
        yield file
    finally:
        os.close(file)


@contextmanager
def _on_server(url: str, claim: _Claim) -> Iterator[None]:
    import psycopg

    from events.store_postgres import login_of

    login: dict[str, Any] = login_of(url)
    try:
        connection = psycopg.connect(**login, autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise StoreUnwritable(f"lease: the server cannot be reached ({reason})") from error

    def take() -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (claim.key,)).fetchone()
        return bool(row and row[0])

    with connection:
        claim.wait_for(take, lambda: "another host or process")
        yield
