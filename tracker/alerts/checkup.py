"""Whether alerts can reach people: for `tracker doctor`. Nothing is made that is not there yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

from config import alerts as chosen
from config.settings import Settings, ledger_path
from tracker.alerts import outbox
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.wishes import wishes_of
from tracker.operations import Operations, beside
from tracker.words import counted

Said = tuple[Literal["ok", "warning", "bad"], str]


def checkup(where: Settings) -> Iterator[Said]:
    """What is set up, who is subscribed, and what waits. Raises ConfigError."""
    wishes = wishes_of(chosen.alerts_file(where.data))
    chosen.check()
    server, pages = chosen.mail(), chosen.web()
    path = ledger_path(where.ledger)
    if path is not None and not beside(path).exists():
        yield "ok", f"{counted(len(wishes), 'subscription')} in alerts.yml; nothing was sent yet"
        return
    store = Operations(where.ledger)
    try:
        found = Subscribers(store, lambda: datetime.now(UTC)).all()
        states = Counter(one.state for one in found)
        counts = outbox.counts(store)
        waiting = counts["queued"]
    finally:
        store.close()
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    yield "ok", f"subscriptions: {told or 'none'}; {counted(waiting, 'message')} waiting"
    if counts["failed"]:
        failed = counted(counts["failed"], "message")
        yield (
            "warning",
            f"{failed} refused or given up so far; what they told comes with the next note",
        )
    mails = [one for one in found if one.wish.channel == "mail" and one.state != "ended"]
    if mails and server is None:
        yield "bad", "TRACKER_SMTP is not set: mails wait"
    if mails and pages is None:
        yield "warning", "TRACKER_WEB is not set: mails have no link to unsubscribe"
    for one in found:
        if one.state == "bounced":
            yield "warning", f"{one.name}: given up: {one.reason}; `tracker alerts resume`"
