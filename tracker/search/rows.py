"""Hits as rows: one a hit, for CSV and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.search.answer import SearchAnswer

COLUMNS = (
    *("rank", "kind", "id", "title", "title_zh", "instrument_title", "found_in", "snippet"),
    *("jurisdiction", "day"),
)


def hit_rows(answer: SearchAnswer) -> Iterator[dict[str, Any]]:
    """One row a hit, best first."""
    return (one.as_dict() for one in answer.hits)
