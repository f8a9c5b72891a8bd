"""What the page of a day shows beside its answer: its groups, its lanes, the bar of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.answers import Measure
from tracker.ask import VERBS, address
from tracker.asked import Asked
from tracker.counting import counts_on, shelves
from tracker.queries import Timeline
from tracker.question import FILTERS
from tracker.view_runs import runs_of
from tracker.web.drawing.axis import Axis, Mark, Tick, marks, rows_of
from tracker.web.drawing.lane import Band, around, bands, lane_words
from tracker.web.forms import Words
from tracker.words import DENIED, FEW_ORDERS, JURISDICTIONS, KINDS, STATES, either

if TYPE_CHECKING:
    from tracker.web.answers import Answered

EARLY, AHEAD = date(2025, 1, 1), timedelta(100)  # what the bar shows unless a day lies outside
LIMITS = ("limit", "after")
NARROWING = (*FILTERS, "state", "known", "recorded", "parts")


class Group(NamedTuple):
    """The measures of one place and kind; many orders against single persons are only counted."""

    jurisdiction: str
    kind: str
    measures: Sequence[Measure]
    orders: int


class Stone(NamedTuple):
    """A milestone on the bar, and the page of its first day."""

    mark: Mark
    here: bool
    address: str


class Bar(NamedTuple):
    """The bar of days: an axis with the milestones, the day on it, and where one may step."""

    axis: Axis
    ticks: list[Tick]
    stones: list[Stone]
    rows: int
    day: date
    at: float
    steps: list[tuple[str, str, str]]  # which way, words, address
    anyday: str  # an address with DAY in the place of a day

    @property
    def first(self) -> date:
        return date.fromordinal(self.axis.first)


class Lane(NamedTuple):
    """A measure's bands around the day, and the same in words."""

    bands: list[Band]
    words: str


def on(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """The parts of the page of a day."""
    question, answer = answered.question, answered.answer
    asked = timeline.find.day(str(question.given["day"]))
    return {
        "day": asked.latest,
        "bar": bar(timeline, question.given, asked),
        "groups": list(groups(answer.measures)),
        "lanes": lanes(timeline, question.given, answer.measures, asked),
        "lane_ticks": around(asked.latest.toordinal()).ticks(6),
        "matrix": matrix(timeline, answered, asked),
        **states_asked(answer.question["state"]),
        **choices(timeline, answered),
    }


def states_asked(state: str | list[str]) -> dict[str, Any]:
    """The states a question is about, none where it is about all, and the words for them."""
    asked = [] if state == "all" else [state] if isinstance(state, str) else list(state)
    told = either([STATES[one] for one in asked]) if asked else "all states"
    return {"states_asked": asked, "asked_words": told[:1].upper() + told[1:]}


def choices(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """What a form offers and holds, and which filters narrow the question already."""
    given = answered.question.given
    return {
        "authorities": timeline.view.values("authority"),
        "narrowed": [name for name in NARROWING if name in given],
        "fields": {name: given.get(name, "") for name in VERBS[answered.question.verb].names},
        "without": without,
    }


def groups(measures: Iterable[Measure]) -> Iterator[Group]:
    """Measures by place and kind, in the order of the command line."""
    kinds = list(KINDS)
    ordered = sorted(measures, key=lambda one: (one.jurisdiction, kinds.index(one.kind), one.id))
    for (where, kind), group in groupby(ordered, key=lambda one: (one.jurisdiction, one.kind)):
        found = list(group)
        others = [one for one in found if one.on_list != DENIED]
        orders = len(found) - len(others)
        yield Group(where, kind, *((others, orders) if orders > FEW_ORDERS else (found, 0)))


def lanes(
    timeline: Timeline, given: Words, measures: Sequence[Measure], asked: Asked
) -> dict[str, Lane]:
    """Each measure's bands in the year before and the year after the day."""
    axis = around(asked.latest.toordinal())
    past = (str(given[name]) if name in given else None for name in ("known", "recorded"))
    names = [one.id for one in measures]
    found = runs_of(timeline, names, axis.first, axis.last, *past)
    drawn = {name: bands(runs, axis) for name, runs in found.items()}
    return {name: Lane(found, lane_words(found)) for name, found in drawn.items()}


def matrix(
    timeline: Timeline, answered: Answered, asked: Asked
) -> list[tuple[str, dict[str, int]]]:
    """How many measures of each kind each place has in the states asked for.

    Only where the answer is about all kinds, and no free filter or past makes counting dear.
    """
    question = answered.answer.question
    filters = question["filters"]
    if set(filters) - {"jurisdiction", "authority"} or question["known"] or question["recorded"]:
        return []
    here = shelves(timeline.view, filters, parts=question["parts"])
    counts = counts_on(timeline.view, here, asked)
    wanted = states_asked(question["state"])["states_asked"] or STATES
    found: dict[str, dict[str, int]] = {kind: dict.fromkeys(JURISDICTIONS, 0) for kind in KINDS}
    for shelf in here:
        found[shelf.kind][shelf.jurisdiction] += sum(counts[shelf.num].get(s, 0) for s in wanted)
    return [(kind, row) for kind, row in found.items() if any(row.values())]


def bar(timeline: Timeline, given: Words, asked: Asked) -> Bar:
    """The bar of days around the day asked about."""
    day = asked.latest
    named = milestones(timeline)
    low = min(EARLY, day - timedelta(300)) if day.year > 1 else day
    high = max(timeline.find.day("today").latest + AHEAD, _later(day, 60))
    if day < EARLY - timedelta(700):
        high = _later(day, 700)
    axis = Axis(low.toordinal(), high.toordinal())
    found = marks(axis, named)
    return Bar(
        axis=axis,
        ticks=axis.ticks(),
        stones=[
            Stone(one, one.first == day, on_day(given, one.first.isoformat())) for one in found
        ],
        rows=rows_of(found),
        day=day,
        at=axis.at(day.toordinal()),
        steps=list(_steps(given, day, named)),
        anyday=on_day(given, "DAY"),
    )


def milestones(timeline: Timeline) -> list[tuple[str, str, date, date]]:
    """(name, label, first day, last day) of each milestone, in order."""
    named = (
        (
            name,
            label(name, str(one["title"])),
            date.fromisoformat(str(one["first"])),
            date.fromisoformat(str(one["last"])),
        )
        for name, one in timeline.view.milestones.items()
    )
    return sorted(named, key=lambda one: one[2])


def label(name: str, title: str) -> str:
    """A milestone's name, spelt as in its title.

    >>> label("apec-2026", "APEC leaders in Shenzhen"), label("fact-sheet", "A fact sheet")
    ('APEC 2026', 'Fact sheet')
    """
    spelt = {word.casefold(): word for word in title.split()}
    words = " ".join(spelt.get(word, word) for word in name.split("-"))
    return words[:1].upper() + words[1:]


def on_day(given: Words, day: str) -> str:
    """The same question about another day, from its first page on."""
    return address("on", {**without(given, LIMITS), "day": day})


def without(given: Words, names: Iterable[str]) -> Words:
    """The words without some of them."""
    left_out = set(names)
    return {name: value for name, value in given.items() if name not in left_out}


def _steps(
    given: Words, day: date, named: Sequence[tuple[str, str, date, date]]
) -> Iterator[tuple[str, str, str]]:
    before = [one for one in named if one[2] < day]
    after = [one for one in named if one[2] > day]
    if before:
        yield "earlier", before[-1][1], on_day(given, before[-1][2].isoformat())
    if day > date.min:
        yield "prev", "a day back", on_day(given, (day - timedelta(1)).isoformat())
    if day < date.max:
        yield "next", "a day on", on_day(given, (day + timedelta(1)).isoformat())
    if after:
        yield "later", after[0][1], on_day(given, after[0][2].isoformat())


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(date.max.toordinal(), day.toordinal() + days))
