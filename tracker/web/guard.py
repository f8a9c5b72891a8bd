"""The headers every answer carries, so that a browser runs and fetches nothing but what is ours.

Whatever scraped words a page shows, no script, style, picture or frame from elsewhere is allowed,
and nobody may put a page of ours into theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
