"""Who is listed under a name like this one, and how each listing stands on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import get_args

from events.values import ListName
from tracker.answers import Answer, Measure
from tracker.asked import UsageError, ask_one
from tracker.finding import Finder
from tracker.names.search import Match as Named
from tracker.names.search import Search, UnsearchableName
from tracker.parties.answer import UNCHECKED, ListedAnswer, Match, provision_title
from tracker.parties.unnamed import unnamed_words
from tracker.question import Day, Recorded
from tracker.view import Standing, Where, where_of

LISTS = tuple(name for name in get_args(ListName) if name != "dual-use control list")
MOST = 1000  # matches asked for at once
SIFTED = 5  # times as many names are looked at where a filter leaves some out
OWNERSHIP = (
    "AND m.kind <> 'relief' AND m.num IN"
    " (SELECT measure FROM tag WHERE what = 'limb' AND value = 'ownership') "
)


class Desk:
    """One day and one choice of lists, asked for any number of names."""

    def __init__(
        self,
        find: Finder,
        on: Day,
        known: Day | None,
        recorded: Recorded | None,
        jurisdiction: str | None,
        on_list: str | None,
        limit: int,
    ) -> None:
        if not 1 <= limit <= MOST:
            raise UsageError(f"limit: expected a number from 1 to {MOST}; found {limit}")
        self.find = find
        self.limit = limit
        self.asked = find.day(on)
        self.on_list = None if on_list is None else ask_one(on_list, LISTS, "list")
        filters = {"jurisdiction": jurisdiction}
        self.question = find.question("listed", filters, known, recorded, "all", True)
        self.search = Search(find.view.db)

    def answer(self, name: str) -> ListedAnswer:
        """The answer for one name; UsageError where it cannot be looked for."""
        try:
            named = self._named(name)
        except UnsearchableName as refusal:
            raise UsageError(str(refusal)) from None
        standings = self._standings(named)
        days = {"name": name.strip(), "on": self.asked.shown, "list": self.on_list}
        plain = self.find.answer(self.question, self.asked, standings, days, lists=True)
        matches = [one for one in self._matches(plain.measures, named) if self._wanted(one)]
        return self._told(plain, matches[: self.limit])

    @cached_property
    def ownership(self) -> list[Measure]:
        """The rules on who owns a party, each with its state of the day."""
        return self._measures(self._where(OWNERSHIP))

    @cached_property
    def unnamed(self) -> list[str]:
        """Why a party may be listed and not be found by its name."""
        return unnamed_words(self.find, self.question, self.asked)

    def _named(self, name: str) -> list[Named]:
        sifts = self.on_list or self.question.filters
        limit = self.limit * (SIFTED if sifts else 1)
        return self.search.named(name, limit=limit)

    def _where(self, sql: str) -> Where:
        plain = where_of(self.question.filters, self.find.view, parts=True)
        return Where(f"{sql}{plain.sql}", plain.given)

    def _standings(self, named: Sequence[Named]) -> list[Standing]:
        if not named:
            return []
        numbers = ",".join(str(int(one.measure)) for one in named)
        return self._on(self._where(f"AND m.num IN ({numbers}) "))

    def _on(self, where: Where) -> list[Standing]:
        view, asked = self.find.view, self.asked
        if not self.question.past:
            return view.on(asked.CN.toordinal(), asked.US.toordinal(), where)
        held = self.find.held(self.question, view.ids(where))
        return [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]

    def _measures(self, where: Where) -> list[Measure]:
        found = self._on(where)
        public = [one for one in found if one.reason != "not_yet_published"]
        return [self.find.measure(one, self.asked) for one in public]

    def _matches(self, measures: Iterable[Measure], named: Sequence[Named]) -> list[Match]:
        held = {one.id: one for one in measures}
        view = self.find.view
        ids = view.ids_of(one.measure for one in named)
        does = self._does(held)
        found = []
        for one in named:
            measure = held.get(ids.get(one.measure, ""))
            if measure is not None:
                told = does.get(measure.id.rpartition("/")[0], measure.title)
                found.append(Match(measure, one.printed, one.sort, one.score, one.why, does=told))
        return sorted(found, key=lambda one: (-one.score, one.measure.state != "in_force"))

    def _does(self, held: Mapping[str, Measure]) -> dict[str, str]:
        """What the provision of each part does, in its own words."""
        provisions = {name.rpartition("/")[0] for name in held if name.count("/") > 1}
        bodies = self.find.view.imposed(provisions)
        return {name: provision_title(body) for name, body in bodies.items()}

    def _wanted(self, one: Match) -> bool:
        return self.on_list is None or one.on_list == self.on_list

    def _told(self, plain: Answer, matches: list[Match]) -> ListedAnswer:
        shown = {one.measure.id: one.measure for one in matches}
        counts = dict.fromkeys(plain.counts, 0)
        for measure in shown.values():
            if measure.reason != "not_yet_published":
                counts[measure.state] = counts.get(measure.state, 0) + 1
        outside = any(note.startswith("outside coverage") for note in plain.notes)
        empty = None if matches else "cannot say" if self.unnamed or outside else "nothing found"
        told = replace(
            plain,
            measures=list(shown.values()),
            counts=counts,
            notes=[*plain.notes, *self.unnamed],
            empty=empty,
        )
        return ListedAnswer(**vars(told), matches=matches, ownership=self.ownership)

    def about(self) -> dict[str, str]:
        """What was asked, how far it can be trusted, and a receipt, for beside many answers."""
        plain = self.find.answer(
            self.question, self.asked, [], {"on": self.asked.shown}, lists=True
        )
        return {
            "on": str(self.asked.shown),
            "known": str(self.question.known.shown if self.question.known else ""),
            "recorded": str(self.question.recorded or ""),
            "list": self.on_list or "all",
            "ownership": f"{UNCHECKED}: " + "; ".join(one.id for one in self.ownership),
            "notes": "; ".join([*plain.notes, *self.unnamed]),
            "receipt": f"position {plain.receipt['position']}, {plain.receipt['head']}, version"
            f" {plain.receipt['version']}",
        }
