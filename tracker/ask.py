"""A question by its verb and plain words: what pages, the API, MCP, files and receipts share.

A web form, a program and a receipt all give text. Here each name becomes an argument of the
question it belongs to, so that one question has one answer whichever way it came. Names are those
of the interface contract: `from` and `list`, where Python says `from_` and `on_list`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from tracker.asked import UsageError, did_you_mean, nearest
from tracker.question import FILTERS
from tracker.tables import (
    CHANGE_COLUMNS,
    MEASURE_COLUMNS,
    change_rows,
    coming_rows,
    measure_rows,
)

if TYPE_CHECKING:
    from tracker.answers import Answer
    from tracker.queries import Timeline

Given = Mapping[str, str | list[str]]
Row = dict[str, Any]
PAST = ("known", "recorded")
PAGE = ("limit", "after")
PYTHON = {"from": "from_", "list": "on_list"}
NEEDED = {"listed": ("name",), "search": ("words",)}  # beside what stands in the address
MANY = ("state", "end_use")  # may be given more than once
FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True)
class Verb:
    """One question: the names that stand in its address, and those that may follow.

    `place` is where its pages live; `title` says what it answers, in the reader's words.
    """

    name: str
    title: str
    place: str
    path: tuple[str, ...]
    query: tuple[str, ...]
    ask: Callable[..., Answer]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.path, *self.query)


def _on(timeline: Timeline, day: str, **given: Any) -> Answer:
    return timeline.on(day, **given)


def _diff(timeline: Timeline, a: str, b: str, **given: Any) -> Answer:
    return timeline.diff(a, b, **given)


def _show(timeline: Timeline, id: str, **given: Any) -> Answer:
    return timeline.show(id, **given)


def _upcoming(timeline: Timeline, **given: Any) -> Answer:
    return timeline.upcoming(**given)


def _listed(timeline: Timeline, name: str, **given: Any) -> Answer:
    return timeline.listed(name, **given)


def _check(timeline: Timeline, **given: Any) -> Answer:
    return timeline.check(**given)


def _search(timeline: Timeline, words: str, **given: Any) -> Answer:
    return timeline.search(words, **given)


CASE = ("item", "code", "hs", "from", "to", "party", "end_use", "content", "us_content")
VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "on",
            "What applied on a day",
            "/on",
            ("day",),
            (*PAST, "state", "parts", *PAGE, *FILTERS),
            _on,
        ),
        Verb(
            "diff",
            "What changed between two days",
            "/diff",
            ("a", "b"),
            (*PAST, "parts", *PAGE, *FILTERS),
            _diff,
        ),
        Verb(
            "show",
            "The whole life of a text or a measure",
            "",
            ("id",),
            ("on", *PAST, "parts"),
            _show,
        ),
        Verb(
            "upcoming",
            "What comes next",
            "/upcoming",
            (),
            ("days", *PAST, "parts", *PAGE, *FILTERS),
            _upcoming,
        ),
        Verb(
            "listed",
            "Who is listed under a name",
            "/parties",
            (),
            ("name", "on", *PAST, "jurisdiction", "list", "limit"),
            _listed,
        ),
        Verb("check", "What applies to a shipment", "/check", (), (*CASE, "on", *PAST), _check),
        Verb(
            "search",
            "What is on file with these words",
            "/search",
            (),
            ("words", "recorded", *PAGE),
            _search,
        ),
    )
}


def verb_of(name: str) -> Verb:
    """A verb by its name; UsageError for anything else."""
    if name not in VERBS:
        raise UsageError(f"verb: expected {', '.join(VERBS)}; found {name!r:.60}")
    return VERBS[name]


def ask(timeline: Timeline, verb: str, given: Given) -> Answer:
    """The answer to a question told in words; UsageError names the word that is none."""
    known = verb_of(verb)
    told = dict(_typed(known, given))
    for name in (*known.path, *NEEDED.get(verb, ())):
        if name not in told:
            raise UsageError(f"{name}: expected a value, found none")
    return known.ask(timeline, **told)


def _typed(verb: Verb, given: Given) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if name not in verb.names:
            raise UsageError(
                f"parameter: {name!r:.60} is none of this question; expected"
                f" {', '.join(verb.names)}{did_you_mean(nearest(name, verb.names))}"
            )
        values = [value] if isinstance(value, str) else list(value)
        if name in MANY:
            yield name, [part for one in values for part in one.split(",")]
            continue
        if len(values) != 1:
            raise UsageError(f"{name}: expected once, found {len(values)} times")
        yield PYTHON.get(name, name), _value(name, values[0])


def _value(name: str, text: str) -> Any:
    if name == "parts":
        if text.casefold() not in FLAGS:
            raise UsageError(f"parts: expected true or false; found {text!r:.60}")
        return FLAGS[text.casefold()]
    if name in ("days", "limit"):
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise UsageError(f"{name}: expected a whole number; found {text!r:.60}")
        return int(text)
    if name == "recorded" and text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text)  # a position of the ledger
    return text


def address(verb: str, given: Given, form: str = "") -> str:
    """The page of a question, below the server's base; `form` is "", ".json", ".csv" …

    >>> address("on", {"day": "before:madrid", "item": "镓"}, ".json")
    '/on/before:madrid.json?item=%E9%95%93'
    >>> address("show", {"id": "mofcom-2025-61/i-1"})
    '/measures/mofcom-2025-61/i-1'
    """
    known = verb_of(verb)
    parts = [quote(str(given[name]), safe=":") for name in known.path]
    if verb == "show":
        id = str(given["id"])
        place = f"/{'measures' if '/' in id else 'instruments'}/{quote(id, safe='/')}"
    else:
        place = "/".join([known.place, *parts])
    rest = [(name, value) for name in known.query if (value := given.get(name)) not in (None, "")]
    query = urlencode([(name, one) for name, value in rest for one in _each(value)])
    return f"{place}{form}{'?' if query else ''}{query}"


def _each(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def given_of(question: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The words that ask a question again, from the question an answer repeats.

    Days are those it was understood to ask about: `today` has become a day. A moment that fell on
    two days is told by each of them, which no question can ask; it keeps neither.
    """
    verb = str(question["verb"])
    told: dict[str, Any] = {**question.get("filters", {})}
    told |= {
        name: question.get(name) for name in (*PAST, *PAGE, "on", "id", "name", "list", "words")
    }
    match verb:
        case "on":
            told["day"] = told.pop("on")
            told["state"] = question["state"]
        case "diff":
            told |= {"a": question["from"], "b": question["to"]}
        case "upcoming":
            told["days"] = str(question["days"])
        case "check":
            told |= _case(question["case"])
    if question.get("parts") and "parts" in VERBS[verb].names:
        told["parts"] = "true"
    return {
        name: value if isinstance(value, list) else str(value)
        for name, value in told.items()
        if value not in (None, "", [])
        and not isinstance(value, Mapping)
        and name in VERBS[verb].names
    }


def _case(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: case.get(name) for name in ("item", "hs", "from", "to", "party")},
        "code": _code(case.get("codes") or ()),
        "end_use": list(case.get("end_uses") or ()),
        "content": case.get("cn_content"),
        "us_content": case.get("us_content"),
    }


def _code(codes: Iterable[str]) -> str | None:
    """A code as it may be asked for again: one that is both regimes' names neither."""
    told = list(codes)
    return told[0] if len(told) == 1 else next((one.partition(":")[2] for one in told), None)


def rows_of(answer: Answer) -> tuple[tuple[str, ...], Iterable[Row]]:
    """An answer as a table: its columns and its rows, as CSV and spreadsheets show it."""
    verb = str(answer.question["verb"])
    if verb == "diff":
        return CHANGE_COLUMNS, change_rows(answer.changes)  # type: ignore[attr-defined]
    if verb == "upcoming":
        return CHANGE_COLUMNS, coming_rows(answer)  # type: ignore[arg-type]
    if verb == "listed":
        from tracker.parties.rows import COLUMNS, match_rows

        return COLUMNS, match_rows(answer)  # type: ignore[arg-type]
    if verb == "check":
        from tracker.check.rows import COLUMNS as FOUND
        from tracker.check.rows import finding_rows

        return FOUND, finding_rows(answer)  # type: ignore[arg-type]
    if verb == "search":
        from tracker.search.rows import COLUMNS as HITS
        from tracker.search.rows import hit_rows

        return HITS, hit_rows(answer)  # type: ignore[arg-type]
    return MEASURE_COLUMNS, measure_rows(answer.measures)
