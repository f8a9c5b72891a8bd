"""The head of a SQLite ledger at a glance, without the imports of the ledger.

Every start of the program asks "has the ledger moved?". Loading the event store to answer costs
more than the answer, so this file knows just enough: the place of the file, its schema number,
its last row, and how a row's digest is made. `events.ledger` uses the same functions.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from events.errors import LedgerError

LEDGER_SCHEMA = 1
"""The number of the ledger's tables; a file with a higher one is a newer tracker's."""

NOTHING = "0" * 64
"""The digest before the first entry."""

TRIGGERS = frozenset({"no_update", "no_delete", "no_replace"})
"""What makes a SQLite ledger append-only."""


def digest_of(stream: str, version: int, topic: str, state: bytes) -> str:
    """The sha256 of one entry, in hex.

    Stream and topic are written with their length in bytes before them, so no two entries have
    the same encoding. `state` holds the digest of the entry before: that is the chain.
    LedgerError where a column holds another type, as SQLite would let a forger write.
    """
    try:
        name, event = stream.encode(), topic.encode()
        place = b"%d:%b,%d,%d:%b," % (len(name), name, version, len(event), event)
        return hashlib.sha256(place + state).hexdigest()
    except (AttributeError, TypeError):
        raise LedgerError(
            f"entry {version!r} of {stream!r} has a column of the wrong type: "
            "it is none of ours; run `tracker verify`"
        ) from None


def sqlite_path(url: str) -> Path:
    """The file of a `sqlite:///ABSOLUTE/PATH` URL; nothing in the path is decoded.

    >>> str(sqlite_path("sqlite:///var/lib/tracker/ledger.db"))
    '/var/lib/tracker/ledger.db'
    """
    path = url.removeprefix("sqlite://")
    if path == url or not path.strip("/"):
        raise LedgerError(f"{url!r} names no SQLite ledger: write sqlite:///ABSOLUTE/PATH")
    path = "/" + path.lstrip("/")
    return Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path)


def read_only_uri(path: Path) -> str:
    """The file as SQLite opens it for reading alone.

    Even a reader needs to make a file beside a ledger; in a folder where it may not, the ledger is
    opened as one that nobody changes, which holds while no writer has left its log there.
    """
    log = path.with_name(path.name + "-wal")
    still = not os.access(path.parent, os.W_OK) and not log.exists()
    return f"file:{quote(str(path))}?mode=ro{'&immutable=1' if still else ''}"


@contextmanager
def readable(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads; what SQLite cannot read is a LedgerError."""
    try:
        with closing(sqlite3.connect(read_only_uri(path), uri=True, timeout=30)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise LedgerError(unreadable(path, error)) from error


def unreadable(path: Path, error: sqlite3.Error) -> str:
    """One line on a ledger file that cannot be read."""
    code = getattr(error, "sqlite_errorname", "")
    if code == "SQLITE_NOTADB":
        return f"{path}: expected a SQLite ledger, found another kind of file; check the path"
    if code.startswith("SQLITE_CORRUPT"):
        return f"{path}: the ledger file is damaged ({error}); restore the last backup"
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path}: another program kept the ledger locked for 30 s; try again when it is done"
    return f"{path}: the ledger cannot be read ({error}); check the file and its folder"


def names_in(connection: sqlite3.Connection, path: Path) -> set[str]:
    """The tables and triggers of a ledger file; LedgerError if they are not ours to use.

    All is read in one transaction: another program may make the ledger, and file, between two.
    """
    connection.execute("BEGIN")
    try:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        ours = "stored_events" in names
        filed = ours and connection.execute("SELECT 1 FROM stored_events").fetchone() is not None
    finally:
        if connection.in_transaction:
            connection.rollback()
    if schema > LEDGER_SCHEMA:
        raise LedgerError(
            f"{path}: expected ledger schema {LEDGER_SCHEMA}, found {schema}: "
            "written by a newer tracker; upgrade this one"
        )
    if not ours and (names or schema):
        raise LedgerError(f"{path}: expected a ledger, found another database; check the path")
    if filed and not schema:
        raise LedgerError(f"{path}: holds the events of another application; check the path")
    return names


def peek_head(url: str) -> tuple[int, str] | None:
    """The last position of a SQLite ledger and its digest; None if there is no file yet.

    An empty ledger is at position 0. A damaged file, or one of a newer tracker, is a LedgerError.
    """
    path = sqlite_path(url)
    if not path.exists():
        return None
    with readable(path) as connection:
        if "stored_events" not in names_in(connection, path):
            return 0, NOTHING
        last = connection.execute(
            "SELECT rowid, originator_id, originator_version, topic, state "
            "FROM stored_events ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
    if last is None:
        return 0, NOTHING
    position, stream, version, topic, state = last
    return position, digest_of(stream, version, topic, state)
