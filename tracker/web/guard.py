"""The headers every answer carries, so that a browser runs and fetches nothing but what is ours.

Whatever scraped words a page shows, no script, style, picture or frame from elsewhere is allowed,
and nobody may put a page of ours into theirs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-cache",
}
NO_STORE = {"cache-control": "no-store"}
LONGEST = 8 * 1024  # bytes of an address
TOO_LONG = {
    "type": "about:blank",
    "title": "This address is too long",
    "status": 414,
    "detail": f"Expected at most {LONGEST} bytes; ask for less at once.",
}
SIGNED_IN = (b"__Host-tracker=", b"tracker_session=")


class Guarded:
    """Puts the headers on every answer that does not set them itself, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                here = {name.lower() for name, _ in headers}
                more = ((name.encode(), value.encode()) for name, value in HEADERS.items())
                message["headers"] = [*headers, *(one for one in more if one[0] not in here)]
            await send(message)

        await self.app(scope, receive, guarded)


class Bounded:
    """Refuses an address that is longer than any question."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _length(scope) <= LONGEST:
            await self.app(scope, receive, send)
            return
        body = json.dumps(TOO_LONG).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 414, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _length(scope: Scope) -> int:
    return len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"")


class Squeezed(GZipMiddleware):
    """Compresses answers, but never one for somebody who is signed in.

    Such a page holds a secret beside words from the request; how well the two compress together
    would tell the secret letter by letter (BREACH).
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = (value for name, value in scope.get("headers", ()) if name == b"cookie")
        if any(mark in value for value in cookies for mark in SIGNED_IN):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
