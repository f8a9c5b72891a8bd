"""Archived bytes by their sha256, for whoever shows or compares them: read, never run.

A name is 64 hexadecimal digits and nothing else; a link that leads out of the archive is not part
of it. Bytes that are not those of their name are not given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from events.errors import LedgerError, SourceError
from scrapers.archive import Archive
from scrapers.charset import Undecodable, declared_in, decode
from scrapers.documents import Document

NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOST = 4 << 20  # bytes of which the words are shown
PACKED = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8",
)
MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|!--|[a-z])", re.IGNORECASE)
NEVER_SHOWN = ["script", "style", "template", "noscript"]


@dataclass(frozen=True)
class Archived:
    """Bytes that a site sent, whole and unchanged."""

    sha256: str
    body: bytes

    @cached_property
    def text(self) -> str | None:
        """The words in the bytes without any markup; None where they are no text we can show."""
        if len(self.body) > MOST or self.body.startswith(PACKED):
            return None
        try:
            text = decode(self.body, chinese=True, declared=declared_in(self.body))
        except (Undecodable, LookupError):
            return None
        return _plain(text) if MARKUP.match(text) else text


def archived(folder: Path, sha256: str) -> Archived | None:
    """The bytes of a name; None where the name is none, or the archive has them not."""
    if not NAME.fullmatch(sha256):
        return None
    archive = Archive(folder)
    place = archive.place(sha256)
    inside = (folder / "blobs").resolve()
    if not place.is_file() or not place.resolve().is_relative_to(inside) or place.is_symlink():
        return None
    try:
        return Archived(sha256, archive.read(sha256))
    except LedgerError:
        return None  # damaged: `tracker verify` names it


def wording(found: Archived, source: str, url: str, instrument: str) -> str | None:
    """The words of one text in archived bytes as its source's reader finds them, else all words."""
    from tracker.ingest.by_hand import read_saved

    if found.text is None:
        return None
    try:
        readings = read_saved(Document(source, url, found.body))
    except (SourceError, ImportError):
        return found.text
    own = [one.text for one in readings if one.instrument == instrument]
    return own[0] if own else readings[0].text if len(readings) == 1 else found.text


def _plain(markup: str) -> str:
    """The words of a page, a block a line."""
    import warnings

    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(markup, "lxml")
    for tag in soup(NEVER_SHOWN):
        tag.decompose()
    lines = (" ".join(line.split()) for line in soup.get_text("\n").splitlines())
    return "\n".join(line for line in lines if line)
