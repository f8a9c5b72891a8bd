"""Where names are kept: one row a name, the trigrams of its words, and what else it answers to.

A trigram has the numbers of its names as one row of plain 32-bit integers for each batch they came
in. How many they are stands apart, so that a search sees what is rare before it reads. (FTS5 with
its trigram tokenizer takes ten times as long to hand over the same numbers, one row at a time.)
Words are indexed between spaces, so that their first and last letters weigh more.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from tracker.names.folded import Folded, folded
from tracker.names.telling import telling

TABLES = """
CREATE TABLE name (id INTEGER PRIMARY KEY, measure INTEGER, printed TEXT, sort TEXT, folded TEXT,
  core TEXT, form TEXT, squeezed TEXT, keys TEXT);
CREATE TABLE name_key (key TEXT, name INTEGER, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE name_rarity (gram TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID;
CREATE TABLE name_gram (gram TEXT, batch INTEGER, ids BLOB,
  PRIMARY KEY (gram, batch)) WITHOUT ROWID;
"""

INDEXES = """
CREATE INDEX name_squeezed ON name (squeezed);
CREATE INDEX name_measure ON name (measure);
"""
BATCH = 100_000


class Row(NamedTuple):
    """One name of the party of a measure; `sort` is name, zh, alias or unit."""

    measure: int
    printed: str
    sort: str


def add(db: sqlite3.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Take in names as (measure, printed, sort); a name that folds to nothing is passed over."""
    at = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM name").fetchone()[0])
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        at = _add(db, at, batch)


def _add(db: sqlite3.Connection, first: int, rows: list[tuple[int, str, str]]) -> int:
    names, keys = [], []
    having: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    at = first
    for measure, printed, sort in rows:
        one = folded(printed)
        if not one.squeezed:
            continue
        core, mine = " ".join(one.core), sorted(set(keys_of(one)))
        words = (one.whole, core, " ".join(one.form), one.squeezed, " ".join(mine))
        names.append((at, measure, printed, sort, *words))
        keys += [(key, at) for key in mine]
        for gram in grams(core):
            having[gram].append(at)
        at += 1
    db.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", names)
    db.executemany("INSERT INTO name_key VALUES (?, ?)", sorted(keys))
    postings = sorted(having.items())
    db.executemany(
        "INSERT INTO name_gram VALUES (?, ?, ?)",
        [(gram, first, ids.tobytes()) for gram, ids in postings],
    )
    db.executemany(
        "INSERT INTO name_rarity VALUES (?, ?)"
        " ON CONFLICT (gram) DO UPDATE SET names = names + excluded.names",
        [(gram, len(ids)) for gram, ids in postings],
    )
    return at


def forget(db: sqlite3.Connection, measure: int) -> None:
    """Let go of all names of a measure."""
    rows = db.execute("SELECT id, core, keys FROM name WHERE measure = ?", (measure,)).fetchall()
    for name, core, keys in rows:
        for gram in grams(core):
            _let_go(db, gram, name)
        db.executemany(
            "DELETE FROM name_key WHERE key = ? AND name = ?", [(key, name) for key in keys.split()]
        )
    db.execute("DELETE FROM name WHERE measure = ?", (measure,))


def _let_go(db: sqlite3.Connection, gram: str, name: int) -> None:
    batch, kept = db.execute(
        "SELECT batch, ids FROM name_gram WHERE gram = ? AND batch <= ?"
        " ORDER BY batch DESC LIMIT 1",
        (gram, name),
    ).fetchone()
    db.execute("UPDATE name_rarity SET names = names - 1 WHERE gram = ?", (gram,))
    ids = array("I", kept)
    ids.remove(name)
    if ids:
        db.execute(
            "UPDATE name_gram SET ids = ? WHERE gram = ? AND batch = ?",
            (ids.tobytes(), gram, batch),
        )
    else:  # its number may come again
        db.execute("DELETE FROM name_gram WHERE gram = ? AND batch = ?", (gram, batch))


def grams(core: str) -> set[str]:
    """The trigrams of the words of a core; those that lie in two words say little.

    >>> sorted(grams("zte hk"))
    [' hk', ' zt', 'hk ', 'te ', 'zte']
    """
    text = f" {core} "
    found = {text[place : place + 3] for place in range(len(text) - 2)}
    return {gram for gram in found if gram[1] != " "}


def keys_of(name: Folded) -> Iterator[str]:
    """What else a name is looked up by: its words in any order, abbreviated; its initials."""
    yield words_key(name)
    for letters in initials_of(name):
        yield f".{letters}"


def words_key(name: Folded) -> str:
    """
    >>> words_key(folded("Huawei Technologies Co., Ltd.")) == words_key(folded("TECH. HUAWEI"))
    True
    """
    return "=" + "".join(sorted(name.short))


def initials_of(name: Folded) -> set[str]:
    """The abbreviations a name has when its first letters are read, with and without small words.

    Two words, or a person's name, have none: too many share them.

    >>> sorted(initials_of(folded("Semiconductor Manufacturing International Corporation")))
    ['smi', 'smic']
    """
    if not name.squeezed.isascii() or all(map(telling, name.words)):
        return set()
    small = ("of", "and", "the", "for")
    long = [word for word in name.words if word not in small and word.isalpha()]
    core = [word for word in name.core if word not in small and word.isalpha()]
    first = [word for word in long if word not in ("ltd", "limited", "group", "inc")]
    spelled = ["".join(word[0] for word in words) for words in (long, core, first)]
    return {letters for letters in spelled if 3 <= len(letters) <= 8}
