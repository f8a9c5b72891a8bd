"""Two wordings compared: Chinese sign by sign, Latin words and numbers whole, nothing lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.texts_compared import LONGEST, Compared, compared

SIGNS = "自公布之日起至年月，。暂停实施出口管制 abc ABC 0123\n《》“”"
TEXTS = st.text(alphabet=SIGNS, max_size=120)


def told(result: Compared) -> list[tuple[str, str]]:
    return [(run.sort, run.text) for run in result.runs]


def side(result: Compared, without: str) -> str:
    return "".join(run.text for run in result.runs if run.sort != without)


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        (
            "自公布之日起暂停实施。",
            "自公布之日起继续暂停实施。",
            [("same", "自公布之日起"), ("put", "继续"), ("same", "暂停实施。")],
        ),
        (
            "至2026年11月10日",
            "至2027年11月10日",
            [("same", "至"), ("struck", "2026"), ("put", "2027"), ("same", "年11月10日")],
        ),
        (
            "are stayed until November 9, 2026.",
            "are suspended until November 9, 2026.",
            [
                ("same", "are "),
                ("struck", "stayed"),
                ("put", "suspended"),
                ("same", " until November 9, 2026."),
            ],
        ),
        ("第一条\n第二条\n", "第一条\n", [("same", "第一条\n"), ("struck", "第二条\n")]),
        ("", "新", [("put", "新")]),
        ("旧", "", [("struck", "旧")]),
    ],
)
def test_a_change_is_told_in_the_words_a_reader_would_mark(
    old: str, new: str, runs: list[tuple[str, str]]
) -> None:
    assert told(compared(old, new)) == runs


def test_half_a_number_or_half_a_word_is_never_marked() -> None:
    result = compared("税率10.5%，licence", "税率10.75%，licences")
    assert ("struck", "10.5") in told(result)
    assert ("put", "10.75") in told(result)
    assert ("struck", "licence") in told(result)


def test_two_like_wordings_are_alike() -> None:
    assert compared("同\n文", "同\n文").alike
    assert compared("", "").alike
    assert not compared("同", "异").alike


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_nothing_of_either_wording_is_lost(old: str, new: str) -> None:
    result = compared(old, new)
    assert side(result, "put") == old
    assert side(result, "struck") == new
    assert result.alike == (old == new)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_neighbours_are_never_of_one_sort_and_what_is_struck_comes_first(
    old: str, new: str
) -> None:
    sorts = [run.sort for run in compared(old, new).runs]
    pairs = list(pairwise(sorts))
    assert all(one != other for one, other in pairs)
    assert ("put", "struck") not in pairs


def test_a_text_beyond_all_bounds_is_shown_as_replaced_whole() -> None:
    result = compared("甲" * (LONGEST + 1), "乙")
    assert [run.sort for run in result.runs] == ["struck", "put"]
    assert not result.whole


def test_a_long_line_without_an_end_is_shown_as_replaced_whole_and_said_to_be() -> None:
    old, new = "甲乙" * 5_000, "丙丁" * 5_000
    result = compared(f"头\n{old}\n尾", f"头\n{new}\n尾")
    assert not result.whole
    assert side(result, "put") == f"头\n{old}\n尾"
    assert [run.sort for run in result.runs] == ["same", "struck", "put", "same"]
