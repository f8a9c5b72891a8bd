"""What happens to one reading: filed, merged, answered, or put to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events.facts import (
    CopyFound,
    InstrumentRevised,
    MeasureImposed,
    MeasureSuspended,
    ReadingWithdrawn,
)
from scrapers.documents import Reading
from tests.stations import Bench, bench, effect, loaded, reading, unread

DAY = date(2026, 12, 1)
CONTROL = "自公布之日起对示例材料实施出口管制。"
STAY = "自即日起至2027年3月31日，商务部公告2026年第901号暂停实施。"
PAGE = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_{}.html"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def desk(tmp_path: Path, history: Path) -> Bench:
    return bench(tmp_path, history)


def control(text: str = CONTROL, first: str = "2026-11-20", **more: Any) -> Reading:
    what = effect(
        text.split("。")[0] + "。",
        text,
        "imposes",
        "mofcom-2026-901/p1",
        first_day=date.fromisoformat(first),
        kind="control",
        title="示例材料",
        codes=("1C999.a",),
    )
    return reading("mofcom-2026-901", text, url=PAGE.format("1"), effects=(what,), **more)


def stay(text: str = STAY, last: str = "2027-03-31", **more: Any) -> Reading:
    what = effect(
        text,
        text,
        "suspends",
        "mofcom-2026-901",
        first_day=date(2026, 11, 22),
        last_day=date.fromisoformat(last),
    )
    given: dict[str, Any] = {
        "day": "2026-11-22",
        "url": PAGE.format("2"),
        "effects": (what,),
        **more,
    }
    return reading("mofcom-2026-903", text, **given)


def state(desk: Bench, day: str, measure: str = "mofcom-2026-901/p1") -> tuple[str, str | None]:
    with desk.timeline() as timeline:
        (one,) = timeline.on(day, measure=measure).measures
        return one.state, one.by


def test_a_new_text_becomes_an_instrument_with_its_measure_its_words_and_its_bytes(
    desk: Bench,
) -> None:
    desk.take(control())
    with desk.timeline() as timeline:
        (one,) = timeline.on("2026-11-20", measure="mofcom-2026-901/p1").measures
        (cited,) = one.citations
        text = timeline.show("mofcom-2026-901").instrument
    assert (one.state, one.basis, one.kind, one.scope["codes"]) == (
        "in_force",
        "read",
        "control",
        ["1C999.a"],
    )
    assert cited["quote"] == CONTROL
    assert desk.station.archive.read(cited["sha256"]) == CONTROL.encode()
    assert [copy["url"] for copy in text["copies"]] == [PAGE.format("1")]


def test_a_later_act_suspends_it_until_its_last_day_and_it_returns_by_lapse(desk: Bench) -> None:
    desk.take(control())
    desk.take(stay())
    assert state(desk, "2026-11-21")[0] == "in_force"
    assert state(desk, "2027-03-31") == ("suspended", "mofcom-2026-903")
    assert state(desk, "2027-04-01") == ("in_force", "lapse")


def test_the_same_reading_twice_files_nothing_the_second_time(desk: Bench) -> None:
    desk.take(control())
    desk.take(stay())
    before = desk.head
    desk.take(control())
    desk.take(stay())
    assert desk.head == before


def test_an_act_on_a_text_that_is_not_on_file_waits_and_is_filed_when_it_comes(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(stay())
    (question,) = desk.questions("unread")
    assert "mofcom-2026-901, which is not on file" in question.reason
    desk.take(control())
    desk.take(stay())
    assert desk.questions() == []
    assert state(desk, "2026-12-24") == ("suspended", "mofcom-2026-903")


def test_a_silent_edit_is_a_revision_and_earlier_answers_stay_what_they_were(desk: Bench) -> None:
    desk.take(control())
    desk.take(stay())
    pinned = desk.head[0]
    edited = STAY.replace("3月31日", "6月30日")
    desk.take(stay(edited, "2027-06-30"))
    assert state(desk, "2027-05-01") == ("suspended", "mofcom-2026-903")
    with desk.timeline() as timeline:
        (then,) = timeline.on("2027-05-01", measure="mofcom-2026-901/p1", recorded=pinned).measures
    assert (then.state, then.by) == ("in_force", "lapse")
    facts = [entry.fact for entry in desk.ledger.after(pinned)]
    assert {fact.why for fact in facts if isinstance(fact, ReadingWithdrawn)} == {"source"}
    assert any(isinstance(fact, InstrumentRevised) and fact.why == "source" for fact in facts)
    (question,) = desk.questions("revised")
    assert "6月30日" in (question.read or "")


def test_the_same_words_read_otherwise_are_a_better_reader_not_a_new_text(desk: Bench) -> None:
    desk.take(control(first="2026-11-19"))
    before = desk.head[0]
    desk.take(control(first="2026-11-20"))
    facts = [entry.fact for entry in desk.ledger.after(before)]
    assert [type(fact) for fact in facts] == [ReadingWithdrawn, MeasureImposed]
    assert isinstance(facts[0], ReadingWithdrawn)
    assert facts[0].why == "parser"
    assert desk.questions() == []


def test_other_bytes_with_the_same_words_are_no_news(desk: Bench) -> None:
    desk.take(control(), body=b"one counter")
    before = desk.head
    desk.take(control(), body=b"another counter")
    assert desk.head == before


def test_an_unread_sentence_waits_and_is_settled_when_a_reader_learns_it(desk: Bench) -> None:
    text = CONTROL + "本公告其余部分另行通知。"
    desk.take(control(text, unread=(unread("本公告其余部分另行通知。", text),)))
    (question,) = desk.questions("unread")
    assert question.sentence == "本公告其余部分另行通知。"
    assert question.offsets == (len(CONTROL), len(text))
    desk.take(control(text))
    assert desk.questions() == []


def test_one_text_at_three_addresses_is_one_instrument_with_three_copies(desk: Bench) -> None:
    for number, source in (("1", "cn_mofcom"), ("7", "cn_mofcom"), ("8", "cn_exportcontrol")):
        desk.take(at(number), source)
    with desk.timeline() as timeline:
        found = timeline.on("2026-11-24", instrument="mofcom-2026-901", state="all").measures
        text = timeline.show(PAGE.format("8")).instrument
    assert [one.id for one in found] == ["mofcom-2026-901/p1"]
    assert text["instrument"] == "mofcom-2026-901"
    assert [copy["url"] for copy in text["copies"]] == [PAGE.format(n) for n in "178"]
    assert desk.questions() == []


def at(number: str, text: str = CONTROL) -> Reading:
    return replace(control(text), url=PAGE.format(number))


def test_copies_that_differ_are_both_kept_and_the_conflict_waits(desk: Bench) -> None:
    desk.take(at("1"))
    desk.take(at("7", CONTROL.replace("示例", "另一")), "cn_exportcontrol")
    (question,) = desk.questions("conflict")
    assert PAGE.format("1") in question.reason
    assert PAGE.format("7") in question.reason
    assert len(desk.station.known.copies["mofcom-2026-901"]) == 2
    desk.take(at("7"), "cn_exportcontrol")
    assert desk.questions("conflict") == []


def test_a_source_of_more_weight_takes_a_text_over_without_a_trace_in_the_answer(
    desk: Bench,
) -> None:
    desk.take(at("8"), "cn_exportcontrol")
    desk.take(at("1"), "cn_mofcom")
    text = desk.station.known.texts["mofcom-2026-901"]
    assert (text.reader, text.urls) == ("cn_mofcom", (PAGE.format("1"),))
    assert state(desk, "2026-11-24") == ("in_force", "mofcom-2026-901")
    before = desk.head
    desk.take(at("8"), "cn_exportcontrol")
    desk.take(at("1"), "cn_mofcom")
    assert desk.head == before


# -- the curated history --------------------------------------------------------------------------

STAY_OF_2025 = "自即日起至2026年11月10日，55号、56号、57号、58号、61号、62号暂停实施。"
SIX = tuple(f"mofcom-2025-{number}" for number in (55, 56, 57, 58, 61, 62))


def no_70(last: str = "2026-11-10", targets: tuple[str, ...] = SIX) -> Reading:
    rows = tuple(
        effect(
            STAY_OF_2025,
            STAY_OF_2025,
            "suspends",
            target,
            first_day=date(2025, 11, 7),
            last_day=date.fromisoformat(last),
        )
        for target in targets
    )
    return reading(
        "mofcom-2025-70", STAY_OF_2025, "2025-11-07", url=PAGE.format("70"), effects=rows
    )


def test_a_copy_of_a_text_analysts_have_merges_with_it(desk: Bench) -> None:
    before = len(desk.station.known.texts)
    desk.take(no_70())
    assert len(desk.station.known.texts) == before
    assert desk.questions() == []
    new = [entry.fact for entry in desk.ledger.after(None)][-1]
    assert isinstance(new, CopyFound)
    assert state(desk, "2026-11-10", "mofcom-2025-61/i-1") == ("suspended", "mofcom-2025-70")


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (no_70(last="2027-11-10"), "2025-11-07 through 2027-11-10, on file is 2025-11-07 through"),
        (no_70(targets=SIX[:5]), "reads nothing, on file is 2025-11-07 through 2026-11-10"),
        (no_70(targets=(*SIX, "mofcom-2025-10")), "through 2026-11-10, on file is nothing"),
    ],
)
def test_where_a_source_and_the_analysts_disagree_both_are_shown_and_nothing_changes(
    desk: Bench, read: Reading, says: str
) -> None:
    desk.take(read)
    questions = desk.questions("difference")
    assert questions
    assert all(says in one.reason for one in questions)
    assert state(desk, "2026-11-11", "mofcom-2025-61/i-1") == ("in_force", "lapse")
    assert state(desk, "2025-12-01", "mofcom-2025-10/p-tungsten")[0] == "in_force"
    with desk.timeline() as timeline:
        shown = timeline.show("mofcom-2025-70").instrument["questions"]
    assert [one["review"] for one in shown] == [one.review for one in questions]


def test_an_analysts_reading_that_arrives_later_takes_the_programs_place(desk: Bench) -> None:
    desk.take(control())
    by_hand = MeasureImposed(
        measure="mofcom-2026-901/p-list",
        cited=desk.station.known.effects_of("mofcom-2026-901")[0].cited,
        title="by hand",
        kind="control",
        first_day="2026-11-20",
        reader="curated",
    )
    desk.station.append([by_hand])
    desk.take(control())
    assert list(desk.station.known.measures("mofcom-2026-901")) == ["mofcom-2026-901/p-list"]
    assert desk.questions() == []


# -- limbs, parties, doubts ----------------------------------------------------------------------


def test_a_paragraph_named_by_an_act_reaches_its_limbs_and_no_others(desk: Bench) -> None:
    text = "商务部公告2024年第46号第二款暂停实施。"
    what = effect(
        text,
        text,
        "suspends",
        "mofcom-2024-46/para2",
        first_day=date(2026, 12, 1),
        last_day=date(2027, 5, 31),
    )
    desk.take(reading("mofcom-2026-905", text, url=PAGE.format("5"), effects=(what,)))
    suspended = {
        entry.fact.measure
        for entry in desk.ledger.after(None)
        if isinstance(entry.fact, MeasureSuspended)
        and entry.fact.cited.instrument == "mofcom-2026-905"
    }
    assert suspended == {"mofcom-2024-46/para2a", "mofcom-2024-46/para2b"}


@pytest.mark.parametrize(
    ("verb", "target", "more", "says"),
    [
        ("suspends", "mofcom-2024-46/para9", {"first_day": date(2026, 12, 1)}, "on file are para1"),
        (
            "suspends",
            "mofcom-2025-21",
            {"first_day": date(2026, 12, 1), "parties": 9},
            "9 of the 16",
        ),
        ("suspends", "mofcom-2025-21", {}, "names no day"),
        ("extends", "mofcom-2025-21", {}, "names no day"),
        ("delists", "mofcom-2025-21", {"first_day": DAY}, "without naming them"),
        ("imposes", "mofcom-2025-21/p2", {"kind": "control"}, "which is not its own"),
        ("imposes", "mofcom-2026-906/p1", {"kind": None}, "sort is not certain"),
    ],
)
def test_what_cannot_be_told_for_certain_is_asked_and_never_filed(
    desk: Bench, verb: Any, target: str, more: dict[str, Any], says: str
) -> None:
    text = "这一句话不能确定。"
    what = effect(text, text, verb, target, **more)
    desk.take(reading("mofcom-2026-906", text, url=PAGE.format("6"), effects=(what,)))
    (question,) = desk.questions("unread")
    assert says in question.reason
    assert desk.station.known.effects_of("mofcom-2026-906") == []


def test_an_explanation_is_no_instrument_and_files_nothing(desk: Bench) -> None:
    before = desk.head
    desk.take(reading(None, "问：……答：……", role="explanation", url=PAGE.format("9")))
    assert desk.head == before


def answer(title: str, page: str, target: str) -> Reading:
    what = effect(
        STAY, STAY, "suspends", target, first_day=date(2026, 12, 1), last_day=date(2027, 5, 31)
    )
    name = "mofcom-qa-2026-11-30"
    given: dict[str, Any] = {"title": title, "role": "answer", "effects": (what,)}
    return reading(name, STAY, "2026-11-30", url=PAGE.format(page), **given)


def test_two_answers_of_one_day_are_two_texts_and_both_count(desk: Bench) -> None:
    desk.take(answer("就甲清单答记者问", "a", "mofcom-2025-21"))
    desk.take(answer("就乙清单答记者问", "b", "mofcom-2025-22"))
    known = desk.station.known
    names = [name for name in known.texts if name.startswith("mofcom-qa-2026-11-30")]
    assert len(names) == 2
    assert state(desk, "2026-12-05", "mofcom-2025-21/p1")[0] == "suspended"
    assert known.effects_of(names[1])[0].measure == "mofcom-2025-22/p1"
    assert desk.questions() == []
    before = desk.head
    desk.take(answer("就乙清单答记者问", "b", "mofcom-2025-22"))
    desk.take(answer("就甲清单答记者问", "a", "mofcom-2025-21"))
    assert desk.head == before
