"""Letters as plain text to chat services, through the library Apprise, which is an extra.

An address such as `slack://TOKEN/…` is a key to a room, so of it only the service's name is told.
Apprise can do more than we want: it reads files named in an address, follows templates, keeps a
store on disk. Here it gets a text, and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from events.errors import ConfigError
from tracker.alerts.channel import Deferred, Refused
from tracker.alerts.letter import Letter
from tracker.alerts.mail import header_text
from tracker.alerts.subscription import Subscription
from tracker.asked import UsageError

if TYPE_CHECKING:
    import apprise

DEADLINE = 30.0
# What services take from an address as the name of a file to read, or of a thing to fetch.
FILES = ("attach", "file_url", "filename", "key_file", "keyfile", "path", "subfile", "template")
# Services of this machine: a program, its log, its screen.
LOCAL_SERVICES = frozenset(["dbus", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"])


class Chat:
    """The way to all chat services."""

    def __init__(self, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline

    def send(self, letter: Letter, wish: Subscription) -> None:
        """Post a letter's text under its subject; Undelivered says what became of it."""
        service = _service(wish.to)
        room = _room(wish.to, service)
        try:
            done = room.notify(
                body=letter.text,
                title=header_text(letter.subject),
                body_format="text",
                timeout=self._deadline,
            )
        except Exception:  # its words may hold the address, and a plugin may raise anything
            raise Deferred(f"chat service {service}: the library failed at this message") from None
        if not done:
            raise Deferred(f"chat service {service}: the message was not taken, or not in time")

    def close(self) -> None:
        """Nothing is kept between two messages."""


def check(wish: Subscription) -> None:
    """Whether an address is one the library can use. Raises ConfigError, or UsageError."""
    try:
        _room(wish.to, _service(wish.to))
    except Refused as error:
        raise UsageError(f"address: {error.cause}") from error


def _service(to: str) -> str:
    """The name of a service: all of an address that may be shown."""
    return re.sub("[^a-z0-9+-]", "", to.partition("://")[0].lower())[:30] or "without a name"


def _library() -> None:
    """See to it that the library is there."""
    try:
        import apprise  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            "chat: the library Apprise is not installed;"
            " pip install 'regulatory-timeline-tracker[chat]'"
        ) from error


def _room(to: str, service: str) -> apprise.Apprise:
    _library()
    import apprise

    if service in LOCAL_SERVICES:
        raise Refused(f"chat service {service}: it does not leave this machine", for_good=False)
    named = {unquote(word.partition("=")[0]).lower() for word in re.split("[?&;]", to)[1:]}
    if files := sorted(named & set(FILES)):
        raise Refused(
            f"chat service {service}: `{files[0]}` would read a file; leave it out", for_good=False
        )
    asset = apprise.AppriseAsset(
        plugin_paths=[],
        storage_mode="memory",
        secure_logging=True,
        allow_templates=False,
        http_redirects=False,
        service_timeout=DEADLINE,
    )
    plugin = apprise.Apprise.instantiate(to, asset=asset)  # never a file of addresses
    if plugin is None:
        raise Refused(
            f"chat service {service}: the address is none that Apprise understands; correct `to`",
            for_good=False,
        )
    room = apprise.Apprise(asset=asset)
    room.add(plugin)
    return room
