"""The page of a measure or an instrument: its life as bands, what decided it, and its text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker import words
from tracker.days import span_of
from tracker.queries import Timeline
from tracker.view_runs import links_of
from tracker.web import members, stops
from tracker.web.drawing.bands import Drawing, drawing

if TYPE_CHECKING:
    from tracker.answers import Answer, LifeAnswer, ShowAnswer
    from tracker.web.answers import Answered

ROLES = {
    "decides": "decides",
    "overruled": "overruled by a later act",
    "not yet": "not yet: its day has not come",
    "over": "over: its days have passed",
    "too late": "came too late to change anything",
    "no change of state": "changes no state",
}
BASES = {
    "read": "read by a program, not reviewed",
    "confirmed": "read by a program, confirmed by an analyst",
    "analyst": "curated by an analyst",
}
LINKS = {
    "mirrors": "mirrors",
    "retaliates": "retaliates for",
    "paired_with": "paired with",
    "replaces": "replaces",
    "same_as": "is the same as",
    "outside": "belongs with a text outside the timeline",
}
LINKED = {
    "mirrors": "mirrors it",
    "retaliates": "retaliates for it",
    "paired_with": "is paired with it",
    "replaces": "replaces it",
}
LANGUAGES = {"zh": "Chinese", "en": "English"}


def page(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """What the page shows beyond the answer: drawings, what one could know when, parties, texts."""
    answer: ShowAnswer = answered.answer  # type: ignore[assignment]
    day = day_of(answer, str(answer.instrument.get("jurisdiction", "CN")))
    single = "measure" in answer.question["filters"]
    return {
        "single": single,
        "subject": _subject(answer, single),
        "chinese": is_chinese(str(answer.instrument.get("title", ""))),
        "day_told": words.day_words(day),
        "drawn": drawn(answer, day) if answer.lives else None,
        "stops": stops.of(timeline, answer, answered.question.given),
        "rolls": members.first_pages(timeline, answer, answered.question.given),
        "acts": _acts(timeline, answer),
        "roles": ROLES,
        "bases": BASES,
        "link_words": LINKS,
        "linked_words": LINKED,
        "linked_from": linked_from(timeline, answer),
        "languages": LANGUAGES,
    }


def _subject(answer: ShowAnswer, single: bool) -> str:
    if single and answer.lives:
        return answer.lives[0].measure.title
    return str(answer.instrument.get("title", answer.question["id"]))


def is_chinese(text: str) -> bool:
    """Whether words are in Chinese, for a browser that reads them aloud."""
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def day_of(answer: Answer, jurisdiction: str) -> date:
    """The day an answer is about, in the calendar of a jurisdiction."""
    on = answer.question["on"]
    told = on.get(jurisdiction) or next(iter(on.values())) if isinstance(on, Mapping) else on
    return date.fromisoformat(str(told))


def drawn(answer: ShowAnswer, day: date) -> Drawing:
    """The lives of an answer over one axis."""
    lives = [(one.measure.provision, one.periods) for one in answer.lives]
    return drawing(lives, day, _seen(answer), f"Life of {answer.question['id']}")


def _seen(answer: ShowAnswer) -> date | None:
    """The last day on which somebody looked at every source that would speak."""
    where = answer.instrument.get("jurisdiction")
    days = [
        one.checked_through or one.curated_through
        for one in answer.horizon
        if one.jurisdiction == where
    ]
    return date.fromisoformat(min(days)) if days else None


def linked_from(timeline: Timeline, answer: ShowAnswer) -> dict[str, list[dict[str, Any]]]:
    """The links that other measures have to those of an answer, as far as they count for it."""
    told = {
        (one.measure.id, link["link"], link["to"])
        for one in answer.lives
        for link in one.measure.links
    }
    known = answer.question["known"]
    by = stops.latest(known) if known else None
    found: dict[str, list[dict[str, Any]]] = {one.measure.id: [] for one in answer.lives}
    for link in links_of(timeline.view, int(answer.receipt["position"])):
        public = span_of(link["cited"]["published_on"])
        if link["to"] not in found or (by and public and public.hi.isoformat() > by):
            continue
        if (link["to"], link["link"], link["measure"]) not in told:  # else it is told already
            found[link["to"]].append(link)
    return found


def _acts(timeline: Timeline, answer: ShowAnswer) -> dict[str, dict[str, Any]]:
    """For each act the answer cites: its translations that are on file."""
    position = int(answer.receipt["position"])
    return {
        name: about(timeline, name, position)
        for name in dict.fromkeys(_cited(answer.lives))
        if name is not None
    }


def _cited(lives: list[LifeAnswer]) -> Iterator[str | None]:
    for life in lives:
        for effect in life.effects:
            yield effect["cited"]["instrument"]


def about(timeline: Timeline, name: str, position: int | None) -> dict[str, Any]:
    """What is on file of an act beside a citation of it: its translations."""
    facts = [json.loads(body) for *_, body in timeline.view.facts(f"instrument/{name}", position)]
    return {
        "translations": [
            one for one in facts if one["event"] == "copy found" and one["role"] == "translation"
        ]
    }
