"""Under which act a row of the list of the day hangs, and which of its days are believed."""

from __future__ import annotations

from datetime import date

from events.facts import (
    MeasureExtended,
    ReviewOpened,
)
from tests.replica.america_csl import cells
from tests.us_csl_lists import (
    DPL,
    NEW,
    PART,
    UVL,
    Lists,
    bis,
    denied,
    one_of,
    order,
    parts,
)


def test_it_is_in_force_on_the_day_it_was_seen_and_before_that_nobody_can_say(
    lists: Lists,
) -> None:
    lists.rows.append(NEW)
    lists.next()
    assert lists.state(PART, "2026-11-24").state == "in_force"
    assert lists.state(PART, "2026-11-20").state == "unknown"
    assert lists.state(PART, "2025-12-31").state == "announced"


def test_a_row_without_a_citation_hangs_under_the_list_and_is_asked_about(lists: Lists) -> None:
    lists.rows.append({**NEW, "federal_register_notice": "NOTICE TO COME"})
    (part,) = parts(lists.next())
    assert part.part_of == "bis-list-el/el"
    (asked,) = lists.asked()
    assert (asked.kind, asked.instrument) == ("unread", "bis-list-el")
    assert asked.reason == (
        "expected pages of the Federal Register, found none and 'NOTICE TO COME'"
    )
    assert asked.sentence.startswith("Gorse Hill Sample Photonics")
    assert lists.next() == []


def test_the_unverified_list_cites_nothing_and_that_is_no_question(lists: Lists) -> None:
    lists.rows.append(cells(UVL, "Ivy Sample Trading", addresses="Dubai, AE"))
    (part,) = parts(lists.next())
    assert part.part_of == "bis-list-uvl/uvl"
    assert lists.asked() == []


def test_a_day_that_cannot_be_right_is_asked_about_and_used_for_nothing(lists: Lists) -> None:
    lists.rows.append(
        cells(
            DPL,
            "JUNIPER SAMPLE FREIGHT",
            federal_register_notice="91 F.R. 97201 4/7/2026",
            start_date="2026-04-01",
            end_date="3035-04-07",
        )
    )
    (part,) = parts(lists.next())
    assert (part.first_day, part.last_day, part.end_unknown) == ("2026-04-01", None, True)
    assert lists.state(part.measure, "2026-11-24").state == "unknown"
    assert ["3035-04-07" in one.reason for one in lists.asked()] == [True]
    assert lists.next() == []
    assert len(lists.asked()) == 1


def test_an_order_has_the_days_that_its_row_prints(lists: Lists) -> None:
    lists.rows.append(
        cells(
            DPL,
            "KNOTWEED SAMPLE FREIGHT",
            federal_register_notice="91 F.R. 97202 4/7/2026",
            start_date="2026-04-01",
            end_date="2026-09-28",
        )
    )
    (part,) = parts(lists.next())
    assert (part.first_day, part.last_day, part.policy) == (
        "2026-04-01",
        "2026-09-28",
        "prohibited",
    )
    assert lists.state(part.measure, "2026-09-28").state == "in_force"
    assert lists.state(part.measure, "2026-11-24").state == "ended"
    assert lists.next() == []


def test_the_list_gives_an_order_on_file_the_end_that_was_not_known(lists: Lists) -> None:
    known = lists.desk.station.known
    part = next(
        one
        for name in known.texts
        for one in known.measures(name).values()
        if one.on_list == "Denied Persons List" and one.end_unknown and one.party and one.first_day
    )
    assert part.party is not None
    assert part.first_day is not None
    (row,) = [one for one in lists.rows if part.party.name == one["name"] and one["source"] == DPL]
    row = {**row, "start_date": f"{part.first_day[:4]}-12-31", "end_date": "2031-05-01"}
    lists.rows = [*lists.without(row["name"]), row]
    (end,) = lists.next()
    assert isinstance(end, MeasureExtended)
    assert (end.measure, end.last_day) == (part.measure, date(2031, 5, 1))
    assert lists.state(part.measure, "2031-05-01").state == "in_force"
    assert lists.state(part.measure, "2031-05-02").state == "ended"
    assert lists.next() == []


def test_another_end_than_the_one_on_file_is_asked_about(lists: Lists) -> None:
    row = one_of(lists, DPL, end_date=True, federal_register_notice=True)
    lists.rows = [*lists.without(row["name"]), {**row, "end_date": "2033-03-03"}]
    (asked,) = lists.next()
    assert isinstance(asked, ReviewOpened)
    assert f"ends on {row['end_date']} as we have it" in asked.reason
    assert "2033-03-03" in asked.reason
    assert lists.next() == []
    part = str(asked.on_file)
    assert lists.state(part, "2033-03-03").state == "ended"
    assert lists.decide().accept(asked.review) == f"{part}: 2033-03-03 as the list has it"
    assert lists.state(part, "2033-03-03").state == "in_force"
    assert lists.state(part, "2033-03-04").state == "ended"
    assert lists.next() == []


def test_an_end_is_asked_about_where_none_was_on_file(lists: Lists) -> None:
    lists.rows.append(denied("JUNIPER SAMPLE FREIGHT"))
    (part,) = parts(lists.next())
    assert lists.state(part.measure, "2031-05-03").state == "in_force"
    lists.rows[-1] = {**lists.rows[-1], "end_date": "2031-05-02"}
    (asked,) = lists.next()
    assert "ends on no day as we have it, the list of 2026-11-25 prints 2031-05-02" in asked.reason
    lists.decide().accept(asked.review)
    assert lists.state(part.measure, "2031-05-02").state == "in_force"
    assert lists.state(part.measure, "2031-05-03").state == "ended"
    assert lists.next() == []


def test_a_row_that_cites_any_page_of_a_rule_on_file_hangs_under_it(lists: Lists) -> None:
    lists.rows.append({**NEW, "federal_register_notice": "84 FR 96009, 91 FR 97001"})
    (part,) = lists.next()
    assert part.part_of == "bis-2019-96001/el"
    assert part.first_day == "2019-05-16"


def test_a_rule_whose_text_was_read_before_takes_its_parties(lists: Lists) -> None:
    lists.desk.take(bis("2026-97001", "91 FR 97001"), "us_bis")
    lists.rows.append(NEW)
    (part,) = lists.next()
    assert part.part_of == "bis-2026-97001/p1"
    assert part.cited.instrument == "bis-2026-97001"
    assert lists.next() == []


def test_a_page_inside_a_rule_is_known_by_the_day_the_row_prints(lists: Lists) -> None:
    lists.desk.take(bis("2026-97001", "91 FR 97001"), "us_bis")
    inside = {**NEW, "federal_register_notice": "91 FR 97004"}
    lists.rows.append(inside)
    (part,) = parts(lists.next())
    assert part.part_of == "bis-2026-97001/p1"
    lists.rows.append({**inside, "name": "Heather Sample Works", "start_date": "2026-11-02"})
    (other,) = parts(lists.next())
    assert other.part_of == "bis-91fr97004/el"


def test_a_rule_whose_text_comes_later_takes_its_parties_over(lists: Lists) -> None:
    lists.rows.append(NEW)
    lists.next()
    lists.desk.take(bis("2026-97001", "91 FR 97001"), "us_bis")
    facts = lists.next()
    assert [one.part_of for one in parts(facts)] == ["bis-2026-97001/p1"]
    known = lists.desk.station.known
    assert "bis-91fr97001" not in known.texts
    assert known.named("91 FR 97001") == {"bis-2026-97001"}
    assert known.measures("bis-91fr97001") == {}
    assert lists.next() == []


def test_an_order_hangs_under_no_rule_that_lists_parties(lists: Lists) -> None:
    """The list prints the day of an order beside its page: a rule may be of that day too."""
    lists.desk.take(bis("2026-97001", "91 FR 97001"), "us_bis")
    lists.rows += [
        denied("JUNIPER SAMPLE FREIGHT", federal_register_notice="91 FR 97004"),
        denied("KNOTWEED SAMPLE FREIGHT", federal_register_notice="91 FR 97001"),
    ]
    assert [one.part_of for one in parts(lists.next())] == [
        "bis-91fr97004/dpl",
        "bis-91fr97001/dpl",
    ]


def test_an_order_hangs_under_its_own_text_and_under_no_other_order(lists: Lists) -> None:
    lists.desk.take(order("2026-97201", "91 FR 97201"), "us_bis")
    lists.rows += [
        denied("JUNIPER SAMPLE FREIGHT"),
        denied("KNOTWEED SAMPLE FREIGHT", federal_register_notice="91 FR 97204"),
        {**NEW, "federal_register_notice": "91 FR 97203"},
    ]
    assert [one.part_of for one in parts(lists.next())] == [
        "bis-2026-97201/dpl",
        "bis-91fr97204/dpl",
        "bis-91fr97203/el",
    ]


def test_a_row_without_a_citation_is_told_by_the_file_of_its_day_and_by_nothing_before(
    lists: Lists,
) -> None:
    lists.rows += [
        {**NEW, "federal_register_notice": ""},
        denied("JUNIPER SAMPLE FREIGHT", federal_register_notice="", start_date=""),
    ]
    entity, person = parts(lists.next())
    assert {entity.cited.published_on, person.cited.published_on} == {"2026-11-24"}
    assert (entity.of_old, person.of_old) == (False, False)
    states = {day: lists.state(entity.measure, day).state for day in ("2020-01-01", "2026-11-24")}
    assert states == {"2020-01-01": "unknown", "2026-11-24": "in_force"}
    told = [lists.state(person.measure, day) for day in ("2020-01-01", "2026-11-24")]
    assert [(one.state, one.reason) for one in told] == [
        ("announced", "not_yet_published"),
        ("announced", "effective_date_unknown"),
    ]
    assert lists.next() == []


def test_what_a_rule_proves_is_not_hidden_by_the_day_its_party_was_seen(lists: Lists) -> None:
    """A rule printed in January works by February, whenever a list is looked at."""
    lists.rows.append({**NEW, "federal_register_notice": "91 FR 501"})
    (part,) = parts(lists.next())
    assert part.seen_on == date(2026, 2, 1)
    assert lists.state(part.measure, "2026-02-01").state == "in_force"


def test_a_page_with_a_comma_is_one_page_and_what_is_beside_it_is_asked_about(
    lists: Lists,
) -> None:
    lists.rows.append({**NEW, "federal_register_notice": "91 FR 97,001; 88 FR"})
    (part,) = parts(lists.next())
    assert part.measure == PART
    assert [one.reason for one in lists.asked()] == [
        "expected pages of the Federal Register, found 91 FR 97001 and '88 FR'"
    ]


def test_a_doubt_about_the_start_of_an_order_says_nothing_of_its_end(lists: Lists) -> None:
    lists.rows += [
        denied("JUNIPER SAMPLE FREIGHT", start_date="2026-02-30"),
        denied("KNOTWEED SAMPLE FREIGHT", start_date="2026-02-30", end_date="2031-05-02"),
    ]
    endless, ending = parts(lists.next())
    assert (endless.last_day, endless.end_unknown) == (None, False)
    assert (ending.last_day, ending.end_unknown) == ("2031-05-02", False)
    assert len(lists.asked()) == 2
    assert lists.next() == []


def test_two_rows_of_one_order_say_no_day_on_which_they_differ(lists: Lists) -> None:
    row = denied("JUNIPER SAMPLE FREIGHT", addresses="1 SAMPLE STREET, XIAN, CN")
    other = {**row, "addresses": "2 SAMPLE STREET, XIAN, CN"}
    lists.rows += [{**row, "end_date": "2027-05-02"}, {**other, "end_date": "2031-05-02"}]
    (part,) = parts(lists.next())
    assert (part.last_day, part.end_unknown) == (None, True)
    assert lists.state(part.measure, "2029-01-01").state == "unknown"
    assert [one.reason for one in lists.asked()] == [
        "end_date: expected one day of one order, found 2027-05-02, 2031-05-02"
    ]
    assert lists.next() == []


def test_an_end_that_one_of_two_rows_leaves_out_is_not_known(lists: Lists) -> None:
    row = denied("JUNIPER SAMPLE FREIGHT", addresses="1 SAMPLE STREET, XIAN, CN")
    other = {**row, "addresses": "2 SAMPLE STREET, XIAN, CN", "start_date": "2026-11-01"}
    lists.rows += [row, {**other, "end_date": "2031-05-02"}]
    (part,) = parts(lists.next())
    assert (part.first_day, part.last_day, part.end_unknown) == ("2026", None, True)
    assert sorted(one.reason.partition(":")[0] for one in lists.asked()) == [
        "end_date",
        "start_date",
    ]
