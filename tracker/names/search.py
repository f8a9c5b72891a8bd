"""Finding a name on file: looked up, gathered by trigrams, scored, ranked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import NamedTuple

from rapidfuzz import fuzz, process

from tracker.names.characters import is_chinese
from tracker.names.folded import Folded, folded, only_form, unglued
from tracker.names.grams import Grams
from tracker.names.score import INITIALS, MOST, MOST_INITIALS, score
from tracker.names.tables import initials_of, words_key

LONGEST = 1000  # letters of a name, as of every filter
FLOOR = 70.0
CLOSER = 24  # candidates scored in full
ALIKE = 50  # the least share of letters in order, of a candidate that shares few trigrams
SAME = 1000  # names with the same key that are looked at
FEW = 100  # names with the same initials that are


class UnsearchableName(ValueError):
    """A name that cannot be looked for; says why in one line."""


class Match(NamedTuple):
    """A name on file: whose (the measure), what sort of name, how much alike and why."""

    measure: int
    printed: str
    sort: str
    score: float
    why: str


class _Kept(NamedTuple):
    id: int
    measure: int
    printed: str
    sort: str
    core: str
    form: str

    @property
    def name(self) -> Folded:
        return Folded(self.printed, self.core.split(" "), self.form.split())


COLUMNS = "n.id, n.measure, n.printed, n.sort, n.core, n.form"
SORTS = {"alias": "another name of the party", "unit": "a unit of the party"}


class Search:
    """Searches over one connection that share what they read; not for a file being written."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.grams = Grams(db)

    def named(self, text: str, *, limit: int = 10, floor: float = FLOOR) -> list[Match]:
        asked = understood(text)
        found: dict[int, tuple[_Kept, float, str]] = {}
        self._find(asked, limit, found)
        other = unglued(asked)
        if other and not any(value > MOST for _, value, _ in found.values()):
            self._find(other, limit, found)
        return _ranked(found.values(), limit, floor)

    def _find(self, asked: Folded, limit: int, found: dict[int, tuple[_Kept, float, str]]) -> None:
        for kept in self._same(asked):
            self._take(found, kept, *score(asked, kept.name))
        for kept, value, why in self._by_initials(asked):
            self._take(found, kept, value, why)
        for kept in self._like(asked, max(CLOSER, 2 * limit), found):
            self._take(found, kept, *score(asked, kept.name))

    def _take(
        self, found: dict[int, tuple[_Kept, float, str]], kept: _Kept, value: float, why: str
    ) -> None:
        if kept.id not in found or value > found[kept.id][1]:
            found[kept.id] = (kept, value, why)

    # -- looked up ----------------------------------------------------------------------------

    def _same(self, asked: Folded) -> Iterable[_Kept]:
        return self._rows(
            f"SELECT {COLUMNS} FROM name n WHERE squeezed = ? UNION"
            f" SELECT {COLUMNS} FROM name_key k JOIN name n ON n.id = k.name WHERE k.key = ?"
            " LIMIT ?",
            *(asked.squeezed, words_key(asked), SAME),
        )

    def _by_initials(self, asked: Folded) -> Iterator[tuple[_Kept, float, str]]:
        letters = asked.squeezed
        if letters.isascii() and letters.isalpha() and 3 <= len(letters) <= 8:
            for kept in self._keyed([f".{letters}"]):
                yield kept, MOST_INITIALS, f"its initials are {letters.upper()}"
            if 4 <= len(letters) <= 6:
                for kept in self._keyed(_with_one_more(letters)):
                    why = f"its initials are {letters.upper()} with one word left out"
                    yield kept, INITIALS, why
        for spelled in initials_of(asked):
            if len(spelled) > 3:  # three letters could be anybody's
                for kept in self._rows(
                    f"SELECT {COLUMNS} FROM name n WHERE squeezed = ? LIMIT ?", spelled, FEW
                ):
                    yield kept, MOST_INITIALS, "the initials of the name asked for"

    def _keyed(self, keys: Sequence[str]) -> Iterable[_Kept]:
        return self._rows(
            f"SELECT {COLUMNS} FROM json_each(?) j CROSS JOIN name_key k ON k.key = j.value"
            " CROSS JOIN name n ON n.id = k.name LIMIT ?",
            *(json.dumps(keys), FEW),
        )

    def _rows(self, statement: str, *given: object) -> Iterable[_Kept]:
        return map(_Kept._make, self.db.execute(statement, given).fetchall())

    # -- gathered by trigrams -----------------------------------------------------------------

    def _like(self, asked: Folded, most: int, found: Container[int]) -> list[_Kept]:
        """Those of the candidates whose letters are closest, or that share most trigrams."""
        two = len(asked.squeezed) == 2 and is_chinese(asked.squeezed)
        core = " ".join(asked.core)
        shared = self.grams.starting(core) if two else self.grams.candidates(core, found)
        rows = self._rows(
            f"SELECT {COLUMNS} FROM json_each(?) j CROSS JOIN name n ON n.id = j.value",
            json.dumps(list(shared)),
        )
        kept = {row.id: row for row in rows}
        cores = {row.id: row.core for row in kept.values()}
        closest = process.extract(core, cores, scorer=fuzz.ratio, limit=None)
        ratio = {name: value for _, value, name in closest}
        sharing = sorted(cores, key=lambda name: (-shared[name], -ratio[name]))
        least = max(shared.values(), default=0) / 2
        chosen = [name for _, value, name in closest[: most // 2] if value >= ALIKE]
        chosen += [name for name in sharing[: most // 2] if shared[name] >= least]
        return [kept[name] for name in dict.fromkeys(chosen)]


def _with_one_more(letters: str) -> list[str]:
    """The initials that are these when one inside is left out."""
    return [
        f".{letters[:at]}{letter}{letters[at:]}"
        for at in range(1, len(letters))
        for letter in ascii_lowercase
    ]


def understood(text: str) -> Folded:
    """The name behind what was typed; UnsearchableName if there is none."""
    if not text.strip():
        raise UnsearchableName("name: expected a name, found nothing")
    if len(text) > LONGEST:
        raise UnsearchableName(f"name: expected {LONGEST:,} letters at most, found {len(text):,}")
    name = folded(text.strip())
    if not name.squeezed:
        raise UnsearchableName("name: expected letters or digits, found only signs")
    if only_form(name):
        shown = " ".join(name.words)
        raise UnsearchableName(
            f"name: expected more than a legal form or a small word, found only {shown!r}"
        )
    return name


def _ranked(found: Iterable[tuple[_Kept, float, str]], limit: int, floor: float) -> list[Match]:
    """One match a measure, its best; equal scores by name, then by measure."""
    best: dict[int, Match] = {}
    order = {"name": 0, "zh": 1, "alias": 2, "unit": 3}
    rows = sorted(
        (row for row in found if row[1] >= floor),
        key=lambda row: (-row[1], order.get(row[0].sort, 4), row[0].printed, row[0].measure),
    )
    names: dict[str, None] = {}
    for kept, value, why in rows:
        if kept.measure in best:
            continue
        names.setdefault(kept.core)
        if len(names) > limit:
            break
        other = SORTS.get(kept.sort)
        told = f"{why}; {other}" if other else why
        best[kept.measure] = Match(kept.measure, kept.printed, kept.sort, value, told)
    return list(best.values())
