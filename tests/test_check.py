"""`check`: real cases against real measures, and what it may never say."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import tracker
from tests.chosen import with_a_few_parties
from tests.test_cli import refused, run
from tracker.asked import UsageError
from tracker.check.answer import GROUPS, CheckAnswer
from tracker.queries import Timeline

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
CASES = yaml.safe_load(Path(__file__).with_name("check_cases.yml").read_text("utf-8"))
# Duties on lists of goods that are not on file may always apply between the two; told once, here.
LISTS_NOT_ON_FILE = {f"ustr-301-china-lists/list-{name}" for name in ("1", "2", "3", "4a")}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check")
    run(folder, "on", "today")
    return folder


@pytest.fixture(scope="module")
def timeline(home: Path) -> Iterator[Timeline]:
    with tracker.open(f"sqlite:///{home / 'ledger.db'}", now=lambda: NOW) as timeline:
        yield timeline


def asked(timeline: Timeline, case: dict[str, Any]) -> CheckAnswer:
    given = {"from_" if name == "from" else name: value for name, value in case.items()}
    return timeline.check(**given)


def groups(answer: CheckAnswer) -> dict[str, set[str]]:
    found = {name: {one.measure.id for one in getattr(answer, name)} for name in GROUPS}
    found["may_apply"] -= LISTS_NOT_ON_FILE
    return {name: ids for name, ids in found.items() if ids}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row['case']['on']} {row['why'][:50]}")
def test_a_case_names_the_measures_that_reach_it_and_no_other(
    timeline: Timeline, row: dict[str, Any]
) -> None:
    answer = asked(timeline, row["case"])
    assert groups(answer) == {name: set(row[name]) for name in GROUPS if name in row}, row["why"]
    for one in answer.findings:
        assert one.measure.instrument in {cited["instrument"] for cited in one.measure.citations}
        assert one.because or one.missing
    assert all(one.missing for one in answer.may_apply)
    assert not any(one.missing for one in answer.applies)
    assert {one.measure.state for one in answer.not_now} <= {"suspended", "announced"}


def test_no_answer_says_that_all_is_clear(timeline: Timeline) -> None:
    answer = asked(timeline, {"item": "gallium", "from": "JP", "to": "US", "on": "2023-08-02"})
    assert not list(answer.findings)
    assert answer.empty == "cannot say"
    assert answer.as_dict()["words"].startswith("This is no clearance")
    assert answer.outside[-1].startswith("not covered here")


def test_a_rule_whose_compliance_is_asked_later_says_so(timeline: Timeline) -> None:
    answer = asked(timeline, {"code": "3A090.a", "from": "US", "to": "DE", "on": "2025-01-13"})
    (one,) = answer.applies
    assert "compliance is asked only from 2025-05-15" in one.conditions


def test_what_was_withdrawn_since_still_answers_for_what_was_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = with_a_few_parties(tmp_path)
    monkeypatch.setenv("TRACKER_CONFIG", str(chosen))
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    case = {"item": "gallium", "party": "Skydio", "from": "CN", "to": "US", "on": "2025-04-20"}
    with tracker.open(url, now=lambda: NOW) as first:
        position, before = int(first.view.meta["position"]), groups(asked(first, case))
    for name in ("unreliable-entities.yml", "mofcom-2023.yml"):
        path = chosen / "readings" / "cn" / name
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(one for one in lines if "skydio-inc:" not in one), "utf-8")
    path = chosen / "readings" / "cn" / "mofcom-2024.yml"
    path.write_text(path.read_text("utf-8").replace("      para2a:", "      para2z:"), "utf-8")
    with tracker.open(url, now=lambda: NOW) as then:
        now = groups(asked(then, case))
        pinned = groups(asked(then, case | {"recorded": position}))
        listings = then.listed("Skydio", on="2025-04-20", recorded=position).matches
        assert "uel-2025-7/p1/skydio-inc" not in now["applies"]
        assert "mofcom-2024-46/para2a" not in now["applies"]
    assert pinned == before
    assert "uel-2025-7/p1/skydio-inc" in {one.measure.id for one in listings}


def test_a_return_by_lapse_is_a_question_with_the_pledge_beside_it(timeline: Timeline) -> None:
    answer = asked(timeline, {"item": "holmium", "from": "CN", "to": "JP", "on": "2026-11-11"})
    (one,) = [one for one in answer.may_apply if one.measure.id == "mofcom-2025-57/p1"]
    assert "it ran out on 2026-11-10 and nobody has confirmed the return" in one.missing[0]
    assert one.measure.pledges


def test_the_same_question_before_the_act_was_known_has_the_older_answer(
    timeline: Timeline,
) -> None:
    case = {"item": "gallium", "from": "CN", "to": "US", "on": "2025-12-05"}
    now = asked(timeline, case)
    then = asked(timeline, case | {"known": "2025-11-08"})
    assert "mofcom-2024-46/para2a" in groups(now)["not_now"]
    assert "mofcom-2024-46/para2a" in groups(then)["applies"]


def test_conditions_of_rules_beyond_the_border_are_shown(timeline: Timeline) -> None:
    share = asked(
        timeline,
        {"item": "magnets", "from": "JP", "to": "KR", "on": "2025-12-05", "known": "2025-10-20"},
    )
    told = {one.measure.id: one for one in share.may_apply}
    assert told["mofcom-2025-61/i-1"].conditions == (
        "reaches goods made outside China in which listed Chinese items are 0.1 % of the value or"
        " more",
    )
    assert "the Chinese content" in told["mofcom-2025-61/i-1"].missing
    content = asked(timeline, {"code": "3A090.a", "from": "JP", "to": "CN", "on": "2024-01-10"})
    (one,) = [one for one in content.may_apply if one.measure.id == "bis-2023-23055/ac-s"]
    assert any("25 %" in words for words in one.conditions)
    assert any("direct product" in words for words in one.conditions)


def test_country_groups_are_those_of_the_day(timeline: Timeline) -> None:
    case = {"code": "3A090.a", "from": "US", "to": "MM"}
    before = groups(asked(timeline, case | {"on": "2023-11-16"}))
    after = groups(asked(timeline, case | {"on": "2023-11-17"}))
    assert "bis-2023-23055/ac-s" not in before.get("applies", set())
    assert "bis-2023-23055/ac-s" in after["applies"]  # Burma is in Country Group D:5


def test_a_name_that_only_comes_near_is_a_question(timeline: Timeline) -> None:
    answer = asked(
        timeline,
        {"item": "gallium", "party": "Skydioo", "from": "CN", "to": "US", "on": "2025-05-20"},
    )
    found = {one.measure.id: one for one in answer.may_apply}
    one = found["mofcom-2025-13/p1/skydio-inc"]
    assert any(words.startswith("whether the party is Skydio") for words in one.missing)
    assert one.matched
    assert one.matched["score"] < 97


def test_what_is_no_term_is_said_once(timeline: Timeline) -> None:
    answer = asked(timeline, {"item": "teddy bears", "from": "CN", "to": "US", "on": "2023-08-01"})
    assert len(answer.not_understood) == 2
    assert "teddy" in answer.not_understood[0]
    assert "applies" not in groups(answer)


def test_a_word_that_nobody_knows_gets_a_hint(timeline: Timeline) -> None:
    (told,) = asked(timeline, {"item": "galium", "from": "CN", "on": "2024-01-01"}).not_understood
    assert "did you mean gallium" in told


def test_the_very_party_is_never_left_out_without_a_word(timeline: Timeline) -> None:
    case = {"item": "gallium", "party": "PVH Corp.", "from": "CN", "to": "US", "on": "2025-04-20"}
    assert any("uel-2025-4/p-list/pvh-corp" in words for words in asked(timeline, case).outside)
    case = {"item": "bicycle", "party": "DJI", "from": "US", "to": "CN", "on": "2024-01-01"}
    found = {one.measure.id: one for one in asked(timeline, case).may_apply}
    assert any(
        "whether the goods are among" in m for m in found["bis-2020-28031/listings/dji"].missing
    )


def test_a_later_rule_on_the_same_goods_is_named_beside_the_earlier(timeline: Timeline) -> None:
    answer = asked(timeline, {"item": "H200", "from": "US", "to": "CN", "on": "2026-01-15"})
    found = {one.measure.id: one for one in answer.applies}
    told = found["bis-2023-23055/ac-s"].conditions
    assert any(words.startswith("amended by BIS 2026-00789") for words in told)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"item": "gallium", "end_uses": ["military"]}, "'end_uses' is no fact of a case"),
        ({"item": 5}, "item: expected text"),
        ({"item": "gallium", "end_use": 5}, "end use: expected one of"),
        ({"item": "gallium", "content": "1_0"}, "content: expected a share"),
        ({"item": "gal\x1b[31mlium"}, "item: expected plain text"),
        ({}, "check: expected what is shipped"),
        ({"item": ""}, "item: expected a value"),
        ({"item": "x" * 10_000}, "item: expected 1,000 letters at most"),
        ({"code": "3X999"}, "code: "),
        ({"hs": "12"}, "hs: expected an HS number"),
        ({"to": "Atlantis"}, "to: 'Atlantis' is no country we know"),
        ({"to": "Korea"}, "means more than one country"),
        ({"item": "gallium", "content": "much"}, "content: expected a share from 0 to 100"),
        ({"item": "gallium", "content": "nan"}, "content: expected a share from 0 to 100"),
        ({"item": "gallium", "us_content": 101}, "us_content: expected a share"),
        ({"item": "gallium", "end_use": "peace"}, "end use: expected one of"),
        ({"party": "***"}, "party: expected letters or digits"),
        ({"item": "gallium", "on": "yesterday"}, "day: "),
    ],
)
def test_a_fact_that_cannot_be_understood_is_refused_in_one_line(
    timeline: Timeline, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        timeline.check(**given)
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "words",
    ['"; DROP TABLE measure; --', "a' OR '1'='1", "\x00\x01", "<b>x</b>", "镓" * 200, "\u202e"],
)
@pytest.mark.parametrize("name", ["item", "party"])
def test_odd_words_are_answered_or_refused(timeline: Timeline, name: str, words: str) -> None:
    given = {name: words, "from": "CN", "to": "US", "on": "2025-05-20"}
    try:
        told = asked(timeline, given).question["case"][name]
    except UsageError as refusal:
        told = str(refusal)
    assert told == words or told.startswith(f"{name}: ")
    assert "\n" not in told


# -- the command line -----------------------------------------------------------------------------

GALLIUM = ("check", "--item", "镓", "--from", "CN", "--to", "US", "--on", "2024-12-03")


def test_the_command_gives_the_same_answer_as_python(home: Path, timeline: Timeline) -> None:
    told = run(home, *GALLIUM, "--json")
    assert told.returncode == 0
    answer = asked(timeline, {"item": "镓", "from": "CN", "to": "US", "on": "2024-12-03"})
    found = json.loads(told.stdout)
    assert {name: found[name] for name in GROUPS} == {
        name: [one.as_dict() for one in getattr(answer, name)] for name in GROUPS
    }
    assert found["question"]["case"]["terms"] == ["gallium"]


def test_a_page_shows_groups_policy_missing_facts_and_what_is_outside(home: Path) -> None:
    page = run(home, *GALLIUM).stdout
    for words in (
        "This is no clearance",
        "Applies (2)",
        "presumption of denial",
        "May apply: a fact is missing",
        "? the end use and user (military?)",
        "MOFCOM No. 46 of 2024",
        "Outside this answer",
    ):
        assert words in page
    assert "clear to" not in page.casefold()


def test_rows_of_a_check_have_the_group_of_each_measure(home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(home, *GALLIUM, "--csv").stdout)))
    assert {row["group"] for row in rows} == {"applies", "may_apply", "outside"}
    (one,) = [row for row in rows if row["measure"] == "mofcom-2024-46/para2a"]
    assert (one["policy"], one["instrument"]) == ("presumption_of_denial", "mofcom-2024-46")


def test_a_wrong_command_is_one_line(home: Path) -> None:
    for words in (
        ("check",),
        ("check", "--to", "Atlantis"),
        ("check", "--item", "镓", "--on", "x"),
    ):
        assert refused(run(home, *words), 2)
