"""Which instrument on file a document is a copy of."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta

from scrapers.documents import Effect, Reading
from tracker.ingest.known import BY_HAND, Known

DATED = re.compile(r"-\d{4}-\d\d-\d\d$")  # a text without a number is named by its day
NEAR = timedelta(days=14)  # filed, released and issued days of one text lie this near


def identified(reading: Reading, known: Known) -> tuple[Reading | None, str | None]:
    """The reading under the name its text has on file; or why it has none.

    A text without a number may be on file under an analyst's name: then its address and its day,
    or another of its official names and a near day, tell.
    """
    own = reading.instrument
    if own is None or reading.role == "translation":
        return None, None
    found = known.named(own)
    if not found:
        found = _by_other_names(reading, known)
    if not found and DATED.search(own):
        at = known.at(reading.url, reading.published_on)
        found = {at} if at else set()
    if found == {own} and DATED.search(own) and _another_of_that_day(reading, known):
        return _renamed(reading, f"{own}-{title_digest(reading.title)}"), None
    if len(found) > 1:
        both = " and ".join(sorted(found))
        return None, f"its number {own} names {both} on file; say which it is a copy of"
    return _renamed(reading, found.pop() if found else own), None


def _another_of_that_day(reading: Reading, known: Known) -> bool:
    """Whether a text named by its day alone is another one than the program has under that name.

    An analyst's record of a day may gather several answers; a program's is one text.
    """
    text = known.texts[str(reading.instrument)]
    if known.owner(text.instrument) in BY_HAND or reading.url in text.urls:
        return False
    return title_digest(text.title_zh or text.title) != title_digest(reading.title)


def title_digest(title: str) -> str:
    """A title as part of an id: without blanks and punctuation, as a few signs."""
    plain = "".join(sign for sign in title.casefold() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()[:6]


def _by_other_names(reading: Reading, known: Known) -> set[str]:
    found: set[str] = set()
    for alias in reading.aliases:
        for name in known.named(alias):
            if _near(reading.published_on or reading.issue_date, known.texts[name].published_on):
                found.add(name)
    return found


def _near(day: date | None, other: str | None) -> bool:
    if day is None or other is None or len(other) != 10:
        return False
    return abs(day - date.fromisoformat(other)) <= NEAR


def _renamed(reading: Reading, name: str) -> Reading:
    """The same reading with its own id, also in its effects, as it is on file."""
    own = reading.instrument
    if name == own:
        return reading
    effects = tuple(_retargeted(effect, str(own), name) for effect in reading.effects)
    aliases = (str(own), *reading.aliases)
    return replace(reading, instrument=name, effects=effects, aliases=aliases)


def _retargeted(effect: Effect, own: str, name: str) -> Effect:
    targets = tuple(
        name + target[len(own) :] if target == own or target.startswith(f"{own}/") else target
        for target in effect.targets
    )
    return replace(effect, targets=targets)
