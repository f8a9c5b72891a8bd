"""MOFCOM's export control site (exportcontrol.mofcom.gov.cn): whole texts inside its list answers.

The list is asked for by a POST, one column at a time, and each row carries its article. Without
the header of a script's request the server answers 200 with a question mark for every Chinese
character. Its text is poorer than the ministry's own (single characters lost, spaces dropped in
English names), but it has columns that the others lack: the catalogue of lists, the answers, the
frequent questions. A page of a list is one document; where a row came without its article, the
article's own page is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from scrapers.chinese_lists.rows import address, article, garbled, the_day
from scrapers.chinese_lists.walk import LEAST, Sheet, Walk, once, walk, wanted
from scrapers.cn_pages import read_chinese
from scrapers.documents import Document, Listing, Pending, Reading, Row
from scrapers.expect import at_least, drift, field
from scrapers.pages import Fetch, Page

SOURCE = "cn_exportcontrol"
SITE = "https://exportcontrol.mofcom.gov.cn/"
LISTS = f"{SITE}edi_ecms_web_front/front/column/getColumnList"
ASKED_BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}
COLUMNS = {1: "国内动态", 9: "管制清单", 10: "国内政策法规", 17: "常见问题"}


def discover(fetch: Fetch, since: date) -> Listing:
    """What four columns hold since a day: news and answers, lists, rules, frequent questions."""
    listed, rows, documents = 0, list[Row](), list[Pending]()
    for column in COLUMNS:
        of_column = column_since(fetch, column, since)
        listed += of_column.listed
        rows += of_column.rows
        documents += of_column.documents
    opened = {document.url: document for document in documents}
    return Listing(listed, once(rows), tuple(opened.values()))


def read(document: Document) -> list[Reading]:
    """What the articles in an answer, or the one on a page, certainly say."""
    return read_chinese(document)


def column_since(fetch: Fetch, column: int, since: date) -> Listing:
    """One column as far as a day."""
    where = f"{LISTS}?columnID={column}"

    def turn(number: int) -> Sheet:
        asked = {"pageNumber": str(number), "columnID": str(column), "title": ""}
        page = fetch(LISTS, expect="json", form=asked, headers=ASKED_BY_SCRIPT)
        return sheet_in(page, number, where)

    found = walk(turn, since, source=fetch.source, url=where)
    check_counts(found, fetch.source, where)
    always = sum(len(sheet.rows) for sheet in found.sheets[:LEAST])
    rows = wanted(found.rows, since, always)
    return Listing(found.total, rows, tuple(texts(fetch, found.sheets, set(rows), where)))


def texts(fetch: Fetch, sheets: tuple[Sheet, ...], rows: set[Row], where: str) -> Iterator[Pending]:
    """The answers that hold a wanted row, and the pages of the rows that came without a text.

    The oldest first: what an act changes is known before the act.
    """
    for sheet in reversed(sheets):
        if not rows.intersection(sheet.rows):
            continue
        yield answer(sheet, f"{where}&pageNumber={sheet.number}")
        for row, record in zip(sheet.rows, records_in(sheet.page), strict=True):
            if row in rows and not (record["content"] or "").strip():
                yield article(fetch, row)


def answer(sheet: Sheet, url: str) -> Pending:
    """An answer we have already, as a document."""
    page = sheet.page
    return Pending(url, lambda: Document(page.source, url, page.body, page.media_type))


def sheet_in(page: Page, number: int, url: str) -> Sheet:
    """One page of a column, each row with the fields we rest on."""
    info = field(page.json(), "pageInfo", dict, source=page.source, url=url)
    total = field(info, "total", int, source=page.source, url=url)
    last = field(info, "maxPageNum", int, source=page.source, url=url)
    records = at_least(1, records_in(page), "rows in pageInfo", source=page.source, url=url)
    rows = tuple(row_in(record, page.source, url) for record in records)
    return Sheet(number, total, last, rows, page)


def check_counts(found: Walk, source: str, url: str) -> None:
    """Pages are equally full but for the last: the size is not told, so the first page shows it."""
    size, last = len(found.sheets[0].rows), found.sheets[0].last
    due = -(-found.total // size)
    if due != last:
        told = f"'total' {found.total} rows on 'maxPageNum' {last} pages of {size}"
        raise drift(source, url, f"{due} pages", told)
    for sheet in found.sheets:
        due = min(size, found.total - (sheet.number - 1) * size)
        if len(sheet.rows) != due:
            told = f"{due} 'rows' on page {sheet.number} of {found.total}"
            raise drift(source, url, told, str(len(sheet.rows)))


def records_in(page: Page) -> list[Any]:
    info = field(page.json(), "pageInfo", dict, source=page.source, url=page.url)
    return field(info, "rows", list, source=page.source, url=page.url)


def row_in(record: Any, source: str, url: str) -> Row:
    """One row; its article may be empty or null, and is then on its own page."""
    title = field(record, "title", str, source=source, url=url, empty=False)
    link = field(record, "url", str, source=source, url=url, empty=False)
    put_up = field(record, "publishTimeStr", str, source=source, url=url, empty=False)
    if "content" not in record or record["content"] is not None:
        field(record, "content", str, source=source, url=url)
    if wrong := garbled(title):
        found = f"{wrong} in {title[:60]!r} (was X-Requested-With sent?)"
        raise drift(source, url, "a title in Chinese characters", found)
    day = the_day([put_up], url, f"publishTimeStr of {title[:30]}", source=source)
    return Row(address(link, SITE, source=source), " ".join(title.split()), day)
