"""How much two names are one, from 0 to 100, and why, in words.

100    printed the same, letter for letter
99     the same apart from case, punctuation, accents and spaces; or in other Chinese characters
97-98  the same apart from the legal form: told apart if one has none (98) or it is another (97)
96     the same words in another order
95     the same apart from usual abbreviations of words (Tech. for Technologies)
72-94  one contains the other: the more of the longer name is covered, the higher
0-94   similar: the share of letters that agree, those of telling words above those of words that
       many names have (Technology, Beijing); words left out or in another order are allowed
80     initials; 76 with a word of the name left out of them

A name that shares only words that many names have stays at 60 or below, and so do two names whose
numbers differ (the 13th and the 14th institute). A score depends on the two names alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from tracker.names.folded import Folded, is_chinese, plain, shortened, telling, weight

COMMON = 60.0  # at most, for names that share nothing telling
INITIALS, MOST_INITIALS = 76.0, 80.0
NEAR = 0.7  # two words of which less agrees are different words

Verdict = tuple[float, str]


def score(asked: Folded, name: Folded) -> Verdict:
    """The score of a name on file for a name asked for, and why."""
    found = same(asked, name)
    if found:
        return found
    contained, why = containing(asked, name)
    alike, likeness = similar(asked, name)
    return (max(contained, alike), why) if contained else (alike, likeness)


# -- the same -------------------------------------------------------------------------------------


def same(asked: Folded, name: Folded) -> Verdict | None:
    if asked.printed == name.printed:
        return 100.0, "exact"
    if asked.squeezed == name.squeezed:
        return _same_core(asked, name)
    if sorted(asked.core) == sorted(name.core):
        return 96.0, "same words in another order"
    if sorted(asked.short) == sorted(name.short):
        return 95.0, "same apart from usual abbreviations or endings of words"
    return None


def _same_core(asked: Folded, name: Folded) -> Verdict:
    if asked.form == name.form:
        if "".join(asked.words) == "".join(name.words) and _other_characters(asked, name):
            return 99.0, "same name in other Chinese characters (simplified, traditional, Japanese)"
        if asked.words == name.words:
            return 99.0, "same apart from case, punctuation or accents"
        return 99.0, "same apart from spaces, punctuation or the writing of the legal form"
    if not asked.form or not name.form:
        having = name if name.form else asked
        side = "on file" if name.form else "asked for"
        return 98.0, f"same apart from the legal form ({_shown(having)} only in the name {side})"
    return (
        97.0,
        f"same apart from the legal form ({_shown(asked)} asked for, {_shown(name)} on file)",
    )


def _shown(name: Folded) -> str:
    return " ".join(name.form)


def _other_characters(asked: Folded, name: Folded) -> bool:
    if not is_chinese(name.squeezed):
        return False
    return _letters(asked.printed) != _letters(name.printed)


def _letters(printed: str) -> str:
    return "".join(ch for ch in plain(printed) if ch.isalnum())


# -- one contains the other -----------------------------------------------------------------------


def containing(asked: Folded, name: Folded) -> Verdict:
    if is_chinese(asked.squeezed) or is_chinese(name.squeezed):
        inside, outside = asked.squeezed in name.squeezed, name.squeezed in asked.squeezed
    else:
        inside, outside = _all_in(asked.short, name.short), _all_in(name.short, asked.short)
    if not inside and not outside:
        return 0.0, ""
    part, whole = (asked, name) if inside else (name, asked)
    if not any(telling(piece) for piece in part.pieces) or _numbers_differ(asked, name):
        return 0.0, ""
    covered = min(1.0, _weighed(part.pieces) / _weighed(whole.pieces))
    why = "contains the name asked for" if inside else "is contained in the name asked for"
    return round(72 + 22 * covered, 1), why


def _all_in(words: Sequence[str], others: Sequence[str]) -> bool:
    return set(words) <= set(others)


@lru_cache(maxsize=4096)
def _weighed(pieces: tuple[str, ...]) -> float:
    return sum(map(weight, pieces))


def _numbers_differ(asked: Folded, name: Folded) -> bool:
    """Whether both have numbers, and neither has all of the other's."""
    ours = {word for word in asked.core if word.isdecimal()}
    theirs = {word for word in name.core if word.isdecimal()}
    return bool(ours and theirs) and not (ours <= theirs or theirs <= ours)


# -- similar --------------------------------------------------------------------------------------


def similar(asked: Folded, name: Folded) -> Verdict:
    letters, whole = _letters_agreeing(asked, name)
    words, found, telling_found = _words_agreeing(asked, name)
    if letters >= words:
        value, total = letters, max(len(asked.squeezed), len(name.squeezed))
        why = f"similar ({whole} of {total} letters agree)"
    else:
        value, total = words, len(asked.pieces)
        why = f"similar ({found} of {total} words found, in part spelled otherwise or left out)"
    limit = 94.0
    if _numbers_differ(asked, name) or (letters < 0.9 and not telling_found):
        limit = COMMON
    return round(min(limit, 95 * value), 1), why


def _letters_agreeing(asked: Folded, name: Folded) -> tuple[float, int]:
    """The share of letters that agree in order, each weighed as its word is; and how many."""
    ours, theirs = asked.squeezed, name.squeezed
    edits = Levenshtein.editops(ours, theirs)
    mine, other = letter_weights(asked.pieces), letter_weights(name.pieces)
    cost = 0.0
    for kind, at, to in edits:
        if kind == "replace":
            cost += max(mine[at], other[to])
        elif kind == "delete":
            cost += mine[at]
        else:
            cost += other[to]
    swapped = OSA.distance(ours, theirs)
    if len(edits):
        cost *= swapped / len(edits)
    most = max(sum(mine), sum(other))
    return max(0.0, 1 - cost / most), max(len(ours), len(theirs)) - swapped


@lru_cache(maxsize=4096)
def letter_weights(pieces: tuple[str, ...]) -> tuple[float, ...]:
    return tuple(
        each for piece in pieces for each in [1.0 if telling(piece) else 0.15] * len(piece)
    )


def _words_agreeing(asked: Folded, name: Folded) -> tuple[float, int, bool]:
    """The weighed share of words found in both, in any order; and whether a telling one was."""
    left = list(zip(name.pieces, name.pieces, strict=True))
    ours = theirs = 0.0
    found, tells = 0, False
    for word in asked.pieces:
        best, place = 0.0, -1
        for at, (other, _) in enumerate(left):
            agree = word_agrees(word, other)
            if agree > best:
                best, place = agree, at
        if place < 0:
            continue
        other = left.pop(place)[0]
        found += 1
        ours += best * weight(word)
        theirs += best * weight(other)
        tells = tells or (telling(word) and telling(other))
    covered, back = ours / _weighed(asked.pieces), theirs / _weighed(name.pieces)
    return covered * (0.8 + 0.2 * back) * 0.99, found, tells


@lru_cache(maxsize=65_536)
def word_agrees(word: str, other: str) -> float:
    """How much of two words agrees; 0 if they are two words.

    >>> word_agrees("huawei", "huawie") > 0.8, word_agrees("54", "55"), word_agrees("tech", "technology")
    (True, 0.0, 0.9)
    """
    if word == other:
        return 1.0
    if word.isdecimal() or other.isdecimal():
        return 0.0
    short, long = sorted((word, other), key=len)
    if len(short) >= 3 and short.isascii() and _abbreviates(short, long):
        return 0.9
    agree = OSA.normalized_similarity(word, other)
    return agree if agree >= NEAR else 0.0


def _abbreviates(short: str, long: str) -> bool:
    if shortened(short) == shortened(long):
        return True
    return len(long) >= len(short) + 3 and long.startswith(short) and not telling(long)
