"""The question: a case against every measure on file, with the state each has on the day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tracker.answers import Measure
from tracker.asked import UsageError, did_you_mean
from tracker.check.answer import GROUPS, CheckAnswer, Finding
from tracker.check.books import Books, places
from tracker.check.case import Case, understand_case
from tracker.check.compare import Comparison
from tracker.check.parties import Parties, the_same
from tracker.finding import Finder
from tracker.items import match
from tracker.items.codes import Code, code_of, covers
from tracker.names.search import Match as Named
from tracker.names.search import UnsearchableName
from tracker.parties.near import Near
from tracker.parties.unnamed import unnamed_words
from tracker.parties_held import counts, surplus
from tracker.question import Day, Recorded
from tracker.view import Standing, Where, where_of
from tracker.view_weighed import may_reach
from tracker.words import act_name, counted

WEIGHED = ("control", "ban", "listing", "duty", "fee")
MOST_PARTIES = 100
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
        self.asked = find.day(on)
        self.question = find.question("check", {}, known, recorded, "all", True)

    def answer(self) -> CheckAnswer:
        findings: dict[str, list[Finding]] = {name: [] for name in GROUPS}
        for finding in self._with_doubts(list(self._findings())):
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
        where = where_of({}, self.find.view, parts=False)
        if not self.question.past:  # the others can say no more than no
            where = may_reach(where, (*WEIGHED, "relief"), self.named)
        return self._standing(where)

    def _standing(self, where: Where, among: Sequence[str] | None = None) -> list[Measure]:
        return [
            self.find.measure(one, self.asked)
            for one in self.find.on(self.question, self.asked, where, among)
            if one.state != "ended" and one.reason != "not_yet_published" and _weighed(one)
        ]

    @cached_property
    def named(self) -> dict[str, Named]:
        """The measures that bear a name like the party's, by id."""
        if self.case.party is None:
            return {}
        try:
            return Near(self.find, self.question).named(self.case.party, MOST_PARTIES)
        except UnsearchableName as refusal:
            raise UsageError(str(refusal).replace("name:", "party:", 1)) from None

    @cached_property
    def parties(self) -> Parties:
        """What bears the party's name as it stands that day, sorted into the same and others."""
        if not self.named:
            return Parties([], [], 0)
        where = where_of({}, self.find.view, parts=True)
        found = self._standing(where, list(self.named))
        return the_same(found, {name: one.score for name, one in self.named.items()})

    def _findings(self) -> Iterator[Finding]:
        seen = set()
        for measure in (*self.parties.kept, *self.measures):
            if measure.id not in seen:
                seen.add(measure.id)
                found = self.comparison.finding(measure, self.asked.of(measure.jurisdiction))
                if found is not None:
                    yield found

    def _with_doubts(self, findings: list[Finding]) -> Iterator[Finding]:
        """Each finding; that another amends it, or that its list is doubtful, is a condition."""
        doubts = surplus(counts(self.find.view)) if self.named else {}
        acts = {one.measure.instrument for one in findings if one.measure.state == "in_force"}
        position = self.find.position(self.question)
        for one in findings:
            bodies = self.find.view.facts(f"measure/{one.measure.id}", position)
            facts = [json.loads(body) for *_, body in bodies if '"measure amended"' in body]
            amended = {fact["cited"]["instrument"] for fact in facts} & acts
            told = [
                f"amended by {act_name(act)}: where that reaches the goods, its policy counts"
                for act in sorted(amended - {one.measure.instrument})
            ]
            if one.matched and (doubt := doubts.get(one.measure.id.rpartition("/")[0])):
                told.append(doubt)
            yield replace(one, conditions=(*one.conditions, *told)) if told else one

    @cached_property
    def comparison(self) -> Comparison:
        in_force = [one for one in self.parties.same if one.state == "in_force"]
        lists = frozenset(one.on_list for one in in_force if one.on_list)
        return Comparison(self.case, self.books, self.named, self._dual_use(), lists)

    def _dual_use(self) -> bool | None:
        """Whether the goods are on the Chinese dual-use list that day, by the controls in force."""
        case, terms = self.case.goods, self.books.terms
        if any(self._always_listed(code) for code in case.meant):
            return True
        for measure in self.measures:
            if case.named and _on_the_list(measure):
                side = match.reached("CN", "control", measure.scope)
                if match.weigh(case, side, terms, day=self.asked.CN).says == "yes":
                    return True
        return None

    def _always_listed(self, code: Code) -> bool:
        """Whether a code stands on the Chinese list as we have it, and no announcement on file put
        it there: what those name has days and states of its own."""
        if code.regime != "CN" or not self.books.terms.listed(code):
            return False
        announced = [code_of("CN", text) for text in self.find.view.codes_of(DUAL_USE)]
        return not any(covers(one, code) or covers(code, one) for one in announced)

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
            if self.parties.others:
                many = counted(self.parties.others, "listing")
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
        if self.case.destination:
            day = self.asked.latest
            seen = {name: one.as_of for name, one in self.books.groups.found.items()}
            old = [f"{name} on {last}" for name, last in seen.items() if last < day]
            if old:
                yield f"groups of countries as last seen: {', '.join(old)}"
        yield NOT_HELD


def _weighed(one: Standing) -> bool:
    return one.kind in WEIGHED or one.kind == "relief"


def _on_the_list(measure: Measure) -> bool:
    """A control in force whose goods are on the Chinese dual-use list."""
    return measure.on_list == DUAL_USE and measure.state == "in_force" and measure.confirmed


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
