"""The words in which a summary tells what changes on the lists of the EAR, and its counts."""

from __future__ import annotations

import re

from scrapers.english.countries import NAME
from scrapers.english.dates import DAY
from scrapers.english.numbers import COUNT, count_of

LISTS = (
    (r"Entity List", "Entity List", "15 CFR part 744, Supplement No. 4"),
    (r"Unverified List|UVL", "Unverified List", "15 CFR part 744, Supplement No. 6"),
    (
        r"Military[- ]End[- ]User|MEU List",
        "Military End-User List",
        "15 CFR part 744, Supplement No. 7",
    ),
    (
        r"Validated[- ]End[- ]User|VEU",
        "Validated End-User List",
        "15 CFR part 748, Supplement No. 7",
    ),
)
LIST = (
    r"(?:Entity List|Unverified List|Military[- ]End[- ]User(?: \(MEU\))? List|MEU List|UVL"
    r"|Validated[- ]End[- ]User (?:\(VEU\) )?(?:List|Program))"
)
TITLED = re.compile(rf"{LIST}|\bUVL\b", re.IGNORECASE)
# "Addition of … to the Entity List, the Removal of …, and Amendments to …" has three parts.
SEGMENT = re.compile(
    r";|, (?:and )?(?:the )?(?=(?:addition|removal|revision|modification|amendment|expansion)s? "
    r"(?:of|to|from)\b)",
    re.IGNORECASE,
)
ONLY_CHANGES = re.compile(
    rf"(?:and )?(?:{LIST} )?(?:additions?|removals?|revisions?|modifications?|corrections?)\b",
    re.IGNORECASE,
)
OF_PARTIES = re.compile(r"^correct|\bentit|\bentry\b|\bentries\b|\bpersons?\b", re.IGNORECASE)
UNIT = (
    r"(?P<unit>persons?|(?:sub)?entit(?:y|ies)|entry|entries|affiliates?|end[- ]users?(?=\sfrom\b)"
    r"|address(?:es)?|alias(?:es)?)"
)
# "removes a total of four entities"
TOTAL = r"(?:a\stotal\sof\s)?"
MORE = (
    r"(?:(?:new|additional|existing|inadvertently omitted|other|more|[A-Z]\w+(?:ian|ese|ish))\s)*"
)
# Only after a number: "a license requirement for entities" counts nobody.
DESCRIBED = (
    r"(?:(?<!\ba\s)(?<!\ban\s)(?:(?!(?:of|for|on|to|in|from|and|or|under|by|with)\b)[\w.'-]+\s)"
    r"{1,4}?)?"
)
ADDED = re.compile(
    rf"\b(?:adding|adds?)\s(?:to the {LIST}\s)?{TOTAL}(?P<n>{COUNT})\s{MORE}{DESCRIBED}{UNIT}"
    rf"(?:\s\((?P<of>{COUNT})\sentit(?:y|ies)\b[^)]*\))?(?:\sunder\s(?P<entries>{COUNT})\sentr\w+)?"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
MOVED = re.compile(
    rf"\b(?:remov(?:ing|es?)|transfer(?:s|ring)?|mov(?:es|ing))\s{TOTAL}(?P<n>{COUNT})\s{MORE}"
    rf"(?:persons?|entit(?:y|ies))\sfrom\sthe\s(?P<old>{LIST})\s(?:\(\w+\)\s)?"
    rf"(?:and\sadd(?:ing|s)\s(?:them|those\s(?:persons|entities))\s)?to\sthe\s(?P<new>{LIST})(?P<rest>.*)",
    re.IGNORECASE,
)
REMOVED = re.compile(
    rf"\b(?:removing|removes?|removal of)\s(?:from the (?P<early>{LIST})\s)?{TOTAL}"
    rf"(?P<n>{COUNT})\s{MORE}{UNIT}(?P<rest>.*)",
    re.IGNORECASE,
)
CHANGED = re.compile(
    rf"\b(?:modif(?:ies|ying)|revis(?:es|ing)|correct(?:s|ing)|amend(?:s|ing)|revisions? (?:of|to)"
    rf"|modifications? (?:of|to))\s"
    rf"(?:(?:(?!add(?:s|ing)?\b|remov|delet)[\w'-]+\s){{1,6}}?(?:in|of|for|to)\s)?"
    rf"(?:the\s)?{TOTAL}(?P<n>{COUNT})\s{MORE}{UNIT}"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
UNDER = re.compile(
    r"\bunder\s(?:the|each of the)?\s?(?:following\s)?destinations?\b(?P<where>.*)", re.I
)
UNDER_NAME = re.compile(rf"\bunder\s(?:the\s)?(?P<where>(?:{NAME})\b.*)")
TRANCHE = re.compile(
    rf"\badd(?:s|ing)\b[^.;]{{0,80}}?\b(?:the\s)?first\stranche\sof\s{TOTAL}(?P<n>{COUNT})\s{UNIT}"
    r"(?P<entries>\b\B)?(?P<of>\b\B)?(?P<rest>.*)",
    re.IGNORECASE,
)
HOW = re.compile(
    rf"(?:\son\sthe\s{LIST})?,?\sby\s(?:add|remov)ing\s{COUNT}\s{MORE}(?:address|alias)",
    re.IGNORECASE,
)
HISTORY = re.compile(rf"\W*On\s{DAY}[^;]{{0,120}}?\b(?:published|issued|released)\b", re.DOTALL)
LISTED = re.compile(r"\b(?:entit(?:y|ies)|entr(?:y|ies)|persons?)\b", re.IGNORECASE)
NEXT_CHANGE = re.compile(
    r"\b(?:adding|adds|removing|removes|modifying|modifies|revising|revises|correcting|corrects"
    r"|(?:and )?ha(?:s|ve) been|because|due to|accounting for)\b"
)
TAKEN_OFF = re.compile(r"\bremoved\b", re.IGNORECASE)
# "one entry under the destination of X and one entry under the destination of Y"
AGAIN = re.compile(
    rf"(?:,\sand|\sand|,)\s(?P<n>{COUNT})\s{MORE}(?P<unit>entit(?:y|ies)|entr(?:y|ies)|persons?)\s"
    rf"(?:on\sthe\s{LIST}\s)?under\b",
    re.IGNORECASE,
)
# What follows these words was counted before.
RESTATED = re.compile(
    r":|\b(?:consisting|compris\w+|includ\w+|namely|specifically|of\swhich)\b", re.I
)
OF_ENTITIES = re.compile(
    rf"\b(?:consisting\sof|comprising)\s(?P<n>{COUNT})\s{MORE}entit(?:y|ies)\b", re.IGNORECASE
)
# Parties that are put on a list or taken off it by name or kind, without their number.
UNCOUNTED = re.compile(
    r"(?<!\bfor\s)(?<!\bof\s)\b(?:add(?:s|ing)|remov(?:es|ing)|revis(?:es|ing)|modif(?:ies|ying))"
    r"\s(?!the\b|th[eo]se\b|this\b|such\b|them\b|all\b|each\b|both\b)"
    r"(?:(?!(?:of|for|on|to|in|from|and|or|under|by|with|as)\b)[\w.()'-]+\s){0,4}?(?:entit(?:y|ies)|entr(?:y|ies)|persons?)\b",
    re.IGNORECASE,
)
BY_NAME = re.compile(
    rf"\b(?:[Aa]dd|[Rr]emov)(?:s|es|ing)\s(?=[A-Z])(?:(?!{LIST})[^;]){{1,200}}?"
    rf"\s(?:to|from)\sthe\s{LIST}"
    r"|\bby\s(?:add|remov)ing\s(?=[A-Z])"
    rf"|\b[Mm]ov(?:es|ing)\s[^.;]{{0,80}}?\sto\sthe\s{LIST}"
)
PLACE_COUNT = re.compile(rf"(?:{NAME})(?: \([A-Z.]+\)| \(China\)| \(Russia\))?,? \((\d+)\)")


def list_named(words: str) -> str | None:
    """The first list that the words name."""
    found = [
        (at.start(), name)
        for pattern, name, _ in LISTS
        if (at := re.search(pattern, words, re.IGNORECASE))
    ]
    return min(found)[1] if found else None


def told_of(words: str) -> bool:
    """Whether a sentence counts parties that are added to a list or taken off one."""
    return any(pattern.search(words) for pattern in (ADDED, REMOVED, MOVED))


def only_lists(title: str) -> bool:
    """Whether a title speaks of nothing but changes of lists."""
    segments = [one.strip() for one in SEGMENT.split(title) if one.strip()]
    return any(TITLED.search(one) for one in segments) and all(
        ONLY_CHANGES.match(one) and (TITLED.search(one) or OF_PARTIES.search(one))
        for one in segments
    )


def printed_count(found: re.Match[str]) -> int | None:
    """The number printed, with what the sentence adds to it under another destination."""
    count = count_of(found["n"])
    if count is None or not found["unit"].lower().startswith(("ent", "person")):
        return count
    told = NEXT_CHANGE.split(found["rest"], maxsplit=1)[0]
    kind = found["unit"][:4].lower()
    more = [m for m in AGAIN.finditer(told) if m["unit"][:4].lower() == kind]
    before = told[: more[0].start()] if more else ""
    if not more or RESTATED.search(before):
        return count
    others = sum(count_of(one["n"]) or 0 for one in more)
    if re.search(r"\bunder\b", before):
        return count + others
    return count if others <= count else None  # a total, and its parts


def uncounted(plain: str) -> bool:
    """Whether a sentence changes a list in words that count nobody."""
    counted = [at.start() for one in (ADDED, REMOVED, CHANGED, MOVED) for at in one.finditer(plain)]
    if not list_named(plain) or HISTORY.match(plain):
        return False
    told = (*UNCOUNTED.finditer(plain), *BY_NAME.finditer(plain))
    return any(one.start() not in counted for one in told)
