"""The list of the day as it is looked at: what is held, and what a check keeps."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from config.settings import HERE
from config.sources import Sources
from events.errors import Drift
from events.facts import (
    ReviewOpened,
    SourceChecked,
    SourceFailed,
)
from scrapers import us_csl
from scrapers.documents import Document
from tests.replica import america
from tests.replica.america_csl import SDN, Cells, bundled, cells, table
from tests.replica.server import Replica
from tests.stations import Clock, loaded
from tests.us_csl_lists import (
    DPL,
    EL,
    MEU,
    NEW,
    UVL,
    Lists,
    parts,
    rows_of,
)
from tracker.ingest.opening import station
from tracker.ingest.run import Outcome, ingest
from tracker.review import named

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


# -- its day --------------------------------------------------------------------------------------


def test_a_file_without_a_day_is_not_taken_for_that_of_today(lists: Lists) -> None:
    saved = Document(us_csl.SOURCE, "file:consolidated.csv", table([*lists.rows, NEW]))
    with pytest.raises(Drift, match=r"consolidated-2026-11-24\.csv"):
        lists.take(saved)
    assert lists.desk.station.known.measures("bis-91fr97001") == {}
    named = Document(us_csl.SOURCE, "file:consolidated-2026-11-24.csv", saved.body)
    (part,) = parts(lists.take(named))
    assert part.seen_on == date(2026, 11, 24)


def test_a_list_older_than_the_last_check_is_left_alone(lists: Lists) -> None:
    check = SourceChecked(source="us_csl", checked_through=date(2026, 11, 25), listed=1_291)
    lists.desk.station.append([check])
    lists.desk.clock.later(3)
    assert lists.next([*lists.rows, NEW]) == []  # of the 24th
    assert len(parts(lists.next([*lists.rows, NEW]))) == 1


def test_a_list_older_than_the_bundled_one_is_left_alone(lists: Lists) -> None:
    lists.day = date(2026, 7, 29)
    assert lists.next([*lists.rows[1:], NEW]) == []


def test_without_the_bundled_lists_nobody_is_compared_with_anything(
    lists: Lists, tmp_path: Path
) -> None:
    lists.desk.station.data = tmp_path
    with pytest.raises(Drift, match="restore config/lists"):
        lists.next()


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
    tmp_path: Path, invented_history: Path, invented: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    history = invented_history
    monkeypatch.setenv("TRACKER_CONFIG", str(invented))
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, tmp_path / path.name)
    with Replica() as replica:
        monkeypatch.setenv("TRACKER_SITES_AT", replica.url)
        yield Site(replica, f"sqlite:///{tmp_path / history.name}", rows_of(invented))


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
