"""The search of the Federal Register's API, asked so that nothing is lost.

The API has traps in its paging: a page too far is page one again, a count beyond ten thousand is
cut, a filter with a misspelt name is ignored without a word. So nothing is paged: the days asked
about are cut into slices until each fits on one page, every row is checked against the filter and
the days of its slice, and the rows of all slices must make up the count of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from scrapers.expect import drift, field
from scrapers.federal_register.rows import FIELDS, ApiRow, api_row, check_field, check_titles, slugs
from scrapers.pages import Fetch, Page

HOST = "www.federalregister.gov"
API = f"https://{HOST}/api/v1"
DOCUMENTS = f"{API}/documents.json"
WASHINGTON = ZoneInfo("America/New_York")
PER_PAGE = 1_000  # the documented maximum
MOST_ASKED = 200  # requests of one walk; fifty years of one agency need fewer
COUNTED_FROM = date(2017, 1, 1)
COUNTED = ("document_number", "publication_date", "type", "agencies")
PRESIDENTIAL = "Presidential Document"
TYPES = {"PRESDOCU": PRESIDENTIAL}


@dataclass(frozen=True)
class Search:
    """The documents of one agency (by its slug), or of one type (by its code).

    Types are not asked for together with an agency: an Office's own correction has a type of its
    own, and what an agency publishes is sorted here rather than there.
    """

    source: str
    agency: str | None = None
    type: str | None = None

    @property
    def conditions(self) -> list[tuple[str, str]]:
        asked = [("conditions[agencies][]", self.agency), ("conditions[type][]", self.type)]
        return [(name, value) for name, value in asked if value is not None]

    def check(self, record: Any, url: str) -> None:
        """Refuse a row that the filter should have kept out: then the filter is ignored."""
        check_field(record, "agencies", (list,), source=self.source, url=url)
        check_field(record, "type", (str,), source=self.source, url=url)
        number = record.get("document_number")
        if self.agency is not None and self.agency not in slugs(record["agencies"]):
            expected = f"only documents whose 'agencies' have the slug {self.agency}"
            raise drift(self.source, url, expected, f"{number} without it")
        if self.type is not None and record["type"] != TYPES[self.type]:
            expected = f"only documents whose 'type' is {TYPES[self.type]!r}"
            raise drift(self.source, url, expected, f"{number} of type {record['type']!r}")


class Days(NamedTuple):
    """The days asked about, both included; without a last one all that follow."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def parts(self, wanted: int, today: date) -> list[Days]:
        """The same days in about so many parts of equal length; one day stays one."""
        last = max(self.first, self.last or today)
        span = (last - self.first).days + 1
        step = timedelta(days=max(1, -(-span // wanted)))
        starts = [self.first + step * index for index in range(-(-span // step.days))]
        ends = [start - timedelta(days=1) for start in starts[1:]]
        return [Days(*pair) for pair in zip(starts, [*ends, self.last], strict=True)]


class Answer(NamedTuple):
    """One page of a search: the count of all that match, and the rows on it."""

    page: Page
    total: int
    results: list[Any]

    @property
    def today(self) -> date:
        return self.page.fetched_at.astimezone(WASHINGTON).date()


def ask(
    fetch: Fetch, search: Search, days: Days, fields: Sequence[str], *, newest: int | None = None
) -> Answer:
    """One page of what was published in those days, oldest first; or only the newest few."""
    bounds = [("gte", days.first), ("lte", days.last)]
    asked = [
        *search.conditions,
        *((f"conditions[publication_date][{name}]", str(day)) for name, day in bounds if day),
        ("order", "oldest" if newest is None else "newest"),
        ("per_page", str(newest or PER_PAGE)),
        *(("fields[]", name) for name in fields),
    ]
    return answer(search.source, fetch(f"{DOCUMENTS}?{urlencode(asked)}", expect="json"))


def answer(source: str, page: Page) -> Answer:
    """The envelope of a search; "results" does not come at all where nothing matches."""
    envelope = page.json()
    count = field(envelope, "count", int, source=source, url=page.url)
    if count == 0 and "results" not in envelope:
        return Answer(page, 0, [])
    results = field(envelope, "results", list, source=source, url=page.url)
    if count < len(results) or (count and not results):
        found = f"{len(results)} in 'results'"
        raise drift(source, page.url, f"rows for a 'count' of {count}", found)
    return Answer(page, count, results)


def published(fetch: Fetch, search: Search, since: date) -> tuple[ApiRow, ...]:
    """Every document published since a day, oldest first, none lost; else Drift."""
    days = Days(since)
    whole = ask(fetch, search, days, list(FIELDS))
    if whole.total <= PER_PAGE:
        return rows_of(search, days, whole)
    asked = [whole.page.url]
    pieces = days.parts(whole.total // (PER_PAGE // 2) + 1, whole.today)
    rows = tuple(row for piece in pieces for row in walked(fetch, search, piece, asked))
    return summed(fetch, search, days, rows, whole.total)


def walked(fetch: Fetch, search: Search, days: Days, asked: list[str]) -> Iterator[ApiRow]:
    """The rows of some days, in slices that fit on a page each."""
    got = ask(fetch, search, days, list(FIELDS))
    asked.append(got.page.url)
    if len(asked) > MOST_ASKED:
        url, source = got.page.url, search.source
        raise drift(source, url, f"an end after {MOST_ASKED} slices", "ever more documents")
    if got.total <= PER_PAGE:
        yield from rows_of(search, days, got)
        return
    if days.first == (days.last or max(days.first, got.today)):
        found = f"{got.total} on {days.first}"
        raise drift(search.source, got.page.url, f"at most {PER_PAGE} documents a day", found)
    for piece in days.parts(2, got.today):
        yield from walked(fetch, search, piece, asked)


def rows_of(search: Search, days: Days, got: Answer) -> tuple[ApiRow, ...]:
    """The rows of a slice that stands on one page: as many as counted, each once, of those days."""
    source, url = search.source, got.page.url
    rows = []
    for record in got.results:
        row = api_row(record, source=source, url=url)
        search.check(record, url)
        if not days.holds(row.day):
            expected = f"'publication_date' from {days.first} to {days.last or 'now'}"
            raise drift(source, url, expected, f"{row.day} in the row of {row.number}")
        rows.append(row)
    if len({(row.number, row.day) for row in rows}) != got.total:
        found = f"{len(rows)} rows, {len({(row.number, row.day) for row in rows})} different"
        raise drift(source, url, f"{got.total} documents, as 'count' says", found)
    check_titles([(row.title, row.url) for row in rows], source=source, url=url)
    return tuple(sorted(rows, key=lambda row: (row.day, row.number)))


def summed(
    fetch: Fetch, search: Search, days: Days, rows: tuple[ApiRow, ...], count: int
) -> tuple[ApiRow, ...]:
    """The rows of all slices, if they make up the count of the whole.

    More than were counted came out while we asked. Fewer may have been withdrawn meanwhile: the
    count is asked for once more, and then has to fit.
    """
    if len(rows) < count:
        again = ask(fetch, search, days, COUNTED, newest=2)
        if len(rows) < again.total:
            expected = f"{again.total} documents since {days.first}, as 'count' says"
            found = f"{len(rows)} in the slices of those days"
            raise drift(search.source, again.page.url, expected, found)
    return rows


def counted(fetch: Fetch, search: Search, *, quiet: timedelta = timedelta(days=365)) -> int:
    """How many documents there are in all since 2017: a number that only grows.

    No day has to bring one, but none in a year is an error.
    """
    got = ask(fetch, search, Days(COUNTED_FROM), COUNTED, newest=20)
    source, url = search.source, got.page.url
    for record in got.results:
        search.check(record, url)
    newest = max((newest_day(source, url, record) for record in got.results), default=None)
    if newest is None or got.today - newest > quiet:
        found = f"{got.total} since {COUNTED_FROM}, the newest of {newest}"
        raise drift(source, url, f"a document in the last {quiet.days} days", found)
    return got.total


def newest_day(source: str, url: str, record: Any) -> date:
    written = field(record, "publication_date", str, source=source, url=url)
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise drift(source, url, "'publication_date' to be a day", repr(written)) from error


def expect_known(
    search: Search, rows: Sequence[ApiRow], since: date, known: Sequence[tuple[str, date]]
) -> None:
    """Refuse an answer without a document that we know to be there."""
    there = {row.number for row in rows}
    for number, day in known:
        if day >= since and number not in there:
            expected = f"document {number} of {day}, which is there"
            raise drift(search.source, DOCUMENTS, expected, "an answer without it")
