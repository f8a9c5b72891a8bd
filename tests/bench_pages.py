"""What a page costs, on all that is bundled and on a million measures: part of `make bench`.

The large view is written straight into its tables, in the shape a fold would give them: nobody has
a ledger of that size, and folding one is measured elsewhere. Forty of its measures are suspended on
the day that is asked about, and one in ten was at some time before.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import tracker
from events.facts import Citation, InstrumentPublished, MeasureImposed
from tracker.counting import Shelves
from tracker.forks import fork_of
from tracker.queries import Timeline
from tracker.search import texts
from tracker.view import View
from tracker.view_schema import INDEXES, SCHEMA, TABLES

Figure = tuple[str, float, str]
DAY, BEGIN = "2026-08-01", date(2018, 1, 1).toordinal()
TODAY = date.fromisoformat(DAY).toordinal()
FOREVER = date.max.toordinal()
SIDES: tuple[tuple[Literal["CN", "US"], str], ...] = (
    ("CN", "MOFCOM"),
    ("CN", "GACC"),
    ("US", "BIS"),
    ("US", "USTR"),
    ("US", "OFAC"),
)
KINDS = ("control", "listing", "ban", "duty")
GOODS = ("gallium", "dysprosium", "lidar", "graphite", "无人机", "石墨烯", "磁材", "示例材料")
EACH = 100  # measures of an instrument
STAYED = 40  # suspended on the day
STAMP = "2026-08-01T00:00:00.000000+00:00"


def pages(size: int, asked: int) -> Iterator[Figure]:
    """Pages of 100, counts and searches, over the bundled history and over `size` measures."""
    with tempfile.TemporaryDirectory() as folder:
        with tracker.open(f"sqlite:///{Path(folder) / 'ledger.db'}") as timeline:
            yield from _of(timeline, asked, "the bundled history", ("镓", "rare earth", "Skydio"))
            meta = dict(timeline.view.meta)
        begun = time.perf_counter()
        large = write(Path(folder) / "large.view", size, meta)
        print(f"{size:,} measures written in {time.perf_counter() - begun:.0f} s")
        with Timeline(View(large), lambda: datetime(2026, 8, 1, 12, tzinfo=UTC)) as timeline:
            words = (f"gallium {size // 2}", "磁材", f"made-{size // 300}")
            yield from _of(timeline, asked, f"{size:,} measures", words)


def _of(timeline: Timeline, asked: int, where: str, words: tuple[str, ...]) -> Iterator[Figure]:
    near, far = "2026-07-02", "2018-01-01"
    works: dict[str, Callable[[], Any]] = {
        "page of `on`": lambda: timeline.on(DAY, limit=100),
        "page of `on`, far on": lambda: timeline.on(DAY, limit=100, after="made-5"),
        "page of the suspended": lambda: timeline.on(DAY, state="suspended", limit=100),
        "page of one authority": lambda: timeline.on(DAY, authority="MOFCOM", limit=100),
        "page of all states (counts)": lambda: timeline.on(DAY, state="all", limit=1),
        "page of `diff`, 30 days": lambda: timeline.diff(near, DAY, limit=100),
        "page of `diff`, 8 years": lambda: timeline.diff(far, DAY, limit=100),
        "page of `upcoming`": lambda: timeline.upcoming(limit=100),
        **{f"search of {word!r}": partial(timeline.search, word) for word in words},
    }
    for name, work in works.items():
        spent = _times(work, asked)
        yield f"ms, half, {name}, {where}", spent[len(spent) // 2], "no figure asked"
        yield f"ms, p99, {name}, {where}", spent[int(len(spent) * 0.99)], "no figure asked"
        yield f"thousand steps of SQLite, {name}, {where}", _steps(timeline, work), "none"
    spent = _times(lambda: timeline.on(DAY, known="2026-05-01", limit=100), max(1, asked // 30))
    yield f"ms, half, page of `on` as known, {where}", spent[len(spent) // 2], "no figure asked"


def _times(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    work()
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1e3)
    return sorted(times)


def _steps(timeline: Timeline, work: Callable[[], object]) -> float:
    """How much SQLite had to do, whatever the machine."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    timeline.view.db.set_progress_handler(count, 100)
    try:
        work()
    finally:
        timeline.view.db.set_progress_handler(None, 0)
    return steps[0] / 10


# -- a view that never was ------------------------------------------------------------------------


class Made(NamedTuple):
    """One measure of the large view, told by its number alone."""

    num: int
    act: str
    side: Literal["CN", "US"]
    authority: str
    kind: str
    published: int
    first: int
    stay: tuple[int, int] | None
    last: int

    @property
    def id(self) -> str:
        return f"{self.act}/p{self.num % EACH:02}"

    @property
    def title(self) -> str:
        return f"Licence {self.num} for {GOODS[self.num % len(GOODS)]}"


def made(num: int, size: int) -> Made:
    """The measure of a number: its act, its days, and whether it was ever suspended."""
    act = num // EACH
    side, authority = SIDES[act % len(SIDES)]
    published = BEGIN + act * 7919 % (TODAY - BEGIN)
    first = published + num * 31 % 60
    stay = (first + 50, first + 139) if num % 10 == 3 and first + 200 < TODAY else None
    last = first + 900 if num % 3 == 1 and stay is None else FOREVER
    if num % (size // STAYED) == 7:
        stay, last = (max(TODAY - 20, first), TODAY + 100), FOREVER
    kind = KINDS[num % len(KINDS)]
    return Made(num, f"made-{act}", side, authority, kind, published, first, stay, last)


def runs(one: Made) -> Iterator[tuple[int, int, str, str | None, str | None, int]]:
    """Its runs of days: (first, last, state, reason, by, confirmed)."""
    yield 1, one.published - 1, "announced", "not_yet_published", None, 1
    if one.first > one.published:
        yield one.published, one.first - 1, "announced", "not_yet_effective", None, 1
    day = one.first
    if one.stay:
        start, end = one.stay
        if start > day:
            yield day, start - 1, "in_force", None, one.act, 1
        yield start, end, "suspended", "suspended", f"{one.act}-stay", 1
        yield end + 1, one.last, "in_force", None, "lapse", int(one.num % 2)
        return
    yield day, one.last, "in_force", None, one.act, 1
    if one.last < FOREVER:
        yield one.last + 1, FOREVER, "ended", "expired", one.act, 1


def write(path: Path, size: int, meta: dict[str, str]) -> Path:
    """A view of so many measures, with the sources and terms of another."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    for statement in TABLES.split(";"):
        db.execute(statement)
    _write_acts(db, size)
    shelves = Shelves(db)
    for start in range(0, size, 50_000):
        _write_measures(
            db, shelves, [made(n, size) for n in range(start, min(size, start + 50_000))]
        )
    shelves.sum_up(whole=True)
    for statement in INDEXES.split(";"):
        db.execute(statement)
    own = {"schema": str(SCHEMA), "position": str(2 * size), "digest": "0" * 64}
    db.executemany("INSERT INTO meta VALUES (?, ?)", list((meta | own).items()))
    db.execute("COMMIT")
    db.close()
    return path


def _write_acts(db: sqlite3.Connection, size: int) -> None:
    rows = []
    for act in range(-(-size // EACH)):
        one = made(act * EACH, size)
        day = date.fromordinal(one.published).isoformat()
        text = InstrumentPublished(
            instrument=one.act,
            jurisdiction=one.side,
            authority=one.authority,
            form="rule",
            title=f"Controls of round {act}",
            published_on=day,
        )
        rows.append((size + act + 1, f"instrument/{one.act}", text, one, day))
    db.executemany(
        "INSERT INTO fact VALUES (?, ?, 1, ?, 'instrument published', ?, '', NULL)",
        [(at, stream, STAMP, text.model_dump_json()) for at, stream, text, _, _ in rows],
    )
    db.executemany(
        "INSERT INTO instrument VALUES (?, ?, ?, ?, ?)",
        [(one.act, one.side, one.authority, day, at) for at, _, _, one, day in rows],
    )
    texts.add(db, (text for at, _, fact, _, _ in rows for text in texts.texts_of(at, fact)))


IMPOSED = MeasureImposed(
    measure="ID",
    cited=Citation(instrument="ACT", published_on="2001-01-01", url="https://example.org/ACT"),
    title="TITLE",
    kind="control",
    first_day="2001-01-02",
).model_dump_json()


def _write_measures(db: sqlite3.Connection, shelves: Shelves, some: list[Made]) -> None:
    facts, measures, periods = [], [], []
    for one in some:
        shelf = shelves.of(one.side, one.authority, one.kind, part=False, with_parts=False)
        body = IMPOSED.replace('"ID"', f'"{one.id}"').replace("ACT", one.act)
        body = body.replace("TITLE", one.title).replace('"control"', f'"{one.kind}"')
        body = body.replace("2001-01-01", date.fromordinal(one.published).isoformat())
        body = body.replace("2001-01-02", date.fromordinal(one.first).isoformat())
        at, provision = one.num + 1, one.id.partition("/")[2]
        facts.append((at, f"measure/{one.id}", STAMP, body))
        own = (one.id, one.act, provision, None, one.side, one.authority, one.kind)
        public = (one.published, one.published)
        measures.append((at, *own, one.title.casefold(), at, "code hs to item", 0, shelf, *public))
        for first, last, *row in runs(one):
            decided = None if row[1] == "not_yet_published" else at
            periods.append(
                (at, first, last, *row, None, 0, decided, None, shelf, fork_of(first, last))
            )
    imposed = "INSERT INTO fact VALUES (?, ?, 1, ?, 'measure imposed', ?, '', NULL)"
    db.executemany(imposed, facts)
    db.executemany(f"INSERT INTO measure VALUES ({', '.join('?' * 15)})", measures)
    db.executemany(f"INSERT INTO period VALUES ({', '.join('?' * 13)})", periods)
    texts.add(db, ((one.num + 1, one.id, "title", one.title) for one in some))
