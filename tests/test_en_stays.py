"""Stays and suspensions: their first day, their last, and the days beside them."""

from __future__ import annotations

import pytest

from tests.us_skeletons import Made, dates, rows


@pytest.mark.parametrize(
    ("day", "stayed"),
    [("2025-11-09", False), ("2025-11-10", True), ("2026-11-09", True), ("2026-11-10", False)],
)
@pytest.mark.parametrize(
    "words",
    [
        "Effective November 10, 2025, the amendments in the interim final rule published at 90 FR "
        "47299 are stayed until November 9, 2026.",
        "The amendments published at 90 FR 47299 are stayed from November 10, 2025, through "
        "November 9, 2026.",
        "The action published at 90 FR 47299 is suspended from November 10, 2025, until 12:01 a.m. "
        "eastern standard time on November 10, 2026.",
        "The action published at 90 FR 47299 is suspended for one year beginning November 10, "
        "2025.",
        "The action published at 90 FR 47299 is suspended for 365 days from November 10, 2025.",
        "Applicable date: as of 12:01 a.m. eastern standard time on November 10, 2025, the action "
        "published at 90 FR 47299 is suspended through November 9, 2026.",
    ],
)
def test_a_stay_covers_its_first_and_its_last_day_and_not_the_days_beside_them(
    words: str, day: str, stayed: bool
) -> None:
    (stay,) = dates(words).effects
    assert stay.effect == "suspends"
    assert (str(stay.first_day) <= day <= str(stay.last_day)) is stayed
    assert "by itself" in (stay.note or "")


def test_the_end_of_a_stay_told_twice_must_be_the_same() -> None:
    stayed = (
        "Effective November 10, 2025, the rule published at 90 FR 47299 is stayed until November "
        "9, 2026."
    )
    agreed = Made(dates=stayed, summary="The suspension is set to end November 9, 2026.").read()
    assert agreed.unread == ()
    other = Made(dates=stayed, summary="The suspension is set to end November 10, 2026.").read()
    assert len(other.unread) == 1
    assert str(other.effects[0].last_day) == "2026-11-09"


def test_an_act_that_only_stays_another_imposes_nothing_itself() -> None:
    reading = dates(
        "This rule is effective November 10, 2025. The amendments published at 90 FR 47299 are "
        "stayed until November 9, 2026.",
        action="Final rule; stay of regulations.",
    )
    assert rows(reading) == [("suspends", ("90 FR 47299",), "2025-11-10", "2026-11-09")]


STAY = "Effective November 10, 2025, until November 9, 2026,"


def test_an_instruction_to_stay_begins_nothing() -> None:
    reading = Made(
        action="Final rule; stay.",
        dates="The amendments published at 90 FR 47299 are stayed from November 10, 2025, until "
        "November 9, 2026.",
        amended=(f"2. {STAY} stay § 744.11(a).",),
    ).read()
    assert rows(reading) == [("suspends", ("90 FR 47299",), "2025-11-10", "2026-11-09")]


def test_a_stay_that_only_an_instruction_prints_is_a_stay() -> None:
    reading = Made(
        action="Final rule; stay.",
        dates="This rule is effective November 8, 2025.",
        amended=(f"2. {STAY} § 744.11(a) is stayed.",),
    ).read()
    assert rows(reading) == [("suspends", ("15 CFR 744.11(a)",), "2025-11-10", "2026-11-09")]
    assert reading.unread == ()


def test_a_licence_prolonged_more_than_once_before_is_still_the_one_that_is_prolonged() -> None:
    reading = dates(
        "The expiration date of the rule published on May 22, 2025 (90 FR 23468), which was "
        "extended on August 21, 2025 (90 FR 43487) and September 20, 2025 (90 FR 64018), is "
        "extended until April 1, 2026."
    )
    assert rows(reading) == [("extends", ("90 FR 23468",), None, "2026-04-01")]


def test_a_day_in_a_stay_that_is_not_understood_is_asked_about() -> None:
    words = (
        "Subject to the talks of December 1, 2025, the rule published at 90 FR 47299 is stayed "
        "until November 9, 2026."
    )
    assert [one.sentence for one in dates(words).unread] == [words]


@pytest.mark.parametrize(
    "done", ["is delayed to May 9, 2026", "is extended until May 9, 2026", "is withdrawn"]
)
def test_a_day_before_what_happens_to_another_act_is_never_passed_over(done: str) -> None:
    words = f"Following the talks of December 1, 2025, the rule published at 90 FR 47299 {done}."
    assert [one.sentence for one in dates(words).unread] == [words]
