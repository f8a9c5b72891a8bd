"""A question in words: what was asked, and all that narrows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker.words import STATES, days_words, either

_PLAIN = ("instrument", "measure", "authority", "list")  # filters that say what they are


def asked_words(question: Mapping[str, Any]) -> str:
    """A question in words, with all that narrows it.

    >>> asked_words({"verb": "on", "on": "2025-11-09", "known": None, "recorded": None,
    ...              "state": "all", "filters": {"instrument": "mofcom-2025-61"}})
    'What applied on 2025-11-09, mofcom-2025-61, all states'
    """
    return ", ".join([_subject(question), *_narrowed(question)])


def _subject(question: Mapping[str, Any]) -> str:
    match question["verb"]:
        case "on":
            return f"What applied on {_days(question['on'])}"
        case "diff":
            return f"What changed after {_days(question['from'])}, up to {_days(question['to'])}"
        case "show":
            return f"The whole life of {question['id']}, as at {_days(question['on'])}"
        case "upcoming":
            return f"What comes next, from {_days(question['from'])}, {question['days']} days ahead"
        case "search":
            return f"What is on file with the words {question['words']}"
        case "listed":
            return f"Who is listed under a name like {question['name']} on {_days(question['on'])}"
        case _:
            return f"What applies to a shipment on {_days(question['on'])}"


def _narrowed(question: Mapping[str, Any]) -> Iterator[str]:
    verb = question["verb"]
    filters = dict(question["filters"]) if verb != "show" else {}
    if question.get("list"):
        filters["list"] = question["list"]
    for name, value in filters.items():
        yield str(value) if name in _PLAIN else f"{name} {value}"
    if verb == "check":
        yield from case_words(question["case"])
    if verb == "on":
        yield from _states(question["state"])
    if question.get("parts") and verb not in ("listed", "check"):
        yield "listed parties one by one"
    if question.get("after"):
        yield f"after {question['after']}"
    if question.get("limit"):
        yield f"{question['limit']:,} at most"
    if question["known"]:
        yield f"as known on {_days(question['known'])}"
    if question["recorded"] is not None:
        yield f"as recorded by {question['recorded']}"


def _states(states: str | Iterable[str]) -> Iterator[str]:
    wanted = [states] if isinstance(states, str) else list(states)
    if wanted == ["all"]:
        yield "all states"
    elif wanted != ["in_force"]:
        yield either(STATES.get(one, one) for one in wanted)


def case_words(case: Mapping[str, Any]) -> Iterator[str]:
    """A shipment, one phrase for each thing that was told of it."""
    for name in ("item", "hs", "from", "to", "party"):
        if case.get(name):
            yield f"{name} {case[name]}"
    for name, words in (("codes", "code"), ("end_uses", "end use")):
        if case.get(name):
            yield f"{words} {' and '.join(one.replace('_', ' ') for one in case[name])}"
    for name, words in (("cn_content", "Chinese content"), ("us_content", "US content")):
        if case.get(name) is not None:
            yield f"{words} {case[name]:g} %"


def _days(days: Any) -> str:
    """A day as it was asked; a moment that fell on two has both."""
    return str(days) if isinstance(days, str) else days_words(days)
