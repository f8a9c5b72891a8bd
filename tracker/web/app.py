"""The server of one ledger: which page lives where, and what surrounds them all.

A GET changes nothing. Links are built from TRACKER_WEB and never from what a request says about
its host; a redirect names a path of ours and nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.gzip import GZipMiddleware

from tracker.opening import utc_now
from tracker.web.answers import Answers
from tracker.web.forms import LOOK
from tracker.web.frame import MEDIA, static
from tracker.web.guard import Guarded
from tracker.web.house import House
from tracker.web.links import Links
from tracker.web.news import News
from tracker.web.problems import handlers
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
        yield
        house.store.close()

    made = FastAPI(
        title="Regulatory Timeline Tracker",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,  # such a redirect would name the host the request claims
        telemetry=SILENT,
    )
    made.add_middleware(GZipMiddleware, minimum_size=1_000)
    made.add_middleware(Guarded)
    for path, answer, methods in routes(house):
        made.add_api_route(path, answer, methods=methods, response_model=None)
    for error, handler in handlers(house).items():
        made.add_exception_handler(error, handler)
    return made


def routes(house: House) -> list[tuple[str, Callable[..., Response], list[str]]]:
    """Every page with its methods; of two that fit a path the first one answers."""
    links, news, well = Links(house), News(house), Wellness(house)
    return [
        ("/", Today(house).page, LOOK),
        ("/health", well.health, LOOK),
        ("/health.json", well.health_json, LOOK),
        ("/alerts/feed.atom", news.feed, LOOK),
        ("/alerts/calendar.ics", news.calendar, LOOK),
        ("/alerts/unsubscribe/{token:path}", links.ask_to_end, LOOK),
        ("/alerts/unsubscribe/{token:path}", links.end, ["POST"]),
        ("/alerts/confirm/{token:path}", links.ask_to_confirm, LOOK),
        ("/alerts/confirm/{token:path}", links.confirm, ["POST"]),
        *((f"/static/{name}", _static(name), LOOK) for name in FILES),
        *((path, answer, LOOK) for path, answer, _, _ in Answers(house).routes()),
    ]


def _static(name: str) -> Callable[[Request], Response]:
    media = MEDIA[name[name.rindex(".") :]]

    def answer(request: Request) -> Response:
        """A file that pages refer to; its address changes with it."""
        return Response(static(name), media_type=media, headers=FOR_EVER)

    return answer
