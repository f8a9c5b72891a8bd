"""Rows of the US lists: pages to acts, words to policies, days no further than they are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from config.settings import HERE
from events.facts import Citation, MeasureImposed
from tracker.reading_facts import facts_of_bundle
from tracker.readings import Bundle, read_bundle
from tracker.screening import ListedRow
from tracker.screening.citations import Page, citations_of, days_of
from tracker.screening.facts import act_of, first_day, place_of
from tracker.screening.policies import policy_of, requirement_of
from tracker.screening.rows import ListCode, joined, policy_on
from tracker.screening.rules import Rule, Rules
from tracker.timeline import state_on


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle(HERE / "readings")


@pytest.fixture(scope="module")
def rules(bundle: Bundle) -> Rules:
    return bundle.lists.rules


def row(code: ListCode, notice: str = "", name: str = "Example Works", **more: Any) -> ListedRow:
    return ListedRow(code, name, pages=citations_of(notice), **more)


# -- pages, words, names --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notice", "pages"),
    [
        ("84 FR 22961, 5/21/19; 85 FR 29849", ["84 FR 22961", "85 FR 29849"]),
        ("85 FR 83420; 66 FR 24267", ["66 FR 24267", "85 FR 83420"]),
        ("77 FR 58006 (no. 182)", ["77 FR 58006"]),
        ("66 FR 24266, 84 FR 40241, 84 FR 40241", ["66 FR 24266", "84 FR 40241"]),
        ("82 F.R. 61745 12/29/2017, 83F.R. 28801", ["82 FR 61745", "83 FR 28801"]),
        ("76 FR No. 197 (10/12/2011)", []),
        ("Vol. 83, No. 91, 05/10/2018", []),
        ("", []),
    ],
)
def test_a_notice_names_its_pages_oldest_first(notice: str, pages: list[str]) -> None:
    assert [str(page) for page in citations_of(notice)] == pages


def test_a_day_printed_behind_a_page_is_taken_only_if_it_is_of_the_volumes_year() -> None:
    found = days_of("58 F.R. 42719 8/11/93 63 F.R. 3535 1/23/98 64 F.R. 1 2/30/99 65 F.R. 9 1/1/01")
    assert found == {Page(58, 42719): date(1993, 8, 11), Page(63, 3535): date(1998, 1, 23)}


@pytest.mark.parametrize(
    ("words", "policy"),
    [
        ("Presumption of denial.", "presumption_of_denial"),
        ("Policy of denial. See §§ 746.8(b) and 744.21(e)", "presumption_of_denial"),
        ("Case-by-case review.", "case_by_case"),
        ("See §744.2(d) of this part", "licence_required"),
        ("Policy of denial; Case-by-case basis for items A", "licence_required"),
        ("Presumption of denial except case-by-case for items B", "licence_required"),
        ("Presumption of approval for EAR99 items", "licence_required"),
        ("", None),
    ],
)
def test_a_policy_is_one_closed_word(words: str, policy: str | None) -> None:
    assert policy_of(words) == policy


@pytest.mark.parametrize(
    ("words", "requirement"),
    [
        ("For all items subject to the EAR. (See §§ 734.9(e) and 744.11 of the EAR)4", "all"),
        ("For All Items Subject to the EAR (See §744.11 of the EAR).", "all"),
        ("All items subject to the EAR except for: crude oil", "except"),
        ("For any item listed in supplement no. 2 to part 744.", "meu"),
        ("For items on the CCL and EAR99 items listed in supplement no. 7", "section"),
        ("", None),
    ],
)
def test_a_requirement_is_one_closed_word(words: str, requirement: str | None) -> None:
    assert requirement_of(words) == requirement


def test_each_list_has_its_policy() -> None:
    words = "See §744.21(d) and (e)"
    assert policy_on("DPL", words) == "prohibited"
    assert policy_on("MEU", words) == "presumption_of_denial"
    assert policy_on("UVL", words) is None
    assert policy_on("EL", words) == "licence_required"


def test_rows_of_one_party_by_one_act_are_one_with_all_its_countries_and_names() -> None:
    one = row("EL", "87 FR 77508", name="Example Works, Inc.", countries=("CN",))
    two = row("EL", "87 FR 77505", name="EXAMPLE WORKS INC", countries=("CN", "JP"))
    both = joined(one, two)
    assert (both.name, both.aliases) == ("Example Works, Inc.", ("EXAMPLE WORKS INC",))
    assert both.countries == ("CN", "JP")
    assert [str(page) for page in both.pages] == ["87 FR 77505", "87 FR 77508"]


def test_what_two_rows_do_not_say_alike_is_not_said() -> None:
    strict = row("EL", policy="presumption_of_denial", requirement="all")
    mild = replace(strict, policy="case_by_case")
    both = joined(strict, mild)
    assert (both.policy, both.requirement) == ("licence_required", "all")
    order = row("DPL", starts=date(2020, 1, 2), until=date(2025, 1, 2))
    longer = replace(order, until=date(2030, 1, 2))
    both = joined(order, longer)
    assert (both.starts, both.until, both.until_unknown) == (date(2020, 1, 2), None, True)


# -- acts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "notice", "measure"),
    [
        ("EL", "90 FR 4617", "bis-2025-00704/listings"),
        ("EL", "90 FR 4619", "bis-2025-00704/listings"),
        ("EL", "90 FR 4621", "bis-2025-00480/listings"),
        ("EL", "84 FR 22963; 85 FR 29853", "bis-2019-10616/huawei-listing"),
        ("EL", "84 FR 43495", "bis-huawei-2019-08-21/affiliates-46"),
        ("EL", "87 FR 37423", "bis-2018-16474/listings"),  # filled down from 83 FR 37423
        ("EL", "81 FR 12004", "bis-2016-05104/zte-others"),
        ("EL", "73 FR 54509", "bis-73fr54503/el"),
        ("EL", "86 FR 4864", "bis-2021-00995/listings"),
        ("MEU", "86 FR 4864", "bis-2021-00995/meu-addition"),
        ("MEU", "85 FR 83799", "bis-2020-28052/meu-list"),
        ("EL", "91 FR 1", "bis-91fr1/el"),
        ("DPL", "82 F.R. 48792 10/20/2017", "bis-82fr48792/dpl"),
        ("UVL", "", "bis-list-uvl/uvl"),
    ],
)
def test_a_row_hangs_under_the_act_of_its_oldest_page(
    rules: Rules, code: ListCode, notice: str, measure: str
) -> None:
    found = row(code, notice)
    assert place_of(found, rules).measure == measure


def test_every_range_of_pages_is_in_order_and_none_reaches_into_another(rules: Rules) -> None:
    for one in rules.all:
        assert one.first_page <= one.last_page, one
        assert not one.effective or not one.published or one.effective[:4] <= one.published[:4]
    for one, two in pairwise(rules.all):
        if (one.list, one.volume) == (two.list, two.volume):
            assert one.last_page < two.first_page, (one, two)


def test_rules_on_file_carry_the_days_of_their_records(bundle: Bundle, rules: Rules) -> None:
    own = {
        fact.measure: fact
        for fact in facts_of_bundle(bundle)
        if isinstance(fact, MeasureImposed) and not fact.part_of
    }
    told = 0
    for rule in rules.all:
        if rule.instrument in bundle.records:
            told += 1
            whole = own[rule.place.measure]
            assert (whole.first_day, whole.cited.published_on) == (rule.effective, rule.published)
    assert told > 50


def test_a_day_of_a_rule_stands_only_with_where_it_is_known_from(rules: Rules) -> None:
    for one in rules.all:
        days = [day for day in (one.published, one.effective) if day and len(day) > 4]
        assert bool(days) == bool(one.known_from), one
        assert one.published, one  # the year at least, which the volume tells


def test_a_rule_of_a_year_alone_is_of_the_year_of_its_volume(rules: Rules) -> None:
    years = [one for one in rules.all if one.published and len(one.published) == 4]
    assert len(years) > 40
    for one in years:
        assert one.note or one.published == str(1935 + one.volume), one  # a note tells a misprint


def rule(published: str | None = None, effective: str | None = None, page: int = 20299) -> Rule:
    return Rule("EL", 87, page, page, "bis-x", "el", published=published, effective=effective)


@pytest.mark.parametrize(
    ("what", "page", "first"),
    [
        (rule("2022-04-07", "2022-04-01"), 20299, "2022-04-01"),
        (rule("2022", "2022-04-01"), 20299, "2022-04-01"),
        (rule("2022-04-08"), 20299, "2022-04"),
        (rule("2022-04-07"), 20299, "2022"),
        (rule("2022"), 20299, "2022"),
        (rule("2021"), 20299, "2021"),  # 87 is a misprint of 86
        (rule(), 20299, "2022"),
        (None, 20299, "2022"),
        (rule("2022-01-07"), 1000, None),  # it may have worked in December
        (rule("2022"), 1000, None),
        (None, 1000, None),
        (rule("2022-01-10"), 1000, "2022-01"),
    ],
)
def test_a_first_day_is_as_exact_as_it_is_known(
    what: Rule | None, page: int, first: str | None
) -> None:
    assert first_day(what, Page(87, page)) == first


def state_of(one: ListedRow, what: Rule | None, day: str) -> str:
    """The state on a day of the provision that one row of an act not on file hangs under."""
    _, whole = act_of(one, place_of(one, Rules(())), what, "address")
    found = state_on(date.fromisoformat(day), [whole])
    assert found is not None
    return found.state


def test_a_rule_printed_in_the_first_week_surely_works_when_the_month_is_over() -> None:
    found = row("EL", "87 FR 20299")
    printed = rule("2022-04-07")
    days = ("2021-12-31", "2022-01-01", "2022-04-30", "2022-05-01")
    states = [state_of(found, printed, day) for day in days]
    assert states == ["announced", "unknown", "unknown", "in_force"]


@pytest.mark.parametrize(
    ("what", "notice", "states"),
    [
        (rule("2022"), "87 FR 20299", ["announced", "unknown", "unknown", "unknown", "in_force"]),
        (rule("2022"), "87 FR 999", ["unknown", "unknown", "in_force", "in_force", "in_force"]),
    ],
)
def test_a_rule_of_a_year_alone_leaves_that_year_open(
    what: Rule, notice: str, states: list[str]
) -> None:
    found = row("EL", notice)
    days = ("2021-12-31", "2022-01-31", "2022-02-01", "2022-12-31", "2023-01-01")
    assert [state_of(found, what, day) for day in days] == states


# -- days as far as they are known ----------------------------------------------------------------


def listed(**days: Any) -> MeasureImposed:
    cited = Citation(instrument="bis-x", provision="dpl")
    return MeasureImposed(measure="bis-x/dpl/p", cited=cited, title="p", kind="listing", **days)


def states(imposed: MeasureImposed, *days: str) -> list[str]:
    found = [state_on(date.fromisoformat(day), [imposed]) for day in days]
    return [one.state for one in found if one is not None]


def test_a_party_seen_on_a_list_is_in_force_from_then_and_unknown_before() -> None:
    seen = listed(seen_on=date(2026, 7, 31))
    days = ("1990-01-01", "2026-07-30", "2026-07-31", "2026-12-01")
    assert states(seen, *days) == ["unknown", "unknown", "in_force", "in_force"]


def test_a_day_in_force_narrows_a_year_and_leaves_a_whole_day_alone() -> None:
    seen = listed(first_day="2015", seen_on=date(2015, 3, 10))
    days = ("2014-12-31", "2015-01-01", "2015-03-09", "2015-03-10")
    assert states(seen, *days) == ["announced", "unknown", "unknown", "in_force"]
    exact = listed(first_day="2015-01-05", seen_on=date(2015, 3, 10))
    assert states(exact, "2015-01-04", "2015-01-05") == ["announced", "in_force"]
    early = listed(first_day="2015", seen_on=date(2015, 1, 1))
    assert states(early, "2014-12-01", "2015-01-01") == ["unknown", "in_force"]


def test_an_end_that_nobody_told_leaves_the_days_after_it_was_seen_unknown() -> None:
    order = listed(first_day="2015-03-02", seen_on=date(2015, 3, 10), end_unknown=True)
    days = ("2015-03-01", "2015-03-02", "2015-03-10", "2015-03-11", "2026-01-01")
    assert states(order, *days) == ["announced", "in_force", "in_force", "unknown", "unknown"]
    gone = order.model_copy(update={"gone_by": date(2022, 9, 2)})
    assert states(gone, "2015-03-11", "2022-09-01", "2022-09-02") == ["unknown", "unknown", "ended"]
    old = listed(of_old=True, end_unknown=True, gone_by=date(2022, 9, 2))
    assert states(old, "1990-01-01", "2022-09-01", "2022-09-02") == ["unknown", "unknown", "ended"]
