"""What the pages of changes show beside their answers: acts day by day, words counted, months."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.answers import Change, DiffAnswer, Measure, UpcomingAnswer
from tracker.ask import address
from tracker.queries import Timeline
from tracker.web.days import LIMITS, choices, milestones, without
from tracker.web.forms import Words
from tracker.web.stops import latest
from tracker.words import DENIED

if TYPE_CHECKING:
    from tracker.web.answers import Answered

MONTHS = 12  # of a calendar, at most


class Act(NamedTuple):
    """The changes of one day that one act made; `by` None is an act that is not on file."""

    by: str | None
    confirmed: bool
    citation: dict[str, Any] | None
    changes: Sequence[Change]

    @property
    def cited(self) -> str | None:
        """The act cited: for a lapse, the one whose days ran out."""
        return (self.citation or {}).get("instrument")


class Day(NamedTuple):
    """A day on which something changes."""

    day: str
    acts: Sequence[Act]


class Cell(NamedTuple):
    """One day in a month: None outside of it; how many changes it has."""

    day: date | None
    changes: int


class Month(NamedTuple):
    """A month in weeks from Monday on."""

    first: date
    weeks: Sequence[Sequence[Cell]]
    changes: int


def diff(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """The parts of the page of a comparison."""
    answer, given = answered.answer, answered.question.given
    assert isinstance(answer, DiffAnswer)
    span = [answer.question["from"], answer.question["to"]]
    return {
        "days": list(by_day(answer)),
        "counted": Counter(one.change for one in answer.changes).most_common(),
        "orders": {one.id for one in answer.measures if one.on_list == DENIED},
        "presets": list(presets(timeline, given)),
        "from_day": latest(span[0]),
        "to_day": latest(span[1]),
        **choices(timeline, answered),
    }


def upcoming(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """The parts of the page of what comes next."""
    answer, given = answered.answer, answered.question.given
    assert isinstance(answer, UpcomingAnswer)
    days = list(by_day(answer))
    kept = ("jurisdiction", "authority", "kind", "instrument", "measure", "item", "code", "hs")
    asked = {name: str(value) for name, value in given.items() if name in (*kept, "to", "party")}
    return {
        "days": days,
        "months": list(months(answer.changes)),
        "returns": list(returns(answer.lapsed)),
        "calendar": asked,
        **choices(timeline, answered),
    }


def by_day(answer: DiffAnswer | UpcomingAnswer) -> Iterator[Day]:
    """Changes under their day, each group under the act it rests on, as the command line tells."""
    for day, group in groupby(answer.changes, key=lambda change: change.day):
        of_day = sorted(group, key=lambda change: (change.act, change.measure))
        acts = groupby(of_day, key=lambda change: change.act)
        yield Day(day, [_told(list(same)) for _, same in acts])


def _told(changes: Sequence[Change]) -> Act:
    head = changes[0]
    return Act(head.by, head.confirmed, head.citation, changes)


def presets(timeline: Timeline, given: Words) -> Iterator[tuple[str, str, bool]]:
    """Spans people ask for: from the eve of an event to its morrow."""
    named = [(label, name) for name, label, *_ in milestones(timeline)]
    act = "mofcom-2025-61"
    if timeline.view.instrument(act):
        named.insert(min(4, len(named)), ("MOFCOM No. 61", act))
    for label, name in named:
        span = {"a": f"before:{name}", "b": f"after:{name}"}
        here = all(given.get(key) == value for key, value in span.items())
        yield label, address("diff", {**without(given, LIMITS), **span}), here


def months(changes: Sequence[Change]) -> Iterator[Month]:
    """The months in which something changes, as far as a calendar is of use."""
    counts = Counter(date.fromisoformat(one.day) for one in changes)
    wanted = sorted({day.replace(day=1) for day in counts})[:MONTHS]
    for first in wanted:
        weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
        cells = [
            [Cell(day if day.month == first.month else None, counts[day]) for day in week]
            for week in weeks
        ]
        yield Month(first, cells, sum(cell.changes for week in cells for cell in week if cell.day))


def returns(measures: Sequence[Measure]) -> Iterator[tuple[Measure, Sequence[Measure]]]:
    """Returns by lapse under the stay that ran out and what was promised; one stands for all."""
    stays = sorted(measures, key=lambda one: one.stay)
    for _, group in groupby(stays, key=lambda one: one.stay):
        found = list(group)
        yield found[0], found
