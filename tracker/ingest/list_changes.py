"""What a row of the day tells otherwise than what is on file of its party, and what that would be
if it is believed: the party under another name, its row read anew, another end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events.facts import MeasureExtended, MeasureImposed, Party
from scrapers.documents import Document
from tracker.ingest.list_filing import Today
from tracker.parts import names_of_party


def respelled(part: MeasureImposed, name: str) -> MeasureImposed:
    """A party under the name that its list prints now; the old one stays an alias."""
    assert part.party
    return _named(part, part.party.model_copy(update={"name": name}), part.party)


def kept(now: MeasureImposed, part: MeasureImposed) -> MeasureImposed:
    """A row read anew, still found under every name it ever had."""
    assert now.party
    assert part.party
    return _named(now, now.party, part.party)


def _named(part: MeasureImposed, party: Party, before: Party) -> MeasureImposed:
    names = dict.fromkeys((*party.aliases, before.name, *before.aliases))
    party = party.model_copy(update={"aliases": tuple(one for one in names if one != party.name)})
    scope = part.scope.model_copy(update={"parties": tuple(names_of_party(party))})
    return part.model_copy(update={"title": party.name, "party": party, "scope": scope})


def changes(part: MeasureImposed, now: MeasureImposed) -> Iterator[tuple[str, str, str]]:
    """What differs between a party on file and its row read anew: as it was, and as it is.

    An alias that the list drops changes nothing; the first day is told only by rows of orders.
    """
    assert part.party
    assert now.party
    pairs = [
        ("policy", (part.policy,), (now.policy,)),
        ("items", part.scope.items, now.scope.items),
        ("aliases", part.party.aliases, now.party.aliases),
        ("addresses", part.party.addresses, now.party.addresses),
    ]
    if now.on_list == "Denied Persons List":
        pairs.append(("first day", (part.first_day,), (now.first_day,)))
    for what, was, new in pairs:
        if set(was) != set(new):
            yield what, _words(was), _words(new)


def _words(values: tuple[str | None, ...]) -> str:
    return ", ".join(filter(None, values)) or "none"


def end_told(
    part: MeasureImposed, one: Today, until: date | None, day: date, document: Document
) -> MeasureExtended:
    """The end of an order as the list of a day prints it; None where it prints none."""
    evidence = {
        "published_on": day.isoformat(),
        "quote": one.words,
        "url": document.url,
        "sha256": document.sha256,
        "lang": "en",
    }
    return MeasureExtended(
        measure=part.measure,
        cited=part.cited.model_copy(update=evidence),
        first_day=one.row.starts,  # the order names its end from its start
        last_day=until,
        note="the end of the order as the list prints it",
        basis="read",
        reader=document.source,
    )
