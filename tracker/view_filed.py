"""When each measure's entries were filed, withdrawn ones included: the past states of a ledger."""

from __future__ import annotations

from typing import NamedTuple

from tracker.view import View


class Filing(NamedTuple):
    """Entries of one stream that were filed together, and the position of the last of them."""

    recorded_at: str
    position: int
    entries: int


def filings(view: View) -> dict[str, list[Filing]]:
    """For each stream of a measure or of pledges, the times at which something was filed in it.

    Entries of one append share their moment: nobody could ask between them. So do appends made
    while a clock that was set back had not caught up again; they count as one.
    """
    rows = view.db.execute(
        "SELECT stream, recorded_at, max(position), count(*) FROM fact"
        " WHERE (stream >= 'measure/' AND stream < 'measure0')"
        " OR (stream >= 'pledge/' AND stream < 'pledge0')"
        " GROUP BY stream, recorded_at ORDER BY stream, 3"
    )
    found: dict[str, list[Filing]] = {}
    for stream, recorded_at, position, entries in rows:
        found.setdefault(stream, []).append(Filing(recorded_at, position, entries))
    return found


def ever_suspended_by(view: View) -> dict[str, set[str]]:
    """For each measure the acts that were ever read as suspending it, with the place in each."""
    rows = view.db.execute(
        "SELECT substr(stream, 9), json_extract(body, '$.cited.instrument'),"
        " json_extract(body, '$.cited.provision') FROM fact"
        " WHERE stream >= 'measure/' AND stream < 'measure0'"
        " AND event IN ('measure suspended', 'measure extended')"
    )
    found: dict[str, set[str]] = {}
    for measure, act, provision in rows:
        found.setdefault(measure, set()).update((str(act), f"{act}/{provision}"))
    return found


def on_file(view: View, measure: str) -> bool:
    """Whether a measure stands today, under this id or as one merged into another."""
    found = view.measure(measure)
    row = view.db.execute("SELECT 1 FROM measure WHERE id = ?", (found,)).fetchone()
    return row is not None
