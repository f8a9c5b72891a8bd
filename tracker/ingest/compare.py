"""Where a text as read and the readings on file disagree.

Nothing on file is changed by a comparison: a difference shows both sides and waits for a person.
Provisions are matched by name where both sides use one name, else the days of a whole text are
compared: analysts name provisions by their matter, a text by its numbering.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from events.facts import (
    EffectFact,
    InstrumentPublished,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasureSuspended,
)
from scrapers.documents import Reading

Days = tuple[str | None, str | None]


class Difference(NamedTuple):
    """One point on which a text as read and what is on file disagree.

    `put` and `drop` are what believing the text would file and withdraw.
    """

    about: str
    read: str
    on_file: str
    quote: str
    put: EffectFact | InstrumentPublished | None = None
    drop: EffectFact | None = None


def differences(
    reading: Reading,
    text: InstrumentPublished,
    read: Iterable[EffectFact],
    on_file: Iterable[EffectFact],
    *,
    complete: bool = True,
) -> Iterator[Difference]:
    """Every point on which a reading of a text differs from what analysts have of it.

    `complete` False: the record gathers more than this one text, so what it does not say is no
    difference.
    """
    read, on_file = list(read), list(on_file)
    yield from _publication(reading, text)
    yield from _own(read, on_file)
    yield from _acts(read, on_file, complete=complete and not reading.unread)


def _publication(reading: Reading, text: InstrumentPublished) -> Iterator[Difference]:
    """The day of publication, compared only where both sides mean the same day by it."""
    if reading.published_on is None or text.published_on is None:
        return
    told = reading.published_on
    if text.published_basis == "issue":
        if reading.issue_date is None:
            return
        told = reading.issue_date
    elif text.published_basis != reading.published_basis:
        return
    if len(text.published_on) == 10 and told.isoformat() != text.published_on:
        field = {"published_on": told.isoformat()}
        put = text.model_copy(update=field)
        yield Difference("day of publication", told.isoformat(), text.published_on, "", put)


# -- the measures a text lays down itself ---------------------------------------------------------


def _own(read: list[EffectFact], on_file: list[EffectFact]) -> Iterator[Difference]:
    theirs = {one.measure: one for one in _whole(on_file)}
    if not theirs:
        return
    loose: list[MeasureImposed] = []
    for one in _whole(read):
        same = theirs.get(one.measure)
        if same is None:
            loose.append(one)
            continue
        yield from _imposition(one, same)
    yield from _loose(loose, list(theirs.values()))


def _whole(facts: Iterable[EffectFact]) -> Iterator[MeasureImposed]:
    return (one for one in facts if isinstance(one, MeasureImposed) and not one.part_of)


def _imposition(read: MeasureImposed, on_file: MeasureImposed) -> Iterator[Difference]:
    quote = read.cited.quote or ""
    for name in ("first_day", "last_day"):
        ours, theirs = getattr(read, name), getattr(on_file, name)
        if ours != theirs and not _vaguer(theirs, ours):
            about = f"{name.replace('_', ' ')} of {read.measure}"
            put = _corrected(on_file, read, {name: ours})
            yield Difference(about, ours or "none", theirs or "none", quote, put, on_file)
    ours, theirs = read.scope.parties_count, on_file.scope.parties_count
    if ours is not None and theirs is not None and ours != theirs:
        scope = on_file.scope.model_copy(update={"parties_count": ours})
        put = _corrected(on_file, read, {"scope": scope})
        about = f"parties of {read.measure}"
        yield Difference(about, str(ours), str(theirs), quote, put, on_file)


def _corrected(
    on_file: MeasureImposed, read: MeasureImposed, field: dict[str, object]
) -> MeasureImposed:
    """What is on file with one field as the text has it, resting on the words read."""
    return on_file.model_copy(update={**field, "cited": read.cited})


def _vaguer(theirs: str | None, ours: str | None) -> bool:
    """Whether the day on file is the month or year of the day read."""
    return bool(theirs and ours and len(theirs) < 10 and ours.startswith(theirs))


def _loose(read: list[MeasureImposed], on_file: list[MeasureImposed]) -> Iterator[Difference]:
    """Measures under names of their own: each first day read must be one on file."""
    known = {one.first_day for one in on_file}
    told = ", ".join(sorted(day or "none" for day in known))
    for one in read:
        if one.first_day not in known and not any(_vaguer(day, one.first_day) for day in known):
            quote = one.cited.quote or ""
            about = f"first day of {one.measure}"
            yield Difference(about, one.first_day or "none", told, quote, one)


# -- what a text does to others -------------------------------------------------------------------


class Act(NamedTuple):
    """One act on one measure, in the form in which two readings of it are compared."""

    measure: str
    what: str
    days: Days
    fact: EffectFact


def _act(fact: EffectFact) -> Act | None:
    first = getattr(fact, "first_day", None)
    last = getattr(fact, "last_day", None)
    days = (str(first) if first else None, str(last) if last else None)
    match fact:
        case MeasureSuspended():
            what = "pause"
        case MeasureExtended():
            what = "pause" if fact.what == "suspension" else "prolongation"
        case MeasureResumed():
            what = "return"
        case MeasureRepealed():
            what = "end"
        case MeasurePostponed():
            what = "postponement"
        case _:
            return None
    return Act(fact.measure, what, days, fact)


def _acts(
    read: list[EffectFact], on_file: list[EffectFact], *, complete: bool
) -> Iterator[Difference]:
    ours, theirs = _by_target(read), _by_target(on_file)
    for key, act in ours.items():
        other = theirs.get(key)
        about, quote = f"{act.what} of {act.measure}", act.fact.cited.quote or ""
        if other is None:
            yield Difference(about, _told(act.days), "nothing", quote, act.fact)
        elif not _agree(act.days, other.days):
            told = _told(act.days), _told(other.days)
            yield Difference(about, *told, quote, act.fact, other.fact)
    if not complete:
        return  # a text that is partly unread may well say the rest
    for key, act in theirs.items():
        if key not in ours:
            about = f"{act.what} of {act.measure}"
            yield Difference(about, "nothing", _told(act.days), "", None, act.fact)


def _by_target(facts: list[EffectFact]) -> dict[tuple[str, str], Act]:
    return {(act.measure, act.what): act for act in map(_act, facts) if act}


def _agree(ours: Days, theirs: Days) -> bool:
    """Equal days; a prolongation may leave out the day it takes up."""
    if ours[1] != theirs[1]:
        return False
    if ours[0] == theirs[0] or (ours[1] and None in (ours[0], theirs[0])):
        return True
    return _vaguer(theirs[0], ours[0])


def _told(days: Days) -> str:
    first, last = days
    if first and last:
        return f"{first} through {last}"
    if first:
        return f"from {first}, no end named"
    return f"through {last}" if last else "no day named"
