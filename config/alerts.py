"""How the daily run reaches people: mail, links, and the file of subscriptions.

`TRACKER_ALERTS`      the file of subscriptions; unset: `alerts.yml` in the folder of chosen data
`TRACKER_SMTP`        smtp://HOST:25, smtp+starttls://USER@HOST:587 or smtps://USER@HOST:465
`TRACKER_SMTP_PASSWORD`, or `TRACKER_SMTP_PASSWORD_FILE` (a file nobody else may read)
`TRACKER_MAIL_FROM`   the sender's mail address; its domain also ends the Message-IDs
`TRACKER_WEB`         the address under which readers reach `tracker serve`, for links in mails
`TRACKER_OPERATOR`    the mail address of whoever keeps the run alive: told when a source fails
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from events.errors import ConfigError

Safety = Literal["none", "starttls", "tls"]
_SCHEMES: dict[str, tuple[Safety, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server to hand messages to, and who they are from."""

    host: str
    port: int
    safety: Safety
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


def mail() -> Mail | None:
    """The mail server in force; None if none is set. ConfigError names the variable."""
    given = os.environ.get("TRACKER_SMTP")
    if not given:
        return None
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ConfigError(  # what was found may hold a password
            "TRACKER_SMTP: expected smtp://HOST:25, smtp+starttls://USER@HOST:587 or"
            " smtps://USER@HOST:465, found something else; a password belongs in"
            " TRACKER_SMTP_PASSWORD"
        )
    safety, usual = _SCHEMES[parts.scheme]
    user = unquote(parts.username) if parts.username else None
    password = _password(unquote(parts.password) if parts.password else None)
    if user and password is None:
        raise ConfigError(
            "TRACKER_SMTP_PASSWORD: expected the password of the login in TRACKER_SMTP, found none"
        )
    if user and safety == "none" and parts.hostname not in LOCAL:
        raise ConfigError(
            "TRACKER_SMTP: a login would go over an open line; use smtp+starttls:// or smtps://"
        )
    return Mail(parts.hostname, port or usual, safety, _sender(), user, password if user else None)


def _password(in_url: str | None) -> str | None:
    if in_url:
        return in_url
    if told := os.environ.get("TRACKER_SMTP_PASSWORD"):
        return told
    name = os.environ.get("TRACKER_SMTP_PASSWORD_FILE")
    if not name:
        return None
    path = Path(name)
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(
                f"TRACKER_SMTP_PASSWORD_FILE: {path} can be read by others; chmod 600 it"
            )
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"TRACKER_SMTP_PASSWORD_FILE: {path} cannot be read ({error}); correct the name"
        ) from error


def _sender() -> str:
    found = address("TRACKER_MAIL_FROM")
    if found is None:
        raise ConfigError(
            "TRACKER_MAIL_FROM: expected the address that messages come from, found none"
        )
    return found


def address(variable: str) -> str | None:
    """A plain mail address from a variable; ConfigError for anything else."""
    found = os.environ.get(variable) or None
    if found and not _ADDRESS.fullmatch(found):
        raise ConfigError(f"{variable}: expected an address such as a@example.com, found {found!r}")
    return found


def operator() -> str | None:
    """Who is told that a source or the run fails."""
    return address("TRACKER_OPERATOR")


def web() -> str | None:
    """The address of our pages, without a slash at its end; ConfigError for what is none."""
    found = os.environ.get("TRACKER_WEB") or None
    if found is None:
        return None
    if not _is_page(found):
        raise ConfigError(
            "TRACKER_WEB: expected https://HOST (or http:// on this host), without a login, found"
            f" {found.rpartition('@')[2]!r:.60}"
        )
    return found.rstrip("/")


def _is_page(found: str) -> bool:
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?", found):
        return False
    try:
        parts = urlsplit(found)
        port = parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or parts.hostname in LOCAL
    return bool(parts.hostname) and safe and port != 0


def check() -> None:
    """Look at every variable now, rather than when something is due. Raises ConfigError."""
    mail()
    operator()
    web()


def alerts_file(data: Path) -> Path:
    """The file of subscriptions; ConfigError if one is named that is not there."""
    named = os.environ.get("TRACKER_ALERTS")
    if not named:
        return data / "alerts.yml"
    path = Path(named)
    if not path.is_file():
        raise ConfigError(f"TRACKER_ALERTS: expected a file, found none at {path}")
    return path
