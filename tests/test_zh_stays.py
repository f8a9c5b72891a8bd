"""How long a pause lasts where the words for it stand apart from the act."""

from __future__ import annotations

import pytest

from tests.zh_acts import act, effects, reasons

PAUSED = "自2026年2月1日起，暂停实施商务部公告2025年第54号一年。"


@pytest.mark.parametrize(
    "said",
    [
        "期间，同步暂停实施《甲办法》（商务部公告2025年第55号）。",
        "暂停期间，《甲办法》（商务部公告2025年第55号）同步暂停实施。",
    ],
)
def test_the_meantime_is_that_of_the_sentence_before(said: str) -> None:
    text = act(PAUSED, said)
    assert effects(text) == [
        "suspends mofcom-2025-54 2026-02-01 to 2027-01-31",
        "suspends mofcom-2025-55 2026-02-01 to 2027-01-31",
    ]
    assert reasons(text) == []


def test_a_meantime_of_nothing_waits() -> None:
    text = act("期间，同步暂停实施商务部公告2025年第55号。", "本公告自公布之日起实施。")
    assert effects(text) == []
    assert "meant by 期间" in reasons(text)[0]


def test_a_pause_with_another_end_is_prolonged_not_begun() -> None:
    text = act(
        "商务部公告2025年第70号（关于暂停的决定）的暂停实施期限由2026年11月10日延长至2027年1月10日。",
        "本公告自公布之日起实施。",
    )
    assert effects(text) == ["extends mofcom-2025-70 2026-01-05 to 2027-01-10"]


def test_a_term_beside_a_printed_end_says_the_same() -> None:
    text = act(
        "决定将商务部公告2023年第28号规定的临时管制措施延长一年，至2026年8月31日。",
        "本公告自2025年9月1日起实施。",
        day="2025年8月15日",
    )
    assert effects(text) == ["extends mofcom-2023-28 None to 2026-08-31"]


def test_what_is_not_applied_for_now_is_paused() -> None:
    text = act("自2026年2月1日起，暂不实施商务部公告2025年第54号。")
    assert effects(text) == ["suspends mofcom-2025-54 2026-02-01"]


def test_grounds_that_changed_are_no_part_of_the_decision() -> None:
    text = act("因所依据的情形发生变化，决定自2026年2月1日起停止执行商务部公告2025年第9号。")
    told = act("采取措施所依据的情形发生变化，决定自2026年2月1日起停止执行商务部公告2025年第9号。")
    assert effects(text) == effects(told) == ["repeals mofcom-2025-9 2026-02-01"]
