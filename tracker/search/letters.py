"""A text letter for letter as searches compare it, so that a place in one is a place in the other.

No case, no width, no accents, traditional characters as simplified ones; what is neither letter nor
digit is a space. Whatever is typed is letters and spaces after that, so none of it is an operator.
"""

from __future__ import annotations

import unicodedata

from tracker.names.characters import simplified


class _Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = found = _letter(chr(code))
        return found


def _letter(printed: str) -> str:
    """One letter for one letter; what would become several stays as it is."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", printed))
    letter = plain[:1].casefold() if all(map(unicodedata.combining, plain[1:])) else printed
    if len(letter) != 1 or not letter.isalnum():
        return printed if printed.isalnum() else " "
    return simplified(letter)


_LETTERS = _Letters()


def letters(text: str) -> str:
    """A text as searches compare it.

    >>> letters("MOFCOM Ｎｏ.61/2025：镓、鎵")
    'mofcom no 61 2025 镓 镓'
    """
    return text.translate(_LETTERS)


def words_in(text: str) -> list[str]:
    """The words of what was typed, each once.

    >>> words_in('"Rare-Earth" OR (稀土*)')
    ['rare', 'earth', 'or', '稀土']
    """
    return list(dict.fromkeys(letters(text).split()))
