"""Presidential orders and trade actions: rates that begin, words of other orders that change."""

from __future__ import annotations

import pytest

from scrapers.documents import Reading
from tests.us_skeletons import USTR, Made, read, rows

ON = "entered for consumption, or withdrawn from warehouse for consumption, on or after 12:01 a.m."
EDT = "eastern daylight time on"
GOODS = f"goods {ON} {EDT}"
SIGNED = "2025-04-02"


def order(*paragraphs: str, name: str = "Executive Order 14999 of April 2, 2025") -> Reading:
    tag, wrapper = ("EXECORDR", "EXECORD") if name.startswith("E") else ("PROC", "PROCLA")
    if name.startswith("Notice"):
        tag, wrapper = "PNOTICE", "PRNOTICE"
    (reading,) = read(
        f'<PRESDOCU><{wrapper}><{tag}>{name}</{tag}><HD SOURCE="HED">About Toys</HD>'
        + "".join(f"<FP>{one}</FP>" for one in paragraphs)
        + "<DATE>April 2, 2025.</DATE><FRDOC>[FR Doc. 2025-06000</FRDOC>"
        f"<FILED>Filed 4-3-25; 8:45 am]</FILED></{wrapper}></PRESDOCU>"
    )
    return reading


@pytest.mark.parametrize(
    ("words", "means"),
    [
        (
            f"Effective with respect to {GOODS} May 10, 2025, enforcement of section 3(a) "
            f"of Executive Order 14990 shall be suspended until 12:01 a.m. {EDT} July 9, 2025.",
            [("suspends", ("eo-14990/sec-3(a)",), "2025-05-10", "2025-07-08")],
        ),
        (
            f"Effective with respect to {GOODS} May 10, 2025, section 2(a) of Executive "
            "Order 14990, as amended by Executive Order 14991 of March 3, 2025 (More Toys), is "
            "further amended by striking the words “20 percent”.",
            [("amends", ("eo-14990/sec-2(a)",), "2025-05-10", None)],
        ),
        (
            "The suspension of the duties in Executive Order 14990 shall continue until 12:01 a.m. "
            f"{EDT} November 10, 2025.",
            [("extends", ("eo-14990",), None, "2025-11-09")],
        ),
        (
            "Executive Order 14990 of May 15, 2019, is hereby revoked.",
            [("repeals", ("eo-14990",), SIGNED, None)],
        ),
        (
            "Section 3 of Executive Order 14990 is rescinded effective May 10, 2025.",
            [("repeals", ("eo-14990/sec-3",), "2025-05-10", None)],
        ),
        (
            f"Effective with respect to {GOODS} May 10, 2025, heading 9903.01.63 of the HTSUS "
            "shall be amended by deleting “34%” and inserting “84%”.",
            [("imposes", ("eo-14999",), "2025-05-10", None)],
        ),
        (
            f"At 12:01 a.m. {EDT} May 10, 2025, all articles of those places shall be, consistent "
            "with law, subject to the rates of duty in Annex I.",
            [("imposes", ("eo-14999",), "2025-05-10", None)],
        ),
        (
            f"Duty-free de minimis treatment shall not be available for products {ON} "
            f"{EDT} May 10, 2025.",
            [("imposes", ("eo-14999",), "2025-05-10", None)],
        ),
        (
            f"A duty of 25 dollars shall be imposed for merchandise {ON} {EDT} May 10, 2025, "
            "and before June 1, 2025.",
            [("imposes", ("eo-14999",), "2025-05-10", "2025-05-31")],
        ),
        (
            f"For a period of 150 days, effective with respect to {GOODS} May 10, 2025, there "
            "shall be imposed a surcharge of 10 percent ad valorem.",
            [("imposes", ("eo-14999",), "2025-05-10", "2025-10-06")],
        ),
        (
            f"The suspension under this section shall be effective with respect to {GOODS} "
            "May 10, 2025.",
            [("imposes", ("eo-14999",), "2025-05-10", None)],
        ),
    ],
)
def test_an_order_does_what_it_prints(words: str, means: object) -> None:
    reading = order(words)
    assert rows(reading) == means
    assert reading.unread == ()


@pytest.mark.parametrize(
    "words",
    [
        "I hereby suspend the application of section 201(a) of the Toys Act to those statutes.",
        "The following are prohibited: beginning at 9:30 a.m. eastern standard time on January 11, "
        "2026, any transaction in toys.",
        "The duties imposed in Executive Order 14990 shall no longer be in effect.",
        # an order is more than its duties, and these may be those on some goods alone
        "The additional duties imposed by Executive Order 14990 on products of Freedonia shall be"
        f" terminated, effective with respect to {GOODS} May 14, 2025.",
        "The duties on goods of Freedonia under section 2(a) of Executive Order 14990 are revoked.",
        "The Attorney General shall not enforce the Act for 120 days, until January 23, 2026.",
        f"Articles shall be subject to duty, effective with respect to {GOODS} May 10, 2025, "
        "at 10 percent and June 1, 2025, at 20 percent.",
        f"A surcharge shall remain in effect through 12:01 a.m. {EDT} July 24, 2025.",
        "Accordingly, the exception applies to headings 8471 and 8542, as of April 5, 2025.",
    ],
)
def test_an_order_in_other_words_is_asked_about(words: str) -> None:
    reading = order(words)
    assert (reading.effects, len(reading.unread)) == ((), 1)


@pytest.mark.parametrize(
    "words",
    [
        "In Executive Order 14990 of April 1, 2025, I imposed duties effective April 3, 2025.",
        "The suspension will expire on August 12, 2025.",
        "By July 1, 2026, the Secretary shall provide an update on toys and duties.",
        "Any provision of earlier orders that is inconsistent is superseded to the extent of such "
        "inconsistency.",
    ],
)
def test_recitals_and_tasks_do_nothing(words: str) -> None:
    reading = order(words)
    assert (reading.effects, reading.unread) == ((), ())


def test_an_amended_rate_without_a_day_has_none_and_is_asked_about() -> None:
    reading = order(
        "Section 2(a) of Executive Order 14990 is hereby amended by striking “10 percent”."
    )
    assert rows(reading) == [("amends", ("eo-14990/sec-2(a)",), None, None)]
    assert len(reading.unread) == 1


def test_a_suspension_and_a_rate_in_one_sentence_are_asked_about() -> None:
    reading = order(
        f"Effective with respect to {GOODS} May 14, 2025, the duty imposed by Executive "
        "Order 14990 shall be suspended for a period of 90 days and articles shall be subject to a "
        "duty of 10 percent."
    )
    assert rows(reading) == [("suspends", ("eo-14990",), "2025-05-14", "2025-08-11")]
    assert len(reading.unread) == 1


def test_the_head_of_a_list_of_tariff_lines_begins_them() -> None:
    reading = order(
        "The HTSUS shall be modified as follows.",
        f"Effective with respect to {GOODS} April 9, 2025:",
        "(a) heading 9903.01.63 shall be amended by deleting “34%”; and",
    )
    assert rows(reading) == [("imposes", ("eo-14999",), "2025-04-09", None)]
    assert (reading.effects[0].kind, reading.unread) == ("duty", ())


def test_a_roman_number_is_below_its_letter() -> None:
    reading = order(
        "Sec. 2. Duties. (a) Nothing.",
        "(c) Toys are dangerous.",
        f"(i) Toys shall be subject to a duty, effective with respect to {GOODS} May 1, 2025.",
        f"(c)(ii) Balls shall be subject to duty, effective with respect to {GOODS} June 1, 2025.",
    )
    assert [one.targets for one in reading.effects] == [("eo-14999/sec-2(c)",)] * 2


def test_a_continued_emergency_lasts_a_year_beyond_its_day() -> None:
    continued = (
        "The emergency declared on July 14, 2020, must continue in effect beyond July 14, 2025.",
        "I am continuing for 1 year the national emergency declared in Executive Order 13999.",
    )
    reading = order(*continued, name="Notice of July 8, 2025")
    assert rows(reading) == [("extends", ("eo-13999",), None, "2026-07-14")]
    asked = order(continued[1], name="Notice of July 8, 2025")
    assert (asked.effects, len(asked.unread)) == ((), 1)


def notice(
    dates: str = "", *body: str, agencies: tuple[str, ...] = USTR, summary: str = ""
) -> Made:
    return Made(
        tag="NOTICE",
        number="2025-19800",
        agencies=agencies,
        billing="3390-F4-P",
        cfr="",
        subject="Notice of Action on Toys; Entity List",
        action="Notice.",
        dates=dates,
        dates_tag="DATES",
        body=body,
        summary=summary,
    )


def test_what_dates_and_the_running_text_both_suspend_is_told_once() -> None:
    reading = notice(
        "The suspension of the action is effective November 10, 2025, through November 9, 2026.",
        "The action published at 90 FR 17199 will be suspended for one year, as of November 10, "
        "2025, until November 9, 2026.",
    ).read()
    assert rows(reading) == [("suspends", ("90 FR 17199",), "2025-11-10", "2026-11-09")]
    assert reading.unread == ()


@pytest.mark.parametrize(
    "words",
    [
        "The duty increases on June 23, 2027.",
        "This notice will extend the exclusions through May 2, 2027.",
    ],
)
def test_every_day_in_the_dates_of_a_trade_action_is_read_or_asked_about(words: str) -> None:
    reading = notice(words, "Background.").read()
    assert all(not one.targets for one in reading.effects)
    assert len(reading.unread) == 1


def test_a_list_that_another_agency_changes_by_notice_is_asked_about() -> None:
    reading = notice(
        agencies=("DEPARTMENT OF HOMELAND SECURITY",),
        summary="This update adds 37 entities to the list.",
    ).read()
    assert (reading.effects, len(reading.unread)) == ((), 1)


def test_an_order_of_which_only_the_title_is_known_is_asked_about() -> None:
    row = (
        '{"document_number": "2025-06000", "title": "About Toys", "type": "Presidential Document", '
        '"publication_date": "2025-04-04", "executive_order_number": 14999}'
    )
    (reading,) = read(row)
    assert (reading.instrument, reading.effects) == ("eo-14999", ())
    assert "only its title" in reading.unread[0].reason


def test_a_window_told_in_the_running_text_closes_what_dates_begins() -> None:
    reading = notice(
        "The duties are effective June 1, 2026.",
        "Effective with respect to goods entered on or after June 1, 2026, and before June 1, "
        "2027, there shall be imposed a duty of 12 percent.",
    ).read()
    assert rows(reading) == [("imposes", ("ustr-2025-19800",), "2026-06-01", "2027-05-31")]


def test_a_rate_begins_also_where_a_sentence_of_its_own_says_when() -> None:
    reading = order(
        f"Toys shall be subject to a 25 percent duty rate. This duty rate shall be effective with "
        f"respect to {GOODS} January 15, 2026, and shall continue in effect."
    )
    assert rows(reading) == [("imposes", ("eo-14999",), "2026-01-15", None)]
    assert reading.unread == ()


def test_a_new_rate_for_the_duty_of_another_order_amends_that_order() -> None:
    reading = order(
        f"Effective with respect to {GOODS} November 10, 2025, the rate of duty of 20 percent "
        "imposed under Executive Order 14990, as amended by Executive Order 14991, shall be 10 "
        "percent."
    )
    assert rows(reading) == [
        ("imposes", ("eo-14999",), "2025-11-10", None),
        ("amends", ("eo-14990",), "2025-11-10", None),
    ]


def test_a_proclamation_that_is_effective_on_a_day_begins_on_it() -> None:
    reading = order(
        f"(7) This proclamation is effective at 12:01 a.m. {EDT} April 11, 2025.",
        name="Proclamation 10999 of April 2, 2025",
    )
    assert rows(reading) == [("imposes", ("procl-10999",), "2025-04-11", None)]


def test_a_rate_that_will_increase_on_a_day_begins_on_it() -> None:
    reading = order("The rate of duty on toys will increase to 50 percent on June 23, 2027.")
    assert rows(reading) == [("imposes", ("eo-14999",), "2027-06-23", None)]


def test_exclusions_with_a_day_in_other_words_are_asked_about() -> None:
    reading = order("The exclusions for toys are effective through May 31, 2026.")
    assert reading.effects == ()
    assert len(reading.unread) == 1


def test_a_duty_imposed_on_goods_at_the_head_of_a_sentence_begins_on_its_day() -> None:
    reading = order("Beginning July 6, 2025, a duty shall be imposed on toys of China.")
    assert rows(reading) == [("imposes", ("eo-14999",), "2025-07-06", None)]


def test_changes_of_the_tariff_begin_where_the_next_sentence_says_when() -> None:
    reading = order(
        "The Harmonized Tariff Schedule shall be modified as provided in Annex I. The "
        f"modifications shall be effective with respect to {GOODS} November 13, 2025."
    )
    assert rows(reading) == [("imposes", ("eo-14999",), "2025-11-13", None)]


def test_articles_under_the_duty_of_another_order_that_get_a_new_rate_amend_it() -> None:
    reading = order(
        "All articles subject to the 20 percent rate of duty under Executive Order 14990 shall be "
        f"subject to an additional 10 percent rate of duty, effective with respect to {GOODS} "
        "November 10, 2025."
    )
    assert [(e.effect, e.targets) for e in reading.effects] == [
        ("imposes", ("eo-14999",)),
        ("amends", ("eo-14990",)),
    ]
