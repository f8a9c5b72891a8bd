"""Which running text of a document may carry law, beside its preamble and its instructions."""

from __future__ import annotations

import re
from typing import Literal

from scrapers.english.sentences import plain
from scrapers.federal_register.identity import BIS_CODE
from scrapers.federal_register.parts import Kind, Parts

Role = Literal["all", "ofr", "corrects", "delays"]
OFR_CODE = re.compile(r"1505-01|0099-10")
CORRECTS = re.compile(r"\bcorrect(?:ion|ions|ing|s|ed)?\b", re.IGNORECASE)
NAMES_ANOTHER = re.compile(r"\bFR\.? Doc|\bdocument \d{2,4}-\d|\b\d{2,3} FR \d|\brevised as of")
HEREBY = re.compile(r"\bhereby\b.*\b(?:delayed|stayed|postponed|suspended|withdrawn)\b", re.S)
READ_WHOLE = re.compile(r"trade representative|industry and security", re.IGNORECASE)
LONGEST = 2000  # characters of a paragraph that delays: longer ones argue


def body_role(kind: Kind, titles: str, agencies: str, billing: str) -> Role | None:
    """All paragraphs, those that correct, or those that delay; None: none of them."""
    if kind == "presidential document":
        return "all"
    if OFR_CODE.search(plain(billing)):
        return "ofr"
    if kind == "correction" or CORRECTS.search(titles):
        return "corrects"
    if kind == "notice" and (READ_WHOLE.search(agencies) or BIS_CODE in plain(billing)):
        return "all"
    return "delays" if kind == "rule" else None


def read_whole(parts: Parts) -> bool:
    """Whether the law of a document stands in its running text, not in DATES alone."""
    agencies, billing = " ".join(parts.agencies), parts.billing_code or ""
    return body_role(parts.kind, "", agencies, billing) == "all"


def kept(role: Role, words: str) -> bool:
    """Whether a paragraph is read."""
    simple = plain(words)
    match role:
        case "all":
            return bool(words)
        case "ofr":
            return bool(NAMES_ANOTHER.search(simple))
        case "corrects":
            return bool(CORRECTS.search(simple) and NAMES_ANOTHER.search(simple))
        case "delays":
            return len(words) < LONGEST and bool(HEREBY.search(simple))
