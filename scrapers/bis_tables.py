"""The Denied Persons List of BIS, a tab-separated file: who is denied export privileges.

The file says how the list stands on a day and nothing of how it came to; an order is law, a row
is not. The known files (2019, 2022) have the same twelve columns. A day that cannot be right is
held: its field is None and `held` says why, so that nobody takes an empty end for "without end".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from scrapers.documents import Document
from scrapers.screening_list.cells import citations
from scrapers.tables import rows

COLUMNS = (
    "Name",
    "Street_Address",
    "City",
    "State",
    "Country",
    "Postal_Code",
    "Effective_Date",
    "Expiration_Date",
    "Standard_Order",
    "Last_Update",
    "Action",
    "FR_Citation",
)
EARLIEST, LATEST = 1970, 2099  # orders run to 2056; 3035 was a slip of the pen
AMERICAN = re.compile(r"(?P<m>\d\d)/(?P<d>\d\d)/(?P<y>\d{4})")
ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)")
STANDARD = {"Y": True, "N": False}


def looks_like_denied_persons(body: bytes) -> bool:
    """Whether a file begins as this list does; whether it is one whole, `denied_persons` tells."""
    head = body[:2_000]
    return b"\t" in head and sum(name.encode() in head for name in COLUMNS) > len(COLUMNS) // 2


class DeniedPerson(NamedTuple):
    """One row: a person or company at one address, and the order against it.

    `expires_on` None with nothing in `held`: the file names no end. `citation` is as printed.
    """

    name: str
    address: tuple[str, ...]  # street, city, state, country, postal code
    effective_on: date | None
    expires_on: date | None
    standard_order: bool | None
    updated_on: date | None
    action: str
    citation: str
    held: tuple[str, ...]

    @property
    def cites(self) -> tuple[str, ...]:
        """The pages of the Federal Register named in the row ("82 FR 48792")."""
        return tuple(map(str, citations(self.citation)[0]))


def denied_persons(document: Document) -> Iterator[DeniedPerson]:
    """Every row of the list; Drift where the file is not shaped as we know it."""
    table = rows(
        document.body, columns=COLUMNS, delimiter="\t", source=document.source, url=document.url
    )
    return map(person, table)


def person(row: dict[str, str]) -> DeniedPerson:
    cells = {column: " ".join(words.split()) for column, words in row.items()}
    held: list[str] = []
    effective, expires = days_of_order(cells, held)
    return DeniedPerson(
        cells["Name"] or nothing("Name", held),
        tuple(cells[column] for column in COLUMNS[1:6]),
        effective,
        expires,
        standard(cells["Standard_Order"], held),
        a_day(cells["Last_Update"], ISO, "Last_Update", held),
        cells["Action"],
        cells["FR_Citation"],
        tuple(held),
    )


def days_of_order(cells: dict[str, str], held: list[str]) -> tuple[date | None, date | None]:
    """First and last day; both are held if the last is before the first."""
    effective = a_day(cells["Effective_Date"], AMERICAN, "Effective_Date", held)
    expires = None
    if cells["Expiration_Date"]:  # none is printed for an order without end
        expires = a_day(cells["Expiration_Date"], AMERICAN, "Expiration_Date", held)
    if effective and expires and expires < effective:
        held.append(
            f"Expiration_Date: expected a day from {effective} on, found {expires}; both are held"
        )
        return None, None
    return effective, expires


def a_day(words: str, shape: re.Pattern[str], column: str, held: list[str]) -> date | None:
    """The day printed, or None and one more reason."""
    found = shape.fullmatch(words)
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        day = None
    if day and EARLIEST <= day.year <= LATEST:
        return day
    form = "MM/DD/YYYY" if shape is AMERICAN else "YYYY-MM-DD"
    held.append(
        f"{column}: expected a day as {form} from {EARLIEST} to {LATEST}, found {words[:40]!r}"
    )
    return None


def standard(words: str, held: list[str]) -> bool | None:
    """Whether the order has the usual terms; an empty cell does not say."""
    known = STANDARD.get(words.upper())
    if words and known is None:
        held.append(f"Standard_Order: expected Y or N, found {words[:40]!r}")
    return known


def nothing(column: str, held: list[str]) -> str:
    held.append(f"{column}: expected a name, found nothing")
    return ""
