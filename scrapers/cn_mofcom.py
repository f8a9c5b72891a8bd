"""MOFCOM (www.mofcom.gov.cn): announcements, orders and spokesperson answers.

Three indexes are read: the list of policy releases, the list of spokesperson's news (in 2025 the
lists of entities changed by answers without a number), and the yearly page of announcements. The
same announcement stands in several columns under other addresses; each is opened, and one
instrument with many addresses comes of it.

Which rows are opened: announcements, orders, decisions, notices and answers, told by their titles.
Opinions, plans, commentaries and statistics are counted with the rest but lay down nothing. The
first sixty rows of a list are opened whatever their days, since a text may be put up late; the
archive answers for those read within a week.
"""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from bs4 import Tag

from events.errors import NotContent
from scrapers.chinese_lists.jpaas import PAGE_SIZE, Column, is_rule, walk_column
from scrapers.chinese_lists.rows import address, articles, day, links_to, parsed, title_of
from scrapers.chinese_lists.walk import LEAST, once, wanted
from scrapers.cn_pages import read_chinese
from scrapers.documents import Document, Listing, Reading, Row
from scrapers.expect import drift, one
from scrapers.pages import Fetch, Page

SOURCE = "cn_mofcom"
HOST = "www.mofcom.gov.cn"
WEB, TEMPLATE = "8f43c7ad3afc411fb56f281724b73708", "52551ea0e2c14bca8c84792f7aa37ead"
RELEASES = Column(
    HOST, "/zwgk/zcfb/index.html", WEB, TEMPLATE, "分页列表", "fc8bdff48fa345a48b651c1285b70b8f"
)
ANSWERS = Column(
    HOST, "/xwfb/rcxwfb/index.html", WEB, TEMPLATE, "分页列表", "95d89972d8aa4fcea511701cd0f212d9"
)
MATTERS = re.compile("公告|令|决定|通告|通知|答记者问")
ANNOUNCEMENT = re.compile(r"/zcfb/blgg/gg/\d{4}[^/]*/art/")
BEIJING = ZoneInfo("Asia/Shanghai")


def discover(fetch: Fetch, since: date) -> Listing:
    """What the ministry put up since a day, and late arrivals under an older day."""
    releases = walk_column(fetch, RELEASES, since)
    answers = walk_column(fetch, ANSWERS, since)
    today = releases.sheets[0].page.fetched_at.astimezone(BEIJING).date()
    yearly = announcements(fetch, since, today)
    always = LEAST * PAGE_SIZE
    rows = once(
        [
            *wanted(releases.rows, since, always),
            *wanted(yearly, since, 0),
            *(row for row in wanted(answers.rows, since, always) if "答记者问" in row.title),
        ]
    )
    opened = articles(fetch, (row for row in rows if MATTERS.search(row.title)))
    return Listing(releases.total + answers.total + len(yearly), rows, opened)


def read(document: Document) -> list[Reading]:
    """What an article certainly says."""
    return read_chinese(document)


def announcements(fetch: Fetch, since: date, today: date) -> tuple[Row, ...]:
    """The rows of this year's page; of last year's too in January, or if the day lies there.

    Earlier years are in the list of releases. In the first days of a year its page may not be there
    yet, or be empty: then last year's must be.
    """
    last_too = today.month == 1 or since.year < today.year
    last = yearly_rows(fetch, today.year - 1) if last_too else ()
    try:
        this = yearly_rows(fetch, today.year, may_be_empty=is_early(today))
    except NotContent:
        if not is_early(today):
            raise
        this = ()
    return once([*this, *last])


def is_early(today: date) -> bool:
    return today.month == 1 and today.day <= 15


def yearly_rows(fetch: Fetch, year: int, *, may_be_empty: bool = False) -> tuple[Row, ...]:
    """Every announcement on the page of a year."""
    page = fetch(f"https://{HOST}/zcfb/blgg/gg/{year}/index.html")
    links = links_to(parsed(page.text, page.url, source=SOURCE), ANNOUNCEMENT, page.url)
    if not links and not may_be_empty:
        raise drift(SOURCE, page.url, "at least 1 link to an announcement", "0")
    for listing in {
        id(found): found for link in links if (found := link.find_parent("ul"))
    }.values():
        check_lines(listing, page)
    return once(yearly_row(link, page) for link in links)


def check_lines(listing: Tag, page: Page) -> None:
    """A list that holds announcements holds nothing else: a line of another shape is a lost one."""
    for line in listing.find_all("li"):
        if is_rule(line):
            continue
        found = links_to(line, ANNOUNCEMENT, page.url)
        what = f"link to an announcement in the line {line.get_text()[:40]!r}"
        one(found, what, source=SOURCE, url=page.url)


def yearly_row(link: Tag, page: Page) -> Row:
    """A link of the yearly page; its day only where one stands in the same line."""
    line = link.find_parent("li")
    spans = line.find_all("span") if line else []
    days = [found for span in spans if (found := day(span.get_text()))]
    return Row(
        address(str(link["href"]), page.url, source=SOURCE),
        title_of(link, page.url, source=SOURCE),
        one(days, "day beside a link", source=SOURCE, url=page.url) if days else None,
    )
