"""What a person decides: accepted, edited or rejected, once, with who and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events.facts import ReadingWithdrawn, ReviewDecided
from tests.stations import Bench, bench, effect, loaded, reading, unread
from tracker.asked import UsageError
from tracker.ingest import reread, station
from tracker.review import reading_id, waiting
from tracker.review_decide import Desk

TEXT = "自公布之日起对示例材料实施出口管制。本公告其余部分另行通知。"
PAGE = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_a.html"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def desk(tmp_path: Path, history: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A bench whose archived pages read as the readings they were taken in with."""
    found = bench(tmp_path, history)
    readings: dict[bytes, Any] = {}
    take = found.take

    class Reader:
        def read(self, document: Any) -> list[Any]:
            return [readings[document.body]]

    def remembered(one: Any, source: str = "cn_mofcom", body: bytes | None = None) -> Any:
        readings[body or one.text.encode()] = one
        return take(one, source, body)

    for module in (reread, station):
        monkeypatch.setattr(module, "scraper", lambda name: Reader())
    monkeypatch.setattr(found, "take", remembered)
    return found


def control(first: date = date(2026, 11, 20), **more: Any) -> Any:
    what = effect(
        TEXT[: TEXT.index("。") + 1],
        TEXT,
        "imposes",
        "mofcom-2026-901/p1",
        first_day=first,
        kind="control",
        title="示例材料",
    )
    return reading("mofcom-2026-901", TEXT, url=PAGE, effects=(what,), **more)


def half_read() -> Any:
    return control(unread=(unread("本公告其余部分另行通知。", TEXT),))


def listed(desk: Bench) -> dict[str, str]:
    return {one.kind: one.id for one in waiting(desk.station.known)}


def decide(desk: Bench) -> Desk:
    return Desk(desk.station, "an analyst")


def measure(desk: Bench) -> Any:
    with desk.timeline() as timeline:
        found = timeline.on("2026-11-24", measure="mofcom-2026-901/p1", state="all").measures
    return found[0] if found else None


def test_a_reading_by_a_program_waits_until_a_person_confirms_it(desk: Bench) -> None:
    desk.take(control())
    assert listed(desk) == {"reading": reading_id("mofcom-2026-901")}
    pinned = desk.head[0]
    told = decide(desk).accept("mofcom-2026-901", "checked against the page")
    assert told == "mofcom-2026-901: 1 reading confirmed"
    assert measure(desk).basis == "confirmed"
    assert listed(desk) == {}
    with desk.timeline() as timeline:
        then = timeline.on("2026-11-24", measure="mofcom-2026-901/p1", recorded=pinned)
    assert then.measures[0].basis == "read"


def test_what_was_confirmed_stays_confirmed_when_the_page_is_read_again(desk: Bench) -> None:
    desk.take(control())
    decide(desk).accept("mofcom-2026-901")
    before = desk.head
    desk.take(control())
    assert desk.head == before


def test_a_rejected_reading_is_withdrawn_and_no_program_files_it_again(desk: Bench) -> None:
    desk.take(control())
    decide(desk).reject("mofcom-2026-901", "the page is a draft")
    assert desk.station.known.effects_of("mofcom-2026-901") == []
    before = desk.head
    desk.take(control())
    assert desk.head == before
    withdrawn = [e.fact for e in desk.ledger.after(None) if isinstance(e.fact, ReadingWithdrawn)]
    assert [(one.by, one.note, one.why) for one in withdrawn] == [
        ("an analyst", "the page is a draft", "reading")
    ]


def test_a_rejection_needs_a_reason(desk: Bench) -> None:
    desk.take(half_read())
    with pytest.raises(UsageError, match="expected the reason"):
        decide(desk).reject(listed(desk)["unread"], "  ")


def test_a_question_that_was_decided_is_not_asked_again_and_says_who_decided(desk: Bench) -> None:
    desk.take(half_read())
    id = listed(desk)["unread"]
    with pytest.raises(UsageError, match="nothing was read here"):
        decide(desk).accept(id)
    decide(desk).reject(id, "it says nothing about any measure")
    desk.take(half_read())
    assert "unread" not in listed(desk)
    with pytest.raises(UsageError, match="was rejected by an analyst on 2026-11-24"):
        decide(desk).reject(id, "again")


def test_several_things_about_one_text_must_be_told_apart(desk: Bench) -> None:
    desk.take(half_read())
    with pytest.raises(UsageError, match="2 things wait about mofcom-2026-901"):
        decide(desk).accept("mofcom-2026-901")
    with pytest.raises(UsageError, match="nothing waits under 'nothing'"):
        decide(desk).accept("nothing")


def test_an_edited_reading_is_the_analysts_and_settles_what_was_unread(desk: Bench) -> None:
    desk.take(half_read())
    id = listed(desk)["unread"]
    yaml = decide(desk).to_edit(id)
    assert "本公告其余部分另行通知。" in yaml
    assert "p1:" in yaml
    more = (
        "effects:\n- suspends: [mofcom-2025-61/i-1]\n  from: 2026-12-01\n  until: 2027-01-10\n"
        "  quote: 本公告其余部分另行通知\n"
    )
    edited = yaml.replace("from: '2026-11-20'", "from: 2026-12-01").replace(
        "\neffects: []", f"\n{more}"
    )
    assert edited != yaml
    told = decide(desk).edited(id, edited, "by telephone with the bureau")
    assert told.startswith("mofcom-2026-901: 2 readings written, 1 withdrawn")
    assert (measure(desk).basis, measure(desk).next["day"]) == ("analyst", "2026-12-01")
    with desk.timeline() as timeline:
        (stay,) = timeline.on("2026-12-05", measure="mofcom-2025-61/i-1").measures
    assert (stay.state, stay.until, stay.by) == ("suspended", "2027-01-10", "mofcom-2026-901")
    assert stay.citations[0]["quote"] == "本公告其余部分另行通知"
    assert listed(desk) == {}
    before = desk.head
    desk.take(half_read())
    assert desk.head == before, "the analyst's reading was asked about again"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            ("\neffects: []", "\neffects: [{suspends: [mofcom-2025-61], from: 2026-12-01}]"),
            "a quote",
        ),
        (
            (
                "\neffects: []",
                "\neffects: [{suspends: [mofcom-2025-61], from: 2026-12-01, quote: 无此字}]",
            ),
            "words of the archived text",
        ),
        (
            (
                "\neffects: []",
                "\neffects: [{suspends: [mofcom-2025-999], from: 2026-12-01, quote: 另行通知}]",
            ),
            "not on file",
        ),
        (("kind: control", "kind: contrl"), "measures.p1.kind"),
        (("\nmeasures:", "\nmeasures: ["), "not readable YAML"),
    ],
)
def test_an_edit_that_cannot_be_used_is_refused_with_the_field_and_nothing_is_filed(
    change: tuple[str, str], says: str, desk: Bench
) -> None:
    desk.take(half_read())
    id = listed(desk)["unread"]
    before = desk.head
    yaml = decide(desk).to_edit(id)
    assert change[0] in yaml
    with pytest.raises(UsageError) as refused:
        decide(desk).edited(id, yaml.replace(*change))
    assert says in str(refused.value)
    assert desk.head == before


STAY = "自即日起至2026年12月10日，55号暂停实施。"


def other_end() -> Any:
    what = effect(
        STAY,
        STAY,
        "suspends",
        "mofcom-2025-55",
        first_day=date(2025, 11, 7),
        last_day=date(2026, 12, 10),
    )
    return reading(
        "mofcom-2025-70",
        STAY,
        "2025-11-07",
        url=PAGE,
        effects=(what,),
        unread=(unread("55号", STAY),),
    )


def test_believing_the_source_replaces_the_analysts_day_and_keeps_it_at_the_next_start(
    desk: Bench,
) -> None:
    desk.take(other_end())
    id = listed(desk)["difference"]
    told = decide(desk).accept(id, "the page says December")
    assert "is now 2025-11-07 through 2026-12-10" in told
    for _ in range(2):  # the second start loads the bundle again and must not undo it
        desk.ledger.append([])
        with desk.timeline() as timeline:
            (one,) = timeline.on("2026-12-01", measure="mofcom-2025-55/p1").measures
        assert (one.state, one.until) == ("suspended", "2026-12-10")
        (desk.folder / "ledger.db.view").unlink()
    before = desk.head
    desk.take(other_end())
    assert desk.head == before


def test_rejecting_a_difference_keeps_what_is_on_file(desk: Bench) -> None:
    desk.take(other_end())
    decide(desk).reject(listed(desk)["difference"], "a typing error of the page")
    with desk.timeline() as timeline:
        (one,) = timeline.on("2026-12-01", measure="mofcom-2025-55/p1").measures
    assert (one.state, one.by) == ("in_force", "lapse")
    decided = [e.fact for e in desk.ledger.after(None) if isinstance(e.fact, ReviewDecided)]
    assert [(one.decision, one.by) for one in decided] == [("rejected", "an analyst")]


def shown(desk: Bench) -> tuple[dict[str, Any], str]:
    from tracker.render.life import show
    from tracker.render.screen import Screen

    with desk.timeline() as timeline:
        answer = timeline.show("mofcom-2026-901")
    screen = Screen(width=200, height=50, colours=None, terminal=False)
    return answer.instrument, screen.text(show(answer, screen))


def test_what_a_person_changed_of_the_text_itself_is_filed_and_no_program_takes_it_back(
    desk: Bench,
) -> None:
    desk.take(half_read())
    id = listed(desk)["unread"]
    yaml = decide(desk).to_edit(id).replace("confidence: medium", "confidence: high")
    told = decide(desk).edited(id, yaml + "notes: I asked the ministry by telephone\n", "by phone")
    assert "the text itself revised" in told
    before = desk.head
    desk.take(half_read())
    assert desk.head == before
    text, page = shown(desk)
    assert (text["confidence"], text["notes"]) == ("high", "I asked the ministry by telephone")
    assert "edited by an analyst on 24 Nov 2026" in page
    assert "— by phone" in page


def test_a_text_cannot_be_said_to_come_out_tomorrow(desk: Bench) -> None:
    desk.take(half_read())
    id = listed(desk)["unread"]
    yaml = decide(desk).to_edit(id).replace("published: '2026", "published: '2036")
    with pytest.raises(UsageError, match="published: expected a day up to today"):
        decide(desk).edited(id, yaml)


def test_a_measure_written_by_hand_rests_on_words_of_the_text_too(desk: Bench) -> None:
    desk.take(half_read())
    id = listed(desk)["unread"]
    yaml = decide(desk).to_edit(id)
    assert "quote: 自公布之日起对示例材料实施出口管制。" in yaml
    with pytest.raises(UsageError, match=r"measures\.p1\.quote: expected words of the archived"):
        decide(desk).edited(id, yaml.replace("quote: 自公布", "quote: 从公布"))
    bare = "\n".join(line for line in yaml.split("\n") if "quote:" not in line)
    with pytest.raises(UsageError, match=r"measures\.p1: expected a quote"):
        decide(desk).edited(id, bare)
    decide(desk).edited(id, yaml.replace("2026-11-20", "2026-11-21"))
    assert measure(desk).citations[0]["quote"].startswith("自公布之日起对示例材料")


def test_the_page_of_a_text_tells_who_decided_what_and_why(desk: Bench) -> None:
    desk.take(half_read())
    decide(desk).reject(listed(desk)["unread"], "it only announces another notice")
    decide(desk).accept("mofcom-2026-901", "read beside the page")
    text, page = shown(desk)
    assert [one["decision"] for one in text["decisions"]] == ["rejected", "accepted"]
    assert "it only announces another notice" in page
    assert "read by a program, confirmed by an analyst" in page


def test_a_text_whose_sentence_waits_is_not_said_to_do_nothing(desk: Bench) -> None:
    desk.take(reading("mofcom-2026-901", TEXT, url=PAGE, unread=(unread(TEXT[:10], TEXT),)))
    _, page = shown(desk)
    assert "Nothing found" not in page
    assert "Cannot say what it does" in page
