"""Orders of the President, actions of the Trade Representative, denial orders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.us_skeletons import USTR, Made, read, rows

FIXTURES = Path(__file__).parent / "fixtures" / "us"


def test_an_executive_order_begins_its_duties_section_by_section() -> None:
    (order,) = read((FIXTURES / "executive_order.xml").read_bytes())
    assert order.instrument == "eo-14999"
    assert (order.signed_on, order.filed_on) == (date(2025, 4, 2), date(2025, 4, 4))
    assert order.official_number == "Executive Order 14999"
    assert rows(order) == [
        ("imposes", ("eo-14999/sec-2(a)",), "2025-04-05", None),
        ("imposes", ("eo-14999/sec-2(b)",), "2025-04-09", None),
        ("suspends", ("eo-14990",), "2025-11-10", "2026-11-09"),
    ]
    duty, _, stay = order.effects
    assert (duty.kind, duty.first_time) == ("duty", "00:01-04:00")
    assert stay.last_time == "00:01-05:00"


def test_what_an_order_recites_of_the_past_does_nothing_and_an_annex_is_asked_about() -> None:
    (order,) = read((FIXTURES / "executive_order.xml").read_bytes())
    assert "2025-03-05" not in {str(one.first_day) for one in order.effects}
    (asked,) = order.unread
    assert asked.sentence.startswith("The Harmonized Tariff Schedule")


def test_a_suspension_that_prints_no_first_day_has_none_and_is_asked_about() -> None:
    text = (FIXTURES / "executive_order.xml").read_text(encoding="utf-8")
    (order,) = read(text.replace("suspended from November 10, 2025, until", "suspended until"))
    assert rows(order)[2] == ("suspends", ("eo-14990",), None, "2026-11-09")
    assert any("first day of the suspension" in one.reason for one in order.unread)


def test_a_ceremonial_proclamation_does_nothing() -> None:
    (week,) = read(
        "<PRESDOCU><PROCLA><PROC>Proclamation 10999 of February 6, 2025</PROC>"
        '<HD SOURCE="HED">Toy Week, 2025</HD><FP>I do hereby proclaim February 4 through February '
        "10, 2025, as Toy Week.</FP><FRDOC>[FR Doc. 2025-02900 </FRDOC>"
        "<FILED>Filed 2-9-25; 8:45 am]</FILED></PROCLA></PRESDOCU>"
    )
    assert (week.instrument, week.form) == ("procl-10999", "proclamation")
    assert (week.effects, week.unread) == ((), ())


def ustr(dates: str = "", *, body: tuple[str, ...] = (), summary: str = "") -> Made:
    return Made(
        tag="NOTICE",
        number="2025-19800",
        agencies=USTR,
        billing="3390-F4-P",
        cfr="",
        action="Notice of action.",
        subject="Notice of Action on Toy Ships",
        dates=dates,
        dates_tag="DATES",
        body=body,
        summary=summary,
    )


@pytest.mark.parametrize("place", ["dates", "body"])
def test_the_trade_representative_suspends_an_action_for_a_year_by_the_clock(place: str) -> None:
    words = (
        "The action published at 90 FR 17199 will be suspended for one year, and as of 12:01 a.m. "
        "Eastern Standard Time on November 10, 2025."
    )
    reading = (ustr(words) if place == "dates" else ustr(body=(words,))).read()
    assert reading.instrument == "ustr-2025-19800"
    assert rows(reading) == [("suspends", ("90 FR 17199",), "2025-11-10", "2026-11-09")]
    assert reading.effects[0].first_time == "00:01-05:00"


def test_an_action_that_is_only_called_the_action_is_asked_about() -> None:
    reading = ustr(
        body=("The action will be suspended for one year as of November 10, 2025.",)
    ).read()
    assert rows(reading) == [("suspends", (), "2025-11-10", "2026-11-09")]
    assert len(reading.unread) == 1


def test_days_that_stand_in_annexes_are_asked_about() -> None:
    reading = ustr(
        "Dates applicable to fees on toy ships are contained in Annexes I and II."
    ).read()
    assert reading.effects == ()
    assert "pointer" in reading.unread[0].reason


def test_a_fee_begins_with_the_ships_that_arrive_on_its_day() -> None:
    reading = ustr(
        body=(
            "On April 23, 2025, USTR published fees that took effect on October 14, 2025.",
            "Fees shall be imposed on toy ships, effective with respect to ships arriving on or "
            "after January 1, 2027.",
        )
    ).read()
    assert rows(reading) == [("imposes", ("ustr-2025-19800",), "2027-01-01", None)]
    assert reading.effects[0].kind == "fee"


def test_a_change_dated_back_keeps_its_day_and_its_place() -> None:
    reading = ustr(
        summary="USTR is changing the action published at 90 FR 17199 for Annex IV, eliminating "
        "paragraph (j), retroactive to April 17, 2025."
    ).read()
    assert rows(reading) == [("amends", ("90 FR 17199",), "2025-04-17", None)]
    assert reading.effects[0].provision == "Annex IV, paragraph (j)"


def denial(title: str, *body: str) -> Made:
    return Made(
        tag="NOTICE",
        number="2024-14900",
        filed="Filed 7-8-24; 8:45 am",
        action="",
        cfr="",
        subject=title,
        body=body,
        dated="Dated: July 3, 2024.",
    )


def test_a_temporary_denial_order_runs_from_its_signature_for_its_days() -> None:
    reading = denial(
        "Order Temporarily Denying Export Privileges of Acme Air",
        "This Order is effective immediately and shall remain in effect for 180 days.",
    ).read()
    assert rows(reading) == [("imposes", ("bis-2024-14900",), "2024-07-03", "2024-12-29")]
    assert reading.effects[0].kind == "ban"
    assert reading.unread == ()


def test_a_renewed_denial_order_is_prolonged_to_its_new_last_day() -> None:
    reading = denial(
        "Order Renewing Temporary Denial Order Relating to Acme Air",
        "On January 5, 2024, an order (89 FR 1200) was issued against Acme Air.",
        "This Order is effective immediately and shall remain in effect for 180 days.",
    ).read()
    assert rows(reading) == [("extends", ("89 FR 1200",), "2024-07-03", "2024-12-29")]


@pytest.mark.parametrize(
    ("title", "effect"),
    [
        ("Order Activating Suspended Denial Order Relating to Acme Air", "imposes"),
        ("Order Terminating Denial Order Issued on April 15, 2023, Against Acme Air", "repeals"),
    ],
)
def test_a_denial_order_whose_day_is_not_printed_has_none(title: str, effect: str) -> None:
    reading = denial(title).read()
    assert [(one.effect, one.first_day) for one in reading.effects] == [(effect, None)]
    assert len(reading.unread) == 1
