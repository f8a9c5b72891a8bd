"""The US lists of parties as bundled: who is on file, from which day, and under which names."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import tracker
from config.settings import HERE
from events.facts import MeasureImposed
from events.values import ListName
from tests.us_list_files import HELD, PARTIES, on_lists
from tracker.parties_held import counts
from tracker.queries import Timeline
from tracker.reading_facts import facts_of_bundle
from tracker.readings import Bundle, read_bundle
from tracker.screening import captured, key_of, read_lists
from tracker.screening.citations import citations_of
from tracker.screening.rows import LIST_NAMES, ListCode

SHARED = Path(__file__).parents[2] / "shared/data/us/csl_2026-07-31.projection.json"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle(HERE / "readings")


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    with tracker.open(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}") as opened:
        assert opened.warnings == []
        yield opened


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
    lists = read_lists(HERE)
    listings = set()
    for entry in capture["entries"]:
        if code := codes.get(entry["s"]):
            key = key_of(code, entry["n"])
            oldest = next(iter(citations_of(entry.get("fr", ""))), None)
            page = lists.listed_by.get((key, oldest), oldest)
            listings.add((code, key, lists.rules.place_of(code, page)))
    print(Counter(code for code, _, _ in listings))
    assert Counter(code for code, _, _ in listings) == HELD
    held = {key_of(row.list, row.name) for _, row in lists.rows}
    assert held == {key for _, key, _ in listings}


def test_a_view_knows_the_day_of_the_lists(timeline: Timeline) -> None:
    assert timeline.view.meta["lists_captured_on"] == "2026-07-31"


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


MAY, EITHER = "bis-2019-10616/huawei-listing", "bis-2019-10616/huawei-may-or-august"
AUGUST = "bis-huawei-2019-08-21/affiliates-46"


def test_a_party_hangs_under_the_rule_that_listed_it_whatever_page_the_list_prints(
    timeline: Timeline,
) -> None:
    sweden = f"{AUGUST}/huawei-sweden"
    states = {
        day: one.state
        for day in ("2019-06-01", "2019-08-18", "2019-08-19", "2026-07-31")
        for one in timeline.on(day, measure=sweden, state="all", parts=True).measures
    }
    assert states == {
        "2019-06-01": "announced",
        "2019-08-18": "announced",
        "2019-08-19": "in_force",
        "2026-07-31": "in_force",
    }


@pytest.mark.parametrize(
    "measure",
    [
        EITHER,
        f"{EITHER}/proven-honour",
        f"{EITHER}/huawei-technologies-co-ltd-huawei-affiliated-entity-huawei-m",
    ],
)
def test_a_party_that_one_of_two_rules_listed_claims_neither_day(
    timeline: Timeline, measure: str
) -> None:
    def state(day: str) -> str:
        (one,) = timeline.on(day, measure=measure, state="all").measures
        return one.state

    days = ("2019-05-15", "2019-05-16", "2019-08-18", "2019-08-19")
    assert [state(day) for day in days] == ["announced", "unknown", "unknown", "in_force"]


def test_who_is_listed_for_certain_is_in_force_though_the_day_of_others_is_not_known(
    timeline: Timeline,
) -> None:
    (may,) = timeline.on("2019-05-25", measure=MAY, state="all").measures
    assert (may.state, may.since) == ("in_force", "2019-05-16")


@pytest.mark.parametrize(
    ("provision", "held", "certain"),
    [
        (MAY, 65, 65),  # and four of the next: 69
        (EITHER, 24, 0),
        (AUGUST, 26, 26),  # and twenty of those: 46
        ("bis-2020-18213/affiliates-38", 38, 38),
        ("bis-2019-22210/listings", 28, 28),
        ("bis-el-2020-06-05/listings", 33, 33),
        ("bis-2025-05427/listings", 12, 12),
    ],
)
def test_no_rule_claims_a_day_for_more_parties_than_it_prints(
    bundle: Bundle, provision: str, held: int, certain: int
) -> None:
    parts = [one for one in on_lists(bundle) if one.part_of == provision]
    exact = [one for one in parts if one.first_day and len(one.first_day) > len("2019")]
    assert (len(parts), len(exact)) == (held, certain)


def test_who_stands_under_one_of_two_rules_is_missing_from_neither(timeline: Timeline) -> None:
    found = {one.measure: (one.printed, one.held) for one in counts(timeline.view)}
    assert (found[MAY], found[AUGUST]) == ((69, 69), (46, 46))


def test_a_second_row_of_a_party_makes_no_second_listing(bundle: Bundle) -> None:
    names = Counter(part.title for part in on_lists(bundle))
    assert {name: names[name] for name in ("Dart Aviation", "Stratum FT Limited")} == {
        "Dart Aviation": 1,
        "Stratum FT Limited": 1,
    }


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
