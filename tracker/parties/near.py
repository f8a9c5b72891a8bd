"""Which measures on file bear a name like one asked for, also those withdrawn since."""

from __future__ import annotations

from functools import cached_property

from pydantic import TypeAdapter

from events.facts import MeasureImposed
from tracker.finding import Finder
from tracker.found_by import names_of
from tracker.names.folded import folded
from tracker.names.score import score
from tracker.names.search import FLOOR, Match, Search, understood
from tracker.question import Question

IMPOSED: TypeAdapter[MeasureImposed] = TypeAdapter(MeasureImposed)


class Near:
    """The names that count for a question: those of the view, and at an earlier state of the ledger
    those of readings that were withdrawn after it."""

    def __init__(self, find: Finder, question: Question) -> None:
        self.find, self.question = find, question
        self.search = Search(find.view.db)

    def named(self, name: str, limit: int) -> dict[str, Match]:
        """The measures whose names come nearest, best first, by id; UnsearchableName for no name.

        `limit` counts distinct names.
        """
        found = self.search.named(name, limit=limit)
        ids = self.find.view.ids_of(one.measure for one in found)
        near = {ids[one.measure]: one for one in found}
        for measure, names in self._gone.items():
            if measure not in near and (best := _best(name, names)):
                near[measure] = best
        return dict(sorted(near.items(), key=lambda item: -item[1].score))

    @cached_property
    def _gone(self) -> dict[str, list[tuple[str, str]]]:
        """The names of measures on file then and no more."""
        position = self.find.position(self.question)
        if position is None:
            return {}
        found = {}
        for measure in self.find.view.gone(position):
            bodies = [row[3] for row in self.find.view.facts(f"measure/{measure}", position)]
            imposed = [body for body in bodies if '"event":"measure imposed"' in body]
            if imposed:
                found[measure] = list(names_of(IMPOSED.validate_json(imposed[-1])))
        return found


def _best(name: str, names: list[tuple[str, str]]) -> Match | None:
    asked = understood(name)
    told = [(*score(asked, folded(printed)), printed, sort) for printed, sort in names]
    if not told:
        return None
    value, why, printed, sort = max(told)
    return Match(0, printed, sort, value, why) if value >= FLOOR else None
