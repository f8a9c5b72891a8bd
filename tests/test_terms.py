"""What goods are called, and that the words of all readings are known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.settings import HERE, READINGS
from events.errors import ConfigError
from tracker.items.codes import code_of, parse
from tracker.items.hs import parse_hs
from tracker.items.terms import FILE, Terms, terms
from tracker.readings import read_bundle


@pytest.fixture(scope="module")
def known() -> Terms:
    return terms(HERE)


def test_every_word_of_the_readings_is_a_term_or_names_no_goods(known: Terms) -> None:
    strange = {
        f"{item!r} in {name}/{place}"
        for name, record in read_bundle(READINGS).records.items()
        for place, measure in record.measures.items()
        for item in measure.items
        if known.named(item) is None and known.folded(item) not in known.not_goods
    }
    assert strange == set(), f"name them in config/{FILE}, or put them under not_goods"


def test_every_code_of_the_readings_is_one_of_its_regime(known: Terms) -> None:
    bundle = read_bundle(READINGS)
    for name, record in bundle.records.items():
        for measure in record.measures.values():
            for code in measure.codes:
                assert code_of(bundle.jurisdictions[name], code).text == code
            for number in measure.hs:
                assert parse_hs(number).digits == number


def test_every_entry_a_term_names_is_on_the_list_of_its_regime(known: Terms) -> None:
    own = [code for term in known.all.values() for code in term.codes]
    listed = [code for code in own if code.entry[:1].isdigit() and len(code.entry) == 5]
    assert len(listed) > 100
    assert [str(code) for code in listed if not known.listed(code)] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("镝", ["dysprosium"]),
        ("鏑", ["dysprosium"]),
        ("Dy", ["dysprosium"]),
        ("DYSPROSIUM", ["dysprosium"]),
        ("dysprosium oxide powder", ["dysprosium"]),
        ("氧化镝", ["dysprosium"]),
        ("金属镓", ["gallium"]),
        ("Rare-Earth", ["rare earths"]),
        ("rare earth", ["rare earths"]),
        ("rare earths", ["rare earths"]),
        ("gallium nitride wafers", ["GaN"]),
        ("neodymium-iron-boron", ["NdFeB magnets"]),
        ("含镝的钕铁硼永磁材料", ["dysprosium magnets"]),
        ("人造石墨负极材料", ["artificial graphite anode"]),
        ("石墨电极", ["furnace carbon electrodes"]),
        ("無人機", ["UAV"]),
        ("drones", ["UAV"]),
        ("lithium batteries", ["lithium-ion cells"]),
        ("Nvidia A100", ["A100"]),
        ("RTX 4090", ["RTX 4090"]),
        ("gallium and germanium", ["gallium", "germanium"]),
        ("gallium GaN", ["GaN"]),
        ("所有两用物项", ["all dual-use"]),
        # symbols as they are written, whole words only, and words of English only alone
        ("dy", []),
        ("DyT", []),
        ("In", ["indium"]),
        ("in", []),
        ("I work In Norway As He said", []),
        ("W", ["tungsten"]),
        ("W 40 drill", []),
        ("He", ["helium"]),
        ("Y", ["yttrium"]),
        ("Sb ingot", ["antimony"]),
        # never a name inside another word
        ("银行", []),
        ("cornice", []),
        ("teddy bears", []),
        ("", []),
    ],
)
def test_words_name_the_longest_terms_they_hold(known: Terms, words: str, found: list[str]) -> None:
    assert [term.name for term in known.find(words).terms] == found


def test_what_no_term_has_is_told(known: Terms) -> None:
    assert known.find("graphite bicycle").unknown == ("bicycle",)
    assert known.find("teddy bears").unknown == ("teddy", "bear")
    assert known.find("dysprosium oxide").unknown == ()


@pytest.mark.parametrize(
    ("asked", "measure", "kinship"),
    [
        ("dysprosium", "dysprosium", "same"),
        ("dysprosium", "rare earths", "narrower"),
        ("rare earths", "dysprosium", "broader"),
        ("dysprosium magnets", "rare-earth items", "narrower"),
        ("NdFeB magnets", "dysprosium", "broader"),
        ("magnets", "rare-earth items", "broader"),
        ("neodymium", "rare-earth items", "none"),
        ("rare-earth technology", "rare earths", "none"),
        ("gallium", "germanium", "none"),
        ("H20", "A100/H100 class", "none"),
        ("A100", "advanced computing chips", "narrower"),
    ],
)
def test_two_terms_stand_in_one_kinship(
    known: Terms, asked: str, measure: str, kinship: str
) -> None:
    assert known.relation(known.all[asked], known.all[measure]) == kinship


def test_the_medium_and_heavy_rare_earths_have_the_codes_of_the_two_announcements(
    known: Terms,
) -> None:
    words = "samarium gadolinium terbium dysprosium lutetium scandium yttrium holmium erbium"
    elements = [*words.split(), "thulium", "europium", "ytterbium"]
    for number, element in enumerate(elements, 902):
        term = known.all[element]
        assert [code.text for code in term.coded("CN")] == [f"1C{number}"]
        assert known.coded(code_of("CN", f"1C{number}")) == {term: True}


def test_a_code_stands_for_the_terms_that_say_most(known: Terms) -> None:
    def names(regime: str, text: str) -> set[str]:
        return {
            term.name
            for code in parse(f"{regime}:{text}")
            for term, whole in known.coded(code).items()
            if whole
        }

    assert names("CN", "3C001.b") == {"GaN"}
    assert names("CN", "3C001") == {"gallium"}
    assert names("CN", "1C905.a.4") == {"dysprosium magnets"}
    assert names("CN", "3A001") == {"high-end lithium-ion cells"}
    assert names("US", "3A001") == {"electronic components"}
    assert names("CN", "1C117") == set()  # of tungsten and of molybdenum: wider than either


def test_a_text_that_only_one_list_has_is_a_code_of_that_list(known: Terms) -> None:
    assert [code.regime for code in known.known(parse("3A090"))] == ["US"]
    assert [code.regime for code in known.known(parse("1C905"))] == ["CN"]
    assert [code.regime for code in known.known(parse("3A001"))] == ["CN", "US"]
    assert [code.regime for code in known.known(parse("0E444"))] == ["CN", "US"]


@given(st.text(max_size=60))
def test_any_words_are_terms_or_are_told_back(words: str) -> None:
    found = terms(HERE).find(words)
    assert all(piece.strip() for piece in found.unknown)


@given(st.sampled_from(sorted(terms(HERE).all)), st.sampled_from(("upper", "hyphens", "plural")))
def test_a_name_is_found_in_any_case_with_hyphens_or_in_the_plural(name: str, how: str) -> None:
    known = terms(HERE)
    ways = {"upper": name.upper(), "hyphens": name.replace(" ", "-"), "plural": name + "s"}
    assume(how != "plural" or re.search(r"[a-df-gi-rt-w]$", name))
    assert known.all[name] in known.find(ways[how]).terms


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("terms: [", "cannot be read"),
        ("other: {}", "expected `terms`"),
        ("terms: {gallium: 3}", "expected fields"),
        ("terms: {gallium: {colour: grey}}", "'colour' is no field"),
        ("terms: {GaN: {broader: [gallium]}}", "broader 'gallium' is no term"),
        ("terms: {gallium: {codes: {CN: [x]}}}", "'gallium': code"),
        ("terms: {gallium: {also: [Ga]}, germanium: {also: [ga]}}", "names both"),
        ("terms: {a: {broader: [b]}, b: {broader: [a]}}", "a kind of itself"),
    ],
)
def test_a_bad_file_of_terms_is_refused_with_its_term(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=why):
        terms(tmp_path)
