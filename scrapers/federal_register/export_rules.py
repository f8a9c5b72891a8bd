"""What an export rule reaches: the lists it changes, its ECCNs, its share of ownership."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from scrapers.documents import Effect, Share, Unread
from scrapers.english.sense import begins_whole, effect
from scrapers.english.sentences import plain
from scrapers.federal_register.corrections import is_correction
from scrapers.federal_register.entity_list import list_changes
from scrapers.federal_register.list_instructions import (
    SUPPLEMENT_4,
    Change,
    changes_of_lists,
    heads,
)
from scrapers.federal_register.list_words import LISTS, TITLED, list_named, only_lists, told_of
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.targets import Speaker

ECCN = re.compile(r"(?<![\w.])\d[A-EY]\d{3}(?:\.(?:[a-z]|\d{1,2}|[ivx]{1,4})(?![a-zA-Z0-9]))*")
OWNED = re.compile(
    r"\b(?:at least (?P<a>\d{1,3}) percent|(?P<b>\d{1,3}) percent or more)(?: or more)? owned\b",
    re.IGNORECASE,
)
LICENSE = re.compile(r"\btemporary general licen[sc]e\b", re.IGNORECASE)
EAR_PARTS = re.compile(r"\b15 CFR\b.*\b7[3-7]\d\b", re.DOTALL)


def with_lists(
    parts: Parts, speaker: Speaker, effects: list[Effect]
) -> tuple[list[Effect], list[Unread]]:
    """The changes of the lists of the EAR, from the day on which the document is effective."""
    ours = parts.number is None or (speaker.own or "").startswith("bis-")
    if parts.kind not in {"rule", "other", "correction"} or not ours:
        return effects, _lists_of_others(parts)
    first = next((one.first_day for one in effects if begins_whole(one, speaker.itself)), None)
    amended = [plain(p.text) for p in parts.paragraphs if p.part == "AMDPAR"]
    summary = parts.sentences("DATES" if parts.kind == "other" else "SUMMARY")
    found = list_changes(summary, amended, speaker.own, first)
    unread = list(found.unread)
    lists = _by_list(list(found.effects), speaker)
    if lists and only_lists(parts.subject):
        effects = [
            e for e in effects if not (begins_whole(e, speaker.itself) and e.effect == "imposes")
        ]
    if lists and all(one.effect == "amends" for one in lists):
        # a correction that names no document and only rewrites entries corrects the list itself
        effects = [one for one in effects if one.effect != "corrects" or one.targets]
    if not is_correction(parts):
        more, asked = _only_instructed(list(changes_of_lists(amended)), lists, parts, first)
        lists += more
        unread += asked
        named = {one.title for one in more if one.parties or one.effect != "delists"}
        unread += [one for one in found.uncounted if list_named(plain(one.sentence)) not in named]
    if (
        not lists
        and not unread
        and not is_correction(parts)
        and (only_lists(parts.subject) or SUPPLEMENT_4.search(parts.joined("AMDPAR")))
    ):
        unread += _uncounted(parts)
    return [*effects, *(_on_its_own_day(one, amended, effects, speaker) for one in lists)], unread


def _only_instructed(
    changes: list[Change], told: list[Effect], parts: Parts, first: date | None
) -> tuple[list[Effect], list[Unread]]:
    """What the instructions do to a list of which the summary counts no changes."""
    title = next(parts.sentences("SUBJECT"), None)
    silent = [one for one in changes if one.title not in {row.title for row in told}]
    if title is None:
        return [], []
    made = [
        effect(one.verb, (one.place,), title, first, title=one.title, parties=one.parties)
        for one in silent
        if one.verb
    ]
    return made, _uncounted(parts) if len(made) < len(silent) else []


def _uncounted(parts: Parts) -> list[Unread]:
    title = next(parts.sentences("SUBJECT"), None)
    reason = "expected a count of the parties added, removed or revised, found none"
    told = title and parts.joined("SUMMARY")
    return [Unread(title.words, reason, title.offsets)] if title and told else []


def _on_its_own_day(
    one: Effect, amended: list[str], effects: list[Effect], speaker: Speaker
) -> Effect:
    """A change of a list begins with the instruction that makes it, where that has its own day."""
    place = next(place for _, name, place in LISTS if name == one.title)
    head = heads(place)
    ours = {f"{speaker.own}/instruction-{at[1]}" for text in amended if (at := head.match(text))}
    own = {e.first_day for e in effects if e.effect == "imposes" and ours & set(e.targets)}
    return replace(one, first_day=own.pop()) if len(ours) == len(own) == 1 else one


def _lists_of_others(parts: Parts) -> list[Unread]:
    """Another agency's list, changed by a notice: who and from when, a person reads."""
    if parts.kind != "notice" or not TITLED.search(parts.subject):
        return []
    reason = "expected a list of the EAR, found parties added to another or taken off it"
    told = [one for one in parts.sentences("SUMMARY") if told_of(one.plain)]
    return [Unread(one.words, reason, one.offsets) for one in told]


def _by_list(lists: list[Effect], speaker: Speaker) -> list[Effect]:
    """Additions to two lists by one act are two measures: each names its list."""
    titles = {one.title for one in lists if one.effect == "lists"}
    if len(titles) < 2:
        return lists
    return [
        replace(one, targets=(f"{speaker.own}/{(one.title or '').lower().replace(' ', '-')}",))
        if one.effect == "lists"
        else one
        for one in lists
    ]


def with_scope(one: Effect, parts: Parts, speaker: Speaker) -> Effect:
    """ECCNs and ownership shares of an export control, where it is the document that begins."""
    if one.effect != "imposes" or one.targets != speaker.itself or one.kind is not None:
        return one
    if not (speaker.own or "").startswith("bis-") or not EAR_PARTS.search(parts.cfr or ""):
        return one
    words = parts.joined("SUMMARY", "AMDPAR")
    owned = OWNED.search(parts.joined("SUMMARY"))
    return replace(
        one,
        kind="relief" if LICENSE.search(parts.subject) else "control",
        codes=tuple(dict.fromkeys(ECCN.findall(words))),
        threshold=Share(float(owned["a"] or owned["b"]), "ownership") if owned else None,
    )
