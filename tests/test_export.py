"""`tracker export` and `tracker import` as a person and a script meet them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.test_cli import refused, run
from tracker.ask import VERBS
from tracker.files import FORMS
from tracker.receipts import read_receipt

ASK = ("on", "2025-11-09", "--instrument", "mofcom-2025-61", "--state", "all")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    run(folder, "on", "today")
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_is_written_in_the_form_its_name_asks_for(
    home: Path, tmp_path: Path, form: str
) -> None:
    told = run(home, "export", *ASK, "--out", str(tmp_path / f"answer.{form}"))
    assert (told.returncode, told.stderr) == (0, "")
    (made,) = tmp_path.iterdir()
    assert made.name == f"answer.{form}"
    assert f"{made}: {FORMS[form].title}, {made.stat().st_size:,} bytes; receipt " in told.stdout
    receipt = read_receipt(told.stdout.strip().rpartition(" ")[2])
    assert receipt.given == {"day": "2025-11-09", "state": "all", "instrument": "mofcom-2025-61"}


@pytest.mark.parametrize(
    "question",
    [
        ASK,
        ("on", "2025-05-20", "--instrument", "mofcom-2025-13", "--parts"),
        ("on", "2025-10-15", "--to", "US", "--item", "gallium"),
        ("diff", "before:madrid", "after:mofcom-2025-61", "--jurisdiction", "CN"),
        ("show", "mofcom-2025-61", "--known", "2025-10-20"),
        ("upcoming", "--days", "30"),
        ("search", "gallium", "germanium", "--limit", "3"),
        ("listed", "斯凯迪奥", "--on", "2025-05-20", "--list", "unreliable entity list"),
        ("check", "--item", "镓", "--from", "CN", "--to", "KR", "--end-use", "military",
         "--end-use", "wmd", "--content", "30", "--on", "2025-11-10"),
    ],
)  # fmt: skip
def test_a_file_holds_what_the_verb_itself_answers(home: Path, question: tuple[str, ...]) -> None:
    file = run(home, "export", *question, "--as", "json", "--out", "-")
    answer = run(home, *question, "--json")
    assert (file.returncode, answer.returncode) == (0, 0), file.stderr
    assert json.loads(file.stdout) == json.loads(answer.stdout)


def test_rows_can_be_piped_on(home: Path) -> None:
    told = run(home, "export", *ASK, "--as", "csv", "--out", "-")
    rows = list(csv.DictReader(io.StringIO(told.stdout.removeprefix("\ufeff"))))
    assert [row["state"] for row in rows] == ["suspended"] * 8


def test_which_kind_of_empty_it_is_goes_to_standard_error(home: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "none.csv")
    told = run(home, "export", "on", "2025-11-09", "--party", "Qqxzvw", "--out", out)
    assert told.returncode == 0
    assert told.stderr.startswith(("tracker: nothing found", "tracker: cannot say"))
    strict = run(home, "export", *ASK, "--out", str(tmp_path / "strict.md"), "--strict")
    assert strict.returncode == 3
    assert (tmp_path / "strict.md").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("on", "2025-11-09", "--out", "answer.pdf"), "expected a name ending in .csv"),
        (("on", "2025-11-09", "--out", "-"), "--as: expected a form"),
        (("on", "2025-11-09", "--as", "pdf", "--out", "-"), "form: expected csv"),
        (("on", "2025-11-09"), "missing option '--out'"),
        (("on", "soon", "--out", "answer.csv"), "'soon'"),
        (("on", "2025-11-09", "--kind", "tariff", "--out", "answer.csv"), "'tariff'"),
        (("on", "2025-11-09", "--out", "no/such/answer.csv"), "No such file or directory"),
        (("show", "nothing-2025-1", "--out", "answer.csv"), "'nothing-2025-1'"),
        (("upcoming", "--days", "many", "--out", "answer.csv"), "days: expected a whole number"),
        (("check", "--out", "answer.csv"), "expected"),
        (("nothing",), "nothing"),
        (("ledger", "no/such/ledger.jsonl"), "No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_one_line_and_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert says in refused(run(home, "export", *words), 2)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_needs_force(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "answer.md"
    out.write_text("mine", "utf-8")
    assert "is there already" in refused(run(home, "export", *ASK, "--out", str(out)), 2)
    assert out.read_text("utf-8") == "mine"
    assert run(home, "export", *ASK, "--out", str(out), "--force").returncode == 0
    assert out.read_text("utf-8").startswith("# What applied")


def test_links_lead_to_pages_of_ours_where_they_have_an_address(home: Path) -> None:
    told = run(
        home, "export", *ASK, "--as", "csl.json", "--out", "-", TRACKER_WEB="https://t.example/x/"
    )
    assert json.loads(told.stdout)[0]["URL"].startswith("https://t.example/x/receipts/")


def test_the_tables_and_the_ledger_go_out_and_the_ledger_comes_in(
    home: Path, tmp_path: Path
) -> None:
    tables = run(home, "export", "datasette", str(tmp_path / "tables"))
    assert f"datasette {tmp_path / 'tables' / 'tracker.db'} --metadata " in tables.stdout
    names = sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert names == ["DATA-DICTIONARY.md", "metadata.json", "tracker.db"]
    file, url = str(tmp_path / "ledger.jsonl.gz"), f"sqlite:///{tmp_path / 'new.db'}"
    out = run(home, "export", "ledger", file)
    assert "the archive of raw pages is not in it" in out.stdout
    taken = run(home, "import", "ledger", file, "--into", url)
    assert taken.returncode == 0
    heads = {told.stdout.partition("sha256:")[2].split()[0] for told in (out, taken)}
    assert len(heads) == 1
    assert run(home, "verify", "--ledger", url).returncode == 0
    again = refused(run(home, "import", "ledger", file, "--into", url), 1)
    assert "expected an empty ledger" in again


def test_a_file_that_is_no_ledger_is_refused_and_makes_none(home: Path, tmp_path: Path) -> None:
    file, target = tmp_path / "ledger.jsonl", tmp_path / "new.db"
    file.write_text("{}\n", "utf-8")
    told = run(home, "import", "ledger", str(file), "--into", f"sqlite:///{target}")
    assert "line 1: expected format" in refused(told, 2)
    assert not target.exists()
    told = run(home, "import", "ledger", str(file), "--into", "mysql://x/y")
    assert "--into: expected sqlite:///" in refused(told, 2)


def test_the_help_names_every_question(home: Path) -> None:
    told = run(home, "export", "--help").stdout
    assert [verb for verb in (*VERBS, "datasette", "ledger") if f"\n  {verb} " not in told] == []
    for verb in VERBS.values():
        options = run(home, "export", verb.name, "--help").stdout
        assert [name for name in verb.query if name not in ("name", "words")
                and f"--{name.replace('_', '-')}" not in options] == []  # fmt: skip
