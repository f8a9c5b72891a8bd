"""The first page: what changed lately, what comes next, what is not sure, how fresh it all is."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response

from tracker import freshness
from tracker.answers import DiffAnswer
from tracker.ask import address
from tracker.queries import Timeline
from tracker.receipts import receipt_of
from tracker.review import KINDS
from tracker.view_reviews import open_questions
from tracker.web import shown
from tracker.web.answers import PAGE, Answered, Question
from tracker.web.changing import by_day, returns
from tracker.web.forms import Words, same, unchanged
from tracker.web.frame import html
from tracker.web.house import House

BACK, AHEAD = (30, 10, 3, 1), 60  # days
MOST = 100  # changes that are looked at


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
            body = house.kept(tag, lambda: html(house, "today.html", **parts(timeline)))
        return Response(body, media_type=PAGE, headers={"etag": tag})


def parts(timeline: Timeline) -> dict[str, Any]:
    """Everything the first page shows; its receipt is that of what changed lately."""
    now = timeline.find.day("today").latest
    given, lately = _lately(timeline, now)
    answered = Answered(Question("diff", given, ""), lately, receipt_of(lately, timeline, given))
    coming = timeline.upcoming(days=AHEAD, limit=MOST)
    return {
        **shown.trust(timeline, answered),
        "here": "/",
        "now": now,
        "since": given["a"],
        "days": list(by_day(lately))[::-1],
        "lately": address("diff", {"a": given["a"], "b": "today"}),
        "upcoming": coming,
        "coming": list(by_day(coming)),
        "returns": list(returns(coming.lapsed)),
        "standing": timeline.on("today", limit=1),
        "waiting": Counter(str(one["kind"]) for one in open_questions(timeline.view)),
        "sorts": KINDS,
        "sources": freshness.sources(timeline),
        "ahead": AHEAD,
    }


def _lately(timeline: Timeline, now: date) -> tuple[Words, DiffAnswer]:
    """What changed of late; in busy times fewer days, so that the newest is always there."""
    for back in BACK:
        since = (now - timedelta(back)).isoformat()
        answer = timeline.diff(since, "today", limit=MOST)
        if answer.more is None:
            break
    return {"a": since, "b": "today", "limit": str(MOST)}, answer
