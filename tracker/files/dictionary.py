"""The data dictionary: what every table, column, answer and fact means, written from the code."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from events import facts
from tracker.answers import (
    Answer,
    Change,
    DiffAnswer,
    Horizon,
    LifeAnswer,
    Measure,
    ShowAnswer,
    UpcomingAnswer,
)
from tracker.ask import VERBS
from tracker.check.answer import CheckAnswer, Finding
from tracker.check.rows import COLUMNS as FINDING_COLUMNS
from tracker.files.columns import meaning
from tracker.files.dataset_tables import TABLES
from tracker.parties.answer import ListedAnswer, Match
from tracker.parties.rows import COLUMNS as MATCH_COLUMNS
from tracker.search.answer import Hit, SearchAnswer
from tracker.search.rows import COLUMNS as HIT_COLUMNS
from tracker.tables import CHANGE_COLUMNS, MEASURE_COLUMNS

ANSWERS: tuple[type, ...] = (
    *(Answer, DiffAnswer, ShowAnswer, UpcomingAnswer, ListedAnswer, CheckAnswer),
    *(SearchAnswer, Measure, Change, LifeAnswer, Match, Finding, Hit, Horizon),
)
COLUMNS = {
    **dict.fromkeys(("on", "show"), MEASURE_COLUMNS),
    **dict.fromkeys(("diff", "upcoming"), CHANGE_COLUMNS),
    "listed": MATCH_COLUMNS,
    "check": FINDING_COLUMNS,
    "search": HIT_COLUMNS,
}
VALUES = (facts.Citation, facts.Scope, facts.Threshold, facts.Party)


def dictionary() -> str:
    """The whole of it, in Markdown."""
    return "\n".join([*_tables(), *_rows(), *_answers(), *_facts()]) + "\n"


def _tables() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Days are ISO text, both ends included, in the calendar of whoever printed them."
    yield "An empty cell means that nothing is on file, never that there is nothing."
    yield ""
    yield "## Tables of `tracker.db`"
    for table in TABLES:
        yield from ("", f"### {table.name}", "", table.meaning, "")
        yield from _head("column", "type", "meaning")
        for one in table.columns:
            yield _cells(f"`{one.name}`", one.declared.split(" REFERENCES")[0], _linked(one))


def _linked(column: Any) -> str:
    _, _, other = column.declared.partition("REFERENCES ")
    return f"{column.meaning} → `{other}`" if other else column.meaning


def _rows() -> Iterator[str]:
    yield from ("", "## Rows of answers (CSV, XLSX, Parquet)")
    for verb, columns in COLUMNS.items():
        yield from ("", f"### `{verb}`", "", f"{VERBS[verb].title}.", "")
        yield from _head("column", "meaning")
        yield from (_cells(f"`{name}`", meaning(verb, name)) for name in columns)


def _answers() -> Iterator[str]:
    yield from ("", "## Answers (JSON, JSONL)")
    for kind in ANSWERS:
        yield from ("", f"### {kind.__name__}", "", _told(kind), "")
        yield from _head("field", "type")
        for field in dataclasses.fields(kind):
            if not field.name.startswith("_"):
                yield _cells(f"`{field.name}`", f"`{field.type}`")


def _facts() -> Iterator[str]:
    yield from ("", "## Facts of the ledger")
    for kind in (*get_args(get_args(facts.Fact)[0]), *VALUES):
        yield from ("", f"### {kind.__name__}", "", _told(kind), "")
        yield from _head("field", "type", "default")
        yield from _fields(kind)


def _fields(kind: type[BaseModel]) -> Iterator[str]:
    types: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        types |= getattr(one, "__annotations__", {})  # as they are written: by their names
    for name, field in kind.model_fields.items():
        default = "required" if field.is_required() else f"`{field.default!r}`"
        yield _cells(f"`{name}`", f"`{types[name]}`", default)


def _told(kind: type) -> str:
    return " ".join((inspect.getdoc(kind) or "").split())


def _head(*names: str) -> Iterator[str]:
    yield _cells(*names)
    yield "|" + " --- |" * len(names)


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
