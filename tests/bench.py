"""How fast, as ratios against plain tools in the same run: `make bench`, `make bench-smoke`.

Nothing here asserts a time: machines differ and are noisy. Each line gives the measured ratio
beside the one asked for, and the runs it is the best of.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter

import tracker
from config.settings import Settings
from events.facts import Fact
from events.ledger import open_ledger
from tests.bench_alerts import alerts
from tests.bench_names import names
from tests.bench_pages import pages
from tests.bench_parties import parties
from tests.bench_web import served
from tracker.question import Filters
from tracker.refresh import bring_up
from tracker.view import View
from tracker.view_schema import INDEXES, TABLES

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
BATCH = 10_000
LEDGER_TABLE = (
    "CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT,"
    " state BLOB, PRIMARY KEY (originator_id, originator_version))"
)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--smoke", action="store_true", help="small sizes, to see that it runs")
    smoke = given.parse_args().smoke
    size, rounds = (5_000, 2) if smoke else (100_000, 3)
    print(f"{size:,} facts, best of {rounds}; asked for in brackets\n")
    start_of_the_command(3 if smoke else 11)
    with tempfile.TemporaryDirectory() as folder:
        appends(Path(folder), size, rounds)
        rebuilds(Path(folder), rounds)
        questions(Path(folder), size)
    for figure in alerts(100 if smoke else 1000):
        told(*figure)
    for figure in names((2_500,) if smoke else (25_000, 1_000_000), 20 if smoke else 300):
        told(*figure)
    for figure in parties(30 if smoke else 300):
        told(*figure)
    for figure in served(4 if smoke else 100):
        told(*figure)
    for figure in pages(20_000 if smoke else 1_000_000, 5 if smoke else 100):
        told(*figure)


def best(rounds: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def told(what: str, value: float, asked: str) -> None:
    print(f"{what:<58} {value:6.2f}  [{asked}]")


# -- the command line ---------------------------------------------------------------------------


def start_of_the_command(rounds: int) -> None:
    """`tracker on DATE --json` as a whole process against `sqlite-utils --version`."""
    scripts = Path(sysconfig.get_path("scripts"))
    other = scripts / "sqlite-utils"
    if not other.exists():
        print("start of the command: skipped, sqlite-utils is not installed (extra `bench`)")
        return
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "TRACKER_LEDGER": f"sqlite:///{folder}/ledger.db"}
        ask = [str(scripts / "tracker"), "on", "2025-10-15", "--json"]

        def run(command: list[str]) -> None:
            subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)

        run(ask)  # the first start loads the history
        run([str(other), "--version"])
        ours = theirs = 1e9
        for _ in range(rounds):  # in turns: a busy machine is busy for both
            theirs = min(theirs, best(1, lambda: run([str(other), "--version"])))
            ours = min(ours, best(1, lambda: run(ask)))
        print(f"tracker {ours * 1000:.0f} ms, sqlite-utils {theirs * 1000:.0f} ms")
        told("tracker on DATE --json / sqlite-utils --version", ours / theirs, "at most 1.50")


# -- the ledger ---------------------------------------------------------------------------------


def appends(folder: Path, size: int, rounds: int) -> None:
    """Validated, chained, idempotent appends against the same bytes put in by bare sqlite3."""
    ratio = 0.0
    for number in range(rounds):
        path = folder / f"ledger{number}.db"
        ours = append_all(path, size)
        rows = stored_rows(path)
        begun = time.perf_counter()
        bare_insert(folder / f"bare{number}.db", rows)
        theirs = time.perf_counter() - begun
        del rows
        ratio = max(ratio, theirs / ours)
    print(f"append in batches of {BATCH:,}: {ours:.2f} s ours, {theirs:.2f} s bare, last round")
    told("rate of append / bare inserts of the same bytes", ratio, "at least 0.20")


def append_all(path: Path, size: int) -> float:
    """Seconds to validate and append a whole made-up history, batch by batch."""
    spent = 0.0
    ledger = open_ledger(f"sqlite:///{path}")
    source = generated(size)
    while raw := list(islice(source, BATCH)):
        begun = time.perf_counter()
        ledger.append([FACT.validate_python(one) for one in raw])
        spent += time.perf_counter() - begun
    ledger.close()
    return spent


def stored_rows(path: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as db:
        return db.execute("SELECT * FROM stored_events ORDER BY rowid").fetchall()


def bare_insert(path: Path, rows: list[tuple[Any, ...]]) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(LEDGER_TABLE)
    db.execute("BEGIN")
    db.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?)", rows)
    db.execute("COMMIT")
    db.close()


# -- the view -----------------------------------------------------------------------------------


def rebuilds(folder: Path, rounds: int) -> None:
    """A full rebuild against reading all entries and inserting its own rows, prebuilt."""
    url = f"sqlite:///{folder / 'ledger0.db'}"
    ratio = 0.0
    for number in range(rounds):
        settings = Settings(url, folder / f"view{number}")
        ledger = open_ledger(url)
        ours = best(1, partial(bring_up, settings, ledger, "bench"))
        ledger.close()
        tables = view_rows(settings.view)
        theirs = best(1, partial(bare_rebuild, folder, folder / f"bare-view{number}", tables))
        del tables
        ratio = max(ratio, theirs / ours)
    print(f"rebuild: {ours:.2f} s ours, {theirs:.2f} s bare, last round")
    told("rate of rebuild / bare read, insert and index", ratio, "at least 0.25")


def view_rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(path) as db:
        # The full-text index writes tables of its own: what bare sqlite3 would not have written.
        found = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'text@_%'"
        names = [row[0] for row in db.execute(found + " ESCAPE '@'")]
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def bare_rebuild(folder: Path, path: Path, tables: dict[str, list[tuple[Any, ...]]]) -> None:
    with sqlite3.connect(folder / "ledger0.db") as source:
        source.execute("SELECT * FROM stored_events ORDER BY rowid").fetchall()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    for statement in TABLES.split(";"):
        db.execute(statement)
    for name, rows in tables.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            db.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    for statement in INDEXES.split(";"):
        db.execute(statement)
    db.execute("COMMIT")
    with path.open("rb") as written:
        os.fsync(written.fileno())
    db.close()


def questions(folder: Path, size: int) -> None:
    """`on` filtered to one subject, in-process, on a short and on a long history."""
    small = folder / "small.db"
    ledger = open_ledger(f"sqlite:///{small}")
    ledger.append([FACT.validate_python(one) for one in generated(size // 10)])
    settings = Settings(f"sqlite:///{small}", folder / "small.view")
    bring_up(settings, ledger, "bench")
    ledger.close()
    with tempfile.TemporaryDirectory() as home:
        real = tracker.open(f"sqlite:///{home}/ledger.db")
        timelines = {
            f"{size // 10:,} facts": timeline_on(settings.view),
            f"{size:,} facts": timeline_on(folder / "view0"),
            "the bundled history": real,
        }
        for name, timeline in timelines.items():
            subjects = (
                {"code": "3A090", "to": "US", "instrument": "mofcom-2025-61"}
                if timeline is real
                else {"code": "1C007", "to": "AB", "instrument": "made-7"}
            )
            for what, value in subjects.items():
                ask = partial(timeline.on, "2021-06-01", **narrowed(what, value))
                found = len(ask(state="all").measures)
                spent = best(25, ask) * 1e3
                told(f"ms for on, one {what} ({found} measures), {name}", spent, "under 2.00")


def narrowed(what: str, value: str) -> Filters:
    """One filter, as the questions take it."""
    return cast(Filters, {what: value})


def timeline_on(view: Path) -> tracker.Timeline:
    return tracker.Timeline(View(view), lambda: datetime.now(UTC))


# -- a history that never was ---------------------------------------------------------------------


def generated(size: int) -> Iterator[dict[str, Any]]:
    """Facts in the proportions of the real history, the same at every run.

    The longer history has more subjects, not more measures a subject, as the real one has.
    """
    chance = random.Random(20251009)
    made = instrument = 0
    places = max(2, size // 400)
    while made < size:
        published = date(2018, 1, 1) + timedelta(chance.randrange(2800))
        name = f"made-{instrument}"
        yield {
            "event": "instrument published",
            "instrument": name,
            "jurisdiction": chance.choice(["CN", "US"]),
            "authority": chance.choice(["MOFCOM", "BIS"]),
            "form": "announcement",
            "title": f"Controls of round {instrument}",
            "aliases": [f"No. {instrument} of the bench"],
            "published_on": published.isoformat(),
            "urls": [f"https://example.org/{instrument}"],
        }
        made += 1
        for place in range(9):
            for fact in lifetime(chance, f"{name}/p{place}", name, published, instrument, places):
                if made < size:
                    yield fact
                    made += 1
        instrument += 1


def lifetime(
    chance: random.Random, measure: str, name: str, published: date, number: int, places: int
) -> Iterator[dict[str, Any]]:
    """One measure: imposed, often suspended, sometimes prolonged, amended or repealed."""

    def cited(day: date) -> dict[str, Any]:
        return {
            "instrument": f"{name}-{day.toordinal()}" if day != published else name,
            "published_on": day.isoformat(),
            "url": f"https://example.org/{name}",
            "quote": "applies from the day of its publication",
        }

    first = published + timedelta(chance.randrange(60))
    yield {
        "event": "measure imposed",
        "measure": measure,
        "cited": cited(published),
        "title": f"Licence for items of {measure}",
        "kind": "control",
        "first_day": first.isoformat(),
        "scope": {
            "codes": [f"1C{number:03}"],
            "destinations": [letters(chance.randrange(places))],
            "items": ["items"],
        },
    }
    acts = chance.randrange(4)
    for act in range(acts):
        day = first + timedelta(chance.randrange(1, 400) + 400 * act)
        common = {"measure": measure, "cited": cited(day)}
        last = day + timedelta(chance.randrange(30, 365))
        yield chance.choice(
            [
                {
                    **common,
                    "event": "measure suspended",
                    "first_day": str(day),
                    "last_day": str(last),
                },
                {**common, "event": "measure amended", "first_day": str(day)},
                {**common, "event": "measure resumed", "first_day": str(day)},
                {**common, "event": "measure repealed", "first_day": str(day)},
            ]
        )


def letters(number: int) -> str:
    """A made-up place: AA, AB, … ZZ, BAA, …

    >>> letters(1)
    'AB'
    """
    text = ""
    while number or len(text) < 2:
        number, rest = divmod(number, 26)
        text = chr(65 + rest) + text
    return text


if __name__ == "__main__":
    main()
