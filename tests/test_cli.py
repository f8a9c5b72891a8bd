"""The command line as a person and a script meet it: answers, one-line errors, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sysconfig
from pathlib import Path

import pytest

TRACKER = Path(sysconfig.get_path("scripts")) / "tracker"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose ledger is there already: not every verb makes one."""
    folder = tmp_path_factory.mktemp("home")
    run(folder, "on", "today")
    return folder


def run(home: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in a home of its own; COLUMNS is wide enough for nothing to be cut."""
    return subprocess.run(
        [TRACKER, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "TRACKER_LEDGER": f"sqlite:///{home / 'ledger.db'}",
            "COLUMNS": "160",
            **env,
        },
        check=False,
    )


def refused(told: subprocess.CompletedProcess[str], code: int) -> str:
    assert told.returncode == code, told.stderr
    assert "Traceback" not in told.stderr
    (line,) = told.stderr.strip().splitlines()
    assert told.stdout == ""
    return line


def test_an_answer_in_json_has_the_names_of_the_contract(home: Path) -> None:
    told = run(
        home, "on", "2025-11-09", "--instrument", "mofcom-2025-61", "--state", "all", "--json"
    )
    answer = json.loads(told.stdout)
    assert told.returncode == 0
    assert set(answer) >= {"question", "horizon", "measures", "counts", "receipt"}
    assert answer["counts"] == {"in_force": 0, "suspended": 8, "announced": 0, "ended": 0}
    first = answer["measures"][0]
    assert first["id"] == "mofcom-2025-61/i-1"
    assert first["next"] == {"day": "2026-11-11", "state": "in_force", "by": "lapse"}
    assert first["scope"]["threshold"] == {"percent": 0.1, "of": "value"}
    assert first["citations"][0]["instrument"] == "mofcom-2025-70"
    assert answer["receipt"]["head"].startswith("sha256:")


def test_knowing_less_gives_another_answer(home: Path) -> None:
    ask = ("on", "2025-12-05", "--measure", "mofcom-2025-61/i-1", "--json")
    now, then = run(home, *ask), run(home, *ask, "--known", "2025-10-20")
    states = [json.loads(told.stdout)["measures"][0]["state"] for told in (now, then)]
    assert states == ["suspended", "in_force"]


def test_rows_come_as_csv(home: Path) -> None:
    told = run(home, "on", "2025-10-15", "--authority", "mofcom", "--csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert len(rows) > 20
    assert {row["state"] for row in rows} == {"in_force"}


def test_a_table_names_state_and_reason_in_words(home: Path) -> None:
    told = run(home, "on", "2026-11-24", "--measure", "bis-2025-19001/affiliates")
    assert "lapse, unconfirmed" in told.stdout
    assert "2027-01-10" in told.stdout
    assert "No source has been checked yet" in " ".join(told.stdout.split())
    assert "\x1b[" not in told.stdout


def test_the_lives_of_an_instrument_are_drawn_as_bars(home: Path) -> None:
    told = run(home, "show", "商务部公告2025年第61号")
    assert told.returncode == 0
    assert "▒▒▒▒" in told.stdout
    assert "in force by lapse, unconfirmed" in told.stdout


def test_an_explanation_names_what_decides(home: Path) -> None:
    told = run(home, "on", "2025-12-05", "--measure", "mofcom-2025-61/i-1", "--explain")
    assert "decides" in told.stdout
    assert "overruled" in told.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "before:madrid", "after:mofcom-2025-61"),
        ("upcoming", "--days", "30"),
        ("sources",),
        ("milestones",),
        ("doctor",),
        ("verify",),
        ("--version",),
        ("completion", "bash"),
        ("on", "2025-10-15T23:30+08:00"),
        ("on", "today"),
        ("on", "2025-10-15", "--item", "zirconium sponge"),
    ],
)
def test_every_verb_answers(home: Path, words: tuple[str, ...]) -> None:
    told = run(home, *words)
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip()
    assert told.stderr == ""


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("on", "2025-02-31"), "2025-02-31"),
        (("on", "2025-13-01"), "2025-13-01"),
        (("on", "tomorrow"), "tomorrow"),
        (("on", "before:madird"), "madird"),
        (("on", ""), "empty"),
        (("on", "2025-10-15T10:00"), "zone"),
        (("on", "2025-10-15", "--kind", "controll"), "control"),
        (("on", "2025-10-15", "--state", "active"), "in_force"),
        (("on", "2025-10-15", "--jurisdiction", "EU"), "CN, US"),
        (("on", "2025-10-15", "--authority", "BIZ"), "BIS"),
        (("on", "2025-10-15", "--instrument", "mofcom-2025-661"), "mofcom-2025-6"),
        (("on", "2025-10-15", "--measure", "mofcom-2025-61/i-9"), "mofcom-2025-61/i-1"),
        (("on", "2025-10-15", "--item", ""), "item"),
        (("on", "2025-10-15", "--known", "soon"), "soon"),
        (("on", "2025-10-15", "--recorded", "yesterday"), "yesterday"),
        (("on", "2025-10-15", "--colour"), "--colour"),
        (("diff", "2025-10-15", "2025-10-01"), "2025-10-15"),
        (("show", "No. 10 of 2025"), "tariffcom-2025-10"),
        (("shwo", "mofcom-2025-61"), "show"),
        (("upcoming", "--days", "-1"), "days"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(
    home: Path, words: tuple[str, ...], named: str
) -> None:
    assert named in refused(run(home, *words), 2)


def test_bad_input_writes_nothing_to_the_ledger(home: Path) -> None:
    run(home, "on", "2025-10-15")
    before = (home / "ledger.db").read_bytes()
    run(home, "on", "2025-02-31")
    assert (home / "ledger.db").read_bytes() == before


def test_stale_sources_are_exit_3_only_when_asked_to_be_strict(home: Path) -> None:
    assert run(home, "on", "2025-10-15", "--strict", "--json").returncode == 3
    assert run(home, "on", "2025-10-15", "--json").returncode == 0


def test_a_corrupt_ledger_is_one_line_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"this is no database at all" * 400)
    assert "ledger.db" in refused(run(tmp_path, "on", "2025-10-15"), 1)


def test_a_ledger_of_a_newer_tracker_is_one_line_and_exit_1(tmp_path: Path) -> None:
    run(tmp_path, "on", "2025-10-15")
    with sqlite3.connect(tmp_path / "ledger.db") as ledger:
        ledger.execute("PRAGMA user_version = 99")
    ledger.close()
    assert "newer" in refused(run(tmp_path, "on", "2025-10-15"), 1)


def test_a_folder_that_cannot_be_written_is_one_line_and_exit_4(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told = run(tmp_path / "file", "on", "2025-10-15")
    refused(told, 4)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_ledger_address_of_no_known_kind_is_exit_2(tmp_path: Path) -> None:
    told = run(tmp_path, "on", "2025-10-15", TRACKER_LEDGER="mysql://nowhere")
    assert "sqlite:///" in refused(told, 2)


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    url = "postgresql://me:hunter22@127.0.0.1:1/none"
    told = run(tmp_path, "on", "2025-10-15", TRACKER_LEDGER=url, TRACKER_VIEW=str(tmp_path))
    assert told.returncode in (1, 4)
    assert "hunter22" not in told.stdout + told.stderr
    assert "Traceback" not in told.stderr


def test_the_demo_tells_the_autumn_of_2025() -> None:
    python = Path(sysconfig.get_path("scripts")) / "python"
    told = subprocess.run(
        [python, "-m", "tracker.demo"], capture_output=True, text=True, encoding="utf-8", check=True
    )
    for word in (
        "eve of Madrid",
        "bis-2025-19001",
        "2025-12-05, as known on 2025-10-20",
        "2027-01-10",
    ):
        assert word.casefold() in told.stdout.casefold().replace("bis 2025", "bis-2025")
