"""An answer as rows of text: CSV, JSON, and JSON with one line a row.

In a file of lines the first has the answer without its rows (under `about`, with how many rows of
each sort follow); each other line is one row under the name of the list it stands in. Put together
again they are the answer as JSON has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tracker.ask import rows_of
from tracker.files.told import Told
from tracker.tables import csv_lines

LISTS = (
    *("measures", "changes", "lapsed", "matches", "hits"),
    *("applies", "may_apply", "not_now", "reliefs"),
)


def write(told: Told, form: str) -> bytes:
    """The answer as `csv`, `json` or `jsonl`."""
    if form == "csv":
        # The mark at the head is for the spreadsheet programs that need it to see Chinese.
        return "".join(csv_lines(*rows_of(told.answer))).encode("utf-8-sig")
    if form == "json":
        return (_json(told.answer.as_dict()) + "\n").encode()
    return "".join(f"{_json(line)}\n" for line in lines(told)).encode()


def lines(told: Told) -> Iterator[dict[str, Any]]:
    """What it is about, then one object a row, each under the name of its list."""
    answer = told.answer.as_dict()
    rows = {name: answer.pop(name) for name in LISTS if name in answer}
    counts = {name: len(found) for name, found in rows.items()}
    yield {
        "about": answer | {"receipt_id": told.receipt.id, "cite_as": told.citation, "rows": counts}
    }
    for name, found in rows.items():
        for row in found:
            yield {name: row}


def answer_of(lines: Iterable[str]) -> dict[str, Any]:
    """The answer that a file of lines holds, as JSON has it; ValueError where lines are missing."""
    told = [json.loads(line) for line in lines]
    about = dict(told[0]["about"])
    counts = about.pop("rows")
    answer = {name: value for name, value in about.items() if name not in ("receipt_id", "cite_as")}
    for name, count in counts.items():
        answer[name] = [line[name] for line in told[1:] if name in line]
        if len(answer[name]) != count:
            raise ValueError(f"{name}: expected {count} lines, found {len(answer[name])}")
    return answer


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
