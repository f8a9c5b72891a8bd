"""A question whose page is its own form: without facts it asks for them, with facts it answers.

What cannot be understood is said beside the fields, with what was typed still in them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.alerts.legible import one_line
from tracker.ask import address
from tracker.asked import UsageError
from tracker.queries import Timeline
from tracker.web.answers import Answers, Question
from tracker.web.forms import Words, asked, is_form
from tracker.web.frame import page

Fields = Callable[[Words, Timeline], dict[str, Any]]


class Asking:
    """The page of one such question; `facts` are the names of which at least one is needed."""

    def __init__(self, answers: Answers, verb: str, facts: tuple[str, ...], fields: Fields) -> None:
        self.answers, self.verb, self.facts, self.fields = answers, verb, facts, fields
        self.house = answers.house

    def page(self, request: Request) -> Response:
        """The form, or the answer to what was filled in."""
        try:
            given = asked(request)
            if not any(given.get(name) for name in self.facts) and given.keys() <= {"on", "known"}:
                return self._form(given)
            if is_form(request):
                place = f"{self.house.root}{address(self.verb, given)}"
                return RedirectResponse(place, 303)
            return self.answers.respond(request, Question(self.verb, given, ""))
        except UsageError as error:
            return self._form(_told(request), one_line(str(error)))

    def _form(self, given: Words, wrong: str | None = None) -> Response:
        with self.house.open() as timeline:
            more = self.fields(given, timeline)
        status = 400 if wrong else 200
        return page(self.house, f"{self.verb}_form.html", status, wrong=wrong, given=given, **more)


def _told(request: Request) -> Words:
    """What was typed, as far as a form can show it again."""
    return {name: value[:300] for name, value in request.query_params.items()}
