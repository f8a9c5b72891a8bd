"""Each American phrase of beginning, delay, stay and end, and what it means in law."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.us_skeletons import Made, dates, read, rows

OWN = "bis-2025-19999"
Row = tuple[str, tuple[str, ...], str | None, str | None]


def imposes(first: str | None, last: str | None = None, *, at: str = "") -> Row:
    return ("imposes", (OWN + at,), first, last)


@pytest.mark.parametrize(
    ("words", "means"),
    [
        # plain beginnings
        ("This rule is effective May 6, 2025.", [imposes("2025-05-06")]),
        ("Effective date: This rule is effective May 6. 2025.", [imposes("2025-05-06")]),
        ("The effective date of this rule is May 6, 2025.", [imposes("2025-05-06")]),
        ("Effective May 6, 2025.", [imposes("2025-05-06")]),
        ("This AD becomes effective May 6, 2025.", [imposes("2025-05-06")]),
        ("The changes in this rule take effect on May 6, 2025.", [imposes("2025-05-06")]),
        ("Applicable May 6, 2025.", [imposes("2025-05-06")]),
        (
            "This direct final rule is effective May 6, 2025, without further notice, unless EPA "
            "receives adverse comments by April 5, 2025.",
            [imposes("2025-05-06")],
        ),
        # windows: the day after "through", "until" and "to" is in them
        ("Effective May 6, 2025, through July 1, 2025.", [imposes("2025-05-06", "2025-07-01")]),
        (
            "This rule is effective May 6, 2025 until July 1, 2025.",
            [imposes("2025-05-06", "2025-07-01")],
        ),
        (
            "This rule is effective from May 6, 2025 to July 1, 2025.",
            [imposes("2025-05-06", "2025-07-01")],
        ),
        ("Effective from May 1 through July 1, 2025.", [imposes("2025-05-01", "2025-07-01")]),
        (
            "This rule is effective May 6, 2025, and expires on July 1, 2026.",
            [imposes("2025-05-06", "2026-07-01")],
        ),
        (
            "This rule is effective from 9:15 a.m. until 10:20 a.m. on May 10, 2025.",
            [imposes("2025-05-10", "2025-05-10")],
        ),
        # exceptions have rows of their own
        (
            "This rule is effective May 6, 2025, except for amendatory instruction 5, which is "
            "effective January 1, 2027.",
            [imposes("2025-05-06"), imposes("2027-01-01", at="/instruction-5")],
        ),
        (
            "05/06/2025, except for amendatory instruction 11, which is effective 05/06/2025 to "
            "01/01/2027.",
            [imposes("2025-05-06"), imposes("2025-05-06", "2027-01-01", at="/instruction-11")],
        ),
        (
            "This rule is effective on June 1, 2025, except for the addition of § 744.35(e), which "
            "will be effective from June 1, 2025 through January 9, 2026.",
            [imposes("2025-06-01"), imposes("2025-06-01", "2026-01-09", at="/§ 744.35(e)")],
        ),
        (
            "This rule is effective May 6, 2025, through June 1, 2025, except for amendatory "
            "instructions 1 and 3, which are effective May 6, 2025.",
            [
                imposes("2025-05-06", "2025-06-01"),
                ("imposes", (f"{OWN}/instruction-1", f"{OWN}/instruction-3"), "2025-05-06", None),
            ],
        ),
        (
            "This rule is effective May 6, 2025, except for the amendments codified at 47 CFR "
            "64.2000 and 64.5000, instructions 3 and 4, respectively, which are delayed "
            "indefinitely.",
            [
                imposes("2025-05-06"),
                ("imposes", (f"{OWN}/instruction-3", f"{OWN}/instruction-4"), None, None),
            ],
        ),
        # delays: the day after "to" and "until" is the new first day
        (
            "As of May 6, 2025, the effective date for the interim final rule published March 3, "
            "2025, at 90 FR 11000, is delayed to July 7, 2025.",
            [("postpones", ("90 FR 11000",), "2025-07-07", None)],
        ),
        (
            "The effective date of the interim final rule published March 3, 2025 (90 FR 11000) is "
            "delayed from April 15, 2025 to May 16, 2025.",
            [("postpones", ("90 FR 11000",), "2025-05-16", None)],
        ),
        (
            "The effective date of 90 FR 11000, 90 FR 12000, and 90 FR 13000 has been delayed "
            "until October 3, 2025.",
            [
                ("postpones", ("90 FR 11000",), "2025-10-03", None),
                ("postpones", ("90 FR 12000",), "2025-10-03", None),
                ("postpones", ("90 FR 13000",), "2025-10-03", None),
            ],
        ),
        (
            "The effective date of the rule published at 90 FR 11000, FR Doc. 2025-01000, is "
            "hereby delayed until October 3, 2025.",
            [("postpones", ("bis-2025-01000",), "2025-10-03", None)],
        ),
        (
            "The effective date of the rules published May 7, 2024 (89 FR 6100), and June 10, 2024 "
            "(89 FR 40400), which were delayed on July 9, 2024 (89 FR 50000), is October 28, 2025.",
            [
                ("postpones", ("89 FR 6100",), "2025-10-28", None),
                ("postpones", ("89 FR 40400",), "2025-10-28", None),
            ],
        ),
        (
            "The effective date of the rule published on January 9, 2025 (90 FR 2200), and delayed "
            "on January 26, 2025 (90 FR 8400), is further delayed until June 20, 2025.",
            [("postpones", ("90 FR 2200",), "2025-06-20", None)],
        ),
        (
            "The effective date of the rule published at 90 FR 11000 is delayed indefinitely.",
            [("postpones", ("90 FR 11000",), None, None)],
        ),
        (
            "In addition this rule changes the effective date from January 10, 2026, to January 1, "
            "2026, for the amendments to §§ 744.25(c)(2), 744.36(a), and (b).",
            [
                (
                    "postpones",
                    ("15 CFR 744.25(c)(2)", "15 CFR 744.36(a)", "15 CFR 744.36(b)"),
                    "2026-01-01",
                    None,
                )
            ],
        ),
        # stays: the day after "until" is the last day of the stay
        (
            "Effective November 10, 2025, the amendments to 15 CFR parts 732 and 744 in the "
            "interim final rule published at 90 FR 47299, on October 1, 2025, are stayed until "
            "November 9, 2026.",
            [("suspends", ("90 FR 47299",), "2025-11-10", "2026-11-09")],
        ),
        (
            "The action published at 90 FR 17199 is suspended for one year, as of 12:01 a.m. "
            "Eastern Standard Time on November 10, 2025.",
            [("suspends", ("90 FR 17199",), "2025-11-10", "2026-11-09")],
        ),
        (
            "Effective May 6, 2025, § 744.11(a)(1) is stayed indefinitely.",
            [("suspends", ("15 CFR 744.11(a)(1)",), "2025-05-06", None)],
        ),
        (
            "The stay of the amendments published at 90 FR 47299 is extended until November 9, "
            "2027.",
            [("extends", ("90 FR 47299",), None, "2027-11-09")],
        ),
        (
            "Effective May 6, 2025, the stay of the rule published at 90 FR 47299 is lifted.",
            [("resumes", ("90 FR 47299",), "2025-05-06", None)],
        ),
        # prolonged ends, withdrawals, confirmations
        (
            "This rule is effective May 6, 2025, through August 1, 2025. The expiration date of "
            "the final rule published on February 18, 2025 (90 FR 8722), is extended until August "
            "1, 2025.",
            [
                imposes("2025-05-06", "2025-08-01"),
                ("extends", ("90 FR 8722",), None, "2025-08-01"),
            ],
        ),
        (
            "The final rule published on January 5, 2025 (90 FR 700), is withdrawn as of May 6, "
            "2025.",
            [("repeals", ("90 FR 700",), "2025-05-06", None)],
        ),
        (
            "The effective date of the direct final rule published at 90 FR 700 is confirmed as "
            "May 6, 2025.",
            [("clarifies", ("90 FR 700",), "2025-05-06", None)],
        ),
        (
            "The amendments to 47 CFR 64.2000 published at 89 FR 9900 are effective May 6, 2025.",
            [("postpones", ("89 FR 9900",), "2025-05-06", None)],
        ),
    ],
)
def test_each_phrase_of_dates_means_one_thing(words: str, means: list[Row]) -> None:
    reading = dates(words)
    assert rows(reading) == means
    assert reading.unread == ()


@pytest.mark.parametrize(
    "words",
    [
        "Comments must be received by BIS no later than July 1, 2025.",
        "Persons may request modification of an entry at any time on or after May 29, 2025.",
        "Objections and requests for hearings must be received on or before July 1, 2025.",
        "The meeting will be held on May 20 and 21, 2025.",
        "The Director of the Federal Register approved the incorporation by reference of certain "
        "publications as of May 6, 2025.",
        "The Commission will publish a document announcing the effective dates.",
        "Mandatory compliance date: Compliance with § 744.4 is optional until July 22, 2026.",
        "Exporters must comply no later than 12 months from the effective date of this rule.",
        "The comment period for the rule published at 90 FR 11000, is extended until July 1, 2025.",
    ],
)
def test_a_day_for_comments_or_compliance_begins_nothing(words: str) -> None:
    reading = dates(f"This rule is effective May 6, 2025. {words}")
    assert rows(reading) == [imposes("2025-05-06")]
    assert reading.unread == ()


def test_a_compliance_date_is_told_beside_what_the_rule_imposes() -> None:
    reading = dates(
        "This rule is effective May 6, 2025. The compliance date for instruction 3 is July 1, 2025."
    )
    assert "compliance date for instruction 3 is July 1, 2025" in (reading.effects[0].note or "")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        (
            "This bulletin is effective May 6, 2025 and applicable beginning March 9, 2025.",
            "2025-03-09",
        ),
        (
            "This rule is effective May 6, 2025. This rule is applicable as of March 9, 2025.",
            "2025-03-09",
        ),
    ],
)
def test_a_day_of_applicability_is_a_note_beside_the_effective_day(words: str, day: str) -> None:
    reading = dates(words)
    assert rows(reading) == [imposes("2025-05-06")]
    assert reading.effects[0].note == f"applicable from {day}"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("This rule is effective February 31, 2025.", "calendar"),
        ("This rule is effective 30 days after publication.", "effective"),
        ("See part V, Effective Date, in SUPPLEMENTARY INFORMATION.", "pointer"),
        ("The effective dates are contained in Annexes I, II, and III.", "pointer"),
        ("This rule is effective May 6, 2025, or once it is approved.", "conditions"),
        ("This rule is not effective until May 6, 2025.", "effective"),
        ("This rule is effective May 6, 2025, through May 1, 2025.", "end after"),
        ("This rule is effective from 9 a.m. to 5 p.m. daily, May 6, 2025.", "effective"),
        ("This rule is effective May 6, 2025, and the ships may sail May 9, 2025.", "May 9, 2025"),
        (
            "This rule is effective May 6, 2025, except for the toys, which are effective May 9, "
            "2025.",
            "instruction or a section",
        ),
        ("The delay of the rule published at 90 FR 700 is effective May 6, 2025.", "another"),
        (
            "The information collection requirements in § 744.3 are not effective until approved.",
            "effective",
        ),
        ("This rule, which is effective if approved, begins May 6, 2025.", "effective"),
    ],
)
def test_what_is_not_certain_waits_for_a_person_and_carries_no_day(words: str, reason: str) -> None:
    reading = dates(words)
    assert len(reading.unread) == 1
    assert reason in reading.unread[0].reason
    assert all(one.last_day is None for one in reading.effects)
    assert {one.first_day and one.first_day.isoformat() for one in reading.effects} <= {
        "2025-05-06"  # what stands before an exception that we cannot name is certain
    }


def test_an_hour_without_a_zone_stays_in_the_words() -> None:
    (window,) = dates(
        "This rule is effective from 9:15 a.m. until 10:20 a.m. on May 10, 2025."
    ).effects
    assert (window.first_time, window.last_time) == (None, None)
    assert window.note == "from 9:15 a.m. until 10:20 a.m."


def test_an_hour_with_its_zone_is_told_with_its_offset() -> None:
    (window,) = dates(
        "This rule is effective from 9:15 a.m. EDT until 10:20 a.m. EDT on May 10, 2025."
    ).effects
    assert (window.first_time, window.last_time) == ("09:15-04:00", "10:20-04:00")
    (stay,) = dates(
        "The rule published at 90 FR 17199 is suspended from November 10, 2025, until 12:01 a.m. "
        "eastern standard time on November 10, 2026."
    ).effects
    assert (str(stay.last_day), stay.last_time) == ("2026-11-09", "00:01-05:00")


def test_instructions_print_days_of_their_own_and_letters_belong_to_their_number() -> None:
    reading = Made(
        dates="This rule is effective May 6, 2025.",
        amended=(
            "1. The authority citation continues to read as follows:",
            "2. Effective May 6, 2025, the heading is revised.",
            "3. Effective January 1, 2027, § 744.2 is amended by:",
            "a. Revising paragraph (a); and",
            "b. Effective January 1, 2028, removing paragraph (b).",
            "4. Delayed indefinitely, amend § 744.3 by revising paragraph (c).",
            "5. Section 744.4, as amended at 89 FR 4000, effective June 1, 2024, is amended.",
        ),
    ).read()
    assert rows(reading) == [
        imposes("2025-05-06"),
        imposes("2027-01-01", at="/instruction-3"),
        imposes("2028-01-01", at="/instruction-3.b"),
        imposes(None, at="/instruction-4"),
    ]


def test_an_instruction_that_dates_already_names_is_said_once() -> None:
    reading = Made(
        dates="This rule is effective May 6, 2025, except for instruction 3, which is effective "
        "January 1, 2027.",
        amended=("3. Effective January 1, 2027, § 744.2 is amended.",),
    ).read()
    assert rows(reading) == [imposes("2025-05-06"), imposes("2027-01-01", at="/instruction-3")]


def test_a_proposed_rule_imposes_nothing_whatever_days_it_names() -> None:
    reading = dates("This rule would be effective May 6, 2025.", tag="PRORULE")
    assert (reading.effects, reading.unread) == ((), ())
    assert reading.form == "proposed rule"


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("Interim final rules; extension of comment period.", "Comments are due May 6, 2025."),
        ("Announcement of public briefing.", "The briefing will be held on May 6, 2025."),
    ],
)
def test_a_rule_that_only_moves_a_comment_period_or_invites_to_a_briefing_does_nothing(
    action: str, words: str
) -> None:
    reading = dates(words, action=action)
    assert (reading.effects, reading.unread) == ((), ())


def test_a_final_rule_that_prints_no_day_is_a_question_not_a_rule_without_effect() -> None:
    reading = Made(action="Final rule; request for comments.", dates="").read()
    assert reading.effects == ()
    assert "found none" in reading.unread[0].reason


def test_a_notice_asks_only_where_its_words_are_words_of_law() -> None:
    quiet = dates(
        "The toy fair opens May 6, 2025.", tag="NOTICE", agencies=("AGENCY",), billing="P"
    )
    assert (quiet.effects, quiet.unread) == ((), ())
    asked = dates(
        "The program will be applicable on May 6, 2025, or once 30 days have elapsed, whichever is "
        "later.",
        tag="NOTICE",
        agencies=("AGENCY",),
        billing="P",
    )
    assert asked.effects == ()
    assert len(asked.unread) == 1


def test_a_rule_effective_on_publication_begins_on_the_day_of_its_issue() -> None:
    about = b'{"document_number": "2025-19999", "publication_date": "2025-10-01"}'
    (reading,) = read(Made(dates="This rule is effective upon publication.").xml(), about=about)
    assert rows(reading) == [imposes("2025-10-01")]
    (alone,) = read(Made(dates="This rule is effective upon publication.").xml())
    assert alone.effects == ()
    assert len(alone.unread) == 1


VOCABULARY = (
    "This rule is effective until through to except for instruction 3 which delayed stayed from "
    "90 FR 47299 January 5, 2025 11/17/2023 12:01 a.m. EST § 744.11(a) the amendments , . ; of "
    "suspended for one year indefinitely published at comments compliance date expiration"
)
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=300)
@given(st.lists(WORDS, min_size=1, max_size=40))
def test_no_mixture_of_words_breaks_the_reader_or_its_quotes(words: list[str]) -> None:
    reading = dates(" ".join(words))  # which holds quotes and offsets together
    for one in reading.effects:
        assert one.last_day is None or one.first_day is None or one.first_day <= one.last_day
