"""The ways in for programs, each as the OpenAPI document tells it: news, health, and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from fastapi import Response

from tracker.question import FILTERS
from tracker.review import KINDS
from tracker.web.answers import JSON
from tracker.web.deciding import Decision
from tracker.web.desk import Desk
from tracker.web.house import House
from tracker.web.news import LANGUAGES, News
from tracker.web.openapi import Operation, plain, write
from tracker.web.parameters import PARAMETERS, TEXT, closed
from tracker.web.reviewing import Reviewing
from tracker.web.schemas import reference
from tracker.web.subscribing import Deed, Subscribing
from tracker.web.wellness import Wellness

SAID = {
    "accept": ("The program is right", "Accept"),
    "edit": ("The reading as it should be", "Edit"),
    "reject": ("The program is wrong, or there is nothing to do", "Reject"),
}


@dataclass(frozen=True)
class Way:
    """One address for programs: `told` is its operation, `shared` whether any site may read it."""

    path: str
    answer: Callable[..., Response]
    method: str
    told: Operation
    shared: bool = False


def ways(house: House, desk: Desk) -> Iterator[Way]:
    """Every way in for programs but the questions themselves."""
    yield from looking(house, desk)
    yield from deciding(Reviewing(house, desk))
    yield from subscribing(Subscribing(house, desk))


def looking(house: House, desk: Desk) -> Iterator[Way]:
    """What may be looked at without a token."""
    news, review = News(house), Reviewing(house, desk)
    filters = [_named(name, "query", *PARAMETERS[name][:2]) for name in FILTERS]
    asked = [*filters, _named("lang", "query", "The language.", closed(LANGUAGES))]
    for path, answer, media, words in (
        ("/alerts/feed.atom", news.feed, "application/atom+xml", "What changed, as a feed"),
        ("/alerts/calendar.ics", news.calendar, "text/calendar", "What comes, as a calendar"),
    ):
        told = plain("News", words, media, parameters=asked, codes=("400",))
        yield Way(path, answer, "GET", told)
    told = plain("Health", "Whether all is well", JSON, {"type": "object"}, tagged=False)
    told["responses"]["503"] = {
        "description": "Something is wrong; the body says what.",
        "content": {JSON: {"schema": {"type": "object"}}},
    }
    yield Way("/health.json", Wellness(house).health_json, "GET", told)
    narrowed = [
        _named("kind", "query", "Only this kind.", closed(tuple(KINDS))),
        _named("source", "query", "Only what this source brought.", TEXT),
    ]
    told = plain(
        "Review",
        "What waits for a person",
        JSON,
        reference("AllWaiting"),
        parameters=narrowed,
        codes=("400",),
    )
    yield Way("/review.json", review.page_json, "GET", told, shared=True)
    told = plain(
        "Review",
        "One thing that waits, with its text and its reading as YAML",
        JSON,
        {"type": "object"},
        parameters=[ID],
    )
    yield Way("/review/{id}.json", review.one_json, "GET", told, shared=True)


def deciding(review: Reviewing) -> Iterator[Way]:
    """Decisions about what waits."""
    for decision in get_args(Decision):
        said, wants = SAID[decision]
        told = write("Review", said, wants=wants, gives="Decided", names=[ID])
        yield Way(f"/api/review/{{id}}/{decision}", review.by_program(decision), "POST", told)


def subscribing(alerts: Subscribing) -> Iterator[Way]:
    """Subscriptions."""
    place, few = "/api/subscriptions", ("401", "403", "429")
    told = write("Subscriptions", "Every subscription", gives="AllSubscribed", codes=few)
    yield Way(place, alerts.all_json, "GET", told)
    told = write(
        "Subscriptions",
        "A new subscription; the key of a webhook is told once",
        wants="Wanted",
        gives="Subscribed",
        status="201",
    )
    yield Way(place, alerts.add_json, "POST", told)
    one = f"{place}/{{name}}"
    told = write("Subscriptions", "One subscription", gives="Subscribed", names=[NAME], codes=few)
    yield Way(one, alerts.one_json, "GET", told)
    said = "Forget a subscription with its address"
    told = write("Subscriptions", said, status="204", names=[NAME], codes=(*few, "409"))
    yield Way(one, alerts.remove_json, "DELETE", told)
    for deed in get_args(Deed):
        told = write(
            "Subscriptions",
            f"{deed.capitalize()} a subscription",
            gives="Subscribed",
            names=[NAME],
            codes=(*few, "409"),
        )
        yield Way(f"{one}/{deed}", alerts.change_json(deed), "POST", told)


def _named(name: str, place: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    needed = place == "path"
    return {"name": name, "in": place, "required": needed, "description": words, "schema": schema}


ID = _named("id", "path", "What waits: its id, as `/review.json` lists it.", TEXT)
NAME = _named("name", "path", "The subscription's name.", TEXT)
