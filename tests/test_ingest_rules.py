"""The rules of watching one by one: what is believed, which number is missing, whose copy it is,
who may write."""

from __future__ import annotations

import multiprocessing as mp
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from config.sources import Source
from events.errors import ConfigError, Drift
from events.facts import SourceChecked
from events.lease import LeaseHeld, lease
from scrapers.documents import Listing
from tests.stations import CHOSEN, Bench, bench, loaded, reading
from tracker.ingest.identity import identified
from tracker.ingest.run import settle
from tracker.ingest.targets import UnknownTarget, instrument_of, measures_of
from tracker.ingest.usual import hold_unless_usual

TODAY = date(2026, 11, 24)
SINCE = date(2026, 11, 1)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def desk(tmp_path: Path, history: Path) -> Bench:
    return bench(tmp_path, history)


# -- counts ---------------------------------------------------------------------------------------


def look(rows: int, usual: int | None, source: Source | None = None) -> str | None:
    before = (
        SourceChecked(source="cn_mofcom", checked_through=date(2026, 11, 23), listed=usual)
        if usual is not None
        else None
    )
    found = source or CHOSEN["cn_mofcom"].model_copy(update={"least": 1})
    return hold_unless_usual(Listing(rows, (), ()), found, before, SINCE, TODAY)


@pytest.mark.parametrize("rows", [0, 1, 600, 799])
def test_a_list_that_lost_more_than_a_fifth_is_held_and_says_what_was_usual(rows: int) -> None:
    with pytest.raises(Drift, match=f"found {rows} at") as held:
        look(rows, 1000)
    assert "not believed" in str(held.value)


@pytest.mark.parametrize("rows", [800, 1000, 2000])
def test_a_list_between_four_fifths_and_twice_the_usual_is_believed(rows: int) -> None:
    assert look(rows, 1000) is None


def test_a_list_more_than_twice_the_usual_is_taken_with_a_warning() -> None:
    assert "more than twice" in (look(2001, 1000) or "")


def test_without_an_earlier_check_only_floor_and_ceiling_count() -> None:
    floor = CHOSEN["cn_mofcom"].model_copy(update={"least": 15, "most": 100})
    assert look(15, None, floor) is None
    for rows in (14, 101):
        with pytest.raises(Drift):
            look(rows, None, floor)


def test_a_whole_year_of_an_index_by_date_must_show_what_a_year_has() -> None:
    rules = CHOSEN["us_bis"]
    quiet = Listing(0, (), ())
    assert hold_unless_usual(quiet, rules, None, SINCE, TODAY) is None
    with pytest.raises(Drift, match="the usual of"):
        hold_unless_usual(quiet, rules, None, date(2025, 11, 1), TODAY)


# -- numbers --------------------------------------------------------------------------------------


def copy_of(number: int, desk: Bench) -> None:
    text = f"第{number}号公告的文字。"
    page = f"https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_{number:032x}.html"
    desk.take(reading(f"mofcom-2026-{number}", text, url=page))


def test_a_number_missing_between_two_seen_is_asked_about_and_closed_when_it_comes(
    desk: Bench,
) -> None:
    for number in (920, 921, 923):
        copy_of(number, desk)
    settle(desk.station)
    (gap,) = desk.questions("gap")
    assert gap.reason == "mofcom 2026: No. 921 and No. 923 seen, No. 922 not"
    before = desk.head
    settle(desk.station)
    assert desk.head == before
    copy_of(922, desk)
    settle(desk.station)
    assert desk.questions("gap") == []


def test_a_number_the_curated_history_has_is_no_gap(desk: Bench) -> None:
    for number in (69, 71):
        text = f"2025年第{number}号公告的文字。"
        desk.take(
            reading(f"mofcom-2025-{number}", text, "2025-11-07", url=f"https://x.test/{number}")
        )
    settle(desk.station)
    assert desk.questions("gap") == []


# -- names ----------------------------------------------------------------------------------------


def test_a_text_without_a_number_is_known_by_its_page_and_day(desk: Bench) -> None:
    known = desk.station.known
    page = known.texts["mofcom-2025-catalogue-2026"]
    (url,) = [one for one in page.urls if "exportcontrol.mofcom.gov.cn" in one]
    unnamed = reading("mofcom-2025-12-31", "……", str(page.published_on), url=url)
    found, doubt = identified(unnamed, known)
    assert doubt is None
    assert found is not None
    assert found.instrument == "mofcom-2025-catalogue-2026"
    other = replace(unnamed, published_on=date(2026, 1, 5))
    assert identified(other, known)[0] == other


def test_a_citation_or_a_document_number_leads_to_the_rule(desk: Bench) -> None:
    known = desk.station.known
    assert instrument_of("90 FR 47201", known) == instrument_of("fr-2025-19001", known)
    with pytest.raises(UnknownTarget, match="which is not on file"):
        instrument_of("90 FR 99999", known)
    with pytest.raises(UnknownTarget, match="on file are"):
        measures_of("mofcom-2025-61/viii", known)
    assert measures_of("mofcom-2024-46/para2", known) == [
        "mofcom-2024-46/para2a",
        "mofcom-2024-46/para2b",
    ]


# -- one writer -----------------------------------------------------------------------------------


def test_a_second_ingestion_says_who_has_the_lease_or_waits_for_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    with lease(url):
        with pytest.raises(LeaseHeld, match="process"), lease(url):
            pass
        heard: list[str] = []
        begun = time.monotonic()
        with pytest.raises(LeaseHeld), lease(url, wait=0.3, told=heard.append):
            pass
        assert time.monotonic() - begun >= 0.3
        assert len(heard) == 1
        assert "waiting" in heard[0]
    with lease(url):
        pass


def test_the_lease_of_a_killed_holder_is_free_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    script = (
        "import sys, time\nfrom events.lease import lease\n"
        "with lease(sys.argv[1]):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, url], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(LeaseHeld, match=f"process {holder.pid}"), lease(url):
        pass
    holder.kill()
    holder.communicate()
    with lease(url):
        pass


def _count(url: str, path: str) -> None:
    for _ in range(20):
        with lease(url, wait=30):
            number = int(Path(path).read_text())
            time.sleep(0.002)
            Path(path).write_text(str(number + 1))


def test_four_writers_under_the_lease_never_work_at_once(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    url = f"sqlite:///{tmp_path}/ledger.db"
    spawn = mp.get_context("spawn")
    crowd = [spawn.Process(target=_count, args=(url, str(counter))) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    assert counter.read_text() == "80"


def test_a_lease_on_a_server_keeps_a_second_holder_out(postgres_url: str) -> None:
    with lease(postgres_url), pytest.raises(LeaseHeld), lease(postgres_url):
        pass
    with lease(postgres_url):
        pass


# -- what we chose about sources ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", "expected names with their fields"),
        ("a: 1", "a: expected fields"),
        ("a: {title: x}", "a: jurisdiction"),
        (
            "a: {title: x, jurisdiction: CN, index: i, timezone: Asia/Shanghai,"
            " covers_from: 2020-01-01, checks: ['25:00'], hosts: [h]}",
            "a: checks.0",
        ),
        ("a: {titel: x}", "a: "),
        ("a: [", "cannot be read"),
    ],
)
def test_a_wrong_sources_file_is_named_with_its_source_and_key(
    text: str, says: str, tmp_path: Path
) -> None:
    from config.sources import sources

    (tmp_path / "sources.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sources\.yml") as wrong:
        sources(tmp_path)
    assert says in str(wrong.value)
