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
from tracker.names.search import UnsearchableName
from tracker.parties.answer import UNCHECKED, ListedAnswer, Match, provision_title
from tracker.parties.near import Near
from tracker.parties.unnamed import unnamed_words
from tracker.parties_held import counts, surplus
from tracker.question import Day, Recorded
from tracker.typed import typed_text
from tracker.view import Standing, Where, where_of

LISTS = tuple(name for name in get_args(ListName) if name != "dual-use control list")
CHINESE = ("export control list", "watch list", "unreliable entity list", "countermeasures list")
KINDS = ("listing", "ban", "control")  # a relief or a probe lists nobody
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
        self.near = Near(find, self.question)

    def answer(self, name: str) -> ListedAnswer:
        """The answer for one name; UsageError where it cannot be looked for."""
        asked = typed_text(name, "name")
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
            named = self.near.named(name, most)
            standings = self._standings(list(named))
            plain = self.find.answer(self.question, self.asked, standings, days, lists=True)
            matches = [one for one in self._matches(plain.measures, named) if self._wanted(one)]
            printed = {one.printed for one in named.values()}
            all_there = len(printed) < most * 0.8  # some are printed alike
            if len(matches) > self.limit or all_there or most > MOST * WIDER:
                return plain, matches
            most *= WIDER

    @cached_property
    def ownership(self) -> list[Measure]:
        """The rules on who owns a party, each with its state of the day."""
        return self._measures(self._where(OWNERSHIP))

    @cached_property
    def surplus(self) -> dict[str, str]:
        """What is doubtful about lists that hold more than they print, by provision."""
        return surplus(counts(self.find.view))

    @cached_property
    def unnamed(self) -> list[str]:
        """Why a party may be listed and not be found by its name."""
        return unnamed_words(self.find, self.question, self.asked)

    def _where(self, sql: str) -> Where:
        plain = where_of(self.question.filters, self.find.view, parts=True)
        return Where(f"{sql}{plain.sql}", plain.given)

    def _standings(self, names: Sequence[str]) -> list[Standing]:
        if not names:
            return []
        found = self.find.on(self.question, self.asked, self._where(""), among=names)
        home = self.question.filters.get("jurisdiction")
        return [one for one in found if one.kind in KINDS and home in (None, one.jurisdiction)]

    def _measures(self, where: Where) -> list[Measure]:
        found = self.find.on(self.question, self.asked, where)
        public = [one for one in found if one.reason != "not_yet_published"]
        return [self.find.measure(one, self.asked) for one in public]

    def _matches(self, measures: Iterable[Measure], named: Mapping[str, Named]) -> list[Match]:
        held = {one.id: one for one in measures}
        does = self._does(held)
        found = []
        for name, one in named.items():
            if measure := held.get(name):
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
        lists = (measure.id.rpartition("/")[0] for measure in shown.values())
        doubts = [self.surplus[name] for name in lists if name in self.surplus]
        outside = any(note.startswith("outside coverage") for note in plain.notes)
        empty = None if matches else "cannot say" if self.unnamed or outside else "nothing found"
        told = replace(
            plain,
            measures=list(shown.values()),
            counts=counts,
            notes=[*plain.notes, *dict.fromkeys(doubts), *self.unnamed],
            empty=empty,
        )
        found = {"matches": matches, "more": len(every) > self.limit, "ownership": self.ownership}
        return ListedAnswer(**{**vars(told), **found})  # its own `more` stands for that of a page

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
