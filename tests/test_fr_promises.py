"""What a summary announces is read in the text, or a person is asked about it."""

from __future__ import annotations

import pytest

from tests.us_skeletons import USTR, Made, rows

OWN = "ustr-2025-19800"


def notice(
    *body: str,
    summary: str = "",
    dates: str = "",
    action: str = "Notice of action.",
    **more: object,
) -> Made:
    settings: dict[str, object] = {
        "tag": "NOTICE",
        "number": "2025-19800",
        "agencies": USTR,
        "billing": "3390-F4-P",
        "cfr": "",
        "action": action,
        "subject": "Notice About Toy Ships",
        "dates": dates,
        "dates_tag": "DATES",
        "body": body,
        "summary": summary,
    }
    return Made(**(settings | more))  # type: ignore[arg-type]


def test_an_increase_that_is_postponed_is_no_beginning_of_the_notice() -> None:
    reading = notice(
        "The rate of duty will increase to 25 percent on March 2, 2026.",
        summary="The Trade Representative has determined to postpone the date of the increase.",
    ).read()
    assert reading.effects == ()
    assert {"'postpone' announces" in one.reason for one in reading.unread} == {True}


@pytest.mark.parametrize("verb", ["suspend", "extend", "terminate", "revoke", "withdraw"])
def test_an_announced_change_that_was_not_found_is_asked_about(verb: str) -> None:
    summary = f"The Trade Representative has determined to {verb} the action."
    (asked,) = notice("Toys are heavy.", summary=summary).read().unread
    assert (asked.sentence, verb in asked.reason) == (summary, True)


def test_an_announced_change_that_was_found_is_not_asked_about() -> None:
    reading = notice(
        summary="The Trade Representative has determined to suspend the action.",
        dates="The action published at 90 FR 11111 is suspended from November 10, 2025, until "
        "November 9, 2026.",
    ).read()
    assert rows(reading) == [("suspends", ("90 FR 11111",), "2025-11-10", "2026-11-09")]
    assert reading.unread == ()


def test_exceptions_that_a_rule_suspends_are_its_own_change() -> None:
    reading = rescinding(
        "BIS amends the EAR by suspending license exceptions.", "Final rule."
    ).read()
    assert (len(reading.effects), reading.unread) == (1, ())


def test_a_longer_time_for_comments_is_no_announced_change() -> None:
    reading = notice(
        "Toys are heavy.",
        summary="The Trade Representative has determined to extend the comment period.",
        action="Extension of comment period.",
    ).read()
    assert (reading.effects, reading.unread) == ((), ())


def test_a_notice_of_action_in_which_nothing_was_found_is_asked_about() -> None:
    reading = notice("Toys are heavy.", summary="The action is described below.").read()
    assert reading.effects == ()
    assert [one.sentence for one in reading.unread] == ["The action is described below."]


def test_a_rate_that_remains_until_further_notice_is_asked_about() -> None:
    reading = notice("The duty will remain at 10 percent until further notice.").read()
    assert [one.reason for one in reading.unread] == [
        "expected an order in words that we know, found others"
    ]


def test_a_notice_that_continues_an_action_imposes_nothing() -> None:
    reading = notice(
        "The action will not terminate on July 6, 2026, and will continue.",
        dates="Applicable October 7, 2026.",
        action="Notice of continuation of action.",
    ).read()
    assert reading.effects == ()
    assert len(reading.unread) == 2


def test_a_licence_that_a_summary_removes_is_asked_about_or_repealed() -> None:
    def rule(summary: str) -> Made:
        return Made(summary=summary, dates="This rule is effective September 29, 2025.")

    (asked,) = rule("This rule also removes the temporary general license.").read().unread
    assert asked.reason == "expected the act that ends, and from when, found none"
    cited = rule("This rule removes the temporary general license published at 84 FR 11111.").read()
    assert ("repeals", ("84 FR 11111",), "2025-09-29", None) in rows(cited)
    assert cited.unread == ()


def test_annexes_with_days_of_their_own_begin_one_by_one() -> None:
    reading = notice(
        dates="The duties in Annex A are effective September 1, 2025. The duties in Annexes B and "
        "C are effective December 15, 2025."
    ).read()
    assert rows(reading) == [
        ("imposes", (f"{OWN}/Annex A",), "2025-09-01", None),
        ("imposes", (f"{OWN}/Annex B", f"{OWN}/Annex C"), "2025-12-15", None),
    ]


def test_an_annex_with_two_days_is_asked_about() -> None:
    reading = notice(
        dates="The duties in Annex A are effective September 1, 2025. The fees in Annex A are "
        "effective December 15, 2025."
    ).read()
    assert (reading.effects, len(reading.unread)) == ((), 2)


def test_changes_that_apply_to_goods_from_a_day_begin_on_it() -> None:
    reading = notice(
        dates="The modifications in Annex A apply with respect to products entered for "
        "consumption, or withdrawn from warehouse for consumption, on or after September 27, 2025."
    ).read()
    assert rows(reading) == [("imposes", (OWN,), "2025-09-27", None)]
    assert reading.unread == ()


def test_fees_begin_step_by_step() -> None:
    steps = (("October 14, 2025", 50), ("April 17, 2026", 80))
    reading = notice(
        *(
            f"Effective as of {day}, a fee in the amount of ${fee} per toy ship."
            for day, fee in steps
        )
    ).read()
    assert [(e.effect, str(e.first_day), e.kind) for e in reading.effects] == [
        ("imposes", "2025-10-14", "fee"),
        ("imposes", "2026-04-17", "fee"),
    ]


def test_an_increase_told_in_dates_and_in_the_text_is_asked_about_nowhere() -> None:
    reading = notice(
        "Effective with respect to goods entered for consumption on or after May 10, 2025, the "
        "rate of duty shall be 25 percent.",
        dates="The rate of duty will increase to 25 percent on May 10, 2025.",
    ).read()
    assert rows(reading) == [("imposes", (OWN,), "2025-05-10", None)]
    assert reading.unread == ()


def test_an_investigation_that_was_initiated_does_nothing() -> None:
    reading = notice(
        dates="October 24, 2025: The Trade Representative initiated the investigation.",
        action="Notice of initiation of investigation.",
    ).read()
    assert (reading.effects, reading.unread) == ((), ())


def rescinding(summary: str, action: str = "Final rule; rescission.") -> Made:
    return Made(summary=summary, action=action, dates="This rule is effective September 29, 2025.")


def test_a_rule_that_only_rescinds_another_repeals_it_and_imposes_nothing() -> None:
    reading = rescinding("BIS rescinds the interim final rule published at 90 FR 11111.").read()
    assert rows(reading) == [("repeals", ("90 FR 11111",), "2025-09-29", None)]
    assert reading.unread == ()


@pytest.mark.parametrize(
    "summary",
    [
        "BIS rescinds the interim final rule of January.",
        "BIS revokes the authorizations of Toy Works.",
        "BIS rescinds the exceptions in the rule published at 90 FR 11111.",
    ],
)
def test_what_is_rescinded_without_a_citation_or_in_part_is_asked_about(summary: str) -> None:
    reading = rescinding(summary, "Final rule.").read()
    assert [one.effect for one in reading.effects] == ["imposes"]
    assert [one.sentence for one in reading.unread] == [summary]


def test_a_proposed_rule_that_is_withdrawn_was_never_law() -> None:
    reading = rescinding("BIS withdraws the proposed rule published at 90 FR 11111.").read()
    assert "repeals" not in {one.effect for one in reading.effects}


def test_a_stay_takes_its_first_day_from_the_rule_that_does_nothing_else() -> None:
    reading = Made(
        action="Final rule; suspension of effectiveness.",
        dates="Effective date: November 10, 2025. The rule published at 90 FR 11111 is suspended "
        "until November 9, 2026.",
        amended=("1. The authority citation for part 744 continues to read as follows:",),
    ).read()
    assert rows(reading) == [("suspends", ("90 FR 11111",), "2025-11-10", "2026-11-09")]
    assert reading.unread == ()


def test_of_two_rules_cited_a_person_says_which_is_rescinded() -> None:
    summary = "BIS rescinds the rule published at 90 FR 11111 and adopts that at 90 FR 22222."
    reading = rescinding(summary, "Final rule.").read()
    assert "repeals" not in {one.effect for one in reading.effects}
    assert [one.sentence for one in reading.unread] == [summary]


def test_a_day_that_is_none_is_asked_about_wherever_it_stands() -> None:
    increase = notice(dates="The rate of duty will increase to 25 percent on February 31, 2025.")
    licence = rescinding(
        "The temporary general license is valid through February 31, 2026.", "Final rule."
    )
    for made in (increase, licence):
        assert made.read().unread


def test_what_a_notice_proposes_to_date_back_is_no_change() -> None:
    reading = notice(
        "Toys are heavy.",
        summary="The Trade Representative has determined to propose, for Annex IV, eliminating "
        "paragraph (j), retroactive to April 17, 2025.",
        action="Request for comments.",
    ).read()
    assert (reading.effects, reading.unread) == ((), ())


def test_a_postponed_change_of_the_tariff_s_lines_is_no_beginning() -> None:
    reading = notice(
        "Effective with respect to goods entered for consumption on or after March 2, 2026, the "
        "HTSUS is modified:",
        summary="The action is modified by postponing the date of the increase.",
    ).read()
    assert reading.effects == ()
    assert reading.unread


def test_exclusions_apply_from_the_day_of_another_action_to_their_own_last_day() -> None:
    reading = notice(
        dates="The exclusions in this notice will apply as of the September 24, 2024, effective "
        "date of the toy action, to August 7, 2026."
    ).read()
    assert rows(reading) == [("imposes", (OWN,), "2024-09-24", "2026-08-07")]


def test_annexes_that_are_applicable_from_days_of_their_own_begin_one_by_one() -> None:
    goods = "are applicable with respect to products that are entered for consumption on or after"
    reading = notice(
        dates=f"Duties on the goods in Annex A {goods} September 1, 2025. Duties on the goods in "
        f"Annex C {goods} December 15, 2025."
    ).read()
    assert [one.targets for one in reading.effects] == [(f"{OWN}/Annex A",), (f"{OWN}/Annex C",)]
