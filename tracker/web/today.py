"""The first page: what changed lately, what comes next, what is not sure, how fresh it all is."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request, Response

from tracker import freshness
from tracker.ask import ask
from tracker.receipts import receipt_of
from tracker.web import shown
from tracker.web.answers import PAGE, Answered, Question
from tracker.web.forms import same, unchanged
from tracker.web.frame import html
from tracker.web.house import House

BACK, AHEAD = 30, 60  # days


class Today:
    """The first page of a server."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, request: Request) -> Response:
        """What changed, what comes, what is not sure."""
        house = self.house
        with house.open() as timeline:
            tag = house.tag(timeline, "today", house.today.isoformat())
            if same(request, tag):
                return unchanged(tag)

            def made() -> bytes:
                since = (timeline.find.day("today").latest - timedelta(BACK)).isoformat()
                given: dict[str, str | list[str]] = {"a": since, "b": "today"}
                lately = ask(timeline, "diff", given)
                question = Question("diff", given, "")
                answered = Answered(question, lately, receipt_of(lately, timeline, given))
                return html(
                    house,
                    "today.html",
                    **shown.trust(timeline, answered),
                    upcoming=timeline.upcoming(days=AHEAD),
                    sources=freshness.sources(timeline),
                    back=BACK,
                    ahead=AHEAD,
                )

            body = house.kept(tag, made)
        return Response(body, media_type=PAGE, headers={"etag": tag})
