"""A page of changes: so many by day and measure, after a key DAY~MEASURE.

What is done to one measure on one day stays on one page. A span in which little changes is read
whole and counted. A long one is read day by day until the page is full, and is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import TYPE_CHECKING, TypeVar

from tracker import view_pages as stored
from tracker.answers import Change
from tracker.asked import Asked, UsageError
from tracker.paging import COUNTED, Page, few
from tracker.question import Question
from tracker.view import Standing

if TYPE_CHECKING:
    from tracker.finding import Finder
    from tracker.past import Held

Key = tuple[str, str]
SEVERAL = 5_000  # runs of days that are folded to be counted, at most
T = TypeVar("T")
START: Key = ("", "")
NOT_COUNTED = (
    f"not counted: more than {SEVERAL:,} runs of days begin in this span; a shorter span or a"
    " filter is counted"
)


@dataclass(frozen=True)
class Changed:
    """The changes of a page, and their measures on the last day; with `counts` of the whole span's
    measures, where those were counted."""

    changes: list[Change]
    standings: list[Standing]
    counts: dict[str, int] | None
    more: str | None
    notes: tuple[str, ...] = ()


def key_after(page: Page) -> Key:
    """The day and measure after which a page begins; UsageError where a key is none."""
    if page.after is None:
        return START
    day, tilde, measure = page.after.partition("~")
    try:
        if not (tilde and measure and date.fromisoformat(day).isoformat() == day):
            raise ValueError(day)
    except ValueError:
        raise UsageError(
            f"after: expected DAY~MEASURE, as a page gives it in `more`; found {page.after!r:.60}"
        ) from None
    return day, measure


def page_changes(
    find: Finder,
    question: Question,
    from_: Asked,
    to: Asked,
    page: Page,
    told: Callable[[Change], bool] = lambda _: True,
) -> Changed:
    """A page of the changes after a day, up to and including another, that are to be told."""
    held = _few(find, question, from_, to)
    if held is None:
        return _by_day(find, question, from_, to, page, told)
    changes = [change for change in changes_in(held, from_, to) if told(change)]
    named = {change.measure for change in changes}
    standings = [_on(one, to) for one in held if one.id in named]
    shown, more = cut(changes, page, _key)
    here = {change.measure for change in shown}
    return Changed(shown, [s for s in standings if s.id in here], find.counts(standings), more)


def changes_in(held: Iterable[Held], from_: Asked, to: Asked) -> list[Change]:
    """The changes of measures in a span of days, by day and measure."""
    from tracker.changes import changes_of

    changes = [change for one in held for change in changes_of(one, from_, to)]
    return sorted(changes, key=_key)


def cut(found: Iterable[T], page: Page, key: Callable[[T], Key]) -> tuple[list[T], str | None]:
    """Of what is in order, so many as fill a page and share no key with the next one."""
    after = key_after(page)
    rest = groupby((one for one in found if key(one) > after), key)
    groups = [(at, list(group)) for at, group in islice(rest, page.limit + 1)]
    shown = groups[: page.limit]
    more = "~".join(shown[-1][0]) if len(groups) > page.limit else None
    return [one for _, group in shown for one in group], more


def _few(find: Finder, question: Question, from_: Asked, to: Asked) -> list[Held] | None:
    """The measures that may change in a span, folded, where they are few enough; else None."""
    if question.past:
        if not few(find, question):
            raise UsageError(
                f"{question.verb}: more than {COUNTED:,} measures would have to be read anew for"
                " --known or --recorded; narrow it down (--authority, --kind, --instrument …)"
            )
        return find.changed(question, from_, to)
    first, last = _span(from_, to)
    if stored.starts_between(find.view, first, last, SEVERAL) < SEVERAL:
        return find.changed(question, from_, to)
    if {"instrument", "measure"} & set(question.filters):
        return find.changed(question, from_, to)
    return None


def _by_day(
    find: Finder,
    question: Question,
    from_: Asked,
    to: Asked,
    page: Page,
    told: Callable[[Change], bool],
) -> Changed:
    seen: dict[str, Held] = {}

    def walked() -> Iterator[Change]:
        for one, change in _walk(find, question, from_, to, page):
            if told(change):
                seen[one.id] = one
                yield change

    shown, more = cut(walked(), page, _key)
    here = sorted({change.measure for change in shown})
    standings = [_on(seen[name], to) for name in here]
    return Changed(shown, standings, None, more, (NOT_COUNTED,))


def _walk(
    find: Finder, question: Question, from_: Asked, to: Asked, page: Page
) -> Iterator[tuple[Held, Change]]:
    """Each change from a page's key on, by day and measure, with its measure."""
    where = find.where(question)
    after, measure = key_after(page)
    day, last = _span(from_, to)
    day = max(day, date.fromisoformat(after).toordinal()) if after else day
    while (at := stored.next_day_of_change(find.view, day, last)) is not None:
        text = date.fromordinal(at).isoformat()
        names = stored.moved_on(find.view, at, where, measure if text == after else "")
        while chunk := list(islice(names, page.limit)):
            for one in sorted(find.held(question, chunk), key=lambda one: one.id):
                found = changes_in([one], from_, to)
                yield from ((one, change) for change in found if change.day == text)
        day = at + 1


def _span(from_: Asked, to: Asked) -> tuple[int, int]:
    return min(from_.CN, from_.US).toordinal(), to.latest.toordinal()


def _on(one: Held, asked: Asked) -> Standing:
    return one.on(asked.of(one.jurisdiction).toordinal())


def _key(change: Change) -> Key:
    return change.day, change.measure


# -- what comes next ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coming:
    """What a page holds of returns by lapse and of changes; `counts` are of all returns."""

    lapsed: list[Standing]
    changes: list[Change]
    counts: dict[str, int]
    more: str | None


def page_coming(find: Finder, question: Question, today: Asked, until: Asked, page: Page) -> Coming:
    """A page of what has come back by lapse, unconfirmed, and of what is to change, in one order:
    by the day of the return or of the change, and measure."""
    ahead = page_changes(find, question, today, until, page, lambda one: one.from_state is not None)
    order, counts = _lapsed(find, question, today)
    back, others = cut(order, page, lambda key: key)
    keys = sorted({*back, *map(_key, ahead.changes)})
    full = len(keys) > page.limit or others or ahead.more
    shown = set(keys[: page.limit])
    names = [id for day, id in back if (day, id) in shown]
    standings = {one.id: one for one in find.named(question, today, names)}
    return Coming(
        [standings[name] for name in names],
        [change for change in ahead.changes if _key(change) in shown],
        counts,
        "~".join(keys[: page.limit][-1]) if full else None,
    )


def _lapsed(find: Finder, question: Question, today: Asked) -> tuple[list[Key], dict[str, int]]:
    """Each return by lapse that nobody has confirmed, by day and measure; their states, counted."""
    if question.past:
        lapsed = [one for one in find.standings(question, today) if returned(one)]
        return sorted((_iso(one.first), one.id) for one in lapsed), find.counts(lapsed)
    found = stored.lapsed_on(find.view, find.where(question), today)
    return [(_iso(first), id) for first, id, _ in found], dict(
        Counter(state for *_, state in found)
    )


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def returned(one: Standing) -> bool:
    """Whether a measure stands as it does by a lapse that nobody has confirmed."""
    return one.by == "lapse" and not one.confirmed
