"""Loading the history and building the view: whatever happens on the way, the same answers."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import tracker
from events.facts import (
    Citation,
    InstrumentPublished,
    MeasureImposed,
    MeasureRepealed,
    MeasureSuspended,
    ReadingConfirmed,
    ReadingWithdrawn,
    SourceChecked,
)
from events.ledger import open_ledger

ROUNDS = 200 if os.environ.get("TRACKER_SOAK") == "1" else 12
ASK = "import sys, tracker; tracker.open(sys.argv[1]); print('done', flush=True)"
DAYS = ("2005-01-01", "2019-08-20", "2025-10-15", "2025-11-10", "2026-11-24")


def url_of(folder: Path, name: str = "ledger.db") -> str:
    return f"sqlite:///{folder / name}"


def child(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", ASK, url], stdout=subprocess.PIPE, text=True)


def answers(url: str) -> str:
    """Every answer on some days, receipts and positions aside."""
    with tracker.open(url) as timeline:
        told: list[Any] = [timeline.on(day, state="all").as_dict()["measures"] for day in DAYS]
        told.append(timeline.diff("before:madrid", "2026-11-24").as_dict()["changes"])
    return json.dumps(told, sort_keys=True)


def on_file(url: str) -> list[tuple[str, int, str]]:
    ledger = open_ledger(url)
    try:
        assert ledger.verify() == []
        return [(entry.stream, entry.version, entry.body) for entry in ledger.after(None)]
    finally:
        ledger.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[Any]]:
    url = url_of(tmp_path_factory.mktemp("undisturbed"))
    return answers(url), on_file(url)


@pytest.fixture
def seed() -> int:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    return seed


def test_programs_asking_and_loading_at_once_file_each_fact_once(
    tmp_path: Path, undisturbed: tuple[str, list[Any]]
) -> None:
    url = url_of(tmp_path)
    crowd = [child(url) for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in crowd] == ["done\n"] * 4
    assert (answers(url), on_file(url)) == undisturbed


@pytest.mark.timeout(1800)
def test_a_kill_at_any_moment_of_loading_leaves_the_next_start_the_same_answers(
    tmp_path: Path, undisturbed: tuple[str, list[Any]], seed: int
) -> None:
    chance, finished = random.Random(seed), 0
    for number in range(ROUNDS):
        url = url_of(tmp_path, f"{number}.db")
        process = child(url)
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        finished += process.communicate()[0] == "done\n"
        assert on_file_or_nothing(url) in ([], undisturbed[1])
        assert (answers(url), on_file(url)) == undisturbed
    print(f"{ROUNDS} kills, {finished} after the end")


def on_file_or_nothing(url: str) -> list[Any]:
    return on_file(url) if Path(url.removeprefix("sqlite:///")).exists() else []


def test_a_second_start_appends_nothing_and_builds_nothing(tmp_path: Path) -> None:
    url = url_of(tmp_path)
    answers(url)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.view")}
    head = tracker.open(url).on("2025-10-15").receipt
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.view")} == before
    assert tracker.open(url).on("2025-10-15").receipt == head


@pytest.mark.parametrize("harm", ["deleted", "cut", "garbage", "of another ledger"])
def test_a_harmed_view_is_rebuilt_to_the_same_answers(
    tmp_path: Path, undisturbed: tuple[str, list[Any]], harm: str
) -> None:
    url = url_of(tmp_path)
    answers(url)
    view = tmp_path / "ledger.db.view"
    if harm == "deleted":
        view.unlink()
    elif harm == "cut":
        view.write_bytes(view.read_bytes()[:5000])
    elif harm == "garbage":
        view.write_bytes(b"no view at all" * 500)
    else:
        other = url_of(tmp_path, "other.db")
        open_ledger(other).append(
            [SourceChecked(source="x", checked_through=date(2026, 1, 1), listed=1)]
        )
        answers(other)
        view.write_bytes((tmp_path / "other.db.view").read_bytes())
    assert answers(url) == undisturbed[0]


# -- what a view makes of facts, whole or bit by bit ------------------------------------------


def published(name: str, on: str = "2025-01-01") -> InstrumentPublished:
    return InstrumentPublished(
        instrument=name,
        jurisdiction="CN",
        authority="MOFCOM",
        form="announcement",
        title=f"Text {name}",
        published_on=on,
    )


def imposed(measure: str, on: str = "2025-01-01", **more: Any) -> MeasureImposed:
    cited = Citation(instrument=measure.partition("/")[0], published_on=on)
    return MeasureImposed(
        measure=measure, cited=cited, title=measure, kind="listing", first_day=on, **more
    )


def stayed(measure: str, by: str = "made-2") -> MeasureSuspended:
    return MeasureSuspended(
        measure=measure,
        cited=Citation(instrument=by, published_on="2025-03-01"),
        first_day=date(2025, 3, 1),
        last_day=date(2025, 6, 30),
    )


FACTS: list[Any] = [
    published("made-1"),
    published("made-2", "2025-03-01"),
    imposed("made-1/p1"),
    *(imposed(f"made-1/p1/party-{n}", part_of="made-1/p1") for n in range(3)),
    imposed("made-1/p2"),
    stayed("made-1/p1/party-0"),
    stayed("made-1/p1/party-1"),
    stayed("made-1/p2"),
    MeasureRepealed(
        measure="made-1/p1",
        cited=Citation(instrument="made-2", published_on="2025-03-01"),
        first_day="2025-12-01",
    ),
]


def told(url: str) -> list[Any]:
    with tracker.open(url) as timeline:
        assert timeline.warnings == []
        return [
            timeline.on(day, instrument="made-1", state="all", parts=parts).as_dict()["measures"]
            for day in ("2025-02-01", "2025-04-01", "2025-07-01", "2025-12-01")
            for parts in (False, True)
        ]


def test_the_order_and_the_batches_in_which_facts_arrive_do_not_matter(
    tmp_path: Path, seed: int
) -> None:
    chance, found = random.Random(seed), []
    for number in range(6):
        url, facts = url_of(tmp_path, f"{number}.db"), list(FACTS)
        tracker.open(url).close()
        if number:
            texts, rest = facts[:2], facts[2:]
            chance.shuffle(rest)
            facts = texts + rest
        while facts:
            size = len(FACTS) if number == 0 else chance.randrange(1, 5)
            batch, facts = facts[:size], facts[size:]
            ledger = open_ledger(url)
            ledger.append(batch)
            ledger.close()
            tracker.open(url).close()
        found.append(told(url))
    assert all(one == found[0] for one in found)


def test_a_provision_is_partly_suspended_when_some_of_its_parties_are(tmp_path: Path) -> None:
    url = url_of(tmp_path)
    open_ledger(url).append(FACTS)
    with tracker.open(url) as timeline:
        (one,) = timeline.on("2025-04-01", measure="made-1/p1").measures
        assert (one.state, one.parts) == ("partly", {"in_force": 1, "suspended": 2})
        parts = timeline.on("2025-04-01", instrument="made-1", state="all", parts=True).measures
        assert {m.id: m.state for m in parts}["made-1/p1/party-2"] == "in_force"
        (ended,) = timeline.on("2025-12-01", measure="made-1/p1").measures
        assert ended.state == "ended"


def test_a_withdrawn_or_confirmed_reading_shows_only_at_a_later_recorded(tmp_path: Path) -> None:
    url = url_of(tmp_path)
    ledger = open_ledger(url)
    before = ledger.append(FACTS).positions[-1]
    lapse = ReadingConfirmed(
        of="measure/made-1/p2", lapse=date(2025, 7, 1), confirmed_on=date(2025, 7, 2), by="analyst"
    )
    gone = ReadingWithdrawn(of="measure/made-1/p1/party-0", withdraws=2, why="reading")
    ledger.append([lapse, gone])
    with tracker.open(url) as timeline:
        (now,) = timeline.on("2025-07-05", measure="made-1/p2").measures
        (then,) = timeline.on("2025-07-05", measure="made-1/p2", recorded=before).measures
        assert (now.by, now.confirmed, then.confirmed) == ("lapse", True, False)
        (party,) = timeline.on("2025-04-01", measure="made-1/p1/party-0").measures
        assert party.state == "in_force"
        pinned = timeline.on("2025-04-01", instrument="made-1", state="all", recorded=before)
        ledger.append([published("made-9")])
    with tracker.open(url) as timeline:
        again = timeline.on("2025-04-01", instrument="made-1", state="all", recorded=before)
        assert again.as_dict() == pinned.as_dict()


def test_a_view_stays_before_an_entry_it_cannot_apply_and_goes_on_when_it_can(
    tmp_path: Path,
) -> None:
    url = url_of(tmp_path)
    tracker.open(url).close()
    ledger = open_ledger(url)
    ledger.append([imposed("nobody-1/p1")])
    stopped = tracker.open(url)
    assert "nobody-1" in " ".join(stopped.warnings)
    assert stopped.on("2025-11-09", measure="mofcom-2025-61/i-1").measures[0].state == "suspended"
    ledger.append([published("nobody-1")])
    going = tracker.open(url)
    assert going.warnings == []
    assert going.on("2025-02-01", measure="nobody-1/p1").measures[0].state == "in_force"


def test_a_check_of_a_source_moves_the_horizon(tmp_path: Path) -> None:
    url = url_of(tmp_path)
    ledger = open_ledger(url)

    def now() -> datetime:
        return datetime(2026, 11, 25, tzinfo=UTC)

    def projected() -> set[bool]:
        with tracker.open(url, now=now) as timeline:
            answer = timeline.on("2026-11-20", jurisdiction="CN", authority="MOFCOM")
            return {one.projected for one in answer.measures}

    places = ("cn_mofcom", "cn_aqygzj", "cn_exportcontrol")
    for place in places:
        assert projected() == {True}, f"silence counted before {place} was read"
        checked = SourceChecked(source=place, checked_through=date(2026, 11, 24), listed=30)
        ledger.append([checked])
    assert projected() == {False}
    with tracker.open(url, now=now) as timeline:
        answer = timeline.on("2026-11-20", jurisdiction="CN")
        assert [(one.source, one.checked_through, one.stale) for one in answer.horizon] == [
            (place, "2026-11-24", False) for place in places
        ]


def test_a_postgresql_ledger_gives_every_question_the_same_answers(
    postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: tuple[str, list[Any]],
) -> None:
    monkeypatch.setenv("TRACKER_VIEW", str(tmp_path))
    assert answers(postgres_url) == undisturbed[0]
    assert on_file(postgres_url) == undisturbed[1]
    assert answers(postgres_url) == undisturbed[0]
