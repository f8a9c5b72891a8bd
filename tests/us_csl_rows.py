"""Invented rows of the Consolidated Screening List, in both layouts of its file."""

from __future__ import annotations

from typing import Any

from scrapers import us_csl
from scrapers.documents import Document
from scrapers.screening_list.cells import addresses_in
from scrapers.screening_list.layouts import COLUMNS
from scrapers.screening_list.rows import PrintedRow, ScreeningList, screening_list
from tests.replica.america_csl import LABELS, SDN, Cells, cells, table

EL, DPL = LABELS["Entity List"], LABELS["Denied Persons List"]
UVL, MEU = LABELS["Unverified List"], LABELS["Military End-User List"]
ADDRESS = ("address", "city", "state", "postal_code", "country")
ROWS = [
    cells(
        EL,
        "Birch Hollow Sample Instruments Co., Ltd.",
        alt_names="Birch Hollow; BHSI; and Hollow Works",
        addresses="9 Example Road; Building 2, Xian, CN; 4 Example Lane, Hong Kong, HK",
        federal_register_notice="91 FR 98101, 98 FR 1",
        start_date="2026-09-14",
        license_requirement="For all items subject to the EAR. (See §744.11 of the EAR)4",
        license_policy="Presumption of denial.",
    ),
    cells(
        DPL,
        "CEDAR SAMPLE FREIGHT",
        addresses="12 SAMPLE STREET, SPRINGFIELD, TX, 75001, US; 3 SAMPLE PLATZ, DE",
        federal_register_notice="82 F.R. 98792 10/20/2017",
        start_date="2017-10-16",
        end_date="2027-10-13",
        standard_order="Y",
    ),
    cells(UVL, "Dogwood Sample Electronics", addresses="Flat 5, Example House, Dubai, AE"),
    cells(
        MEU,
        "Elder Sample Propulsion Academy",
        addresses="7 Example Road, Wuhan, China, CN",
        federal_register_notice="85 FR 98799",
        start_date="2020-12-23",
        license_requirement="For any item subject to the EAR listed in supplement no. 2.",
    ),
    cells(SDN, "SAMPLE VESSEL", type="Vessel", ids="Registration ID, C1; Gender, Male"),
]


def document(body: bytes, about: bytes | None = None) -> Document:
    return Document(us_csl.SOURCE, us_csl.FILE, body, "text/csv", about)


def read(rows: list[Cells]) -> ScreeningList:
    return screening_list(document(table(rows)))


def row(**changed: str) -> PrintedRow:
    (one,) = read([{**ROWS[0], **changed}]).rows
    return one


def as_json(rows: list[Cells]) -> dict[str, Any]:
    """The same rows as the JSON file holds them, each list with the keys it has there."""
    return {
        "results": [result(number, one) for number, one in enumerate(rows)],
        "search_performed_at": "2026-11-24T13:15:00.015113+00:00",
        "sources_used": [{"source": EL, "import_rate": "Hourly"}],
        "offset": 0,
        "total": len(rows),
    }


def result(number: int, one: Cells) -> dict[str, Any]:
    found: dict[str, Any] = {name: one[name] or None for name in COLUMNS[1:]}
    found["id"] = str(number)
    american = one["source"] == DPL
    addresses = addresses_in(one["addresses"], american=american)
    found["addresses"] = [parts_of(address) for address in addresses]
    found["alt_names"] = one["alt_names"].split("; ") if one["alt_names"] else None
    found["ids"] = [{"type": "Registration ID", "number": "C1"}] if one["ids"] else []
    if one["source"] == UVL:
        for name in ("federal_register_notice", "start_date", "end_date", "remarks"):
            del found[name]
    return found


def parts_of(address: str) -> dict[str, str | None]:
    street, _, country = address.rpartition(", ")
    return {**dict.fromkeys(ADDRESS), "address": street, "country": country}
