"""What the page of a search shows beside its answer: where the words stand in each snippet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.names.characters import is_chinese
from tracker.queries import Timeline
from tracker.search.answer import Hit, SearchAnswer
from tracker.web.days import without
from tracker.web.forms import Words

if TYPE_CHECKING:
    from tracker.web.answers import Answered


class Piece(NamedTuple):
    """A piece of a snippet, and whether it is one of the words."""

    text: str
    marked: bool


class Shown(NamedTuple):
    """A hit with its snippet in pieces; `language` of the snippet."""

    hit: Hit
    pieces: list[Piece]
    language: str


def page(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """The parts of the page of a search."""
    answer = answered.answer
    assert isinstance(answer, SearchAnswer)
    hits = [Shown(hit, pieces(hit), language_of(hit.snippet)) for hit in answer.hits]
    return {"hits": hits, "without": without, **fields(answered.question.given)}


def fields(given: Words, timeline: Timeline | None = None) -> dict[str, Any]:
    """What stands in the form."""
    return {"fields": given}


def pieces(hit: Hit) -> list[Piece]:
    """A snippet cut where the words begin and end."""
    found, at = [], 0
    for start, end in hit.matches:
        found += [Piece(hit.snippet[at:start], False), Piece(hit.snippet[start:end], True)]
        at = end
    return [piece for piece in (*found, Piece(hit.snippet[at:], False)) if piece.text]


def language_of(text: str) -> str:
    """The language of a text, for those who read it aloud."""
    return "zh-Hans" if any(map(is_chinese, text)) else "en"
