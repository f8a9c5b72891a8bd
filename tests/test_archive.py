"""The archive: bytes that can be proved, logs that survive a crash, and the way out as WARC."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from events.errors import LedgerError, StoreUnwritable
from scrapers.archive import Archive, FetchRecord
from scrapers.warc import write_warc

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)
SOAK = os.environ.get("TRACKER_SOAK") == "1"


def record(number: int, body_of: str | None, **changes: object) -> FetchRecord:
    url = f"https://a.example/{number}"
    told: dict[str, object] = {
        "source": "cn_mofcom",
        "key": f"GET {url}",
        "method": "GET",
        "url": url,
        "final": url,
        "status": 200,
        "at": NOON + timedelta(minutes=number),
        "sent": (("User-Agent", "tracker"),),
        "headers": (("content-type", "text/html"), ("content-encoding", "gzip"), ("etag", '"1"')),
        "sha256": body_of,
        "size": 9,
    }
    return FetchRecord(**told | changes)  # type: ignore[arg-type]


# --- bytes --------------------------------------------------------------------------------------


def test_bytes_are_kept_once_under_their_sha256(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.keep("公告".encode())
    assert name == sha256("公告".encode()).hexdigest()
    before = archive.place(name).stat()
    assert archive.keep("公告".encode()) == name
    assert archive.place(name).stat().st_ino == before.st_ino
    assert archive.read(name) == "公告".encode()
    assert [path.name for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == [name]


def test_bytes_that_are_not_there_or_not_the_same_are_never_given(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.keep(b"right")
    with pytest.raises(LedgerError, match="a" * 64):
        archive.read("a" * 64)
    archive.place(name).write_bytes(b"wrong")
    with pytest.raises(LedgerError, match=name):
        archive.read(name)
    assert not archive.has(name)
    assert archive.keep(b"right") == name  # the same bytes again mend it
    assert archive.read(name) == b"right"


def damages(place: Path, other: Path, pick: random.Random) -> dict[str, Callable[[], object]]:
    """What may happen to a file."""
    raw = place.read_bytes()
    at = pick.randrange(len(raw))
    flipped = raw[:at] + bytes([raw[at] ^ 1 << pick.randrange(8)]) + raw[at + 1 :]
    return {
        "flipped": lambda: place.write_bytes(flipped),
        "empty": lambda: place.write_bytes(b""),
        "missing": place.unlink,
        "swapped": lambda: place.write_bytes(other.read_bytes()),
        "extended": lambda: place.write_bytes(raw + b"\n"),
    }


def test_every_changed_blob_is_named_with_the_addresses_that_rest_on_it(tmp_path: Path) -> None:
    seed = random.randrange(1_000_000)
    pick, archive, found, false = random.Random(seed), Archive(tmp_path), 0, 0
    names = [archive.keep(pick.randbytes(pick.randrange(1, 5000))) for _ in range(200)]
    for number, name in enumerate(names):
        archive.note_text("cn_mofcom", f"https://a.example/{number}", name, None, None, NOON)
    assert archive.verify() == []
    for number, name in enumerate(names):
        place = archive.place(name)
        raw = place.read_bytes()
        ways = damages(place, archive.place(names[number - 1]), pick)
        ways[list(ways)[number % 5]]()
        problems = archive.verify()
        rest = f"https://a.example/{number} rest on it"
        found += len(problems) == 1 and name in problems[0] and rest in problems[0]
        place.write_bytes(raw)
        false += archive.verify() != [] if number % 20 == 0 else 0
    print(f"changed blobs named: {found}/200, false alarms {false} (seed {seed})")
    assert (found, false) == (200, 0)


def test_ten_thousand_blobs_are_verified_in_seconds(tmp_path: Path) -> None:
    count = 10_000 if SOAK else 1_000
    archive = Archive(tmp_path)
    for number in range(count):
        body = f"{number:05d}".encode() * 2_000
        place = archive.place(sha256(body).hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)  # without the pauses that make it durable
    begun = perf_counter()
    assert archive.verify() == []
    took = (perf_counter() - begun) * 10_000 / count
    print(f"verify: {took:.2f} s per 10,000 blobs of 10 KB")
    assert took < 60


KEEPER = """
import random, sys
from pathlib import Path
from scrapers.archive import Archive
archive = Archive(Path(sys.argv[1]))
for number in random.Random(int(sys.argv[2])).sample(range(60), 60):
    name = archive.keep(f"{number}".encode() * 999)
    archive.note_text("s", f"https://a.example/{sys.argv[2]}/{number}", name, None, None, NOON)
"""


def test_two_processes_keep_the_same_bytes_at_once(tmp_path: Path) -> None:
    code = KEEPER.replace("NOON", "__import__('datetime').datetime(2026, 10, 8)")
    command = [sys.executable, "-c", code, str(tmp_path)]
    there = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen([*command, str(number)], env=there) for number in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    archive = Archive(tmp_path)
    assert archive.verify() == []
    assert len({path.name for path in tmp_path.glob("blobs/*/*")}) == 60
    assert len(list(archive.texts())) == 240
    for text in archive.texts():
        assert archive.read(text.sha256)


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    before = archive.keep(b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(StoreUnwritable, match="bytes free"):
            archive.keep(b"x" * 50_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert archive.verify() == []
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [before]
    archive.keep(b"x" * 50_000)
    assert len(list(tmp_path.glob("blobs/*/*"))) == 2


# --- logs ---------------------------------------------------------------------------------------


def test_the_last_whole_copy_of_a_question_is_remembered_and_confirmed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    old, new = archive.keep(b"old"), archive.keep(b"new")
    archive.log(record(1, old))
    key = "GET https://a.example/1"
    assert archive.last("GET https://a.example/2") is None
    archive.log(record(1, new, at=NOON + timedelta(days=1)))
    archive.log(record(1, old, at=NOON + timedelta(days=2), truncated="cut"))
    archive.log(record(1, old, at=NOON + timedelta(days=3), refused="a challenge"))
    archive.log(record(1, None, at=NOON + timedelta(days=4), status=404))
    archive.log(record(1, None, at=NOON + timedelta(days=5), status=304))
    for memory in (archive, Archive(tmp_path)):
        copy = memory.last(key)
        assert copy is not None
        assert (copy.sha256, copy.at) == (new, NOON + timedelta(days=1))
        assert copy.confirmed == NOON + timedelta(days=5)
        assert copy.header("ETag") == '"1"'


def test_every_answer_is_read_back_as_it_was_noted(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    told = [record(1, archive.keep(b"a"), form="a=1"), record(2, None, refused="status 403")]
    for one in told:
        archive.log(one)
    assert list(Archive(tmp_path).fetches()) == told


def test_a_torn_line_is_left_out_named_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.keep(b"text")
    archive.note_text("s", "https://a.example/1", name, None, None, NOON)
    log = tmp_path / "texts.jsonl"
    whole = log.read_bytes()
    for cut in range(1, len(whole) - 1):
        log.write_bytes(whole + whole[:cut])
        again = Archive(tmp_path)
        assert len(list(again.texts())) == 1
        assert len(again.verify()) == 1
        again.note_text("s", "https://a.example/2", name, None, None, NOON)
        urls = [text.url for text in Archive(tmp_path).texts()]
        assert urls == ["https://a.example/1", "https://a.example/2"]
        (problem,) = Archive(tmp_path).verify()
        assert "texts.jsonl" in problem


def test_a_line_of_another_program_is_no_line_of_ours(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text('{"surprise": 1}\n')
    with pytest.raises(LedgerError, match=r"texts\.jsonl"):
        list(Archive(tmp_path).texts())


def test_a_document_is_noted_once_until_it_changes_also_back(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    a, b, about = archive.keep(b"a"), archive.keep(b"b"), archive.keep(b"{}")
    url = "https://a.example/1"
    for body, row in [(a, None), (a, None), (b, None), (a, None), (a, about), (a, about)]:
        archive.note_text("us_bis", url, body, row, "text/xml", NOON)
    archive.note_text("cn_mofcom", url, a, None, None, NOON)
    assert [(one.sha256, one.about_sha256) for one in archive.texts("us_bis")] == [
        (a, None),
        (b, None),
        (a, None),
        (a, about),
    ]
    assert len(list(Archive(tmp_path).texts())) == 5
    *_, last = archive.texts("us_bis")
    document = archive.document(last)
    assert (document.source, document.url, document.media_type) == ("us_bis", url, "text/xml")
    assert (document.body, document.about, document.sha256) == (b"a", b"{}", a)


def test_two_archives_of_one_folder_see_each_other(tmp_path: Path) -> None:
    one, two = Archive(tmp_path), Archive(tmp_path)
    name = one.keep(b"a")
    assert two.last("GET https://a.example/1") is None
    one.log(record(1, name))
    copy = two.last("GET https://a.example/1")
    assert copy is not None
    one.note_text("s", "https://a.example/1", name, None, None, NOON)
    two.note_text("s", "https://a.example/1", name, None, None, NOON)
    assert len(list(one.texts())) == 1


# --- WARC ---------------------------------------------------------------------------------------


def test_the_archive_can_be_read_by_others_as_warc(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    page = "<html>公告</html>".encode()
    cut = page[:8]
    archive.log(record(1, archive.keep(page)))
    archive.log(record(2, archive.keep(cut), truncated="more than 8 bytes"))
    archive.log(record(1, archive.keep(page), at=NOON + timedelta(days=1)))
    archive.log(record(3, None, status=304))
    archive.log(record(4, archive.keep(b"list"), method="POST", form="columnID=9", source="other"))
    path = tmp_path / "evidence.warc.gz"
    assert write_warc(archive, path) == 4
    responses, requests, revisits = {}, [], []
    with path.open("rb") as file:
        for one in ArchiveIterator(file, check_digests="raise"):
            told = one.rec_headers
            match one.rec_type:
                case "response":
                    content = one.content_stream().read()
                    responses[told.get_header("WARC-Target-URI")] = (content, told)
                    assert one.http_headers.get_header("content-encoding") is None
                case "request":
                    requests.append((one.http_headers.protocol, one.content_stream().read()))
                case "revisit":
                    revisits.append(told.get_header("WARC-Refers-To-Date"))
    assert [responses[f"https://a.example/{n}"][0] for n in (1, 2, 4)] == [page, cut, b"list"]
    first, second = (responses[f"https://a.example/{n}"][1] for n in (1, 2))
    assert first.get_header("WARC-Date") == "2026-10-08T12:01:00Z"
    assert first.get_header("WARC-Truncated") is None
    assert second.get_header("WARC-Truncated") == "length"
    assert requests[-1] == ("POST", b"columnID=9")
    assert revisits == ["2026-10-08T12:01:00Z"]
    assert write_warc(archive, path, source="other") == 1
    assert sorted(item.name for item in tmp_path.iterdir()) == ["archive", "evidence.warc.gz"]


def test_a_damaged_archive_makes_no_warc(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    name = archive.keep(b"page")
    archive.log(record(1, name))
    archive.place(name).write_bytes(b"pake")
    with pytest.raises(LedgerError, match=name):
        write_warc(archive, tmp_path / "evidence.warc.gz")
    assert not (tmp_path / "evidence.warc.gz").exists()
    assert json.loads((tmp_path / "archive" / "fetches.jsonl").read_text())["sha256"] == name
