"""One measure's runs of days as bands on an axis: how each is drawn, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.answers import FOREVER, shown
from tracker.view_runs import Run
from tracker.web.drawing.axis import Axis
from tracker.words import STATES, day_words

WIDE = 366  # days before and after the day in the middle
FILLS = {"suspended": "url(#hatch)", "returned": "url(#dots)"}


class Band(NamedTuple):
    """A run of days as drawn; `kind` is its state, or "returned" by lapse and unconfirmed."""

    at: float
    wide: float
    kind: str
    fill: str | None
    words: str


def around(day: int) -> Axis:
    """A year before and after a day, as far as the calendar goes."""
    return Axis(max(1, day - WIDE), min(FOREVER, day + WIDE))


def bands(runs: Iterable[Run], axis: Axis) -> list[Band]:
    """The runs that an axis shows; a day before anybody had published the measure is left blank."""
    return [
        _band(run, axis)
        for run in runs
        if run.reason != "not_yet_published" and run.first <= axis.last and run.last >= axis.first
    ]


def _band(run: Run, axis: Axis) -> Band:
    at, end = axis.at(run.first), axis.at(min(run.last, FOREVER - 1) + 1)
    kind = "returned" if run.returned else run.state
    wide = round(max(end - at, 0.4), 2)
    return Band(min(at, 99.6), wide, kind, FILLS.get(kind), run_words(run))


def run_words(run: Run) -> str:
    """A run of days in words: its state, and its first and last day where it has them."""
    word = STATES.get(run.state, run.state)
    if run.returned:
        word += " by lapse, unconfirmed,"
    first, last = shown(run.first), shown(run.last)
    told = [f"from {day_words(first)}" if first else "", f"to {day_words(last)}" if last else ""]
    return " ".join(filter(None, [word, *told])).rstrip(",")


def lane_words(drawn: Sequence[Band]) -> str:
    """A whole lane in words."""
    return "; ".join(band.words for band in drawn) or "not published in these years"
