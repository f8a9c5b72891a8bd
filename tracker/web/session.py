"""Sessions of people who signed in with a token: a signed cookie, and what a form must bring back.

The cookie holds the token's name, a random number and a moment, never the token. It is over after
twelve hours, when its token ends, and when its owner signs out anywhere. A form holds a word that
only the same session can know, so that no other site can send one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Request, Response
from itsdangerous import BadData, URLSafeSerializer

from config.alerts import LOCAL
from tracker.access import Access, Grant

LASTS = timedelta(hours=12)
NAMES = ("__Host-tracker", "tracker_session")  # the first wherever a browser would keep it


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in: what they may do, and the word for their forms."""

    grant: Grant
    csrf: str

    def may(self, right: str) -> bool:
        """Whether they may do something."""
        return right in self.grant.may


class Sessions:
    """The sessions of one server; `base` is the address readers use, None on this host alone."""

    def __init__(self, key: str, access: Access, base: str | None) -> None:
        parts = urlsplit(base or "")
        self._key, self.access = key.encode(), access
        self._path = parts.path.rstrip("/") or "/"
        self.secure = parts.scheme == "https"
        self.origin = f"{parts.scheme}://{parts.netloc}" if base else None
        self.name = NAMES[0] if self.secure and self._path == "/" else NAMES[1]
        how = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        self._signed = URLSafeSerializer(self._key, salt="tracker.session", signer_kwargs=how)

    def begin(self, answer: Response, grant: Grant) -> None:
        """Sign somebody in."""
        moment = self.access.now().timestamp()
        value = self._signed.dumps([grant.name, secrets.token_urlsafe(16), moment])
        self._set(answer, str(value), int(LASTS.total_seconds()))

    def end(self, answer: Response) -> None:
        """Take the cookie away."""
        self._set(answer, "", 0)

    def _set(self, answer: Response, value: str, age: int) -> None:
        answer.set_cookie(
            self.name,
            value,
            max_age=age,
            path=self._path,
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )

    def of(self, request: Request) -> Session | None:
        """Who asks; None unless they are signed in."""
        value = request.cookies.get(self.name, "")
        match self._payload(value):
            case [str(name), str(_), int() | float() as began]:
                grant = self.access.named(name)
                if grant is not None and self._lasts(float(began), grant):
                    return Session(grant, self._word(value))
        return None

    def _payload(self, value: str) -> object:
        """What a cookie says; None unless it is, to the last letter, one that we made."""
        try:
            found = self._signed.loads(value)
            same = hmac.compare_digest(str(self._signed.dumps(found)).encode(), value.encode())
        except (BadData, UnicodeError):
            return None
        return found if same else None

    def _lasts(self, began: float, grant: Grant) -> bool:
        age = self.access.now().timestamp() - began
        over = datetime.fromisoformat(grant.sessions_from).timestamp()
        return age < LASTS.total_seconds() and began >= over

    def _word(self, value: str) -> str:
        return hmac.new(self._key, b"form\0" + value.encode(), hashlib.sha256).hexdigest()

    def ours(self, request: Request) -> bool:
        """Whether a page of ours sent this: the browser says so, and nothing says otherwise.

        Without a configured address only this host is ours: else the claimed host would decide.
        """
        origin = request.headers.get("origin", "")
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        if self.origin is not None and origin == self.origin:
            return True
        try:
            parts = urlsplit(origin)
            local = parts.hostname in LOCAL
        except ValueError:
            return False
        here = request.headers.get("host", "")
        return local and self.origin_of_this_host(origin, here)

    @staticmethod
    def origin_of_this_host(origin: str, host: str) -> bool:
        """Whether an origin on this host is the very port that was asked."""
        return origin == f"http://{host}"
