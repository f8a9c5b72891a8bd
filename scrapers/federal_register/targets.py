"""What a Federal Register sentence points at: other documents, places in the CFR, instructions.

All functions take plain words (see `english.sentences.plain`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from scrapers.english.dates import DAY
from scrapers.federal_register.identity import NUMBER, instrument_id

CITATION = re.compile(
    r"\b(\d{2,3}) ?(?:FR|F\.R\.|Fed\. ?Reg\.|Federal Register) ?(\d{1,3}(?:,\d{3})+|\d{1,6})\b"
)
DOCUMENT = re.compile(
    rf"\b(?:FR\.? Doc(?:ument)?s?\.?|rule documents?|notice documents?|proposed rule documents?"
    rf"|document number) ?(?:Nos?[.:]? ?)?({NUMBER})\b",
    re.IGNORECASE,
)
ORDER = re.compile(r"\b(?:Executive Order|E\.O\.) ?(?:No\. ?)?(\d{4,5})\b", re.IGNORECASE)
ORDERS = re.compile(r"\bExecutive Orders ((?:\d{4,5}(?:, and |, | and )?)+)", re.IGNORECASE)
PROCLAMATION = re.compile(r"\bProclamation ?(?:No\. ?)?(\d{4,5})\b", re.IGNORECASE)
SECTION_OF_ORDER = re.compile(
    r"\bsec(?:tions?|s?\.) (?P<list>\d{1,2}(?:\(\w{1,4}\))*(?:(?:, and |, | and )"
    r"\d{1,2}(?:\(\w{1,4}\))*)*),? of (?:the )?(?P<order>(?:Executive Order|E\.O\.|Proclamation)"
    r" ?(?:No\. ?)?\d{4,5})\b",
    re.IGNORECASE,
)

LETTERS = r"(?:\((?:[A-Za-z]{1,5}|\d{1,2})\))"
SECTION = rf"\d{{1,4}}\.[A-Z]?\d+[a-z]?(?:-\d+[A-Z]?)*{LETTERS}*"
JOIN = r"(?:, and |, or | and |, | or | through )"
SECTIONS = re.compile(
    rf"(?:(?P<title>\d{{1,2}}) CFR |(?P<mark>§§? ?|\b[Ss]ections? |\bSecs?\. ?))"
    rf"(?:§§? ?)?(?P<list>{SECTION}(?:{JOIN}(?:§ ?)?(?:{SECTION}|{LETTERS}+))*)"
)
PARTS = re.compile(
    r"(?:(?P<title>\d{1,2}) CFR )?\b[Pp]arts? (?P<list>\d{1,4}(?:(?:, and |, | and )\d{1,4})*)\b"
)
SUPPLEMENT = re.compile(
    r"\b(?P<what>[Ss]upp(?:lement|\.) (?:No\. ?)?(?P<no>\d+|[IVX]+)|[Aa]ppendix (?P<letter>[A-Z]))"
    r" to [Pp]art (?P<part>\d{1,4})"
)
# "instructions 6 (adding controls), 7, and 17": what each does may stand beside it.
NUMBERED = r"\d{1,3}(?:\.?[a-z])?(?:\.[ivx]+)?\.?(?: \([^()]{1,80}\)(?=,| and ))?"
INSTRUCTIONS = re.compile(
    r"\b(?:amendatory )?instructions?:? (?:numbers? |nos?\. )?"
    rf"(?P<list>{NUMBERED}(?:(?:, and |, | and | through |-){NUMBERED})*)",
    re.IGNORECASE,
)
ANNEXES = re.compile(
    r"\bAnnex(?:es)? ((?:[A-Z]|[IVX]{1,5})\b(?:(?:, and |, | and )(?:[A-Z]|[IVX]{1,5})\b)*)"
)
ITEM = re.compile(rf"(?P<section>{SECTION})|(?P<letters>{LETTERS}+)")
DELAYED_BEFORE = re.compile(
    r",? (?:(?:which|that) (?:was|were|has been|have been|had been) |and |(?<=, ))"
    r"(?:previously |further |last |first )?"
    rf"(?:delayed|postponed|corrected|amended|extended|stayed|suspended)(?:,? on {DAY})?"
    rf"(?: (?:at|by|in)(?= \d))?(?: \(?{CITATION.pattern[2:]}\)?)?(?: (?:un)?(?:to|til) {DAY})?"
    rf"(?:, (?:at|by|in) \(?{CITATION.pattern[2:]}\)?)?"
    rf"(?:(?:,(?: and)?| and) {DAY} \(?{CITATION.pattern[2:]}\)?)*",
    re.IGNORECASE,
)


class Speaker(NamedTuple):
    """The document that speaks: its own id, its day of issue, and its agency."""

    own: str | None = None
    agencies: tuple[str, ...] = ()
    billing_code: str | None = None
    cfr_title: str | None = None
    issue_date: date | None = None
    signed_on: date | None = None

    @property
    def itself(self) -> tuple[str, ...]:
        """The whole document as a target; nothing where it has no number of its own."""
        return (self.own,) if self.own else ()


def citations(words: str) -> tuple[str, ...]:
    """Every "90 FR 47201" in the words, once each, commas taken out of the page."""
    return _once(f"{vol} FR {page.replace(',', '')}" for vol, page in CITATION.findall(words))


def orders(words: str) -> tuple[str, ...]:
    """Executive orders and proclamations named by their numbers."""
    found = [(m.start(), f"eo-{m[1]}") for m in ORDER.finditer(words)]
    found += [(m.start(), f"procl-{m[1]}") for m in PROCLAMATION.finditer(words)]
    for many in ORDERS.finditer(words):
        found += [(many.start(), f"eo-{number}") for number in re.findall(r"\d{4,5}", many[1])]
    return _once(name for _, name in sorted(found))


def order_places(words: str) -> tuple[str, ...]:
    """Orders as `orders` names them, with the section where one is named: `eo-14257/sec-3(a)`."""
    sections_of: dict[str, list[str]] = {}
    for found in SECTION_OF_ORDER.finditer(words):
        (name,) = orders(found["order"])
        sections_of.setdefault(name, []).extend(re.split(r", and |, | and ", found["list"]))
    return _once(
        f"{name}/sec-{section}" if section else name
        for name in orders(words)
        for section in sections_of.get(name, [""])
    )


def documents(words: str, speaker: Speaker) -> tuple[str, ...]:
    """Other documents, each once: by its number where printed, else by its citation.

    What an act says of its target's past ("which were delayed on … (78 FR 6025)") is no target.
    """
    words = DELAYED_BEFORE.sub(" ", words)
    numbers = list(DOCUMENT.finditer(words))
    ids = [instrument_id(m[1], speaker.agencies, speaker.billing_code) for m in numbers]
    cited = [m for m in CITATION.finditer(words) if not _beside(m, numbers, words)]
    cited_names = citations(" ; ".join(m[0] for m in cited))
    return _once([*ids, *cited_names])


def _beside(citation: re.Match[str], numbers: Sequence[re.Match[str]], words: str) -> bool:
    """Whether a number beside the citation names the same document ("(82 FR 11804), FR Doc. …")."""
    for number in numbers:
        first, last = sorted((citation.span(), number.span()))
        between = words[first[1] : last[0]]
        if len(between) < 60 and not re.search(r"\band\b|;", between):
            return True
    return False


def instructions(words: str) -> tuple[str, ...]:
    """Amendatory instructions by number: "instructions 3 and 4" is ("3", "4")."""
    found: list[str] = []
    for many in INSTRUCTIONS.finditer(words):
        said = re.sub(r" \([^()]*\)", "", many["list"])
        listed = re.split(r",? and |, ", said.rstrip("."))
        for one in listed:
            ends = re.split(r" through |-", one.rstrip("."))
            if len(ends) == 2 and all(end.isdigit() for end in ends):
                found += [str(n) for n in range(int(ends[0]), min(int(ends[1]), 999) + 1)]
            else:
                found += [end.rstrip(".").lower() for end in ends]
    return _once(found)


def sections(words: str, title: str | None = None) -> tuple[str, ...]:
    """Sections of the CFR: "§§ 1026.25(c)(2), 1026.36(a), (b)" is three places."""
    found: list[str] = []
    for many in SECTIONS.finditer(words):
        of = many["title"] or title
        found += [f"{of} CFR {place}" if of else f"§ {place}" for place in _listed(many["list"])]
    return _once(found)


def _listed(words: str) -> list[str]:
    """Each place of a list; a range stays one place, what lies in it is not known."""
    places: list[str] = []
    stem, end = "", 0
    for item in ITEM.finditer(words):
        if item["section"]:
            stem = item["section"].partition("(")[0]
        place = item["section"] or stem + item["letters"]
        if places and words[end : item.start()].strip("§ ").strip() == "through":
            place = f"{places.pop()} through {place}"
        places.append(place)
        end = item.end()
    return places


def places(words: str, title: str | None = None) -> tuple[str, ...]:
    """Every place in the CFR: sections, supplements and appendices, else whole parts."""
    found = list(sections(words, title))
    for one in SUPPLEMENT.finditer(words):
        what = f"Supplement No. {one['no']}" if one["no"] else f"Appendix {one['letter']}"
        found.append(f"{_part(title, one['part'])}, {what}")
    if not found:
        for many in PARTS.finditer(words):
            of = many["title"] or title
            found += [_part(of, number) for number in re.findall(r"\d+", many["list"])]
    return _once(found)


def _part(title: str | None, number: str) -> str:
    return f"{title} CFR part {number}" if title else f"part {number}"


def own_places(words: str, speaker: Speaker) -> tuple[str, ...]:
    """The speaker's own provisions that the words name: `id/instruction-5`, `id/§ 1026.35(e)`."""
    stem = f"{speaker.own}/" if speaker.own else ""
    if numbered := instructions(words):
        return tuple(f"{stem}instruction-{number}" for number in numbered)
    named = (place.partition(" CFR ")[2] or place for place in sections(words))
    return tuple(f"{stem}§ {place.removeprefix('§ ')}" for place in named)


def annexes(words: str) -> tuple[str, ...]:
    """Annexes of the document by their letters or numbers: "Annexes A and C"."""
    listed = (re.findall(r"[A-Z]+", many[1]) for many in ANNEXES.finditer(words))
    return _once(f"Annex {name}" for names in listed for name in names)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
