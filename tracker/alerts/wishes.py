"""The subscriptions that `alerts.yml` wishes for, and the one that the operator always has."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import yaml

from config import alerts as chosen
from events.errors import ConfigError
from tracker.alerts.subscription import Subscription, subscription
from tracker.asked import UsageError

OPERATOR = "operator"
LARGEST = 256 * 1024


def wishes_of(path: Path) -> list[Subscription]:
    """The entries of a file of subscriptions; none where there is no file.

    ConfigError names the file, the entry and the key of whatever cannot be understood.
    """
    if not path.exists():
        return []
    try:
        raw = yaml.safe_load(_read(path))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path.name}: cannot be read: {reason}; correct it") from error
    entries = _entries(raw, path.name)
    found = [_wish(fields, path.name, number) for number, fields in enumerate(entries, 1)]
    if any(one.secret or one.channel == "chat" for one in found) and _open_to_others(path):
        raise ConfigError(f"{path.name}: holds keys and can be read by others; chmod 600 {path}")
    names = [one.name for one in found]
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise ConfigError(f"{path.name}: {double}: expected one entry of this name, found several")
    return found


def _read(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ConfigError(f"{path.name}: expected at most {LARGEST // 1024} KiB, found more")
    return raw.decode()


def _entries(raw: Any, name: str) -> list[Any]:
    if raw is None:
        raise ConfigError(f"{name}: expected entries, found nothing; `subscriptions: []` is nobody")
    entries = raw.get("subscriptions") if isinstance(raw, dict) and len(raw) == 1 else raw
    if entries is None and isinstance(raw, dict) and "subscriptions" in raw:
        return []
    if not isinstance(entries, list):
        raise ConfigError(f"{name}: expected `subscriptions:` with a list of entries")
    return entries


def _wish(fields: Any, name: str, number: int) -> Subscription:
    if not isinstance(fields, dict):
        raise ConfigError(f"{name}: entry {number}: expected fields, found {fields!r:.60}")
    where = f"{name}: {fields.get('name') or f'entry {number}'}"
    try:
        wish = subscription(fields, where)
    except UsageError as error:
        raise ConfigError(str(error)) from error
    if wish.channel == "webhook" and not wish.secret:
        from tracker.alerts.webhook import new_secret  # slow to import, and seldom needed

        raise ConfigError(
            f"{where}: secret: expected the key that signs its messages, found none; this one is"
            f" new: {new_secret()}"
        )
    return wish


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def all_wishes(path: Path) -> list[Subscription]:
    """The entries of a file of subscriptions, and the operator's. Raises ConfigError."""
    found, operator = wishes_of(path), operators_wish()
    if operator and any(one.name == OPERATOR for one in found):
        raise ConfigError(
            f"{path.name}: {OPERATOR}: this name is kept for TRACKER_OPERATOR; choose another"
        )
    return [*found, *([operator] if operator else [])]


def operators_wish() -> Subscription | None:
    """Whoever keeps the run alive is told when a source fails; None where nobody is named."""
    address = chosen.operator()
    if address is None:
        return None
    fields = {"name": OPERATOR, "to": address, "what": ("failing", "stale"), "confirmed": True}
    return subscription(fields, "TRACKER_OPERATOR")
