"""The cells of the list as they are printed: stray signs, footnotes, citations, days, addresses.

What cannot be right is never put right by guessing: the printed words stay, the value is None or
left out, and a doubt says why.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

EARLIEST, LATEST = 1900, 2099  # orders run to 2056; 3035 was a slip of the pen
# Bytes of CP1252 that somebody took for Latin-1: the signs are certain, nobody prints controls.
STRAY = {
    code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0) if code != 0x85
}
CONTROLS = dict.fromkeys((*range(32), 127, 133, 160), " ")
INVISIBLE = {0x200B: "", 0x2060: "", 0xFEFF: "", 0xAD: ""}
PRINTABLE = {**CONTROLS, 0: "", **STRAY, **INVISIBLE}
FOOTNOTE = re.compile(r"(?:(?<=\))|(?<=EAR))(,?) ?([1-9])(?=[\s.,]|$)")
CITED = re.compile(
    r"(?<!\d)(\d{1,3})\s*\.?\s*F\.?\s*R\.?\s*(\d{1,3}(?:,\d{3})+|\d{1,6})(?!\d)", re.IGNORECASE
)
PRINTED_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\d/])")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
BESIDE = re.compile(r"\(?\bno\.? ?\d+\b\)?|\band\b|[(),;.&\s]+", re.IGNORECASE)
COUNTRY = re.compile(r"[A-Z]{2}")
AFTER_A_COUNTRY = re.compile(r"(?:(?<=, [A-Z]{2})|(?<=^[A-Z]{2})|(?<=; [A-Z]{2}));\s+")
ZIP = re.compile(r"\d{5}(?:-\d{4})?")
STATE = re.compile(
    r"A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY]"
)


class Cited(NamedTuple):
    """A page of the Federal Register that a row cites: "90 FR 4619"."""

    volume: int
    page: int

    def __str__(self) -> str:
        return f"{self.volume} FR {self.page}"


def plain(cell: str) -> str:
    """The words of a cell without control characters, on one line.

    >>> plain("Gui\\x92an \\t Works\\x00")
    'Gui’an Works'
    """
    return " ".join(cell.translate(PRINTABLE).split())


def unfootnoted(words: str) -> tuple[str, tuple[str, ...]]:
    """A licence requirement without the numbers of footnotes glued to it, and those numbers.

    >>> unfootnoted("(See §§ 734.9(e)(2) and 744.11 of the EAR)4")
    ('(See §§ 734.9(e)(2) and 744.11 of the EAR)', ('4',))
    """
    numbers = tuple(found[2] for found in FOOTNOTE.finditer(words))
    return FOOTNOTE.sub(r"\1", words), numbers


def citations(notice: str) -> tuple[tuple[Cited, ...], str]:
    """The pages a row cites, in the order printed, and what of its words is no citation.

    >>> [str(page) for page in citations("66 FR 24266, 91 FR 97,001 (no. 182)")[0]]
    ['66 FR 24266', '91 FR 97001']
    """
    found = (Cited(int(v), int(p.replace(",", ""))) for v, p in CITED.findall(notice))
    rest = PRINTED_DAY.sub(" ", CITED.sub(" ", notice))
    return tuple(dict.fromkeys(found)), " ".join(BESIDE.sub(" ", rest).split())


def day_of(column: str, words: str, doubts: list[str]) -> date | None:
    """The day printed in a cell, or None and one more doubt; an empty cell names none."""
    if not words:
        return None
    try:
        day = date.fromisoformat(words) if ISO_DAY.fullmatch(words) else None
    except ValueError:
        day = None
    if day and EARLIEST <= day.year <= LATEST:
        return day
    doubts.append(
        f"{column}: expected a day as YYYY-MM-DD from {EARLIEST} to {LATEST}, found {words[:40]!r}"
    )
    return None


def names_in(cell: str) -> tuple[str, ...]:
    """Other names, as they are joined in one cell ("One; Two; and Three").

    >>> names_in("One Works; Two (TW); and Three")
    ('One Works', 'Two (TW)', 'Three')
    """
    parts = (re.sub(r"^and ", "", part.strip(" ;")) for part in cell.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def addresses_in(cell: str, *, american: bool) -> tuple[str, ...]:
    """The addresses joined in one cell; each ends with its country, except in the United States.

    A semicolon also stands inside an address: only behind a country does another begin.
    """
    parts = cell.split("; ") if american else AFTER_A_COUNTRY.split(cell)
    return tuple(dict.fromkeys(part for one in parts if (part := one.strip(" ;"))))


def country_of(address: str, *, american: bool) -> str | None:
    """The code of the country at the end of an address; None where that may be a state.

    >>> country_of("1 Sample Road, Springfield, CA", american=True) is None
    True
    >>> country_of("1 Sample Road, Xian, CN", american=True)
    'CN'
    """
    parts = [part.strip() for part in address.split(",")]
    last = parts[-1]
    if not COUNTRY.fullmatch(last):
        return None
    state = american and STATE.fullmatch(last) and not any(map(ZIP.fullmatch, parts[:-1]))
    return None if state else last
