"""Who is subscribed: the entries of `alerts.yml` and those added by hand, with what became of them.

An entry is `pending` until its address has agreed, `active`, `paused` by hand, `ended` by its
reader, or `bounced` when its address refused for good. The file says what is wished for; what its
reader decided since counts more, so a file entry that was ended stays ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.alerts.subscription import Subscription
from tracker.asked import UsageError, did_you_mean, nearest
from tracker.operations import Operations, Rows, stamp

BOUNCES = 3  # refusals that may pass, in a row, after which an address is given up
COLUMNS = "name, origin, body, state, reason, changed_at, since, bounces"


@dataclass(frozen=True)
class Subscriber:
    """A subscription as it stands. `since` is the moment from which it is told things."""

    wish: Subscription
    origin: str
    state: str
    reason: str | None
    changed_at: str
    since: str
    bounces: int

    @property
    def name(self) -> str:
        return self.wish.name

    @property
    def left_out(self) -> str | None:
        """The state before its entry was left out of the file; None if it was not."""
        before = f"{LEFT_OUT}; before that "
        found = (self.reason or "").removeprefix(before)
        return found if self.state == "ended" and found != self.reason else None


def _subscriber(row: tuple[object, ...]) -> Subscriber:
    _, origin, body, state, reason, changed_at, since, bounces = row
    return Subscriber(
        wish=Subscription.model_validate_json(str(body)),
        origin=str(origin),
        state=str(state),
        reason=None if reason is None else str(reason),
        changed_at=str(changed_at),
        since=str(since),
        bounces=int(str(bounces)),
    )


class Subscribers:
    """All subscriptions of one store."""

    def __init__(self, store: Operations, now: Callable[[], datetime]) -> None:
        self.store, self.now = store, now

    def all(self) -> list[Subscriber]:
        """Every subscription, by name."""
        with self.store.reading() as rows:
            found = rows.all(f"SELECT {COLUMNS} FROM tracker_subscription ORDER BY name")
        return [_subscriber(row) for row in found]

    def find(self, name: str) -> Subscriber | None:
        """A subscription by its name; None if there is none."""
        with self.store.reading() as rows:
            row = rows.one(f"SELECT {COLUMNS} FROM tracker_subscription WHERE name = ?", name)
        return None if row is None else _subscriber(row)

    def need(self, name: str) -> Subscriber:
        """A subscription by its name; UsageError if there is none."""
        found = self.find(name)
        if found is None:
            names = [one.name for one in self.all()]
            there = f"there are {', '.join(names)}" if names else "there is none yet"
            hint = did_you_mean(nearest(name, names))
            raise UsageError(f"subscription: {name!r} is none; {there}{hint}")
        return found

    # -- what is wished for -------------------------------------------------------------------

    def add(self, wish: Subscription) -> Subscriber:
        """Take in a new subscription, told from now on; UsageError if its name is taken."""
        with self.store.changing() as rows:
            if not self._insert(rows, wish, "hand"):
                raise UsageError(
                    f"subscription: {wish.name!r} is taken; choose another name, or remove it first"
                )
        return self.need(wish.name)

    def _insert(self, rows: Rows, wish: Subscription, origin: str) -> int:
        now = stamp(self.now())
        return rows.change(
            f"INSERT INTO tracker_subscription ({COLUMNS}) VALUES (?, ?, ?, ?, NULL, ?, ?, 0)"
            " ON CONFLICT DO NOTHING",
            wish.name,
            origin,
            wish.model_dump_json(),
            _first_state(wish),
            now,
            now,
        )

    def follow_file(self, wishes: Iterable[Subscription], *, whole: bool = True) -> list[str]:
        """Bring the entries of `alerts.yml` in; one line for each that cannot be as it says.

        What they leave out is ended, unless they are not the `whole` of what is wished.
        """
        told, listed = [], {wish.name: wish for wish in wishes}
        with self.store.changing() as rows:
            found = rows.all(f"SELECT {COLUMNS} FROM tracker_subscription")
            here = {one.name: one for one in map(_subscriber, found)}
            for name, wish in listed.items():
                before = here.get(name)
                if before is None:
                    self._insert(rows, wish, "file")
                elif before.origin != "file":
                    told.append(f"alerts.yml: {name}: an entry added by hand has this name already")
                elif before.wish != wish:
                    self._replace(rows, before, wish)
                elif before.left_out:
                    self._set(rows, name, before.left_out, None)
            for name, before in here.items():
                if before.origin != "file" or name in listed or before.state == "ended":
                    continue
                if not whole:
                    told.append(f"alerts.yml: is not there; {name} goes on as it was")
                else:
                    self._set(rows, name, "ended", f"{LEFT_OUT}; before that {before.state}")
        return told

    def _replace(self, rows: Rows, before: Subscriber, wish: Subscription) -> None:
        """Other wishes; another address must agree anew, whatever the one before decided."""
        moved = before.wish.to != wish.to
        rows.change(
            "UPDATE tracker_subscription SET body = ? WHERE name = ?",
            wish.model_dump_json(),
            wish.name,
        )
        if moved:
            self._set(rows, wish.name, _first_state(wish), None)
        elif before.left_out:
            self._set(rows, wish.name, before.left_out, None)
        elif before.state == "pending" and wish.confirmed:
            self._set(rows, wish.name, "active", None)

    # -- what became of it --------------------------------------------------------------------

    def confirm(self, name: str) -> bool:
        """The address agreed; False if it was not asked."""
        return self._move(name, ("pending",), "active", None)

    def end(self, name: str, reason: str) -> bool:
        """The reader wants no more; False if it had ended already. What is queued is not sent."""
        return self._move(name, ("pending", "active", "paused", "bounced"), "ended", reason)

    def pause(self, name: str) -> bool:
        """Tell nothing until resumed; False if it was not active."""
        return self._move(name, ("active",), "paused", None)

    def resume(self, name: str) -> bool:
        """Tell what is new from now on; also an address that bounced is tried again."""
        return self._move(name, ("paused", "bounced"), "active", None)

    def bounced(self, name: str, reason: str, *, for_good: bool) -> bool:
        """An address refused; True if it is given up."""
        with self.store.changing() as rows:
            rows.change(
                "UPDATE tracker_subscription SET bounces = bounces + 1 WHERE name = ?", name
            )
            row = rows.one("SELECT bounces FROM tracker_subscription WHERE name = ?", name)
            if row is None or not (for_good or int(row[0]) >= BOUNCES):
                return False
            self._set(rows, name, "bounced", reason)
        return True

    def arrived(self, rows: Rows, name: str) -> None:
        """A message was taken: refusals before it do not count any more."""
        rows.change("UPDATE tracker_subscription SET bounces = 0 WHERE name = ?", name)

    def remove(self, name: str) -> None:
        """Forget a subscription with its address and everything queued for it.

        UsageError for one of `alerts.yml`: it would come back, also to a reader who left.
        """
        found = self.need(name)
        if found.origin == "file" and not found.left_out:
            raise UsageError(
                f"{name}: an entry of alerts.yml; take it out there first, or it would come back"
            )
        with self.store.changing() as rows:
            for table in ("tracker_news", "tracker_message"):
                rows.change(f"DELETE FROM {table} WHERE subscription = ?", name)
            rows.change("DELETE FROM tracker_subscription WHERE name = ?", name)

    def _move(self, name: str, before: tuple[str, ...], to: str, reason: str | None) -> bool:
        with self.store.changing() as rows:
            row = rows.one("SELECT state FROM tracker_subscription WHERE name = ?", name)
            if row is None or row[0] not in before:
                return False
            self._set(rows, name, to, reason)
        return True

    def _set(self, rows: Rows, name: str, state: str, reason: str | None) -> None:
        rows.change(
            "UPDATE tracker_subscription SET state = ?, reason = ?, changed_at = ?, bounces = 0"
            " WHERE name = ?",
            state,
            reason,
            stamp(self.now()),
            name,
        )


LEFT_OUT = "left out of alerts.yml"


def _first_state(wish: Subscription) -> str:
    """A mail address must agree first, unless somebody vouches; a machine's address need not."""
    return "active" if wish.confirmed or wish.channel != "mail" else "pending"
