"""Answers as rows: the columns of a table, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.answers import Change, Measure, UpcomingAnswer

MEASURE_COLUMNS = (
    "id",
    "jurisdiction",
    "authority",
    "kind",
    "state",
    "reason",
    "since",
    "until",
    "by",
    "confirmed",
    "projected",
    "next_day",
    "next_state",
    "never_operated",
    "basis",
    "title",
    "instrument_title",
    "citation",
    "url",
)
CHANGE_COLUMNS = (
    "day",
    "measure",
    "change",
    "from",
    "to",
    "by",
    "why",
    "confirmed",
    "changes_at",
    "basis",
    "jurisdiction",
    "kind",
    "title",
    "citation",
    "url",
)
FORMULA = re.compile(r"[\s\x00\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
"""What a spreadsheet may take for the beginning of one, also after blanks that it passes over."""


def csv_lines(
    columns: Iterable[str], rows: Iterable[Mapping[str, Any]], end: str = "\r\n"
) -> Iterator[str]:
    """The same line by line; in a file lines end as spreadsheet programs write them."""
    names = list(columns)
    line = io.StringIO()
    writer = csv.writer(line, lineterminator=end)
    for cells in chain([names], ([cell(row.get(name)) for name in names] for row in rows)):
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell(True), cell(None)
    ("'=1+1", 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def measure_rows(measures: Iterable[Measure]) -> Iterator[dict[str, Any]]:
    """One row a measure; the citation is that of the act which decides its state."""
    for measure in measures:
        cited = measure.citations[0] if measure.citations else {}
        after = measure.next or {}
        yield {
            **{name: getattr(measure, name, None) for name in MEASURE_COLUMNS},
            "next_day": after.get("day"),
            "next_state": after.get("state"),
            "citation": _cited(cited),
            "url": cited.get("url"),
        }


def change_rows(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """One row a change."""
    for change in changes:
        cited = change.citation or {}
        yield {**change.as_dict(), "citation": _cited(cited), "url": cited.get("url")}


def coming_rows(answer: UpcomingAnswer) -> Iterator[dict[str, Any]]:
    """One row a return by lapse that nobody has confirmed, then one a scheduled change."""
    for one in answer.lapsed:
        cited = one.deciding_citation
        yield {
            **{name: getattr(one, name, None) for name in CHANGE_COLUMNS},
            **{"day": one.since, "measure": one.id, "change": "lapsed", "why": "law"},
            **{"from": "suspended", "to": one.state, "changes_at": None},
            **{"citation": _cited(cited), "url": cited.get("url")},
        }
    yield from change_rows(answer.changes)


def _cited(cited: Mapping[str, Any]) -> str:
    return " ".join(filter(None, [cited.get("instrument"), cited.get("provision")]))
