"""What stands where a search was met: enough of it to judge, with the places of the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.search.found import Word, places_of
from tracker.search.letters import letters

LONG, BEFORE = 160, 40  # letters of a snippet, and of those before its first word


class Snippet(NamedTuple):
    """A piece of a text; `matches` has for each word in it its first letter and the one after."""

    text: str
    matches: list[tuple[int, int]]


def snippet_of(printed: str, words: Sequence[Word]) -> Snippet:
    """The piece of a text in which the first of the words stands."""
    text = letters(printed)
    places = sorted({place for word in words for place in places_of(text, word)})
    first = places[0][0] if places else 0
    start = max(0, first - BEFORE) if len(printed) > LONG else 0
    end = min(len(printed), start + LONG)
    head, tail = "… " if start else "", " …" if end < len(printed) else ""
    shift = len(head) - start
    matches = [
        (one + shift, other + shift) for one, other in places if start <= one and other <= end
    ]
    return Snippet(head + _one_line(printed[start:end]) + tail, _joined(matches))


def _joined(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places that touch or overlap, as one."""
    found: list[tuple[int, int]] = []
    for start, end in places:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _one_line(text: str) -> str:
    return "".join(" " if letter.isspace() else letter for letter in text)
