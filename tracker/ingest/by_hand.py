"""What a person brings or asks for: a page saved by hand, a replay of an archive, a WARC file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from events.errors import SourceError
from scrapers.archive import Archive
from scrapers.attachments import LARGEST
from scrapers.documents import Document, Reading
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
    body = saved_bytes(path)
    document = Document(name, f"file:{path.name}", body)
    readings = read_saved(document)
    found = take_in(document, readings, station, source)
    settle(station)
    return found


def saved_bytes(path: Path) -> bytes:
    """The bytes of a page on this machine; UsageError for what is no readable file of its size."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise UsageError(f"{path}: expected a file, found a device or a pipe")
        if path.is_file() and path.stat().st_size > LARGEST:
            raise UsageError(f"{path}: expected at most {LARGEST >> 20} MiB; name a saved page")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a saved page") from error


def read_saved(document: Document) -> list[Reading]:
    """What a file that a person has says; there is no archived copy to look at if it fails."""
    try:
        with own_faults(document.source, document.url):
            return scraper(document.source).read(document)
    except SourceError as error:
        if "archived copy" not in error.next_step:
            raise
        raise type(error)(
            error.source,
            error.url,
            expected=error.expected,
            found=error.found,
            next_step=f"look at the file; is it what {error.source} sends?",
        ) from error


def replayed(
    station: Station, folder: Path, names: tuple[str, ...]
) -> tuple[Counter[str], list[str]]:
    """Read every archived document again, in the order in which they came; what was found, and
    what is wrong with the archive."""
    if not (folder / "texts.jsonl").exists():
        raise UsageError(f"--archive: expected an archive of this tracker, found none at {folder}")
    for name in names:
        if name not in station.sources:
            raise UsageError(
                f"source: expected one of {', '.join(station.sources)}; found {name!r}"
            )
    archive = Archive(folder)
    records = [one for one in archive.texts() if not names or one.source in names]
    return replay(station, (archive.document(record) for record in records)), archive.verify()


def as_warc(station: Station, path: Path, folder: Path | None = None) -> str:
    """Write all that was archived (here, or in another archive) as WARC, for other tools."""
    written = write_warc(Archive(folder) if folder else station.archive, path)
    return f"{path}: {written} answers of sites"
