"""Amendatory instructions in DATES: their numbers, and ends that are printed with them."""

from __future__ import annotations

from tests.us_skeletons import Made, dates, rows

OWN = "bis-2025-19999"


def test_instructions_keep_their_numbers_where_words_in_brackets_stand_between() -> None:
    reading = dates(
        "Instructions 6 (adding toys), 7, and 17 are effective October 7, 2025. Instructions 1 "
        "through 3 are effective October 21, 2025."
    )
    named = {one.rpartition("-")[2] for row in reading.effects for one in row.targets}
    assert named == {"6", "7", "17", "1", "2", "3"}


def test_an_instruction_in_a_list_whose_end_is_printed_below_has_no_open_beginning() -> None:
    reading = Made(
        dates="Instructions 4 and 5 are effective May 6, 2025. Instruction 3 is effective July 1, "
        "2025.",
        amended=("5. Effective May 6, 2025, through July 1, 2026, add § 744.11.",),
    ).read()
    assert ("imposes", (f"{OWN}/instruction-5",), "2025-05-06", "2026-07-01") in rows(reading)
    assert ("imposes", (f"{OWN}/instruction-4",), "2025-05-06", None) in rows(reading)


def test_instructions_named_after_their_day_have_that_day() -> None:
    reading = dates(
        "a. Effective on October 7, 2025, are the following instructions: 7 (Sec. 740.2), 9 (Sec. "
        "740.10), and 25 (supplement no. 1 to part 774).\nb. Effective on October 12, 2025, is the "
        "following instruction: 16 (§ 744.6)."
    )
    assert rows(reading) == [
        (
            "imposes",
            (f"{OWN}/instruction-7", f"{OWN}/instruction-9", f"{OWN}/instruction-25"),
            "2025-10-07",
            None,
        ),
        ("imposes", (f"{OWN}/instruction-16",), "2025-10-12", None),
    ]
    assert reading.unread == ()
