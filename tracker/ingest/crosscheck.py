"""The eCFR against the rules on file: it reports a disagreement, and is never a source of law."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from events.facts import Fact, ReviewOpened
from scrapers.documents import Document
from scrapers.us_ecfr import amended_days
from tracker.ingest.questions import opened, question_id, settled
from tracker.ingest.station import Station


def crosschecked(document: Document, station: Station) -> Iterator[Fact]:
    """A question for each day on which the code was amended and no rule on file has that day."""
    days = _days_of_rules(station)
    places: dict[date, list[str]] = defaultdict(list)
    for one in amended_days(document):
        if one.substantive and one.day.isoformat() not in days:
            places[one.day].append(one.place)
    wanted = [
        ReviewOpened(
            review=question_id("difference", "us_ecfr", day.isoformat()),
            kind="difference",
            source=document.source,
            url=document.url,
            sha256=document.sha256,
            reason=f"the eCFR shows {_few(names)} amended on {day};"
            " no BIS rule on file has that day",
            read=day.isoformat(),
            on_file="nothing",
        )
        for day, names in sorted(places.items())
    ]
    known = station.known
    standing = [
        one
        for one in known.questions(document.source)
        if one.kind == "difference" and one.read in days
    ]
    yield from settled(standing, wanted, "reading", known)
    yield from opened(wanted, known)


def _days_of_rules(station: Station) -> set[str]:
    """Every day a BIS text on file names: issued, filed, effective, with its acts on others."""
    known = station.known
    days: set[str] = set()
    for name, text in known.texts.items():
        if text.authority != "BIS":
            continue
        told = (text.published_on, text.filed_on, text.issue_date)
        days.update(str(day) for day in told if day)
        for fact in known.effects_of(name):
            days.update(
                str(day)
                for field in ("first_day", "last_day", "compliance_from")
                if (day := getattr(fact, field, None))
            )
    return days


def _few(places: list[str]) -> str:
    more = f" and {len(places) - 3} more places" if len(places) > 3 else ""
    return ", ".join(places[:3]) + more
