"""The manners of a fetch: who we say we are, how often, where we go, and what we remember."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import httpx2
import pytest

from events.errors import Blocked, Drift, Incomplete, SourceError
from scrapers.archive import Archive
from scrapers.fetch import SiteFetch
from scrapers.pages import Fetch
from tests.faulty_server import (
    HOST,
    NOON,
    PAGE,
    PATH,
    Asked,
    Behaviour,
    FaultyServer,
    Proxy,
    article,
    policy,
    redirects,
    reply,
    site_fetch,
)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer({PATH: reply(article())}) as running:
        yield running


def test_a_page_comes_whole_with_its_official_address_and_its_bytes_are_archived(
    server: FaultyServer, tmp_path: Path
) -> None:
    fetch: Fetch = site_fetch(server, tmp_path)
    page = fetch(PAGE)
    assert (page.source, page.url, page.status, page.unchanged) == ("cn_mofcom", PAGE, 200, False)
    assert page.text == article()
    assert (page.media_type, page.fetched_at) == ("text/html", NOON)
    archive = Archive(tmp_path)
    assert archive.read(page.sha256) == article().encode()
    (record,) = archive.fetches()
    assert (record.url, record.final, record.status, record.at) == (PAGE, PAGE, 200, NOON)
    assert record.header("content-type") == "text/html"


def test_we_say_who_we_are_and_send_no_cookie_back(tmp_path: Path) -> None:
    marked = reply(article(), headers={"Set-Cookie": "clearance=1; Path=/"})
    with FaultyServer({PATH: marked}) as server, site_fetch(server, tmp_path) as fetch:
        fetch(PAGE)
        fetch(PAGE)
    for asked in server.asked:
        assert asked.headers["user-agent"] == "timeline-tracker/1.0 (+mailto:desk@tracker.example)"
        assert asked.headers["accept-encoding"] == "gzip, deflate"
        assert "cookie" not in asked.headers
    assert "clearance" not in (tmp_path / "fetches.jsonl").read_text(encoding="utf-8")


def test_parameters_are_sent_in_the_order_given_and_forms_are_posted(
    server: FaultyServer, tmp_path: Path
) -> None:
    server.routes["*"] = reply('{"rows": []}', kind="application/json")
    fetch = site_fetch(server, tmp_path)
    params = {"webId": "8f43", "tagId": "分页列表", "a": "1"}
    fetch(f"https://{HOST}/api", expect="json", params=params)
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    fetch(f"https://{HOST}/list", expect="json", form={"columnID": "9", "title": ""}, headers=ajax)
    got, posted = server.asked
    assert got.target == f"/{HOST}/api?webId=8f43&tagId=%E5%88%86%E9%A1%B5%E5%88%97%E8%A1%A8&a=1"
    assert (posted.method, posted.body) == ("POST", b"columnID=9&title=")
    assert posted.headers["x-requested-with"] == "XMLHttpRequest"


def test_a_host_is_asked_again_only_after_the_gap(server: FaultyServer, tmp_path: Path) -> None:
    with site_fetch(server, tmp_path, gap=0.3) as fetch:
        fetch(PAGE)
        begun = monotonic()
        fetch(PAGE)
    assert 0.28 <= monotonic() - begun < 10


def test_the_pauses_go_through_the_sleep_that_is_given(
    server: FaultyServer, tmp_path: Path
) -> None:
    slept: list[float] = []
    asked = policy(gap=60.0)
    with SiteFetch(
        asked, Archive(tmp_path), now=lambda: NOON, at=server.url, sleep=slept.append
    ) as fetch:
        fetch(PAGE)
        fetch(PAGE)
    assert slept == [pytest.approx(60, abs=1)]


# --- robots.txt ---------------------------------------------------------------------------------

ROBOTS = f"/{HOST}/robots.txt"


@pytest.mark.parametrize(
    ("behaviour", "may"),
    [
        (reply("User-agent: *\nDisallow: /private/", kind="text/plain"), True),
        (reply("User-agent: *\nDisallow: /zwgk/", kind="text/plain"), False),
        (reply("User-agent: timeline-tracker\nDisallow: /", kind="text/plain"), False),
        (reply("User-agent: *\nDisallow: /\n\nUser-agent: timeline-tracker\nAllow: /"), True),
        (reply("User-agent: *\nCrawl-delay: 86400", kind="text/plain"), False),
        (reply("", kind="text/plain"), True),
        (reply(article()), True),  # the site's own page for what it does not have
        (reply("gone", status=404), True),
        (reply("no", status=403), True),
        (reply("busy", status=429), False),
        (reply("broken", status=500), False),
        (reply("broken", status=503), False),
    ],
)
def test_robots_txt_is_obeyed_and_a_site_that_cannot_say_is_left_alone(
    behaviour: Behaviour, may: bool, server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[ROBOTS] = behaviour
    fetch = site_fetch(server, tmp_path, robots=True)
    if may:
        assert fetch(PAGE).status == 200
        return
    with pytest.raises(Blocked, match=r"robots\.txt"):
        fetch(PAGE)
    assert PATH not in server.paths()


def test_robots_txt_is_asked_once_for_each_host(server: FaultyServer, tmp_path: Path) -> None:
    server.routes[ROBOTS] = reply("User-agent: *\nDisallow: /private/", kind="text/plain")
    fetch = site_fetch(server, tmp_path, robots=True)
    for _ in range(3):
        fetch(PAGE)
    assert server.paths().count(ROBOTS) == 1


def test_a_crawl_delay_is_a_gap(server: FaultyServer, tmp_path: Path) -> None:
    server.routes[ROBOTS] = reply("User-agent: *\nCrawl-delay: 7", kind="text/plain")
    slept: list[float] = []
    asked = policy(robots=True)
    fetch = SiteFetch(asked, Archive(tmp_path), now=lambda: NOON, at=server.url, sleep=slept.append)
    fetch(PAGE)
    assert slept == [pytest.approx(7, abs=1)]


# --- redirects ----------------------------------------------------------------------------------


def hops(count: int) -> dict[str, Behaviour]:
    """A chain of redirects that ends at a page."""
    chain = {f"/{HOST}/hop{n}": redirects(f"/hop{n + 1}") for n in range(count)}
    return chain | {f"/{HOST}/hop{count}": reply(article())}


REDIRECTS = [
    *((f"{n} redirects", hops(n), n <= 5) for n in (1, 2, 5, 6, 10)),
    ("a circle", {f"/{HOST}/hop0": redirects("/a"), f"/{HOST}/a": redirects("/hop0")}, False),
    ("another host", {f"/{HOST}/hop0": redirects("https://mofcom.example/hop1")}, False),
    ("a host with no scheme", {f"/{HOST}/hop0": redirects("//mofcom.example/hop1")}, False),
    ("down to http", {f"/{HOST}/hop0": redirects(f"http://{HOST}/hop1")}, False),
    ("a file", {f"/{HOST}/hop0": redirects("file:///etc/passwd")}, False),
    ("a user name", {f"/{HOST}/hop0": redirects(f"https://{HOST}@evil.example/")}, False),
    (
        "another host of the source",
        {
            f"/{HOST}/hop0": redirects("https://aqygzj.mofcom.gov.cn/a"),
            "/aqygzj.mofcom.gov.cn/a": reply(article()),
        },
        True,
    ),
]


@pytest.mark.parametrize(("what", "routes", "followed"), REDIRECTS)
def test_at_most_five_redirects_are_followed_and_only_within_the_source(
    what: str, routes: dict[str, Behaviour], followed: bool, tmp_path: Path
) -> None:
    with FaultyServer(routes) as server, site_fetch(server, tmp_path) as fetch:
        if followed:
            assert fetch(f"https://{HOST}/hop0").text == article()
            return
        with pytest.raises(Blocked, match="redirect"):
            fetch(f"https://{HOST}/hop0")
    assert len(server.asked) <= 6
    print(f"redirects: {what}: refused after {len(server.asked)} requests")


def test_a_stand_in_may_name_itself_in_a_redirect(server: FaultyServer, tmp_path: Path) -> None:
    server.routes[f"/{HOST}/old"] = redirects(f"{server.url}{PATH}")
    assert site_fetch(server, tmp_path)(f"https://{HOST}/old").url == PAGE


def test_a_redirect_in_bytes_beyond_ascii_is_followed_as_it_was_sent(tmp_path: Path) -> None:
    name = "附件.html".encode("gb18030")
    location = b"HTTP/1.1 302 X\r\nLocation: /" + name + b"\r\nContent-Length: 0\r\n\r\n"
    with FaultyServer({f"/{HOST}/old": lambda _, peer: peer.sendall(location)}) as server:
        server.routes["*"] = reply(article())
        site_fetch(server, tmp_path)(f"https://{HOST}/old")
    escaped = "".join(f"%{byte:02X}" for byte in name[:4])
    assert server.paths()[1] == f"/{HOST}/{escaped}.html"


def test_a_redirect_to_the_front_page_is_no_content(server: FaultyServer, tmp_path: Path) -> None:
    server.routes[f"/{HOST}/gone.html"] = redirects("/index.html")
    server.routes[f"/{HOST}/index.html"] = reply(article())
    with pytest.raises(SourceError, match="front page"):
        site_fetch(server, tmp_path)(f"https://{HOST}/gone.html")


# --- what is remembered -------------------------------------------------------------------------


class Site:
    """A page that changes, with an ETag that may not, and a 304 that may be a lie."""

    def __init__(self, *, honest: bool) -> None:
        self.edition, self.honest = 0, honest

    @property
    def body(self) -> str:
        return article(f"第{self.edition}稿：本公告自公布之日起正式实施。")

    def __call__(self, asked: Asked, peer: socket.socket) -> None:
        mark = f'"{self.edition if self.honest else "always"}"'
        if asked.headers.get("if-none-match") == mark:
            reply(b"", status=304, headers={"ETag": mark})(asked, peer)
        else:
            reply(self.body, headers={"ETag": mark})(asked, peer)


def days_of(site: Site, folder: Path, fresh_for: timedelta | None, days: int) -> list[bool]:
    """Whether each day's page was the site's own of that day; the site edits it every day."""
    clock = [NOON]
    right = []
    with FaultyServer({PATH: site}) as server:
        fetch = SiteFetch(policy(), Archive(folder), now=lambda: clock[0], at=server.url)
        for day in range(days):
            clock[0], site.edition = NOON + timedelta(days=day), day
            right.append(fetch(PAGE, fresh_for=fresh_for).text == site.body)
    return right


def test_a_list_is_fetched_whole_every_time_whatever_its_etag_says(tmp_path: Path) -> None:
    found = days_of(Site(honest=False), tmp_path, None, 10)
    print(f"edits of a list found under an old ETag: {sum(found)}/10")
    assert found == [True] * 10


def test_an_edit_under_an_old_etag_is_found_within_a_week(tmp_path: Path) -> None:
    found = days_of(Site(honest=False), tmp_path, timedelta(hours=12), 29)
    assert [day for day, right in enumerate(found) if right] == [0, 7, 14, 21, 28]


def test_an_honest_etag_saves_the_site_the_page(tmp_path: Path) -> None:
    site = Site(honest=True)
    clock = [NOON]
    with FaultyServer({PATH: site}) as server:
        fetch = SiteFetch(policy(), Archive(tmp_path), now=lambda: clock[0], at=server.url)
        first = fetch(PAGE, fresh_for=timedelta(hours=12))
        clock[0] += timedelta(hours=11)
        young = fetch(PAGE, fresh_for=timedelta(hours=12))
        clock[0] += timedelta(hours=11)
        confirmed = fetch(PAGE, fresh_for=timedelta(hours=12))
        clock[0] += timedelta(hours=11)
        again = fetch(PAGE, fresh_for=timedelta(hours=12))
    assert [page.unchanged for page in (first, young, confirmed, again)] == [False] + [True] * 3
    assert {page.text for page in (first, young, confirmed, again)} == {site.body}
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"0"']
    assert confirmed.fetched_at == NOON  # the bytes are that old, whatever the site says of them


def test_an_unasked_304_is_no_page(server: FaultyServer, tmp_path: Path) -> None:
    server.routes[PATH] = reply(b"", status=304)
    with pytest.raises(Drift, match="status 304"):
        site_fetch(server, tmp_path)(PAGE)


def test_a_copy_that_is_damaged_or_from_the_future_is_fetched_anew(
    server: FaultyServer, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    clock = [NOON]
    fetch = SiteFetch(policy(), archive, now=lambda: clock[0], at=server.url)
    page = fetch(PAGE, fresh_for=timedelta(days=1))
    archive.place(page.sha256).write_bytes(b"")
    assert fetch(PAGE, fresh_for=timedelta(days=1)).unchanged is False
    assert archive.read(page.sha256) == article().encode()  # and is mended by the same bytes
    clock[0] -= timedelta(days=30)
    assert fetch(PAGE, fresh_for=timedelta(days=1)).unchanged is False


def test_what_was_refused_or_cut_never_serves_as_a_copy(
    server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply(article()[:100], length=len(article().encode()))
    with pytest.raises(Incomplete):
        site_fetch(server, tmp_path, attempts=1)(PAGE)
    server.routes[PATH] = reply("<html><body><script>var $_ts</script></body></html>")
    with pytest.raises(Blocked):
        site_fetch(server, tmp_path)(PAGE)
    cut, refused = Archive(tmp_path).fetches()
    assert cut.truncated
    assert refused.refused
    server.routes[PATH] = reply(article())
    assert site_fetch(server, tmp_path)(PAGE, fresh_for=timedelta(days=1)).unchanged is False


def test_two_questions_to_one_address_have_two_copies(tmp_path: Path) -> None:
    def answer(asked: Asked, peer: socket.socket) -> None:
        word = asked.headers.get("x-requested-with", "plain")
        reply(article(word))(asked, peer)

    ajax = {"X-Requested-With": "XMLHttpRequest"}
    with FaultyServer({PATH: answer}) as server:
        fetch = site_fetch(server, tmp_path)
        day = timedelta(days=1)
        assert "plain" in fetch(PAGE, fresh_for=day).text
        assert "XMLHttpRequest" in fetch(PAGE, fresh_for=day, headers=ajax).text
        assert "plain" in fetch(PAGE, fresh_for=day, headers={"Referer": PAGE}).text
    assert len(server.asked) == 2


# --- other ways to the network ------------------------------------------------------------------


def test_a_proxy_of_the_environment_is_used(
    server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy(server.port)
    server.routes["*"] = reply(article())
    for name in ("no_proxy", "NO_PROXY", "http_proxy", "all_proxy", "ALL_PROXY", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
    over_http = replace(policy(), schemes=frozenset({"http", "https"}))
    with SiteFetch(over_http, Archive(tmp_path), now=lambda: NOON) as fetch:
        assert fetch(f"http://{HOST}/a.html").text == article()
    assert proxy.asked == [f"GET http://{HOST}/a.html HTTP/1.1"]
    proxy.close()


def test_a_transport_that_is_given_replaces_the_network(tmp_path: Path) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, html=article()) if request.url == PAGE else httpx2.Response(404)

    given = httpx2.MockTransport(answer)
    fetch = SiteFetch(policy(), Archive(tmp_path), now=lambda: NOON, transport=given)
    assert fetch(PAGE).text == article()


def test_the_moment_of_a_fetch_is_the_one_that_is_given(
    server: FaultyServer, tmp_path: Path
) -> None:
    moment = datetime.fromisoformat("2026-10-08T23:59:00+08:00")
    fetch = SiteFetch(policy(), Archive(tmp_path), now=lambda: moment, at=server.url)
    assert fetch(PAGE).fetched_at == moment
    assert [record.at for record in Archive(tmp_path).fetches()] == [moment]
