"""Pages on file that are asked for again, so that an edit in silence is seen.

An index only leads to what is new. Once in seven days each page a text rests on is fetched in
full, a few in a run, those first whose last look is longest ago.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from config.sources import Source
from scrapers.archive import TextRecord
from scrapers.documents import Document, Listing, Pending
from scrapers.pages import Expect, Fetch
from tracker.ingest.station import Station

WEEKLY = timedelta(days=7)


def due_again(station: Station, source: Source, fetch: Fetch, listing: Listing) -> list[Pending]:
    """The pages of a source that were not looked at for a week and are not listed today."""
    here = {pending.url for pending in listing.documents}
    cited = {copy.url for copy in station.known.instruments_seen() if copy.source == source.name}
    latest = {
        record.url: record
        for record in station.archive.texts(source.name)
        if record.url in cited and record.url not in here and _is_page(record)
    }
    now = station.now()
    due = sorted(
        (seen, record.url, record)
        for record in latest.values()
        if now - (seen := _seen(station, record)) >= WEEKLY
    )
    return [_again(record, station, fetch) for _, _, record in due[: source.recheck_most]]


def _is_page(record: TextRecord) -> bool:
    """Whether an address gives one text: list answers hold many, and are read every day."""
    kind = record.media_type or ""
    return record.url.startswith("https://") and "json" not in kind and kind != "attachment"


def _seen(station: Station, record: TextRecord) -> datetime:
    last = station.archive.last(f"GET {record.url}")
    if last is None:
        return record.at.astimezone(UTC)
    return last.confirmed or last.at


def _again(record: TextRecord, station: Station, fetch: Fetch) -> Pending:
    def open_() -> Document:
        expect: Expect = "xml" if "xml" in (record.media_type or "") else "html"
        page = fetch(record.url, expect=expect, fresh_for=WEEKLY)
        about = station.archive.read(record.about_sha256) if record.about_sha256 else None
        return Document(record.source, page.url, page.body, page.media_type, about)

    return Pending(record.url, open_)
