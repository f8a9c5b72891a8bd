"""The two layouts of the list, CSV and JSON, judged strictly: records by column, every one.

A column that is missing, new, renamed or moved is Drift that names it and the file. The JSON file
is an object whose "results" are objects; there a list joins what the CSV joins in one cell, and an
address is an object of its parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from events.errors import Blocked, Incomplete
from scrapers.documents import Document
from scrapers.expect import drift, field
from scrapers.tables import decoded
from scrapers.tables import rows as table_rows

COLUMNS = (
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "title",
    "addresses",
    "federal_register_notice",
    "start_date",
    "end_date",
    "standard_order",
    "license_requirement",
    "license_policy",
    "call_sign",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_flag",
    "vessel_owner",
    "remarks",
    "source_list_url",
    "alt_names",
    "citizenships",
    "dates_of_birth",
    "nationalities",
    "places_of_birth",
    "source_information_url",
    "ids",
)
BEFORE_IDS = COLUMNS[1:]  # the files of 2019
ADDRESS = ("address", "city", "state", "postal_code", "country")
KEYS = frozenset({*COLUMNS, "id", "country"})
ALWAYS = ("source", "name", "addresses")
OF_ACTS = ("federal_register_notice", "start_date")
OURS = "Bureau of Industry"
SCARCE = 1_000  # bytes that are shown to tell a page from a table

Record = dict[str, str]


def records(document: Document) -> Iterator[Record]:
    """The records of a file in either layout; its shape is judged before the first is asked."""
    head = document.body[:SCARCE].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise Incomplete(
            document.source,
            document.url,
            expected="a table",
            found="an empty file",
            next_step="try again later",
        )
    if head[:1] == b"<":
        raise Blocked(
            document.source,
            document.url,
            expected="a table",
            found=f"a page instead: {head[:60].decode('ascii', 'replace')!r}",
            next_step="wait; open it in a browser by hand",
        )
    return _json(document) if head[:1] in b"{[" else _csv(document)


# -- CSV ------------------------------------------------------------------------------------------


def _csv(document: Document) -> Iterator[Record]:
    if document.body[-1:] not in (b"\n", b"\r", b'"'):
        raise _cut(document, "a last line that does not end")
    first = document.body[:SCARCE].partition(b"\n")[0]
    columns = COLUMNS if b"_id" in first else BEFORE_IDS
    return table_rows(
        document.body, columns=columns, delimiter=",", source=document.source, url=document.url
    )


def _cut(document: Document, found: str) -> Incomplete:
    return Incomplete(
        document.source,
        document.url,
        expected="a whole file",
        found=found,
        next_step="try again later",
    )


# -- JSON -----------------------------------------------------------------------------------------


def _json(document: Document) -> Iterator[Record]:
    text = decoded(document.body, "utf-8", source=document.source, url=document.url)
    try:
        answer = json.loads(text)
    except RecursionError as error:
        raise drift(document.source, document.url, "JSON", "nested beyond reason") from error
    except ValueError as error:
        raise _cut(document, f"JSON that is none ({error})") from error
    told = {"source": document.source, "url": document.url}
    results = field(answer, "results", list, **told, empty=False)
    total = answer.get("total", len(results))
    if total != len(results):
        raise _cut(document, f"{len(results)} results, where 'total' says {total!r}")
    return (_flat(record, number, document) for number, record in enumerate(results, 1))


def _flat(record: Any, number: int, document: Document) -> Record:
    """One object as the CSV prints it."""
    if not isinstance(record, dict):
        found = f"{type(record).__name__} as result {number}"
        raise drift(document.source, document.url, "objects in 'results'", found)
    if strange := [repr(name) for name in record if name not in KEYS]:
        found = f"with {', '.join(strange[:12])} in result {number}"
        raise drift(document.source, document.url, f"the keys {', '.join(COLUMNS)}", found)
    label = _cell("source", record.get("source"), number, document)
    _complete(record, label, number, document)
    if label and OURS not in label:
        return {**dict.fromkeys(BEFORE_IDS, ""), "source": label}  # only counted
    return {name: _cell(name, record.get(name), number, document) for name in BEFORE_IDS}


def _complete(record: dict[str, Any], label: str, number: int, document: Document) -> None:
    """A key that is not there at all was renamed or dropped; an empty one is null or empty."""
    wanted: tuple[str, ...] = ALWAYS
    if OURS in label and "(UVL)" not in label:
        wanted += OF_ACTS + (("end_date",) if "(DPL)" in label else ())
    if missing := [repr(name) for name in wanted if name not in record]:
        found = f"without {', '.join(missing)} in result {number}"
        raise drift(document.source, document.url, f"the keys {', '.join(COLUMNS)}", found)


def _cell(name: str, value: Any, number: int, document: Document) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list():
            return "; ".join(filter(None, (_part(name, one, number, document) for one in value)))
    raise _wrong(name, value, number, document)


def _part(name: str, value: Any, number: int, document: Document) -> str:
    if isinstance(value, str):
        return value
    if name == "addresses" and isinstance(value, dict) and set(value) <= set(ADDRESS):
        parts = [value.get(part) for part in ADDRESS]
        if all(part is None or isinstance(part, str) for part in parts):
            return ", ".join(part for part in parts if part)
    if name == "ids" and isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part)
    raise _wrong(name, value, number, document)


def _wrong(name: str, value: Any, number: int, document: Document) -> Exception:
    expected = f"text, or a list of texts (of address parts in 'addresses'), in {name!r}"
    found = f"{type(value).__name__} {str(value)[:60]!r} in result {number}"
    return drift(document.source, document.url, expected, found)
