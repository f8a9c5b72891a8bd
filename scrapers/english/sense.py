"""One sentence, and what we make of it: effects, notes for other rows, or a reason to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from scrapers.documents import Effect, Unread, Verb
from scrapers.english.dates import Moment, Unreadable, last_day


class Sentence(NamedTuple):
    """A sentence as printed, in plain letters, and its place in the reading's text."""

    words: str
    plain: str
    offsets: tuple[int, int]


class Sense(NamedTuple):
    """What a sentence says.

    `effects` are certain. `applies` are days of applicability, which are effects only where no
    effective day is printed. `notes` belong to what the document imposes (compliance dates).
    `unread` is the reason why a person should read it.
    """

    effects: tuple[Effect, ...] = ()
    applies: tuple[Effect, ...] = ()
    notes: tuple[str, ...] = ()
    unread: str | None = None

    def asks(self, sentence: Sentence) -> Unread | None:
        """The sentence for the pile that a person reads, if it belongs there."""
        return Unread(sentence.words, self.unread, sentence.offsets) if self.unread else None


class Read(NamedTuple):
    """Effects found in a sentence, and the stretches of its words that they rest on."""

    effects: tuple[Effect, ...]
    used: tuple[tuple[int, int], ...]
    unread: str | None = None
    applies: tuple[Effect, ...] = ()


def effect(
    verb: Verb,
    targets: Sequence[str],
    sentence: Sentence,
    first: Moment | date | None = None,
    last: Moment | date | None = None,
    **more: Any,
) -> Effect:
    """An effect that quotes its sentence; an end with a clock time ends the day before."""
    begins = Moment(first) if isinstance(first, date) else first
    ends = Moment(last) if isinstance(last, date) else last
    told = [more.pop("note", None), _clock_note("from", begins), _clock_note("until", ends)]
    return Effect(
        effect=verb,
        targets=tuple(targets),
        quote=sentence.words,
        offsets=sentence.offsets,
        first_day=begins.day if begins else None,
        last_day=last_day(ends) if ends else None,
        first_time=begins.time if begins else None,
        last_time=ends.time if ends and not ends.over else None,
        note="; ".join(filter(None, told)) or None,
        **more,
    )


def _clock_note(link: str, moment: Moment | None) -> str | None:
    return f"{link} {moment.words}" if moment and moment.words and not moment.time else None


def years_less_a_day(first: date, years: int = 1) -> date:
    """The last day of some years from a day: the day before the same date of that year."""
    if first.year + years > date.max.year:
        raise Unreadable(f"expected a period that ends, found {years} years")
    try:
        return first.replace(year=first.year + years) - timedelta(1)
    except ValueError:  # 29 February
        return date(first.year + years, 2, 28)


def begins_whole(one: Effect, own: tuple[str, ...]) -> bool:
    """Whether a row begins the whole document, or what it corrects."""
    return one.effect == "corrects" or (one.effect == "imposes" and one.targets == own)
