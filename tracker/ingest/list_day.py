"""A list of the day before anything of it is believed: it has a day, is not older than the last
one, and is whole."""

from __future__ import annotations

from collections import Counter
from datetime import date

from events.errors import Drift
from scrapers.documents import Document
from scrapers.screening_list.rows import screening_list
from scrapers.us_csl import FILE, WASHINGTON, day_of
from tracker.ingest.list_counts import hold_unless_steady
from tracker.ingest.list_state import Desk
from tracker.ingest.station import Station
from tracker.screening.lists import Lists, read_lists

MANY_FACTS = 500  # of one transaction


def compared(document: Document, station: Station) -> Counter[str]:
    """File what a list of the day tells, and ask what it does not; what came of it, counted.

    A list older than the last one is left alone, but for that very one: the site still has it, and
    its rules may have come since. Raises Drift where a list shrank beyond belief or
    has no day: then nothing of it is filed.
    """
    desk = desk_for(document, station)
    last = station.known.last_check(document.source)
    latest = max(desk.captured_on, last.checked_through if last else date.min)
    if desk.day < latest and not _again(document, station, latest):
        return Counter({f"list of {desk.day}, older than that of {latest} and left alone": 1})
    hold_unless_steady(desk.found, document, station, desk.bundled)
    facts = list(desk.facts())
    for start in range(0, len(facts), MANY_FACTS):
        station.append(facts[start : start + MANY_FACTS])
    for words in desk.told:
        station.tell.problem(document.source, words)
    return desk.counted


def _again(document: Document, station: Station, checked: date) -> bool:
    """Whether the site answers with the file it gave on a day before the last check."""
    texts = [one for one in station.archive.texts(document.source) if one.url == document.url]
    same = document.url == FILE and texts[-1].sha256 == document.sha256
    return same and texts[-1].at.astimezone(WASHINGTON).date() < checked


def desk_for(document: Document, station: Station) -> Desk:
    """A list of the day beside what is on file; Drift where one cannot be read or has no day."""
    found = screening_list(document)
    lists = read_lists(station.data)
    if lists.captured_on is None or not lists.rows:
        raise _broken(lists, document)
    return Desk(document, station, found, _day(document), lists)


def _day(document: Document) -> date:
    day = day_of(document)
    if day is None:
        raise Drift(
            document.source,
            document.url,
            expected="the day whose list it is",
            found="a file that names none",
            next_step="put the day into the name of the file, as in consolidated-2026-11-24.csv",
        )
    return day


def _broken(lists: Lists, document: Document) -> Drift:
    why = next((f"{one.file} line {one.line}: {one.found}" for one in lists.broken), "none")
    return Drift(
        document.source,
        document.url,
        expected="bundled lists to compare it with",
        found=why,
        next_step="restore config/lists",
    )
