"""American official texts, whatever form they come in: the one reader behind every US source.

The shape of the bytes decides: Federal Register XML (a document or a whole issue), an answer of its
API, its text form, or plain sentences. The eCFR and the lists of BIS show law as it stands and are
no acts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from events.errors import Drift
from scrapers.attachments import opened
from scrapers.bis_tables import denied_persons, looks_like_denied_persons
from scrapers.documents import Document, Reading, Unread
from scrapers.english.phrases import has_no_effect
from scrapers.english.sentences import plain, squeeze
from scrapers.expect import drift
from scrapers.federal_register.json import inspection_reading, is_inspection, parts_of_row, rows_of
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.reading import about_of, read_parts
from scrapers.federal_register.text import parts_of_text
from scrapers.federal_register.xml import DOCUMENTS, ISSUE, parts_in

ROOT = re.compile(rb"<([A-Za-z][\w.-]*)")
PROLOGUE = re.compile(rb"\A\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*", re.DOTALL)
# Text may begin with a bracket too: "[FR Doc. 2025-19001 …".
BROKEN_JSON = re.compile(rb"\{|\[\s*(?:[\[{\"\]]|\Z)")
ECFR = (
    b"DLPSTEXTCLASS",
    b"ECFR",
    b"ECFRBRWS",
    b"DIV1",
    b"DIV3",
    b"DIV5",
    b"DIV6",
    b"DIV8",
    b"DIV9",
)
HTML = (b"html", b"head", b"body", b"pre")
REGISTER = tuple(name.encode() for name in (*DOCUMENTS, *ISSUE))


def read_american(document: Document) -> list[Reading]:
    """Every document in these bytes, in order; SourceError where they are none that we know."""
    document = opened(document)
    if looks_like_denied_persons(document.body):
        return [_list_as_it_stands(document)]
    return _readings(document)


def _list_as_it_stands(document: Document) -> Reading:
    rows = list(denied_persons(document))
    held = sum(bool(row.held) for row in rows)
    told = f"{len(rows)} rows, {held} of them with a cell that cannot be right"
    return _not_an_act(document, f"Denied Persons List as it stands: {told}")


def _readings(document: Document) -> list[Reading]:
    body = document.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body:
        raise drift(document.source, document.url, "an official text", "nothing")
    if body[:1] in b"{[":
        if (answer := _json(body)) is not None:
            return list(_answers(answer, document))
        if BROKEN_JSON.match(body):
            raise drift(document.source, document.url, "JSON", "broken JSON")
    root = _root(body)
    if root is None and body[:2] in {b"<!", b"<?"}:
        raise drift(document.source, document.url, "XML without declarations of its own", "<!…")
    if root in REGISTER:
        about = about_of(document)
        readings = [read_parts(parts, document, about) for parts in _xml(document)]
        if len(readings) == 1 and not (readings[0].text or readings[0].instrument):
            raise drift(document.source, document.url, "the words of a document", "none")
        return readings
    if root in ECFR:
        return [_not_an_act(document, "Code of Federal Regulations as it stands (eCFR)")]
    if root is not None and root.lower() not in HTML:
        raise drift(document.source, document.url, "Federal Register XML", f"<{root.decode()}>")
    return [_text(document, root is not None)]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _root(body: bytes) -> bytes | None:
    """The name of the root element, if the bytes begin like XML or HTML."""
    prologue = PROLOGUE.match(body)
    found = ROOT.match(body, prologue.end() if prologue else 0)
    return found[1] if found else None


def _xml(document: Document) -> Iterator[Parts]:
    found = False
    for parts in parts_in(document.body, document.source, document.url):
        found = True
        yield parts
    if not found:
        raise drift(document.source, document.url, "at least 1 document", "0")


def _answers(answer: Any, document: Document) -> Iterator[Reading]:
    for row in rows_of(answer, document):
        if is_inspection(row):
            yield inspection_reading(row, document)
        else:
            yield read_parts(parts_of_row(row, document), document, row)


def _not_an_act(document: Document, title: str) -> Reading:
    return Reading(
        instrument=None,
        published_on=None,
        published_basis="unknown",
        title=title,
        text="",
        words="",
        lang="en",
        role="other",
        url=document.url,
    )


def _text(document: Document, tagged: bool) -> Reading:
    try:
        text = document.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _charset(document, error) from None
    if "\x00" in text:
        raise drift(document.source, document.url, "text", "zero bytes")
    parts = parts_of_text(text)
    if tagged and parts.kind == "other":
        expected = "the text form of a Federal Register document"
        raise drift(document.source, document.url, expected, squeeze(parts.text)[:60] or "no words")
    reading = read_parts(parts, document, about_of(document))
    told = reading.effects or reading.unread or reading.instrument
    if told or not reading.text or has_no_effect(plain(reading.text)):
        return reading
    first = reading.text.partition("\n")[0]
    return _asking(reading, first)


def _asking(reading: Reading, first: str) -> Reading:
    """A text in which nothing is known to us is not a text that does nothing."""
    asked = Unread(first, "expected words of law that we know, found none", (0, len(first)))
    return replace(reading, unread=(asked,))


def _charset(document: Document, error: UnicodeDecodeError) -> Drift:
    return drift(document.source, document.url, "UTF-8", f"a wrong byte at {error.start}")
