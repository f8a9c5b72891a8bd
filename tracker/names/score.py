"""How much two names are one, from 0 to 100, and why, in words.

100    printed the same, letter for letter
99     the same apart from case, punctuation, accents and spaces; or in other Chinese characters
97-98  the same apart from the legal form: told apart if one has none (98) or it is another (97)
96     the same words in another order
95     the same apart from usual abbreviations of words (Tech. for Technologies)
72-94  contains what was asked for: the more of the name is covered, the higher
60-94  is contained in what was asked for, likewise
0-94   similar: the share of letters that agree, those of telling words above those of words that
       many names have (Technology, Beijing); words left out or in another order are allowed
80     initials; 76 with a word of the name left out of them

A name that shares only words that many names have stays at 60 or below unless they are most of it,
and so do two names whose numbers differ (the 13th and the 14th institute); names of other places
stay at 78 or below. A score depends on the two names alone, never on what else is on file.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from tracker.names.characters import is_chinese, plain
from tracker.names.folded import Folded
from tracker.names.telling import place_of, shortened, telling, weight

MOST = 94.0  # at most, for names that are not the same
OTHER_PLACE = 78.0  # at most, for names with other places in them
COMMON = 60.0  # at most, for names that share nothing telling
INITIALS, MOST_INITIALS = 76.0, 80.0
MOSTLY = 0.6  # what words that many names have must cover of a name to stand for it
NEAR = 0.66  # two words of which less agrees are different words

Verdict = tuple[float, str]


def score(asked: Folded, name: Folded) -> Verdict:
    """The score of a name on file for a name asked for, and why."""
    found = same(asked, name)
    if found:
        return found
    contained, why = containing(asked, name)
    alike, likeness = similar(asked, name)
    value = min(max(contained, alike), limit_of(asked, name))
    return round(value, 1), why if contained else likeness


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
        ours, theirs = set(asked.short), set(name.short)
        inside, outside = ours <= theirs, theirs <= ours
    if not inside and not outside:
        return 0.0, ""
    part, whole = (asked, name) if inside else (name, asked)
    covered = min(1.0, weighed(part.pieces) / weighed(whole.pieces))
    why = "contains the name asked for" if inside else "is contained in the name asked for"
    if not any(map(telling, part.pieces)):
        return (45 + 40 * covered, why) if covered >= MOSTLY else (0.0, "")
    return (72 + 22 * covered if inside else 60 + 34 * covered), why


def weighed(pieces: tuple[str, ...]) -> float:
    return sum(map(weight, pieces))


def _differ(ours: set[str], theirs: set[str]) -> bool:
    """Whether both have some, and neither has all of the other's."""
    return bool(ours and theirs) and not (ours <= theirs or theirs <= ours)


def limit_of(asked: Folded, name: Folded) -> float:
    """The highest score two different names can have: numbers and places tell names apart."""
    if _differ(set(filter(str.isdecimal, asked.core)), set(filter(str.isdecimal, name.core))):
        return COMMON
    if _differ(_places(asked), _places(name)):
        return OTHER_PLACE
    return MOST


def _places(name: Folded) -> set[str]:
    return {place for piece in name.pieces if (place := place_of(piece))}


# -- similar --------------------------------------------------------------------------------------


def similar(asked: Folded, name: Folded) -> Verdict:
    pairs = _paired(asked.pieces, name.pieces)
    # A word spelled like one that many names have is that word, misspelt.
    meant = tuple(other if agree else word for word, other, agree in pairs)
    words = _words_agreeing(pairs, meant, name.pieces)
    letters, same_letters = _letters_agreeing(asked, name, meant)
    if letters < words:
        found = sum(1 for _, _, agree in pairs if agree)
        value = words
        why = f"{found} of {len(pairs)} words found, in part spelled otherwise or left out"
    else:
        value = letters
        why = f"{same_letters} of {max(len(asked.squeezed), len(name.squeezed))} letters agree"
    if not any(agree and telling(other) for _, other, agree in pairs):
        value = letters  # in their order: words that many names have are found everywhere
        if letters < 0.9 and any(map(telling, (*meant, *name.pieces))):
            value = min(COMMON / 95, letters)
    return 95 * value, f"similar ({why})"


Pair = tuple[str, str, float]  # a word asked for, the word on file it stands for, how much agrees


def _paired(ours: Iterable[str], theirs: Iterable[str]) -> list[Pair]:
    """Every word asked for, with the one on file most like it; ("…", "", 0) if there is none."""
    left = list(theirs)
    pairs: list[Pair] = []
    missing: list[int] = []
    for word in ours:
        if word in left:
            left.remove(word)
            pairs.append((word, word, 1.0))
        else:
            missing.append(len(pairs))
            pairs.append((word, "", 0.0))
    for place in missing:
        word = pairs[place][0]
        other, agree = _nearest(word, left)
        if agree:
            left.remove(other)
            pairs[place] = (word, other, agree)
    return pairs


def _nearest(word: str, others: list[str]) -> tuple[str, float]:
    """The word most like another, and how much of the two agrees; 0 if they are two words.

    >>> _nearest("tech", ["huawei", "technology"]), _nearest("54", ["55"])
    (('technology', 0.9), ('', 0.0))
    """
    if word.isdecimal() or not others:
        return "", 0.0
    short = shortened(word)
    for other in others:
        if other[0] == word[0] and (short == shortened(other) or _begins(word, other)):
            return other, 0.9
    found = process.extractOne(
        word, others, scorer=OSA.normalized_similarity, processor=None, score_cutoff=NEAR
    )
    if found is None or found[0].isdecimal():
        return "", 0.0
    return found[0], found[1]


def _begins(word: str, other: str) -> bool:
    """Whether one is the beginning of the other, and that a word that many names have."""
    short, long = (word, other) if len(word) < len(other) else (other, word)
    return len(short) >= 3 and long.startswith(short) and not telling(long) and short.isascii()


def _words_agreeing(pairs: list[Pair], meant: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """The weighed share of the words asked for that are found, in any order."""
    agreeing = sum(agree * weight(other) for _, other, agree in pairs if agree)
    return agreeing / weighed(meant) * (0.8 + 0.2 * agreeing / weighed(theirs)) * 0.99


def _letters_agreeing(asked: Folded, name: Folded, meant: tuple[str, ...]) -> tuple[float, int]:
    """The share of letters that agree in order, each weighed as its word is; and how many."""
    ours, theirs = asked.squeezed, name.squeezed
    most = max(len(ours), len(theirs))
    swapped = OSA.distance(ours, theirs, score_cutoff=most // 2)
    if swapped > most // 2:
        return 0.0, 0
    mine = letter_weights(zip(asked.pieces, meant, strict=True))
    other = letter_weights(zip(name.pieces, name.pieces, strict=True))
    cost, count = 0.0, 0
    for edit in Levenshtein.editops(ours, theirs):
        count += 1
        if edit.tag == "replace":
            cost += max(mine[edit.src_pos], other[edit.dest_pos])
        else:
            cost += mine[edit.src_pos] if edit.tag == "delete" else other[edit.dest_pos]
    if count > swapped:  # two letters that changed places count once
        cost *= swapped / count
    return max(0.0, 1 - cost / max(sum(mine), sum(other))), most - swapped


def letter_weights(pieces: Iterable[tuple[str, str]]) -> list[float]:
    """Of each letter of the words, as the words they stand for weigh."""
    weights: list[float] = []
    for piece, meant in pieces:
        weights += [1.0 if telling(meant) else 0.15] * len(piece)
    return weights
