"""Numbers that were never seen: announcements 20, 21 and 23 came, 22 did not.

A gap is a lead, never proof: some numbers are never published, some are published elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from events.facts import Fact, ReviewOpened
from tracker.ingest.questions import opened, question_id, settled
from tracker.ingest.station import Station

NUMBERED = re.compile(r"(mofcom|mofcom-order|uel)-(\d{4})-(\d{1,3})$")
Series = tuple[str, str]


def gaps(station: Station) -> Iterator[Fact]:
    """A question for each number missing between two that the sources showed; closed when found."""
    known = station.known
    wanted = [
        question
        for series, numbers in sorted(_seen(station).items())
        for question in _missing(series, numbers, station)
    ]
    standing = [one for one in known.open.values() if one.kind == "gap"]
    yield from settled(standing, wanted, "source", known)
    yield from opened(wanted, known)


def _seen(station: Station) -> dict[Series, dict[int, str]]:
    """The numbers of each series that a source has a copy of, with that source."""
    seen: dict[Series, dict[int, str]] = defaultdict(dict)
    for copy in station.known.instruments_seen():
        found = NUMBERED.fullmatch(copy.instrument)
        if found and copy.role == "copy":
            series, year, number = found.groups()
            seen[series, year].setdefault(int(number), copy.source)
    return seen


def _missing(series: Series, numbers: dict[int, str], station: Station) -> Iterator[ReviewOpened]:
    """One question for each hole between two numbers seen, however many numbers are in it."""
    name, year = series
    on_file = {
        number
        for number in range(min(numbers), max(numbers))
        if number in numbers or station.known.named(f"{name}-{year}-{number}")
    }
    for below, above in pairwise(sorted(on_file | {max(numbers)})):
        if above - below < 2:
            continue
        first, last = below + 1, above - 1
        told = f"No. {first}" if first == last else f"Nos {first} to {last}"
        yield ReviewOpened(
            review=question_id("gap", f"{name}-{year}-{first}", str(last)),
            kind="gap",
            source=numbers.get(above) or numbers[max(numbers)],
            instrument=f"{name}-{year}-{first}",
            reason=f"{name} {year}: No. {below} and No. {above} seen, {told} not",
        )
