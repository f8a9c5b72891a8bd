"""One document on its way into the ledger: archived first, then filed reading by reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from config.sources import Source
from events.facts import CopyFound
from scrapers.documents import Document, Reading
from tracker.ingest.reconcile import reconciled, words_digest
from tracker.ingest.station import Station


def take_in(
    document: Document, readings: Sequence[Reading], station: Station, source: Source
) -> Counter[str]:
    """File what a document says; how many of its texts were new, revised, copies, unread.

    The bytes are archived before any fact rests on them. Each reading is one transaction, so a
    kill leaves whole readings, and the next run goes on from there.
    """
    _archived(document, station)
    if source.lists:
        from tracker.ingest.list_day import compared

        return compared(document, station)
    found: Counter[str] = Counter()
    for reading in sorted(readings, key=_by_day):
        if source.authorities or reading.effects or reading.unread or _dated(reading):
            found.update(_filed(reading, document, station, source))
        elif reading.instrument and not station.known.named(reading.instrument):
            found["seen only"] += 1  # a feed says that it exists; the text itself will tell
    if source.name == "us_ecfr":
        from tracker.ingest.crosscheck import crosschecked

        station.append(crosschecked(document, station))
    return found


def _archived(document: Document, station: Station) -> None:
    about = station.archive.keep(document.about) if document.about else None
    station.archive.note_text(
        document.source,
        document.url,
        station.archive.keep(document.body),
        about,
        document.media_type,
        station.now(),
    )


def _by_day(reading: Reading) -> tuple[date, Any]:
    """Oldest first, so that an act finds on file what it acts upon."""
    return reading.published_on or date.max, reading.instrument or ""


def _dated(reading: Reading) -> bool:
    return reading.published_on is not None and reading.instrument is not None


def _filed(reading: Reading, document: Document, station: Station, source: Source) -> Counter[str]:
    if reading.role == "translation":
        return _translation(reading, document, station)
    open_before = set(station.known.open)
    plan = reconciled(reading, document, station, source.jurisdiction)
    station.append(plan.facts)
    found = Counter[str]()
    if plan.outcome in ("new", "revised", "copy"):
        found[{"copy": "new copy"}.get(plan.outcome, plan.outcome)] += 1
    found["to review"] += len(set(station.known.open) - open_before)
    return found


def _translation(reading: Reading, document: Document, station: Station) -> Counter[str]:
    """An official translation is kept with the text it translates; it is never law."""
    found: Counter[str] = Counter()
    named = station.known.named(reading.translates or "")
    if len(named) != 1:
        found["translation of a text not on file"] += 1
        return found
    copy = CopyFound(
        instrument=named.pop(),
        source=document.source,
        url=reading.url,
        sha256=document.sha256,
        words=words_digest(reading),
        title=reading.title,
        lang=reading.lang,
        role="translation",
        day=reading.published_on,
        page_day=reading.page_day,
    )
    same = [one for one in station.known.copies[copy.instrument] if one.url == copy.url]
    if not any(one.words == copy.words for one in same):
        station.append([copy])
        found["translation"] += 1
    return found
