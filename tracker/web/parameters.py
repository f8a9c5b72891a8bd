"""What the address of a question may tell: each name with its meaning, form and an example."""

from __future__ import annotations

from typing import Any, get_args

from events.values import EndUse, Jurisdiction, ListName
from tracker.ask import FLAGS, MANY, NEEDED, VERBS
from tracker.asked import ACCEPTED, KINDS, STATES

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
WHOLE: Schema = {"type": "integer", "minimum": 1, "maximum": 10_000}
DATE = f"A day as each authority counts it: {ACCEPTED}."


def closed(words: tuple[str, ...]) -> Schema:
    """A value of a closed set; anything else is refused."""
    return {"type": "string", "enum": list(words)}


def several(words: tuple[str, ...]) -> Schema:
    """Values of a closed set, one or more."""
    return {"type": "array", "items": closed(words), "minItems": 1}


PARAMETERS: dict[str, tuple[str, Schema, Any]] = {
    "day": (DATE, TEXT, "2025-11-09"),
    "a": (f"The day before the span begins. {DATE}", TEXT, "before:madrid"),
    "b": (f"The last day of the span. {DATE}", TEXT, "after:mofcom-2025-61"),
    "id": (
        "An instrument or a measure: its id, or any official number of an instrument.",
        TEXT,
        "mofcom-2025-61/i-1",
    ),
    "on": (DATE, TEXT, "2025-05-20"),
    "known": ("Only texts published by this day count: no hindsight.", TEXT, "2025-10-20"),
    "recorded": (
        "Only entries recorded by then count: a day, an instant in UTC, or a ledger position.",
        TEXT,
        "2026-11-26",
    ),
    "state": ("The states wanted; in force unless told.", several((*STATES, "all")), ["all"]),
    "parts": (
        "Listed parties one by one instead of the provision that lists them.",
        closed(tuple(FLAGS)),
        "true",
    ),
    "limit": ("At most so many on a page.", WHOLE, 50),
    "after": ("Go on after this key, the `more` of the page before.", TEXT, None),
    "jurisdiction": ("Whose law.", closed(get_args(Jurisdiction)), "CN"),
    "authority": ("The first issuer by its short name.", TEXT, "MOFCOM"),
    "kind": ("What a measure does.", closed(KINDS), "control"),
    "instrument": ("Only the measures of this text.", TEXT, "mofcom-2025-61"),
    "measure": ("Only this measure.", TEXT, "mofcom-2025-61/i-1"),
    "item": ("Goods in words, English or Chinese.", TEXT, "镓"),
    "code": ("A Chinese control code or an ECCN.", TEXT, "3A001"),
    "hs": ("A customs code.", TEXT, "8112"),
    "to": ("Where the goods go, as an ISO country code.", TEXT, "US"),
    "from": ("Where the goods are, as an ISO country code.", TEXT, "CN"),
    "party": ("A party by its name, English or Chinese.", TEXT, "Skydio"),
    "name": ("A party by its name, English or Chinese.", TEXT, "斯凯迪奥"),
    "list": ("Only this list.", closed(get_args(ListName)), "Entity List"),
    "days": ("How many days ahead.", {"type": "integer", "minimum": 0, "maximum": 36_600}, 60),
    "end_use": ("What the goods are for, or for whose use.", several(get_args(EndUse)), ["civil"]),
    "content": ("Chinese content of the goods, in per cent of their value.", TEXT, "0.5"),
    "us_content": ("US content of the goods, in per cent of their value.", TEXT, "30"),
    "words": ("What is looked for in titles, quotes and names.", TEXT, "rare earth"),
}


def parameters_of(verb: str) -> list[dict[str, str]]:
    """The parameters of a question, those of its path first, as references."""
    known, needed = VERBS[verb], NEEDED.get(verb, ())
    names = [f"path-{name}" for name in known.path]
    names += [f"{'needed' if name in needed else 'query'}-{name}" for name in known.query]
    return [{"$ref": f"#/components/parameters/{name}"} for name in (*names, "if-none-match")]


def all_parameters() -> dict[str, dict[str, Any]]:
    """Every parameter that a question may have, by the name of its reference."""
    found: dict[str, dict[str, Any]] = {"if-none-match": HEADER}
    for name in PARAMETERS:
        found[f"path-{name}"] = _parameter(name, "path", needed=True)
        found[f"needed-{name}"] = _parameter(name, "query", needed=True)
        found[f"query-{name}"] = _parameter(name, "query", needed=False)
    asked = {one["$ref"].rpartition("/")[2] for verb in VERBS for one in parameters_of(verb)}
    return {name: told for name, told in found.items() if name in asked}


def _parameter(name: str, place: str, *, needed: bool) -> dict[str, Any]:
    words, schema, example = PARAMETERS[name]
    told: dict[str, Any] = {"name": name, "in": place, "required": needed, "description": words}
    told["schema"] = schema
    if example is not None:
        told["example"] = example
    if name in MANY and place == "query":
        told |= {"style": "form", "explode": True}
    return told


HEADER = {
    "name": "if-none-match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer you hold: if it still stands, the answer is 304.",
    "schema": {"type": "string"},
}
