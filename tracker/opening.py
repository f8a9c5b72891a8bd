"""Opening a timeline: straight from the view when it is up to date, else after a refresh."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from config.settings import Settings, data_digest, settings
from events.peek import peek_head
from tracker.queries import Timeline
from tracker.view import View, read_meta
from tracker.view_schema import SCHEMA


def utc_now() -> datetime:
    return datetime.now(UTC)


def open(ledger: str | None = None, *, now: Callable[[], datetime] = utc_now) -> Timeline:
    """A timeline on a ledger (default: `TRACKER_LEDGER`), brought up to date first.

    The first use of a ledger loads the bundled history; an upgrade loads only what is new.
    Raises UsageError, ConfigError, LedgerError, StoreUnwritable.
    """
    where = settings(ledger)
    digest = data_digest(where.data)
    meta = read_meta(where.view)
    warnings = [] if meta and _current(where, meta, digest) else _refresh(where, meta, digest)
    try:
        return Timeline(View(where.view), now, warnings, where.data)
    except sqlite3.DatabaseError:
        # The view can be thrown away at any time; a damaged one is.
        where.view.unlink(missing_ok=True)
        return Timeline(View(where.view), now, _refresh(where, None, digest), where.data)


def _current(where: Settings, meta: dict[str, str], digest: str) -> bool:
    """Whether a view answers for its ledger as it is now."""
    if meta.get("schema") != str(SCHEMA) or meta.get("ledger") != where.name:
        return False
    if meta.get("data") != digest or meta.get("stopped"):
        return False
    if not where.ledger.startswith("sqlite:///"):
        return _server_head(where.ledger) == (int(meta["position"]), meta["digest"])
    return peek_head(where.ledger) == (int(meta["position"]), meta["digest"])


def _server_head(url: str) -> tuple[int, str]:
    from events.ledger import open_ledger

    ledger = open_ledger(url)
    try:
        head = ledger.head()
        return head.position, head.digest
    finally:
        ledger.close()


def _refresh(where: Settings, meta: dict[str, str] | None, digest: str) -> list[str]:
    from tracker.refresh import refresh

    loaded = bool(meta and meta.get("ledger") == where.name and meta.get("data") == digest)
    return refresh(where, digest, loaded=loaded)
