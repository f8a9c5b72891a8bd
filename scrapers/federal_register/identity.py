"""Who a Federal Register document is: its number, its day of filing, its agency, our id for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import NamedTuple

from scrapers.english.sentences import plain, squeeze

NUMBER = r"(?:[A-Z]\d{0,2}-)?(?:[A-Z]\d-\d{1,6}|\d{2,4}-\d{1,6})"
FRDOC = re.compile(rf"\[?FR\.? Doc(?:ument)?\.? (?:No[.:] )?({NUMBER})\b", re.IGNORECASE)
FILED = re.compile(
    r"Filed,? (\d{1,2})-(\d{1,2})-(\d{2,4})[;,]? +(\d{1,2}):(\d{2}) ?([ap])\.?m", re.IGNORECASE
)
BIS_CODE = "3510-33"
BIS = "industry and security"
USTR = "trade representative"
SHORT_NAMES = (
    (BIS, "BIS"),
    (USTR, "USTR"),
    ("foreign assets control", "OFAC"),
    ("customs and border protection", "CBP"),
    ("international trade administration", "ITA"),
    ("international trade commission", "USITC"),
    ("executive office of the president", "PRESIDENT"),
)
DEPARTMENTS = (
    ("state", "STATE"),
    ("treasury", "TREASURY"),
    ("commerce", "COMMERCE"),
    ("defense", "DOD"),
    ("homeland security", "DHS"),
    ("justice", "DOJ"),
    ("labor", "DOL"),
    ("transportation", "DOT"),
    ("interior", "DOI"),
    ("energy", "DOE"),
    ("education", "ED"),
    ("agriculture", "USDA"),
    ("veterans affairs", "VA"),
    ("health and human services", "HHS"),
    ("housing and urban development", "HUD"),
)
SMALL_WORDS = {"of", "the", "and", "for", "on", "to", "in"}


class Filing(NamedTuple):
    """The day and hour at which a document was put on public inspection in Washington."""

    day: date
    hour: time


def document_number(text: str) -> str | None:
    """The number in "[FR Doc. 2024-02930 Filed …]", dashes made equal; None if there is none."""
    found = FRDOC.search(squeeze(plain(text)))
    return found[1].upper() if found else None


def filing(text: str) -> Filing | None:
    """The filing in "Filed 2-8-24; 2:00 pm]"; None where it is not printed or no day."""
    found = FILED.search(squeeze(plain(text)))
    if not found:
        return None
    month, day, year, hour, minute = (int(group) for group in found.groups()[:5])
    if year < 100:  # the register is on line from 1994: 94 is that year, 24 is 2024
        year += 1900 if year >= 94 else 2000
    try:
        return Filing(
            date(year, month, day), time(hour % 12 + 12 * (found[6].lower() == "p"), minute)
        )
    except ValueError:
        return None


def normal_number(number: str) -> str:
    """A number as we key it: typewriter dashes, capitals, no spaces."""
    return re.sub(r"\s+", "", plain(number)).upper()


def same_number(one: str, other: str) -> bool:
    """Whether two numbers name one document: zero padding differs before publication."""
    return _unpadded(one) == _unpadded(other)


def _unpadded(number: str) -> tuple[str, ...]:
    return tuple(part.lstrip("0") for part in normal_number(number).split("-"))


def instrument_id(doc_number: str, agencies: Sequence[str], billing_code: str | None) -> str:
    """Our id for a document: `bis-…` and `ustr-…` for those agencies, else `fr-…`.

    >>> instrument_id("2025–19001", ["Bureau of Industry and Security"], None)
    'bis-2025-19001'
    """
    names = " | ".join(agencies).lower()
    number = normal_number(doc_number)
    if BIS in names or (billing_code and BIS_CODE in plain(billing_code)):
        return f"bis-{number}"
    return f"ustr-{number}" if USTR in names else f"fr-{number}"


def authority(agencies: Sequence[str], billing_code: str | None = None) -> str | None:
    """The short name of the office that issued a document; the most particular one counts."""
    if billing_code and BIS_CODE in plain(billing_code):
        return "BIS"
    lowered = [agency.lower() for agency in agencies]
    for words, short in SHORT_NAMES:
        if any(words in name for name in lowered):
            return short
    own = [name for name in agencies if not name.lower().startswith("office of the secretary")]
    return abbreviation((own or agencies)[-1]) if agencies else None


def abbreviation(agency: str) -> str:
    """The short name of a department, or the capitals of an agency's name (FWS)."""
    department = re.sub(r"\b(?:the|department|of)\b", "", agency.lower()).strip()
    for name, short in DEPARTMENTS:
        if department == name and "department" in agency.lower():
            return short
    words = [word for word in re.findall(r"[A-Za-z]+", agency) if word.lower() not in SMALL_WORDS]
    return "".join(word[0] for word in words).upper() if len(words) > 1 else agency.strip()


def volume_in(year: int) -> int:
    """The volume of the Register printed in a year: volume 90 is 2025."""
    return year - 1935
