"""The replica of the Chinese sites: its texts say what its table of facts says they do."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from events.errors import Blocked, Incomplete, NotContent, SourceError
from scrapers import cn_aqygzj, cn_english, cn_exportcontrol, cn_mofcom
from scrapers.archive import Archive
from scrapers.documents import Document, Listing, Reading
from scrapers.fetch import SiteFetch
from scrapers.fetching.policy import Policy
from tests.plain_fetch import REPLICA_NOW, PlainFetch
from tests.replica import china
from tests.replica.china_invented import INVENTED, TEXTS
from tests.replica.china_texts import MADE_UP, Expected, Text
from tests.replica.server import Replica

SINCE = date(2025, 1, 1)
SOURCES = (cn_mofcom, cn_aqygzj, cn_exportcontrol)
HOSTS = {
    cn_mofcom: "www.mofcom.gov.cn",
    cn_aqygzj: "aqygzj.mofcom.gov.cn",
    cn_exportcontrol: "exportcontrol.mofcom.gov.cn",
    cn_english: "english.mofcom.gov.cn",
}


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica() as served:
        china.install(served)
        yield served


@pytest.fixture(scope="module")
def documents(replica: Replica) -> list[tuple[ModuleType, Document]]:
    """Every document of the three Chinese sources."""
    found = []
    for source in SOURCES:
        listing = source.discover(PlainFetch(source.SOURCE, replica.url), SINCE)
        found += [(source, pending.open()) for pending in listing.documents]
    return found


def read(documents: list[tuple[ModuleType, Document]]) -> list[Reading]:
    return [reading for source, document in documents for reading in source.read(document)]


@pytest.fixture(scope="module")
def readings(documents: list[tuple[ModuleType, Document]]) -> dict[str, Reading]:
    return {reading.url: reading for reading in read(documents)}


class Row(NamedTuple):
    effect: str
    target: str
    first_day: date | None
    last_day: date | None
    parties: int | None
    what: str
    first_time: str | None


def rows_of(reading: Reading) -> set[Row]:
    return {
        Row(e.effect, target, e.first_day, e.last_day, e.parties, e.what, e.first_time)
        for e in reading.effects
        for target in e.targets
    }


def rows_due(effects: tuple[Expected, ...]) -> set[Row]:
    return {
        Row(e.effect, target, e.first_day, e.last_day, e.parties, e.what, e.first_time)
        for e in effects
        for target in e.targets
    }


def named(text: Text) -> str:
    return text.instrument or "faq"


@pytest.mark.parametrize("text", TEXTS, ids=named)
def test_every_copy_of_a_text_reads_as_the_table_of_facts_says(
    text: Text, readings: dict[str, Reading]
) -> None:
    for place in text.places:
        reading = readings[place.url]
        assert reading.instrument == text.instrument
        assert reading.role == text.role
        assert reading.published_on == text.day
        assert reading.page_day == place.put_up
        assert rows_of(reading) == rows_due(text.effects)
        assert bool(reading.unread) == text.unread


def test_a_list_of_companies_is_read_whole(readings: dict[str, Reading]) -> None:
    for text in TEXTS:
        for effect in readings[text.places[0].url].effects:
            assert effect.parties in (None, len(effect.names))


def test_rows_that_fill_the_lists_lay_down_nothing(readings: dict[str, Reading]) -> None:
    ours = {place.url for text in TEXTS for place in text.places}
    fillers = [reading for url, reading in readings.items() if url not in ours]
    assert len(fillers) > 20
    assert [r.url for r in fillers if r.instrument or r.effects or r.unread] == []


def test_one_notice_at_several_addresses_says_the_same_in_whatever_order_it_comes(
    documents: list[tuple[ModuleType, Document]], capsys: pytest.CaptureFixture[str]
) -> None:
    shuffled = random.Random(23).sample(documents, len(documents))
    words: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    for reading in read(shuffled):
        if reading.instrument:
            words[reading.instrument].add(reading.words)
            places[reading.instrument].add(reading.url)
    with capsys.disabled():
        copies = sum(map(len, places.values()))
        texts = sum(map(len, words.values()))
        print(f"\n{copies} copies of {len(places)} instruments, {texts} different texts (seed 23)")
    assert len(places["mofcom-2025-61"]) == len(places["mofcom-2026-28"]) == 3
    assert {name: len(said) for name, said in words.items() if len(said) > 1} == {}


def test_invented_texts_are_marked_so_that_a_reader_sees_it() -> None:
    for text in TEXTS:
        assert (MADE_UP in text.title) == (text in INVENTED) == (text.day > date(2026, 10, 8))
        if text.instrument and text.role == "act":
            assert text.invented == (int(text.instrument.rpartition("-")[2]) >= 901)


def test_the_numbers_of_the_replica_have_one_gap() -> None:
    seen = {text.instrument for text in INVENTED if text.instrument}
    numbers = {int(name.rpartition("-")[2]) for name in seen if name.startswith("mofcom-2026")}
    assert set(range(901, 908)) - numbers == {904}


@pytest.fixture
def site_fetch(replica: Replica, tmp_path: Path) -> Iterator[dict[ModuleType, SiteFetch]]:
    """The real fetch for every source, pointed at the replica."""
    fetches = {}
    for source, host in HOSTS.items():
        policy = Policy(source.SOURCE, frozenset({host}), "tests", chinese=True, gap=0, attempts=1)
        fetches[source] = SiteFetch(
            policy, Archive(tmp_path / source.SOURCE), now=now, at=replica.url
        )
    yield fetches
    for fetch in fetches.values():
        fetch.close()


def now() -> datetime:
    return REPLICA_NOW


@pytest.mark.parametrize("source", HOSTS, ids=lambda source: source.SOURCE)
def test_the_real_fetch_finds_what_the_plain_one_finds(
    source: ModuleType, site_fetch: dict[ModuleType, SiteFetch], replica: Replica
) -> None:
    real: Listing = source.discover(site_fetch[source], SINCE)
    plain: Listing = source.discover(PlainFetch(source.SOURCE, replica.url), SINCE)
    assert (real.listed, real.rows) == (plain.listed, plain.rows)
    opened = [pending.open() for pending in real.documents]
    assert [(d.url, d.body) for d in opened] == [
        (d.url, d.body) for d in (pending.open() for pending in plain.documents)
    ]


def test_an_article_read_this_week_is_not_asked_for_again(
    site_fetch: dict[ModuleType, SiteFetch], replica: Replica
) -> None:
    listing = cn_mofcom.discover(site_fetch[cn_mofcom], SINCE)
    article = listing.documents[0]
    first, path = article.open(), article.url.removeprefix("https://www.mofcom.gov.cn")
    asked = len(replica.asked("www.mofcom.gov.cn", path))
    assert article.open() == first
    assert len(replica.asked("www.mofcom.gov.cn", path)) == asked


@pytest.mark.parametrize(
    ("kind", "options", "error"),
    [
        ("challenge_200", {}, Blocked),
        ("challenge_412", {}, Blocked),
        ("status", {"status": 403}, Blocked),
        ("status", {"status": 429, "retry_after": 120}, Blocked),
        ("soft_404", {}, NotContent),
        ("maintenance", {}, NotContent),
        ("login", {}, NotContent),
        ("redirect_home", {}, NotContent),
        ("half_body", {}, Incomplete),
        ("half_body_close", {}, Incomplete),
        ("reset", {}, Incomplete),
        ("empty_body", {}, SourceError),
    ],
)
def test_each_trap_of_the_replica_is_seen_by_the_real_fetch(
    kind: str,
    options: dict[str, int],
    error: type[SourceError],
    site_fetch: dict[ModuleType, SiteFetch],
    replica: Replica,
) -> None:
    with (
        replica.trapped("www.mofcom.gov.cn", ".*index.html", kind, **options),
        pytest.raises(error),
    ):
        cn_mofcom.discover(site_fetch[cn_mofcom], SINCE)
