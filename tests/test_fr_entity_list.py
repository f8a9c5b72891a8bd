"""Who a rule puts on the lists, takes off them, or rewrites: counts, countries, names."""

from __future__ import annotations

import pytest

from scrapers.documents import Effect
from tests.us_skeletons import Made

PLACE = "15 CFR part 744, Supplement No. 4"
OWN = "bis-2025-19999"


def changes(summary: str, *, subject: str = "Additions to the Entity List", **more: object) -> Made:
    settings: dict[str, object] = {
        "summary": f"In this rule, BIS amends the regulations by {summary}",
        "subject": subject,
        "dates": "This rule is effective September 29, 2025.",
    }
    return Made(**(settings | more))  # type: ignore[arg-type]


def told(effect: Effect) -> tuple[str, tuple[str, ...], int | None, tuple[str, ...]]:
    return effect.effect, effect.targets, effect.parties, effect.destinations


@pytest.mark.parametrize(
    ("summary", "means"),
    [
        (
            "adding 18 entities to the Entity List, under the destinations of China, People's "
            "Republic of (China) (15) and Singapore (3).",
            [("lists", (OWN,), 18, ("CN", "SG"))],
        ),
        (
            "adding 31 entries (27 entities and 4 addresses) to the Entity List under the "
            "destinations of People's Republic of China (China) (20), Turkey (9), and the United "
            "Arab Emirates (UAE) (2).",
            [("lists", (OWN,), 27, ("CN", "TR", "AE"))],
        ),
        (
            "adding twenty-four entities under twenty-six entries to the Entity List. These "
            "entities will be listed on the Entity List under the destinations of Latvia and the "
            "United Arab Emirates (U.A.E.).",
            [("lists", (OWN,), 24, ("LV", "AE"))],
        ),
        (
            "adding 70 entities to the Entity List, under the destinations of Iran (2); Pakistan "
            "(64); and South Africa (4).",
            [("lists", (OWN,), 70, ("IR", "PK", "ZA"))],
        ),
        (
            "adding two entities to the Entity List. This rule also modifies three existing "
            "entries on the Entity List under the destination of Finland. This rule removes one "
            "entity from the Entity List under the destination of Latvia.",
            [
                ("lists", (OWN,), 2, ()),
                ("amends", (PLACE,), 3, ("FI",)),
                ("delists", (PLACE,), 1, ("LV",)),
            ],
        ),
        (
            "removing one entity under the destination of the People's Republic of China (China).",
            [("delists", (PLACE,), 1, ("CN",))],
        ),
        (
            "removing two addresses associated with Acme (Hong Kong) Co., Ltd. from the Entity "
            "List under the destination of China, People's Republic of (China).",
            [("amends", (PLACE,), None, ("CN",))],
        ),
        (
            "adding an inadvertently omitted entity to the Entity List.",
            [("lists", (OWN,), 1, ())],
        ),
        (
            "adding thirty-three (33) persons to the Unverified List (UVL).",
            [("lists", (OWN,), 33, ())],
        ),
        (
            "removing 9 persons from the Unverified List (UVL) and adding them to the Entity List, "
            "all under the destination of Russia.",
            [
                ("lists", (OWN,), 9, ("RU",)),
                ("delists", ("15 CFR part 744, Supplement No. 6",), 9, ("RU",)),
            ],
        ),
    ],
)
def test_each_change_of_a_list_is_counted_as_the_summary_prints_it(
    summary: str, means: list[object]
) -> None:
    reading = changes(summary).read()
    assert [told(one) for one in reading.effects] == means
    assert {str(one.first_day) for one in reading.effects} == {"2025-09-29"}
    assert reading.unread == ()


def test_additions_to_two_lists_are_two_measures() -> None:
    reading = changes(
        "adding one entity to the Entity List. In addition, this rule amends the regulations by "
        "adding one entity to the Military End-User (MEU) List."
    ).read()
    assert [one.targets for one in reading.effects] == [
        (f"{OWN}/entity-list",),
        (f"{OWN}/military-end-user-list",),
    ]


def test_a_title_that_names_the_list_without_any_change_lists_nobody() -> None:
    reading = changes(
        "authorizing certain items to entities on the Entity List in standards activities.",
        subject="Authorization of Certain Items to Entities on the Entity List",
    ).read()
    assert [one.effect for one in reading.effects] == ["imposes"]
    assert reading.unread == ()


def test_criteria_that_may_lead_to_an_addition_add_nobody() -> None:
    reading = changes(
        "clarifying criteria that may lead to the addition of an entity to the Entity List.",
        subject="Clarifications to Criteria That May Lead to Additions to the Entity List",
    ).read()
    assert [one.effect for one in reading.effects] == ["imposes"]


def test_destinations_that_do_not_add_up_are_asked_about() -> None:
    reading = changes(
        "adding 16 entities to the Entity List, under the destinations of Iran (14) and Oman (3)."
    ).read()
    assert "add up to 16, found 17" in reading.unread[0].reason


def test_a_rule_of_additions_without_a_count_is_asked_about() -> None:
    reading = changes("changing the Entity List in many ways.").read()
    assert any("count" in one.reason for one in reading.unread)


NAMED = (
    "5. Supplement No. 4 to part 744 is amended:",
    "a. Under CHINA, PEOPLE'S REPUBLIC OF, by adding in alphabetical order, entries for “Acme "
    "Toys,” “Bear Co., Ltd.;” and",
    "b. Under OMAN, by adding an entry for “Camel Toys.”",
)


def test_names_come_from_the_instructions_where_they_agree_with_the_count() -> None:
    (listed,) = changes("adding three entities to the Entity List.", amended=NAMED).read().effects
    assert [party.name for party in listed.names] == ["Acme Toys", "Bear Co., Ltd.", "Camel Toys"]


def test_names_that_do_not_agree_with_the_count_are_asked_about() -> None:
    reading = changes("adding four entities to the Entity List.", amended=NAMED).read()
    assert reading.effects[0].names == ()
    assert "expected 4 names in the instructions, found 3" in reading.unread[0].reason


def test_a_rule_that_lists_and_does_more_imposes_too() -> None:
    reading = changes(
        "adding two entities to the Entity List and imposing new licence requirements.",
        subject="Imposition of Sanctions Against Ruritania",
    ).read()
    assert [one.effect for one in reading.effects] == ["imposes", "lists"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("“Acme Co., Ltd.,” and", "Acme Co., Ltd."),
        ("“Acme Co., Ltd.”", "Acme Co., Ltd."),
        ("“Acme Parts.”", "Acme Parts"),
        ("“Acme Parts;”", "Acme Parts"),
        ("“Acme S.A.”", "Acme S.A."),
        ("“Acme Nr. 5.,” and revising the entry for “Bear,”", "Acme Nr. 5."),
    ],
)
def test_a_name_keeps_the_stop_that_is_its_own(printed: str, name: str) -> None:
    named = ("2. Supplement No. 4 to part 744 is amended by adding an entry for " + printed,)
    (listed,) = changes("adding one entity to the Entity List.", amended=named).read().effects
    assert [party.name for party in listed.names] == [name]


def test_a_list_begins_with_the_instruction_that_changes_it() -> None:
    words = "Supplement No. 4 to part 744 is amended by adding an entry for “Acme.”"
    reading = changes(
        "adding one entity to the Entity List.",
        dates="This rule is effective September 29, 2025, except for instruction 2, which is "
        "effective October 29, 2025.",
        amended=(f"2. Effective October 29, 2025, {words}",),
    ).read()
    (listed,) = (one for one in reading.effects if one.effect == "lists")
    assert str(listed.first_day) == "2025-10-29"


def test_an_entity_moved_between_lists_and_one_taken_off_later_have_their_lists() -> None:
    reading = changes(
        "adding 3 entities to the Entity List. BIS is also removing one entity. BIS is removing "
        "nine persons from the UVL and adding them to the Entity List. It removes two entities "
        "from the Validated End-User (VEU) Program.",
        subject="Additions to the Entity List; Removal of One Entity",
    ).read()
    assert [(one.effect, one.title, one.parties) for one in reading.effects] == [
        ("lists", "Entity List", 3),
        ("delists", "Entity List", 1),
        ("lists", "Entity List", 9),
        ("delists", "Unverified List", 9),
        ("delists", "Validated End-User List", 2),
    ]


def test_entries_that_are_only_revised_need_no_count_and_no_corrected_document() -> None:
    named = ("2. Supplement No. 4 to part 744 is amended by revising the entry for “Acme.”",)
    silent = changes("changing footnotes.", subject="Entity List Footnotes", amended=named).read()
    assert [(one.effect, one.targets) for one in silent.effects] == [
        ("imposes", (OWN,)),
        ("amends", (PLACE,)),
    ]
    routine = changes(
        "correcting the address in the entries for two entities on the Entity List.",
        subject="Entity List; Technical Corrections",
        action="Final rule; technical corrections.",
        amended=named,
    ).read()
    assert [told(one) for one in routine.effects] == [("amends", (PLACE,), 2, ())]
    assert (silent.unread, routine.unread) == ((), ())


def test_what_an_earlier_rule_added_is_not_added_again() -> None:
    reading = Made(
        subject="Conforming Edits",
        summary="On March 1, 2025, BIS published a rule adding 12 entities to the Entity List.",
        dates="This rule is effective September 29, 2025.",
    ).read()
    assert [one.effect for one in reading.effects] == ["imposes"]


def test_each_change_is_of_the_list_named_with_it() -> None:
    reading = changes(
        "adding 36 entities to the Entity List. This rule also modifies one existing entry and "
        "removes one entity from the Unverified List. It transfers forty-five Sylvanian entities "
        "from the MEU List to the Entity List, and adds two new entities to the Entity List and "
        "revises three entities on the Entity List.",
        subject="Additions to the Entity List",
    ).read()
    assert {(one.effect, one.title, one.parties) for one in reading.effects} == {
        ("lists", "Entity List", 36),
        ("amends", "Entity List", 1),
        ("delists", "Unverified List", 1),
        ("lists", "Entity List", 45),
        ("delists", "Military End-User List", 45),
        ("lists", "Entity List", 2),
        ("amends", "Entity List", 3),
    }


@pytest.mark.parametrize(
    ("summary", "parties"),
    [
        ("adding seven Sylvanian toy-making entities to the Entity List.", 7),
        ("adding forty-six additional non-U.S. affiliates of Acme to the Entity List.", 46),
        ("adding a new licence requirement for entities on the Entity List.", None),
    ],
)
def test_a_count_may_stand_before_words_on_the_parties(summary: str, parties: int | None) -> None:
    listed = [one.parties for one in changes(summary).read().effects if one.effect == "lists"]
    assert listed == ([parties] if parties else [])


def test_places_and_aliases_of_an_entity_put_nobody_on_a_list() -> None:
    for summary in (
        "adding two aliases to one entity on the Entity List.",
        "revising an entry by removing two addresses from one entity on the Entity List.",
    ):
        reading = changes(summary).read()
        assert [(one.effect, one.parties) for one in reading.effects] == [("amends", None)]


def test_a_correction_that_adds_somebody_is_asked_whom_it_corrects() -> None:
    reading = changes(
        "adding an inadvertently omitted entity to the Entity List.",
        subject="Additions of Entities to the Entity List; Correction",
    ).read()
    assert {one.effect for one in reading.effects} == {"corrects", "lists"}
    assert len(reading.unread) == 1
