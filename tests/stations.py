"""A desk for tests of ingestion: a ledger with the bundled history, an archive, a clock that is
moved by hand, and readings made from a few words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import tracker
from config.settings import settings
from config.sources import Source, sources
from events.ledger import Head, Ledger, open_ledger
from scrapers.archive import Archive
from scrapers.documents import Document, Effect, Reading, Unread
from tracker.ingest.one import take_in
from tracker.ingest.station import Station

CHOSEN = sources(Path(tracker.__file__).parent.parent / "config").found
TEXT_PAGE = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_{:032x}.html"


@dataclass
class Clock:
    """A clock that only moves when it is told to."""

    now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, days: int) -> None:
        self.now += timedelta(days=days)


@dataclass
class Bench:
    """One station with what is around it."""

    url: str
    folder: Path
    clock: Clock
    station: Station
    ledger: Ledger
    pages: dict[str, bytes] = field(default_factory=dict)

    def take(self, reading: Reading, source: str = "cn_mofcom", body: bytes | None = None) -> Any:
        """File a reading as if its source's reader had made it of these bytes."""
        document = Document(source, reading.url, body or reading.text.encode())
        return take_in(document, [reading], self.station, CHOSEN[source])

    @property
    def head(self) -> Head:
        return self.ledger.head()

    def timeline(self) -> tracker.Timeline:
        return tracker.open(self.url, now=self.clock)

    def questions(self, kind: str | None = None) -> list[Any]:
        found = self.station.known.open.values()
        return [one for one in found if kind in (None, one.kind)]


@contextmanager
def never(source: Source) -> Iterator[Any]:
    """Sources that are not asked."""
    raise AssertionError(f"{source.name} was asked")
    yield


def bench(folder: Path, history: Path) -> Bench:
    """A bench on a copy of a ledger that holds the bundled history."""
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, folder / path.name)
    url = f"sqlite:///{folder / history.name}"
    clock, ledger = Clock(), open_ledger(url)
    archive = Archive(settings(url).archive)
    station = Station(ledger=ledger, archive=archive, sources=CHOSEN, now=clock, reach=never)
    return Bench(url, folder, clock, station, ledger)


def loaded(folder: Path) -> Path:
    """A ledger file that holds the bundled history and nothing else."""
    path = folder / "ledger.db"
    tracker.open(f"sqlite:///{path}", now=Clock()).close()
    return path


def effect(words: str, text: str, verb: Any, *targets: str, **more: Any) -> Effect:
    at = text.index(words)
    return Effect(effect=verb, targets=targets, quote=words, offsets=(at, at + len(words)), **more)


def unread(words: str, text: str, reason: str = "expected a day, found none") -> Unread:
    at = text.index(words)
    return Unread(words, reason, (at, at + len(words)))


def reading(instrument: str | None, text: str, day: str = "2026-11-20", **more: Any) -> Reading:
    """A Chinese act as a reader would give it."""
    number = abs(hash(instrument)) if "url" not in more else 0
    given: dict[str, Any] = {
        "instrument": instrument,
        "published_on": date.fromisoformat(day),
        "title": f"关于{instrument}的公告",
        "text": text,
        "words": "".join(text.split()),
        "lang": "zh",
        "role": "act",
        "url": TEXT_PAGE.format(number),
        "authority": "MOFCOM",
        "issuers": ("MOFCOM",),
        "form": "announcement",
        **more,
    }
    return Reading(**given)
