"""What each page shows beside its answer: who it rests on, what may be done with it, its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.ask import VERBS, address
from tracker.queries import Timeline
from tracker.web import case, changing, days, life, party, searching
from tracker.web.forms import Words

if TYPE_CHECKING:
    from tracker.web.answers import Answered

MOST = "80"  # measures or changes on one page


def bounded(verb: str, given: Words) -> Words:
    """The same words, with a page's limit where the question takes one and none was named."""
    if "limit" in VERBS[verb].query and "limit" not in given:
        return {**given, "limit": MOST} if verb != "listed" else given
    return given


def shown(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """Everything a page's template may name."""
    shared = trust(timeline, answered)
    return shared | PAGES.get(answered.question.verb, nothing)(timeline, answered)


def trust(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """What stands on every page: the question, how far it can be trusted, how to cite it."""
    question, answer, receipt = answered.question, answered.answer, answered.receipt
    verb, given = question.verb, question.given
    return {
        "verb": verb,
        "given": given,
        "answer": answer,
        "receipt": receipt,
        "here": question.here,
        "forms": {form: address(verb, given, form) for form in (".json", ".csv")},
        "milestones": timeline.view.milestones,
        "today": {
            where: timeline.find.day("today").of(where).isoformat() for where in ("CN", "US")
        },
    }


def nothing(timeline: Timeline, answered: Answered) -> dict[str, Any]:
    """A page that needs no more than its answer."""
    return {}


PAGES = {
    "on": days.on,
    "diff": changing.diff,
    "show": life.page,
    "upcoming": changing.upcoming,
    "listed": party.page,
    "check": case.page,
    "search": searching.page,
}
