"""What goods are called: names in two languages, what is a kind of what, and codes of each regime.

The names stand in `config/terms.yml`. A query is cut into the longest names it holds, wherever
Chinese writes no spaces; a name is found in any case, in the plural, with hyphens or without, in
traditional characters. An element's symbol is found as it is written (Dy, not dy); one that is also
a word or an abbreviation (In, As, He, W) only where it is all that was asked.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from events.errors import ConfigError
from tracker.asked import UsageError, nearest
from tracker.items.codes import Code, Regime, code_of, covers
from tracker.items.hs import Hs
from tracker.names.characters import simplified

FILE = "terms.yml"
Kinship = Literal["same", "narrower", "broader", "none"]
Class = Literal["dual_use", "ear", "all"]
FIELDS = frozenset(
    ["zh", "also", "said", "symbol", "broader", "codes", "codes_from", "hs", "class", "whole"]
)  # of a term in the file
NOT_INSIDE = frozenset(["In", "As", "No", "He", "At", "Be", "Am", "La", "Ho", "Mo", "Pr"])
_SYMBOL = re.compile(r"(?<![A-Za-z0-9-])[A-Z][a-z]?(?![A-Za-z0-9-])")
_APART = re.compile(r"[\s\-\u2010-\u2015_/,;:()\[\]{}\"'、，；：（）【】“”‘’·+&]+")
_CJK = r"[\u3400-\u9fff]"
_BETWEEN = re.compile(rf"(?<={_CJK}) (?={_CJK})")
_LATIN = re.compile(r"[a-z0-9.]")
MOST_KEPT = 4_000  # codes whose terms are kept


@dataclass(frozen=True, slots=True)
class Term:
    """One kind of goods, or a class: `dual_use` (all of the Chinese list), `ear`, `all`."""

    name: str
    names: tuple[str, ...]
    said: tuple[str, ...] = ()
    symbol: str | None = None
    broader: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    codes_from: date | None = None
    hs: tuple[str, ...] = ()
    reach: Class | None = None
    whole: bool = False

    def coded(self, regime: str, day: date | None = None) -> tuple[Code, ...]:
        """Its codes of one regime, as far as they hold on a day."""
        if self.codes_from and day and day < self.codes_from:
            return ()
        return tuple(code for code in self.codes if code.regime == regime)


@dataclass(frozen=True, slots=True)
class Found:
    """What words name: terms, and the words that are no term's."""

    terms: tuple[Term, ...] = ()
    unknown: tuple[str, ...] = ()


class Terms:
    """All terms, ready to be asked."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.not_goods = frozenset(self.folded(str(one)) for one in given.get("not_goods") or ())
        self.entries: dict[str, frozenset[str]] = {
            regime: frozenset(str(codes).split())
            for regime, codes in (given.get("entries") or {}).items()
        }
        self.all: dict[str, Term] = {
            name: _term(name, fields) for name, fields in (given.get("terms") or {}).items()
        }
        self._stands: dict[tuple[Code, date | None], dict[Term, bool]] = {}
        self._symbols = {term.symbol: term for term in self.all.values() if term.symbol}
        self._named: dict[str, Term] = {}
        self._index: dict[str, list[tuple[str, Term | None]]] = {}
        self._fill(str(form) for form in given.get("forms") or ())
        self._above = {name: self._ancestors(name) for name in self.all}
        self._below: dict[str, set[str]] = {name: {name} for name in self.all}
        for name, above in self._above.items():
            for one in above:
                self._below[one].add(name)

    # -- names --------------------------------------------------------------------------------

    def named(self, text: str) -> Term | None:
        """The term that a whole text names, as a measure's scope has it."""
        return self._named.get(self.folded(simplified(text))) or self._symbols.get(text.strip())

    def find(self, words: str) -> Found:
        """The terms that words name, the longest names first found, and what is left.

        A term that another found one is a kind of is left out.
        """
        pieces = self.pieces(words)
        terms = list(dict.fromkeys(term for _, term in pieces if term))
        kept = [t for t in terms if not any(t.name in self._above[o.name] for o in terms)]
        return Found(tuple(kept), tuple(piece for piece, term in pieces if term is None))

    def pieces(self, words: str) -> list[tuple[str, Term | None]]:
        """The names and the unknown words that a text is made of, in order; forms are dropped."""
        text = simplified(unicodedata.normalize("NFKC", words).strip())
        if term := self._symbols.get(text):
            return [(text, term)]
        return self._apart(self.folded(_SYMBOL.sub(self._spelt, text)))

    def is_symbol(self, text: str) -> bool:
        """Whether a whole text is an element's symbol."""
        return unicodedata.normalize("NFKC", text).strip() in self._symbols

    def near_to(self, word: str) -> list[str]:
        """Names of terms that look like a word nobody knows, for a hint."""
        names = [name for term in self.all.values() for name in (term.name, *term.names)]
        return nearest(word, names)

    def folded(self, text: str) -> str:
        """The form in which names are compared."""
        plain = unicodedata.normalize("NFKC", text).casefold()
        words = _APART.sub(" ", plain).split()
        return _BETWEEN.sub("", " ".join(_singular(word.strip(".")) for word in words))

    # -- kinship ------------------------------------------------------------------------------

    def relation(self, asked: Term, measure: Term) -> Kinship:
        """How what was asked stands to what a measure names: the same, a kind of it (narrower), or
        broader: the measure reaches but a part of it."""
        if asked.name == measure.name:
            return "same"
        if measure.name in self._above[asked.name]:
            return "narrower"
        shared = self._below[asked.name] & self._below[measure.name]
        return "broader" if shared else "none"

    def kinds(self, term: Term) -> Iterator[Term]:
        """The term and its kinds."""
        yield from (self.all[name] for name in sorted(self._below[term.name]))

    def near(self, term: Term) -> Iterator[Term]:
        """The term, its kinds, what it is a kind of, and what shares a kind with it."""
        below = self._below[term.name]
        shared = {above for name in below for above in self._above[name]}
        yield from (self.all[name] for name in sorted(below | shared))

    # -- codes and HS numbers -----------------------------------------------------------------

    def coded(self, code: Code, day: date | None = None) -> dict[Term, bool]:
        """The terms a code stands for; False where the code is wider than the term's own.

        Where several terms' codes hold it, those that say most count; one that is a kind of
        another of them is but a part of what the code holds.
        """
        if (code, day) not in self._stands:
            if len(self._stands) >= MOST_KEPT:  # a server is asked for whatever people type
                self._stands.clear()
            self._stands[code, day] = self._coded(code, day)
        return self._stands[code, day]

    def _coded(self, code: Code, day: date | None) -> dict[Term, bool]:
        reach = {
            term: max(len(own.parts) for own in term.coded(code.regime, day) if covers(own, code))
            for term in self.all.values()
            if any(covers(own, code) for own in term.coded(code.regime, day))
        }
        if reach:
            most = max(reach.values())
            found = [term for term, size in reach.items() if size == most]
            names = {term.name for term in found}
            return {term: not names & self._above[term.name] - {term.name} for term in found}
        return {
            term: False
            for term in self.all.values()
            if any(covers(code, own) for own in term.coded(code.regime, day))
        }

    def under(self, number: Hs) -> tuple[Term, ...]:
        """The terms whose goods are usually under an HS number, or under a part of it."""
        digits = number.digits
        return tuple(
            term
            for term in self.all.values()
            if any(digits.startswith(own) or own.startswith(digits[:6]) for own in term.hs)
        )

    def known(self, codes: Iterable[Code]) -> tuple[Code, ...]:
        """Those codes whose entry is on its regime's list as we have it; all where none is.

        A text that can be a code of two regimes is meant as one of the list that has it.
        """
        given = tuple(codes)
        listed = tuple(c for c in given if c.entry in self.entries.get(c.regime, ()))
        return listed or given

    def listed(self, code: Code) -> bool:
        """Whether a code's entry is on its regime's list as we have it."""
        return code.entry in self.entries.get(code.regime, ())

    # -- inside -------------------------------------------------------------------------------

    def _fill(self, forms: Iterable[str]) -> None:
        for term in self.all.values():
            for name in term.names:
                folded = self.folded(name)
                self._named[folded] = term
                self._index.setdefault(folded[:1], []).append((folded, term))
            for name in term.said:
                self._named[self.folded(name)] = term
        for form in forms:
            self._index.setdefault(self.folded(form)[:1], []).append((self.folded(form), None))
        for names in self._index.values():
            names.sort(key=lambda one: -len(one[0]))

    def _ancestors(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        todo = list(self.all[name].broader)
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.all[one].broader
        return frozenset(found)

    def _spelt(self, found: re.Match[str]) -> str:
        term = self._symbols.get(found[0])
        alone = len(found[0]) == 1 or found[0] in NOT_INSIDE
        return found[0] if term is None or alone else f" {term.name} "

    def _apart(self, text: str) -> list[tuple[str, Term | None]]:
        """Names and unknown words, in order; forms are dropped."""
        pieces: list[tuple[str, Term | None]] = []
        rest, at = "", 0
        while at < len(text):
            size, term = self._at(text, at)
            if size and not (term and term.whole and size == 1 and _in_word(text, at)):
                pieces += [(word, None) for word in rest.split()]
                pieces += [(text[at : at + size], term)] if term else []
                rest, at = "", at + size
            else:
                rest, at = rest + text[at], at + 1
        return pieces + [(word, None) for word in rest.split()]

    def _at(self, text: str, at: int) -> tuple[int, Term | None]:
        """The longest name that begins at a place, as its length and what it names."""
        if at and _LATIN.match(text[at]) and _LATIN.match(text[at - 1]):
            return 0, None
        for name, term in self._index.get(text[at], ()):
            end = at + len(name)
            if not text.startswith(name, at):
                continue
            if end < len(text) and _LATIN.match(name[-1]) and _LATIN.match(text[end]):
                continue
            return len(name), term
        return 0, None


def _in_word(text: str, at: int) -> bool:
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return bool(re.search(_CJK, around))


def _singular(word: str) -> str:
    """A word without its plural; the same for names and queries, so it need not be English.

    >>> _singular("batteries"), _singular("magnets"), _singular("gas"), _singular("glass")
    ('battery', 'magnet', 'gas', 'glass')
    """
    if not word.isascii() or len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ses", "xes", "ches", "shes")) else word[:-1]


def _term(name: str, fields: Mapping[str, Any]) -> Term:
    chinese = (str(fields["zh"]),) if fields.get("zh") else ()
    since = fields.get("codes_from")
    return Term(
        name=name,
        names=(name, *chinese, *(str(one) for one in fields.get("also") or ())),
        said=tuple(str(one) for one in fields.get("said") or ()),
        symbol=fields.get("symbol"),
        broader=tuple(fields.get("broader") or ()),
        codes=tuple(_codes(fields.get("codes") or {})),
        codes_from=date.fromisoformat(str(since)) if since else None,
        hs=tuple(str(one) for one in fields.get("hs") or ()),
        reach=fields.get("class"),
        whole=bool(fields.get("whole")),
    )


def _codes(given: Mapping[Regime, Iterable[str]]) -> Iterator[Code]:
    for regime, codes in given.items():
        yield from (code_of(regime, str(code)) for code in codes)


@lru_cache(maxsize=2)
def terms_of(stored: str) -> Terms:
    """The terms a view holds; a server that opens it for every question has them made once."""
    return Terms(json.loads(stored))


@cache
def terms(folder: Path) -> Terms:
    """The terms of a configuration folder; ConfigError names the file and the term."""
    return Terms(read(folder))


def read(folder: Path) -> dict[str, Any]:
    """The file of terms, checked; what the view keeps of it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = yaml.load((folder / FILE).read_text(encoding="utf-8"), Loader=loader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{FILE}: cannot be read: {reason}; restore or correct it") from error
    if not isinstance(found, dict) or not isinstance(found.get("terms"), dict):
        raise ConfigError(f"{FILE}: expected `terms` with their fields, found none")
    for name, fields in found["terms"].items():
        _check(str(name), fields, found["terms"])
    _check_names(Terms(found))
    return found


def _check(name: str, fields: object, every: Mapping[str, Any]) -> None:
    if not isinstance(fields, dict):
        raise ConfigError(f"{FILE}: {name!r}: expected fields, found {fields!r}")
    if unknown := sorted(set(fields) - FIELDS):
        raise ConfigError(
            f"{FILE}: {name!r}: {unknown[0]!r} is no field; expected {', '.join(sorted(FIELDS))}"
        )
    for one in fields.get("broader") or ():
        if one not in every:
            raise ConfigError(f"{FILE}: {name!r}: broader {one!r} is no term; add it or mend it")
    try:
        _term(name, fields)
    except (UsageError, ValueError) as error:
        raise ConfigError(f"{FILE}: {name!r}: {error}") from error


def _check_names(found: Terms) -> None:
    owner: dict[str, str] = {}
    for term in found.all.values():
        if term.name in found._above[term.name]:
            raise ConfigError(f"{FILE}: {term.name!r} is a kind of itself; mend `broader`")
        for name in (*term.names, *term.said):
            first = owner.setdefault(found.folded(name), term.name)
            if first != term.name:
                raise ConfigError(f"{FILE}: {name!r} names both {first!r} and {term.name!r}")
