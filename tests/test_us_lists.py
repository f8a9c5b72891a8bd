"""The US lists of parties: rows to acts, words to policies, days no further than they are known."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import tracker
from config.settings import HERE, data_digest
from events.facts import Citation, MeasureImposed, ReadingWithdrawn
from events.ledger import Ledger, open_ledger
from events.values import ListName
from tracker.history import Loaded, load
from tracker.queries import Timeline
from tracker.reading_facts import facts_of_bundle
from tracker.readings import Bundle, read_bundle
from tracker.screening import (
    ListedRow,
    Page,
    captured,
    citations_of,
    key_of,
    merged,
    place_of,
    policy_of,
    read_lists,
    read_rules,
    requirement_of,
    row_of,
)
from tracker.screening.citations import days_of
from tracker.screening.facts import act_of, first_day
from tracker.screening.rows import LIST_NAMES, ListCode
from tracker.screening.rules import Rule
from tracker.timeline import state_on

SHARED = Path(__file__).parents[2] / "shared/data/us/csl_2026-07-31.projection.json"
PARTIES = "lists/us-parties.csv"
NAMES = "lists/us-names-zh.csv"
HELD = {"EL": 3344, "MEU": 70, "UVL": 222, "DPL": 1527}


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle(HERE / "readings")


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    with tracker.open(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}") as opened:
        assert opened.warnings == []
        yield opened


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def change(path: Path, how: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = how(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def on_lists(bundle: Bundle) -> list[MeasureImposed]:
    return [
        fact
        for fact in facts_of_bundle(bundle)
        if isinstance(fact, MeasureImposed) and fact.part_of and fact.on_list in LIST_NAMES.values()
    ]


# -- what is on file ------------------------------------------------------------------------------


def test_every_line_of_the_lists_is_one_party_on_file(bundle: Bundle) -> None:
    parts = on_lists(bundle)
    lists: dict[ListName | None, ListCode] = {name: code for code, name in LIST_NAMES.items()}
    address = bundle.lists.address
    counts = Counter(lists[part.on_list] for part in parts if part.cited.url == address)
    print(dict(counts))
    assert (counts, bundle.lists.broken) == (HELD, [])
    assert len({part.measure for part in parts}) == len(parts)
    assert captured(HERE) == bundle.lists.captured_on == date(2026, 7, 31)


def test_what_the_lists_hold_are_facts_and_no_texts() -> None:
    with (HERE / PARTIES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["policy"] for row in rows} <= {
        *("", "prohibited", "presumption_of_denial", "case_by_case", "licence_required")
    }
    assert {row["requirement"] for row in rows} <= {"", "all", "meu", "except", "section"}
    assert max(len(row["note"]) for row in rows) < 100
    assert {len(place) for row in rows for place in row["countries"].split()} == {2}


@pytest.mark.needs_shared
@pytest.mark.skipif(not SHARED.exists(), reason="the capture is not here")
def test_the_lists_hold_every_row_of_the_capture_and_no_other() -> None:
    capture = json.loads(SHARED.read_text(encoding="utf-8"))
    codes: dict[int, ListCode] = {
        number: code
        for number, source in enumerate(capture["tables"]["sources"])
        for code in LIST_NAMES
        if f"({code})" in source
    }
    rows = [
        row_of(codes[entry["s"]], entry["n"], notice=entry.get("fr", ""))
        for entry in capture["entries"]
        if entry["s"] in codes
    ]
    print(Counter(row.list for row in rows))
    rules = read_rules(HERE)
    assert Counter(row.list for row in merged(rows, rules)) == HELD
    held = {(key_of(row.list, row.name), row.first_page) for _, row in read_lists(HERE).rows}
    assert {key for key, _ in held} == {key_of(row.list, row.name) for row in rows}


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
    def policy(code: ListCode) -> str | None:
        return row_of(code, "Example Works", policy="See §744.21(d) and (e)").policy

    assert policy("DPL") == "prohibited"
    assert policy("MEU") == "presumption_of_denial"
    assert policy("UVL") is None
    assert policy("EL") == "licence_required"


def test_one_party_by_one_act_is_one_row_with_its_countries_and_names() -> None:
    rows = [
        row_of("EL", "Example Works, Inc.", countries=["CN"], notice="87 FR 77505"),
        row_of("EL", "EXAMPLE WORKS INC", countries=["prc", "JP"], notice="87 FR 77508"),
        row_of("EL", "Example Works, Inc.", countries=["TURKIYE"], notice="88 FR 9389"),
        row_of("MEU", "Example Works, Inc.", countries=["CN"], notice="85 FR 83799"),
    ]
    found = merged(rows, read_rules(HERE))
    assert [row.countries for row in found] == [("CN", "JP"), ("TR",), ("CN",)]
    assert found[0].aliases == ("EXAMPLE WORKS INC",)


def test_rows_that_do_not_say_the_same_policy_say_none() -> None:
    one, two = (
        row_of("EL", "Example Works", policy=words, requirement="For all items subject to the EAR")
        for words in ("Presumption of denial.", "Case-by-case basis")
    )
    (row,) = merged([one, two])
    assert (row.policy, row.requirement) == ("licence_required", "all")


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
    code: ListCode, notice: str, measure: str
) -> None:
    row = row_of(code, "Example Works", notice=notice)
    assert place_of(row, read_rules(HERE)).measure == measure


def test_every_range_of_pages_is_in_order_and_none_reaches_into_another() -> None:
    rules = read_rules(HERE).all
    for one in rules:
        assert one.first_page <= one.last_page, one
        assert not one.effective or not one.published or one.effective[:4] <= one.published[:4]
    for one, two in pairwise(rules):
        if (one.list, one.volume) == (two.list, two.volume):
            assert one.last_page < two.first_page, (one, two)


def test_rules_on_file_carry_the_days_of_their_records(bundle: Bundle) -> None:
    own = {
        fact.measure: fact
        for fact in facts_of_bundle(bundle)
        if isinstance(fact, MeasureImposed) and not fact.part_of
    }
    told = 0
    for rule in read_rules(HERE).all:
        if rule.instrument in bundle.records:
            told += 1
            whole = own[rule.place.measure]
            assert (whole.first_day, whole.cited.published_on) == (rule.effective, rule.published)
    assert told > 50


def test_a_day_of_a_rule_stands_only_with_where_it_is_known_from() -> None:
    for one in read_rules(HERE).all:
        days = [day for day in (one.published, one.effective) if day and len(day) > 4]
        assert bool(days) == bool(one.known_from), one
        assert one.published, one  # the year at least, which the volume tells


def test_a_rule_of_a_year_alone_is_of_the_year_of_its_volume() -> None:
    years = [one for one in read_rules(HERE).all if one.published and len(one.published) == 4]
    assert len(years) > 40
    for one in years:
        assert one.note or one.published == str(1935 + one.volume), one  # a note tells a misprint


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",2011-08-15,,capture,", ",2011-08-15,,,", "known_from: expected where 2011-08-15"),
        (",2011-08-15,,capture,", ",2011,,capture,", "known_from: capture, but neither day"),
        (",2011-08-15,,capture,", ",2011-08-15,,memory,", "known_from: expected one of record"),
    ],
)
def test_a_day_that_nobody_vouches_for_is_a_problem(
    config: Path, old: str, new: str, told: str
) -> None:
    change(config / "lists" / "us-rules.csv", lambda text: text.replace(old, new, 1))
    (problem,) = read_bundle(config / "readings").problems
    assert str(problem).startswith("lists/us-rules.csv: record of line")
    assert told in str(problem)


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


def state_of(row: ListedRow, what: Rule | None, day: str) -> str:
    """The state on a day of the provision that one row of an act not on file hangs under."""
    _, whole = act_of(row, read_rules(HERE).place_of(row.list, row.first_page), what, "address")
    found = state_on(date.fromisoformat(day), [whole])
    assert found is not None
    return found.state


def test_a_rule_printed_in_the_first_week_surely_works_when_the_month_is_over() -> None:
    row = row_of("EL", "Example Works", notice="87 FR 20299")
    printed = rule("2022-04-07")
    days = ("2021-12-31", "2022-01-01", "2022-04-30", "2022-05-01")
    states = [state_of(row, printed, day) for day in days]
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
    row = row_of("EL", "Example Works", notice=notice)
    days = ("2021-12-31", "2022-01-31", "2022-02-01", "2022-12-31", "2023-01-01")
    assert [state_of(row, what, day) for day in days] == states


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


@pytest.mark.parametrize(
    ("starts", "until", "kept"),
    [
        (date(2025, 4, 7), date(3035, 4, 7), False),
        (date(2025, 4, 7), date(2025, 4, 6), False),
        (date(2025, 4, 7), date(2035, 4, 7), True),
        (date(2003, 6, 19), date(2056, 6, 29), True),
        (None, date(2035, 4, 7), True),
    ],
)
def test_an_absurd_end_is_left_out_and_told(starts: date | None, until: date, kept: bool) -> None:
    row = row_of("DPL", "Example Works", starts=starts, until=until)
    assert row.until == (until if kept else None)
    assert (row.note is None) == kept
    assert kept or str(until) in (row.note or "")


def test_the_unverified_list_is_known_from_the_capture(timeline: Timeline) -> None:
    for day, state in (
        ("2019-12-01", "unknown"),
        ("2026-07-30", "unknown"),
        ("2026-07-31", "in_force"),
        ("2026-11-24", "in_force"),
    ):
        (found,) = timeline.on(day, measure="bis-list-uvl/uvl", state="all").measures
        assert found.state == state, day
    answer = timeline.on("2026-08-01", measure="bis-list-uvl/uvl", known="2026-07-01", state="all")
    assert [one.id for one in answer.measures if one.id != "bis-list-uvl/uvl"] == []


# -- companies everyone knows ---------------------------------------------------------------------

HUAWEI = "bis-2019-10616/huawei-listing/huawei-technologies-co-ltd-huawei"
ZTE = "bis-2016-05104/zte-main/zte-corporation"
ZTE_DENIAL = "bis-2018-08354/zte-denial/zte-corporation"
SMIC = "bis-2020-28031/listings/semiconductor-manufacturing-international-corporation-smic"
DAYS = [
    (ZTE, "2016-03-07", "announced"),
    (ZTE, "2016-03-08", "in_force"),
    (ZTE, "2016-04-01", "suspended"),
    (ZTE, "2017-03-28", "suspended"),
    (ZTE, "2017-03-29", "ended"),
    ("bis-2016-05104/zte-others/zte-parsian", "2016-04-01", "in_force"),
    ("bis-2016-05104/zte-others/zte-parsian", "2026-07-31", "in_force"),
    ("bis-zte-order-2017-03-23/denial-suspended/zte-corporation", "2017-06-01", "suspended"),
    (ZTE_DENIAL, "2018-04-14", "announced"),
    (ZTE_DENIAL, "2018-04-15", "in_force"),
    (ZTE_DENIAL, "2018-07-12", "in_force"),
    (ZTE_DENIAL, "2018-07-13", "ended"),
    ("bis-2018-15633/new-suspended-denial/zte-kangxun", "2020-01-01", "suspended"),
    ("bis-2017-06227/shi-lirong/shi-lirong", "2017-03-29", "in_force"),
    (HUAWEI, "2019-05-15", "announced"),
    (HUAWEI, "2019-05-16", "in_force"),
    (HUAWEI, "2026-08-01", "in_force"),
    (
        "bis-2018-23693/listings/fujian-jinhua-integrated-circuit-company-ltd",
        "2018-10-29",
        "announced",
    ),
    (
        "bis-2018-23693/listings/fujian-jinhua-integrated-circuit-company-ltd",
        "2018-10-30",
        "in_force",
    ),
    (
        "bis-2019-22210/listings/hangzhou-hikvision-digital-technology-co-ltd",
        "2019-10-08",
        "announced",
    ),
    (
        "bis-2019-22210/listings/hangzhou-hikvision-digital-technology-co-ltd",
        "2019-10-09",
        "in_force",
    ),
    (
        "bis-2019-22210/listings/beijing-sensetime-technology-development-co-ltd",
        "2019-10-09",
        "in_force",
    ),
    (SMIC, "2020-12-17", "announced"),
    (SMIC, "2020-12-18", "in_force"),
    ("bis-2020-28031/listings/dji", "2020-12-18", "in_force"),
    ("bis-2022-27151/listings/yangtze-memory-technologies-co-ltd", "2022-12-15", "announced"),
    ("bis-2022-27151/listings/yangtze-memory-technologies-co-ltd", "2022-12-16", "in_force"),
    ("bis-2023-04558/listings/inspur-group-co-ltd", "2023-03-01", "announced"),
    ("bis-2023-04558/listings/inspur-group-co-ltd", "2023-03-02", "in_force"),
    ("bis-el-2020-06-05/listings/institute-of-forensic-science", "2020-06-05", "in_force"),
    ("bis-el-2020-06-05/listings/institute-of-forensic-science", "2023-11-15", "in_force"),
    ("bis-el-2020-06-05/listings/institute-of-forensic-science", "2023-11-16", "ended"),
    ("bis-2025-19508/listings/arrow-china", "2025-11-11", "in_force"),
    ("bis-2025-19508/listings/arrow-china", "2025-11-12", "ended"),
    ("bis-2025-19508/listings/arrow-electronics-hong-kong-co-ltd", "2026-07-31", "in_force"),
]


@pytest.mark.parametrize(("measure", "day", "state"), DAYS)
def test_a_company_is_listed_from_its_right_day(
    timeline: Timeline, measure: str, day: str, state: str
) -> None:
    (found,) = timeline.on(day, measure=measure, state="all").measures
    assert found.state == state


def test_a_denial_order_of_the_file_has_its_own_days(timeline: Timeline) -> None:
    (found,) = timeline.on("2020-01-01", measure="bis-84fr43787/dpl/adam-al-herz").measures
    assert (found.since, found.until) == ("2019-08-13", "2026-10-13")
    (later,) = timeline.on("2026-10-14", measure="bis-84fr43787/dpl/adam-al-herz").measures
    assert (later.state, later.reason) == ("ended", "expired")


def test_nobody_could_know_a_listing_before_its_rule_was_printed(timeline: Timeline) -> None:
    early = timeline.on("2019-05-18", measure=HUAWEI, known="2019-05-18", state="all")
    assert early.measures == []
    (after,) = timeline.on("2019-05-18", measure=HUAWEI, known="2019-05-21", state="all").measures
    assert after.state == "in_force"


# -- found by a party, and by its Chinese name -----------------------------------------------------


@pytest.mark.parametrize(
    ("day", "party", "provision"),
    [
        ("2020-01-01", "Huawei Technologies", "bis-2019-10616/huawei-listing"),
        ("2020-01-01", "华为技术", "bis-2019-10616/huawei-listing"),
        ("2017-01-01", "ZTE Parsian", "bis-2016-05104/zte-others"),
        ("2023-01-01", "Higon", "bis-2019-13245/listings"),
        ("2021-06-01", "Adam Al Herz", "bis-84fr43787/dpl"),  # an act that only the lists tell of
    ],
)
def test_a_provision_is_found_under_the_name_of_a_party_of_the_lists(
    timeline: Timeline, day: str, party: str, provision: str
) -> None:
    assert provision in [one.id for one in timeline.on(day, party=party).measures]


def test_a_provision_names_every_party_that_the_lists_put_under_it(bundle: Bundle) -> None:
    imposed = {
        fact.measure: fact for fact in facts_of_bundle(bundle) if isinstance(fact, MeasureImposed)
    }
    parts = [one for one in imposed.values() if one.part_of and one.on_list in LIST_NAMES.values()]
    assert len(parts) > sum(HELD.values())
    for part in parts:
        assert set(part.scope.parties) <= set(imposed[str(part.part_of)].scope.parties)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("华为", "Huawei Technologies Co., Ltd. (Huawei)"),
        ("中芯国际", "Semiconductor Manufacturing International Corporation (SMIC)"),
        ("长江存储", "Yangtze Memory Technologies Co., Ltd."),
        ("海康威视", "Hangzhou Hikvision Digital Technology Co., Ltd."),
        ("商汤", "Beijing Sensetime Technology Development Co., Ltd."),
        ("大疆", "DJI"),
        ("浪潮", "Inspur Group Co., Ltd."),
        ("中兴通讯", "Zhongxing Telecommunications Equipment Corporation"),
        ("科大讯飞", "IFLYTEK"),
        ("北方华创", "Naura Technology Group Co., Ltd."),
        ("哈尔滨工业大学", "Harbin Institute of Technology"),
        ("中山大学", "Sun Yat-Sen University"),
    ],
)
def test_a_chinese_party_is_found_by_its_chinese_name(
    timeline: Timeline, name: str, listed: str
) -> None:
    answer = timeline.listed(name, on="2026-08-01")
    assert listed in [match.party["name"] for match in answer.matches if match.party]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("EL,Nobody Of That Name,无名公司\n", "no row of EL is 'Nobody Of That Name'"),
        ("MEU,DJI,深圳市大疆创新科技有限公司\n", "no row of MEU is 'DJI'"),
        ("EL,DJI,大疆\n", "DJI stands here twice"),
        ("EL,DJI,\n", "zh: expected a value"),
    ],
)
def test_a_chinese_name_that_meets_no_row_is_a_problem_and_changes_nothing(
    config: Path, ledger: Ledger, line: str, told: str
) -> None:
    reload(config, ledger)
    change(config / NAMES, lambda text: text + line)
    bundle = read_bundle(config / "readings")
    (problem,) = bundle.problems
    assert told in str(problem)
    assert load(bundle, ledger) == Loaded(0, 0)


# -- loading --------------------------------------------------------------------------------------


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield opened
    opened.close()


def reload(config: Path, ledger: Ledger) -> Loaded:
    return load(read_bundle(config / "readings"), ledger)


def test_loading_again_adds_nothing_and_withdraws_nothing(config: Path, ledger: Ledger) -> None:
    first = reload(config, ledger)
    assert first.added > sum(HELD.values())
    assert reload(config, ledger) == Loaded(0, 0)


def test_a_ledger_without_the_lists_only_gains_them(config: Path, ledger: Ledger) -> None:
    shutil.move(config / "lists", config / "kept")
    reload(config, ledger)
    shutil.move(config / "kept", config / "lists")
    gained = reload(config, ledger)
    gone = {e.fact.of for e in ledger.after(None) if isinstance(e.fact, ReadingWithdrawn)}
    assert len(gone) == gained.withdrawn
    assert all(one.count("/") == 2 for one in gone)  # provisions, which name their parties now
    assert gained.added > sum(HELD.values())


def without(line: str) -> Callable[[str], str]:
    return lambda text: "".join(one for one in text.splitlines(True) if not one.startswith(line))


def test_a_line_taken_away_withdraws_that_reading_alone(config: Path, ledger: Ledger) -> None:
    reload(config, ledger)
    change(config / PARTIES, without("EL,ZTE Parsian,"))
    assert reload(config, ledger) == Loaded(1, 2)  # the provision no longer names it
    gone = [e.fact for e in ledger.after(None) if isinstance(e.fact, ReadingWithdrawn)]
    provision = "measure/bis-2016-05104/zte-others"
    assert sorted(one.of for one in gone) == [provision, f"{provision}/zte-parsian"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("EL,ZTE Parsian,,IR,", "ELL,ZTE Parsian,,IR,", "list: expected one of EL"),
        ("EL,ZTE Parsian,,IR,", "EL,,,IR,", "name: expected a value"),
        ("EL,ZTE Parsian,,IR,81 FR 12004,", "EL,ZTE Parsian,,IR,81 FR x,", "citations: expected"),
        ("EL,ZTE Parsian,,IR,", "EL,ZTE Parsian,IR,", "expected 14 cells, found 13"),
        (
            "EL,ZTE Parsian,,IR,81 FR 12004,presumption_of_denial,",
            "EL,ZTE Parsian,,IR,81 FR 12004,denied,",
            "policy: expected one of prohibited",
        ),
    ],
)
def test_a_broken_line_is_named_and_costs_and_withdraws_nothing_else(
    config: Path, ledger: Ledger, old: str, new: str, told: str
) -> None:
    whole = reload(config, ledger)
    change(config / PARTIES, lambda text: text.replace(old, new, 1))
    bundle = read_bundle(config / "readings")
    parts = len(on_lists(bundle))
    (problem,) = bundle.problems
    assert str(problem).startswith("lists/us-parties.csv: record of line")
    assert told in str(problem)
    assert parts >= sum(HELD.values()) - 1
    assert load(bundle, ledger) == Loaded(0, 0)
    assert whole.withdrawn == 0


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("us-parties.csv", "list,name\nEL,x\n"),
        ("us-rules.csv", ""),
        ("us-parties.csv", None),
        ("us-lists.yml", "captured_on: soon\n"),
        ("us-rules.csv", "\x00"),
        ("us-names-zh.csv", None),
        ("us-names-zh.csv", "list,name\n"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_problem_and_withdraws_nothing(
    config: Path, ledger: Ledger, file: str, text: str | None
) -> None:
    reload(config, ledger)
    path = config / "lists" / file
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    bundle = read_bundle(config / "readings")
    assert any(file in str(problem) for problem in bundle.problems)
    assert load(bundle, ledger) == Loaded(0, 0)


def test_a_line_that_fits_no_record_is_a_problem(config: Path) -> None:
    rules = config / "lists" / "us-rules.csv"
    change(rules, lambda text: text.replace("bis-2016-05104,zte-others", "bis-2016-05104,others"))
    bundle = read_bundle(config / "readings")
    parts = on_lists(bundle)
    assert "hangs under bis-2016-05104/others" in str(bundle.problems[0])
    assert len(parts) > sum(HELD.values()) - 5


def test_a_party_written_twice_is_a_problem(config: Path) -> None:
    line = "EL,ZTE Parsian,,IR,81 FR 12004,presumption_of_denial,all,,,,,,,\n"
    change(config / PARTIES, lambda text: text.replace(line, line + line, 1))
    bundle = read_bundle(config / "readings")
    facts_of_bundle(bundle)
    (problem,) = bundle.problems
    assert "zte-parsian is there already" in str(problem)


def test_a_changed_list_is_seen_at_the_next_start(config: Path) -> None:
    before = data_digest(config)
    change(config / PARTIES, without("EL,ZTE Parsian,"))
    assert data_digest(config) != before


def test_a_view_knows_the_day_of_the_lists(timeline: Timeline) -> None:
    assert timeline.view.meta["lists_captured_on"] == "2026-07-31"
