"""The questions and their answers: what applied, what changed, the whole life, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from config.settings import HERE
from tracker.answers import Answer, DiffAnswer, ShowAnswer, UpcomingAnswer
from tracker.asked import Asked, UsageError, ask_day
from tracker.finding import Finder
from tracker.paging import Page, page_of, page_on
from tracker.paging_changes import changes_in, page_changes, page_coming, returned
from tracker.question import Day, Filters, Question, Recorded, Told
from tracker.view import View

if TYPE_CHECKING:
    from tracker.check.answer import CheckAnswer
    from tracker.parties.answer import ListedAnswer
    from tracker.parties.listed import Desk
    from tracker.search.answer import SearchAnswer


class Timeline:
    """A ledger open for questions; what `tracker.open()` returns.

    `now` gives the present moment (aware), for `today` and for how stale a source is; nothing else
    looks at a clock. `data` is the folder of what we chose. `warnings` are lines about what could
    not be read on the way.
    """

    def __init__(
        self,
        view: View,
        now: Callable[[], datetime],
        warnings: Iterable[str] = (),
        data: Path = HERE,
    ) -> None:
        self.view = view
        self.now = now
        self.warnings = list(warnings)
        self.data = data
        self._listings: tuple[object, Desk] | None = None
        self.find = Finder(view, now)

    def close(self) -> None:
        self.view.close()

    def at(self, moment: datetime) -> Timeline:
        """The same timeline with its clock at a moment; it shares what is open."""
        return Timeline(self.view, lambda: moment, self.warnings, self.data)

    def __enter__(self) -> Timeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the questions ------------------------------------------------------------------------

    def on(
        self,
        day: Day,
        *,
        known: Day | None = None,
        recorded: Recorded | None = None,
        state: str | Iterable[str] | None = None,
        parts: bool = False,
        limit: int | None = None,
        after: str | None = None,
        **filters: Unpack[Filters],
    ) -> Answer:
        """The measures in force on a day, or in the states asked for.

        Without `state`: those in force; with `measure`, that measure whatever its state. With
        `limit` at most that many, by id, beginning after the id `after`; `counts` are of them all.
        Raises UsageError.
        """
        page = page_of(limit, after)
        asked = self.find.day(day)
        question = self.find.question("on", filters, known, recorded, state, parts)
        if page:
            return _on_page(self.find, question, asked, page)
        standings = self.find.standings(question, asked)
        return self.find.answer(question, asked, standings, {"on": asked.shown})

    def diff(
        self,
        a: Day,
        b: Day,
        *,
        known: Day | None = None,
        recorded: Recorded | None = None,
        parts: bool = False,
        limit: int | None = None,
        after: str | None = None,
        **filters: Unpack[Filters],
    ) -> DiffAnswer:
        """Every change on a day after `a`, up to and including `b`, with the act that made it.

        With `limit` those of at most that many measures and days, beginning after the key `after`
        (DAY~MEASURE). Raises UsageError, also where `a` is after `b`.
        """
        page = page_of(limit, after)
        from_, to = self.find.day(a), self.find.day(b)
        if to.latest < from_.latest:
            raise UsageError(
                f"diff: the first day, {from_.text} ({from_.latest}), is after the second,"
                f" {to.text} ({to.latest}); give the earlier day first"
            )
        question = self.find.question("diff", filters, known, recorded, "all", parts)
        if page:
            return _diff_page(self.find, question, from_, to, page)
        held = self.find.changed(question, from_, to)
        changes = changes_in(held, from_, to)
        named = {change.measure for change in changes}
        standings = [one.on(to.of(one.jurisdiction).toordinal()) for one in held if one.id in named]
        plain = self.find.answer(question, to, standings, {"from": from_.shown, "to": to.shown})
        return DiffAnswer(**vars(plain), changes=changes)

    def show(
        self,
        id: str,
        *,
        known: Day | None = None,
        recorded: Recorded | None = None,
        on: Day = "today",
        parts: bool = False,
    ) -> ShowAnswer:
        """The whole life of an instrument's measures, or of one measure.

        `on` is the day for which state and deciding effects are given. Raises UsageError.
        """
        from tracker.lives import instrument_dict, life_of

        name, filters = self._subject(id)
        asked = ask_day(on, self.view, self.now(), "on")
        question = self.find.question("show", filters, known, recorded, "all", parts)
        held = self.find.held(question, self.find.names(question))
        standings = [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]
        plain = self.find.answer(question, asked, standings, {"id": name, "on": asked.shown})
        lives = [
            life_of(one, measure, asked.of(one.jurisdiction))
            for one, measure in zip(held, plain.measures, strict=True)
        ]
        text = instrument_dict(self.view, name.partition("/")[0], self.find.position(question))
        return ShowAnswer(**vars(plain), instrument=text, lives=lives)

    def upcoming(
        self,
        *,
        days: int = 90,
        known: Day | None = None,
        recorded: Recorded | None = None,
        parts: bool = False,
        limit: int | None = None,
        after: str | None = None,
        **filters: Unpack[Filters],
    ) -> UpcomingAnswer:
        """Scheduled changes in the next `days` days, and returns by lapse nobody has confirmed.

        With `limit` those of at most that many measures and days, returns and changes in one order,
        beginning after the key `after` (DAY~MEASURE). Raises UsageError.
        """
        page = page_of(limit, after)
        if not 0 <= days <= 36500:
            raise UsageError(f"days: expected a number from 0 to 36500; found {days}")
        today = self.find.day("today")
        until = Asked("", today.CN + timedelta(days), today.US + timedelta(days))
        question = self.find.question("upcoming", filters, known, recorded, "all", parts)
        if page:
            return _upcoming_page(self.find, question, today, until, days, page)
        changes = changes_in(self.find.changed(question, today, until), today, until)
        changes = [change for change in changes if change.from_state is not None]
        lapsed = [one for one in self.find.standings(question, today) if returned(one)]
        plain = self.find.answer(question, today, lapsed, {"from": today.shown, "days": days})
        plain = replace(plain, empty=None) if changes else plain
        return UpcomingAnswer(**vars(plain), changes=changes, lapsed=plain.measures)

    def listed(
        self,
        name: str,
        *,
        on: Day = "today",
        known: Day | None = None,
        recorded: Recorded | None = None,
        jurisdiction: str | None = None,
        on_list: str | None = None,
        limit: int = 10,
    ) -> ListedAnswer:
        """The listings of parties with a name like this one, in Chinese or English, best first.

        Never yes or no: each match has a score, why, and the state of its listing on the day.
        Raises UsageError, also for a name that cannot be looked for.
        """
        days = self.find.day(on), None if known is None else self.find.day(known)
        key = (*days, recorded, jurisdiction, on_list, limit)
        if self._listings is None or self._listings[0] != key:  # one question at a time is kept
            self._listings = key, self.listings(on, known, recorded, jurisdiction, on_list, limit)
        return self._listings[1].answer(name)

    def listings(
        self,
        on: Day = "today",
        known: Day | None = None,
        recorded: Recorded | None = None,
        jurisdiction: str | None = None,
        on_list: str | None = None,
        limit: int = 10,
    ) -> Desk:
        """What answers `listed` for many names of one day: `.answer(name)`. Raises UsageError."""
        from tracker.parties.listed import Desk

        return Desk(self.find, on, known, recorded, jurisdiction, on_list, limit)

    def check(
        self,
        *,
        on: Day = "today",
        known: Day | None = None,
        recorded: Recorded | None = None,
        **case: Unpack[Told],
    ) -> CheckAnswer:
        """Which measures apply to a shipment on a day, which may, and what is not covered.

        `item`, `code`, `hs` say what it is, `from_` and `to` where it goes (countries), `party` who
        gets it, `end_use` what for, `content` and `us_content` its Chinese and US share of value in
        per cent; what is not told is named where a measure turns on it. Never says "clear". Raises
        UsageError.
        """
        from tracker.check.check import check

        return check(self.find, self.data, case, on, known, recorded)

    def search(
        self,
        words: str,
        *,
        recorded: Recorded | None = None,
        limit: int = 20,
        after: str | None = None,
    ) -> SearchAnswer:
        """Texts, measures and parties that have all these words, Chinese or English, best first.

        Looks through titles, quotes, official numbers and names; an id or a number comes before
        all. At most `limit` hits, beginning after the hit with the id `after`. Raises UsageError.
        """
        from tracker.search.search import search

        return search(self.find, words, recorded, limit, after)

    def _subject(self, id: str) -> tuple[str, dict[str, str]]:
        name = id.strip()
        if not name:
            raise UsageError("id: expected an instrument or a measure, found an empty value")
        measure = self.view.measure(name)
        instrument = None if measure else self.view.instrument(name)
        if instrument:
            return instrument, {"instrument": instrument}
        if "/" in name:
            found = self.view.need_measure(name)
            return found, {"measure": found}
        return self.view.need_instrument(name), {}


def _on_page(find: Finder, question: Question, asked: Asked, page: Page) -> Answer:
    got = page_on(find, question, asked, page)
    days = {"on": asked.shown, **page.shown}
    beyond = page.after is not None or got.more is not None
    plain = find.told(
        question, asked, got.standings, got.counts, days, beyond=beyond, notes=got.notes
    )
    return replace(plain, more=got.more)


def _diff_page(find: Finder, question: Question, from_: Asked, to: Asked, page: Page) -> DiffAnswer:
    got = page_changes(find, question, from_, to, page)
    days = {"from": from_.shown, "to": to.shown, **page.shown}
    beyond = page.after is not None
    plain = find.told(question, to, got.standings, got.counts, days, beyond=beyond, notes=got.notes)
    return DiffAnswer(**vars(replace(plain, more=got.more)), changes=got.changes)


def _upcoming_page(
    find: Finder, question: Question, today: Asked, until: Asked, days: int, page: Page
) -> UpcomingAnswer:
    got = page_coming(find, question, today, until, page)
    asked = {"from": today.shown, "days": days, **page.shown}
    beyond = page.after is not None or bool(got.changes)
    plain = find.told(question, today, got.lapsed, got.counts, asked, beyond=beyond)
    plain = replace(plain, more=got.more)
    return UpcomingAnswer(**vars(plain), changes=got.changes, lapsed=plain.measures)
