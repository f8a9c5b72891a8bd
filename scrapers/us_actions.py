"""The Trade Representative and the President in the Federal Register, as far as China is concerned.

Both publish much that is not about China, so their documents are chosen here, by title and
abstract: ABOUT_CHINA for all, and for presidential documents, which come without an abstract, also
WORLDWIDE: acts on trade with every country, in whose annexes China's rate stands.
"""

from __future__ import annotations

import re
from datetime import date

from scrapers.documents import Document, Listing, Reading
from scrapers.federal_register.api import PRESIDENTIAL, Search, counted, expect_known, published
from scrapers.federal_register.rows import ApiRow
from scrapers.federal_register.texts import pending
from scrapers.pages import Fetch

SOURCE = "us_actions"
USTR = "trade-representative-office-of-united-states"
TRADE = Search(SOURCE, agency=USTR)
PRESIDENT = Search(SOURCE, type="PRESDOCU")
KNOWN_TRADE = (("2025-06927", date(2025, 4, 23)),)  # the action on ships
KNOWN_PRESIDENT = (("2025-19826", date(2025, 11, 7)),)  # Executive Order 14358
ABOUT_CHINA = re.compile(
    r"\bChina|\bChinese\b|\bPRC\b|Hong Kong|\bMaca[uo]\b|\bHuawei\b|\bZTE\b|TikTok|WeChat|ByteDance"
    r"|\bSection 301\b|technology transfer, intellectual property|forced labor|excess capacity",
    re.IGNORECASE,
)
WORLDWIDE = re.compile(
    r"\btariffs?\b|\bdut(?:y|ies)\b|reciprocal|import surcharge|de minimis|synthetic opioid"
    r"|fentanyl|semiconductor|critical mineral|export control|foreign adversar"
    r"|countr(?:y|ies) of concern|information and communications technology|connected vehicle"
    r"|bulk .*data|outbound",  # of investment
    re.IGNORECASE,
)


def discover(fetch: Fetch, since: date) -> Listing:
    """What both published about China since a day, with its texts."""
    total = counted(fetch, TRADE) + counted(fetch, PRESIDENT)
    trade = published(fetch, TRADE, since)
    expect_known(TRADE, trade, since, KNOWN_TRADE)
    president = published(fetch, PRESIDENT, since)
    expect_known(PRESIDENT, president, since, KNOWN_PRESIDENT)
    both = {(row.number, row.day): row for row in (*trade, *president) if about_china(row)}
    rows = sorted(both.values(), key=lambda row: (row.day, row.number))
    texts = tuple(pending(fetch, row) for row in rows)
    return Listing(total, tuple(row.row for row in rows), texts)


def read(document: Document) -> list[Reading]:
    """What a document certainly says."""
    from scrapers.us_pages import read_american

    return read_american(document)


def about_china(row: ApiRow) -> bool:
    """Whether title or abstract say that a document is about China, or about all the world."""
    return concerns_china(f"{row.title} {row.fields['abstract'] or ''}", row.type)


def concerns_china(words: str, type_: str) -> bool:
    if ABOUT_CHINA.search(words):
        return True
    return type_ == PRESIDENTIAL and WORLDWIDE.search(words) is not None
