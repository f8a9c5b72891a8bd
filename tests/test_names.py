"""Names are found however they are written, ranked by how much they agree, and told why."""

from __future__ import annotations

import random
import sqlite3
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.names_made import SPOILERS, made, misspelt
from tracker import question
from tracker.names import search as searching
from tracker.names.folded import folded
from tracker.names.score import score
from tracker.names.search import Match, Search, UnsearchableName
from tracker.names.tables import INDEXES, TABLES, add, forget
from tracker.view import connect


def search(db: sqlite3.Connection, text: str, limit: int = 10) -> list[Match]:
    """One search, that has read nothing before."""
    return Search(db).named(text, limit=limit)


ON_FILE = (
    (1, "Huawei Technologies Co., Ltd.", "name"),
    (1, "华为技术有限公司", "zh"),
    (2, "Huawei Device (Dongguan) Co., Ltd.", "name"),
    (3, "Semiconductor Manufacturing International Corporation", "name"),
    (3, "中芯国际集成电路制造有限公司", "zh"),
    (4, "China Aerospace Science and Technology Corporation", "name"),
    (5, "China Electronics Technology Group Corporation 13th Research Institute", "name"),
    (5, "中国电子科技集团公司第十三研究所", "zh"),
    (6, "China Electronics Technology Group Corporation 14th Research Institute", "name"),
    (7, "三菱重工業株式会社", "zh"),
    (7, "Mitsubishi Heavy Industries, Ltd.", "name"),
    (8, "Beihang University", "name"),
    (8, "BUAA", "alias"),
    (9, "National University of Defense Technology", "name"),
    (10, "Lafert S.p.A.", "name"),
    (11, "Müller & Söhne GmbH", "name"),
    (12, "MARKELOV, Viktor Aleksandrovich", "name"),
    (13, "AT&T Government Solutions", "unit"),
    (14, "Nanjing University of Aeronautics and Astronautics", "name"),
    (15, "上海華虹宏力半導體製造有限公司", "zh"),
    (16, "JSC Mikron", "name"),
    (17, "Teledyne Brown Engineering, Inc.", "name"),
    (18, "HP Inc.", "name"),
)


def filed(rows: object, path: str | Path = ":memory:") -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.executescript(TABLES)
    add(db, rows)  # type: ignore[arg-type]
    db.executescript(INDEXES)
    return db


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    found = filed(ON_FILE)
    yield found
    found.close()


def first(db: sqlite3.Connection, text: str) -> Match:
    return search(db, text)[0]


# -- the same name, written otherwise -------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "measure", "least", "why"),
    [
        ("Huawei Technologies Co., Ltd.", 1, 100, "exact"),
        ("HUAWEI TECHNOLOGIES CO LTD", 1, 99, "same apart from case, punctuation or accents"),
        ("Huawei  Technologies Company Limited", 1, 99, "the writing of the legal form"),
        ("Huawei Technologies", 1, 98, "legal form (co ltd only in the name on file)"),
        ("Huawei Technologies GmbH", 1, 97, "legal form (gmbh asked for, co ltd on file)"),
        ("ＨＵＡＷＥＩ　ＴＥＣＨＮＯＬＯＧＩＥＳ", 1, 98, "legal form"),
        ("HuaweiTechnologies", 1, 98, "legal form"),
        ("HuaweiTechnologiesCo., Ltd.", 1, 97, "same apart from"),
        ("Technologies Huawei", 1, 96, "another order"),
        ("Huawei Tech.", 1, 95, "usual abbreviations"),
        ("华为技术", 1, 98, "legal form (有限公司 only in the name on file)"),
        ("華為技術有限公司", 1, 99, "other Chinese characters"),
        ("華為技術股份有限公司", 1, 97, "legal form"),
        ("上海华虹宏力半导体制造有限公司", 15, 99, "other Chinese characters"),
        ("三菱重工业株式会社", 7, 99, "other Chinese characters"),
        ("三菱重工業", 7, 98, "legal form"),
        ("中国电子科技集团公司第13研究所", 5, 99, "same apart from"),
        ("China Electronics Technology Group Corp. Thirteenth Research Institute", 5, 95, ""),
        ("Lafert SpA", 10, 99, "same apart from"),
        ("Muller and Sohne", 11, 98, "legal form"),
        ("Viktor Aleksandrovich Markelov", 12, 96, "another order"),
        ("Mikron, Joint Stock Company", 16, 99, "same apart from"),
        ("Huaw\u200bei Technologies", 1, 98, "legal form"),
        ("buaa", 8, 99, "; another name of the party"),
        ("AT & T Government Solutions", 13, 99, "; a unit of the party"),
        ("HP", 18, 98, "legal form"),
    ],
)
def test_a_name_written_otherwise_is_the_same_name(
    db: sqlite3.Connection, asked: str, measure: int, least: float, why: str
) -> None:
    match = first(db, asked)
    assert (match.measure, match.score >= least) == (measure, True), match
    assert why in match.why


@pytest.mark.parametrize(
    ("asked", "measure", "why"),
    [
        ("Huawei", 1, "contains the name asked for"),
        ("Huawei Technologies Shenzhen Branch", 1, "is contained in the name asked for"),
        ("华为", 1, "contains the name asked for"),
        ("中芯国际", 3, "contains the name asked for"),
        ("SMIC", 3, "its initials are SMIC"),
        ("CASC", 4, "its initials are CASC with one word left out"),
        ("NUDT", 9, "its initials are NUDT"),
        ("Semiconducter Manufacturing Intl Corp", 3, "similar"),
        ("Teledyn Brwon Engineering", 17, "similar"),
        ("Mitsubishi Hevy Industries", 7, "similar (24 of 25 letters agree)"),
    ],
)
def test_a_part_of_a_name_its_initials_or_a_misspelling_lead_to_it(
    db: sqlite3.Connection, asked: str, measure: int, why: str
) -> None:
    match = first(db, asked)
    assert match.measure == measure
    assert why in match.why
    assert 70 <= match.score < 95


def test_the_affiliates_come_after_the_company_that_is_covered_more(
    db: sqlite3.Connection,
) -> None:
    assert [match.measure for match in search(db, "Huawei")] == [1, 2]


@pytest.mark.parametrize(
    "asked",
    [
        "National",
        "China",
        "Technology Corporation of China",
        "Institute",
        "有限科技",
        "中国",
        "国际",
    ],
)
def test_words_that_many_names_have_find_none_of_them(db: sqlite3.Connection, asked: str) -> None:
    assert search(db, asked) == []


@pytest.mark.parametrize(
    "asked",
    ["Rusal Trading House", "Zhongwei Precision Optics Co., Ltd.", "Qwxz", "紫光展锐科技有限公司"],
)
def test_a_name_not_on_file_is_not_found(db: sqlite3.Connection, asked: str) -> None:
    assert search(db, asked) == []


def test_words_that_many_names_have_find_a_name_of_which_they_are_most(
    db: sqlite3.Connection,
) -> None:
    assert first(db, "University of Defense Technology").measure == 9


def test_the_13th_institute_is_not_the_14th(db: sqlite3.Connection) -> None:
    asked = "China Electronics Technology Group Corporation 15th Research Institute"
    assert not {5, 6} & {match.measure for match in search(db, asked)}
    for number, measure in (("13th", 5), ("14th", 6)):
        found = search(db, asked.replace("15th", number))
        assert [match.measure for match in found] == [measure]


def test_a_name_of_another_place_is_told_from_its_own(db: sqlite3.Connection) -> None:
    found = search(db, "Beijing University of Aeronautics and Astronautics")
    assert [(match.measure, match.score) for match in found] == [(8, 80.0), (14, 78.0)]
    assert found[0].why == "the initials of the name asked for; another name of the party"


def test_a_measure_answers_once_with_the_name_most_like_the_one_asked_for() -> None:
    rows = [(1, "Alpha Optics", "name"), (1, "Alpha Optics Ltd.", "alias"), (2, "Alpha", "name")]
    found = search(filed(rows), "Alpha Optics Ltd.")
    assert found[0][:2] == (1, "Alpha Optics Ltd.")
    assert [match.measure for match in found].count(1) == 1


def test_the_limit_counts_names_so_no_list_with_the_same_name_is_cut_off() -> None:
    rows = [(number, "Alpha Optics Ltd.", "name") for number in range(25)]
    rows += [(100 + number, f"Alpha Optics {word}", "name") for number, word in enumerate("XYZ")]
    found = search(filed(rows), "Alpha Optics", limit=2)
    assert [match.measure for match in found] == [*range(25), 100]


# -- the score ------------------------------------------------------------------------------------


def test_the_score_falls_as_the_names_differ_more() -> None:
    asked = folded("Huawei Technologies Co., Ltd.")
    ladder = [
        "Huawei Technologies Co., Ltd.",
        "HUAWEI TECHNOLOGIES CO LTD",
        "Huawei Technologies",
        "Huawei Technologies Inc.",
        "Technologies Huawei",
        "Huawei Tech.",
        "Huawie Technologies",
        "Huawie Technology Egypt",
        "Shanghai Technologies",
    ]
    scores = [score(asked, folded(name))[0] for name in ladder]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


NAMES = [printed for _, printed, _ in made(400, seed=3)]


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
@settings(deadline=None, max_examples=300)
def test_a_score_is_between_0_and_100_and_100_only_for_the_same_print(one: str, two: str) -> None:
    value, why = score(folded(one), folded(two))
    assert 0 <= value <= 100
    assert (value == 100) == (one == two)
    assert why


@given(st.sampled_from(NAMES), st.sampled_from(["Ltd.", "GmbH", "Co., Ltd.", "LLC", "S.p.A."]))
@settings(deadline=None)
def test_a_name_with_any_legal_form_is_the_same_apart_from_it(name: str, form: str) -> None:
    core = " ".join(folded(name).core)
    assert score(folded(core), folded(f"{core} {form}"))[0] == 98


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_folding_a_folded_name_changes_nothing_more(text: str) -> None:
    once = folded(text)
    assert folded(" ".join(once.words)).squeezed in (once.squeezed, "".join(once.words))


# -- hostile input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "expected a name, found nothing"),
        (" \t\n", "expected a name, found nothing"),
        ("x" * 10_000, "found 10,000"),
        ("a " * 501, "found 1,002"),
        ("\x00\x01", "only signs"),
        ("\ud800", "only signs"),
        ("***", "only signs"),
        ('"";--', "only signs"),
        ("。，（）", "only signs"),
        ("Co., Ltd.", "more than a legal form or a small word, found only 'co ltd'"),
        ("股份有限公司", "more than a legal form"),
        ("株式會社", "more than a legal form"),
        ("the", "a small word"),
    ],
)
def test_what_is_no_name_is_refused_in_one_line(
    db: sqlite3.Connection, asked: str, says: str
) -> None:
    with pytest.raises(UnsearchableName, match=r"^name: expected") as refusal:
        search(db, asked)
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "asked",
    [
        'huawei" OR "technologies',
        "huawei NEAR(technologies, 5)",
        "core:huawei*",
        "huawei^ + -technologies",
        "'; DROP TABLE name; --",
        "huawei%' OR 1=1",
        "huawei\x00technologies",
        "hua\ud800wei technologies",
        "a" * 1000,
        "华" * 1000,
        " ".join("abcdefghij" for _ in range(90)),
        "١٢٣ हुआवेई 🙂 ﷽",
        "1",
        "华",
    ],
)
def test_an_odd_name_gets_an_answer(db: sqlite3.Connection, asked: str) -> None:
    assert isinstance(search(db, asked), list)
    assert db.execute("SELECT count(*) FROM name").fetchone()[0] == len(ON_FILE)


@given(st.text(st.characters(exclude_categories=()), max_size=40))
@settings(deadline=None, max_examples=300)
def test_any_text_gets_an_answer_or_a_refusal(text: str) -> None:
    db = filed(ON_FILE[:4])
    answer: list[Match] | UnsearchableName
    try:
        answer = search(db, text)
    except UnsearchableName as refusal:
        answer = refusal
    if isinstance(answer, UnsearchableName):
        assert str(answer).startswith("name: expected")
    else:
        assert all(0 <= match.score <= 100 for match in answer)
    db.close()


def test_a_name_may_be_as_long_as_every_other_filter() -> None:
    assert searching.LONGEST == question.LONGEST


# -- the tables -----------------------------------------------------------------------------------


def content(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        "name": db.execute("SELECT measure, printed FROM name ORDER BY 1, 2").fetchall(),
        "key": db.execute(
            "SELECT key, printed FROM name_key JOIN name ON id = name_key.name ORDER BY 1, 2"
        ).fetchall(),
        "gram": db.execute(
            "SELECT gram, names, sum(length(ids)) FROM name_rarity LEFT JOIN name_gram USING (gram)"
            " WHERE names != 0 GROUP BY 1 ORDER BY 1"
        ).fetchall(),
        "strays": db.execute(
            "SELECT * FROM name_key WHERE name NOT IN (SELECT id FROM name)"
        ).fetchall(),
    }


def test_names_let_go_and_taken_in_again_leave_the_tables_of_one_rebuild() -> None:
    rows = list(made(300, seed=9))
    changed = {number for number, _, _ in rows if number % 3 == 0}
    piecemeal = filed(rows[:200])
    add(piecemeal, rows[200:])
    for measure in sorted(changed):
        forget(piecemeal, measure)
    kept = [row for row in rows if row[0] not in changed]
    assert content(piecemeal) == content(filed(kept))
    assert all(match.measure not in changed for match in search(piecemeal, rows[0][1]))
    add(piecemeal, [row for row in rows if row[0] in changed])
    whole = filed(rows)
    assert content(piecemeal) == content(whole)
    for _, printed, _ in rows[::7]:
        told = [match[:4] for match in search(piecemeal, printed) if match.score >= 95]
        assert told == [match[:4] for match in search(whole, printed) if match.score >= 95]


def test_letting_everything_go_leaves_nothing_and_numbers_may_come_again() -> None:
    db = filed(ON_FILE)
    for measure in {row[0] for row in ON_FILE}:
        forget(db, measure)
    assert set(map(len, content(db).values())) == {0}
    add(db, ON_FILE)
    assert content(db) == content(filed(ON_FILE))


def test_a_measure_without_names_is_let_go_in_peace(db: sqlite3.Connection) -> None:
    forget(db, 999)
    assert db.execute("SELECT count(*) FROM name").fetchone()[0] == len(ON_FILE)


def test_a_name_of_signs_only_is_passed_over() -> None:
    assert content(filed([(1, "***", "name"), (2, "Alpha", "name")]))["name"] == [(2, "Alpha")]


def test_searches_need_no_more_than_a_file_opened_for_reading(tmp_path: Path) -> None:
    path = tmp_path / "view"
    db = filed(ON_FILE, path)
    db.commit()
    db.close()
    reading = connect(path)
    assert first(reading, "Huawei Technologies").measure == 1
    reading.close()


# -- one search after another ----------------------------------------------------------------------


def test_a_search_forgets_what_it_read_before_it_holds_too_much(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.names.grams.HELD", 0)
    one = Search(db)
    for text in ("Huawei", "SMIC", "Teledyne Brown", "Huawei"):
        assert one.named(text) == search(db, text)


# -- how well -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crowd() -> Iterator[sqlite3.Connection]:
    found = filed(made(3000))
    yield found
    found.close()


@pytest.mark.parametrize("kind", SPOILERS)
def test_a_name_written_wrong_is_among_the_first_five(crowd: sqlite3.Connection, kind: str) -> None:
    chance = random.Random(7)
    rows = list(made(3000))
    chance.shuffle(rows)
    asked = found = 0
    for _, printed, _ in rows:
        wrong = SPOILERS[kind](chance, printed)
        if wrong is None or asked == 150:
            continue
        asked += 1
        cores = {folded(match.printed).core for match in search(crowd, wrong, limit=5)}
        found += folded(printed).core in cores
    assert asked >= 60
    assert found >= (0.95 if kind in ("two letters wrong", "initials") else 0.99) * asked


def test_names_nobody_has_are_seldom_found(crowd: sqlite3.Connection) -> None:
    strangers = [printed for _, printed, _ in made(300, seed=99)]
    found = [name for name in strangers if search(crowd, name)]
    assert len(found) <= 6, found


def test_a_misspelling_is_found_where_all_letters_are_common() -> None:
    names = ["".join(word) for word in zip(*[iter(string.ascii_lowercase[:24])] * 8, strict=True)]
    rows = [(number, f"{names[number % 3]} {number}", "name") for number in range(20_000)]
    rows.append((20_000, "abcdefgh ijklmnop", "name"))
    wrong = misspelt(1)(random.Random(1), "abcdefgh ijklmnop")
    assert wrong
    assert 20_000 in [match.measure for match in search(filed(rows), wrong)]
