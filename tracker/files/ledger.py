"""The ledger itself as a file, and a ledger made of one, with the same head.

The first line says how many entries follow and the head of the chain; each other line is one entry
exactly as it is stored, its body as text. No clock is in it: one ledger gives one file. Whoever
reads it holds each entry against the one before while reading, and only then opens the ledger that
is to take them; a file that is cut or changed in one byte leaves nothing behind. The archive of raw
pages is not in the file.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from events.errors import LedgerError
from events.facts import stream_of
from events.ledger import Ledger, entry_of, open_ledger
from events.peek import NOTHING, digest_of
from events.stored import NewRow, Row
from tracker.asked import UsageError
from tracker.files.safely import drafted

FORMAT = "tracker ledger 1"
LONGEST = 16 * 2**20  # bytes of one line
NAMES = ("stream", "version", "topic", "state")


class Copied(NamedTuple):
    """What was written or taken in: how many entries, and the head of their chain."""

    entries: int
    head: str


def write_ledger(url: str, path: Path, *, force: bool = False) -> Copied:
    """Write every entry of a ledger to a file, compressed where its name ends in .gz.

    Entries that are filed meanwhile are left out. Raises LedgerError where the chain is broken,
    UsageError where the file is there already or cannot be written.
    """
    with closing(open_ledger(url, read_only=True)) as ledger, drafted(path, force=force) as draft:
        last, head = ledger.head()
        count = sum(1 for _ in _whole(ledger, last, head))
        first = {"format": FORMAT, "entries": count, "head": f"sha256:{head}"}
        with _writing(draft, packed=_packed(path)) as file:
            file.write(_line(first))
            for row in _whole(ledger, last, head):
                file.write(_line(dict(zip(NAMES, (*row[1:4], _text(row)), strict=True))))
    return Copied(count, head)


def _whole(ledger: Ledger, last: int, head: str) -> Iterator[Row]:
    """The rows up to a position, each held against the one before; LedgerError if one is not."""
    chain = Chain()
    for row in ledger.rows():
        if row.position > last:
            break
        try:
            chain.take(row)
        except LedgerError as error:
            raise LedgerError(f"{error}; run `tracker verify`") from error
        yield row
    if chain.digest != head:
        raise LedgerError("the ledger has another head than its last entry; run `tracker verify`")


def _text(row: Row) -> str:
    try:
        return row.state.decode()
    except UnicodeDecodeError as error:
        raise LedgerError(f"position {row.position}: no text; run `tracker verify`") from error


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _packed(path: Path) -> bool:
    return path.name.casefold().endswith(".gz")


@contextmanager
def _writing(path: Path, *, packed: bool) -> Iterator[BinaryIO]:
    with path.open("wb") as file:
        if not packed:
            yield file
            return
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as squeezed:
            yield cast(BinaryIO, squeezed)


@dataclass
class Chain:
    """A walk along entries that stops at the first which does not follow the one before it."""

    digest: str = NOTHING
    stamp: str = ""

    def __post_init__(self) -> None:
        self._versions: dict[str, int] = {}

    def take(self, row: Row) -> None:
        """Hold one entry against all before it; LedgerError says what is wrong with it."""
        entry = entry_of(row)
        if entry.prev != self.digest:
            raise LedgerError(
                f"the chain is broken: expected to follow {self.digest[:12]}…, found"
                f" {entry.prev[:12]}…"
            )
        before = self._versions.get(row.stream, 0)
        if row.version != before + 1:
            raise LedgerError(f"expected version {before + 1} of {row.stream}, found {row.version}")
        if stream_of(entry.fact) != row.stream:
            raise LedgerError(f"the fact does not belong to {row.stream}")
        stamp = entry.recorded_at.isoformat()
        if stamp < self.stamp:
            raise LedgerError(f"recorded at {stamp}, before the entry before it")
        self._versions[row.stream], self.stamp = row.version, stamp
        self.digest = digest_of(*row[1:])


# -- in again ---------------------------------------------------------------------------------


def read_ledger(path: Path, url: str) -> Copied:
    """Make a ledger of a file that `write_ledger` wrote; its head is that of the file.

    The file is read to its end and believed only then. Raises UsageError for another file, or one
    that was cut or changed (with the line), LedgerError where the ledger has entries already.
    """
    with _reading(path) as file:
        head, entries = _entries(file, path)
    with closing(open_ledger(url)) as ledger:
        return Copied(len(entries), ledger.restore(entries, head).digest)


def _entries(file: BinaryIO, path: Path) -> tuple[str, list[NewRow]]:
    first = _object(_next(file, path, 1), path, 1)
    if first.get("format") != FORMAT:
        raise UsageError(
            f"{path}: line 1: expected format {FORMAT!r}, found {str(first.get('format'))[:40]!r};"
            " name a file that `tracker export ledger` wrote"
        )
    head, count = str(first.get("head")).removeprefix("sha256:"), first.get("entries")
    chain, found = Chain(), list[NewRow]()
    while line := _next(file, path, len(found) + 2):
        row = _row(_object(line, path, len(found) + 2), path, len(found) + 2)
        try:
            chain.take(row)
        except (LedgerError, ValueError) as error:  # a moment can be none
            raise _wrong(path, len(found) + 2, str(error)) from error
        found.append(row[1:])
    if (len(found), chain.digest) != (count, head):
        raise _wrong(
            path,
            len(found) + 1,
            f"expected {count} entries up to {head[:12]}…, found {len(found)} up to"
            f" {chain.digest[:12]}…: the file was cut",
        )
    return head, found


def _row(told: dict[str, Any], path: Path, line: int) -> Row:
    stream, version, topic, state = (told.get(name) for name in NAMES)
    texts = all(isinstance(one, str) for one in (stream, topic, state))
    if set(told) != set(NAMES) or not texts or type(version) is not int:
        raise _wrong(path, line, f"expected an entry with {', '.join(NAMES)}")
    return Row(line - 1, str(stream), version, str(topic), str(state).encode())


def _object(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _wrong(path, number, "expected a line of JSON") from error
    if not isinstance(told, dict) or _again(told) != line:
        raise _wrong(path, number, "expected an object, written as `tracker export` writes it")
    return told


def _again(told: dict[str, Any]) -> bytes:
    """The line as we would have written it; nothing for what cannot be written."""
    try:
        return _line(told)
    except UnicodeEncodeError:
        return b""


def _next(file: BinaryIO, path: Path, number: int) -> bytes:
    """The next line; nothing at the end of the file."""
    try:
        line = file.readline(LONGEST)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _wrong(path, number, f"no whole gzip file ({error})") from error
    if line and not line.endswith(b"\n"):
        raise _wrong(path, number, "the line has no end: the file was cut, or is none of ours")
    return line


def _wrong(path: Path, line: int, what: str) -> UsageError:
    return UsageError(f"{path}: line {line}: {what}; nothing was put in")


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        if not path.is_file():
            raise UsageError(f"{path}: expected a file, found none; name one")
        with path.open("rb") as file:
            if not _packed(path):
                yield file
                return
            with gzip.GzipFile(fileobj=file, mode="rb") as loose:
                yield cast(BinaryIO, loose)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
