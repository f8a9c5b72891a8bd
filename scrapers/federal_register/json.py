"""Answers of the Federal Register's API: one document, a search, public inspection.

An answer says less than the full text: DATES, abstract, action and title. `effective_on` is one
date from elsewhere and often null; it is only compared with DATES.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scrapers.documents import Document, Reading
from scrapers.english.sentences import plain, squeeze
from scrapers.expect import drift, field
from scrapers.federal_register.identity import authority, instrument_id, normal_number
from scrapers.federal_register.parts import Kind, Paragraph, Part, Parts

WASHINGTON = ZoneInfo("America/New_York")
KINDS: dict[str, Kind] = {
    "rule": "rule",
    "proposed rule": "proposed rule",
    "notice": "notice",
    "presidential document": "presidential document",
    "correction": "correction",
    "uncategorized document": "other",
    "sunshine act document": "notice",
}
FIELDS: tuple[tuple[str, Part], ...] = (
    ("title", "SUBJECT"),
    ("action", "ACTION"),
    ("abstract", "SUMMARY"),
    ("dates", "DATES"),
)
CITATION = re.compile(r"^(\d+) FR (\d+)$")
BULLET = "<bullet>"  # as the typesetter's codes print it
LATEX = re.compile(r"``|''")


def rows_of(answer: Any, document: Document) -> list[dict[str, Any]]:
    """The documents of an answer: itself, or its `results`; none where `count` is 0."""
    source, url = document.source, document.url
    rows = answer if isinstance(answer, list) else None
    if isinstance(answer, dict):
        if "document_number" in answer:
            rows = [answer]
        elif answer.get("count") == 0 and "results" not in answer:
            rows = []  # without a match the key is left out
        else:
            rows = answer.get("results", answer.get("documents"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise drift(source, url, "a document or results[]", type(rows).__name__)
    return rows


def is_inspection(row: Mapping[str, Any]) -> bool:
    """Whether a row is one of public inspection: filed, and not published yet."""
    return "filed_at" in row and "citation" not in row and "dates" not in row


def parts_of_row(row: Mapping[str, Any], document: Document) -> Parts:
    """One document as the API tells it."""
    source, url = document.source, document.url
    number = normal_number(field(row, "document_number", str, source=source, url=url, empty=False))
    title = squeeze(field(row, "title", str, source=source, url=url, empty=False))
    citation = CITATION.match(text_in(row, "citation"))
    printed, official = _order(row)
    return Parts(
        kind=_kind(row, number, document),
        number=number,
        issue_date=day_in(row, "publication_date", document),
        signed_on=day_in(row, "signing_date", document),
        agencies=agencies_of(row),
        cfr=_cfr(row),
        rins=tuple(str(rin) for rin in _listed(row, "regulation_id_numbers")),
        volume=int(citation[1]) if citation else None,
        page=int(citation[2]) if citation else None,
        order=printed,
        official_number=official,
        subject=clean(title),
        paragraphs=tuple(
            Paragraph(part, squeeze(clean(line)))
            for name, part in FIELDS
            for line in text_in(row, name).replace(BULLET, "\n").splitlines()
            if line.strip()
        ),
    )


def text_in(row: Mapping[str, Any], name: str) -> str:
    """A text of the row; "" where it is null or left out."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def clean(words: str) -> str:
    """The words without the debris of typesetting: LaTeX quotes, "Anti- terrorism"."""
    return re.sub(r"(?<=[a-z])- (?=[a-z]{4,})(?!and\b|or\b)", "-", LATEX.sub('"', words))


def day_in(row: Mapping[str, Any], name: str, document: Document) -> date | None:
    """A day of the row; Drift where it is there and no day."""
    value = row.get(name)
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise drift(
            document.source, document.url, f"{name} to be a day", repr(value)[:40]
        ) from None


def agencies_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The agencies, the department first; an unknown one has only its raw name."""
    rows = [one for one in _listed(row, "agencies") if isinstance(one, dict)]
    names = [text_in(one, "name") or text_in(one, "raw_name") for one in rows]
    return tuple(dict.fromkeys(filter(None, names)))


def _kind(row: Mapping[str, Any], number: str, document: Document) -> Kind:
    said = field(row, "type", str, source=document.source, url=document.url).strip().lower()
    if said not in KINDS:
        expected = "type to be one of the Register's"
        raise drift(document.source, document.url, expected, repr(said)[:60])
    return KINDS[said]


def _listed(row: Mapping[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    return value if isinstance(value, list) else []


def _cfr(row: Mapping[str, Any]) -> str | None:
    rows = [one for one in _listed(row, "cfr_references") if isinstance(one, dict)]
    titles = {str(one["title"]) for one in rows if one.get("title")}
    parts = [str(one["part"]) for one in rows if one.get("part")]
    if len(titles) != 1:
        return None
    return f"{titles.pop()} CFR parts {', '.join(parts)}" if parts else f"{titles.pop()} CFR"


def _order(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    if number := row.get("executive_order_number"):
        return f"eo-{number}", f"Executive Order {number}"
    if number := row.get("proclamation_number"):
        return f"procl-{number}", f"Proclamation {number}"
    return None, None


def inspection_reading(row: Mapping[str, Any], document: Document) -> Reading:
    """A document on public inspection: known from the day it was filed, nothing read in it yet."""
    source, url = document.source, document.url
    number = normal_number(field(row, "document_number", str, source=source, url=url, empty=False))
    filed = _washington_day(row, document)
    agencies = agencies_of(row)
    names = [text_in(row, name) for name in ("subject_1", "subject_2", "subject_3")]
    title = clean(squeeze(text_in(row, "title") or " ".join(names)))
    if not title:
        raise drift(source, url, "a title of the document on inspection", "none")
    return Reading(
        instrument=instrument_id(number, agencies, None),
        published_on=filed,
        published_basis="filed",
        title=title,
        text=title,
        words="".join(plain(title).split()),
        lang="en",
        role="act",
        url=text_in(row, "html_url") or url,
        authority=authority(agencies),
        issuers=agencies,
        form=_form(row),
        official_number=number,
        aliases=(f"FR Doc. {number}",),
        filed_on=filed,
        issue_date=day_in(row, "publication_date", document),
    )


def _form(row: Mapping[str, Any]) -> str | None:
    return text_in(row, "type").strip().lower() or None


def _washington_day(row: Mapping[str, Any], document: Document) -> date:
    said = field(row, "filed_at", str, source=document.source, url=document.url, empty=False)
    try:
        moment = datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        expected = "filed_at to be a moment with its zone"
        raise drift(document.source, document.url, expected, repr(said)[:40])
    return moment.astimezone(WASHINGTON).date()
