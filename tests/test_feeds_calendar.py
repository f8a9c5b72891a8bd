"""The calendar: an event stays itself when its day moves, and says so when it is no more."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from icalendar import Calendar

import tracker
from events.facts import (
    Citation,
    Fact,
    InstrumentPublished,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasureSuspended,
    PledgeMade,
    ReadingWithdrawn,
)
from events.ledger import open_ledger
from tests.stations import Clock, loaded
from tracker.alerts.calendar import calendar
from tracker.asked import UsageError

ACT = "mofcom-2026-90"
ONE = f"{ACT}/p1"
HOST = "@regulatory-timeline-tracker"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with time_machine.travel(datetime(2026, 11, 24, tzinfo=UTC)):
        return loaded(tmp_path_factory.mktemp("history"))


class Book:
    """A ledger in which facts are filed one day after another, and its calendar."""

    def __init__(self, folder: Path, history: Path) -> None:
        for path in history.parent.glob(history.name + "*"):
            shutil.copy(path, folder / path.name)
        self.url = f"sqlite:///{folder / history.name}"
        self.clock = Clock(datetime(2026, 11, 25, 2, tzinfo=UTC))  # after the history was loaded
        self.ledger = open_ledger(self.url)

    def file(self, *facts: Fact) -> None:
        self.clock.now += timedelta(hours=1)
        self.ledger.append(facts, now=self.clock)

    def bytes(self, *, language: str = "en", base: str | None = None, **question: str) -> bytes:
        with tracker.open(self.url, now=self.clock) as timeline:
            asked = question or {"instrument": ACT}
            return calendar(timeline, asked, language=language, base=base)

    def events(self, **question: str) -> dict[str, Any]:
        read = Calendar.from_ical(self.bytes(**question))
        assert not any(event.errors for event in read.walk())
        found = read.walk("VEVENT")
        assert len({event["uid"] for event in found}) == len(found)
        return {str(event["uid"]).removesuffix(HOST): event for event in found}

    def shown(self, **question: str) -> dict[str, tuple[str, str]]:
        """What the calendar holds: name, day and status."""
        return {
            name.removeprefix(f"{ACT}/"): (str(event["dtstart"].dt), str(event["status"]))
            for name, event in self.events(**question).items()
        }

    def version(self, stream: str, event: str) -> int:
        """The last entry of a kind in a stream."""
        return max(e.version for e in self.ledger.stream(stream) if e.fact.event == event)

    def withdraw(self, event: str, measure: str = ONE) -> None:
        stream = f"measure/{measure}"
        gone = self.version(stream, event)
        self.file(ReadingWithdrawn(of=stream, withdraws=gone, why="reading"))


@pytest.fixture
def book(tmp_path: Path, history: Path) -> Iterator[Book]:
    made = Book(tmp_path, history)
    made.file(published())
    yield made
    made.ledger.close()


def published(instrument: str = ACT, day: str = "2026-11-20", **more: Any) -> Fact:
    return InstrumentPublished(
        instrument=instrument,
        jurisdiction="CN",
        authority="MOFCOM",
        form="announcement",
        title="Licences for widgets",
        title_zh="关于小部件的公告",
        published_on=day,
        **more,
    )


def cited(act: str = ACT, day: str = "2026-11-20", **more: Any) -> Citation:
    return Citation(instrument=act, provision="p1", published_on=day, **more)


def imposed(first: str | None = "2026-12-15", **more: Any) -> Fact:
    given: dict[str, Any] = {"measure": ONE, "cited": cited(), "title": "Licence for widgets"}
    return MeasureImposed(**{**given, "kind": "control", "first_day": first, **more})


def suspended(first: str, last: str | None, act: str = "mofcom-2026-91") -> Fact:
    until = None if last is None else date.fromisoformat(last)
    by = cited(act, "2026-11-21")
    return MeasureSuspended(
        measure=ONE, cited=by, first_day=date.fromisoformat(first), last_day=until
    )


def test_a_postponed_start_is_the_same_event_on_a_later_day(book: Book) -> None:
    book.file(imposed("2026-12-15"))
    before = book.events()[f"{ONE}:start"]
    book.file(MeasurePostponed(measure=ONE, cited=cited("mofcom-2026-91"), first_day="2027-01-20"))
    after = book.events()[f"{ONE}:start"]
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2026, 12, 15), date(2027, 1, 20))
    assert after["dtend"].dt == date(2027, 1, 21)
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt > before["dtstamp"].dt
    assert str(after["summary"]) == "Starts: Licence for widgets (MOFCOM No. 91 of 2026)"
    assert len(book.events()) == 1


def test_a_suspension_is_one_event_from_its_announcement_to_its_early_end(book: Book) -> None:
    book.file(imposed("2026-11-20"))
    end, back, said = "p1:suspension-end:mofcom-2026-91", "p1:return:mofcom-2026-91", []
    facts = (
        suspended("2026-12-01", "2027-03-31"),
        MeasureExtended(
            measure=ONE,
            cited=cited("mofcom-2027-1", "2027-01-05"),
            what="suspension",
            last_day=date(2027, 6, 30),
        ),
        MeasureResumed(
            measure=ONE, cited=cited("mofcom-2027-2", "2027-02-01"), first_day=date(2027, 2, 15)
        ),
    )
    for fact in facts:
        book.file(fact)
        shown = book.shown()
        said.append((shown[end][0], shown[back][0], book.events()[f"{ACT}/{end}"]["sequence"]))
    assert [one[:2] for one in said] == [
        ("2027-03-31", "2027-04-01"),
        ("2027-06-30", "2027-07-01"),
        ("2027-02-14", "2027-02-15"),
    ]
    assert [one[2] for one in said] == sorted({one[2] for one in said})
    assert shown["p1:suspension-start:mofcom-2026-91"][0] == "2026-12-01"
    assert shown["p1:start"] == ("2026-11-20", "TENTATIVE")
    assert set(shown) == {end, back, "p1:start", "p1:suspension-start:mofcom-2026-91"}


def test_a_withdrawn_suspension_is_cancelled_and_its_return_with_it(book: Book) -> None:
    book.file(imposed("2026-11-20"), suspended("2026-12-01", "2027-03-31"))
    before = book.events()
    book.withdraw("measure suspended")
    after = book.events()
    gone = [name for name in before if "mofcom-2026-91" in name]
    assert len(gone) == 3
    for name in gone:
        assert after[name]["status"] == "CANCELLED"
        assert after[name]["dtstart"].dt == before[name]["dtstart"].dt
        assert after[name]["sequence"] > before[name]["sequence"]
        assert str(after[name]["summary"]).startswith("Cancelled: ")
    assert after[f"{ONE}:start"]["status"] != "CANCELLED"


@pytest.mark.parametrize(
    "question", [{"instrument": ACT}, {"measure": ONE}, {"kind": "control"}, {"item": "widgets"}]
)
def test_a_measure_that_was_never_there_is_cancelled_for_whoever_was_told(
    book: Book, question: dict[str, str]
) -> None:
    book.file(imposed())
    assert book.shown(**question)["p1:start"] == ("2026-12-15", "TENTATIVE")
    book.withdraw("measure imposed")
    assert book.shown(**question)["p1:start"] == ("2026-12-15", "CANCELLED")
    assert "p1:start" not in book.shown(authority="BIS")


def test_a_measure_that_no_longer_answers_the_question_is_cancelled_there(book: Book) -> None:
    book.file(imposed())
    book.withdraw("measure imposed")
    book.file(imposed(kind="fee"))
    assert book.shown(kind="control")["p1:start"] == ("2026-12-15", "CANCELLED")
    assert book.shown(kind="fee")["p1:start"] == ("2026-12-15", "TENTATIVE")


def test_a_repeal_before_the_start_cancels_it_and_ends_nothing(book: Book) -> None:
    book.file(imposed())
    book.file(MeasureRepealed(measure=ONE, cited=cited("mofcom-2026-92"), first_day="2026-12-01"))
    assert book.shown() == {"p1:start": ("2026-12-15", "CANCELLED")}


def test_an_end_that_was_removed_is_cancelled_and_one_that_moved_is_not(book: Book) -> None:
    book.file(imposed("2026-11-20", last_day="2027-05-31"))
    assert book.shown()["p1:end"][0] == "2027-05-31"
    later = cited("mofcom-2026-93", "2026-11-23")
    book.file(MeasureExtended(measure=ONE, cited=later, last_day=date(2027, 12, 31)))
    assert book.shown()["p1:end"] == ("2027-12-31", "TENTATIVE")
    book.file(MeasureExtended(measure=ONE, cited=cited("mofcom-2026-94", "2026-11-24")))
    assert book.shown()["p1:end"] == ("2027-12-31", "CANCELLED")


def test_what_was_filed_at_once_was_never_seen_half_filed(book: Book) -> None:
    book.file(imposed("2026-12-15"), suspended("2026-12-01", "2027-03-31"))
    assert "p1:start" not in book.shown()


def test_a_start_known_to_the_month_is_some_day_of_it(book: Book) -> None:
    book.file(imposed("2027-02"))
    start = book.events()[f"{ONE}:start"]
    assert (start["dtstart"].dt, start["dtend"].dt) == (date(2027, 2, 1), date(2027, 3, 1))
    assert start["status"] == "TENTATIVE"
    assert "names no day" in start["description"]
    assert len(book.events()) == 1


def test_a_provision_speaks_for_its_parties_until_they_part_ways(book: Book) -> None:
    names = ("acme", "bolt", "cog")
    parts = [
        imposed("2026-12-15", measure=f"{ONE}/{name}", title=name, part_of=ONE, kind="listing")
        for name in names
    ]
    book.file(imposed("2026-12-15", kind="listing", title="Three parties"), *parts)
    assert book.shown() == {"p1:start": ("2026-12-15", "TENTATIVE")}
    acts = [
        MeasureSuspended(
            measure=f"{ONE}/{name}",
            cited=cited("mofcom-2026-91", "2026-11-21"),
            first_day=date(2026, 12, 20),
            last_day=date(2027, 3, last),
        )
        for name, last in (("acme", 30), ("bolt", 31))
    ]
    book.file(*acts)
    begins = book.events()[f"{ONE}:suspension-start:mofcom-2026-91"]
    assert "For 2 of 3 parties: acme; bolt" in begins["description"]
    shown = book.shown()
    assert shown["p1/acme:suspension-end:mofcom-2026-91"][0] == "2027-03-30"
    assert shown["p1/bolt:suspension-end:mofcom-2026-91"][0] == "2027-03-31"
    assert "p1:suspension-end:mofcom-2026-91" not in shown
    book.withdraw("measure imposed", f"{ONE}/bolt")
    assert book.shown()["p1/bolt:suspension-end:mofcom-2026-91"][1] == "CANCELLED"
    assert book.shown()["p1:suspension-end:mofcom-2026-91"] == ("2027-03-30", "TENTATIVE")


def test_a_pledge_stands_beside_the_day_it_reaches_and_moves_the_sequence(book: Book) -> None:
    book.file(published("mofcom-2026-91"))
    book.file(imposed("2026-11-20"), suspended("2026-12-01", "2027-03-31"))
    name = f"{ONE}:suspension-end:mofcom-2026-91"
    before = book.events()[name]
    pledge = PledgeMade(
        about="mofcom-2026-91",
        pledge="talks/p1",
        promise="to be prolonged",
        until=date(2027, 9, 30),
        cited=cited(),
    )
    book.file(pledge)
    after = book.events()[name]
    assert "promised: to be prolonged until 2027-09-30, no legal act" in after["description"]
    assert after["sequence"] > before["sequence"]


def test_hostile_words_stay_in_their_line(book: Book) -> None:
    title = "a\r\nEND:VCALENDAR\nATTACH:http://evil.example;x,y\\ \x00\u2028" + "长" * 200
    quote = "暂停\r\nBEGIN:VALARM\n实施" * 20
    source = cited(quote=quote, url="javascript:alert(1)")
    book.file(imposed("2026-12-15", title=title, cited=source))
    raw = book.bytes()
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event.subcomponents == []
    assert "attach" not in event
    assert "url" not in event
    assert "\n" not in str(event["summary"])
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert raw.count(b"\nEND:VCALENDAR") == 1


def test_a_calendar_speaks_the_language_asked_for_and_names_itself(book: Book) -> None:
    book.file(imposed())
    raw = book.bytes(language="zh", base="https://timeline.example")
    read = Calendar.from_ical(raw)
    (event,) = read.walk("VEVENT")
    assert event["summary"] == "开始适用：Licence for widgets（MOFCOM No. 90 of 2026）"
    assert "关于小部件的公告" in str(event["description"])
    assert read["x-wr-calname"] == f"监管时间线: instrument {ACT}"
    assert str(read["source"]).startswith("https://timeline.example/alerts/calendar.ics?")


def test_what_lies_more_than_a_year_back_is_left_out(book: Book) -> None:
    book.file(imposed("2025-11-25"))
    assert "p1:start" in book.shown()
    book.clock.later(1)
    assert "p1:start" not in book.shown()


def test_a_question_that_cannot_be_understood_is_refused(book: Book) -> None:
    for question in ({"measure": "mofcom-2026-99/p1"}, {"kind": "nothing"}, {"item": " "}):
        with pytest.raises(UsageError):
            book.bytes(**question)


def test_the_stay_of_october_2025_ends_on_its_last_day(book: Book) -> None:
    found = book.events(instrument="mofcom-2025-61")
    ends = {name: one for name, one in found.items() if ":suspension-end:mofcom-2025-70" in name}
    assert len(ends) == 8
    assert {one["dtstart"].dt for one in ends.values()} == {date(2026, 11, 10)}
    assert {str(one["status"]) for one in ends.values()} == {"TENTATIVE"}
    returns = [one for name, one in found.items() if ":return:mofcom-2025-70" in name]
    assert {one["dtstart"].dt for one in returns} == {date(2026, 11, 11)}
    print(f"ends of the suspension on 2026-11-10: {len(ends)}/8 measures of mofcom-2025-61")


def test_one_ledger_gives_the_same_bytes_also_after_a_rebuild(book: Book) -> None:
    book.file(imposed("2026-11-20"), suspended("2026-12-01", "2027-03-31"))
    book.withdraw("measure suspended")
    every = {"jurisdiction": "CN"}
    first = book.bytes(**every)
    view = Path(book.url.removeprefix("sqlite:///") + ".view")
    view.unlink()
    assert book.bytes(**every) == first
    events = Calendar.from_ical(first).walk("VEVENT")
    assert {event["transp"] for event in events} == {"TRANSPARENT"}
    print(f"events of China's measures: {len(events)}, {len(first):,} bytes, twice the same")


def random_fact(book: Book, rng: random.Random, number: int) -> Fact:
    """Anything that may be filed about one measure."""
    by = cited(f"mofcom-2026-{100 + number}", str(date(2026, 11, 1) + timedelta(number)))
    day = date(2026, 11, 1) + timedelta(rng.randrange(400))
    last = day + timedelta(rng.randrange(200))
    facts: list[Fact] = [
        MeasurePostponed(measure=ONE, cited=by, first_day=str(day)),
        MeasureSuspended(measure=ONE, cited=by, first_day=day, last_day=last),
        MeasureExtended(measure=ONE, cited=by, what="suspension", last_day=last),
        MeasureExtended(measure=ONE, cited=by, last_day=rng.choice([last, None])),
        MeasureResumed(measure=ONE, cited=by, first_day=day),
        MeasureRepealed(measure=ONE, cited=by, first_day=str(day)),
    ]
    entries = book.ledger.stream(f"measure/{ONE}")
    gone = {e.fact.withdraws for e in entries if isinstance(e.fact, ReadingWithdrawn)}
    kept = [e for e in entries[1:] if not isinstance(e.fact, ReadingWithdrawn)]
    for entry in kept:
        if entry.version not in gone:
            why: Any = "reading"
            of = f"measure/{ONE}"
            facts.append(ReadingWithdrawn(of=of, withdraws=entry.version, why=why))
    return rng.choice(facts)


def test_whatever_happens_no_event_vanishes_and_no_sequence_falls(book: Book) -> None:
    seed = random.randrange(2**32)
    rng, seen, states = random.Random(seed), dict[str, Any](), 0
    print(f"seed {seed}")
    book.file(imposed("2026-12-15", last_day="2027-08-31"))
    for number in range(40):
        fact = random_fact(book, rng, number)
        book.file(fact)
        now = book.events()
        for name, event in seen.items():
            assert name in now, (fact, name)
            assert now[name]["sequence"] > event["sequence"]
        seen, states = now, states + 1
    cancelled = sum(event["status"] == "CANCELLED" for event in seen.values())
    print(f"{states} states: vanished 0 of {len(seen)} events, {cancelled} of them cancelled")
