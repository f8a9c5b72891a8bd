"""The text of a Federal Register document: its XML, else the copy at govinfo, else the row itself.

XML comes some time after publication; the address of it is null until then. A file whose own number
is another document's, or that is not whole, is not taken: the same text stands at govinfo.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from lxml import etree

from events.errors import Drift, NotContent
from scrapers.documents import Document, Pending
from scrapers.expect import drift
from scrapers.federal_register.identity import document_number, same_number
from scrapers.federal_register.rows import ApiRow
from scrapers.pages import Fetch, Page

GOVINFO = "https://www.govinfo.gov/content/pkg"
FRESH_FOR = timedelta(days=7)


def pending(fetch: Fetch, row: ApiRow) -> Pending:
    """The document, to be opened when it is wanted."""
    return Pending(row.url, partial(opened, fetch, row))


def at_hand(document: Document) -> Pending:
    """A document that came with its index."""
    return Pending(document.url, lambda: document)


def opened(fetch: Fetch, row: ApiRow) -> Document:
    """The best text that there is."""
    if (found := xml_text(fetch, row)) or (found := govinfo_text(fetch, row)):
        return Document(fetch.source, row.url, found.body, found.media_type, row.about)
    return Document(fetch.source, row.url, row.about, "application/json", row.about)


def xml_text(fetch: Fetch, row: ApiRow) -> Page | None:
    """The XML, if it has come, is whole, and is this document."""
    if row.xml_url is None:
        return None
    try:
        page = fetch(row.xml_url, expect="xml", fresh_for=FRESH_FOR)
    except NotContent:
        return None
    return page if is_of(row, printed_number(page.body)) else None


def govinfo_text(fetch: Fetch, row: ApiRow) -> Page | None:
    """The printer's copy; Drift where it is another document's."""
    url = f"{GOVINFO}/FR-{row.day}/html/{row.number}.htm"
    try:
        page = fetch(url, expect="html", fresh_for=FRESH_FOR)
    except NotContent:
        if row.xml_url is not None:
            raise not_had(fetch, row) from None
        return None
    number = document_number(page.text)
    if not is_of(row, number):
        expected = f"the text of FR Doc. {row.number}"
        raise drift(fetch.source, page.url, expected, f"the number {number}")
    return page


def not_had(fetch: Fetch, row: ApiRow) -> Drift:
    """The index names a text, and neither it nor its copy can be used."""
    expected = f"the whole XML of FR Doc. {row.number}, or its copy at govinfo"
    return drift(fetch.source, str(row.xml_url), expected, "neither")


def printed_number(body: bytes) -> str | None:
    """The number that a document prints at its end; None where the XML is not whole."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    ends = ["".join(str(text) for text in end.itertext()) for end in root.iter("FRDOC")]
    return document_number(ends[-1]) if ends else None


def is_of(row: ApiRow, number: str | None) -> bool:
    return number is not None and same_number(number, row.number)
