"""The web server's feeds, headers and links, asked over the wire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from icalendar import Calendar

from events.facts import SourceFailed
from tests.web_server import Desk, desk_in, rows_hash
from tracker.alerts.story import Story
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.subscription import Subscription
from tracker.alerts.tokens import Tokens, confirm_url, key_of, unsubscribe_url
from tracker.alerts.told import Told
from tracker.web import news

BASE = "https://timeline.example/tracker"
PAGES = ("/", "/health", "/alerts/unsubscribe/x", "/alerts/confirm/x", "/nothing")
LINKS = PAGES[2:4]
DATA = ("/health.json", "/alerts/feed.atom", "/alerts/calendar.ics?kind=fee")
STORIES = [
    (
        Story(id=f"act:{hour}", whats=("published",), why="law", day="2026-11-26"),
        f"2026-11-26T0{hour}:00:00.000000+00:00",
    )
    for hour in range(3)
]


def tell(story: Story, *_: object) -> Told:
    return Told(story.id, "MOFCOM", f"Told of {story.id}", ("One line.",), "law")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_WEB", f"{BASE}/")
        patch.setattr(news, "lately", lambda *_: STORIES)
        patch.setattr(news, "fed", lambda _, stories, question: stories[len(question) :])
        patch.setattr(news, "as_then", tell)
        with desk_in(tmp_path_factory.mktemp("web")) as made:
            yield made


# -- headers and hosts ----------------------------------------------------------------------------


def test_every_answer_carries_the_headers_that_keep_it_harmless(desk: Desk) -> None:
    for path in (*PAGES, *DATA, "/alerts/feed.atom?x=1"):
        for method in ("GET", "HEAD", "POST", "PUT", "OPTIONS"):
            headers = desk.client.request(method, path).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; style-src 'self'; "), (method, path)
            assert "unsafe" not in policy
            assert "form-action 'self'; frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cache-control"] in ("no-store", "no-cache")
            assert "server" not in headers
            assert "location" not in headers


def test_pages_of_links_are_kept_by_nobody(desk: Desk) -> None:
    for path in LINKS:
        assert desk.get(path).headers["cache-control"] == "no-store"


def test_a_page_runs_and_fetches_only_what_is_ours(desk: Desk) -> None:
    for path in PAGES:
        answer = desk.get(path)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert not re.search(r"<style|<img|<iframe|\son\w+=|\sstyle=|javascript:", answer.text)
        fetched = re.findall(r'<script[^>]*src="([^"]*)"', answer.text)
        fetched += re.findall(r'<link rel="stylesheet" href="([^"]*)"', answer.text)
        assert len(fetched) == answer.text.count("<script") + answer.text.count("stylesheet") > 0
        assert [one for one in fetched if not one.startswith("/tracker/static/")] == []


def test_the_style_sheet_and_the_script_may_be_kept_for_ever_since_their_address_changes(
    desk: Desk,
) -> None:
    found = re.findall(r'(?:src|href)="/tracker(/static/[^"]*)"', desk.get("/").text)
    assert len(found) >= 2
    for path in found:
        answer = desk.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert re.search(r"\?v=[0-9a-f]{12}$", path)


def test_a_page_of_a_link_leads_nowhere_and_has_at_most_the_one_button(desk: Desk) -> None:
    for path in LINKS:
        told = desk.get(path).text
        assert "<nav" not in told
        assert "<form" not in told
        assert set(re.findall(r'<a[^>]*href="([^"]*)"', told)) <= {"/tracker/", "#main"}


def test_a_host_that_a_request_claims_enters_no_link(desk: Desk) -> None:
    evil = ("evil.example", "evil.example:80", "timeline.example.evil.example", "127.0.0.1@evil")
    names = ("host", "x-forwarded-host", "forwarded", "x-original-host", "x-forwarded-prefix")
    subscriber = Subscription(name="hosts", to="reader@example.com")
    Subscribers(desk.store, desk.clock).add(subscriber)
    tokens = Tokens(key_of(desk.store), now=desk.clock)
    paths = (
        "/",
        "/health",
        *DATA,
        unsubscribe_url("", tokens.unsubscribe("hosts", subscriber.to)),
        confirm_url("", tokens.confirm("hosts", subscriber.to)),
        "/alerts/feed.atom/",
        "//evil.example/..",
    )
    entered = 0
    for name in names:
        for host in evil:
            headers = {name: f"host={host}" if name == "forwarded" else host}
            answers = [desk.get(path, headers=headers) for path in paths]
            entered += any("evil" in f"{one.text}{one.headers}" for one in answers)
    print(f"claimed hosts that entered a link: {entered}/{len(names) * len(evil)}")
    assert (entered, len(names) * len(evil)) == (0, 20)


def test_links_are_built_from_the_configured_address(desk: Desk) -> None:
    told = re.findall(r'(?:href|action|src)="([^"]*)"', desk.get("/").text)
    within = [link for link in told if not link.startswith(("#", "http"))]
    assert within
    assert all(link.startswith("/tracker/") for link in within)
    (own,) = feedparser.parse(desk.get("/alerts/feed.atom").content).feed.links
    assert own.href.startswith(f"{BASE}/alerts/feed.atom")
    raw = desk.get("/alerts/calendar.ics?kind=fee").content
    assert str(Calendar.from_ical(raw)["source"]).startswith(f"{BASE}/alerts/calendar.ics")


def test_no_get_changes_anything_that_is_kept(desk: Desk) -> None:
    before = rows_hash(*desk.files)
    for path in (*PAGES, *DATA):
        desk.get(path)
        desk.client.head(path)
    assert rows_hash(*desk.files) == before


# -- feeds ----------------------------------------------------------------------------------------


def test_a_feed_holds_the_stories_that_answer_in_its_language(desk: Desk) -> None:
    read = feedparser.parse(desk.get("/alerts/feed.atom").content)
    assert [one.title for one in read.entries] == [
        f"[MOFCOM] Told of act:{number}" for number in (2, 1, 0)
    ]
    narrowed = desk.get("/alerts/feed.atom?jurisdiction=cn&lang=zh")
    assert narrowed.headers["content-type"] == "application/atom+xml"
    read = feedparser.parse(narrowed.content)
    assert (len(read.entries), read.feed.language) == (2, "zh")
    assert read.feed.title == "监管时间线: jurisdiction CN"


@pytest.mark.parametrize("path", ["/alerts/feed.atom", "/alerts/calendar.ics"])
def test_a_question_nobody_can_understand_is_refused_in_one_line(desk: Desk, path: str) -> None:
    wrong = {
        "kind=nothing": "kind: expected one of",
        "jurisdiction=": "jurisdiction: expected a value",
        "measure=mofcom-2099-1/p1": "is no measure on file",
        "lang=de": "lang: expected",
        "foo=1": "parameter: 'foo' is none; expected jurisdiction",
        "kind=fee&kind=ban": "kind: expected once, found it again",
        "known=2025-01-01": "parameter: 'known' is none",
        "kind=%0d%0aa%00<b>": "kind: expected one of",
    }
    for query, words in wrong.items():
        answer = desk.get(f"{path}?{query}")
        assert answer.status_code == 400, query
        assert answer.headers["content-type"] == "application/problem+json"
        assert words in answer.json()["detail"]
        assert len(answer.json()["detail"].splitlines()) == 1
    assert desk.get(f"{path}?item=%27%22%3B--%20OR%201%3D1").status_code == 200


@pytest.mark.parametrize("path", ["/alerts/feed.atom", "/alerts/calendar.ics"])
def test_an_answer_is_sent_again_only_when_it_has_changed(desk: Desk, path: str) -> None:
    first = desk.get(f"{path}?kind=fee")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for held in (tag, f'"other", W/{tag}', "*"):
        again = desk.get(f"{path}?kind=fee", headers={"if-none-match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert desk.get(f"{path}?kind=fee", headers={"if-none-match": '"other"'}).status_code == 200
    others = [desk.get(f"{path}?{query}") for query in ("kind=ban", "kind=fee&lang=zh", "")]
    assert len({tag, *(one.headers["etag"] for one in others)}) == 4
    desk.file(SourceFailed(source="us_ecfr", expected="rows", found="none"))
    assert desk.get(f"{path}?kind=fee").headers["etag"] != tag


def test_a_new_story_changes_the_feed(desk: Desk) -> None:
    tag = desk.get("/alerts/feed.atom").headers["etag"]
    new = Story(id="act:new", whats=("published",), why="law", day="2026-11-26")
    STORIES.append((new, "2026-11-26T11:00:00.000000+00:00"))
    try:
        answer = desk.get("/alerts/feed.atom", headers={"if-none-match": tag})
    finally:
        STORIES.pop()
    assert answer.status_code == 200
    assert "act:new" in feedparser.parse(answer.content).entries[0].id


def test_a_calendar_is_one_that_calendars_read(desk: Desk) -> None:
    answer = desk.get("/alerts/calendar.ics?instrument=mofcom-2025-61&authority=mofcom")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events: list[Any] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert date(2026, 11, 10) in {event["dtstart"].dt for event in events}
