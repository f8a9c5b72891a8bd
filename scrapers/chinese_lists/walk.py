"""Walking a list of many pages that may move while it is read, without losing a row.

Rows are not strictly in the order of their days, and a text may be put up late under its old day.
So the first pages are read whole, whatever their days; beyond them reading goes on while any row
is young enough, and for a margin of pages that hold none. A row that comes or goes meanwhile shifts
the others across the page breaks: such a list is read again until two readings agree, or until one
has every row that the list counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from events.errors import Incomplete
from scrapers.documents import Row
from scrapers.expect import drift
from scrapers.pages import Page

LEAST = 4  # pages that are read whatever their days: a row put on page 3 is found the same day
QUIET = 2  # pages in a row without a young enough day, before we believe that none follows
MOST = 1000  # pages; the longest list known has 550
READINGS = 4


class Sheet(NamedTuple):
    """One page of a list: its number, the rows on all pages, the last page, and its own rows."""

    number: int
    total: int
    last: int
    rows: tuple[Row, ...]
    page: Page


class Walk(NamedTuple):
    """The pages read, from the first on, and what the list says it holds in all."""

    total: int
    sheets: tuple[Sheet, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return once(row for sheet in self.sheets for row in sheet.rows)


def walk(turn: Callable[[int], Sheet], since: date, *, source: str, url: str) -> Walk:
    """The pages of a list as far as a day, read until they hold still; `turn` gets one page."""
    before: list[str] = []
    for _ in range(READINGS):
        sheets = read_through(turn, since, source=source, url=url)
        if sheets and (complete(sheets) or addresses(sheets) == before):
            return Walk(sheets[0].total, tuple(sheets))
        before = addresses(sheets)
    raise Incomplete(
        source,
        url,
        expected="a list that holds still while it is read",
        found=f"one that moved in each of {READINGS} readings",
        next_step="run again later",
    )


def read_through(
    turn: Callable[[int], Sheet], since: date, *, source: str, url: str
) -> list[Sheet]:
    """One reading from page 1 on; nothing if the number of rows changed on the way."""
    sheets: list[Sheet] = []
    while not far_enough(sheets, since):
        if len(sheets) == MOST:
            raise drift(source, url, f"a list that ends within {MOST} pages", "one that goes on")
        sheet = turn(len(sheets) + 1)
        if sheets and sheet.total != sheets[0].total:
            return []
        check_progress(sheets, sheet, source=source, url=url)
        sheets.append(sheet)
    return sheets


def far_enough(sheets: Sequence[Sheet], since: date) -> bool:
    """Whether the end is reached, or a margin beyond the last row that is young enough."""
    if not sheets or len(sheets) >= sheets[0].last:
        return bool(sheets)
    return len(sheets) >= LEAST and not any(
        row.day is None or row.day >= since for sheet in sheets[-QUIET:] for row in sheet.rows
    )


def check_progress(sheets: Sequence[Sheet], sheet: Sheet, *, source: str, url: str) -> None:
    """Each page must be the one asked for, and have rows that no page before it had."""
    asked = len(sheets) + 1
    if sheet.number != asked:
        raise drift(source, url, f"page {asked} of the list", f"page {sheet.number}")
    if not sheet.rows:
        raise drift(source, url, f"at least 1 row on page {asked} of the list", "none")
    check_once(sheet, source=source, url=url)
    if sheets and sheet.rows[0].url == sheets[0].rows[0].url:
        raise drift(source, url, f"page {asked} of the list", "the rows of page 1 again")
    if {row.url for row in sheet.rows} <= set(addresses(sheets)):
        raise drift(source, url, f"new rows on page {asked} of the list", "rows already seen")


def check_once(sheet: Sheet, *, source: str, url: str) -> None:
    """On one page no address stands twice: in the place of the second another row is missing."""
    counts = Counter(row.url for row in sheet.rows)
    if double := [address for address, times in counts.items() if times > 1]:
        raise drift(source, url, f"each row once on page {sheet.number}", f"{double[0]} twice")


def complete(sheets: Sequence[Sheet]) -> bool:
    """Whether every row that the list counts was seen, each at an address of its own."""
    return len(sheets) == sheets[0].last and len(set(addresses(sheets))) == sheets[0].total


def addresses(sheets: Sequence[Sheet]) -> list[str]:
    return [row.url for sheet in sheets for row in sheet.rows]


def once(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in their order, each address once."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.url, row)
    return tuple(first.values())


def wanted(rows: Sequence[Row], since: date, always: int) -> tuple[Row, ...]:
    """The first rows whatever their days, and of the others those since a day, or without one."""
    return tuple(
        row
        for place, row in enumerate(rows)
        if place < always or row.day is None or row.day >= since
    )
