"""HS numbers: shared by the world up to six digits, each country's own beyond.

China has eight digits in its tariff and ten in its customs numbers, the United States eight and ten
in theirs; what follows the sixth digit of one says nothing about the other's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tracker.asked import UsageError
from tracker.items.codes import plain

Country = Literal["CN", "US"]
Match = Literal["same", "covers", "within", "shared", "none"]
SHARED = 6
EXPECTED = "an HS number of 4 to 10 digits such as 8112.92 or 2804290010"
_PREFIX = re.compile(
    r"(?P<CN>CN|税则号列|海关商品编号|商品编号|税号)\s*[:：]?\s*"
    r"|(?P<US>US|HTSUS|HTS)\s*[:：]?\s*"
    r"|(?:HS(?:\s*codes?)?)\s*[:：]?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hs:
    """An HS number; `country` whose tariff the digits after the sixth are from, if told."""

    digits: str
    country: Country | None = None

    def __str__(self) -> str:
        return self.digits if self.country is None else f"{self.country}:{self.digits}"


def parse_hs(text: str, country: Country | None = None) -> Hs:
    """The HS number a text is; "CN:" or "HTS" before it says whose. Raises UsageError.

    >>> parse_hs("8112.92 90 10"), parse_hs("HTS 8505.11").country
    (Hs(digits='8112929010', country=None), 'US')
    """
    rest = plain(text)
    while found := _PREFIX.match(rest):
        country = "CN" if found["CN"] else "US" if found["US"] else country
        rest = rest[found.end() :]
    digits = re.sub(r"[.\s\u3000-]", "", rest)
    if not digits.isascii() or not digits.isdigit():
        raise UsageError(f"hs: expected {EXPECTED}, found {_shown(text)}")
    if not 4 <= len(digits) <= 10:
        raise UsageError(f"hs: expected {EXPECTED}, found {_shown(text)} with {len(digits)}")
    if digits.startswith("00"):
        raise UsageError(f"hs: {_shown(text)} has chapter 00, which no tariff has")
    return Hs(digits, country)


def compare(a: Hs, b: Hs) -> Match:
    """How `a` stands to `b`: the same number, above it, under it, or "shared".

    "shared": alike as far as numbers of two countries can be compared, and at least one of the two
    says more than that. A number whose country is not told may be of either.
    """
    one, other = a.digits, b.digits
    alike = one[:SHARED] == other[:SHARED]
    if len(one) > SHARED and len(other) > SHARED and a.country != b.country:
        if a.country and b.country:
            return "shared" if alike else "none"
        if alike and not (one.startswith(other) or other.startswith(one)):
            return "shared"
    if one == other:
        return "same"
    if other.startswith(one):
        return "covers"
    return "within" if one.startswith(other) else "none"


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 40 else f"{flat[:39]}…")
