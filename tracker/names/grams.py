"""Which names on file could be meant: those that share the rarest trigrams of what was asked.

A misspelling spoils the trigrams it touches and leaves the others. The rarest ones come first, and
reading stops when enough names have been seen; the names that share most of them go on.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from itertools import combinations

from tracker.names.tables import grams

LEAST_READ, SHARE_READ = 4000, 100  # names read for one question: as many, or one in a hundred
LEAST_KEPT, SHARE_KEPT = 90, 66  # names looked at closer: as many, or one in 66 of those read
SHORT_KEPT = 500  # the same, of those that have two characters side by side
HELD = 5_000_000  # numbers of names remembered
FEW = 6  # trigrams that should have been read, or common ones are taken together
PAIRED = 4  # common trigrams that are then tried two by two


class Grams:
    """The trigrams of one connection, remembering what was read."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._counts: dict[str, int] = {}
        self._names: dict[str, array[int]] = {}
        self._held = 0
        total = int(db.execute("SELECT coalesce(max(id), 0) FROM name").fetchone()[0])
        self.most = max(LEAST_READ, total // SHARE_READ)
        self.kept = max(LEAST_KEPT, self.most // SHARE_KEPT)

    def candidates(self, core: str, found: Container[int]) -> dict[int, int]:
        """Names that may be meant, each with how many of the rarest trigrams it shares.

        Those that were found already are left out.
        """
        counts = self.counts(grams(core))
        order = [gram for count, gram in sorted((n, gram) for gram, n in counts.items()) if count]
        rare, common = self._affordable(order, counts)
        shared: Counter[int] = Counter()
        for names in self._names_of(rare):
            shared.update(names)
        for one, other in combinations(map(set, self._names_of(common)), 2):
            shared.update(one & other)
        kept = [name for name, count in shared.items() if count > 1 and name not in found]
        if len(kept) < self.kept:
            kept = [name for name in shared if name not in found]
        kept.sort(key=shared.__getitem__, reverse=True)
        return {name: shared[name] for name in kept[: self.kept]}

    def _affordable(self, order: list[str], counts: dict[str, int]) -> tuple[list[str], list[str]]:
        """The trigrams that are read whole, and common ones that count only two by two."""
        taken, read = 0, 0
        while taken < len(order) and (read := read + counts[order[taken]]) <= self.most:
            taken += 1
        if taken >= FEW:
            return order[:taken], []
        common: list[str] = []
        left = PAIRED * self.most
        for gram in order[taken : taken + PAIRED]:
            left -= counts[gram]
            if left >= 0:
                common.append(gram)
        return order[:taken], common

    def starting(self, two: str) -> dict[int, int]:
        """Names with two characters side by side anywhere: the trigrams that begin with them."""
        rows = self.db.execute(
            "SELECT gram FROM name_rarity WHERE gram >= ? AND gram < ? AND names > 0"
            " ORDER BY names, gram",
            (two, two + "\U0010ffff"),
        ).fetchall()
        found: dict[int, int] = {}
        for (gram,) in rows:
            for names in self._names_of([gram]):
                found.update(dict.fromkeys(names, 1))
            if len(found) > SHORT_KEPT:
                break
        return found

    def counts(self, wanted: Iterable[str]) -> dict[str, int]:
        """How many names have each trigram."""
        wanted = set(wanted)
        missing = [gram for gram in wanted if gram not in self._counts]
        if missing:
            self._counts.update(dict.fromkeys(missing, 0))
            rows = self.db.execute(
                "SELECT gram, names FROM name_rarity"
                " WHERE gram IN (SELECT value FROM json_each(?))",
                (json.dumps(missing),),
            )
            self._counts.update(rows)
        return {gram: self._counts[gram] for gram in wanted}

    def _names_of(self, wanted: list[str]) -> Iterator[array[int]]:
        """The names that have each trigram."""
        if self._held > HELD:
            self._names.clear()
            self._held = 0
        missing = [gram for gram in wanted if gram not in self._names]
        self._names.update((gram, array("I")) for gram in missing)
        rows = self.db.execute(
            "SELECT gram, ids FROM name_gram WHERE gram IN (SELECT value FROM json_each(?))",
            (json.dumps(missing),),
        )
        for gram, ids in rows:
            self._names[gram].frombytes(ids)
            self._held += len(ids) // 4
        return map(self._names.__getitem__, wanted)
