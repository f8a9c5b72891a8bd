"""How much a word says about who is meant: much, or little because many names have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tracker.names.characters import is_chinese
from tracker.names.common import (
    GENERAL,
    HAN_GENERAL,
    HAN_PLACES,
    PLACES,
    SAME_PLACE,
    SHORT,
    STOP,
)

_GENERAL = re.compile(f"(?:{'|'.join(HAN_PLACES)})[市省]?|{'|'.join(HAN_GENERAL)}")


@cache
def shortened(word: str) -> str:
    """A word as it is usually abbreviated, and without the s of a plural.

    >>> shortened("technologies"), shortened("motors"), shortened("华为")
    ('tech', 'motor', '华为')
    """
    found = SHORT.get(word)
    if found is None and len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        found = SHORT.get(word[:-1], word[:-1])
    return found or word


def cut(word: str) -> Iterator[str]:
    """A word in pieces: a run of Chinese is cut where a word that many names have begins or ends.

    >>> list(cut("上海市华虹半导体"))
    ['上海市', '华虹', '半导体']
    """
    if not is_chinese(word):
        yield word
        return
    place = 0
    for found in _GENERAL.finditer(word):
        if found.start() > place:
            yield word[place : found.start()]
        yield found[0]
        place = found.end()
    if place < len(word):
        yield word[place:]


@cache
def weight(piece: str) -> float:
    """How much a word says about who is meant: little if many names have it."""
    if piece in STOP:
        return 0.05
    if is_chinese(piece):
        return 0.3 if _GENERAL.fullmatch(piece) else min(1.5, 0.25 + 0.35 * len(piece))
    if shortened(piece) in GENERAL or piece in GENERAL or piece in PLACES:
        return 0.25
    if piece.isdecimal():
        return 1.0
    return 0.5 + 0.5 * min(len(piece), 8) / 8


def telling(piece: str) -> bool:
    """Whether a word tells this name from most others."""
    return weight(piece) > 0.5


@cache
def place_of(piece: str) -> str | None:
    """The place a word names, also as an adjective; None if it names none."""
    if piece in PLACES:
        return SAME_PLACE.get(piece, piece)
    bare = piece.rstrip("市省")
    return bare if bare in HAN_PLACES else None
