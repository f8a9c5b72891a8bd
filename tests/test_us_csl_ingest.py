"""The list of the day against the parties on file: who came, who is gone, who came back."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.settings import HERE
from config.sources import Sources
from events.errors import Drift
from events.facts import (
    Citation,
    InstrumentPublished,
    MeasureExtended,
    MeasureImposed,
    MeasureRepealed,
    ReviewOpened,
    SourceChecked,
    SourceFailed,
)
from scrapers import us_csl
from scrapers.documents import Document
from tests.replica import america
from tests.replica.america_csl import LABELS, SDN, Cells, bundled, cells, of_bundle, table
from tests.replica.server import Replica
from tests.stations import CHOSEN, Bench, Clock, bench, effect, loaded, reading
from tracker.asked import UsageError
from tracker.history import Loaded, load
from tracker.ingest.one import take_in
from tracker.ingest.opening import station
from tracker.ingest.run import Outcome, ingest
from tracker.readings import read_bundle
from tracker.review import named, waiting
from tracker.review_decide import Desk
from tracker.review_removed import Removal
from tracker.screening import read_lists

EL, DPL = LABELS["Entity List"], LABELS["Denied Persons List"]
UVL, MEU = LABELS["Unverified List"], LABELS["Military End-User List"]
NEW = cells(
    EL,
    "Gorse Hill Sample Photonics Co., Ltd.",
    alt_names="Gorse Hill; GHSP",
    addresses="8 Example Road, Hefei, CN",
    federal_register_notice="91 FR 97001",
    start_date="2026-11-20",
    license_requirement="For all items subject to the EAR. (See §744.11 of the EAR)4",
    license_policy="Presumption of denial.",
)
PART = "bis-91fr97001/el/gorse-hill-sample-photonics-co-ltd"


RULES = """\
list,volume,first_page,last_page,document,published,effective,known_from,instrument,provision,title,note
EL,84,96001,96009,2019-96001,2019-05-21,2019-05-16,register,bis-2019-96001,el,,
EL,87,96101,96104,2022-96101,2022-06-30,2022-06-28,register,bis-2022-96101,el,,
MEU,85,96201,96209,2020-96201,2020-12-23,2020-12-23,register,bis-2020-96201,meu,,
"""
NAMES = """\
list,name,zh
EL,Alder Sample Works 1,桤木样品一厂
"""
COLUMNS = (
    "list,name,aliases,countries,citations,policy,requirement,from,until,seen_on,gone_by,slug,note,listed_by"
)
ORDERS = 80


def listed_before() -> Iterator[str]:
    """Who stood on the lists on the day of an invented capture."""
    denied = "presumption_of_denial"
    for number in range(1_100):
        cited = "84 FR 96003" if number % 2 else "87 FR 96101"
        yield f"EL,Alder Sample Works {number},,CN,{cited},{denied},all,,,,,,,"
    for number in range(70):
        yield f"MEU,Bramble Sample Institute {number},,CN,85 FR 96201,{denied},meu,,,,,,,"
    for number in range(40):
        yield f"UVL,Clover Sample Trading {number},,AE,,,,,,2026-07-31,,,,"
    for number in range(ORDERS):
        until = "unknown" if number % 2 else "2027-03-01"
        days = f"2025-09-02,{until}"
        yield f"DPL,DILL SAMPLE AIR {number},,US,90 FR 9{6300 + number},prohibited,,{days},,,,,"


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of configuration whose bundled lists are small and invented."""
    folder = tmp_path_factory.mktemp("chosen") / "config"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("readings", "lists", "*.py*"))
    (folder / "readings").mkdir()
    shutil.copy(HERE / "readings" / "history.yml", folder / "readings")
    (folder / "lists").mkdir()
    shutil.copy(HERE / "lists" / "us-lists.yml", folder / "lists")
    (folder / "lists" / "us-rules.csv").write_text(RULES, encoding="utf-8")
    rows = "\n".join([COLUMNS, *listed_before()]) + "\n"
    (folder / "lists" / "us-parties.csv").write_text(rows, encoding="utf-8")
    (folder / "lists" / "us-names-zh.csv").write_text(NAMES, encoding="utf-8")
    watched = (folder / "sources.yml").read_text(encoding="utf-8")
    smaller = watched.replace("least: 5000\n  most: 100000", "least: 500\n  most: 100000")
    (folder / "sources.yml").write_text(smaller, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, chosen: Path) -> None:
    monkeypatch.setenv("TRACKER_CONFIG", str(chosen))


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, chosen: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_CONFIG", str(chosen))
        return loaded(tmp_path_factory.mktemp("history"))


def rows_of(folder: Path) -> list[Cells]:
    return [of_bundle(row) for _, row in read_lists(folder).rows]


@dataclass
class Lists:
    """A desk at which the file of a day is taken in."""

    desk: Bench
    rows: list[Cells]
    day: date = date(2026, 11, 23)

    def file(self, rows: list[Cells] | None = None) -> Document:
        about = json.dumps({"day": self.day.isoformat()}).encode()
        body = table(self.rows if rows is None else rows)
        return Document(us_csl.SOURCE, us_csl.FILE, body, "text/csv", about)

    def next(self, rows: list[Cells] | None = None) -> list[Any]:
        """The facts that the file of the next day brings."""
        self.day = date.fromordinal(self.day.toordinal() + 1)
        return self.take(self.file(rows))

    def take(self, document: Document) -> list[Any]:
        before = self.desk.head.position
        take_in(document, [], self.desk.station, CHOSEN[us_csl.SOURCE])
        return [entry.fact for entry in self.desk.ledger.after(before)]

    def asked(self) -> list[ReviewOpened]:
        return self.desk.station.known.questions(us_csl.SOURCE)

    def without(self, name: str) -> list[Cells]:
        return [one for one in self.rows if one["name"] != name]

    def decide(self) -> Desk:
        return Desk(self.desk.station, "an analyst")

    def state(self, measure: str, day: str) -> Any:
        with self.desk.timeline() as timeline:
            (one,) = timeline.on(day, measure=measure, state="all", parts=True).measures
            return one


@pytest.fixture
def lists(tmp_path: Path, history: Path, chosen: Path) -> Lists:
    desk = bench(tmp_path, history)
    desk.station.data = chosen
    return Lists(desk, rows_of(chosen))


def parts(facts: list[Any]) -> list[MeasureImposed]:
    return [one for one in facts if isinstance(one, MeasureImposed) and one.part_of]


def bis(number: str, citation: str, names: tuple[str, ...] = ()) -> Any:
    """A rule of the bureau as its text reads, laying down one listing."""
    text = "In this rule the bureau adds entities to the Entity List."
    what = effect(
        text, text, "lists", f"bis-{number}", kind="listing", first_day=date(2026, 11, 20)
    )
    return reading(
        f"bis-{number}",
        text,
        lang="en",
        authority="BIS",
        issuers=("BIS",),
        form="rule",
        title="Additions to the Entity List [INVENTED]",
        url=f"https://www.federalregister.gov/documents/2026/11/20/{number}/x",
        aliases=(citation,),
        effects=(what,),
    )


def one_of(lists: Lists, source: str, **having: bool) -> Cells:
    """A bundled party of a list, whose name no other has there."""
    names = [one["name"] for one in lists.rows if one["source"] == source]
    return next(
        one
        for one in lists.rows
        if one["source"] == source
        and names.count(one["name"]) == 1
        and all(bool(one[column]) == there for column, there in having.items())
    )


# -- nothing new ----------------------------------------------------------------------------------


def test_a_list_as_it_is_bundled_says_nothing_new(lists: Lists) -> None:
    assert lists.next() == []
    assert lists.next() == []


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


def test_it_is_in_force_on_the_day_it_was_seen_and_before_that_nobody_can_say(
    lists: Lists,
) -> None:
    lists.rows.append(NEW)
    lists.next()
    assert lists.state(PART, "2026-11-24").state == "in_force"
    assert lists.state(PART, "2026-11-20").state == "unknown"
    assert lists.state(PART, "2025-12-31").state == "announced"


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


def test_a_row_that_cites_any_page_of_a_rule_on_file_hangs_under_it(lists: Lists) -> None:
    lists.rows.append({**NEW, "federal_register_notice": "84 FR 96009, 91 FR 97001"})
    (part,) = lists.next()
    assert part.part_of == "bis-2019-96001/el"
    assert part.first_day == "2019-05-16"


def test_a_provision_on_file_names_the_bundled_parties_and_a_filed_one_changes_nothing_of_it(
    lists: Lists, chosen: Path
) -> None:
    whole = "bis-2019-96001/el"
    before = lists.desk.station.known.measures("bis-2019-96001")[whole]
    assert {"Alder Sample Works 1", "桤木样品一厂"} <= set(before.scope.parties)
    lists.rows.append({**NEW, "federal_register_notice": "84 FR 96009"})
    assert [one.measure for one in lists.next()] == [f"{whole}/{PART.rpartition('/')[2]}"]
    assert load(read_bundle(chosen / "readings"), lists.desk.ledger) == Loaded(0, 0)
    assert lists.next() == []


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


def test_a_party_that_the_rule_itself_names_is_not_filed_twice(lists: Lists) -> None:
    rule = bis("2026-97001", "91 FR 97001")
    from dataclasses import replace

    from scrapers.documents import Party

    (what,) = rule.effects
    named_there = replace(what, names=(Party(NEW["name"], NEW["name"]),), parties=1)
    lists.desk.take(replace(rule, effects=(named_there,)), "us_bis")
    lists.rows.append(NEW)
    assert lists.next() == []


def test_a_row_without_a_citation_hangs_under_the_list_and_is_asked_about(lists: Lists) -> None:
    lists.rows.append({**NEW, "federal_register_notice": "NOTICE TO COME"})
    (part,) = parts(lists.next())
    assert part.part_of == "bis-list-el/el"
    (asked,) = lists.asked()
    assert (asked.kind, asked.instrument) == ("unread", "bis-list-el")
    assert "found NOTICE TO COME" in asked.reason
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
    assert lists.decide().accept(asked.review, "the same party").endswith("noted")
    assert lists.next(rows) == []


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


def test_a_row_without_a_name_is_asked_about(lists: Lists) -> None:
    lists.rows.append({**NEW, "name": ""})
    (asked,) = lists.next()
    assert (asked.kind, asked.reason) == ("unread", "a row without a name")
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


# -- a collapse -----------------------------------------------------------------------------------


def cut(rows: list[Cells], source: str, count: int) -> list[Cells]:
    """The rows without so many of a list."""
    names = [one for one in rows if one["source"] == source][:count]
    return [one for one in rows if not any(one is gone for gone in names)]


@pytest.mark.parametrize(
    ("source", "count", "held"),
    [(EL, 50, False), (EL, 52, True), (MEU, 3, False), (MEU, 5, True), (DPL, 51, True)],
)
def test_a_list_that_loses_too_many_rows_is_held_and_nothing_is_filed(
    lists: Lists, source: str, count: int, held: bool
) -> None:
    rows = [*cut(lists.rows, source, count), NEW]
    if not held:
        assert len(parts(lists.next(rows))) == 1
        return
    with pytest.raises(Drift, match="a collapse is held"):
        lists.next(rows)
    known = lists.desk.station.known
    assert known.measures("bis-91fr97001") == {}
    (asked,) = lists.asked()
    assert (asked.kind, int(str(asked.on_file)) - int(str(asked.read))) == (
        "held",
        count - (source == EL),
    )


def test_a_collapse_that_a_person_believes_is_believed(lists: Lists) -> None:
    rows = cut(lists.rows, MEU, 6)
    with pytest.raises(Drift):
        lists.next(rows)
    (asked,) = lists.asked()
    assert named(asked.review, lists.desk.station.known).kind == "held"
    lists.decide().accept(asked.review, "the rule of November removed six")
    asked_now = [one for one in lists.next(rows) if isinstance(one, ReviewOpened)]
    assert len(asked_now) == 6


def test_a_list_that_is_whole_again_closes_the_question(lists: Lists) -> None:
    with pytest.raises(Drift):
        lists.next(cut(lists.rows, MEU, 6))
    lists.next()
    assert lists.asked() == []


# -- the whole way --------------------------------------------------------------------------------


class Site:
    """The replica, looked at day by day."""

    def __init__(self, replica: Replica, url: str, rows: list[Cells]) -> None:
        self.america = america.install(replica, fillers=0)
        self.america.listed.rows = rows
        self.replica, self.url, self.clock = replica, url, Clock()

    def look(self) -> Outcome:
        with station(self.url, now=self.clock) as at:
            (outcome,) = ingest(at, Sources(at.sources).chosen(("us_csl",)))
            self.looks = list(at.known.looks["us_csl"])
            self.questions = at.known.questions("us_csl")
        self.clock.later(1)
        return outcome


@pytest.fixture
def site(
    tmp_path: Path, history: Path, chosen: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, tmp_path / path.name)
    with Replica() as replica:
        monkeypatch.setenv("TRACKER_SITES_AT", replica.url)
        yield Site(replica, f"sqlite:///{tmp_path / history.name}", rows_of(chosen))


def test_a_check_keeps_how_many_rows_each_list_had(site: Site) -> None:
    assert not site.look().failed
    (check,) = site.looks
    assert isinstance(check, SourceChecked)
    listed = [one for one in site.america.listed.rows if one["source"] == MEU]
    assert dict(check.counts)["Military End-User List"] == len(listed)
    assert check.listed == sum(count for _, count in check.counts)


def test_days_without_news_say_only_that_it_was_looked_at(site: Site) -> None:
    site.look()
    site.look()
    assert site.look().words.endswith("1 read: nothing new")
    assert [type(one) for one in site.looks] == [SourceChecked] * 3


@pytest.mark.parametrize("what", ["the whole file", "Unverified List"])
def test_a_collapse_against_the_last_good_check_is_a_failed_look(site: Site, what: str) -> None:
    more = [cells(SDN, f"SAMPLE {number}") for number in range(100)]
    site.america.listed.rows = [*site.america.listed.rows, *more]
    site.look()
    rows = site.america.listed.rows
    source, count = (SDN, 60) if what == "the whole file" else (UVL, 30)
    site.america.listed.rows = [*cut(rows, source, count), NEW]
    outcome = site.look()
    assert outcome.failed
    assert what in outcome.problems[0]
    assert isinstance(site.looks[-1], SourceFailed)
    assert [one.kind for one in site.questions] == ["held"]
    site.america.listed.rows = rows
    assert not site.look().failed
    assert site.questions == []


def test_a_file_that_lost_most_of_its_rows_is_not_even_read(site: Site) -> None:
    site.look()
    site.america.listed.rows = site.america.listed.rows[:400]
    assert "at least 500 rows" in site.look().problems[0]


def test_a_page_instead_of_the_list_fails_this_source(site: Site) -> None:
    with site.replica.trapped(america.TRADE, ".*", "block_page"):
        outcome = site.look()
    assert outcome.failed
    assert isinstance(site.looks[-1], SourceFailed)


def test_a_daily_run_over_twenty_six_thousand_rows_of_the_bundled_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TRACKER_CONFIG")
    more = [cells(SDN, f"SAMPLE {n}", addresses="Wuhan, CN") for n in range(20_700)]
    with Replica() as replica:
        monkeypatch.setenv("TRACKER_SITES_AT", replica.url)
        site = Site(replica, f"sqlite:///{loaded(tmp_path)}", [*bundled(HERE), *more])
        first = site.look()
        begun, used = time.perf_counter(), time.process_time()
        second = site.look()
        spent, cpu = time.perf_counter() - begun, time.process_time() - used
    with capsys.disabled():
        print(f"\na daily run over {second.listed:,} rows: {spent:.1f} s, {cpu:.1f} s of work")
    assert first.words == second.words == f"{first.listed} listed, 1 read: nothing new"
    assert site.questions == []
