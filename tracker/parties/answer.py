"""What `listed` returns: parties whose names come near the one asked, ranked, never a yes or no."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tracker.answers import Answer, Measure

UNCHECKED = "ownership not checked"
"""What a name alone cannot decide: whether a listed party owns half of the one asked about."""


@dataclass(frozen=True)
class Match:
    """One listing whose party bears a name like the one asked.

    `name` is the name that matched, as printed, `sort` what it is of the party (name, zh, alias,
    unit); `score` runs to 100 for the very same name, and `why` says in words how near it is.
    `does` is what the listing does to the party, in the words of the provision.
    """

    measure: Measure
    name: str
    sort: str
    score: float
    why: str
    does: str

    @property
    def party(self) -> dict[str, Any] | None:
        """The party as the list prints it; None where the reading has but a name."""
        found: dict[str, Any] | None = self.measure.party
        return found

    @property
    def on_list(self) -> str | None:
        """The list's name, where it has one."""
        return self.measure.on_list

    def as_dict(self) -> dict[str, Any]:
        return {
            "score": round(self.score, 1),
            "why": self.why,
            "name": self.name,
            "sort": self.sort,
            "list": self.on_list,
            "does": self.does,
            "party": self.party,
            "measure": self.measure.as_dict(),
        }


@dataclass(frozen=True)
class ListedAnswer(Answer):
    """Listings by name; `measures` are theirs. `more`: others come near the name too, beyond the
    limit. `ownership`: the rules that reach beyond names."""

    matches: list[Match] = field(default_factory=list)
    more: bool = False  # type: ignore[assignment]  # its pages have no key: ask for more
    ownership: list[Measure] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {
            "matches": [one.as_dict() for one in self.matches],
            "more": self.more,
            "ownership": {
                "checked": False,
                "words": UNCHECKED,
                "rules": [one.as_dict() for one in self.ownership],
            },
        }


def provision_title(imposed: str) -> str:
    """What a stored provision does, in its own words."""
    return str(json.loads(imposed)["title"])
