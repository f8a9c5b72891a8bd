"""Listings as rows: one a match, for CSV and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.parties.answer import UNCHECKED, ListedAnswer, Match

COLUMNS = (
    "asked",
    "rank",
    "score",
    "why",
    "name",
    "party_en",
    "party_zh",
    "aliases",
    "units",
    "countries",
    "addresses",
    "jurisdiction",
    "list",
    "measure",
    "state",
    "reason",
    "since",
    "until",
    "by",
    "confirmed",
    "projected",
    "basis",
    "next_day",
    "next_state",
    "does",
    "instrument",
    "instrument_title",
    "published_on",
    "url",
    "by_url",
    "ownership",
    "answer",
)


def match_rows(answer: ListedAnswer) -> Iterator[dict[str, Any]]:
    """One row a match, best first; a name without any has one row that says which empty it is."""
    asked = answer.question["name"]
    for rank, one in enumerate(answer.matches, 1):
        yield {"asked": asked, "rank": rank, **_row(one), "answer": "match"}
    if not answer.matches:
        yield {"asked": asked, "ownership": UNCHECKED, "answer": answer.empty}


def _row(one: Match) -> dict[str, Any]:
    measure, party = one.measure, one.party or {}
    cited = measure.own_citation
    after = measure.next or {}
    return {
        "score": round(one.score, 1),
        "why": one.why,
        "name": one.name,
        "party_en": party.get("name"),
        "party_zh": party.get("name_zh"),
        **{name: "; ".join(party.get(name, ())) for name in ("aliases", "units")},
        **{name: "; ".join(party.get(name, ())) for name in ("countries", "addresses")},
        "jurisdiction": measure.jurisdiction,
        "list": one.on_list or measure.kind,
        "measure": measure.id,
        "state": measure.state,
        "reason": measure.reason,
        "since": measure.since,
        "until": measure.until,
        "by": measure.by,
        "confirmed": measure.confirmed,
        "projected": measure.projected,
        "basis": measure.basis,
        "next_day": after.get("day"),
        "next_state": after.get("state"),
        "does": one.does,
        "instrument": measure.instrument,
        "instrument_title": measure.instrument_title,
        "published_on": cited.get("published_on"),
        "url": cited.get("url"),
        "by_url": measure.deciding_citation["url"],
        "ownership": UNCHECKED,
    }
