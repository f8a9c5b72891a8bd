"""The ledger under kills, faults, full disks, crowds and forgers.

Children are this same file, run as `python -m tests.test_ledger_faults JOB URL …`. Rounds are few
by default; TRACKER_SOAK=1 runs as many as a night allows.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from events.errors import LedgerError, StoreUnwritable
from events.facts import Citation, Fact, MeasureSuspended
from events.ledger import Head, Ledger, open_ledger
from events.peek import peek_head

ROOT = Path(__file__).resolve().parent.parent
SOAK = os.environ.get("TRACKER_SOAK") == "1"
NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)


def fact(number: int, name: str = "mofcom-2025") -> Fact:
    """A fact of its own for each number, three to a stream."""
    return MeasureSuspended(
        measure=f"{name}-{number // 3}/p1",
        cited=Citation(instrument="mofcom-2025-70", quote="暂停实施" * 20),
        first_day=date(2025, 11, 7),
        note=f"fact {number}",
    )


def note(entry_fact: Fact) -> str:
    return getattr(entry_fact, "note", None) or ""


def notes(ledger: Ledger) -> list[str]:
    return [note(entry.fact) for entry in ledger.after(None)]


def child(job: str, *given: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.test_ledger_faults", job, *map(str, given)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> list[str]:
    """What a child printed, once it has ended well."""
    out, _ = process.communicate(timeout=100)
    assert process.returncode == 0, out
    return out.split()


@pytest.fixture
def seed() -> int:
    """Shown with a failure, so that it can be had again."""
    chosen = int(os.environ.get("TRACKER_SEED") or random.SystemRandom().randrange(2**32))
    print(f"TRACKER_SEED={chosen}")
    return chosen


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite://{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, url: str) -> str:
    return url if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


# The jobs of children.


def append_one_by_one(url: str, first: str, count: str, name: str = "mofcom-2025") -> None:
    """Acknowledge each fact after its commit."""
    with closing(open_ledger(url)) as ledger:
        print("ready", flush=True)
        for number in range(int(first), int(first) + int(count)):
            ledger.append([fact(number, name)])
            print(number, flush=True)


def append_at_once(url: str, count: str) -> None:
    """All facts in one batch; says how many were new."""
    with closing(open_ledger(url)) as ledger:
        print(len(ledger.append([fact(number) for number in range(int(count))]).positions))


def append_in_rounds(url: str, rounds: str, size: str) -> None:
    """The same facts as every other child, in small batches; says how many were new."""
    new = 0
    with closing(open_ledger(url)) as ledger:
        for start in range(0, int(rounds) * int(size), int(size)):
            new += len(ledger.append([fact(n) for n in range(start, start + int(size))]).positions)
    print(new)


def only_open(url: str) -> None:
    """A program that starts."""
    with closing(open_ledger(url)) as ledger:
        print(ledger.head().position)


def append_on_a_full_disk(url: str, limit: str, count: str) -> None:
    """Files may not grow past a limit; says what the ledger said."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    try:
        append_at_once(url, count)
    except StoreUnwritable as refusal:
        print("unwritable", "bytes free" in str(refusal), Path(url).name in str(refusal))


def take_head(url: str) -> Head:
    with closing(open_ledger(url, read_only=True)) as ledger:
        return ledger.head()


# Killed.


def test_a_killed_writer_loses_nothing_it_acknowledged_and_repeats_nothing(
    url: str, path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    acknowledged, rounds = set[str](), 200 if SOAK else 20
    for done in range(rounds):
        process = child("append_one_by_one", url, done * 40, 1000)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate()
        # A line cut by the kill was not acknowledged.
        acknowledged.update(line for line in out.split("\n")[:-1] if line)
    with closing(open_ledger(url)) as ledger:
        kept = Counter(notes(ledger))
        assert {f"fact {number}" for number in acknowledged} <= set(kept)
        assert set(kept.values()) <= {1}
        assert ledger.verify() == []
        assert ledger.head() == peek_head(url)
    print(f"{rounds}/{rounds} rounds, {len(acknowledged)} facts acknowledged")
    assert acknowledged
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# Many at once.


def test_four_programs_with_the_same_facts_file_each_once(shared_url: str) -> None:
    crowd = [child("append_in_rounds", shared_url, 20, 10) for _ in range(4)]
    new = sum(int(told(process)[0]) for process in crowd)
    with closing(open_ledger(shared_url)) as ledger:
        assert sorted(notes(ledger)) == sorted(f"fact {number}" for number in range(200))
        assert new == 200
        assert ledger.verify() == []


def test_a_reader_that_follows_four_writers_misses_nothing(shared_url: str) -> None:
    count = 300 if SOAK else 100
    open_ledger(shared_url).close()
    crowd = [
        child("append_one_by_one", shared_url, 0, count, f"writer-{writer}") for writer in range(4)
    ]
    seen: list[tuple[int, str]] = []
    with closing(open_ledger(shared_url, read_only=True)) as ledger:
        until = time.monotonic() + 90
        while len(seen) < 4 * count and time.monotonic() < until:
            position = seen[-1][0] if seen else None
            seen += [(entry.position, entry.digest) for entry in ledger.after(position)]
        for process in crowd:
            told(process)
        assert seen == [(entry.position, entry.digest) for entry in ledger.after(None)]
        assert len(seen) == 4 * count
        assert ledger.verify(Head(*seen[50])) == []


def test_eight_programs_may_start_at_once_on_nothing(shared_url: str) -> None:
    for _ in range(10 if SOAK else 1):
        crowd = [child("only_open", shared_url) for _ in range(8)]
        assert [told(process) for process in crowd] == [["0"]] * 8


@pytest.mark.timeout(900)
def test_killed_writers_on_a_server_lose_nothing(postgres_url: str, seed: int) -> None:
    import psycopg

    chance, acknowledged = random.Random(seed), set[str]()
    open_ledger(postgres_url).close()
    for done in range(50 if SOAK else 3):
        process = child("append_one_by_one", postgres_url, done * 40, 1000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.3))
        if done % 2:
            process.send_signal(signal.SIGKILL)
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        process.kill()
        acknowledged.update(line for line in process.communicate()[0].split("\n")[:-1] if line)
    with closing(open_ledger(postgres_url)) as ledger:
        kept = Counter(notes(ledger))
        assert {f"fact {number}" for number in acknowledged} <= set(kept)
        assert set(kept.values()) <= {1}
        assert ledger.verify() == []


# A fault at each call.


class _Fault:
    """Raises at the N-th call to SQLite, before it or after it was carried out."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left, self.after = at, after

    def __call__(self, call: Callable[..., Any], *given: Any) -> Any:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise sqlite3.OperationalError("disk I/O error")
        result = call(*given)
        if self.left == 0:
            if isinstance(result, sqlite3.Cursor):
                result.close()  # as SQLite leaves it: a statement that failed holds no lock
            raise sqlite3.OperationalError("disk I/O error")
        return result


def _faulty(fault: _Fault) -> type[sqlite3.Connection]:
    class Cursor(sqlite3.Cursor):
        def execute(self, *given: Any) -> Any:
            return fault(super().execute, *given)

        def executemany(self, *given: Any) -> Any:
            return fault(super().executemany, *given)

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            return super().cursor(Cursor)

        def execute(self, *given: Any) -> Any:
            return self.cursor().execute(*given)

        def commit(self) -> None:
            fault(super().commit)

    return Connection


def _two_batches(url: str) -> Head:
    """The pipeline under test; the clock stands still, so equal content is an equal head."""
    with closing(open_ledger(url)) as ledger:
        ledger.append([fact(number) for number in range(5)], now=lambda: NOON)
        ledger.append([fact(number) for number in range(3, 9)], now=lambda: NOON)
        return ledger.head()


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
def test_a_fault_at_any_call_is_loud_and_a_rerun_gives_the_same_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    good = _two_batches(f"sqlite://{tmp_path / 'good.db'}")
    real = sqlite3.connect
    for at in range(1, 1000):
        url, fault = f"sqlite://{tmp_path / f'{at}.db'}", _Fault(at, after=after)

        def connect(*given: Any, fault: _Fault = fault, **named: Any) -> sqlite3.Connection:
            return real(*given, factory=_faulty(fault), **named)

        with monkeypatch.context() as patch:
            patch.setattr(sqlite3, "connect", connect)
            if fault.left > 0 and _ran_clean(url):
                break
        assert fault.left <= 0, "an error that was not ours"
        assert _visible(url) in (0, 5, 9), f"half a batch is visible after a fault at call {at}"
        assert _two_batches(url) == good
    print(f"{at - 1} points")
    assert at > 20


def _ran_clean(url: str) -> bool:
    try:
        _two_batches(url)
    except LedgerError:
        return False
    return True


def _visible(url: str) -> int:
    head = peek_head(url)
    return 0 if head is None else head[0]


# No room.


def test_a_full_disk_is_named_and_the_old_state_stands(tmp_path: Path) -> None:
    outcomes = Counter[str]()
    for number in range(25 if SOAK else 10):
        folder = tmp_path / str(number)
        folder.mkdir()
        url = f"sqlite://{folder / 'ledger.db'}"
        with closing(open_ledger(url)) as ledger:
            ledger.append([fact(n) for n in range(20)])
            before = ledger.head()
        limit = 4096 * (1 + number * (3 if SOAK else 7))
        said = told(child("append_on_a_full_disk", url, limit, 400))
        outcomes[said[0]] += 1
        assert said in (["unwritable", "True", "True"], ["380"])
        if said[0] == "unwritable":
            assert take_head(url) == before
        with closing(open_ledger(url)) as ledger:
            ledger.append([fact(n) for n in range(400)])
            assert sorted(notes(ledger)) == sorted(f"fact {n}" for n in range(400))
            assert ledger.verify(before) == []
    print(dict(outcomes))
    assert outcomes["unwritable"] >= 8


# Forged.

FORGERIES = {
    "update": "UPDATE {table} SET topic = 'clarified' WHERE originator_version = 2",
    "update nothing": "UPDATE {table} SET topic = topic",
    "delete": "DELETE FROM {table} WHERE originator_version = 3",
    "replace by key": "INSERT OR REPLACE INTO {table} VALUES ('measure/mofcom-2025-0/p1', 1, 'x', "
    "x'00')",
    "replace by rowid": "INSERT OR REPLACE INTO {table} (rowid, originator_id, originator_version, "
    "topic, state) VALUES (2, 'measure/new', 1, 'x', x'00')",
    "upsert": "INSERT INTO {table} (originator_id, originator_version, topic, state) VALUES "
    "('measure/mofcom-2025-0/p1', 1, 'x', '') ON CONFLICT (originator_id, originator_version) "
    "DO UPDATE SET topic = 'x'",
    "truncate": "TRUNCATE {table}",
}
ONLY_SQLITE = {"replace by key", "replace by rowid"}
ONLY_POSTGRES = {"truncate"}


@pytest.mark.parametrize("forgery", FORGERIES.keys() - ONLY_POSTGRES)
def test_sqlite_refuses_to_change_what_was_filed(url: str, path: Path, forgery: str) -> None:
    head = _filed(url)
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(FORGERIES[forgery].format(table="stored_events"))
    _is_whole(url, head)


@pytest.mark.parametrize("forgery", FORGERIES.keys() - ONLY_SQLITE)
def test_postgresql_refuses_to_change_what_was_filed(postgres_url: str, forgery: str) -> None:
    import psycopg

    head = _filed(postgres_url)
    with (
        psycopg.connect(postgres_url) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="append-only"),
    ):
        connection.execute(FORGERIES[forgery].format(table="ledger_events").encode())
    _is_whole(postgres_url, head)


def _filed(url: str, count: int = 9) -> Head:
    with closing(open_ledger(url)) as ledger:
        ledger.append([fact(number) for number in range(count)])
        return ledger.head()


def _is_whole(url: str, head: Head) -> None:
    with closing(open_ledger(url)) as ledger:
        assert ledger.head() == head
        assert len(notes(ledger)) == 9
        assert ledger.verify(head) == []


@pytest.fixture
def forge(url: str, path: Path) -> Callable[..., list[str]]:
    """Thirty entries, then changes behind the back of the triggers, then what verify says."""
    head = _filed(url, 30)

    def forged(*statements: tuple[str, tuple[object, ...]], checkpoint: bool = False) -> list[str]:
        with closing(sqlite3.connect(path)) as connection:
            for trigger in ("no_update", "no_delete", "no_replace"):
                connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            for statement, given in statements:
                connection.execute(statement, given)
            connection.commit()
        with closing(open_ledger(url, read_only=True)) as ledger:
            return ledger.verify(head if checkpoint else None)

    return forged


def test_any_flipped_bit_is_found_at_its_position(
    forge: Callable[..., list[str]], path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    with closing(sqlite3.connect(path)) as connection:
        states = dict(connection.execute("SELECT rowid, state FROM stored_events"))
    for _ in range(700 if SOAK else 60):
        at = chance.randrange(1, 29)
        state = bytearray(states[at])
        byte, bit = chance.randrange(len(state)), 1 << chance.randrange(8)
        state[byte] ^= bit
        update = "UPDATE stored_events SET state = ? WHERE rowid = ?"
        problems = forge((update, (bytes(state), at)))
        assert problems, f"byte {byte} of entry {at}"
        assert problems[0].startswith(f"position {at}:"), problems[0]
        assert forge((update, (states[at], at)), checkpoint=True) == []


@pytest.mark.parametrize(
    "column",
    [
        "originator_id = 'measure/x'",
        "originator_version = 77",
        "topic = 'clarified'",
        "topic = NULL",
        "state = 'text'",
    ],
)
@pytest.mark.parametrize("at", [1, 15, 29])
def test_an_edited_column_is_found_at_its_position(
    forge: Callable[..., list[str]], column: str, at: int
) -> None:
    problems = forge((f"UPDATE stored_events SET {column} WHERE rowid = ?", (at,)))
    assert problems[0].startswith(f"position {at}:")


@pytest.mark.parametrize("at", [1, 15, 29])
def test_a_deleted_entry_is_missed_at_its_position(
    forge: Callable[..., list[str]], at: int
) -> None:
    problems = forge(("DELETE FROM stored_events WHERE rowid = ?", (at,)))
    assert problems[0].startswith(f"position {at}: the entry is missing")


def test_two_swapped_entries_are_found_at_the_first(forge: Callable[..., list[str]]) -> None:
    move = "UPDATE stored_events SET rowid = ? WHERE rowid = ?"
    problems = forge((move, (99, 10)), (move, (10, 11)), (move, (11, 99)))
    assert problems[0].startswith("position 10:")


def test_a_cut_tail_is_found_only_with_a_checkpoint(forge: Callable[..., list[str]]) -> None:
    cut = ("DELETE FROM stored_events WHERE rowid > ?", (25,))
    assert forge(cut) == []
    problems = forge(cut, checkpoint=True)
    assert problems[0].startswith("position 26: the ledger ends at 25, the checkpoint was at 30")


def test_a_changed_last_entry_is_found_with_a_checkpoint(forge: Callable[..., list[str]]) -> None:
    edit = "UPDATE stored_events SET state = replace(state, 'fact 29', 'fact 92') WHERE rowid = 30"
    problems = forge(
        (edit, ()), ("UPDATE stored_events SET state = CAST(state AS BLOB)", ()), checkpoint=True
    )
    assert problems[0].startswith("position 30: is not the entry of the checkpoint")


def test_an_older_file_put_back_and_written_on_is_found(url: str, path: Path) -> None:
    _filed(url, 10)
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(path.with_name("old.db"))) as old,
    ):
        source.backup(old)
    head = _filed(url, 20)
    with closing(open_ledger(f"sqlite://{path.with_name('old.db')}")) as ledger:
        ledger.append([fact(number) for number in range(100, 120)])
        assert ledger.verify() == []
        (problem,) = ledger.verify(head)
    assert problem.startswith("position 20: is not the entry of the checkpoint")


def test_a_forged_row_in_a_gap_of_positions_is_found(postgres_url: str) -> None:
    import psycopg

    _filed(postgres_url, 10)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("SELECT nextval('ledger_events_notification_id_seq')")
    with closing(open_ledger(postgres_url)) as ledger:
        ledger.append([fact(number) for number in range(10, 20)])
        entries = list(ledger.after(None))
        gap = entries[10].position - 1
        assert gap not in {entry.position for entry in entries}
    with psycopg.connect(postgres_url) as connection:
        connection.execute(
            "INSERT INTO ledger_events SELECT 'measure/forged', 1, topic, state, %s "
            "FROM ledger_events WHERE notification_id = %s",
            (gap, entries[10].position),
        )
    with closing(open_ledger(postgres_url)) as ledger:
        problems = ledger.verify()
        assert problems[0].startswith(f"position {gap}:")
        with pytest.raises(LedgerError, match="expected to follow"):
            list(ledger.after(entries[8].position))


JOBS: dict[str, Callable[..., None]] = {
    job.__name__: job
    for job in (
        append_one_by_one,
        append_at_once,
        append_in_rounds,
        only_open,
        append_on_a_full_disk,
    )
}

if __name__ == "__main__":
    JOBS[sys.argv[1]](*sys.argv[2:])
