"""The lists of parties that BIS publishes as one daily state: their rows, and the acts behind them.

A list of a day says who stands on it, not since when: that is told by the citations of a row and by
what is on file of the rules they mean (`us-rules.csv`). Nothing here reads a network or a clock.
"""

from tracker.screening.lists import read_lists
from tracker.screening.rows import ListedRow, captured, key_of

__all__ = ["ListedRow", "captured", "key_of", "read_lists"]
