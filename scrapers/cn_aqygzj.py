"""MOFCOM's security bureau (aqygzj.mofcom.gov.cn): orders, unreliable-entity notices, listings.

Its one column of rules answers whole, a few hundred rows in one piece, and carries the notices of
the unreliable entity list that the ministry's yearly page lacks. Everything in it is law, so every
row of the days asked is opened, and the newest sixty whatever their days.
"""

from __future__ import annotations

from datetime import date

from scrapers.chinese_lists.jpaas import PAGE_SIZE, Column, whole_column
from scrapers.chinese_lists.rows import articles
from scrapers.chinese_lists.walk import LEAST, once, wanted
from scrapers.cn_pages import read_chinese
from scrapers.documents import Document, Listing, Reading
from scrapers.pages import Fetch

SOURCE = "cn_aqygzj"
RULES = Column(
    "aqygzj.mofcom.gov.cn",
    "/flzc/gzjgfxwj/index.html",
    "b28941ad4e064442856787562c9a4961",
    "DDBav9QvwJVbs9iznQVmO",
    "信息列表",
    "79d6d2c4e44d458180d37dd4f0996645",
)


def discover(fetch: Fetch, since: date) -> Listing:
    """What the bureau put up since a day."""
    sheet = whole_column(fetch, RULES)
    rows = wanted(once(sheet.rows), since, LEAST * PAGE_SIZE)
    return Listing(sheet.total, rows, articles(fetch, rows))


def read(document: Document) -> list[Reading]:
    """What an article certainly says."""
    return read_chinese(document)
