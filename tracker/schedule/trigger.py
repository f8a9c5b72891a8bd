"""When the scheduler wakes us up: at the slots of the sources, and every few minutes.

Both ask for nothing but the time of day: after a clock that was set back, or a sleep of the
machine, what they say is right again at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]

from tracker.schedule.slots import Timetable


class AtSlots(BaseTrigger):  # type: ignore[misc]
    """At each slot of any of some timetables, in UTC; two at one instant are one wake-up."""

    __slots__ = ("_tables",)

    def __init__(self, tables: Iterable[Timetable]) -> None:
        self._tables = tuple(tables)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The first slot after the one before, or from now on."""
        after = previous if previous is not None else now - timedelta(microseconds=1)
        return min(
            (table.next(after.astimezone(UTC)).instant for table in self._tables), default=None
        )


class Every(BaseTrigger):  # type: ignore[misc]
    """Some seconds after the last time."""

    __slots__ = ("_step",)

    def __init__(self, seconds: float) -> None:
        self._step = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """A step from now: what was missed is not made up for."""
        return now + self._step
