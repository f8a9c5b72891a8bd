"""Who stands on the four lists of BIS in a file of the day; the other lists are only counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from events.values import ListName
from scrapers.documents import Document
from scrapers.expect import drift
from scrapers.screening_list.cells import (
    Cited,
    addresses_in,
    citations,
    country_of,
    day_of,
    names_in,
    plain,
    unfootnoted,
)
from scrapers.screening_list.layouts import BEFORE_IDS, Record, records

LISTS: dict[str, ListName] = {
    "Entity List (EL) - Bureau of Industry and Security": "Entity List",
    "Denied Persons List (DPL) - Bureau of Industry and Security": "Denied Persons List",
    "Unverified List (UVL) - Bureau of Industry and Security": "Unverified List",
    "Military End User (MEU) List - Bureau of Industry and Security": "Military End-User List",
}
OURS = re.compile(r"\b(?:BIS|Bureau of Industry|EL|DPL|UVL|MEU)\b")
SHOWN = (
    "name",
    "alt_names",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "license_requirement",
    "license_policy",
    "remarks",
)


class PrintedRow(NamedTuple):
    """One party on one list as the file of a day prints it.

    `cells` are the printed cells, without control characters. `cited` are the pages its notice
    names; `uncited` what of the notice could not be read as one. A day that cannot be right is
    None, and `doubts` say why. `words` are the row's own words, from the start of its line.
    """

    on_list: ListName
    name: str
    aliases: tuple[str, ...]
    addresses: tuple[str, ...]
    countries: tuple[str, ...]
    cited: tuple[Cited, ...]
    uncited: str
    start: date | None
    end: date | None
    requirement: str
    footnotes: tuple[str, ...]
    cells: Mapping[str, str]
    words: str
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class ScreeningList:
    """A file of a day: its rows of our lists, and how many rows each list has.

    `counts` hold the lists of others under their own labels. A row printed twice, word for word, is
    counted once; `nameless` ones cannot be held.
    """

    rows: tuple[PrintedRow, ...]
    counts: dict[str, int]
    nameless: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def screening_list(document: Document) -> ScreeningList:
    """The list in a document; SourceError where it is not shaped as we know it."""
    counts: Counter[str] = Counter(dict.fromkeys(LISTS.values(), 0))
    seen: set[tuple[str, ...]] = set()
    found: list[PrintedRow] = []
    nameless: list[str] = []
    for record in records(document):
        label = record["source"].strip()
        if (ours := LISTS.get(label)) is None:
            _of_others(label, record, document)
            counts.update([label] if label else [])
            continue
        key = tuple(record[name] for name in BEFORE_IDS)
        if key in seen:
            continue
        seen.add(key)
        counts[ours] += 1
        row = listed(ours, record)
        if row.name:
            found.append(row)
        else:
            nameless.append(row.words)
    return ScreeningList(tuple(found), dict(counts), tuple(nameless))


def _of_others(label: str, record: Record, document: Document) -> None:
    """A list of somebody else's, or an empty row; Drift for what may be one of ours, renamed."""
    if not label:
        words = " ".join(filter(None, (record[name].strip() for name in BEFORE_IDS)))
        if words:
            found = f"a row without one: {words[:80]!r}"
            raise drift(document.source, document.url, "the name of a list in 'source'", found)
    if OURS.search(label):
        raise drift(
            document.source,
            document.url,
            f"one of {', '.join(LISTS)} in 'source'",
            repr(label[:80]),
        )


def listed(on_list: ListName, record: Record) -> PrintedRow:
    """One row, its cells read."""
    cells = {name: plain(record[name]) for name in SHOWN}
    american = on_list == "Denied Persons List"
    doubts: list[str] = []
    start, end = _days(cells, doubts)
    cited, uncited = citations(cells["federal_register_notice"])
    addresses = addresses_in(cells["addresses"], american=american)
    found = (country_of(one, american=american) for one in addresses)
    requirement, footnotes = unfootnoted(cells["license_requirement"])
    return PrintedRow(
        on_list=on_list,
        name=cells["name"],
        aliases=names_in(cells["alt_names"]),
        addresses=addresses,
        countries=tuple(dict.fromkeys(one for one in found if one)),
        cited=cited,
        uncited=uncited,
        start=start,
        end=end,
        requirement=requirement,
        footnotes=footnotes,
        cells=cells,
        words=" | ".join(cells[name] for name in SHOWN if cells[name]),
        doubts=tuple(doubts),
    )


def _days(cells: Mapping[str, str], doubts: list[str]) -> tuple[date | None, date | None]:
    """First and last day; both are held if the last is before the first."""
    start = day_of("start_date", cells["start_date"], doubts)
    end = day_of("end_date", cells["end_date"], doubts)
    if start and end and end < start:
        doubts.append(f"end_date: expected a day from {start} on, found {end}; neither is believed")
        return None, None
    return start, end


def doubts(row: PrintedRow) -> Iterator[str]:
    """What in a row cannot be believed or read; of the Unverified List no page is expected."""
    if row.uncited or not (row.cited or row.on_list == "Unverified List"):
        pages = ", ".join(map(str, row.cited)) or "none"
        rest = f" and {row.uncited[:80]!r}" if row.uncited else ""
        yield f"expected pages of the Federal Register, found {pages}{rest}"
    yield from row.doubts
