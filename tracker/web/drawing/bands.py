"""Lives as bands over time: where each run of days lies on the page, for a template to draw.

Places are per cent of the drawing's width, so that words keep their size on a small screen. Each
sort of band has a shape of its own (solid, hatched, outlined, dotted, crossed): colour tells
nothing that the shape does not. A table of the same runs stands beside every drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tracker.bars import MEANS, NOTHING, Axis, Period, axis_of, kind_of
from tracker.words import day_words

ROW, TOP, FOOT = 46, 30, 26  # pixels: a life, what stands above the first, the axis below the last
THIN = 0.35  # per cent: a run of few days must not vanish
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)  # months between ticks
MOST_TICKS = 7
DRAWN = ("announced", "in_force", "suspended", "lapse", "partly", "unknown", "ended")


class Band(NamedTuple):
    """One run of days: its sort, where it lies, and the same in words."""

    kind: str
    x: float
    width: float
    words: str


class Lane(NamedTuple):
    """One life: its name, its place from above, and its bands."""

    name: str
    y: int
    bands: list[Band]


class Tick(NamedTuple):
    """A first day of a month or a year; `wide`: its words are left out where there is no room."""

    x: float
    words: str
    wide: bool


class Mark(NamedTuple):
    """A day that is pointed at; its words stand on the side where there is room."""

    x: float
    words: str
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to draw some lives."""

    lanes: list[Lane]
    ticks: list[Tick]
    day: Mark
    beyond: float | None  # from here on nobody has looked
    height: int
    kinds: list[tuple[str, str]]
    title: str
    told: str


def drawing(
    lives: Sequence[tuple[str, Sequence[Period]]], day: date, seen: date | None, title: str
) -> Drawing:
    """Some named lives, the day asked about, and the day up to which anybody has looked."""
    axis = axis_of([periods for _, periods in lives], day, 1000)
    lanes = [
        Lane(name, TOP + at * ROW, list(_bands(periods, axis)))
        for at, (name, periods) in enumerate(lives)
    ]
    found = {band.kind for lane in lanes for band in lane.bands}
    beyond = _place(axis, seen.toordinal() + 1) if seen else None
    told = "; ".join(
        f"{lane.name}: {', '.join(band.words for band in lane.bands)}" for lane in lanes
    )
    return Drawing(
        lanes=lanes,
        ticks=list(_ticks(axis)),
        day=_mark(axis, day),
        beyond=max(0.0, beyond) if beyond is not None and beyond < 100 else None,
        height=TOP + len(lanes) * ROW + FOOT,
        kinds=[(kind, MEANS[kind]) for kind in DRAWN if kind in found],
        title=title,
        told=told,
    )


def _place(axis: Axis, day: int) -> float:
    """Where a day (an ordinal) begins, in per cent of the width."""
    return round((day - axis.first) * 100 / (axis.last - axis.first + 1), 2)


def _bands(periods: Sequence[Period], axis: Axis) -> Iterator[Band]:
    for row in periods:
        kind = kind_of(row)
        first, last = row["first"], row["last"]
        low = max(0.0, _place(axis, _day(first))) if first else 0.0
        high = min(100.0, _place(axis, _day(last) + 1)) if last else 100.0
        if kind == NOTHING or low >= 100 or high <= 0:
            continue
        width = min(max(high - low, THIN), 100.0 - low)
        yield Band(kind, low, round(width, 2), f"{MEANS[kind]} {_span(first, last)}")


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _span(first: str | None, last: str | None) -> str:
    if first and last:
        return f"{day_words(first)} to {day_words(last)}"
    return f"from {day_words(first)}" if first else f"to {day_words(last)}" if last else "always"


def _mark(axis: Axis, day: date) -> Mark:
    x = round(_place(axis, day.toordinal()), 2)
    return Mark(x, day_words(day), "end" if x > 60 else "start")


def _ticks(axis: Axis) -> Iterator[Tick]:
    first, last = date.fromordinal(axis.first), date.fromordinal(axis.last)
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((one for one in STEPS if months / one <= MOST_TICKS), STEPS[-1])
    number = 0
    for month in range(first.year * 12, last.year * 12 + 12):
        day = date(month // 12, month % 12 + 1, 1)
        x = _place(axis, day.toordinal())
        if month % step or not 2 <= x <= 92:
            continue
        words = str(day.year) if step >= 12 else day_words(day)[2:]
        yield Tick(x, words, wide=number % 2 == 1)
        number += 1
