"""A subscription: a saved question, what of its answer is worth a message, how and to whom."""

from __future__ import annotations

import re
from base64 import b64decode
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from tracker.alerts.story import WHATS, What
from tracker.asked import UsageError
from tracker.question import FILTERS

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL: tuple[What, ...] = tuple(what for what in WHATS if what != "failing")


def _clock(at: object) -> str:
    """A time of day; YAML takes one without quotes for a number."""
    if not isinstance(at, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
        raise ValueError("expected a time in quotes, such as '08:00'")
    return at


Clock = Annotated[str, BeforeValidator(_clock)]


class Subscription(BaseModel):
    """One reader's wish.

    `to` is a mail address, the https address of a webhook, or any address that the chat library
    understands (`slack://…`). `question` has the filters of `tracker on`. `how` says when: at once,
    each day at `at`, or each `weekday` at `at`, in `zone`. `ahead` are the numbers of days before a
    change on which it is told. `secret` signs a webhook's messages. `confirmed`: whoever wrote the
    entry vouches that the address wants the mail, so that it is not asked first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    to: str
    question: dict[str, str] = Field(default_factory=dict)
    what: tuple[What, ...] = Field(default=USUAL, min_length=1)
    how: Literal["immediate", "daily", "weekly"] = "immediate"
    at: Clock = "08:00"
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    zone: str = "UTC"
    ahead: tuple[Annotated[int, Field(ge=1, le=366)], ...] = (7,)
    language: Literal["en", "zh"] = "en"
    secret: str | None = None
    confirmed: bool = False

    @property
    def channel(self) -> Literal["mail", "webhook", "chat"]:
        """By which way it is told."""
        return channel_of(self.to)

    @field_validator("to")
    @classmethod
    def _reachable(cls, to: str) -> str:
        match channel_of(to):
            case "mail":
                return _address(to)
            case "webhook":
                return _webhook(to)
            case _:
                return to

    @field_validator("secret")
    @classmethod
    def _key(cls, secret: str | None) -> str | None:
        if secret is not None:
            _signing_key(secret)
        return secret

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):
            raise ValueError("expected a zone such as Europe/Berlin") from None
        return zone

    @field_validator("question", mode="before")
    @classmethod
    def _known_filters(cls, question: object) -> object:
        if not isinstance(question, dict):
            raise ValueError("expected filters with their values")
        unknown = [name for name in question if name not in FILTERS]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no filter; expected {', '.join(FILTERS)}")
        odd = [name for name, value in question.items() if isinstance(value, bool)]
        if odd:
            raise ValueError(f"{odd[0]}: expected words, found yes or no; put them in quotes")
        told = {name: str(value).strip() for name, value in question.items() if value is not None}
        unseen = [name for name, value in told.items() if not value.isprintable()]
        if unseen:
            raise ValueError(f"{unseen[0]}: expected words on one line")
        empty = [name for name, value in told.items() if not value]
        if empty:
            raise ValueError(f"{empty[0]}: expected a value, found an empty one")
        return told


def channel_of(to: str) -> Literal["mail", "webhook", "chat"]:
    """Which way an address names.

    >>> channel_of("a@b.example"), channel_of("https://b.example/in"), channel_of("slack://x/y")
    ('mail', 'webhook', 'chat')
    """
    scheme = urlsplit(to).scheme if "://" in to else ""
    if not scheme:
        return "mail"
    return "webhook" if scheme in ("http", "https") else "chat"


def _address(to: str) -> str:
    """A plain mail address: no name, no list, nothing a header could be made of."""
    wrong = ValueError("expected one mail address such as name@example.com")
    if (
        not to.isascii()
        or not to.isprintable()
        or len(to) > 254
        or re.search(r"[\s,;<>\"()\\]", to)
    ):
        raise wrong
    try:
        found = Address(addr_spec=to)
    except (HeaderParseError, MessageError, ValueError, IndexError):
        raise wrong from None
    if not re.fullmatch(r"[A-Za-z0-9.-]+", found.domain or "") or "=?" in to:
        raise wrong
    return to


def _signing_key(secret: str) -> None:
    wrong = ValueError("expected a key of 24 to 64 bytes as whsec_ and base64")
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        raise wrong from None
    if not secret.startswith("whsec_") or not 24 <= len(key) <= 64:
        raise wrong


def _webhook(to: str) -> str:
    try:
        parts = urlsplit(to)
        port = parts.port
    except ValueError:
        raise ValueError("expected a web address") from None
    if port == 0:
        raise ValueError("expected a web address with a port that there is")
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not to.isascii() or not to.isprintable() or " " in to or not parts.hostname:
        raise ValueError("expected a web address in ASCII")
    if parts.username or parts.password:
        raise ValueError("expected a web address without a login in it")
    if parts.scheme != "https" and not local:
        raise ValueError("expected https, so that nobody on the way can read or change it")
    return to


def subscription(fields: dict[str, Any], where: str) -> Subscription:
    """A subscription from its fields; UsageError names the place, the key, and what was found."""
    try:
        return Subscription.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "entry"
        words = str(first["msg"]).removeprefix("Value error, ")
        found = "" if key == "secret" else f"; found {first.get('input')!r:.80}"
        raise UsageError(f"{where}: {key}: {words}{found}") from error
