"""What an operator does by hand: a test message, and a delivery report that came by mail."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from tracker.alerts.backtest import Backtest
from tracker.alerts.bounces import Bounce
from tracker.alerts.compose import Composer
from tracker.alerts.delivery import Channels, usual_channels
from tracker.alerts.letter import Letter
from tracker.alerts.match import answering
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.subscription import Subscription
from tracker.asked import UsageError
from tracker.operations import Operations
from tracker.queries import Timeline

LOOK_BACK = timedelta(days=800)


def trial(
    timeline: Timeline, store: Operations, wish: Subscription, now: Callable[[], datetime]
) -> Letter:
    """A test message with the latest story that answers; UsageError where there is none."""
    from tracker.alerts.turn import links_of

    last = now().date()
    found = list(Backtest(timeline.view).stories(last - LOOK_BACK, last, wish.ahead))
    asked = [one for one in found if any(what in wish.what for what in one.whats)]
    composer = Composer(timeline, links_of(store, now))
    for story in reversed(answering(timeline, asked, wish.question)):
        letter = composer.trial(secrets.token_hex(16), wish, story)
        if letter is not None:
            return letter
    raise UsageError(f"subscription {wish.name}: nothing in two years would have been told")


def trial_sent(letter: Letter, wish: Subscription, channels: Channels = usual_channels) -> None:
    """Send a test message now, past the outbox. Raises ConfigError or Undelivered."""
    channel = channels(wish.channel)
    try:
        channel.send(letter, wish)
    finally:
        channel.close()


def bounced(subscribers: Subscribers, found: Bounce) -> list[str]:
    """Give up the address that a delivery report names; the subscriptions it had.

    Anybody can write such a report, so it must return a message that we sent to that address.
    """
    name = (found.message_id or "").strip("<>").partition("@")[0]
    with subscribers.store.reading() as rows:
        row = rows.one("SELECT subscription FROM tracker_message WHERE id = ?", name)
    reader = subscribers.find(str(row[0])) if row else None
    if reader is None or reader.wish.to.casefold() != found.recipient.casefold():
        return []
    ours = [one for one in subscribers.all() if one.wish.to == reader.wish.to]
    gone = [one for one in ours if one.state in ("active", "pending", "paused")]
    cause = f"{found.status} {found.diagnostic}".strip()
    for one in gone:
        subscribers.bounced(one.name, cause, for_good=found.for_good)
    return [one.name for one in gone]
