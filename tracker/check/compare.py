"""One measure held against a case, dimension by dimension: party, way, place, use, goods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.answers import Measure
from tracker.check.answer import Finding
from tracker.check.books import Books
from tracker.check.case import Case
from tracker.check.parties import SAME_NAME
from tracker.check.reach import destined, flow_of, reached, used
from tracker.check.said import Said, together
from tracker.items import match
from tracker.names.search import Match as Named

LIFTS = ("general_licence", "exempt")
NAMING = ("listing", "ban", "relief")  # what names parties reaches nobody else
FEW = 3  # parties that a measure may name and still be about goods


@dataclass
class Comparison:
    """A case with what is known of it: the listings under its party's name, and its goods' class.

    `lists`: on which lists the very name stands that day. `dual_use`: whether the goods are on the
    Chinese list that day, None where that is not known.
    `uncompared` gathers the measures that would reach the case, had they goods on file; `untold`
    those on particular goods, where the case tells of none; `silent` the listings of the very party
    that catch no shipment.
    """

    case: Case
    books: Books
    named: Mapping[str, Named]
    dual_use: bool | None = None
    lists: frozenset[str] = frozenset()
    uncompared: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    silent: list[Measure] = field(default_factory=list)

    def finding(self, measure: Measure, day: date) -> Finding | None:
        """What a measure is to the case; None where it does not reach it, or cannot be compared."""
        if measure.kind == "relief" and measure.policy not in LIFTS:
            return None
        if flow_of(measure) == "other":
            if measure.id in self.named:
                self.silent.append(measure)
            return None
        told: list[Said] = []
        for more in self._dimensions(measure, day):
            told += more
            if together(told) == "no":
                return None
        if together(told) == "cannot":
            left = self.uncompared if self.case.goods.named else self.untold
            left.append(measure.id)
            return None
        return self._found(measure, told, day)

    def _dimensions(self, measure: Measure, day: date) -> Iterator[list[Said]]:
        """The cheap ones first: most measures are out before their goods are looked at."""
        groups = self.books.groups
        yield list(self._party(measure))
        yield [reached(measure, self.case, groups, day, self.lists)]
        yield [destined(measure, self.case, groups, day), used(measure, self.case)]
        yield [self._goods(measure, day)]

    def _found(self, measure: Measure, told: Sequence[Said], day: date) -> Finding:
        missing = [one.missing for one in told if one.verdict == "maybe" and one.missing]
        if measure.state == "in_force" and not measure.confirmed:
            missing.append(
                f"whether an act prolonged the stay: it ran out on {_before(measure.since)} and"
                " nobody has confirmed the return"
            )
        elif measure.state == "unknown":
            missing.append("the exact day it begins or ends: it is known only in part")
        named = self.named.get(measure.id)
        matched = None
        if named:
            matched = {"name": named.printed, "score": named.score, "why": named.why}
        return Finding(
            measure=measure,
            verdict="maybe" if missing or together(told) == "maybe" else "yes",
            because=tuple(dict.fromkeys(one.words for one in told if one.words)),
            missing=tuple(dict.fromkeys(missing)),
            conditions=tuple(dict.fromkeys(_conditions(measure, told, day))),
            matched=matched,
        )

    def _party(self, measure: Measure) -> Iterator[Said]:
        """Whether the party is one it names; nothing to say of a measure that names nobody."""
        scope = measure.scope
        names = bool(measure.party or scope["parties"] or measure.kind == "listing")
        about = scope["parties_count"] and "technology" in (scope.get("limbs") or ())
        if not names and not about and measure.kind not in NAMING:
            return
        if not names and not scope["parties_count"]:
            return
        named = self.named.get(measure.id)
        if named is not None and named.score >= SAME_NAME:
            yield Said("yes", f"lists {named.printed}: {named.why}")
        elif named is not None:
            missing = f"whether the party is {named.printed} (likeness {named.score:.0f} of 100)"
            yield Said("maybe", f"lists {named.printed}: {named.why}", missing)
        elif self._by_a_few(measure):
            told = " or ".join(scope["parties"])
            yield Said("maybe", f"about {told}", f"whether {told} takes part")
        elif names or measure.kind in NAMING:
            yield Said("no", "names other parties")
        else:
            many = scope["parties_count"]
            yield Said("maybe", "", f"whether one of the {many} parties it is about takes part")

    def _by_a_few(self, measure: Measure) -> bool:
        """Whether a measure on certain goods names few parties, and none was told: a shipper may be
        one of them."""
        scope = measure.scope
        goods = scope["items"] or scope["codes"] or scope["hs"]
        few = 0 < len(scope["parties"]) <= FEW and measure.party is None
        return bool(self.case.party is None and few and goods and measure.on_list is None)

    def _goods(self, measure: Measure, day: date) -> Said:
        """Whether it reaches the goods; a duty whose list is not on file is a question."""
        if flow_of(measure) == "dealing":
            return Said("yes")
        scope = measure.scope
        own = [*scope["items"], *scope["codes"], *scope["hs"]]
        if not own:
            return self._no_goods_on_file(measure)
        if not self.case.goods.named:
            return self._unnamed_goods(measure, own)
        verdict = match.weigh(
            self.case.goods,
            match.reached(measure.jurisdiction, measure.kind, scope),
            self.books.terms,
            day=day,
            dual_use=self.dual_use if measure.jurisdiction == "CN" else None,
            subject_to_ear=True,  # else the way they are reached has said no, or asks
        )
        if verdict.says == "cannot" and measure.id in self.named:
            words = ", ".join(own[:4]) + (" …" if len(own) > 4 else "")
            return Said("maybe", "", f"whether the goods are among what it is about ({words})")
        return Said(verdict.says, verdict.why, verdict.missing)

    def _no_goods_on_file(self, measure: Measure) -> Said:
        if measure.kind == "listing" or measure.party:
            return Said("yes")
        if measure.kind == "duty":
            return Said("maybe", "", "whether it takes in these goods: its list is not on file")
        return Said("cannot")

    def _unnamed_goods(self, measure: Measure, own: Sequence[str]) -> Said:
        """No goods were told: what takes in everything needs none, and a party was told."""
        reach = {term.reach for item in own if (term := self.books.terms.named(item))}
        if "all" in reach or ("ear" in reach and measure.jurisdiction == "US"):
            return Said("yes", "whatever the goods are")
        if measure.id not in self.named:
            return Said("cannot")
        words = ", ".join(own[:4]) + (" …" if len(own) > 4 else "")
        return Said("maybe", "", f"what the goods are ({words}?)")


def _conditions(measure: Measure, told: Sequence[Said], day: date) -> Iterator[str]:
    yield from (words for one in told for words in one.conditions)
    if measure.compliance_from and day.isoformat() < measure.compliance_from:
        yield f"compliance is asked only from {measure.compliance_from}"
    if measure.form == "letter":
        yield "a letter binds whom it was sent to"


def _before(since: str | None) -> str:
    return "" if since is None else (date.fromisoformat(since) - timedelta(1)).isoformat()
