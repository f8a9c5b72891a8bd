"""The feed as served, from stories on file to their words in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import feedparser  # type: ignore[import-untyped]
import pytest

from tests.web_server import Desk, desk_in
from tracker.alerts.story import Item, Story

STAY = "mofcom-2025-70"
ONE = "mofcom-2025-61/i-1"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("news")) as made:
        item = Item(
            measure=ONE,
            change="suspended",
            first_day="2025-11-07",
            last_day="2026-11-10",
            before="announced",
            after="suspended",
            by=STAY,
        )
        told = Story(
            id=f"act:{STAY}",
            whats=("published", "suspended"),
            why="law",
            day="2025-11-07",
            jurisdiction="CN",
            authority="MOFCOM",
            act=STAY,
            items=(item,),
            late=True,
        )
        for name, at in (("new", "2026-11-26T08:00:00"), ("old", "2026-01-01T08:00:00")):
            story = told.model_copy(update={"id": f"{told.id}:{name}"})
            made.change(
                "INSERT INTO tracker_story VALUES (?, ?, ?, ?, 0, ?)",
                *(story.id, f"{at}.000000+00:00", story.day, STAY, story.model_dump_json()),
            )
        yield made


def entries(desk: Desk, query: str) -> list[str]:
    answer = desk.get(f"/alerts/feed.atom?{query}")
    assert answer.status_code == 200
    read = feedparser.parse(answer.content)
    assert not read.bozo
    return [entry.title for entry in read.entries]


def test_a_late_story_is_news_and_one_told_long_ago_is_not(desk: Desk) -> None:
    (title,) = entries(desk, "")
    assert title.startswith("[MOFCOM] ")
    assert "Suspended until 10 Nov 2026: " in title
    assert title.endswith("(No. 70)")


def test_the_feed_of_a_question_holds_what_answers_it_in_the_language_asked_for(desk: Desk) -> None:
    (title,) = entries(desk, f"measure={ONE}&lang=zh")
    assert "暂停至2026年11月10日" in title
    assert entries(desk, "kind=fee") == []
    assert entries(desk, "jurisdiction=US") == []
