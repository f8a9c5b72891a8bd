"""The web server: links in mails, feeds, a calendar, a health page, and a first page.

A GET changes nothing: mail gateways and previews open every link they see. What a link is for
happens on POST, which needs no cookie, no body and no login, so that a mail program may do it for
its reader (RFC 8058). A token that is no good gets the same page whatever is wrong with it, and
after the same look into the store. Links are built from TRACKER_WEB and never from what a request
says about its host; nothing here redirects.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

import tracker
from config.alerts import web as web_base
from config.settings import settings, status_file
from events.errors import TrackerError
from tracker import web_pages
from tracker.alerts.atom import feed
from tracker.alerts.calendar import calendar
from tracker.alerts.fed import as_then, fed, last_entry, lately
from tracker.alerts.legible import one_line
from tracker.alerts.subscribers import Subscriber, Subscribers
from tracker.alerts.tokens import Claim, Tokens, key_of
from tracker.asked import UsageError, ask_one
from tracker.health import Daemon, Health, examine, unwell
from tracker.opening import utc_now
from tracker.operations import Operations
from tracker.queries import Timeline
from tracker.question import FILTERS, understand
from tracker.web_pages import Guarded, Notice, notice, page

LANGUAGES = ("en", "zh")
KEPT = 64  # feeds and calendars kept until they change
LEFT = "unsubscribed by its reader"
NOBODY = Claim("", "")
LOOK = ["GET", "HEAD"]
# Spans hold the paths of requests, and those of links hold tokens: no variable turns them on.
SILENT: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}

log = logging.getLogger(__name__)


def app(ledger: str | None = None, *, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """The server of one ledger (default: `TRACKER_LEDGER`).

    Raises ConfigError, and StoreUnwritable where the store of subscriptions cannot be opened.
    """
    rooms = _Rooms(ledger, now)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        rooms.store.close()

    made = FastAPI(
        title="Regulatory Timeline Tracker",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,  # such a redirect would name the host the request claims
        telemetry=SILENT,
    )
    made.add_middleware(Guarded)
    for path, answer, methods in rooms.routes():
        made.add_api_route(path, answer, methods=methods, response_model=None)
    made.add_exception_handler(HTTPException, _refused)
    made.add_exception_handler(UsageError, _misasked)
    made.add_exception_handler(TrackerError, _failed)
    made.add_exception_handler(Exception, _broken)
    return made


class _Rooms:
    """What the answers share: one ledger, its store, the key of its links."""

    def __init__(self, ledger: str | None, now: Callable[[], datetime]) -> None:
        self.ledger, self.now, self.base = settings(ledger).ledger, now, web_base()
        self._opened().close()  # what a first use files is not left to a GET
        self.store = Operations(self.ledger)
        self.subscribers = Subscribers(self.store, now)
        self.tokens = Tokens(key_of(self.store), now=now)
        self._made: dict[str, bytes] = {}
        self._making = threading.Lock()

    def routes(self) -> list[tuple[str, Callable[..., Response], list[str]]]:
        return [
            ("/", self.first, LOOK),
            ("/health", self.health, LOOK),
            ("/health.json", self.health_json, LOOK),
            ("/alerts/feed.atom", self.feed, LOOK),
            ("/alerts/calendar.ics", self.calendar, LOOK),
            ("/alerts/unsubscribe/{token:path}", self.ask_to_end, LOOK),
            ("/alerts/unsubscribe/{token:path}", self.end, ["POST"]),
            ("/alerts/confirm/{token:path}", self.ask_to_confirm, LOOK),
            ("/alerts/confirm/{token:path}", self.confirm, ["POST"]),
        ]

    # -- links in mails -----------------------------------------------------------------------

    def ask_to_end(self, token: str) -> Response:
        """What a link to unsubscribe would end, and a button."""
        found = self._leaving(token)
        if found is None:
            return _bad()
        asked = web_pages.ended if found.state == "ended" else web_pages.ask_to_end
        return _told(found, asked(found.wish))

    def end(self, token: str) -> Response:
        """End a subscription; once more does no harm."""
        found = self._leaving(token)
        if found is None:
            return _bad()
        self.subscribers.end(found.name, LEFT)
        return _told(found, web_pages.ended(found.wish))

    def ask_to_confirm(self, token: str) -> Response:
        """What an address would agree to, and a button."""
        found = self._joining(token)
        if found is None:
            return _bad()
        asked = web_pages.ask_to_confirm if found.state == "pending" else _settled(found)
        return _told(found, asked(found.wish))

    def confirm(self, token: str) -> Response:
        """The address agrees; one that has left since stays out."""
        found = self._joining(token)
        if found is None:
            return _bad()
        if self.subscribers.confirm(found.name):
            return _told(found, web_pages.confirmed(found.wish))
        return _told(found, _settled(found)(found.wish))

    def _leaving(self, token: str) -> Subscriber | None:
        return self._holder(self.tokens.read_unsubscribe(token))

    def _joining(self, token: str) -> Subscriber | None:
        return self._holder(self.tokens.read_confirm(token, self.now()))

    def _holder(self, claim: Claim | None) -> Subscriber | None:
        """The subscription of a token, if it still goes to the address the token was sent to."""
        name, to_hash = claim or NOBODY
        found = self.subscribers.find(name)  # also for a bad token, so that all take as long
        fits = self.tokens.fits(Claim(name, to_hash), found.wish.to if found else "")
        return found if found is not None and fits else None

    # -- feeds --------------------------------------------------------------------------------

    def feed(self, request: Request) -> Response:
        """The stories that answer a question."""
        asked, language = _question(request)
        with self._opened() as timeline:
            question = _understood(timeline, asked)
            told = lately(self.store, self.now())
            newest = max(((at, story.id) for story, at in told), default=())
            tag = self._tag("feed", timeline, question, language, *newest)
            if _same(request, tag):
                return _unchanged(tag)
            made = self._kept(
                tag,
                lambda: feed(
                    fed(timeline, told, question),
                    lambda story: as_then(story, timeline, language),
                    question=question,
                    base=self.base,
                    language=language,
                    updated=last_entry(timeline),
                ),
            )
        return Response(made, media_type="application/atom+xml", headers={"etag": tag})

    def calendar(self, request: Request) -> Response:
        """The starts and ends of the measures that answer a question."""
        asked, language = _question(request)
        with self._opened() as timeline:
            tag = self._tag("calendar", timeline, asked, language)
            if _same(request, tag):
                return _unchanged(tag)
            base = self.base
            made = self._kept(tag, lambda: calendar(timeline, asked, language=language, base=base))
        headers = {"etag": tag, "content-disposition": 'inline; filename="timeline.ics"'}
        return Response(made, media_type="text/calendar", headers=headers)

    def _kept(self, tag: str, make: Callable[[], bytes]) -> bytes:
        """An answer that was made before, if nothing it rests on has changed since."""
        with self._making:  # of many who ask at once, one has it made
            if tag not in self._made:
                while len(self._made) >= KEPT:
                    self._made.pop(next(iter(self._made)))
                self._made[tag] = make()
            return self._made[tag]

    @property
    def today(self) -> date:
        return self.now().astimezone(UTC).date()

    def _opened(self) -> Timeline:
        return tracker.open(self.ledger, now=self.now)

    def _tag(
        self, what: str, timeline: Timeline, question: Mapping[str, str], language: str, *more: str
    ) -> str:
        """A name for an answer: another one as soon as anything it rests on has changed."""
        meta = timeline.view.meta
        rests_on = [what, tracker.__version__, meta["digest"], meta.get("data", ""), language]
        rests_on += [self.today.isoformat(), self.base or "", repr(sorted(question.items())), *more]
        return f'"{hashlib.sha256(chr(31).join(rests_on).encode()).hexdigest()[:32]}"'

    # -- health and the first page ------------------------------------------------------------

    def first(self) -> Response:
        """What this is."""
        return page("first.html", base=self.base or "", filters=list(FILTERS))

    def health(self) -> Response:
        """Whether all is well, for people."""
        found = self._health()
        return page("health.html", 200 if found.fine else 503, health=found)

    def health_json(self) -> Response:
        """Whether all is well, for monitors."""
        found = self._health()
        status = 200 if found.fine else 503
        return JSONResponse(found.as_dict(), status, headers=web_pages.NO_STORE)

    def _health(self) -> Health:
        try:
            with self._opened() as timeline:
                return examine(timeline, self.store, _daemon(self.ledger, self.now()))
        except TrackerError as error:
            log.error("health: %s", one_line(str(error)))
            return unwell(self.now(), "the ledger or the store cannot be read")


def _bad() -> Response:
    return notice(web_pages.BAD, 404)


def _told(found: Subscriber, told: Notice) -> Response:
    return notice(told, language=found.wish.language)


def _settled(found: Subscriber) -> Callable[..., Notice]:
    return web_pages.ended if found.state in ("ended", "bounced") else web_pages.confirmed


# -- what is asked for --------------------------------------------------------------------------


def _question(request: Request) -> tuple[dict[str, str], str]:
    """The filters and the language of a request; UsageError for anything else in it."""
    given = request.query_params.multi_items()
    names = [name for name, _ in given]
    for name in names:
        if name not in (*FILTERS, "lang"):
            raise UsageError(f"parameter: {name!r} is none; expected {', '.join(FILTERS)} or lang")
        if names.count(name) > 1:
            raise UsageError(f"{name}: expected once, found {names.count(name)} times")
    asked = dict(given)
    language = ask_one(asked.pop("lang", "en"), LANGUAGES, "lang")
    return asked, language


def _understood(timeline: Timeline, asked: Mapping[str, str]) -> dict[str, str]:
    question = understand(timeline.view, timeline.now(), "on", asked, None, None, "all", False)
    return question.filters


def _same(request: Request, tag: str) -> bool:
    """Whether the asker has this answer already."""
    held = request.headers.get("if-none-match", "")
    tags = [one.strip().removeprefix("W/") for one in held.split(",")]
    return tag in tags or tags == ["*"]


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"etag": tag})


def _daemon(ledger: str, now: datetime) -> Daemon | None:
    """What the daemon of a ledger last said of itself on this host; None if nothing."""
    from tracker.schedule.status import read_status

    told = read_status(status_file(ledger), now)
    if not told["heartbeat"]:
        return None
    seen_at = datetime.fromisoformat(told["heartbeat"])
    return Daemon(seen_at, bool(told["once"]), told["ended_at"] is not None)


# -- what goes wrong ----------------------------------------------------------------------------


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    made = notice(web_pages.MISSING, error.status_code)
    made.headers.update(error.headers or {})
    return made


def _misasked(_: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{one_line(str(error))}\n", 400)


def _failed(_: Request, error: Exception) -> Response:
    log.error("%s", one_line(str(error)))
    return notice(web_pages.BROKEN, 503)


def _broken(_: Request, error: Exception) -> Response:
    """A fault of ours. It is raised again once this is sent, so whoever runs us sees it whole."""
    made: Any = notice(web_pages.BROKEN, 500)
    made.headers.update(web_pages.HEADERS)  # this answer is made outside of what guards the others
    return Response(made.body, 500, dict(made.headers))
