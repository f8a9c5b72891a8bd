"""Sentences of an English official text with their places in it.

`plain` replaces typographic marks one for one, so that places found in the plain words are places
in the printed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

PLAIN = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2015": "-",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
}
# A stop after these ends no sentence. "a.m." and "U.S." may end one; then a capital of a usual
# opening word must follow.
SHORT = (
    r"(?:No|Nos|Doc|Docs|Ltd|Co|Inc|Corp|Supp|Pub|Stat|Sec|Secs|Reg|Dept|Dr|Mr|Mrs|Ms|St|vs?|Jr|Sr"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|et al|e\.g|i\.e|cf|Art|para|approx|Fed|FR|F\.R"
    r"|U\.S|U\.A\.E|N\.W|NW|[A-Z])"
)
STOP = re.compile(r'[.;!?][")\]]{0,2}\s+(?=["(\[]?[A-Z§0-9]|\.\.\.|\([a-z]\) [A-Z])')
ABBREVIATED = re.compile(rf"(?<![A-Za-z]){SHORT}\.$")
HALF_DAY = re.compile(r"\b[ap]\.m\.$")
OPENING = re.compile(
    r"(?:This|The|These|It|If|For|In|On|See|Comments?|Effective|BIS|All|Any|You)\b"
)


def plain(text: str) -> str:
    """The same length and words, with typewriter dashes, quotes and spaces."""
    if text.isascii():
        return text
    for mark, sign in PLAIN.items():  # many times faster than str.translate
        text = text.replace(mark, sign)
    return text


def squeeze(text: str) -> str:
    """One line: each run of spaces becomes one."""
    return " ".join(text.split())


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The (start, end) of each sentence of a stretch of text, without the spaces around it."""
    end = len(text) if end is None else end
    begin = start
    for stop in STOP.finditer(text, start, end):
        cut = stop.start() + len(stop[0].rstrip())
        if _ends_here(text[max(begin, cut - 40) : cut], text[stop.end() : stop.end() + 12]):
            yield begin, cut
            begin = stop.end()
    if text[begin:end].strip():
        yield begin, begin + len(text[begin:end].rstrip())


def _ends_here(before: str, after: str) -> bool:
    if before.rstrip('")]').endswith(";"):
        return False  # a clause, not a sentence
    bare = before.rstrip('")]')
    if HALF_DAY.search(bare) or bare.endswith("U.S."):
        return bool(OPENING.match(after))
    if ABBREVIATED.search(bare):
        return False
    return not after[:1].isdigit()
