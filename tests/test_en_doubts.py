"""Words that look like a beginning and are none; what is not certain is asked about."""

from __future__ import annotations

import pytest

from tests.us_skeletons import Made, dates, rows

OWN = "bis-2025-19999"
OTHER = "90 FR 5200"


@pytest.mark.parametrize(
    "words",
    [
        "The amendments in this rule cease to be effective on May 2, 2027.",
        "The court order vacating the rule published at 89 FR 40400 took effect on May 2, 2025.",
        "This rule removes § 744.22, which was effective May 1, 2020.",
        "The compliance date of the rule published at 90 FR 5200 is delayed until May 2, 2026.",
        "This rule is effective 30 days after publication in the Federal Register.",
        "This rule is effective [INSERT DATE 30 DAYS AFTER DATE OF PUBLICATION].",
        "This rule will not become effective until June 2, 2025.",
        "This rule is hereby rescinded.",
        "The requirements of this rule are set to become effective on May 2, 2025.",
        "The rule was issued in January, with requirements due to come into effect on May 2, 2025.",
        "The suspension of the action is effective May 2, 2025, through June 2, 2025.",
    ],
)
def test_no_beginning_is_asserted(words: str) -> None:
    reading = dates(words)
    assert [one for one in reading.effects if one.effect in {"imposes", "postpones"}] == []
    assert len(reading.unread) == 1


@pytest.mark.parametrize(
    ("words", "means"),
    [
        (
            "The rule published at 90 FR 5200 has no force or effect as of May 2, 2025.",
            ("repeals", (OTHER,), "2025-05-02", None),
        ),
        (
            "The interim final rule published at 90 FR 5200 is adopted as a final rule without "
            "change, effective May 2, 2025.",
            ("clarifies", (OTHER,), "2025-05-02", None),
        ),
        (
            "The effective date of May 8, 2025, for the direct final rule published at 90 FR 5200 "
            "is confirmed.",
            ("clarifies", (OTHER,), "2025-05-08", None),
        ),
        (
            "The effective date of the rule published at 90 FR 5200 is delayed for 60 days from "
            "May 2, 2025, until July 1, 2025.",
            ("postpones", (OTHER,), "2025-07-01", None),
        ),
        (
            "The effectiveness of the rule published at 90 FR 5200 is postponed pending judicial "
            "review, effective May 2, 2025.",
            ("postpones", (OTHER,), None, None),
        ),
        (
            "The effective date of the rule published April 1, 2025, at 90 FR 5200, is corrected "
            "to May 5, 2025.",
            ("postpones", (OTHER,), "2025-05-05", None),
        ),
        (
            "The suspension of the rule published at 90 FR 5200 shall continue until May 2, 2026.",
            ("extends", (OTHER,), None, "2026-05-02"),
        ),
        (
            "The licence published at 85 FR 5200 and extended on June 28, 2020 (85 FR 6200), "
            "August 19, 2020 (85 FR 7200), and November 18, 2020 (85 FR 8200) is extended until "
            "March 29, 2021.",
            ("extends", ("85 FR 5200",), None, "2021-03-29"),
        ),
        (
            "The duties in the Annex are effective with respect to products of Ruritania entered "
            "for consumption on or after 12:01 a.m. eastern standard time on March 4, 2025.",
            ("imposes", (OWN,), "2025-03-04", None),
        ),
    ],
)
def test_what_happens_to_another_document(words: str, means: object) -> None:
    reading = dates(words)
    assert rows(reading) == [means]
    assert reading.unread == ()


def test_parts_of_a_document_that_move_alone_are_named() -> None:
    (moved,) = dates(
        "The effective date of amendatory instruction 5 in the rule published at 90 FR 5200 is "
        "delayed until November 2, 2025."
    ).effects
    assert (moved.targets, moved.provision) == ((OTHER,), "instruction-5")
    (begun,) = dates(
        "The amendments to § 744.9(b), published at 90 FR 5200, are effective May 2, 2025."
    ).effects
    assert (begun.targets, begun.provision) == ((OTHER,), "§ 744.9(b)")


def test_a_range_of_sections_stays_a_range() -> None:
    _, later = dates(
        "Effective May 2, 2025, except for §§ 744.2, and 744.5 through 744.9, which are effective "
        "June 2, 2025."
    ).effects
    assert later.targets == (f"{OWN}/§ 744.2", f"{OWN}/§ 744.5 through 744.9")


def test_an_exception_may_be_past_or_open() -> None:
    past = dates(
        "Effective May 2, 2025, except for instruction 3, which was effective on April 1, 2025."
    )
    assert rows(past)[1] == ("imposes", (f"{OWN}/instruction-3",), "2025-04-01", None)
    still = dates("Effective May 2, 2025, except for instruction 3, which is delayed.")
    assert rows(still)[1] == ("imposes", (f"{OWN}/instruction-3",), None, None)
    assert (past.unread, still.unread) == ((), ())


def test_compliance_and_savings_clauses_are_notes() -> None:
    reading = dates(
        "This rule is effective May 2, 2025.\nCompliance date: The changes are effective May 2, "
        "2025, but compliance is not required until June 2, 2025, except that compliance with § "
        "744.9 is not required until July 2, 2025.\nSavings clause: Shipments en route aboard a "
        "carrier on May 2, 2025, may proceed to their destination before June 2, 2025."
    )
    assert rows(reading) == [("imposes", (OWN,), "2025-05-02", None)]
    assert reading.unread == ()


def test_a_day_inside_an_instruction_is_asked_about_unless_it_is_told_or_quoted() -> None:
    words = "2. Part 736 is amended by adding General Order 7, effective May 2, 2025 through {}."
    known = "This rule is effective May 2, 2025."
    (asked,) = dates(known, amended=(words.format("July 2, 2025"),)).unread
    assert "inside" in asked.reason
    assert dates(known, amended=("2. Amend by adding a note, effective May 2, 2025.",)).unread == ()
    quoted = "2. Amend by removing “effective June 1, 2020” wherever it appears."
    assert dates(known, amended=(quoted,)).unread == ()


def test_the_window_of_a_licence_that_only_the_summary_prints_is_asked_about() -> None:
    summary = "This rule adds a temporary general license, valid May 2, 2025 through July 2, 2025."
    reading = dates("This rule is effective May 2, 2025.", summary=summary)
    assert len(reading.unread) == 1
    told = dates("This rule is effective May 2, 2025, through July 2, 2025.", summary=summary)
    assert told.unread == ()


def test_a_temporary_general_licence_is_a_relief() -> None:
    made = Made(
        subject="Temporary General License: Extension of Validity",
        dates="This rule is effective May 2, 2025, through July 2, 2025.",
    )
    assert made.read().effects[0].kind == "relief"


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("This rule is effective March 21, 2025, for a period of 180 days.", "2025-09-16"),
        ("Effective March 21, 2025, and remains in effect for one year.", "2026-03-20"),
    ],
)
def test_a_number_of_days_ends_what_begins(words: str, last: str) -> None:
    assert rows(dates(words)) == [("imposes", (OWN,), "2025-03-21", last)]


def test_days_told_respectively_or_of_the_past_are_asked_about() -> None:
    for words in (
        "The effective dates of the rules published at 90 FR 2224 and 90 FR 3001 are delayed until "
        "May 20, 2025, and June 1, 2025, respectively.",
        "The comment period for the rule published at 88 FR 7345, which was effective November 17, "
        "2023, is reopened.",
    ):
        reading = dates(words)
        assert (reading.effects, len(reading.unread)) == ((), 1)


def test_a_stay_on_a_section_is_lifted() -> None:
    reading = dates("Effective March 21, 2025, the stay on 15 CFR 744.23 is lifted.")
    assert rows(reading) == [("resumes", ("15 CFR 744.23",), "2025-03-21", None)]


@pytest.mark.parametrize(
    "words",
    [
        "It amends the rule published at 90 FR 5200, effective May 2, 2024.",
        "This rule supersedes the rule published at 90 FR 5200, which expires May 4, 2025, and is "
        "effective May 5, 2025.",
        "This rule replaces the rule that became effective May 2, 2024.",
    ],
)
def test_the_day_of_another_document_is_announced_only_in_plain_words(words: str) -> None:
    reading = dates(words)
    assert (reading.effects, len(reading.unread)) == ((), 1)


def test_parts_with_days_of_their_own_have_rows_of_their_own() -> None:
    reading = dates(
        "The amendments to part 744 are effective May 4, 2025; the amendments to part 748 are "
        "effective June 4, 2025."
    )
    assert rows(reading) == [
        ("imposes", (f"{OWN}/part 744",), "2025-05-04", None),
        ("imposes", (f"{OWN}/part 748",), "2025-06-04", None),
    ]


def test_a_second_beginning_of_the_whole_is_asked_about() -> None:
    second = "Prohibitions on resale take effect June 4, 2025."
    reading = dates(f"This rule is effective May 4, 2025. {second}")
    assert rows(reading) == [("imposes", (OWN,), "2025-05-04", None)]
    assert [asked.sentence for asked in reading.unread] == [second]
    unclear = dates(f"Changes take effect May 4, 2025. {second}")
    assert (unclear.effects, len(unclear.unread)) == ((), 2)


def test_a_stay_rescinded_with_its_rule_is_no_target() -> None:
    reading = dates(
        "Effective November 9, 2026, the rule published at 90 FR 5200 (May 2, 2025) and stayed at "
        "90 FR 6200 (June 2, 2025) is rescinded."
    )
    assert rows(reading) == [("repeals", (OTHER,), "2026-11-09", None)]


def test_what_is_not_retroactive_changes_nothing_back() -> None:
    reading = dates(
        "This rule is effective May 4, 2025.", summary="It is not retroactive to January 1, 2025."
    )
    assert rows(reading) == [("imposes", (OWN,), "2025-05-04", None)]
    assert reading.unread == ()
