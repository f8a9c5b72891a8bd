"""Lives drawn as bars over time: a glyph for each state, so that colour is never the only sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

GLYPHS = {
    "announced": "░",
    "suspended": "▒",
    "in_force": "█",
    "lapse": "▚",
    "ended": "·",
    "unknown": "?",
    "partly": "▄",
}
MEANS = {
    "announced": "announced",
    "in_force": "in force",
    "suspended": "suspended",
    "lapse": "in force by lapse, unconfirmed",
    "partly": "parts differ",
    "unknown": "unknown",
    "ended": "ended",
}
MARGIN = 0.04  # of the span, before the first day and after the last
NOTHING = "nothing"
Period = Mapping[str, Any]


class Axis(NamedTuple):
    """A span of days (ordinals) laid over a number of cells."""

    first: int
    last: int
    cells: int

    def cell(self, day: int) -> int:
        """The cell a day falls into; it may lie outside."""
        return (day - self.first) * self.cells // (self.last - self.first + 1)

    def days(self, cell: int) -> tuple[int, int]:
        """The first and last day of a cell."""
        size = self.last - self.first + 1
        start = self.first + -(-cell * size // self.cells)
        end = self.first + -(-(cell + 1) * size // self.cells) - 1
        return start, max(start, end)


def axis_of(lives: Iterable[Sequence[Period]], today: date, cells: int) -> Axis:
    """An axis that shows every joint of some lives and the present day."""
    joints = [today.toordinal()]
    for periods in lives:
        joints += [
            date.fromisoformat(str(row["first"])).toordinal() for row in periods if row["first"]
        ]
    first, last = min(joints), max(joints)
    margin = max(30, int((last - first) * MARGIN))
    low, high = date.min.toordinal(), date.max.toordinal()
    return Axis(max(low, first - margin), min(high, last + margin), max(cells, 10))


def kind_of(period: Period) -> str:
    """Which glyph a run of days gets."""
    if period["reason"] == "not_yet_published":
        return NOTHING
    if period["state"] == "in_force" and period["by"] == "lapse" and not period["confirmed"]:
        return "lapse"
    return str(period["state"])


def bar(periods: Sequence[Period], axis: Axis) -> list[str]:
    """The kind of each cell: the run that fills most of it, or a short run that lies within."""
    spans = [(*_span(row), kind_of(row)) for row in periods]
    return [_fills(axis.days(cell), spans) for cell in range(axis.cells)]


def _span(period: Period) -> tuple[int, int]:
    first, last = period["first"], period["last"]
    low = date.fromisoformat(first).toordinal() if first else 0
    high = date.fromisoformat(last).toordinal() if last else date.max.toordinal()
    return low, high


def _fills(days: tuple[int, int], spans: Sequence[tuple[int, int, str]]) -> str:
    start, end = days
    best, most = NOTHING, 0
    for low, high, kind in spans:
        shared = min(end, high) - max(start, low) + 1
        if shared <= 0:
            continue
        if start <= low and high <= end and kind != NOTHING:
            return kind  # a life shorter than a cell must not vanish
        if shared > most:
            best, most = kind, shared
    return best


def glyph(kind: str) -> str:
    return GLYPHS.get(kind, " ")


def drawn(cells: Sequence[str]) -> str:
    """A bar without colour.

    >>> drawn(["announced", "in_force", "suspended", "lapse"])
    '░█▒▚'
    """
    return "".join(glyph(kind) for kind in cells)


def legend(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """(kind, words) of the kinds that occur, in the order of a life."""
    found = set(kinds)
    return [(kind, f"{GLYPHS[kind]} {words}") for kind, words in MEANS.items() if kind in found]


def ticks(axis: Axis) -> tuple[str, str]:
    """Two lines under the bars: the ticks, and the days they stand for."""
    marks, labels = ["─"] * axis.cells, [" "] * axis.cells
    free = 0
    for day in _round_days(axis):
        cell = axis.cell(day.toordinal())
        text = f"{day.year}" if day.month == 1 and _span_months(axis) > 24 else f"{day:%Y-%m}"
        if cell < free or cell + len(text) > axis.cells:
            continue
        marks[cell] = "┬"
        labels[cell : cell + len(text)] = text
        free = cell + len(text) + 2
    return "".join(marks), "".join(labels).rstrip()


def _span_months(axis: Axis) -> int:
    return (axis.last - axis.first) // 30


def _round_days(axis: Axis) -> list[date]:
    """First days of months or years, as many as there is room for."""
    room = max(2, axis.cells // 11)
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if _span_months(axis) / n <= room), 240)
    first, last = date.fromordinal(axis.first), date.fromordinal(axis.last)
    months = range(first.year * 12, last.year * 12 + 12)
    days = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    return [day for day in days if first <= day <= last]


def marker(axis: Axis, today: date, words: str) -> str:
    """A line above the bars that points at the present day."""
    cell = min(max(axis.cell(today.toordinal()), 0), axis.cells - 1)
    if cell + 2 + len(words) > axis.cells:
        return f"{words} ▼".rjust(cell + 1)
    return " " * cell + f"▼ {words}"
