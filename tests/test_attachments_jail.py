"""The child that converts attachments: killed with all it started, and nothing is left of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import pytest

from scrapers.attachment.jail import Ended, Limits, run
from scrapers.attachments import extract
from tests import attachment_files as made

SOAK = bool(os.environ.get("TRACKER_SOAK"))
ROUNDS = 100 if SOAK else 20
MIB = 1024 * 1024
LIMITS = Limits(0.4, 300 * MIB, MIB)
PROC = Path("/proc")
needs_proc = pytest.mark.skipif(not PROC.is_dir(), reason="no /proc to count processes in")

CONFINED = f"""
import os, sys, time
from scrapers.attachment.jail import Limits, confine
def jail(): confine(Limits{tuple(LIMITS)})
"""
HANGS = CONFINED + "jail()\nwhile True: time.sleep(60)"
SPINS = CONFINED + "jail()\nwhile True: pass"
FORKS = (
    CONFINED
    + """
for _ in range(4):
    if os.fork() == 0:
        os.fork()
        while True: time.sleep(60)
jail()
while True: time.sleep(60)
"""
)
LEAVES = CONFINED + "jail() if os.fork() else time.sleep(60)"  # ends well, and leaves a child
EATS = (
    CONFINED
    + """
jail()
eaten = []
while True:
    try: eaten.append(bytearray(1 << 20))
    except MemoryError: time.sleep(0.01)
"""
)
KINDS = {"hangs": HANGS, "spins": SPINS, "forks": FORKS, "eats memory": EATS, "leaves": LEAVES}


def misbehave(code: str, marker: str, limits: Limits = LIMITS) -> Ended:
    return run([sys.executable, "-B", "-c", code, marker], b"body", limits)


def processes(marker: str) -> list[str]:
    """The processes that were started with a marker in their command line."""
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "cmdline").read_bytes():
                found.append(folder.name)
        except OSError:
            continue  # it ended while we looked
    return found


def zombies() -> list[str]:
    """Our own children that ended and that nobody reaped."""
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state == "Z" and int(parent) == os.getpid():
            found.append(folder.name)
    return found


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty and ours alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@needs_proc
def test_a_converter_that_hangs_forks_or_eats_memory_is_killed_with_its_group(
    scratch: Path,
) -> None:
    marker, before, bad, slowest = f"marker-{uuid4()}", set(zombies()), [], 0.0
    for number in range(ROUNDS):
        kind, code = list(KINDS.items())[number % len(KINDS)]
        begun = time.monotonic()
        ended = misbehave(code, marker)
        took = time.monotonic() - begun
        slowest = max(slowest, took)
        expected = 0 if kind == "leaves" else None
        if ended.code != expected or took > LIMITS.deadline + 3 or processes(marker):
            bad.append((kind, ended, took, processes(marker)))
    left, files = set(zombies()) - before, list(scratch.iterdir())
    print(
        f"converter killed: {ROUNDS - len(bad)}/{ROUNDS}, slowest {slowest:.1f} s, "
        f"zombies {len(left)}, temp files {len(files)}"
    )
    assert bad == []
    assert (left, files) == (set(), [])


@needs_proc
def test_a_file_that_keeps_the_real_converter_busy_is_given_up_at_the_deadline(
    scratch: Path,
) -> None:
    pytest.importorskip("pdfplumber", reason="pdfplumber is not installed")
    endless = made.pdf([made.stream(made.lines("甲" * 40) * 40_000)])
    begun = time.monotonic()
    found = extract(endless, name="a.pdf", deadline=1)
    assert time.monotonic() - begun < 4
    assert (found.kind, found.text) == ("pdf", "")
    assert found.reason == (
        "no text: the converter was killed after 1 s; open the raw file and read it by eye"
    )
    assert list(scratch.iterdir()) == []


def test_a_converter_that_writes_without_end_is_cut_at_the_cap(scratch: Path) -> None:
    code = CONFINED + "jail()\nwhile True: sys.stdout.buffer.write(bytes(100_000))"
    ended = misbehave(code, "", Limits(20, 300 * MIB, MIB))
    assert ended.code not in (0, None)
    assert len(ended.output) <= MIB
    assert list(scratch.iterdir()) == []


def test_a_converter_that_dies_is_a_reason_with_its_last_words() -> None:
    ended = misbehave("raise OSError('the disk is on fire')", "", Limits(20, 300 * MIB, MIB))
    assert ended == Ended(1, b"", "OSError: the disk is on fire")
    killed = misbehave("import os; os.abort()", "", Limits(20, 300 * MIB, MIB))
    assert killed.code == -signal.SIGABRT


def test_a_converter_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_LEDGER", "postgresql://secret@db/x")
    code = "import os; print(*os.environ, os.getcwd(), os.listdir())"
    ended = misbehave(code, "", Limits(20, 300 * MIB, MIB))
    assert b"TRACKER" not in ended.output
    assert b"PYTHONPATH" in ended.output
    assert ended.output.rstrip().endswith(b"[]")  # it works in an empty folder


def test_a_converter_reaches_no_network_where_the_system_can_forbid_it() -> None:
    code = (
        CONFINED
        + """
import socket
from scrapers.attachment.jail import leave_network
print(leave_network(), end=" ")
jail()
try: print(socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5))
except OSError: print("refused")
"""
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = misbehave(code, str(server.getsockname()[1]), Limits(20, 300 * MIB, MIB))
    if not ended.output.startswith(b"True"):
        pytest.skip("this system gives no network namespace")
    assert ended.output == b"True refused\n"


@needs_proc
def test_a_converter_dies_with_the_process_that_waits_for_it(scratch: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells a child of its parent's death")
    marker = f"marker-{uuid4()}"
    waits = (
        "import sys\nfrom scrapers.attachment.jail import Limits, run\n"
        f"run([sys.executable, '-c', {HANGS!r}, sys.argv[1]], b'', Limits(100, {300 * MIB}, 1000))"
    )
    surroundings = os.environ | {"TMPDIR": str(scratch)}  # its folder stays: nobody is left
    parent = subprocess.Popen([sys.executable, "-c", waits, marker], env=surroundings)
    patience = time.monotonic() + 20
    while len(processes(marker)) < 2 and time.monotonic() < patience:
        time.sleep(0.02)
    assert len(processes(marker)) == 2
    time.sleep(0.3)  # until it has confined itself
    parent.kill()
    parent.wait()
    while processes(marker) and time.monotonic() < patience:
        time.sleep(0.02)
    assert processes(marker) == []
