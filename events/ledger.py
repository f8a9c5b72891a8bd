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
import json
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, cast
from urllib.parse import parse_qs, unquote, urlsplit

from eventsourcing.persistence import IntegrityError, PersistenceError, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder, POPOFactory
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteFactory
from eventsourcing.utils import Environment
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from events.errors import ConfigError, LedgerError, StoreUnwritable
from events.facts import VERSION, Fact, ReadingWithdrawn, stream_of
from events.peek import (
    LEDGER_SCHEMA,
    NOTHING,
    TRIGGERS,
    digest_of,
    names_in,
    read_only_uri,
    readable,
    sqlite_path,
    unreadable,
)
from events.upcasts import SHAPE, current

if TYPE_CHECKING:
    from eventsourcing.postgres import PostgresFactory

PAGE = 500  # entries read at a time; with pages of 5,000 the garbage collector halves the rate
TRIES = 5  # how often an append looks again when another writer took its place
LOCK_SECONDS = 30  # how long a writer waits for another one
SHOWN = 20  # problems `verify` names before it stops: one broken ledger needs one backup
ALWAYS_NEWS = frozenset({"source checked", "source failed"})  # each look at a source is a new fact


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


# What callers see.


class Entry(NamedTuple):
    """One fact as it was filed: where, when, in which shape, and its link in the chain."""

    position: int
    stream: str
    version: int
    recorded_at: datetime
    fact: Fact
    body: str  # the fact as JSON, in its present shape
    prev: str
    state: bytes  # as stored; what the digest is taken of

    @property
    def digest(self) -> str:
        """This entry's link: what the next one carries as `prev`."""
        return digest_of(self.stream, self.version, self.fact.event, self.state)


class Head(NamedTuple):
    """The last entry of a ledger: its position and digest; 0 and 64 zeros for an empty one."""

    position: int
    digest: str


class Appended(NamedTuple):
    """The positions of the facts that were new, and how many were on file already."""

    positions: tuple[int, ...]
    on_file: int


# The stored form: one way to write it, one way to read it.


class Row(NamedTuple):
    """An entry as a store holds it."""

    position: int
    stream: str
    version: int
    topic: str
    state: bytes


NewRow = tuple[str, int, str, bytes]  # a Row that has no position yet

_FORM = re.compile(
    rb'\{"fact":(\{.*\}),"prev":"([0-9a-f]{64})",'
    rb'"recorded_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)","v":([1-9]\d{0,8})\}',
    re.DOTALL,
)


def _body(fact: bytes, prev: str, stamp: str, version: int) -> bytes:
    tail = f',"prev":"{prev}","recorded_at":"{stamp}","v":{version}}}'
    return b'{"fact":' + fact + tail.encode()


def _parts(row: Row) -> tuple[bytes, str, str, int]:
    """The fact (as JSON), the link, the moment and the shape's version in a stored body."""
    try:
        form = _FORM.fullmatch(row.state)
    except TypeError:
        form = None
    if form is None:
        raise LedgerError(
            f"position {row.position}: expected a stored fact, found a body in another form; "
            "run `tracker verify`, then restore the last backup"
        )
    fact, prev, stamp, version = form.groups()
    return fact, prev.decode(), stamp.decode(), int(version)


def _fact(row: Row, fact: bytes, version: int) -> Fact:
    """The fact of a stored body, brought to the present shape where it has an older one."""
    shape = SHAPE.get(row.topic)
    try:
        if shape is None or version != VERSION.get(row.topic, 1):
            fact = json.dumps(current(row.topic, version, json.loads(fact))).encode()
            shape = SHAPE[row.topic]
        return cast(Fact, shape.__pydantic_validator__.validate_json(fact))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise LedgerError(
            f"position {row.position}: expected a {row.topic!r}, found {place}: {first['msg']}; "
            "run `tracker verify`"
        ) from error
    except (LedgerError, ValueError) as error:
        raise LedgerError(f"position {row.position}: {error}") from error


def entry_of(row: Row) -> Entry:
    """A stored row as an Entry; LedgerError if it is not one, or a newer tracker wrote it."""
    stored, prev, stamp, version = _parts(row)
    fact = _fact(row, stored, version)
    present = version == VERSION.get(row.topic, 1)
    return Entry(
        position=row.position,
        stream=row.stream,
        version=row.version,
        recorded_at=datetime.fromisoformat(stamp),
        fact=fact,
        body=stored.decode() if present else fact.model_dump_json(),
        prev=prev,
        state=row.state,
    )


def _stamp(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise LedgerError(f"recorded_at: expected a moment with a zone, found {moment}; use UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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


# What stands in the streams a batch touches.


class _Staged(NamedTuple):
    """A fact ready to be filed; equal facts have equal bodies."""

    stream: str
    event: str
    body: bytes
    withdraws: int | None


def _staged(fact: Fact) -> _Staged:
    stream = stream_of(fact)
    if "\0" in stream:
        raise LedgerError(f"{stream!r}: expected a name, found a NUL in it; PostgreSQL has no NUL")
    try:
        # `warnings="error"`: a value that skipped validation must not become an unreadable entry.
        body = type(fact).__pydantic_serializer__.to_json(fact, warnings="error")
    except PydanticSerializationError as error:
        reason = " ".join(str(error).split())
        raise LedgerError(f"{stream}: a {fact.event!r} cannot be stored: {reason}") from error
    withdraws = fact.withdraws if isinstance(fact, ReadingWithdrawn) else None
    return _Staged(stream, fact.event, body, withdraws)


class _OnFile:
    """The facts on file in some streams, and which of them stand."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.standing: set[bytes] = set()
        self._held: dict[tuple[str, int], bytes] = {}
        self._withdraws: dict[tuple[str, int], int] = {}

    def file(self, fact: _Staged, version: int) -> None:
        """Take a fact as the next entry of its stream."""
        stream, _, body, withdraws = fact
        self.last[stream] = version
        self._held[stream, version] = body
        self.standing.add(body)
        if withdraws is not None:
            self._withdraws[stream, version] = withdraws
            self._settle(stream)

    def _settle(self, stream: str) -> None:
        """Say anew what stands in a stream: a withdrawal reaches back, and can be withdrawn too."""
        versions = [v for v in range(1, self.last[stream] + 1) if (stream, v) in self._held]
        gone: set[int] = set()
        for version in reversed(versions):
            target = self._withdraws.get((stream, version), version)
            if version not in gone and target < version:
                gone.add(target)
        self.standing -= {self._held[stream, v] for v in versions}
        self.standing |= {self._held[stream, v] for v in versions if v not in gone}


def _on_file(rows: Rows, batch: Sequence[_Staged], expected: Iterable[str]) -> _OnFile:
    """What is on file for a batch, asked for with a few statements however many its streams."""
    found = _OnFile()
    full = {fact.stream for fact in batch if fact.event not in ALWAYS_NEWS}
    topics = {(fact.stream, fact.event) for fact in batch}
    bodies = {fact.body for fact in batch}
    for names in _chunks(sorted(full), PAGE):
        for row in rows.of(names):
            found.file(_as_staged(row, topics, bodies), row.version)
    # A source's stream holds every look at it; only its length is asked for.
    counted = {fact.stream for fact in batch}.union(expected) - full
    for names in _chunks(sorted(counted), PAGE):
        found.last.update(rows.versions(names))
    return found


def _as_staged(row: Row, topics: set[tuple[str, str]], bodies: set[bytes]) -> _Staged:
    """A stored fact as the batch would write it today.

    It is read and written again only where it could equal a fact of the batch: an entry of before
    a field was added has other bytes for the same value, one of an older shape another value for
    the same bytes.
    """
    body, _, _, version = _parts(row)
    same_bytes = body in bodies and version == VERSION.get(row.topic, 1)
    withdrawal = row.topic == "reading withdrawn"
    if withdrawal or ((row.stream, row.topic) in topics and not same_bytes):
        return _staged(_fact(row, body, version))._replace(stream=row.stream)
    return _Staged(row.stream, row.topic, body, None)


def _next_rows(
    rows: Rows, batch: Sequence[_Staged], moment: datetime, expected: Mapping[str, int]
) -> list[NewRow]:
    """The rows a batch adds to the chain; facts that stand already add none."""
    last = rows.last()
    on_file = _on_file(rows, batch, expected) if last else _OnFile()
    for stream, seen in expected.items():
        if on_file.last.get(stream, 0) != seen:
            raise LedgerError(
                f"{stream}: expected to be at version {seen}, found it moved on to "
                f"{on_file.last.get(stream, 0)}; read it again, then decide again"
            )
    stamp, prev = _stamp(moment), NOTHING
    if last:
        stamp, prev = max(stamp, _parts(last)[2]), digest_of(*last[1:])
    new: list[NewRow] = []
    for fact in batch:
        if fact.body in on_file.standing and fact.event not in ALWAYS_NEWS:
            continue
        version = on_file.last.get(fact.stream, 0) + 1
        on_file.file(fact, version)
        state = _body(fact.body, prev, stamp, VERSION.get(fact.event, 1))
        prev = digest_of(fact.stream, version, fact.event, state)
        new.append((fact.stream, version, fact.event, state))
    return new


def _chunks(names: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (names[start : start + size] for start in range(0, len(names), size))


# Three stores, one contract.


class Rows(Protocol):
    """What a ledger asks of a store inside one transaction."""

    def last(self) -> Row | None:
        """The row at the highest position."""

    def page(self, after: int | None) -> list[Row]:
        """The next rows after a position, in order, at most a page."""

    def of(self, streams: Sequence[str]) -> list[Row]:
        """All rows of some streams, by stream and version."""

    def versions(self, streams: Sequence[str]) -> list[tuple[str, int]]:
        """The last version of each stream that exists."""

    def add(self, rows: Sequence[NewRow]) -> Sequence[int]:
        """Insert rows in this order; their positions."""


class Store(Protocol):
    """Where the rows are."""

    place: str
    gapless: bool

    def reading(self) -> AbstractContextManager[Rows]:
        """Rows to read."""

    def writing(self) -> AbstractContextManager[Rows]:
        """Rows under the one write lock: all is stored at the end of the block, or nothing."""

    def refusal(self, error: Exception, *, writing: bool) -> LedgerError:
        """One line on an error of the store."""

    def damage(self) -> list[str]:
        """What the store itself finds wrong with its file."""

    def close(self) -> None:
        """Give back connections."""


class _MemoryRows:
    def __init__(self, recorder: POPOApplicationRecorder) -> None:
        self._recorder = recorder

    def _all(self, after: int | None = None, size: int = 2**62) -> list[Row]:
        notes = self._recorder.select_notifications(after, size, inclusive_of_start=False)
        return [
            Row(n.id, str(n.originator_id), n.originator_version, n.topic, n.state) for n in notes
        ]

    def last(self) -> Row | None:
        end = self._recorder.max_notification_id()
        return self._all(end - 1)[0] if end else None

    def page(self, after: int | None) -> list[Row]:
        return self._all(after, PAGE)

    def of(self, streams: Sequence[str]) -> list[Row]:
        wanted = set(streams)
        return sorted((r for r in self._all() if r.stream in wanted), key=lambda r: r[1:3])

    def versions(self, streams: Sequence[str]) -> list[tuple[str, int]]:
        return [(row.stream, row.version) for row in self.of(streams)]

    def add(self, rows: Sequence[NewRow]) -> Sequence[int]:
        return self._recorder.insert_events([StoredEvent(*row) for row in rows]) or ()


class MemoryStore:
    """A ledger that ends with its process; for tests and for trying things out."""

    place = "memory"
    gapless = True

    def __init__(self) -> None:
        recorder = POPOFactory(Environment("ledger")).application_recorder()
        self._rows = _MemoryRows(cast(POPOApplicationRecorder, recorder))
        self._lock = threading.RLock()

    def reading(self) -> AbstractContextManager[Rows]:
        return nullcontext(self._rows)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        with self._lock:
            yield self._rows

    def refusal(self, error: Exception, *, writing: bool) -> LedgerError:
        return LedgerError(f"memory: {error}")

    def damage(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing to give back."""


class _SqlRows:
    """The few statements of a ledger, in the words both databases share."""

    def __init__(self, cursor: Any, table: str, position: str, mark: Literal["?", "%s"]) -> None:
        self._cursor, self._mark, self._table, self._position = cursor, mark, table, position
        self._select = (
            f"SELECT {position}, originator_id, originator_version, topic, state FROM {table}"
        )

    def _ask(self, statement: str, given: Sequence[object] = ()) -> list[Any]:
        self._cursor.execute(statement, given)
        return cast(list[Any], self._cursor.fetchall())

    def _marks(self, values: Sequence[object]) -> str:
        return ", ".join([self._mark] * len(values))

    def last(self) -> Row | None:
        found = self._ask(f"{self._select} ORDER BY {self._position} DESC LIMIT 1")
        return Row(*found[0]) if found else None

    def page(self, after: int | None) -> list[Row]:
        statement = (
            f"{self._select} WHERE {self._position} > {self._mark} "
            f"ORDER BY {self._position} LIMIT {self._mark}"
        )
        # A forged row can lie below 1; from the start means from the very start.
        start = -(2**63) if after is None else after
        return [Row._make(row) for row in self._ask(statement, (start, PAGE))]

    def of(self, streams: Sequence[str]) -> list[Row]:
        statement = (
            f"{self._select} WHERE originator_id IN ({self._marks(streams)}) "
            "ORDER BY originator_id, originator_version"
        )
        return [Row._make(row) for row in self._ask(statement, streams)]

    def versions(self, streams: Sequence[str]) -> list[tuple[str, int]]:
        return self._ask(
            f"SELECT originator_id, MAX(originator_version) FROM {self._table} "
            f"WHERE originator_id IN ({self._marks(streams)}) GROUP BY originator_id",
            streams,
        )


class _SqliteRows(_SqlRows):
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
            found = cursor.execute(f"PRAGMA quick_check({SHOWN})").fetchall()
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


class _PostgresRows(_SqlRows):
    def __init__(self, cursor: Any) -> None:
        from psycopg.rows import tuple_row

        cursor.row_factory = tuple_row
        super().__init__(cursor, "public.ledger_events", "notification_id", "%s")

    def add(self, rows: Sequence[NewRow]) -> Sequence[int]:
        # ORDER BY: positions are drawn in the order of the chain.
        statement = (
            f"INSERT INTO {self._table} (originator_id, originator_version, topic, state) "
            "SELECT s, v, t, b FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bytea[]) "
            "WITH ORDINALITY AS new (s, v, t, b, n) ORDER BY n RETURNING notification_id"
        )
        positions: list[int] = []
        for chunk in _chunks(rows, 1000):
            columns = [list(column) for column in zip(*chunk, strict=True)]
            positions += sorted(number for (number,) in self._ask(statement, columns))
        return positions


class PostgresStore:
    """A ledger in a PostgreSQL database, for several hosts; positions have gaps."""

    gapless = False
    _KEY = 0x7274745F6C656467  # the advisory lock of our writers: "rtt_ledg"
    _TRIGGERS = (
        "CREATE OR REPLACE FUNCTION public.ledger_append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$",
        "CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON public.ledger_events FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_append_only()",
        "CREATE TABLE IF NOT EXISTS public.ledger_schema (version integer PRIMARY KEY)",
        f"INSERT INTO public.ledger_schema VALUES ({LEDGER_SCHEMA}) ON CONFLICT DO NOTHING",
    )

    def __init__(self, url: str, *, read_only: bool) -> None:
        # psycopg is an extra and slow to import: only who asks for PostgreSQL pays for it.
        try:
            import psycopg
            from eventsourcing.postgres import PostgresFactory
            from psycopg.conninfo import make_conninfo
        except ImportError as error:
            raise ConfigError(
                f"postgresql ledger: expected psycopg, found none ({error}); "
                "install the [postgres] extra"
            ) from error
        login = _login(url)
        self.place = f"postgresql {login['host']}:{login['port']}/{login['dbname']}"
        try:
            # One plain connection first: it says why it fails, a pool only that it waited.
            plain = make_conninfo(**login, connect_timeout=5)
            with psycopg.connect(plain, autocommit=True) as connection:
                ready = self._is_ready(connection)
        except psycopg.Error as error:
            raise self.refusal(error, writing=not read_only) from error
        if read_only and not ready:
            raise LedgerError(f"{self.place}: no ledger here yet; record something first")
        self._factory = PostgresFactory(_postgres_environment(login))
        self._datastore = self._factory.datastore
        if not ready:
            self._create()

    def _create(self) -> None:
        try:
            with self._locked() as cursor:
                if not self._is_ready(cursor):
                    _create_events_table(self._factory)
                    for statement in self._TRIGGERS:
                        cursor.execute(statement)
        except PersistenceError as error:
            self.close()
            raise self.refusal(error, writing=True) from error

    def _is_ready(self, cursor: Any) -> bool:
        """Whether the tables are there; LedgerError if they are not ours to use."""
        (events,) = self._one(cursor, "SELECT to_regclass('public.ledger_events')")
        (schema,) = self._one(cursor, "SELECT to_regclass('public.ledger_schema')")
        found = 0
        if schema:
            highest = "SELECT COALESCE(MAX(version), 0) FROM public.ledger_schema"
            (found,) = self._one(cursor, highest)
        if found > LEDGER_SCHEMA:
            raise LedgerError(
                f"{self.place}: expected ledger schema {LEDGER_SCHEMA}, found {found}: "
                "written by a newer tracker; upgrade this one"
            )
        if events and not found:
            (taken,) = self._one(cursor, "SELECT EXISTS (SELECT 1 FROM public.ledger_events)")
            if taken:
                raise LedgerError(
                    f"{self.place}: holds the events of another application; check the database"
                )
        return bool(events and found)

    @staticmethod
    def _one(cursor: Any, statement: str) -> tuple[Any, ...]:
        row = cursor.execute(statement).fetchone()
        return tuple(row.values()) if isinstance(row, dict) else tuple(row)

    @contextmanager
    def _locked(self) -> Iterator[Any]:
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'".encode())
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (self._KEY,))
            yield cursor

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        with self._datastore.transaction() as cursor:
            yield _PostgresRows(cursor)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        with self._locked() as cursor:
            yield _PostgresRows(cursor)

    def refusal(self, error: Exception, *, writing: bool) -> LedgerError:
        cause = error if error.__cause__ is None else error.__cause__
        reason = " ".join(str(cause).split()) or type(cause).__name__
        state = getattr(cause, "sqlstate", None) or ""
        if state == "55P03":
            return LedgerError(
                f"{self.place}: another program kept the ledger locked for {LOCK_SECONDS} s; "
                "try again when it is done"
            )
        # No state: no connection. 08, 57: it was lost. 53: no room. The others: no right to write.
        if writing and (not state or state[:2] in {"08", "28", "53", "57"} or state in _NO_RIGHT):
            return StoreUnwritable(
                f"{self.place}: the ledger cannot be written ({reason}); "
                "check the server, then run the same again: nothing was half stored"
            )
        return LedgerError(f"{self.place}: the ledger cannot be used ({reason}); check the server")

    def damage(self) -> list[str]:
        return []

    def close(self) -> None:
        self._factory.close()


_NO_RIGHT = frozenset({"25006", "3D000", "42501"})  # read-only, no such database, not allowed


def _login(url: str) -> dict[str, str]:
    """Who asks which server; `?host=/folder` names a socket, other options are refused."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError as error:
        raise ConfigError(f"postgresql ledger: the URL cannot be read: {error}") from error
    options = parse_qs(parts.query)
    host = options.pop("host", [parts.hostname or ""])[0]
    if options or not host or not parts.path.strip("/"):
        raise ConfigError(
            "postgresql ledger: expected postgresql://user:password@host:port/database, "
            f"found {'unknown options ' + ', '.join(options) if options else 'no host or database'}"
        )
    return {
        "host": host,
        "port": str(port),
        "dbname": unquote(parts.path.strip("/")),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }


def _postgres_environment(login: Mapping[str, str]) -> Environment:
    """Every key the library would otherwise look for elsewhere."""
    keys = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "ORIGINATOR_ID_TYPE": "text",
        "CREATE_TABLE": "no",
        "POSTGRES_DBNAME": login["dbname"],
        "POSTGRES_HOST": login["host"],
        "POSTGRES_PORT": login["port"],
        "POSTGRES_USER": login["user"],
        "POSTGRES_PASSWORD": login["password"],
        "POSTGRES_SCHEMA": "public",
        "POSTGRES_CONNECT_TIMEOUT": "30",
        "POSTGRES_LOCK_TIMEOUT": str(LOCK_SECONDS),
        # A big batch is folded between two statements; the server must not take that for dead.
        "POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT": "60",
        "POSTGRES_PRE_PING": "yes",
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_MAX_OVERFLOW": "9",
        # With its functions on, a tailing reader missed entries.
        "POSTGRES_ENABLE_DB_FUNCTIONS": "no",
    }
    return Environment("ledger", {f"LEDGER_{key}": value for key, value in keys.items()})


def _create_events_table(factory: PostgresFactory) -> None:
    """The library's own table and types, in connections of its own."""
    from eventsourcing.postgres import PostgresApplicationRecorder

    PostgresApplicationRecorder(factory.datastore, events_table_name="ledger_events").create_table()


# The ledger itself.


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
            return self._append([_staged(fact) for fact in facts], now, expected or {})

    def _append(
        self, batch: list[_Staged], now: Callable[[], datetime], expected: Mapping[str, int]
    ) -> Appended:
        for _ in range(TRIES):
            try:
                with self._plain(writing=True), self._store.writing() as rows:
                    new = _next_rows(rows, batch, now(), expected)
                    positions = tuple(rows.add(new)) if new else ()
            except IntegrityError:
                continue  # someone who does not know our lock took the place: look again
            return Appended(positions, len(batch) - len(positions))
        raise LedgerError(
            f"{self._store.place}: another writer took the next entry {TRIES} times; "
            "stop writers that are not this tracker, then `tracker verify`"
        )

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
        audit = _Audit(gapless=self._store.gapless, checkpoint=checkpoint)
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


class _Audit:
    """A walk along the chain that remembers the first bad position.

    A broken link alone does not say which of its two entries was changed. The next link does: if
    it holds, the later entry is as it was when its successor was written, so the earlier one is
    not; if it fails too, the later one was changed.
    """

    def __init__(self, *, gapless: bool, checkpoint: Head | None) -> None:
        self.position = 0
        self._gapless, self._checkpoint = gapless, checkpoint
        self._digest, self._stamp = NOTHING, ""
        self._versions: dict[str, int] = {}
        self._broken: tuple[int, int] | None = None
        self._met = checkpoint is None or checkpoint == Head(0, NOTHING)
        self._problems: dict[int, str] = {}

    def see(self, row: Row) -> None:
        """Hold one row against everything before it."""
        prev = self._read(row)
        # A body that cannot be read and a gap are named as such: their link says nothing more.
        missing = self._gapless and row.position != self.position + 1
        if missing:
            self._bad(self.position + 1, f"the entry is missing, the next is at {row.position}")
        self._link(row, holds=missing or prev in ("", self._digest))
        if row.version != self._versions.get(row.stream, 0) + 1:
            self._bad(
                row.position,
                f"found version {row.version} of {row.stream}, the one before it is missing",
            )
        self._versions[row.stream] = row.version
        self.position = row.position
        try:
            self._digest = digest_of(*row[1:])
        except LedgerError as error:
            self._digest = ""
            self._bad(row.position, str(error))
        self._hold_against_checkpoint()

    def _read(self, row: Row) -> str:
        """The link of a row, "" if it has none; says what is wrong with its body."""
        try:
            body, prev, stamp, version = _parts(row)
        except LedgerError as error:
            self._bad(row.position, str(error))
            return ""
        if stamp < self._stamp:
            self._bad(row.position, f"recorded at {stamp}, before the entry before it")
        self._stamp = max(stamp, self._stamp)
        try:
            if stream_of(_fact(row, body, version)) != row.stream:
                self._bad(row.position, f"the fact does not belong to {row.stream}")
        except LedgerError as error:
            self._bad(row.position, str(error))
        return prev

    def _link(self, row: Row, *, holds: bool) -> None:
        if self._broken:
            before, at = self._broken
            self._bad(at if not holds else before or at, self._breach(before, at))
            self._broken = None
        if not holds:
            self._broken = (self.position, row.position)

    @staticmethod
    def _breach(before: int, at: int) -> str:
        return (
            f"the chain is broken between {before} and {at}: an entry was changed, "
            "put in or taken out; restore the last backup"
        )

    def _hold_against_checkpoint(self) -> None:
        given = self._checkpoint
        if given is None or self._met or self.position < given.position:
            return
        self._met = True
        if (self.position, self._digest) != given:
            self._bad(
                given.position,
                "is not the entry of the checkpoint: it was changed, or an older ledger was "
                "put back and written on; compare with the last backup",
            )

    def end(self) -> None:
        """The last row was seen."""
        if self._broken:
            before, at = self._broken
            self._bad(before or at, self._breach(before, at))
        if self._checkpoint and not self._met:
            self._bad(
                self.position + 1,
                f"the ledger ends at {self.position}, the checkpoint was at "
                f"{self._checkpoint.position}: the tail was cut or an older file put back",
            )

    def _bad(self, position: int, what: str) -> None:
        self._problems.setdefault(position, what.removeprefix(f"position {position}: "))

    def enough(self) -> bool:
        """Whether more problems would help nobody."""
        return len(self._problems) >= SHOWN

    def report(self) -> list[str]:
        """The problems by position."""
        return [f"position {at}: {self._problems[at]}" for at in sorted(self._problems)]


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
        store = PostgresStore(url, read_only=read_only)
    else:
        raise ConfigError(
            "ledger: expected sqlite:///PATH, postgresql://… or memory:, "
            f"found {url.partition(':')[0]!r}; correct TRACKER_LEDGER"
        )
    return Ledger(store, read_only=read_only)
