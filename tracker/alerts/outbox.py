"""Messages on their way: each is queued once, claimed before it is sent, and ended once.

A message is a row under a name made of its subscription and what it tells, so queuing it twice
queues it once. It is claimed in a transaction of its own before the first byte leaves; what is
found claimed when nobody sends (the sender was killed) is sent again under the same name. That is
the one gap a mail server leaves open: a message that was taken although we never heard so.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.operations import Operations, Rows, stamp

WAITS = (1, 5, 15, 60, 240, 720)  # minutes before the next try; the last one from then on
GIVEN_UP_AFTER = timedelta(days=5)


@dataclass(frozen=True)
class Message:
    """A message as it stands. `what`: story, digest, quiet, or confirm."""

    id: str
    subscription: str
    what: str
    queued_at: str
    tries: int


def message_id(subscription: str, what: str, *names: str) -> str:
    """The name of a message, for ever the same for the same thing told to the same reader."""
    told = "\x1f".join([subscription, what, *names])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def queue(
    rows: Rows,
    subscription: str,
    what: str,
    names: tuple[str, ...],
    now: datetime,
    place: int = 0,
) -> str:
    """Queue a message, if it is not there; its name. `place` keeps those of one moment in order."""
    name = message_id(subscription, what, *names)
    rows.change(
        "INSERT INTO tracker_message (id, subscription, what, state, queued_at, next_try, tries)"
        " VALUES (?, ?, ?, 'queued', ?, ?, 0) ON CONFLICT DO NOTHING",
        name,
        subscription,
        what,
        stamp(now + timedelta(microseconds=place)),
        stamp(now),
    )
    return name


def free_abandoned(store: Operations) -> int:
    """Queue again what a killed sender had claimed; only for whoever holds the sending lease."""
    with store.changing() as rows:
        return rows.change(
            "UPDATE tracker_message SET state = 'queued', cause = 'its sender was stopped'"
            " WHERE state = 'claimed'"
        )


def due(store: Operations, now: datetime) -> list[Message]:
    """The messages to be tried now, in the order in which they were queued."""
    with store.reading() as rows:
        found = rows.all(
            "SELECT id, subscription, what, queued_at, tries FROM tracker_message"
            " WHERE state = 'queued' AND next_try <= ? ORDER BY queued_at, id",
            stamp(now),
        )
    return [Message(*row) for row in found]


def claim(store: Operations, message: Message, now: datetime) -> bool:
    """Take a message for sending; False if somebody else did."""
    with store.changing() as rows:
        return bool(
            rows.change(
                "UPDATE tracker_message SET state = 'claimed', claimed_at = ?, tries = tries + 1"
                " WHERE id = ? AND state = 'queued'",
                stamp(now),
                message.id,
            )
        )


def sent(rows: Rows, message: Message, now: datetime) -> None:
    """It left."""
    _end(rows, message, "sent", None, now)


def dropped(store: Operations, message: Message, cause: str, now: datetime) -> None:
    """It is not to be sent any more."""
    with store.changing() as rows:
        _end(rows, message, "dropped", cause, now)


def put_off(
    store: Operations, message: Message, cause: str, now: datetime, least: float | None = None
) -> bool:
    """Try again later, after `least` seconds where the other side asked for that; False if it has
    been tried long enough and is given up."""
    queued = datetime.fromisoformat(message.queued_at)
    with store.changing() as rows:
        if now - queued > GIVEN_UP_AFTER:
            _end(rows, message, "failed", cause, now)
            _free_news(rows, message)
            return False
        wait = timedelta(minutes=WAITS[min(message.tries, len(WAITS) - 1)])
        wait = max(wait, timedelta(seconds=min(least or 0, 86400)))
        rows.change(
            "UPDATE tracker_message SET state = 'queued', cause = ?, next_try = ? WHERE id = ?",
            cause,
            stamp(now + wait),
            message.id,
        )
    return True


def failed(store: Operations, message: Message, cause: str, now: datetime) -> None:
    """It was refused for good."""
    with store.changing() as rows:
        _end(rows, message, "failed", cause, now)
        _free_news(rows, message)


def _free_news(rows: Rows, message: Message) -> None:
    """What a failed message was to tell waits for the next digest or weekly note."""
    rows.change("UPDATE tracker_news SET message = NULL WHERE message = ?", message.id)


def newer(rows: Rows, message: Message) -> bool:
    """Whether news for the same reader was queued after a message."""
    return (
        rows.one(
            "SELECT 1 FROM tracker_message WHERE subscription = ? AND queued_at > ?"
            " AND what IN ('story', 'digest')",
            message.subscription,
            message.queued_at,
        )
        is not None
    )


def _end(rows: Rows, message: Message, state: str, cause: str | None, now: datetime) -> None:
    rows.change(
        "UPDATE tracker_message SET state = ?, cause = ?, ended_at = ? WHERE id = ?",
        state,
        cause,
        stamp(now),
        message.id,
    )


def counts(store: Operations) -> Counter[str]:
    """How many messages are in which state."""
    with store.reading() as rows:
        return Counter(dict(rows.all("SELECT state, count(*) FROM tracker_message GROUP BY state")))


def told_in(rows: Rows, message: str) -> list[tuple[str, bool]]:
    """The stories a message tells, and whether each surely answers."""
    found = rows.all(
        "SELECT n.story, n.sure FROM tracker_news AS n JOIN tracker_story AS s ON s.id = n.story"
        " WHERE n.message = ? ORDER BY s.day, s.told_at, s.id",
        message,
    )
    return [(str(story), bool(sure)) for story, sure in found]
