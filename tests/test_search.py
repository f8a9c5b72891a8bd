"""`search`: words in two languages, found where they stand, ranked, and never taken for syntax."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tracker
from events.facts import InstrumentPublished, InstrumentRevised
from tests.stations import Bench, bench, effect, loaded, reading
from tests.test_cli import refused, run
from tracker.ask import ask, rows_of
from tracker.asked import UsageError
from tracker.queries import Timeline
from tracker.receipts import receipt_of, replay
from tracker.search import found
from tracker.search.answer import Hit, SearchAnswer
from tracker.search.letters import letters

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
TEXT = "为维护国家安全和利益，决定对原产于示例国的石墨烯相关物项实施出口管制。"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    run(folder, "on", "today")
    return folder


@pytest.fixture(scope="module")
def timeline(home: Path) -> Iterator[Timeline]:
    with tracker.open(f"sqlite:///{home / 'ledger.db'}", now=lambda: NOW) as timeline:
        yield timeline


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def desk(tmp_path: Path, history: Path) -> Bench:
    made = bench(tmp_path, history)
    what = effect(
        TEXT,
        TEXT,
        "imposes",
        "mofcom-2026-901/p1",
        first_day=date(2026, 11, 20),
        kind="control",
        title="示例许可",
    )
    made.take(reading("mofcom-2026-901", TEXT, effects=(what,)))
    return made


def ids(answer: SearchAnswer) -> list[str]:
    return [one.id for one in answer.hits]


def marked(hit: Hit) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.matches]


# -- what is found, and where ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        *("mofcom-2025-61", "No. 61 of 2025", "商务部公告2025年第61号", "MOFCOM No. 61 of 2025"),
        *("  no.61   OF 2025 ", "ＭＯＦＣＯＭ 61/2025"),
    ],
)
def test_an_id_or_an_official_number_comes_first(timeline: Timeline, words: str) -> None:
    first = timeline.search(words).hits[0]
    assert (first.rank, first.kind, first.id) == (1, "instrument", "mofcom-2025-61")
    assert first.found_in in ("id", "number")
    assert (first.jurisdiction, first.day) == ("CN", "2025-10-09")


def test_a_page_of_the_federal_register_and_a_measure_are_numbers_too(timeline: Timeline) -> None:
    assert ids(timeline.search("90 FR 4617"))[0] == "bis-2025-00704"
    found = timeline.search("mofcom-2025-61/i-1").hits[0]
    assert (found.kind, found.id, found.found_in) == ("measure", "mofcom-2025-61/i-1", "id")


@pytest.mark.parametrize("words", ["斯凯迪奥", "凯迪", "斯凯迪奥公司", "Skydio", "skydio inc"])
def test_a_party_is_found_by_each_of_its_names(timeline: Timeline, words: str) -> None:
    parties = {one.id: one for one in timeline.search(words).hits if one.kind == "party"}
    assert {"mofcom-2025-13/p1/skydio-inc", "uel-2025-7/p1/skydio-inc"} <= set(parties)
    one = parties["mofcom-2025-13/p1/skydio-inc"]
    assert (one.title, one.title_zh, one.found_in) == ("Skydio, Inc.", "斯凯迪奥公司", "name")


@pytest.mark.parametrize("written", [("华为", "華為"), ("镓", "鎵"), ("huawei", "ＨＵＡＷＥＩ")])
def test_the_manner_of_writing_makes_no_difference(
    timeline: Timeline, written: tuple[str, str]
) -> None:
    one, other = (ids(timeline.search(words)) for words in written)
    assert one
    assert one == other


@pytest.mark.parametrize("words", ["斯", "斯凯", "斯凯迪", "技术", "技"])
def test_one_two_and_three_chinese_characters_are_found_anywhere(
    timeline: Timeline, words: str
) -> None:
    answer = timeline.search(words, limit=200)
    assert answer.hits
    named = [one for one in answer.hits if one.found_in in ("name", "alias")]
    assert named
    assert all(words in letters(one.snippet) for one in named)


def test_goods_are_found_by_their_other_names_after_what_was_typed(timeline: Timeline) -> None:
    chinese, english = timeline.search("镓"), timeline.search("gallium")
    assert "mofcom-2023-23" in ids(chinese)
    assert set(ids(english)) == set(ids(chinese))
    assert "gallium" in marked(chinese.hits[0])[0].casefold()
    rare = timeline.search("稀土")
    assert rare.hits[0].title_zh == "美国稀土公司"  # the very characters come first
    assert {"mofcom-2025-18", "mofcom-2025-57"} <= set(ids(rare))


def test_one_or_two_latin_letters_are_a_word_by_themselves(timeline: Timeline) -> None:
    hits = timeline.search("AI", limit=100).hits
    assert {"bis-2025-00636"} <= {one.id for one in hits}
    assert all(word.casefold() == "ai" for one in hits for word in marked(one))


def test_all_words_must_stand_in_one_text_in_any_order(timeline: Timeline) -> None:
    assert timeline.search("germanium gallium").hits
    assert timeline.search("germanium zzzz").hits == []
    assert timeline.search("germanium zzzz").empty == "nothing found"


def test_the_words_side_by_side_come_before_the_words_apart(timeline: Timeline) -> None:
    hits = timeline.search("entity list", limit=500).hits
    beside = ["entity list" in " ".join(letters(one.snippet).split()) for one in hits]
    assert True in beside
    assert False in beside
    assert beside == sorted(beside, reverse=True)


def test_a_snippet_holds_the_words_in_their_places(timeline: Timeline) -> None:
    for words in ("company", "技术", "licence items", "No. 61", "EO"):
        for one in timeline.search(words, limit=50).hits:
            assert one.matches == sorted(one.matches)
            assert all(0 <= start < end <= len(one.snippet) for start, end in one.matches)
            if one.found_in != "number":
                assert marked(one)


def test_a_quote_is_found_and_cut_to_what_shows_it(desk: Bench) -> None:
    with desk.timeline() as timeline:
        (one,) = timeline.search("石墨烯").hits
        assert (one.kind, one.id, one.found_in) == ("measure", "mofcom-2026-901/p1", "quote")
        assert marked(one) == ["石墨烯"]
        assert one.snippet in TEXT


# -- pages, and the past --------------------------------------------------------------------------


def test_pages_of_hits_together_are_all_hits(timeline: Timeline) -> None:
    whole = timeline.search("technology", limit=1000)
    assert whole.more is None
    hits, after = [], None
    while True:
        page = timeline.search("technology", limit=7, after=after)
        hits += page.hits
        if (after := page.more) is None:
            break
    assert hits == whole.hits
    assert [one.rank for one in hits] == list(range(1, len(hits) + 1))
    assert len({one.id for one in hits}) == len(hits)


def test_what_was_recorded_later_is_not_found_before_and_what_was_revised_is_found_as_it_was(
    desk: Bench,
) -> None:
    before = desk.head.position
    name = "mofcom-2026-901"
    old = next(one.fact for one in desk.ledger.stream(f"instrument/{name}"))
    assert isinstance(old, InstrumentPublished)
    new = old.model_copy(update={"title": "Quartzite licence"})
    desk.ledger.append([InstrumentRevised(instrument=name, why="source", now=new)])
    with desk.timeline() as timeline:
        assert ids(timeline.search("quartzite")) == [name]
        assert ids(timeline.search("quartzite", recorded=before)) == []
        assert ids(timeline.search("石墨烯", recorded=before)) == [f"{name}/p1"]
        assert ids(timeline.search("石墨烯", recorded=before - 4)) == []
        assert ids(timeline.search(name, recorded=1)) == []
        titles = [one.title for one in timeline.search(name, recorded=before).hits]
        assert titles[0] == old.title


def test_a_search_is_given_again_from_its_receipt(timeline: Timeline) -> None:
    given: dict[str, Any] = {"words": "rare earth", "limit": "3"}
    shown = ask(timeline, "search", given)
    again = replay(timeline, receipt_of(shown, timeline, given).id)
    assert again.differs is None
    columns, rows = rows_of(again.answer)
    assert [row["id"] for row in rows] == [one["id"] for one in shown.as_dict()["hits"]]
    assert columns[:3] == ("rank", "kind", "id")


# -- what is no search ----------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(
    words=st.text(
        st.sampled_from("\"'*():^-+{}~\\%_;ANDORNEAR 稀土ga1\u200b\u3000é") | st.characters(),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_is_typed_is_looked_for_literally_or_refused_in_one_line(
    timeline: Timeline, words: str
) -> None:
    told = refusal_of(timeline, words)
    assert told is None or (told.startswith("words: ") and "\n" not in told)
    if told is None:
        answer = timeline.search(words, limit=5)
        assert (answer.empty is None) == bool(answer.hits)


def refusal_of(timeline: Timeline, words: str) -> str | None:
    try:
        timeline.search(words, limit=1)
    except UsageError as refusal:
        return str(refusal)
    return None


@pytest.mark.parametrize(
    "words", ['"', "NEAR(a b", "a OR b", "col:gallium", "gall*", "^gallium", "'; DROP TABLE text"]
)
def test_no_sign_is_an_operator(timeline: Timeline, words: str) -> None:
    plain = "".join(sign if sign.isalnum() else " " for sign in words)
    if plain.strip():
        assert ids(timeline.search(words)) == ids(timeline.search(plain))
    else:
        assert refusal_of(timeline, words)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"words": ""}, "words: expected letters or digits"),
        ({"words": "?!"}, "words: expected letters or digits"),
        ({"words": "a\x00"}, "words: expected plain text"),
        ({"words": 7}, "words: expected text"),
        ({"words": "a" * 201}, "words: expected a few"),
        ({"words": " ".join(map(str, range(21)))}, "words: expected at most 20"),
        ({"words": "镓", "limit": 0}, "limit: "),
        ({"words": "镓", "limit": None}, "limit: "),
        ({"words": "镓", "after": "mofcom-2025-61/i-1"}, "after: 'mofcom-2025-61/i-1' is no hit"),
    ],
)
def test_what_is_no_search_is_refused(timeline: Timeline, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as refusal:
        timeline.search(**asked)
    assert str(refusal.value).startswith(told)


def test_more_texts_than_are_looked_at_are_told_and_no_empty_answer_hides_them(
    timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "READ", 3)
    answer = timeline.search("company")
    assert len(answer.hits) <= 3
    assert any("more words" in note for note in answer.notes)


# -- the command ----------------------------------------------------------------------------------


def test_the_command_prints_a_page_json_and_csv(home: Path) -> None:
    told = run(home, "search", "斯凯迪奥")
    assert told.returncode == 0
    assert "Skydio, Inc. · 斯凯迪奥公司" in told.stdout
    answer = json.loads(run(home, "search", "rare", "earth", "--limit", "2", "--json").stdout)
    assert answer["question"]["words"] == "rare earth"
    assert [one["rank"] for one in answer["hits"]] == [1, 2]
    assert answer["more"] == answer["hits"][-1]["id"]
    rows = list(csv.DictReader(io.StringIO(run(home, "search", "华为", "--csv").stdout)))
    assert rows[0]["kind"] == "party"
    nothing = run(home, "search", "zzzzz")
    assert (nothing.returncode, "Nothing found" in nothing.stdout) == (0, True)
    assert "words: expected letters" in refused(run(home, "search", "***"), 2)


def test_a_page_on_the_command_line_says_how_to_go_on(home: Path) -> None:
    told = run(home, "on", "2025-12-05", "--limit", "3", "--json")
    more = json.loads(told.stdout)["more"]
    following = run(home, "on", "2025-12-05", "--limit", "3", "--after", more)
    assert "a page of 3 measures" in following.stdout
    assert "More follow: --after" in following.stdout
    assert "limit" in refused(run(home, "diff", "2025-01-01", "today", "--limit", "0"), 2)
