"""Federal Register pages as the lists print them: "84 FR 22961", "82 F.R. 48792 10/20/2017"."""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

PAGE = re.compile(r"(?<!\d)(\d{2,3})\.?\s*F\.?\s*R\.?\s*(\d{1,3}(?:,\d{3})+|\d{1,6})(?!\d)", re.I)
PRINTED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d)")
FIRST_VOLUME = 1936


class Page(NamedTuple):
    """A page of the Federal Register; the volumes are years, 1 is 1936."""

    volume: int
    page: int

    @property
    def year(self) -> int:
        """The year the volume was printed in."""
        return FIRST_VOLUME - 1 + self.volume

    def __str__(self) -> str:
        return f"{self.volume} FR {self.page}"


def citations_of(notice: str) -> tuple[Page, ...]:
    """The pages a row cites, each once, oldest first.

    >>> [str(page) for page in citations_of("85 FR 83420; 84FR 22961, 5/21/19; 81.F.R. 22576")]
    ['81 FR 22576', '84 FR 22961', '85 FR 83420']
    """
    found = (Page(int(v), int(p.replace(",", ""))) for v, p in PAGE.findall(notice))
    return tuple(sorted(set(found)))


def days_of(notice: str) -> dict[Page, date]:
    """The day printed behind a page, where it is one of the volume's year.

    >>> days_of("82 F.R. 48792 10/20/2017")
    {Page(volume=82, page=48792): datetime.date(2017, 10, 20)}
    """
    found: dict[Page, date] = {}
    marks = list(PAGE.finditer(notice))
    for mark, after in zip_longest(marks, marks[1:]):
        page = Page(int(mark[1]), int(mark[2].replace(",", "")))
        printed = PRINTED.search(notice, mark.end(), after.start() if after else len(notice))
        day = _day(printed) if printed else None
        if day is not None and day.year == page.year:
            found.setdefault(page, day)
    return found


def _day(printed: re.Match[str]) -> date | None:
    """A day in the American order; two digits of a year are of the century that has a register."""
    month, day, year = (int(part) for part in printed.groups())
    if year < 100:
        year += 1900 if year >= FIRST_VOLUME % 100 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None
