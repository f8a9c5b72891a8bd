"""Which Chinese instrument an English title names as its own: "Announcement No. 61 of 2025 …".

Only the head of a title counts, the words before it says what the act is about: a title "… on
Suspending Announcement No. 46 of 2024" names another act, not its own number.
"""

from __future__ import annotations

import re

SUBJECT = re.compile(
    r"\s+(?:on|to|for|regarding|concerning|about|announcing|publicizing|promulgating|issuing|"
    r"releasing|releases|announces|suspending|adjusting|decides|with respect to|in respect of)\s+"
    r"|[:：]",
    re.IGNORECASE,
)
YEAR, NUMBER = r"(?P<year>(?:19|20)\d\d)", r"No\s*[.．]?\s*(?P<number>\d{1,4})"
OPEN, CLOSE = r"[\[〔［(（]\s*", r"\s*[\]〕］)）]"
FORMS = [
    re.compile(words, re.IGNORECASE)
    for words in (
        rf"{NUMBER}\s*(?:of|,|/)\s*{YEAR}",
        rf"{NUMBER}\s*{OPEN}{YEAR}{CLOSE}",
        rf"{OPEN}{YEAR}{CLOSE}\s*{NUMBER}",
        rf"(?<!\d){YEAR}\s*,?\s*{NUMBER}",
    )
]
KIND = re.compile(r"\b(announcement|order|decree)\b", re.IGNORECASE)
LETTERHEAD = re.compile(
    r"(?:the\s+)?(?:announcement|order|decree|mofcom|ministry|unreliable|no\s*[.．])"
    r"(?!.*\b(?:is|are|was|were|shall|has|have|will|may)\b).{0,300}[^.;,，。]",
    re.IGNORECASE,
)
ISSUERS = [
    (re.compile(words, re.IGNORECASE), series)
    for words, series in (
        (r"unreliable entit(?:y|ies) list working mechanism", "uel"),
        (r"ministry of commerce|\bmofcom\b", "mofcom"),
        (r"customs tariff commission", "tariffcom"),
        (r"ministry of transport\b", "mot"),
        (r"ministry of finance\b", "mof"),
        (r"general administration of customs|\bgacc?\b", "gacc"),
    )
]  # in this order: a joint announcement keeps the ministry's number


def own_id(title: str) -> str | None:
    """The Chinese instrument that a title names as its own; None if it names none, or several."""
    head = SUBJECT.split(" ".join(title.split()), maxsplit=1)[0]
    numbers = {
        (int(found["year"]), int(found["number"]))
        for form in FORMS
        for found in form.finditer(head)
    }
    kind, series = KIND.search(head), series_of(head)
    if len(numbers) != 1 or not kind or not series:
        return None
    ((year, number),) = numbers
    is_order = kind[1].lower() in ("order", "decree")
    if is_order and series != "mofcom":
        return None
    return f"{series}{'-order' if is_order else ''}-{year}-{number}"


def letterhead_id(text: str) -> str | None:
    """The instrument that one line names as the one it heads; a sentence is no letterhead."""
    line = " ".join(text.split())
    return own_id(line) if LETTERHEAD.fullmatch(line) else None


def series_of(head: str) -> str | None:
    """The series of the first issuer that counts."""
    return next((series for words, series in ISSUERS if words.search(head)), None)
