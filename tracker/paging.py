"""A page of `on`: so many measures by id, after a key, and the counts of the whole.

No page reads all measures of a large view. What is answered from stored days takes its counts from
running sums and its keys from an index. What is folded anew (`known`, `recorded`) is folded page by
page; beyond `COUNTED` measures it is not counted, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from tracker import view_pages as stored
from tracker.asked import Asked, UsageError
from tracker.counting import CLOSED, counts_on, shelves
from tracker.finding import Finder, settled_by
from tracker.question import Question
from tracker.typed import typed_text
from tracker.view import Standing
from tracker.view_pages import Wanted

LARGEST = 10_000  # measures of a page
COUNTED = 20_000  # measures that are folded anew for one answer, at most
FOLDED = 200  # measures folded together
NOT_COUNTED = (
    f"not counted: more than {COUNTED:,} measures would have to be read anew for it; a filter"
    " (--authority, --kind …) narrows it down, and without --known and --recorded all are counted"
)
LOOKED_THROUGH = (
    f"this page ends after {COUNTED:,} measures were read anew and holds what was found among them;"
    " `more` is where to go on"
)


@dataclass(frozen=True)
class Page:
    """Which part of an answer is wanted: at most `limit`, beginning after a key."""

    limit: int
    after: str | None = None

    @property
    def shown(self) -> dict[str, int | str | None]:
        """The page as the question repeats it."""
        return {"limit": self.limit, "after": self.after}


@dataclass(frozen=True)
class Paged:
    """The measures of a page, the counts of the whole, and the key to go on after."""

    standings: list[Standing]
    counts: dict[str, int] | None
    more: str | None
    notes: tuple[str, ...] = ()


def page_of(limit: object, after: object) -> Page | None:
    """The page asked for; None where all is wanted. Raises UsageError."""
    if limit is None:
        if after is not None:
            raise UsageError("after: goes with a limit; say how many are wanted, as in limit=100")
        return None
    if type(limit) is not int or not 1 <= limit <= LARGEST:
        raise UsageError(f"limit: expected a number from 1 to {LARGEST:,}; found {limit!r:.60}")
    if after is None:
        return Page(limit)
    key = typed_text(after, "after")
    if not 0 < len(key) <= 1000:
        raise UsageError("after: expected the key that a page gave as `more`")
    return Page(limit, key)


def page_on(find: Finder, question: Question, asked: Asked, page: Page) -> Paged:
    """A page of the measures in the states of a question."""
    if question.past:
        return _folded(find, question, asked, page)
    wanted = Wanted(question.states, unpublished="measure" in question.filters)
    after, most = page.after or "", page.limit + 1
    if set(question.filters) <= set(CLOSED):
        here = shelves(find.view, question.filters, parts=question.parts)
        counts = counts_on(find.view, here, asked)
        each = [
            stored.standing_keys(find.view, one, wanted, counts[one.num], asked, after, most)
            for one in here
        ]
        keys = list(islice(merge(*each), most))
        total = _summed(counts.values())
    else:
        where = find.where(question)
        keys = stored.narrow_keys(find.view, where, wanted, asked, after, most)
        total = stored.narrow_counts(find.view, where, asked)
    shown = keys[: page.limit]
    more = shown[-1].id if len(keys) > page.limit else None
    return Paged(stored.standings_of(find.view, shown, asked), total, more)


def _summed(counts: object) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:  # type: ignore[attr-defined]
        for state, count in one.items():
            total[state] = total.get(state, 0) + count
    return total


# -- folded anew ----------------------------------------------------------------------------------


def names_after(find: Finder, question: Question, after: str) -> Iterator[str]:
    """The measures that a question about the past may mean, by id, read as they are wanted."""
    filters = question.filters if question.recorded is None else question.named
    if set(filters) <= set(CLOSED):
        here = shelves(find.view, filters, parts=question.parts)
        names = stored.ids_after(find.view, here, after)
    else:
        names = stored.ids_after_where(find.view, find.where(question), after)
    position = find.position(question)
    gone = [] if position is None else find.view.gone(position)
    return merge(names, (name for name in gone if name > after))


def few(find: Finder, question: Question) -> bool:
    """Whether those measures are few enough to be folded for one answer."""
    filters = question.filters if question.recorded is None else question.named
    if question.recorded is None and set(filters) <= set(CLOSED):
        here = shelves(find.view, filters, parts=question.parts)
        return sum(one.measures for one in here) <= COUNTED
    return len(list(islice(names_after(find, question, ""), COUNTED + 1))) <= COUNTED


def _folded(find: Finder, question: Question, asked: Asked, page: Page) -> Paged:
    if not few(find, question):
        return _chunks(find, question, asked, page)
    if question.recorded is None:
        return _settled(find, question, asked, page)
    standings = find.standings(question, asked)
    after = page.after or ""
    wanted = [one for one in standings if question.wants(one) and one.id > after]
    shown = wanted[: page.limit]
    more = shown[-1].id if len(wanted) > page.limit else None
    return Paged(shown, find.counts(standings), more)


def _settled(find: Finder, question: Question, asked: Asked, page: Page) -> Paged:
    """A page of what was known by a day: most measures stand as stored, few are folded anew."""
    where = find.where(question)
    then = settled_by(question, where)
    wanted = Wanted(question.states, unpublished="measure" in question.filters)
    after, most = page.after or "", page.limit + 1
    keys = stored.narrow_keys(find.view, then, wanted, asked, after, most)
    folded = find.folded(question, asked, where)
    anew = {one.id: one for one in folded if question.wants(one) and one.id > after}
    ids = sorted([*(key.id for key in keys), *anew])[:most]
    here = [key for key in keys if key.id in ids[: page.limit]]
    standings = {one.id: one for one in stored.standings_of(find.view, here, asked)} | anew
    counts = _summed([stored.narrow_counts(find.view, then, asked), find.counts(folded)])
    more = ids[page.limit - 1] if len(ids) > page.limit else None
    return Paged([standings[id] for id in ids[: page.limit]], counts, more)


def _chunks(find: Finder, question: Question, asked: Asked, page: Page) -> Paged:
    """A page folded by and by, until it is full or so many have been looked through."""
    names = islice(names_after(find, question, page.after or ""), COUNTED)
    found: list[Standing] = []
    looked, last = 0, None
    while len(found) <= page.limit and (chunk := list(islice(names, FOLDED))):
        held = find.held(question, chunk)
        standings = (one.on(asked.of(one.jurisdiction).toordinal()) for one in held)
        found += filter(question.wants, standings)
        looked, last = looked + len(chunk), chunk[-1]
    if len(found) > page.limit:
        return Paged(found[: page.limit], None, found[page.limit - 1].id, (NOT_COUNTED,))
    if looked < COUNTED:
        return Paged(found, None, None, (NOT_COUNTED,))
    return Paged(found, None, last, (NOT_COUNTED, LOOKED_THROUGH))
