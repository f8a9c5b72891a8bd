"""Paging through the Chinese lists: nothing is lost, and a list that misbehaves is an error."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from events.errors import Drift, Incomplete, SourceError
from scrapers import cn_aqygzj, cn_exportcontrol, cn_mofcom
from scrapers.chinese_lists import walk as cn_walk
from scrapers.chinese_lists.jpaas import API, PAGE_SIZE
from scrapers.chinese_lists.walk import LEAST, READINGS
from scrapers.pages import Page
from tests.plain_fetch import PlainFetch
from tests.replica import china
from tests.replica.china_pages import Entry, list_answer, list_html
from tests.replica.china_texts import EXPORT, WWW, art
from tests.replica.server import Replica, Request, Response

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)
WWW_HOST, EXPORT_HOST = "www.mofcom.gov.cn", "exportcontrol.mofcom.gov.cn"
JSON_TYPE = {"Content-Type": "application/json"}


@dataclass
class Sites:
    replica: Replica
    china: china.China

    def fetch(self, source: str = cn_mofcom.SOURCE) -> PlainFetch:
        return PlainFetch(source, self.replica.url)


@pytest.fixture
def sites() -> Iterator[Sites]:
    with Replica() as replica:
        yield Sites(replica, china.install(replica, fillers=120))


@dataclass
class Meddling:
    """A fetch before whose n-th list request somebody changes the list."""

    inner: PlainFetch
    moment: int
    change: Callable[[], object]
    requests: int = 0
    source: str = cn_mofcom.SOURCE
    done: bool = field(default=False)

    def __call__(self, url: str, **asked: Any) -> Page:
        self.requests += 1
        if self.requests == self.moment:
            self.change()
            self.done = True
        return self.inner(url, **asked)


def late(days_back: int, name: str) -> Entry:
    day = TODAY - timedelta(days=days_back)
    return Entry(art(WWW, "zwgk/zcfb", day, name), f"商务部公告2026年第8{name}号【演示虚构】", day)


def test_a_text_put_up_late_on_page_three_is_found_in_one_daily_run(
    sites: Sites, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, found = random.Random(27), 0
    for n in range(20):
        entry = late((30, 90)[n % 2], f"{n:02}")
        sites.china.releases.insert(chance.randrange(2 * PAGE_SIZE, 3 * PAGE_SIZE), entry)
        listing = cn_mofcom.discover(sites.fetch(), YESTERDAY)
        found += entry.url in {pending.url for pending in listing.documents}
        sites.china.releases.remove(entry)
    with capsys.disabled():
        print(f"\nfound on page 3, 30 or 90 days back, in one daily run: {found}/20 (seed 27)")
    assert found == 20


def test_a_daily_run_asks_for_few_pages(sites: Sites) -> None:
    fetch = sites.fetch()
    cn_mofcom.discover(fetch, YESTERDAY)
    lists = [url for url in fetch.asked if API in url]
    assert len(lists) == 2 * 2 * LEAST  # two lists, each read twice to know that it held still
    assert len(fetch.asked) == len(lists) + 3  # two column pages, the page of the year


def test_reading_goes_on_while_a_row_is_young_enough(sites: Sites) -> None:
    since = sites.china.releases[95].day
    urls = {row.url for row in cn_mofcom.discover(sites.fetch(), since).rows}
    assert {row.url for row in sites.china.releases if row.day >= since} <= urls


def test_a_young_row_on_an_old_page_is_found_within_the_margin(sites: Sites) -> None:
    since = sites.china.releases[70].day  # page 5
    entry = Entry(art(WWW, "zwgk/zcfb", since, "stray"), "商务部公告2026年第899号", since)
    sites.china.releases.insert(82, entry)  # page 6, where all others are older
    assert entry.url in {row.url for row in cn_mofcom.discover(sites.fetch(), since).rows}


def test_a_backfill_reads_the_whole_list_once(sites: Sites) -> None:
    fetch = sites.fetch()
    listing = cn_mofcom.discover(fetch, date(2001, 1, 1))
    urls = {row.url for row in listing.rows}
    assert {row.url for row in sites.china.releases} <= urls
    pages = sum(-(-len(rows) // PAGE_SIZE) for rows in (sites.china.releases, sites.china.answers))
    assert len([url for url in fetch.asked if API in url]) == pages


def meddled(sites: Sites, chance: random.Random) -> Callable[[], object]:
    """One of the ways in which a list moves under a reader."""
    rows = sites.china.releases
    new = late(0, str(chance.randrange(10**6)))
    top, second, third = range(15), range(15, 30), range(30, 60)

    def moved(source: Sequence[int], target: Sequence[int]) -> None:
        rows.insert(chance.choice(target), rows.pop(chance.choice(source)))

    def replaced() -> None:
        del rows[chance.choice(second)]
        rows.append(new)

    ways: list[Callable[[], object]] = [
        lambda: rows.insert(0, new),
        lambda: rows.insert(chance.randrange(45), new),
        lambda: rows.pop(chance.randrange(45)),
        lambda: rows.pop(0),
        lambda: moved(third, [0]),  # dated anew
        lambda: moved(third, second),
        lambda: moved(top, third),
        replaced,  # the total stays the same
    ]
    return chance.choice(ways)


def test_rows_that_shift_while_the_list_is_read_are_not_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance, lost, moved = random.Random(28), 0, 0
    for _ in range(50):
        with Replica() as replica:
            sites = Sites(replica, china.install(replica, fillers=100))
            before = {row.url for row in sites.china.releases}
            fetch = Meddling(sites.fetch(), chance.randint(2, 10), meddled(sites, chance))
            urls = {row.url for row in cn_mofcom.discover(fetch, YESTERDAY).rows}
            moved += fetch.done
            stayed = {row.url for row in sites.china.releases[:55]} & before
            lost += len(stayed - urls)
    with capsys.disabled():
        print(f"\nrows lost while a list moved: {lost} in {moved}/50 runs (seed 28)")
    assert (lost, moved) == (0, 50)


def test_a_list_that_moves_at_every_request_is_an_error(sites: Sites) -> None:
    fetch = sites.fetch()

    def turned(url: str, **asked: Any) -> Page:
        sites.china.releases.insert(0, late(0, str(len(sites.china.releases))))
        return fetch(url, **asked)

    with pytest.raises(Incomplete, match=f"moved in each of {READINGS} readings"):
        cn_mofcom.discover(Named(turned), YESTERDAY)


@dataclass
class Named:
    call: Callable[..., Page]
    source: str = cn_mofcom.SOURCE

    def __call__(self, url: str, **asked: Any) -> Page:
        return self.call(url, **asked)


@pytest.mark.parametrize("host", [WWW_HOST, EXPORT_HOST])
def test_a_site_that_gives_page_one_again_for_every_page_is_an_error(
    sites: Sites, host: str
) -> None:
    source = cn_mofcom if host == WWW_HOST else cn_exportcontrol
    sites.replica.trap(host, ".*", "paging_resets")
    with pytest.raises(Drift, match=r"page 2 of the list, found (page 1|the rows of page 1 again)"):
        source.discover(sites.fetch(source.SOURCE), YESTERDAY)


def served(sites: Sites, html: Callable[[int], str]) -> None:
    """A list API that answers as told, whatever the column."""

    def answered(request: Request) -> Response:
        said = request.query.get("paramJson", '{"pageNo":1')
        number = int(said.split(":")[1].split(",")[0].rstrip("}"))
        return Response(200, list_answer(html(number)), JSON_TYPE)

    sites.replica.add(WWW_HOST, API, answered)


def test_a_repeated_page_is_an_error(sites: Sites) -> None:
    rows = sites.china.releases

    def html(number: int) -> str:
        whole = list_html(rows, "分页列表", min(number, 2), 15)
        return whole.replace('pageNo="2"', f'pageNo="{number}"')

    served(sites, html)
    with pytest.raises(Drift, match="new rows on page 3 of the list, found rows already seen"):
        cn_mofcom.discover(sites.fetch(), YESTERDAY)


def test_a_list_without_end_stops_at_the_cap_with_an_error(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cn_walk, "MOST", 30)

    def html(number: int) -> str:
        rows = [late(0, f"{number}-{n}") for n in range(15)]
        filled = [rows[0]] * (15 * (number - 1)) + rows
        return list_html(filled, "分页列表", number, 15).replace(
            f'count="{len(filled)}"', 'count="999999"'
        )

    served(sites, html)
    fetch = sites.fetch()
    with pytest.raises(Drift, match="a list that ends within 30 pages"):
        cn_mofcom.discover(fetch, YESTERDAY)
    assert len([url for url in fetch.asked if API in url]) == 30


@pytest.mark.parametrize("wrong", [-60, -1, 1, 40])
def test_a_wrong_total_is_an_error(sites: Sites, wrong: int) -> None:
    rows = sites.china.releases
    told = f'count="{len(rows)}"', f'count="{len(rows) + wrong}"'
    served(sites, lambda number: list_html(rows, "分页列表", number, 15).replace(*told))
    with pytest.raises(SourceError):
        cn_mofcom.discover(sites.fetch(), date(2001, 1, 1))


def test_one_call_that_does_not_give_every_row_is_an_error(sites: Sites) -> None:
    html = list_html(sites.china.rules, "信息列表", 1, 2)
    sites.replica.add(
        "aqygzj.mofcom.gov.cn", API, lambda _: Response(200, list_answer(html), JSON_TYPE)
    )
    with pytest.raises(Drift, match="9 rows in one answer, found 2"):
        cn_aqygzj.discover(sites.fetch(cn_aqygzj.SOURCE), YESTERDAY)


def changed_export(sites: Sites, change: Mapping[str, bytes]) -> None:
    def answered(request: Request) -> Response:
        answer = sites.china.export_asked(request)
        body = answer.body
        for old, new in change.items():
            body = body.replace(old.encode(), new)
        return Response(200, body, answer.headers)

    sites.replica.add(EXPORT_HOST, cn_exportcontrol.LISTS.partition(EXPORT_HOST)[2], answered)


@pytest.mark.parametrize(
    "change",
    [
        {'"maxPageNum": 4': b'"maxPageNum": 3'},
        {'"maxPageNum": 4': b'"maxPageNum": 5'},
        {'"total": 6': b'"total": 5'},
    ],
)
def test_a_column_whose_pages_and_total_do_not_fit_is_an_error(
    sites: Sites, change: dict[str, bytes]
) -> None:
    assert len(sites.china.columns[1]) == 60
    sites.china.columns[1].append(
        sites.china.columns[1][0]._replace(url=f"{EXPORT}/article/x.html")
    )
    changed_export(sites, change)
    with pytest.raises(SourceError):
        cn_exportcontrol.discover(sites.fetch(cn_exportcontrol.SOURCE), YESTERDAY)


def test_a_text_put_up_late_in_a_column_of_the_export_site_is_in_the_answers(
    sites: Sites,
) -> None:
    day = TODAY - timedelta(days=90)
    entry = Entry(f"{EXPORT}/article/zcfg/gnzcfg/zcfggzqd/202608/1.html", "商务部公告（晚）", day)
    sites.china.columns[9].insert(15, entry._replace(content="<p>正文</p>"))
    listing = cn_exportcontrol.discover(sites.fetch(cn_exportcontrol.SOURCE), YESTERDAY)
    bodies = b"".join(pending.open().body for pending in listing.documents)
    assert "商务部公告（晚）".encode() in bodies
