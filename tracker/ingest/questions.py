"""Questions for a person: one id for one thing in doubt, opened once, closed when it is settled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Literal

from events.facts import Fact, ReadingWithdrawn, ReviewOpened
from tracker.ingest.known import Known

Why = Literal["source", "reading", "parser"]


def question_id(*about: str) -> str:
    """A short name that the same doubt always gets."""
    words = "\0".join("".join(part.split()) for part in about)
    return hashlib.sha256(words.encode()).hexdigest()[:10]


def opened(wanted: Iterable[ReviewOpened], known: Known) -> Iterator[ReviewOpened]:
    """Those that are new: not open already, and not decided by a person before."""
    asked: set[str] = set()
    for question in wanted:
        if question.review in known.open or question.review in known.decided:
            continue
        if question.review not in asked:
            asked.add(question.review)
            yield question


def settled(
    standing: Iterable[ReviewOpened], wanted: Iterable[ReviewOpened], why: Why, known: Known
) -> Iterator[Fact]:
    """The withdrawal of each open question that no longer arises."""
    still = {question.review for question in wanted}
    for question in standing:
        if question.review not in still and known.stands(question):
            yield withdrawn(question, why, known)


def withdrawn(fact: Fact, why: Why, known: Known, *, note: str | None = None) -> ReadingWithdrawn:
    """The answer to a fact that no longer holds."""
    place = known.places[fact]
    return ReadingWithdrawn(of=place.stream, withdraws=place.version, why=why, note=note)
