"""What of the view is for whoever follows the ledger: entries in order, withdrawn ones too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tracker.view import View, Where

NOW = 2**62  # after every position


class Noted(NamedTuple):
    """One entry: `gone` is the position of the withdrawal that answers it, None while it stands."""

    position: int
    stream: str
    version: int
    recorded_at: str
    event: str
    fact: dict[str, Any]
    gone: int | None


COLUMNS = "position, stream, version, recorded_at, event, body, withdrawn_at"


def _noted(rows: Iterable[tuple[Any, ...]]) -> Iterator[Noted]:
    for position, stream, version, recorded_at, event, body, gone in rows:
        yield Noted(position, stream, version, recorded_at, event, json.loads(body), gone)


def noted_after(view: View, position: int) -> list[Noted]:
    """The entries after a position, in order."""
    rows = view.db.execute(
        f"SELECT {COLUMNS} FROM fact WHERE position > ? ORDER BY position", (position,)
    )
    return list(_noted(rows))


def noted_of(view: View, stream: str, position: int = NOW) -> list[Noted]:
    """Everything ever filed in a stream, up to a position."""
    rows = view.db.execute(
        f"SELECT {COLUMNS} FROM fact WHERE stream = ? AND position <= ? ORDER BY version",
        (stream, position),
    )
    return list(_noted(rows))


def noted_at(view: View, position: int) -> Noted | None:
    """The entry at a position; None if the view holds none."""
    rows = view.db.execute(f"SELECT {COLUMNS} FROM fact WHERE position = ?", (position,))
    return next(_noted(rows), None)


def digest_at(view: View, position: int) -> str | None:
    """The digest of the entry at a position, as the next one links to it; None if there is none."""
    if position == int(view.meta["position"]):
        return view.meta["digest"]
    if noted_at(view, position) is None:
        return None
    row = view.db.execute(
        "SELECT prev FROM fact WHERE position > ? ORDER BY position LIMIT 1", (position,)
    ).fetchone()
    return str(row[0]) if row else None


def published_in(view: View, first: str, last: str) -> list[tuple[str, str]]:
    """Each instrument published from a day to another, with its day, in order."""
    return view.db.execute(
        "SELECT id, published_on FROM instrument WHERE published_on BETWEEN ? AND ?"
        " AND length(published_on) = 10 ORDER BY published_on, id",
        (first, last),
    ).fetchall()


def leaves(view: View) -> list[str]:
    """Every measure that can change on its own: provisions without parts, and parts."""
    return [row[0] for row in view.db.execute("SELECT id FROM measure WHERE with_parts = 0")]


def parts_moved(view: View, first: int, last: int) -> list[str]:
    """The measures that can change on their own and begin a new run of days in a span of days."""
    rows = view.db.execute(
        "SELECT id FROM measure WHERE with_parts = 0 AND num IN"
        " (SELECT measure FROM period WHERE first BETWEEN ? AND ?) ORDER BY id",
        (first, last),
    )
    return [row[0] for row in rows]


def among(view: View, names: Iterable[str], where: Where) -> set[str]:
    """Those of the named measures that answer the filters of a question."""
    rows = view.db.execute(
        "SELECT m.id FROM json_each(:among) AS j CROSS JOIN measure AS m ON m.id = j.value"
        f" WHERE 1 {where.sql}",
        {"among": json.dumps(list(names)), **where.given},
    )
    return {row[0] for row in rows}


def without(view: View, names: Iterable[str], dimension: str) -> set[str]:
    """Those of the named measures that have nothing on file in one dimension of scope."""
    rows = view.db.execute(
        "SELECT m.id FROM json_each(?) AS j CROSS JOIN measure AS m ON m.id = j.value"
        " WHERE instr(m.unscoped, ?) > 0",
        (json.dumps(list(names)), dimension),
    )
    return {row[0] for row in rows}


def streams_of(view: View, act: str) -> list[str]:
    """The streams of an instrument's own measures."""
    rows = view.db.execute(
        "SELECT DISTINCT stream FROM fact WHERE stream >= ? AND stream < ?",
        (f"measure/{act}/", f"measure/{act}0"),
    )
    return [row[0] for row in rows]


def text_of(view: View, act: str) -> dict[str, Any] | None:
    """The record of an instrument as it stands; None where none is on file."""
    row = view.db.execute("SELECT position FROM instrument WHERE id = ?", (act,)).fetchone()
    found = noted_at(view, row[0]) if row else None
    return None if found is None else dict(found.fact.get("now", found.fact))


def cited_by(view: View) -> dict[str, list[Noted]]:
    """The effects and promises that stand, under the instrument that each cites."""
    found: dict[str, list[Noted]] = {}
    rows = view.db.execute(
        f"SELECT {COLUMNS} FROM fact WHERE withdrawn_at IS NULL AND (stream >= 'measure/'"
        " AND stream < 'measure0' OR stream >= 'pledge/' AND stream < 'pledge0') ORDER BY position"
    )
    for one in _noted(rows):
        cited = one.fact.get("cited") or {}
        if cited.get("instrument"):
            found.setdefault(cited["instrument"], []).append(one)
    return found


def stays(view: View) -> dict[str, set[str]]:
    """The instruments that suspend measures, each with the last days of its suspensions."""
    rows = view.db.execute(
        "SELECT json_extract(body, '$.cited.instrument'), json_extract(body, '$.last_day')"
        " FROM fact WHERE withdrawn_at IS NULL AND (event = 'measure suspended'"
        " OR event = 'measure extended' AND json_extract(body, '$.what') = 'suspension')"
    )
    found: dict[str, set[str]] = {}
    for act, last in rows:
        found.setdefault(str(act), set()).add(str(last))
    return found


def measures_about(view: View, about: str) -> list[str]:
    """The provisions a promise about an act or a measure concerns: its own, and those it stays."""
    rows = view.db.execute(
        "SELECT id FROM measure WHERE part_of IS NULL AND (instrument = ?1 OR id = ?1 OR id IN"
        " (SELECT measure FROM suspended_by WHERE act = ?1)) ORDER BY id",
        (about,),
    )
    return [row[0] for row in rows]
