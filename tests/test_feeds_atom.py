"""The Atom feed: entries with names that stay, and scraped words that stay words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]
from lxml import etree

from tracker.alerts.atom import feed
from tracker.alerts.story import Story
from tracker.alerts.told import Quote, StateRow, Told

BASE = "https://timeline.example"
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><entry>",
    "]]> <![CDATA[ x",
    "a\x00b\x0bc\x1fd\ufffe",
    "two\r\nlines\u2028and\u2029more",
    "&amp; &lt;b&gt; &#0;",
    "\u202egnp.exe",
    "\ud800 half a sign",
    "<img src=x onerror=alert(1)>",
    "暂停实施至2026年11月10日 “第70号”",
)


def story(id: str, **more: Any) -> Story:
    return Story(
        id=id, whats=more.pop("whats", ("suspended",)), why="law", day="2026-11-10", **more
    )


def told(one: Story, words: str = "Suspended until 10 Nov 2026", **more: Any) -> Told:
    given: dict[str, Any] = {"lines": (words,), "why": "law", **more}
    return Told(story=one.id, desk="MOFCOM", headline=words, **given)


def made(stories: list[tuple[Story, str]], tell: Any = told, **more: Any) -> bytes:
    given = {"question": {}, "base": BASE, "language": "en", "updated": NOON, **more}
    return feed(stories, tell, **given)


def at(hour: int) -> str:
    return f"2026-11-26T{hour:02}:00:00.000000+00:00"


def test_a_feed_is_read_by_readers_and_its_newest_entry_stands_first() -> None:
    ids = ["act:mofcom-2025-70", "ahead:7:2026-11-10:mofcom-2025-70", "source:cn_mofcom:停"]
    body = made([(story(one), at(hour)) for hour, one in enumerate(ids)])
    read = feedparser.parse(body)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == ["[MOFCOM] Suspended until 10 Nov 2026"] * 3
    assert [entry.updated[:13] for entry in read.entries] == [
        "2026-11-26T02",
        "2026-11-26T01",
        "2026-11-26T00",
    ]
    assert read.entries[-1].id == ("tag:regulatory-timeline-tracker,2026:story/act:mofcom-2025-70")
    assert read.feed.updated == "2026-11-26T02:00:00+00:00"
    assert len({entry.id for entry in read.entries}) == 3
    assert all(entry.id.isascii() for entry in read.entries)


def test_an_entry_keeps_its_name_in_every_feed_and_one_ledger_gives_the_same_bytes() -> None:
    one = story("act:mofcom-2025-70")
    bodies = [
        made([(one, at(1))]),
        made([(one, at(1))]),
        made([(one, at(1)), (story("act:b"), at(2))], question={"kind": "control"}, base=None),
        made([(one, at(1))], language="zh"),
    ]
    assert bodies[0] == bodies[1]
    names = [{entry.id for entry in feedparser.parse(body).entries} for body in bodies]
    assert set.intersection(*names) == names[0]
    assert len({feedparser.parse(body).feed.id for body in bodies}) == 3


def test_scraped_words_stay_words() -> None:
    entries = []
    for number, words in enumerate(HOSTILE):
        quoted = Quote(words=words, lang="zh", cited=words, url="javascript:alert(1)")
        row = StateRow(words, words, words, words, words, words)
        url = "javascript:alert(1)"
        given = {"quotes": (quoted,), "table": (row,), "url": url}
        body = made([(story(f"act:{number}"), at(1))], lambda s, w=words, g=given: told(s, w, **g))
        root = etree.fromstring(body)
        (entry,) = root.findall(f"{ATOM}entry")
        entries.append(entry)
        assert len(entry.findtext(f"{ATOM}title", "").splitlines()) == 1
        shown = etree.HTML(entry.findtext(f"{ATOM}content", ""))
        assert {node.tag for node in shown.iter()} <= {
            *("html", "body", "p", "blockquote", "table", "tbody", "tr", "th", "td", "small")
        }
        assert not entry.findall(f"{ATOM}link")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles[0] == "[MOFCOM] <script>alert(1)</script>"
    assert titles[3] == "[MOFCOM] abcd"
    assert titles[-1] == "[MOFCOM] 暂停实施至2026年11月10日 “第70号”"
    print(f"titles that stayed text: {len(titles)}/{len(HOSTILE)}")


def test_a_story_of_which_nothing_stands_is_left_out_and_categories_are_its_kinds() -> None:
    kept, gone = story("act:a", whats=("published", "suspended")), story("act:b")
    body = made([(kept, at(1)), (gone, at(2))], lambda one: told(one) if one is kept else None)
    read = feedparser.parse(body)
    assert [entry.id.rpartition("/")[2] for entry in read.entries] == ["act:a"]
    assert [tag.term for tag in read.entries[0].tags] == ["published", "suspended"]


def test_links_are_those_of_the_source_and_of_the_configured_base() -> None:
    page = "https://www.mofcom.gov.cn/a?b=1&c=2"
    body = made(
        [(story("act:a"), at(1))],
        lambda one: told(one, url=page),
        question={"jurisdiction": "CN", "item": "a&b=c"},
    )
    read = feedparser.parse(body)
    assert read.entries[0].link == page
    assert [link.href for link in read.feed.links] == [
        "https://timeline.example/alerts/feed.atom?item=a%26b%3Dc&jurisdiction=CN&lang=en"
    ]


def test_an_empty_feed_is_a_feed() -> None:
    read = feedparser.parse(made([], question={"kind": "fee"}))
    assert not read.bozo
    assert read.entries == []
    assert (read.feed.title, read.feed.updated[:10]) == (
        "Regulatory timeline: kind fee",
        "2026-11-26",
    )
