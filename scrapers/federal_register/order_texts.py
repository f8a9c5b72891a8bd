"""Orders as they stand on other pages than the Register's: without its headings and its number.

A presidential document is known by its words of enactment, an order of denial by its title; what
stands before and after them names the order and the day of its signature, where they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from scrapers.english.dates import SIGNED_DAY, Unreadable, day_signed
from scrapers.english.sentences import plain
from scrapers.federal_register.parts import Paragraph, Parts

HEAD = 10  # blocks in which the name of an order is looked for
LONGEST_TITLE = 300
ENACTS = re.compile(
    r"\bby (?:virtue of )?the (?:authority|power) vested in me\b|\bnow, therefore, I\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    rf"\W*(?:(?P<kind>executive order|proclamation) (?:no\. ?)?(?P<number>\d{{4,5}})"
    rf"(?: of (?P<day>{SIGNED_DAY}))?|(?:notice|memorandum|order) of (?P<of>{SIGNED_DAY}))\W*",
    re.IGNORECASE,
)
DAY_ALONE = re.compile(rf"\W*(?P<day>{SIGNED_DAY})\W*", re.IGNORECASE)
SIGNATURE = re.compile(rf"\W*the white house\b[^\d]{{0,40}}(?P<day>{SIGNED_DAY})?", re.IGNORECASE)
DENIAL = re.compile(
    r"(?:in the matter of\b.*)?\border (?:(?:\w+ly )?denying|relating to"
    r"|\w+ing\b.{0,80}\bden(?:ial|ying))"
    r"\b|temporary denial order\b",
    re.IGNORECASE,
)
DATED = re.compile(
    rf"(?:dated|signed|issued|entered)\b.{{0,40}}?(?P<day>{SIGNED_DAY})", re.IGNORECASE
)
FURNITURE = re.compile(
    r"\W*(?:executive orders?|presidential actions|proclamations?|a proclamation|the white house"
    r"|presidential documents?|\W*)\W*",
    re.IGNORECASE,
)
BIS = ("Bureau of Industry and Security",)
PRESIDENT = ("Executive Office of the President",)


def order_alone(blocks: Sequence[str]) -> Parts | None:
    """The order that these blocks of text are, if they are one."""
    blocks = [one for one in blocks if one]
    simple = [plain(one) for one in blocks]
    if any(ENACTS.search(one) for one in simple):
        return presidential(blocks)
    titles = [one for one in simple[:HEAD] if len(one) <= LONGEST_TITLE and DENIAL.match(one)]
    return _denial(blocks, blocks[simple.index(titles[0])]) if titles else None


def _denial(blocks: Sequence[str], title: str) -> Parts:
    body = blocks[blocks.index(title) + 1 :]
    dated = [found["day"] for one in body if (found := DATED.match(plain(one)))]
    return Parts(
        kind="notice",
        agencies=BIS,
        signed_on=_day(dated[-1]) if dated else None,
        subject=title,
        paragraphs=(Paragraph("SUBJECT", title), *(Paragraph("BODY", one) for one in body)),
    )


def presidential(blocks: Sequence[str]) -> Parts:
    """The presidential document of these blocks: from its name to the place of its signature."""
    simple = [plain(one) for one in blocks]
    at, name = next(
        ((at, m) for at, one in enumerate(simple[:HEAD]) if (m := NAMED.fullmatch(one))), (-1, None)
    )
    after = next((n for n, one in enumerate(simple) if ENACTS.search(one)), at + 1)
    end = next((n for n, one in enumerate(simple) if n > after and SIGNATURE.match(one)), None)
    furniture = (NAMED, DAY_ALONE, FURNITURE)
    kept = [
        block
        for block, words in zip(blocks[at + 1 : end], simple[at + 1 : end], strict=True)
        if not any(pattern.fullmatch(words) for pattern in furniture)
    ]
    number = name["number"] if name else None
    ordered = bool(name and name["kind"] and name["kind"][0].lower() == "e")
    official = f"{'Executive Order' if ordered else 'Proclamation'} {number}" if number else None
    return Parts(
        kind="presidential document",
        agencies=PRESIDENT,
        signed_on=_signed(name, simple, end),
        order=f"{'eo' if ordered else 'procl'}-{number}" if number else None,
        official_number=official,
        subject=kept[0] if kept else "",
        paragraphs=tuple(
            Paragraph("BODY" if n else "SUBJECT", block) for n, block in enumerate(kept)
        ),
    )


def _signed(name: re.Match[str] | None, simple: Sequence[str], end: int | None) -> date | None:
    """The day in the order's name, else the one under it, else the one that stands above it."""
    if name and (day := name["day"] or name["of"]):
        return _day(day)
    below = " ".join(simple[end : end + 3]) if end is not None else ""
    if (found := SIGNATURE.match(below)) and found["day"]:
        return _day(found["day"])
    alone = [found["day"] for one in simple[:HEAD] if (found := DAY_ALONE.fullmatch(one))]
    return _day(alone[0]) if len(alone) == 1 else None


def _day(words: str) -> date | None:
    try:
        return day_signed(words)
    except Unreadable:
        return None
