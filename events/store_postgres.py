"""Entries on a PostgreSQL server, for teams. Imported only for such a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from eventsourcing.persistence import PersistenceError
from eventsourcing.utils import Environment

from events.errors import ConfigError, LedgerError, StoreUnwritable
from events.peek import LEDGER_SCHEMA
from events.store import LOCK_SECONDS, Rows, SqlRows, chunks
from events.stored import NewRow

if TYPE_CHECKING:
    from eventsourcing.postgres import PostgresFactory


class _PostgresRows(SqlRows):
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
        for chunk in chunks(rows, 1000):
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
        login = login_of(url)
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
        self._factory = PostgresFactory(postgres_environment(login))
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


def login_of(url: str) -> dict[str, str]:
    """Who asks which server; `?host=/folder` names a socket, other options are refused."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:  # its words may quote the password
        raise ConfigError(
            "postgresql ledger: the URL cannot be read; write special letters of the password as"
            " %2F, %40, %3A"
        ) from None
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


def postgres_environment(login: Mapping[str, str]) -> Environment:
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
