"""No text, however it is made, costs a reader more than ten seconds or 300 MiB."""

from __future__ import annotations

from importlib import util

import pytest

from tests.reading_limits import CASES, MEMORY, SECONDS, Cost, measured

MODULES = {"chinese": "scrapers.cn_pages", "american": "scrapers.us_pages"}
BIG = ("1e", "10 MB")


def there(reader: str) -> None:
    if util.find_spec(MODULES[reader]) is None:
        pytest.skip(f"not there yet: {MODULES[reader]}")


def judge(reader: str, costs: dict[str, Cost]) -> None:
    """Print the worst, and fail with each text that costs too much, or lets something escape."""
    seconds = max(cost.seconds for cost in costs.values())
    peak = max(cost.peak for cost in costs.values())
    print(f"{reader}: {len(costs)} texts, worst {seconds:.1f} s, {peak:.0f} MiB")
    assert {case: cost for case, cost in costs.items() if not cost.allowed} == {}


@pytest.mark.parametrize(
    ("reader", "case"),
    [(name, case) for name, cases in CASES.items() for case in cases() if case.startswith(BIG)],
)
def test_a_text_of_a_million_pieces_or_one_endless_line_is_read_or_refused(
    reader: str, case: str
) -> None:
    there(reader)
    judge(reader, measured(reader, [case]))


@pytest.mark.parametrize("reader", CASES)
def test_no_expression_runs_away_on_words_that_almost_match(reader: str) -> None:
    there(reader)
    cases = [case for case in CASES[reader]() if not case.startswith(BIG)]
    costs = measured(reader, cases, patience=100)
    assert len(costs) == len(cases), f"no end: {list(costs)[-1]}"
    judge(reader, costs)


def test_a_cost_is_allowed_only_within_the_limits_and_with_an_expected_end() -> None:
    assert Cost(SECONDS, MEMORY, "1 readings").allowed
    assert Cost(0, 0, "SourceError Drift").allowed
    assert not Cost(SECONDS + 0.1, 0, "1 readings").allowed
    assert not Cost(0, MEMORY + 1, "1 readings").allowed
    assert not Cost(0, 0, "escaped: RecursionError").allowed
    assert not Cost(0, 0, "no end").allowed
