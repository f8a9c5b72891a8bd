"""Links that act for a reader without a login: signed, for one purpose, for one address.

A token names a subscription and a keyed hash of its address, so it dies when the subscription moves
to another address, and whoever finds a forwarded mail cannot guess the address from it. A token to
unsubscribe does not age, because a reader may act on an old mail; one to confirm lives a week.

The moment of a token is in its own payload rather than the signing library's, so that the clock can
be given and the same wish always makes the same link. That also lets a token be checked to the last
letter: base64 has spare bits and decoders skip stray signs, so one signature can be written in many
ways, and only the one we wrote is taken.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from itsdangerous import BadData, URLSafeSerializer

from tracker.opening import utc_now
from tracker.operations import Operations

CONFIRM_WITHIN = timedelta(days=7)
KEY = "token_key"


class Claim(NamedTuple):
    """What a sound token says: a subscription, and the keyed hash of the address it was sent to."""

    name: str
    to_hash: str


class Tokens:
    """Tokens of one key; `now` stamps those that age."""

    def __init__(self, key: str, *, now: Callable[[], datetime] = utc_now) -> None:
        self._key, self._now = key.encode(), now
        self._unsubscribe = self._serializer("unsubscribe")
        self._confirm = self._serializer("confirm")

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        how = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        return URLSafeSerializer(self._key, salt=f"tracker.{purpose}", signer_kwargs=how)

    def unsubscribe(self, name: str, to: str) -> str:
        """A token that ends a subscription for as long as it goes to this address."""
        return str(self._unsubscribe.dumps([name, self._hash(to)]))

    def confirm(self, name: str, to: str) -> str:
        """A token with which an address agrees, within a week."""
        issued = int(self._now().timestamp())
        return str(self._confirm.dumps([name, self._hash(to), issued]))

    def read_unsubscribe(self, token: str) -> Claim | None:
        """What a token to unsubscribe says; None unless we made it."""
        match _payload(self._unsubscribe, token):
            case [str(name), str(to_hash)]:
                return Claim(name, to_hash)
        return None

    def read_confirm(self, token: str, now: datetime) -> Claim | None:
        """What a token to confirm says; None unless we made it, less than a week before `now`."""
        match _payload(self._confirm, token):
            case [str(name), str(to_hash), int(issued)]:
                age = now.timestamp() - issued
                return Claim(name, to_hash) if age < CONFIRM_WITHIN.total_seconds() else None
        return None

    def fits(self, claim: Claim, to: str) -> bool:
        """Whether a token was sent to this address."""
        return hmac.compare_digest(claim.to_hash, self._hash(to))

    def _hash(self, to: str) -> str:
        return hmac.new(self._key, b"address\0" + to.encode(), hashlib.sha256).hexdigest()[:24]


def _payload(serializer: URLSafeSerializer, token: str) -> Any:
    try:
        found = serializer.loads(token)
        same = hmac.compare_digest(serializer.dumps(found).encode(), token.encode())
    except (BadData, UnicodeError):
        return None
    return found if same else None


def key_of(store: Operations) -> str:
    """The key of a store's tokens, made at its first use; two processes agree on one."""
    with store.changing() as rows:
        rows.change(
            "INSERT INTO tracker_mark VALUES (?, ?) ON CONFLICT DO NOTHING",
            KEY,
            secrets.token_urlsafe(32),
        )
    found = store.mark(KEY)
    assert found is not None
    return found


def unsubscribe_url(base: str, token: str) -> str:
    """Where a reader, or a mail program for them, ends a subscription."""
    return f"{base}/alerts/unsubscribe/{token}"


def confirm_url(base: str, token: str) -> str:
    """Where an address agrees to be written to."""
    return f"{base}/alerts/confirm/{token}"
