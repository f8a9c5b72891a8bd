"""What amendatory instructions do to the lists of the Export Administration Regulations.

They name the parties that a summary counts; where it counts nobody, they alone say what is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scrapers.documents import Party, Verb
from scrapers.english.countries import NAME
from scrapers.federal_register.list_words import LISTS

QUOTED = re.compile(r'"([^"]+)"')
ENDS_SHORT = re.compile(
    r"\b(?:Co|Cos|Ltd|Inc|Corp|Bros|Pte|Pvt|Pty|Sdn|Bhd|Mfg|Tech|Info|Intl|Ind|Inst|Lab|Labs|Univ"
    r"|Dept|Eng|Elec|Imp|Exp|Est|Assn|Jr|Sr|Sh|A/S|No)\.$|(?:\b[A-Za-z]\.)+$",
    re.IGNORECASE,
)
NOT_ADDING = re.compile(r"\b(?:revis|remov|modif|correct|delet)\w*\b", re.IGNORECASE)
# Not "removing the address in the entry": the entry stays.
REMOVING = re.compile(
    r"\b(?:remov|delet)\w*\b(?:(?!\b(?:address|alias|footnote|citation|word|phrase|reference|date|in"
    r"|from)(?:es)?s?\b)[^\"]){0,80}?\b(?:entr|entit)(?:y|ies)\b",
    re.IGNORECASE,
)
SUPPLEMENT_4 = re.compile(r"\bSupplement No\. ?4 to part 744\b", re.IGNORECASE)
ENTRIES_FOR = re.compile(r'\bentr(?:y|ies) for "([^"]+)"', re.IGNORECASE)
A_COUNTRY = re.compile(rf"(?:{NAME})\W*(?:\([^()]{{1,60}}\))?\W*$", re.IGNORECASE)
ADDS = re.compile(r"\badd(?:s|ing)?\b", re.IGNORECASE)
REMOVES = re.compile(r"\b(?:remov|delet)\w*\b", re.IGNORECASE)
REVISING = re.compile(r"\brevis(?:e|es|ing)\b[^\"]{0,80}?\bentr(?:y|ies)\b", re.IGNORECASE)
ADDING = re.compile(r"\badd(?:ing)?\b.{0,80}?\bentr(?:y|ies)\b", re.IGNORECASE | re.DOTALL)


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


class Change(NamedTuple):
    """What the instructions do to a list; `verb` None where they do more than one thing to it."""

    title: str
    place: str
    verb: Verb | None
    parties: int | None


def heads(place: str) -> re.Pattern[str]:
    """The head of an instruction for a list ("3. Supplement No. 4 to part 744 is amended …")."""
    supplement, part = re.findall(r"\d+", place)[:0:-1]
    return re.compile(
        rf"(\d{{1,3}})\.\s[^\"]{{0,80}}\bSupplement No\. ?{supplement} to part {part}\b",
        re.IGNORECASE,
    )


def changes_of_lists(amended: Sequence[str]) -> Iterator[Change]:
    """Each list whose entries the instructions change, and how."""
    for _, title, place in LISTS:
        words = "\n".join(_about(place, amended))
        removes, revises = bool(REMOVING.search(words)), bool(REVISING.search(words))
        if removes and not revises and not ADDS.search(words):
            yield Change(title, place, "delists", _named(words))
        elif revises and not REMOVES.search(words) and not ADDS.search(words):
            yield Change(title, place, "amends", None)
        elif removes or revises or ADDING.search(words):
            yield Change(title, place, None, None)


def _named(words: str) -> int | None:
    """How many parties are named; None where none is, or where a destination stands for some."""
    if any(A_COUNTRY.match(one) for one in ENTRIES_FOR.findall(words)):
        return None
    return len({one for one in QUOTED.findall(words) if not A_COUNTRY.match(one)}) or None


def _about(place: str, amended: Sequence[str]) -> Iterator[str]:
    """The instructions for one list: the numbered one and the lettered ones below it."""
    head, inside = heads(place), False
    for words in amended:
        if re.match(r"\d{1,3}\.\s", words):
            inside = bool(head.match(words))
        if inside:
            yield words
