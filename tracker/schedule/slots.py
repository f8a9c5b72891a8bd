"""When a source is due, in its own local time: pure, without a clock.

A slot is one civil day at one check time: "2026-11-01 08:45". It happens once, on every day: a
local time that the clocks skip happens at the first instant after the gap, one that comes twice
happens the first time. Named by the civil time and not by the instant, a slot stays the same
whatever becomes of a zone's rules, and the names of one source sort as its slots follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from config.sources import Source

DAY = timedelta(days=1)
TICK = timedelta(seconds=1)


class Slot(NamedTuple):
    """One check that is due: its instant in UTC, and its civil time as its name."""

    instant: datetime
    name: str


@dataclass(frozen=True)
class Timetable:
    """The check times of one source, every day, in its zone."""

    zone: ZoneInfo
    times: tuple[time, ...]

    def between(self, after: datetime, until: datetime) -> list[Slot]:
        """The slots after one instant, up to and including another, in order."""
        first, last = _civil(after, self.zone) - DAY, _civil(until, self.zone) + DAY
        days = (first + n * DAY for n in range((last - first).days + 1))
        found = (slot for day in days for slot in self._on(day))
        return sorted(slot for slot in found if after < slot.instant <= until)

    def latest(self, now: datetime) -> Slot:
        """The slot that came last."""
        return max(self.between(now - 3 * DAY, now))

    def next(self, now: datetime) -> Slot:
        """The slot that comes next."""
        return min(self.between(now, now + 3 * DAY))

    def _on(self, day: date) -> Iterator[Slot]:
        for at in self.times:
            yield Slot(_instant(day, at, self.zone), f"{day} {at:%H:%M}")


def timetable(source: Source) -> Timetable:
    """The timetable of a source as `sources.yml` describes it."""
    return timetable_of({"timezone": source.timezone, "checks": source.checks})


def timetable_of(fields: Mapping[str, Any]) -> Timetable:
    """The same from the fields that a view keeps."""
    times = {time.fromisoformat(str(text)) for text in fields.get("checks", ())}
    return Timetable(ZoneInfo(str(fields["timezone"])), tuple(sorted(times)))


def _civil(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant of a civil time, in UTC.

    >>> _instant(date(2026, 11, 1), time(1, 30), ZoneInfo("America/New_York")).isoformat()
    '2026-11-01T05:30:00+00:00'
    >>> _instant(date(2026, 3, 8), time(2, 30), ZoneInfo("America/New_York")).isoformat()
    '2026-03-08T07:00:00+00:00'
    """
    civil = datetime.combine(day, at, zone)  # fold=0: the first of two
    instant = civil.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == civil.replace(tzinfo=None):
        return instant
    return _end_of_gap(civil.replace(fold=1).astimezone(UTC), instant, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the new offset, which lies after `before` and not after `after`."""
    new = after.astimezone(zone).utcoffset()
    while after - before > TICK:
        middle = before + timedelta(seconds=(after - before) // TICK // 2)
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after
