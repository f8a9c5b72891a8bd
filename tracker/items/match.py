"""Whether a measure reaches the goods that were named: yes, maybe, no, or cannot say.

What is named describes one thing: words, a control code, an HS number, or several of them. Each is
held against the measure by itself, and then they are weighed together:

* A code against codes of its own regime decides: the same or a part of the measure's is yes, wider
  is maybe (which of them?), any other is a hard no. A code of the other regime is never held
  against codes; what it stands for is compared in words, and can lead to maybe at most.
* Where a measure has no codes on file, a code is taken for the terms it stands for.
* Words are compared as terms (`tracker.items.terms`): the same or a kind of the measure's is yes,
  wider is maybe, unrelated is no. With words beside the terms that nobody knows ("graphite
  bicycle"), or where one of several things named is not reached, yes becomes maybe. Words that are
  no term at all are maybe where the measure's own items hold them, else nobody can say; so a word
  by itself names no measure that does not use it.
* An HS number is for reference in export controls: maybe at most. For duties and on imports it is
  yes. A number the measure does not have is taken for what usually stands under it; the numbers on
  file may be a part of the measure's.

Together: a hard no beats all but a yes, and against a yes it is maybe, since the two disagree. Then
yes, then no (of words, or of a code taken for its terms), then maybe, then cannot. A no that rests
on an HS number alone comes last but one.

A class (all dual-use items, all that is subject to the EAR, all goods) reaches what is in it. The
caller knows whether the goods are, and says so; if not, that is the missing fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from tracker.asked import UsageError
from tracker.items.codes import Code, covers, parse
from tracker.items.hs import Hs, compare, parse_hs
from tracker.items.terms import Found, Term, Terms

Says = Literal["yes", "maybe", "no", "cannot"]
LIST = {"CN": "Chinese", "US": "American"}
CLASS_WORDS = {"dual_use": "all dual-use items", "ear": "all items subject to the EAR"}
CLASS_ASKS = {
    "dual_use": "is it on the Chinese dual-use list on that day?",
    "ear": "is it subject to the EAR?",
}
SURE: tuple[Says, ...] = ("yes", "maybe", "cannot", "no")
REFERENCE = "HS numbers are for reference only; does it meet the text of the entry?"


@dataclass(frozen=True, slots=True)
class Goods:
    """What was named, understood; `meant` are the codes whose lists have them."""

    words: str | None = None
    found: Found = field(default_factory=Found)
    codes: tuple[Code, ...] = ()
    meant: tuple[Code, ...] = ()
    hs: Hs | None = None

    @property
    def named(self) -> bool:
        """Whether anything was named."""
        return bool(self.words or self.codes or self.hs)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a measure's scope says of goods."""

    jurisdiction: str
    kind: str = "control"
    items: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    flow: str | None = None

    @property
    def by_tariff(self) -> bool:
        """Whether HS numbers decide: in duties, and where goods are stopped on their way in."""
        return self.kind == "duty" or self.flow == "import"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer, why, and for "maybe" the fact that is missing."""

    says: Says
    why: str
    missing: str | None = None
    hard: bool = False


def goods(
    terms: Terms,
    words: str | None = None,
    code: str | tuple[Code, ...] | None = None,
    hs: str | Hs | None = None,
) -> Goods:
    """What was named, understood. Raises UsageError for a code or number that is none."""
    codes = parse(code) if isinstance(code, str) else code or ()
    return Goods(
        words=words,
        found=terms.find(words) if words else Found(),
        codes=codes,
        meant=terms.known(codes),
        hs=parse_hs(hs) if isinstance(hs, str) else hs,
    )


def reached(jurisdiction: str, kind: str, scope: Mapping[str, Any]) -> Reached:
    """What a measure's scope, as its facts hold it, says of goods."""
    items, codes, hs = (tuple(scope.get(name) or ()) for name in ("items", "codes", "hs"))
    return Reached(jurisdiction, kind, items, codes, hs, scope.get("flow"))


def weigh(
    asked: Goods,
    measure: Reached,
    terms: Terms,
    *,
    day: date | None = None,
    dual_use: bool | None = None,
    subject_to_ear: bool | None = None,
) -> Verdict:
    """Whether a measure reaches what was named, on a day."""
    if not asked.named:
        return Verdict("cannot", "no goods are named")
    side = _Side(measure, terms, day)
    told = [
        one
        for one in (_by_code(asked, side), _by_words(asked, side), _by_hs(asked, side))
        if one is not None
    ]
    alone = _together(told)
    if alone.says == "yes":
        return alone
    inside = {"dual_use": dual_use, "ear": subject_to_ear}
    for term in side.classes:
        if term.reach == "all":
            return Verdict("yes", "it reaches all goods")
        if term in asked.found.terms:
            return Verdict("yes", f"it reaches {term.name}")
    told = [_of_class(term.reach, inside[term.reach]) for term in side.classes if term.reach]
    return min(told, key=lambda one: SURE.index(one.says)) if told else alone


class _Side:
    """A measure's scope with its codes, numbers and words understood."""

    def __init__(self, measure: Reached, terms: Terms, day: date | None) -> None:
        self.measure, self.terms, self.day = measure, terms, day
        self.regime = measure.jurisdiction
        self.unread: list[str] = []  # codes and numbers in a form nobody knows
        self.codes = tuple(self._codes())
        self.numbers = tuple(self._numbers())
        named = [(item, terms.named(item)) for item in measure.items]
        self.classes = [term for _, term in named if term and term.reach]
        own = [term for _, term in named if term and not term.reach]
        by_code = [
            term for code in self.codes for term, whole in terms.coded(code).items() if whole
        ]
        self.named = list(dict.fromkeys(own))
        self.things = list(dict.fromkeys([*own, *by_code]))
        self.untold = [item for item, term in named if term is None]

    def _codes(self) -> Iterator[Code]:
        for text in self.measure.codes:
            try:
                yield from (code for code in parse(text) if code.regime == self.regime)
            except UsageError:
                self.unread.append(text)

    def _numbers(self) -> Iterator[Hs]:
        for text in self.measure.hs:
            try:
                yield parse_hs(text, "CN" if self.regime == "CN" else "US")
            except UsageError:
                self.unread.append(text)

    def kin(self, term: Term) -> tuple[Says, str]:
        """What a term asked about is to the measure, and why."""
        for one in self.things:
            if self.terms.relation(term, one) == "same":
                return "yes", f"it names {term.name}"
        own = term.coded(self.regime, self.day)
        if above := next((one for one in self.codes for code in own if covers(one, code)), None):
            return "yes", f"{term.name} is under {above.text}, which it has"
        for one in self.things:
            if self.terms.relation(term, one) == "narrower":
                return "yes", f"it names {one.name}, and {term.name} is a kind of that"
        below = any(
            covers(code, one) or covers(one, code)
            for kind in self.terms.kinds(term)
            for code in kind.coded(self.regime, self.day)
            for one in self.codes
        )
        broader = any(self.terms.relation(term, one) == "broader" for one in self.things)
        return ("maybe" if below or broader else "no"), f"it names {self.words}"

    @property
    def words(self) -> str:
        """The measure's goods in words."""
        return _listed([term.name for term in self.things] or self.measure.items)


# -- each by itself ---------------------------------------------------------------------------


def _by_code(asked: Goods, side: _Side) -> Verdict | None:
    if not asked.codes:
        return None
    own = [code for code in asked.codes if code.regime == side.regime]
    for code in own:
        if above := next((one for one in side.codes if covers(one, code)), None):
            return Verdict("yes", f"{code.text} is {_under(code, above)}")
    for code in own:
        if below := [one.text for one in side.codes if covers(code, one)]:
            return Verdict(
                "maybe", f"of {code.text} it has {_listed(below)}", f"which of {code.text} is it?"
            )
    meant = [code for code in asked.meant if code.regime == side.regime]
    if meant and side.codes and side.unread:
        return Verdict("cannot", f"what it means by {_listed(side.unread)} is not on file")
    if meant and side.codes:
        codes = _listed([code.text for code in side.codes])
        return Verdict("no", f"{meant[0].text} is not among its codes ({codes})", hard=True)
    if meant:
        return _by_meaning(meant[0], side, most="yes")
    return _by_meaning(asked.meant[0], side, most="maybe")


def _under(code: Code, above: Code) -> str:
    return "among its codes" if code == above else f"under {above.text}, which it has"


def _by_meaning(code: Code, side: _Side, most: Says) -> Verdict:
    """A code taken for the terms it stands for."""
    stands = side.terms.coded(code, side.day)
    if not stands:
        return Verdict("cannot", f"it has no code to compare, and what {code} is, is not on file")
    if not side.things:
        return _nothing(side)
    kin = {term: side.kin(term)[0] for term in stands}
    near = [term for term, says in kin.items() if says != "no"]
    name = _listed([term.name for term in near or stands])
    if any(says == "yes" and stands[term] for term, says in kin.items()):
        if most == "yes":
            return Verdict("yes", f"{code.text} is {name}, and it names {side.words}")
        ask = f"what is it on the {LIST[side.regime]} list?"
        return Verdict("maybe", f"{code} is {name}, and it names {side.words}", ask)
    if any(says != "no" for says in kin.values()):
        ask = f"which of {code.text} is it?"
        return Verdict("maybe", f"{code} is {name}, and it names {side.words}", ask)
    return _or_untold(Verdict("no", f"{code} is {name}, and it names {side.words}"), side)


def _by_words(asked: Goods, side: _Side) -> Verdict | None:
    if not asked.words:
        return None
    found = [term for term in asked.found.terms if not term.reach]
    if not found:
        return None if asked.found.terms else _in_its_words(asked.words, side)
    if not side.things:
        return _nothing(side)
    kin, why = zip(*(side.kin(term) for term in found), strict=True)
    names = _listed([term.name for term in found])
    if "yes" in kin:
        if asked.found.unknown:
            rest = " ".join(asked.found.unknown)
            return Verdict("maybe", f"it names {side.words}", f"what is {rest!r}?")
        if set(kin) != {"yes"}:
            return Verdict("maybe", f"it names {side.words}", f"which is it: {names}?")
        return Verdict("yes", why[0])
    if "maybe" in kin:
        return Verdict("maybe", f"it names {side.words}", f"which {names} is it?")
    return _or_untold(Verdict("no", f"it names {side.words}, not {names}"), side)


def _in_its_words(words: str, side: _Side) -> Verdict:
    """Words that are no term: found in what the measure itself says, or not to be told."""
    folded = side.terms.folded(words)
    for item in side.measure.items:
        if len(folded) > 1 and f" {folded} " in f" {side.terms.folded(item)} ":
            return Verdict("maybe", f"its text has {item!r}", "is it this item?")
    return Verdict("cannot", f"what {words!r} is, is not on file: name it otherwise, or by a code")


def _by_hs(asked: Goods, side: _Side) -> Verdict | None:
    if asked.hs is None:
        return None
    matches = [(compare(asked.hs, number), number) for number in side.numbers]
    digits = asked.hs.digits
    for match, number in matches:
        if match in ("same", "within"):
            why = f"{digits} is {number.digits}" + ("" if match == "same" else " or a part of it")
            if side.measure.by_tariff:
                return Verdict("yes", why)
            return Verdict("maybe", why, REFERENCE)
    if below := [number.digits for match, number in matches if match == "covers"]:
        return Verdict("maybe", f"of {digits} it has {_listed(below)}", f"which of {digits} is it?")
    if shared := [number.digits for match, number in matches if match == "shared"]:
        why = f"it has {_listed(shared)}, alike in six digits; beyond, each country has its own"
        ask = f"what is its number in the {LIST[side.regime]} tariff?"
        return Verdict("maybe", why, ask)
    return _by_heading(asked.hs, side)


def _by_heading(number: Hs, side: _Side) -> Verdict:
    """A number the measure does not have, taken for what usually stands under it."""
    under = side.terms.under(number)
    if not under or not side.things:
        return Verdict("cannot", f"it has no HS number on file to compare with {number.digits}")
    name = _listed([term.name for term in under])
    if any(side.kin(term)[0] != "no" for term in under):
        why = f"{name} may stand under {number.digits}, and it names {side.words}"
        return Verdict("maybe", why, "what is it in words, or by its control code?")
    return Verdict("no", f"under {number.digits} stands {name}, and it names {side.words}")


def _nothing(side: _Side) -> Verdict:
    if side.untold:
        return Verdict("cannot", f"which goods it means by {_listed(side.untold)} is not on file")
    return Verdict("cannot", "which goods it reaches is not on file")


def _or_untold(verdict: Verdict, side: _Side) -> Verdict:
    """A no, unless the measure also has words nobody has told the meaning of."""
    if not side.untold:
        return verdict
    return Verdict("cannot", f"which goods it means by {_listed(side.untold)} is not on file")


# -- together ---------------------------------------------------------------------------------


def _together(told: list[Verdict]) -> Verdict:
    by: dict[str, Verdict] = {}
    for one in told:
        by.setdefault("hard" if one.hard else one.says, one)
    if "hard" in by and "yes" in by:
        why = f"{by['yes'].why}; but {by['hard'].why}"
        return Verdict("maybe", why, "the code and the rest disagree: which is right?")
    for says in ("hard", "yes", "no", "maybe", "cannot"):
        if says in by:
            return by[says]
    return Verdict("cannot", "which goods it reaches is not on file")


def _of_class(reach: str, inside: bool | None) -> Verdict:
    words = CLASS_WORDS[reach]
    if inside is None:
        return Verdict("maybe", f"it reaches {words}", CLASS_ASKS[reach])
    if inside:
        return Verdict("yes", f"it reaches {words}, and this is one")
    return Verdict("no", f"it reaches {words}, and this is none")


def _listed(words: Iterable[str], most: int = 4) -> str:
    given = list(words)
    shown = ", ".join(given[:most])
    return shown if len(given) <= most else f"{shown} and {len(given) - most} more"
