"""What is not sure is said wherever a state is shown: who read it, how far, and which nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from rich.console import Console

import tracker
from events.facts import Citation, MeasureImposed, MeasureSuspended
from tests.answers_asked import NOW
from tests.web_server import Desk, desk_in
from tracker.answers import Answer, Horizon
from tracker.ask import given_of
from tracker.horizon import beyond, notes_beyond
from tracker.mcp.cut import Page
from tracker.mcp.text import told
from tracker.queries import Timeline
from tracker.render import answers as render
from tracker.render.screen import Screen
from tracker.words import horizon_words

CONTROL, PARTY = "mofcom-2025-18/p1", "mofcom-2025-13/p1"
RECEIPT = {"url": None, "id": "x", "position": 1, "head": "sha256:"}
FIRST, LAST = date(2026, 11, 25), date(2026, 12, 24)


def stay(measure: str) -> MeasureSuspended:
    """A stay that a program read and nobody has reviewed."""
    cited = Citation(
        instrument="mofcom-2025-70",
        published_on="2025-11-07",
        quote="暂停实施",
        sha256="a" * 64,
        lang="zh",
    )
    return MeasureSuspended(
        measure=measure, first_day=FIRST, last_day=LAST, cited=cited, basis="read"
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("doubts")) as made:
        yield made


def main_of(desk: Desk, path: str) -> str:
    answer = desk.get(path)
    assert answer.status_code == 200, (path, answer.text[:300])
    (main,) = html.fromstring(answer.text).xpath("//main")
    return " ".join(main.text_content().split())


def matched(desk: Desk) -> str:
    found: Any = desk.get("/parties.json?name=Huawei").json()["matches"][0]
    return str(found["measure"]["id"])


def test_what_nobody_reviewed_is_said_wherever_its_state_is_shown(desk: Desk) -> None:
    party = matched(desk)
    before = main_of(desk, f"/measures/{CONTROL}")
    assert "not reviewed" not in before
    desk.file(stay(CONTROL), stay(party))
    for path in (
        f"/on/2026-11-26?measure={CONTROL}",
        f"/measures/{CONTROL}",
        f"/diff/2026-11-24/2026-11-26?measure={CONTROL}",
        f"/upcoming?measure={CONTROL}",
        "/parties?name=Huawei",
        "/both?from=2026-11-01&to=2026-12-01&kind=control",
    ):
        assert "not reviewed" in main_of(desk, path), path
    for path in (
        f"/on/2026-11-26.csv?measure={CONTROL}",
        f"/diff/2026-11-24/2026-11-26.csv?measure={CONTROL}",
        "/parties.csv?name=Huawei",
    ):
        rows = list(csv.DictReader(desk.get(path).text.splitlines()))
        assert rows[0]["basis"] == "read", path


def test_what_is_unknown_is_not_told_as_a_return_by_lapse(tmp_path: Path) -> None:
    cited = Citation(instrument="mofcom-2025-61", published_on="2025-10-09")
    imposed = MeasureImposed(
        measure="mofcom-2025-61/zz", kind="control", title="Vague", first_day="2026-11", cited=cited
    )
    with desk_in(tmp_path) as desk:
        desk.file(imposed)
        page = main_of(desk, "/on/today?state=unknown&instrument=mofcom-2025-61")
        assert "? unknown" in page
        assert "the stay ran out" not in page
        assert "unknown unconfirmed" not in page
        every = main_of(desk, "/on/today?state=all&instrument=mofcom-2025-61")
        assert "8 of the measures below are in force by lapse" in every
        with tracker.open(desk.url, now=desk.clock) as timeline:
            answer = timeline.on("today", measure=imposed.measure)
    lines = told(answer, Page(shown=1, of=1, after=None, how=None), RECEIPT)
    assert "unknown (projected) mofcom-2025-61/zz" in lines
    assert "LAPSE" not in lines


def test_a_receipt_draws_the_days_as_they_were_on_file_then(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        page = html.fromstring(desk.get(f"/on/2026-11-26?measure={CONTROL}").text)
        lanes = page.xpath("//td[@class='lanes']//*[name()='title']/text()")
        (receipt,) = set(page.xpath("//footer//a[contains(@href, '/receipts/')]/@href"))
        desk.file(stay(CONTROL))
        again = html.fromstring(desk.get(receipt).text)
        assert "it is the same" in again.xpath("//aside")[0].text_content()
        assert again.xpath("//td[@class='lanes']//*[name()='title']/text()") == lanes


@pytest.mark.parametrize("code", ["3A090", "1C902", "CN:1C902", "US:3A090"])
def test_a_code_that_is_one_of_two_lists_is_asked_again_as_both(desk: Desk, code: str) -> None:
    first = desk.get(f"/check.json?code={code}&to=CN").json()
    again = desk.get(f"/receipts/{first['receipt']['id']}.json").json()
    assert again["replayed"]["same"] is True
    assert again["question"]["case"]["codes"] == first["question"]["case"]["codes"]


def test_what_comes_says_which_nothing_it_is_and_that_it_is_a_part(desk: Desk) -> None:
    unsure = main_of(desk, "/upcoming?item=zzzqq")
    assert "Cannot say: no scheduled change in this span is on file." in unsure
    assert "Nothing found" not in unsure
    nothing = main_of(desk, "/upcoming?days=0&authority=APEC")
    assert "Nothing found: no scheduled change in this span is on file." in nothing
    assert "On this page, not all: " in main_of(desk, "/upcoming?limit=2")
    assert "On this page, not all: " not in main_of(desk, "/upcoming?authority=MOT")


def test_a_search_for_goods_no_text_names_leads_to_the_measures_that_reach_them(desk: Desk) -> None:
    page = html.fromstring(desk.get("/search?words=dysprosium").text)
    (path,) = page.xpath("//main//p[@class='empty']//a[contains(@href, '/on/')]/@href")
    ids = [one["id"] for one in desk.get(path.replace("today?", "today.json?")).json()["measures"]]
    assert "mofcom-2025-61/i-1" in ids


def test_rows_of_what_comes_have_the_returns_that_nobody_confirmed(desk: Desk) -> None:
    answer = desk.get("/upcoming.json?days=20").json()
    rows = list(csv.DictReader(desk.get("/upcoming.csv?days=20").text.splitlines()))
    assert answer["lapsed"]
    assert [row["measure"] for row in rows] == [
        *(one["id"] for one in answer["lapsed"]),
        *(one["measure"] for one in answer["changes"]),
    ]
    assert {(row["change"], row["confirmed"]) for row in rows[: len(answer["lapsed"])]} == {
        ("lapsed", "false")
    }


def test_both_sides_say_that_days_are_projected(desk: Desk) -> None:
    assert "Projected: the day lies beyond 2026-10-08" in main_of(desk, "/both")
    assert "Projected" not in main_of(desk, "/both?from=2025-09-01&to=2025-12-31")


# -- the same in other interfaces -----------------------------------------------------------------


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    place = tmp_path_factory.mktemp("doubted") / "ledger.db"
    with tracker.open(f"sqlite:///{place}", now=lambda: NOW) as timeline:
        yield timeline


def source(name: str, jurisdiction: str, checked: str | None) -> Horizon:
    return Horizon(name, jurisdiction, "2001-12-12", "2026-10-08", checked, stale=False)


def test_nothing_found_beyond_what_was_looked_at_is_projected_too(timeline: Timeline) -> None:
    for answer in (
        timeline.on("2027-06-01", state="suspended", authority="MOT"),
        timeline.diff("2027-06-01", "2027-06-02", authority="MOT"),
    ):
        assert answer.empty == "nothing found"
        assert any(line.startswith("Projected: ") for line in horizon_words(answer))
    words = timeline.search("custard")
    assert not any(line.startswith("Projected: ") for line in horizon_words(words))
    before = timeline.on("2025-01-01", state="suspended", authority="MOT")
    assert before.empty == "nothing found"
    assert not any(line.startswith("Projected: ") for line in horizon_words(before))


def test_projected_names_the_day_up_to_which_all_were_looked_at(timeline: Timeline) -> None:
    horizon = [source("cn_mofcom", "CN", "2026-11-20"), source("us_bis", "US", "2026-11-26")]
    day = timeline.find.day("2026-11-25")
    (china,) = notes_beyond(horizon, day)
    assert china.startswith("projected: the day lies beyond 2026-11-20, the last day anyone has")
    (both,) = beyond(horizon, {"CN", "US"})
    assert both.startswith("projected: the day lies beyond 2026-11-20, the last day all sources")
    assert beyond(horizon, set()) == []


def test_a_stay_by_an_act_not_on_file_is_told_as_one(timeline: Timeline) -> None:
    (lapsed,) = timeline.upcoming(days=0, authority="MOT").lapsed
    body = json.loads(lapsed._decided or "")
    body["cited"]["instrument"] = None
    lost = replace(lapsed, _decided=json.dumps(body))
    screen = Console(width=120, record=True, file=io.StringIO())
    size = Screen(120, 40, colours=None, terminal=False)
    for one in render.lapsed([lost], size, lambda _: None):
        screen.print(one)
    assert "since 10 Nov 2026: an act not on file ran out" in screen.export_text()


def test_a_model_is_told_what_nobody_reviewed(timeline: Timeline) -> None:
    def lines(answer: Answer) -> str:
        return told(answer, Page(shown=1, of=1, after=None, how=None), RECEIPT)

    answer = timeline.on("2025-11-09", measure=CONTROL)
    (measure,) = answer.measures
    read = replace(
        measure, _imposed=measure._imposed.replace('"basis":"analyst"', '"basis":"read"')
    )
    assert "(not reviewed)" not in lines(answer)
    assert "(not reviewed)" in lines(replace(answer, measures=[read]))


def test_a_code_that_names_its_list_keeps_it() -> None:
    for codes, asked in ((["CN:3A001", "US:3A001"], "3A001"), (["CN:3A001"], "CN:3A001")):
        assert given_of({"verb": "check", "case": {"codes": codes}}) == {"code": asked}
