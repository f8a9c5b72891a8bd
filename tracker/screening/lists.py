"""The bundled lists as they stand in `config/lists`: rows and rules, and what could not be read.

A line of a party that cannot be read costs only itself: its file, line and column are reported.
Rules and Chinese names are read whole or not at all, for a row would be told otherwise without.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from events.errors import ConfigError
from events.facts import Fact, MeasureImposed
from events.values import PartialDay, Policy
from tracker.screening.citations import Page, citations_of
from tracker.screening.facts import act_of, part_of_row, place_of
from tracker.screening.policies import Requirement
from tracker.screening.rows import CODES, ListCode, ListedRow, capture, key_of
from tracker.screening.rules import PROVISIONS, KnownFrom, Place, Rule, Rules

PARTIES = "lists/us-parties.csv"
RULES = "lists/us-rules.csv"
NAMES = "lists/us-names-zh.csv"
JOINT = "; "
UNKNOWN = "unknown"
YEAR = 4  # signs of a year alone
PARTY_COLUMNS = (
    *("list", "name", "aliases", "countries", "citations", "policy", "requirement"),
    *("from", "until", "seen_on", "gone_by", "slug", "note", "listed_by"),
)
RULE_COLUMNS = (
    *("list", "volume", "first_page", "last_page", "document", "published", "effective"),
    *("known_from", "instrument", "provision", "title", "note"),
)
NAME_COLUMNS = ("list", "name", "zh")
DAY: TypeAdapter[str] = TypeAdapter(PartialDay)


class Named(NamedTuple):
    """The Chinese name of a party, by its list and its name there."""

    list: ListCode
    name: str
    zh: str


Line = TypeVar("Line", ListedRow, Rule, Named)


class Broken(NamedTuple):
    """A line of a list that could not be read."""

    file: str
    line: int | None
    column: str | None
    found: str


@dataclass
class Lists:
    """All rows that could be read, the rules they cite, and what could not be read."""

    rows: list[tuple[int, ListedRow]] = field(default_factory=list)  # with the line in the file
    rules: Rules = field(default_factory=lambda: Rules(()))
    captured_on: date | None = None
    address: str = ""
    broken: list[Broken] = field(default_factory=list)

    @property
    def hurt(self) -> bool:
        """Whether a line, or all of them, cannot be read today: nobody can say what it held."""
        return bool(self.broken) or self.captured_on is None

    @property
    def listed_by(self) -> dict[tuple[str, Page | None], Page]:
        """Who was listed by another rule than the one whose page a list prints: by key and page."""
        return {
            (key_of(row.list, row.name), row.oldest_page): row.listed_by
            for _, row in self.rows
            if row.listed_by
        }


def read_lists(data: Path) -> Lists:
    """The bundled lists; empty where the folder has none."""
    lists = Lists()
    if not (data / "lists").is_dir():
        return lists
    try:
        lists.captured_on, lists.address = capture(data)
    except ConfigError as error:
        lists.broken.append(Broken("lists/us-lists.yml", None, None, str(error)))
        return lists
    lists.rules = Rules(r for _, r in _lines(data, RULES, RULE_COLUMNS, _rule, lists.broken))
    names = list(_lines(data, NAMES, NAME_COLUMNS, _name, lists.broken))
    if not lists.broken:  # with a rule missing its rows would hang elsewhere
        rows = _lines(data, PARTIES, PARTY_COLUMNS, _row, lists.broken)
        lists.rows = list(_with_names(rows, names, lists.broken))
    return lists


def _with_names(
    rows: Iterable[tuple[int, ListedRow]], names: Iterable[tuple[int, Named]], broken: list[Broken]
) -> Iterator[tuple[int, ListedRow]]:
    """The rows with their Chinese names; a name that meets no row, or stands twice, is reported."""
    wanted: dict[tuple[str, str], tuple[int, str]] = {}
    for line, one in names:
        if (one.list, one.name) in wanted:
            broken.append(Broken(NAMES, line, "name", f"{one.name} stands here twice"))
        wanted.setdefault((one.list, one.name), (line, one.zh))
    met = set()
    for line, row in rows:
        found = wanted.get((row.list, row.name))
        if found:
            met.add((row.list, row.name))
        yield line, replace(row, name_zh=found[1]) if found else row
    for key in wanted.keys() - met:
        code, name = key
        broken.append(Broken(NAMES, wanted[key][0], "name", f"no row of {code} is {name!r}"))


def _lines(
    data: Path,
    name: str,
    columns: tuple[str, ...],
    read: Callable[[Mapping[str, str]], Line],
    broken: list[Broken],
) -> Iterator[tuple[int, Line]]:
    try:
        with (data / name).open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, strict=True)
            head = tuple(next(lines, ()))
            if head != columns:
                found = f"expected columns {', '.join(columns)}, found {', '.join(head)}"
                broken.append(Broken(name, 1, None, found))
                return
            for cells in lines:
                try:
                    if len(cells) != len(columns):
                        raise BadCell("", f"expected {len(columns)} cells, found {len(cells)}")
                    yield lines.line_num, read(dict(zip(columns, cells, strict=True)))
                except BadCell as bad:
                    broken.append(Broken(name, lines.line_num, *bad.args))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        broken.append(Broken(name, None, None, f"cannot be read: {error}"))


class BadCell(Exception):
    """A cell we cannot use: its column, and what was expected and found."""


def _among(cells: Mapping[str, str], column: str, words: tuple[str, ...]) -> Any:
    """A cell of a closed set; None where it is empty."""
    found = cells[column]
    if found and found not in words:
        raise BadCell(column, f"expected one of {', '.join(words)}; found {found[:40]!r}")
    return found or None


def _needed(cells: Mapping[str, str], column: str) -> str:
    if not cells[column].strip():
        raise BadCell(column, "expected a value, found nothing")
    return cells[column]


def _code(cells: Mapping[str, str]) -> ListCode:
    code: ListCode = _among(cells, "list", CODES)
    _needed(cells, "list")
    return code


def _day(cells: Mapping[str, str], column: str) -> date | None:
    try:
        return date.fromisoformat(cells[column]) if cells[column] else None
    except ValueError:
        raise BadCell(column, f"expected YYYY-MM-DD, found {cells[column]!r}") from None


def _number(cells: Mapping[str, str], column: str) -> int:
    if not (cells[column].isascii() and cells[column].isdigit()):
        raise BadCell(column, f"expected a number, found {cells[column]!r}")
    return int(cells[column])


def _partial(cells: Mapping[str, str], column: str) -> str | None:
    try:
        return DAY.validate_python(cells[column]) if cells[column] else None
    except ValidationError:
        raise BadCell(column, f"expected a day, month or year, found {cells[column]!r}") from None


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(JOINT)) if cell else ()


def _row(cells: Mapping[str, str]) -> ListedRow:
    unknown = cells["until"] == UNKNOWN
    first = _partial(cells, "from")
    exact = first is not None and len(first) > len("YYYY-MM")
    row = ListedRow(
        _code(cells),
        _needed(cells, "name"),
        aliases=_several(cells["aliases"]),
        countries=tuple(cells["countries"].split()),
        pages=_pages(cells["citations"]),
        policy=_among(cells, "policy", get_args(Policy)),
        requirement=_among(cells, "requirement", get_args(Requirement)),
        starts=_day(cells, "from") if exact else None,
        until=None if unknown else _day(cells, "until"),
        until_unknown=unknown,
        seen_on=_day(cells, "seen_on"),
        gone_by=_day(cells, "gone_by"),
        slug=cells["slug"] or None,
        note=cells["note"] or None,
        since=None if exact else first,
        listed_by=_page(cells),
    )
    if row.starts and row.until and row.until < row.starts:
        raise BadCell("until", f"{row.until} is before `from` {row.starts}")
    return row


def _name(cells: Mapping[str, str]) -> Named:
    return Named(_code(cells), _needed(cells, "name"), _needed(cells, "zh"))


def _pages(cell: str) -> tuple[Page, ...]:
    pages = citations_of(cell)
    if JOINT.join(map(str, pages)) != cell:
        raise BadCell("citations", f"expected pages such as 84 FR 22961, found {cell[:60]!r}")
    return pages


def _page(cells: Mapping[str, str]) -> Page | None:
    pages = citations_of(cells["listed_by"])
    if JOINT.join(map(str, pages)) != cells["listed_by"] or len(pages) > 1:
        found = cells["listed_by"][:60]
        raise BadCell("listed_by", f"expected a page such as 84 FR 43493, found {found!r}")
    return pages[0] if pages else None


def _rule(cells: Mapping[str, str]) -> Rule:
    rule = Rule(
        _code(cells),
        _number(cells, "volume"),
        _number(cells, "first_page"),
        _number(cells, "last_page"),
        _needed(cells, "instrument"),
        _needed(cells, "provision"),
        document=cells["document"] or None,
        published=_partial(cells, "published"),
        effective=_partial(cells, "effective"),
        known_from=_among(cells, "known_from", get_args(KnownFrom)),
        title=cells["title"] or None,
        note=cells["note"] or None,
    )
    exact = [day for day in (rule.published, rule.effective) if day and len(day) > YEAR]
    if exact and rule.known_from is None:
        raise BadCell("known_from", f"expected where {exact[0]} is known from, found nothing")
    if rule.known_from and not exact:
        raise BadCell("known_from", f"{rule.known_from}, but neither day nor month is given")
    return rule


# -- their facts -----------------------------------------------------------------------------------


class Records(Protocol):
    """The instruments that have a record of their own, and what of them cannot be read today."""

    records: dict[str, Any]
    broken: set[str]
    unread_files: bool


def facts_of_lists(
    lists: Lists, told: Mapping[str, MeasureImposed], on_file: Records
) -> Iterator[Fact | Broken]:
    """Every act that only the lists tell of, and every listed party; or why a line gives none.

    `told`: the measures that records impose, by id.
    """
    made: dict[str, MeasureImposed] = {}
    taken, published = set(told), set[str]()
    for line, row in lists.rows:
        place = place_of(row, lists.rules)
        whole = told.get(place.measure) or made.get(place.measure)
        if whole is None and _of_a_record(place, on_file):
            if place.instrument not in on_file.broken and not on_file.unread_files:
                found = f"hangs under {place.measure}, which no record has"
                yield Broken(PARTIES, line, "citations", found)
            continue
        if whole is None:
            page = row.first_page
            rule = lists.rules.of(row.list, page) if page else None
            text, whole = act_of(row, place, rule, lists.address)
            made[place.measure] = whole
            if place.instrument not in published:
                yield text
            published.add(place.instrument)
            yield whole
        part = part_of_row(row, whole, lists.address)
        if part.measure in taken and row.listed_by:
            continue  # a second row of the party, printed with the page of another rule
        if part.measure in taken:
            yield Broken(PARTIES, line, "slug", f"{part.measure} is there already; number it")
            continue
        taken.add(part.measure)
        yield part


def _of_a_record(place: Place, on_file: Records) -> bool:
    """Whether a place is a provision of a record: the lists alone make only those named so."""
    known = place.instrument in on_file.records or place.instrument in on_file.broken
    return known or place.provision not in PROVISIONS.values()
