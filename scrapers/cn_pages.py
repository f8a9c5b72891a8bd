"""Chinese official texts as the sites send them: which shape a file has, and the copies in it.

Articles of the ministry's sites and of the export-control portal, the portal's list answers, other
HTML pages, captured JSON objects and plain text. The bytes decide, not the address.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from events.errors import Drift, NotContent, SourceError
from scrapers.attachments import opened
from scrapers.charset import decode, undeclared
from scrapers.chinese.copy import Copy
from scrapers.chinese.html import (
    JS_TIME,
    STRAINER,
    around_article,
    attachments,
    block_text,
    found_in,
    largest,
    main_block,
    scripts,
    title_of,
)
from scrapers.chinese.reading import read_copy
from scrapers.chinese.text import readable, squeezed
from scrapers.documents import Document, Reading
from scrapers.legal_dates import read_day

LONGEST = 200_000  # the longest law is a quarter of that
MOST_TAGS = 100_000  # the fullest page, with a catalogue in tables, has a fifth of that
FAILED = "an error occurred while processing this directive"
LOST = re.compile(r"\?{3,}")
ANNOUNCES = re.compile(r"公布|发布|[^。,，;；:：]{0,30}关于[^。;；:：]+$")
STAMPED = re.compile(r"\d{4}-\d{2}-\d{2}(?= ?\d{2}:\d{2})|(?<=时间[::])\d{4}-\d{2}-\d{2}")


def read_chinese(document: Document) -> list[Reading]:
    """One reading for every official text in the file; raises SourceError where it holds none."""
    found = copies(opened(document))
    for copy in found:
        if len(copy.text) > LONGEST:
            raise drift(document, f"a text of at most {LONGEST} characters", str(len(copy.text)))
    return [read_copy(copy) for copy in found]


def copies(document: Document) -> list[Copy]:
    """The texts of a file, by its shape."""
    text = text_of(document)
    if (tags := text.count("<")) > MOST_TAGS:
        raise drift(document, f"a page of at most {MOST_TAGS} tags", str(tags))
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return list(from_json(document, parsed(document, text)))
    if start == "<":
        return [from_page(document, text)]
    return [from_plain(document, text)]


def text_of(document: Document) -> str:
    """The bytes as text, strictly; a text without any, or full of lost signs, is none."""
    try:
        text = decode(document.body, chinese=True)
    except ValueError as error:
        raise drift(document, "UTF-8 or GB18030", str(error)) from error
    if "\ufffd" in text:
        raise drift(document, "whole characters", "replacement characters")
    if not text.strip():
        raise drift(document, "a text", "an empty file")
    return undeclared(text)


def drift(document: Document, expected: str, found: str) -> Drift:
    return Drift(
        document.source,
        document.url,
        expected=expected,
        found=found,
        next_step=f"look at the archived copy {document.sha256[:12]}",
    )


def parsed(document: Document, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise drift(document, "JSON", f"text that is none ({str(error)[:60]})") from error


def from_json(document: Document, data: Any) -> Iterator[Copy]:
    """A list answer of the portal, or one or many captured objects."""
    if isinstance(data, dict) and "pageInfo" in data:
        info = data["pageInfo"]
        if not isinstance(info, dict) or not isinstance(info.get("rows"), list):
            raise drift(document, "pageInfo.rows to be a list", repr(info)[:60])
        yield from (row for given in info["rows"] if (row := from_row(document, given)))
        return
    objects = data if isinstance(data, list) else [data]
    for given in objects:
        if not isinstance(given, dict) or not isinstance(given.get("contentText"), str):
            raise drift(document, "an object with 'contentText' or 'pageInfo'", repr(given)[:60])
        yield captured(document, given)


def from_row(document: Document, row: Any) -> Copy | None:
    """One row of the portal's list; None where its article is only on a page of its own."""
    if not isinstance(row, dict):
        raise drift(document, "rows to be objects", type(row).__name__)
    content, title = row.get("content") or "", row.get("title")
    if not isinstance(content, str) or not isinstance(title, str):
        raise drift(document, "a row with 'title' and 'content'", repr(row)[:60])
    if not content.strip():
        return None
    refuse_lost(document, title)
    soup = BeautifulSoup(content, "lxml")
    body = soup.body or soup
    url = urljoin(document.url, str(row.get("url") or ""))
    return Copy(
        url,
        plain_title(title),
        readable(block_text(body)),
        day_or_none(row.get("publishTimeStr")),
        str(row.get("source") or ""),
        attachments(body, url),
    )


def captured(document: Document, given: dict[str, Any]) -> Copy:
    """An object as captures keep it: title, day, text, attachments, address."""
    title = given.get("noticeTitle")
    if not isinstance(title, str):
        raise drift(document, "'noticeTitle' to be text", repr(title)[:40])
    refuse_lost(document, title)
    files = given.get("attachments") or []
    named = [
        (str(item.get("name") or ""), str(item.get("url") or ""))
        for item in files
        if isinstance(item, dict)
    ]
    return Copy(
        str(given.get("sourceUrl") or document.url),
        plain_title(title),
        readable(given["contentText"]),
        day_or_none(given.get("publishedAt")),
        attachments=tuple(named),
    )


def from_plain(document: Document, text: str) -> Copy:
    """A text saved by hand: an address perhaps, a source line, the title, the text."""
    lines = readable(text).split("\n")
    url, page, title = document.url, None, ""
    above: list[str] = []
    for index, line in enumerate(lines[:6]):
        if re.fullmatch(r"https?://\S+", line):
            url = line
        elif (stamp := STAMPED.search(line)) and len(line) < 80:
            page = page or day_or_none(stamp[0])
        elif not title:
            title = line
            above = lines[index + 1 : index + 5]
    title = two_line_title(title, above)
    return Copy(url, title.lstrip("# "), "\n".join(lines), page)


def two_line_title(title: str, above: list[str]) -> str:
    """`商务部公告2025年第21号` and, below it, what it announces."""
    head = title
    for line in above:
        bare = re.fullmatch(r".{2,60}?(?:第?\d+|\]\d+)号(?:公告|令)?", squeezed(head))
        if bare and ANNOUNCES.match(line) and len(line) < 120:
            return f"{head} {line}"
        if bare or len(squeezed(line)) > 14:
            break
        head += line  # a letterhead in three lines: the issuer, 公 告, 2025年 第10号
    return title


def from_page(document: Document, text: str) -> Copy:
    """An HTML article: the ministry's, the portal's, or any page with one large block of text."""
    if (FAILED in text and "undefined" in text) or (FAILED in text and len(text) < 20_000):
        raise missing(document)
    soup = BeautifulSoup(around_article(text), "lxml", parse_only=STRAINER)
    meta = {str(m.get("name")): str(m.get("content") or "") for m in soup.find_all("meta")}
    script = "\n".join(part for part in scripts(text) if "publishTime" in part)
    title = title_of(soup, meta, script)
    body, header = main_block(soup)
    if body is None:
        soup = BeautifulSoup(text, "lxml")
        body = largest(soup)
    words = readable("\n".join(block_text(part) for part in (header, body) if part))
    refuse_lost(document, title)
    if not words:
        raise drift(document, "a text in the article", "none")
    stamp = meta.get("PubDate") or found_in(JS_TIME, script) or meta.get("pubdate") or ""
    return Copy(
        meta.get("Url") or document.url,
        plain_title(title),
        words,
        day_or_none(stamp) or stamped(soup),
        meta.get("ContentSource", ""),
        attachments(body, document.url) if body else (),
    )


def missing(document: Document) -> SourceError:
    return NotContent(
        document.source,
        document.url,
        expected="an article",
        found="a page that says it failed to build",
        next_step="look whether the article is still listed",
    )


def stamped(soup: BeautifulSoup) -> date | None:
    """The day printed on the page beside a clock time, if there is one only."""
    found = {m[0] for m in STAMPED.finditer(soup.get_text(" ")[:3000])}
    return day_or_none(found.pop()) if len(found) == 1 else None


def day_or_none(words: Any) -> date | None:
    """The day of a page's stamp; an absurd one is no day (the document's own day decides)."""
    try:
        return read_day(str(words)) if words else None
    except ValueError:
        return None


def plain_title(title: str) -> str:
    bare = html.unescape(re.sub(r"<[^>]*>", "", title))
    return " ".join(readable(bare).split())


def refuse_lost(document: Document, title: str) -> None:
    if LOST.search(title):
        raise drift(document, "a title in Chinese", f"lost characters: {title[:30]}")
