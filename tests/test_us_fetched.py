"""The American sources through the real fetch: its archive, its checks, its errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from events.errors import Blocked, Incomplete
from scrapers import us_actions, us_bis, us_ecfr, us_fr_feed, us_inspection
from scrapers.archive import Archive
from scrapers.documents import Listing
from scrapers.fetch import SiteFetch
from scrapers.fetching.policy import Policy
from tests.replica import america
from tests.replica.server import Replica, page

SOURCES = (us_bis, us_actions, us_inspection, us_fr_feed, us_ecfr)
HOSTS = frozenset({america.FR, america.GOVINFO, america.ECFR})
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
SINCE = date(2026, 10, 24)
TEXTS = "/documents/full_text/.*"


@dataclass
class Sites:
    replica: Replica
    archive: Archive

    def found(self, module: ModuleType, since: date = SINCE) -> Listing:
        with self.fetch(module) as fetch:
            listing = module.discover(fetch, since)
            assert isinstance(listing, Listing)
            return listing

    def fetch(self, module: ModuleType) -> SiteFetch:
        policy = Policy(
            module.SOURCE, HOSTS, contact="tests@localhost", gap=0, wait=0, longest_wait=0
        )
        return SiteFetch(
            policy, self.archive, now=lambda: NOW, at=self.replica.url, sleep=lambda _: None
        )


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    with Replica() as replica:
        america.install(replica, fillers=0)
        yield Sites(replica, Archive(tmp_path))


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: str(module.SOURCE))
def test_each_source_finds_the_same_through_the_real_fetch(
    sites: Sites, module: ModuleType
) -> None:
    listing = sites.found(module)
    assert listing.rows
    assert listing.documents


def test_texts_are_read_from_the_archive_for_a_week(sites: Sites) -> None:
    for _ in range(2):
        with sites.fetch(us_bis) as fetch:
            bodies = [one.open().body for one in us_bis.discover(fetch, SINCE).documents]
    asked = sites.replica.asked(america.FR, TEXTS)
    assert len(bodies) == 8
    assert len({one.path for one in asked}) == len(asked) == 6


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: str(module.SOURCE))
def test_a_request_for_access_is_a_block(sites: Sites, module: ModuleType) -> None:
    for host in HOSTS:
        sites.replica.add(host, "/api/.*", lambda _: page(america.BLOCK))
    with pytest.raises(Blocked):
        sites.found(module)


def test_a_request_for_access_in_place_of_a_text_is_a_block(sites: Sites) -> None:
    sites.replica.add(america.FR, TEXTS, lambda _: page(america.BLOCK))
    with sites.fetch(us_bis) as fetch:
        first = us_bis.discover(fetch, SINCE).documents[0]
        with pytest.raises(Blocked):
            first.open()


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: str(module.SOURCE))
def test_a_site_that_asks_to_wait_is_left_alone_and_its_time_is_kept(
    sites: Sites, module: ModuleType
) -> None:
    for host in HOSTS:
        sites.replica.trap(host, "/api/.*", "status", status=503, retry_after=120)
    with pytest.raises(Blocked) as caught:
        sites.found(module)
    assert caught.value.retry_after == 120


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: str(module.SOURCE))
@pytest.mark.parametrize("kind", ["half_body", "half_body_close", "reset", "empty_body"])
def test_half_an_answer_is_incomplete(sites: Sites, module: ModuleType, kind: str) -> None:
    for host in HOSTS:
        sites.replica.trap(host, "/api/.*", kind)
    with pytest.raises(Incomplete):
        sites.found(module)
