"""The whole timeline as a SQLite file that Datasette serves as it is, with what its columns mean.

Full text is found by words in both languages. Chinese has no spaces, so what is indexed for it are
all its pieces of up to six signs: `镓` and `稀土` are found wherever they stand in a sentence.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.files.dataset_rows import Row, all_rows
from tracker.files.dataset_tables import TABLES, Table
from tracker.files.dictionary import dictionary
from tracker.files.safely import may_be_written, save

if TYPE_CHECKING:
    from tracker.queries import Timeline

DATABASE, METADATA, DICTIONARY = "tracker.db", "metadata.json", "DATA-DICTIONARY.md"
PIECES = 6  # signs of the longest piece of Chinese that is found by itself
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]+")
INDEXES = (
    *(("periods", "measure"), ("periods", "state"), ("effects", "measure"), ("changes", "day")),
    *(("changes", "measure"), ("measures", "instrument"), ("measures", "part_of")),
    *(("party_names", "measure"), ("listings", "list"), ("instruments", "published_on")),
)
ON_DAY = """SELECT m.id, m.jurisdiction, m.authority, m.kind, p.state, p.first AS since,
  p.last AS until, p.by, p.confirmed, m.title
FROM measures m JOIN periods p ON p.measure = m.id
WHERE m.part_of IS NULL AND p.state = :state
  AND (p.first IS NULL OR p.first <= :day) AND (p.last IS NULL OR p.last >= :day)
ORDER BY m.id"""


def write_dataset(timeline: Timeline, folder: Path, *, force: bool = False) -> list[Path]:
    """Write the database, its metadata and its data dictionary into a folder.

    `datasette DIR/tracker.db --metadata DIR/metadata.json` serves them. Raises UsageError where
    they are there already (unless `force`) or cannot be written.
    """
    from tracker.asked import UsageError

    paths = [folder / name for name in (DATABASE, METADATA, DICTIONARY)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: no folder ({error.strerror}); name another") from error
    for path in paths:
        may_be_written(path, force=force)
    texts = (json.dumps(metadata(timeline), ensure_ascii=False, indent=1) + "\n", dictionary())
    for path, body in zip(paths, (database(timeline), *map(str.encode, texts)), strict=True):
        save(path, body, force=force)
    return paths


def database(timeline: Timeline) -> bytes:
    """The SQLite file."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        path = Path(folder) / DATABASE
        with closing(sqlite3.connect(path)) as db:
            fill(db, all_rows(timeline))
        return path.read_bytes()


def fill(db: sqlite3.Connection, rows: dict[str, list[Row]]) -> None:
    """Every table with its rows, its indexes, and what is found by words; whole or not at all."""
    with db:
        for table in TABLES:
            _create(db, table)
            _insert(db, table, rows[table.name])
            if table.search:
                _index_words(db, table)
        for name, column in INDEXES:
            db.execute(f"CREATE INDEX {name}_{column} ON {name} ({column})")
    db.execute("ANALYZE")
    db.commit()
    db.execute("VACUUM")


def _create(db: sqlite3.Connection, table: Table) -> None:
    told = ", ".join(f'"{one.name}" {one.declared}' for one in table.columns)
    db.execute(f"CREATE TABLE {table.name} ({told})")


def _insert(db: sqlite3.Connection, table: Table, rows: Iterable[Row]) -> None:
    names = [one.name for one in table.columns]
    marks = ", ".join("?" * len(names))
    db.executemany(
        f"INSERT INTO {table.name} VALUES ({marks})",
        ([row.get(name) for name in names] for row in rows),
    )


def _index_words(db: sqlite3.Connection, table: Table) -> None:
    """A full-text index beside a table, which keeps no second copy of its texts."""
    names = ", ".join(table.search)
    db.execute(f'CREATE VIRTUAL TABLE {table.name}_fts USING fts5({names}, content="{table.name}")')
    found = db.execute(f"SELECT rowid, {names} FROM {table.name}").fetchall()
    marks = ", ".join("?" * (len(table.search) + 1))
    db.executemany(
        f"INSERT INTO {table.name}_fts (rowid, {names}) VALUES ({marks})",
        ([rowid, *(words_of(text) for text in texts)] for rowid, *texts in found),
    )


def words_of(text: str | None) -> str | None:
    """A text as it is indexed: its Chinese in pieces, so that a part of a sentence is found.

    >>> words_of("镓 and 稀土")
    '镓 and 稀 土 稀土'
    """
    if text is None:
        return None
    return (
        _HAN.sub(lambda run: " ".join(["", *_pieces(run[0]), ""]), text).strip().replace("  ", " ")
    )


def _pieces(run: str) -> Iterator[str]:
    for size in range(1, min(PIECES, len(run)) + 1):
        for at in range(len(run) - size + 1):
            yield run[at : at + size]
    if len(run) > PIECES:
        yield run


def metadata(timeline: Timeline) -> dict[str, Any]:
    """What Datasette tells of the database, its tables and their columns."""
    meta = timeline.view.meta
    return {
        "title": "Regulatory Timeline Tracker",
        "description": "What trade regulators published, what it changed, and what applied on any"
        f" day; curated through {meta['curated_through']}. No legal advice.",
        "source": f"Ledger position {meta['position']}, head {meta['digest'][:12]}",
        "license": "Official texts belong to those who issued them; each row cites its page",
        "databases": {
            "tracker": {
                "description": "Full text finds words, and Chinese by up to six signs in a row.",
                "tables": {table.name: _told(table) for table in TABLES},
                "queries": {
                    "on_day": {
                        "title": "What stood in a state on a day",
                        "description": "Provisions, not listed parties; a day as 2025-11-09, a"
                        " state as in_force. What came back by lapse has `confirmed` 0.",
                        "sql": ON_DAY,
                        "params": ["day", "state"],
                    }
                },
            }
        },
    }


def _told(table: Table) -> dict[str, Any]:
    order = "sort_desc" if table.sort.startswith("-") else "sort"
    told: dict[str, Any] = {
        "description": table.meaning,
        "columns": {one.name: one.meaning for one in table.columns},
        order: table.sort.removeprefix("-"),
    }
    if table.facets:
        told["facets"] = list(table.facets)
    if table.units:
        told["units"] = table.units
    return told
