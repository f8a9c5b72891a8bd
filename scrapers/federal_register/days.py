"""On which days the Federal Register appears: on every federal working day.

5 U.S.C. 6103: a holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday
after.
"""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)
MONDAY, THURSDAY = 0, 3


def is_working_day(day: date) -> bool:
    """Whether the federal offices in Washington are open."""
    return day.weekday() < 5 and day not in kept_holidays(day.year)


def kept_holidays(year: int) -> frozenset[date]:
    """The holidays of a year as they are kept; the next New Year may fall on 31 December."""
    fixed = [
        date(year, 1, 1),
        date(year, 7, 4),
        date(year, 11, 11),
        date(year, 12, 25),
        date(year + 1, 1, 1),
    ]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    moving = [
        nth(year, 1, MONDAY, 3),
        nth(year, 2, MONDAY, 3),
        nth(year, 6, MONDAY, 1) - 7 * DAY,  # the last one in May
        nth(year, 9, MONDAY, 1),
        nth(year, 10, MONDAY, 2),
        nth(year, 11, THURSDAY, 4),
    ]
    return frozenset([*map(kept, fixed), *moving])


def kept(day: date) -> date:
    return {5: day - DAY, 6: day + DAY}.get(day.weekday(), day)


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The count-th such weekday of a month."""
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7) + 7 * DAY * (count - 1)
