"""Each story once, to whoever asked, whatever is repeated, restored, killed or changed between."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import tracker
from config.settings import settings
from events.ledger import open_ledger
from tests.newsroom import Newsroom, acts, control, history_of, newsroom, stay
from tests.stations import reading
from tracker.alerts.channel import Ambiguous, Deferred, Refused, Unreachable
from tracker.alerts.letter import Letter
from tracker.alerts.turn import BURST

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history_of(tmp_path_factory.mktemp("history"), NOW - timedelta(days=2))


@pytest.fixture
def room(tmp_path: Path, history: Path) -> Iterator[Newsroom]:
    yield from newsroom(tmp_path, history, NOW)


# -- once ---------------------------------------------------------------------------------------


def test_a_story_is_told_once_however_often_a_turn_is_taken(room: Newsroom) -> None:
    room.reader()
    room.bench.take(control())
    for _ in range(5):
        room.turn()
        room.later(minutes=5)
    assert len(room.post.of("all")) == 1


def test_who_subscribes_later_hears_only_what_comes_later(room: Newsroom) -> None:
    room.bench.take(control())
    room.turn()
    room.reader("late")
    room.later(hours=1)
    room.turn()
    assert room.post.of("late") == []
    room.bench.take(stay())
    room.turn()
    assert len(room.post.of("late")) == 1


def test_a_rebuild_a_restore_an_upgrade_and_a_backfill_send_nothing_old(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reliability test 52."""
    room.reader()
    room.bench.take(control())
    room.turn()
    sent = len(room.post.letters)
    backup = room.bench.folder / "backup.db"
    with sqlite3.connect(room.bench.url.removeprefix("sqlite:///")) as db:
        with sqlite3.connect(backup) as copy:
            db.backup(copy)
        copy.close()
    db.close()
    room.bench.take(stay())
    room.turn()
    sent += 1
    assert len(room.post.letters) == sent

    for path in room.bench.folder.glob("*.view"):  # a rebuild of the view
        path.unlink()
    room.turn()
    rebuilt = len(room.post.letters) - sent

    room.bench.ledger.close()  # the backup of yesterday is put back, and the source read again
    shutil.copy(backup, room.bench.url.removeprefix("sqlite:///"))
    for path in room.bench.folder.glob("ledger.db-*"):
        path.unlink()
    for path in room.bench.folder.glob("*.view"):
        path.unlink()
    room.bench = tracker_again(room)
    room.turn()
    room.bench.take(stay())
    room.turn()
    restored = len(room.post.letters) - sent

    (first,) = [
        entry.fact
        for entry in room.bench.ledger.stream("measure/mofcom-2026-901/p1")
        if entry.fact.event == "measure imposed"
    ]
    room.file(first.model_copy(update={"reader": "curated", "basis": "analyst"}))  # an upgrade
    room.turn()
    upgraded = len(room.post.letters) - sent

    before = len(room.post.letters)
    room.file(*acts(500, date(2024, 3, 1)))  # a backfill
    room.turn()
    backfilled = len(room.post.letters) - before
    with capsys.disabled():
        print(
            f"\n52: mails after rebuild {rebuilt}, restore {restored}, upgrade {upgraded},"
            f" backfill of 500: {backfilled} digest"
        )
    assert (rebuilt, restored, upgraded) == (0, 0, 0)
    assert backfilled <= 1


def tracker_again(room: Newsroom) -> Any:
    """The same bench on the file that lies there now."""
    from scrapers.archive import Archive
    from tests.stations import CHOSEN, Bench, never
    from tracker.ingest.station import Station

    at, ledger = room.bench, open_ledger(room.bench.url)
    archive = Archive(settings(at.url).archive)
    station = Station(ledger=ledger, archive=archive, sources=CHOSEN, now=at.clock, reach=never)
    return Bench(at.url, at.folder, at.clock, station, ledger)


def test_another_ledger_under_the_same_name_is_noticed_and_told_to_nobody(room: Newsroom) -> None:
    room.reader()
    with room.store.changing() as rows:
        rows.change("UPDATE tracker_mark SET value = 'f00' WHERE name LIKE ?", "at:%")
    turned = room.turn()
    assert room.post.letters == []
    assert "not the one that was followed" in turned.words
    room.bench.take(control())
    room.turn()
    assert len(room.post.of("all")) == 1


def test_many_stories_at_once_come_in_one_message(room: Newsroom) -> None:
    room.reader()
    room.file(*acts(BURST + 1, date(2026, 11, 24)))
    room.turn()
    (letter,) = room.post.of("all")
    assert letter.subject.startswith(f"{BURST + 1} items: ")
    assert letter.text.count("\n== ") == BURST + 1


# -- between queue and sending --------------------------------------------------------------------


def held_back(room: Newsroom) -> None:
    """The way out is shut for now, and something waits for it."""

    def shut(letter: Letter) -> None:
        raise Unreachable("the server does not answer")

    room.post.fails = shut
    room.bench.take(control())
    room.bench.take(stay())
    assert room.turn().failed
    room.post.fails = lambda letter: None
    room.later(hours=13)


def told_end(room: Newsroom) -> list[str]:
    room.turn()
    return room.post.subjects("all")


def test_what_changes_between_queue_and_sending_is_not_sent_or_sent_corrected(
    tmp_path: Path,
    history: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reliability test 57: ten ways."""
    good = 0
    # 1-4: the reader left, was paused, bounced, or was removed
    ways: tuple[Callable[[Newsroom], object], ...] = (
        lambda r: r.readers.end("all", "unsubscribed by its reader"),
        lambda r: r.readers.pause("all"),
        lambda r: r.readers.bounced("all", "no such user", for_good=True),
        lambda r: r.readers.remove("all"),
    )
    for leave in ways:
        one = fresh(tmp_path, history, good)
        one.reader()
        held_back(one)
        leave(one)
        good += told_end(one) == []
    # 5: another address, which has not agreed
    one = fresh(tmp_path, history, 5)
    wishes = tmp_path / "alerts.yml"
    monkeypatch.setenv("TRACKER_ALERTS", str(wishes))
    wishes.write_text("subscriptions: [{name: all, to: old@example.org, confirmed: true}]")
    one.turn()
    held_back(one)
    wishes.write_text("subscriptions: [{name: all, to: new@example.org}]")
    one.turn()
    good += [s for s in one.post.subjects("all") if "[MOFCOM]" in s] == []
    # 6: it agrees, and gets the news at the new address
    one.readers.confirm("all")
    one.later(hours=13)
    one.turn()
    good += len([s for s in one.post.subjects("all") if "[MOFCOM]" in s]) == 2
    monkeypatch.delenv("TRACKER_ALERTS")
    # 7: the reading was withdrawn with nothing in its place
    one = fresh(tmp_path, history, 7)
    one.reader()
    held_back(one)
    withdraw(one, "measure suspended")
    good += not any("Suspended" in s for s in told_end(one))
    # 8: the reading was corrected: the corrected text, and no word of the wrong one
    one = fresh(tmp_path, history, 8)
    one.reader()
    held_back(one)
    one.bench.take(stay(last="2027-06-30"))
    told = told_end(one)
    good += any("30 Jun 2027" in s for s in told) and not any("31 Mar 2027" in s for s in told)
    # 9: the whole act turned out to be no control
    one = fresh(tmp_path, history, 9)
    one.reader()
    held_back(one)
    withdraw(one, "measure imposed")
    good += not any("In force" in s for s in told_end(one))
    # 10: a digest of which one reading fell: that its text came is told, and the other story
    one = fresh(tmp_path, history, 10)
    one.reader(how="daily", at="08:00")
    one.bench.take(control())
    one.bench.take(reading_of_904())
    one.turn()
    withdraw(one, "measure imposed")
    one.later(days=1)
    told = told_end(one)
    good += len(told) == 1 and "904" in told[0] and "Published: 关于mofcom-2026-901" in told[0]
    with capsys.disabled():
        print(f"\n57: {good}/10")
    assert good == 10


def fresh(folder: Path, history: Path, number: int) -> Newsroom:
    place = folder / f"room{number}-{random.random()}"
    place.mkdir()
    return next(newsroom(place, history, NOW))


def reading_of_904() -> Any:
    from tests.newsroom import PAGE
    from tests.stations import effect

    text = "自公布之日起对另一示例材料实施出口管制。"
    what = effect(
        text,
        text,
        "imposes",
        "mofcom-2026-904/p1",
        first_day=date(2026, 11, 24),
        kind="control",
        title="另一示例材料",
    )
    given: dict[str, Any] = {"day": "2026-11-24", "url": PAGE.format("4")}
    return reading("mofcom-2026-904", text, effects=(what,), **given)


def withdraw(room: Newsroom, event: str, measure: str = "mofcom-2026-901/p1") -> None:
    from events.facts import ReadingWithdrawn

    stream = f"measure/{measure}"
    (number,) = [
        entry.version for entry in room.bench.ledger.stream(stream) if entry.fact.event == event
    ]
    room.file(ReadingWithdrawn(of=stream, withdraws=number, why="reading", by="A. Analyst"))


def test_a_correction_goes_to_who_got_the_wrong_one_and_in_its_thread(room: Newsroom) -> None:
    room.reader("heard")
    room.bench.take(control())
    room.bench.take(stay())
    room.turn()
    (wrong,) = [one for one in room.post.of("heard") if "Suspended" in one.subject]
    room.reader("new")
    room.later(hours=1)
    room.bench.take(stay(last="2027-06-30"))
    room.turn()
    (told,) = [one for one in room.post.of("heard") if "Correction" in one.subject]
    assert told.answers == wrong.id
    assert set(told.thread) & set(wrong.thread)
    assert "We had read: Suspended until 31 Mar 2027" in told.text
    assert "30 Jun 2027" in told.subject
    assert "Our reading program was corrected; the law did not change" in told.text
    assert len([s for s in room.post.subjects("heard") if "30 Jun 2027" in s]) == 1
    assert not any("Correction" in subject for subject in room.post.subjects("new"))
    assert any("30 Jun 2027" in subject for subject in room.post.subjects("new"))


# -- refusals -------------------------------------------------------------------------------------


def test_a_message_that_cannot_go_now_waits_and_keeps_its_name(room: Newsroom) -> None:
    room.reader()
    names: list[str] = []

    def later(letter: Letter) -> None:
        names.append(letter.id)
        if len(names) < 4:
            raise (Deferred("busy"), Ambiguous("lost after the dot"), Unreachable("down"))[
                len(names) - 1
            ]

    room.post.fails = later
    room.bench.take(control())
    for _ in range(12):
        room.turn()
        room.later(minutes=20)
    assert len(room.post.of("all")) == 1
    assert len(set(names)) == 1


def test_an_address_that_is_gone_is_given_up_at_once_and_said_so(room: Newsroom) -> None:
    room.reader()

    def gone(letter: Letter) -> None:
        raise Refused("550 5.1.1 no such user", for_good=True)

    room.post.fails = gone
    room.bench.take(control())
    turned = room.turn()
    assert room.readers.need("all").state == "bounced"
    assert "550 5.1.1 no such user" in turned.words
    room.bench.take(stay())
    room.turn()
    assert room.messages().get("queued") is None


def test_an_address_that_refuses_again_and_again_is_given_up(room: Newsroom) -> None:
    room.reader()

    def full(letter: Letter) -> None:
        raise Refused("554 looks like spam", for_good=False)

    room.post.fails = full
    states = []
    for number in range(4):
        room.file(*acts(1, date(2026, 11, 24), first=number + 1))
        room.turn()
        states.append(room.readers.need("all").state)
    assert states == ["active", "active", "bounced", "bounced"]


def test_a_message_that_never_goes_is_given_up_after_days_and_never_lost_in_silence(
    room: Newsroom,
) -> None:
    room.reader()

    def busy(letter: Letter) -> None:
        raise Deferred("451 try later")

    room.post.fails = busy
    room.bench.take(control())
    problems = 0
    for _ in range(14):
        problems += room.turn().failed
        room.later(hours=12)
    assert room.messages() == {"failed": room.messages()["failed"]} | {
        "queued": room.messages().get("queued", [])
    }
    assert len(room.messages()["failed"]) >= 1
    assert problems > 8


# -- digests --------------------------------------------------------------------------------------


def test_a_daily_digest_comes_at_its_hour_in_the_zone_of_its_reader(room: Newsroom) -> None:
    room.reader("berlin", how="daily", at="18:00", zone="Europe/Berlin")  # 17:00 UTC
    room.bench.take(control())
    room.turn()
    for hour in (15, 16, 17, 18, 19):
        room.bench.clock.now = datetime(2026, 11, 24, hour, 5, tzinfo=UTC)
        room.turn()
        assert len(room.post.of("berlin")) == (1 if hour >= 17 else 0)


def test_a_weekly_digest_comes_on_its_day_and_says_so_when_nothing_came(room: Newsroom) -> None:
    room.reader("weekly", how="weekly", weekday="fri", at="09:00", question={"kind": "control"})
    room.bench.take(control())
    for _ in range(19):
        room.turn()
        room.later(days=1)
    subjects = [one for one in room.post.subjects("weekly") if "No. 72" not in one]
    assert len(subjects) == 2
    assert subjects[0].startswith("[MOFCOM] In force from 24 Nov 2026")
    assert subjects[1].startswith("Nothing new seen, but only 0 of 10 sources were read")


def test_what_cannot_be_decided_for_a_question_is_named_in_the_weekly_note(room: Newsroom) -> None:
    """No. 901 has codes but no HS numbers on file: it may well be about this one."""
    room.reader("hs", question={"hs": "8112.92"})
    room.bench.take(control())
    for _ in range(8):
        room.turn()
        room.later(days=1)
    (letter,) = room.post.of("hs")
    assert letter.subject.endswith("that might answer your question")
    assert "? [MOFCOM] In force from 24 Nov 2026" in letter.text


def test_a_paused_reader_hears_nothing_of_what_happens_meanwhile(room: Newsroom) -> None:
    room.reader()
    room.readers.pause("all")
    room.bench.take(control())
    room.turn()
    room.readers.resume("all")
    room.later(hours=1)
    room.bench.take(stay())
    room.turn()
    assert [s.partition(" until")[0] for s in room.post.subjects("all")] == ["[MOFCOM] Suspended"]


def test_a_turn_tells_the_same_to_the_same_question_as_the_command_line(room: Newsroom) -> None:
    """What `tracker on` finds is what a subscription to the same filters is told."""
    room.reader("code", question={"code": "1C999"})
    room.reader("other", question={"code": "1C998"})
    room.bench.take(control())
    room.turn()
    with tracker.open(room.bench.url, now=room.bench.clock) as timeline:
        assert [m.id for m in timeline.on("today", code="1C999").measures] == ["mofcom-2026-901/p1"]
        assert timeline.on("today", code="1C998").measures == []
    assert len(room.post.of("code")) == 1
    assert room.post.of("other") == []


def test_after_days_without_a_turn_what_came_is_told_and_no_reminder_of_it(room: Newsroom) -> None:
    room.reader(ahead=(7,))
    room.bench.take(control(first="2026-12-10"))
    room.turn()
    room.later(days=20)  # past 3 December, when the reminder was due, and past the day itself
    room.turn()
    ours = [one for one in room.post.subjects("all") if "901" in one]
    assert [one.partition(":")[0] for one in ours] == [
        "[MOFCOM] Announced, in force from 10 Dec 2026",
        "[MOFCOM] In force from 10 Dec 2026",
    ]


def test_a_question_that_cannot_be_asked_any_more_hides_nothing(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes = tmp_path / "alerts.yml"
    monkeypatch.setenv("TRACKER_ALERTS", str(wishes))
    entry = "name: all, to: a@example.org, confirmed: true, question: {authority: NOBODY}"
    wishes.write_text(f"subscriptions: [{{{entry}}}]", encoding="utf-8")
    room.turn()
    room.bench.take(control())
    turned = room.turn()
    assert "expected one of" in turned.words
    for _ in range(7):
        room.later(days=1)
        room.turn()
    letter = room.post.of("all")[0]
    assert "? [MOFCOM] In force from 24 Nov 2026" in letter.text


def test_the_operator_is_told_without_an_entry_of_a_file(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from events.facts import SourceFailed

    monkeypatch.setenv("TRACKER_OPERATOR", "operator@example.org")
    room.turn()
    room.file(SourceFailed(source="us_bis", expected="an index", found="nothing"))
    room.turn()
    assert len(room.post.of("operator")) == 1
