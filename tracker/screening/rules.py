"""Which act a page of the Federal Register belongs to, and where its listed parties hang.

`config/lists/us-rules.csv` gives each rule's range of pages: a row may cite any page of it. A day
stands there only with where it is known from (`known_from`); of a rule whose day nobody confirmed
only the year is told, that of its volume. A page of no rule on file makes an act of its own, named
by the page ("bis-62fr35334").
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from events.values import PartialDay
from tracker.screening.citations import Page
from tracker.screening.rows import ListCode

KnownFrom = Literal["record", "register", "capture", "denied persons list", "report"]
"""Where a day is known from: our own record of the act, the Federal Register or a copy of its page,
the day a list prints beside the page, that of the Denied Persons List, or what others told."""

PROVISIONS: dict[ListCode, str] = {"EL": "el", "MEU": "meu", "UVL": "uvl", "DPL": "dpl"}


class Place(NamedTuple):
    """Where a listed party hangs: an instrument and its provision."""

    instrument: str
    provision: str

    @property
    def measure(self) -> str:
        return f"{self.instrument}/{self.provision}"


@dataclass(frozen=True, slots=True)
class Rule:
    """An act that lists parties: its pages and what is known of its days."""

    list: ListCode
    volume: int
    first_page: int
    last_page: int
    instrument: str
    provision: str
    document: str | None = None
    published: PartialDay | None = None
    effective: PartialDay | None = None
    known_from: KnownFrom | None = None
    title: str | None = None
    note: str | None = None

    @property
    def place(self) -> Place:
        return Place(self.instrument, self.provision)


class Rules:
    """The rules on file, found by any of their pages."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.all = sorted(rules, key=lambda one: (one.list, one.volume, one.first_page))
        self._starts = [(one.list, one.volume, one.first_page) for one in self.all]

    def of(self, code: ListCode, page: Page) -> Rule | None:
        """The rule of a list that a page belongs to; None where it is not on file."""
        at = bisect_right(self._starts, (code, page.volume, page.page)) - 1
        if at < 0:
            return None
        rule = self.all[at]
        inside = rule.list == code and rule.volume == page.volume and page.page <= rule.last_page
        return rule if inside else None

    def place_of(self, code: ListCode, page: Page | None) -> Place:
        """Where a party listed on a page hangs; without a page, under the list as published."""
        provision = PROVISIONS[code]
        if page is None:
            return Place(f"bis-list-{provision}", provision)
        rule = self.of(code, page)
        return rule.place if rule else Place(f"bis-{page.volume}fr{page.page}", provision)
