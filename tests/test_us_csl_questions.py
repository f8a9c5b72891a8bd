"""The list of the day against the parties on file: who is gone, came back, or reads otherwise."""

from __future__ import annotations

import pytest

from events.facts import (
    Citation,
    MeasureRepealed,
    PartySeen,
    ReviewOpened,
)
from tests.us_csl_lists import (
    EL,
    NEW,
    PART,
    Lists,
    bis,
    one_of,
    parts,
)
from tracker.asked import UsageError
from tracker.review_listed import Removal

# -- who is gone ----------------------------------------------------------------------------------


def test_a_row_that_is_gone_ends_nothing_and_is_asked_about_once(lists: Lists) -> None:
    gone = one_of(lists, EL)
    rows = lists.without(gone["name"])
    (asked,) = lists.next(rows)
    assert isinstance(asked, ReviewOpened)
    assert (asked.kind, asked.read) == ("difference", "nothing")
    assert asked.reason.startswith(f"{gone['name']}: on the Entity List by {asked.instrument}")
    assert "the list of 2026-11-24 no longer has it" in asked.reason
    assert lists.next(rows) == []
    assert lists.next(rows) == []
    assert lists.state(str(asked.on_file), "2026-11-24").state == "in_force"


def test_accepting_needs_the_act_and_ends_it_by_that_act(lists: Lists) -> None:
    gone = one_of(lists, EL)
    (asked,) = lists.next(lists.without(gone["name"]))
    lists.desk.take(bis("2026-97050", "91 FR 97050"), "us_bis")
    with pytest.raises(UsageError, match="--act ID --from"):
        lists.decide().accept(asked.review)
    with pytest.raises(UsageError, match="which is not on file"):
        lists.decide().accept(asked.review, None, Removal("bis-2026-1", "2026-11-21"))
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        lists.decide().accept(asked.review, None, Removal("bis-2026-97050", "soon"))
    told = lists.decide().accept(asked.review, None, Removal("91 FR 97050", "2026-11-21"))
    assert told == f"{asked.on_file}: taken off by bis-2026-97050 from 2026-11-21"
    one = lists.state(str(asked.on_file), "2026-11-21")
    assert (one.state, one.reason, one.by) == ("ended", "repealed", "bis-2026-97050")
    assert lists.state(str(asked.on_file), "2026-11-20").state == "in_force"
    assert lists.next(lists.without(gone["name"])) == []


def test_an_act_is_for_a_party_that_is_gone_and_nothing_else(lists: Lists) -> None:
    lists.rows.append({**NEW, "federal_register_notice": ""})
    lists.next()
    (asked,) = lists.asked()
    with pytest.raises(UsageError, match="leave out --act"):
        lists.decide().accept(asked.review, None, Removal("bis-2026-1", "2026-11-21"))


def test_a_rejected_question_is_not_asked_again(lists: Lists) -> None:
    rows = lists.without(one_of(lists, EL)["name"])
    (asked,) = lists.next(rows)
    lists.decide().reject(asked.review, "the file lost the row")
    assert lists.next(rows) == []


def test_a_rejected_question_is_for_one_absence_and_the_next_is_asked_about(
    lists: Lists,
) -> None:
    rows = lists.without(one_of(lists, EL)["name"])
    (first,) = lists.next(rows)
    lists.decide().reject(first.review, "the file lost the row")
    (back,) = lists.next()
    assert (type(back), back.measure) == (PartySeen, first.on_file)
    assert lists.next() == []
    (second,) = lists.next(rows)
    assert (second.on_file, second.read) == (first.on_file, "nothing")
    assert second.review != first.review
    assert lists.next(rows) == []


@pytest.mark.parametrize("on_list", ["Entity List", None])
def test_a_party_that_its_rule_names_is_missed_once_the_list_had_it(
    lists: Lists, on_list: str | None
) -> None:
    lists.desk.take(bis("2026-97001", "91 FR 97001", NEW["name"], on_list=on_list), "us_bis")
    assert lists.next() == []  # the list comes days after the rule: nobody is missed yet
    (seen,) = lists.next([*lists.rows, NEW])
    part = "bis-2026-97001/p1/gorse-hill-sample-photonics-co-ltd"
    assert (type(seen), seen.measure, seen.on_list) == (PartySeen, part, "Entity List")
    assert lists.next([*lists.rows, NEW]) == []
    (asked,) = lists.next()
    assert (asked.on_file, asked.read) == (part, "nothing")
    assert "on the Entity List by bis-2026-97001" in asked.reason


def test_an_act_on_file_that_takes_it_off_answers_the_question(lists: Lists) -> None:
    gone = one_of(lists, EL)
    (asked,) = lists.next(lists.without(gone["name"]))
    end = MeasureRepealed(
        measure=str(asked.on_file),
        first_day="2026-11-20",
        cited=Citation(instrument=asked.instrument, published_on="2026-11-20"),
    )
    lists.desk.station.append([end])
    lists.next(lists.without(gone["name"]))
    assert lists.asked() == []


def test_a_party_that_came_back_is_said_and_asked_about_again_if_it_goes(lists: Lists) -> None:
    gone = one_of(lists, EL)
    (asked,) = lists.next(lists.without(gone["name"]))
    heard: list[str] = []

    class Hearing(type(lists.desk.station.tell)):  # type: ignore[misc]
        def problem(self, source: str, words: str) -> None:
            heard.append(words)

    lists.desk.station.tell = Hearing()
    (back,) = lists.next()
    assert back.note == f"{asked.on_file}: the list of 2026-11-25 has it again"
    assert heard == [back.note]
    assert lists.asked() == []
    assert lists.next() == []
    (again,) = lists.next(lists.without(gone["name"]))
    assert (again.review, again.kind) == (asked.review, "difference")


def test_a_party_that_an_act_took_off_and_the_list_has_is_asked_about(lists: Lists) -> None:
    there = one_of(lists, EL)
    (asked,) = lists.next(lists.without(there["name"]))
    lists.desk.take(bis("2026-97050", "91 FR 97050"), "us_bis")
    lists.decide().accept(asked.review, None, Removal("bis-2026-97050", "2026-11-21"))
    (back,) = lists.next()
    assert "taken off by bis-2026-97050 from 2026-11-21 as we have it" in back.reason
    assert lists.next() == []
    lists.decide().accept(back.review, "the act is about another of that name")
    assert lists.next() == []


def test_our_own_party_that_is_gone_is_asked_about_too(lists: Lists) -> None:
    lists.next([*lists.rows, NEW])
    (asked,) = lists.next()
    assert (asked.on_file, asked.instrument) == (PART, "bis-91fr97001")


def test_a_party_the_list_never_had_is_not_missed(lists: Lists) -> None:
    part = next(
        one
        for name in lists.desk.station.known.texts
        for one in lists.desk.station.known.measures(name).values()
        if one.on_list == "Entity List" and one.part_of
    )
    other = part.model_copy(update={"measure": f"{part.part_of}/x", "title": "Larch Sample"})
    party = part.party.model_copy(update={"name": "Larch Sample"}) if part.party else None
    lists.desk.station.append([other.model_copy(update={"party": party, "reader": "us_bis"})])
    assert lists.next() == []


# -- spelled otherwise ----------------------------------------------------------------------------


def test_a_name_spelled_otherwise_under_the_same_act_is_asked_about_once(lists: Lists) -> None:
    old = one_of(lists, EL, federal_register_notice=True)
    new = {**old, "name": f"{old['name']} (Group)", "alt_names": f"{old['name']}; Other"}
    rows = [*lists.without(old["name"]), new]
    (asked,) = lists.next(rows)
    assert isinstance(asked, ReviewOpened)
    assert (asked.kind, asked.read) == ("difference", new["name"])
    assert lists.next(rows) == []
    part = str(asked.on_file)
    told = lists.decide().accept(asked.review, "the same party")
    assert told == f"{part}: {new['name']} as the list has it"
    party = lists.part(part).party
    assert party is not None
    assert (party.name, party.aliases) == (new["name"], (old["name"],))
    assert [lists.found(name) for name in (new["name"], old["name"])] == [part] * 2
    assert lists.next(rows) == []


def test_a_new_name_of_our_own_party_is_read_anew_with_all_of_its_row(lists: Lists) -> None:
    lists.rows.append(NEW)
    lists.next()
    lists.rows[-1] = {**NEW, "name": "Larch Optics", "alt_names": f"{NEW['name']}; LO"}
    (asked,) = lists.next()
    lists.decide().accept(asked.review)
    party = lists.part(PART).party
    assert party is not None
    assert (party.name, party.aliases) == (
        "Larch Optics",
        (NEW["name"], "LO", "Gorse Hill", "GHSP"),
    )
    assert lists.part(PART).basis == "confirmed"
    assert lists.next() == []
    lists.rows[-1] = NEW  # the old name again: another question, though the party has been asked of
    (again,) = lists.next()
    assert again.read == NEW["name"]


def test_a_name_that_a_person_finds_to_be_anothers_is_listed_and_the_old_one_missed(
    lists: Lists,
) -> None:
    old = one_of(lists, EL, federal_register_notice=True)
    new = {**old, "name": "Larch Sample Works", "alt_names": old["name"]}
    rows = [*lists.without(old["name"]), new]
    (asked,) = lists.next(rows)
    lists.decide().reject(asked.review, "a company of its own")
    facts = lists.next(rows)
    assert [one.title for one in parts(facts)] == ["Larch Sample Works"]
    assert [(one.on_file, one.read) for one in lists.asked()] == [(asked.on_file, "nothing")]
    assert lists.next(rows) == []


def test_another_name_than_the_rejected_one_is_asked_about_too(lists: Lists) -> None:
    old = one_of(lists, EL, federal_register_notice=True)
    rest = lists.without(old["name"])
    (asked,) = lists.next([*rest, {**old, "name": "Larch Works", "alt_names": old["name"]}])
    lists.decide().reject(asked.review, "a slip of the list")
    facts = lists.next([*rest, {**old, "name": "Maple Works", "alt_names": old["name"]}])
    assert parts(facts) == []
    assert [one.read for one in lists.asked()] == ["Maple Works"]


def test_names_with_nothing_in_common_are_a_party_that_came_and_one_that_went(
    lists: Lists,
) -> None:
    old = one_of(lists, EL, federal_register_notice=True)
    new = {**old, "name": "Moss Sample Works", "alt_names": "", "addresses": "1 Road, CN"}
    facts = lists.next([*lists.without(old["name"]), new])
    assert [one.title for one in parts(facts)] == ["Moss Sample Works"]
    assert [one.read for one in lists.asked()] == ["nothing"]


def test_a_party_whose_citation_changed_is_asked_about_and_not_listed_twice(lists: Lists) -> None:
    old = one_of(lists, EL, federal_register_notice=True)
    rows = [*lists.without(old["name"]), {**old, "federal_register_notice": "91 FR 97300"}]
    (asked,) = lists.next(rows)
    assert isinstance(asked, ReviewOpened)
    assert "cites 91 FR 97300" in asked.reason
    assert lists.next(rows) == []
    assert lists.decide().accept(asked.review, "a misprint").endswith("noted")
    assert lists.next(rows) == []


def test_a_citation_that_a_person_finds_to_be_of_another_listing_is_filed(lists: Lists) -> None:
    old = one_of(lists, EL, federal_register_notice=True)
    rows = [*lists.without(old["name"]), {**old, "federal_register_notice": "91 FR 97300"}]
    (asked,) = lists.next(rows)
    lists.decide().reject(asked.review, "listed anew in November")
    facts = lists.next(rows)
    assert [one.part_of for one in parts(facts)] == ["bis-91fr97300/el"]
    assert [(one.on_file, one.read) for one in lists.asked()] == [(asked.on_file, "nothing")]
    assert lists.next(rows) == []


def test_a_row_without_a_name_is_asked_about(lists: Lists) -> None:
    lists.rows.append({**NEW, "name": ""})
    (asked,) = lists.next()
    assert (asked.kind, asked.reason) == ("unread", "a row without a name")
    assert lists.next() == []


# -- told otherwise -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "read"),
    [
        ({"license_policy": "Case-by-case basis."}, "policy: case_by_case"),
        ({"alt_names": "Gorse Hill; GHSP; GH"}, "aliases: Gorse Hill, GHSP, GH"),
        ({"addresses": "1 Example Road, Wuhan, CN"}, "addresses: 1 Example Road, Wuhan, CN"),
        (
            {"license_requirement": "See the section named in the entry"},
            "items: items as the entry or its section says",
        ),
    ],
)
def test_what_a_row_tells_otherwise_is_asked_about_once_and_believed_if_accepted(
    lists: Lists, changed: dict[str, str], read: str
) -> None:
    lists.next([*lists.rows, NEW])
    rows = [*lists.rows, {**NEW, **changed}]
    (asked,) = lists.next(rows)
    assert (asked.on_file, asked.read) == (PART, read)
    assert lists.next(rows) == []
    assert lists.decide().accept(asked.review) == f"{PART}: {read} as the list has it"
    assert lists.next(rows) == []


def test_a_policy_that_goes_to_and_fro_is_asked_about_each_time(lists: Lists) -> None:
    strict, mild = NEW, {**NEW, "license_policy": "Case-by-case basis."}
    lists.next([*lists.rows, strict])
    for row, policy in ((mild, "case_by_case"), (strict, "presumption_of_denial")) * 2:
        (asked,) = lists.next([*lists.rows, row])
        assert asked.read == f"policy: {policy}"
        lists.decide().accept(asked.review)
        assert (lists.part(PART).policy, lists.part(PART).basis) == (policy, "confirmed")


def test_a_change_that_the_list_took_back_cannot_be_accepted_any_more(lists: Lists) -> None:
    lists.next([*lists.rows, NEW])
    (asked,) = lists.next([*lists.rows, {**NEW, "license_policy": "Case-by-case basis."}])
    lists.next([*lists.rows, NEW])
    assert lists.asked() == []
    with pytest.raises(UsageError, match="nothing waits"):
        lists.decide().accept(asked.review)
