"""Which names on file could be meant: those that share the rarest trigrams of what was asked.

A misspelling spoils the trigrams it touches and leaves the others. The rarest ones come first, and
reading stops when enough names have been seen; the names that share most, weighed by rarity, go on.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from math import log

from tracker.names.tables import grams

READ = 4000  # names read from the index for one question
KEPT = 400  # names looked at closer
FEW = 3  # trigrams that should have been read, or pairs of common ones are tried


class Grams:
    """The trigram index of one connection, remembering what it read."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._counts: dict[str, int] = {}
        self._names: dict[str, list[int]] = {}
        self.total = int(db.execute("SELECT coalesce(max(id), 0) FROM name").fetchone()[0])

    def candidates(self, core: str) -> dict[int, float]:
        """Names that may be meant, each with the weight of the trigrams it shares."""
        counts = self.counts(grams(core))
        order = sorted((gram for gram in counts if counts[gram] > 0), key=lambda g: (counts[g], g))
        weights: defaultdict[int, float] = defaultdict(float)
        read = used = 0
        for gram in order:
            if used and read + counts[gram] > READ:
                break
            for name in self.names(gram):
                weights[name] += self.rarity(counts[gram])
            read += counts[gram]
            used += 1
        if used < FEW:
            self._add_pairs(order[used:], counts, weights)
        best = sorted(weights, key=lambda name: (-weights[name], name))[:KEPT]
        return {name: weights[name] for name in best}

    def _add_pairs(
        self, common: list[str], counts: dict[str, int], weights: defaultdict[int, float]
    ) -> None:
        """Where all trigrams are common, two together are not."""
        read = 0
        for one, two in combinations(common[:6], 2):
            names = self._match(f'"{one}" AND "{two}"', READ)
            for name in names:
                weights[name] += self.rarity(counts[one]) + self.rarity(counts[two])
            read += len(names)
            if read > READ:
                break

    def starting(self, two: str) -> dict[int, float]:
        """Names with two characters side by side anywhere: the trigrams that begin with them."""
        rows = self.db.execute(
            "SELECT gram, names FROM name_gram WHERE gram >= ? AND gram < ? AND names > 0"
            " ORDER BY names LIMIT 500",
            (two, two + "\U0010ffff"),
        ).fetchall()
        found: dict[int, float] = {}
        for gram, count in rows:
            found.update(dict.fromkeys(self.names(gram), 1.0))
            if len(found) + count > READ:
                break
        return found

    def counts(self, wanted: Iterable[str]) -> dict[str, int]:
        """How many names have each trigram."""
        wanted = set(wanted)
        missing = [gram for gram in wanted if gram not in self._counts]
        if missing:
            self._counts.update(dict.fromkeys(missing, 0))
            rows = self.db.execute(
                "SELECT gram, names FROM name_gram WHERE gram IN (SELECT value FROM json_each(?))",
                (json.dumps(missing),),
            )
            self._counts.update(rows)
        return {gram: self._counts[gram] for gram in wanted}

    def rarity(self, count: int) -> float:
        return log(1 + self.total / (1 + count))

    def names(self, gram: str) -> list[int]:
        """The names that have a trigram, at most as many as one question reads."""
        found = self._names.get(gram)
        if found is None:
            found = self._names[gram] = self._match(f'"{gram}"', READ)
        return found

    def _match(self, expression: str, most: int) -> list[int]:
        rows = self.db.execute(
            "SELECT rowid FROM name_text WHERE name_text MATCH ? LIMIT ?", (expression, most)
        )
        return [row[0] for row in rows]
