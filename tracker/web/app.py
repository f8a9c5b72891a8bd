"""The server of one ledger: which page lives where, and what surrounds them all.

A GET changes nothing. Links are built from TRACKER_WEB and never from what a request says about
its host; a redirect names a path of ours and nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig

from tracker.opening import utc_now
from tracker.web.answers import Answers, preflight
from tracker.web.both import Both
from tracker.web.desk import Desk
from tracker.web.evidence import data as evidence_data
from tracker.web.evidence import evidence
from tracker.web.forms import LOOK
from tracker.web.frame import MEDIA, static
from tracker.web.going import Going
from tracker.web.guard import Bounded, Guarded, Squeezed
from tracker.web.house import House
from tracker.web.links import Links
from tracker.web.openapi import Told, question
from tracker.web.problems import handlers
from tracker.web.programs import Way, ways
from tracker.web.reviewing import Reviewing
from tracker.web.subscribing import Subscribing
from tracker.web.tidying import seldom
from tracker.web.today import Today
from tracker.web.wellness import Wellness

# Spans hold the paths of requests, and those of links hold tokens: no variable turns them on.
SILENT: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}
FILES = ("style.css", "page.js", "icon.svg")
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}


def app(ledger: str | None = None, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The server of one ledger (default: `TRACKER_LEDGER`).

    Raises ConfigError, and StoreUnwritable where the store of subscriptions cannot be opened.
    """
    house = House(ledger, now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with seldom():
            yield
        house.store.close()

    made = FastAPI(
        title="Regulatory Timeline Tracker",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,  # such a redirect would name the host the request claims
        telemetry=SILENT,
    )
    made.add_middleware(Squeezed, minimum_size=1_000)
    made.add_middleware(Bounded)
    made.add_middleware(Guarded)
    desk = Desk(house)
    for way in (*ways(house, desk), *data(house), *evidence_data(house)):
        _add(made, way.path, way.answer, [way.method], way.told)
        if way.method == "GET":
            _add(made, way.path, way.answer, ["HEAD"])
        if way.shared:
            _add(made, way.path, preflight, ["OPTIONS"])
    for path, answer, methods in routes(house, desk):
        _add(made, path, answer, methods)
    for error, handler in handlers(house).items():
        made.add_exception_handler(error, handler)
    made.state.remember = house.remember
    return made


def _add(
    made: FastAPI,
    path: str,
    answer: Callable[..., Response],
    methods: list[str],
    told: dict[str, Any] | None = None,
) -> None:
    made.add_api_route(
        path,
        answer,
        methods=methods,
        response_model=None,
        response_class=Response,
        include_in_schema=told is not None,
        openapi_extra=told,
    )


def data(house: House) -> Iterator[Way]:
    """Every question in every form of data."""
    for path, answer, verb, form in Answers(house).routes():
        if form:
            yield Way(path, answer, "GET", question(verb, path, form), shared=True)


def routes(house: House, desk: Desk) -> list[tuple[str, Callable[..., Response], list[str]]]:
    """Every page with its methods; of two that fit a path the first one answers."""
    links, well, told = Links(house), Wellness(house), Told(house)
    review, alerts = Reviewing(house, desk), Subscribing(house, desk)
    return [
        ("/", Today(house).page, LOOK),
        ("/api", told.page, LOOK),
        ("/openapi.json", told.document, LOOK),
        ("/openapi.json", preflight, ["OPTIONS"]),
        ("/both", Both(house).page, LOOK),
        ("/both.json", Both(house).as_json, LOOK),
        ("/go/{verb}", Going(house).go, LOOK),
        ("/health", well.health, LOOK),
        ("/signin", desk.sign_in_page, LOOK),
        ("/signin", desk.sign_in, ["POST"]),
        ("/signout", desk.sign_out, ["POST"]),
        ("/review", review.page, LOOK),
        ("/review/{id}", review.one, LOOK),
        ("/review/{id}/{decision}", review.by_form, ["POST"]),
        ("/alerts", alerts.page, LOOK),
        ("/alerts/go", alerts.feed_or_calendar, LOOK),
        ("/alerts/subscriptions", alerts.add_by_form, ["POST"]),
        ("/alerts/subscriptions/{name}/{deed}", alerts.change_by_form, ["POST"]),
        ("/alerts/unsubscribe/{token:path}", links.ask_to_end, LOOK),
        ("/alerts/unsubscribe/{token:path}", links.end, ["POST"]),
        ("/alerts/confirm/{token:path}", links.ask_to_confirm, LOOK),
        ("/alerts/confirm/{token:path}", links.confirm, ["POST"]),
        *((f"/static/{name}", _static(name), LOOK) for name in FILES),
        *evidence(house),
        *((path, answer, LOOK) for path, answer, _, form in Answers(house).routes() if not form),
    ]


def _static(name: str) -> Callable[[Request], Response]:
    media = MEDIA[name[name.rindex(".") :]]

    def answer(request: Request) -> Response:
        """A file that pages refer to; its address changes with it."""
        return Response(static(name), media_type=media, headers=FOR_EVER)

    return answer
