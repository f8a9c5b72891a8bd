"""`listed`: names in two languages against every list, on a day, one name or a file of them."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

import tracker
from tests.test_cli import refused, run
from tracker.asked import UsageError
from tracker.parties.answer import ListedAnswer
from tracker.parties.batch import read_names
from tracker.queries import Timeline

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listed")
    run(folder, "on", "today")
    return folder


@pytest.fixture(scope="module")
def timeline(home: Path) -> Iterator[Timeline]:
    with tracker.open(f"sqlite:///{home / 'ledger.db'}", now=lambda: NOW) as timeline:
        yield timeline


def states(answer: ListedAnswer, name: str) -> dict[str, str]:
    """The state of each listing whose party's printed name begins so."""
    return {
        one.measure.id: one.measure.state for one in answer.matches if one.name.startswith(name)
    }


def test_one_party_on_two_lists_has_two_lives(timeline: Timeline) -> None:
    found = {
        day: states(timeline.listed("Skydio", on=day, jurisdiction="CN"), "Skydio")
        for day in ("2025-04-20", "2025-05-20", "2025-11-11")
    }
    control, unreliable = "mofcom-2025-13/p1/skydio-inc", "uel-2025-7/p1/skydio-inc"
    assert found["2025-04-20"] == {control: "in_force", unreliable: "in_force"}
    assert found["2025-05-20"] == {control: "in_force", unreliable: "suspended"}
    assert found["2025-11-11"] == {control: "ended", unreliable: "suspended"}


def test_a_match_says_which_list_since_when_until_when_by_what_and_what_it_does(
    timeline: Timeline,
) -> None:
    answer = timeline.listed("斯凯迪奥", on="2025-05-20", on_list="unreliable entity list")
    (one,) = answer.matches
    told = one.as_dict()
    assert (told["list"], told["name"], told["sort"]) == (
        "unreliable entity list",
        "斯凯迪奥公司",
        "zh",
    )
    assert told["party"]["name"] == "Skydio Inc."
    measure = told["measure"]
    assert (measure["state"], measure["since"], measure["until"]) == (
        "suspended",
        "2025-05-14",
        "2025-08-11",
    )
    assert measure["by"] == "mofcom-qa-2025-05-14"
    assert told["does"] == "Trade and investment bans"
    assert 90 <= told["score"] <= 100
    assert told["why"]
    assert measure["citations"][-1]["instrument"] == "uel-2025-7"


def test_what_could_not_be_known_is_not_told(timeline: Timeline) -> None:
    known = timeline.listed("Skydio", on="2025-11-11", known="2025-05-20", jurisdiction="CN")
    assert states(known, "Skydio") == {
        "mofcom-2025-13/p1/skydio-inc": "in_force",
        "uel-2025-7/p1/skydio-inc": "in_force",  # 90 days from 14 May were over, as far as known
    }
    before = timeline.listed("Skydio", on="2025-11-11", known="2025-01-01", jurisdiction="CN")
    assert states(before, "Skydio") == {}


def test_a_party_not_yet_listed_is_shown_as_that(timeline: Timeline) -> None:
    answer = timeline.listed("Skydio", on="2024-01-01", jurisdiction="CN")
    assert {one.measure.reason for one in answer.matches} == {"not_yet_published"}
    assert answer.counts["announced"] == 0


def test_nothing_is_ever_a_bare_no(timeline: Timeline) -> None:
    answer = timeline.listed("Zzyzx Quarry Holdings", on="2025-05-20")
    assert answer.matches == []
    assert answer.empty == "cannot say"
    assert any("we do not hold" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("day", "bis", "mofcom"),
    [
        ("2025-09-28", None, None),
        ("2025-10-10", "in_force", "in_force"),
        ("2025-11-11", "suspended", "suspended"),
    ],
)
def test_rules_on_owners_stand_beside_with_their_own_state(
    timeline: Timeline, day: str, bis: str | None, mofcom: str | None
) -> None:
    answer = timeline.listed("Skydio", on=day)
    rules = {one.id: one.state for one in answer.ownership}
    assert rules.get("bis-2025-19001/affiliates") == bis
    assert rules.get("mofcom-2025-61/ii") == mofcom
    told = answer.as_dict()["ownership"]
    assert (told["checked"], told["words"]) == (False, "ownership not checked")


@pytest.mark.parametrize(
    "name",
    [
        "x" * 10_000,
        "",
        "   ",
        "Co., Ltd.",
        "***",
        "%_%",
        "\x00",
        "\ud800",
        "Skydio\x00Inc",
        "Sky\x1b[31mdio",
        "Skydio\u202egnitset",
    ],
)
def test_what_is_no_name_is_refused_in_one_line(timeline: Timeline, name: str) -> None:
    with pytest.raises(UsageError) as refusal:
        timeline.listed(name)
    assert str(refusal.value).startswith("name: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        '"; DROP TABLE measure; --',
        "' OR 1=1 --",
        'NEAR("a" "b")',
        "core: skydio*",
        "AND OR NOT",
        "a" * 900,
        "公司名" * 100,
        "<script>alert(1)</script>",
    ],
)
def test_odd_names_are_answered(timeline: Timeline, name: str) -> None:
    answer = timeline.listed(name, on="2025-05-20")
    assert isinstance(answer.matches, list)
    assert timeline.listed("Skydio", on="2025-05-20").matches


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"limit": 0}, "limit: expected a number from 1 to 1000"),
        ({"limit": "x"}, "limit: expected a number from 1 to 1000"),
        ({"limit": True}, "limit: expected a number from 1 to 1000"),
        ({"jurisdiction": "CN", "on_list": "Entity List"}, "list: the Entity List is one of US"),
        ({"jurisdiction": "EU"}, "jurisdiction: expected one of CN, US"),
        ({"on_list": "no fly list"}, "list: expected one of"),
        ({"on": "2025-13-01"}, "day: '2025-13-01' is no day"),
    ],
)
def test_a_question_that_cannot_be_understood_says_why(
    timeline: Timeline, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        timeline.listed("Skydio", **given)
    assert says in str(refusal.value)


@pytest.mark.parametrize("name", [None, 5, b"Skydio", ["Skydio"], {}])
def test_what_is_no_text_is_refused(timeline: Timeline, name: Any) -> None:
    with pytest.raises(UsageError, match="name: expected text"):
        timeline.listed(name)


def test_more_names_than_the_limit_are_said_to_be_there(timeline: Timeline) -> None:
    few = timeline.listed("Huawei", on="2024-01-01", limit=3)
    assert (len(few.matches), few.more) == (3, True)
    assert {one.on_list for one in few.matches} == {"Entity List"}
    all_ = timeline.listed("Skydio", on="2025-05-20")
    assert not all_.more


def test_a_condition_does_not_use_up_the_limit(timeline: Timeline) -> None:
    then = timeline.listed("Huawei", on="2019-05-22", known="2019-05-22", limit=1)
    assert [one.measure.instrument for one in then.matches] == ["bis-2019-10616"]


def test_nothing_recorded_is_no_nothing_found(timeline: Timeline) -> None:
    answer = timeline.listed("Skydio", on="2025-05-20", recorded=0, jurisdiction="CN")
    assert (answer.matches, answer.empty) == ([], "cannot say")
    assert "nothing had been recorded by then" in answer.notes


def test_names_not_held_are_those_of_lists_known_by_then(timeline: Timeline) -> None:
    answer = timeline.listed("Zzyzx Quarry", on="2025-05-01", known="2016-01-01")
    assert not [note for note in answer.notes if "bis-20" in note]


def test_a_relief_or_a_probe_is_no_listing(timeline: Timeline) -> None:
    answer = timeline.listed("PVH Corp", on="2025-02-04", limit=100)
    assert {one.measure.kind for one in answer.matches} <= {"listing", "ban", "control"}


# -- the command line -----------------------------------------------------------------------------


def test_the_command_gives_the_same_answer_as_python(home: Path, timeline: Timeline) -> None:
    told = run(home, "listed", "Skydio", "--on", "2025-05-20", "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["matches"] == [
        one.as_dict() for one in timeline.listed("Skydio", on="2025-05-20").matches
    ]


def test_a_page_names_list_state_and_likeness(home: Path) -> None:
    page = run(home, "listed", "Skydio", "--on", "2025-05-20").stdout
    for words in (
        "unreliable entity list",
        "export control list",
        "◐ suspended",
        "2025-05-14 … 2025-08-11",
        "mofcom-2025-13/p1/skydio-inc",
        "A likeness of names is no proof",
        "Ownership not checked",
    ):
        assert words in page


@pytest.mark.parametrize(
    "words",
    [
        ("listed",),
        ("listed", "x", "--file", "names.csv"),
        ("listed", "x", "--out", "a.csv"),
        ("listed", "--file", "nowhere.csv"),
        ("listed", ""),
    ],
)
def test_a_wrong_command_is_one_line(home: Path, words: tuple[str, ...]) -> None:
    assert refused(run(home, *words), 2)


# -- many names -----------------------------------------------------------------------------------


def named(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "names.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_names_are_read_from_the_column_that_is_headed_so(
    tmp_path: Path, encoding: str, between: str
) -> None:
    text = f"no{between}Name\r\n1{between}斯凯迪奥\r\n\r\n2{between}Skydio\r\n"
    names = read_names(named(tmp_path, text, encoding))
    assert [row[names.column] for row in names.rows] == ["斯凯迪奥", "Skydio"]


def test_a_file_of_one_column_needs_no_head(tmp_path: Path) -> None:
    names = read_names(named(tmp_path, "Skydio\n斯凯迪奥公司\n"))
    assert [row[names.column] for row in names.rows] == ["Skydio", "斯凯迪奥公司"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "found an empty file"),
        (b"name\n", "expected names below the heading"),
        (b"name,Name\nSkydio,DJI\n", "expected each heading once"),
        (b"a,b\n1,2\n", "or one headed `name`"),
        (b"PK\x03\x04rest", "found a spreadsheet"),
        (b"\xff\x00\xfe\x80", "found other bytes"),
        (b'name\n"half', "rows of CSV"),
    ],
)
def test_what_is_no_file_of_names_is_refused(tmp_path: Path, body: bytes, says: str) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes(body)
    with pytest.raises(UsageError) as refusal:
        read_names(path)
    assert says in str(refusal.value)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UsageError, match="expected a file"):
            read_names(path)


def test_line_ends_of_any_kind_and_longer_rows_are_read(tmp_path: Path) -> None:
    names = read_names(named(tmp_path, "name,ref\rSkydio,1,more\r斯凯迪奥,2\r"))
    assert names.heads == ("name", "ref", "column 3")
    assert names.rows == (("Skydio", "1", "more"), ("斯凯迪奥", "2"))


def test_the_file_of_names_is_not_written_over(home: Path, tmp_path: Path) -> None:
    path = named(tmp_path, "name\nSkydio\n")
    (tmp_path / "link.csv").symlink_to(path)
    for out in (path, tmp_path / "link.csv"):
        line = refused(run(home, "listed", "--file", str(path), "--out", str(out)), 2)
        assert "is the file of names itself" in line
    assert path.read_text() == "name\nSkydio\n"


def test_a_charset_that_was_supposed_is_said(home: Path, tmp_path: Path) -> None:
    path = named(tmp_path, "name\n斯凯迪奥\n", "gb18030")
    told = run(home, "listed", "--file", str(path), "--on", "2025-05-20")
    assert "read as GB 18030" in told.stderr
    assert "斯凯迪奥公司" in told.stdout


def test_one_bad_name_costs_only_itself(home: Path, tmp_path: Path) -> None:
    path = named(tmp_path, 'name,ref\nSkydio,=1+1\n"Co., Ltd.",b\nZzyzx Quarry Holdings,c\n')
    told = run(home, "listed", "--file", str(path), "--on", "2025-05-20", "--limit", "1")
    assert told.returncode == 1
    assert "1 of 3 names refused" in told.stderr
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    by_ref = {row["file: ref"]: row for row in rows}
    assert by_ref["'=1+1"]["measure"].endswith("skydio-inc")
    assert by_ref["b"]["answer"].startswith("refused: name: expected more than a legal form")
    assert by_ref["c"]["answer"] == "cannot say"
    assert {row["ownership"] for row in rows if row["answer"] == "match"} == {
        "ownership not checked"
    }


def test_a_spreadsheet_holds_text_where_a_formula_was_typed(home: Path, tmp_path: Path) -> None:
    path, out = named(tmp_path, "name,ref\nSkydio,=1+1\nSkydio,@SUM(A1)\n"), tmp_path / "out.xlsx"
    told = run(home, "listed", "--file", str(path), "--out", str(out), "--on", "2025-05-20")
    assert told.returncode == 0, told.stderr
    book = load_workbook(out)
    sheet, about = book["Listings"], book["About"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=1+1" in {cell.value for cell in cells}
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["on"] == "2025-05-20"
    assert "sha256:" in said["receipt"]
    assert said["ownership"].startswith("ownership not checked")


def test_a_file_of_answers_opens_in_a_spreadsheet_with_its_chinese(
    home: Path, tmp_path: Path
) -> None:
    path, out = named(tmp_path, "name\n斯凯迪奥\n"), tmp_path / "out.csv"
    assert run(home, "listed", "--file", str(path), "--out", str(out)).returncode == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "斯凯迪奥公司" in out.read_text("utf-8-sig")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["names.csv", "out.csv"]


def test_an_answer_that_cannot_be_written_is_said_in_one_line(home: Path, tmp_path: Path) -> None:
    path = named(tmp_path, "name\nSkydio\n")
    for out in ("out.pdf", "nowhere/out.csv", "nowhere/out.xlsx"):
        line = refused(run(home, "listed", "--file", str(path), "--out", str(tmp_path / out)), 2)
        assert "--out" in line
