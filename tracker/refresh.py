"""Bringing ledger and view up to date: the slow path of a start, taken only when something is new.

Everything heavy is imported here and nowhere on the way of a warm start.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from config.settings import Settings
from events.errors import ConfigError, LedgerError, StoreUnwritable
from events.ledger import Ledger, open_ledger
from tracker.folding import Folding, ViewStopped
from tracker.history import load
from tracker.items.terms import read
from tracker.readings import Bundle, read_bundle
from tracker.view_schema import INDEXES, SCHEMA, TABLES


def refresh(settings: Settings, data: str, *, loaded: bool) -> list[str]:
    """Load readings that are new, then fold what the view lacks; returns what went wrong.

    `data` is the fingerprint of the chosen files; `loaded` says that they are in the ledger.
    Raises LedgerError or StoreUnwritable where the ledger cannot be read or written.
    """
    ledger = open_ledger(settings.ledger)
    try:
        _refuse_emptied(settings, ledger)
        # A ledger that is not the one behind the view has not seen the readings either.
        loaded = loaded and reusable(settings.view, settings.name, ledger) is not None
        bundle = None if loaded else read_bundle(settings.data / "readings")
        warnings = load_readings(bundle, ledger) if bundle else []
        good = loaded or not (bundle and bundle.problems)
        warnings += bring_up(settings, ledger, data if good else "")
        return warnings
    finally:
        ledger.close()


def _refuse_emptied(settings: Settings, ledger: Ledger) -> None:
    """A ledger without an entry, beside a view that has seen some, has lost them all."""
    from tracker.view import read_meta

    meta = read_meta(settings.view)
    if not meta or meta.get("ledger") != settings.name or ledger.head().position:
        return
    if int(meta["position"]):
        raise LedgerError(
            f"{settings.name}: expected the {meta['position']} entries that {settings.view} was"
            " made from, found none; restore the last backup of the ledger, or delete that view to"
            " begin anew"
        )


def load_readings(bundle: Bundle, ledger: Ledger) -> list[str]:
    """Append what is new in the readings; one line for each thing that could not be read."""
    done = load(bundle, ledger)
    warnings = [f"readings: {problem}" for problem in bundle.problems]
    if done.behind:
        warnings.append(
            f"readings: this installation has edition {bundle.edition}, the ledger has seen a newer"
            " one; answers use the newer; upgrade this installation"
        )
    return warnings


def bring_up(settings: Settings, ledger: Ledger, data: str) -> list[str]:
    """Fold the entries the view lacks into a copy of it and swap the copy in."""
    stopped: ViewStopped | None = None
    try:
        while True:
            try:
                return _swap_in(settings, ledger, data, stopped)
            except ViewStopped as earlier:  # the first one found need not be the first in line
                if stopped and earlier.position >= stopped.position:
                    raise
                stopped = earlier
    except (OSError, sqlite3.OperationalError) as error:
        if str(error).startswith(("no such module", "no such tokenizer")):
            raise ConfigError(
                f"sqlite3: expected SQLite 3.34 or later with FTS5, found {sqlite3.sqlite_version}"
                f" ({error}); use a Python that is built with it"
            ) from error
        raise StoreUnwritable(
            f"view: cannot write {settings.view}: {error}; free space or make the folder writable,"
            " or set TRACKER_VIEW to a folder that is"
        ) from error


def _swap_in(
    settings: Settings, ledger: Ledger, data: str, stopped: ViewStopped | None
) -> list[str]:
    with _draft(settings.view) as draft:
        base = _copied(settings, draft, ledger)
        if base is not None:
            try:
                return _fold(draft, base, settings, ledger, data, stopped)
            except sqlite3.DatabaseError:
                draft.unlink()  # a damaged view; a disk that is full will say so again
        return _fold(draft, None, settings, ledger, data, stopped)


def _copied(settings: Settings, draft: Path, ledger: Ledger) -> int | None:
    """Copy the view; the position the copy may be caught up from, None if there is no such view.

    The copy is asked, not the view: another process may swap in its own at any moment.
    """
    try:
        shutil.copyfile(settings.view, draft)
    except FileNotFoundError:
        return None
    base = reusable(draft, settings.name, ledger)
    if base is None:
        draft.unlink()
    return base


def reusable(view: Path, url: str, ledger: Ledger) -> int | None:
    """The position a stored view may be caught up from; None if it must be built anew."""
    from tracker.view import read_meta

    meta = read_meta(view)
    if meta is None or meta.get("schema") != str(SCHEMA) or meta.get("ledger") != url:
        return None
    position, digest = int(meta["position"]), meta["digest"]
    entry = next(ledger.after(position - 1), None) if position else None
    if position and (entry is None or entry.position != position or entry.digest != digest):
        return None  # the ledger is another one, or was cut: nothing derived from it can stay
    return position


@contextmanager
def _draft(view: Path) -> Iterator[Path]:
    view.parent.mkdir(parents=True, exist_ok=True)
    _sweep(view)
    draft = view.with_name(f"{view.name}.{os.getpid()}.{time.monotonic_ns()}.draft")
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(view)
    finally:
        draft.unlink(missing_ok=True)


def _sweep(view: Path) -> None:
    """Drafts of processes that died more than an hour ago."""
    for stale in view.parent.glob(f"{view.name}.*.draft"):
        try:
            if time.time() - stale.stat().st_mtime > 3600:
                stale.unlink()
        except FileNotFoundError:
            continue


def _fold(
    draft: Path,
    base: int | None,
    settings: Settings,
    ledger: Ledger,
    data: str,
    stopped: ViewStopped | None,
) -> list[str]:
    """Write one view file; it stays before an entry that could not be applied (`stopped`)."""
    db = sqlite3.connect(draft, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        if base is None:
            for statement in TABLES.split(";"):
                db.execute(statement)
        with _no_collector():
            reached = _take_in(db, base, ledger, stopped.position if stopped else None)
        if base is None:
            for statement in INDEXES.split(";"):
                db.execute(statement)
        meta = {
            "schema": str(SCHEMA),
            "ledger": settings.name,
            "data": data,
            "stopped": str(stopped) if stopped else "",
            **reached,
            **chosen(settings.data),
        }
        db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(meta.items()))
        db.execute("COMMIT")
        return [str(stopped)] if stopped else []
    finally:
        db.close()


@contextmanager
def _no_collector() -> Iterator[None]:
    """Values of a fold hold no cycles; walking them again and again would cost half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _take_in(
    db: sqlite3.Connection, base: int | None, ledger: Ledger, before: int | None
) -> dict[str, str]:
    """Fold new entries, up to but not including position `before`; where that led to."""
    folding = Folding(db, whole=base is None)
    last = None
    for entry in ledger.after(base):
        if before is not None and entry.position >= before:
            break
        folding.file(entry)
        last = entry
    folding.settle()
    if last is not None:
        return {"position": str(last.position), "digest": last.digest}
    return {} if base is not None else {"position": "0", "digest": "0" * 64}


def chosen(data: Path) -> dict[str, str]:
    """Sources, milestones and the reach of the curated history, as the view keeps them."""
    sources = _mapping(data / "sources.yml")
    milestones = _mapping(data / "milestones.yml")
    history = _mapping(data / "readings" / "history.yml")
    return {
        "sources": json.dumps(sources, default=str, ensure_ascii=False),
        "milestones": json.dumps(milestones, default=str, ensure_ascii=False),
        "terms": json.dumps(read(data), default=str, ensure_ascii=False),
        "curated_through": str(history.get("curated_through", "")),
        "lists_captured_on": _captured_on(data),
    }


def _captured_on(data: Path) -> str:
    """The day whose lists of parties are bundled; empty where there are none."""
    path = data / "lists" / "us-lists.yml"
    return str(_mapping(path).get("captured_on", "")) if path.exists() else ""


def _mapping(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(
            f"{path.name}: cannot be read: {reason}; restore or correct it"
        ) from error
    if not isinstance(found, dict):
        raise ConfigError(f"{path.name}: expected names with their fields, found {type(found)}")
    return found


__all__ = ["ViewStopped", "refresh"]
