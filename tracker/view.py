"""Reading the view: the stored answers of one ledger, in a SQLite file anyone may delete.

The file is written whole and swapped in (`tracker.refresh`), never changed in place, so readers
need no locks and any number of them may read while it is replaced.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.asked import NotOnFile, UsageError, did_you_mean, nearest
from tracker.naming import normal

if TYPE_CHECKING:
    from tracker.items.filters import Sought
    from tracker.items.terms import Terms

ON = """
SELECT m.id, m.instrument, m.provision, m.jurisdiction, m.authority, m.kind,
  p.first, p.last, p.state, p.reason, p.by, p.confirmed, p.at, p.never_operated, p.parts,
  n.state, n.by, i.body, d.body, t.body, m.unscoped,
  (SELECT group_concat(f.body, char(10)) FROM beside b JOIN fact f ON f.position = b.position
   WHERE b.measure = m.num)
FROM measure m
JOIN period p ON p.measure = m.num
JOIN instrument s ON s.id = m.instrument
JOIN fact i ON i.position = m.imposed
JOIN fact t ON t.position = s.position
LEFT JOIN fact d ON d.position = p.decided
LEFT JOIN period n ON n.measure = m.num AND n.first = p.last + 1
WHERE p.first <= CASE m.jurisdiction WHEN 'CN' THEN :cn ELSE :us END
  AND p.last >= CASE m.jurisdiction WHEN 'CN' THEN :cn ELSE :us END
"""


class Standing(NamedTuple):
    """One measure on one day, as stored or as folded for `known` and `recorded`."""

    id: str
    instrument: str
    provision: str
    jurisdiction: str
    authority: str
    kind: str
    first: int
    last: int
    state: str
    reason: str | None
    by: str | None
    confirmed: int
    at: str | None
    never_operated: int
    parts: str | None
    next_state: str | None
    next_by: str | None
    imposed: str
    decided: str | None
    text: str
    unscoped: str
    beside: str | None


class Where(NamedTuple):
    """A condition on measures `m`, with its named values."""

    sql: str
    given: dict[str, object]


def read_meta(path: Path) -> dict[str, str] | None:
    """What a view file says of itself; None if there is no readable view."""
    if not path.exists():
        return None
    try:
        db = connect(path)
        try:
            return dict(db.execute("SELECT key, value FROM meta").fetchall())
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return None


def connect(path: Path) -> sqlite3.Connection:
    """The view file for reading; it is never changed in place, so no locks are taken."""
    return sqlite3.connect(
        f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


class View:
    """One view file, open for questions."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = connect(path)
        self.meta: dict[str, str] = dict(self.db.execute("SELECT key, value FROM meta").fetchall())

    def close(self) -> None:
        self.db.close()

    @cached_property
    def terms(self) -> Terms:
        """What goods are called, as it was when the view was written."""
        from tracker.items.terms import terms_of

        return terms_of(self.meta["terms"])

    def sought(self, name: str, text: str) -> Sought:
        """What a filter `item`, `code` or `hs` looks for."""
        from tracker.items.filters import sought

        return sought(name, text, lambda: self.terms)

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = json.loads(self.meta["sources"])
        return found

    @cached_property
    def milestones(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = json.loads(self.meta["milestones"])
        return found

    # -- measures -----------------------------------------------------------------------------

    def on(self, cn: int, us: int, where: Where) -> list[Standing]:
        """Every measure of the filter with its state on a day of each calendar (ordinals)."""
        statement = ON + where.sql + " ORDER BY +m.id"
        rows = self.db.execute(statement, {"cn": cn, "us": us, **where.given})
        return [Standing(*row) for row in rows]

    def ids(self, where: Where) -> list[str]:
        """The ids of the measures of a filter, in the order in which answers list them."""
        statement = f"SELECT m.id FROM measure m WHERE 1 {where.sql} ORDER BY +m.id"
        rows = self.db.execute(statement, where.given)
        return [row[0] for row in rows]

    def gone(self, position: int) -> list[str]:
        """Measures on file at a ledger position that are no more: their readings were withdrawn."""
        rows = self.db.execute(
            "SELECT DISTINCT substr(stream, 9) FROM fact WHERE event = 'measure imposed'"
            " AND position <= ?1 AND withdrawn_at > ?1"
            " AND substr(stream, 9) NOT IN (SELECT id FROM measure) ORDER BY 1",
            (position,),
        )
        return [row[0] for row in rows]

    def changed_between(self, first: int, last: int, where: Where) -> list[str]:
        """Measures of the filter with a new run of days or an amendment from `first` to `last`."""
        rows = self.db.execute(
            "SELECT m.id FROM measure m WHERE m.num IN (SELECT measure FROM period"
            " WHERE first BETWEEN :first AND :last UNION SELECT measure FROM amendment"
            f" WHERE day BETWEEN :first AND :last) {where.sql}",
            {"first": first, "last": last, **where.given},
        )
        return [row[0] for row in rows]

    def ids_of(self, numbers: Iterable[int]) -> dict[int, str]:
        """The ids of measures by the numbers that the view gives them."""
        given = json.dumps(list(numbers))
        rows = self.db.execute(
            "SELECT m.num, m.id FROM json_each(?) j CROSS JOIN measure m ON m.num = j.value",
            (given,),
        )
        return dict(rows.fetchall())

    def codes_of(self, on_list: str) -> list[str]:
        """The codes of goods that any measure has put on a list, whatever its state."""
        rows = self.db.execute(
            "SELECT DISTINCT t.value FROM tag t JOIN measure m ON m.num = t.measure JOIN fact f"
            " ON f.position = m.imposed WHERE t.what = 'code'"
            " AND json_extract(f.body, '$.on_list') = ?",
            (on_list,),
        )
        return [row[0] for row in rows]

    def imposed(self, names: Iterable[str]) -> dict[str, str]:
        """The stored facts that impose measures, by id."""
        rows = self.db.execute(
            "SELECT m.id, f.body FROM json_each(?) j CROSS JOIN measure m ON m.id = j.value"
            " JOIN fact f ON f.position = m.imposed",
            (json.dumps(sorted(names)),),
        )
        return dict(rows.fetchall())

    def parts_of(self, measure: str) -> list[str]:
        rows = self.db.execute("SELECT id FROM measure WHERE part_of = ?", (measure,))
        return [row[0] for row in rows]

    def unscoped(self, filters: Mapping[str, str], dimension: str) -> int:
        """How many measures of closed filters have nothing on file in one dimension of scope."""
        if "instrument" in filters or "measure" in filters:
            where = where_of(filters, self, parts=False)
            statement = "SELECT count(*) FROM measure m WHERE instr(m.unscoped, :what) > 0 "
            given = {"what": dimension, **where.given}
            return int(self.db.execute(statement + where.sql, given).fetchone()[0])
        # Counted beforehand: a question about one code must not walk through all measures.
        sql = " ".join(f"AND {name} = :{name}" for name in filters)
        statement = f"SELECT coalesce(sum(measures), 0) FROM unscoped WHERE what = :what {sql}"
        given = {"what": dimension, **filters}
        return int(self.db.execute(statement, given).fetchone()[0])

    # -- facts --------------------------------------------------------------------------------

    def facts(self, stream: str, position: int | None = None) -> list[tuple[int, int, str, str]]:
        """(position, version, recorded_at, body) of the facts that stand in a stream, as of a
        ledger position or now."""
        at = 2**62 if position is None else position
        return self.db.execute(
            "SELECT position, version, recorded_at, body FROM fact WHERE stream = ?"
            " AND position <= ? AND (withdrawn_at IS NULL OR withdrawn_at > ?) ORDER BY version",
            (stream, at, at),
        ).fetchall()

    def gone_pages(self) -> list[dict[str, Any]]:
        """Pages of texts on file that no longer answer."""
        rows = self.db.execute(
            "SELECT body FROM fact WHERE stream >= 'page/' AND stream < 'page0'"
            " AND event = 'page gone' AND withdrawn_at IS NULL ORDER BY position"
        )
        return [json.loads(body) for (body,) in rows]

    def checked_through(self, source: str, position: int | None = None) -> str | None:
        """The last day up to which a source has been read to the end."""
        bodies = [json.loads(row[3]) for row in self.facts(f"source/{source}", position)]
        days = [body["checked_through"] for body in bodies if body["event"] == "source checked"]
        return max(days, default=None)

    def place(self, recorded: int | str) -> tuple[int, str] | None:
        """(position, digest) of the last entry up to a position, or recorded by an instant."""
        column = "position" if isinstance(recorded, int) else "recorded_at"
        found = self.db.execute(
            f"SELECT max(position) FROM fact WHERE {column} <= ?", (recorded,)
        ).fetchone()[0]
        if found is None:
            return None
        # An entry's digest is what the next one carries as its link to it.
        after = self.db.execute(
            "SELECT prev FROM fact WHERE position > ? ORDER BY position LIMIT 1", (found,)
        ).fetchone()
        return int(found), str(after[0]) if after else self.meta["digest"]

    def last_recorded(self) -> str | None:
        found = self.db.execute("SELECT max(recorded_at) FROM fact").fetchone()
        return str(found[0]) if found and found[0] else None

    # -- names --------------------------------------------------------------------------------

    def instrument_ids(self) -> list[str]:
        return [row[0] for row in self.db.execute("SELECT id FROM instrument ORDER BY id")]

    def values(self, column: str) -> list[str]:
        """The values a closed column of measures has."""
        statement = f"SELECT DISTINCT {column} FROM shelf WHERE measures > 0 ORDER BY 1"
        rows = self.db.execute(statement)
        return [row[0] for row in rows]

    def instrument(self, name: str) -> str | None:
        """The instrument an id or alias means; None if it means none.

        Raises UsageError for an alias that names two.
        """
        row = self.db.execute("SELECT id FROM instrument WHERE id = ?", (name,)).fetchone()
        if row:
            return str(row[0])
        rows = self.db.execute(
            "SELECT DISTINCT target FROM alias WHERE alias = ? AND what = 'instrument'"
            " ORDER BY target",
            (normal(name),),
        ).fetchall()
        if len(rows) > 1:
            both = " and ".join(row[0] for row in rows)
            raise UsageError(f"id: {name!r} names {both}; say which")
        if rows:
            return str(rows[0][0])
        return name if self._ever("instrument", name) else None

    def _ever(self, what: str, name: str) -> bool:
        """Whether a name was on file once: an answer pinned to that time still has it."""
        statement = "SELECT 1 FROM fact WHERE stream = ? AND event IN (?, ?)"
        events = (f"{what} imposed", f"{what} published")
        return self.db.execute(statement, (f"{what}/{name}", *events)).fetchone() is not None

    def measure(self, name: str) -> str | None:
        """The measure an id means, through aliases and merged records; None if it means none."""
        row = self.db.execute("SELECT id FROM measure WHERE id = ?", (name,)).fetchone()
        if row:
            return str(row[0])
        row = self.db.execute(
            "SELECT target FROM alias WHERE alias = ? AND what = 'measure'", (normal(name),)
        ).fetchone()
        if row:
            return str(row[0])
        head, slash, provision = name.partition("/")
        instrument = self.instrument(head) if slash else None
        if instrument and instrument != head:
            return self.measure(f"{instrument}/{provision}")
        return name if self._ever("measure", name) else None

    def published(self, name: str) -> tuple[str, str | None] | None:
        """An instrument by any of its names, with the day it was published as far as known."""
        instrument = self.instrument(name)
        if instrument is None:
            return None
        row = self.db.execute(
            "SELECT id, published_on FROM instrument WHERE id = ?", (instrument,)
        ).fetchone()
        return str(row[0]), row[1]

    def at_page(self, url: str, published_on: date | None) -> str | None:
        """The one text of a day whose record cites an address as a page of it."""
        rows = self.db.execute(
            "SELECT instrument.id, fact.body FROM instrument JOIN fact USING (position)"
            " WHERE instrument.published_on = ?",
            (str(published_on),),
        )
        found = [name for name, body in rows if url in json.loads(body).get("urls", ())]
        return str(found[0]) if len(found) == 1 else None

    def near(self, name: str) -> list[str]:
        """Ids close to a name nothing has."""
        if "/" in name:
            ids = [row[0] for row in self.db.execute("SELECT id FROM measure")]
            return nearest(name, ids)
        return nearest(name, [*self.instrument_ids(), *self.milestones])

    def need_instrument(self, name: str) -> str:
        found = self.instrument(name)
        if found is None:
            raise NotOnFile(
                f"instrument: {name!r} is no id, number or citation on file"
                f"{did_you_mean(self.near(name))}; `tracker on DATE --state all` lists ids"
            )
        return found

    def need_measure(self, name: str) -> str:
        found = self.measure(name)
        if found is None:
            hint = did_you_mean(self._siblings(name) or self.near(name))
            raise NotOnFile(
                f"measure: {name!r} is no measure on file; expected INSTRUMENT/PROVISION{hint}"
            )
        return found

    def _siblings(self, name: str) -> list[str]:
        instrument = self.instrument(name.partition("/")[0])
        rows = self.db.execute("SELECT id FROM measure WHERE instrument = ?", (instrument,))
        return [row[0] for row in rows][:8]


_TO = "AND m.num IN (SELECT measure FROM tag WHERE what = 'to' AND value IN ('ALL', :to))"


def where_of(filters: Mapping[str, str], view: View, *, parts: bool) -> Where:
    """The filters of a question as one condition on measures."""
    sql: list[str] = []
    given: dict[str, object] = {}
    for name in ("jurisdiction", "authority", "kind"):
        if name in filters:
            sql.append(f"AND m.{name} = :{name}")
            given[name] = filters[name]
    if "instrument" in filters:
        sql.append(
            "AND (m.instrument = :instrument OR m.id IN (SELECT target FROM alias"
            " WHERE what = 'measure' AND alias >= :within AND alias < :beyond))"
        )
        inside = normal(filters["instrument"])
        given |= {
            "instrument": filters["instrument"],
            "within": inside + "/",
            "beyond": inside + "0",
        }
    if "measure" in filters:
        both = " OR m.part_of = :measure" if parts else ""
        sql.append(f"AND (m.id = :measure{both})")
        given["measure"] = filters["measure"]
    if "party" in filters:
        sql.append("AND instr(m.words, :party) > 0")
        given["party"] = filters["party"].casefold()
    if "to" in filters:
        sql.append(_TO)
        given["to"] = filters["to"].strip().upper()
    for name in ("item", "code", "hs"):
        if name in filters:
            sql.append(f"AND {view.sought(name, filters[name]).sql(given)}")
    if "measure" not in filters:
        sql.append("AND m.with_parts = 0" if parts else "AND m.part_of IS NULL")
    return Where(" ".join(sql), given)
