"""Where the ledger and the view are, from the environment; the only reader of it.

Plain functions instead of a settings library: these are read at every start, and a start is
measured (docs/performance.md).

`TRACKER_LEDGER`  sqlite:///ABSOLUTE/PATH, postgresql://…, or unset: a file in the user's data
`TRACKER_VIEW`    a folder for the disposable view; unset: beside a SQLite ledger, else the cache
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from events.errors import ConfigError

HERE = Path(__file__).parent
READINGS = HERE / "readings"
SCHEMES = ("sqlite:///", "postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Settings:
    """The ledger's URL, the view's file, and the folder of chosen data."""

    ledger: str
    view: Path
    data: Path = HERE


def settings(ledger: str | None = None) -> Settings:
    """The settings in force; a ledger given by the caller goes before the environment's.

    Raises ConfigError for a URL of a kind we cannot open.
    """
    url = ledger or os.environ.get("TRACKER_LEDGER") or _default_ledger()
    if not url.startswith(SCHEMES):
        raise ConfigError(
            f"TRACKER_LEDGER: expected sqlite:///ABSOLUTE/PATH or postgresql://…, found {url!r}"
        )
    if url.startswith("sqlite:///") and not url[len("sqlite:///") :].strip("/"):
        raise ConfigError(
            f"TRACKER_LEDGER: expected a path after sqlite:///, found {url!r}; name a file"
        )
    return Settings(url, _view_of(url), data=Path(os.environ.get("TRACKER_CONFIG") or HERE))


def ledger_path(url: str) -> Path | None:
    """The file of a SQLite ledger; None for a server."""
    if not url.startswith("sqlite:///"):
        return None
    rest = url[len("sqlite:///") :]
    return Path(rest if rest.startswith("/") or ":" in rest[:3] else "/" + rest)


def _default_ledger() -> str:
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('regulatory-timeline-tracker') / 'ledger.db'}"


def _view_of(url: str) -> Path:
    path, folder = ledger_path(url), os.environ.get("TRACKER_VIEW")
    if path is not None and not folder:
        return path.with_name(path.name + ".view")
    name = hashlib.sha256(url.encode()).hexdigest()[:16] + ".view"
    if folder:
        return Path(folder) / name
    from platformdirs import user_cache_path

    return user_cache_path("regulatory-timeline-tracker") / name


def data_digest(data: Path) -> str:
    """A fingerprint of everything we chose; when it changes the ledger is brought up to date."""
    digest = hashlib.sha256()
    for path in sorted(data.rglob("*.yml")):
        digest.update(path.relative_to(data).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()
