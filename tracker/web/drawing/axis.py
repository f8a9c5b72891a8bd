"""A span of days laid over a width: where a day falls, and which days are worth a tick.

Places are in per cent of the width, so a picture fits any screen and no pattern is stretched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.words import day_words

STEPS = (1, 3, 6, 12, 24, 60, 120, 240)  # months between ticks
LETTER = 0.95  # per cent of the narrowest width that one letter takes


class Tick(NamedTuple):
    """A day at which the axis is marked."""

    at: float
    label: str
    year: bool


class Mark(NamedTuple):
    """A named day on the axis, on the row where its label has room."""

    name: str
    label: str
    days: str
    first: date
    at: float
    row: int
    left: bool  # its label ends at the mark, since it would leave the picture


class Axis(NamedTuple):
    """Days `first` to `last` (ordinals, both shown) over a width."""

    first: int
    last: int

    def at(self, day: int) -> float:
        """Where a day begins, in per cent, within the picture."""
        share = (day - self.first) / (self.last + 1 - self.first)
        return round(min(1.0, max(0.0, share)) * 100, 2)

    def holds(self, day: int) -> bool:
        return self.first <= day <= self.last

    def ticks(self, most: int = 14) -> list[Tick]:
        """Firsts of months, as many as can be read."""
        low, high = date.fromordinal(self.first), date.fromordinal(self.last)
        months = (high.year - low.year) * 12 + high.month - low.month + 1
        step = next((one for one in STEPS if months / one <= most), STEPS[-1])
        return [
            Tick(self.at(day.toordinal()), _tick_words(day, step), day.month == 1)
            for day in _firsts(low, high, step)
        ]


def _firsts(low: date, high: date, step: int) -> Iterator[date]:
    number = low.year * 12 + low.month - 1 + (low.day > 1)
    number += -number % step
    while number <= high.year * 12 + high.month - 1:
        yield date(number // 12, number % 12 + 1, 1)
        number += step


def _tick_words(day: date, step: int) -> str:
    if step >= 12 or day.month == 1:
        return str(day.year)
    return day_words(day)[2:-5]


def marks(axis: Axis, named: Iterable[tuple[str, str, date, date]]) -> list[Mark]:
    """Named spans on the axis in the order of their days; labels that would meet go a row down."""
    found: list[Mark] = []
    ends: list[float] = []
    for name, label, first, last in sorted(named, key=lambda one: one[2]):
        if not axis.holds(first.toordinal()):
            continue
        at, wide = axis.at(first.toordinal()), len(label) * LETTER + 1.5
        left = at + wide > 100
        begins = at - wide if left else at
        row = next((n for n, end in enumerate(ends) if end <= begins), len(ends))
        ends[row : row + 1] = [begins + wide]
        found.append(Mark(name, label, span_words(first, last), first, at, row, left))
    return found


def span_words(first: date, last: date) -> str:
    """One day, or the first and the last."""
    return day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"


def rows_of(found: Sequence[Mark]) -> int:
    """How many rows of labels marks take."""
    return max((one.row for one in found), default=-1) + 1
