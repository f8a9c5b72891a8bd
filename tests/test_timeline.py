"""The law of time: one situation in law per test, and what holds for every history."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.facts import (
    Citation,
    EffectFact,
    MeasureAmended,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasureSuspended,
)
from tracker.timeline import Period, as_known, explain, in_order, periods, shared, state_on

MANY = 2000 if os.environ.get("TRACKER_SOAK") == "1" else 150


def cited(by: str, on: str | None) -> Citation:
    return Citation(instrument=by, published_on=on)


def imposed(first: str | None = "2025-01-10", on: str = "2025-01-01", **more: Any) -> EffectFact:
    return MeasureImposed(
        measure="m/1",
        cited=cited("m", on),
        title="Licence",
        kind="control",
        first_day=first,
        **more,
    )


def suspended(first: str, last: str | None, on: str, by: str = "stay") -> EffectFact:
    day = None if last is None else date.fromisoformat(last)
    start = date.fromisoformat(first)
    return MeasureSuspended(measure="m/1", cited=cited(by, on), first_day=start, last_day=day)


def resumed(first: str, on: str, by: str = "return") -> EffectFact:
    return MeasureResumed(measure="m/1", cited=cited(by, on), first_day=date.fromisoformat(first))


def repealed(first: str, on: str, by: str = "repeal") -> EffectFact:
    return MeasureRepealed(measure="m/1", cited=cited(by, on), first_day=first)


def extended(last: str | None, on: str, by: str = "more", **more: Any) -> EffectFact:
    day = None if last is None else date.fromisoformat(last)
    return MeasureExtended(measure="m/1", cited=cited(by, on), last_day=day, **more)


def postponed(first: str | None, on: str) -> EffectFact:
    return MeasurePostponed(measure="m/1", cited=cited("later", on), first_day=first)


def state(day: str, *effects: EffectFact) -> str:
    found = state_on(date.fromisoformat(day), effects)
    assert found is not None
    return found.state if found.reason in (None, found.state) else f"{found.state}: {found.reason}"


def test_a_measure_is_announced_until_its_first_day_and_in_force_through_its_last() -> None:
    text = imposed(last_day="2025-06-30")
    assert state("2024-12-31", text) == "announced: not_yet_published"
    assert state("2025-01-01", text) == "announced: not_yet_effective"
    assert state("2025-01-10", text) == "in_force"
    assert state("2025-06-30", text) == "in_force"
    assert state("2025-07-01", text) == "ended: expired"


def test_a_suspension_covers_both_its_days_and_the_measure_returns_by_lapse() -> None:
    facts = [imposed(), suspended("2025-03-01", "2025-03-31", "2025-02-20")]
    assert state("2025-02-28", *facts) == "in_force"
    assert state("2025-03-01", *facts) == "suspended"
    assert state("2025-03-31", *facts) == "suspended"
    back = state_on(date(2025, 4, 1), facts)
    assert back is not None
    assert (back.state, back.by, back.confirmed) == ("in_force", "lapse", False)


def test_a_measure_may_be_suspended_before_it_ever_began() -> None:
    facts = [
        imposed("2025-12-01", "2025-10-09"),
        suspended("2025-11-07", "2026-11-10", "2025-11-07"),
    ]
    assert state("2025-11-06", *facts) == "announced: not_yet_effective"
    assert state("2025-11-07", *facts) == "suspended"
    assert state("2025-12-05", *facts) == "suspended"
    assert state("2025-12-05", *as_known(facts, date(2025, 10, 20))) == "in_force"
    assert state("2026-11-11", *facts) == "in_force"


def test_a_suspension_that_ends_before_the_first_day_leaves_the_first_day_alone() -> None:
    facts = [imposed("2025-12-01"), suspended("2025-11-07", "2025-11-20", "2025-11-07")]
    assert state("2025-11-21", *facts) == "announced: not_yet_effective"
    began = state_on(date(2025, 12, 1), facts)
    assert began is not None
    assert (began.by, began.confirmed) == ("m", True)


@pytest.mark.parametrize("told", ["2025-03-15", "2025-03-31"])
def test_a_suspension_prolonged_before_or_on_the_day_it_ends_has_no_gap(told: str) -> None:
    first = suspended("2025-03-01", "2025-03-31", "2025-02-20")
    facts = [imposed(), first, extended("2025-06-30", told, what="suspension")]
    assert state("2025-04-01", *facts) == "suspended"
    assert state("2025-06-30", *facts) == "suspended"
    assert state("2025-07-01", *facts) == "in_force"


def test_a_suspension_prolonged_too_late_leaves_the_days_between_in_force() -> None:
    first = suspended("2025-03-01", "2025-03-31", "2025-02-20")
    facts = [imposed(), first, extended("2025-06-30", "2025-04-10", what="suspension")]
    assert state("2025-04-09", *facts) == "in_force"
    assert state("2025-04-10", *facts) == "suspended"


def test_a_suspension_may_stop_early() -> None:
    stay = suspended("2025-03-01", "2025-12-31", "2025-02-20")
    facts = [imposed(), stay, resumed("2025-06-01", "2025-05-20")]
    assert state("2025-05-31", *facts) == "suspended"
    back = state_on(date(2025, 6, 1), facts)
    assert back is not None
    assert (back.state, back.by, back.confirmed) == ("in_force", "return", True)
    shorter = [imposed(), stay, extended("2025-05-31", "2025-05-20", what="suspension")]
    assert state("2025-05-31", *shorter) == "suspended"
    assert state("2025-06-01", *shorter) == "in_force"


def test_a_stay_after_a_return_lapses_again() -> None:
    facts = [
        imposed(),
        suspended("2025-03-01", None, "2025-02-20"),
        resumed("2025-04-01", "2025-03-20"),
        suspended("2025-06-01", "2025-06-30", "2025-05-20", by="again"),
    ]
    back = state_on(date(2025, 7, 1), facts)
    assert back is not None
    assert (back.state, back.by) == ("in_force", "lapse")


def test_a_measure_postponed_before_it_began_waits_for_its_new_day() -> None:
    facts = [imposed(), postponed("2025-02-10", "2025-01-05")]
    assert state("2025-01-10", *facts) == "announced: not_yet_effective"
    assert state("2025-02-10", *facts) == "in_force"
    assert state("2025-02-10", imposed(), postponed(None, "2025-01-05")) == (
        "announced: effective_date_unknown"
    )


def test_a_postponement_after_the_first_day_is_a_stay() -> None:
    facts = [imposed(), postponed("2025-03-01", "2025-02-01")]
    assert state("2025-01-31", *facts) == "in_force"
    assert state("2025-02-01", *facts) == "suspended"
    assert state("2025-03-01", *facts) == "in_force"


def test_a_measure_withdrawn_before_its_first_day_ends_without_having_begun() -> None:
    facts = [imposed(), repealed("2025-01-05", "2025-01-05")]
    assert state("2025-01-04", *facts) == "announced: not_yet_effective"
    assert state("2025-01-10", *facts) == "ended: repealed"


def test_what_has_ended_is_ended_even_where_a_suspension_would_still_run() -> None:
    stay = suspended("2025-03-01", "2025-12-31", "2025-02-20")
    facts = [imposed(), stay, repealed("2025-06-01", "2025-05-20")]
    assert state("2025-05-31", *facts) == "suspended"
    assert state("2025-06-01", *facts) == "ended: repealed"
    assert state("2026-01-01", *facts) == "ended: repealed"


def test_an_end_may_be_moved_set_or_removed_by_a_later_act() -> None:
    own = imposed(last_day="2025-06-30")
    assert state("2025-07-01", own, extended("2025-12-31", "2025-06-30")) == "in_force"
    assert state("2026-01-01", own, extended("2025-12-31", "2025-06-30")) == "ended: expired"
    assert state("2025-04-01", own, extended("2025-03-31", "2025-03-01")) == "ended: repealed"
    assert state("2030-01-01", own, extended(None, "2025-06-01")) == "in_force"
    assert state("2026-01-01", imposed(), extended("2025-12-31", "2025-06-01")) == "ended: repealed"
    late = extended("2025-12-31", "2025-08-01", first_day=date(2025, 8, 1))
    assert state("2025-09-01", own, late) == "ended: expired"


def test_a_measure_imposed_in_suspense_is_suspended_from_its_first_day() -> None:
    text = imposed(in_suspense=True)
    assert state("2025-01-09", text) == "announced: not_yet_effective"
    assert state("2025-01-10", text) == "suspended"
    assert state("2025-03-01", text, resumed("2025-02-01", "2025-01-20")) == "in_force"


def test_a_pledge_changes_no_state_whatever_dates_it_names() -> None:
    text = imposed(promised=True, last_day="2025-02-01")
    assert state("2025-01-20", text) == "announced: promised"
    assert state("2026-01-20", text) == "announced: promised"


def test_a_text_without_a_day_stays_announced_until_an_act_ends_it() -> None:
    assert state("2030-01-01", imposed(None)) == "announced: effective_date_unknown"
    assert state("2030-01-01", imposed(None), repealed("2026-01-01", "2025-12-01")) == (
        "ended: repealed"
    )


def test_a_month_alone_leaves_that_month_unknown_and_the_next_certain() -> None:
    text = imposed("2025-03", on="2025-02")
    assert state("2025-02-28", text) == "announced: not_yet_effective"
    assert state("2025-03-01", text) == "unknown: effective_date_unknown"
    assert state("2025-03-31", text) == "unknown: effective_date_unknown"
    assert state("2025-04-01", text) == "in_force"
    ending = imposed(last_day="2025-06")
    assert state("2025-05-31", ending) == "in_force"
    assert state("2025-06-15", ending) == "unknown: effective_date_unknown"
    assert state("2025-07-01", ending) == "ended: expired"


def test_a_part_whose_day_is_not_known_began_no_earlier_than_its_provision() -> None:
    whole = imposed("2019-05-16", on="2019-05-21")
    assert isinstance(whole, MeasureImposed)

    def state_of(part: EffectFact, *days: str) -> list[str]:
        found = [state_on(date.fromisoformat(day), [part], whole) for day in days]
        return [one.state for one in found if one]

    vague = imposed("2019", on="2019-05-21", seen_on=date(2019, 8, 19))
    assert state_of(vague, "2019-05-15", "2019-05-16", "2019-08-18", "2019-08-19") == [
        *("announced", "unknown", "unknown", "in_force")
    ]
    assert state_of(imposed("2018-12"), "2018-12-01") == ["unknown"]  # its own day is another's
    assert state_of(imposed("2019-03-01"), "2019-02-28", "2019-03-01") == ["announced", "in_force"]


def test_two_acts_of_one_day_that_disagree_decide_nothing_until_a_later_one_speaks() -> None:
    stay = suspended("2025-03-01", "2025-12-31", "2025-02-20")
    back = resumed("2025-04-01", "2025-02-20")
    assert state("2025-03-15", imposed(), stay, back) == "suspended"
    assert state("2025-04-15", imposed(), stay, back) == "unknown: contradiction"
    later = suspended("2025-04-01", "2025-12-31", "2025-03-20", by="clear")
    assert state("2025-04-15", imposed(), stay, back, later) == "suspended"


def test_a_later_act_that_moves_no_end_still_settles_a_contradiction() -> None:
    history = [
        imposed(None),
        suspended("2025-04-01", None, "2025-04-01"),
        repealed("2025-04-01", "2025-04-01"),
        repealed("2025-04-09", "2025-04-05", by="once more"),
    ]
    assert state("2025-04-08", *history) == "unknown: contradiction"
    assert state("2025-04-09", *history) == "ended: repealed"
    assert [(run.first.isoformat(), run.standing.state) for run in periods(history)[1:]] == [
        ("2025-01-01", "announced"),
        ("2025-04-01", "unknown"),
        ("2025-04-09", "ended"),
    ]


def test_two_official_copies_with_different_days_are_shown_as_a_contradiction() -> None:
    copies = [imposed("2025-01-10"), imposed("2025-01-20")]
    assert state("2025-01-09", *copies) == "announced: not_yet_effective"
    assert state("2025-01-15", *copies) == "unknown: contradiction"
    assert state("2025-01-20", *copies) == "in_force"


def test_a_later_act_rules_over_an_earlier_one_on_the_days_both_speak_of() -> None:
    long = suspended("2025-03-01", "2025-12-31", "2025-02-20")
    short = suspended("2025-05-01", "2025-05-31", "2025-04-20", by="short")
    found = [
        state_on(day, [imposed(), long, short]) for day in (date(2025, 5, 2), date(2025, 8, 1))
    ]
    assert [one.by for one in found if one] == ["short", "stay"]


def test_a_clock_time_belongs_to_the_day_of_the_change() -> None:
    runs = periods(
        [imposed(first_time="12:01+08:00", last_day="2025-06-30", last_time="00:01-05:00")]
    )
    assert [(run.first.isoformat(), run.at) for run in runs[2:]] == [
        ("2025-01-10", "12:01+08:00"),
        ("2025-07-01", "00:01-05:00"),
    ]


def test_a_leap_day_and_the_turn_of_the_year_are_days_like_others() -> None:
    facts = [
        imposed("2024-02-29", "2024-02-28"),
        suspended("2024-12-31", "2025-01-01", "2024-12-30"),
    ]
    assert state("2024-02-28", *facts) == "announced: not_yet_effective"
    assert state("2024-02-29", *facts) == "in_force"
    assert state("2025-01-01", *facts) == "suspended"
    assert state("2025-01-02", *facts) == "in_force"


def test_an_explanation_says_which_effect_decides_and_what_became_of_the_others() -> None:
    facts = [
        imposed(),
        suspended("2025-03-01", "2025-03-31", "2025-02-20"),
        suspended("2025-05-01", "2025-05-31", "2025-04-20", by="next"),
        MeasureAmended(measure="m/1", cited=cited("words", "2025-02-01")),
    ]
    roles = {one.effect.cited.instrument: one.role for one in explain(date(2025, 3, 15), facts)}
    assert roles == {
        "m": "overruled",
        "stay": "decides",
        "next": "not yet",
        "words": "no change of state",
    }


def test_parts_share_a_state_or_stand_partly() -> None:
    assert shared(["in_force", "in_force"]) == "in_force"
    assert shared(["in_force", "suspended"]) == "partly"


# -- what holds for every history -----------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
ACTS = st.sampled_from(["act-a", "act-b", "act-c"])


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    day = draw(DAYS).isoformat()
    return Citation(instrument=draw(ACTS), published_on=draw(st.sampled_from([day, day, day[:7]])))


@st.composite
def acts(draw: st.DrawFn) -> EffectFact:
    common: dict[str, Any] = {"measure": "m/1", "cited": draw(citations())}
    first, length = draw(DAYS), draw(st.one_of(st.none(), st.integers(0, 400)))
    last = None if length is None else first + timedelta(length)
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return MeasureSuspended(**common, first_day=first, last_day=last)
    if kind == 1:
        return MeasureResumed(**common, first_day=first)
    if kind == 2:
        return MeasureRepealed(**common, first_day=first.isoformat())
    if kind == 3:
        return MeasurePostponed(**common, first_day=None if last is None else last.isoformat())
    if kind == 4:
        what: Any = draw(st.sampled_from(["measure", "suspension"]))
        return MeasureExtended(
            **common, what=what, first_day=draw(st.sampled_from([None, first])), last_day=last
        )
    return MeasureAmended(**common, first_day=first)


@st.composite
def histories(draw: st.DrawFn) -> list[EffectFact]:
    day = draw(st.one_of(st.none(), DAYS))
    text = MeasureImposed(
        measure="m/1",
        cited=draw(citations()),
        title="Licence",
        kind="control",
        first_day=None
        if day is None
        else draw(st.sampled_from([day.isoformat(), day.isoformat()[:7]])),
        last_day=draw(st.sampled_from([None, "2026-06-30", "2026-09"])),
        in_suspense=draw(st.booleans()),
        promised=draw(st.sampled_from([False, False, False, True])),
    )
    return [text, *draw(st.lists(acts(), max_size=6))]


def window() -> Iterator[date]:
    for number in range(0, 1300, 3):
        yield date(2023, 11, 1) + timedelta(number)


def at(runs: list[Period], day: date) -> Period:
    (found,) = [run for run in runs if run.covers(day)]
    return found


@settings(max_examples=MANY, deadline=None)
@given(histories())
def test_every_day_falls_in_exactly_one_period_and_periods_equal_the_daily_fold(
    history: list[EffectFact],
) -> None:
    runs = periods(history)
    assert runs[0].first == date.min
    assert runs[-1].last is None
    for one, two in itertools.pairwise(runs):
        assert one.last is not None
        assert one.last + timedelta(1) == two.first
        assert one.standing[:4] != two.standing[:4]
    for day in window():
        folded = state_on(day, history)
        assert folded is not None
        assert at(runs, day).standing[:4] == folded[:4]


@settings(max_examples=MANY, deadline=None)
@given(histories(), st.lists(acts(), max_size=3), DAYS)
def test_an_act_published_later_never_changes_what_was_known_before(
    history: list[EffectFact], later: list[EffectFact], known: date
) -> None:
    unseen = [act for act in later if not as_known([act], known)]
    assert periods(as_known([*history, *unseen], known)) == periods(as_known(history, known))


@settings(max_examples=MANY, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(history: list[EffectFact], chance: Any) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert [run[:2] + run.standing[:4] for run in periods(shuffled)] == [
        run[:2] + run.standing[:4] for run in periods(history)
    ]
    assert in_order(shuffled) == in_order(history)
