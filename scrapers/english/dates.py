"""Days and clock times as American official texts print them, and nothing that they do not print.

A day is printed whole ("January 13. 2025" with its slip, "11/17/2023", "Dec. 31, 2013"). A clock
time becomes ours only with a zone that is certain; without one the words stay in the note. An end
with a clock time has the day before as its last day, unless the clock says the day is over.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
DAY = rf"(?:\b{MONTH}\s?\d{{1,2}}(?:\s?[,.]\s?|\s)\d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}\b)"
DAY_OF_YEAR = rf"(?:\b{MONTH}\s?\d{{1,2}}\b(?!\s?[,.]?\s?\d{{4}}))"
# "this 14th day of March, 2025", as signatures have it
ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)\sday\sof\s{MONTH},?\s\d{{4}}\b)"
SIGNED_DAY = rf"(?:{DAY}|{ORDINAL})"
WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)"
ZONE = (
    r"(?:[ECMP][SD]?T\b|(?:U\.S\.\s)?(?:eastern|central|mountain|pacific)"
    r"(?:\s(?:standard|daylight))?(?:\stime)?|(?:Alaska\s)?local\stime(?:\s\(A\.l\.t\.\))?|A\.l\.t\.)"
)
HOUR = r"(?:\d{1,2}(?::\d{2})?\s?[ap]\.?\s?m\b\.?|\b\d{4}\s(?:hours|hrs)\b|\bnoon\b|\bmidnight\b)"
CLOCK = rf"(?:{HOUR}(?:,?\s\(?{ZONE}\)?)?)"
WHEN = (
    rf"(?:(?:at\s)?{CLOCK},?\s(?:on\s|of\s)?)?{WEEKDAY}?{DAY}"
    rf"(?:,?\s(?:at\s)?{CLOCK}(?![\w.]*\son))?"
)

FIND_DAY = re.compile(DAY, re.IGNORECASE)
FIND_SIGNED = re.compile(SIGNED_DAY, re.IGNORECASE)
WRITTEN = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)\sday\sof\s({MONTH}),?\s(\d{{4}})", re.I)
FIND_CLOCK = re.compile(rf"({HOUR})(?:,?\s\(?({ZONE})\)?)?", re.IGNORECASE)
PARTS = re.compile(
    rf"({MONTH})\s?(\d{{1,2}})(?:\s?[,.]\s?|\s)(\d{{4}})\b|\b(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})\b",
    re.IGNORECASE,
)
SHORT = re.compile(rf"({MONTH})\s?(\d{{1,2}})", re.IGNORECASE)
NUMERIC_HOUR = re.compile(r"(\d{1,2})(?::(\d{2}))?\s?([ap])\.?\s?m", re.IGNORECASE)
MILITARY = re.compile(r"(\d{2})(\d{2})\s(?:hours|hrs)", re.IGNORECASE)

FIXED = {"standard": {"e": -5, "c": -6, "m": -7, "p": -8}, "daylight": {"e": -4, "c": -5}}
FIXED["daylight"] |= {"m": -6, "p": -7}
PLACES = {"e": "New_York", "c": "Chicago", "m": "Denver", "p": "Los_Angeles"}
END_OF_DAY = time(23, 59)


class Unreadable(ValueError):
    """Words shaped like a day or an hour that name none ("February 31, 2025")."""


class Moment(NamedTuple):
    """A day, with its clock time where one is printed: `time` only where the zone is certain."""

    day: date
    clock: time | None = None
    time: str | None = None
    words: str | None = None
    over: bool = False  # the clock says that the day is over: 2400 hours, 11:59 p.m.


@lru_cache(maxsize=4096)
def day_of(words: str) -> date:
    """The day that a printed date names; Unreadable where the calendar has none."""
    found = PARTS.search(words)
    if not found:
        raise Unreadable(f"expected a day, found {words!r}")
    month, day, year, m, d, y = found.groups()
    numbers = (int(y), int(m), int(d)) if y else (int(year), MONTHS[month[:3].lower()], int(day))
    try:
        said = date(*numbers)
    except ValueError:
        raise Unreadable(f"expected a day of the calendar, found {found[0]!r}") from None
    if not 1900 <= said.year <= 2100:
        raise Unreadable(f"expected a year between 1900 and 2100, found {found[0]!r}")
    return said


def day_signed(words: str) -> date:
    """The first day in these words, also one written out ("this 14th day of March, 2025")."""
    found = FIND_SIGNED.search(words)
    if not found:
        raise Unreadable(f"expected a day, found {words!r}")
    if written := WRITTEN.match(found[0]):
        return day_of(f"{written[2]} {written[1]}, {written[3]}")
    return day_of(found[0])


def day_in_year_of(words: str, other: date) -> date:
    """A day printed without its year beside a day that has one ("May 1 through May 31, 2024")."""
    found = SHORT.search(words)
    if not found:
        raise Unreadable(f"expected a day, found {words!r}")
    return day_of(f"{found[1]} {found[2]}, {other.year}")


def moment(words: str) -> Moment:
    """The day in these words, and the clock time with it if one is printed."""
    day = day_of(words)
    found = FIND_CLOCK.search(words)
    if not found:
        return Moment(day)
    return at_clock(day, found[1], found[2], " ".join(found[0].split()))


def at_clock(day: date, hour: str, zone: str | None, words: str) -> Moment:
    """A day at an hour: "12:01 a.m." and "eastern standard time" on it."""
    if hour.lower() in {"noon", "midnight"}:
        clock = time(12) if hour.lower() == "noon" else None
        return Moment(day, clock, stamp(day, clock, zone), words, over=clock is None)
    if military := MILITARY.match(hour):
        return _military(day, int(military[1]), int(military[2]), zone, words)
    numeric = NUMERIC_HOUR.match(hour)
    if not numeric or not 1 <= int(numeric[1]) <= 12 or int(numeric[2] or 0) > 59:
        raise Unreadable(f"expected a clock time, found {hour!r}")
    clock = time(int(numeric[1]) % 12 + 12 * (numeric[3].lower() == "p"), int(numeric[2] or 0))
    return Moment(day, clock, stamp(day, clock, zone), words, over=clock >= END_OF_DAY)


def _military(day: date, hours: int, minutes: int, zone: str | None, words: str) -> Moment:
    if (hours, minutes) == (24, 0):
        return Moment(day, None, None, words, over=True)
    if hours > 23 or minutes > 59:
        raise Unreadable(f"expected a clock time, found {words!r}")
    clock = time(hours, minutes)
    return Moment(day, clock, stamp(day, clock, zone), words, over=clock >= END_OF_DAY)


def stamp(day: date, clock: time | None, zone: str | None) -> str | None:
    """The clock with its offset ("00:01-05:00"), where the printed zone leaves no doubt."""
    if clock is None or not zone:
        return None
    said = zone.lower().replace("u.s. ", "")
    if said[0] not in PLACES or "local" in said or "a.l.t" in said:
        return None
    kind = _season(said)
    if kind:
        hours = FIXED[kind][said[0]]
    else:  # "eastern time" on a given day is certain: the day says which of the two it is
        place = ZoneInfo(f"America/{PLACES[said[0]]}")
        offset = datetime.combine(day, clock, place).utcoffset() or timedelta()
        hours = int(offset.total_seconds() // 3600)
    return f"{clock:%H:%M}-{-hours:02d}:00"


def _season(zone: str) -> str | None:
    if "standard" in zone or re.fullmatch(r"[ecmp]st", zone):
        return "standard"
    if "daylight" in zone or re.fullmatch(r"[ecmp]dt", zone):
        return "daylight"
    return None


def last_day(end: Moment) -> date:
    """The last whole day before an end: the day before a clock time, else the day itself."""
    if end.clock is None or end.over:
        return end.day
    return end.day - timedelta(1)


# "Effective November 10, 2025, …", and the same behind a label: "Applicable date: as of …".
LEAD = re.compile(
    r"^\W*(?:\w{1,4}\)\s)?(?:(?:effective|applicab\w+)(?:\sdates?)?\s?[:.-]\s?)?"
    r"(?:(?:effective|as of|on|beginning|starting)\s(?:on\s|as of\s|at\s)?"
    r"|effective\s(?:with\srespect\sto|for)\s[^;]{1,300}?\bon\s(?:or|and)\safter\s)"
    rf"(?P<day>{WHEN}),\s",
    re.IGNORECASE,
)


def lead(plain: str) -> tuple[Moment | None, int]:
    """The day a sentence opens with ("Effective November 10, 2025, …") and where that ends."""
    found = LEAD.match(plain)
    return (moment(found["day"]), found.end()) if found else (None, 0)
