"""What is worth a message, and what of law, source, reading and parser changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from events.facts import PledgeMade, ReadingWithdrawn, SourceChecked, SourceFailed
from scrapers.documents import Reading
from tests.newsroom import CONTROL, PAGE, STAY, Newsroom, control, history_of, newsroom, stay
from tests.stations import reading, unread
from tracker.alerts.story import Item, Story

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history_of(tmp_path_factory.mktemp("history"), NOW - timedelta(days=2))


@pytest.fixture
def room(tmp_path: Path, history: Path) -> Iterator[Newsroom]:
    yield from newsroom(tmp_path, history, NOW)


def told(room: Newsroom, *readings: Reading, source: str = "cn_mofcom") -> list[Story]:
    """The stories that readings lead to."""
    before = {one.id for one in room.stories()}
    for one in readings:
        room.bench.take(one, source)
    room.turn()
    return [one for one in room.stories() if one.id not in before]


def was(room: Newsroom, item: Item) -> tuple[str, str | None]:
    """What an item says that we had read before."""
    entry = next(one for one in room.bench.ledger.after(None) if one.position == item.was)
    last = getattr(entry.fact, "last_day", None)
    return entry.fact.event, str(last) if last else None


def test_a_new_instrument_and_what_it_does_is_one_story_of_the_law(room: Newsroom) -> None:
    (story,) = told(room, control())
    assert story.id == "act:mofcom-2026-901"
    assert story.whats == ("published", "effects", "starts")
    assert (story.why, story.day, story.authority) == ("law", "2026-11-24", "MOFCOM")
    (item,) = story.items
    assert (item.measure, item.change, item.before, item.after) == (
        "mofcom-2026-901/p1",
        "imposed",
        None,
        "in_force",
    )


def test_a_suspension_by_a_later_act_is_its_own_story_about_the_measure(room: Newsroom) -> None:
    told(room, control())
    room.later(hours=1)
    (story,) = told(room, stay())
    assert story.whats == ("published", "effects", "suspended")
    (item,) = story.items
    assert (item.measure, item.first_day, item.last_day) == (
        "mofcom-2026-901/p1",
        "2026-11-24",
        "2027-03-31",
    )
    assert (item.before, item.after) == (None, "suspended")


def test_a_measure_that_starts_later_is_told_when_announced_before_and_on_the_day(
    room: Newsroom,
) -> None:
    room.reader()
    told(room, control(first="2026-12-10"))
    for _ in range(17):
        room.later(days=1)
        room.turn()
    assert [
        subject
        for subject in room.post.subjects("all")
        if "mofcom-2026-901" in subject or "901" in subject
    ] == [
        "[MOFCOM] Announced, in force from 10 Dec 2026: 关于mofcom-2026-901的公告 (No. 901)",
        "[MOFCOM] Starts in 7 days (10 Dec 2026): 关于mofcom-2026-901的公告 (No. 901)",
        "[MOFCOM] In force from today: 关于mofcom-2026-901的公告 (No. 901)",
    ]


def test_a_stay_that_runs_out_is_told_seven_days_before_and_the_day_after(room: Newsroom) -> None:
    room.reader(ahead=(7, 1))
    told(room, control(), stay(last="2026-12-04"))
    for _ in range(12):
        room.later(days=1)
        room.turn()
    ours = [letter for letter in room.post.of("all") if "901" in letter.subject]
    assert [letter.subject for letter in ours[2:]] == [
        "[MOFCOM] Suspension ends in 7 days (4 Dec 2026): 关于mofcom-2026-901的公告 (No. 903)",
        "[MOFCOM] Suspension ends tomorrow (4 Dec 2026): 关于mofcom-2026-901的公告 (No. 903)",
        "[MOFCOM] Back in force, unconfirmed: 关于mofcom-2026-901的公告 (No. 903)",
    ]
    assert "ended yesterday (4 Dec 2026); no act found that prolongs it" in ours[-1].text
    assert "Not every source that speaks for it was read beyond 8 Oct 2026" in ours[-1].text


def test_a_pledge_is_told_as_a_promise_and_changes_no_state(room: Newsroom) -> None:
    told(room, control())
    room.later(hours=1)
    cited = {"instrument": "mofcom-2026-901", "published_on": "2026-11-24"}
    fields = {"about": "mofcom-2026-901", "pledge": "mofcom-2026-901/word", "promise": "a pause"}
    room.file(PledgeMade.model_validate({**fields, "until": "2027-01-10", "cited": cited}))
    (story,) = told(room)
    assert story.whats == ("pledges",)
    assert story.items == ()


def test_a_text_edited_where_it_stood_is_a_change_of_the_source(room: Newsroom) -> None:
    told(room, control(), stay())
    room.later(hours=1)
    edited = STAY.replace("3月31日", "6月30日")
    found = told(room, stay(edited, "2027-06-30"))
    assert {story.why for story in found} == {"source"}
    assert {what for story in found for what in story.whats} == {"edited"}
    (item,) = [item for story in found for item in story.items]
    assert was(room, item) == ("measure suspended", "2027-03-31")
    assert item.last_day == "2027-06-30"


def test_a_page_put_otherwise_in_the_same_words_is_no_news(room: Newsroom) -> None:
    told(room, control())
    room.later(hours=1)
    assert told(room, control(CONTROL.replace("实施", " 实施 "))) == []


def test_a_reading_corrected_by_the_parser_says_so_and_what_stands_now(room: Newsroom) -> None:
    told(room, control(), stay())
    room.later(hours=1)
    better = stay(last="2027-06-30")  # the same words, read otherwise
    anew, story = told(room, better)
    assert anew.whats == ("effects", "suspended")  # for whoever had not heard of it
    assert (story.whats, story.why) == (("corrected",), "parser")
    assert [was(room, item) for item in story.items] == [("measure suspended", "2027-03-31")]
    assert [item.last_day for item in story.items] == ["2027-06-30"]


def test_a_reading_withdrawn_by_a_person_with_nothing_in_its_place_says_so(room: Newsroom) -> None:
    told(room, control(), stay())
    room.later(hours=1)
    number = next(
        entry.version
        for entry in room.bench.ledger.stream("measure/mofcom-2026-901/p1")
        if entry.fact.event == "measure suspended"
    )
    room.file(
        ReadingWithdrawn(
            of="measure/mofcom-2026-901/p1", withdraws=number, why="reading", by="A. Analyst"
        )
    )
    (story,) = told(room)
    assert (story.whats, story.why) == (("corrected",), "reading")
    assert [item.change for item in story.items] == ["withdrawn"]


def test_a_reading_filed_again_that_says_the_same_is_no_news(room: Newsroom) -> None:
    """A new edition, a better reader, another name for the provision: the law did not change."""
    told(room, control())
    room.later(hours=1)
    stream = room.bench.ledger.stream("measure/mofcom-2026-901/p1")
    fact = stream[0].fact
    again = fact.model_copy(update={"note": "seen on paper", "reader": "curated"})
    room.file(
        ReadingWithdrawn(
            of="measure/mofcom-2026-901/p1", withdraws=stream[0].version, why="parser"
        ),
        again,
    )
    assert told(room) == []


def test_a_text_nobody_understood_is_told_with_title_and_link(room: Newsroom) -> None:
    words = "有关安排另行通知。"
    one = reading(
        "mofcom-2026-905",
        words,
        day="2026-11-24",
        url=PAGE.format("5"),
        unread=(unread(words, words),),
    )
    room.reader()
    (story,) = told(room, one)
    assert story.whats == ("published", "unread")
    (letter,) = [one for one in room.post.of("all") if "905" in one.subject]
    assert letter.subject.startswith("[MOFCOM] Published, not read yet: 关于mofcom-2026-905的公告")
    assert PAGE.format("5") in letter.text
    assert words in letter.text


def test_a_text_found_long_after_its_day_is_told_as_found_late(room: Newsroom) -> None:
    room.reader()
    told(room, control(first="2026-08-01", day="2026-08-01"))
    (subject,) = room.post.subjects("all")
    assert "Found late: In force from 1 Aug 2026" in subject


def test_a_failing_source_is_told_every_day_and_its_return_once(room: Newsroom) -> None:
    room.reader("operator", what=("failing",))
    room.file(SourceFailed(source="us_bis", expected="an index", found="a challenge page"))
    room.turn()
    room.turn()
    room.later(days=1)
    room.turn()
    room.file(SourceChecked(source="us_bis", checked_through=date(2026, 11, 25), listed=9))
    room.turn()
    room.turn()
    subjects = room.post.subjects("operator")
    assert [subject.partition(":")[0] for subject in subjects] == [
        "[us_bis] Source failing",
        "[us_bis] Source failing",
        "[us_bis] Source answers again",
    ]
    assert "a challenge page" in room.post.of("operator")[0].text
    assert "silence from it means nothing now" in room.post.of("operator")[0].text


def test_a_source_that_stays_silent_is_no_news_but_one_not_read_for_days_is(room: Newsroom) -> None:
    """Golden Week: nothing is published for eight days, and every day is looked at."""
    room.reader("operator", what=("failing", "stale"))
    for _ in range(8):
        room.file(
            SourceChecked(
                source="cn_mofcom", checked_through=room.bench.clock.now.date(), listed=2000
            )
        )
        room.turn()
        room.later(days=1)
    assert [one for one in room.post.subjects("operator") if "[" in one] == []
    for _ in range(6):
        room.later(days=1)
        room.turn()
    assert [s.partition(":")[0] for s in room.post.subjects("operator") if "[" in s] == [
        "[cn_mofcom] Source not read since 1 Dec 2026",
    ]
