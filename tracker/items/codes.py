"""Control codes of two regimes: how they are written, and which stands above which.

A code belongs to one regime: 3A001 is a lithium cell on the Chinese list and an electronic part on
the American one. `Code` carries its regime, so the two are never equal and never one above the
other; `parse` gives every regime in which a text can be a code, unless the text itself says.

Both lists write digit, letter, three digits (what, which kind, where from), then letters and
numbers in turn: `1C111.b.1.a`. In China the third digit says whose control it was (0 to 5, 9); the
American list has also the 600 series. Apart stand `EAR99`, what is subject to the rules but on no
list, and the entries of the Chinese catalogue of technologies: six digits, then X for restricted or
J for banned.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from tracker.asked import UsageError

Regime = Literal["CN", "US"]
SERIES_600 = "600 series"
EXPECTED = "a control code such as 1C902.a, 3A090.a, 252604X or EAR99"
_PREFIX = re.compile(
    r"(?P<CN>CN|PRC|MOFCOM|(?:出口)?(?:管制|控制)编码|技术编号|编号)\s*[:：]?\s*"
    r"|(?P<US>US|USA|BIS|CCL|ECCN)S?\s*[:：]?\s*",
    re.IGNORECASE,
)
_HEAD = re.compile(r"(?P<head>[0-9][A-E](?P<origin>[0-9])[0-9]{2})(?P<tail>.*)", re.IGNORECASE)
_CATALOGUE = re.compile(r"[0-9]{6}[XJ]", re.IGNORECASE)
_TAIL = re.compile(r"(?:[.\s(]*(?:[A-Z](?![A-Z])|[1-9][0-9]{0,2})\)?)*", re.IGNORECASE)
_LEVEL = re.compile(r"[A-Z]|[0-9]+", re.IGNORECASE)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one regime; `parts` are its levels, from the entry down."""

    regime: Regime
    text: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.regime}:{self.text}"

    @property
    def entry(self) -> str:
        """The entry without its sub-paragraphs."""
        return self.parts[0]

    @property
    def above(self) -> tuple[str, ...]:
        """The code and every one it stands under, from the entry down."""
        return tuple(".".join(self.parts[: size + 1]) for size in range(len(self.parts)))


def parse(text: str) -> tuple[Code, ...]:
    """The codes a text can be, one for each regime it can belong to.

    >>> [str(code) for code in parse("3A001")]
    ['CN:3A001', 'US:3A001']
    >>> [str(code) for code in parse("ECCN 3A090 A")], [str(code) for code in parse("1c902．ａ")]
    (['US:3A090.a'], ['CN:1C902.a', 'US:1C902.a'])

    Raises UsageError with one line why a text is no code.
    """
    said, body = _regime_said(text)
    if not body:
        raise UsageError(f"code: expected {EXPECTED}, found {_shown(text)}")
    if len(text) > LONGEST:
        raise UsageError(f"code: expected {EXPECTED}, found {len(text):,} letters")
    found = [code for code in (_chinese(body), _american(body)) if code]
    kept = tuple(code for code in found if said in (None, code.regime))
    if not kept:
        raise UsageError(f"code: {_shown(text)} is none: {_why_not(body, said, found)}")
    return kept


def code_of(regime: Regime, text: str) -> Code:
    """A code of a known regime, as a measure's scope or a term has it. Raises UsageError."""
    for code in parse(text):
        if code.regime == regime:
            return code
    raise UsageError(f"code: {text!r} is no code of {regime}; expected {EXPECTED}")


def covers(a: Code, b: Code) -> bool:
    """Whether `b` is `a` itself or stands under it: 3A090 covers 3A090.a."""
    if a.regime != b.regime:
        return False
    if a.text == SERIES_600 and b.text != SERIES_600:
        return b.entry[2:3] == "6"
    return b.parts[: len(a.parts)] == a.parts


def plain(text: str) -> str:
    """A text with full-width signs made plain and no blanks around it."""
    return unicodedata.normalize("NFKC", text).replace("\u200c", "").strip()


def _regime_said(text: str) -> tuple[Regime | None, str]:
    """The regime a text names before its code, if any, and the rest."""
    rest = plain(text)
    said: Regime | None = None
    while found := _PREFIX.match(rest):
        if found["US"] and found.end() < len(rest) and rest[found.end()].isalpha():
            break
        said = "CN" if found["CN"] else "US"
        rest = rest[found.end() :].strip()
    return said, rest


def _chinese(body: str) -> Code | None:
    if _CATALOGUE.fullmatch(body):
        return Code("CN", body.upper(), (body.upper(),))
    found = _HEAD.fullmatch(body)
    if not found or found["origin"] in "678" or not _is_tail(found["tail"]):
        return None
    return _levelled("CN", found["head"], found["tail"])


def _american(body: str) -> Code | None:
    if re.fullmatch(r"EAR[\s-]*99", body, re.IGNORECASE):
        return Code("US", "EAR99", ("EAR99",))
    series, rest = re.match(r"((?:600[\s-]*series)?)[\s:]*(.*)", body, re.I | re.S).groups()  # type: ignore[union-attr]
    if series and not rest:
        return Code("US", SERIES_600, (SERIES_600,))
    found = _HEAD.fullmatch(rest)
    if not found or not _is_tail(found["tail"]) or (series and found["origin"] != "6"):
        return None
    return _levelled("US", found["head"], found["tail"])


def _is_tail(tail: str) -> bool:
    """Whether the levels after an entry are letters and numbers in turn, a letter first."""
    if not _TAIL.fullmatch(tail):
        return False
    levels = _LEVEL.findall(tail)
    return all(level.isalpha() == (at % 2 == 0) for at, level in enumerate(levels))


def _levelled(regime: Regime, head: str, tail: str) -> Code:
    parts = (head.upper(), *(level.lower() for level in _LEVEL.findall(tail)))
    return Code(regime, ".".join(parts), parts)


def _why_not(body: str, said: Regime | None, found: list[Code]) -> str:
    if found:
        other = found[0].regime
        return f"it can be a code of {other}, but of {said} it is said to be"
    head = _HEAD.fullmatch(body)
    if head is None:
        return f"expected {EXPECTED}"
    if not _is_tail(head["tail"]):
        return (
            f"after {head['head'].upper()} come letters and numbers in turn, a letter first (.a.1)"
        )
    return f"no Chinese entry has {head['origin']} as its third digit; expected 0 to 5 or 9"


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 40 else f"{flat[:39]}…")
