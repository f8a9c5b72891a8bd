"""Lists changed in words that count nobody: the instructions say what is done, or a person does."""

from __future__ import annotations

import pytest

from tests.us_skeletons import Made, rows

ENTITY_LIST = "15 CFR part 744, Supplement No. 4"
VALIDATED = "15 CFR part 748, Supplement No. 7"
OWN = "bis-2025-19999"
AUTHORITY = "1. The authority citation for part 748 continues to read as follows:"
NOBODY = "expected the number of the parties that are added or taken off, found none"


def rule(
    summary: str, *amended: str, subject: str = "Existing Validated End-User Authorizations"
) -> Made:
    return Made(
        subject=subject,
        summary=summary,
        dates="This rule is effective September 29, 2025.",
        amended=(AUTHORITY, *amended),
    )


def counted(
    summary: str, subject: str = "Additions to the Entity List"
) -> list[tuple[str, object]]:
    return [(one.effect, one.parties) for one in rule(summary, subject=subject).read().effects]


def test_validated_end_users_named_by_an_instruction_are_taken_off() -> None:
    reading = rule(
        "BIS revises the Validated End-User list by removing Toy Works Ltd; and Doll Works Ltd.",
        "2. Supplement No. 7 to part 748 is amended by removing the entries for “Toy Works Ltd” "
        "and “Doll Works Ltd.”",
        subject="Revocation of Validated End-User Authorizations",
    ).read()
    assert rows(reading)[1:] == [("delists", (VALIDATED,), "2025-09-29", None)]
    assert (reading.effects[1].parties, reading.unread) == (2, ())


def test_a_destination_that_an_instruction_removes_counts_nobody() -> None:
    reading = rule(
        "BIS revises the Validated End-User list by removing Toy Works Ltd; and Doll Works Ltd.",
        "2. Supplement No. 7 to part 748 is amended by removing the entries for “China (People’s "
        "Republic of).”",
    ).read()
    assert [(e.effect, e.parties) for e in reading.effects[1:]] == [("delists", None)]
    assert [one.reason for one in reading.unread] == [NOBODY]


def test_entries_that_an_instruction_only_revises_are_amended() -> None:
    reading = rule(
        "BIS revises the Validated End-User list for Toy Works Ltd.",
        "2. Supplement No. 7 to part 748 is amended by revising the entry for “Toy Works Ltd.”",
    ).read()
    assert ("amends", (VALIDATED,), "2025-09-29", None) in rows(reading)
    assert reading.unread == ()


def test_a_list_changed_in_two_ways_without_a_count_is_asked_about() -> None:
    reading = rule(
        "BIS revises its lists.",
        "2. Supplement No. 7 to part 748 is amended by removing the entry for “Toy Works Ltd” and "
        "revising the entry for “Doll Works Ltd.”",
    ).read()
    assert [one.effect for one in reading.effects] == ["imposes"]
    (asked,) = reading.unread
    assert asked.reason.startswith("expected a count of the parties")


def test_an_address_removed_from_an_entry_takes_nobody_off() -> None:
    reading = rule(
        "BIS corrects an address.",
        "2. Supplement No. 4 to part 744 is amended by removing an address in the entry for “Toy "
        "Works Ltd.”",
        subject="Technical Amendments",
    ).read()
    assert "delists" not in {one.effect for one in reading.effects}
    assert reading.unread


@pytest.mark.parametrize(
    "summary",
    [
        "BIS amends the EAR by adding Toy Works Co., Ltd. (Toys) to the Entity List.",
        "BIS amends the EAR by adding certain entities to the Entity List.",
        "BIS is moving several others to the Entity List.",
    ],
)
def test_parties_added_without_their_number_are_asked_about(summary: str) -> None:
    more = "This rule also adds to the Entity List twelve affiliates of Toys under Chile."
    reading = rule(f"{summary} {more}", subject="Addition of Entities to the Entity List").read()
    assert [(e.effect, e.parties) for e in reading.effects] == [("lists", 12)]
    assert NOBODY in {one.reason for one in reading.unread}


@pytest.mark.parametrize(
    "summary",
    [
        "BIS is adding these entities to the Entity List because they build toys.",
        "BIS amends the EAR by adding a new ‘military end-user’ (MEU) List.",
        "BIS confirms a basis for adding entities to the Entity List.",
        "BIS is adding a license requirement for entities on the Entity List.",
    ],
)
def test_words_about_a_list_that_change_nobody_are_passed_over(summary: str) -> None:
    reading = rule(f"BIS adds two entities to the Entity List. {summary}").read()
    assert NOBODY not in {one.reason for one in reading.unread}


def test_subordinate_institutions_in_brackets_are_part_of_the_count() -> None:
    words = "BIS amends the EAR by adding fourteen entities (five entities and nine subordinate "
    assert counted(f"{words}institutions) to the Entity List.") == [("lists", 14)]


def test_a_total_is_a_count() -> None:
    words = "BIS removes a total of four entities under the destination of Oman from the "
    assert counted(f"{words}Entity List.", "Removals From the Entity List") == [("delists", 4)]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("one existing entry under Oman and one existing entry under Chile", 2),
        ("three existing entries, consisting of one entry under Oman and one entry under Chile", 3),
        ("two existing entries: an entry under Oman and an entry under Chile", 2),
    ],
)
def test_entries_told_under_two_destinations_are_counted_once_each(words: str, count: int) -> None:
    summary = f"This rule revises {words} on the Entity List."
    assert counted(summary, "Revisions to the Entity List") == [("amends", count)]


def test_a_title_that_speaks_of_more_than_a_list_keeps_the_beginning_of_the_rule() -> None:
    reading = rule(
        "BIS adds two entities to the Entity List and amends General Prohibition Three.",
        subject="Addition of Toys to the Entity List, the Removal of a License, and Amendments to "
        "General Prohibition Three",
    ).read()
    assert {one.effect for one in reading.effects} == {"lists", "imposes"}


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("eight entities under Oman, one entity under Chile, and three entities under Peru to", 12),
        (
            "nine entities to the Entity List, six entities under Oman, two entities under Peru, "
            "on",
            9,
        ),
        ("four entries, consisting of three entities and one address, to", 3),
    ],
)
def test_parties_added_under_several_destinations_are_counted_together(
    words: str, count: int
) -> None:
    assert counted(f"BIS amends the EAR by adding {words} the Entity List.") == [("lists", count)]


def test_an_end_user_removed_under_a_destination_is_one() -> None:
    reading = rule(
        "BIS amends the EAR to remove one end-user from the list of validated end-users.",
        "2. Supplement No. 7 to part 748 is amended by removing the entry for “Toy Works Ltd” in "
        "“China (People’s Republic of).”",
        subject="Removal of Toy Works From the List of Validated End-Users",
    ).read()
    assert [(e.effect, e.parties) for e in reading.effects[1:]] == [("delists", 1)]
    assert reading.unread == ()
