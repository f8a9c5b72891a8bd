"""An answer pinned with `recorded` never changes, whatever is withdrawn or read otherwise later."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events.facts import MeasureImposed, ReadingWithdrawn
from tests.stations import Bench, bench, effect, loaded, reading

TEXT = "自公布之日起对示例材料实施出口管制。"
QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"jurisdiction": "CN"},
    {"kind": "control"},
    {"authority": "MOFCOM", "to": "US"},
    {"instrument": "mofcom-2025-61"},
    {"instrument": "mofcom-2026-901"},
    {"measure": "mofcom-2026-901/p1"},
    {"item": "示例材料"},
    {"code": "1C999"},
    {"parts": True},
    {"state": "all"},
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def desk(tmp_path: Path, history: Path) -> Bench:
    found = bench(tmp_path, history)
    what = effect(
        TEXT,
        TEXT,
        "imposes",
        "mofcom-2026-901/p1",
        first_day=date(2026, 11, 20),
        kind="control",
        title="示例材料",
        codes=("1C999.a",),
    )
    found.take(reading("mofcom-2026-901", TEXT, effects=(what,)))
    return found


def answers(desk: Bench, position: int | None) -> list[Any]:
    with desk.timeline() as timeline:
        return [
            [
                one.as_dict()
                for one in timeline.on("2026-11-25", recorded=position, **asked).measures
            ]
            for asked in QUESTIONS
        ]


def withdraw(desk: Bench) -> MeasureImposed:
    stream = "measure/mofcom-2026-901/p1"
    (entry,) = desk.ledger.stream(stream)
    fact = entry.fact
    assert isinstance(fact, MeasureImposed)
    gone = ReadingWithdrawn(of=stream, withdraws=entry.version, why="reading", by="A. Analyst")
    desk.ledger.append([gone])
    return fact


def test_pinned_to_now_every_question_has_the_answer_of_now(desk: Bench) -> None:
    assert answers(desk, desk.head.position) == answers(desk, None)


def test_a_measure_whose_reading_was_withdrawn_since_stays_in_pinned_answers(desk: Bench) -> None:
    position = desk.head.position
    before = answers(desk, position)
    assert any("mofcom-2026-901/p1" in str(one) for one in before)
    withdraw(desk)
    assert answers(desk, position) == before
    with desk.timeline() as timeline:
        assert timeline.on("2026-11-25", measure="mofcom-2026-901/p1").measures == []
        assert timeline.diff("2026-11-01", "2026-11-25", recorded=position).changes != []
        assert timeline.show("mofcom-2026-901", recorded=position).lives != []


def test_a_measure_filed_again_as_another_kind_stays_what_it_was_in_pinned_answers(
    desk: Bench,
) -> None:
    position = desk.head.position
    before = answers(desk, position)
    desk.ledger.append([withdraw(desk).model_copy(update={"kind": "ban"})])
    assert answers(desk, position) == before
