"""Which part of a long answer is told, and how to go on.

A page of measures or changes is a question of its own. A life and a check are answered whole, and
the whole is cut here: counts, notes and receipt stay those of the whole, and where to go on is told
by what was shown last, not by a number, so that an entry recorded meanwhile moves nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import Field

from tracker.answer_models import Told
from tracker.answers import Answer, DiffAnswer, ShowAnswer, UpcomingAnswer
from tracker.asked import UsageError
from tracker.check.answer import GROUPS, CheckAnswer
from tracker.parties.answer import ListedAnswer
from tracker.search.answer import SearchAnswer


class Page(Told):
    """Which part of the answer this is; `counts` and `notes` are of the whole."""

    shown: int = Field(description="Measures, changes, findings or matches told here")
    of: int | None = Field(description="How many there are in all; null: not counted")
    after: str | None = Field(description="Give this as `after` for the next part; null: no more")
    how: str | None = Field(description="In words, how to see the rest; null: nothing follows")


def cut(answer: Answer, limit: int, after: str | None) -> tuple[Answer, Page]:
    """The part of an answer that follows `after`; UsageError if nothing in it is called so."""
    match answer:
        case ListedAnswer():
            return answer, _near(answer)
        case ShowAnswer() | CheckAnswer():
            return _part(answer, limit, after)
        case _:
            return answer, _paged(answer)


def _near(answer: ListedAnswer) -> Page:
    found = len(answer.matches)
    how = "more names come near: ask with a higher limit, or a fuller name" if answer.more else None
    return Page(shown=found, of=None if answer.more else found, after=None, how=how)


def _paged(answer: Answer) -> Page:
    """A page as the question itself has cut it."""
    match answer:
        case DiffAnswer():
            shown = len(answer.changes)
        case SearchAnswer():
            shown = len(answer.hits)
        case UpcomingAnswer():
            shown = len(answer.changes) + len(answer.lapsed)
        case _:
            shown = len(answer.measures)
    how = answer.more and f"more follow: ask the same with after={answer.more!r}, or narrow it"
    return Page(shown=shown, of=None, after=answer.more, how=how)


def _part(answer: Answer, limit: int, after: str | None) -> tuple[Answer, Page]:
    keys = _keys(answer)
    if after is not None and after not in keys:
        raise UsageError(
            f"after: expected the page.after of an answer to this question; found {after!r:.60}"
        )
    start = 0 if after is None else keys.index(after) + 1
    part = keys[start : start + limit]
    left = len(keys) - start - len(part)
    last = part[-1] if left else None
    how = f"{left} more: ask the same with after={last!r}" if left else None
    return _only(answer, set(part)), Page(shown=len(part), of=len(keys), after=last, how=how)


def _keys(answer: Answer) -> list[str]:
    """A name for everything that is told, in its order."""
    if isinstance(answer, CheckAnswer):
        found = ((group, one) for group in GROUPS for one in getattr(answer, group))
        return [f"{group} {one.measure.id}" for group, one in found]
    return [one.id for one in answer.measures]


def _only(answer: Answer, part: set[str]) -> Answer:
    if isinstance(answer, CheckAnswer):
        return _findings(answer, part)
    assert isinstance(answer, ShowAnswer)
    lives = [one for one in answer.lives if one.measure.id in part]
    return replace(answer, lives=lives, measures=[one.measure for one in lives])


def _findings(answer: CheckAnswer, part: set[str]) -> CheckAnswer:
    groups: dict[str, Any] = {
        group: [one for one in getattr(answer, group) if f"{group} {one.measure.id}" in part]
        for group in GROUPS
    }
    named = {one.measure.id for found in groups.values() for one in found}
    measures = [one for one in answer.measures if one.id in named]
    return replace(answer, **groups, measures=measures)
