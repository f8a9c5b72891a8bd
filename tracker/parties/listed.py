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
from tracker.told import legible
from tracker.view import Standing, Where, where_of

LISTS = tuple(name for name in get_args(ListName) if name != "dual-use control list")
CHINESE = ("export control list", "watch list", "unreliable entity list", "countermeasures list")
KINDS = "AND m.kind IN ('listing', 'ban', 'control') "  # a relief or a probe lists nobody
MOST = 1000  # matches asked for at once
BESIDES = 3  # names looked at beyond those asked for, to know whether there are more
WIDER = 4  # times as many names are looked at where a condition leaves too many out
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
        if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST:
            raise UsageError(f"limit: expected a number from 1 to {MOST}; found {limit!r}")
        self.find = find
        self.limit = limit
        self.asked = find.day(on)
        self.on_list = None if on_list is None else ask_one(on_list, LISTS, "list")
        if self.on_list:
            home = "CN" if self.on_list in CHINESE else "US"
            if jurisdiction and ask_one(jurisdiction, ("CN", "US"), "jurisdiction") != home:
                raise UsageError(f"list: the {self.on_list} is one of {home}, not {jurisdiction}")
            jurisdiction = home
        filters = {"jurisdiction": jurisdiction}
        self.question = find.question("listed", filters, known, recorded, "all", True)
        self.search = Search(find.view.db)

    def answer(self, name: str) -> ListedAnswer:
        """The answer for one name; UsageError where it cannot be looked for."""
        asked = legible(name, "name")
        try:
            plain, matches = self._found(asked)
        except UnsearchableName as refusal:
            raise UsageError(str(refusal)) from None
        return self._told(plain, matches)

    def _found(self, name: str) -> tuple[Answer, list[Match]]:
        """Matches enough for the limit, or all there are: conditions leave some names out."""
        days = {"name": name, "on": self.asked.shown, "list": self.on_list}
        most = self.limit + BESIDES
        while True:
            named = self.search.named(name, limit=most)
            standings = self._standings(named)
            plain = self.find.answer(self.question, self.asked, standings, days, lists=True)
            matches = [one for one in self._matches(plain.measures, named) if self._wanted(one)]
            all_there = len({one.printed for one in named}) < most * 0.8  # some are printed alike
            if len(matches) > self.limit or all_there or most > MOST * WIDER:
                return plain, matches
            most *= WIDER

    @cached_property
    def ownership(self) -> list[Measure]:
        """The rules on who owns a party, each with its state of the day."""
        return self._measures(self._where(OWNERSHIP))

    @cached_property
    def unnamed(self) -> list[str]:
        """Why a party may be listed and not be found by its name."""
        return unnamed_words(self.find, self.question, self.asked)

    def _where(self, sql: str) -> Where:
        plain = where_of(self.question.filters, self.find.view, parts=True)
        return Where(f"{sql}{plain.sql}", plain.given)

    def _standings(self, named: Sequence[Named]) -> list[Standing]:
        if not named:
            return []
        numbers = ",".join(str(int(one.measure)) for one in named)
        where = self._where(f"{KINDS}AND m.num IN ({numbers}) ")
        return self.find.on(self.question, self.asked, where)

    def _measures(self, where: Where) -> list[Measure]:
        found = self.find.on(self.question, self.asked, where)
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
        return sorted(found, key=_rank)

    def _does(self, held: Mapping[str, Measure]) -> dict[str, str]:
        """What the provision of each part does, in its own words."""
        provisions = {name.rpartition("/")[0] for name in held if name.count("/") > 1}
        bodies = self.find.view.imposed(provisions)
        return {name: provision_title(body) for name, body in bodies.items()}

    def _wanted(self, one: Match) -> bool:
        return self.on_list is None or one.on_list == self.on_list

    def _told(self, plain: Answer, every: list[Match]) -> ListedAnswer:
        matches = every[: self.limit]
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
        more = len(every) > self.limit
        return ListedAnswer(**vars(told), matches=matches, more=more, ownership=self.ownership)

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


def _rank(one: Match) -> tuple[bool, float, bool]:
    """Who is listed before rules that name a party; the nearest name first, then those in force."""
    return one.measure.kind == "control", -one.score, one.measure.state != "in_force"
