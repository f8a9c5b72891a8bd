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
from scrapers.english.countries import destinations
from scrapers.english.numbers import count_of
from scrapers.english.phrases import LONGEST
from scrapers.english.sense import Sentence, effect
from scrapers.federal_register.list_instructions import added_names
from scrapers.federal_register.list_words import (
    ADDED,
    CHANGED,
    HISTORY,
    HOW,
    LISTED,
    LISTS,
    MOVED,
    NEXT_CHANGE,
    OF_ENTITIES,
    PLACE_COUNT,
    REMOVED,
    TAKEN_OFF,
    TRANCHE,
    UNDER,
    UNDER_NAME,
    list_named,
    printed_count,
    uncounted,
)

NOBODY_COUNTED = "expected the number of the parties that are added or taken off, found none"


class Listed(NamedTuple):
    """The changes of lists that a summary counts, and what does not fit."""

    effects: tuple[Effect, ...]
    unread: tuple[Unread, ...]
    uncounted: tuple[Unread, ...] = ()


def list_changes(
    summary: Iterable[Sentence], amended: Iterable[str], own: str | None, first: date | None
) -> Listed:
    """Additions, removals and revisions, from the summary; checked against the instructions."""
    sentences = [one for one in summary if len(one.plain) <= LONGEST]
    names = added_names(amended)
    effects: list[Effect] = []
    unread: list[Unread] = []
    uncertain: list[Unread] = []
    about: str | None = None
    for at, sentence in enumerate(sentences):
        for made, entries, where in _of(sentence, sentences[at + 1 : at + 4], own, first, about):
            named, reason = _checked(made, entries, where, names)
            effects.append(named)
            if reason:
                unread.append(Unread(sentence.words, reason, sentence.offsets))
        about = list_named(sentence.plain) or about
        if uncounted(sentence.plain):
            uncertain.append(Unread(sentence.words, NOBODY_COUNTED, sentence.offsets))
    return Listed(_without_repeats(effects), tuple(unread), tuple(uncertain))


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
        if named := list_named(found["rest"]) or list_named(plain):
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
        if one := list_named(name):
            yield _row(verb, one, count, where, sentence, own, first), None, ""


def _changed(
    found: re.Match[str], sentence: Sentence, own: str | None, first: date | None, about: str | None
) -> Iterator[tuple[Effect, int | None, str]]:
    """Entries that are rewritten, on the list named with them, else on the one named before."""
    if HOW.match(found["rest"]):
        return  # it is read where it says what is done to the entry
    told = NEXT_CHANGE.split(found["rest"], maxsplit=1)[0]
    named = list_named(told) or about or list_named(sentence.plain)
    if named and found["unit"].lower().startswith("ent"):
        where, count = _where(found["rest"]), printed_count(found)
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
    printed = printed_count(found)
    of_entries = found["unit"].lower().startswith("entr")
    entries = count_of(found["entries"]) if found["entries"] else None
    entries = printed if of_entries else entries
    where = _where(found["rest"]) or _where_later(later)
    inside = found["of"] or (
        (of := OF_ENTITIES.search(NEXT_CHANGE.split(found["rest"], maxsplit=1)[0])) and of["n"]
    )
    count = count_of(inside) if inside and of_entries else printed
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
    about = list_named(found["early"] or "") or list_named(found["rest"])
    about = (
        about
        or list_named(sentence.plain)
        or named
        or ("Entity List" if _where(found["rest"]) else None)
    )
    unit = found["unit"].lower()
    where = _where(found["rest"]) or ""
    if unit.startswith(("addr", "alias")):
        made = _row("amends", about or "Entity List", None, where, sentence, own, first)
        yield made, None, ""
    elif about:
        count = printed_count(found)
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
