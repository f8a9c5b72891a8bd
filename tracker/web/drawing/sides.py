"""Two lanes on one axis, China above and the United States below, and what links them across.

Each lane has its kinds, each kind a row for each measure, so that what began together lies
together. A link is a curve from the day one measure begins to the day the other does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tracker.view_runs import Turned
from tracker.web.drawing.axis import Axis
from tracker.web.drawing.lane import Band, bands, lane_words
from tracker.words import KINDS

ROW, HEAD, GAP, MIDDLE = 7, 20, 8, 56  # units: a measure, a kind's heading, after a kind, between


class Row(NamedTuple):
    """A measure in its lane; `y` is the top of its bands."""

    id: str
    title: str
    y: float
    begins: float
    bands: Sequence[Band]
    words: str


class Kind(NamedTuple):
    """The measures of one kind in a lane."""

    kind: str
    y: float
    rows: Sequence[Row]


class Side(NamedTuple):
    """One lane."""

    jurisdiction: str
    y: float
    kinds: Sequence[Kind]


class Curve(NamedTuple):
    """A link between two measures of the picture, with the ends of its curve."""

    link: str
    from_: Row
    to: Row


class Sides(NamedTuple):
    """The whole picture; `middle` is where the axis lies between the lanes."""

    sides: Sequence[Side]
    curves: Sequence[Curve]
    middle: float
    height: float


def sides(found: Sequence[Turned], links: Iterable[Mapping[str, Any]], axis: Axis) -> Sides:
    """Measures of both places with their links."""
    above, end = _side("CN", found, axis, 0)
    middle = end + MIDDLE / 2
    below, height = _side("US", found, axis, end + MIDDLE)
    rows = {row.id: row for side in (above, below) for kind in side.kinds for row in kind.rows}
    curves = [
        Curve(str(one["link"]), rows[one["measure"]], rows[one["to"]])
        for one in links
        if one["measure"] in rows and one["to"] in rows
    ]
    return Sides((above, below), curves, middle, height)


def _side(where: str, found: Sequence[Turned], axis: Axis, y: float) -> tuple[Side, float]:
    own = sorted((one for one in found if one.jurisdiction == where), key=_order)
    kinds: list[Kind] = []
    at = y + HEAD
    for kind, group in groupby(own, key=lambda one: one.kind):
        rows = list(_rows(group, axis, at + HEAD))
        kinds.append(Kind(kind, at + HEAD - 6, rows))
        at += HEAD + len(rows) * ROW + GAP
    return Side(where, y + HEAD - 6, kinds), at


def _order(one: Turned) -> tuple[int, int, str]:
    first = min((run.first for run in one.runs if _seen(run)), default=0)
    return list(KINDS).index(one.kind), first, one.id


def _seen(run: Any) -> bool:
    return bool(run.reason != "not_yet_published")


def _rows(group: Iterable[Turned], axis: Axis, y: float) -> Iterator[Row]:
    for number, one in enumerate(group):
        drawn = bands(one.runs, axis)
        begins = next((band.at for band in drawn if band.kind != "ended"), 0.0)
        title = str(one.imposed["title"])
        yield Row(one.id, title, y + number * ROW, begins, drawn, lane_words(drawn))
