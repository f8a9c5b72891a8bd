"""The real documents: every day right or asked about, in time, in little memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading_figures_us import (
    apart,
    expected,
    facts_of,
    phrases,
    read_phrase,
    real_readings,
)

SHARED = Path(__file__).parents[2] / "shared"
in_shared = pytest.mark.skipif(not SHARED.exists(), reason="the research material is not here")


@pytest.mark.needs_shared
@in_shared
def test_every_real_document_reads_as_its_expected_facts() -> None:
    told = expected("expected_facts.json")
    readings = list(real_readings(SHARED))
    assert len(readings) == 104
    assert set(told) <= {one.instrument for one in readings}
    wrong = {
        one.instrument: facts_of(one)
        for one in readings
        if facts_of(one) != told.get(one.instrument or "", {})
    }
    assert wrong == {}


@pytest.mark.needs_shared
@in_shared
def test_every_real_quote_stands_where_it_says() -> None:
    for one in real_readings(SHARED):
        for made in one.effects:
            assert one.text[slice(*made.offsets)] == made.quote
        for asked in one.unread:
            assert one.text[slice(*asked.offsets)] == asked.sentence


@pytest.mark.needs_shared
@in_shared
def test_each_of_the_sixty_phrases_has_its_effect_or_has_none() -> None:
    told = expected("phrase_facts.json")
    book = phrases(SHARED)
    assert len(book) == 60
    assert {one.id: facts_of(read_phrase(one)) for one in book} == told


def test_memory_stays_flat_over_ten_thousand_documents() -> None:
    assert apart("memory_growth()") < 16


def test_memory_stays_flat_inside_one_issue() -> None:
    assert apart("issue_memory_growth(3_000)") < 8  # a tree of all would take 30 more
