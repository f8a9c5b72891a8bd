"""Who a Federal Register document is."""

from __future__ import annotations

import json
from datetime import date, time

import pytest

from events.errors import Drift
from scrapers.federal_register.identity import (
    authority,
    document_number,
    filing,
    instrument_id,
    same_number,
)
from scrapers.federal_register.targets import (
    Speaker,
    documents,
    instructions,
    orders,
    places,
    sections,
)
from tests.us_skeletons import BIS, USTR, Made, read


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("[FR Doc. 2025-19999 Filed 9-29-25; 8:45 am]", "2025-19999"),
        ("[FR Doc. 2025–19999 Filed 9–29–25; 8:45 am]", "2025-19999"),
        ("[FR Doc. 2025‒19999 Filed", "2025-19999"),
        ("[FR Doc. C1-2013-16000 Filed 7-29-13; 8:45 am]", "C1-2013-16000"),
        ("[FR Doc. E9-1700 Filed 1-23-09; 8:45 am]", "E9-1700"),
        ("[FR Doc. 00-19500", "00-19500"),
        ("BILLING CODE 3510-33-P", None),
    ],
)
def test_a_document_number_is_a_key_whatever_dash_was_printed(
    printed: str, number: str | None
) -> None:
    assert document_number(printed) == number


def test_the_filing_has_a_day_and_an_hour_and_a_two_digit_year_is_of_its_century() -> None:
    special = filing("[FR Doc. 2024-02930 Filed 2-8-24; 2:00 pm]")
    assert special == (date(2024, 2, 8), time(14, 0))
    old = filing("[FR Doc. 96-1 Filed 12-31-96; 12:15 pm]")
    assert old == (date(1996, 12, 31), time(12, 15))
    assert filing("[FR Doc. 2024-02930 Filed 2-31-24; 8:45 am]") is None


def test_an_id_is_made_from_the_agency_or_from_the_billing_code() -> None:
    assert instrument_id("2025-19999", BIS, None) == "bis-2025-19999"
    assert instrument_id("2025–19999", [], "BILLING CODE 3510–33–P") == "bis-2025-19999"
    assert instrument_id("2025-06900", USTR, None) == "ustr-2025-06900"
    assert instrument_id("2025-06900", ["Trade Representative, Office of United States"], None) == (
        "ustr-2025-06900"
    )
    assert instrument_id("2024-00001", ["Coast Guard"], "9110-04-P") == "fr-2024-00001"


def test_zero_padding_does_not_make_another_document() -> None:
    assert same_number("2012-07300", "2012-7300")
    assert not same_number("2012-07300", "2012-73000")


def test_the_short_name_is_that_of_the_office_that_issued_it() -> None:
    assert authority(BIS) == "BIS"
    assert authority(["Commerce Department", "International Trade Administration"]) == "ITA"
    assert authority(["DEPARTMENT OF THE TREASURY", "Office of Foreign Assets Control"]) == "OFAC"
    assert authority(["DEPARTMENT OF STATE"]) == "STATE"
    assert authority(["DEPARTMENT OF THE INTERIOR", "Fish and Wildlife Service"]) == "FWS"
    assert authority([]) is None


def test_a_number_that_disagrees_with_the_index_stops_the_reading() -> None:
    about = json.dumps({"document_number": "2025-11111"}).encode()
    with pytest.raises(Drift, match="2025-11111"):
        read(Made(dates="This rule is effective May 1, 2025.").xml(), about=about)


def test_the_number_of_the_index_is_kept_where_only_its_zeros_differ() -> None:
    about = json.dumps({"document_number": "2025-09999", "citation": "90 FR 47001"}).encode()
    made = Made(number="2025-9999", dates="This rule is effective May 1, 2025.")
    (reading,) = read(made.xml(), about=about)
    assert reading.instrument == "bis-2025-09999"
    assert reading.aliases == ("90 FR 47001", "FR Doc. 2025-09999")


def test_what_an_act_says_of_its_target_s_past_is_no_target() -> None:
    words = (
        "the rules published March 7, 2012 (77 FR 6100), and June 10, 2012 (77 FR 40400), which "
        "were delayed on January 9, 2013 (78 FR 6000)"
    )
    assert documents(words, Speaker()) == ("77 FR 6100", "77 FR 40400")


def test_a_document_named_by_number_and_citation_is_one_document() -> None:
    words = "published in the Federal Register on March 27, 2017 (82 FR 11800), FR Doc. 2017-03500,"
    assert documents(words, Speaker()) == ("fr-2017-03500",)
    assert documents(words, Speaker(agencies=BIS)) == ("bis-2017-03500",)


def test_places_in_the_cfr_are_named_whole() -> None:
    listed = "the amendments to §§ 1026.25(c)(2), 1026.36(a), (b), and (j)"
    assert sections(listed, "12") == (
        "12 CFR 1026.25(c)(2)",
        "12 CFR 1026.36(a)",
        "12 CFR 1026.36(b)",
        "12 CFR 1026.36(j)",
    )
    assert sections("47 CFR 64.2000 and 64.5000") == ("47 CFR 64.2000", "47 CFR 64.5000")
    assert sections("Sec. 744.11 and Sec. 744.21") == ("§ 744.11", "§ 744.21")
    assert places("Supplement No. 4 to part 744", "15") == ("15 CFR part 744, Supplement No. 4",)
    assert places("15 CFR parts 732, 734, and 744") == (
        "15 CFR part 732",
        "15 CFR part 734",
        "15 CFR part 744",
    )


def test_instructions_are_named_one_by_one() -> None:
    assert instructions("amendatory instruction 5") == ("5",)
    assert instructions("instructions 3 and 4, respectively") == ("3", "4")
    assert instructions("amendatory instructions 4.b, 5, and 9 through 11") == (
        "4.b",
        "5",
        "9",
        "10",
        "11",
    )


def test_orders_of_the_president_are_named_by_their_numbers() -> None:
    words = "Executive Order 14200 of May 1, 2025, as amended, and Proclamation 10900"
    assert orders(words) == ("eo-14200", "procl-10900")
    assert orders("Executive Orders 14200 and 14201") == ("eo-14200", "eo-14201")
