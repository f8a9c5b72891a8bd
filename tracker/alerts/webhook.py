"""Letters as signed JSON to a webhook, by the rules of Standard Webhooks.

The receiver checks the signature with any of that standard's libraries, and knows a repeated
message by its `webhook-id`. A redirect is never followed: the signed words are for one address. No
answer may hold us, whatever it sends: the request as a whole has an end, and its body a cap. Of an
address only the host is ever told, for the rest of it is often the key to a room.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx2
from standardwebhooks import Webhook as Signature

from events.errors import TrackerError
from tracker.alerts.channel import Ambiguous, Deferred, Refused, Undelivered
from tracker.alerts.letter import Letter
from tracker.alerts.mail import header_text
from tracker.alerts.subscription import Subscription
from tracker.alerts.webhook_wire import Transport, Wire

if TYPE_CHECKING:
    import ssl

DEADLINE = 15.0
CAP = 64 * 1024
LONGEST_WAIT = 86_400.0  # what a server may ask of us, in seconds
PASSING = (408, 425, 429)


def new_secret() -> str:
    """A secret to sign with, as the standard writes it.

    >>> new_secret().startswith("whsec_")
    True
    """
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def utc_now() -> datetime:
    return datetime.now(UTC)


class Webhook:
    """The way to all webhooks; `read` counts the bytes of the last answer's body."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = utc_now,
        context: ssl.SSLContext | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self._now, self._context, self._deadline = now, context, deadline
        self.read = 0

    def send(self, letter: Letter, wish: Subscription) -> None:
        """Post a letter; Undelivered says what became of it."""
        body = _body(letter)
        headers = signed(letter.id, body, wish, self._now())
        wire = Wire(self._deadline)
        with self._faults(wish.to, wire), self._transport(wire) as transport:
            request = httpx2.Request("POST", wish.to, content=body, headers=headers)
            response = transport.handle_request(request)
            self._read_some(response)
            response.close()
        if refusal := _refusal(response, wish.to, self._now()):
            raise refusal

    def close(self) -> None:
        """Nothing is kept between two messages."""

    def _transport(self, wire: Wire) -> httpx2.BaseTransport:
        """Without the client around it, which keeps cookies and looks where a redirect leads."""
        self._context = self._context or httpx2.create_ssl_context()
        return Transport(wire, self._context)

    def _read_some(self, response: httpx2.Response) -> None:
        """The status has said it all; the body is read for its sender's sake, and not for long."""
        self.read = 0
        with suppress(httpx2.HTTPError):
            for piece in response.iter_raw(4096):
                self.read += len(piece)
                if self.read + 4096 > CAP:
                    return

    @contextmanager
    def _faults(self, to: str, wire: Wire) -> Iterator[None]:
        """Before it was asked for an answer, nothing can have arrived; after that, it may have."""
        try:
            yield
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            words = _innermost(error)
            if wire.wrong_place:
                told = f"{_shown(to)} leads to {wire.wrong_place}; write an address of the network"
                raise Refused(told, for_good=False) from error
            if wire.waits:
                told = f"{_shown(to)}: no whole answer ({words}); the message may have arrived"
                raise Ambiguous(told) from error
            raise Deferred(f"{_shown(to)} cannot be reached ({words})") from error


def signed(name: str, body: bytes, wish: Subscription, now: datetime) -> dict[str, str]:
    """The headers that prove who sent a body, and when."""
    if not name.isascii() or not name.isprintable() or " " in name:
        raise TrackerError(f"a fault of the tracker itself: {name!r:.80} cannot be a webhook-id")
    if not wish.secret:
        raise Refused(
            f"{wish.name}: a webhook needs a secret to sign with; add `secret: whsec_…`",
            for_good=False,
        )
    moment = now.astimezone(UTC)
    try:
        signature = Signature(wish.secret).sign(name, moment, body.decode())
    except Exception:  # without its words, which could hold the secret
        raise Refused(
            f"{wish.name}: its secret is not `whsec_` and base64; make a new one", for_good=False
        ) from None
    return {
        "content-type": "application/json",
        "user-agent": "regulatory-timeline-tracker",
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signature,
    }


def _body(letter: Letter) -> bytes:
    told = {**letter.data, "id": letter.id, "subject": letter.subject, "text": letter.text}
    try:
        return json.dumps(told, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise TrackerError(
            f"a fault of the tracker itself: the data of {letter.id!r:.80} is no JSON ({error})"
        ) from error


def _refusal(response: httpx2.Response, to: str, now: datetime) -> Undelivered | None:
    """What a status means for us; None where the message was taken."""
    status, shown = response.status_code, _shown(to)
    if 200 <= status < 300:
        return None
    if status in PASSING or status >= 500:
        wait = _retry_after(response.headers.get("retry-after", ""), now)
        later = "" if wait is None else f"; it asks to wait {wait:.0f} s"
        return Deferred(f"{shown} answered {status}{later}", wait=wait)
    if 300 <= status < 400:
        there = _shown(to, response.headers.get("location", ""))
        step = "write the address it is meant for into `to`"
        return Refused(
            f"{shown} redirects to {there}, which we do not follow; {step}", for_good=False
        )
    if status == 410:
        return Refused(f"{shown} answered 410: it is gone for good", for_good=True)
    return Refused(f"{shown} answered {status}; correct the address in `to`", for_good=False)


def _retry_after(written: str, now: datetime) -> float | None:
    """Seconds, from a number of them or a date; None for anything else."""
    try:
        if written.isascii() and written.isdigit():
            return min(float(written), LONGEST_WAIT)
        wait = (parsedate_to_datetime(written) - now).total_seconds()
        return min(max(0.0, wait), LONGEST_WAIT)
    except (TypeError, ValueError):
        return None


def _shown(url: str, onwards: str = "") -> str:
    """Scheme and host of an address, or of where it leads."""
    try:
        parts = urlsplit(urljoin(url, onwards))
        return header_text(f"{parts.scheme}://{parts.hostname or '?'}")[:120]
    except ValueError:
        return "an address that is none"


def _innermost(error: BaseException) -> str:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return " ".join(str(getattr(error, "verify_message", "") or error).split())[:120] or (
        type(error).__name__
    )
