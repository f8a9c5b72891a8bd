"""An answer as Parquet: days are days, yes and no are that, and the file says what was asked."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from tracker.ask import rows_of
from tracker.files.columns import meaning
from tracker.files.told import Told

DAYS = frozenset({"since", "until", "next_day"})  # always whole days; others may be partial
TYPES = {
    **dict.fromkeys(DAYS, pa.date32()),
    **dict.fromkeys(("confirmed", "projected", "never_operated"), pa.bool_()),
    "score": pa.float64(),
    "rank": pa.int64(),
}


def write(told: Told, _: str) -> bytes:
    """The rows, a type for each column; question, receipt and limits are the file's metadata."""
    columns, rows = rows_of(told.answer)
    verb = told.receipt.verb
    types = TYPES | ({"day": pa.date32()} if verb in ("diff", "upcoming") else {})
    fields = [
        pa.field(name, types.get(name, pa.string()), metadata={"description": meaning(verb, name)})
        for name in columns
    ]
    about = {name.replace(" ", "_"): words for name, words in told.about.items()}
    about["asked"] = json.dumps(told.answer.question, ensure_ascii=False)
    schema = pa.schema(fields, metadata=about)
    table = pa.Table.from_pylist([_typed(types, columns, row) for row in rows], schema=schema)
    body = io.BytesIO()
    pq.write_table(table, body)
    return body.getvalue()


def _typed(
    types: Mapping[str, Any], columns: Iterable[str], row: Mapping[str, Any]
) -> dict[str, Any]:
    return {name: _value(types.get(name), row.get(name)) for name in columns}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if kind == pa.date32():
        return date.fromisoformat(value)
    if kind is not None:
        return value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
