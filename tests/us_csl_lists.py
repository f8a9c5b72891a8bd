"""Invented lists of a day before some of them are taken in, and the desk at which that happens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.settings import HERE
from events.facts import MeasureImposed, ReviewOpened
from scrapers import us_csl
from scrapers.documents import Document, Effect, Party
from tests.replica.america_csl import LABELS, Cells, cells, of_bundle, table
from tests.stations import CHOSEN, Bench, bench, effect, loaded, reading
from tracker.ingest.one import take_in
from tracker.review_decide import Desk
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
    "list,name,aliases,countries,citations,policy,requirement,"
    "from,until,seen_on,gone_by,slug,note,listed_by"
)
MISPRINTED = "Elm Sample Cables"  # the list prints a page of another rule
ORDERS = 80


def listed_before() -> Iterator[str]:
    """Who stood on the lists on the day of an invented capture."""
    denied = "presumption_of_denial"
    for number in range(1_100):
        cited = "84 FR 96003" if number % 2 else "87 FR 96101"
        yield f"EL,Alder Sample Works {number},,CN,{cited},{denied},all,,,,,,,"
    yield f"EL,{MISPRINTED},,CN,84 FR 96003,{denied},all,,,,,,,87 FR 96101"
    for number in range(70):
        yield f"MEU,Bramble Sample Institute {number},,CN,85 FR 96201,{denied},meu,,,,,,,"
    for number in range(40):
        yield f"UVL,Clover Sample Trading {number},,AE,,,,,,2026-07-31,,,,"
    for number in range(ORDERS):
        until = "unknown" if number % 2 else "2027-03-01"
        days = f"2025-09-02,{until}"
        yield f"DPL,DILL SAMPLE AIR {number},,US,90 FR 9{6300 + number},prohibited,,{days},,,,,"


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
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


@pytest.fixture(scope="session")
def invented_history(tmp_path_factory: pytest.TempPathFactory, invented: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_CONFIG", str(invented))
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

    def part(self, measure: str) -> MeasureImposed:
        return self.desk.station.known.measures(measure.partition("/")[0])[measure]

    def decide(self) -> Desk:
        return Desk(self.desk.station, "an analyst")

    def found(self, name: str) -> str:
        """The listing that comes nearest to a name."""
        with self.desk.timeline() as timeline:
            return timeline.listed(name, on="2026-11-24").matches[0].measure.id

    def state(self, measure: str, day: str) -> Any:
        with self.desk.timeline() as timeline:
            (one,) = timeline.on(day, measure=measure, state="all", parts=True).measures
            return one


@pytest.fixture
def lists(
    tmp_path: Path, invented_history: Path, invented: Path, monkeypatch: pytest.MonkeyPatch
) -> Lists:
    monkeypatch.setenv("TRACKER_CONFIG", str(invented))
    desk = bench(tmp_path, invented_history)
    desk.station.data = invented
    return Lists(desk, rows_of(invented))


def parts(facts: list[Any]) -> list[MeasureImposed]:
    return [one for one in facts if isinstance(one, MeasureImposed) and one.part_of]


def bis(number: str, citation: str, *names: str, on_list: str | None = None) -> Any:
    """A rule of the bureau as its text reads, laying down one listing."""
    text = "In this rule the bureau adds entities to the Entity List."
    what = effect(
        text,
        text,
        "lists",
        f"bis-{number}",
        kind="listing",
        title=on_list,
        first_day=date(2026, 11, 20),
        names=tuple(Party(name, name) for name in names),
        parties=len(names) or None,
    )
    return rule(number, citation, text, what)


def order(number: str, citation: str) -> Any:
    """An order that denies export privileges, as its text reads."""
    text = "This Order shall remain in effect until May 2, 2031."
    what = effect(text, text, "imposes", f"bis-{number}", first_day=date(2026, 11, 20))
    return rule(number, citation, text, what)


def rule(number: str, citation: str, text: str, what: Effect) -> Any:
    return reading(
        f"bis-{number}",
        text,
        lang="en",
        authority="BIS",
        issuers=("BIS",),
        form="rule",
        title="A rule of the bureau [INVENTED]",
        url=f"https://www.federalregister.gov/documents/2026/11/20/{number}/x",
        aliases=(citation,),
        effects=(what,),
    )


def denied(name: str, **more: str) -> Cells:
    """A row of the Denied Persons List, by an order of November."""
    usual = {"federal_register_notice": "91 F.R. 97201 11/20/2026", "start_date": "2026-11-20"}
    return cells(DPL, name, **{**usual, **more})


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
