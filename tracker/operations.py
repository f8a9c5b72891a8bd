"""What the daily run and the web server remember: subscriptions, stories, messages, runs, tokens.

This is the one store that is changed in place, and the only one that holds people's addresses.
It lies beside the ledger and never in it: a reader who leaves can be forgotten, the ledger forgets
nothing. Beside a SQLite ledger it is a file of its own (`ledger.db.operations`, readable by its
owner only); beside a PostgreSQL ledger it is tables in the same database, so that several hosts
share one outbox. One dialect serves both: `?` for a value, ISO text in UTC for a moment.

Every change runs in a transaction that is alone: `BEGIN IMMEDIATE`, or an advisory lock.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from config.settings import ledger_path
from events.errors import StoreUnwritable

VERSION = 2  # 2: tokens; a store of an earlier version gets what it lacks when it is opened
OLDER = ("1",)
_KEY = 0x7274745F6F7065  # the advisory lock of a change: "rtt_ope"
TABLES = (
    "CREATE TABLE IF NOT EXISTS tracker_mark (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # state: pending, active, paused, ended, bounced. body: the Subscription as JSON.
    "CREATE TABLE IF NOT EXISTS tracker_subscription (name TEXT PRIMARY KEY, origin TEXT NOT NULL,"
    " body TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, changed_at TEXT NOT NULL,"
    " since TEXT NOT NULL, bounces INTEGER NOT NULL)",
    # fresh: 0 for what was old when it was noted; such a story is in feeds, and in no mail.
    "CREATE TABLE IF NOT EXISTS tracker_story (id TEXT PRIMARY KEY, told_at TEXT NOT NULL,"
    " day TEXT NOT NULL, act TEXT, fresh INTEGER NOT NULL, body TEXT NOT NULL)",
    # sure: 0 where what is on file cannot say whether the story answers the question.
    "CREATE TABLE IF NOT EXISTS tracker_news (subscription TEXT NOT NULL, story TEXT NOT NULL,"
    " sure INTEGER NOT NULL, message TEXT, PRIMARY KEY (subscription, story))",
    # state: queued, claimed, sent, dropped, failed.
    "CREATE TABLE IF NOT EXISTS tracker_message (id TEXT PRIMARY KEY, subscription TEXT NOT NULL,"
    " what TEXT NOT NULL, state TEXT NOT NULL, queued_at TEXT NOT NULL, next_try TEXT NOT NULL,"
    " tries INTEGER NOT NULL, claimed_at TEXT, ended_at TEXT, cause TEXT)",
    "CREATE TABLE IF NOT EXISTS tracker_run (job TEXT NOT NULL, slot TEXT NOT NULL,"
    " state TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT, holder TEXT NOT NULL,"
    " words TEXT, PRIMARY KEY (job, slot))",
    # hash: sha256 of a token, which itself is nowhere. may: words with commas. The name of a token
    # stays with its owner for ever: decisions in the ledger bear it.
    "CREATE TABLE IF NOT EXISTS tracker_token (name TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE,"
    " may TEXT NOT NULL, added_at TEXT NOT NULL, expires_at TEXT NOT NULL, revoked_at TEXT,"
    " used_on TEXT, sessions_from TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS tracker_story_act ON tracker_story (act)",
    "CREATE INDEX IF NOT EXISTS tracker_news_message ON tracker_news (message)",
    "CREATE INDEX IF NOT EXISTS tracker_message_due ON tracker_message (state, next_try)",
)


def stamp(moment: datetime) -> str:
    """A moment as this store keeps it: UTC, to the microsecond, so that text sorts as time.

    >>> stamp(datetime(2026, 11, 26, 8, 30, tzinfo=UTC))
    '2026-11-26T08:30:00.000000+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Rows(Protocol):
    """The inside of one transaction."""

    def all(self, sql: str, *given: object) -> list[tuple[Any, ...]]:
        """The rows of a question."""

    def one(self, sql: str, *given: object) -> tuple[Any, ...] | None:
        """The first row of a question; None if there is none."""

    def change(self, sql: str, *given: object) -> int:
        """How many rows a statement changed."""


class Operations:
    """The store beside one ledger; threads may share one."""

    def __init__(self, ledger: str) -> None:
        """`ledger` is the ledger's URL. Raises StoreUnwritable where the store cannot be opened."""
        self._lock = threading.RLock()
        path = ledger_path(ledger)
        self.place = str(beside(path)) if path else "the tables tracker_* of the ledger's database"
        self._db: _Sqlite | _Postgres = _Sqlite(beside(path)) if path else _Postgres(ledger)
        found = self.mark("version") if self._db.ready() else None
        if found is None or found in OLDER:
            found = self._brought_up()
        if found != str(VERSION):
            raise StoreUnwritable(
                f"{self.place}: expected version {VERSION} of this store, found {found};"
                " a newer tracker wrote it: upgrade this installation"
            )

    def _brought_up(self) -> str | None:
        """The version of the store, with every table of ours; a newer one is left as it is."""
        with self.changing() as rows:
            for statement in TABLES:
                rows.change(statement)
            old = ", ".join(f"'{one}'" for one in OLDER)
            rows.change(
                "INSERT INTO tracker_mark VALUES ('version', ?) ON CONFLICT (name) DO UPDATE"
                f" SET value = excluded.value WHERE tracker_mark.value IN ({old})",
                str(VERSION),
            )
        return self.mark("version")

    @contextmanager
    def changing(self) -> Iterator[Rows]:
        """One transaction that no other change overlaps: all of it is kept, or nothing."""
        with self._lock, self._db.transaction() as rows:
            yield rows

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """Look without changing."""
        with self._lock, self._db.snapshot() as rows:
            yield rows

    def mark(self, name: str) -> str | None:
        """A value kept under a name."""
        with self.reading() as rows:
            found = rows.one("SELECT value FROM tracker_mark WHERE name = ?", name)
        return None if found is None else str(found[0])

    def close(self) -> None:
        """Give back the file or the connection."""
        with self._lock:
            self._db.close()


def set_mark(rows: Rows, name: str, value: str) -> None:
    """Keep a value under a name, as part of a change."""
    rows.change(
        "INSERT INTO tracker_mark VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )


def beside(ledger: Path) -> Path:
    """The file of this store beside that of a SQLite ledger."""
    return ledger.with_name(ledger.name + ".operations")


class _Inside:
    """Statements on a cursor of either driver."""

    def __init__(self, cursor: Any, mark: str) -> None:
        self._cursor, self._mark = cursor, mark

    def _do(self, sql: str, given: tuple[object, ...]) -> None:
        self._cursor.execute(sql.replace("?", self._mark), given)

    def all(self, sql: str, *given: object) -> list[tuple[Any, ...]]:
        self._do(sql, given)
        return [tuple(row) for row in self._cursor.fetchall()]

    def one(self, sql: str, *given: object) -> tuple[Any, ...] | None:
        self._do(sql, given)
        row = self._cursor.fetchone()
        return None if row is None else tuple(row)

    def change(self, sql: str, *given: object) -> int:
        self._do(sql, given)
        return max(int(self._cursor.rowcount), 0)


class _Sqlite:
    """A file of its own, with a rollback journal: some releases of SQLite can lose a write when a
    write-ahead log starts over (`tracker doctor` names them)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            self._inode = os.fstat(file).st_ino
            with suppress(PermissionError):  # another's file that we may use
                os.fchmod(file, 0o600)  # a restored copy may have come with other rights
            os.close(file)
            self._db = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA synchronous = FULL")
        except (OSError, sqlite3.Error) as error:
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> StoreUnwritable:
        return StoreUnwritable(
            f"{self._path}: the store of subscriptions and messages cannot be written ({error});"
            " free space or make its folder writable; if the file is damaged, restore it"
        )

    def ready(self) -> bool:
        """Whether the tables are there."""
        return self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None

    def _there(self) -> None:
        """A file that was put in the place of ours would be passed by: that must be said."""
        try:
            same = os.stat(self._path).st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise StoreUnwritable(
                f"{self._path}: was removed or replaced while this program ran; put it back, and"
                " start the program again"
            )

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        self._there()
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield _Inside(self._db.cursor(), "?")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise self._refusal(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[Rows]:
        self._there()
        try:
            yield _Inside(self._db.cursor(), "?")
        except sqlite3.Error as error:
            raise self._refusal(error) from error

    def close(self) -> None:
        self._db.close()


class _Postgres:
    """Tables in the ledger's database."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._db: Any = None

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        import psycopg

        from events.store_postgres import login_of

        try:
            if self._db is None or self._db.closed:
                login: dict[str, Any] = login_of(self._url)
                self._db = psycopg.connect(**login, connect_timeout=5)
            with self._db.transaction(), self._db.cursor() as cursor:
                yield cursor
        except psycopg.Error as error:
            if self._db is not None:
                self._db.close()
            reason = " ".join(str(error).split())
            raise StoreUnwritable(
                f"the store of subscriptions and messages: the server refused ({reason});"
                " is it up, and may this role create tables?"
            ) from error

    def ready(self) -> bool:
        """Whether the tables are there: a role that may not create tables can still use them."""
        with self.snapshot() as rows:
            return rows.one("SELECT to_regclass('tracker_run')") != (None,)

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        with self._connected() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_KEY,))
            yield _Inside(cursor, "%s")

    @contextmanager
    def snapshot(self) -> Iterator[Rows]:
        with self._connected() as cursor:
            yield _Inside(cursor, "%s")

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
