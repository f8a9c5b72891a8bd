"""The Bureau of Industry and Security in the Federal Register: rules, notices, orders.

Everything that the bureau published is listed. What is opened: all but announcements of committee
meetings and of surveys, which lay down nothing (told by their titles, and only among notices).
"""

from __future__ import annotations

import re
from datetime import date

from scrapers.documents import Document, Listing, Reading
from scrapers.federal_register.api import Search, counted, expect_known, published
from scrapers.federal_register.rows import ApiRow
from scrapers.federal_register.texts import pending
from scrapers.pages import Fetch

SOURCE = "us_bis"
SLUG = "industry-and-security-bureau"
SEARCH = Search(SOURCE, agency=SLUG)
KNOWN = (("2025-19001", date(2025, 9, 30)),)  # the affiliates rule
LAYS_DOWN_NOTHING = re.compile(
    r"information collection|technical advisory committee|notice of (?:open |closed |partially"
    r" closed )*meeting|paperwork reduction act|submission for omb review",
    re.IGNORECASE,
)


def discover(fetch: Fetch, since: date) -> Listing:
    """What the bureau published since a day, with its texts."""
    total = counted(fetch, SEARCH)
    rows = published(fetch, SEARCH, since)
    expect_known(SEARCH, rows, since, KNOWN)
    texts = tuple(pending(fetch, row) for row in rows if matters(row))
    return Listing(total, tuple(row.row for row in rows), texts)


def read(document: Document) -> list[Reading]:
    """What a document of the bureau certainly says."""
    from scrapers.us_pages import read_american

    return read_american(document)


def matters(row: ApiRow) -> bool:
    return row.type != "Notice" or not LAYS_DOWN_NOTHING.search(row.title)
