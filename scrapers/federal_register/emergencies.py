"""National emergencies that are continued for another year, and orders named by number and day."""

from __future__ import annotations

import re
from datetime import timedelta

from scrapers.english.dates import DAY, moment
from scrapers.english.sense import Sense, Sentence, effect, years_less_a_day
from scrapers.federal_register.targets import order_places

NAMED_BY_DAY = re.compile(
    rf"\b(?:Executive\sOrder|Proclamation|E\.O\.)\s\d{{4,5}},?\sof\s{DAY}", re.IGNORECASE
)
EMERGENCY = re.compile(
    r"\bcontinuing\sfor\s(?:1|one)\s(?:\(1\)\s)?year\sthe\snational\semergency\b(?P<which>.*)", re.I
)
BEYOND = re.compile(rf"\bmust\scontinue\sin\seffect\sbeyond\s(?P<day>{DAY})", re.IGNORECASE)


def emergency(sentence: Sentence, beyond: re.Match[str] | None) -> Sense | None:
    """A national emergency continued: it would end on the day "beyond" which it continues."""
    found = EMERGENCY.search(sentence.plain)
    if not found:
        return None
    day = moment(beyond["day"]).day if beyond else None
    declared = order_places(without_days(found["which"]))
    if day is None or not declared:
        return Sense(unread="expected the order that is continued and until when, found none")
    end = years_less_a_day(day + timedelta(1))
    return Sense((effect("extends", declared[:1], sentence, None, end),))


def without_days(words: str) -> str:
    """Orders without the day in their name, which begins and ends nothing; places stay."""
    return NAMED_BY_DAY.sub(_without_day, words)


def _without_day(named: re.Match[str]) -> str:
    kept = named[0].partition(" of ")[0]
    return kept + " " * (len(named[0]) - len(kept))
