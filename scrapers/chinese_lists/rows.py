"""What a row of a Chinese index must be: an address, a title in characters, a day.

Also how the article behind it is opened. A row that is none of this stops the source: a list half
understood would be believed whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import SplitResult, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from events.errors import NotContent
from scrapers.charset import undeclared
from scrapers.documents import Document, Pending, Row
from scrapers.expect import drift, one
from scrapers.pages import Fetch

WEEK = timedelta(days=7)  # articles are edited in silence: each is asked for again every week
LARGEST = 2_000_000  # characters; the longest list known, of one year, has a hundredth of them
DAY = re.compile(r"\[?\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s*\]?")
Letters = re.Pattern[str]
HAN = re.compile("[\u3400-\u9fff]")
# More letters than a day has ("2026年11月3日", "Nov 3, 2026"): a title whose column was swapped.
CHINESE: Letters = re.compile("(?:[\u3400-\u9fff][^\u3400-\u9fff]*){4}")
ENGLISH: Letters = re.compile("(?:[A-Za-z][^A-Za-z]*){8}")
MISSING = "[an error occurred while processing this directive]"  # sent with status 200
ARTICLE = re.compile(r"ArticleTitle|art-con|artCon|TRS_Editor|id=[\"']?zoom|class=[\"']?bd\b")


def parsed(words: str, url: str, *, source: str, only: str | None = None) -> BeautifulSoup:
    """A page as a tree, or only its tags of one name; one far too large for a list is no list."""
    if len(words) > LARGEST:
        raise drift(source, url, f"a page of at most {LARGEST:,} characters", f"{len(words):,}")
    words = undeclared(words)
    return BeautifulSoup(words, "lxml", parse_only=SoupStrainer(only) if only else None)


def address(href: str, base: str, *, source: str) -> str:
    """The address a link leads to, as the public knows it; the ministry's own are https."""
    parts = joined(base, href)
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname:
        raise drift(source, base, "a link to a page", repr(href[:80]))
    if parts.scheme == "http" and parts.hostname.endswith("mofcom.gov.cn"):
        parts = parts._replace(scheme="https")
    return parts._replace(fragment="").geturl()


def joined(base: str, href: str) -> SplitResult | None:
    """A link seen from its page, in parts; None if it cannot be taken apart."""
    try:
        return urlsplit(urljoin(base, href.strip()))
    except ValueError:  # "http://[", a port that is none
        return None


def links_to(tag: Tag, path: re.Pattern[str], base: str) -> list[Tag]:
    """The links in a piece of a page that lead to certain paths."""
    return [
        link
        for link in tag.find_all("a", href=True)
        if (parts := joined(base, str(link["href"]))) and path.search(parts.path)
    ]


def title_of(anchor: Tag, url: str, *, source: str, letters: Letters = CHINESE) -> str:
    """The whole title of a row: its attribute, or the text where that is not cut."""
    title = str(anchor.get("title") or "").strip() or anchor.get_text().strip()
    if title.endswith(("…", "...")):
        raise drift(source, url, "the whole title of a row", f"a cut one, {title[:80]!r}")
    return sound(title, url, source=source, letters=letters)


def sound(title: str, url: str, *, source: str, letters: Letters = CHINESE) -> str:
    """A title whose characters came through; spaces as printed, but one at a time."""
    if wrong := garbled(title, letters):
        expected = "a title whose characters came through"
        raise drift(source, url, expected, f"{wrong} in {title[:60]!r}")
    return " ".join(title.split())


def garbled(title: str, letters: Letters = CHINESE) -> str | None:
    """What is wrong with the characters of a title, if anything."""
    if re.search(r"\?{3,}", title):
        return "question marks in the place of characters"
    if "\ufffd" in title or "锟斤拷" in title:
        return "replacement characters"
    if misread(title):
        return "UTF-8 read in another charset"
    return None if letters.search(title) else "too few letters of its language"


def misread(title: str) -> bool:
    """Whether a title is UTF-8 that somebody decoded as Latin or as GBK ("å•†", "鍟嗗姟")."""
    for wrong in (western, chinese):
        try:
            meant = wrong(title).decode("utf-8")
        except UnicodeError:
            continue
        if meant != title and HAN.search(meant):
            return True
    return False


def western(text: str) -> bytes:
    """The bytes a browser would have shown so: Windows-1252, its holes as Latin-1."""
    return b"".join(char.encode("latin-1" if ord(char) < 256 else "windows-1252") for char in text)


def chinese(text: str) -> bytes:
    return text.encode("gb18030")


def day(text: str) -> date | None:
    """The day that a piece of text is, "[2026-10-03]"; None if it is anything else."""
    found = DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:  # 31 February: not a day, and so not read as one
        return None


def the_day(texts: list[str], url: str, what: str, *, source: str) -> date:
    """The one day among the texts beside a title."""
    days = [found for found in map(day, texts) if found]
    return one(days, f"day beside {what[:40]!r} among {texts}", source=source, url=url)


def articles(fetch: Fetch, rows: Iterable[Row]) -> tuple[Pending, ...]:
    """The articles of rows, the oldest first: what an act changes is known before the act."""
    by_day = sorted(rows, key=lambda row: row.day or date.min)
    return tuple(article(fetch, row) for row in by_day)


def article(fetch: Fetch, row: Row) -> Pending:
    """The article of a row, fetched when it is opened."""

    def opened() -> Document:
        page = fetch(row.url, expect="html", fresh_for=WEEK)
        if MISSING in page.text or not ARTICLE.search(page.text):
            raise NotContent(
                fetch.source,
                row.url,
                expected=f"the article {row.title[:40]!r}",
                found="a page without one",
                next_step="open the address; if the article is there, its template is new to us",
            )
        return Document(fetch.source, page.url, page.body, page.media_type)

    return Pending(row.url, opened)
