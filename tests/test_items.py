"""Control codes, HS numbers, and whether a measure reaches the goods that were named."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker
from config.settings import HERE
from tests.newsroom import history_of
from tracker.asked import UsageError
from tracker.items.codes import Code, Regime, code_of, covers, parse
from tracker.items.filters import Tags, sought
from tracker.items.hs import Hs, compare, parse_hs
from tracker.items.match import Reached, goods, reached, weigh
from tracker.items.terms import Terms, terms
from tracker.queries import Timeline
from tracker.question import Filters

# -- codes ------------------------------------------------------------------------------------

letters, numbers = st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.integers(1, 19).map(str)
heads = st.from_regex(r"[0-9][A-E][0-59][0-9]{2}", fullmatch=True)
tails = st.lists(st.tuples(letters, numbers), max_size=2).map(
    lambda two: [y for x in two for y in x]
)


@st.composite
def levelled(draw: st.DrawFn) -> tuple[str, ...]:
    """The levels of a code that both lists could have."""
    tail = draw(tails)
    return (draw(heads), *tail[: draw(st.integers(0, len(tail)))])


@st.composite
def codes(draw: st.DrawFn) -> Code:
    regime: Regime = draw(st.sampled_from(("CN", "US")))
    return code_of(regime, ".".join(draw(levelled())))


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@given(levelled(), st.sampled_from((".", " ", "", "．", ". ")), st.booleans(), st.booleans())
def test_a_code_is_the_same_however_it_is_written(
    levels: tuple[str, ...], between: str, full_width: bool, upper: bool
) -> None:
    written = between.join(levels)
    written = wide(written) if full_width else written
    assert parse(written.upper() if upper else written) == parse(".".join(levels))


@given(levelled())
def test_a_bare_code_can_be_of_both_regimes_and_a_prefix_decides(levels: tuple[str, ...]) -> None:
    text = ".".join(levels)
    chinese, american = parse(text)
    assert (chinese.regime, american.regime) == ("CN", "US")
    assert parse(f"CN:{text}") == parse(f"管制编码：{text}") == (chinese,)
    assert parse(f"US:{text}") == parse(f"ECCN {text}") == (american,)
    assert parse(str(chinese)) == (chinese,)


@given(codes(), codes())
def test_codes_of_two_regimes_never_meet(a: Code, b: Code) -> None:
    if a.regime != b.regime:
        assert a != b
        assert not covers(a, b)


@given(codes(), codes())
def test_two_codes_cover_each_other_only_if_they_are_one(a: Code, b: Code) -> None:
    assert (covers(a, b) and covers(b, a)) == (a == b)
    assert covers(a, a)


@given(codes(), st.lists(st.integers(0, 4), min_size=2, max_size=2))
def test_a_code_covers_what_stands_under_it_at_every_depth(code: Code, sizes: list[int]) -> None:
    shorter, longer = sorted(min(size, len(code.parts) - 1) for size in sizes)
    a, b = (code_of(code.regime, code.above[size]) for size in (shorter, longer))
    assert covers(a, b)
    assert covers(b, a) == (a == b)


@given(codes(), codes(), codes())
def test_covering_is_handed_down(a: Code, b: Code, c: Code) -> None:
    if covers(a, b) and covers(b, c):
        assert covers(a, c)


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_is_refused_in_one_line(text: str) -> None:
    refused: UsageError | None = None
    found: tuple[Code, ...] = ()
    try:
        found = parse(text)
    except UsageError as error:
        refused = error
    assert bool(found) != bool(refused)
    assert refused is None or re.fullmatch(r"code: .+", str(refused))
    for code in found:
        assert parse(str(code)) == (code,)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("3A001", ["CN:3A001", "US:3A001"]),
        ("1C111.b.1.a", ["CN:1C111.b.1.a", "US:1C111.b.1.a"]),
        ("3A090a", ["CN:3A090.a", "US:3A090.a"]),
        ("3A090.A", ["CN:3A090.a", "US:3A090.a"]),
        ("3A090(a)(1)", ["CN:3A090.a.1", "US:3A090.a.1"]),
        ("ECCN 3A090 a", ["US:3A090.a"]),
        ("eccn: 3b001.f.1.b.2.b", ["US:3B001.f.1.b.2.b"]),
        ("３Ａ０９０．ａ", ["CN:3A090.a", "US:3A090.a"]),
        ("US:3A001", ["US:3A001"]),
        ("CN:3A001", ["CN:3A001"]),
        ("（管制编码：1E902.a）".strip("（）"), ["CN:1E902.a"]),
        ("252604X", ["CN:252604X"]),
        ("083212x", ["CN:083212X"]),
        ("085001J", ["CN:085001J"]),
        ("EAR99", ["US:EAR99"]),
        ("ear 99", ["US:EAR99"]),
        ("9A610", ["US:9A610"]),
        ("600 series 9A610", ["US:9A610"]),
        ("600 series", ["US:600 series"]),
    ],
)
def test_each_way_to_write_a_code_means_one_thing(written: str, means: list[str]) -> None:
    assert [str(code) for code in parse(written)] == means


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "found ''"),
        ("lithium cells", "expected a control code such as"),
        ("3F001", "expected a control code such as"),
        ("3A01", "expected a control code such as"),
        ("3A090.1", "letters and numbers in turn, a letter first"),
        ("3A090.ab", "letters and numbers in turn, a letter first"),
        ("CN:9A610", "can be a code of US, but of CN it is said to be"),
        ("US:252604X", "can be a code of CN, but of US it is said to be"),
        ("600 series 3A001", "expected a control code such as"),
        ("3A090 " * 40, "found 240 letters"),
    ],
)
def test_a_bad_code_is_told_why_in_one_line(written: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(written)
    assert why in str(refused.value)


def test_an_entry_covers_its_paragraphs_and_the_600_series_its_entries() -> None:
    assert covers(code_of("US", "3A090"), code_of("US", "3A090.a"))
    assert not covers(code_of("US", "3A09" + "0"), code_of("US", "3A091"))
    assert covers(code_of("US", "600 series"), code_of("US", "9A610.x"))
    assert not covers(code_of("US", "600 series"), code_of("US", "9A515"))
    assert not covers(code_of("CN", "1C902.a"), code_of("CN", "1C902"))


# -- HS numbers -------------------------------------------------------------------------------

digits = st.from_regex(r"0[1-9][0-9]{2,8}|[1-9][0-9]{3,9}", fullmatch=True)
countries = st.sampled_from((None, "CN", "US"))
hs_numbers = st.builds(Hs, digits, countries)


@given(hs_numbers, hs_numbers)
def test_an_hs_relation_read_backwards_is_its_converse(a: Hs, b: Hs) -> None:
    converse = {"same": "same", "covers": "within", "within": "covers"}
    there, back = compare(a, b), compare(b, a)
    if there in converse and back in converse:
        assert back == converse[there]
    assert (there == "none") == (back == "none")


@given(digits, digits)
def test_numbers_of_two_countries_never_agree_beyond_six_digits(a: str, b: str) -> None:
    found = compare(Hs(a, "CN"), Hs(b, "US"))
    alike = a[:6].startswith(b[:6]) or b[:6].startswith(a[:6])
    assert (found != "none") == alike
    if len(a) > 6 and len(b) > 6:
        assert found in ("shared", "none")


@given(digits, st.booleans(), st.sampled_from((".", " ")))
def test_an_hs_number_is_the_same_with_dots_and_blanks(
    number: str, prefix: bool, between: str
) -> None:
    written = between.join([number[:4], number[4:6], number[6:]]).strip(" .")
    assert parse_hs(f"HS {written}" if prefix else written).digits == number


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ("8112.92", "8112929010", "covers"),
        ("8112929010", "8112.92.90", "within"),
        ("CN:28053019", "CN:2805301910", "covers"),
        ("CN:2805301910", "HTS 2805.30.00.10", "shared"),
        ("CN:280530", "US:2805300010", "covers"),
        ("2805301910", "CN:2805301920", "shared"),
        ("CN:2805301910", "CN:2805301920", "none"),
        ("2805", "2846", "none"),
    ],
)
def test_each_pair_of_hs_numbers_stands_in_one_relation(a: str, b: str, found: str) -> None:
    assert compare(parse_hs(a), parse_hs(b)) == found


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("811", "with 3"),
        ("28053019100", "with 11"),
        ("0012", "chapter 00"),
        ("gallium", "expected an HS number"),
        ("", "expected an HS number"),
        ("٢٨٠٥", "expected an HS number"),
    ],
)
def test_a_bad_hs_number_is_told_why_in_one_line(written: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        parse_hs(written)


# -- goods against measures -------------------------------------------------------------------


@pytest.fixture(scope="module")
def known() -> Terms:
    return terms(HERE)


NO_18 = Reached(
    "CN",
    items=("samarium", "gadolinium", "terbium", "dysprosium", "lutetium", "scandium", "yttrium"),
    codes=("1C902", "1C903", "1C904", "1C905", "1C906", "1C907", "1C908"),
    hs=("2805301910", "2846901940"),
)
NO_23 = Reached("CN", items=("gallium metal", "GaN", "GaAs"), hs=("8112929010", "2850001901"))
CELLS = Reached(
    "CN", items=("high-end lithium-ion cells", "cell-making machines"), codes=("3A001", "3B901.a")
)
NO_61_I_1 = Reached("CN", items=("magnets targets and goods containing them",))
HBM = Reached("US", codes=("3A090.c",))
CHIPS = Reached("US", codes=("3A090", "4A090"))
H20_LETTER = Reached("US", items=("H20 or equal memory/interconnect bandwidth",))
DUAL_USE = Reached("CN", "listing", items=("all dual-use",))
ENTITY_LIST = Reached("US", "listing", items=("all items subject to the EAR",))
OLD_LIST = Reached("CN", items=("about 700 entries", "gallium"))
ALL_GOODS = Reached("CN", "duty", items=("all goods",))
WHEAT = Reached("CN", "duty", items=("farm goods",), hs=("10011100",))
JAPAN_FISH = Reached("CN", "ban", items=("seafood",), hs=("0302",), flow="import")
ELSEWHERE = Reached("US", items=("NP column 2 items",))
NOTHING = Reached("US")


@pytest.mark.parametrize(
    ("words", "code", "hs", "measure", "says"),
    [
        # a code against codes of its own regime
        (None, "1C905", None, NO_18, "yes"),
        (None, "1C905.a.4", None, NO_18, "yes"),
        (None, "1C909", None, NO_18, "no"),
        (None, "3A090", None, CHIPS, "yes"),
        (None, "3A090.a", None, CHIPS, "yes"),
        (None, "3A090", None, HBM, "maybe"),
        (None, "3A090.a", None, HBM, "no"),
        (None, "3A001", None, CELLS, "yes"),
        # a code of the other regime never counts
        (None, "US:3A001", None, CELLS, "no"),
        (None, "CN:3A001", None, CHIPS, "no"),
        (None, "CN:3A090.c", None, HBM, "cannot"),
        # a code for its terms, where there are no codes on file
        (None, "CN:3C001", None, NO_23, "yes"),
        (None, "CN:3C001.b", None, NO_23, "yes"),
        (None, "CN:3C002", None, NO_23, "no"),
        (None, "CN:1C351", None, NO_23, "cannot"),
        (None, "CN:1C905", None, NO_61_I_1, "maybe"),
        # words
        ("镝", None, None, NO_18, "yes"),
        ("Dy", None, None, NO_18, "yes"),
        ("氧化镝", None, None, NO_18, "yes"),
        ("rare earths", None, None, NO_18, "maybe"),
        ("NdFeB magnets", None, None, NO_18, "maybe"),
        ("含镝的钕铁硼永磁材料", None, None, NO_18, "yes"),
        ("neodymium", None, None, NO_18, "no"),
        ("holmium", None, None, NO_18, "no"),
        ("gallium", None, None, NO_23, "yes"),
        ("砷化镓晶片", None, None, NO_23, "yes"),
        ("gallium bicycle", None, None, NO_23, "maybe"),
        ("gallium and antimony", None, None, NO_23, "maybe"),
        ("teddy bears", None, None, NO_23, "cannot"),
        ("A100", None, None, CHIPS, "yes"),
        ("H20", None, None, H20_LETTER, "yes"),
        ("A100", None, None, H20_LETTER, "no"),
        ("H20", None, None, CHIPS, "no"),
        ("H20", None, None, Reached("US", codes=("3A090.a",)), "no"),
        ("AI chips", None, None, H20_LETTER, "maybe"),
        ("A100", None, None, HBM, "no"),
        ("chips", None, None, CHIPS, "maybe"),
        ("wheat", None, None, WHEAT, "yes"),
        # HS numbers
        (None, None, "2805301910", NO_18, "maybe"),
        (None, None, "8112.92", NO_23, "maybe"),
        (None, None, "HTS 8112.92.10.00", NO_23, "maybe"),
        (None, None, "8505.11", NO_18, "maybe"),
        (None, None, "1001", NO_18, "no"),
        (None, None, "9999", NO_18, "cannot"),
        (None, None, "1001.1100", WHEAT, "yes"),
        (None, None, "1001", WHEAT, "maybe"),
        (None, None, "0302.11", JAPAN_FISH, "yes"),
        (None, None, "8112.92", CHIPS, "no"),
        # together they describe one thing
        ("dysprosium", "CN:1C905", "2805301910", NO_18, "yes"),
        ("rare earths", "CN:1C913", None, NO_18, "no"),
        ("dysprosium", "CN:1C913", None, NO_18, "maybe"),
        ("germanium", None, "8112.92", NO_23, "no"),
        ("gallium", None, "0302", NO_23, "yes"),
        # classes, and what is kept elsewhere
        ("teddy bears", None, None, ALL_GOODS, "yes"),
        ("dual-use items", None, None, DUAL_USE, "yes"),
        ("gallium", None, None, OLD_LIST, "yes"),
        ("gallium", None, None, ELSEWHERE, "cannot"),
        ("gallium", None, None, NOTHING, "cannot"),
        (None, None, None, NO_18, "cannot"),
    ],
)
def test_each_naming_of_goods_meets_each_measure_in_one_way(
    known: Terms,
    words: str | None,
    code: str | None,
    hs: str | None,
    measure: Reached,
    says: str,
) -> None:
    verdict = weigh(goods(known, words, code, hs), measure, known)
    assert verdict.says == says, verdict
    assert (verdict.missing is not None) == (says == "maybe")
    assert verdict.why


@pytest.mark.parametrize(
    ("measure", "known_as", "says"),
    [
        (DUAL_USE, {"dual_use": True}, "yes"),
        (DUAL_USE, {"dual_use": False}, "no"),
        (DUAL_USE, {}, "maybe"),
        (DUAL_USE, {"subject_to_ear": True}, "maybe"),
        (ENTITY_LIST, {"subject_to_ear": True}, "yes"),
        (ENTITY_LIST, {"subject_to_ear": False}, "no"),
        (ENTITY_LIST, {}, "maybe"),
        (OLD_LIST, {"dual_use": True}, "yes"),
        (NO_18, {"dual_use": True}, "no"),
    ],
)
def test_a_class_reaches_what_the_caller_knows_to_be_in_it(
    known: Terms, measure: Reached, known_as: dict[str, bool], says: str
) -> None:
    asked = goods(known, "germanium")
    verdict = weigh(
        asked,
        measure,
        known,
        dual_use=known_as.get("dual_use"),
        subject_to_ear=known_as.get("subject_to_ear"),
    )
    assert verdict.says == says


def test_a_maybe_names_the_fact_that_is_missing(known: Terms) -> None:
    assert weigh(goods(known, code="US:3A090"), HBM, known).missing == "which of 3A090 is it?"
    assert weigh(goods(known, "rare earths"), NO_18, known).missing == "which rare earths is it?"
    assert weigh(goods(known, "gallium lamp"), NO_23, known).missing == "what is 'lamp'?"
    by_number = weigh(goods(known, hs="2805301910"), NO_18, known)
    assert by_number.missing is not None
    assert by_number.missing.startswith("HS numbers are for reference only")


def test_a_chip_has_its_code_only_from_the_day_the_rule_reached_it(known: Terms) -> None:
    asked = goods(known, "A800")
    assert weigh(asked, CHIPS, known, day=date(2022, 12, 1)).says == "no"
    assert weigh(asked, CHIPS, known, day=date(2023, 11, 17)).says == "yes"


def test_a_bad_code_or_number_is_refused_before_anything_is_weighed(known: Terms) -> None:
    with pytest.raises(UsageError, match="code"):
        goods(known, code="lithium")
    with pytest.raises(UsageError, match="hs"):
        goods(known, hs="81")


def test_a_scope_is_taken_as_the_facts_hold_it() -> None:
    scope = {"items": ["gallium"], "codes": ["3C001"], "hs": [], "flow": "export"}
    assert reached("CN", "control", scope) == Reached(
        "CN", "control", ("gallium",), ("3C001",), (), "export"
    )
    assert reached("US", "listing", {}) == Reached("US", "listing")


@given(st.text(max_size=60))
def test_any_words_are_weighed_against_any_measure(words: str) -> None:
    known = terms(HERE)
    for measure in (NO_18, NO_23, CHIPS, WHEAT, NOTHING):
        verdict = weigh(goods(known, words), measure, known)
        assert verdict.says in ("yes", "maybe", "no", "cannot")
        assert (verdict.missing is not None) == (verdict.says == "maybe")


# -- filters ----------------------------------------------------------------------------------

HELD: tuple[tuple[str, str, Tags], ...] = (
    ("CN", "seven rare earths\ndysprosium", [("item", "dysprosium"), ("code", "1c905")]),
    ("CN", "lithium cells", [("item", "high-end lithium-ion cells"), ("code", "3a001")]),
    ("CN", "gallium\nmofcom-2023-23/p", [("item", "gallium metal"), ("hs", "8112929010")]),
    ("US", "chips and supercomputers", [("code", "3a090"), ("code", "4a090")]),
    ("US", "memory", [("code", "3a090.c")]),
    ("US", "military engines in dynamic use", [("code", "9a610")]),
    ("US", "a duty", [("hs", "8112921000")]),
)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("item", "镝", [0]),
        ("item", "Dy", [0]),
        ("item", "dy", [0, 5]),
        ("item", "rare earths", [0]),
        ("item", "magnets", [0]),
        ("item", "氧化镝", [0]),
        ("item", "gallium", [2]),
        ("item", "鎵", [2]),
        ("item", "A100", [3]),
        ("item", "HBM", [3, 4]),
        ("item", "cells lithium", [1]),
        ("item", "nothing of this", []),
        ("code", "3A090", [3, 4]),
        ("code", "3A090.a", [3]),
        ("code", "ECCN 3A090.c", [3, 4]),
        ("code", "CN:3A090", []),
        ("code", "3A001", [1]),
        ("code", "US:3A001", []),
        ("code", "600 series", [5]),
        ("code", "1C905.a", [0]),
        ("code", "no code", []),
        ("hs", "8112.92", [2, 6]),
        ("hs", "8112929010", [2]),
        ("hs", "CN:8112929010", [2, 6]),
        ("hs", "2805", []),
        ("hs", "no number", []),
    ],
)
def test_a_filter_finds_the_same_in_the_view_and_in_the_past(
    known: Terms, name: str, text: str, found: list[int]
) -> None:
    filtered = sought(name, text, lambda: known)
    assert [at for at, held in enumerate(HELD) if filtered.meets(*held)] == found
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE measure (num INTEGER PRIMARY KEY, jurisdiction TEXT, words TEXT)")
    db.execute("CREATE TABLE tag (what TEXT, value TEXT, measure INTEGER)")
    for at, (jurisdiction, words, tags) in enumerate(HELD):
        db.execute("INSERT INTO measure VALUES (?, ?, ?)", (at, jurisdiction, words))
        db.executemany("INSERT INTO tag VALUES (?, ?, ?)", [(*tag, at) for tag in tags])
    values: dict[str, object] = {}
    condition = filtered.sql(values)
    rows = db.execute(f"SELECT num FROM measure m WHERE {condition} ORDER BY num", values)
    assert [row[0] for row in rows] == found
    db.close()


# -- the bundled history ----------------------------------------------------------------------

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    path = history_of(tmp_path_factory.mktemp("history"), NOW)
    with tracker.open(f"sqlite:///{path}", now=lambda: NOW) as found:
        yield found


def found_on(timeline: Timeline, question: Filters, **more: int) -> set[str]:
    recorded = more.get("recorded")
    answer = timeline.on("2025-10-15", state="all", recorded=recorded, **question)
    return {measure.id for measure in answer.measures}


@pytest.mark.parametrize(
    ("question", "among", "not_among"),
    [
        ({"item": "镝"}, "mofcom-2025-18/p1", "mofcom-2025-57/p1"),
        ({"item": "Dy"}, "mofcom-2025-18/p1", "mofcom-2025-10/p-tungsten"),
        ({"item": "holmium"}, "mofcom-2025-57/p1", "mofcom-2025-18/p1"),
        ({"item": "gallium"}, "mofcom-2023-23/p-gallium", "mofcom-2024-33/p-antimony"),
        ({"item": "A100"}, "bis-2022-21658/chips-supercomputers", "bis-2024-28270/hbm"),
        ({"code": "3A090"}, "bis-2024-28270/hbm", "mofcom-2025-58/p-cells"),
        ({"code": "3A001"}, "mofcom-2025-58/p-cells", "bis-2024-28270/hbm"),
        ({"code": "CN:3A001"}, "mofcom-2025-58/p-cells", "bis-2024-28270/hbm"),
        ({"code": "1C905.a.4"}, "mofcom-2025-18/p1", "mofcom-2025-57/p1"),
        ({"hs": "8112.92"}, "mofcom-2023-23/p-gallium", "mofcom-2025-18/p1"),
    ],
)
def test_a_question_about_goods_finds_the_same_now_and_folded_anew(
    timeline: Timeline, question: Filters, among: str, not_among: str
) -> None:
    found = found_on(timeline, question)
    assert among in found
    assert not_among not in found
    assert found_on(timeline, question, recorded=10**9) == found


def test_an_american_code_finds_no_chinese_measure(timeline: Timeline) -> None:
    assert "mofcom-2025-58/p-cells" not in found_on(timeline, {"code": "US:3A001"})
    for code in ("3A090", "EAR99", "9A610"):
        answer = timeline.on("today", state="all", code=code)
        assert {measure.jurisdiction for measure in answer.measures} <= {"US"}


def test_more_goods_than_anyone_lists_in_one_question_are_refused() -> None:
    known = terms(HERE)
    zh = [name for one in known.all.values() for name in one.names if not name.isascii()]
    with pytest.raises(UsageError, match="item: expected 50 goods at most, found"):
        sought("item", "".join(dict.fromkeys(zh)), lambda: known)
