"""Whether a list of the day is whole: it once lost thousands of rows overnight, and got them back.

Against the last good check, or at first against the bundled lists, a list may not lose more than a
few rows. A person who has seen that it truly shrank accepts the question, and it is believed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from events.errors import Drift
from events.facts import ReviewOpened
from scrapers.documents import Document
from scrapers.screening_list.rows import LISTS, ScreeningList
from tracker.ingest.questions import opened, question_id, settled
from tracker.ingest.station import Station
from tracker.screening.rows import LIST_NAMES, ListedRow

LEAST_SHARE = 0.95
MOST_LOST = 50
WHOLE = "the whole file"


class Shrunk(NamedTuple):
    """A list that lost more rows than it may."""

    source: str
    name: str
    before: int
    now: int

    @property
    def review(self) -> str:
        return question_id("held", self.source, self.name, str(self.before), str(self.now))

    def __str__(self) -> str:
        return f"{self.name}: {self.now} rows after {self.before}"


def hold_unless_steady(
    found: ScreeningList, document: Document, station: Station, bundled: Iterable[ListedRow]
) -> None:
    """Drift where a list shrank by more than it may, unless a person accepted just that."""
    known = station.known
    now = {WHOLE: found.total, **found.counts}
    before = counts_before(document.source, station, bundled)
    shrunk = [
        Shrunk(document.source, name, before[name], now[name])
        for name in (WHOLE, *LISTS.values())
        if name in before and _shrank(before[name], now[name])
    ]
    held = [one for one in shrunk if not _accepted(one, station)]
    wanted = [_question(one, document) for one in held]
    standing = [one for one in known.questions(document.source) if one.kind == "held"]
    station.append([*settled(standing, wanted, "source", known), *opened(wanted, known)])
    if held:
        raise Drift(
            document.source,
            document.url,
            expected=f"no list to lose more than {MOST_LOST} rows or {1 - LEAST_SHARE:.0%}",
            found="; ".join(map(str, held)),
            next_step="a collapse is held, not believed: look at the list; if it truly shrank,"
            f" `tracker review accept {held[0].review}`",
        )


def counts_before(source: str, station: Station, bundled: Iterable[ListedRow]) -> dict[str, int]:
    """The rows of each list at the last good check, else those that are bundled."""
    check = station.known.last_check(source)
    if check and check.counts:
        return {WHOLE: sum(count for _, count in check.counts), **dict(check.counts)}
    return dict(Counter(str(LIST_NAMES[row.list]) for row in bundled))


def _shrank(before: int, now: int) -> bool:
    return before - now > MOST_LOST or now < before * LEAST_SHARE


def _accepted(one: Shrunk, station: Station) -> bool:
    decided = station.known.decided.get(one.review)
    return decided is not None and decided.decision == "accepted"


def _question(one: Shrunk, document: Document) -> ReviewOpened:
    return ReviewOpened(
        review=one.review,
        kind="held",
        source=document.source,
        url=document.url,
        sha256=document.sha256,
        reason=f"{one}; nothing of that file is filed until somebody has looked",
        read=str(one.now),
        on_file=str(one.before),
    )
