"""Who is put on the lists of the Export Administration Regulations, taken off them, or rewritten.

The counts are those the summary prints: entities, entries and addresses are counted apart, and one
entity may stand under several countries. Names come from the amendatory instructions, and only
where they agree with the count; the tables look the same for an addition and a revision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from scrapers.documents import Effect, Party, Unread, Verb
from scrapers.english.countries import NAME, destinations
from scrapers.english.dates import DAY
from scrapers.english.numbers import COUNT, count_of
from scrapers.english.phrases import LONGEST
from scrapers.english.sense import Sentence, effect

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
ENTITY_LIST = LISTS[0]
LIST = (
    r"(?:Entity List|Unverified List|Military[- ]End[- ]User(?: \(MEU\))? List|MEU List|UVL"
    r"|Validated[- ]End[- ]User (?:\(VEU\) )?(?:List|Program))"
)
TITLED = re.compile(rf"{LIST}|\bUVL\b", re.IGNORECASE)
CHANGES_OF_LISTS = re.compile(
    r"\b(?:addition|removal|revision|modification|correction|amendment)s?\b", re.IGNORECASE
)
ONLY_CHANGES = re.compile(
    rf"(?:and )?(?:{LIST} )?(?:additions?|removals?|revisions?|modifications?|corrections?)\b",
    re.IGNORECASE,
)
OF_PARTIES = re.compile(r"^correct|\bentit|\bentry\b|\bentries\b|\bpersons?\b", re.IGNORECASE)
UNIT = (
    r"(?P<unit>persons?|(?:sub)?entit(?:y|ies)|entry|entries|affiliates?|address(?:es)?"
    r"|alias(?:es)?)"
)
MORE = (
    r"(?:(?:new|additional|existing|inadvertently omitted|other|more|[A-Z]\w+(?:ian|ese|ish))\s)*"
)
# Only after a number: "a license requirement for entities" counts nobody.
DESCRIBED = (
    r"(?:(?<!\ba\s)(?<!\ban\s)(?:(?!(?:of|for|on|to|in|from|and|or|under|by|with)\b)[\w.'-]+\s)"
    r"{1,4}?)?"
)
ADDED = re.compile(
    rf"\b(?:adding|adds?)\s(?:to the {LIST}\s)?(?P<n>{COUNT})\s{MORE}{DESCRIBED}{UNIT}"
    rf"(?:\s\((?P<of>{COUNT})\sentit(?:y|ies)\b[^)]*\))?(?:\sunder\s(?P<entries>{COUNT})\sentr\w+)?"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
MOVED = re.compile(
    rf"\b(?:remov(?:ing|es?)|transfer(?:s|ring)?|mov(?:es|ing))\s(?P<n>{COUNT})\s{MORE}(?:persons?|entit"
    rf"(?:y|ies))\sfrom\sthe\s(?P<old>{LIST})\s(?:\(\w+\)\s)?(?:and\sadd(?:ing|s)\s(?:them|those"
    rf"\s(?:persons|entities))\s)?to\sthe\s(?P<new>{LIST})(?P<rest>.*)",
    re.IGNORECASE,
)
REMOVED = re.compile(
    rf"\b(?:removing|removes?|removal of)\s(?:from the (?P<early>{LIST})\s)?(?P<n>{COUNT})\s{MORE}"
    rf"{UNIT}(?P<rest>.*)",
    re.IGNORECASE,
)
CHANGED = re.compile(
    rf"\b(?:modif(?:ies|ying)|revis(?:es|ing)|correct(?:s|ing)|amend(?:s|ing)|revisions? (?:of|to)"
    rf"|modifications? (?:of|to))\s"
    rf"(?:(?:(?!add(?:s|ing)?\b|remov|delet)[\w'-]+\s){{1,6}}?(?:in|of|for|to)\s)?(?:the\s)?(?P<n>{COUNT})\s{MORE}{UNIT}"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
UNDER = re.compile(
    r"\bunder\s(?:the|each of the)?\s?(?:following\s)?destinations?\b(?P<where>.*)", re.I
)
UNDER_NAME = re.compile(rf"\bunder\s(?:the\s)?(?P<where>(?:{NAME})\b.*)")
TRANCHE = re.compile(
    rf"\badd(?:s|ing)\b[^.;]{{0,80}}?\b(?:the\s)?first\stranche\sof\s(?P<n>{COUNT})\s{UNIT}"
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
PLACE_COUNT = re.compile(rf"(?:{NAME})(?: \([A-Z.]+\)| \(China\)| \(Russia\))?,? \((\d+)\)")
QUOTED = re.compile(r'"([^"]+)"')
ENDS_SHORT = re.compile(
    r"\b(?:Co|Cos|Ltd|Inc|Corp|Bros|Pte|Pvt|Pty|Sdn|Bhd|Mfg|Tech|Info|Intl|Ind|Inst|Lab|Labs|Univ"
    r"|Dept|Eng|Elec|Imp|Exp|Est|Assn|Jr|Sr|Sh|A/S|No)\.$|(?:\b[A-Za-z]\.)+$",
    re.IGNORECASE,
)
NOT_ADDING = re.compile(r"\b(?:revis|remov|modif|correct|delet)\w*\b", re.IGNORECASE)
REVISING = re.compile(r"\brevis(?:e|es|ing)\b[^\"]{0,80}?\bentr(?:y|ies)\b", re.IGNORECASE)
SUPPLEMENT_4 = re.compile(r"\bSupplement No\. ?4 to part 744\b", re.IGNORECASE)
ADDING = re.compile(r"\badd(?:ing)?\b.{0,80}?\bentr(?:y|ies)\b", re.IGNORECASE | re.DOTALL)


class Listed(NamedTuple):
    """The changes of lists that a summary counts, and what does not fit."""

    effects: tuple[Effect, ...]
    unread: tuple[Unread, ...]


def list_changes(
    summary: Iterable[Sentence], amended: Iterable[str], own: str | None, first: date | None
) -> Listed:
    """Additions, removals and revisions, from the summary; checked against the instructions."""
    sentences = [one for one in summary if len(one.plain) <= LONGEST]
    names = added_names(amended)
    effects: list[Effect] = []
    unread: list[Unread] = []
    about: str | None = None
    for at, sentence in enumerate(sentences):
        for made, entries, where in _of(sentence, sentences[at + 1 : at + 4], own, first, about):
            named, reason = _checked(made, entries, where, names)
            effects.append(named)
            if reason:
                unread.append(Unread(sentence.words, reason, sentence.offsets))
        about = _list_named(sentence.plain) or about
    return Listed(_without_repeats(effects), tuple(unread))


def _without_repeats(effects: list[Effect]) -> tuple[Effect, ...]:
    """Each change once: a summary may tell it twice, with the destination the second time."""
    kept: dict[object, Effect] = {}
    for one in effects:
        key = (one.effect, one.targets, one.title, one.parties)
        if key not in kept or (one.destinations and not kept[key].destinations):
            kept[key] = one
    return tuple(kept.values())


def _of(
    sentence: Sentence,
    later: list[Sentence],
    own: str | None,
    first: date | None,
    about: str | None,
) -> Iterator[tuple[Effect, int | None, str]]:
    plain = sentence.plain
    if HISTORY.match(plain):
        return  # what an earlier rule did
    if moved := MOVED.search(plain):
        yield from _moved(moved, sentence, own, first)
        plain = plain[: moved.start()] + " " * (moved.start("rest") - moved.start()) + moved["rest"]
    for found in (*ADDED.finditer(plain), *TRANCHE.finditer(plain)):
        if named := _list_named(found["rest"]) or _list_named(plain):
            yield _addition(found, named, sentence, later, own, first)
    for found in REMOVED.finditer(plain):
        yield from _removal(found, sentence, later, own, first, about)
    for found in CHANGED.finditer(plain):
        yield from _changed(found, sentence, own, first, about)


def _moved(
    moved: re.Match[str], sentence: Sentence, own: str | None, first: date | None
) -> Iterator[tuple[Effect, int | None, str]]:
    """Parties taken off one list and put on another."""
    count, where = count_of(moved["n"]), _where(moved["rest"])
    changes: tuple[tuple[Verb, str], ...] = (("lists", moved["new"]), ("delists", moved["old"]))
    for verb, name in changes:
        if one := _list_named(name):
            yield _row(verb, one, count, where, sentence, own, first), None, ""


def _changed(
    found: re.Match[str], sentence: Sentence, own: str | None, first: date | None, about: str | None
) -> Iterator[tuple[Effect, int | None, str]]:
    """Entries that are rewritten, on the list named with them, else on the one named before."""
    if HOW.match(found["rest"]):
        return  # it is read where it says what is done to the entry
    told = NEXT_CHANGE.split(found["rest"], maxsplit=1)[0]
    named = _list_named(told) or about or _list_named(sentence.plain)
    if named and found["unit"].lower().startswith("ent"):
        where, count = _where(found["rest"]), count_of(found["n"])
        yield _row("amends", named, count, where, sentence, own, first), None, ""


def _addition(
    found: re.Match[str],
    about: str,
    sentence: Sentence,
    later: list[Sentence],
    own: str | None,
    first: date | None,
) -> tuple[Effect, int | None, str]:
    if found["unit"].lower().startswith(("addr", "alias")):
        where = _where(found["rest"])
        return _row("amends", about, None, where, sentence, own, first), None, ""
    printed = count_of(found["n"])
    entries = count_of(found["entries"]) if found["entries"] else None
    entries = printed if found["of"] or found["unit"].lower().startswith("entr") else entries
    where = _where(found["rest"]) or _where_later(later)
    count = count_of(found["of"]) if found["of"] else printed
    return _row("lists", about, count, where, sentence, own, first), entries, where


def _removal(
    found: re.Match[str],
    sentence: Sentence,
    later: list[Sentence],
    own: str | None,
    first: date | None,
    named: str | None,
) -> Iterator[tuple[Effect, int | None, str]]:
    """Parties or places taken off: of the list named here, else of the one named before."""
    about = _list_named(found["early"] or "") or _list_named(found["rest"])
    about = (
        about
        or _list_named(sentence.plain)
        or named
        or ("Entity List" if _where(found["rest"]) else None)
    )
    unit = found["unit"].lower()
    where = _where(found["rest"]) or ""
    if unit.startswith(("addr", "alias")):
        made = _row("amends", about or "Entity List", None, where, sentence, own, first)
        yield made, None, ""
    elif about:
        count = count_of(found["n"])
        where = where or _where_later(later, taken_off=True)
        yield _row("delists", about, count, where, sentence, own, first), None, ""


def _row(
    verb: Verb,
    about: str,
    count: int | None,
    where: str,
    sentence: Sentence,
    own: str | None,
    first: date | None,
) -> Effect:
    place = next(place for _, name, place in LISTS if name == about)
    codes = destinations(where)
    if verb == "lists":
        targets = (own,) if own else ()
        return effect(
            "lists",
            targets,
            sentence,
            first,
            parties=count,
            destinations=codes,
            kind="listing",
            title=about,
        )
    return effect(
        verb,
        (place,),
        sentence,
        first,
        parties=count,
        destinations=codes,
        title=about,
    )


def _list_named(words: str) -> str | None:
    """The first list that the words name."""
    found = [
        (at.start(), name)
        for pattern, name, _ in LISTS
        if (at := re.search(pattern, words, re.IGNORECASE))
    ]
    return min(found)[1] if found else None


def _where(words: str) -> str:
    """The destinations after "under the destinations of", up to the next change."""
    until = NEXT_CHANGE.split(words, maxsplit=1)[0]
    found = UNDER.search(until) or UNDER_NAME.search(until)
    return found["where"] if found else ""


def _where_later(later: list[Sentence], *, taken_off: bool = False) -> str:
    """The destinations in one of the sentences after the count ("These entries are listed …")."""
    for sentence in later:
        plain = sentence.plain
        if any(change.search(plain) for change in (ADDED, REMOVED, CHANGED)):
            return ""
        if LISTED.search(plain) and bool(TAKEN_OFF.search(plain)) == taken_off:
            said = re.sub(r"\bha(?:s|ve) been\b", "", plain)
            if where := _where(re.sub(r"^.*?(?=\bunder\b.{0,30}\bdestinations?\b)", "", said)):
                return where
    return ""


def _checked(
    made: Effect, entries: int | None, where: str, names: tuple[Party, ...]
) -> tuple[Effect, str | None]:
    """The row with its names, or the reason why its counts do not fit."""
    if made.effect != "lists":
        return made, None
    printed = [int(n) for n in PLACE_COUNT.findall(where)]
    wanted = entries if entries is not None else made.parties
    if printed and len(printed) == len(made.destinations) and sum(printed) != wanted:
        return made, f"expected destinations that add up to {wanted}, found {sum(printed)}"
    if not names or made.title != "Entity List":
        return made, None
    distinct = tuple(dict.fromkeys(names))
    if made.parties == len(distinct) or wanted == len(names):
        return replace(made, names=distinct), None
    return made, f"expected {made.parties} names in the instructions, found {len(distinct)}"


def added_names(amended: Iterable[str]) -> tuple[Party, ...]:
    """Names in quotation marks that the instructions add to Supplement No. 4 to part 744."""
    found: list[Party] = []
    inside = False
    for words in amended:
        if re.match(r"\d{1,3}\.\s", words):
            inside = bool(SUPPLEMENT_4.search(words))
        if inside:
            found += _quoted_after(words)
    return tuple(found)


def _quoted_after(words: str) -> Iterator[Party]:
    """The names quoted after "adding … entries for", up to the next thing that is done."""
    end = 0
    while adding := ADDING.search(words, end):
        other = NOT_ADDING.search(words, adding.end())
        end = other.start() if other else len(words)
        for quoted in QUOTED.finditer(words, adding.end(), end):
            yield Party(printed_name(quoted[1], words[quoted.end() : quoted.end() + 9]))


def printed_name(quoted: str, after: str) -> str:
    """A name without the marks of the sentence around it; "Co., Ltd." keeps its stop."""
    name = quoted.rstrip(" ,;")
    ends_all = name == quoted.rstrip() and not after.strip(" ;.:")
    if name.endswith(".") and ends_all and not ENDS_SHORT.search(name):
        name = name[:-1]
    return name.strip()


def revised_only(amended: Iterable[str]) -> bool:
    """Whether the instructions for the Entity List revise entries and do nothing else to it."""
    inside, revises = False, False
    for words in amended:
        if re.match(r"\d{1,3}\.\s", words):
            inside = bool(SUPPLEMENT_4.search(words))
        if inside:
            if re.search(r"\b(?:add|remov|delet)\w*\b", words, re.IGNORECASE):
                return False
            revises = revises or bool(REVISING.search(words))
    return revises


def told_of(words: str) -> bool:
    """Whether a sentence counts parties that are added to a list or taken off one."""
    return any(pattern.search(words) for pattern in (ADDED, REMOVED, MOVED))


def only_lists(title: str) -> bool:
    """Whether a title speaks of nothing but changes of lists."""
    segments = [one.strip() for one in title.split(";") if one.strip()]
    return any(TITLED.search(one) for one in segments) and all(
        ONLY_CHANGES.match(one) and (TITLED.search(one) or OF_PARTIES.search(one))
        for one in segments
    )


def promises_changes(title: str) -> bool:
    """Whether a title announces changes of the Entity List, so that counts must be found."""
    return any("Entity List" in one and CHANGES_OF_LISTS.search(one) for one in title.split(";"))
