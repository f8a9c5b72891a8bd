"""Who may write over the web: tokens, each with a name, what it may do, and a last day.

A token is 256 random bits, shown once. The store keeps its SHA-256 alone: nothing slower is needed
where nobody can guess, and a lookup by hash tells nothing by the time it takes. A name is never
given twice, because the decisions in the ledger bear it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.asked import UsageError, did_you_mean, nearest
from tracker.operations import Operations, stamp

RIGHTS = {
    "review": "decide what waits for a person",
    "alerts": "see and change subscriptions",
}
LONGEST = 3660  # days
MARK = "rtt_"  # so that a token found in a file is known for what it is
COLUMNS = "name, may, added_at, expires_at, revoked_at, used_on, sessions_from"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Grant:
    """What the bearer of a token may do, and until when; the token itself is not in it."""

    name: str
    may: tuple[str, ...]
    added_at: str
    expires_at: str
    revoked_at: str | None
    used_on: str | None
    sessions_from: str

    def good(self, now: datetime) -> bool:
        """Whether it may be used at a moment."""
        return self.revoked_at is None and stamp(now) < self.expires_at

    def state(self, now: datetime) -> str:
        """In one word: good, revoked or expired."""
        if self.revoked_at is not None:
            return "revoked"
        return "good" if self.good(now) else "expired"


class Access:
    """The tokens of one store."""

    def __init__(self, store: Operations, now: Callable[[], datetime]) -> None:
        self.store, self.now = store, now

    def add(self, name: str, may: Iterable[str], days: int) -> tuple[Grant, str]:
        """A new grant and its token, which is shown now and never again."""
        rights = _rights(may)
        if not _NAME.fullmatch(name):
            raise UsageError(
                "token: expected a name of small letters, digits and hyphens, 40 at most;"
                f" found {name!r:.60}"
            )
        if not 1 <= days <= LONGEST:
            raise UsageError(f"token: expected 1 to {LONGEST} days, found {days}")
        token, now = MARK + secrets.token_urlsafe(32), self.now()
        given = (name, hashed(token), ",".join(rights), stamp(now))
        with self.store.changing() as rows:
            new = rows.change(
                "INSERT INTO tracker_token VALUES (?, ?, ?, ?, ?, NULL, NULL, ?)"
                " ON CONFLICT DO NOTHING",
                *given,
                stamp(now + timedelta(days)),
                stamp(now),
            )
        if not new:
            raise UsageError(
                f"token: {name!r} was given before; a name is given once: choose another"
            )
        return self.need(name), token

    def all(self) -> list[Grant]:
        """Every grant ever made, by name."""
        with self.store.reading() as rows:
            found = rows.all(f"SELECT {COLUMNS} FROM tracker_token ORDER BY name")
        return [_grant(row) for row in found]

    def need(self, name: str) -> Grant:
        """A grant by its name; UsageError if there is none."""
        found = self.all()
        for one in found:
            if one.name == name:
                return one
        names = [one.name for one in found]
        there = f"there are {', '.join(names)}" if names else "there is none yet"
        raise UsageError(
            f"token: {name!r:.60} is none; {there}{did_you_mean(nearest(name, names))}"
        )

    def revoke(self, name: str) -> bool:
        """End a token and its sessions at once; False if it was revoked before."""
        self.need(name)
        with self.store.changing() as rows:
            return bool(
                rows.change(
                    "UPDATE tracker_token SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
                    stamp(self.now()),
                    name,
                )
            )

    def holder(self, token: str) -> Grant | None:
        """The grant of a token; None unless it is one of ours and good now."""
        with self.store.reading() as rows:
            row = rows.one(f"SELECT {COLUMNS} FROM tracker_token WHERE hash = ?", hashed(token))
        return self._good(row)

    def named(self, name: str) -> Grant | None:
        """A grant by its name; None unless it is good now."""
        with self.store.reading() as rows:
            row = rows.one(f"SELECT {COLUMNS} FROM tracker_token WHERE name = ?", name)
        return self._good(row)

    def _good(self, row: tuple[object, ...] | None) -> Grant | None:
        found = None if row is None else _grant(row)
        return found if found is not None and found.good(self.now()) else None

    def used(self, name: str) -> None:
        """Note the day on which a token last wrote; looking notes nothing."""
        with self.store.changing() as rows:
            rows.change(
                "UPDATE tracker_token SET used_on = ? WHERE name = ?",
                self.now().astimezone(UTC).date().isoformat(),
                name,
            )

    def end_sessions(self, name: str) -> None:
        """Every session of a token that began before now is over."""
        with self.store.changing() as rows:
            rows.change(
                "UPDATE tracker_token SET sessions_from = ? WHERE name = ?",
                stamp(self.now()),
                name,
            )


def hashed(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _rights(may: Iterable[str]) -> tuple[str, ...]:
    wanted = {word.strip() for one in may for word in one.split(",")}
    unknown = sorted(wanted - set(RIGHTS))
    if unknown or not wanted:
        raise UsageError(
            f"--may: expected {' or '.join(RIGHTS)}, with commas between;"
            f" found {', '.join(unknown) or 'none'!r:.60}"
        )
    return tuple(one for one in RIGHTS if one in wanted)


def _grant(row: tuple[object, ...]) -> Grant:
    name, may, added_at, expires_at, revoked_at, used_on, sessions_from = row
    return Grant(
        name=str(name),
        may=tuple(str(may).split(",")),
        added_at=str(added_at),
        expires_at=str(expires_at),
        revoked_at=None if revoked_at is None else str(revoked_at),
        used_on=None if used_on is None else str(used_on),
        sessions_from=str(sessions_from),
    )
