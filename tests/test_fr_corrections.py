"""Corrections: the register's own, those of agencies, and those of the CFR."""

from __future__ import annotations

from tests.us_skeletons import Made, rows

OFR = (
    '<HD SOURCE="HD2">Correction</HD><P>In rule document 2025-16900, appearing on pages '
    "44600-44700 in the issue of Wednesday, July 23, 2025, make the following correction:</P>"
)


def test_the_register_s_own_correction_names_the_document_in_its_number() -> None:
    reading = Made(
        number="C1-2025-16900",
        agencies=("TOY BUREAU",),
        billing="1505-01-D",
        action="",
        preamble=OFR,
        amended=("On page 44650, in the third column, “red toys” should read “all red toys.”",),
    ).read()
    assert reading.instrument == "fr-C1-2025-16900"
    assert reading.form == "correction"
    assert rows(reading) == [("corrects", ("fr-2025-16900",), None, None)]
    assert reading.effects[0].quote.startswith("In rule document 2025-16900")
    assert reading.unread == ()


def test_a_correction_of_the_cfr_names_the_place() -> None:
    reading = Made(
        agencies=("TOY BUREAU",),
        billing="0099-10-P",
        action="",
        preamble="<P>This rule is being published by the Office of the Federal Register to correct "
        "an editorial or technical error in the Code of Federal Regulations.</P><P>In Title 21 of "
        "the Code of Federal Regulations, Parts 100 to 169, revised as of October 1, 2024, amend "
        "section 130.20 by reinstating paragraph (b)(2) to read as follows:</P>",
    ).read()
    assert rows(reading) == [("corrects", ("21 CFR 130.20",), None, None)]
    assert reading.unread == ()


def test_an_agency_s_correction_corrects_from_its_effective_day_and_imposes_nothing() -> None:
    reading = Made(
        subject="Toys for Testing; Correction",
        action="Final rule; correction.",
        dates="This correcting document is effective September 30, 2025, and is applicable "
        "beginning September 1, 2025.",
        body=(
            "In FR Doc. 2025-16900 of July 23, 2025 (90 FR 44600), make the following corrections:",
        ),
    ).read()
    assert rows(reading) == [("corrects", ("bis-2025-16900",), "2025-09-30", None)]
    assert reading.effects[0].note == "applicable from 2025-09-01"


def test_correcting_amendments_that_call_themselves_a_rule_are_corrections_too() -> None:
    reading = Made(
        action="Correcting amendments.",
        summary="BIS is correcting the rule published at 90 FR 44600.",
        dates="This rule is effective September 30, 2025. "
        "This rule is applicable as of July 1, 2025.",
    ).read()
    assert rows(reading) == [("corrects", ("90 FR 44600",), "2025-09-30", None)]
    assert reading.effects[0].note == "applicable from 2025-07-01"


def test_a_correction_whose_target_is_not_named_is_asked_about() -> None:
    reading = Made(
        action="Correcting amendments.",
        summary="This document corrects a rule of July 23, 2025.",
        dates="This rule is effective September 30, 2025.",
    ).read()
    assert rows(reading) == [("corrects", (), "2025-09-30", None)]
    assert "corrected" in reading.unread[0].reason


def test_a_rule_that_also_corrects_entries_is_no_correction() -> None:
    reading = Made(
        subject="Addition of Entities to the Entity List; Correction of Existing Entries",
        summary="BIS is adding two entities to the Entity List.",
        dates="This rule is effective September 30, 2025.",
    ).read()
    assert reading.form == "rule"
    assert [one.effect for one in reading.effects] == ["lists"]


def test_a_correction_that_adds_an_omitted_entity_lists_it() -> None:
    reading = Made(
        subject="Additions of Entities to the Entity List; Correction",
        action="Final rule; correction.",
        summary="This document corrects the rule published at 90 FR 44600 by adding an "
        "inadvertently omitted entity to the Entity List.",
        dates="This rule is effective September 30, 2025.",
    ).read()
    assert rows(reading) == [
        ("corrects", ("90 FR 44600",), "2025-09-30", None),
        ("lists", ("bis-2025-19999",), "2025-09-30", None),
    ]


def test_a_correction_of_an_addition_need_not_count_anybody() -> None:
    reading = Made(
        subject="Additions of Entities to the Entity List; Correction",
        action="Final rule; correction.",
        summary="This document corrects an address in the rule published at 90 FR 44600.",
        dates="This rule is effective September 30, 2025.",
        amended=("2. Supplement No. 4 to part 744 is amended by revising the entry for “Acme.”",),
    ).read()
    assert rows(reading) == [("corrects", ("90 FR 44600",), "2025-09-30", None)]
    assert reading.unread == ()


def test_a_correction_of_two_rules_in_one_sentence_corrects_both() -> None:
    reading = Made(
        subject="Toys for Testing; Corrections",
        action="Interim final rule; corrections.",
        dates="This rule is effective September 30, 2025.",
        body=(
            "BIS published the toy rule (90 FR 44600) and the doll rule (90 FR 44700), which this "
            "document corrects.",
        ),
    ).read()
    assert rows(reading) == [
        ("corrects", ("90 FR 44600",), "2025-09-30", None),
        ("corrects", ("90 FR 44700",), "2025-09-30", None),
    ]


def correcting(summary: str) -> Made:
    return Made(
        subject="Toys for Testing",
        action="Correcting amendments.",
        dates="This rule is effective September 30, 2025.",
        summary=summary,
    )


def test_the_only_rule_with_an_error_is_the_one_that_is_corrected() -> None:
    reading = correcting("The rule published at 90 FR 44600 inadvertently left out a toy.").read()
    assert rows(reading) == [("corrects", ("90 FR 44600",), "2025-09-30", None)]
    assert reading.unread == ()


def test_of_two_rules_with_errors_a_person_says_which_is_corrected() -> None:
    reading = correcting(
        "The rule published at 90 FR 44600 had an error. That published at 90 FR 44700 omitted a "
        "toy; it was incorrect."
    ).read()
    assert rows(reading) == [("corrects", (), "2025-09-30", None)]
    assert len(reading.unread) == 1
