"""The question: a case against every measure on file, with the state each has on the day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tracker.answers import Measure
from tracker.asked import UsageError, did_you_mean
from tracker.check.answer import GROUPS, CheckAnswer, Finding
from tracker.check.books import Books, places
from tracker.check.case import Case, understand_case
from tracker.check.compare import SAME_NAME, Comparison
from tracker.finding import Finder
from tracker.items import match
from tracker.names.search import Match as Named
from tracker.names.search import Search, UnsearchableName
from tracker.parties.unnamed import unnamed_words
from tracker.question import Day, Recorded
from tracker.view import Standing, Where, where_of
from tracker.words import act_name, counted

WEIGHED = ("control", "ban", "listing", "duty", "fee")
MOST_PARTIES = 100
FEW_OTHERS = 8  # listings of a country whose names only come near
NEARLY = 94.0  # of a name that only differs in abbreviations or endings
DUAL_USE = "dual-use control list"
NOT_HELD = (
    "not covered here: sanctions of the Treasury, arms export rules (ITAR), nuclear rules, customs"
    " classification, and the law of other countries"
)


def check(
    find: Finder,
    data: Path,
    given: Mapping[str, Any],
    on: Day,
    known: Day | None,
    recorded: Recorded | None,
) -> CheckAnswer:
    """The measures that reach a case on a day, may reach it, or would. Raises UsageError."""
    chosen = Books(*places(data), find.view.terms)
    case = understand_case(given, chosen.countries, chosen.terms)
    return _Desk(find, chosen, case, on, known, recorded).answer()


class _Desk:
    """One case on one day."""

    def __init__(
        self,
        find: Finder,
        books: Books,
        case: Case,
        on: Day,
        known: Day | None,
        recorded: Recorded | None,
    ) -> None:
        self.find, self.books, self.case = find, books, case
        self.others = 0  # listings whose names only come near the party's
        self.lists: frozenset[str] = frozenset()  # on which the very name stands in force
        self.asked = find.day(on)
        self.question = find.question("check", {}, known, recorded, "all", False)

    def answer(self) -> CheckAnswer:
        findings: dict[str, list[Finding]] = {name: [] for name in GROUPS}
        for finding in self._overtaken(list(self._findings())):
            findings[_group(finding)].append(finding)
        for group in findings.values():
            group.sort(key=_order)
        found = [one.measure for group in findings.values() for one in group]
        days = {"on": self.asked.shown, "case": self.case.as_dict()}
        plain = self.find.answer(self.question, self.asked, [], days)
        counts = dict.fromkeys(plain.counts, 0)
        for measure in found:
            counts[measure.state] = counts.get(measure.state, 0) + 1
        outside = list(self._outside())
        told = replace(plain, measures=found, counts=counts, empty=None if found else "cannot say")
        return CheckAnswer(
            **vars(told),
            applies=findings["applies"],
            may_apply=findings["may_apply"],
            not_now=findings["not_now"],
            reliefs=findings["reliefs"],
            outside=outside,
            not_understood=list(self._not_understood()),
        )

    # -- the measures -------------------------------------------------------------------------

    @cached_property
    def measures(self) -> list[Measure]:
        """Every measure of the day that could reach a shipment; provisions, not their parts."""
        return self._standing(where_of({}, self.find.view, parts=False))

    def _standing(self, where: Where) -> list[Measure]:
        return [
            self.find.measure(one, self.asked)
            for one in self.find.on(self.question, self.asked, where)
            if one.state != "ended" and one.reason != "not_yet_published" and _weighed(one)
        ]

    @cached_property
    def named(self) -> dict[str, Named]:
        """The listings under a name like the party's, by measure."""
        if self.case.party is None:
            return {}
        view = self.find.view
        try:
            found = Search(view.db).named(self.case.party, limit=MOST_PARTIES)
        except UnsearchableName as refusal:
            raise UsageError(str(refusal).replace("name:", "party:", 1)) from None
        ids = view.ids_of(one.measure for one in found)
        return {ids[one.measure]: one for one in found}

    @cached_property
    def parties(self) -> list[Measure]:
        """The listings of the party as they stand that day, those that only sound like it left out.

        Where the very name stands on a country's lists, the names that merely come near it are
        other parties there.
        """
        if not self.named:
            return []
        plain = where_of({}, self.find.view, parts=True)
        ids = ",".join(f":n{at}" for at in range(len(self.named)))
        given = {f"n{at}": name for at, name in enumerate(self.named)} | plain.given
        found = self._standing(Where(f"AND m.id IN ({ids}) {plain.sql}", given))
        same = [one for one in found if _lists(one) and self._likeness(one) >= SAME_NAME]
        sure = {one.jurisdiction for one in same}
        chinese = {(one.party or {}).get("name_zh") for one in same} - {None}
        kept = [
            one
            for one in found
            if one.jurisdiction not in sure
            or self._likeness(one) >= NEARLY
            or (one.party or {}).get("name_zh") in chinese
        ]
        kept = _nearest(kept, self._likeness)
        self.others = len(found) - len(kept)
        self.lists = frozenset(one.on_list for one in same if one.on_list and _binds(one))
        return kept

    def _likeness(self, measure: Measure) -> float:
        return self.named[measure.id].score

    def _findings(self) -> Iterator[Finding]:
        seen = set()
        parties = self.parties
        for measure in (*parties, *self.measures):
            if measure.id not in seen:
                seen.add(measure.id)
                found = self.comparison.finding(measure, self.asked.of(measure.jurisdiction))
                if found is not None:
                    yield found

    def _overtaken(self, findings: list[Finding]) -> Iterator[Finding]:
        """Each finding; where another of them amends it, that is a condition of its own."""
        acts = {one.measure.instrument for one in findings}
        position = self.find.position(self.question)
        for one in findings:
            bodies = self.find.view.facts(f"measure/{one.measure.id}", position)
            facts = [json.loads(body) for *_, body in bodies if '"measure amended"' in body]
            amended = {fact["cited"]["instrument"] for fact in facts} & acts
            told = tuple(
                f"amended by {act_name(act)}: where that reaches the goods, its policy counts"
                for act in sorted(amended - {one.measure.instrument})
            )
            yield replace(one, conditions=(*one.conditions, *told)) if told else one

    @cached_property
    def comparison(self) -> Comparison:
        return Comparison(self.case, self.books, self.named, self._dual_use(), self.lists)

    def _dual_use(self) -> bool | None:
        """Whether the goods are on the Chinese dual-use list that day, by the controls in force."""
        case, terms = self.case.goods, self.books.terms
        if any(code.regime == "CN" and terms.listed(code) for code in case.meant):
            return True
        for measure in self.measures:
            if case.named and _on_the_list(measure):
                side = match.reached("CN", "control", measure.scope)
                if match.weigh(case, side, terms, day=self.asked.CN).says == "yes":
                    return True
        return None

    # -- what is left out ---------------------------------------------------------------------

    def _not_understood(self) -> Iterator[str]:
        for word in self.case.goods.found.unknown:
            near = did_you_mean(self.books.terms.near_to(word))
            yield f"no term on file for “{word}”{near}; it is compared by its letters only"

    def _outside(self) -> Iterator[str]:
        if self.case.party is None:
            yield "no party told: lists of parties, and rules on their owners, were not compared"
        else:
            yield "ownership not checked: a listed party may own the one named"
            for measure in self.comparison.silent:
                where = f"{measure.id} ({measure.on_list or measure.kind})"
                yield f"{measure.title} is named by {where}, which catches no shipment"
            if self.others:
                many = counted(self.others, "listing")
                yield f"{many} more under names like it left out; `tracker listed` has them"
            yield from unnamed_words(self.find, self.question, self.asked)
        if self.comparison.untold:
            many = counted(len(self.comparison.untold), "measure")
            yield f"no goods told: {many} on particular goods not compared"
        left = self.comparison.uncompared
        if left:
            acts = list(dict.fromkeys(act_name(name.partition("/")[0]) for name in left))
            told = ", ".join(acts[:5]) + (" …" if len(acts) > 5 else "")
            many = counted(len(left), "measure")
            yield f"cannot say for {many} with nothing on file to compare these goods with: {told}"
        yield NOT_HELD


def _nearest(found: list[Measure], likeness: Callable[[Measure], float]) -> list[Measure]:
    """All that bear nearly the very name, and of a country's others the nearest few."""
    shown: Counter[str] = Counter()
    kept = []
    for one in sorted(found, key=lambda one: -likeness(one)):
        shown[one.jurisdiction] += likeness(one) < NEARLY
        if likeness(one) >= NEARLY or shown[one.jurisdiction] <= FEW_OTHERS:
            kept.append(one)
    return kept


def _lists(measure: Measure) -> bool:
    """Whether a measure lists parties, rather than goods with a party in their story."""
    return measure.kind == "listing" or measure.on_list is not None


def _binds(measure: Measure) -> bool:
    return measure.state == "in_force"


def _weighed(one: Standing) -> bool:
    return one.kind in WEIGHED or one.kind == "relief"


def _on_the_list(measure: Measure) -> bool:
    """A control in force whose goods are on the Chinese dual-use list."""
    return measure.on_list == DUAL_USE and measure.state == "in_force"


def _group(finding: Finding) -> str:
    measure = finding.measure
    if measure.state in ("suspended", "announced"):
        return "not_now"
    if measure.kind == "relief":
        return "reliefs"
    return "applies" if finding.verdict == "yes" else "may_apply"


def _order(finding: Finding) -> tuple[int, bool, str, str]:
    """Where least is missing first; then listings of the party."""
    measure = finding.measure
    return len(finding.missing), finding.matched is None, measure.jurisdiction, measure.id
