"""What a measure is found by: words, codes, places, names; and what there is none of on file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from events.facts import InstrumentPublished, MeasureImposed
from tracker.names.folded import folded
from tracker.names.tables import initials_of

SHORT_FORM = re.compile(r"(?P<name>.+\S)\s*\((?P<short>\w{2,12})\)")


def words_of(imposed: MeasureImposed, text: InstrumentPublished) -> str:
    """Everything a free-text filter may match, folded to one case."""
    scope = imposed.scope
    words = (
        imposed.title,
        text.title,
        text.title_zh or "",
        scope.reach or "",
        *scope.items,
        *scope.parties,
        imposed.measure,
    )
    return "\n".join(words).casefold()


def unscoped_of(imposed: MeasureImposed) -> str:
    """The dimensions of scope that are not on file, for an honest "cannot say"."""
    scope = imposed.scope
    missing = []
    if not scope.codes:
        missing.append("code")
    if not scope.hs:
        missing.append("hs")
    if not scope.destinations and not scope.origins:
        missing.append("to")
    if any(":" in place for place in scope.destinations):
        missing.append("group")  # of countries: who is in it depends on the day
    if imposed.kind == "listing" and not scope.parties:
        missing.append("party")
    if not scope.items:
        missing.append("item")
    return " ".join(missing)


def tags_of(imposed: MeasureImposed) -> Iterator[tuple[str, str]]:
    """What a measure can be found by."""
    scope = imposed.scope
    yield from (("code", code.casefold()) for code in scope.codes)
    yield from (("hs", code.replace(".", "")) for code in scope.hs)
    yield from (("to", place.upper()) for place in scope.destinations)
    yield from (("party", party.casefold()) for party in scope.parties)
    yield from (("item", item.casefold()) for item in scope.items)
    yield from (("limb", limb) for limb in scope.limbs)


def names_of(imposed: MeasureImposed) -> Iterator[tuple[str, str]]:
    """The names a party is found by, each with what it is: name, zh, alias or unit."""
    party = imposed.party
    if party is None:
        yield from ((name, "name") for name in imposed.scope.parties)
        return
    yield party.name, "name"
    if bare := _without_short_form(party.name):
        yield bare, "name"
    if party.name_zh and party.name_zh != party.name:
        yield party.name_zh, "zh"
    yield from ((name, "alias") for name in party.aliases)
    yield from ((name, "unit") for name in party.units)


def _without_short_form(name: str) -> str | None:
    """A name printed with its abbreviation behind it, or with one of its own words, without that.

    >>> _without_short_form("Semiconductor Manufacturing International Corporation (SMIC)")
    'Semiconductor Manufacturing International Corporation'
    """
    found = SHORT_FORM.fullmatch(name)
    if found is None:
        return None
    whole, short = folded(found["name"]), found["short"].casefold()
    own = short in initials_of(whole) or short in whole.words
    return found["name"] if own else None
