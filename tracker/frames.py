"""Answers as data frames: one row a measure, change, match, finding or hit, columns of one type.

Days are `datetime64`, states and kinds categories, yes and no booleans, lists stay lists. A day of
publication that is known to the month or year only stays text, like all of its column: a day is not
made up. What the answer says besides stands in `attrs`: question, receipt, notes, empty, counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracker.answers import Answer, Change, DiffAnswer, Measure, ShowAnswer, UpcomingAnswer
from tracker.asked import KINDS, STATES, UsageError
from tracker.check.answer import GROUPS, CheckAnswer, Finding
from tracker.extras import need
from tracker.parties.answer import ListedAnswer, Match
from tracker.search.answer import SearchAnswer
from tracker.tables import change_rows, measure_rows

if TYPE_CHECKING:
    from pandas import DataFrame  # type: ignore[import-untyped]

Row = dict[str, Any]
Columns = dict[str, Any]
DAY, FLAG, TEXT, NUMBER, COUNT, LIST = "day", "flag", "text", "number", "count", "list"
JURISDICTIONS = ("CN", "US")
BASES = ("analyst", "read", "confirmed")
SCOPE = ("items", "codes", "hs", "destinations", "origins", "parties")
MEASURE: Columns = {
    "id": TEXT,
    "instrument": TEXT,
    "jurisdiction": JURISDICTIONS,
    "authority": TEXT,
    "kind": KINDS,
    "state": STATES,
    "reason": TEXT,
    "since": DAY,
    "until": DAY,
    "by": TEXT,
    "confirmed": FLAG,
    "projected": FLAG,
    "next_day": DAY,
    "next_state": STATES,
    "never_operated": FLAG,
    "basis": BASES,
    "title": TEXT,
    "instrument_title": TEXT,
    "list": TEXT,
    "policy": TEXT,
    **dict.fromkeys(SCOPE, LIST),
    "pledges": LIST,
    "citation": TEXT,
    "published_on": TEXT,
    "url": TEXT,
}
CHANGE: Columns = {
    "day": DAY,
    "measure": TEXT,
    "change": TEXT,
    "from": STATES,
    "to": STATES,
    "by": TEXT,
    "why": ("law", "source", "reading", "parser"),
    "confirmed": FLAG,
    "changes_at": TEXT,
    "basis": BASES,
    "jurisdiction": JURISDICTIONS,
    "kind": KINDS,
    "title": TEXT,
    "citation": TEXT,
    "url": TEXT,
}
MATCH: Columns = {"score": NUMBER, "name": TEXT, "why": TEXT, "sort": TEXT, "does": TEXT, **MEASURE}
FINDING: Columns = {
    "group": GROUPS,
    "verdict": ("yes", "maybe"),
    "because": LIST,
    "missing": LIST,
    "conditions": LIST,
    "matched_name": TEXT,
    "matched_score": NUMBER,
    **MEASURE,
}
HIT: Columns = {
    "rank": COUNT,
    "kind": ("instrument", "measure", "party"),
    **dict.fromkeys(("id", "title", "title_zh", "instrument_title", "found_in", "snippet"), TEXT),
    "jurisdiction": JURISDICTIONS,
    "day": TEXT,
    "matches": LIST,
}
LIFE: Columns = {**MEASURE, "periods": LIST}


def frame_of(answer: Answer, of: str | None = None) -> DataFrame:
    """The rows of an answer; `of="measures"`: its measures, where those are not its usual rows.

    Raises UsageError for any other `of`, ConfigError where pandas is not installed.
    """
    if of not in (None, "measures"):
        raise UsageError(f"of: expected measures or nothing; found {of!r:.60}")
    columns, rows = _measures(answer) if of else _usual(answer)
    made = _framed(columns, list(rows))
    told = answer.as_dict()
    made.attrs = {name: told[name] for name in ("question", "receipt", "notes", "empty", "counts")}
    return made


def _usual(answer: Answer) -> tuple[Columns, Iterable[Row]]:
    match answer:
        case DiffAnswer() | UpcomingAnswer():
            return CHANGE, _change_rows(answer.changes)
        case ListedAnswer():
            return MATCH, map(_match_row, answer.matches)
        case CheckAnswer():
            found = ((group, one) for group in GROUPS for one in getattr(answer, group))
            return FINDING, (_finding_row(group, one) for group, one in found)
        case SearchAnswer():
            return HIT, (one.as_dict() for one in answer.hits)
        case ShowAnswer():
            lives = ({**_row(one.measure), "periods": one.periods} for one in answer.lives)
            return LIFE, lives
        case _:
            return _measures(answer)


def _measures(answer: Answer) -> tuple[Columns, Iterable[Row]]:
    return MEASURE, map(_row, answer.measures)


def _row(measure: Measure) -> Row:
    (plain,) = measure_rows([measure])
    return {
        **plain,
        "instrument": measure.instrument,
        "list": measure.on_list,
        "policy": measure.policy,
        **{name: list(measure.scope.get(name, ())) for name in SCOPE},
        "pledges": measure.pledges,
        "published_on": measure.deciding_citation["published_on"],
    }


def _change_rows(changes: Sequence[Change]) -> Iterator[Row]:
    yield from change_rows(changes)


def _match_row(one: Match) -> Row:
    told = {name: getattr(one, name) for name in ("score", "name", "why", "sort", "does")}
    return {**_row(one.measure), **told}


def _finding_row(group: str, one: Finding) -> Row:
    matched = one.matched or {}
    return {
        **_row(one.measure),
        "group": group,
        "verdict": one.verdict,
        **{name: list(getattr(one, name)) for name in ("because", "missing", "conditions")},
        "matched_name": matched.get("name"),
        "matched_score": matched.get("score"),
    }


def _framed(columns: Columns, rows: Sequence[Mapping[str, Any]]) -> DataFrame:
    pandas = need("pandas", "notebook", "to_pandas")
    made = {
        name: _column(pandas, kind, [row[name] for row in rows]) for name, kind in columns.items()
    }
    framed: DataFrame = pandas.DataFrame(made)
    return framed


def _column(pandas: Any, kind: Any, values: list[Any]) -> Any:
    if isinstance(kind, tuple):
        return pandas.Categorical(values, categories=list(kind))
    makers: dict[str, Callable[[list[Any]], Any]] = {
        DAY: _days,
        FLAG: lambda given: pandas.array(given, dtype=bool),
        TEXT: lambda given: pandas.array(given, dtype="string"),
        NUMBER: lambda given: pandas.array(given, dtype="float64"),
        COUNT: lambda given: pandas.array(given, dtype="int64"),
        LIST: lambda given: pandas.Series(given, dtype=object),
    }
    return makers[kind](values)


def _days(values: list[Any]) -> Any:
    """Exact days, of any year: seconds reach farther than the usual nanoseconds."""
    import numpy

    return numpy.array([value or "NaT" for value in values], "datetime64[s]")
