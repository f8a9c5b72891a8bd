"""The file of the Consolidated Screening List at its site: one address, one day, whole or not at
all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import config
from config.sources import sources
from events.errors import Blocked, Drift, Incomplete, SourceError
from scrapers import us_csl
from scrapers.archive import Archive
from scrapers.documents import Document
from scrapers.fetch import SiteFetch
from scrapers.fetching.policy import Policy
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_csl import PATH, table
from tests.replica.server import Replica, Response, page
from tests.us_csl_rows import ROWS, as_json, document
from tracker.ingest.opening import reach

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # still the 24th in Washington
SINCE = date(2026, 11, 20)


@pytest.fixture
def site() -> Iterator[tuple[Replica, america.America]]:
    with Replica() as replica:
        sites = america.install(replica, fillers=0)
        sites.listed.rows = ROWS
        yield replica, sites


def test_one_file_at_one_address_is_asked_for(site: tuple[Replica, america.America]) -> None:
    fetch = PlainFetch(us_csl.SOURCE, site[0].url)
    listing = us_csl.discover(fetch, SINCE)
    assert fetch.asked == [us_csl.FILE]
    assert listing.listed == 5
    assert dict(listing.counts)["Entity List"] == 1
    assert listing.rows[0].title == "Entity List: 1 rows"
    assert len(listing.documents) == 1


def test_the_configuration_names_the_same_address_and_allows_its_size() -> None:
    source = sources(Path(config.__file__).parent).found["us_csl"]
    assert source.index == us_csl.FILE
    assert (source.authorities, source.lists) == ((), True)
    policy = reach(Archive(Path("x")), lambda: NOW)(source).policy
    assert policy.attachment_cap == 64 * 1024 * 1024
    assert policy.deadline == 300


def test_the_day_of_the_list_is_that_of_its_fetch_in_washington(
    site: tuple[Replica, america.America],
) -> None:
    fetch = PlainFetch(us_csl.SOURCE, site[0].url, now=NOW)
    (pending,) = us_csl.discover(fetch, SINCE).documents
    assert us_csl.day_of(pending.open()) == date(2026, 11, 24)
    saved = document(json.dumps(as_json(ROWS)).encode())
    assert us_csl.day_of(saved) == date(2026, 11, 24)
    assert us_csl.day_of(document(table(ROWS))) is None


def test_a_file_that_a_person_brings_says_its_day_in_its_name() -> None:
    def day(name: str) -> date | None:
        return us_csl.day_of(Document(us_csl.SOURCE, name, table(ROWS)))

    assert day("file:consolidated-2026-11-24.csv") == date(2026, 11, 24)
    assert day("file:consolidated-2026-11-31.csv") is None
    assert day("file:consolidated-120261124.csv") is None
    assert day("https://www.example.com/consolidated-2026-11-24.csv") is None


@pytest.mark.parametrize(
    ("media", "error"), [("text/html", Blocked), ("application/pdf", Drift), ("image/png", Drift)]
)
def test_another_type_than_a_table_is_refused(
    site: tuple[Replica, america.America], media: str, error: type[SourceError]
) -> None:
    answer = Response(200, table(ROWS), {"Content-Type": media})
    site[0].add(america.TRADE, PATH, lambda _: answer)
    with pytest.raises(error, match=media):
        us_csl.discover(PlainFetch(us_csl.SOURCE, site[0].url), SINCE)


def real(replica: Replica, folder: Path, **more: Any) -> SiteFetch:
    hosts = frozenset({america.TRADE})
    policy = Policy(us_csl.SOURCE, hosts, contact="tests@localhost", gap=0, wait=0, **more)
    return SiteFetch(policy, Archive(folder), now=lambda: NOW, at=replica.url, sleep=lambda _: None)


def test_through_the_real_fetch_the_file_is_whole_and_asked_for_once_an_hour(
    site: tuple[Replica, america.America], tmp_path: Path
) -> None:
    for _ in range(2):
        with real(site[0], tmp_path) as fetch:
            assert us_csl.discover(fetch, SINCE).listed == 5
    assert len(site[0].asked(america.TRADE, PATH)) == 1


@pytest.mark.parametrize("kind", ["half_body", "half_body_close", "reset", "empty_body"])
def test_half_a_file_is_incomplete(
    site: tuple[Replica, america.America], tmp_path: Path, kind: str
) -> None:
    site[0].trap(america.TRADE, PATH, kind)
    with real(site[0], tmp_path) as fetch, pytest.raises(Incomplete):
        us_csl.discover(fetch, SINCE)


def test_a_request_for_access_in_its_place_is_a_block(
    site: tuple[Replica, america.America], tmp_path: Path
) -> None:
    site[0].add(america.TRADE, PATH, lambda _: page(america.BLOCK))
    with real(site[0], tmp_path) as fetch, pytest.raises(Blocked):
        us_csl.discover(fetch, SINCE)


def test_a_file_beyond_its_allowance_is_not_taken(
    site: tuple[Replica, america.America], tmp_path: Path
) -> None:
    with (
        real(site[0], tmp_path, attachment_cap=1_000) as fetch,
        pytest.raises(Incomplete, match="more than 1,000 bytes"),
    ):
        us_csl.discover(fetch, SINCE)
