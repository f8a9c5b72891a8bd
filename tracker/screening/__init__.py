"""The lists of parties that BIS publishes as one daily state: their rows, and the acts behind them.

A list of a day says who stands on it, not since when: that is told by the citations of a row and by
what is on file of the rules they mean (`us-rules.csv`). Nothing here reads a network or a clock.
"""

from tracker.screening.citations import Page, citations_of
from tracker.screening.facts import place_of
from tracker.screening.lists import read_lists, read_rules
from tracker.screening.policies import policy_of, requirement_of
from tracker.screening.rows import ListedRow, captured, key_of, merged, row_of

__all__ = [
    "ListedRow",
    "Page",
    "captured",
    "citations_of",
    "key_of",
    "merged",
    "place_of",
    "policy_of",
    "read_lists",
    "read_rules",
    "requirement_of",
    "row_of",
]
