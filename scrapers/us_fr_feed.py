"""The Federal Register's feed of the bureau: it says cheaply that something is new, and no more.

The feed has no effective dates, its own dates carry no zone, and its number stands only in the
link; so of an entry nothing is taken but the link and the title. feedparser is given decoded text,
because it makes Latin letters of bytes it cannot decode, and its own doubts count as errors.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from lxml import etree

from scrapers.charset import Undecodable, decode
from scrapers.documents import Document, Listing, Reading, Row
from scrapers.expect import at_least, drift
from scrapers.federal_register.api import API, HOST
from scrapers.federal_register.identity import NUMBER, normal_number
from scrapers.federal_register.rows import check_titles
from scrapers.federal_register.texts import at_hand
from scrapers.pages import Fetch
from scrapers.us_bis import SLUG

SOURCE = "us_fr_feed"
FEED = f"{API}/documents.rss?{urlencode([('conditions[agencies][]', SLUG)])}"
LINK = re.compile(
    rf"https?://{re.escape(HOST)}(/documents/([0-9]{{4}})/([0-9]{{2}})/([0-9]{{2}})/({NUMBER})"
    r"(?:/[^/?#\s]*)?/?)(?:[?#].*)?"
)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>\s*")
HEADERS = {"content-type": "application/rss+xml; charset=utf-8"}
CHANNEL = frozenset(
    (
        *("atom", "category", "copyright", "description", "docs", "generator", "image", "item"),
        *("language", "lastBuildDate", "link", "managingEditor", "pubDate", "title", "ttl"),
    )
)
# Who a document is by, as the feed says it: the bureau, its department, or a first co-issuer.
OUR_NAMES = ("Industry and Security Bureau", "Commerce Department")


class Entry(NamedTuple):
    """A document of which the feed says that it exists."""

    number: str
    day: date
    url: str
    title: str


def discover(fetch: Fetch, since: date) -> Listing:
    """What the feed shows of the days since one; the whole feed is the one document."""
    page = fetch(FEED, expect="feed")
    found = at_least(1, entries(page.text, page.url), "entries", source=SOURCE, url=page.url)
    rows = tuple(Row(one.url, one.title, one.day) for one in found if one.day >= since)
    document = Document(SOURCE, FEED, page.body, page.media_type)
    return Listing(len(found), rows, (at_hand(document),) if rows else ())


def read(document: Document) -> list[Reading]:
    """That each document exists; neither when it was published nor what it does."""
    try:
        text = decode(document.body, chinese=False)
    except Undecodable as error:
        raise drift(SOURCE, document.url, "a feed", str(error)) from error
    return [reading(entry) for entry in entries(text, document.url)]


def reading(entry: Entry) -> Reading:
    return Reading(
        instrument=f"bis-{normal_number(entry.number)}",
        published_on=None,
        published_basis="unknown",
        title=entry.title,
        text=entry.title,
        words="".join(entry.title.split()),
        lang="en",
        role="act",
        authority="BIS",
        url=entry.url,
    )


def entries(text: str, url: str) -> list[Entry]:
    """The entries of a feed, each once; Drift unless every one of them can be read."""
    items = check_channel(text, url)
    parsed = feed_of(text)
    if parsed.bozo or not parsed.version:
        doubt = str(parsed.get("bozo_exception") or "something else")
        raise drift(SOURCE, url, "a sound feed", doubt[:200])
    if items != len(parsed.entries):
        raise drift(SOURCE, url, f"{items} entries, as <item> is there", str(len(parsed.entries)))
    check_authors(parsed, url)
    found = [entry_of(raw, url) for raw in parsed.entries]
    check_titles([(entry.title, entry.url) for entry in found], source=SOURCE, url=url)
    return list({entry.number: entry for entry in found}.values())


def feed_of(text: str) -> Any:
    """What feedparser makes of decoded text; in bytes, or it would take a name for a file."""
    import feedparser  # type: ignore[import-untyped]

    bare = DECLARATION.sub("", text)  # it may name the charset that the bytes no longer have
    return feedparser.parse(io.BytesIO(bare.encode()), response_headers=HEADERS)


def check_channel(text: str, url: str) -> int:
    """How many items the feed has; its other parts we know, or they may be items by another name.

    This is a strict parser's word: feedparser is only given what is whole, without entities.
    """
    if "<!ENTITY" in text:
        raise drift(SOURCE, url, "a feed without entities of its own", "<!ENTITY")
    try:
        root = etree.fromstring(
            DECLARATION.sub("", text).encode(), etree.XMLParser(resolve_entities=False)
        )
    except etree.XMLSyntaxError as error:
        raise drift(SOURCE, url, "a sound feed", str(error)[:200]) from error
    tags = [etree.QName(tag).localname for tag in root.iterfind("channel/*")]
    if unknown := set(tags) - CHANNEL:
        raise drift(SOURCE, url, f"only {', '.join(sorted(CHANNEL))}", ", ".join(sorted(unknown)))
    return tags.count("item")


def check_authors(parsed: Any, url: str) -> None:
    """Refuse a feed that is mostly of others: then the filter by agency is ignored.

    A feed that names the bureau in its own title is the one that we asked for.
    """
    named = f"{parsed.feed.get('title', '')} {parsed.feed.get('subtitle', '')}"
    if OUR_NAMES[0] in named:
        return
    ours = [one for one in parsed.entries if one.get("author") in OUR_NAMES]
    if parsed.entries and len(ours) * 2 <= len(parsed.entries):
        expected = f"most entries to be by {' or '.join(OUR_NAMES)} in <dc:creator>"
        raise drift(SOURCE, url, expected, f"{len(ours)} of {len(parsed.entries)}")


def entry_of(raw: Any, url: str) -> Entry:
    """An entry: its number and day of issue are those in the path of its link."""
    link, title = str(raw.get("link") or ""), " ".join(str(raw.get("title") or "").split())
    found = LINK.fullmatch(link)
    if found is None:
        raise drift(SOURCE, url, "<link> to be that of a document", repr(link)[:120])
    if not title:
        raise drift(SOURCE, url, f"a <title> in the entry of {found[5]}", "none")
    try:
        day = date(int(found[2]), int(found[3]), int(found[4]))
    except ValueError as error:
        raise drift(SOURCE, url, "a day in <link>", repr(link)[:120]) from error
    return Entry(found[5], day, f"https://{HOST}{found[1]}", title)
