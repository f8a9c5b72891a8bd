"""The row of a document in the Federal Register's API: its fields, each with its type.

The fields are asked for by name, so each of them comes in every row, null where there is nothing to
say; a field that does not come, or comes as something else, is a changed interface.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Any
from urllib.parse import urlsplit

from scrapers.documents import Row
from scrapers.expect import drift

SITE = "https://www.federalregister.gov"
TEXT, TEXT_OR_NULL = (str,), (str, NoneType)
NUMBER_OR_NULL, LIST = (int, NoneType), (list,)
PRINTED_NUMBER = (str, int, NoneType)  # of an order: the API has sent it as either
FIELDS: Mapping[str, tuple[type, ...]] = {
    "abstract": TEXT_OR_NULL,
    "action": TEXT_OR_NULL,
    "agencies": LIST,
    "cfr_references": LIST,
    "citation": TEXT_OR_NULL,
    "comments_close_on": TEXT_OR_NULL,
    "correction_of": TEXT_OR_NULL,
    "corrections": LIST,
    "dates": TEXT_OR_NULL,
    "docket_ids": LIST,
    "document_number": TEXT,
    "effective_on": TEXT_OR_NULL,
    "end_page": NUMBER_OR_NULL,
    "executive_order_number": PRINTED_NUMBER,
    "full_text_xml_url": TEXT_OR_NULL,
    "html_url": TEXT,
    "json_url": TEXT_OR_NULL,
    "mods_url": TEXT_OR_NULL,
    "not_received_for_publication": (bool, NoneType),
    "pdf_url": TEXT_OR_NULL,
    "presidential_document_number": PRINTED_NUMBER,
    "proclamation_number": PRINTED_NUMBER,
    "public_inspection_pdf_url": TEXT_OR_NULL,
    "publication_date": TEXT,
    "raw_text_url": TEXT_OR_NULL,
    "regulation_id_numbers": LIST,
    "signing_date": TEXT_OR_NULL,
    "start_page": NUMBER_OR_NULL,
    "subtype": TEXT_OR_NULL,
    "title": TEXT,
    "topics": LIST,
    "type": TEXT,
    "volume": NUMBER_OR_NULL,
}
DAYS = ("publication_date", "effective_on", "signing_date", "comments_close_on")
NAMES = {
    str: "text",
    int: "a whole number",
    list: "a list",
    bool: "true or false",
    NoneType: "null",
}
TYPES = frozenset(
    {
        "Rule",
        "Proposed Rule",
        "Notice",
        "Presidential Document",
        "Correction",
        "Sunshine Act Document",
        "Uncategorized Document",
        "Document of Unknown Type",
    }
)
# What changes without any change of the document: counters, the office's own indexing, and the
# time of a file at the end of an address.
VOLATILE = frozenset(
    {
        "comment_url",
        "comments_count",
        "excerpts",
        "explanation",
        "images",
        "images_metadata",
        "page_views",
        "public_inspection_pdf_url",
        "regulations_dot_gov_info",
        "regulations_dot_gov_url",
        "topics",
    }
)


@dataclass(frozen=True)
class ApiRow:
    """A document as the API lists it."""

    number: str
    day: date
    title: str
    url: str
    xml_url: str | None
    fields: Mapping[str, Any]

    @property
    def row(self) -> Row:
        return Row(self.url, self.title, self.day)

    @property
    def slugs(self) -> frozenset[str]:
        """The agencies, by the API's name for them; one that it does not know has none."""
        return frozenset(slugs(self.fields["agencies"]))

    @property
    def type(self) -> str:
        return str(self.fields["type"])

    @property
    def about(self) -> bytes:
        """The fields as bytes that are the same for as long as the document is."""
        return canonical({key: self.fields[key] for key in self.fields.keys() - VOLATILE})


def canonical(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def api_row(record: Any, *, source: str, url: str) -> ApiRow:
    """A row whose fields are all there and of their types; else Drift that names the field."""
    if not isinstance(record, dict):
        raise drift(source, url, "a row to be an object", type(record).__name__)
    for name, kinds in FIELDS.items():
        check_field(record, name, kinds, source=source, url=url)
    for name in DAYS:
        if record[name] is not None:
            day_of(record, name, source=source, url=url)
    check_agencies(record, source=source, url=url)
    check_type(record, source=source, url=url)
    for name in ("document_number", "title"):
        if not record[name].strip():
            raise drift(source, url, f"{name!r} to hold something", "an empty one")
    row = ApiRow(
        record["document_number"].strip(),
        day_of(record, "publication_date", source=source, url=url),
        " ".join(record["title"].split()),
        record["html_url"],
        record["full_text_xml_url"],
        record,
    )
    if not row.url.startswith(f"{SITE}/documents/{row.day:%Y/%m/%d}/{row.number}"):
        expected = f"'html_url' to be that of document {row.number} of {row.day}"
        raise drift(source, url, expected, row.url[:120])
    return row


def check_agencies(record: Mapping[str, Any], *, source: str, url: str) -> None:
    """Refuse agencies without their short name; one that the API does not know has only a name."""
    for agency in record["agencies"]:
        check_field(agency, "raw_name", TEXT_OR_NULL, source=source, url=url)
        if set(agency) != {"raw_name"}:
            check_field(agency, "slug", TEXT, source=source, url=url)


def check_type(record: Mapping[str, Any], *, source: str, url: str) -> None:
    if record["type"] not in TYPES:
        expected = f"'type' to be one of {', '.join(sorted(TYPES))}{whose(record)}"
        raise drift(source, url, expected, repr(record["type"])[:40])


def check_titles(pairs: Sequence[tuple[str, str]], *, source: str, url: str) -> None:
    """Refuse titles that are not those in the addresses, in most of the rows: (title, address)."""
    strange = [title for title, where in pairs if not slug_fits(title, where)]
    if len(strange) * 2 > len(pairs):
        expected = "each 'title' to be the one in its address"
        raise drift(source, url, expected, f"{len(strange)} others, as {strange[0][:40]!r}")


def slug_fits(title: str, url: str) -> bool:
    """Whether an address ends in the words of a title, as far as the first of them shows."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    return not words or urlsplit(url).path.rsplit("/", 1)[-1].startswith(words[0])


def check_field(record: Any, name: str, kinds: tuple[type, ...], *, source: str, url: str) -> None:
    """Refuse a field that is not there, or is of none of the kinds."""
    expected = f"{name!r} to be {' or '.join(NAMES[kind] for kind in kinds)}{whose(record)}"
    if not isinstance(record, dict):
        raise drift(source, url, expected, f"{type(record).__name__} instead of an object")
    if name not in record:
        raise drift(source, url, expected, "no such field")
    value = record[name]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        found = "null" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"
        raise drift(source, url, expected, found)


def day_of(record: Mapping[str, Any], name: str, *, source: str, url: str) -> date:
    """A day as the API writes it, YYYY-MM-DD and nothing else."""
    written = record[name]
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.isoformat() != written:
        expected = f"{name!r} to be a day, YYYY-MM-DD{whose(record)}"
        raise drift(source, url, expected, repr(written)[:40])
    return found


def whose(record: Any) -> str:
    number = record.get("document_number") if isinstance(record, dict) else None
    return f" in the row of {number}" if isinstance(number, str) and number else ""


def slugs(agencies: list[Any]) -> list[str]:
    found = [agency.get("slug") for agency in agencies if isinstance(agency, dict)]
    return [slug for slug in found if isinstance(slug, str)]
