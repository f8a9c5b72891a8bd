"""Which questions a story answers: the same filters as `tracker on`, and an honest "cannot say"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

import tracker
from events.facts import Fact, InstrumentPublished, MeasureImposed
from events.ledger import open_ledger
from tests.newsroom import history_of
from tracker.alerts.match import Matcher, answering
from tracker.alerts.story import Item, Story
from tracker.asked import UsageError
from tracker.queries import Timeline
from tracker.view import where_of

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    path = history_of(tmp_path_factory.mktemp("history"), NOW)
    with tracker.open(f"sqlite:///{path}", now=lambda: NOW) as found:
        yield found


def about(*measures: str, **more: object) -> Story:
    act = measures[0].partition("/")[0]
    items = tuple(Item(measure=name, change="suspended") for name in measures)
    given = {"whats": ("effects",), "why": "law", "day": "2026-11-24", "act": act, "items": items}
    return Story.model_validate({"id": f"s:{measures[0]}", **given, **more})


QUESTIONS = (
    {"jurisdiction": "CN"},
    {"jurisdiction": "US", "kind": "duty"},
    {"authority": "BIS"},
    {"kind": "listing"},
    {"instrument": "mofcom-2025-61"},
    {"instrument": "MOFCOM No. 61 of 2025"},
    {"measure": "mofcom-2025-61/i-1"},
    {"item": "rare earth"},
    {"item": "graphite"},
    {"to": "US"},
    {"to": "de"},
    {"party": "Illumina"},
    {"code": "3A090"},
    {"hs": "8112.92"},
    {"jurisdiction": "CN", "item": "rare earth", "to": "JP"},
)


@pytest.mark.parametrize(
    "question", QUESTIONS, ids=lambda q: ",".join(f"{k}={v}" for k, v in q.items())
)
def test_a_story_answers_a_question_if_tracker_on_finds_its_measure(
    timeline: Timeline, question: dict[str, str]
) -> None:
    ids = timeline.view.ids(where_of({}, timeline.view, parts=False))
    stories = [about(name) for name in ids]
    found = {story.items[0].measure for story in answering(timeline, stories, question)}
    on = timeline.on("2026-11-24", state="all", **question)  # type: ignore[arg-type]
    expected = {one.id for one in on.measures}
    if "instrument" not in question:  # `--state all` leaves out what is not published on the day
        assert found >= expected
        assert {
            n
            for n in found - expected
            if timeline.on("2026-11-24", measure=n).measures[0].reason != "not_yet_published"
        } == set()
    else:
        assert found == expected


def test_an_empty_question_is_about_everything(timeline: Timeline) -> None:
    one = about("mofcom-2025-61/i-1")
    assert Matcher(timeline, [one]).answering({}) == {one.id: True}


def test_what_is_not_on_file_is_neither_yes_nor_no(timeline: Timeline) -> None:
    bare = next(
        one.id
        for one in timeline.on("2026-11-24", jurisdiction="CN").measures
        if not one.scope["hs"] and one.kind == "control"
    )
    story = about(bare)
    matcher = Matcher(timeline, [story])
    assert matcher.answering({"hs": "8112.92"}) == {story.id: False}
    assert matcher.answering({"hs": "8112.92", "jurisdiction": "US"}) == {}


def test_a_text_nobody_read_may_answer_whatever_its_authority_could_have_said(
    timeline: Timeline,
) -> None:
    given = {"whats": ("unread",), "why": "law", "day": "2026-11-24", "act": "mofcom-2025-61"}
    story = Story.model_validate({"id": "act:x", "words": ("…",), "jurisdiction": "CN", **given})
    matcher = Matcher(timeline, [story])
    assert matcher.answering({"jurisdiction": "CN"}) == {"act:x": True}
    assert matcher.answering({"authority": "MOFCOM"}) == {"act:x": True}
    assert matcher.answering({"item": "gallium"}) == {"act:x": False}
    assert matcher.answering({"jurisdiction": "US", "item": "gallium"}) == {}
    assert matcher.answering({"measure": "mofcom-2025-61/i-1"}) == {"act:x": False}
    assert matcher.answering({"measure": "mofcom-2025-62/i-1"}) == {"act:x": False}
    assert matcher.answering({"instrument": "bis-2025-19001"}) == {}


def test_a_question_about_a_party_is_answered_only_where_that_party_is_meant(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = history_of(tmp_path_factory.mktemp("parties"), NOW)
    ledger = open_ledger(f"sqlite:///{path}")
    act, day = "mofcom-2026-950", "2026-11-20"
    text = {"instrument": act, "jurisdiction": "CN", "authority": "MOFCOM", "form": "announcement"}
    cited = {"instrument": act, "published_on": day}
    own = {"cited": cited, "kind": "listing", "first_day": day}
    names = ("Alpha Works", "Beta Works", "Gamma Works")
    whole = {"measure": f"{act}/p1", "title": "Three parties", "scope": {"parties": names}, **own}
    facts: list[Fact] = [
        InstrumentPublished.model_validate({**text, "title": "Listing", "published_on": day}),
        MeasureImposed.model_validate(whole),
    ]
    for name in names:
        part = {"measure": f"{act}/p1/{name.split()[0].lower()}", "part_of": f"{act}/p1"}
        facts.append(MeasureImposed.model_validate({**own, **part, "title": name}))
    ledger.append(facts)
    ledger.close()
    item = {"measure": f"{act}/p1", "change": "suspended"}
    released = Item.model_validate({**item, "part_ids": (f"{act}/p1/beta",), "parts": names[1:2]})
    story = about(f"{act}/p1").model_copy(update={"items": (released,)})
    with tracker.open(f"sqlite:///{path}", now=lambda: NOW) as timeline:
        matcher = Matcher(timeline, [story])
        assert matcher.answering({"party": "Beta Works"}) == {story.id: True}
        assert matcher.answering({"party": "Alpha Works"}).get(story.id) is not True
        assert matcher.answering({"kind": "listing"}) == {story.id: True}


def test_a_question_that_cannot_be_asked_is_refused_with_its_reason(timeline: Timeline) -> None:
    with pytest.raises(UsageError, match="expected one of CN, US"):
        Matcher(timeline, []).answering({"jurisdiction": "EU"})
