"""What every way out promises: a message is handed over, or an error says what became of it.

TrackerError
└── Undelivered        it did not leave as it should; `cause` says why, in one line
    ├── Refused        this recipient or this message is not wanted; `for_good`: the address is bad
    ├── Deferred       this message can go later; the next one may well go now
    ├── Unreachable    the way itself is shut (connection, TLS, login): nothing goes for now
    └── Ambiguous      lost after it was sent: it may have arrived; send it again under the same id
"""

from __future__ import annotations

from typing import Protocol

from events.errors import TrackerError
from tracker.alerts.letter import Letter
from tracker.alerts.subscription import Subscription


class Undelivered(TrackerError):
    """A message that did not leave as it should; `cause` is one line, without any secret."""

    def __init__(self, cause: str) -> None:
        self.cause = " ".join(cause.split())
        super().__init__(self.cause)


class Refused(Undelivered):
    """The other side does not want this message, or has no such recipient (`for_good`)."""

    def __init__(self, cause: str, *, for_good: bool) -> None:
        self.for_good = for_good
        super().__init__(cause)


class Deferred(Undelivered):
    """The other side asks for this message later; `wait` is how many seconds, where it says so."""

    def __init__(self, cause: str, *, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(cause)


class Unreachable(Undelivered):
    """The way itself is down or wrongly set up: no other message can go by it now either."""


class Ambiguous(Undelivered):
    """The connection was lost after all was sent: whether it arrived, nobody here can know."""


class Channel(Protocol):
    """One way out. It may keep a connection between messages; one thread uses it at a time."""

    def send(self, letter: Letter, wish: Subscription) -> None:
        """Hand a message over to one recipient; raises Undelivered where that fails."""

    def close(self) -> None:
        """Give the connection back; never raises."""
