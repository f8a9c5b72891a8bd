"""Writing the view's tables: all of a ledger at once, or only what new entries touch.

One way of folding serves both. A rebuild holds every fact in memory and never asks the tables; a
catch-up fetches the streams it needs. Either way the writer works on a file nobody reads yet; the
caller swaps it in, with the position it reached, so a crash leaves the old view whole and no entry
is ever half applied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cached_property

from pydantic import TypeAdapter

from events.errors import TrackerError
from events.facts import (
    CopyFound,
    Fact,
    InstrumentPublished,
    InstrumentRevised,
    MeasureAmended,
    MeasureImposed,
    MeasuresLinked,
    PledgeMade,
    ReadingWithdrawn,
)
from events.ledger import Entry
from tracker.counting import Shelves
from tracker.fold import (
    Filed,
    Life,
    Row,
    acts_suspending,
    imposition,
    in_shown_order,
    life,
    of_parts,
    with_provision,
)
from tracker.forks import fork_of
from tracker.found_by import names_of, tags_of, unscoped_of, words_of
from tracker.names import tables as names
from tracker.naming import normal
from tracker.public_by import all_public, first_public
from tracker.search import texts

FACT: TypeAdapter[Fact] = TypeAdapter(Fact)
DIMENSIONS = ("code", "hs", "to", "group", "party", "item")


class ViewStopped(TrackerError):
    """An entry the view cannot apply; it stays at the entry before `position`."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class Folding:
    """New entries on their way into the tables of one view file."""

    def __init__(self, db: sqlite3.Connection, *, whole: bool) -> None:
        self.db = db
        self.whole = whole  # every fact is in memory: the tables need not be asked
        self.streams: dict[str, list[Filed]] = {}
        self.measures_by: dict[str, dict[str, None]] = {}  # instrument: its measures
        self.parts_by: dict[str, dict[str, None]] = {}  # provision: its parts
        self.lives: dict[str, Life | None] = {}  # of measures, once all facts are in
        self.touched: set[str] = set()
        self.rows: list[tuple[int, str, int, str, str, str, str]] = []
        self.withdrawn: list[tuple[int, str, int]] = []
        self.texts: list[texts.Text] = []
        self.shelves = Shelves(db)
        self.next_num = self._one("SELECT coalesce(max(num), 0) + 1 FROM measure")

    def _one(self, statement: str, *given: object) -> int:
        return int(self.db.execute(statement, given).fetchone()[0])

    # -- what is filed ------------------------------------------------------------------------

    def file(self, entry: Entry) -> None:
        """Take in one entry; nothing is written before `settle`."""
        fact = entry.fact
        position, version, body = entry.position, entry.version, entry.body
        stamp = entry.recorded_at.isoformat(timespec="microseconds")
        self.of(entry.stream).append(Filed(position, version, fact, body))
        self.rows.append((position, entry.stream, version, stamp, fact.event, body, entry.prev))
        self.texts += texts.texts_of(position, fact)
        if isinstance(fact, ReadingWithdrawn):
            self.withdrawn.append((entry.position, fact.of, fact.withdraws))
            theirs = self.of(fact.of)
            theirs[:] = [filed for filed in theirs if filed.version != fact.withdraws]
            self.touched.add(fact.of)
        elif isinstance(fact, MeasureImposed):
            instrument = fact.measure.partition("/")[0]
            self.measures_by.setdefault(instrument, {})[fact.measure] = None
            if fact.part_of:
                self.parts_by.setdefault(fact.part_of, {})[fact.measure] = None
        self.touched.add(entry.stream)

    def of(self, stream: str) -> list[Filed]:
        """The facts that stand in a stream, in order."""
        found = self.streams.get(stream)
        if found is None:
            found = self.streams[stream] = [] if self.whole else self._stored(stream)
        return found

    def _stored(self, stream: str) -> list[Filed]:
        rows = self.db.execute(
            "SELECT position, version, body FROM fact"
            " WHERE stream = ? AND withdrawn_at IS NULL ORDER BY version",
            (stream,),
        )
        return [Filed(at, version, FACT.validate_json(body), body) for at, version, body in rows]

    def _measures_of(self, instrument: str) -> Iterable[str]:
        here = dict(self.measures_by.get(instrument, {}))
        if not self.whole:
            rows = self.db.execute("SELECT id FROM measure WHERE instrument = ?", (instrument,))
            here |= dict.fromkeys(row[0] for row in rows)
        return here

    def _parts_of(self, measure: str) -> Iterable[str]:
        here = dict(self.parts_by.get(measure, {}))
        if not self.whole:
            rows = self.db.execute("SELECT id FROM measure WHERE part_of = ?", (measure,))
            here |= dict.fromkeys(row[0] for row in rows)
        return sorted(here)

    # -- what it leads to ---------------------------------------------------------------------

    def settle(self) -> None:
        """Write the facts, and fold every measure that any of them touches."""
        self.db.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", self.rows)
        texts.add(self.db, self.texts)
        self._mark_withdrawn()
        instruments = self._touched("instrument/")
        self._write_instruments(instruments)
        measures = set(self._touched("measure/"))
        if not self.whole:
            measures |= self._reached(instruments, self._touched("pledge/"))
        self._write_measures(sorted(self._with_family(measures)))
        self._count_unscoped()
        self.shelves.sum_up(whole=self.whole)

    def _mark_withdrawn(self) -> None:
        if self.whole and self.withdrawn:  # the index comes last in a rebuild, but is needed here
            self.db.execute("CREATE INDEX IF NOT EXISTS fact_stream ON fact (stream, version)")
        self.db.executemany(
            # A withdrawal reaches back only, and the first one counts: a second one must not give
            # the reading back to the days between the two.
            "UPDATE fact SET withdrawn_at = ?1 WHERE stream = ?2 AND version = ?3"
            " AND position < ?1 AND withdrawn_at IS NULL",
            self.withdrawn,
        )

    @cached_property
    def pledged(self) -> set[str]:
        """Everything a pledge has ever been about."""
        rows = self.db.execute(
            "SELECT DISTINCT substr(stream, 8) FROM fact"
            " WHERE stream >= 'pledge/' AND stream < 'pledge0'"
        )
        return {row[0] for row in rows}

    def _touched(self, prefix: str) -> list[str]:
        return [name.removeprefix(prefix) for name in self.touched if name.startswith(prefix)]

    def _reached(self, instruments: Iterable[str], abouts: Iterable[str]) -> set[str]:
        """Measures whose answer changes because their text or a pledge about them did."""
        reached: set[str] = set()
        for name in instruments:
            reached.update(self._measures_of(name))
        for about in abouts:
            reached.update([about] if "/" in about else self._measures_of(about))
            rows = self.db.execute("SELECT measure FROM suspended_by WHERE act = ?", (about,))
            reached.update(row[0] for row in rows)
        return reached

    def _with_family(self, measures: set[str]) -> set[str]:
        """Parts with their provision and a provision with its parts: they share acts and state."""
        parents = {name.rpartition("/")[0] for name in measures if name.count("/") > 1}
        family = measures | parents
        return family | {part for name in family for part in self._parts_of(name)}

    def _count_unscoped(self) -> None:
        self.db.execute("DELETE FROM unscoped")
        for what in DIMENSIONS:
            self.db.execute(
                "INSERT INTO unscoped SELECT ?, jurisdiction, authority, kind, count(*)"
                " FROM measure WHERE part_of IS NULL AND instr(unscoped, ?) > 0"
                " GROUP BY jurisdiction, authority, kind",
                (what, what),
            )

    # -- instruments --------------------------------------------------------------------------

    def _write_instruments(self, names: Iterable[str]) -> None:
        texts: list[tuple[str, str, str, str | None, int]] = []
        aliases: list[tuple[str, str, str]] = []
        for name in names:
            if not self.whole:
                self.db.execute("DELETE FROM instrument WHERE id = ?", (name,))
                gone = "DELETE FROM alias WHERE target = ? AND what = 'instrument'"
                self.db.execute(gone, (name,))
            now = current(self.of(f"instrument/{name}"))
            if now is None:
                continue
            filed, text = now
            row = (name, text.jurisdiction, text.authority, text.published_on, filed.position)
            texts.append(row)
            aliases += [(normal(alias), name, alias) for alias in (name, *text.aliases)]
            pages = dict.fromkeys(
                one.fact.url
                for one in self.of(f"instrument/{name}")
                if isinstance(one.fact, CopyFound)
            )
            aliases += [(normal(page), name, page) for page in pages]
        self.db.executemany("INSERT INTO instrument VALUES (?, ?, ?, ?, ?)", texts)
        self.db.executemany("INSERT INTO alias VALUES (?, ?, 'instrument', ?)", aliases)

    # -- measures -----------------------------------------------------------------------------

    def _write_measures(self, names: Iterable[str]) -> None:
        batch = _Batch()
        self.lives.clear()
        for name in names:
            if not self.whole:
                self._forget(name)
            lived = self._life(name)
            if lived is None:
                continue
            rows, with_parts = self._rows(name, lived)
            self._write(name, lived, rows, with_parts, batch)
        batch.insert(self.db)

    def _forget(self, name: str) -> None:
        found = self.db.execute("SELECT num, shelf FROM measure WHERE id = ?", (name,)).fetchone()
        if found:
            num, shelf = found
            self.shelves.left(shelf)
            for table in ("period", "tag", "beside", "amendment"):
                self.db.execute(f"DELETE FROM {table} WHERE measure = ?", (num,))
            self.db.execute("DELETE FROM measure WHERE num = ?", (num,))
            names.forget(self.db, num)
        self.db.execute("DELETE FROM suspended_by WHERE measure = ?", (name,))
        self.db.execute("DELETE FROM alias WHERE target = ? AND what = 'measure'", (name,))

    def _life(self, name: str) -> Life | None:
        """A measure folded, once: a provision asks for its parts before their turn comes."""
        if name not in self.lives:
            self.lives[name] = life(self._acts(name), whole=self._provision(name))
        return self.lives[name]

    def _provision(self, name: str) -> MeasureImposed | None:
        """What imposes the provision that a measure is part of."""
        imposed = imposition(self.of(f"measure/{name}"))
        part = imposed.part_of if imposed else None
        return imposition(self.of(f"measure/{part}")) if part else None

    def _acts(self, name: str) -> list[Filed]:
        """A measure's own facts, and for a part the acts upon its provision."""
        own = self.of(f"measure/{name}")
        imposed = imposition(own)
        if imposed is None or not imposed.part_of:
            return own
        return with_provision(own, self.of(f"measure/{imposed.part_of}"))

    def _rows(self, name: str, lived: Life) -> tuple[list[Row], bool]:
        parts = [part for one in self._parts_of(name) if (part := self._life(one))]
        return of_parts(lived, parts), bool(parts)

    def _write(
        self, name: str, lived: Life, rows: list[Row], with_parts: bool, batch: _Batch
    ) -> None:
        imposed = lived.imposed.fact
        assert isinstance(imposed, MeasureImposed)
        instrument, _, provision = name.partition("/")
        now = current(self.of(f"instrument/{instrument}"))
        if now is None:
            raise ViewStopped(
                f"view: entry {lived.imposed.position} imposes {name}, but no entry publishes"
                f" {instrument}; record the instrument, then run again",
                max(lived.imposed.position, self._withdrawn_last(f"instrument/{instrument}")),
            )
        text, num = now[1], self.next_num
        self.next_num += 1
        words, unscoped = words_of(imposed, text), unscoped_of(imposed)
        shelf = self.shelves.of(
            text.jurisdiction,
            text.authority,
            imposed.kind,
            part=imposed.part_of is not None,
            with_parts=with_parts,
        )
        facts = self._acts(name)
        acts = acts_suspending(filed.fact for filed in facts)
        batch.suspended += [(act, name) for act in acts]
        beside = [
            filed
            for about in {name, instrument, *acts} & self.pledged
            for filed in self.of(f"pledge/{about}")
            if isinstance(filed.fact, PledgeMade)
        ]
        for filed in facts:
            fact = filed.fact
            if isinstance(fact, MeasureAmended) and fact.first_day:
                batch.amendments.append((num, fact.first_day.toordinal()))
            elif isinstance(fact, MeasuresLinked) and fact.link == "same_as":
                batch.aliases.append((normal(fact.to), name, "measure", fact.to))
            elif isinstance(fact, MeasuresLinked):
                beside.append(filed)
        own = self.of(f"measure/{name}")
        bearing = [
            *facts,
            *beside,
            *(filed for part in self._parts_of(name) for filed in self._acts(part)),
        ]
        batch.measures.append(
            (
                num,
                name,
                instrument,
                provision,
                imposed.part_of,
                text.jurisdiction,
                text.authority,
                imposed.kind,
                words,
                lived.imposed.position,
                unscoped,
                with_parts,
                shelf,
                first_public(own),
                all_public(bearing),
            )
        )
        batch.periods += [(num, *row, shelf, fork_of(row.first, row.last)) for row in rows]
        batch.tags += [(what, value, num) for what, value in tags_of(imposed)]
        if not with_parts:
            batch.names += [(num, name, sort) for name, sort in names_of(imposed)]
        batch.beside += [(num, filed.position) for filed in in_shown_order(beside)]

    def _withdrawn_last(self, stream: str) -> int:
        """The position of the last withdrawal in a stream; 0 if there is none."""
        return max((at for at, of, _ in self.withdrawn if of == stream), default=0)


class _Batch:
    """Rows of many measures, inserted table by table."""

    def __init__(self) -> None:
        self.measures: list[tuple[object, ...]] = []
        self.periods: list[tuple[object, ...]] = []
        self.tags: list[tuple[str, str, int]] = []
        self.beside: list[tuple[int, int]] = []
        self.amendments: list[tuple[int, int]] = []
        self.suspended: list[tuple[str, str]] = []
        self.aliases: list[tuple[str, str, str, str]] = []
        self.names: list[tuple[int, str, str]] = []

    def insert(self, db: sqlite3.Connection) -> None:
        for table, width, rows in (
            ("measure", 15, self.measures),
            ("period", 13, self.periods),
            ("tag", 3, self.tags),
            ("beside", 2, self.beside),
            ("amendment", 2, self.amendments),
            ("suspended_by", 2, self.suspended),
            ("alias", 4, self.aliases),
        ):
            marks = ", ".join("?" * width)
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        names.add(db, self.names)


def current(filed: Iterable[Filed]) -> tuple[Filed, InstrumentPublished] | None:
    """The text of an instrument as it stands: as first found, or as last revised."""
    found = None
    for one in filed:
        if isinstance(one.fact, InstrumentPublished):
            found = one, one.fact
        elif isinstance(one.fact, InstrumentRevised):
            found = one, one.fact.now
    return found
