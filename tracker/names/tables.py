"""Where names are kept: one row a name, the trigrams of its core, and what else it answers to.

The trigrams are an FTS5 index without content and without positions: it says which names have a
trigram, nothing more. How many names have one is counted beside it, because asking the index would
mean reading it. A core is indexed between `^` and `$`, so that its first and last letters weigh.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from tracker.names.folded import Folded, folded, telling

TABLES = """
CREATE TABLE name (id INTEGER PRIMARY KEY, measure INTEGER, printed TEXT, sort TEXT, folded TEXT,
  core TEXT, keys TEXT);
CREATE TABLE name_key (key TEXT, name INTEGER, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE name_gram (gram TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE name_text USING fts5 (core, content = '', columnsize = 0, detail = none,
  tokenize = "trigram case_sensitive 1");
"""

INDEXES = """
CREATE INDEX name_core ON name (core);
CREATE INDEX name_measure ON name (measure);
"""
BATCH = 20_000


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
        at += _add(db, at, batch)


def _add(db: sqlite3.Connection, at: int, batch: list[tuple[int, str, str]]) -> int:
    names, keys, texts = [], [], []
    counts: Counter[str] = Counter()
    for measure, printed, sort in batch:
        one = folded(printed)
        core = one.squeezed
        if not core:
            continue
        mine = sorted(set(keys_of(one)))
        names.append((at, measure, printed, sort, one.whole, core, " ".join(mine)))
        keys += [(key, at) for key in mine]
        texts.append((at, f"^{core}$"))
        counts.update(grams(core))
        at += 1
    db.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)", names)
    db.executemany("INSERT INTO name_key VALUES (?, ?)", keys)
    db.executemany("INSERT INTO name_text (rowid, core) VALUES (?, ?)", texts)
    db.executemany(
        "INSERT INTO name_gram VALUES (?, ?)"
        " ON CONFLICT (gram) DO UPDATE SET names = names + excluded.names",
        counts.items(),
    )
    return len(names)


def forget(db: sqlite3.Connection, measure: int) -> None:
    """Let go of all names of a measure."""
    rows = db.execute("SELECT id, core, keys FROM name WHERE measure = ?", (measure,)).fetchall()
    counts: Counter[str] = Counter()
    for _, core, _ in rows:
        counts.update(grams(core))
    db.executemany(
        "INSERT INTO name_text (name_text, rowid, core) VALUES ('delete', ?, ?)",
        [(name, f"^{core}$") for name, core, _ in rows],
    )
    db.executemany(
        "DELETE FROM name_key WHERE key = ? AND name = ?",
        [(key, name) for name, _, keys in rows for key in keys.split()],
    )
    db.executemany(
        "UPDATE name_gram SET names = names - ? WHERE gram = ?",
        [(count, gram) for gram, count in counts.items()],
    )
    db.execute("DELETE FROM name WHERE measure = ?", (measure,))


def grams(core: str) -> set[str]:
    """The trigrams a core is indexed by.

    >>> sorted(grams("zte"))
    ['^zt', 'te$', 'zte']
    """
    text = f"^{core}$"
    return {text[place : place + 3] for place in range(len(text) - 2)}


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
