"""The ministry's English site: official translations, attached to the Chinese instrument.

They come late, are a part of what was published, and are "for reference only": a translation has no
effects of its own. Which Chinese text it translates is read from the number in its title or
letterhead; if there is none, or the two differ, a person says which.

The ids of the site's lists are not known to us, so there is nothing to compare them with: the list
that a column page asks for is taken, or the links that stand on the page itself.
"""

from __future__ import annotations

import re
from datetime import date

from bs4 import BeautifulSoup, Tag

from scrapers.charset import Undecodable, decode
from scrapers.chinese_lists.english_numbers import letterhead_id, own_id
from scrapers.chinese_lists.jpaas import PAGE_SIZE, specs_on, walk_list
from scrapers.chinese_lists.rows import ENGLISH, address, articles, day, links_to, parsed, title_of
from scrapers.chinese_lists.walk import LEAST, once, wanted
from scrapers.documents import Document, Listing, Reading, Row, Unread
from scrapers.expect import at_least, drift, one
from scrapers.pages import Fetch, Page

SOURCE = "cn_english"
SITE = "https://english.mofcom.gov.cn"
COLUMNS = ("/Policies/AnnouncementsOrders/index.html", "/Policies/GeneralPolicies/index.html")
TRANSLATION = re.compile(r"/Policies/[A-Za-z]+/art/\d{4}/art_[0-9a-f]{32}\.html")
BODY = "div.art-con, #zoom, div.TRS_Editor, div.artCon"
LETTERHEAD = 6  # paragraphs in which a text may name its own number


def discover(fetch: Fetch, since: date) -> Listing:
    """The translations put up since a day."""
    found = [column_since(fetch, f"{SITE}{path}", since) for path in COLUMNS]
    rows = once(row for _, rows in found for row in rows)
    return Listing(sum(n for n, _ in found), rows, articles(fetch, rows))


def column_since(fetch: Fetch, url: str, since: date) -> tuple[int, tuple[Row, ...]]:
    """How many rows a column has, and those that are wanted."""
    page = fetch(url)
    specs = [spec for spec in specs_on(page) if "列表" in spec.get("tagId", "")]
    if specs:
        spec = one(specs, "list script", source=SOURCE, url=url)
        walk = walk_list(fetch, url, spec, since, ENGLISH)
        return walk.total, wanted(walk.rows, since, LEAST * PAGE_SIZE)
    links = links_to(parsed(page.text, url, source=SOURCE), TRANSLATION, page.url)
    at_least(1, links, "list script, or link to a translation", source=SOURCE, url=url)
    rows = once(row_in(link, page) for link in links)
    return len(rows), wanted(rows, since, LEAST * PAGE_SIZE)


def row_in(link: Tag, page: Page) -> Row:
    """A link that stands on the page; its day only where one stands in the same line."""
    line = link.find_parent("li")
    spans = line.find_all("span") if line else []
    days = [found for span in spans if (found := day(span.get_text()))]
    return Row(
        address(str(link["href"]), page.url, source=SOURCE),
        title_of(link, page.url, source=SOURCE, letters=ENGLISH),
        one(days, "day beside a link", source=SOURCE, url=page.url) if days else None,
    )


def read(document: Document) -> list[Reading]:
    """The translation, and which Chinese text it translates."""
    soup = parsed(decoded(document), document.url, source=SOURCE)
    title, text = heading(soup, document), body_text(soup, document)
    translates, reason = original_of(title, text)
    put_up = meta(soup, "PubDate")
    page_day = day(put_up) if put_up else None
    unread = () if translates else (Unread(text[:200], reason, (0, len(text[:200]))),)
    return [
        Reading(
            instrument=None,
            published_on=page_day,
            published_basis="public" if page_day else "unknown",
            page_day=page_day,
            title=title,
            text=text,
            words="".join(text.split()),
            lang="en",
            role="translation",
            url=document.url,
            translates=translates,
            cites=(translates,) if translates else (),
            unread=unread,
        )
    ]


def decoded(document: Document) -> str:
    try:
        return decode(document.body, chinese=True)
    except Undecodable as error:
        raise drift(SOURCE, document.url, "text", str(error)) from error


def original_of(title: str, text: str) -> tuple[str | None, str]:
    """The Chinese text translated, and the reason where it is not certain."""
    head = {found for line in text.split("\n")[:LETTERHEAD] if (found := letterhead_id(line))}
    named = head | ({own} if (own := own_id(title)) else set())
    if len(named) == 1:
        return named.pop(), ""
    found = " and ".join(sorted(named)) or "no number of its own in title or letterhead"
    return None, f"expected the number of the Chinese text that this translates, found {found}"


def heading(soup: BeautifulSoup, document: Document) -> str:
    title = meta(soup, "ArticleTitle") or (soup.title.get_text().strip() if soup.title else "")
    if not title:
        raise drift(SOURCE, document.url, "meta ArticleTitle or <title>", "neither")
    return " ".join(title.split())


def meta(soup: BeautifulSoup, name: str) -> str | None:
    found = soup.find("meta", attrs={"name": name})
    return str(found.get("content") or "").strip() or None if isinstance(found, Tag) else None


def body_text(soup: BeautifulSoup, document: Document) -> str:
    """The paragraphs of the longest text block: a page may have a second one for its header."""
    blocks = at_least(1, soup.select(BODY), "text block", source=SOURCE, url=document.url)
    longest = max(blocks, key=lambda block: len(block.get_text()))
    lines = [" ".join(line.split()) for line in longest.get_text("\n").split("\n")]
    return "\n".join(line for line in lines if line)
