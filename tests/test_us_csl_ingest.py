"""The list of the day against the parties on file: what is known again, and who came."""

from __future__ import annotations

from pathlib import Path

from events.facts import (
    InstrumentPublished,
    MeasureImposed,
)
from tests.replica.america_csl import SDN, cells
from tests.us_csl_lists import (
    MISPRINTED,
    NEW,
    PART,
    Lists,
    parts,
)
from tracker.history import Loaded, load
from tracker.readings import read_bundle
from tracker.review import waiting

# -- nothing new ----------------------------------------------------------------------------------


def test_a_list_as_it_is_bundled_says_nothing_new(lists: Lists) -> None:
    assert lists.next() == []
    assert lists.next() == []


def test_a_party_whose_page_the_list_misprints_is_known_again_under_its_own_rule(
    lists: Lists,
) -> None:
    part = "bis-2022-96101/el/elm-sample-cables"
    assert lists.state(part, "2022-06-28").state == "in_force"
    assert lists.next() == []
    lists.next(lists.without(MISPRINTED))
    assert [one.on_file for one in lists.asked()] == [part]
    lists.next()
    assert lists.asked() == []


def test_rows_of_others_and_their_order_do_not_matter(lists: Lists) -> None:
    more = [cells(SDN, f"SAMPLE {number}") for number in range(40)]
    assert lists.next([*more, *reversed(lists.rows)]) == []


# -- who came -------------------------------------------------------------------------------------


def test_a_new_row_is_filed_with_the_act_it_cites_and_its_own_words(lists: Lists) -> None:
    lists.rows.append(NEW)
    text, whole, part = lists.next()
    assert isinstance(text, InstrumentPublished)
    assert (text.instrument, text.reader, text.basis) == ("bis-91fr97001", "us_csl", "read")
    assert isinstance(whole, MeasureImposed)
    assert (whole.measure, whole.on_list) == ("bis-91fr97001/el", "Entity List")
    assert isinstance(part, MeasureImposed)
    assert (part.measure, part.part_of, part.basis) == (PART, whole.measure, "read")
    assert part.party is not None
    assert part.party.aliases == ("Gorse Hill", "GHSP")
    assert part.party.addresses == ("8 Example Road, Hefei, CN",)
    assert part.party.countries == ("CN",)
    assert part.policy == "presumption_of_denial"
    assert part.cited.quote == (
        "Gorse Hill Sample Photonics Co., Ltd. | Gorse Hill; GHSP | 8 Example Road, Hefei, CN"
        " | 91 FR 97001 | 2026-11-20 | For all items subject to the EAR. (See §744.11 of the EAR)4"
        " | Presumption of denial."
    )
    assert part.cited.sha256 == lists.file().sha256
    assert lists.desk.station.archive.has(str(part.cited.sha256))


def test_a_second_day_adds_nothing_to_it(lists: Lists) -> None:
    lists.rows.append(NEW)
    assert len(lists.next()) == 3
    assert lists.next() == []
    assert lists.next() == []


def test_two_parties_of_one_name_root_get_two_places(lists: Lists) -> None:
    long = "Sample Works of the Very Long Name That Goes On and On Until Nobody Reads "
    lists.rows += [{**NEW, "name": long + "One"}, {**NEW, "name": long + "Two"}]
    slugs = [one.measure.rpartition("/")[2] for one in parts(lists.next())]
    assert len(set(slugs)) == 2
    assert slugs[1] == f"{slugs[0]}-2"
    assert lists.next() == []


def test_a_provision_on_file_names_the_bundled_parties_and_a_filed_one_changes_nothing_of_it(
    lists: Lists, invented: Path
) -> None:
    whole = "bis-2019-96001/el"
    before = lists.desk.station.known.measures("bis-2019-96001")[whole]
    assert {"Alder Sample Works 1", "桤木样品一厂"} <= set(before.scope.parties)
    lists.rows.append({**NEW, "federal_register_notice": "84 FR 96009"})
    assert [one.measure for one in lists.next()] == [f"{whole}/{PART.rpartition('/')[2]}"]
    assert load(read_bundle(invented / "readings"), lists.desk.ledger) == Loaded(0, 0)
    assert lists.next() == []


def test_what_a_person_rejected_is_not_filed_again(lists: Lists) -> None:
    lists.rows.append(NEW)
    lists.next()
    (one,) = [one for one in waiting(lists.desk.station.known) if one.kind == "reading"]
    lists.decide().reject(one.id, "a test row of the site")
    assert parts(lists.next()) == []
    assert parts(lists.next()) == []


def test_what_a_person_confirmed_stays_as_it_is(lists: Lists) -> None:
    lists.rows.append(NEW)
    lists.next()
    (one,) = [one for one in waiting(lists.desk.station.known) if one.kind == "reading"]
    lists.decide().accept(one.id)
    assert lists.next() == []


def test_what_a_person_rejected_takes_nobody_else_of_its_act_along(lists: Lists) -> None:
    lists.rows.append(NEW)
    lists.next()
    (one,) = [one for one in waiting(lists.desk.station.known) if one.kind == "reading"]
    lists.decide().reject(one.id, "a test row of the site")
    lists.rows.append({**NEW, "name": "Heather Sample Works"})
    facts = [one for one in lists.next() if isinstance(one, MeasureImposed)]
    assert [one.measure for one in facts] == [
        "bis-91fr97001/el",
        "bis-91fr97001/el/heather-sample-works",
    ]
    assert lists.next() == []
