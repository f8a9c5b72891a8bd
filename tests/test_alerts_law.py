"""No change of the law is passed over, and none is told that did not happen: case by case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from events.facts import (
    Fact,
    InstrumentPublished,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasureSuspended,
    PledgeMade,
    ReadingConfirmed,
    ReadingWithdrawn,
    ReviewOpened,
)
from tests.newsroom import Newsroom, history_of, newsroom
from tracker.alerts.channel import Refused
from tracker.alerts.letter import Letter

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = "2026-11-24"
ACT, STAYS, OTHER = "mofcom-2026-901", "mofcom-2026-903", "mofcom-2026-904"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history_of(tmp_path_factory.mktemp("history"), NOW - timedelta(days=2))


@pytest.fixture
def room(tmp_path: Path, history: Path) -> Iterator[Newsroom]:
    for made in newsroom(tmp_path, history, NOW):
        made.reader(question={"instrument": ACT}, ahead=(7,))
        yield made


def text(act: str = ACT, day: str = DAY, **more: Any) -> Fact:
    given = {"instrument": act, "published_on": day, "title": f"Title of {act}"}
    base = {"jurisdiction": "CN", "authority": "MOFCOM", "form": "announcement"}
    return InstrumentPublished.model_validate({**base, **given, **more})


def cited(act: str | None = ACT, day: str = DAY) -> dict[str, Any]:
    return {"instrument": act, "published_on": day}


def imposed(name: str = "p1", first: str | None = "2026-11-01", **more: Any) -> Fact:
    given = {"measure": f"{ACT}/{name}", "cited": cited(), "title": f"Control {name}"}
    base = {"kind": "control", "first_day": first}
    return MeasureImposed.model_validate({**given, **base, **more})


def stayed(
    name: str = "p1", first: str = DAY, last: str | None = "2026-12-15", **more: Any
) -> Fact:
    given = {"measure": f"{ACT}/{name}", "cited": cited(STAYS), "first_day": first}
    return MeasureSuspended.model_validate({**given, "last_day": last, **more})


def withdraw(room: Newsroom, event: str, name: str = "p1", why: Any = "reading") -> None:
    stream = f"measure/{ACT}/{name}"
    entries = [one for one in room.bench.ledger.stream(stream) if one.fact.event == event]
    gone = ReadingWithdrawn(of=stream, withdraws=entries[-1].version, why=why, by="A. Analyst")
    room.file(gone)


def days(room: Newsroom, count: int) -> None:
    for _ in range(count):
        room.later(days=1)
        room.turn()


def subjects(room: Newsroom, name: str = "all") -> list[str]:
    """What a reader got, without the authority and the weekly notes."""
    found = room.post.subjects(name)
    return [one.removeprefix("[MOFCOM] ") for one in found if one.startswith("[MOFCOM]")]


def last(room: Newsroom, name: str = "all") -> Letter:
    return [one for one in room.post.of(name) if one.subject.startswith("[MOFCOM]")][-1]


def set_up(room: Newsroom, *facts: Fact) -> None:
    """What was told long ago: here, a day before."""
    room.file(text(), *facts)
    room.turn()
    room.post.letters.clear()
    room.later(days=1)


# -- nothing is passed over -----------------------------------------------------------------------


def test_a_second_provision_with_the_same_days_filed_later_is_told(room: Newsroom) -> None:
    set_up(room, imposed("i-1", "2026-12-01"))
    room.file(imposed("i-2", "2026-12-01"))
    room.turn()
    assert subjects(room) == ["Announced, in force from 1 Dec 2026: Control i-2 (Title of"
                              " mofcom-2026-901) (No. 901)"]  # fmt: skip


def test_a_second_party_stayed_for_the_same_days_later_is_told(room: Newsroom) -> None:
    parts = [imposed(f"p1/{one}", part_of=f"{ACT}/p1") for one in ("alpha", "beta")]
    set_up(room, imposed(), *parts)
    room.file(text(STAYS), stayed("p1/alpha"))
    room.turn()
    room.file(stayed("p1/beta"))
    room.turn()
    assert len(subjects(room)) == 2


def test_a_reading_taken_back_and_filed_again_is_told_each_time(room: Newsroom) -> None:
    set_up(room, imposed())
    room.file(text(STAYS), stayed())
    room.turn()
    for _ in range(2):
        room.later(hours=1)
        withdraw(room, "measure suspended")
        room.turn()
        room.later(hours=1)
        room.file(stayed())
        room.turn()
    assert [one.partition(":")[0] for one in subjects(room)] == [
        "Suspended until 15 Dec 2026",
        "Correction",
        "Suspended until 15 Dec 2026",
        "Correction",
        "Suspended until 15 Dec 2026",
    ]


def test_a_reading_filed_anew_on_its_day_loses_neither_the_day_nor_the_reminder(
    room: Newsroom,
) -> None:
    set_up(room, imposed(), text(STAYS), stayed(last="2026-12-04"))
    for number in range(11):
        room.later(days=1)
        if number in (1, 9):  # 27 November, the reminder; 5 December, the return
            withdraw(room, "measure suspended", why="parser")
            room.file(stayed(last="2026-12-04", reader="curated"))
        room.turn()
    assert [one.partition(":")[0] for one in subjects(room)] == [
        "Suspension ends in 7 days (4 Dec 2026)",
        "Back in force, unconfirmed",
    ]


def test_a_stay_found_the_day_after_it_ended_is_told_with_its_return(room: Newsroom) -> None:
    set_up(room, imposed())
    room.file(text(STAYS), stayed(last=DAY))
    room.turn()
    told = " ".join(letter.text for letter in room.post.of("all"))
    assert "Back in force, unconfirmed" in " ".join(subjects(room))
    assert "That ran through 24 Nov 2026 and is over." in told


def test_after_forty_days_without_a_turn_everything_that_came_is_told(room: Newsroom) -> None:
    set_up(room, imposed("i-1", "2026-11-30"), imposed("i-2"), text(STAYS))
    room.file(stayed("i-2", last="2026-12-10"))
    room.turn()
    room.post.letters.clear()
    room.later(days=40)
    room.turn()
    told = [one.partition(":")[0] for one in subjects(room)]
    assert told == ["In force from 30 Nov 2026", "Back in force, unconfirmed"]


def test_an_effect_of_an_act_not_on_file_is_told_and_again_with_its_record(room: Newsroom) -> None:
    set_up(room, imposed())
    room.file(stayed())
    room.turn()
    assert "MOFCOM No. 903 of 2026 suspends Control p1" in last(room).text
    room.file(text(STAYS))
    room.turn()
    assert subjects(room)[-1].startswith("Suspended until 15 Dec 2026")
    assert "No effect on a measure" not in last(room).text


def test_a_new_act_whose_only_reading_fell_before_it_was_sent_is_still_told(room: Newsroom) -> None:
    room.reader("daily", how="daily", at="08:00", question={"instrument": ACT})
    room.file(text(), imposed())
    room.turn()
    withdraw(room, "measure imposed")
    days(room, 1)
    (letter,) = room.post.of("daily")
    assert "Published: Title of mofcom-2026-901 (No. 901)" in letter.subject
    assert "Nobody has read its effects yet" in letter.text


def test_a_licence_beside_a_stay_of_the_same_act_is_told(room: Newsroom) -> None:
    set_up(room, imposed())
    room.reader("licence", question={"instrument": STAYS})
    relief = {"measure": f"{STAYS}/p2", "cited": cited(STAYS), "kind": "relief"}
    dates = {"first_day": "2026-11-26", "last_day": "2026-12-04", "title": "General licence"}
    mirror = {"measure": f"{STAYS}/p1", "title": "The stay", "last_day": "2026-12-15"}
    room.file(
        text(STAYS),
        stayed(),
        MeasureImposed.model_validate({**relief, **dates}),
        MeasureImposed.model_validate({**relief, **mirror, "first_day": DAY}),
    )
    days(room, 12)
    told = [one.partition(":")[0] for one in subjects(room, "licence")]
    assert told == [
        "Suspended until 15 Dec 2026",
        "Ends in 7 days (4 Dec 2026)",
        "Ended, last day 4 Dec 2026",
    ]
    first = next(one for one in room.post.of("licence") if "[MOFCOM]" in one.subject)
    assert "General licence" in first.text
    assert "The stay" not in first.text


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"in_suspense": True}, {"in_suspense": False}),
        ({"kind": "control"}, {"kind": "ban"}),
        ({"scope": {"codes": ("1C999",)}}, {"scope": {"codes": ("9A999",)}}),
    ],
)
def test_a_correction_of_more_than_days_is_told(
    room: Newsroom, before: dict[str, Any], now: dict[str, Any]
) -> None:
    set_up_heard(room, imposed(**before))
    withdraw(room, "measure imposed")
    room.file(imposed(**now))
    room.turn()
    assert any(one.startswith("Correction") for one in subjects(room))


def set_up_heard(room: Newsroom, *facts: Fact) -> None:
    """What readers were told, and remember."""
    room.file(text(), *facts)
    room.turn()
    room.later(days=1)


def test_a_reading_that_only_reaches_more_is_no_correction(room: Newsroom) -> None:
    set_up_heard(room, imposed(scope={"codes": ("1C999",)}))
    told = len(subjects(room))
    withdraw(room, "measure imposed")
    room.file(imposed(scope={"codes": ("1C999", "1C998")}))
    room.turn()
    assert len(subjects(room)) == told


def test_a_promise_about_an_act_reaches_whoever_follows_its_measures(room: Newsroom) -> None:
    set_up(room, imposed())
    room.reader("measure", question={"measure": f"{ACT}/p1"})
    room.reader("promises", what=("pledges",))
    fields = {"about": ACT, "pledge": f"{OTHER}/word", "promise": "a pause"}
    pledge = PledgeMade.model_validate({**fields, "cited": cited(OTHER), "until": "2027-01-10"})
    promised = {"measure": f"{OTHER}/word", "cited": cited(OTHER), "promised": True}
    room.file(text(OTHER), pledge, MeasureImposed.model_validate(
        {**promised, "title": "A word", "kind": "pledge"}))  # fmt: skip
    room.turn()
    for name in ("all", "measure", "promises"):
        assert len(subjects(room, name)) == 1, name
        assert "Promised: a pause until 10 Jan 2027, no legal act found" in last(room, name).text


def test_a_text_nobody_understood_is_named_to_whoever_follows_an_act_of_its_authority(
    room: Newsroom,
) -> None:
    set_up(room, imposed())
    question = {"review": "abc", "kind": "unread", "source": "cn_mofcom", "instrument": OTHER}
    review = {**question, "reason": "no known formula", "sentence": "第901号另有安排。"}
    room.file(text(OTHER), ReviewOpened.model_validate(review))
    days(room, 7)
    notes = [one for one in room.post.of("all") if not one.subject.startswith("[")]
    assert "? [MOFCOM] Published, not read yet: Title of mofcom-2026-904 (No. 904)" in notes[0].text


def test_a_correction_of_what_a_day_of_several_acts_told_finds_its_readers(room: Newsroom) -> None:
    other = {"measure": f"{OTHER}/p1", "cited": cited(OTHER), "title": "Another", "kind": "control"}
    set_up(room, imposed("p1", "2026-12-01"), text(OTHER),
           MeasureImposed.model_validate({**other, "first_day": "2026-12-01"}))  # fmt: skip
    room.reader("late", question={"instrument": ACT})
    days(room, 6)  # 1 December: both start, in one story
    assert any("In force from today" in one for one in subjects(room, "late"))
    withdraw(room, "measure imposed")
    room.file(imposed("p1", "2027-12-01"))
    room.turn()
    assert subjects(room, "late")[-1].startswith("Correction: Announced, in force from 1 Dec 2027")


def test_a_correction_goes_to_whoever_got_the_wrong_one_whatever_sorts_they_chose(
    room: Newsroom,
) -> None:
    set_up(room, imposed())
    room.reader("stays", question={"instrument": ACT}, what=("suspended",))
    room.file(text(STAYS), stayed())
    room.turn()
    withdraw(room, "measure suspended")
    room.turn()
    assert [one.partition(":")[0] for one in subjects(room, "stays")] == [
        "Suspended until 15 Dec 2026",
        "Correction",
    ]


def test_one_message_with_a_fault_of_ours_holds_up_no_other(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.alerts import compose, telling

    whole = telling.tell

    def broken(story: Any, *more: Any) -> Any:
        if story.act == ACT:
            raise KeyError("a fault")
        return whole(story, *more)

    monkeypatch.setattr(compose, "tell", broken)
    room.reader("other", question={"instrument": OTHER})
    other = {"measure": f"{OTHER}/p1", "cited": cited(OTHER), "title": "Another", "kind": "control"}
    room.file(text(), imposed(), text(OTHER),
              MeasureImposed.model_validate({**other, "first_day": DAY}))  # fmt: skip
    turned = room.turn()
    assert len(subjects(room, "other")) == 1
    assert "a fault of the tracker itself: KeyError" in turned.words
    monkeypatch.setattr(compose, "tell", whole)
    room.later(hours=1)
    room.turn()
    assert len(subjects(room)) == 1


# -- nothing is told that is not so ---------------------------------------------------------------


def test_a_correction_says_what_stands_now_also_when_it_stood_before(room: Newsroom) -> None:
    set_up(room, imposed())
    room.file(text(STAYS), stayed(last="2027-03-31"))
    room.turn()
    for wrong, right in (("2027-03-31", "2027-06-30"), ("2027-06-30", "2027-03-31")):
        room.later(hours=1)
        withdraw(room, "measure suspended")
        room.file(stayed(last=right))
        room.turn()
        assert wrong != right
    assert subjects(room)[-1].startswith("Correction: Suspended until 31 Mar 2027")
    assert "says no such thing" not in last(room).text
    assert "We had read: Suspended until 30 Jun 2027" in last(room).text


def test_what_is_withdrawn_is_named_and_no_more(room: Newsroom) -> None:
    set_up_heard(room, imposed("p1"), imposed("p2", "2026-11-02"))
    withdraw(room, "measure imposed", "p2")
    room.turn()
    assert subjects(room)[-1] == (
        "Correction: No such effect: Control p2 (Title of mofcom-2026-901) (No. 901)"
    )
    assert "The text says no such thing." in last(room).text
    withdraw(room, "measure imposed", "p1", why="source")
    room.turn()
    assert subjects(room)[-1].startswith("No longer in the text: Control p1")
    assert "The text does not say so any more." in last(room).text


def test_a_digest_of_one_story_has_its_sentences(room: Newsroom) -> None:
    room.reader("daily", how="daily", at="08:00", question={"instrument": ACT})
    set_up(room, imposed(), text(STAYS), stayed(last="2026-12-04"))
    days(room, 13)
    letter = last(room, "daily")
    assert letter.subject.startswith("[MOFCOM] Back in force, unconfirmed")
    assert "no act found that prolongs it" in letter.text
    assert "no act found that prolongs it" in letter.html


def test_an_act_that_prolongs_is_not_said_to_end(room: Newsroom) -> None:
    longer = {"measure": f"{ACT}/p1", "cited": cited(OTHER), "last_day": "2026-12-04"}
    set_up(
        room, imposed(last_day="2026-11-30"), text(OTHER), MeasureExtended.model_validate(longer)
    )
    days(room, 12)
    told = " ".join(letter.text for letter in room.post.of("all"))
    assert "MOFCOM No. 904 of 2026 ends it" not in told
    assert "ended by" not in told
    assert "its last day was 4 Dec 2026" in told


def test_an_act_that_resumes_is_not_called_the_suspension(room: Newsroom) -> None:
    later = "2026-11-25"
    back = {"measure": f"{ACT}/p1", "cited": cited(OTHER, later), "first_day": "2026-12-10"}
    set_up(room, imposed(), text(STAYS), stayed(last="2027-03-31"), text(OTHER, later),
           MeasureResumed.model_validate(back))  # fmt: skip
    days(room, 8)
    assert "MOFCOM No. 904 of 2026 lets this apply again from 10 Dec 2026" in last(room).text
    assert "the suspension by MOFCOM No. 904" not in last(room).text


def test_a_postponed_start_names_the_act_that_set_the_day(room: Newsroom) -> None:
    moved = {"measure": f"{ACT}/p1", "cited": cited(OTHER), "first_day": "2026-12-10"}
    set_up(room, imposed(first="2026-12-01"), text(OTHER), MeasurePostponed.model_validate(moved))
    days(room, 16)
    told = [one.partition(":")[0] for one in subjects(room)]
    assert told == ["Starts in 7 days (10 Dec 2026)", "In force from today"]
    assert "its first day was set by MOFCOM No. 904 of 2026" in last(room).text


def test_a_repeal_by_another_act_is_told_as_its_doing(room: Newsroom) -> None:
    gone = {"measure": f"{ACT}/p1", "cited": cited(OTHER), "first_day": "2026-12-02"}
    set_up(room, imposed(), text(OTHER), MeasureRepealed.model_validate(gone))
    days(room, 8)
    assert subjects(room)[-1] == (
        "Ended, last day 1 Dec 2026: Title of mofcom-2026-901 (by No. 904)"
    )


def test_a_repeal_before_the_start_is_no_end_of_anything_that_was(room: Newsroom) -> None:
    gone = {"measure": f"{ACT}/p1", "cited": cited(OTHER), "first_day": "2026-12-02"}
    set_up(room, imposed(first="2026-12-20"), text(OTHER), MeasureRepealed.model_validate(gone))
    days(room, 8)
    assert subjects(room)[-1].startswith("Ended before it began: Title of mofcom-2026-901")


def test_a_promise_that_an_act_has_kept_is_not_told_as_open(room: Newsroom) -> None:
    fields = {"about": ACT, "pledge": f"{OTHER}/word", "promise": "a pause"}
    pledge = {**fields, "cited": cited(OTHER), "until": "2027-01-10"}
    set_up(room, imposed(), text(OTHER), PledgeMade.model_validate(pledge))
    room.file(text(STAYS), stayed(last="2027-01-10"))
    room.turn()
    assert "no legal act found" not in last(room).text


def test_what_is_imposed_in_suspense_is_not_called_in_force(room: Newsroom) -> None:
    room.file(text(), imposed(in_suspense=True))
    room.turn()
    assert subjects(room)[0].startswith("Laid down, but held in suspense")


def test_a_return_that_was_confirmed_is_not_called_unconfirmed(room: Newsroom) -> None:
    set_up(room, imposed(), text(STAYS), stayed(last="2026-12-04"))
    room.file(ReadingConfirmed.model_validate({"of": f"measure/{ACT}/p1", "lapse": "2026-12-05",
              "confirmed_on": "2026-11-25", "by": "A. Analyst"}))  # fmt: skip
    days(room, 11)
    assert subjects(room)[-1] == "Back in force: Title of mofcom-2026-901 (No. 903)"
    assert "its return is confirmed" in last(room).text


def test_a_day_known_only_to_the_month_is_never_told_as_exact(room: Newsroom) -> None:
    room.file(text(), imposed(first="2026-12"))
    days(room, 40)
    told = [one.partition(":")[0] for one in subjects(room)]
    assert told == [
        "Announced, in force from 2026-12",
        "State unknown from 1 Dec 2026",
        "In force for certain by 1 Jan 2027",
    ]


def test_the_first_reading_of_a_new_act_in_a_later_turn_is_a_change_of_the_law(
    room: Newsroom,
) -> None:
    room.file(text())
    room.turn()
    room.later(hours=3)
    room.file(imposed())
    room.turn()
    assert "What changed: The law changed." in last(room).text


def test_a_story_of_some_parties_and_other_provisions_names_them_all(room: Newsroom) -> None:
    parts = [
        imposed(f"p1/{one}", part_of=f"{ACT}/p1", title=one.title()) for one in ("acme", "beta")
    ]
    set_up(room, imposed(), *parts, imposed("p2"))
    room.file(text(STAYS), stayed("p1/acme", last="2027-03-03"), stayed("p2", last="2027-03-03"))
    room.turn()
    assert "Suspended until 3 Mar 2027: Acme and Control p2 (No. 903)" in subjects(room)[0]
    assert "Parties: Acme." in last(room).text


def test_a_clock_time_is_told(room: Newsroom) -> None:
    room.file(text(), imposed(first=DAY, first_time="12:01+08:00"))
    room.turn()
    assert subjects(room)[0].startswith("In force from 24 Nov 2026, 12:01+08:00")


def test_two_copies_that_differ_are_not_called_an_edit(room: Newsroom) -> None:
    set_up(room, imposed())
    review = {"review": "abc", "kind": "conflict", "source": "cn_mofcom", "instrument": ACT}
    room.file(ReviewOpened.model_validate({**review, "reason": "other days"}))
    room.turn()
    assert subjects(room)[0].startswith("Two official copies differ")


def test_a_new_doubt_about_an_old_text_is_for_reviewers_and_not_for_readers(room: Newsroom) -> None:
    room.reader("everybody")
    review = {"review": "abc", "kind": "unread", "source": "cn_mofcom"}
    room.file(ReviewOpened.model_validate(
        {**review, "instrument": "mofcom-2024-46", "reason": "no known formula"}))  # fmt: skip
    room.turn()
    assert room.post.of("everybody") == []


# -- notes that nothing came ----------------------------------------------------------------------


def test_after_a_pause_the_note_speaks_only_of_the_time_since(room: Newsroom) -> None:
    room.readers.pause("all")
    room.file(text(), imposed())
    days(room, 1)
    room.readers.resume("all")
    days(room, 14)
    (note, *_) = [one for one in room.post.of("all") if not one.subject.startswith("[")]
    assert "since 25 Nov 2026" in note.text


def test_what_a_refused_message_was_to_tell_comes_with_the_next_note(room: Newsroom) -> None:
    def refuses(letter: Letter) -> None:
        if letter.subject.startswith("[MOFCOM] In force from"):
            raise Refused("554 too many links", for_good=False)

    room.post.fails = refuses
    room.file(text(), imposed())
    room.turn()
    room.post.fails = lambda letter: None
    days(room, 8)
    (note, *_) = room.post.of("all")
    assert "In force from 1 Nov 2026" in note.subject


def test_what_a_refused_digest_was_to_tell_comes_with_the_next_one(room: Newsroom) -> None:
    """Its slot has had its digest; nothing may be put into a message that is over."""
    room.reader("weekly", how="weekly", weekday="fri", at="09:00", question={"instrument": ACT})
    room.file(text(), imposed())
    refused: list[str] = []

    def refuses(letter: Letter) -> None:
        if "In force from" in letter.subject and "weekly" in letter.text and not refused:
            refused.append(letter.id)
            raise Refused("554 too many links", for_good=False)

    room.post.fails = refuses
    days(room, 12)
    told = [one for one in room.post.of("weekly") if "In force from" in one.subject]
    assert len(refused) == 1
    assert len(told) == 1


def test_a_narrow_choice_is_named_beside_nothing_new(room: Newsroom) -> None:
    room.reader("narrow", what=("pledges",))
    days(room, 8)
    (note, *_) = room.post.of("narrow")
    assert "That is: of the kinds of news this subscription asks for." in note.text
