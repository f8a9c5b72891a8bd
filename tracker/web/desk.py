"""The desk at which writes are let in: a token for programs, a session and its form for people.

A cookie opens no address of the API, and a token in a header no form: so neither can be borrowed
for the other. A page of another site is refused before anything it sends is looked at.
"""

from __future__ import annotations

import hmac
import re
from typing import Annotated, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from tracker.access import RIGHTS, Access, Grant
from tracker.alerts.legible import one_line
from tracker.alerts.tokens import key_of
from tracker.web.attempts import Attempts
from tracker.web.frame import page
from tracker.web.guard import NO_STORE
from tracker.web.house import House
from tracker.web.problems import Refused
from tracker.web.session import Session, Sessions

MOST = 256 * 1024  # bytes of one form or JSON body
FIELDS = 60  # of one form
SIMPLE = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "")
WITH_FORMS = {**NO_STORE, "referrer-policy": "same-origin"}  # without it a form's origin is null
WORDS = TypeVar("WORDS", bound=BaseModel)
_NEXT = re.compile(r"/(review|alerts)(/[a-z0-9-]{1,80})?")


async def body_of(request: Request) -> bytes:
    """The body of a request; Refused (413) where it is larger than anything asked for here."""
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > MOST:
            line = f"Expected at most {MOST // 1024} KiB, found more."
            raise Refused(413, "This is too large", line)
    return bytes(read)


Body = Annotated[bytes, Depends(body_of)]


class Desk:
    """Who may write to one house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.access = Access(house.store, house.now)
        self.sessions = Sessions(key_of(house.store), self.access, house.base)
        self.attempts = Attempts(house.now)

    # -- programs -----------------------------------------------------------------------------

    def bearer(self, request: Request, right: str) -> Grant:
        """The grant of the token in a request's header; Refused unless it may do this."""
        self._from_here(request, allow_none=True)
        given = request.headers.get("authorization", "")
        kind, _, token = given.partition(" ")
        if kind.casefold() != "bearer" or not token.strip():
            line = "Send `Authorization: Bearer TOKEN`; `tracker tokens add NAME` gives one."
            raise Refused(401, "A token is needed", line, {"www-authenticate": "Bearer"})
        return self._may(self._holder(request, token.strip()), right)

    def told(self, request: Request, body: bytes, words: type[WORDS]) -> WORDS:
        """A JSON body as what it should be; Refused unless it was sent as JSON and is that."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if kind != "application/json" and (body or kind):
            status = 403 if kind in SIMPLE else 415  # the simple ones any page of any site can send
            line = f"Expected a body of application/json, found {kind or 'no type'!r:.60}."
            raise Refused(status, "This is not sent as JSON", line)
        try:
            return words.model_validate_json(body or b"{}", strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "body"
            said = str(first["msg"]).removeprefix("Value error, ")
            line = one_line(f"{where:.80}: {said:.300}")
            raise Refused(422, "The body is not as expected", line) from error

    # -- people -------------------------------------------------------------------------------

    def form(self, request: Request, body: bytes, right: str) -> tuple[Session, dict[str, str]]:
        """Who sent a form of ours, and its fields; Refused unless they may do this."""
        self._from_here(request)
        session, fields = self.sessions.of(request), fields_of(request, body)
        if session is None:
            raise Refused(401, "Sign in first", "Your session is over, or has not begun.")
        if not hmac.compare_digest(fields.pop("csrf", "").encode(), session.csrf.encode()):
            line = "This form is not from your session; open the page again."
            raise Refused(403, "This form is not yours", line)
        self._may(session.grant, right)
        return session, fields

    def sign_in_page(self, request: Request) -> Response:
        """Where a token is given for a session."""
        return self._asking(request.query_params.get("next", ""))

    def sign_in(self, request: Request, body: Body) -> Response:
        """Begin a session, and go on to where it was wanted."""
        self._from_here(request)
        fields = fields_of(request, body)
        try:
            grant = self._holder(request, fields.get("token", "").strip())
        except Refused as refused:
            if refused.status == 429:
                raise
            return self._asking(fields.get("next", ""), "This token does not work.", 401)
        answer = self.leading(within(fields.get("next", "")))
        self.sessions.begin(answer, grant)
        return answer

    def sign_out(self, request: Request, body: Body) -> Response:
        """End every session of a token."""
        self._from_here(request)
        session, fields = self.sessions.of(request), fields_of(request, body)
        answer = self.leading("/review")
        if session is not None:
            if not hmac.compare_digest(fields.get("csrf", "").encode(), session.csrf.encode()):
                line = "This form is not from your session; open the page again."
                raise Refused(403, "This form is not yours", line)
            self.access.end_sessions(session.grant.name)
        self.sessions.end(answer)
        return answer

    def leading(self, path: str) -> Response:
        """On to a page of ours, which is then asked for anew."""
        return RedirectResponse(f"{self.house.root}{path}", 303, headers=NO_STORE)

    def _asking(self, next: str, wrong: str = "", status: int = 200) -> Response:
        given = {"next": within(next), "wrong": wrong}
        return page(self.house, "signin.html", status, headers=WITH_FORMS, **given)

    # -- both ---------------------------------------------------------------------------------

    def _from_here(self, request: Request, *, allow_none: bool = False) -> None:
        claimed = {"origin", "sec-fetch-site"} & set(request.headers)
        if (allow_none and not claimed) or self.sessions.ours(request):
            return
        line = "Expected a page of this server; its address for browsers is TRACKER_WEB."
        raise Refused(403, "This came from another site", line)

    def _holder(self, request: Request, token: str) -> Grant:
        grant = self.access.holder(token)
        if grant is not None:
            return grant
        wait = self.attempts.failed(request.client.host if request.client else "")
        if wait is not None:
            line = f"Too many tokens that do not work; wait {wait} seconds."
            raise Refused(429, "Too many attempts", line, {"retry-after": str(wait)})
        line = "It is none, was revoked, or is too old; `tracker tokens add NAME` gives another."
        how = {"www-authenticate": 'Bearer error="invalid_token"'}
        raise Refused(401, "This token does not work", line, how)

    def _may(self, grant: Grant, right: str) -> Grant:
        if right not in grant.may:
            line = f"{grant.name} may not {RIGHTS[right]}; another token is needed."
            raise Refused(403, "This is not allowed", line)
        return grant


def fields_of(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a form; Refused for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    try:
        if kind != SIMPLE[0]:
            raise ValueError
        pairs = parse_qsl(
            body.decode(), True, encoding="utf-8", errors="strict", max_num_fields=FIELDS
        )
    except ValueError as error:
        line = "Expected the fields of a form in UTF-8."
        raise Refused(415, "This is no form", line) from error
    found: dict[str, str] = {}
    for name, value in pairs:
        text = value.replace("\r\n", "\n")
        found[name] = f"{found[name]},{text}" if name in found else text
    return found


def within(next: str) -> str:
    """A page of ours to go on to; whatever is none leads to what waits.

    >>> within("/alerts"), within("//evil.example"), within("https://evil.example/review")
    ('/alerts', '/review', '/review')
    """
    return next if _NEXT.fullmatch(next) else "/review"
