"""Whether what an index shows can be believed: bounds, a collapse, a sudden wealth."""

from __future__ import annotations

from datetime import date

from config.sources import Source
from events.errors import Drift
from events.facts import SourceChecked
from scrapers.documents import Listing

LEAST_SHARE = 0.8
MOST_SHARE = 2.0
YEAR = 365


def hold_unless_usual(
    listing: Listing, source: Source, before: SourceChecked | None, since: date, today: date
) -> str | None:
    """Drift where too few rows came, so that nothing of it is believed; a warning for too many."""
    _at_least(listing.listed, source.least, source, "the floor in sources.yml")
    years = (today - since).days / YEAR
    if source.per_year and years >= 1:
        least = int(source.per_year * years * LEAST_SHARE)
        _at_least(listing.listed, least, source, f"the usual of {years:.1f} years")
    if listing.listed > source.most:
        raise _held(source, f"at most {source.most} rows", listing.listed, "the ceiling")
    if not source.compare or before is None or not before.listed:
        return None
    if listing.listed < before.listed * LEAST_SHARE:
        expected = f"at least {LEAST_SHARE:.0%} of the {before.listed} rows of the last good check"
        raise _held(source, expected, listing.listed, "a collapse")
    if listing.listed > before.listed * MOST_SHARE:
        return (
            f"{source.name}: {listing.listed} rows, more than twice the {before.listed} of the last"
            " good check; taken in, but have a look"
        )
    return None


def _at_least(found: int, least: int, source: Source, what: str) -> None:
    if found < least:
        raise _held(source, f"at least {least} rows ({what})", found, "a collapse")


def _held(source: Source, expected: str, found: int, what: str) -> Drift:
    return Drift(
        source.name,
        source.index,
        expected=expected,
        found=str(found),
        next_step=f"{what} is held, not believed: open the index, then correct the source or"
        " config/sources.yml",
    )
