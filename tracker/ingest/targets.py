"""Which measures on file a text means when it names its targets.

A target is resolved or refused; nothing is half understood: a provision that is not on file, an
instrument nobody has, a number that means two, each says so in words a person can act on.
"""

from __future__ import annotations

import re

from events.facts import MeasureImposed
from scrapers.documents import Effect, Party
from tracker.ingest.known import Known

BELOW = re.compile(r"[a-z]$|[-.(]")  # what may follow a provision's name in that of its limbs


class UnknownTarget(Exception):
    """A text acts on something that cannot be told on file; the message says what and why."""


class NotOnFile(UnknownTarget):
    """The text acted upon is not on file, but may be one day."""


def instrument_of(name: str, known: Known) -> str:
    """The instrument a name, number or citation means."""
    found = known.named(name)
    if len(found) > 1:
        raise UnknownTarget(f"{name!r} names {' and '.join(sorted(found))}; say which")
    if not found:
        raise NotOnFile(f"acts on {name}, which is not on file")
    return found.pop()


def measures_of(target: str, known: Known) -> list[str]:
    """The measures a target means: one provision, its limbs, or all of an instrument."""
    name, _, provision = target.partition("/")
    instrument = instrument_of(name, known)
    own = [one.measure for one in known.measures(instrument).values() if not one.part_of]
    if not own:
        raise UnknownTarget(f"acts on {instrument}, which lays down no measure on file")
    if not provision:
        return own
    exact = f"{instrument}/{provision}"
    if exact in own:
        return [exact]
    limbs = [one for one in own if _is_limb(one.partition("/")[2], provision)]
    if limbs:
        return limbs
    if provision == "p1" and len(own) == 1:
        return own
    on_file = ", ".join(one.partition("/")[2] for one in own)
    raise UnknownTarget(f"acts on {exact}; on file are {on_file}")


def _is_limb(provision: str, whole: str) -> bool:
    return provision.startswith(whole) and bool(BELOW.match(provision[len(whole) :]))


def reached(effect: Effect, known: Known) -> list[str]:
    """The measures an effect reaches: whole provisions, or those listed parties it names."""
    found = [one for target in effect.targets for one in measures_of(target, known)]
    if effect.effect == "delists" and not effect.names:
        raise UnknownTarget(f"takes parties off {', '.join(found)} without naming them to us")
    if not effect.names or _all_of(effect, found, known):
        return [one for one in found if not _fewer(effect, one, known)]
    return [part for name in effect.names for part in _part(name, found, known)]


def _all_of(effect: Effect, found: list[str], known: Known) -> bool:
    """Whether the parties named are as many as the one listing has that the text acts on."""
    if len(found) != 1 or effect.effect == "delists":
        return False
    listing = known.measures(found[0].partition("/")[0]).get(found[0])
    return listing is not None and listing.scope.parties_count == len(effect.names)


def _fewer(effect: Effect, measure: str, known: Known) -> bool:
    """Refuse an act on fewer parties than a listing has where nobody can say which."""
    listing = known.measures(measure.partition("/")[0]).get(measure)
    listed = listing.scope.parties_count if listing else None
    if effect.parties is None or listed is None or effect.parties == listed:
        return False
    raise UnknownTarget(
        f"acts on {effect.parties} of the {listed} parties of {measure} without naming them"
    )


def _part(name: Party, measures: list[str], known: Known) -> list[str]:
    for measure in measures:
        for part in known.parts(measure):
            if _same(name, part):
                return [part.measure]
    raise UnknownTarget(
        f"acts on {name.english or name.name}, who is not on file by name as a party of"
        f" {', '.join(measures)}"
    )


def _same(name: Party, part: MeasureImposed) -> bool:
    listed = {plain(one) for one in (part.title, *part.scope.parties)}
    return any(plain(one) in listed for one in (name.name, name.english) if one)


def plain(name: str) -> str:
    """A party's name for comparison: no case, no spaces, no invisible signs."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())
