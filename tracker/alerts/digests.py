"""What leaves by the clock of its reader: daily and weekly digests, and the weekly quiet note.

A digest holds what was noted before its hour and not told yet. Who is told at once or daily and has
heard nothing for a week gets a note that says so, so that silence means something; what might have
answered the question, but could not be decided, stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.alerts.outbox import message_id, queue
from tracker.alerts.subscribers import Subscriber, Subscribers
from tracker.alerts.subscription import WEEKDAYS, Subscription
from tracker.operations import Operations, Rows, stamp
from tracker.schedule.slots import Slot, Timetable

WEEK = timedelta(days=7)


def gather(store: Operations, subscribers: Subscribers, now: Callable[[], datetime]) -> int:
    """Queue the digests, notes and questions that are due; how many messages that is."""
    moment = now()
    before = _messages(store)
    for one in subscribers.all():
        with store.changing() as rows:
            if one.state == "pending":
                queue(rows, one.name, "confirm", (one.wish.to, one.changed_at), moment)
            elif one.state == "active":
                _of_one(rows, one, moment)
    return _messages(store) - before


def _messages(store: Operations) -> int:
    with store.reading() as rows:
        found = rows.one("SELECT count(*) FROM tracker_message")
    return int(found[0]) if found else 0


def _of_one(rows: Rows, one: Subscriber, now: datetime) -> None:
    if one.wish.how == "daily":
        _digest(rows, one, _daily(one.wish, now), now, sure_only=True)
    slot = weekly(one.wish, now)
    if _told_since(one) > slot.instant:
        return
    if _digest(rows, one, slot, now, sure_only=False):
        return
    if one.wish.how == "weekly" or not _heard(rows, one, slot):
        queue(rows, one.name, "quiet", (slot.name,), now)


def _told_since(one: Subscriber) -> datetime:
    return datetime.fromisoformat(max(one.since, one.changed_at))


def _digest(rows: Rows, one: Subscriber, slot: Slot, now: datetime, *, sure_only: bool) -> bool:
    """Bring together what waits and was noted before a slot; False if nothing waits.

    A slot has one digest: what is left over when that was refused waits for the next slot.
    """
    sort = "day" if sure_only else "week"
    name = message_id(one.name, "digest", sort, slot.name)
    if rows.one("SELECT 1 FROM tracker_message WHERE id = ?", name) is not None:
        return True
    waiting = rows.all(
        "SELECT n.story FROM tracker_news AS n JOIN tracker_story AS s ON s.id = n.story"
        " WHERE n.subscription = ? AND n.message IS NULL AND n.sure >= ? AND s.told_at <= ?",
        one.name,
        int(sure_only),
        stamp(slot.instant),
    )
    if not waiting:
        return False
    queue(rows, one.name, "digest", (sort, slot.name), now)
    for (story,) in waiting:
        rows.change(
            "UPDATE tracker_news SET message = ? WHERE subscription = ? AND story = ?",
            name,
            one.name,
            story,
        )
    return True


def _heard(rows: Rows, one: Subscriber, slot: Slot) -> bool:
    """Whether anything was told, or is on its way, in the week before a slot."""
    return (
        rows.one(
            "SELECT 1 FROM tracker_message WHERE subscription = ? AND what IN ('story', 'digest')"
            " AND queued_at > ? AND state IN ('queued', 'claimed', 'sent')",
            one.name,
            stamp(slot.instant - WEEK),
        )
        is not None
    )


def _daily(wish: Subscription, now: datetime) -> Slot:
    return _timetable(wish).latest(now)


def weekly(wish: Subscription, now: datetime) -> Slot:
    """The last weekly slot of a subscription, in its reader's zone."""
    slots = _timetable(wish).between(now - WEEK - timedelta(1), now)
    day = WEEKDAYS.index(wish.weekday)
    return max(one for one in slots if datetime.fromisoformat(one.name[:10]).weekday() == day)


def _timetable(wish: Subscription) -> Timetable:
    return Timetable(ZoneInfo(wish.zone), (time.fromisoformat(wish.at),))


def next_slot(wish: Subscription, day: date) -> date:
    """The day of the digest that tells what was noted on a day."""
    after = day + timedelta(1)
    if wish.how == "weekly":
        after += timedelta((WEEKDAYS.index(wish.weekday) - after.weekday()) % 7)
    return after
