"""A party that a list of the day no longer has: answered with the act that took it off.

The list tells that a row is gone, never by which act or since when. So accepting needs both.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from events.facts import Citation, MeasureRepealed, ReviewOpened
from tracker.asked import UsageError
from tracker.ingest.known import ANALYST, Known
from tracker.ingest.targets import UnknownTarget, instrument_of


class Removal(NamedTuple):
    """What a person names: the act, by a name it has on file, and the first day without."""

    act: str | None = None
    first_day: str | None = None


def removed(question: ReviewOpened, by: Removal, known: Known) -> MeasureRepealed:
    """The end of a party's listing by an act on file; UsageError where that is not named."""
    if not (by.act and by.first_day):
        raise UsageError(
            f"review: {question.review}: expected the act that takes the party off and the first"
            " day without it, found none; use --act ID --from YYYY-MM-DD, or reject it and say why"
            " the list is wrong"
        )
    try:
        act = instrument_of(by.act, known)
    except UnknownTarget as unknown:
        raise UsageError(
            f"--act: {by.act}: expected an act we have; take its text in first with"
            f" `tracker ingest` ({unknown})"
        ) from unknown
    text = known.texts[act]
    return MeasureRepealed(
        measure=str(question.on_file),
        first_day=_day(by.first_day),
        cited=Citation(
            instrument=act,
            published_on=text.published_on,
            url=text.urls[0] if text.urls else None,
        ),
        basis="confirmed",
        reader=ANALYST,
    )


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise UsageError(f"--from: expected YYYY-MM-DD; found {words!r}") from None
