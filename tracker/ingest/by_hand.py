"""What a person brings or asks for: a page saved by hand, a replay of an archive, a WARC file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from scrapers.archive import Archive
from scrapers.documents import Document
from scrapers.warc import write_warc
from tracker.asked import UsageError, did_you_mean, nearest
from tracker.ingest.one import take_in
from tracker.ingest.run import own_faults, replay, settle
from tracker.ingest.station import Station, scraper


def take_file(station: Station, path: Path, name: str) -> Counter[str]:
    """Take in a page saved by hand as if its source had given it; no check of the source."""
    source = station.sources.get(name)
    if source is None:
        known = list(station.sources)
        hint = did_you_mean(nearest(name, known))
        raise UsageError(f"--as: expected one of {', '.join(known)}; found {name!r}{hint}")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a saved page") from error
    document = Document(name, f"file:{path.name}", body)
    with own_faults(name, document.url):
        readings = scraper(name).read(document)
    found = take_in(document, readings, station, source)
    settle(station)
    return found


def replayed(station: Station, folder: Path, names: tuple[str, ...]) -> Counter[str]:
    """Read every archived document again, in the order in which they came."""
    if not (folder / "texts.jsonl").exists():
        raise UsageError(f"--archive: expected an archive of this tracker, found none at {folder}")
    for name in names:
        if name not in station.sources:
            raise UsageError(
                f"source: expected one of {', '.join(station.sources)}; found {name!r}"
            )
    archive = Archive(folder)
    records = [one for one in archive.texts() if not names or one.source in names]
    return replay(station, (archive.document(record) for record in records))


def as_warc(station: Station, path: Path) -> str:
    """Write everything archived as WARC, for other tools and other archives."""
    written = write_warc(station.archive, path)
    return f"{path}: {written}"
