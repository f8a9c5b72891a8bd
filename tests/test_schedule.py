"""Each check is made once a slot: across summer time, sleep, several daemons, and kills."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from apscheduler.executors.debug import DebugExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.base import (  # type: ignore[import-untyped]
    STATE_STOPPED,
    BaseScheduler,
)

from events.lease import LeaseHeld, lease
from tests.daemons import (
    PATIENCE,
    Crowd,
    checks_of,
    ended,
    lines,
    marking,
    no_turn,
    runs_of,
    source,
    wait_for,
)
from tests.stations import Clock
from tracker.freshness import next_due
from tracker.schedule.daemon import Daemon
from tracker.schedule.slots import timetable, timetable_of
from tracker.schedule.trigger import AtSlots, Every

NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    found = Crowd()
    yield found
    found.end()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    name = "url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


# -- slots ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "name", "instant"),
    [
        (NEW_YORK, "2026-11-01 01:30", "2026-11-01T05:30"),  # twice: the first
        (NEW_YORK, "2026-11-01 08:45", "2026-11-01T13:45"),
        (NEW_YORK, "2026-03-08 02:30", "2026-03-08T07:00"),  # never: the end of the gap
        (NEW_YORK, "2026-03-08 02:00", "2026-03-08T07:00"),
        (NEW_YORK, "2026-03-08 08:45", "2026-03-08T12:45"),
        (SHANGHAI, "2026-11-01 08:30", "2026-11-01T00:30"),
        (SHANGHAI, "1986-05-04 02:30", "1986-05-03T18:00"),
        ("Pacific/Apia", "2011-12-30 08:30", "2011-12-30T10:00"),  # a day that was left out
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:30"),  # half an hour
    ],
)
def test_a_local_time_that_comes_twice_or_never_is_one_slot(
    zone: str, name: str, instant: str
) -> None:
    table = timetable(source("a", name[-5:], zone=zone))
    moment = datetime.fromisoformat(f"{instant}:00+00:00")
    assert table.latest(moment) == (moment, name)
    assert table.next(moment - timedelta(microseconds=1)) == (moment, name)
    assert table.next(moment) > (moment, name)


def test_a_source_that_is_never_checked_is_never_due() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert next_due({"timezone": SHANGHAI, "checks": []}, now) is None
    assert timetable_of({"timezone": SHANGHAI}).times == ()
    due = next_due({"timezone": SHANGHAI, "checks": ["08:30", "18:30"]}, now)
    assert due == "2026-11-27T08:30+08:00"


class Simulated(BaseScheduler):  # type: ignore[misc]
    """The scheduler itself; where it would wait, the clock is moved on."""

    def __init__(self, clock: Any, until: datetime, **given: Any) -> None:
        super().__init__(**given)
        self._clock, self._until = clock, until

    def start(self) -> None:
        super().start()
        while self.state != STATE_STOPPED and datetime.now(UTC) < self._until:
            self._clock.shift(max(self._process_jobs(), 0.0005))

    def wakeup(self) -> None:
        """It never sleeps."""

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)


def test_every_check_fires_once_on_each_of_400_days_across_summer_time() -> None:
    begin = datetime(2026, 2, 1, 5, 0, tzinfo=UTC)  # midnight in New York
    times = [(NEW_YORK, "08:45"), (NEW_YORK, "01:30"), (NEW_YORK, "02:30"), (SHANGHAI, "08:30")]
    fires: dict[tuple[str, str], list[datetime]] = {one: [] for one in times}
    with time_machine.travel(begin, tick=False) as clock:
        one = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler = Simulated(
            clock,
            begin + timedelta(days=400),
            timezone=UTC,
            job_defaults=one,
            executors={"default": DebugExecutor()},
        )
        for zone, at in times:
            trigger = AtSlots([timetable(source("a", at, zone=zone))])
            note = fires[zone, at]
            scheduler.add_job(lambda note=note: note.append(datetime.now(UTC)), trigger)
        scheduler.start()
    for (zone, at), found in fires.items():
        local = [moment.astimezone(ZoneInfo(zone)) for moment in found]
        days = Counter(moment.date() for moment in local)
        odd = [f"{moment:%m-%d %H:%M}" for moment in local if f"{moment:%H:%M}" != at]
        print(f"{zone} {at}: {len(found)} fires, {len(found) - len(days)} twice, odd: {odd}")
        assert (len(found), len(days), max(days.values())) == (400, 400, 1)
        assert odd == (["03-08 03:00"] if at == "02:30" else [])


def test_a_job_that_comes_round_is_due_a_step_from_now_whatever_the_clock_was() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    for before in (None, now - timedelta(days=30), now + timedelta(days=30)):
        assert Every(300).get_next_fire_time(before, now) == now + timedelta(minutes=5)


def test_a_daemon_makes_a_check_at_its_time_by_the_scheduler_alone(
    url: str, tmp_path: Path
) -> None:
    marks, daily = tmp_path / "marks", source("us_daily", "08:45")
    slot = timetable(daily).next(datetime(2026, 11, 26, tzinfo=UTC))
    with time_machine.travel(slot.instant - timedelta(seconds=2)):
        daemon = Daemon(url, [daily], command=marking(marks), turn=no_turn, beat=3600)
        daemon.start()
        run = wait_for(lambda: daemon.runs.of("us_daily", slot.name))
        wait_for(lambda: ended(daemon.runs.of("us_daily", slot.name)))
        assert daemon.stop()
        daemon.close()
    late = datetime.fromisoformat(run.started_at) - slot.instant
    print(f"due {slot.instant:%H:%M:%S}, begun {late.total_seconds():.3f} s later")
    assert timedelta() <= late < timedelta(seconds=10)
    assert len(lines(marks)) == 2  # that of the day before was due at the start


# -- missed ---------------------------------------------------------------------------------------


def test_ten_missed_fires_in_thirty_days_are_each_caught_up_once(url: str, tmp_path: Path) -> None:
    rng, marks, clock = Random(46), tmp_path / "marks", Clock()
    daily = source("us_daily", "08:45")
    slots = timetable(daily).between(clock.now, clock.now + timedelta(days=30))
    late = dict.fromkeys(rng.sample(range(30), 10), timedelta())
    late = {n: timedelta(seconds=rng.uniform(1, 72_000)) for n in late}
    late |= {min(late): timedelta(seconds=1), max(late): timedelta(hours=20)}
    with checks_of(url, [daily], clock, marking(marks)) as checks:
        for n, slot in enumerate(slots):
            clock.now = slot.instant + late.get(n, timedelta())
            assert [run.slot for run in checks.run_due()] == [slot.name]
            assert checks.run_due() == []  # any other wake-up finds nothing to do
        rows = checks.runs.all("us_daily")
    made = len(lines(marks))
    print(f"30 days, {len(late)} missed by 1 s to 20 h: {made} checks, {len(rows)} slots covered")
    assert [row.slot for row in rows] == [slot.name for slot in slots]
    assert {row.state for row in rows} == {"ok"}
    assert made == 30


def test_after_three_days_of_sleep_one_check_covers_what_was_missed(
    url: str, tmp_path: Path
) -> None:
    marks, clock = tmp_path / "marks", Clock()
    twice = source("cn_twice", "08:30", "18:30", zone=SHANGHAI)
    with checks_of(url, [twice], clock, marking(marks)) as checks:
        checks.run_due()
        clock.later(3)
        (run,) = checks.run_due()
        states = [(row.slot, row.state) for row in checks.runs.all("cn_twice")]
    assert len(lines(marks)) == 2
    assert states[-1] == (run.slot, "ok")
    assert [state for _, state in states] == ["ok", *["covered"] * 5, "ok"]


def test_a_clock_that_was_wrong_for_a_while_costs_no_check(url: str, tmp_path: Path) -> None:
    daily, marks, clock = source("us_daily", "08:45"), tmp_path / "marks", Clock()
    begin = clock.now
    slots = timetable(daily).between(begin, begin + timedelta(days=8))
    wrong = {2: timedelta(days=2, hours=3), 5: timedelta(days=-30)}
    with checks_of(url, [daily], clock, marking(marks)) as checks:
        for n, slot in enumerate(slots):
            clock.now = slot.instant
            assert [run.slot for run in checks.run_due()] == [slot.name]
            if n in wrong:
                clock.now += wrong[n]
                checks.run_due()
        rows = {row.slot: row for row in checks.runs.all("us_daily")}
    print(f"8 days, twice a wrong clock: {len(lines(marks))} checks")
    assert {rows[slot.name].state for slot in slots} == {"ok"}
    assert "had not come" in str(rows[slots[4].name].words)
    assert len(lines(marks)) == 8 + 2


# -- several daemons ------------------------------------------------------------------------------


def test_four_daemons_make_each_daily_check_once(
    any_url: str, tmp_path: Path, crowd: Crowd
) -> None:
    days, marks = 12, tmp_path / "marks"
    told = {"mode": "days", "url": any_url, "marks": str(marks), "days": days}
    told["start"] = "2026-10-25T13:45:01+00:00"  # a second after 08:45, in a week that changes
    daemons = [crowd.daemon(told, tmp_path / f"{n}.log") for n in range(4)]
    codes = [one.wait(PATIENCE) for one in daemons]
    logs = "\n".join(path.read_text() for path in tmp_path.glob("*.log"))
    assert codes == [0] * 4, logs
    with runs_of(any_url) as runs:
        rows = runs.all("us_daily")
    shares = sorted(Counter(row.holder for row in rows).values())
    print(f"{days} days, 4 daemons: {len(rows)} runs, {len(lines(marks))} checks, shared {shares}")
    assert len(rows) == len(lines(marks)) == days
    assert {row.state for row in rows} == {"ok"}
    assert "left to another" in logs


def test_a_check_that_outlasts_its_interval_is_never_made_twice_at_once(
    url: str, tmp_path: Path, crowd: Crowd
) -> None:
    marks = tmp_path / "marks"
    told: dict[str, Any] = {"mode": "hurry", "url": url, "marks": str(marks), "seconds": [1.0]}
    told |= {"speed": 120.0, "began": time.monotonic()}  # due twice a second
    daemons = [crowd.daemon(told, tmp_path / f"{n}.log") for n in range(2)]
    wait_for(lambda: sum(line.startswith("end") for line in lines(marks)) >= 4)
    for one in daemons:
        one.terminate()
    assert [one.wait(PATIENCE) for one in daemons] == [0, 0]
    spans = [line.split() for line in lines(marks)]
    words = Counter(word for word, *_ in spans)
    print(f"due twice a second, 1 s long, 2 daemons: {dict(words)}")
    assert words["overlap"] == 0
    at = [float(moment) for *_, moment in spans]
    assert at == sorted(at)
    assert all(a[0] != b[0] for a, b in pairwise(spans) if b[0] == "end")


def test_what_a_killed_daemon_was_doing_is_taken_over_at_once(
    any_url: str, tmp_path: Path, crowd: Crowd
) -> None:
    marks = tmp_path / "marks"
    told = {"mode": "hurry", "url": any_url, "marks": str(marks), "speed": 0, "began": 0.0}
    told["seconds"] = [600.0, 0.0]  # the first one hangs
    first = crowd.daemon(told, tmp_path / "first.log")
    (line,) = wait_for(lambda: lines(marks))
    second = crowd.daemon(told, tmp_path / "second.log")
    wait_for(lambda: b"left to another" in (tmp_path / "second.log").read_bytes())
    assert len(lines(marks)) == 1
    killed = time.monotonic()
    first.send_signal(signal.SIGKILL)
    first.wait()
    wait_for(lambda: len(lines(marks)) == 3)
    free = float(lines(marks)[1].split()[2]) - killed
    with runs_of(any_url) as runs:
        wait_for(lambda: ended(runs.last("us_busy")))
        (row,) = runs.all("us_busy")
    second.terminate()
    assert second.wait(PATIENCE) == 0
    words = [line.split()[0] for line in lines(marks)]
    print(f"{any_url.partition(':')[0]}: made again {free:.2f} s after the kill: {words}")
    with pytest.raises(ProcessLookupError):
        os.kill(int(line.split()[1]), 0)  # what the dead daemon had started is gone
    assert row.state == "ok"
    assert "was lost in it" in str(row.words)
    assert words[1:] == ["start", "end"] if any_url.startswith("sqlite") else words[2:] == ["end"]
    assert free < 10


@contextmanager
def held(url: str, name: str) -> Iterator[None]:
    with lease(url, name=name):
        yield


def test_leases_of_different_names_do_not_know_each_other(any_url: str) -> None:
    with held(any_url, "check-a"), held(any_url, "check-b"), lease(any_url):
        with pytest.raises(LeaseHeld, match="lease check-a"), held(any_url, "check-a"):
            pass
        with pytest.raises(LeaseHeld, match="ingesting"), lease(any_url):
            pass
    with held(any_url, "check-a"):
        pass


def test_a_slot_is_claimed_once_and_remembered_for_a_year(any_url: str) -> None:
    at = datetime(2026, 11, 26, 14, tzinfo=UTC)
    with runs_of(any_url) as runs:
        first = runs.claim("a", "2025-01-01 08:45", at - timedelta(days=420))
        assert first is not None
        runs.end(first, "ok", "fine", at)
        run = runs.claim("a", "2026-11-26 08:45", at, ["2026-11-25 08:45"])
        assert run is not None
        assert runs.end(run, "ok", "x" * 1000, at).words == "x" * 399 + "…"
        assert runs.claim("a", "2026-11-26 08:45", at) is None
        assert [row.state for row in runs.all("a")] == ["covered", "ok"]
        assert ended(runs.last("a"))
        assert runs.last_good(["a", "b"], at) == "2026-11-26T14:00:00.000000+00:00"
