"""What changed and what comes, to be fetched: an Atom feed and a calendar."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response

from tracker.alerts.atom import feed
from tracker.alerts.calendar import calendar
from tracker.alerts.fed import as_then, fed, last_entry, lately
from tracker.asked import ask_one
from tracker.queries import Timeline
from tracker.question import FILTERS, understand
from tracker.web.forms import once, same, unchanged
from tracker.web.house import House

LANGUAGES = ("en", "zh")


class News:
    """The feed and the calendar of any question."""

    def __init__(self, house: House) -> None:
        self.house = house

    def feed(self, request: Request) -> Response:
        """The stories that answer a question."""
        asked, language = _question(request)
        house = self.house
        with house.open() as timeline:
            question = _understood(timeline, asked)
            told = lately(house.store, house.now())
            newest = max(((at, story.id) for story, at in told), default=())
            tag = house.tag(timeline, "feed", repr(sorted(question.items())), language, *newest)
            if same(request, tag, exists=True):  # the question was understood above
                return unchanged(tag)
            made = house.kept(
                tag,
                lambda: feed(
                    fed(timeline, told, question),
                    lambda story: as_then(story, timeline, language),
                    question=question,
                    base=house.base,
                    language=language,
                    updated=last_entry(timeline),
                ),
            )
        return Response(made, media_type="application/atom+xml", headers={"etag": tag})

    def calendar(self, request: Request) -> Response:
        """The starts and ends of the measures that answer a question."""
        asked, language = _question(request)
        house = self.house
        with house.open() as timeline:
            tag = house.tag(timeline, "calendar", repr(sorted(asked.items())), language)
            if same(request, tag):
                return unchanged(tag)
            made = house.kept(
                tag, lambda: calendar(timeline, asked, language=language, base=house.base)
            )
        if same(request, tag, exists=True):
            return unchanged(tag)
        headers = {"etag": tag, "content-disposition": 'inline; filename="timeline.ics"'}
        return Response(made, media_type="text/calendar", headers=headers)


def _question(request: Request) -> tuple[dict[str, str], str]:
    """The filters and the language of a request; UsageError for anything else in it."""
    asked = once(request.query_params.multi_items(), (*FILTERS, "lang"))
    return asked, ask_one(asked.pop("lang", "en"), LANGUAGES, "lang")


def _understood(timeline: Timeline, asked: Mapping[str, str]) -> dict[str, str]:
    question = understand(timeline.view, timeline.now(), "on", asked, None, None, "all", False)
    return question.filters
