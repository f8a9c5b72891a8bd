"""Civil days as texts print them: whole days, and days known only to the month or year."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

NEVER = date.max
"""Stands for "no end in sight" where a day must be compared; never printed."""


class DAY(NamedTuple):
    """The first and last day a printed day may mean; equal when it is exact."""

    lo: date
    hi: date


OF_OLD = DAY(date.min, date.min)
"""As long as anyone can tell."""


@lru_cache(maxsize=16384)  # a history names the same days again and again
def span_of(text: str | None) -> DAY | None:
    """The days a printed day may mean.

    >>> span_of("2015-08")
    DAY(lo=datetime.date(2015, 8, 1), hi=datetime.date(2015, 8, 31))
    """
    if text is None:
        return None
    if len(text) == 10:
        day = date.fromisoformat(text)
        return DAY(day, day)
    if len(text) == 7:
        year, month = int(text[:4]), int(text[5:])
        return DAY(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    year = int(text)
    return DAY(date(year, 1, 1), date(year, 12, 31))
