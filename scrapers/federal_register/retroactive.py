"""Changes that are dated back: "retroactive to" a day before the act."""

from __future__ import annotations

import re

from scrapers.english.dates import WHEN, Unreadable, moment
from scrapers.english.sense import Sense, Sentence, effect
from scrapers.federal_register.targets import Speaker, documents

RETROACTIVE = re.compile(
    rf"(?:for\s(?P<place>Annex\s[IVX]+)\b[^.;]*?(?P<what>paragraph\s\(\w\))[^.;]*?)?"
    rf"(?<!\bnot\s)\bretroactive\sto\s(?P<first>{WHEN})",
    re.IGNORECASE,
)
PROPOSED = re.compile(r"\bpropos(?:e|es|ed|ing|al)\b", re.IGNORECASE)


def retroactive(sentence: Sentence, speaker: Speaker) -> Sense | None:
    """A change that a summary dates back ("for Annex IV, eliminating paragraph (j), …")."""
    found = RETROACTIVE.search(sentence.plain)
    if not found or PROPOSED.search(sentence.plain):
        return None
    place = f"{found['place']}, {found['what']}" if found["place"] else None
    targets = documents(sentence.plain, speaker)
    try:
        first = moment(found["first"])
    except Unreadable as error:
        return Sense(unread=str(error))
    made = effect("amends", targets, sentence, first, provision=place, note="retroactive")
    missing = None if targets else "expected the action that is amended, by citation, found none"
    return Sense((made,), unread=missing)
