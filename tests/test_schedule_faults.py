"""What goes wrong in a check or a turn is recorded with its cause, and costs no other anything."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import tracker
from config.settings import status_file
from config.sources import Source
from tests.daemons import (
    PATIENCE,
    ROOT,
    Crowd,
    Turned,
    lines,
    marking,
    no_turn,
    runs_of,
    source,
    wait_for,
)
from tests.replica import america
from tests.replica.server import Replica
from tests.stations import CHOSEN, Clock, loaded
from tracker import freshness
from tracker.schedule.child import check
from tracker.schedule.daemon import Daemon
from tracker.schedule.status import read_status, write_status

THREE = ("us_inspection", "us_fr_feed", "us_ecfr")
HANGS = """
import subprocess, sys, time
one = subprocess.Popen(["sleep", "600"])
two = subprocess.Popen(["sleep", "600"], start_new_session=True)
print(one.pid, two.pid, file=open(sys.argv[1], "w"), flush=True)
time.sleep(600)
"""
EATS = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
eaten = [bytearray(1 << 24) for _ in range(1000)]
"""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    found = Crowd()
    yield found
    found.end()


@pytest.fixture
def url(tmp_path: Path, history: Path) -> str:
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, tmp_path / path.name)
    return f"sqlite:///{tmp_path / history.name}"


@pytest.fixture
def site() -> Iterator[Replica]:
    with Replica() as replica:
        america.install(replica, fillers=0)
        yield replica


def verb(url: str, site: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        cwd=ROOT,
        env=os.environ | {"TRACKER_LEDGER": url, "TRACKER_SITES_AT": site},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )


def running(crowd: Crowd, url: str, site: str, log: Path, *names: str) -> subprocess.Popen[bytes]:
    """`tracker run` itself."""
    command = [sys.executable, "-m", "tracker", "run", *names]
    return crowd.start(command, log, TRACKER_LEDGER=url, TRACKER_SITES_AT=site)


def python(script: str, *arguments: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", script, *arguments]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# -- faults ---------------------------------------------------------------------------------------


def test_whatever_becomes_of_a_check_is_recorded_with_its_cause_and_the_next_goes_on(
    url: str, tmp_path: Path
) -> None:
    marks, pids = tmp_path / "marks", tmp_path / "pids"
    faults = {
        "cn_mofcom": (python("raise ValueError('no such page')"), "exit code 1: ValueError: no"),
        "cn_aqygzj": (python("import sys; sys.exit(7)"), "exit code 7"),
        "cn_english": (python(HANGS, str(pids)), "hung; cut off after 1.5 s"),
        "us_bis": (python(EATS), "MemoryError"),
        "us_actions": (python("import os; os.kill(os.getpid(), 9)"), "killed by SIGKILL (out of"),
        "us_ecfr": (["/nowhere/tracker"], "cannot be started"),
    }
    good = marking(marks)

    def command(one: Source) -> list[str]:
        return faults[one.name][0] if one.name in faults else good(one)

    def turn(ledger: str, *, now: Callable[[], datetime]) -> Turned:
        raise OSError("the mail server is on fire")

    sources = list(CHOSEN.values())
    daemon = Daemon(url, sources, deadline=1.5, command=command, turn=turn, once=True)
    assert daemon.once() is False
    rows = {name: daemon.runs.last(name) for name in [*CHOSEN, "turn"]}
    daemon.close()
    status = verb(url, "", "run", "--status")
    told = verb(url, "", "run", "--status", "--json")
    with tracker.open(url) as timeline:
        health = {one.source: str(one.failure) for one in freshness.sources(timeline)}
    for name, (_, cause) in faults.items():
        row = rows[name]
        assert row is not None
        assert (row.state, cause in str(row.words)) == ("failed", True), row
        assert cause in health[name]
        assert cause in " ".join(status.stdout.split())
    others = {name: row.state for name, row in rows.items() if row and name not in faults}
    assert others == dict.fromkeys(set(CHOSEN) - set(faults), "ok") | {"turn": "failed"}
    assert "OSError: the mail server is on fire" in status.stdout
    assert len(lines(marks)) == len(sources) - len(faults)
    assert (status.returncode, told.returncode) == (1, 1)
    problems = json.loads(told.stdout)["problems"]
    print(f"{len(problems)}/{len(faults) + 1} faults in rows, status, exit code and ledger")
    assert len(problems) == len(faults) + 1
    assert not any(alive(int(pid)) for pid in pids.read_text().split())


def test_what_a_check_started_is_gone_with_it(tmp_path: Path) -> None:
    pids, begun = tmp_path / "pids", time.monotonic()
    leaves = python(HANGS.replace("time.sleep(600)", ""), str(pids))
    ended = check(leaves, os.environ, deadline=PATIENCE)
    assert (ended.code, ended.cut, ended.cause) == (0, None, "")
    assert not any(alive(int(pid)) for pid in pids.read_text().split())
    assert time.monotonic() - begun < 10


def test_a_check_that_will_not_hear_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.schedule.child.GRACE", 1.0)
    deaf = python("import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)")
    begun = time.monotonic()
    ended = check(deaf, os.environ, deadline=0.5)
    print(f"killed after {time.monotonic() - begun:.1f} s")
    assert ended.cause == "hung; cut off after 0.5 s"


def test_what_a_check_says_is_kept_to_a_limit_and_never_holds_it_up() -> None:
    ended = check(python("print('x' * 30_000_000 + 'end')"), os.environ, deadline=PATIENCE)
    assert (ended.code, len(ended.output)) == (0, 1 << 22)
    assert ended.output.endswith(b"end\n")


def test_a_turn_that_failed_is_followed_by_one_that_does_not(url: str, tmp_path: Path) -> None:
    turns: list[str] = []

    def turn(ledger: str, *, now: Callable[[], datetime]) -> Turned:
        turns.append(ledger)
        if len(turns) == 1:
            raise ValueError("a fault of ours")
        return Turned("1 sent", failed=False)

    one = source("us_daily", "08:45")
    daemon = Daemon(url, [one], command=marking(tmp_path / "marks"), turn=turn, once=True)
    assert daemon.once() is False
    assert "a fault of ours" in " ".join(daemon.status()["problems"])
    assert daemon.once() is True
    assert daemon.status()["healthy"]
    assert daemon.status()["turn"]["words"] == "1 sent"
    daemon.close()
    assert len(lines(tmp_path / "marks")) == 1


def test_a_store_that_cannot_be_written_is_told_and_tried_again(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = source("us_daily", "08:45")
    daemon = Daemon(url, [one], command=marking(tmp_path / "marks"), turn=no_turn, once=True)
    operations = tmp_path / "ledger.db.operations"
    kept = operations.read_bytes()
    operations.write_bytes(b"not a database" * 1000)
    assert daemon.once() is False
    told = read_status(status_file(url), datetime.now(UTC))
    assert "cannot be written" in " ".join(told["problems"])
    operations.write_bytes(kept)
    assert daemon.once() is True
    assert daemon.status()["healthy"]
    daemon.close()


# -- status ---------------------------------------------------------------------------------------


def test_a_reader_of_the_status_never_sees_half_of_it(tmp_path: Path) -> None:
    path, now = tmp_path / "status.json", datetime.now(UTC)
    told = {"pid": 1, "heartbeat": now.isoformat(), "once": False, "ended_at": None, "problems": []}
    write_status(path, told)
    over = threading.Event()

    def write() -> None:
        for n in range(1500):
            write_status(path, told | {"jobs": ["x" * (n * 37 % 50_000)]})
        over.set()

    threading.Thread(target=write).start()
    read = torn = 0
    while not over.is_set():
        read += 1
        torn += not read_status(path, now)["healthy"]
    print(f"1,500 writes, {read} reads, {torn} torn")
    assert torn == 0
    assert [one.name for one in tmp_path.iterdir()] == ["status.json"]


def at(url: str, clock: Clock, state: str | None, **more: Any) -> dict[str, Any]:
    """The status of a daemon whose only source has a run in a state."""
    daemon = Daemon(url, [source("us_daily", "08:45")], now=clock, turn=no_turn, **more)
    if state:
        slot = daemon.checks.due()[0][1].name
        run = daemon.runs.claim("us_daily", slot, clock.now)
        assert run
        if state != "started":
            daemon.runs.end(run, state, "words", clock.now)
    clock.later(0)
    daemon.heartbeat()
    daemon.close()
    return read_status(status_file(url), clock.now)


def test_a_check_that_failed_or_hangs_is_not_healthy(url: str) -> None:
    assert at(url, Clock(), None)["healthy"]
    assert at(url, Clock(), "failed")["problems"] == [
        "us_daily: the check of 2026-11-23 08:45 failed: words"
    ]


def test_no_check_that_ended_well_in_26_hours_is_noticed(url: str) -> None:
    clock = Clock()
    assert at(url, clock, "ok")["healthy"]
    path = status_file(url)
    daemon = Daemon(url, [source("us_daily", "08:45")], now=clock, turn=no_turn)
    for hours, well in ((25, True), (27, False)):
        clock.now = Clock().now + timedelta(hours=hours)
        daemon.heartbeat()
        problems = read_status(path, clock.now)["problems"]
        print(f"after {hours} h: {problems}")
        assert ("no check ended well in 26 hours" not in " ".join(problems)) is well
    daemon.close()


def test_a_daemon_without_a_heartbeat_is_not_believed(url: str) -> None:
    clock = Clock()
    assert at(url, clock, "ok")["healthy"]
    path = status_file(url)
    late = read_status(path, clock.now + timedelta(minutes=3))
    assert "no sign of life of process" in late["problems"][0]
    once = at(url, clock, None, once=True)
    assert once["healthy"]
    assert read_status(path, clock.now + timedelta(hours=20))["healthy"]  # cron comes once a day
    path.write_text('{"heartbeat": 1}')
    assert "expected the status of a daemon" in read_status(path, clock.now)["problems"][0]
    path.unlink()
    assert "start `tracker run`" in read_status(path, clock.now)["problems"][0]


# -- the verb -------------------------------------------------------------------------------------


def test_run_once_asks_the_sources_that_are_due_and_no_other_time(url: str, site: Replica) -> None:
    first = verb(url, site.url, "run", "--once", "--json", *THREE)
    told = json.loads(first.stdout)
    assert {job["source"]: job["run"]["state"] for job in told["jobs"]} == dict.fromkeys(
        THREE, "ok"
    ), first.stderr
    asked = len(site.log)
    assert asked >= 3
    verb(url, site.url, "run", "--once", *THREE)
    assert len(site.log) == asked
    with tracker.open(url) as timeline:
        checked = [one.source for one in freshness.sources(timeline) if one.checked_through]
    print(f"{len(checked)} sources checked with {asked} requests; a second run asked nothing")
    assert sorted(checked) == sorted(THREE)


def test_two_daemons_started_together_ask_each_source_once(
    url: str, site: Replica, tmp_path: Path, crowd: Crowd
) -> None:
    logs = [tmp_path / "0.log", tmp_path / "1.log"]
    daemons = [running(crowd, url, site.url, log, *THREE) for log in logs]
    with runs_of(url) as runs:
        wait_for(lambda: all((run := runs.last(name)) and run.ended_at for name in THREE))
        wait_for(lambda: all(b"left to another" in log.read_bytes() for log in logs))
        for one in daemons:
            one.send_signal(signal.SIGTERM)
        assert [one.wait(PATIENCE) for one in daemons] == [0, 0]
        rows = [row for name in THREE for row in runs.all(name)]
    begun = sum(log.read_text().count('event="check started"') for log in logs)
    print(f"2 daemons, {len(THREE)} sources: {begun} checks, {len(rows)} rows")
    assert (begun, len(rows)) == (3, 3)
    assert {row.state for row in rows} == {"ok"}
    told = verb(url, "", "run", "--status")
    assert told.returncode == 1
    assert "the daemon was stopped" in told.stdout


def test_a_daemon_that_is_stopped_ends_its_check_and_the_next_one_makes_it(
    url: str, site: Replica, tmp_path: Path, crowd: Crowd
) -> None:
    log = tmp_path / "log"
    with site.trapped(america.FR, ".*", "slow", every=0.5):
        daemon = running(crowd, url, site.url, log, "us_fr_feed")
        wait_for(lambda: site.log)
        (job,) = json.loads(verb(url, "", "run", "--status", "--json").stdout)["jobs"]
        assert job["run"]["state"] == "started"
        begun = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(PATIENCE) == 0
        print(f"stopped in {time.monotonic() - begun:.1f} s")
    with runs_of(url) as runs:
        (row,) = runs.all("us_fr_feed")
    assert row.state == "stopped"
    told = json.loads(verb(url, site.url, "run", "--once", "--json", "us_fr_feed").stdout)
    (job,) = told["jobs"]
    assert job["run"]["state"] == "ok", told
    assert "was stopped in it" in job["run"]["words"]


DEAF = """
import os, pathlib, sys
from tests.daemons import Daemon, no_turn, source, until_told
deaf = "import os, pathlib, signal, sys, time; signal.signal(15, signal.SIG_IGN);"
deaf += "pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"
command = lambda _: [sys.executable, "-I", "-S", "-c", deaf, sys.argv[2]]
until_told(Daemon(sys.argv[1], [source("us_a", "08:45")], command=command, turn=no_turn))
"""


def test_a_second_signal_ends_a_daemon_at_once_and_leaves_nothing_behind(
    url: str, tmp_path: Path, crowd: Crowd
) -> None:
    marks, log = tmp_path / "marks", tmp_path / "log"
    daemon = crowd.start([sys.executable, "-c", DEAF, url, str(marks)], log)
    (pid,) = wait_for(lambda: lines(marks))
    daemon.send_signal(signal.SIGINT)
    wait_for(lambda: b"daemon stops" in log.read_bytes())
    begun = time.monotonic()
    daemon.send_signal(signal.SIGINT)
    assert daemon.wait(PATIENCE) == 1
    wait_for(lambda: not alive(int(pid)))
    print(f"gone {time.monotonic() - begun:.2f} s after the second signal")


def test_a_turn_that_hangs_holds_up_neither_a_check_nor_the_end(url: str, tmp_path: Path) -> None:
    over = threading.Event()

    def turn(ledger: str, *, now: Callable[[], datetime]) -> Turned:
        over.wait(PATIENCE)
        return Turned()

    one, marks = source("us_daily", "08:45"), tmp_path / "marks"
    daemon = Daemon(url, [one], command=marking(marks), turn=turn, beat=0.1)
    daemon.start()
    wait_for(lambda: daemon.runs.last("turn"))
    wait_for(lambda: (run := daemon.runs.last("us_daily")) and run.state == "ok")
    assert daemon.status()["turn"]["state"] == "started"
    assert daemon.stop(grace=0.3) is False
    over.set()
    wait_for(lambda: (run := daemon.runs.last("turn")) and run.state == "ok")
    daemon.close()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--once", "--status"), "exclude each other"),
        (("--status", "us_bis"), "leave the sources out"),
        (("--json",), "--json goes with"),
        (("us_nothing",), "expected one of"),
        (("--deadline", "0", "--once"), "deadline"),
    ],
)
def test_what_does_not_go_together_is_refused(
    arguments: tuple[str, ...], says: str, url: str
) -> None:
    done = verb(url, "", "run", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
