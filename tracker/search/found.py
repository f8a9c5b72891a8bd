"""Which texts hold all words of a search, and how well each answers it.

Three letters and more are looked up by their trigrams, one or two by the trigrams that begin with
them. A Chinese word may stand anywhere; one or two Latin letters or digits must be a word by
themselves, or "US" would be found in every "business".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.names.characters import is_chinese
from tracker.search.letters import letters

READ = 5_000  # texts that are looked at for one search, at most
GRAMS = 40  # trigrams of one word that are looked up, at most
BEGINNING = 200  # trigrams that begin with one or two letters, at most: the most frequent
FIELDS = ("number", "title", "name", "alias", "quote")
LINE = ("number", "name", "alias")  # several, one a line
TEXTS = """
SELECT t.of, t.field, t.printed FROM text_gram g CROSS JOIN text t ON t.id = g.rowid
CROSS JOIN fact f ON f.position = t.position
WHERE text_gram MATCH :words AND f.position <= :at
  AND (f.withdrawn_at IS NULL OR f.withdrawn_at > :at)
  AND (f.event NOT IN ('instrument published', 'instrument revised') OR NOT EXISTS (
    SELECT 1 FROM fact n WHERE n.stream = f.stream AND n.version > f.version
    AND n.event = 'instrument revised' AND n.position <= :at
    AND (n.withdrawn_at IS NULL OR n.withdrawn_at > :at)))
"""


class Found(NamedTuple):
    """A text that holds all words: smaller is better, field by field."""

    nearness: int  # 0 its very name, 1 nothing else, 2 at its start, 3 a word, 4 inside, 5 apart,
    # 6 by another name of the goods that were asked for
    field_rank: int
    kind_rank: int
    place: int
    length: int
    of: str
    field: str
    printed: str


class Word(NamedTuple):
    """A word as typed, and other names of the goods that it names: 镓 is also gallium."""

    typed: str
    others: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        return (self.typed, *self.others)


class Sought(NamedTuple):
    """The texts found, best first, each thing once; `cut`: there were more than were looked at."""

    found: list[Found]
    cut: bool


def sought(db: sqlite3.Connection, words: Sequence[Word], at: int) -> Sought:
    """What holds all of some words, of what was recorded up to a position."""
    match = _match(db, words)
    if match is None:
        return Sought([], cut=False)
    best: dict[str, Found] = {}
    read = 0
    for of, field, printed in db.execute(TEXTS, {"words": match, "at": at}):
        read += 1
        if read > READ:
            break
        for one in _in_text(of, field, printed, words):
            if of not in best or one < best[of]:
                best[of] = one
    return Sought(sorted(best.values()), cut=read > READ)


def _match(db: sqlite3.Connection, words: Sequence[Word]) -> str | None:
    """The words as the index is asked for them; None where it has none of a word."""
    found = []
    for word in words:
        ways = [way for one in word.ways if (way := _way(db, one))]
        if not ways:
            return None
        found.append(f"({' OR '.join(ways)})")
    return " AND ".join(found)


def _way(db: sqlite3.Connection, word: str) -> str | None:
    if len(word) > 2:
        grams = dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2))
        return "(" + " AND ".join(f'"{gram}"' for gram in list(grams)[:GRAMS]) + ")"
    starting = [f'"{gram}"' for gram in _starting(db, word)]
    return f"({' OR '.join(starting)})" if starting else None


def _starting(db: sqlite3.Connection, word: str) -> Iterator[str]:
    rows = db.execute(
        "SELECT term FROM text_term WHERE term >= ? AND term < ? ORDER BY doc DESC",
        (word, word + "\U0010ffff"),
    )
    fitting = (term for (term,) in rows if _ends(word, term, len(word)))
    return (term for _, term in zip(range(BEGINNING), fitting, strict=False))


def _in_text(of: str, field: str, printed: str, words: Sequence[Word]) -> Iterator[Found]:
    for line in printed.split("\n") if field in LINE else (printed,):
        text = letters(line)
        if any(first_of(text, word) is None for word in words):
            continue
        nearness, place = _nearness(text, words)
        kind = of.count("/") if of.count("/") < 2 else 2
        yield Found(nearness, FIELDS.index(field), kind, place, len(line), of, field, line)


def _nearness(text: str, words: Sequence[Word]) -> tuple[int, int]:
    phrase, plain = " ".join(word.typed for word in words), " ".join(text.split())
    if plain == phrase:
        return 1, 0
    place = plain.find(phrase)
    if place < 0:
        as_typed = all(place_of(text, word.typed) is not None for word in words)
        return 5 if as_typed else 6, min(first_of(text, word) or 0 for word in words)
    whole = _starts(phrase, plain, place) and _ends(phrase, plain, place + len(phrase))
    return (2 if place == 0 and whole else 3 if whole else 4), place


def first_of(text: str, word: Word) -> int | None:
    """Where a word, or another name of what it names, first stands in letters."""
    return min((start for start, _ in places_of(text, word)), default=None)


def places_of(text: str, word: Word) -> Iterator[tuple[int, int]]:
    """Where a word stands in letters, and other names of what it names; these as words only, or
    rare earths, also REE, would be found in every "three"."""
    yield from _places(text, word.typed)
    for other in word.others:
        for start, end in _places(text, other):
            if _starts(other, text, start) and (len(other) > 4 or _ends(other, text, end)):
                yield start, end


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    place = place_of(text, word)
    while place is not None:
        yield place, place + len(word)
        place = place_of(text, word, place + len(word))


def place_of(text: str, word: str, start: int = 0) -> int | None:
    """Where a word stands in letters; None where it does not."""
    place = text.find(word, start)
    while place >= 0 and len(word) < 3 and not _apart(text, word, place):
        place = text.find(word, place + 1)
    return place if place >= 0 else None


def _apart(text: str, word: str, place: int) -> bool:
    return _starts(word, text, place) and _ends(word, text, place + len(word))


def _starts(word: str, text: str, place: int) -> bool:
    """Whether a word begins there: no letter of its own script stands before it."""
    before = text[place - 1 : place] if place else ""
    return is_chinese(word[0]) or not before.isalnum() or is_chinese(before)


def _ends(word: str, text: str, place: int) -> bool:
    after = text[place : place + 1]
    return is_chinese(word[-1]) or not after.isalnum() or is_chinese(after)
