"""The article in a page: its block of text, the header block beside it, its title and its files.

Only blocks that can hold the text are parsed (ten thousand tags of menus cost more than the act).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from bs4.filter import SoupStrainer

BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "td",
        "th",
        "dd",
        "dt",
    ]
)
TEXT_CLASSES = (
    "art-con",
    "TRS_Editor",
    "artCon",
    "bd",
    "pages_content",
    "article-con",
    "law_content",
)
TEXT_IDS = ("zoom", "UCAP-CONTENT", "News_Body_Txt_A", "content", "artical")
HEADER_CLASS = "art-con-gonggao"
SILENT = frozenset(("script", "style", "noscript", "iframe", "form", "button", "select"))
FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)(?:[?#]|$)|/document/download\?", re.I)
JS_TITLE = re.compile(r"""\btitle\s*=\s*(?:'([^'\n]*)'|"([^"\n]*)")""")
JS_TIME = re.compile(r"""\bpublishTime\s*=\s*['"]([^'"\n]*)['"]""")


def wanted(name: str | None, attrs: dict[str, Any]) -> bool:
    """What of a page is parsed at all: metas, titles, and the blocks that can hold the text."""
    if name in ("meta", "title", "h1"):
        return True
    if name not in ("div", "span", "td", "article"):
        return False
    classes = attrs.get("class") or ""
    names = classes.split() if isinstance(classes, str) else classes
    marked = "page-time" if attrs.get("id") == "pagetime" else ""
    return bool(
        attrs.get("id") in TEXT_IDS
        or any(c in TEXT_CLASSES or c in STAMP_CLASSES for c in names)
        or marked
    )


STAMP_CLASSES = ("art-tit", "article-tit", "time", "date", "source", "info", "pages-date")


class Wanted(SoupStrainer):
    """Lets the blocks of `wanted` through, with everything in them."""

    def allow_tag_creation(self, nsprefix: str | None, name: str, attrs: Any) -> bool:
        return wanted(name, attrs or {})

    def allow_string_creation(self, string: str) -> bool:
        return False


STRAINER = Wanted("div")


def around_article(text: str) -> str:
    """The head and the article of a ministry page, without the menus between; else all of it."""
    head = text.find("</head>")
    first = text.find('class="art-con', head)
    if head < 0 or first < 0 or 'ergodic="article"' not in text or "PubDate" not in text[:head]:
        return text
    tail = text.find('class="article-tool', first)
    return (
        text[:head]
        + "</head><body>"
        + text[text.rfind("<", head, first) : tail if tail > 0 else None]
    )


def scripts(text: str) -> list[str]:
    return re.findall(r"<script[^>]*>([^<]{10,4000})</script>", text)


def found_in(pattern: re.Pattern[str], words: str) -> str:
    found = pattern.search(words)
    return next(filter(None, found.groups()), "") if found else ""


def title_of(soup: BeautifulSoup, meta: dict[str, str], script: str) -> str:
    told = meta.get("ArticleTitle") or found_in(JS_TITLE, script)
    if told:
        return told
    for name in ("h1", "title"):
        tag = soup.find(name)
        if isinstance(tag, Tag) and tag.get_text(strip=True):
            return tag.get_text(" ", strip=True).split("_")[0].strip()
    return ""


def main_block(soup: BeautifulSoup) -> tuple[Tag | None, Tag | None]:
    """The block that holds the text, and the header block beside it."""
    header = soup.find("div", class_=HEADER_CLASS)
    found = soup.find_all("div", attrs={"ergodic": "article"})
    blocks = found or [
        block
        for block in soup.find_all(["div", "td", "article", "span"])
        if block.get("id") in TEXT_IDS or set(block.get("class") or ()) & set(TEXT_CLASSES)
    ]
    blocks = [block for block in blocks if block is not header]
    if not blocks:
        return None, None
    best = max(blocks, key=lambda block: (len(block.get_text()), -depth(block)))
    inside = isinstance(header, Tag) and header in best.find_all("div")
    return best, None if inside or not isinstance(header, Tag) else header


def depth(tag: Tag) -> int:
    return sum(1 for _ in tag.parents)


def largest(soup: BeautifulSoup) -> Tag:
    """The smallest block that holds most of the page's Chinese; the body if there is none."""
    body = soup.body or soup
    total = len(body.get_text())
    best: Tag = body
    for block in body.find_all(["div", "article", "td", "main", "section"]):
        size = len(block.get_text())
        if size >= total * 0.6 and size <= len(best.get_text()):
            best = block
    return best


def one_line(words: str) -> str:
    """A text with the line breaks of its source as spaces; they mean nothing in HTML."""
    first, *rest = words.split("\n")
    if not rest:
        return words
    *middle, last = rest
    kept = (bare for line in middle if (bare := line.strip()))
    return " ".join([first.rstrip(), *kept, last.lstrip()])


def block_text(block: Tag) -> str:
    """The text of a block, a line for each paragraph."""
    out: list[str] = []
    for node in block.descendants:
        if isinstance(node, Tag):
            if node.name in BLOCKS:
                out.append("\n")
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            parent = node.parent
            if parent is None or parent.name not in SILENT:
                out.append(one_line(str(node)))
                if parent is not None and parent.name in BLOCKS and node.next_sibling is None:
                    out.append("\n")
    return "".join(out)


def attachments(block: Tag, base: str) -> tuple[tuple[str, str], ...]:
    found = []
    for anchor in block.find_all("a"):
        href = anchor.get("href")
        if isinstance(href, str) and FILES.search(href):
            found.append((anchor.get_text(" ", strip=True), urljoin(base, href)))
    return tuple(found)
