"""Bombs and giants: each is stopped at its cap, in bounded memory and time, and marked as cut."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from scrapers.archive import Archive
from tests.faulty_server import (
    PAGE,
    PATH,
    Behaviour,
    FaultyServer,
    article,
    head_of,
    pours,
    reply,
)

ROOT = Path(__file__).resolve().parent.parent
MiB = 1024 * 1024

# The fetch runs in a process of its own, so that what it takes can be measured. The peak is that
# of this program alone: `ru_maxrss` would also count the pytest process it was started from.
CHILD = """
import json, sys, time
from pathlib import Path
from events.errors import SourceError
from tests.faulty_server import PAGE, FaultyServer, site_fetch

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

server = FaultyServer()
server.port, server.context = int(sys.argv[1]), None
fetch = site_fetch(server, Path(sys.argv[2]), attempts=1, deadline=60.0)
fetch(PAGE + "?first")  # what Python and its libraries take for any page
before, begun = peak(), time.process_time()
try:
    page = fetch(PAGE, expect=sys.argv[3])
    outcome = f"a page of {len(page.body)} bytes"
except SourceError as error:
    outcome = f"{type(error).__name__}: {error.found}"
print(json.dumps([outcome, time.process_time() - begun, before, peak()]))
"""


class Cost(NamedTuple):
    """What became of a fetch, CPU seconds, and MiB before and at the peak."""

    outcome: str
    seconds: float
    before: float
    peak: float


def fetched_apart(behaviour: Behaviour, folder: Path, expect: str = "html") -> Cost:
    if not Path("/proc/self/status").exists():
        pytest.skip("no /proc to read a peak of memory from")

    def by_turn(asked: Any, peer: Any) -> None:
        chosen = reply(article()) if asked.target.endswith("?first") else behaviour
        chosen(asked, peer)

    with FaultyServer({PATH: by_turn}) as server:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", CHILD, str(server.port), str(folder), expect],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return Cost(*json.loads(done.stdout))


def packed(size: int, wbits: int, fill: bytes = b"\0") -> bytes:
    """Very many equal bytes in very few."""
    pack = zlib.compressobj(9, zlib.DEFLATED, wbits)
    parts = [pack.compress(fill * MiB) for _ in range(size // MiB)]
    return b"".join([*parts, pack.flush()])


def encoded(raw: bytes, coding: str, kind: str = "text/html") -> Behaviour:
    return reply(raw, kind=kind, headers={"Content-Encoding": coding})


def of_gzip(size: int) -> bytes:
    return packed(size, zlib.MAX_WBITS | 16)


BOMBS: dict[str, tuple[Callable[[], Behaviour], str, str]] = {
    "gzip": (lambda: encoded(of_gzip(200 * MiB), "gzip"), "html", "more than"),
    "x-gzip": (lambda: encoded(of_gzip(200 * MiB), "x-gzip"), "html", "more than"),
    "deflate": (lambda: encoded(packed(200 * MiB, 15), "deflate"), "html", "more than"),
    "bare deflate": (lambda: encoded(packed(200 * MiB, -15), "deflate"), "html", "more than"),
    "nested": (
        lambda: encoded(gzip.compress(of_gzip(200 * MiB)), "gzip, gzip"),
        "html",
        "more than",
    ),
    "many members": (lambda: encoded(of_gzip(MiB) * 200, "gzip"), "html", "more than"),
    "an attachment": (
        lambda: encoded(of_gzip(300 * MiB), "gzip", "application/pdf"),
        "any",
        "more than",
    ),
    "br": (lambda: encoded(b"\x0b" * 200, "br"), "html", "not asked for"),
    "zstd": (lambda: encoded(b"\x28\xb5\x2f\xfd" * 50, "zstd"), "html", "not asked for"),
    "six inside each other": (
        lambda: encoded(of_gzip(MiB), ",".join(["gzip"] * 6)),
        "html",
        "one inside the other",
    ),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_stopped_at_the_cap(what: str, tmp_path: Path) -> None:
    made, expect, says = BOMBS[what]
    cost = fetched_apart(made(), tmp_path, expect)
    cap = 100 if expect == "any" else 20
    print(f"bomb, {what}: {cost.outcome}; {cost.peak - cost.before:.0f} MiB more than a page takes")
    assert says in cost.outcome
    assert cost.peak - cost.before <= cap + 32
    *_, record = Archive(tmp_path).fetches()
    assert record.truncated
    assert not record.whole
    if says == "more than" and record.sha256:
        assert len(Archive(tmp_path).read(record.sha256)) <= cap * MiB


def lines(size: int) -> Iterator[bytes]:
    for _ in range(size // MiB):
        yield b"x" * MiB


HEAD = head_of(200, {"Content-Type": "text/html"})
GIANTS: dict[str, tuple[Callable[[], Behaviour], str, str]] = {
    "a body of 500 MB without a length": (lambda: pours(HEAD, lines(500 * MiB)), "html", "more"),
    "a body of 500 MB with its length": (
        lambda: pours(
            head_of(200, {"Content-Type": "text/html", "Content-Length": str(500 * MiB)}),
            lines(500 * MiB),
        ),
        "html",
        "more",
    ),
    "a million links": (
        lambda: reply("<html><body>" + "<a href=/1>x</a>" * 1_000_000 + "</body></html>"),
        "html",
        "a page of",
    ),
    "a line of 10 MB": (lambda: reply(f"<html><p>{'字' * 3_500_000}</p></html>"), "html", "a page"),
    "100,000 nested elements": (
        lambda: reply(f"<html>{'<div>' * 100_000}text{'</div>' * 100_000}</html>"),
        "html",
        "a page",
    ),
    "JSON nested 100,000 times": (
        lambda: reply("[" * 100_000 + "]" * 100_000, kind="application/json"),
        "json",
        "nested",
    ),
    "XML nested 100,000 times": (
        lambda: reply("<a>" * 100_000 + "</a>" * 100_000, kind="text/xml"),
        "xml",
        "a page",
    ),
    "scripts that never end": (lambda: reply("<html>" + "<script>" * 1_000_000), "html", "Blocked"),
    "cookies that never reload": (
        lambda: reply("<html><script>" + "document.cookie=1;" * 500_000 + "</script></html>"),
        "html",
        "Blocked",
    ),
    "comments that never end": (lambda: reply("<!-- " * 2_000_000), "html", "Drift"),
    "titles that never end": (
        lambda: reply("<html>" + "<title " * 1_000_000 + "</html>"),
        "html",
        "",
    ),
    "Chinese that might be garbled": (
        lambda: reply(f"<html><p>{'éèêëàâ' * 1_000_000}</p></html>"),
        "html",
        "a page",
    ),
    "GB18030 without end": (
        lambda: reply(f"<html><p>{'公告' * 3_000_000}</p></html>".encode("gb18030")),
        "html",
        "a page",
    ),
}


@pytest.mark.parametrize("what", GIANTS)
def test_a_giant_takes_ten_seconds_and_300_mib_at_most(what: str, tmp_path: Path) -> None:
    made, expect, says = GIANTS[what]
    cost = fetched_apart(made(), tmp_path, expect)
    print(f"giant, {what}: {cost.outcome}; {cost.seconds:.1f} s CPU, peak {cost.peak:.0f} MiB")
    assert says in cost.outcome
    assert cost.seconds <= 10
    assert cost.peak <= 300
    assert PAGE in (tmp_path / "fetches.jsonl").read_text(encoding="utf-8")
