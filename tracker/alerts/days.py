"""Stories that the calendar tells: what starts, returns or ends on a day, or will in N days.

An act tells its own first day when it is told itself; the calendar is silent about it then. That
something ran out no act says: the calendar tells it always.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta

from tracker.alerts.story import Story, What, story_id
from tracker.alerts.turns import (
    Family,
    Turn,
    grouped,
    item_of,
    provision_of,
    sort_of,
    title_of,
    turns,
)
from tracker.past import Past
from tracker.view import View
from tracker.view_facts import parts_moved

ToldOn = Callable[[int], date | None]
"""The day on which what the entry at a position says was told by its act; None if never."""

WHAT: dict[str, What] = {
    "started": "starts",
    "suspended": "suspended",
    "lapsed": "resumes",
    "resumed": "resumes",
    "ended": "ends",
    "surely started": "starts",
    "surely ended": "ends",
    "uncertain": "effects",
    "announced again": "effects",
}
FORESEEN = ("started", "suspended", "lapsed", "resumed", "ended")  # what reminders are for
# What an act's own story says already; that something runs out is for the calendar to say.
SAID_BY_ACT = {
    "started": ("measure imposed", "measure postponed"),
    "suspended": ("measure suspended",),
    "resumed": ("measure resumed",),
    "ended": ("measure repealed",),
}


def day_stories(
    found: Iterable[Turn], day: date, aheads: Collection[int], told_on: ToldOn, family: Family
) -> Iterator[Story]:
    """The stories of one day of one calendar, from turns of measures of its authorities."""
    today = [one for one in found if one.word in WHAT and not family.mirrors(one.held)]
    for turns_, ahead in _due(today, day, aheads):
        fresh = [one for one in turns_ if not _told(one, day, told_on, ahead)]
        for group in grouped(fresh, _key).values():
            yield _story(group, day, ahead, family)


def _due(
    found: list[Turn], day: date, aheads: Collection[int]
) -> Iterator[tuple[list[Turn], int | None]]:
    yield [one for one in found if one.day == day], None
    for ahead in sorted(aheads):
        watched = (day + timedelta(ahead)).toordinal()
        yield [one for one in found if one.watched == watched and one.word in FORESEEN], ahead


def _told(turn: Turn, day: date, told_on: ToldOn, ahead: int | None) -> bool:
    """Whether the act behind a turn has told of it, today or later."""
    position, cause = turn.row.decided, turn.decided
    if position is None or cause is None:
        return False
    if ahead is None and cause.event not in SAID_BY_ACT.get(turn.word, ()):
        return False
    told = told_on(position)
    return told is not None and told >= day


def _key(turn: Turn) -> tuple[object, ...]:
    return turn.held.authority, turn.day, sort_of(turn.word)


def _story(group: list[Turn], on: date, ahead: int | None, family: Family) -> Story:
    first = group[0]
    acts = {one.act for one in group}
    name = (first.day, first.held.authority, sort_of(first.word))
    return Story(
        id=story_id("day", *name) if ahead is None else story_id("ahead", ahead, *name),
        whats=("ahead",) if ahead else tuple(dict.fromkeys(WHAT[one.word] for one in group)),
        why="law",
        day=first.day.isoformat(),
        on=on.isoformat(),
        jurisdiction="CN" if first.held.jurisdiction == "CN" else "US",
        authority=first.held.authority,
        act=acts.pop() if len(acts) == 1 else None,
        items=family.together(
            (item_of(one), provision_of(one.held), title_of(one.held)) for one in group
        ),
        ahead=ahead,
    )


def turns_around(view: View, jurisdiction: str, first: date, last: date) -> list[Turn]:
    """The turns of one jurisdiction's measures with a first day in a span, as known today."""
    names = parts_moved(view, first.toordinal(), last.toordinal())
    return [
        turn
        for held in Past(view, None, None).held(names)
        if held.jurisdiction == jurisdiction
        for turn in turns(held)
        if first <= turn.day <= last
    ]
