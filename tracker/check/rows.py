"""A check as rows: one a measure, for CSV and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.check.answer import GROUPS, CheckAnswer, Finding

COLUMNS = (
    "group",
    "measure",
    "jurisdiction",
    "kind",
    "state",
    "policy",
    "since",
    "until",
    "by",
    "confirmed",
    "projected",
    "basis",
    "title",
    "because",
    "missing",
    "conditions",
    "party",
    "score",
    "instrument",
    "instrument_title",
    "published_on",
    "url",
    "by_url",
)


def finding_rows(answer: CheckAnswer) -> Iterator[dict[str, Any]]:
    """One row a finding, group by group, then one row for each thing that is outside."""
    for group in GROUPS:
        for one in getattr(answer, group):
            yield {"group": group, **_row(one)}
    for words in answer.outside:
        yield {"group": "outside", "title": words}


def _row(one: Finding) -> dict[str, Any]:
    measure = one.measure
    cited = measure.own_citation
    matched = one.matched or {}
    return {
        "measure": measure.id,
        **{
            name: getattr(measure, name)
            for name in (
                *("jurisdiction", "kind", "state", "policy", "since", "until", "by"),
                *("confirmed", "projected", "basis", "title", "instrument", "instrument_title"),
            )
        },
        "because": "; ".join(one.because),
        "missing": "; ".join(one.missing),
        "conditions": "; ".join(one.conditions),
        "party": matched.get("name"),
        "score": matched.get("score"),
        "published_on": cited.get("published_on"),
        "url": cited.get("url"),
        "by_url": measure.deciding_citation["url"],
    }
