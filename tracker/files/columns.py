"""What each column of an answer's rows means, in one sentence."""

from __future__ import annotations

ROWS: dict[str, str] = {
    "id": "The measure: the text that lays it down, and the place in it.",
    "measure": "The measure: the text that lays it down, and the place in it.",
    "jurisdiction": "Whose law it is: CN (China) or US (United States).",
    "authority": "The first issuer of the text, by its short name.",
    "kind": "What the measure is: control, listing, ban, duty, fee, relief, framework, probe,"
    " informal or pledge.",
    "state": "How it stands on the day: announced, in_force, suspended, ended, unknown or partly.",
    "reason": "Why it is in that state, where that says more than the state.",
    "since": "The first day of the run of days with this state; empty where no day is known.",
    "until": "The last day of that run; empty where no end is in sight.",
    "by": "The text that decides the state, or `lapse` where a suspension ran out by itself.",
    "confirmed": "False where it came back by lapse and no act says so: never plainly in force;"
    " also where its state is unknown.",
    "basis": "Whose word it rests on: analyst, confirmed, or read: by a program, and not reviewed.",
    "projected": "True where the day lies beyond the last day that anyone has looked at.",
    "next_day": "The day of its next change that is on file.",
    "next_state": "The state it will then be in.",
    "never_operated": "True where it had no day in force by then.",
    "title": "What the measure does, in short.",
    "instrument": "The official text that lays it down.",
    "instrument_title": "The title of that text.",
    "citation": "The text, and the place in it, that the row rests on.",
    "url": "Where that text can be read.",
    "by_url": "Where the text that decides the state can be read.",
    "published_on": "The day the public could know the text; or as much of it as is known.",
    "day": "The day of the change.",
    "change": "What happened: published, started, suspended, prolonged, resumed, lapsed, amended or"
    " ended.",
    "from": "The state on the day before; empty where it had not been published.",
    "to": "The state from that day.",
    "why": "What made the change, or the match: of a change, law, source, reading or parser; of a"
    " match, how near the names are.",
    "changes_at": "The clock time of the change, with its zone, where the text gives one.",
    "asked": "The name that was asked for.",
    "rank": "The place of the match, the nearest first.",
    "score": "How near the names are, up to 100.",
    "name": "The name that came near, as the list prints it.",
    "party_en": "The party's name in Latin letters.",
    "party_zh": "The party's name in Chinese.",
    "aliases": "Its other names.",
    "units": "Units of it that are named with it.",
    "countries": "Its countries, by their two letters.",
    "addresses": "Its addresses, as printed.",
    "list": "The list it stands on.",
    "does": "What the listing does to the party.",
    "ownership": "What a name alone cannot decide: who owns the party was not checked.",
    "answer": "`match`, or which kind of empty the answer is.",
    "group": "applies, may_apply, not_now, reliefs, or outside for what the answer does not cover.",
    "policy": "How an application for a licence fares, where that is on file.",
    "because": "Why the measure reaches the case.",
    "missing": "Facts that were not told and decide whether it does.",
    "conditions": "What the rule asks beyond what was told.",
    "party": "The listed party whose name came near.",
    "title_zh": "The title in Chinese, where it has one.",
    "found_in": "Where the words stand: title, quote, name, alias, number, or id for its very own.",
    "snippet": "What stands there, in part where it is long.",
}

OTHERWISE: dict[tuple[str, str], str] = {
    ("search", "kind"): "What was found: an instrument, a measure or a party.",
    ("search", "id"): "The text, or the measure, that was found.",
    ("search", "day"): "The day it was published, or as much of that day as is known.",
    ("search", "title"): "What the text or the measure is about, in short.",
    ("search", "rank"): "The place of the hit, the best first.",
}
"""Where a column means something else in the rows of one question."""


def meaning(verb: str, name: str) -> str:
    """What a column means in the rows of a question."""
    return OTHERWISE.get((verb, name)) or ROWS[name]
