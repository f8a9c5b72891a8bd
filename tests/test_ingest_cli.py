"""What a person can do wrong around an ingestion: nothing is lost, nothing passes in silence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import tracker
from config.settings import contact
from config.sources import Sources
from events.errors import ConfigError, LedgerError
from events.peek import peek_head, read_only_uri, sqlite_path
from tests.replica import america, china
from tests.replica.server import Replica
from tests.stations import Clock, loaded
from tracker import doctor
from tracker.ingest.opening import station
from tracker.ingest.run import ingest
from tracker.render.life import show
from tracker.render.screen import Screen

ROOT = Path(__file__).resolve().parent.parent
PAGE = "商务部公告2026年第950号\n\n自公布之日起，禁止向示例国出口示例物项。\n\n商务部\n"
PAGE += "2026年11月20日\n"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def url(tmp_path: Path, history: Path) -> str:
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, tmp_path / path.name)
    return f"sqlite:///{tmp_path / history.name}"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with Replica() as replica:
        china.install(replica)
        america.install(replica)
        monkeypatch.setenv("TRACKER_SITES_AT", replica.url)
        yield replica.url


def run(url: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        cwd=ROOT,
        env=os.environ | {"TRACKER_LEDGER": url} | env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_later_since_leaves_no_day_unread_and_says_so(url: str, site: str) -> None:
    with station(url, now=Clock()) as at:
        (whole,) = ingest(at, Sources(at.sources).chosen(("us_bis",)), date(2026, 11, 20))
        assert "bis-2026-90001" in at.known.texts
    assert whole.found["new"] == 9
    assert "not read since" in whole.warnings[0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--since", "2999-01-01"), "expected a day that has been"),
        (("--file", "a.html", "--as", "cn_mofcom", "us_bis"), "no other"),
        (("--file", "a.html", "--as", "cn_mofcom", "--since", "2026-01-01"), "leave it out"),
        (("--warc", "{ledger}"), "is there already; name a new file"),
        (("--warc", "{ledger}-no/x.warc.gz"), "make it first"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_asked(
    arguments: tuple[str, ...], says: str, url: str
) -> None:
    ledger = url.removeprefix("sqlite://")
    before = peek_head(url)
    done = run(url, "ingest", *(one.format(ledger=ledger) for one in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert peek_head(url) == before


def test_a_page_brought_by_hand_is_shown_as_such(url: str, tmp_path: Path) -> None:
    saved = tmp_path / "from the post.txt"
    saved.write_text(PAGE, encoding="utf-8")
    assert run(url, "ingest", "--file", str(saved), "--as", "cn_mofcom").returncode == 0
    with tracker.open(url) as timeline:
        answer = timeline.show("mofcom-2026-950")
    page = Screen(width=200, height=50, colours=None, terminal=False).text(
        show(answer, Screen(width=200, height=50, colours=None, terminal=False))
    )
    assert "brought by hand" in page
    assert "(from the post.txt)" in page


@pytest.mark.parametrize("verb", [("read",), ("ingest", "--file")])
def test_a_saved_file_that_is_none_is_not_said_to_be_in_the_archive(
    verb: tuple[str, ...], url: str, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.html"
    empty.touch()
    done = run(url, *verb, str(empty), "--as", "cn_mofcom")
    assert done.returncode == 1
    assert "look at the file" in done.stderr
    assert "archived" not in done.stderr


def test_a_pipe_or_a_device_is_no_saved_page(url: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        done = run(url, "read", str(path), "--as", "us_bis")
        assert done.returncode == 2
        assert "found a device or a pipe" in done.stderr


def test_a_damaged_archive_is_read_as_far_as_it_goes_and_named(
    url: str, site: str, tmp_path: Path
) -> None:
    with station(url, now=Clock()) as at:
        ingest(at, Sources(at.sources).chosen(("us_ecfr",)))
    archive = Path(url.removeprefix("sqlite://") + ".archive")
    log = archive / "fetches.jsonl"
    lines = log.read_text("utf-8").splitlines(keepends=True)
    log.write_text("".join([lines[0][:40] + "\n", *lines[1:]]), "utf-8")
    done = run(url, "ingest", "--quiet", "--json", "--archive", str(archive))
    assert done.returncode == 1
    (told,) = json.loads(done.stdout)["sources"]
    assert "fetches.jsonl" in told["warnings"][0]
    checks = {one.name: one for one in doctor.examine(url, Clock()())}
    assert checks["archive"].state == "bad"


def test_an_archive_is_exported_from_where_it_was_read(
    url: str, site: str, tmp_path: Path, history: Path
) -> None:
    with station(url, now=Clock()) as at:
        ingest(at, Sources(at.sources).chosen(("us_ecfr",)))
    archive = url.removeprefix("sqlite://") + ".archive"
    own, other = tmp_path / "own.warc.gz", tmp_path / "other.warc.gz"
    first = run(url, "ingest", "us_ecfr", "--quiet", "--warc", str(own), COLUMNS="400")
    assert first.returncode == 0, first.stderr
    shutil.copy(history, tmp_path / "second.db")
    again = f"sqlite:///{tmp_path / 'second.db'}"
    done = run(
        again, "ingest", "--quiet", "--archive", archive, "--warc", str(other), COLUMNS="400"
    )
    assert done.returncode == 0, done.stderr
    told = [one.stdout.rpartition("warc.gz: ")[2].split("\n")[0] for one in (first, done)]
    assert told[0].endswith("answers of sites")
    assert told[0] == told[1]


def test_an_emptied_ledger_is_not_taken_for_a_new_one(url: str) -> None:
    with tracker.open(url):
        pass
    path = Path(url.removeprefix("sqlite://"))
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)
    path.touch()
    with pytest.raises(LedgerError, match=r"expected the .* entries that .* found none"):
        tracker.open(url)
    assert path.stat().st_size == 0 or peek_head(url) == (0, "0" * 64)
    Path(f"{path}.view").unlink()
    with tracker.open(url) as timeline:
        assert timeline.on("2025-10-15").measures


def test_a_ledger_in_a_folder_one_may_only_read_still_answers(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tracker.open(url):
        pass
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and allowed(path, mode))
    path = sqlite_path(url)
    assert "immutable=1" in read_only_uri(path)
    head = peek_head(url)
    assert head is not None
    assert head[0] > 800
    with tracker.open(url) as timeline:
        assert timeline.on("2025-10-15").measures
    path.with_name(path.name + "-wal").touch()  # a writer is at work: what it wrote must be seen
    assert "immutable" not in read_only_uri(path)


@pytest.mark.parametrize("told", ["é日本@example.org", "a@example.org\nX-Header: b"])
def test_a_contact_that_no_header_can_carry_is_refused(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_CONTACT", told)
    with pytest.raises(ConfigError, match="TRACKER_CONTACT: expected an address in ASCII"):
        contact()


EDITORS = {
    "fails": ("#!/bin/sh\nexit 3\n", "did not end well"),
    "spoils": ('#!/bin/sh\nprintf "\\377\\376" > "$1"\n', "expected YAML in UTF-8"),
    "breaks": ('#!/bin/sh\necho "measures: [" >> "$1"\n', "what you wrote is kept: correct"),
}


@pytest.mark.parametrize("editor", EDITORS)
def test_an_editor_that_goes_wrong_costs_no_work(editor: str, url: str, tmp_path: Path) -> None:
    script, says = EDITORS[editor]
    program = tmp_path / "editor"
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    saved = tmp_path / "page.txt"
    saved.write_text(PAGE, encoding="utf-8")
    assert run(url, "ingest", "--file", str(saved), "--as", "cn_mofcom").returncode == 0
    before = peek_head(url)
    done = run(url, "review", "edit", "mofcom-2026-950", EDITOR=str(program), VISUAL="")
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert peek_head(url) == before
    if editor == "breaks":
        draft = Path(done.stderr.rpartition("--from ")[2].strip().strip("`"))
        assert "measures: [" in draft.read_text("utf-8")
        draft.unlink()


def test_a_standard_output_that_is_closed_is_no_fault(url: str) -> None:
    told = subprocess.run(
        f"{sys.executable} -m tracker on today >&-",
        shell=True,
        cwd=ROOT,
        env=os.environ | {"TRACKER_LEDGER": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_a_charset_that_cannot_show_an_answer_is_named(url: str) -> None:
    told = run(url, "show", "mofcom-2025-61", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert told.returncode == 1
    assert "cannot show" in told.stderr
    assert "PYTHONUTF8=1" in told.stderr
