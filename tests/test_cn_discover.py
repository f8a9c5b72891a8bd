"""What the Chinese sources find on the replica of their sites, and what makes them stop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import NamedTuple

import pytest

from events.errors import Drift, NotContent, SourceError
from scrapers import cn_aqygzj, cn_english, cn_exportcontrol, cn_mofcom
from scrapers.chinese_lists.jpaas import API
from scrapers.documents import Listing, Row
from tests.plain_fetch import BEIJING, PlainFetch
from tests.replica import china, china_english
from tests.replica.china_invented import INVENTED, TEXTS
from tests.replica.china_pages import Entry, shell
from tests.replica.china_texts import EXPORT, WWW, Text, art
from tests.replica.server import Replica, Request, Response, page

SOURCES = (cn_mofcom, cn_aqygzj, cn_exportcontrol, cn_english)
YESTERDAY = date(2026, 11, 23)
LAST_MONTH = date(2026, 10, 9)
LAST_YEAR = date(2025, 1, 1)
WWW_HOST, EXPORT_HOST = "www.mofcom.gov.cn", "exportcontrol.mofcom.gov.cn"


class Sites(NamedTuple):
    """A replica with the Chinese sites on it."""

    replica: Replica
    china: china.China

    def fetch(self, source: ModuleType, now: datetime | None = None) -> PlainFetch:
        fetch = PlainFetch(source.SOURCE, self.replica.url)
        fetch.now = now or fetch.now
        return fetch

    def found(self, source: ModuleType, since: date) -> Listing:
        listing = source.discover(self.fetch(source), since)
        assert isinstance(listing, Listing)
        return listing


@pytest.fixture
def sites() -> Iterator[Sites]:
    with Replica() as replica:
        yield Sites(replica, china.install(replica))


def at(text: Text, host: str) -> list[str]:
    return [place.url for place in text.places if place.url.startswith(f"https://{host}/")]


def test_every_announcement_since_a_day_is_found_at_each_address_of_the_ministry(
    sites: Sites,
) -> None:
    opened = {pending.url for pending in sites.found(cn_mofcom, LAST_MONTH).documents}
    due = {url for text in INVENTED for url in at(text, WWW_HOST)}
    assert len(due) == 13  # six announcements at two addresses, one answer
    assert due <= opened


def test_a_year_of_texts_is_found_over_all_four_sources(sites: Sites) -> None:
    rows = [row for source in SOURCES for row in sites.found(source, LAST_YEAR).rows]
    due = {place.url for text in TEXTS for place in text.places}
    due |= {translated.entry.url for translated in china_english.TRANSLATIONS}
    assert due <= {row.url for row in rows}


def test_every_document_found_can_be_opened_and_is_the_page_of_its_address(sites: Sites) -> None:
    for source in (cn_mofcom, cn_aqygzj, cn_english):
        for pending in sites.found(source, LAST_YEAR).documents:
            document = pending.open()
            assert document.url == pending.url
            assert document.source == source.SOURCE
            assert b"ArticleTitle" in document.body


def test_texts_are_opened_oldest_first_so_that_an_act_comes_before_what_changes_it(
    sites: Sites,
) -> None:
    for source in (cn_mofcom, cn_aqygzj, cn_english):
        listing = sites.found(source, LAST_YEAR)
        days = {row.url: row.day or date.min for row in listing.rows}
        opened = [days[pending.url] for pending in listing.documents]
        assert opened == sorted(opened)


def test_rows_that_lay_down_nothing_are_counted_but_not_opened(sites: Sites) -> None:
    listing = sites.found(cn_mofcom, LAST_MONTH)
    china_ = sites.china
    assert listing.listed == sum(
        map(len, (china_.releases, china_.answers, *(china_.years[y] for y in (2026,))))
    )
    opinions = {row.url for row in listing.rows if "指导意见" in row.title}
    assert opinions
    assert not opinions & {pending.url for pending in listing.documents}


def test_spokesperson_answers_are_found_and_other_news_is_not(sites: Sites) -> None:
    opened = sites.found(cn_mofcom, LAST_YEAR).documents
    news = [pending for pending in opened if "/xwfb/" in pending.url or "/syxwfb/" in pending.url]
    assert {pending.url for pending in news} == {
        url for text in TEXTS if text.role == "answer" for url in at(text, WWW_HOST)
    }


def test_orders_and_unreliable_entity_notices_come_from_the_security_bureau_in_one_call(
    sites: Sites,
) -> None:
    fetch = sites.fetch(cn_aqygzj)
    listing = cn_aqygzj.discover(fetch, LAST_YEAR)
    assert listing.listed == len(sites.china.rules) == 9
    assert {row.title.split("关于")[0].strip() for row in listing.rows} >= {
        "不可靠实体清单工作机制",
        "中华人民共和国商务部令二〇二五年第7号",
    }
    assert len(fetch.asked) == 2
    assert "99999" in fetch.asked[1]


def test_a_first_list_page_is_asked_for_without_a_page_parameter(sites: Sites) -> None:
    sites.found(cn_mofcom, YESTERDAY)
    asked = sites.replica.asked(WWW_HOST, API)
    assert "paramJson" not in asked[0].query
    assert asked[1].query["paramJson"] == '{"pageNo":2,"pageSize":15}'
    assert {got.query["parseType"] for got in asked} == {"bulidstatic"}


def test_an_address_from_the_root_and_a_whole_one_by_http_are_the_same_https_address(
    sites: Sites,
) -> None:
    first = sites.china.releases[0]
    base = {row.url for row in sites.found(cn_mofcom, YESTERDAY).rows}
    relative = f'href="{first.url.removeprefix(WWW)}"'
    sites.replica.add(
        WWW_HOST,
        API,
        lambda got: rewritten(sites, got, relative, f'href="http://{WWW_HOST}{relative[6:-1]}"'),
    )
    assert {row.url for row in sites.found(cn_mofcom, YESTERDAY).rows} == base


def rewritten(sites: Sites, got: Request, old: str, new: str) -> Response:
    columns = {cn_mofcom.RELEASES.page_id: sites.china.releases}
    columns |= {cn_mofcom.ANSWERS.page_id: sites.china.answers}
    answer = sites.china.list_asked(got, columns)
    before, after = (words.replace('"', '\\"').encode() for words in (old, new))
    assert (
        before in answer.body
        or got.query["pageId"] != cn_mofcom.RELEASES.page_id
        or ("paramJson" in got.query)
    )
    return Response(200, answer.body.replace(before, after), answer.headers)


def test_the_export_site_gives_whole_list_answers_as_documents(sites: Sites) -> None:
    listing = sites.found(cn_exportcontrol, LAST_MONTH)
    answers = [pending for pending in listing.documents if "getColumnList" in pending.url]
    assert [pending.url.partition("?")[2] for pending in answers] == [
        "columnID=1&pageNumber=1",
        "columnID=9&pageNumber=2",
        "columnID=9&pageNumber=1",
        "columnID=10&pageNumber=1",
        "columnID=17&pageNumber=1",
    ]
    assert "第901号".encode() in b"".join(pending.open().body for pending in answers)


def test_a_row_without_its_article_is_followed_to_its_page(sites: Sites) -> None:
    listing = sites.found(cn_exportcontrol, LAST_MONTH)
    (page_,) = [pending for pending in listing.documents if "getColumnList" not in pending.url]
    assert page_.url == china.WITHOUT_CONTENT.url
    assert "样例指引正文" in page_.open().body.decode()


def test_an_article_that_is_gone_from_the_export_site_is_no_content(sites: Sites) -> None:
    listing = sites.found(cn_exportcontrol, LAST_MONTH)
    sites.china.columns[10].clear()
    with pytest.raises(NotContent, match="a page without one at"):
        listing.documents[-2].open()


def test_question_marks_in_the_place_of_characters_are_told_with_the_missing_header(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cn_exportcontrol, "ASKED_BY_SCRIPT", {})
    with pytest.raises(Drift, match=r"question marks .* X-Requested-With"):
        sites.found(cn_exportcontrol, LAST_MONTH)


@pytest.mark.parametrize("host", [WWW_HOST, "aqygzj.mofcom.gov.cn"])
def test_titles_in_the_wrong_charset_stop_the_source(sites: Sites, host: str) -> None:
    source = cn_mofcom if host == WWW_HOST else cn_aqygzj
    with (
        sites.replica.trapped(host, API, "mojibake"),
        pytest.raises(Drift, match="UTF-8 read in another charset"),
    ):
        sites.found(source, LAST_MONTH)


@pytest.mark.parametrize("source", SOURCES)
def test_a_list_of_no_rows_is_an_error_and_never_no_news(sites: Sites, source: ModuleType) -> None:
    for host in (WWW_HOST, "aqygzj.mofcom.gov.cn", EXPORT_HOST, "english.mofcom.gov.cn"):
        sites.replica.trap(host, ".*", "zero_rows")
    with pytest.raises(Drift, match="at least 1"):
        sites.found(source, LAST_MONTH)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("challenge_200", {}),
        ("challenge_412", {}),
        ("soft_404", {}),
        ("maintenance", {}),
        ("login", {}),
        ("redirect_home", {}),
        ("half_body", {}),
        ("empty_body", {}),
        ("reset", {}),
        ("status", {"status": 503}),
        ("status", {"status": 404}),
    ],
)
def test_whatever_a_site_answers_in_the_place_of_its_index_is_an_error(
    sites: Sites, source: ModuleType, kind: str, options: dict[str, int]
) -> None:
    for host in (WWW_HOST, "aqygzj.mofcom.gov.cn", EXPORT_HOST, "english.mofcom.gov.cn"):
        sites.replica.trap(host, ".*", kind, **options)
    with pytest.raises(SourceError) as told:
        sites.found(source, LAST_MONTH)
    assert told.value.source == source.SOURCE
    assert "mofcom.gov.cn" in told.value.url


@pytest.mark.parametrize(
    ("key", "value"),
    [("pageId", "other"), ("webId", "other"), ("tplSetId", "other"), ("tagId", "列表"),
     ("parseType", "buildstatic"), ("editType", "1")],
)  # fmt: skip
def test_ids_on_the_page_that_differ_from_those_known_are_an_alarm(
    sites: Sites, key: str, value: str
) -> None:
    column = cn_mofcom.RELEASES
    words = shell(column, query=column.query | {key: value})
    sites.replica.add(column.host, column.path, lambda _: page(words))
    with pytest.raises(Drift, match=key):
        sites.found(cn_mofcom, LAST_MONTH)
    assert sites.replica.asked(WWW_HOST, API) == []


def test_a_parameter_unknown_to_us_is_sent_as_the_page_says(sites: Sites) -> None:
    column = cn_mofcom.RELEASES
    query = {name: said for name, said in column.query.items() if name != "editType"}
    words = shell(column, query=query | {"unitUrl": API})
    sites.replica.add(column.host, column.path, lambda _: page(words))
    sites.found(cn_mofcom, LAST_MONTH)
    first = sites.replica.asked(WWW_HOST, API)[0]
    assert first.query["unitUrl"] == API
    assert "editType" not in first.query


def test_the_list_script_is_told_by_its_address_whatever_its_name(sites: Sites) -> None:
    column = cn_mofcom.RELEASES
    words = shell(column).replace("unitbuild.js", "other.js").replace("queryData", "QUERYDATA")
    sites.replica.add(column.host, column.path, lambda _: page(words))
    assert sites.found(cn_mofcom, LAST_MONTH).rows


def new_year(day: int, month: int = 1) -> datetime:
    return datetime(2027, month, day, 9, 0, tzinfo=BEIJING)


def asked_years(fetch: PlainFetch) -> list[str]:
    return [url.split("/")[-2] for url in fetch.asked if "/zcfb/blgg/gg/" in url]


def test_around_new_year_the_pages_of_both_years_are_read(sites: Sites) -> None:
    entry = Entry(
        art(WWW, "zcfb/blgg/gg/2027", date(2027, 1, 4), "one"),
        "商务部公告2027年第1号【演示虚构】",
        date(2027, 1, 4),
    )
    sites.china.years[2027] = [entry]
    fetch = sites.fetch(cn_mofcom, new_year(5))
    rows = cn_mofcom.discover(fetch, date(2027, 1, 3)).rows
    assert asked_years(fetch) == ["2026", "2027"]
    assert Row(entry.url, entry.title, entry.day) in rows


@pytest.mark.parametrize("found", ["missing", "empty"])
def test_in_early_january_the_page_of_the_new_year_may_not_be_there_yet(
    sites: Sites, found: str
) -> None:
    if found == "empty":
        sites.china.years[2027] = []
    fetch = sites.fetch(cn_mofcom, new_year(3))
    assert cn_mofcom.discover(fetch, date(2027, 1, 1)).rows


@pytest.mark.parametrize(("found", "error"), [("missing", NotContent), ("empty", Drift)])
def test_later_in_the_year_its_page_must_be_there(
    sites: Sites, found: str, error: type[SourceError]
) -> None:
    if found == "empty":
        sites.china.years[2027] = []
    with pytest.raises(error, match="2027"):
        cn_mofcom.discover(sites.fetch(cn_mofcom, new_year(1, month=2)), date(2027, 1, 20))


def test_the_year_is_that_of_beijing(sites: Sites) -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=BEIJING)
    fetch = sites.fetch(cn_mofcom, late + timedelta(hours=1))
    cn_mofcom.discover(fetch, date(2026, 12, 30))
    assert asked_years(fetch) == ["2026", "2027"]


def test_a_directory_of_another_name_still_holds_the_years_announcements(sites: Sites) -> None:
    rows = sites.found(cn_mofcom, LAST_YEAR).rows
    (named,) = [row for row in rows if "2025nswbgg" in row.url]
    assert "第61号" in named.title


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_vanished_is_no_content_and_the_others_still_open(
    sites: Sites, status: int
) -> None:
    listing = sites.found(cn_mofcom, LAST_MONTH)
    gone = listing.documents[0]
    sites.replica.trap(WWW_HOST, gone.url.removeprefix(WWW), "status", status=status)
    with pytest.raises(NotContent):
        gone.open()
    assert all(pending.open().body for pending in listing.documents[1:])


def test_a_page_that_leads_home_is_not_taken_for_the_article(sites: Sites) -> None:
    sites.replica.add(WWW_HOST, "/", lambda _: page("<html><body>首页</body></html>"))
    gone = sites.found(cn_mofcom, LAST_MONTH).documents[0]
    sites.replica.trap(WWW_HOST, gone.url.removeprefix(WWW), "redirect_home")
    with pytest.raises(NotContent, match="a page without one"):
        gone.open()


@pytest.mark.parametrize("lost", [1, 12, 45])
def test_a_list_that_lost_rows_says_how_many_it_has_now(sites: Sites, lost: int) -> None:
    before = sites.found(cn_mofcom, LAST_YEAR)
    del sites.china.releases[2 : 2 + lost]
    after = sites.found(cn_mofcom, LAST_YEAR)
    assert before.listed - after.listed == lost
    assert len(before.rows) - len(after.rows) == lost


def test_one_notice_is_offered_at_three_addresses(sites: Sites) -> None:
    notice = next(text for text in TEXTS if text.instrument == "mofcom-2026-28")
    listings = [sites.found(source, LAST_YEAR) for source in (cn_mofcom, cn_exportcontrol)]
    rows = {row.url for listing in listings for row in listing.rows}
    assert {place.url for place in notice.places} <= rows
    assert sum(url.startswith(EXPORT) for url in rows & {p.url for p in notice.places}) == 1
