"""`tracker serve`: where it listens, what it says, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from tracker.cli.questions import main

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The verb in a process of its own, once it listens."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "serve", "--port", str(port), *options],
        cwd=folder,
        env=ours | {"PYTHONPATH": str(ROOT), "TRACKER_LEDGER": f"sqlite:///{folder}/ledger.db"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 40
        while not _answers(url):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until, "the server did not start in time"
            time.sleep(0.05)
        yield process, url
    finally:
        process.kill()
        process.communicate()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=10).status_code == 200
    except httpx2.TransportError:
        return False


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)], ids=["INT", "TERM"]
)
def test_it_serves_this_host_alone_writes_no_token_and_stops_when_told(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    with served(tmp_path) as (process, url):
        assert httpx2.get(f"{url}/alerts/unsubscribe/secret-token").status_code == 404
        process.send_signal(sent)
        out, told = process.communicate(timeout=30)
    assert process.returncode == code
    assert told == f"tracker: serving {url}/ until interrupted\n"
    assert "secret-token" not in out + told


def test_a_host_that_others_reach_is_told_of(tmp_path: Path) -> None:
    with served(tmp_path, "--host", "0.0.0.0") as (process, _):
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert "reachable from other hosts; anyone there may read" in told.splitlines()[0]


def test_a_port_that_is_taken_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ledger = f"sqlite:///{tmp_path / 'ledger.db'}"
        found = CliRunner().invoke(main, ["serve", "--ledger", ledger, "--port", port])
    assert found.exit_code == 1
    assert f"127.0.0.1:{port} cannot be listened at" in found.stderr
    assert "serving" not in found.stderr


def test_without_the_web_extra_the_error_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    ledger = f"sqlite:///{tmp_path / 'ledger.db'}"
    found = CliRunner().invoke(main, ["serve", "--ledger", ledger])
    assert found.exit_code == 2
    assert "[web]" in found.stderr


def test_a_web_address_that_is_none_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_WEB", "timeline.example")
    ledger = f"sqlite:///{tmp_path / 'ledger.db'}"
    found = CliRunner().invoke(main, ["serve", "--ledger", ledger])
    assert found.exit_code == 2
    assert "TRACKER_WEB: expected https://HOST" in found.stderr
