"""Pages: together they are the whole answer, each counts the whole, and none reads it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tracker
from events.facts import Fact, InstrumentPublished
from events.ledger import open_ledger
from tests.test_timeline import histories
from tracker import paging, paging_changes
from tracker.answers import Answer, Change, DiffAnswer, UpcomingAnswer
from tracker.ask import address, ask, given_of, rows_of
from tracker.asked import UsageError
from tracker.forks import fork_of, forks_around
from tracker.queries import Timeline
from tracker.receipts import receipt_of, replay
from tracker.view import View

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"jurisdiction": "CN"},
    {"jurisdiction": "US", "kind": "listing"},
    {"authority": "MOFCOM"},
    {"kind": "control", "authority": "BIS"},
    {"code": "3A090"},
    {"to": "US"},
    {"item": "gallium"},
    {"party": "huawei"},
    {"instrument": "mofcom-2025-61"},
    {"measure": "mofcom-2025-61/i-1"},
)
STATES: tuple[Any, ...] = (
    *("in_force", "suspended", "announced", "ended", "unknown", "partly", "all"),
    ["suspended", "ended"],
)


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    folder = tmp_path_factory.mktemp("paging")
    with tracker.open(f"sqlite:///{folder / 'ledger.db'}", now=lambda: NOW) as timeline:
        yield timeline


def paged(timeline: Timeline, verb: str, *days: str, limit: int, **asked: Any) -> list[Any]:
    """Every page of a question, one after the other."""
    pages, after = [], None
    while True:
        page = getattr(timeline, verb)(*days, limit=limit, after=after, **asked)
        pages.append(page)
        if page.more is None:
            return pages
        assert page.more != after
        after = page.more


def ids(answer: Answer) -> list[str]:
    return [one.id for one in answer.measures]


def public(counts: dict[str, int]) -> dict[str, int]:
    return {state: count for state, count in counts.items() if count}


# -- where a run of days is kept ------------------------------------------------------------------


@settings(deadline=None)
@given(st.data())
def test_a_day_finds_exactly_the_runs_that_hold_it(data: st.DataObject) -> None:
    days = st.integers(1, date.max.toordinal())
    first, last = sorted((data.draw(days), data.draw(days)))
    day = data.draw(days | st.integers(first, last))
    above, below = forks_around(day)
    fork = fork_of(first, last)
    found = (fork in above and first <= day) or (fork in below and last >= day)
    assert found == (first <= day <= last)
    assert len(above) + len(below) <= 22


# -- on -------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_pages_together_are_the_whole_answer_and_each_has_its_counts(
    timeline: Timeline, data: st.DataObject
) -> None:
    day = str(data.draw(st.dates(date(2016, 1, 1), date(2027, 12, 31))))
    asked = {
        **data.draw(st.sampled_from(FILTERS)),
        "state": data.draw(st.sampled_from(STATES)),
        "parts": data.draw(st.booleans()),
    }
    whole = timeline.on(day, **asked)
    pages = paged(timeline, "on", day, limit=data.draw(st.integers(5, 60)), **asked)
    assert [one for page in pages for one in page.measures] == whole.measures
    assert {str(page.counts) for page in pages} == {str(pages[0].counts)}
    assert public(pages[0].counts) == public(whole.counts)
    assert (pages[0].empty, pages[0].notes) == (whole.empty, whole.notes)


@pytest.mark.parametrize("asked", [{}, {"kind": "control"}, {"to": "US"}, {"parts": True}])
@pytest.mark.parametrize("past", [{"known": "2025-10-20"}, {"recorded": 400}])
def test_pages_of_the_past_together_are_the_whole_answer(
    timeline: Timeline, asked: dict[str, Any], past: dict[str, Any]
) -> None:
    whole = timeline.on("2025-12-05", **asked, **past)
    pages = paged(timeline, "on", "2025-12-05", limit=40, **asked, **past)
    assert [one for page in pages for one in page.measures] == whole.measures
    assert public(pages[0].counts) == public(whole.counts)
    assert pages[0].notes == whole.notes


@pytest.mark.parametrize("state", ["all", "suspended"])
@pytest.mark.parametrize("past", [{"known": "2025-11-20"}, {"recorded": 5000}])
def test_what_is_too_much_to_fold_is_paged_but_not_counted_and_says_so(
    timeline: Timeline, state: str, past: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = timeline.on("2025-12-05", state=state, **past)
    monkeypatch.setattr(paging, "COUNTED", 90)
    monkeypatch.setattr(paging, "FOLDED", 7)
    pages = paged(timeline, "on", "2025-12-05", state=state, limit=30, **past)
    assert [one for page in pages for one in page.measures] == whole.measures
    assert all(page.counts == {} for page in pages)
    assert all(any("not counted" in note for note in page.notes) for page in pages)
    if state == "suspended":  # one of few is not looked for without end
        assert len(pages) > 1 + len(whole.measures) // 30
        assert any("ends after" in note for note in pages[0].notes)


def test_without_a_limit_an_answer_has_no_word_of_pages(timeline: Timeline) -> None:
    told = timeline.on("2025-12-05").as_dict()
    assert "more" not in told
    assert {"limit", "after"}.isdisjoint(told["question"])
    page = timeline.on("2025-12-05", limit=1).as_dict()
    assert page["more"] == page["measures"][0]["id"]
    assert page["question"]["limit"] == 1


def test_a_key_that_nothing_has_still_has_a_place_in_the_order(timeline: Timeline) -> None:
    page = timeline.on("2025-12-05", limit=10, after="mofcom-2025-61/zzz")
    assert ids(page)
    assert min(ids(page)) > "mofcom-2025-61/zzz"
    last = timeline.on("2025-12-05", limit=10, after="\uffff")
    assert (last.measures, last.more, last.empty) == ([], None, None)
    assert last.counts["in_force"] > 0


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ({"limit": 0}, "limit: expected a number from 1 to 10,000; found 0"),
        ({"limit": -1}, "limit: "),
        ({"limit": 10_001}, "limit: "),
        ({"limit": True}, "limit: "),
        ({"limit": "5"}, "limit: "),
        ({"after": "mofcom-2025-61/i-1"}, "after: goes with a limit"),
        ({"limit": 5, "after": ""}, "after: "),
        ({"limit": 5, "after": "a" * 1001}, "after: "),
        ({"limit": 5, "after": "a\x00b"}, "after: "),
        ({"limit": 5, "after": 7}, "after: "),
    ],
)
def test_a_page_that_is_none_is_refused(
    timeline: Timeline, page: dict[str, Any], told: str
) -> None:
    for verb, *days in (
        ("on", "2025-12-05"),
        ("diff", "2025-10-01", "2025-12-05"),
        ("upcoming",),
    ):
        with pytest.raises(UsageError, match=f"^{re.escape(told)}"):
            getattr(timeline, verb)(*days, **page)


# -- diff and upcoming ----------------------------------------------------------------------------


def keys(changes: list[Change]) -> set[tuple[str, str]]:
    return {(one.day, one.measure) for one in changes}


@pytest.mark.parametrize("several", [5_000, 0])
@pytest.mark.parametrize(
    ("a", "b"), [("2025-03-01", "2025-12-05"), ("2019-01-01", "2026-11-26"), ("2030-01-01",) * 2]
)
@pytest.mark.parametrize(
    "asked", [FILTERS[0], FILTERS[4], FILTERS[6], FILTERS[9], {"parts": True, "authority": "BIS"}]
)
def test_pages_of_changes_together_are_all_changes(
    timeline: Timeline,
    a: str,
    b: str,
    several: int,
    asked: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging_changes, "SEVERAL", several)
    whole = timeline.diff(a, b, **asked)
    pages: list[DiffAnswer] = paged(timeline, "diff", a, b, limit=150, **asked)
    assert [one for page in pages for one in page.changes] == whole.changes
    for page in pages:
        assert len(keys(page.changes)) <= 150
        assert set(ids(page)) == {one.measure for one in page.changes}
    assert {one.id: one for page in pages for one in page.measures} == {
        one.id: one for one in whole.measures
    }
    counted = pages[0].counts != {}
    assert counted == (several > 0 or "instrument" in asked or "measure" in asked)
    assert public(pages[0].counts) == (public(whole.counts) if counted else {})
    assert counted != any("not counted" in note for note in pages[0].notes)


def test_what_is_done_to_one_measure_on_one_day_stays_on_one_page(timeline: Timeline) -> None:
    whole = timeline.diff("2025-02-01", "2025-12-05")
    pages: list[DiffAnswer] = paged(timeline, "diff", "2025-10-01", "2025-12-05", limit=1)
    seen = [keys(page.changes) for page in pages]
    assert all(len(one) == 1 for one in seen)
    assert len(set.union(*seen)) == len(seen)
    assert len(whole.changes) > len(keys(whole.changes))  # there are such


def test_changes_of_the_past_are_paged_too_but_not_beyond_what_can_be_folded(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {"known": "2025-10-20", "kind": "control"}
    whole = timeline.diff("2025-10-01", "2025-12-05", **asked)
    pages = paged(timeline, "diff", "2025-10-01", "2025-12-05", limit=3, **asked)
    assert [one for page in pages for one in page.changes] == whole.changes
    monkeypatch.setattr(paging, "COUNTED", 20)
    with pytest.raises(UsageError, match="narrow it down"):
        timeline.diff("2025-10-01", "2025-12-05", limit=3, **asked)
    with pytest.raises(UsageError, match="narrow it down"):
        timeline.upcoming(limit=3, **asked)


@pytest.mark.parametrize(
    "key", ["mofcom-2025-61/i-1", "2025-11-07", "2025-13-07~a", "~a", "20251107~a"]
)
def test_a_key_of_changes_is_a_day_and_a_measure(timeline: Timeline, key: str) -> None:
    for verb, *days in (("diff", "2025-10-01", "2025-12-05"), ("upcoming",)):
        with pytest.raises(UsageError, match=r"^after: expected DAY~MEASURE"):
            getattr(timeline, verb)(*days, limit=3, after=key)


@pytest.mark.parametrize("several", [5_000, 0])
@pytest.mark.parametrize(
    "asked", [{}, {"jurisdiction": "US"}, {"known": "2026-01-20", "authority": "MOFCOM"}]
)
@pytest.mark.parametrize("day", ["2025-11-01", "2026-11-12"])
def test_pages_of_what_comes_next_are_all_of_it_in_one_order(
    timeline: Timeline,
    day: str,
    several: int,
    asked: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paging_changes, "SEVERAL", several)
    # at six in the evening UTC the day after has begun in Beijing
    then = timeline.at(datetime.fromisoformat(f"{day}T18:00:00+00:00"))
    whole = then.upcoming(days=400, **asked)
    pages: list[UpcomingAnswer] = paged(then, "upcoming", days=400, limit=4, **asked)
    assert [one for page in pages for one in page.changes] == whole.changes
    assert sorted(one.id for page in pages for one in page.lapsed) == ids(whole)
    assert all(len(page.lapsed) + len(keys(page.changes)) <= 4 for page in pages)
    assert public(pages[0].counts) == public(whole.counts)
    order = [
        key
        for page in pages
        for key in [*((str(one.since), one.id) for one in page.lapsed), *sorted(keys(page.changes))]
    ]
    assert [key for key in order if key[0] <= day] == sorted(key for key in order if key[0] <= day)


# -- generated histories --------------------------------------------------------------------------


@st.composite
def ledgers(draw: st.DrawFn) -> list[Fact]:
    """Several measures, each with a made-up life, under instruments of both sides."""
    facts: list[Fact] = []
    for number, history in enumerate(draw(st.lists(histories(), min_size=1, max_size=6))):
        side: Literal["CN", "US"] = draw(st.sampled_from(["CN", "US"]))
        name = f"made-{number}"
        facts.append(
            InstrumentPublished(
                instrument=name,
                jurisdiction=side,
                authority={"CN": "MOFCOM", "US": "BIS"}[side],
                form="rule",
                title=f"Rule {number}",
            )
        )
        for fact in history:
            facts.append(fact.model_copy(update={"measure": f"{name}/p1"}))
    return facts


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(facts=ledgers(), data=st.data())
def test_running_sums_are_the_counts_of_any_history(
    tmp_path_factory: pytest.TempPathFactory, facts: list[Fact], data: st.DataObject
) -> None:
    from config.settings import Settings
    from tracker.refresh import bring_up

    folder = tmp_path_factory.mktemp("made")
    ledger = open_ledger(f"sqlite:///{folder / 'l.db'}")
    here = Settings(f"sqlite:///{folder / 'l.db'}", folder / "view")
    half = data.draw(st.integers(0, len(facts)))
    for some in (facts[:half], facts[half:]):  # the second half comes as a catch-up
        ledger.append(some)
        bring_up(here, ledger, "made")
    ledger.close()
    with Timeline(View(here.view), lambda: NOW) as timeline:
        for _ in range(10):
            day = str(date(2024, 12, 1) + timedelta(data.draw(st.integers(0, 900))))
            state = data.draw(st.sampled_from(STATES))
            whole = timeline.on(day, state=state)
            pages = paged(timeline, "on", day, limit=2, state=state)
            assert [id for page in pages for id in ids(page)] == ids(whole)
            assert public(pages[0].counts) == public(whole.counts)


# -- the same page again --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        ("on", {"day": "2025-12-05", "limit": "7", "after": "bis-2025"}),
        ("diff", {"a": "2025-10-01", "b": "2025-12-05", "limit": "3"}),
        ("upcoming", {"days": "30", "limit": "2"}),
    ],
)
def test_a_receipt_gives_the_page_again_that_was_shown(
    timeline: Timeline, verb: str, given: dict[str, str | list[str]]
) -> None:
    shown = ask(timeline, verb, given)
    receipt = receipt_of(shown, timeline, given)
    assert receipt.given["limit"] == given["limit"]
    assert given_of(shown.question).get("after") == given.get("after")
    again = replay(timeline, receipt.id)
    assert again.differs is None
    assert list(rows_of(again.answer)[1]) == list(rows_of(shown)[1])
    assert "limit=" in address(verb, given)
    following = ask(timeline, verb, {**given, "after": str(shown.more)})
    assert receipt_of(following, timeline).digest != receipt.digest


# -- what a page reads ----------------------------------------------------------------------------


def plans(timeline: Timeline, work: Any) -> list[str]:
    """How SQLite goes about each statement of some work."""
    seen: list[str] = []
    db = timeline.view.db
    db.set_trace_callback(seen.append)
    try:
        work()
    finally:
        db.set_trace_callback(None)
    asked = dict.fromkeys(one for one in seen if one.lstrip().startswith("SELECT"))
    return [row[3] for one in asked for row in db.execute(f"EXPLAIN QUERY PLAN {one}")]


@pytest.mark.parametrize("state", ["in_force", "suspended", "all", "partly"])
@pytest.mark.parametrize("asked", [{}, {"authority": "MOFCOM"}, {"code": "3A090"}])
def test_no_page_walks_through_all_measures_or_all_days(
    timeline: Timeline, state: str, asked: dict[str, Any]
) -> None:
    told = plans(timeline, lambda: timeline.on("2025-12-05", state=state, limit=5, **asked))
    assert any("INDEX" in line for line in told)
    assert [one for one in told if re.match(r"SCAN (m|p|measure|period|fact)\b", one)] == []


def test_no_page_of_changes_walks_through_all_measures_or_all_days(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging_changes, "SEVERAL", 1)
    told = plans(timeline, lambda: timeline.diff("2024-12-05", "2025-12-05", limit=5))
    told += plans(timeline, lambda: timeline.upcoming(limit=5))
    assert any("period_first" in line for line in told)
    assert [one for one in told if re.match(r"SCAN (m|measure|period|fact)\b", one)] == []
