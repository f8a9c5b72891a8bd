"""The letters of a name without the manner of writing them: case, width, accents, numerals.

Traditional and Japanese characters become simplified ones. They are converted one by one, so that a
part of a name folds as it does in the whole name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from tracker.names.common import ORDINALS, TENS

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = (
    r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\uac00-\ud7a3"
)
_HAN = re.compile(f"[{HAN}]")
_OTHER = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h"}
)
_APOSTROPHE = re.compile("['’‘ʼ`´ʻ]")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_DIGITS = {ch: value for value, ch in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = "[〇零一二三四五六七八九十百]"
_COUNTED = re.compile(
    rf"第({_NUMERAL}+|\d+)|({_NUMERAL}{{2,}})(?=研究|所|院|厂|局|号)|({_NUMERAL})(?=所|院|厂|局|号)"
)


def is_chinese(text: str) -> bool:
    """Whether any character is written without spaces between words."""
    return not text.isascii() and bool(_HAN.search(text))


def plain(text: str) -> str:
    """No case, no width, no accents, no ordinals in words, Chinese as it is printed.

    >>> plain("  Ｈｉ－Tech  Müller, Twenty-First 第十三研究所 ")
    'hi-tech muller, 21 13研究所'
    """
    if not text.isprintable():
        text = "".join(map(_printable, text))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold().translate(_OTHER)
        if not text.isascii():
            marks = unicodedata.normalize("NFD", text)
            text = "".join(ch for ch in marks if not "\u0300" <= ch <= "\u036f")
            text = unicodedata.normalize("NFC", text)
            text = _COUNTED.sub(_counted, text)
    text = _APOSTROPHE.sub("", text.casefold()).replace("&", " and ").replace("+", " and ")
    text = _ORDINAL.sub(r"\1", " ".join(text.split()))
    return _ordinals(text) if "th" in text or "st" in text or "nd" in text or "rd" in text else text


def _printable(character: str) -> str:
    """What has no shape and no width goes, what separates becomes a space."""
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else " "


def _counted(found: re.Match[str]) -> str:
    numeral = next(group for group in found.groups() if group)
    return numeral if numeral.isdecimal() else str(number(numeral))


def number(numeral: str) -> int:
    """A Chinese numeral below 1000, counted (五十四) or spelled digit by digit (七〇一).

    >>> number("五十四"), number("十三"), number("七〇一")
    (54, 13, 701)
    """
    if "十" not in numeral and "百" not in numeral:
        return int("".join(str(_DIGITS[ch]) for ch in numeral))
    total = digit = 0
    for ch in numeral:
        if ch in "十百":
            total += (digit or 1) * (10 if ch == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[ch]
    return total + digit


_WORDED = re.compile(
    rf"\b(?:({'|'.join(TENS)})[- ])?({'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b"
)


def _ordinals(text: str) -> str:
    return _WORDED.sub(
        lambda found: str(TENS.get(found[1] or "", 0) * 10 + int(ORDINALS[found[2]])), text
    )


def simplified(text: str) -> str:
    """Every character as simplified Chinese writes it."""
    return text if text.isascii() else "".join(map(_simplified, text))


@cache
def _simplified(character: str) -> str:
    """Japanese forms too, unless simplified Chinese has the character for something else."""
    if character < "\u3400":
        return character
    found = str(_converter("t2s").convert(character))
    if found == character and not _in_gb2312(character):
        found = str(_converter("t2s").convert(_converter("jp2t").convert(character)))
    return found


@cache
def _converter(name: str) -> OpenCC:
    from opencc import OpenCC  # slow to import, and of no use to a name in Latin letters

    return OpenCC(name)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
