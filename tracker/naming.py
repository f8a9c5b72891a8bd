"""Names: which strings mean which instrument, and how they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SPACE = re.compile(r"[\s\u3000]+")
_ENGLISH = re.compile(
    r"(?:UEL |MOFCOM )?Announcements? (?:\[(\d{4})\] )?Nos?\.? ([\d and]+?)(?: of (\d{4}))?$"
)
ISSUER_NAMES = {
    "TARIFFCOM": ("Tariff Commission", "Customs Tariff Commission"),
    "MOT": ("MOT", "Ministry of Transport"),
    "MOFCOM": ("MOFCOM",),
}


def normal(name: str) -> str:
    """The form in which names are compared: no case, no spaces doubled, full-width made plain.

    >>> normal("  Announcement  No.61 of 2025 ")
    'announcement no. 61 of 2025'
    """
    text = "".join(_plain(character) for character in name)
    text = _SPACE.sub(" ", text).strip().casefold()
    return re.sub(r"\bno\.? ?(?=\d)", "no. ", text)


def _plain(character: str) -> str:
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    return {"【": "[", "】": "]", "〔": "[", "〕": "]"}.get(character, character)


def announcement_names(number: str, authority: str, chinese: str | None) -> Iterator[str]:
    """The ways analysts write an announcement's number.

    >>> list(announcement_names("Announcement No. 61 of 2025", "MOFCOM", None))[1:3]
    ['No. 61 of 2025', 'MOFCOM Announcement No. 61 of 2025']
    """
    yield number
    if chinese:
        yield chinese
        yield chinese.replace(" ", "")
        short = re.search(r"公告\s*(?:\[)?(\d{4})(?:\])?年第\s*\d+号", chinese)
        if short:
            yield short.group(0)
    found = _ENGLISH.match(number)
    if not found:
        return
    year = found.group(1) or found.group(3)
    issuers = ("UEL",) if number.startswith("UEL") else ISSUER_NAMES.get(authority, (authority,))
    for digits in re.findall(r"\d+", found.group(2)):
        if not number.startswith("UEL"):
            yield f"No. {digits} of {year}"
            yield f"Announcement No. {digits} of {year}"
        for issuer in issuers:
            yield f"{issuer} Announcement No. {digits} of {year}"
            yield f"{issuer} No. {digits} of {year}"
            yield f"{issuer} {digits}/{year}"


def document_names(documents: Iterable[str], authority: str) -> Iterator[str]:
    """Federal Register document numbers, alone and as the ids a scraped copy would get."""
    prefix = {"BIS": "bis", "USTR": "ustr"}.get(authority)
    for document in documents:
        yield document
        yield f"FR Doc. {document}"
        yield f"fr-{document}"
        if prefix:
            yield f"{prefix}-{document}"


def order_names(instrument: str) -> Iterator[str]:
    """Orders and proclamations as they are spoken of, and by the id their bare number makes."""
    decree = re.fullmatch(r"(stc-\d+)-.+", instrument)
    if decree:
        yield decree.group(1)
    found = re.fullmatch(r"(eo|procl)-(\d+)", instrument)
    if found:
        word = {"eo": ("EO", "Executive Order"), "procl": ("Proclamation",)}[found.group(1)]
        for name in word:
            yield f"{name} {found.group(2)}"
