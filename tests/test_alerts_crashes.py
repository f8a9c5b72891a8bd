"""A sender that is killed, two at once, another store: each message once, none lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from events.ledger import open_ledger
from tests.newsroom import Newsroom, PostBox, acts, history_of, newsroom
from tracker.alerts import outbox
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.subscription import subscription
from tracker.alerts.turn import BURST, turn
from tracker.operations import Operations

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history_of(tmp_path_factory.mktemp("history"), NOW - timedelta(days=2))


@pytest.fixture
def room(tmp_path: Path, history: Path) -> Iterator[Newsroom]:
    yield from newsroom(tmp_path, history, NOW)


SENDER = """
import sys, time
from pathlib import Path
from datetime import datetime
import tracker
from tracker.alerts import turn as turns
folder, url, now = sys.argv[1:]
moment = datetime.fromisoformat(now)

class Slow:
    def send(self, letter, wish):
        place = Path(folder) / f"{letter.id}-{time.monotonic_ns()}"
        time.sleep(0.002)
        place.write_text(letter.subject)
        time.sleep(0.001)
    def close(self):
        pass

print("ready", flush=True)
turned = turns.turn(url, now=lambda: moment, channels=lambda name: Slow())
print(turned.words, flush=True)
"""


def start(folder: Path, url: str, now: datetime) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if "TRACKER" not in name}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SENDER, str(folder), url, now.isoformat()],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.timeout(400)
def test_a_sender_killed_a_hundred_times_loses_nothing_and_repeats_only_in_the_gap(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reliability test 51: 500 alerts."""
    kills = 100 if os.environ.get("TRACKER_SOAK") else 25
    letters = room.bench.folder / "letters"
    letters.mkdir()
    for number in range(25):
        room.reader(f"reader-{number}")
    room.file(*acts(BURST, date(2026, 11, 24)))
    seed = random.randrange(10**6)
    chance, killed = random.Random(seed), 0
    deadline = time.monotonic() + 300
    while killed < kills and time.monotonic() < deadline:
        child = start(letters, room.bench.url, room.bench.clock.now)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.35 + chance.random() * 0.3)
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        killed += 1
    end = start(letters, room.bench.url, room.bench.clock.now)
    told, _ = end.communicate(timeout=200)
    assert end.returncode == 0, told
    arrived = Counter(path.name.partition("-")[0] for path in letters.iterdir())
    double = sum(count - 1 for count in arrived.values())
    with capsys.disabled():
        print(
            f"\n51: {killed} kills (seed {seed}): {len(arrived)} of 500 messages arrived,"
            f" {double} repeats"
        )
    assert len(arrived) == 25 * BURST
    assert double <= killed
    assert set(room.messages()) == {"sent"}


def test_two_senders_at_once_send_each_message_once(room: Newsroom) -> None:
    letters = room.bench.folder / "letters"
    letters.mkdir()
    for number in range(10):
        room.reader(f"reader-{number}")
    room.file(*acts(BURST, date(2026, 11, 24)))
    both = [start(letters, room.bench.url, room.bench.clock.now) for _ in range(2)]
    words = [one.communicate(timeout=100)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], words
    arrived = Counter(path.name.partition("-")[0] for path in letters.iterdir())
    assert set(arrived.values()) == {1}
    assert len(arrived) == 10 * BURST


def test_a_store_on_postgresql_keeps_the_same_promises(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_VIEW", str(tmp_path))
    monkeypatch.setenv("TRACKER_ARCHIVE", str(tmp_path / "archive"))
    post, now = PostBox(), datetime.now(UTC)
    assert turn(postgres_url, now=lambda: now, channels=lambda name: post).first
    store = Operations(postgres_url)
    wish = {"name": "all", "to": "all@example.org", "confirmed": True}
    Subscribers(store, lambda: now).add(subscription(wish, "x"))
    ledger = open_ledger(postgres_url)
    ledger.append(acts(3, now.date()))
    ledger.close()
    for _ in range(3):
        turned = turn(postgres_url, now=lambda: now, channels=lambda name: post)
    assert turned.problems == []
    assert len(post.of("all")) == 3
    assert outbox.counts(store) == {"sent": 3}
    store.close()
