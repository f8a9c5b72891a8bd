"""Orders that deny export privileges: their periods, the orders they renew or end, and doubts."""

from __future__ import annotations

import pytest

from tests.us_skeletons import Made, read, rows

OWN = "bis-2024-14900"
NOT = "may not directly or indirectly participate in any way in any transaction of any kind."


def denial(title: str, *body: str, dated: str = "Dated: July 3, 2024.") -> Made:
    return Made(
        tag="NOTICE",
        number="2024-14900",
        filed="Filed 7-8-24; 8:45 am",
        action="",
        cfr="",
        subject=title,
        body=body,
        dated=dated,
    )


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (
            "This Order is effective immediately and shall remain in effect for 180 days.",
            "2024-12-29",
        ),
        (
            "This Order is effective upon issuance and shall remain in effect for one hundred "
            "eighty (180) days, unless renewed.",
            "2024-12-29",
        ),
        (
            "This Order is effective on the date of signature and shall remain in effect for one "
            "year.",
            "2025-07-02",
        ),
        (
            "This Order is effective immediately and shall remain in effect until May 2, 2031.",
            "2031-05-02",
        ),
        (f"First, from the date of this Order until May 2, 2031, Roe {NOT}", "2031-05-02"),
        (
            f"First, for a period of three (3) years from the date of this Order, Roe {NOT}",
            "2027-07-02",
        ),
    ],
)
def test_a_period_of_denial_is_counted_from_the_signature(words: str, last: str) -> None:
    reading = denial("Order Denying Export Privileges of Roe", words).read()
    assert rows(reading) == [("imposes", (OWN,), "2024-07-03", last)]
    assert reading.unread == ()


def test_a_period_printed_twice_is_one_and_two_periods_are_asked_about() -> None:
    first = f"First, from the date of this Order until May 2, 2031, Roe {NOT}"
    again = "This Order is effective immediately and shall remain in effect until May 2, 2031."
    assert len(denial("Order Denying Export Privileges", first, again).read().effects) == 1
    other = again.replace("2031", "2029")
    reading = denial("Order Denying Export Privileges", first, other).read()
    assert (reading.effects, len(reading.unread)) == ((), 1)


@pytest.mark.parametrize(
    ("dated", "first"),
    [("Issued this 14th day of March, 2025.", "2025-03-14"), ("", None)],
)
def test_a_day_of_signature_written_out_is_a_day(dated: str, first: str | None) -> None:
    words = "This Order is effective immediately and shall remain in effect for 180 days."
    reading = denial("Temporary Denial Order: Roe", words, dated=dated).read()
    assert rows(reading)[0][2] == first
    assert len(reading.unread) == (first is None)


def test_an_order_about_a_party_that_denies_is_a_denial_whatever_its_title() -> None:
    words = f"For a period of two (2) years from the date of this Order, Acme {NOT}"
    reading = denial("In the Matter of: Acme Toys; Order Relating to Acme Toys", words).read()
    assert rows(reading) == [("imposes", (OWN,), "2024-07-03", "2026-07-02")]
    suspended = "The denial period shall be suspended during a probationary period."
    asked = denial("Order Relating to Acme Toys", words, suspended).read()
    assert (asked.effects, len(asked.unread)) == ((), 1)


def test_the_order_renewed_is_the_one_said_to_be_the_last() -> None:
    history = (
        "The first order was published at 73 FR 1500.",
        "It was renewed, including most recently on January 5, 2024 (89 FR 1200).",
    )
    until = "This Order is effective immediately and shall remain in effect for one year."
    reading = denial("Order Renewing Temporary Denial of Export Privileges", *history, until).read()
    assert rows(reading) == [("extends", ("89 FR 1200",), "2024-07-03", "2025-07-02")]
    told = (history[0], "Another was published at 89 FR 1200.", until)
    asked = denial("Order Renewing Temporary Denial of Export Privileges", *told).read()
    assert (asked.effects, len(asked.unread)) == ((), 1)


def test_an_order_vacated_now_ends_on_the_day_of_signature() -> None:
    reading = denial(
        "Order Terminating Temporary Denial Order Against Acme",
        "On January 5, 2024, an order was issued against Acme (89 FR 1200).",
        "That order is hereby vacated, effective immediately.",
    ).read()
    assert rows(reading) == [("repeals", ("89 FR 1200",), "2024-07-03", None)]
    assert reading.unread == ()


def test_an_order_that_changes_another_is_asked_about() -> None:
    words = "This Order is effective upon issuance and shall remain in effect until March 24, 2025."
    reading = denial("Order Modifying Order Temporarily Denying Export Privileges", words).read()
    assert (reading.effects, len(reading.unread)) == ((), 1)


def test_a_denial_order_is_read_also_without_the_registers_furniture() -> None:
    (reading,) = read(
        "Order Temporarily Denying Export Privileges of Acme\n\nOn May 1, 2020, Acme shipped toys, "
        "an order issued\non June 2, 2020 says.\n\nThis Order is effective immediately and shall "
        "remain in effect for 180 days.\n\nDated: July 3, 2024.\n"
    )
    assert rows(reading) == [("imposes", (), "2024-07-03", "2024-12-29")]
    assert reading.unread == ()


def test_a_denial_that_an_earlier_order_measures_ends_on_the_day_it_prints() -> None:
    title = "Order Activating Suspended Denial Order Relating to Toy Works"
    reading = denial(
        title,
        "First, for a period of seven years from the date of the March Order, that is, until "
        f"March 13, 2029, Toy Works {NOT}",
        "This Order is effective immediately.",
    ).read()
    assert rows(reading) == [("imposes", (OWN,), "2024-07-03", "2029-03-13")]
    assert reading.unread == ()


def test_a_denial_that_begins_with_its_last_day_ends_on_it() -> None:
    reading = denial(
        "Order Activating Suspended Denial Order Relating to Toy Works",
        f"First, until March 13, 2029, Toy Works {NOT}",
        "This Order is effective immediately.",
    ).read()
    assert rows(reading) == [("imposes", (OWN,), "2024-07-03", "2029-03-13")]


def test_a_period_from_an_unknown_day_is_no_denial_without_an_end() -> None:
    reading = denial(
        "Order Activating Suspended Denial Order Relating to Toy Works",
        f"For a period of seven years from the date of the March Order, Toy Works {NOT}",
        "This Order is effective immediately.",
    ).read()
    assert reading.effects == ()
    (asked,) = reading.unread
    assert asked.reason.startswith("expected the last day of the denial")


def test_a_day_until_which_privileges_are_denied_in_other_words_is_asked_about() -> None:
    reading = denial(
        "Order Activating Suspended Denial Order Relating to Toy Works",
        "A denial of export privileges is imposed against Toy Works until March 13, 2029.",
        f"Toy Works {NOT}",
        "This Order is effective immediately.",
    ).read()
    assert reading.effects == ()
    assert len(reading.unread) == 1
