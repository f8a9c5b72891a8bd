"""The append-only record of facts: what was filed, in which order, and proof that it still is.

Facts go into streams ("measure/mofcom-2025-61/i-1") and get a version there (1, 2, 3 …) and a
position in the whole ledger. Positions only rise; on PostgreSQL they have gaps. An entry is stored
as `{"fact":{…},"prev":"…","recorded_at":"…","v":1}` under its event word, where `v` is the version
of the fact's shape and `prev` the digest of the entry before: a chain that `verify` walks.

Tables, connection pools and transactions are those of `eventsourcing`; no other file but the view
imports it. We take its recorders without its mappers and its `save`: the head of the chain must be
read and the entries inserted under one write lock, or two writers could fork the chain. On
PostgreSQL this also avoids its pipeline, which hung on saves of 10,000 entries; a batch of any
size is one transaction here, on all three stores.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError, PersistenceError

from events.audit import Audit
from events.errors import ConfigError, LedgerError
from events.facts import Fact
from events.peek import NOTHING, digest_of, sqlite_path
from events.standing import Staged, next_rows, staged
from events.store import MemoryStore, Store
from events.store_sqlite import SqliteStore
from events.stored import Entry, Head, NewRow, Row, entry_of

TRIES = 5  # how often an append looks again when another writer took its place

__all__ = ["Appended", "Entry", "Head", "Ledger", "Row", "entry_of", "open_ledger", "utc_now"]


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Appended(NamedTuple):
    """The positions of the facts that were new, and how many were on file already."""

    positions: tuple[int, ...]
    on_file: int


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A big batch holds many values and no cycles: the collector would walk them for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Ledger:
    """Facts in the order they were filed; threads may share one."""

    def __init__(self, store: Store, *, read_only: bool = False) -> None:
        self._store = store
        self._read_only = read_only

    def append(
        self,
        facts: Iterable[Fact],
        *,
        now: Callable[[], datetime] = utc_now,
        expected: Mapping[str, int] | None = None,
    ) -> Appended:
        """File the facts that do not stand yet, all in one transaction or none.

        `expected` says the version of each stream the caller decided on (0: no entry yet); a
        stream that moved on is a LedgerError. A lost answer may be asked again: facts on file are
        skipped, except looks at a source, each of which is news.
        """
        if self._read_only:
            raise LedgerError(f"{self._store.place}: opened to read only; open it to write")
        with _collector_paused():
            return self._append([staged(fact) for fact in facts], now, expected or {})

    def _append(
        self, batch: list[Staged], now: Callable[[], datetime], expected: Mapping[str, int]
    ) -> Appended:
        for _ in range(TRIES):
            try:
                with self._plain(writing=True), self._store.writing() as rows:
                    new = next_rows(rows, batch, now(), expected)
                    positions = tuple(rows.add(new)) if new else ()
            except IntegrityError:
                continue  # someone who does not know our lock took the place: look again
            return Appended(positions, len(batch) - len(positions))
        raise LedgerError(
            f"{self._store.place}: another writer took the next entry {TRIES} times; "
            "stop writers that are not this tracker, then `tracker verify`"
        )

    def restore(self, entries: Iterable[NewRow], head: str) -> Head:
        """Take in a whole ledger's entries as they were stored elsewhere, all or none.

        Only an empty ledger takes them: nothing is ever put before or between entries. Who hands
        them over has held each against the one before; the last must have the digest `head`.
        """
        if self._read_only:
            raise LedgerError(f"{self._store.place}: opened to read only; open it to write")
        new = list(entries)
        found = digest_of(*new[-1]) if new else NOTHING
        if found != head:
            raise LedgerError(
                f"expected entries up to {head[:12]}…, found {found[:12]}… at the end"
            )
        try:
            with self._plain(writing=True), self._store.writing() as rows:
                if rows.last() is not None:
                    raise LedgerError(
                        f"{self._store.place}: expected an empty ledger, found entries; name one"
                        " that is not there yet"
                    )
                if new:
                    rows.add(new)
        except IntegrityError as error:
            raise LedgerError(
                f"{self._store.place}: another writer took the first entry; nothing was put in"
            ) from error
        return self.head()

    def rows(self) -> Iterator[Row]:
        """Every entry as it is stored, in order, without a look at what it says."""
        return self._rows_after(None)

    def after(self, position: int | None = None) -> Iterator[Entry]:
        """The entries after a position, in order; all of them after None.

        A link of the chain that does not hold on the way is a LedgerError.
        """
        before: str | None = NOTHING if position is None else None
        for row in self._rows_after(position):
            entry = entry_of(row)
            if before not in (None, entry.prev):
                raise LedgerError(
                    f"position {row.position}: expected to follow {before[:12]}…, "
                    f"found {entry.prev[:12]}…; run `tracker verify`"
                )
            before = entry.digest
            yield entry

    def _rows_after(self, position: int | None) -> Iterator[Row]:
        while True:
            with self._plain(), self._store.reading() as rows:
                page = rows.page(position)
            if not page:
                return
            yield from page
            position = page[-1].position

    def stream(self, name: str) -> list[Entry]:
        """The entries of one stream, oldest first."""
        with self._plain(), self._store.reading() as rows:
            found = rows.of([name])
        return [entry_of(row) for row in found]

    def head(self) -> Head:
        """The last position and its digest."""
        with self._plain(), self._store.reading() as rows:
            last = rows.last()
        return Head(last.position, digest_of(*last[1:])) if last else Head(0, NOTHING)

    def verify(self, checkpoint: Head | None = None) -> list[str]:
        """What is wrong with the ledger, first bad position first; nothing when it is whole.

        A checkpoint is a head noted earlier and kept elsewhere: only it can show that the tail
        was cut, or that an older file was put back.
        """
        audit = Audit(gapless=self._store.gapless, checkpoint=checkpoint)
        try:
            for row in self._rows_after(None):
                audit.see(row)
                if audit.enough():
                    break
            else:
                audit.end()
            with self._plain():
                return audit.report() + self._store.damage()
        except LedgerError as error:
            return [*audit.report(), f"after position {audit.position}: {error}"]

    def close(self) -> None:
        """Give back files and connections."""
        self._store.close()

    @contextmanager
    def _plain(self, *, writing: bool = False) -> Iterator[None]:
        """Errors of a store become one line of ours."""
        try:
            yield
        except IntegrityError:
            raise
        except (PersistenceError, sqlite3.Error) as error:
            raise self._store.refusal(error, writing=writing) from error


def open_ledger(url: str, *, read_only: bool = False) -> Ledger:
    """The ledger at `sqlite:///ABSOLUTE/PATH`, `postgresql://user:pw@host:port/db` or `memory:`.

    It is created on first use, unless opened to read only. A file that is damaged, another
    program's, or a newer tracker's is a LedgerError; one that cannot be written StoreUnwritable.
    """
    store: Store
    if url == "memory:":
        store = MemoryStore()
    elif url.startswith("sqlite:"):
        store = SqliteStore(sqlite_path(url), read_only=read_only)
    elif url.startswith(("postgresql:", "postgres:")):
        from events.store_postgres import PostgresStore  # the driver is an extra, and slow to load

        store = PostgresStore(url, read_only=read_only)
    else:
        raise ConfigError(
            "ledger: expected sqlite:///PATH, postgresql://… or memory:, "
            f"found {url.partition(':')[0]!r}; correct TRACKER_LEDGER"
        )
    return Ledger(store, read_only=read_only)
