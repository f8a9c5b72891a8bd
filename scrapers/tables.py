"""A table sent as text: its header must be the one we know, its bytes the charset we know.

A renamed, missing or added column, a line put before the header, a row of another width, or a
byte of another charset is Drift that names the file and the column: a table half understood
would be believed whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from scrapers.expect import drift

if TYPE_CHECKING:
    from _csv import Reader

SEARCHED = 20  # lines in which a header that slipped down is looked for
WIDEST = 100_000  # characters of one field: more is a quotation mark that was never closed


def rows(
    body: bytes,
    *,
    columns: Sequence[str],
    delimiter: str,
    source: str,
    url: str,
    charset: str = "utf-8",
) -> Iterator[dict[str, str]]:
    """The rows of a table by column; charset and header are judged before the first is asked."""
    text = decoded(body, charset, source=source, url=url)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    read = numbered(lines, source=source, url=url)
    first = next(read, (1, []))
    check_header(first[1], columns, read, source=source, url=url)
    return by_column(read, columns, source=source, url=url)


def decoded(body: bytes, charset: str, *, source: str, url: str) -> str:
    """The text, strictly; Drift names the charset it seems to be in, and the first line of it."""
    try:
        return body.decode(charset).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        words = body[max(0, error.start - 20) : error.start + 20]
        raise drift(
            source,
            url,
            f"a table in {charset.upper()}",
            f"{charset_of(words)}, first on line {line}: byte 0x{body[error.start]:02x} in "
            f"{words.decode('cp1252', 'backslashreplace')!r}",
        ) from error


def charset_of(words: bytes) -> str:
    try:
        words.decode("cp1252")
    except UnicodeDecodeError:
        return "neither that nor CP1252"
    return "CP1252 by the look of it"


def numbered(lines: Reader, *, source: str, url: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of its line."""
    try:
        for fields in lines:
            if any(len(field) > WIDEST for field in fields):
                raise drift(
                    source, url, "fields of a table", f"one without end on line {lines.line_num}"
                )
            if fields:
                yield lines.line_num, fields
    except csv.Error as error:
        raise drift(source, url, "quoted fields", f"{error} on line {lines.line_num}") from error


def check_header(
    header: Sequence[str],
    columns: Sequence[str],
    rest: Iterator[tuple[int, list[str]]],
    *,
    source: str,
    url: str,
) -> None:
    """Drift unless the header is exactly the columns, in their order."""
    if list(header) == list(columns):
        return
    fail = partial(told, columns, source, url)
    if not set(header) & set(columns):
        for (number, fields), _ in zip(rest, range(SEARCHED), strict=False):
            if set(fields) & set(columns):
                fail(f"a line before the header (which is on line {number}): {short(header)}")
    missing = [repr(name) for name in columns if name not in header]
    added = [repr(name[:40]) for name in header if name not in columns]
    if missing or added:
        fail("; ".join(filter(None, [one_of("without", missing), one_of("with", added)])))
    fail(f"the columns doubled or in another order: {short(header)}")


def told(columns: Sequence[str], source: str, url: str, found: str) -> NoReturn:
    raise drift(source, url, f"a table with the columns {', '.join(columns)}", found)


def one_of(word: str, names: Sequence[str]) -> str:
    return f"{word} {', '.join(names[:12])}" if names else ""


def short(fields: Sequence[str]) -> str:
    return repr(" | ".join(fields)[:80])


def by_column(
    read: Iterator[tuple[int, list[str]]], columns: Sequence[str], *, source: str, url: str
) -> Iterator[dict[str, str]]:
    for number, fields in read:
        if len(fields) != len(columns):
            found = f"{len(fields)} on line {number}: {short(fields)}"
            raise drift(source, url, f"{len(columns)} fields in every row", found)
        yield dict(zip(columns, fields, strict=True))
