"""The eCFR, as a cross-check: on which days the export regulations were amended.

It is no official edition and never a source of law: text that stands there may be stayed. What it
is good for: a day on which the regulations changed, and for which we have no rule, is a question.
Asked is only up to the day to which it says it is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from lxml import etree

from events.errors import Incomplete
from scrapers.charset import Undecodable, decode
from scrapers.documents import Document, Listing, Reading, Row
from scrapers.expect import drift, field, one
from scrapers.federal_register.rows import day_of
from scrapers.federal_register.texts import at_hand
from scrapers.pages import Fetch, Page

SOURCE = "us_ecfr"
API = "https://www.ecfr.gov/api/versioner/v1"
TITLES = f"{API}/titles.json"
VERSIONS = f"{API}/versions/title-15.json"
REGULATIONS = (("chapter", "VII"), ("subchapter", "C"))  # the EAR: parts 730 to 774
PARTS = range(730, 775)
MOST_PAGES = 50  # of a thousand versions each
# A part, and what of it is named: "744 744.11", "744 Supplement No. 4 to Part 744".
PLACES = {
    "section": re.compile(r"(\d+) \1\.\d"),
    "appendix": re.compile(r"\d+ [A-Z].*\d"),
}
NOWHERE = re.compile(r"(?!)")
SUSPENDED = re.compile(r"\(SUSPENDED [^)]*\)|\b(?:stayed|suspended)\b", re.IGNORECASE)


class Amended(NamedTuple):
    """A section or an appendix that changed on a day; `substantive` False: only its markup."""

    place: str
    day: date
    substantive: bool
    removed: bool
    issue: date


class Note(NamedTuple):
    """A note on the effective date of a place, whose text is kept though it may not apply."""

    place: str
    words: str
    suspended: bool


def discover(fetch: Fetch, since: date) -> Listing:
    """The versions of sections and appendices that came into the eCFR since a day."""
    until = complete_to(fetch)
    if until < since:
        return Listing(0, (), ())
    pages = version_pages(fetch, since, until)
    documents = [Document(SOURCE, page.url, page.body, page.media_type) for page in pages]
    amended = [change for document in documents for change in amended_days(document)]
    rows = [row(change) for change in amended if change.substantive and change.day >= since]
    return Listing(len(amended), tuple(rows), tuple(map(at_hand, documents)) if rows else ())


def read(document: Document) -> list[Reading]:
    """One reading per change of substance, without effects."""
    if document.body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        from scrapers.us_pages import read_american

        return read_american(document)
    return [reading(change) for change in amended_days(document) if change.substantive]


def amended_days(document: Document) -> tuple[Amended, ...]:
    """Every version in an answer of the versions endpoint."""
    found = parsed(document)
    versions = field(found, "content_versions", list, source=SOURCE, url=document.url)
    return tuple(amended(version, document.url) for version in versions)


def notes(document: Document) -> tuple[Note, ...]:
    """The notes on effective dates in the full text of a part, and headings marked as suspended."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(document.body, parser)
    except etree.XMLSyntaxError as error:
        found = f"a file that is not whole ({error})"
        raise drift(SOURCE, document.url, "the XML of a part", found) from error
    return tuple(notes_in(root))


def notes_in(root: Any) -> Iterator[Note]:
    for element in root.iter("EFFDNOT", "HEAD"):
        words = " ".join("".join(element.itertext()).split())
        if element.tag == "EFFDNOT":
            words = words.removeprefix("Effective Date Note:").strip()
            yield Note(place_of(element), words, SUSPENDED.search(words) is not None)
        elif "(SUSPENDED" in words.upper():
            yield Note(place_of(element), words, True)


def place_of(element: Any) -> str:
    """The section, appendix or part around an element, by its number."""
    around = [above for above in element.iterancestors() if above.get("N")]
    if not around:
        return ""
    kind, number = around[0].get("TYPE", "").lower(), around[0].get("N")
    return f"{kind} {number}".strip() if kind in ("part", "subpart") else str(number)


def complete_to(fetch: Fetch) -> date:
    """The day to which title 15 is complete; an error while it is being rebuilt."""
    page = fetch(TITLES, expect="json")
    titles = field(page.json(), "titles", list, source=SOURCE, url=page.url)
    numbered = [one_ for one_ in titles if isinstance(one_, dict) and one_.get("number") == 15]
    title = one(numbered, "title 15 in 'titles'", source=SOURCE, url=page.url)
    if title.get("processing_in_progress") is True:
        raise Incomplete(
            SOURCE,
            page.url,
            expected="title 15 as a whole",
            found="'processing_in_progress'",
            next_step="try again in some hours",
        )
    field(title, "up_to_date_as_of", str, source=SOURCE, url=page.url)
    return day_of(title, "up_to_date_as_of", source=SOURCE, url=page.url)


def version_pages(fetch: Fetch, since: date, until: date) -> list[Page]:
    """The pages of the versions that came in those days; together as many as they count."""
    dates = [("issue_date[gte]", str(since)), ("issue_date[lte]", str(until))]
    pages: list[Page] = []
    while True:
        number = [("page", str(len(pages) + 1))] if pages else []
        asked = urlencode([*REGULATIONS, *dates, *number])
        pages.append(fetch(f"{VERSIONS}?{asked}", expect="json"))
        total, last = check_page(pages[-1], len(pages))
        if len(pages) >= last:
            break
        if len(pages) >= MOST_PAGES:
            expected = f"an end after {MOST_PAGES} pages"
            raise drift(SOURCE, pages[-1].url, expected, f"'total_pages' {last}")
    check_total(pages, total)
    return pages


def check_page(page: Page, number: int) -> tuple[int, int]:
    """The count of all versions and the last page, from a page that is the one asked for."""
    meta = field(page.json(), "meta", dict, source=SOURCE, url=page.url)
    if str(meta.get("title")) != "15":
        raise drift(SOURCE, page.url, "'title' to be 15 in 'meta'", repr(meta.get("title")))
    if whole_number(meta.get("page", 1), "page", page.url) != number:
        raise drift(SOURCE, page.url, f"'page' {number} in 'meta'", repr(meta.get("page")))
    total = whole_number(meta.get("result_count"), "result_count", page.url)
    return total, whole_number(meta.get("total_pages", 1), "total_pages", page.url)


def check_total(pages: list[Page], total: int) -> None:
    url = pages[-1].url
    found = [json.dumps(one_, sort_keys=True) for page in pages for one_ in versions_in(page)]
    if len(set(found)) != total:
        told = f"{len(found)}, {len(set(found))} of them different"
        raise drift(SOURCE, url, f"{total} versions, as 'result_count' says", told)


def versions_in(page: Page) -> list[Any]:
    return field(page.json(), "content_versions", list, source=SOURCE, url=page.url)


def whole_number(value: Any, name: str, url: str) -> int:
    """A number that the eCFR writes as text."""
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}", str(value)):
        raise drift(SOURCE, url, f"{name!r} to be a whole number in 'meta'", repr(value))
    return int(value)


def parsed(document: Document) -> Any:
    try:
        return json.loads(decode(document.body, chinese=False))
    except (Undecodable, ValueError, RecursionError) as error:
        raise drift(SOURCE, document.url, "JSON", f"something that is none ({error})") from error


def amended(version: Any, url: str) -> Amended:
    """A version: the place as it is cited, and the day that its text changed."""
    for name in ("identifier", "type", "part", "amendment_date", "issue_date", "title"):
        field(version, name, str, source=SOURCE, url=url, empty=False)
    part = version["part"]
    if version["title"] != "15" or not re.fullmatch(r"[0-9]{3}", part) or int(part) not in PARTS:
        expected = "only title 15, parts 730 to 774, in 'title' and 'part'"
        raise drift(SOURCE, url, expected, f"title {version['title']} part {part}")
    if not PLACES.get(version["type"], NOWHERE).match(f"{part} {version['identifier']}"):
        expected = f"'identifier' of a section or an appendix of part {part} by its 'type'"
        raise drift(SOURCE, url, expected, f"{version['type']} {version['identifier']}"[:80])
    day = day_of(version, "amendment_date", source=SOURCE, url=url)
    issue = day_of(version, "issue_date", source=SOURCE, url=url)
    if day > issue or version.get("date", str(day)) != str(day):
        expected = f"'date' and 'amendment_date' to be one day, not after 'issue_date' {issue}"
        raise drift(SOURCE, url, expected, f"{version.get('date')} and {day}")
    return Amended(
        f"15 CFR {version['identifier']}",
        day,
        field(version, "substantive", bool, source=SOURCE, url=url),
        field(version, "removed", bool, source=SOURCE, url=url),
        issue,
    )


def title_of(change: Amended) -> str:
    done = "removed" if change.removed else "amended"
    return f"{change.place} {done} {change.day} (issue {change.issue})"


def row(change: Amended) -> Row:
    return Row(VERSIONS, title_of(change), change.day)


def reading(change: Amended) -> Reading:
    title = title_of(change)
    return Reading(
        instrument=None,
        published_on=None,
        published_basis="unknown",
        issue_date=change.issue,
        title=title,
        text=title,
        words="".join(title.split()),
        lang="en",
        role="other",
        url=VERSIONS,
    )
