"""The feed says that something is new, and nothing else is taken from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from events.errors import Drift
from scrapers import us_fr_feed
from scrapers.documents import Document, Listing
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_pages import feed
from tests.replica.server import Replica
from tests.us_altered import Altered

SINCE = date(2026, 10, 25)
OURS = [text for text in america.TEXTS if text.agency == "BIS" and text.day.year == 2026]


@pytest.fixture
def site() -> Iterator[PlainFetch]:
    with Replica() as replica:
        america.install(replica, fillers=0)
        yield PlainFetch(us_fr_feed.SOURCE, replica.url)


def discovered(fetch: PlainFetch, change: Callable[[str], str]) -> Listing:
    altered = Altered(fetch, "documents.rss", body=lambda body: change(body.decode()).encode())
    return us_fr_feed.discover(altered, SINCE)


def document(body: bytes) -> Document:
    return Document(us_fr_feed.SOURCE, us_fr_feed.FEED, body, "application/rss+xml")


def test_the_number_and_the_day_of_an_entry_are_those_of_its_link(site: PlainFetch) -> None:
    listing = us_fr_feed.discover(site, SINCE)
    assert listing.rows[0].day == date(2026, 11, 24)
    assert listing.rows[0].url.startswith(
        "https://www.federalregister.gov/documents/2026/11/24/2026-90061/"
    )
    assert listing.listed == 9
    assert len(us_fr_feed.discover(site, date(2026, 11, 20)).rows) == 2


def test_a_reading_says_only_that_the_document_exists(site: PlainFetch) -> None:
    (pending,) = us_fr_feed.discover(site, SINCE).documents
    first = us_fr_feed.read(pending.open())[0]
    assert (first.instrument, first.role) == ("bis-2026-90061", "act")
    assert (first.published_on, first.published_basis) == (None, "unknown")
    assert (first.effects, first.unread) == ((), ())


def test_an_offices_correction_has_its_own_number(site: PlainFetch) -> None:
    (pending,) = us_fr_feed.discover(site, SINCE).documents
    assert "bis-C1-2026-90001" in [one.instrument for one in us_fr_feed.read(pending.open())]


@pytest.mark.parametrize(
    "words", ["2025年04月21日 08:00", "Mon, 21 Apr 2025 08:00 CST", "21.4.", ""]
)
def test_the_dates_of_entries_are_not_believed(site: PlainFetch, words: str) -> None:
    expected = us_fr_feed.discover(site, SINCE)
    change = f"<pubDate>{words}</pubDate>"
    found = discovered(site, lambda text: re.sub("<pubDate>.*?</pubDate>", change, text))
    assert found.rows == expected.rows


def test_an_entry_that_is_repeated_is_one(site: PlainFetch) -> None:
    expected = us_fr_feed.discover(site, SINCE)
    found = discovered(
        site, lambda text: re.sub(r"(<item>.*?</item>)", r"\1\1", text, flags=re.DOTALL)
    )
    assert (found.rows, found.listed) == (expected.rows, 9)


def test_a_feed_without_entries_is_drift_and_not_no_news(site: PlainFetch) -> None:
    with pytest.raises(Drift, match="at least 1 entries"):
        discovered(site, lambda text: re.sub(r"<item>.*</item>", "", text, flags=re.DOTALL))


def test_a_feed_of_everybody_is_drift(site: PlainFetch) -> None:
    others = [text for text in america.TEXTS if text.day.year == 2026]
    with pytest.raises(Drift, match="Industry and Security Bureau"):
        discovered(site, lambda _: feed(others).decode())


def test_a_feed_without_authors_must_name_the_bureau_in_its_title(site: PlainFetch) -> None:
    def bare(text: str) -> str:
        return re.sub("<dc:creator>.*?</dc:creator>", "", text)

    with pytest.raises(Drift, match="creator"):
        discovered(site, bare)
    name = "Documents from Industry and Security Bureau"
    assert discovered(site, lambda text: bare(text).replace("Search Results", name)).rows


def test_a_co_issued_document_is_kept(site: PlainFetch) -> None:
    found = discovered(
        site, lambda text: text.replace("Industry and Security Bureau", "State Department", 1)
    )
    assert len(found.rows) == 9


def test_a_broken_feed_is_drift_although_feedparser_finds_entries_in_it(site: PlainFetch) -> None:
    with pytest.raises(Drift):
        discovered(site, lambda text: text[: text.rindex("<item>") + 30])


def test_a_block_page_is_drift() -> None:
    with pytest.raises(Drift):
        us_fr_feed.read(document(america.BLOCK.encode()))


def test_one_wrong_byte_is_an_error_and_not_latin_letters() -> None:
    body = feed(OURS).replace(b"Sample", "Sämple".encode("latin-1"), 1)
    with pytest.raises(Drift):
        us_fr_feed.read(document(body))


def test_letters_beyond_ascii_come_through_whatever_charset_the_feed_declares() -> None:
    body = feed(OURS).decode().replace("Sample", "Sämple").replace("UTF-8", "ISO-8859-1").encode()
    titles = [one.title for one in us_fr_feed.read(document(body))]
    assert "Controls on Sämple Lithography Parts [INVENTED]" in titles


def test_markup_and_entities_in_a_title_are_text() -> None:
    body = feed(OURS).replace(b"Sample Reporting", b"Sample &amp; Reporting")
    titles = [one.title for one in us_fr_feed.read(document(body))]
    assert [title for title in titles if "Reporting" in title] == [
        "Sample & Reporting Rule With a Condition [INVENTED]"
    ]


def test_entities_that_the_feed_defines_are_not_followed() -> None:
    body = feed(OURS).replace(
        b"<rss", b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss', 1
    )
    body = body.replace(b"Sample Reporting", b"&x;", 1)
    with pytest.raises(Drift):
        us_fr_feed.read(document(body))


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/documents/2026/11/24/2026-90061/x",
        "https://www.federalregister.gov/documents/2026/13/24/2026-90061/x",
        "https://www.federalregister.gov/documents/2026-90061",
        "https://www.federalregister.gov/d/2026-90061",
        "",
    ],
)
def test_a_link_that_is_no_documents_is_drift(site: PlainFetch, link: str) -> None:
    with pytest.raises(Drift, match="link"):
        discovered(
            site,
            lambda text: re.sub(
                r"(<item>.*?<link>).*?<", rf"\g<1>{link}<", text, count=1, flags=re.DOTALL
            ),
        )
