"""The filters `item`, `code` and `hs`: a condition on the view, and the same on one measure.

They find more than they decide: a code reaches its own sub-entries and the entries above it, words
reach the kinds of what they name and what it is a kind of, and also any text that holds them as
they were typed. Classes ("all dual-use") are found by their own names only. A text that can be a
code of one regime finds measures of that one; a text that is no code or number finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from tracker.asked import UsageError
from tracker.items.codes import SERIES_600, Code, parse
from tracker.items.hs import SHARED, parse_hs
from tracker.items.terms import Term, Terms

Tags = Sequence[tuple[str, str]]
OTHER = {"CN": "US", "US": "CN"}
SHORTEST = 4  # letters of a Latin name that is looked for inside texts
MOST = 50  # goods of one question


class Sought(Protocol):
    """What a filter looks for."""

    def sql(self, given: dict[str, object]) -> str:
        """The condition on a measure `m`, its values put into `given`."""

    def meets(self, jurisdiction: str, words: str, tags: Tags) -> bool:
        """The same for a measure that is not in the view: its text and tags as folded for one."""


def sought(name: str, text: str, terms: Callable[[], Terms]) -> Sought:
    """What a filter of this name looks for; `terms` are fetched only where words are asked."""
    if name == "code":
        return _code(text)
    if name == "hs":
        return _hs(text)
    return _item(text.casefold(), text.strip(), terms())


@dataclass(frozen=True)
class Tagged:
    """Tags of one kind: one of `alike`, or inside one of `spans` (from the first value up to the
    second); in one jurisdiction, or in any. `series` is a third sign that is enough."""

    what: str
    alike: frozenset[str]
    spans: tuple[tuple[str, str], ...] = ()
    jurisdiction: str | None = None
    series: str | None = None

    def sql(self, given: dict[str, object]) -> str:
        marks = [_mark(given, one) for one in sorted(self.alike)]
        chosen = f"SELECT measure FROM tag WHERE what = '{self.what}' AND value"
        # Look-ups in the index, one by one; with OR it would be walked from end to end.
        ways = [f"{chosen} IN ({', '.join(marks)})"]
        for low, high in self.spans:
            ways.append(f"{chosen} >= {_mark(given, low)} AND value < {_mark(given, high)}")
        if self.series:
            ways.append(f"{chosen} GLOB {_mark(given, f'??{self.series}*')}")
        found = f"m.num IN ({' UNION '.join(ways)})"
        if self.jurisdiction is None:
            return found
        return f"(m.jurisdiction = {_mark(given, self.jurisdiction)} AND {found})"

    def meets(self, jurisdiction: str, words: str, tags: Tags) -> bool:
        if self.jurisdiction not in (None, jurisdiction):
            return False
        return any(
            value in self.alike
            or any(low <= value < high for low, high in self.spans)
            or (self.series is not None and value[2:3] == self.series)
            for what, value in tags
            if what == self.what
        )


@dataclass(frozen=True)
class Text:
    """Texts of which one must stand in a measure's words."""

    texts: tuple[str, ...]

    def sql(self, given: dict[str, object]) -> str:
        found = " OR ".join(f"instr(m.words, {_mark(given, text)}) > 0" for text in self.texts)
        return f"({found})"

    def meets(self, jurisdiction: str, words: str, tags: Tags) -> bool:
        return any(text in words for text in self.texts)


@dataclass(frozen=True)
class Either:
    """One of several."""

    ways: tuple[Sought, ...]

    def sql(self, given: dict[str, object]) -> str:
        return f"({' OR '.join(way.sql(given) for way in self.ways)})" if self.ways else "0"

    def meets(self, jurisdiction: str, words: str, tags: Tags) -> bool:
        return any(way.meets(jurisdiction, words, tags) for way in self.ways)


@dataclass(frozen=True)
class Every:
    """All of several."""

    ways: tuple[Sought, ...] = field(default=())

    def sql(self, given: dict[str, object]) -> str:
        return f"({' AND '.join(way.sql(given) for way in self.ways)})" if self.ways else "1"

    def meets(self, jurisdiction: str, words: str, tags: Tags) -> bool:
        return all(way.meets(jurisdiction, words, tags) for way in self.ways)


def _mark(given: dict[str, object], value: object) -> str:
    name = f"sought{len(given)}"
    given[name] = value
    return f":{name}"


@lru_cache(maxsize=1000)
def _code(text: str) -> Sought:
    try:
        codes = parse(text)
    except UsageError:
        return Tagged("code", frozenset({text.strip().casefold()}))
    if codes[0].text == SERIES_600:
        return Tagged("code", frozenset({SERIES_600}), jurisdiction="US", series="6")
    if len(codes) == len(OTHER):  # written alike, so it need not be said whose
        return _of_codes(codes[:1], None)
    return _of_codes(codes, codes[0].regime)


def _of_codes(codes: Iterable[Code], jurisdiction: str | None) -> Tagged:
    below = {code.text.casefold() for code in codes}
    alike = frozenset(one.casefold() for code in codes for one in code.above)
    spans = tuple((text + ".", text + "/") for text in sorted(below))
    return Tagged("code", alike, spans, jurisdiction)


@lru_cache(maxsize=1000)
def _hs(text: str) -> Sought:
    try:
        number = parse_hs(text)
    except UsageError:
        return Tagged("hs", frozenset({text.strip()}))
    if number.country is None:
        return _of_digits(number.digits, None)
    other = _of_digits(number.digits[:SHARED], OTHER[number.country])
    return Either((_of_digits(number.digits, number.country), other))


def _of_digits(digits: str, jurisdiction: str | None) -> Tagged:
    alike = frozenset(digits[:size] for size in range(4, len(digits) + 1))
    return Tagged("hs", alike, ((digits, digits + ":"),), jurisdiction)


@lru_cache(maxsize=100)
def _item(typed: str, text: str, terms: Terms) -> Sought:
    pieces = tuple(dict.fromkeys(terms.pieces(text)))
    if len(pieces) > MOST:  # Chinese words have no blanks between them to be counted by
        raise UsageError(f"item: expected {MOST} goods at most, found {len(pieces)}")
    plain = Every(tuple(Text((word,)) for word in typed.split()))
    if not any(term for _, term in pieces):
        return plain
    told = Every(tuple(_of_term(t, terms) if t else Text((piece,)) for piece, t in pieces))
    # A symbol by itself is in no text what it is in chemistry.
    return told if terms.is_symbol(text) else Either((plain, told))


def _of_term(term: Term, terms: Terms) -> Sought:
    near = {term} if term.reach else set(terms.near(term))
    names = frozenset(
        name.casefold() for one in near if not one.reach for name in (*one.names, *one.said)
    ) | frozenset(name.casefold() for name in (*term.names, *term.said))
    codes = {code for one in terms.kinds(term) for code in one.codes}
    ways: list[Sought] = [Tagged("item", names)]
    for regime in OTHER:
        if own := [code for code in codes if code.regime == regime]:
            ways.append(_of_codes(own, regime))
    if texts := tuple(sorted(_in_texts(term, terms))):
        ways.append(Text(texts))
    return Either(tuple(ways))


def _in_texts(term: Term, terms: Terms) -> Iterable[str]:
    for name in term.names:
        folded = terms.folded(name)
        if len(folded) >= SHORTEST or (not folded.isascii() and not term.whole):
            yield from {name.casefold(), folded, folded.replace(" ", "-")}
