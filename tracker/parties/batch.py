"""Many names at once: a file of names in, the rows of their listings out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.asked import UsageError
from tracker.parties.listed import Desk
from tracker.parties.rows import COLUMNS, match_rows

HEADS = (
    "name",
    "names",
    "party",
    "company",
    "entity",
    "名称",
    "公司",
    "公司名称",
    "企业名称",
    "实体",
)
MOST = 100_000  # names in one file
LARGEST = 64 * 2**20  # bytes of one file
BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Names:
    """The rows of a file of names; `column` holds the name, `heads` are the file's own headings,
    `charset` is what it was read as."""

    heads: tuple[str, ...]
    column: int
    rows: tuple[tuple[str, ...], ...]
    charset: str


def read_names(path: Path) -> Names:
    """The names in a CSV or text file: in the column headed `name`, or in its only column.

    UTF-8, UTF-16 with a mark, or GB 18030. Raises UsageError for what is no such file.
    """
    text, charset = _text(path)
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(text), _dialect(text)) if any(row)]
    except csv.Error as error:
        raise UsageError(f"{path}: expected rows of CSV, found {error}") from error
    if not rows:
        raise UsageError(f"{path}: expected a name on each line, found an empty file")
    heads = [cell.strip().casefold() for cell in rows[0]]
    column = next((heads.index(head) for head in HEADS if head in heads), None)
    if len(set(heads)) < len(heads):
        twice = next(head for head in heads if heads.count(head) > 1)
        raise UsageError(f"{path}: expected each heading once, found {twice!r} again")
    if column is not None:
        found = Names(_wide(rows), column, tuple(rows[1:]), charset)
    elif max(map(len, rows)) == 1:
        found = Names(("name",), 0, tuple(rows), charset)
    else:
        raise UsageError(
            f"{path}: expected one column, or one headed `name`; found {', '.join(rows[0])!r}"
        )
    if not found.rows:
        raise UsageError(f"{path}: expected names below the heading, found none")
    if len(found.rows) > MOST:
        raise UsageError(f"{path}: expected {MOST:,} names at most, found {len(found.rows):,}")
    return found


def _wide(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings, with one made up for each cell that a longer row has beyond them."""
    most = max(map(len, rows))
    return (*rows[0], *(f"column {number}" for number in range(len(rows[0]) + 1, most + 1)))


def _text(path: Path) -> tuple[str, str]:
    """The text of a file with one form of line ends, and the charset it is in."""
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{path}: expected a file, found something else")
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path}: expected {LARGEST // 2**20} MiB at most")
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; name a file") from error
    if body.startswith(b"PK\x03\x04"):
        raise UsageError(f"{path}: expected CSV, found a spreadsheet; save it as CSV")
    for charset in [BOMS[body[:2]]] if body[:2] in BOMS else ["utf-8-sig", "gb18030"]:
        try:
            text = body.decode(charset)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n"), charset
    raise UsageError(f"{path}: expected UTF-8, UTF-16 or GB 18030, found other bytes")


class _Commas(csv.excel):
    strict = True


class _Semicolons(_Commas):
    delimiter = ";"


class _Tabs(_Commas):
    delimiter = "\t"


def _dialect(text: str) -> type[csv.Dialect]:
    """What parts the cells of the first line: tabs, else semicolons where there is no comma."""
    first = text.partition("\n")[0]
    if "\t" in first:
        return _Tabs
    return _Semicolons if ";" in first and "," not in first else _Commas


def rows_of(names: Names, desk: Desk) -> Iterator[dict[str, Any]]:
    """The file's own cells and the matches of each name; a name refused has a row that says why."""
    for row in names.rows:
        own = {f"file: {head}": cell for head, cell in zip(names.heads, row, strict=False)}
        name = row[names.column] if names.column < len(row) else ""
        try:
            found = list(match_rows(desk.answer(name)))
        except UsageError as refusal:
            found = [{"asked": name, "answer": f"refused: {refusal}"}]
        for match in found:
            yield own | match


def columns_of(names: Names) -> list[str]:
    """The file's own columns, then ours."""
    return [*(f"file: {head}" for head in names.heads), *COLUMNS]
