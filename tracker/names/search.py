"""Finding a name on file: looked up, gathered by trigrams, scored, ranked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import NamedTuple

from rapidfuzz import fuzz, process

from tracker.names.folded import Folded, folded, is_chinese, only_form
from tracker.names.grams import Grams
from tracker.names.score import INITIALS, MOST_INITIALS, score
from tracker.names.tables import initials_of, words_key

LONGEST, MOST_WORDS = 1000, 50  # of a name, as of every filter
FLOOR = 70.0
CLOSER = 40  # candidates scored in full
SAME = 1000  # names with the same key that are looked at


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


SORTS = {"alias": "another name of the party", "unit": "a unit of the party"}


def search(
    db: sqlite3.Connection, text: str, *, limit: int = 10, floor: float = FLOOR
) -> list[Match]:
    """The names on file most like a text, best first, none below the floor.

    `limit` counts names, not measures: the measures that print one name come together.
    """
    return Search(db).named(text, limit=limit, floor=floor)


def search_many(
    db: sqlite3.Connection, texts: Iterable[str], *, limit: int = 10, floor: float = FLOOR
) -> list[list[Match] | UnsearchableName]:
    """An answer or a refusal for each text, in order; what the index said is read once."""
    one = Search(db)
    answers: dict[str, list[Match] | UnsearchableName] = {}
    order = list(texts)
    for text in order:
        if text not in answers:
            try:
                answers[text] = one.named(text, limit=limit, floor=floor)
            except UnsearchableName as refusal:
                answers[text] = refusal
    return [answers[text] for text in order]


class Search:
    """Searches over one connection that share what they read; not for a file being written."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.grams = Grams(db)

    def named(self, text: str, *, limit: int = 10, floor: float = FLOOR) -> list[Match]:
        asked = understood(text)
        found: dict[int, tuple[_Kept, float, str]] = {}
        for kept in self._same(asked):
            self._take(found, kept, *score(asked, folded(kept.printed)))
        for kept, value, why in self._by_initials(asked):
            self._take(found, kept, value, why)
        for kept in self._like(asked, max(CLOSER, 3 * limit), found):
            self._take(found, kept, *score(asked, folded(kept.printed)))
        return _ranked(found.values(), limit, floor)

    def _take(
        self, found: dict[int, tuple[_Kept, float, str]], kept: _Kept, value: float, why: str
    ) -> None:
        if kept.id not in found or value > found[kept.id][1]:
            found[kept.id] = (kept, value, why)

    # -- looked up ----------------------------------------------------------------------------

    def _same(self, asked: Folded) -> list[_Kept]:
        statement = (
            "SELECT id, measure, printed, sort, core FROM name WHERE core = :core UNION"
            " SELECT n.id, measure, printed, sort, core FROM name_key k JOIN name n"
            " ON n.id = k.name WHERE k.key = :key LIMIT :most"
        )
        given = {"core": asked.squeezed, "key": words_key(asked), "most": SAME}
        return [_Kept(*row) for row in self.db.execute(statement, given)]

    def _by_initials(self, asked: Folded) -> Iterable[tuple[_Kept, float, str]]:
        letters = asked.squeezed
        if letters.isascii() and letters.isalpha() and 3 <= len(letters) <= 8:
            shown = letters.upper()
            for kept in self._keyed([f".{letters}"]):
                yield kept, MOST_INITIALS, f"its initials are {shown}"
            if 4 <= len(letters) <= 6:
                wider = [
                    f".{letters[:at]}{letter}{letters[at:]}"
                    for at in range(1, len(letters))
                    for letter in ascii_lowercase
                ]
                for kept in self._keyed(wider):
                    yield kept, INITIALS, f"its initials are {shown}, one word left out"
        spelled = initials_of(asked)
        if spelled:
            for kept in self._cores(spelled):
                yield kept, MOST_INITIALS, f"the initials of the name asked for ({kept.printed})"

    def _keyed(self, keys: Sequence[str]) -> list[_Kept]:
        rows = self.db.execute(
            "SELECT n.id, measure, printed, sort, core FROM json_each(?) j"
            " CROSS JOIN name_key k ON k.key = j.value CROSS JOIN name n ON n.id = k.name LIMIT 100",
            (json.dumps(keys),),
        )
        return [_Kept(*row) for row in rows]

    def _cores(self, cores: Iterable[str]) -> list[_Kept]:
        rows = self.db.execute(
            "SELECT n.id, measure, printed, sort, core FROM json_each(?) j"
            " CROSS JOIN name n ON n.core = j.value LIMIT 100",
            (json.dumps(sorted(cores)),),
        )
        return [_Kept(*row) for row in rows]

    # -- gathered by trigrams -----------------------------------------------------------------

    def _like(self, asked: Folded, most: int, found: Iterable[int]) -> list[_Kept]:
        """Those of the candidates whose letters are closest or that share most trigrams."""
        core = asked.squeezed
        if len(core) < 3:
            weights = self.grams.starting(core) if len(core) == 2 and is_chinese(core) else {}
        else:
            weights = self.grams.candidates(core)
        wanted = weights.keys() - set(found)
        cores = dict(
            self.db.execute(
                "SELECT n.id, n.core FROM json_each(?) j CROSS JOIN name n ON n.id = j.value",
                (json.dumps(sorted(wanted)),),
            ).fetchall()
        )
        ratios = {
            name: ratio
            for _, ratio, name in process.extract(core, cores, scorer=fuzz.ratio, limit=None)
        }
        closest = sorted(ratios, key=lambda name: (-ratios[name], name))[:most]
        sharing = sorted(ratios, key=lambda name: (-weights[name], -ratios[name], name))[:most]
        return self._kept(dict.fromkeys(closest + sharing))

    def _kept(self, ids: Iterable[int]) -> list[_Kept]:
        rows = self.db.execute(
            "SELECT n.id, measure, printed, sort, core FROM json_each(?) j"
            " CROSS JOIN name n ON n.id = j.value",
            (json.dumps(list(ids)),),
        )
        return [_Kept(*row) for row in rows]


def understood(text: str) -> Folded:
    """The name behind what was typed; UnsearchableName if there is none."""
    if not text.strip():
        raise UnsearchableName("name: expected a name, found nothing")
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        raise UnsearchableName(f"name: expected a name, found {len(text):,} letters")
    name = folded(text.strip())
    if not name.squeezed:
        raise UnsearchableName("name: expected letters or digits, found only signs")
    if only_form(name):
        raise UnsearchableName(
            f"name: expected more than a legal form, found only {' '.join(name.words)!r}"
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
