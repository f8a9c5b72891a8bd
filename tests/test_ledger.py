"""One contract for three stores, and what only files and servers can do wrong."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from eventsourcing.persistence import IntegrityError

import events.ledger
import events.standing
import events.store_postgres
import events.store_sqlite
import events.stored
from events.errors import ConfigError, LedgerError, StoreUnwritable
from events.facts import (
    Citation,
    Fact,
    MeasureImposed,
    MeasureSuspended,
    ReadingWithdrawn,
    SourceChecked,
    SourceFailed,
)
from events.ledger import Head, Ledger, open_ledger
from events.peek import LEDGER_SCHEMA, NOTHING, peek_head
from events.stored import NewRow
from events.upcasts import SHAPE

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 10, 8, 12, tzinfo=UTC)
CITED = Citation(instrument="mofcom-2025-70", provision="p1", quote="暂停实施至2026年11月10日")
MEASURE = "mofcom-2025-61/i-1"
STREAM = f"measure/{MEASURE}"


def imposed(measure: str = MEASURE, title: str = "0.1 % rule") -> MeasureImposed:
    return MeasureImposed(
        measure=measure, cited=CITED, title=title, kind="control", first_day="2025-12-01"
    )


def suspended(measure: str = MEASURE) -> MeasureSuspended:
    return MeasureSuspended(measure=measure, cited=CITED, first_day=date(2025, 11, 7))


def withdrawn(version: int) -> ReadingWithdrawn:
    return ReadingWithdrawn(of=STREAM, withdraws=version, why="parser")


def checked() -> SourceChecked:
    return SourceChecked(source="cn_mofcom", checked_through=date(2026, 10, 8), listed=20)


def sqlite_url(path: Path) -> str:
    return f"sqlite://{path}"


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "memory":
        return "memory:"
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "账本 ?#.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with closing(open_ledger(url)) as opened:
        yield opened


class TestEveryLedger:
    """What holds in memory, in SQLite and in PostgreSQL alike."""

    def test_an_empty_ledger_has_a_head_of_nothing_and_is_whole(self, ledger: Ledger) -> None:
        assert ledger.head() == Head(0, NOTHING)
        assert list(ledger.after(None)) == []
        assert ledger.stream(STREAM) == []
        assert ledger.verify() == []
        assert ledger.append([]).positions == ()

    def test_what_was_filed_is_read_back_in_order(self, ledger: Ledger) -> None:
        facts: list[Fact] = [imposed(), suspended(), checked(), withdrawn(1)]
        positions = ledger.append(facts, now=lambda: NOON).positions
        entries = list(ledger.after(None))
        assert [entry.fact for entry in entries] == facts
        assert tuple(entry.position for entry in entries) == positions
        assert [entry.version for entry in entries] == [1, 2, 1, 3]
        assert {entry.recorded_at for entry in entries} == {NOON}
        assert [e.fact for e in ledger.stream(STREAM)] == [imposed(), suspended(), withdrawn(1)]
        assert ledger.stream(STREAM)[0] == entries[0]

    def test_each_entry_carries_the_digest_of_the_one_before(self, ledger: Ledger) -> None:
        ledger.append([imposed()])
        ledger.append([suspended(), checked()])
        entries = list(ledger.after(None))
        assert [e.prev for e in entries] == [NOTHING, entries[0].digest, entries[1].digest]
        assert ledger.head() == Head(entries[-1].position, entries[-1].digest)
        assert ledger.verify(checkpoint=ledger.head()) == []

    def test_a_fact_that_stands_is_filed_once(self, ledger: Ledger) -> None:
        assert len(ledger.append([imposed(), imposed()]).positions) == 1
        assert ledger.append([imposed(), suspended()]).on_file == 1
        assert len(list(ledger.after(None))) == 2

    def test_a_withdrawn_fact_may_come_back_and_is_then_on_file_again(self, ledger: Ledger) -> None:
        ledger.append([imposed(), suspended()])
        ledger.append([withdrawn(2)])
        assert ledger.append([withdrawn(2)]).on_file == 1
        assert len(ledger.append([suspended()]).positions) == 1
        assert ledger.append([suspended(), imposed()]).on_file == 2
        assert [entry.version for entry in ledger.stream(STREAM)] == [1, 2, 3, 4]

    def test_a_withdrawal_works_within_its_own_batch_too(self, ledger: Ledger) -> None:
        batch: list[Fact] = [suspended(), withdrawn(1), suspended(), suspended()]
        assert ledger.append(batch).on_file == 1
        assert len(ledger.stream(STREAM)) == 3

    def test_a_withdrawal_cannot_be_withdrawn_but_the_fact_may_be_filed_again(
        self, ledger: Ledger
    ) -> None:
        ledger.append([suspended(), withdrawn(1)])
        with pytest.raises(LedgerError, match="withdrawal itself"):
            ledger.append([withdrawn(2)])
        assert len(ledger.append([suspended()]).positions) == 1

    def test_each_look_at_a_source_is_news(self, ledger: Ledger) -> None:
        failed = SourceFailed(source="cn_mofcom", expected="rows", found="a challenge page")
        for _ in range(2):
            assert len(ledger.append([checked(), checked(), failed]).positions) == 3
        assert [entry.version for entry in ledger.stream("source/cn_mofcom")] == [1, 2, 3, 4, 5, 6]

    def test_who_saw_an_older_stream_is_told_that_it_moved_on(self, ledger: Ledger) -> None:
        ledger.append([imposed()], expected={STREAM: 0})
        ledger.append([checked()], expected={STREAM: 1, "source/cn_mofcom": 0})
        head = ledger.head()
        for seen in (0, 2):
            with pytest.raises(LedgerError, match="moved on to 1"):
                ledger.append([suspended()], expected={STREAM: seen})
        assert ledger.head() == head
        ledger.append([suspended()], expected={STREAM: 1})

    def test_recorded_at_never_goes_back(self, ledger: Ledger) -> None:
        ledger.append([imposed()], now=lambda: NOON)
        ledger.append([suspended()], now=lambda: NOON - timedelta(hours=2))
        ledger.append([checked()], now=lambda: NOON + timedelta(hours=2))
        moments = [entry.recorded_at for entry in ledger.after(None)]
        assert moments == [NOON, NOON, NOON + timedelta(hours=2)]
        assert moments[0].tzinfo == UTC

    def test_a_clock_without_a_zone_is_refused(self, ledger: Ledger) -> None:
        with pytest.raises(LedgerError, match="zone"):
            ledger.append([imposed()], now=lambda: NOON.replace(tzinfo=None))
        assert ledger.head() == Head(0, NOTHING)

    def test_reading_goes_on_after_any_position_over_many_pages(self, ledger: Ledger) -> None:
        facts = [imposed(f"mofcom-2025-{n}/p1", title=f"第{n}号") for n in range(1203)]
        positions = ledger.append(facts).positions
        assert [entry.fact for entry in ledger.after(None)] == facts
        assert [entry.position for entry in ledger.after(positions[499])] == [*positions[500:]]
        assert list(ledger.after(positions[-1])) == []
        assert ledger.append(facts).on_file == len(facts)
        assert ledger.verify() == []

    def test_a_batch_is_stored_whole_or_not_at_all(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger.append([checked()])
        head = ledger.head()
        facts = [imposed(f"mofcom-2025-{n}/p1") for n in range(1500)]
        real = events.stored.body_of

        def body(fact: bytes, prev: str, stamp: str, version: int) -> bytes:
            if b"mofcom-2025-1400/" in fact:
                raise KeyboardInterrupt
            return real(fact, prev, stamp, version)

        with monkeypatch.context() as patch:
            patch.setattr(events.standing, "body_of", body)
            with pytest.raises(KeyboardInterrupt):
                ledger.append(facts)
        assert ledger.head() == head
        assert len(ledger.append(facts).positions) == len(facts)

    def test_facts_from_a_generator_that_fails_store_nothing(self, ledger: Ledger) -> None:
        def facts() -> Iterator[Fact]:
            yield imposed()
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            ledger.append(facts())
        assert ledger.head() == Head(0, NOTHING)

    def test_a_value_that_skipped_validation_is_refused(self, ledger: Ledger) -> None:
        odd = suspended().model_copy(update={"first_day": "soon"})
        with pytest.raises(LedgerError, match="cannot be stored") as refusal:
            ledger.append([imposed(), odd])
        assert "\n" not in str(refusal.value)
        assert ledger.head() == Head(0, NOTHING)

    def test_a_name_no_store_can_hold_is_refused_by_all(self, ledger: Ledger) -> None:
        with pytest.raises(LedgerError, match="NUL"):
            ledger.append([imposed("mofcom\0")])

    def test_a_text_is_kept_to_the_letter(self, ledger: Ledger) -> None:
        title = '稀土 "quoted" \\ \u0000 \u2028 𠮷 ","prev":"' + "0" * 64
        ledger.append([imposed(title=title)])
        (entry,) = ledger.after(None)
        assert entry.fact == imposed(title=title)
        assert ledger.verify() == []

    def test_an_unknown_event_is_refused_by_name_and_never_skipped(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger.append([imposed(), suspended(), checked()])
        monkeypatch.delitem(SHAPE, "measure suspended")
        read = []
        with pytest.raises(LedgerError, match=r"'measure suspended'.*newer tracker"):
            read += [entry.position for entry in ledger.after(None)]
        (problem,) = ledger.verify()
        assert re.match(r"position \d+: event 'measure suspended'", problem)

    def test_a_checkpoint_tells_a_cut_tail_and_another_history(self, ledger: Ledger) -> None:
        ledger.append([imposed(), suspended()])
        here = ledger.head()
        (problem,) = ledger.verify(Head(here.position + 5, "ab" * 32))
        assert "tail was cut" in problem
        (problem,) = ledger.verify(Head(here.position, "ab" * 32))
        assert problem.startswith(f"position {here.position}: is not the entry of the checkpoint")
        assert ledger.verify(Head(0, NOTHING)) == []

    def test_two_writers_who_do_not_know_our_lock_are_met_with_another_look(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tries = []
        real = events.standing.next_rows

        def taken(*args: object) -> list[NewRow]:
            tries.append(1)
            if len(tries) < 3:
                raise IntegrityError("taken")
            return real(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(events.ledger, "next_rows", taken)
        assert len(ledger.append([imposed()]).positions) == 1
        tries.clear()
        monkeypatch.setattr(events.ledger, "TRIES", 2)
        with pytest.raises(LedgerError, match="another writer took the next entry 2 times"):
            ledger.append([suspended()])


class TestSharedLedger:
    """What two programs at one SQLite file or PostgreSQL database may rely on."""

    @pytest.fixture(params=["sqlite", "postgresql"])
    def url(self, request: pytest.FixtureRequest, tmp_path: Path) -> str:
        if request.param == "sqlite":
            return sqlite_url(tmp_path / "new folder" / "ledger.db")
        return str(request.getfixturevalue("postgres_url"))

    def test_what_one_program_files_another_reads(self, ledger: Ledger, url: str) -> None:
        ledger.append([imposed()])
        with closing(open_ledger(url)) as other, closing(open_ledger(url, read_only=True)) as view:
            assert other.append([imposed(), suspended()]).on_file == 1
            assert list(view.after(None)) == list(ledger.after(None))
            with pytest.raises(LedgerError, match="read only"):
                view.append([checked()])

    def test_a_reader_does_not_create_a_ledger(self, url: str) -> None:
        with pytest.raises(LedgerError, match="no ledger here yet"):
            open_ledger(url, read_only=True)

    def test_a_ledger_of_the_plain_library_without_entries_is_taken_over(self, url: str) -> None:
        _plain_library_ledger(url)
        with closing(open_ledger(url)) as ledger:
            assert len(ledger.append([imposed()]).positions) == 1
        with closing(open_ledger(url)) as ledger:
            assert ledger.verify() == []

    def test_the_events_of_another_application_are_left_alone(self, url: str) -> None:
        _plain_library_ledger(url, rows=1)
        with pytest.raises(LedgerError, match="another application"):
            open_ledger(url)


def _plain_library_ledger(url: str, rows: int = 0) -> None:
    """What `eventsourcing` makes by itself."""
    from eventsourcing.persistence import StoredEvent
    from eventsourcing.postgres import PostgresFactory
    from eventsourcing.sqlite import SQLiteFactory
    from eventsourcing.utils import Environment

    factory: SQLiteFactory | PostgresFactory
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite://"))
        path.parent.mkdir(parents=True)
        keys = {"SQLITE_DBNAME": str(path), "ORIGINATOR_ID_TYPE": "text"}
        factory = SQLiteFactory(Environment("ledger", keys))
    else:
        environment = events.store_postgres.postgres_environment(
            events.store_postgres.login_of(url)
        )
        environment["LEDGER_CREATE_TABLE"] = "yes"
        factory = PostgresFactory(environment)
    with closing(factory):
        recorder = factory.application_recorder()
        if rows:
            recorder.insert_events([StoredEvent("dog/1", 1, "dogs:Dog", b"{}")])


class TestFiles:
    """What a file can be other than a ledger."""

    def test_the_head_at_a_glance_is_the_head_of_the_ledger(self, tmp_path: Path) -> None:
        url = sqlite_url(tmp_path / "ledger.db")
        assert peek_head(url) is None
        with closing(open_ledger(url)) as ledger:
            assert peek_head(url) == Head(0, NOTHING)
            ledger.append([imposed(), checked()])
            assert peek_head(url) == ledger.head()
        assert peek_head(url) is not None

    def test_a_glance_loads_neither_the_event_store_nor_pydantic(self) -> None:
        code = "import sys, events.peek; print({'eventsourcing', 'pydantic'} & set(sys.modules))"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "set()"

    def test_an_empty_file_becomes_a_ledger(self, tmp_path: Path) -> None:
        path = tmp_path / "ledger.db"
        path.touch()
        assert peek_head(sqlite_url(path)) == Head(0, NOTHING)
        with closing(open_ledger(sqlite_url(path))) as ledger:
            assert len(ledger.append([imposed()]).positions) == 1

    def test_a_file_that_is_no_database_is_refused_untouched(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("not a ledger " * 500, encoding="utf-8")
        _refused(path, "another kind of file")
        assert path.read_text(encoding="utf-8") == "not a ledger " * 500

    def test_another_database_is_refused_untouched(self, tmp_path: Path) -> None:
        path = tmp_path / "view.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE period (id)")
        _refused(path, "another database")

    def test_a_file_of_a_newer_tracker_is_refused(self, tmp_path: Path) -> None:
        path = _ledger_file(tmp_path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {LEDGER_SCHEMA + 1}")
        _refused(path, "written by a newer tracker")

    def test_a_damaged_file_is_refused_or_named_by_verify(self, tmp_path: Path) -> None:
        path = _ledger_file(tmp_path, entries=400)
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + b"\xff" * 4000 + whole[4100:])
        _refused(path, "damaged")
        path.write_bytes(whole[: 4096 * 20] + b"\xff" * 4096 + whole[4096 * 21 :])
        with closing(open_ledger(sqlite_url(path), read_only=True)) as ledger:
            problems = ledger.verify()
        assert problems
        assert all("\n" not in problem for problem in problems)

    def test_a_folder_that_cannot_be_made_is_store_unwritable(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreUnwritable, match="free") as refusal:
            open_ledger(sqlite_url(tmp_path / "file" / "ledger.db"))
        assert str(tmp_path) in str(refusal.value)

    def test_a_read_only_folder_is_store_unwritable(self) -> None:
        with (
            _folder_of_an_ordinary_user(0o555) as folder,
            pytest.raises(StoreUnwritable, match="bytes free"),
        ):
            open_ledger(sqlite_url(folder / "ledger.db"))

    def test_a_read_only_file_is_store_unwritable_and_still_readable(self) -> None:
        with _folder_of_an_ordinary_user(0o777) as folder:
            url = sqlite_url(_ledger_file(folder))
            (folder / "ledger.db").chmod(0o444)
            with pytest.raises(StoreUnwritable), closing(open_ledger(url)) as ledger:
                ledger.append([suspended()])
            with closing(open_ledger(url, read_only=True)) as ledger:
                assert len(list(ledger.after(None))) == 1

    def test_a_ledger_kept_locked_is_a_plain_refusal(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(events.store_sqlite, "LOCK_SECONDS", 1)
        monkeypatch.setattr(events.store_postgres, "LOCK_SECONDS", 1)
        path = _ledger_file(tmp_path)
        with (
            closing(open_ledger(sqlite_url(path))) as ledger,
            closing(sqlite3.connect(path, isolation_level=None)) as other,
        ):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LedgerError, match="locked"):
                ledger.append([suspended()])
            other.execute("ROLLBACK")
            assert len(ledger.append([suspended()]).positions) == 1


def _refused(path: Path, says: str) -> None:
    """Refused to writers, readers and at a glance, in one line that names the file."""
    for ask in (open_ledger, peek_head, lambda url: open_ledger(url, read_only=True)):
        with pytest.raises(LedgerError, match=says) as refusal:
            ask(sqlite_url(path))
        assert str(path) in str(refusal.value)
        assert "\n" not in str(refusal.value)


def _ledger_file(folder: Path, entries: int = 1) -> Path:
    path = folder / "ledger.db"
    with closing(open_ledger(sqlite_url(path))) as ledger:
        ledger.append([imposed(f"mofcom-2025-{n}/p1") for n in range(entries)])
    return path


@contextmanager
def _folder_of_an_ordinary_user(mode: int) -> Iterator[Path]:
    """A folder with these rights, as someone for whom rights count (root has them all)."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(mode)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        yield folder
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(folder)


class TestServers:
    """What a server can refuse."""

    def test_tables_of_a_newer_tracker_are_refused(self, postgres_url: str) -> None:
        import psycopg

        open_ledger(postgres_url).close()
        with psycopg.connect(postgres_url) as connection:
            connection.execute("INSERT INTO ledger_schema VALUES (99)")
        with pytest.raises(LedgerError, match="written by a newer tracker"):
            open_ledger(postgres_url)

    def test_a_server_out_of_reach_is_store_unwritable_without_the_password(self) -> None:
        with pytest.raises(StoreUnwritable, match=r"127\.0\.0\.1:1/db") as refusal:
            open_ledger("postgresql://me:s3cret@127.0.0.1:1/db")
        assert "s3cret" not in str(refusal.value)
        assert "\n" not in str(refusal.value)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "ledger.db",
            "mysql://x/y",
            "postgresql://me:s3cret@h",
            "postgresql://h:port/db",
            "postgresql://me:s3cret@h/db?sslmode=off",
        ],
    )
    def test_a_url_that_names_no_ledger_is_a_configuration_error(self, url: str) -> None:
        with pytest.raises(ConfigError) as refusal:
            open_ledger(url)
        assert "s3cret" not in str(refusal.value)

    def test_a_lost_connection_is_replaced_for_the_next_append(self, postgres_url: str) -> None:
        import psycopg

        with closing(open_ledger(postgres_url)) as ledger:
            ledger.append([imposed()])
            with psycopg.connect(postgres_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            assert len(ledger.append([suspended()]).positions) == 1
