"""The American sites: the Federal Register's API and texts, govinfo's copies, the eCFR, and the
Consolidated Screening List.

Documents with [INVENTED] in the title, numbered 2026-90001 and above, never happened
(`america_invented`); the others carry the facts of the curated history in words of our own
(`america_texts`). The API behaves as the real one does, its traps included: a misspelt condition is
ignored, a page too far is page one, a count stops at ten thousand, "results" does not come where
nothing matches. The index is filled up with surveys and quotas, which nobody opens.

Beside the traps of every path (`server`), these bite in the answers of the API: block_page (a
request for access instead, with status 200), unfiltered, wrong_total (one more than there are),
no_effective_on (null in every row), repeats_a_row, all_or_twenty (never more than twenty rows).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.replica.america_csl import PATH, ScreeningFile
from tests.replica.america_ecfr import STAYED, Code, told
from tests.replica.america_invented import INSPECTED, INVENTED, filling
from tests.replica.america_pages import (
    DEFAULT_FIELDS,
    feed,
    filing,
    govinfo,
    path_of,
    row,
    xml,
)
from tests.replica.america_texts import AGENCIES, KNOWN, Text
from tests.replica.server import MISSING, Replica, Request, Response, page

FR, GOVINFO, ECFR = "www.federalregister.gov", "www.govinfo.gov", "www.ecfr.gov"
TRADE = "data.trade.gov"
API = "/api/v1"
TEXTS: tuple[Text, ...] = (*KNOWN, *INVENTED)
CODES = {
    "RULE": "Rule",
    "PRORULE": "Proposed Rule",
    "NOTICE": "Notice",
    "PRESDOCU": "Presidential Document",
    "CORRECT": "Correction",
}
CONDITIONS = (
    "term",
    "publication_date",
    "effective_date",
    "signing_date",
    "agencies",
    "type",
    "docket_id",
    "regulation_id_number",
    "cfr",
    "correction",
    "citing_document_numbers",
    "document_numbers",
)
SLUGS = frozenset(one.slug for agencies in AGENCIES.values() for one in agencies)
MOST = 10_000
BLOCK = (
    "<html><head><title>Federal Register :: Request Access</title></head><body>"
    "<h1>Request Access</h1><p>Due to aggressive automated scraping of FederalRegister.gov and "
    "eCFR.gov, programmatic access to these sites is limited.</p>"
    '<form action="https://unblock.federalregister.gov"><input name="captcha"></form></body></html>'
)


class Refusal(ValueError):
    """A request that the API answers with status 400."""


@dataclass(frozen=True)
class Asked:
    """A search, as the API understands it."""

    agencies: tuple[str, ...]
    types: tuple[str, ...]
    numbers: tuple[str, ...]
    first: str
    last: str
    order: str
    fields: tuple[str, ...]
    per_page: int
    page: int

    def finds(self, record: dict[str, Any]) -> bool:
        slugs = {one.get("slug") for one in record["agencies"]}
        return (
            (not self.agencies or bool(slugs.intersection(self.agencies)))
            and (not self.types or record["type"] in self.types)
            and (not self.numbers or record["document_number"] in self.numbers)
            and self.first <= record["publication_date"] <= self.last
        )


class America:
    """What the sites hold: rows that a test may change while the replica runs."""

    def __init__(self, today: date, fillers: int) -> None:
        self.today = today
        self.texts = {text.number: text for text in TEXTS if text.day <= today}
        self.rows = [row(text) for text in (*self.texts.values(), *filling(fillers))]
        self.inspected = [filing(text) for text in INSPECTED if text.filed_on <= today]
        self.code = Code(today)
        self.listed = ScreeningFile()
        self.before_answer: Callable[[Request], None] = lambda _: None

    def search(self, request: Request) -> Response:
        """documents.json"""
        self.before_answer(request)
        if "block_page" in request.traps:
            return page(BLOCK)
        try:
            asked = understood(request.pairs)
        except Refusal as refused:
            return told({"errors": {"search": str(refused)}}, 400)
        found = [one for one in self.rows if asked.finds(one) or "unfiltered" in request.traps]
        found.sort(key=lambda one: str(one["publication_date"]), reverse=asked.order == "newest")
        return told(envelope(found, asked, request.traps))

    def documents(self, request: Request) -> Response:
        """documents/{n}.json, or several numbers with commas between them."""
        numbers = request.path.rsplit("/", 1)[1].removesuffix(".json").split(",")
        found = [one for one in self.rows if one["document_number"] in numbers]
        if len(numbers) == 1:
            missing = {"status": 404, "message": "Record Not Found"}
            return told(found[0]) if found else told(missing, 404)
        answer: dict[str, Any] = {"count": len(found), "results": found}
        known = {one["document_number"] for one in found}
        if lost := [number for number in numbers if number not in known]:
            answer["errors"] = {"not_found": lost}
        return told(answer)

    def feed(self, request: Request) -> Response:
        """documents.rss: the newest, at most two hundred, of the last thirty days."""
        if "block_page" in request.traps:
            return page(BLOCK)
        asked = understood(request.pairs)
        numbers = [one["document_number"] for one in self.rows if asked.finds(one)]
        texts = [self.texts[number] for number in numbers if number in self.texts]
        newest = sorted(
            (text for text in texts if (self.today - text.day).days <= 30),
            key=lambda text: text.day,
            reverse=True,
        )
        return Response(200, feed(newest[:200]), {"Content-Type": "application/rss+xml"})

    def inspection(self, request: Request) -> Response:
        """public-inspection-documents/current.json"""
        if "block_page" in request.traps:
            return page(BLOCK)
        names = [value for name, value in request.pairs if name == "fields[]"]
        shown = [{name: one[name] for name in names or one} for one in self.inspected]
        return told({"count": len(shown), "results": shown})

    def full_text(self, request: Request) -> Response:
        text = self.texts.get(request.path.rsplit("/", 1)[1].removesuffix(".xml"))
        if text is None or not text.processed or path_of(text) not in request.path:
            return page(MISSING, 404)
        return Response(200, xml(text), {"Content-Type": "text/xml"})

    def copy(self, request: Request) -> Response:
        text = self.texts.get(request.path.rsplit("/", 1)[1].removesuffix(".htm"))
        if text is None or not text.copied or f"FR-{text.day}" not in request.path:
            return page(MISSING, 404)
        return Response(200, govinfo(text))


def understood(pairs: list[tuple[str, str]]) -> Asked:
    """The search in a query; a name that the API does not know is refused or ignored."""
    conditions = [(name, value) for name, value in pairs if name.startswith("conditions[")]
    for name, _ in conditions:
        if name.split("[")[1].rstrip("]") not in CONDITIONS:
            raise Refusal(f"{name} is not a valid condition")
    fields = values(pairs, "fields[]") or DEFAULT_FIELDS
    for name in fields:
        if name not in row(KNOWN[0]):
            raise Refusal(f"field '{name}' not valid")
    agencies = values(conditions, "conditions[agencies][]")
    if unknown := [slug for slug in agencies if slug not in SLUGS]:
        raise Refusal(f"agency {unknown[0]} is not known")
    per_page = number(pairs, "per_page", 20)
    per_page = per_page if 1 < per_page <= 2_000 else 20
    at = number(pairs, "page", 1)
    return Asked(
        agencies,
        tuple(CODES[code] for code in values(conditions, "conditions[type][]")),
        values(conditions, "conditions[document_numbers][]"),
        bound(conditions, "gte", ""),
        bound(conditions, "lte", "9999"),
        dict(pairs).get("order", "relevance"),
        fields,
        per_page,
        at if at <= 50 and at * per_page <= MOST else 1,
    )


def values(pairs: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in pairs if key == name)


def number(pairs: list[tuple[str, str]], name: str, default: int) -> int:
    written = dict(pairs).get(name, "")
    return int(written) if written.isdecimal() else default


def bound(conditions: list[tuple[str, str]], name: str, default: str) -> str:
    found = dict(conditions)
    exact = found.get("conditions[publication_date][is]")
    return exact or found.get(f"conditions[publication_date][{name}]", default)


def envelope(found: list[dict[str, Any]], asked: Asked, traps: frozenset[str]) -> dict[str, Any]:
    """One page of what was found."""
    per_page = 20 if "all_or_twenty" in traps else asked.per_page
    shown = found[(asked.page - 1) * per_page : asked.page * per_page]
    count = min(len(found), MOST) + ("wrong_total" in traps)
    answer: dict[str, Any] = {"count": count, "description": "Documents of a sample search"}
    if not found:
        return answer
    if "repeats_a_row" in traps and len(shown) > 1:
        shown = [shown[0], *shown[:-1]]
    rows = [{name: one.get(name) for name in asked.fields} for one in shown]
    if "no_effective_on" in traps:
        rows = [{**one, "effective_on": None} for one in rows]
    pages = -(-count // per_page)
    return {**answer, "total_pages": pages, "results": rows}


def install(replica: Replica, *, today: date = date(2026, 11, 24), fillers: int = 400) -> America:
    """Put the sites into a replica, as they stand on a day, filled up with so many rows."""
    america = America(today, fillers)
    replica.add(FR, rf"{API}/documents/[^/]+\.json", america.documents)
    replica.add(FR, f"{API}/documents.json", america.search)
    replica.add(FR, f"{API}/documents.rss", america.feed)
    replica.add(FR, f"{API}/public-inspection-documents/current.json", america.inspection)
    replica.add(FR, r"/documents/full_text/xml/.+\.xml", america.full_text)
    replica.add(GOVINFO, r"/content/pkg/FR-[\d-]+/html/.+\.htm", america.copy)
    replica.add(ECFR, "/api/versioner/v1/titles.json", america.code.titles)
    replica.add(ECFR, "/api/versioner/v1/versions/title-15.json", america.code.content_versions)
    replica.add(TRADE, PATH, america.listed.answer)
    stayed = Response(200, STAYED.encode(), {"Content-Type": "application/xml"})
    replica.add(ECFR, r"/api/versioner/v1/full/.+/title-15.xml", lambda _: stayed)
    return america
