"""What a person answers to a list of the day.

A list tells that a row is gone, never by which act or since when: accepting that needs both. Where
a row reads otherwise than what is on file, accepting files what the row says.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from events.errors import LedgerError
from events.facts import Citation, EffectFact, MeasureRepealed, ReviewOpened
from tracker.asked import UsageError
from tracker.ingest.known import ANALYST, Known
from tracker.ingest.list_day import desk_for
from tracker.ingest.station import Station
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


def believed(question: ReviewOpened, station: Station) -> EffectFact | None:
    """What its list says, read again from the archive: another reading of the party, or an end.
    None where the party is only known again, and nothing on file changes by that."""
    records = station.archive.texts(question.source)
    record = next((one for one in records if one.sha256 == question.sha256), None)
    if record is None:
        raise LedgerError(
            f"archive: expected the list {question.url} ({(question.sha256 or '')[:12]}), found"
            " none; run `tracker verify`"
        )
    desk = desk_for(station.archive.document(record), station)
    list(desk.facts())  # asks anew
    if question.review not in {one.review for one in desk.questions.wanted}:
        raise UsageError(
            f"review: {question.review}: the difference is gone; run `tracker ingest` again"
        )
    told = desk.questions.answers.get(question.review)
    reader = question.source if told and told.reader == question.source else ANALYST
    return told and told.model_copy(update={"basis": "confirmed", "reader": reader})


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise UsageError(f"--from: expected YYYY-MM-DD; found {words!r}") from None
