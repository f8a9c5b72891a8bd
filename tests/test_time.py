"""Days and moments: the same for every machine's clock and zone, and never taken on trust."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import tracker
from events.facts import SourceChecked
from events.ledger import open_ledger
from tracker.queries import Timeline

ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati")


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    folder = tmp_path_factory.mktemp("time")
    with tracker.open(f"sqlite:///{folder / 'ledger.db'}") as opened:
        yield opened


@pytest.fixture(params=ZONES)
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_a_moment_near_midnight_is_the_authority_s_own_day_on_every_machine(
    timeline: Timeline, machine_zone: str
) -> None:
    chance, slips = random.Random(61), 0
    for _ in range(1000):
        near = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(
            days=chance.randrange(600), seconds=chance.randrange(-7200, 7200)
        )
        offset = ZoneInfo(chance.choice(ZONES))
        asked = timeline.find.day(near.astimezone(offset).isoformat(timespec="minutes"))
        minute = near.replace(second=0, microsecond=0)
        slips += (minute + timedelta(hours=8)).date() != asked.CN
        slips += minute.astimezone(ZoneInfo("America/New_York")).date() != asked.US
    print(f"{machine_zone}: slips {slips} of 2,000")
    assert slips == 0


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-15T23:59",
        "2025-02-29",
        "2025-10-15T25:00+08:00",
        "2025-10-15 CST",
        "2025年10月15日",
        "２０２５-10-15",
        "10000-01-01",
        "0000-12-31",
        "2025-W01-1",
        "20251015",
    ],
)
def test_what_is_no_day_is_refused_and_never_guessed(timeline: Timeline, text: str) -> None:
    with pytest.raises(tracker.UsageError):
        timeline.on(text)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("madrid", "2025-09-14"),
        ("before:madrid", "2025-09-13"),
        ("after:madrid", "2025-09-16"),
        ("after:mofcom-2025-61", "2025-10-10"),
        ("before:90 FR 47201", "2025-09-29"),
        ("2024-02-29", "2024-02-29"),
        ("3035-04-07", "3035-04-07"),
    ],
)
def test_a_name_means_the_day_it_names(timeline: Timeline, text: str, means: str) -> None:
    assert timeline.on(text).question["on"] == means


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2026-03-08T06:59+00:00", {"CN": "2026-03-08"}),
        ("2026-11-01T05:30+00:00", {"CN": "2026-11-01"}),
        ("2025-12-31T23:30-05:00", {"CN": "2026-01-01", "US": "2025-12-31"}),
        ("1988-07-01T23:30+08:00", {"CN": "1988-07-02", "US": "1988-07-01"}),
    ],
)
def test_summer_time_and_the_turn_of_the_year_are_each_authority_s_own(
    timeline: Timeline, moment: str, days: dict[str, str]
) -> None:
    asked = timeline.find.day(moment)
    assert {name: asked.of(name).isoformat() for name in days} == days


def test_today_is_two_days_while_beijing_is_ahead(tmp_path: object) -> None:
    def now() -> datetime:
        return datetime(2026, 11, 10, 18, 0, tzinfo=UTC)

    with tracker.open(f"sqlite:///{tmp_path}/ledger.db", now=now) as opened:
        assert opened.on("today").question["on"] == {"CN": "2026-11-11", "US": "2026-11-10"}
        assert opened.on("today", measure="mofcom-2025-61/i-1").measures[0].by == "lapse"


def test_the_ledger_s_clock_never_goes_back_whatever_the_machine_s_does(tmp_path: object) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(100):
        moment += (timedelta(hours=-2), timedelta(days=2), timedelta(days=-30))[number % 3]
        fact = SourceChecked(source="us_bis", checked_through=date(2026, 1, 1), listed=number)
        ledger.append([fact], now=lambda at=moment: at)  # type: ignore[misc]
    stamps = [entry.recorded_at for entry in ledger.after(None)]
    assert stamps == sorted(stamps)
    assert ledger.verify() == []
