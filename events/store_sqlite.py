"""Entries in a SQLite file: the default."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from eventsourcing.persistence import IntegrityError
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteFactory
from eventsourcing.utils import Environment

from events.errors import LedgerError, StoreUnwritable
from events.peek import (
    LEDGER_SCHEMA,
    TRIGGERS,
    names_in,
    read_only_uri,
    readable,
    unreadable,
)
from events.store import LOCK_SECONDS, Rows, SqlRows
from events.stored import NewRow

DAMAGE_SHOWN = 20


class _SqliteRows(SqlRows):
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        cursor.row_factory = None
        super().__init__(cursor, "stored_events", "rowid", "?")

    def add(self, rows: Sequence[NewRow]) -> Sequence[int]:
        before = self._highest()
        self._cursor.executemany("INSERT INTO stored_events VALUES (?,?,?,?)", rows)
        # Under the write lock a rowid is always one more than the highest.
        if self._highest() != before + len(rows):
            raise sqlite3.IntegrityError("positions do not follow one another")
        return range(before + 1, before + 1 + len(rows))

    def _highest(self) -> int:
        return int(self._ask("SELECT COALESCE(MAX(rowid), 0) FROM stored_events")[0][0])


class _SqliteRecorder(SQLiteApplicationRecorder):
    """The library's table, made append-only and numbered, once."""

    def construct_create_table_statements(self) -> list[str]:
        refuse = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        # REPLACE fires no delete trigger; positions are rowids, so key and rowid are guarded.
        taken = (
            "EXISTS (SELECT 1 FROM stored_events WHERE rowid = NEW.rowid) OR "
            "EXISTS (SELECT 1 FROM stored_events WHERE originator_id = NEW.originator_id "
            "AND originator_version = NEW.originator_version)"
        )
        on = "ON stored_events"
        return [
            *super().construct_create_table_statements(),
            f"CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE {on} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE {on} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS no_replace BEFORE INSERT {on} WHEN {taken} {refuse}",
            f"PRAGMA user_version = {LEDGER_SCHEMA}",
        ]


class SqliteStore:
    """A ledger in one SQLite file; positions are rowids, so the file must never be VACUUMed."""

    gapless = True

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.place = str(path)
        self._path = path
        try:
            self._open(read_only=read_only)
        except (sqlite3.Error, LedgerError) as error:
            # On a full disk SQLite cannot even read: it has no room for its shared memory.
            cause = error.__cause__ if isinstance(error, LedgerError) else error
            if not isinstance(cause, sqlite3.Error):
                raise
            raise self.refusal(cause, writing=not read_only) from cause
        except OSError as error:
            raise self._unwritable(error) from error

    def _open(self, *, read_only: bool) -> None:
        ready = False
        if self._path.exists():
            with readable(self._path) as connection:
                ready = names_in(connection, self._path) >= {"stored_events", *TRIGGERS}
        elif read_only:
            raise LedgerError(f"{self._path}: no ledger here yet; record something first")
        if not read_only:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _use_wal(self._path)
        self._factory = SQLiteFactory(
            Environment(
                "ledger",
                {
                    "LEDGER_PERSISTENCE_MODULE": "eventsourcing.sqlite",
                    "LEDGER_SQLITE_DBNAME": read_only_uri(self._path) if read_only else self.place,
                    "LEDGER_SQLITE_LOCK_TIMEOUT": str(LOCK_SECONDS),
                    "LEDGER_ORIGINATOR_ID_TYPE": "text",
                    "LEDGER_CREATE_TABLE": "no",
                },
            )
        )
        self._datastore = self._factory.datastore
        # Threads of one process queue in the pool as long as processes queue at the file.
        self._datastore.pool.pool_timeout = 2.0 * LOCK_SECONDS
        # The file is in WAL mode by now, or is read as it is.
        self._datastore.pool.is_journal_mode_wal = True
        if not read_only and not ready:
            self._create()

    def _create(self) -> None:
        recorder = _SqliteRecorder(self._datastore)
        with self._transaction("BEGIN IMMEDIATE") as cursor:
            for statement in recorder.create_table_statements:
                cursor.execute(statement)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Cursor]:
        """The library's transaction with our BEGIN: its own is not yet a write lock."""
        taken = self._datastore.get_connection(commit=begin != "BEGIN")
        with taken as connection, connection.cursor() as cursor:
            try:
                cursor.execute(begin)
                yield cursor
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        with self._transaction("BEGIN") as cursor:
            yield _SqliteRows(cursor)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        try:
            with self._transaction("BEGIN IMMEDIATE") as cursor:
                yield _SqliteRows(cursor)
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error

    def refusal(self, error: Exception, *, writing: bool) -> LedgerError:
        cause = error if isinstance(error, sqlite3.Error) else error.__cause__
        if not isinstance(cause, sqlite3.Error):
            return LedgerError(f"{self.place}: {error}; try again")
        code = getattr(cause, "sqlite_errorname", "")
        stuck = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")
        if writing and code.startswith(stuck):
            return self._unwritable(cause)
        return LedgerError(unreadable(self._path, cause))

    def _unwritable(self, error: Exception) -> StoreUnwritable:
        try:
            free = f"{shutil.disk_usage(self._path.parent).free:,} bytes free"
        except OSError:
            free = "free bytes unknown"
        return StoreUnwritable(
            f"{self.place}: the ledger cannot be written ({error}; {free}); "
            "make room or grant access, then run the same again: nothing was half stored"
        )

    def damage(self) -> list[str]:
        with self._transaction("BEGIN") as cursor:
            cursor.row_factory = None
            found = cursor.execute(f"PRAGMA quick_check({DAMAGE_SHOWN})").fetchall()
        return [f"{self.place}: {text}" for (text,) in found if text != "ok"]

    def close(self) -> None:
        self._factory.close()


def _use_wal(path: Path) -> None:
    """Write-ahead logging, before the pool opens the file.

    The switch wants the file for itself and SQLite does not wait for it, so processes that start
    at once on a new file would meet "database is locked".
    """
    until = time.monotonic() + LOCK_SECONDS
    with closing(sqlite3.connect(path, timeout=LOCK_SECONDS)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL").fetchall()
            except sqlite3.OperationalError as error:
                busy = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
                if not busy or time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return
