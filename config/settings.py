"""Where the ledger and the view are, from the environment; the only reader of it.

Plain functions instead of a settings library: these are read at every start, and a start is
measured (docs/performance.md).

`TRACKER_LEDGER`  sqlite:///ABSOLUTE/PATH, postgresql://…, or unset: a file in the user's data
`TRACKER_VIEW`    a folder for the disposable view; unset: beside a SQLite ledger, else the cache
`TRACKER_ARCHIVE` the folder of raw pages; unset: beside a SQLite ledger, else the user's data
`TRACKER_CONTACT` how a site's operator can reach you (an address or a page), sent with requests
`TRACKER_SITES_AT` a stand-in that answers for every site, for tests and the demo
`TRACKER_STATUS` the file in which `tracker run` says how it is; unset: beside a SQLite ledger
`TRACKER_ANALYST` who decides in `tracker review`; unset: the login name
`HTTPS_PROXY` and its kin are read by the HTTP library itself
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from events.errors import ConfigError

HERE = Path(__file__).parent
READINGS = HERE / "readings"
SCHEMES = ("sqlite:///", "postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Settings:
    """The ledger's URL, the view's file, the archive's folder, and the folder of chosen data."""

    ledger: str
    view: Path
    data: Path = HERE

    @property
    def archive(self) -> Path:
        return _archive_of(self.ledger)

    @property
    def name(self) -> str:
        """The ledger's URL without its password: what may be written down."""
        return without_password(self.ledger)


def settings(ledger: str | None = None) -> Settings:
    """The settings in force; a ledger given by the caller goes before the environment's.

    Raises ConfigError for a URL of a kind we cannot open.
    """
    url = ledger or os.environ.get("TRACKER_LEDGER") or _default_ledger()
    if not url.startswith(SCHEMES):
        raise ConfigError(
            "TRACKER_LEDGER: expected sqlite:///ABSOLUTE/PATH or postgresql://…, found"
            f" {url.partition(':')[0][:20]!r}"
        )
    if url.startswith("sqlite:///") and not url[len("sqlite:///") :].strip("/"):
        raise ConfigError(
            f"TRACKER_LEDGER: expected a path after sqlite:///, found {url!r}; name a file"
        )
    return Settings(url, _view_of(url), data=Path(os.environ.get("TRACKER_CONFIG") or HERE))


def without_password(url: str) -> str:
    """A ledger's URL as it may be shown.

    >>> without_password("postgresql://reader:secret@db.example/tracker")
    'postgresql://reader:***@db.example/tracker'
    """
    hidden = re.sub(r"(?<=://)([^/@:]*):(.*)@", r"\1:***@", url)
    return re.sub(r"(?i)\b(password=)[^&\s]*", r"\1***", hidden)


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


def _archive_of(url: str) -> Path:
    if folder := os.environ.get("TRACKER_ARCHIVE"):
        return Path(folder)
    path = ledger_path(url)
    if path is not None:
        return path.with_name(path.name + ".archive")
    from platformdirs import user_data_path

    return user_data_path("regulatory-timeline-tracker") / "archive"


def status_file(ledger: str) -> Path:
    """Where the daemons of a ledger say how they are; the last to speak is heard."""
    if named := os.environ.get("TRACKER_STATUS"):
        return Path(named)
    path = ledger_path(ledger)
    if path is not None:
        return path.with_name(path.name + ".status.json")
    from platformdirs import user_cache_path

    name = hashlib.sha256(ledger.encode()).hexdigest()[:16] + ".status.json"
    return user_cache_path("regulatory-timeline-tracker") / name


def child_environment(ledger: str) -> dict[str, str]:
    """Our environment for a child: in its arguments a password in the URL would be seen by all."""
    return os.environ | {"TRACKER_LEDGER": ledger}


def contact() -> str | None:
    """Who a site's operator may turn to; ConfigError for what no header can carry."""
    told = os.environ.get("TRACKER_CONTACT") or None
    if told and not (told.isascii() and told.isprintable()):
        raise ConfigError(
            f"TRACKER_CONTACT: expected an address in ASCII on one line, found {told!r}"
        )
    return told


def sites_at() -> str | None:
    """The stand-in for all sites, if there is one."""
    return os.environ.get("TRACKER_SITES_AT") or None


def analyst() -> str:
    """Who decides: a name for the record."""
    named = os.environ.get("TRACKER_ANALYST") or os.environ.get("USER")
    return named or os.environ.get("LOGNAME") or "analyst"


def editor() -> str | None:
    """The program in which a reading is edited."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or None


_DIGESTS: dict[Path, tuple[tuple[tuple[str, int, int, int], ...], str]] = {}


def data_digest(data: Path) -> str:
    """A fingerprint of what we chose about sources and texts; when it changes the ledger is brought
    up to date. Who is told (`alerts.yml`) changes no answer.

    A server asks before every answer: files that are as they were are not read again.
    """
    found = {path.relative_to(data).as_posix(): path for path in _chosen(data)}
    stats = [(name, path.stat()) for name, path in found.items()]
    now = tuple((name, one.st_mtime_ns, one.st_size, one.st_ino) for name, one in stats)
    kept = _DIGESTS.get(data)
    if kept is not None and kept[0] == now:
        return kept[1]
    digest = hashlib.sha256()
    for name, path in found.items():
        digest.update(name.encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    _DIGESTS[data] = now, digest.hexdigest()
    return digest.hexdigest()


def _chosen(data: Path) -> list[Path]:
    found = sorted([*data.rglob("*.yml"), *data.rglob("*.csv")])
    return [path for path in found if path.relative_to(data).as_posix() != "alerts.yml"]
