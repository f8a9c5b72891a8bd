"""The list API behind the ministry's sites (Hanweb JPAAS): what it asks for and how it answers.

A column page is a shell; a script on it says which list belongs there (`queryData`). Those ids are
read on every run and compared with the ones known to us: if they differ, the list may be another,
and neither is believed. The answer is JSON with a piece of HTML in `data.html`.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urljoin

from bs4 import Tag

from scrapers.chinese_lists.rows import CHINESE, Letters, address, joined, parsed, the_day, title_of
from scrapers.chinese_lists.walk import Sheet, Walk, check_once, walk
from scrapers.documents import Row
from scrapers.expect import at_least, attribute, drift, field, one
from scrapers.pages import Fetch, Page

API = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PAGE_SIZE = 15
EVERYTHING = 99999


class Column(NamedTuple):
    """A column of a site, and the ids its list is asked for with."""

    host: str
    path: str
    web_id: str
    template: str
    tag: str
    page_id: str

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.path}"

    @property
    def query(self) -> dict[str, str]:
        return {
            "parseType": "bulidstatic",  # (sic)
            "webId": self.web_id,
            "tplSetId": self.template,
            "pageType": "column",
            "tagId": self.tag,
            "editType": "null",  # the word
            "pageId": self.page_id,
        }


def walk_column(fetch: Fetch, column: Column, since: date) -> Walk:
    """The list of a column as far as a day."""
    return walk_list(fetch, column.url, checked_query(fetch, column), since)


def walk_list(
    fetch: Fetch, base: str, asked: dict[str, str], since: date, letters: Letters = CHINESE
) -> Walk:
    """The list that a column page asks for, as far as a day."""

    def turn(number: int) -> Sheet:
        paging = {} if number == 1 else turned_to(number, PAGE_SIZE)
        return list_page(fetch, base, asked | paging, letters)

    return walk(turn, since, source=fetch.source, url=base)


def whole_column(fetch: Fetch, column: Column) -> Sheet:
    """The list of a column in one answer; it must hold every row it counts."""
    asked = checked_query(fetch, column) | turned_to(1, EVERYTHING)
    sheet = list_page(fetch, column.url, asked)
    check_once(sheet, source=fetch.source, url=column.url)
    if len(sheet.rows) != sheet.total:
        raise drift(
            fetch.source, sheet.page.url, f"{sheet.total} rows in one answer", f"{len(sheet.rows)}"
        )
    return sheet


def turned_to(number: int, size: int) -> dict[str, str]:
    """The parameter that asks for a page; the first takes none."""
    paging = {"pageNo": number, "pageSize": size}
    return {"paramJson": json.dumps(paging, separators=(",", ":"))}


def checked_query(fetch: Fetch, column: Column) -> dict[str, str]:
    """The ids that the column page asks with today, if they are the ones we know."""
    page = fetch(column.url)
    specs = specs_on(page)
    same = [s for s in specs if (s.get("tagId"), s.get("pageId")) == (column.tag, column.page_id)]
    if not same:
        found = "; ".join(f"tagId {s.get('tagId')!r} pageId {s.get('pageId')!r}" for s in specs)
        ours = f"a list script with tagId {column.tag!r} pageId {column.page_id!r}"
        raise drift(fetch.source, page.url, ours, found or "no list script")
    spec = one(distinct(same), "list script of this column", source=fetch.source, url=page.url)
    for name, known in column.query.items():
        if spec.get(name) != known and not (name == "editType" and name not in spec):
            expected, found = f"queryData {name!r} to be {known!r}", repr(spec.get(name))
            raise drift(fetch.source, page.url, expected, found)
    return spec


def distinct(specs: list[dict[str, str]]) -> list[dict[str, str]]:
    return [spec for place, spec in enumerate(specs) if spec not in specs[:place]]


def specs_on(page: Page) -> list[dict[str, str]]:
    """What the list scripts of a column page ask for; told by their address, not by their id."""
    soup = parsed(page.text, page.url, source=page.source, only="script")
    return [
        spec_in(attribute(script, "querydata", source=page.source, url=page.url), page)
        for script in soup.find_all("script")
        if (parts := joined(page.url, str(script.get("url", "")))) and parts.path == API
    ]


def spec_in(words: str, page: Page) -> dict[str, str]:
    """`queryData`: JSON but for its single quotes."""
    try:
        spec = json.loads(words.replace("'", '"'))
    except ValueError:
        spec = None
    if not isinstance(spec, dict) or not all(isinstance(value, str) for value in spec.values()):
        raise drift(page.source, page.url, "queryData of names and texts", repr(words[:80]))
    return spec


def list_page(fetch: Fetch, base: str, asked: dict[str, str], letters: Letters = CHINESE) -> Sheet:
    """One answer of the API."""
    page = fetch(urljoin(base, API), expect="json", params=asked)
    return sheet_in(page, html_in(page.json(), page), base, letters)


def html_in(answer: Any, page: Page) -> str:
    """The piece of HTML in an answer that says it succeeded."""
    if not isinstance(answer, dict) or answer.get("success") is not True:
        found = answer.get("success") if isinstance(answer, dict) else type(answer).__name__
        raise drift(page.source, page.url, "'success' to be true", repr(found))
    if str(answer.get("code")) != "200" or isinstance(answer["code"], float):
        raise drift(page.source, page.url, "'code' to be 200", repr(answer.get("code")))
    data = field(answer, "data", dict, source=page.source, url=page.url)
    return field(data, "html", str, source=page.source, url=page.url, empty=False)


def sheet_in(page: Page, html: str, base: str, letters: Letters = CHINESE) -> Sheet:
    """The rows of an answer, as many as its own count says there must be on this page."""
    at = partial(one, source=page.source, url=page.url)
    soup = parsed(html, page.url, source=page.source)
    pager = at(soup.select("div.pagination[count]"), "div.pagination with a count")
    total, size, number = (count_in(pager, name, page) for name in ("count", "rows", "pageno"))
    found = [line for line in soup.select("ul.txtList_01 li") if not is_rule(line)]
    at_least(1, found, "ul.txtList_01 li", source=page.source, url=page.url)
    due = min(size, total - (number - 1) * size)
    if len(found) != due or size < 1:
        told = f"{due} rows on page {number} of {total} rows, {size} a page"
        raise drift(page.source, page.url, told, str(len(found)))
    rows = tuple(row_in(line, page, base, letters) for line in found)
    return Sheet(number, total, -(-total // size), rows, page)


def is_rule(line: Tag) -> bool:
    """An empty line, as drawn between groups of rows."""
    return not line.get_text(strip=True) and not line.find(["a", "span"])


def count_in(pager: Tag, name: str, page: Page) -> int:
    """A number that the pager must state."""
    words = attribute(pager, name, source=page.source, url=page.url)
    if not re.fullmatch(r"[0-9]{1,9}", words):
        raise drift(page.source, page.url, f"pagination {name!r} to be a number", repr(words))
    return int(words)


def row_in(line: Tag, page: Page, base: str, letters: Letters) -> Row:
    """One line of a list: a link with its whole title, and a day in a span beside it."""
    what = f"link in the row {line.get_text()[:40]!r}"
    anchor = one(line.select("a[href]"), what, source=page.source, url=page.url)
    title = title_of(anchor, page.url, source=page.source, letters=letters)
    beside = [span.get_text() for span in line.find_all("span") if anchor not in span.parents]
    href = attribute(anchor, "href", source=page.source, url=page.url)
    link = address(href, base, source=page.source)
    return Row(link, title, the_day(beside, page.url, title, source=page.source))
