"""Where a form leads: the page that what it says has for its own, or what is wrong with it.

A form sends every field it has, also empty ones; the page of a question has one address. So forms
come here, and a reader leaves with an address that can be cited. The place named is always a path
of ours.
"""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from tracker.alerts.legible import one_line
from tracker.ask import VERBS, address, ask
from tracker.asked import UsageError
from tracker.web.forms import Words, asked
from tracker.web.frame import page
from tracker.web.house import House

SEE = 303  # ask for another page


class Going:
    """Takes what forms say to the pages of their questions."""

    def __init__(self, house: House) -> None:
        self.house = house

    def go(self, request: Request, verb: str) -> Response:
        """The page of a question that a form asks."""
        if verb not in VERBS:
            raise HTTPException(404)
        words = asked(request)
        try:
            self._understood(verb, words)
        except UsageError as error:
            return self._again(verb, words, one_line(str(error)))
        return RedirectResponse(f"{self.house.root}{address(verb, words)}", SEE)

    def _understood(self, verb: str, words: Words) -> None:
        """Nothing, where the question can be understood; the smallest page of it is enough."""
        short = {"limit": "1"} if "limit" in VERBS[verb].query else {}
        with self.house.open() as timeline:
            ask(timeline, verb, {**words, **short})

    def _again(self, verb: str, words: Words, why: str) -> Response:
        """The form as it was sent, and what to change in it."""
        fields = {name: _text(words.get(name, "")) for name in VERBS[verb].names}
        return page(self.house, "misasked.html", 400, verb=VERBS[verb], fields=fields, why=why)


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ",".join(value)
