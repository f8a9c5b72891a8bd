"""What `search` returns: instruments, measures and parties, each with the words it was found by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tracker.answers import Answer


@dataclass(frozen=True)
class Hit:
    """One thing found. `found_in` is title, quote, name, alias or number, or id for its very own.

    `snippet` is what stands there, in part where it is long; `matches` are the places of the words
    in it, each with its first letter and the one after its last. `day` is when it was published.
    """

    rank: int
    kind: str
    id: str
    title: str
    title_zh: str | None
    instrument_title: str
    found_in: str
    snippet: str
    matches: list[tuple[int, int]]
    jurisdiction: str
    day: str | None

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "matches": [list(one) for one in self.matches]}


@dataclass(frozen=True)
class SearchAnswer(Answer):
    """Hits, best first. `more`: the id of the last one, where others follow."""

    hits: list[Hit] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"hits": [one.as_dict() for one in self.hits]}
