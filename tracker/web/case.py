"""The page of a check: the case as a form, four groups of measures, and what lies outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.ask import CASE, address
from tracker.check.answer import NO_CLEARANCE, CheckAnswer
from tracker.check.case import END_USES
from tracker.queries import Timeline
from tracker.web.forms import Words
from tracker.words import days_words

if TYPE_CHECKING:
    from tracker.web.answers import Answered


class Field(NamedTuple):
    """One field of the form, with an example of what may be typed."""

    name: str
    label: str
    example: str
    sort: str = "text"


FIELDS = (
    Field("item", "Goods", "gallium, 镝, A100"),
    Field("code", "Control code or ECCN", "3A090, CN:1C902"),
    Field("hs", "HS number", "8112.92"),
    Field("from", "From", "CN"),
    Field("to", "To", "US"),
    Field("party", "Party", "Skydio, 斯凯迪奥"),
    Field("end_use", "End use", "", "choice"),
    Field("content", "Chinese content, % of value", "0.1"),
    Field("us_content", "US content, % of value", "25"),
    Field("on", "On", "today, 2025-11-10, madrid"),
    Field("known", "As known on", "a day, to leave hindsight out"),
)
HEADS = {
    "applies": "Applies",
    "may_apply": "May apply: a fact is missing",
    "not_now": "Would or may apply, but is suspended or not yet in force",
    "reliefs": "May lift it: licences and exemptions",
}
OPEN = {  # which field answers a question that a measure leaves open, by words of the question
    "item": ("what the goods are", "what is it in words", "which of ", "which "),
    "code": ("by its control code", "dual-use list", "its list is not on file"),
    "from": ("made and shipped from", "of chinese origin"),
    "to": ("where the goods go",),
    "party": ("whether the party is", "takes part"),
    "end_use": ("the end use and user",),
    "content": ("the chinese content",),
    "us_content": ("the us content",),
}
EXAMPLES: tuple[dict[str, str], ...] = (
    {"item": "镓", "from": "CN", "to": "US", "on": "2024-12-03"},
    {"item": "A100", "to": "CN"},
    {"item": "dysprosium", "from": "CN", "to": "KR", "on": "2025-10-20"},
    {"party": "Skydio", "item": "镓", "from": "CN", "to": "KR", "on": "2025-11-10"},
)


def page(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """What the page shows beyond the answer."""
    answer: CheckAnswer = answered.answer  # type: ignore[assignment]
    groups = [(name, head, getattr(answer, name)) for name, head in HEADS.items()]
    return {
        "case_told": told(answer.question["case"]),
        "day_told": days_words(answer.question["on"]),
        "no_clearance": NO_CLEARANCE,
        "groups": groups,
        "asked_for": asked_for(answer, answered.question.given),
        **fields(answered.question.given, timeline),
    }


def told(case: Mapping[str, Any]) -> str:
    """A shipment in one line: what, from where to where, for whom, for what."""
    goods = [case["item"], *case["codes"], f"HS {case['hs']}" if case["hs"] else None]
    way = " ".join(f"{name} {case[name]}" for name in ("from", "to") if case[name])
    uses = ", ".join(use.replace("_", " ") for use in case["end_uses"])
    parts = [
        " / ".join(filter(None, goods)) or "Goods not told",
        way,
        f"for {case['party']}" if case["party"] else "",
        f"{uses} use" if uses else "",
        f"Chinese content {case['cn_content']:g} %" if case["cn_content"] is not None else "",
        f"US content {case['us_content']:g} %" if case["us_content"] is not None else "",
    ]
    return ", ".join(filter(None, parts))


def fields(given: Words, timeline: Timeline | None = None) -> dict[str, Any]:
    """What the form needs: its fields, what stands in them, and cases to try."""
    return {
        "fields": FIELDS,
        "end_uses": [(one, one.replace("_", " ")) for one in END_USES],
        "held": {name: _typed(value) for name, value in given.items()},
        "examples": [(_told(one), address("check", one)) for one in EXAMPLES],
    }


def asked_for(answer: CheckAnswer, given: Words) -> list[Field]:
    """The fields left empty on which some measure turns."""
    missing = " ".join(words for one in answer.findings for words in one.missing).casefold()
    return [
        field
        for field in FIELDS
        if field.name in CASE
        and not given.get(field.name)
        and any(words in missing for words in OPEN.get(field.name, ()))
    ]


def _typed(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _told(case: dict[str, str]) -> str:
    way = " ".join(f"{name} {case[name]}" for name in ("from", "to") if name in case)
    goods = ", ".join(filter(None, [case.get("item"), case.get("party")]))
    return f"{goods} {way}{f', on {on}' if (on := case.get('on')) else ''}"
