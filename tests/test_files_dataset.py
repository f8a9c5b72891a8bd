"""The whole timeline as tables: served by Datasette as they are, each column with its meaning."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette  # type: ignore[import-untyped]

import tracker
from tests.answers_asked import NOW
from tracker.ask import VERBS
from tracker.asked import UsageError
from tracker.files.columns import OTHERWISE, ROWS
from tracker.files.dataset import words_of, write_dataset
from tracker.files.dataset_tables import TABLES
from tracker.files.dictionary import ANSWERS, COLUMNS, dictionary
from tracker.queries import Timeline


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    place: Path = tmp_path_factory.mktemp("dataset") / "ledger.db"
    with tracker.open(f"sqlite:///{place}", now=lambda: NOW) as timeline:
        yield timeline


@pytest.fixture(scope="module")
def folder(timeline: Timeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found: Path = tmp_path_factory.mktemp("out") / "tables"
    write_dataset(timeline, found)
    return found


@pytest.fixture(scope="module")
def db(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "tracker.db")) as found:
        yield found


def served(folder: Path, *paths: str) -> list[Any]:
    """What Datasette answers to each path, as JSON."""

    async def ask() -> list[Any]:
        told = json.loads((folder / "metadata.json").read_text("utf-8"))
        site = Datasette([str(folder / "tracker.db")], metadata=told)
        try:
            await site.invoke_startup()
            answers = [await site.client.get(path) for path in paths]
        finally:
            for name in list(site.databases):
                site.get_database(name).close()
            site.executor.shutdown()
        assert [one.status_code for one in answers] == [200] * len(paths)
        return [one.json() if ".json" in str(one.url) else one.text for one in answers]

    return asyncio.run(ask())


def test_datasette_serves_tables_facets_searches_and_the_metadata(folder: Path) -> None:
    table, facet, word, party, told, page = served(
        folder,
        "/tracker/measures.json?id=mofcom-2025-61/i-1&_shape=array",
        "/tracker/measures.json?_size=1",
        "/tracker/measures.json?_shape=array&_search=" + quote("镓"),
        "/tracker/listings.json?_shape=array&_search=" + quote("斯凯迪奥"),
        "/-/metadata.json",
        "/tracker/measures?threshold_percent=0.1",
    )
    (measure,) = table
    assert measure["title"].startswith("Part-2 items made abroad that contain Chinese-origin")
    assert (measure["threshold_percent"], measure["threshold_of"]) == (0.1, "value")
    kinds = {one["value"]: one["count"] for one in facet["facet_results"]["kind"]["results"]}
    assert kinds["control"] > 50
    assert "mofcom-2023-23/p-gallium" in {one["id"] for one in word}
    assert {one["measure"] for one in party} == {
        "mofcom-2025-13/p1/skydio-inc",
        "uel-2025-7/p1/skydio-inc",
    }
    tables = told["databases"]["tracker"]["tables"]
    assert tables["periods"]["columns"]["confirmed"].startswith("0 where it came back by lapse")
    assert "0.1\N{NO-BREAK SPACE}%" in page.replace("&nbsp;", "\N{NO-BREAK SPACE}")  # its unit
    assert "The smallest things that can be suspended" in page


def test_the_tables_answer_as_the_tracker_does(folder: Path, timeline: Timeline) -> None:
    days = ("2025-11-09", "2026-11-26")
    told = served(
        folder,
        *(f"/tracker/on_day.json?_shape=array&day={day}&state=in_force" for day in days),
    )
    for day, rows in zip(days, told, strict=True):
        answer = timeline.on(day)
        states = {one.id for one in answer.measures if one.state == "in_force"}
        assert {row["id"] for row in rows} == states
        unsure = {row["id"] for row in rows if row["confirmed"] == 0}
        assert unsure == {one.id for one in answer.measures if not one.confirmed}


def test_every_reference_leads_to_a_row(db: sqlite3.Connection) -> None:
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    counts = {one.name: db.execute(f"SELECT count(*) FROM {one.name}").fetchone() for one in TABLES}
    assert [name for name, (count,) in counts.items() if not count] == []


def test_the_rows_are_those_of_the_timeline(db: sqlite3.Connection, timeline: Timeline) -> None:
    measures = timeline.on("2025-11-09", state="all").measures
    listed = timeline.on("2025-11-09", state="all", parts=True).measures
    ids = {row[0] for row in db.execute("SELECT id FROM measures")}
    assert ids == {one.id for one in measures} | {one.id for one in listed}
    life = timeline.show("mofcom-2025-61/i-1").lives[0]
    rows = db.execute(
        'SELECT first, last, state, reason, "by", confirmed, "at" FROM periods'
        " WHERE measure = 'mofcom-2025-61/i-1' ORDER BY id"
    ).fetchall()
    assert rows == [
        tuple(one[name] for name in ("first", "last", "state", "reason", "by", "confirmed", "at"))
        for one in life.periods
    ]
    span = timeline.diff("2025-10-01", "2025-11-30")
    changed = db.execute(
        "SELECT c.day, c.measure, c.change FROM changes c JOIN measures m ON m.id = c.measure"
        " WHERE c.day > '2025-10-01' AND c.day <= '2025-11-30' AND m.part_of IS NULL"
    ).fetchall()
    assert sorted(changed) == sorted((one.day, one.measure, one.change) for one in span.changes)


def test_days_are_text_that_sorts_and_a_day_known_to_the_month_stays_so(
    db: sqlite3.Connection,
) -> None:
    query = "SELECT first FROM periods UNION ALL SELECT last FROM periods UNION ALL SELECT day"
    days = [day for (day,) in db.execute(f"{query} FROM changes") if day is not None]
    assert {len(day) for day in days} == {10}
    (seafood,) = db.execute("SELECT published_on FROM instruments WHERE id = 'gacc-japan-seafood'")
    assert seafood == ("2023-08-24",)
    months = db.execute("SELECT count(*) FROM citations WHERE length(published_on) = 7").fetchone()
    assert months[0] > 0


def test_every_column_of_every_table_has_a_meaning_and_is_there(
    db: sqlite3.Connection, folder: Path
) -> None:
    metadata = json.loads((folder / "metadata.json").read_text("utf-8"))
    told = metadata["databases"]["tracker"]["tables"]
    found = {
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if "_fts" not in name and not name.startswith("sqlite_")
    }
    assert found == set(told)
    for name, table in told.items():
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
        assert list(table["columns"]) == columns
        assert all(words.endswith((".", "…")) for words in table["columns"].values()), name
        assert {*table.get("facets", ()), table.get("sort") or table["sort_desc"]} <= set(columns)


def test_every_column_of_an_answers_rows_has_a_meaning() -> None:
    assert set(COLUMNS) == set(VERBS)
    named = {name for columns in COLUMNS.values() for name in columns}
    assert named - set(ROWS) == set()
    assert set(ROWS) - named == set()
    assert all(name in COLUMNS[verb] for verb, name in OTHERWISE)


def test_the_dictionary_has_every_table_answer_and_fact(folder: Path) -> None:
    told = (folder / "DATA-DICTIONARY.md").read_text("utf-8")
    assert told == dictionary()
    for table in TABLES:
        assert f"### {table.name}\n" in told
    for kind in ANSWERS:
        assert f"### {kind.__name__}\n" in told
        assert kind.__doc__
    assert "A measure does not apply from `first_day` to `last_day`, both included." in told
    assert "| `last_day` | `date \\| None` | `None` |" in told
    assert "| `first_day` | `PartialDay \\| None` | `None` |" in told
    assert "0x" not in told  # nothing of one run of the program


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("镓 and 稀土", "镓 and 稀 土 稀土"),
        ("MOFCOM 2025第61号", "MOFCOM 2025 第 61 号"),
        (None, None),
        ("一二三四五六七", "一 二 三 四 五 六 七 一二 二三 三四 四五 五六 六七 一二三 二三四 三四五"
         " 四五六 五六七 一二三四 二三四五 三四五六 四五六七 一二三四五 二三四五六 三四五六七"
         " 一二三四五六 二三四五六七 一二三四五六七"),
    ],
)  # fmt: skip
def test_chinese_is_found_by_any_piece_of_it(text: str | None, words: str | None) -> None:
    assert words_of(text) == words


def test_what_is_there_is_kept_unless_told_otherwise(
    timeline: Timeline, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="is there already"):
        write_dataset(timeline, folder)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="no folder"):
        write_dataset(timeline, tmp_path / "file" / "tables")
