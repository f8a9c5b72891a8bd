"""Whether goods on their way are reached at all: by leaving, by entering, or beyond the border.

Chinese export rules take hold of what leaves China; some also of goods made elsewhere, by what they
contain, by the technology they were made with, or because they are moved on. United States rules
take hold of whatever is subject to the EAR: what leaves the country, what was made in it, and what
contains more of it than is left out of account (15 CFR 734.3, 734.4), and by some rules the direct
products of its technology (734.9). Each such rule is shown as a condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.answers import Measure
from tracker.check.case import Case
from tracker.check.said import Said, best
from tracker.groups import Groups
from tracker.words import either

NAMES = {"CN": "China", "US": "the United States"}
USUAL_LIMBS = {"CN": ("export",), "US": ("export", "reexport", "content")}
LISTED_THEMSELVES = frozenset({"export control list", "watch list"})  # No. 61 of 2025, item 2
DE_MINIMIS, DE_MINIMIS_E = 25.0, 10.0
UNTOLD_ORIGIN = "where the goods are made and shipped from"
UNTOLD_DESTINATION = "where the goods go"


def flow_of(measure: Measure) -> str:
    """What a measure catches: exports, imports, dealings, or no shipment."""
    told: str | None = measure.scope.get("flow")
    return told or ("import" if measure.kind == "duty" else "export")


def reached(
    measure: Measure, case: Case, groups: Groups, day: date, lists: frozenset[str] = frozenset()
) -> Said:
    """Whether a measure takes hold of the goods of a case, whatever they are.

    `lists`: those on which the party itself stands that day.
    """
    match flow_of(measure):
        case "import":
            return _imported(measure, case)
        case "dealing":
            return _dealt(measure, case)
        case "export":
            limbs = measure.scope.get("limbs") or USUAL_LIMBS[measure.jurisdiction]
            return best(_by_limb(limb, measure, case, groups, day, lists) for limb in limbs)
    return Said("no", "catches no shipment")


def _imported(measure: Measure, case: Case) -> Said:
    home, origins = measure.jurisdiction, measure.scope["origins"]
    where = NAMES[home]
    if case.destination is None:
        return Said("maybe", f"catches what enters {where}", UNTOLD_DESTINATION)
    if case.destination != home or case.origin == home:
        return Said("no", f"catches what enters {where}")
    if not origins:
        words = f"enters {where}"
        return Said("maybe", words, "whose goods the measure catches: no origin is on file")
    out = f"not {case.origin}" in origins
    if not out and ("all" in origins or case.origin in origins):
        if case.origin is None and any(one.startswith("not ") for one in origins):
            return Said(
                "maybe", f"catches what enters {where}, some origins left out", UNTOLD_ORIGIN
            )
        origin = NAMES.get(case.origin or "", case.origin) or "abroad"
        return Said("yes", f"enters {where} from {origin}")
    if case.origin is None:
        return Said("maybe", f"catches what enters {where} from {either(origins)}", UNTOLD_ORIGIN)
    return Said("no", f"catches goods of other origins than {case.origin}")


def _dealt(measure: Measure, case: Case) -> Said:
    home = measure.jurisdiction
    where = NAMES[home]
    condition = f"binds whoever deals with the party in or from {where}"
    if home in (case.origin, case.destination):
        return Said("yes", f"a dealing that touches {where}", None, (condition,))
    missing = f"whether a person in {where} takes part"
    return Said("maybe", "any dealing with the party", missing, (condition,))


def _by_limb(
    limb: str,
    measure: Measure,
    case: Case,
    groups: Groups,
    day: date,
    lists: frozenset[str] = frozenset(),
) -> Said:
    home = measure.jurisdiction
    if case.destination == home:
        return Said("no", f"goes to {NAMES[home]}, which is no export")
    if limb == "export":
        return _exported(home, case)
    if limb == "person":
        return _by_person(home)
    if limb == "ownership":
        return _by_owner(measure, case, groups, day, lists)
    if home == case.origin:
        return Said("no", f"shipped from {NAMES[home]} itself")
    if limb == "technology":
        return _by_technology(home, case)
    if home == "CN":
        return _chinese_abroad(limb, measure, case)
    return _american_abroad(case, groups, day)


def _exported(home: str, case: Case) -> Said:
    where = NAMES[home]
    if case.origin is None:
        return Said("maybe", f"catches what leaves {where}", UNTOLD_ORIGIN)
    if case.origin == home:
        return Said("yes", f"shipped from {where}")
    return Said("no", f"not shipped from {where}")


def _by_person(home: str) -> Said:
    people = "Chinese persons" if home == "CN" else "US persons"
    condition = f"reaches what {people} do in support, wherever the goods are from"
    words, missing = "reached through who lends a hand", f"whether {people} lend support"
    return Said("maybe", words, missing, (condition,))


def _by_owner(
    measure: Measure, case: Case, groups: Groups, day: date, lists: frozenset[str]
) -> Said:
    if case.party is None:
        return Said("no", "reaches a party by its owners, and none was told")
    share = (measure.scope.get("threshold") or {}).get("percent", 50.0)
    condition = f"reaches firms owned {share:g} % or more by listed parties"
    ways = ("export", "reexport") if measure.jurisdiction == "CN" else USUAL_LIMBS["US"]
    way = best(_by_limb(limb, measure, case, groups, day) for limb in ways)
    if way.verdict == "no":
        return way
    if measure.jurisdiction == "CN" and lists & LISTED_THEMSELVES:
        told = f"the party itself is on the {min(lists & LISTED_THEMSELVES)}"
        return Said(way.verdict, told, way.missing, (condition,))
    missing = "who owns the party: ownership not checked"
    more = f"{way.missing}, and {missing}" if way.missing else missing
    return Said("maybe", "reached through who owns the party", more, (condition,))


def _by_technology(home: str, case: Case) -> Said:
    if home == "CN":
        condition = "reaches goods made outside China with listed Chinese technology"
        missing = "whether listed Chinese technology went into making them"
    else:
        condition = (
            "reaches what is made abroad as the direct product of listed US technology, software or"
            " tools (15 CFR 734.9)"
        )
        missing = "whether they are the direct product of listed US technology, software or tools"
    return Said(
        "maybe", "reached through the technology they were made with", missing, (condition,)
    )


def _chinese_abroad(limb: str, measure: Measure, case: Case) -> Said:
    share = case.cn_content
    if limb == "content":
        least = (measure.scope.get("threshold") or {}).get("percent")
        if least is None:
            return Said("cannot", "reached by a share that is not on file")
        condition = (
            f"reaches goods made outside China in which listed Chinese items are {least:g} % of the"
            " value or more"
        )
        if share is None:
            return Said(
                "maybe", "reached by what they contain", "the Chinese content", (condition,)
            )
        told = f"Chinese content {share:g} %, the share is {least:g} %"
        return Said("yes" if share >= least else "no", told, None, (condition,))
    condition = "reaches goods of Chinese origin that anyone moves on from another country"
    if share == 0:
        return Said("no", "no Chinese content", None, (condition,))
    if share == 100:
        return Said("yes", "goods of Chinese origin, moved on", None, (condition,))
    missing = "whether the goods themselves are of Chinese origin"
    return Said("maybe", "reached by being moved on", missing, (condition,))


def _american_abroad(case: Case, groups: Groups, day: date) -> Said:
    least = DE_MINIMIS
    if case.destination and any(
        groups.member(group, case.destination, day) is not False for group in ("E:1", "E:2")
    ):
        least = DE_MINIMIS_E
    condition = (
        f"goods made abroad are subject to the EAR with more than {least:g} % controlled US content"
        " to this destination, some with any (15 CFR 734.4)"
    )
    share = case.us_content
    if case.origin is None:
        return Said("maybe", "catches what is subject to the EAR", UNTOLD_ORIGIN, (condition,))
    if share is None:
        return Said("maybe", "reached by their US content", "the US content", (condition,))
    told = f"US content {share:g} %"
    if share > least:
        return Said("yes", told, None, (condition,))
    if share == 0:
        return Said("no", told, None, (condition,))
    missing = "whether any share counts for this item (15 CFR 734.4(a))"
    return Said("maybe", told, missing, (condition,))


def destined(measure: Measure, case: Case, groups: Groups, day: date) -> Said:
    """Whether the goods go where a measure bites; for exports only, listings follow the party."""
    scope = measure.scope
    if flow_of(measure) != "export" or measure.party or measure.kind == "listing":
        return Said("yes")
    tokens: Iterable[str] = scope["destinations"]
    if not tokens:
        return Said("maybe", "", "which destinations it covers: none is on file")
    if "all" in tokens and not any(token.startswith("not ") for token in tokens):
        return Said("yes", "to any destination")
    if case.destination is None:
        return Said("maybe", f"to {either(tokens)}", UNTOLD_DESTINATION)
    told = groups.reaches(tokens, case.destination, day, measure.jurisdiction)
    if told is None:
        words = f"whether {case.destination} was in {either(tokens)} on {day}: not on file"
        return Said("maybe", f"to {either(tokens)}", words)
    if told:
        return Said("yes", f"to {case.destination}")
    return Said("no", f"to {either(tokens)}")


def used(measure: Measure, case: Case) -> Said:
    """Whether the use told is one a measure asks for."""
    caught: list[str] = measure.scope.get("end_uses") or []
    if not caught:
        return Said("yes")
    told = [use.replace("_", " ") for use in caught]
    if not case.end_uses:
        return Said("maybe", f"for {either(told)} use", f"the end use and user ({either(told)}?)")
    hit = [use.replace("_", " ") for use in case.end_uses if use in caught]
    if hit:
        return Said("yes", f"for {either(hit)} use")
    return Said("no", f"only for {either(told)} use")
