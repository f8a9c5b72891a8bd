"""Who a provision lists: its parties by name, each with its own state, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response

from tracker.ask import ask
from tracker.asked import UsageError
from tracker.queries import Timeline
from tracker.web.forms import Words, once, same, unchanged
from tracker.web.frame import html
from tracker.web.house import House

if TYPE_CHECKING:
    from tracker.answers import Measure, ShowAnswer

ON_A_PAGE, AT_FIRST = 50, 12
ASKED = ("on", "known", "recorded", "page")


@dataclass(frozen=True)
class Roll:
    """One page of the parties of a provision; `total` counts all that are on file today."""

    provision: str
    total: int
    number: int
    pages: int
    parties: list[Measure]

    def path(self, number: int, asked: Mapping[str, str]) -> str:
        """The address of another page of the same."""
        more = {**asked, "page": str(number)} if number > 1 else dict(asked)
        query = f"?{urlencode(more)}" if more else ""
        return f"/listings/{quote(self.provision, safe='/')}{query}"


class Members:
    """The pages of parties that a provision lists."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, request: Request, id: str) -> Response:
        """The parties of a provision, fifty a page."""
        asked = once(request.query_params.multi_items(), ASKED)
        number = _number(asked.pop("page", "1"))
        with self.house.open() as timeline:
            tag = self.house.tag(timeline, "listings", id, repr(sorted(asked.items())), str(number))
            if same(request, tag):
                return unchanged(tag)
            body = self.house.kept(tag, lambda: self._made(timeline, id, asked, number))
        return Response(body, media_type="text/html; charset=utf-8", headers={"etag": tag})

    def _made(self, timeline: Timeline, id: str, asked: dict[str, str], number: int) -> bytes:
        name = timeline.view.need_measure(id)
        found = roll(timeline, name, asked, number)
        if not found.total:
            raise UsageError(f"id: {name} lists no parties; its own page tells its life")
        if number > found.pages:
            raise UsageError(f"page: expected a number up to {found.pages}; found {number}")
        given = {"day": "today", **asked, "measure": name}
        if on := given.pop("on", None):
            given["day"] = on
        whole = ask(timeline, "on", given)
        return html(
            self.house,
            "members.html",
            roll=found,
            whole=whole.measures[0] if whole.measures else None,
            answer=whole,
            asked=asked,
        )


def first_pages(timeline: Timeline, answer: ShowAnswer, given: Words) -> dict[str, Roll]:
    """The first parties of each provision of an answer that lists any; a moment that fell on two
    days is asked in the words in which it was `given`."""
    question = answer.question
    asked = {}
    for name in ("on", "known"):
        day = question[name] if isinstance(question[name], str) else given.get(name)
        if day is not None:
            asked[name] = str(day)
    if question["recorded"] is not None:
        asked["recorded"] = str(answer.receipt["position"])
    names = [life.measure.id for life in answer.lives]
    rolls = {name: roll(timeline, name, asked, 1, AT_FIRST) for name in names}
    return {name: found for name, found in rolls.items() if found.parties}


def roll(
    timeline: Timeline, provision: str, asked: Mapping[str, Any], number: int, size: int = ON_A_PAGE
) -> Roll:
    """A page of a provision's parties as they stood on a day."""
    names = sorted(timeline.view.parts_of(provision))
    pages = max(1, -(-len(names) // ON_A_PAGE))
    here = names[(number - 1) * size : number * size]
    if not here:
        return Roll(provision, len(names), number, pages, [])
    find = timeline.find
    day = find.day(asked.get("on", "today"))
    recorded = asked.get("recorded")
    if isinstance(recorded, str) and recorded.isascii() and recorded.isdigit():
        recorded = int(recorded)
    named = {"measure": provision}
    question = find.question("on", named, asked.get("known"), recorded, "all", True)
    standings = find.on(question, day, find.where(question), among=here)
    parties = [find.measure(one, day) for one in standings if one.id in here]
    return Roll(provision, len(names), number, pages, parties)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 6 and int(text) > 0):
        raise UsageError(f"page: expected a number from 1; found {text!r:.60}")
    return int(text)
