"""The ledger as a file, and a ledger made of it: the same entries, the same head, or nothing."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import tracker
from events.errors import LedgerError
from events.ledger import open_ledger
from events.peek import NOTHING, peek_head
from tests.answers_asked import NOW, QUESTIONS, asked
from tests.test_ledger import checked, imposed, suspended, withdrawn
from tracker.asked import UsageError
from tracker.files.ledger import Copied, read_ledger, write_ledger


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger that holds the history."""
    folder = tmp_path_factory.mktemp("whole")
    tracker.open(url_of(folder / "ledger.db"), now=lambda: NOW).close()
    return folder


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, str]:
    """A ledger of four entries, one of them a withdrawal, and its file."""
    url = url_of(tmp_path / "small.db")
    with closing(open_ledger(url)) as ledger:
        ledger.append([imposed(title="稀土 \u2028 \x00 \\"), suspended()], now=lambda: NOW)
        ledger.append([checked(), withdrawn(2)], now=lambda: NOW)
    file = tmp_path / "small.jsonl"
    write_ledger(url, file)
    return file, url


def same(one: str, other: str) -> None:
    """Two ledgers hold the same entries, to the byte, and are whole."""
    with (
        closing(open_ledger(one, read_only=True)) as first,
        closing(open_ledger(other, read_only=True)) as second,
    ):
        assert first.head().digest == second.head().digest != NOTHING
        assert [entry[1:] for entry in first.after(None)] == [
            entry[1:] for entry in second.after(None)
        ]
        assert second.verify() == []


@pytest.mark.parametrize("name", ["ledger.jsonl", "ledger.jsonl.gz"])
def test_a_ledger_out_and_in_again_has_the_same_head_and_answers(
    home: Path, tmp_path: Path, name: str
) -> None:
    told = write_ledger(url_of(home / "ledger.db"), tmp_path / name)
    url = url_of(tmp_path / "new.db")
    assert read_ledger(tmp_path / name, url) == told
    same(url_of(home / "ledger.db"), url)
    with (
        tracker.open(url_of(home / "ledger.db"), now=lambda: NOW) as before,
        tracker.open(url, now=lambda: NOW) as after,
    ):
        for which in QUESTIONS:
            told_before, told_after = (asked(one, which)[0].as_dict() for one in (before, after))
            assert told_after == told_before
        then = [one.show("mofcom-2025-61", recorded=1000).as_dict() for one in (before, after)]
        assert then[0] == then[1]
    # The history was not loaded a second time.
    assert peek_head(url) == (told.entries, told.head)


def test_one_ledger_gives_one_file(small: tuple[Path, str], tmp_path: Path) -> None:
    file, url = small
    write_ledger(url, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == file.read_bytes()
    write_ledger(url, tmp_path / "a.gz")
    write_ledger(url, tmp_path / "b.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()) == file.read_bytes()
    first = json.loads(file.read_text("utf-8").splitlines()[0])
    with closing(open_ledger(url, read_only=True)) as ledger:
        head = ledger.head()
    assert first == {
        "format": "tracker ledger 1",
        "entries": 4,
        "head": f"sha256:{head.digest}",
    }


def test_moments_and_withdrawals_come_through(small: tuple[Path, str], tmp_path: Path) -> None:
    file, url = small
    again = url_of(tmp_path / "again.db")
    read_ledger(file, again)
    same(url, again)
    with closing(open_ledger(again)) as ledger:
        assert {entry.recorded_at for entry in ledger.after(None)} == {NOW}
        assert ledger.append([imposed(title="稀土 \u2028 \x00 \\")]).on_file == 1
        assert len(ledger.append([suspended()]).positions) == 1  # it was withdrawn
        assert ledger.verify() == []


def test_a_ledger_moves_to_a_server_and_back(
    small: tuple[Path, str], tmp_path: Path, postgres_url: str
) -> None:
    file, url = small
    told = read_ledger(file, postgres_url)
    same(url, postgres_url)
    assert write_ledger(postgres_url, tmp_path / "from server.jsonl") == told
    assert (tmp_path / "from server.jsonl").read_bytes() == file.read_bytes()
    back = url_of(tmp_path / "back.db")
    assert read_ledger(tmp_path / "from server.jsonl", back) == told
    same(url, back)
    with pytest.raises(LedgerError, match="expected an empty ledger, found entries"):
        read_ledger(file, postgres_url)


def test_what_is_in_a_ledger_is_never_joined_by_a_file(
    small: tuple[Path, str], tmp_path: Path
) -> None:
    file, url = small
    with closing(open_ledger(url)) as ledger:
        before = ledger.head()
    with pytest.raises(LedgerError, match="expected an empty ledger, found entries"):
        read_ledger(file, url)
    assert peek_head(url) == before
    empty = url_of(tmp_path / "empty.db")
    open_ledger(empty).close()
    assert read_ledger(file, empty).head == before.digest


@pytest.mark.parametrize("lines", [1, 2, 4])
def test_a_file_that_was_cut_leaves_no_ledger(
    small: tuple[Path, str], tmp_path: Path, lines: int
) -> None:
    file, _ = small
    kept = file.read_bytes().splitlines(keepends=True)[:lines]
    file.write_bytes(b"".join(kept))
    refused(file, tmp_path, f"line {lines}: expected 4 entries .* the file was cut")
    file.write_bytes(b"".join(kept)[:-9])
    refused(file, tmp_path, rf"line {lines}: the line has no end")


def refused(file: Path, tmp_path: Path, says: str) -> str:
    target = tmp_path / "target.db"
    with pytest.raises(UsageError, match=says) as refusal:
        read_ledger(file, url_of(target))
    assert "\n" not in str(refusal.value)
    assert not target.exists()
    return str(refusal.value)


def test_no_byte_of_a_file_can_be_changed_unseen(small: tuple[Path, str], tmp_path: Path) -> None:
    file, _ = small
    whole = file.read_bytes()
    for at in range(0, len(whole), 7):
        other = bytes([whole[at] ^ 1])
        file.write_bytes(whole[:at] + other + whole[at + 1 :])
        refused(file, tmp_path, "line [1-6]: ")


def test_the_line_that_is_wrong_is_named(small: tuple[Path, str], tmp_path: Path) -> None:
    file, _ = small
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:2], lines[3], lines[2], *lines[4:]]))
    refused(
        file, tmp_path, "line 3: the chain is broken: expected to follow .*; nothing was put in"
    )
    file.write_bytes(b"".join([*lines[:4], lines[4].replace(b"withdrawn", b"undone", 1)]))
    refused(file, tmp_path, "line 5: ")
    file.write_bytes(b"".join([*lines, lines[4]]))
    refused(file, tmp_path, "line 6: the chain is broken")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "line 1: expected a line of JSON"),
        (b"\n", "line 1: expected a line of JSON"),
        (b"[1]\n", "line 1: expected an object"),
        (b'{"format":"tracker ledger 2"}\n', "line 1: expected format 'tracker ledger 1'"),
        (b"[" * 100_000 + b"\n", "line 1: expected a line of JSON"),
        (b"\xff\xfe\n", "line 1: expected a line of JSON"),
        (b'{"format": "tracker ledger 1"}\n', "line 1: expected an object, written as"),
        (b"x" * 300, "line 1: the line has no end"),
        (b'{"format":"tracker ledger 1","entries":1,"head":"sha256:x"}\n{"stream":"a"}\n',
         "line 2: expected an entry with stream, version, topic, state"),
        (b'{"format":"tracker ledger 1","entries":1,"head":"sha256:x"}\n'
         b'{"stream":"a","version":1,"topic":"t","state":"{}"}\n', "line 2: .*expected a stored"),
        (b'{"format":"tracker ledger 1","entries":0,"head":"sha256:ab"}\n', "the file was cut"),
        (b'{"format":"tracker ledger 1","entries":true,"head":"sha256:ab"}\n', "the file was cut"),
    ],
)  # fmt: skip
def test_another_file_is_refused_untouched(tmp_path: Path, body: bytes, says: str) -> None:
    file = tmp_path / "other.jsonl"
    file.write_bytes(body)
    refused(file, tmp_path, says)
    assert file.read_bytes() == body


def test_a_gzip_file_that_is_none_or_was_cut_is_refused(
    small: tuple[Path, str], tmp_path: Path
) -> None:
    file, url = small
    packed = tmp_path / "small.jsonl.gz"
    packed.write_bytes(file.read_bytes())
    refused(packed, tmp_path, "line 1: no whole gzip file")
    write_ledger(url, packed, force=True)
    packed.write_bytes(packed.read_bytes()[:-12])
    refused(packed, tmp_path, r"line \d: (no whole gzip file|the line has no end)")


def test_a_file_that_unpacks_to_one_endless_line_is_not_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "bomb.jsonl.gz"
    packed.write_bytes(gzip.compress(b" " * 2**28, 1))
    refused(packed, tmp_path, "line 1: the line has no end")


def test_a_ledger_in_memory_is_restored_as_the_others_are(small: tuple[Path, str]) -> None:
    _, url = small
    with closing(open_ledger(url)) as ledger, closing(open_ledger("memory:")) as memory:
        head = ledger.head()
        assert memory.restore([row[1:] for row in ledger.rows()], head.digest) == head
        assert list(memory.rows()) == list(ledger.rows())
        assert memory.verify(head) == []
        with pytest.raises(LedgerError, match="expected an empty ledger"):
            memory.restore([row[1:] for row in ledger.rows()], head.digest)


def test_a_file_that_is_not_there_is_a_plain_refusal(tmp_path: Path) -> None:
    refused(tmp_path / "none.jsonl", tmp_path, "expected a file, found none")
    refused(tmp_path, tmp_path, "expected a file, found none")


def test_a_broken_ledger_is_not_handed_on(small: tuple[Path, str], tmp_path: Path) -> None:
    _, url = small
    with closing(sqlite3.connect(tmp_path / "small.db")) as db:
        db.execute("DROP TRIGGER no_update")
        db.execute("UPDATE stored_events SET state = replace(state, 'measure', 'mesaure')"
                   " WHERE rowid = 2")  # fmt: skip
        db.execute("CREATE TRIGGER no_update BEFORE UPDATE ON stored_events BEGIN SELECT 1; END")
        db.commit()
    with pytest.raises(LedgerError, match="tracker verify"):
        write_ledger(url, tmp_path / "broken.jsonl")
    assert not (tmp_path / "broken.jsonl").exists()
    assert not list(tmp_path.glob(".*part"))


def test_an_empty_ledger_is_a_file_of_one_line(tmp_path: Path) -> None:
    open_ledger(url_of(tmp_path / "empty.db")).close()
    told = write_ledger(url_of(tmp_path / "empty.db"), tmp_path / "empty.jsonl")
    assert told == Copied(0, NOTHING)
    assert read_ledger(tmp_path / "empty.jsonl", url_of(tmp_path / "new.db")) == told


def test_a_reader_cannot_restore_and_another_head_is_refused(tmp_path: Path) -> None:
    url = url_of(tmp_path / "ledger.db")
    with closing(open_ledger(url)) as ledger, pytest.raises(LedgerError, match="at the end"):
        ledger.restore([("s", 1, "t", b"{}")], NOTHING)
    with (
        closing(open_ledger(url, read_only=True)) as reader,
        pytest.raises(LedgerError, match="read only"),
    ):
        reader.restore([], NOTHING)
    assert peek_head(url) == (0, NOTHING)
