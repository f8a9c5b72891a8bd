"""How fast and how surely names are found, written wrong in many ways: part of `make bench`."""

from __future__ import annotations

import csv
import random
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.names_made import SPOILERS, made
from tracker.names.folded import Folded, folded
from tracker.names.search import Match, Search, UnsearchableName
from tracker.names.tables import INDEXES, TABLES, add, initials_of
from tracker.view import connect

Row = tuple[int, str, str]
Figure = tuple[str, float, str]
LISTS = Path(__file__).parent.parent / "config" / "lists"
FIRST = 5  # how far down a list people read


def names(sizes: tuple[int, ...], asked: int) -> Iterator[Figure]:
    """Each figure with what was asked: made-up names in each size, and the bundled lists."""
    for size in sizes:
        yield from _figures(f"{size:,} made-up names", list(made(size)), asked, size)
    bundled = list(_bundled())
    if bundled:
        yield from _figures(f"{len(bundled):,} names of the US lists", bundled, asked, 25_000)


def _bundled() -> Iterator[Row]:
    """The names of the American lists that come with the product."""
    for path in sorted(LISTS.glob("*-parties.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines)):
                yield number, row["name"], "name"
                for other in filter(None, row["aliases"].split(";")):
                    yield number, other.strip(), "alias"


def _figures(what: str, rows: list[Row], asked: int, size: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names"
        begun = time.perf_counter()
        _write(path, rows)
        yield f"write {what}, s", time.perf_counter() - begun, "no figure asked"
        db = connect(path)
        yield from _asked(what, db, rows, asked, 30.0 if size > 100_000 else 3.0)
        db.close()


def _write(path: Path, rows: list[Row]) -> None:
    db = sqlite3.connect(path)
    db.executescript(TABLES)
    add(db, rows)
    db.executescript(INDEXES)
    db.commit()
    db.close()


def _asked(
    what: str, db: sqlite3.Connection, rows: list[Row], asked: int, most: float
) -> Iterator[Figure]:
    known = Known(rows)
    queries = {kind: list(_spoiled(kind, rows, known, asked)) for kind in SPOILERS}
    times: list[float] = []
    found = total = wrong = matches = 0
    for kind, pairs in queries.items():
        hits = 0
        for text, right in pairs:
            spent, told = _timed(db, text)
            times.append(spent)
            hits += any(match.measure in right for match in _first_names(told))
            wrong += sum(match.measure not in right for match in told)
            matches += len(told)
        if pairs:
            yield f"%, {kind}, {what}", 100 * hits / len(pairs), "no figure asked"
        found, total = found + hits, total + len(pairs)
    yield f"% found in the first {FIRST}, {what}", 100 * found / total, "at least 99"
    yield f"% of matches another name, {what}", 100 * wrong / max(1, matches), "no figure asked"
    strangers = [row[1] for row in made(4 * asked, seed=2) if not known.has(folded(row[1]))]
    answers = [_timed(db, text) for text in strangers]
    times += [spent for spent, _ in answers]
    share = 100 * sum(1 for _, told in answers if told) / len(answers)
    yield f"% of names not on file with a match, {what}", share, "no figure asked"
    times.sort()
    yield f"ms, half of the searches, {what}", times[len(times) // 2] * 1e3, "no figure asked"
    yield f"ms, p99 of {len(times):,} searches, {what}", _p99(times) * 1e3, f"under {most:.2f}"


def _first_names(told: list[Match]) -> Iterator[Match]:
    """The matches up to the fifth name."""
    names: set[str] = set()
    for match in told:
        names.add(folded(match.printed).squeezed)
        if len(names) <= FIRST:
            yield match


def _p99(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.99))]


def _timed(db: sqlite3.Connection, text: str) -> tuple[float, list[Match]]:
    """The shortest of five searches, each of which reads the tables anew; what was found."""
    best, told = 9.0, list[Match]()
    for _ in range(5):
        begun = time.perf_counter()
        try:
            told = Search(db).named(text)
        except UnsearchableName:
            told = []
        best = min(best, time.perf_counter() - begun)
    return best, told


# -- what can be asked without having two right answers -------------------------------------------


class Known:
    """The cores on file: what makes a question ambiguous."""

    def __init__(self, rows: list[Row]) -> None:
        self.measures: defaultdict[str, set[int]] = defaultdict(set)
        self.initials: Counter[str] = Counter()
        self.by_word: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for measure, printed, _ in rows:
            name = folded(printed)
            new = name.squeezed not in self.measures
            self.measures[name.squeezed].add(measure)
            if not new:
                continue
            self.initials.update(initials_of(name))
            for word in name.core:
                self.by_word[word].add(name.core)

    def has(self, name: Folded) -> bool:
        return name.squeezed in self.measures

    def ambiguous(self, kind: str, wrong: Folded, right: Folded) -> bool:
        """Whether what is left of a name is another name, or a part of many."""
        if self.has(wrong) and wrong.squeezed != right.squeezed:
            return True
        if kind == "initials":
            return self.initials[wrong.squeezed] != 1 or wrong.squeezed in self.by_word
        if kind in ("a common word left out", "other word order"):
            having = (self.by_word.get(word, set()) for word in wrong.core)
            return len(set.intersection(*having)) > FIRST
        return False


def _spoiled(
    kind: str, rows: list[Row], known: Known, asked: int
) -> Iterator[tuple[str, set[int]]]:
    """Texts of one kind, each with the measures whose name it stands for."""
    chance = random.Random(kind)
    made = 0
    for _ in range(asked * 40):
        printed = chance.choice(rows)[1]
        text = SPOILERS[kind](chance, printed)
        if text is None or known.ambiguous(kind, folded(text), folded(printed)):
            continue
        yield text, known.measures[folded(printed).squeezed]
        made += 1
        if made == asked:
            return
