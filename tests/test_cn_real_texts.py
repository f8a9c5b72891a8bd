"""The captured official texts, each in every shape a site sends it, against what a person read.

They are research material and no part of this repository: without them these tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.cn_pages import read_chinese
from scrapers.documents import Reading
from tests.reading_figures_zh import Text, expected, figures, names_read, row, texts
from tests.zh_skeletons import SHAPES, document

SHARED = Path(__file__).parents[2] / "shared"
pytestmark = [
    pytest.mark.needs_shared,
    pytest.mark.skipif(not SHARED.exists(), reason="the folder of captured texts is not here"),
]
LAWS = {f"exportcontrol/{number}.json" for number in range(38, 43)}
TEXTS = {text.name: text for text in texts(SHARED)} if SHARED.exists() else {}


def readings(text: Text) -> dict[str, Reading]:
    """The text as captured, and in each shape."""
    (given,) = read_chinese(document(text.body))
    out = {"given": given}
    for name, make in SHAPES.items():
        (out[name],) = read_chinese(document(make(text.title, text.words, text.day)))
    return out


@pytest.mark.parametrize("name", [n for n, text in TEXTS.items() if text.facts])
def test_an_act_is_read_as_a_person_read_it_from_every_page(name: str) -> None:
    text = TEXTS[name]
    assert text.facts is not None
    for shape, reading in readings(text).items():
        assert reading.instrument == text.facts["instrument"], shape
        assert reading.published_on == text.facts["published_on"], shape
        assert [row(e) for e in reading.effects if e.effect in ("lists", "imposes")] == [
            wanted for wanted in expected(text.facts) if wanted[0] in ("lists", "imposes")
        ]
        assert sorted(map(row, reading.effects)) == sorted(expected(text.facts)), shape
        assert len(reading.unread) == text.facts.get("unread", 0), shape
        for effect in reading.effects:
            first, last = effect.offsets
            assert reading.text[first:last] == effect.quote


@pytest.mark.parametrize("name", [n for n, text in TEXTS.items() if text.facts])
def test_names_codes_and_tariff_numbers_are_complete(name: str) -> None:
    text = TEXTS[name]
    assert text.facts is not None
    for reading in readings(text).values():
        if "names" in text.facts:
            assert names_read(reading) == text.facts["names"]
            listed = [party for effect in reading.effects for party in effect.names]
            assert all(party.name and "（" not in party.name for party in listed)
        if "codes" in text.facts:
            assert list(reading.effects[0].codes) == text.facts["codes"]
            assert len(reading.effects[0].hs) == text.facts["hs"]


@pytest.mark.parametrize("name", [n for n, text in TEXTS.items() if not text.facts])
def test_explanations_and_laws_do_nothing_on_any_page(name: str) -> None:
    for reading in readings(TEXTS[name]).values():
        assert reading.role in ("explanation", "other")
        assert (reading.instrument, reading.effects) == (None, ())
        assert all("起施行" in one.sentence for one in reading.unread)  # a law without a number
        assert len(reading.unread) == (TEXTS[name].name in LAWS), reading.unread


@pytest.mark.parametrize("name", list(TEXTS))
def test_every_page_of_a_text_compares_equal(name: str) -> None:
    assert len({reading.words for reading in readings(TEXTS[name]).values()}) == 1


def test_the_figures_hold_what_is_promised() -> None:
    found = figures(SHARED)
    print(found)
    assert found["right"] == found["asserted"]
    assert found["effects_read"] >= 0.95 * found["effects_expected"]
    assert found["annexes_complete"] == found["annexes"]
    assert found["faq_effects"] == 0
