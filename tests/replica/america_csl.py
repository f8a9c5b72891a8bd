"""The Consolidated Screening List as a site that holds what is bundled, and a few who never were.

Every party of the bundled lists has its row, so that ingestion finds nothing new in them; the
parties of the invented rule of October 2026 have theirs; three rows are of another department.
Tests change `rows` while the replica runs.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

from config.settings import settings
from scrapers.screening_list.layouts import COLUMNS
from scrapers.screening_list.rows import LISTS
from tests.replica.america_invented import ENTITIES
from tests.replica.server import Request, Response
from tracker.screening import ListedRow, read_lists
from tracker.screening.rows import LIST_NAMES

PATH = "/downloadable_consolidated_screening_list/v1/consolidated.csv"
LABELS = {name: label for label, name in LISTS.items()}
SDN = "Specially Designated Nationals (SDN) - Treasury Department"
POLICIES = {
    "presumption_of_denial": "Presumption of denial.",
    "case_by_case": "Case-by-case basis.",
    "licence_required": "See §744.2(d) of this part",
}
REQUIREMENTS = {
    "all": "For all items subject to the EAR. (See §744.11 of the EAR)",
    "meu": "For any item subject to the EAR listed in supplement no. 2 to part 744.",
    "except": "All items subject to the EAR except for food",
    "section": "See the section named in the entry",
}
Cells = dict[str, str]


def cells(source: str, name: str, **more: str) -> Cells:
    """A row by column; what is not given is empty."""
    return {**dict.fromkeys(COLUMNS, ""), "source": source, "name": name, **more}


def of_bundle(row: ListedRow) -> Cells:
    """A bundled party as the list would print it."""
    return cells(
        LABELS[LIST_NAMES[row.list]],
        row.name,
        alt_names="; ".join(row.aliases),
        addresses="; ".join(row.countries),
        federal_register_notice="; ".join(map(str, row.pages)),
        start_date=row.starts.isoformat() if row.starts else "",
        end_date=row.until.isoformat() if row.until else "",
        license_policy=POLICIES.get(row.policy or "", ""),
        license_requirement=REQUIREMENTS.get(row.requirement or "", ""),
    )


def invented() -> list[Cells]:
    entities = [
        cells(
            LABELS["Entity List"],
            one.name,
            addresses=f"{one.address}, {'AE' if 'EMIRATES' in one.country else 'CN'}",
            federal_register_notice="91 FR 99101",
            start_date="2026-10-26",
            license_policy=POLICIES["presumption_of_denial"],
            license_requirement=REQUIREMENTS["all"],
        )
        for one in ENTITIES
    ]
    others = [cells(SDN, f"SAMPLE VESSEL {number}", programs="SAMPLE") for number in range(3)]
    return [*entities, *others]


@cache
def bundled(data: Path) -> tuple[Cells, ...]:
    return tuple(of_bundle(row) for _, row in read_lists(data).rows)


def table(rows: list[Cells]) -> bytes:
    """The rows as the site writes them: a plain header, every cell quoted."""
    out = io.StringIO()
    out.write(",".join(COLUMNS) + "\n")
    writer = csv.DictWriter(out, COLUMNS, dialect="unix")
    writer.writerows(row | {"_id": str(number)} for number, row in enumerate(rows))
    return out.getvalue().encode()


class ScreeningFile:
    """The file of the day; `rows` are made when it is first asked for."""

    def __init__(self) -> None:
        self._rows: list[Cells] | None = None

    @property
    def rows(self) -> list[Cells]:
        if self._rows is None:
            self._rows = [*bundled(settings().data), *invented()]
        return self._rows

    @rows.setter
    def rows(self, rows: list[Cells]) -> None:
        self._rows = rows

    def answer(self, request: Request) -> Response:
        """consolidated.csv"""
        if "block_page" in request.traps:
            return Response(200, b"<html><title>Request Access</title></html>")
        return Response(200, table(self.rows), {"Content-Type": "text/csv"})
