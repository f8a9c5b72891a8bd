"""Public inspection at the Office of the Federal Register: what is filed and not yet printed.

Here a rule can first be known, often days before its issue. One answer holds every document of the
day; ours are chosen from it. That none is ours is usual; that there is none at all is not, on a
working day.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from scrapers.charset import Undecodable, decode
from scrapers.documents import Document, Listing, Reading, Row
from scrapers.expect import drift, field
from scrapers.federal_register.api import API, PRESIDENTIAL, WASHINGTON
from scrapers.federal_register.days import is_working_day
from scrapers.federal_register.rows import (
    SITE,
    canonical,
    check_agencies,
    check_field,
    check_titles,
    check_type,
    slugs,
    whose,
)
from scrapers.federal_register.texts import at_hand
from scrapers.pages import Fetch
from scrapers.us_actions import USTR, concerns_china
from scrapers.us_bis import SLUG as BIS

SOURCE = "us_inspection"
CURRENT = f"{API}/public-inspection-documents/current.json"
# Asked for by name: what comes unasked has counters in it, and would be new at every look.
FIELDS = (
    "agencies",
    "docket_numbers",
    "document_number",
    "editorial_note",
    "filed_at",
    "filing_type",
    "html_url",
    "pdf_updated_at",
    "pdf_url",
    "publication_date",
    "raw_text_url",
    "subject_1",
    "subject_2",
    "subject_3",
    "title",
    "type",
)
OURS: dict[str, tuple[type, ...]] = {
    "document_number": (str,),
    "filed_at": (str,),
    "filing_type": (str,),
    "html_url": (str,),
    "title": (str,),
    "pdf_url": (str, type(None)),
    "publication_date": (str, type(None)),
}


def discover(fetch: Fetch, since: date) -> Listing:
    """What of ours is on inspection, filed since a day; the whole answer is the one document."""
    page = fetch(f"{CURRENT}?{urlencode([('fields[]', name) for name in FIELDS])}", expect="json")
    filed = records(page.json(), page.url)
    today = page.fetched_at.astimezone(WASHINGTON).date()
    if not filed and is_working_day(today):
        expected = f"a document on inspection on {today}, a working day"
        raise drift(SOURCE, page.url, expected, "a 'count' of 0")
    rows = [row(record, page.url) for record in filed if is_ours(record, page.url)]
    check_titles([(filing.title, filing.url) for filing in rows], source=SOURCE, url=page.url)
    rows = [filing for filing in rows if filing.day and filing.day >= since]
    document = Document(SOURCE, CURRENT, page.body, page.media_type)
    return Listing(len(filed), tuple(rows), (at_hand(document),) if rows else ())


def read(document: Document) -> list[Reading]:
    """That each document of ours was filed, and when; what it does is read once it is printed."""
    from scrapers.us_pages import read_american

    answer = parsed(document)
    ours = [one for one in records(answer, document.url) if is_ours(one, document.url)]
    if not ours:
        return []
    only = canonical({**answer, "count": len(ours), "results": ours})
    return read_american(replace(document, body=only))


def parsed(document: Document) -> Any:
    try:
        return json.loads(decode(document.body, chinese=False))
    except (Undecodable, ValueError, RecursionError) as error:
        raise drift(SOURCE, document.url, "JSON", f"something that is none ({error})") from error


def records(answer: Any, url: str) -> list[Any]:
    """Every document of the answer, as many as it counts."""
    count = field(answer, "count", int, source=SOURCE, url=url)
    found = field(answer, "results", list, source=SOURCE, url=url)
    if count != len(found):
        raise drift(SOURCE, url, f"{count} documents, as 'count' says", str(len(found)))
    return found


def is_ours(record: Any, url: str) -> bool:
    """Of the bureau; or of the Trade Representative or the President, and about China."""
    for name, kinds in (("agencies", (list,)), ("type", (str,)), ("title", (str,))):
        check_field(record, name, kinds, source=SOURCE, url=url)
    check_agencies(record, source=SOURCE, url=url)
    check_type(record, source=SOURCE, url=url)
    agencies = slugs(record["agencies"])
    names = " ".join(str(agency["raw_name"]).lower() for agency in record["agencies"])
    if BIS in agencies or "industry and security" in names:
        return True
    presidential = record["type"] == PRESIDENTIAL
    if not (record["agencies"] or presidential):
        raise drift(SOURCE, url, "'agencies' to hold something", f"none{whose(record)}")
    if not (presidential or USTR in agencies or "trade representative" in names):
        return False
    words = title_of(record)
    return not words or concerns_china(words, record["type"])


def title_of(record: Any) -> str:
    """The title, or the subjects it is made of; sometimes a filing has neither yet."""
    subjects = [str(record.get(f"subject_{number}") or "") for number in (1, 2, 3)]
    return " ".join((record["title"].strip() or " ".join(subjects)).split())


def row(record: Any, url: str) -> Row:
    """A document of ours, under the day it was filed in Washington."""
    for name, kinds in OURS.items():
        check_field(record, name, kinds, source=SOURCE, url=url)
    number = record["document_number"].strip()
    if not number:
        raise drift(SOURCE, url, "'document_number' to hold something", "an empty one")
    where = record["html_url"]
    if not where.startswith(f"{SITE}/") or f"/{number}" not in where:
        raise drift(SOURCE, url, f"'html_url' to be that of document {number}", where[:120])
    title = title_of(record) or f"FR Doc. {number}"
    return Row(where, title, filed_on(record["filed_at"], number, url))


def filed_on(written: str, number: str, url: str) -> date:
    """The day in Washington of a moment with its zone."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        expected = f"'filed_at' to be a moment with its zone in the row of {number}"
        raise drift(SOURCE, url, expected, repr(written)[:40])
    return moment.astimezone(WASHINGTON).date()
