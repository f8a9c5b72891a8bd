"""What one ingestion works with: ledger, archive, clock, sources, and somebody to tell."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from config.settings import HERE
from config.sources import Source
from events.errors import TrackerError
from events.facts import CopyFound, Fact
from events.ledger import Ledger
from scrapers.archive import Archive
from scrapers.documents import Document, Listing, Reading
from scrapers.pages import Fetch
from tracker.ingest.known import Known


class Scraper(Protocol):
    """A source's module: two functions."""

    def discover(self, fetch: Fetch, since: date) -> Listing: ...

    def read(self, document: Document) -> list[Reading]: ...


class Teller(Protocol):
    """Somebody who hears how an ingestion goes."""

    def started(self, source: str) -> None: ...

    def listed(self, source: str, rows: int, documents: int) -> None: ...

    def read(self, source: str, url: str, outcome: str) -> None: ...

    def problem(self, source: str, words: str) -> None: ...

    def ended(self, source: str, words: str) -> None: ...


class Silent:
    """Nobody listens."""

    def started(self, source: str) -> None: ...

    def listed(self, source: str, rows: int, documents: int) -> None: ...

    def read(self, source: str, url: str, outcome: str) -> None: ...

    def problem(self, source: str, words: str) -> None: ...

    def ended(self, source: str, words: str) -> None: ...


def scraper(name: str) -> Scraper:
    """The module that reads a source."""
    module: Scraper = importlib.import_module(f"scrapers.{name}")
    return module


@dataclass
class Station:
    """One run's tools; `sources` are in the order of their weight."""

    ledger: Ledger
    archive: Archive
    sources: dict[str, Source]
    now: Callable[[], datetime]
    reach: Callable[[Source], AbstractContextManager[Fetch]]
    tell: Teller = field(default_factory=Silent)
    known: Known = field(default_factory=Known)
    data: Path = HERE  # what was chosen: configuration, bundled lists

    def __post_init__(self) -> None:
        self.known.catch_up(self.ledger)

    def append(self, facts: Iterable[Fact]) -> None:
        """File facts, and know them."""
        wanted = list(facts)
        if wanted:
            self.ledger.append(wanted, now=self.now)
            self.known.catch_up(self.ledger)

    def today(self, source: Source) -> date:
        """The civil day at a source."""
        return self.now().astimezone(ZoneInfo(source.timezone)).date()

    def rank(self, source: str) -> int:
        """The weight of a source's copies: the first one named counts most."""
        return list(self.sources).index(source) if source in self.sources else len(self.sources)

    def text_of(self, copy: CopyFound) -> str | None:
        """The words of an archived copy; None if its bytes are gone or read as something else."""
        try:
            body = self.archive.read(copy.sha256)
            document = Document(copy.source, copy.url, body)
            readings = scraper(copy.source).read(document)
        except TrackerError:
            return None  # shown beside the new words only; `verify` is what tells of lost bytes
        return next((one.text for one in readings if one.url == copy.url), None)
