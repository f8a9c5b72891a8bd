"""A listed party as a part of the provision that lists it, with a life of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from events.facts import MeasureImposed, Party, Policy


def part_of(
    whole: MeasureImposed, slug: str, party: Party, policy: Policy | None = None, **own: Any
) -> MeasureImposed:
    """A party as part of a provision, which tells all that is not its `own`."""
    scope = {"parties": tuple(names_of_party(party)), "parties_count": 1}
    if items := own.pop("items", ()):
        scope["items"] = items
    return whole.model_copy(
        update={
            "measure": f"{whole.measure}/{slug}",
            "title": party.name,
            "kind": "listing",
            "part_of": whole.measure,
            "party": party,
            "policy": policy or whole.policy,
            "scope": whole.scope.model_copy(update=scope),
            **own,
        }
    )


def names_of_party(party: Party) -> Iterator[str]:
    """Every name of a party, each once."""
    names = (party.name_zh, party.name, *party.aliases, *party.units)
    yield from dict.fromkeys(name for name in names if name)
