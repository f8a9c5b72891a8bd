"""Chinese text as it is matched: without spaces, in one width of signs, and always leading back.

Official pages space letters out (`公 告`), mix full-width and ASCII digits and brackets, and hide
zero-width signs in names. All patterns therefore run over `Plain.plain`, where none of that is
left, and what they find is cut from the text as printed by `Plain.place`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
BLANK = "\t\x0b\x0c\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    chr(code) for code in range(0x2000, 0x200B)
)
DROPPED = re.compile(f"[^{BLANK}{HIDDEN}]+")
SIGNS = {
    **dict.fromkeys("〔［﹝", "["),
    **dict.fromkeys("〕］﹞", "]"),
    **dict.fromkeys("“”„‟「」『』＂", '"'),
    **dict.fromkeys("‘’＇", "'"),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("○◯", "〇"),
    "\r": "\n",
}
TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
QUOTED = re.compile(r'"[^"\n]{1,600}"')
EXCEPTION = re.compile(
    r"\((?!不含(?:当日|本日)?\))[^()]{0,80}(?:除外|不含|不包括|仅限|其中|部分)[^()]{0,80}\)"
)
END_OF_SENTENCE = re.compile(r"[。！!？?]+[\"')]*|\n+")


class Stretch(NamedTuple):
    """A part of a plain text, by its offsets there."""

    start: int
    end: int
    words: str


class Plain(NamedTuple):
    """A text and its plain form; `at[i]` is where `plain[i]` stands in `text`."""

    text: str
    plain: str
    at: list[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text as printed of a stretch of the plain one."""
        if start >= end:
            return (0, 0)
        return self.at[start], self.at[end - 1] + 1

    def printed(self, start: int, end: int) -> str:
        """The words as printed."""
        first, last = self.place(start, end)
        return self.text[first:last]


@cache
def signs() -> dict[int, str]:
    """One sign for each look-alike: widths, brackets, quotes, dashes, radicals."""
    table = {ord(sign): plain for sign, plain in SIGNS.items()}
    compatible = [*range(0xFF01, 0xFF5F), *range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)]
    for code in compatible:
        plain = unicodedata.normalize("NFKC", chr(code))
        if code not in table and len(plain) == 1 and plain != chr(code):
            table[code] = SIGNS.get(plain, plain)
    return table


def folded(text: str) -> str:
    """The text sign for sign in one width; as long as before."""
    return text.translate(signs())


def plain(text: str) -> Plain:
    """The form patterns run over."""
    same = folded(text)
    at: list[int] = []
    kept: list[str] = []
    for run in DROPPED.finditer(same):
        kept.append(run[0])
        at.extend(range(run.start(), run.end()))
    return Plain(text, "".join(kept), at)


def squeezed(text: str) -> str:
    """The plain form alone."""
    return "".join(DROPPED.findall(folded(text)))


def readable(text: str) -> str:
    """Paragraphs as they are kept: one a line, single spaces, nothing hidden."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in HIDDEN:
        text = text.replace(sign, "")
    lines = (re.sub(f"[{BLANK}]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def sentences(words: str, start: int = 0) -> Iterator[Stretch]:
    """Sentences with their full stop; a new paragraph ends one as well."""
    begin = 0
    for stop in END_OF_SENTENCE.finditer(words):
        end = stop.start() if stop[0].startswith("\n") else stop.end()
        if end > begin:
            yield Stretch(start + begin, start + end, words[begin:end])
        begin = stop.end()
    if begin < len(words):
        yield Stretch(start + begin, start + len(words), words[begin:])


@lru_cache(maxsize=4096)
def masked(words: str) -> str:
    """The words with titles and brackets blotted out, sign for sign: what is said, not named."""
    return brackets_masked(TITLE.sub(blot, words))


def titles_masked(words: str) -> str:
    """The words with 《titles》 blotted out."""
    return TITLE.sub(blot, words)


def unquoted(words: str) -> str:
    """The words with “what they quote” and 《titles》 blotted out: days of other texts."""
    return QUOTED.sub(blot, TITLE.sub(blot, words))


def blot(found: re.Match[str]) -> str:
    return "□" * len(found[0])


def brackets_masked(words: str) -> str:
    """Blot out what stands in round brackets; an unclosed one hides nothing."""
    out, open_at = list(words), list[int]()
    for index, sign in enumerate(words):
        if sign == "(":
            open_at.append(index)
        elif sign == ")" and open_at:
            begin = open_at.pop()
            out[begin : index + 1] = "□" * (index + 1 - begin)
    return "".join(out)


def limbs(sentence: Stretch) -> list[Stretch]:
    """A sentence cut at its commas and semicolons, not inside brackets or titles."""
    shown = masked(sentence.words)
    cuts = [0, *(m.end() for m in re.finditer(r"[,;]", shown)), len(shown)]
    parts = pairwise(cuts)
    return [
        Stretch(sentence.start + a, sentence.start + b, sentence.words[a:b])
        for a, b in parts
        if b > a
    ]
