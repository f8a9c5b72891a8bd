"""What went wrong, said once: as problem+json (RFC 9457) to programs, as a page to people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from events.errors import TrackerError
from tracker.alerts.legible import one_line
from tracker.asked import UsageError
from tracker.web import notices
from tracker.web.frame import notice
from tracker.web.guard import HEADERS
from tracker.web.house import House
from tracker.web.notices import Notice

MEDIA = "application/problem+json"
PLAIN = (
    ".csv",
    ".json",
    ".xlsx",
    ".jsonl",
    ".jsonld",
    ".parquet",
    ".md",
    ".docx",
    ".bib",
    ".atom",
    ".ics",
)
WORDS = {
    400: "The question cannot be understood",
    404: "There is nothing here",
    405: "This address is not for that",
}
DETAILS = {
    404: "The address may be mistyped; /openapi.json names those that answer with data.",
    405: "Expected one of the methods that `Allow` names.",
}

log = logging.getLogger(__name__)


class Problem(BaseModel):
    """An error: all of a kind have one `title`, `detail` says what to do about this one."""

    type: str = Field("about:blank", description="Always about:blank: the status says the kind.")
    title: str = Field(description="What kind of problem it is.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What was expected, what was found, and what to do.")


class Refused(Exception):
    """A request that is understood and not taken: 401, 403, 404, 409, 413, 415, 422, 429 or 501.

    `headers` say what the asker may do about it: how to sign in, how long to wait.
    """

    def __init__(
        self, status: int, title: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail
        self.headers = dict(headers or {})


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """An error to a program."""
    told = Problem(type="about:blank", title=title, status=status, detail=detail)
    return JSONResponse(told.model_dump(), status, media_type=MEDIA)


def handlers(house: House) -> dict[Any, Callable[[Request, Exception], Response]]:
    """Which error is answered how."""

    def told(request: Request, status: int, title: str, detail: str, found: Notice) -> Response:
        if wants_data(request):
            made = problem(status, title, detail)
            if request.url.path.endswith(PLAIN):  # what any site may read tells it also why not
                made.headers["access-control-allow-origin"] = "*"
            return made
        return notice(house, found, status)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = WORDS.get(error.status_code, str(error.detail))
        detail = DETAILS.get(error.status_code, str(error.detail))
        made = told(request, error.status_code, title, detail, notices.MISSING)
        made.headers.update(error.headers or {})
        if error.status_code == 405:
            made.headers["allow"] = ", ".join(sorted(allowed(request)))
        return made

    def misasked(request: Request, error: Exception) -> Response:
        line = one_line(str(error))
        return told(request, 400, WORDS[400], line, notices.misasked(line))

    def forbidden(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        found = Notice(error.title, (error.detail,))
        made = told(request, error.status, error.title, error.detail, found)
        made.headers.update(error.headers)
        return made

    def failed(request: Request, error: Exception) -> Response:
        log.error("%s", one_line(str(error)))
        line = "The ledger or its view cannot be read now; try again later."
        return told(request, 503, "This could not be answered", line, notices.BROKEN)

    def broken(request: Request, error: Exception) -> Response:
        """A fault of ours. It is raised again once this is sent, so whoever runs us sees it."""
        line = "The fault is ours and has been noted; try again later."
        made = told(request, 500, "This could not be answered", line, notices.BROKEN)
        made.headers.update({**HEADERS, **dict(made.headers)})  # made outside of what guards others
        return made

    return {
        HTTPException: refused,
        RequestValidationError: misasked,
        UsageError: misasked,
        Refused: forbidden,
        TrackerError: failed,
        Exception: broken,
    }


def allowed(request: Request) -> set[str]:
    """The methods that an address is for, by all routes that fit it."""
    fitting = (
        route
        for route in request.app.routes
        if route.matches({**request.scope, "method": "GET"})[0] is not Match.NONE
    )
    return {method for route in fitting for method in getattr(route, "methods", None) or ()}


def wants_data(request: Request) -> bool:
    """Whether a program asks: by the form in the address, or by what it accepts."""
    if request.url.path.endswith(PLAIN) or request.url.path.startswith("/api/"):
        return True
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted
