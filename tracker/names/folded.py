"""The form in which names are compared: what is left when the manner of writing is taken away.

Case, width, accents, punctuation and spacing go; traditional and Japanese characters become
simplified ones, ordinals become digits, and the legal form is set apart from the rest (the core).
Characters are converted one by one, so that a part of a name folds as it does in the whole name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING

from tracker.names.common import (
    FIRST_FORMS,
    FORM_OF,
    FORM_PHRASES,
    FORMS,
    GENERAL,
    HAN_FORM,
    HAN_GENERAL,
    HAN_LAST_FORM,
    HAN_PLACES,
    LAST_FORMS,
    ORDINALS,
    PLACES,
    SHORT,
    STOP,
    TENS,
)

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}\uac00-\ud7a3]")
_RUN = re.compile(f"[{HAN}\uac00-\ud7a3]+|\\d+|[^\\W\\d_{HAN}\uac00-\ud7a3]+")
_OTHER = {
    ord(a): b
    for a, b in zip("øłđıæœþðħ", ["o", "l", "d", "i", "ae", "oe", "th", "d", "h"], strict=True)
}
_APOSTROPHE = re.compile("['’‘ʼ`´ʻ]")
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_DIGITS = {ch: value for value, ch in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = "[〇零一二三四五六七八九十百]"
_COUNTED = re.compile(
    rf"第({_NUMERAL}+|\d+)|({_NUMERAL}{{2,}})(?=研究|所|院|厂|局|号)|({_NUMERAL})(?=所|院|厂|局|号)"
)
_MIDDLE_FORM = re.compile(HAN_FORM)
_END_FORM = re.compile(f"(?:{HAN_LAST_FORM})$")
_PHRASE = re.compile(
    rf"\b({'|'.join(FORM_PHRASES)})\b(?: company| co\b| partnership)?".replace(" ", "[ -]")
)
_GENERAL = re.compile(f"(?:{'|'.join(HAN_PLACES)})[市省]?|{'|'.join(HAN_GENERAL)}")


class Folded:
    """One name, folded; the parts that only a closer look needs are worked out when asked for."""

    def __init__(self, printed: str, core: Iterable[str], form: Iterable[str]) -> None:
        self.printed = printed
        self.core = tuple(core)
        self.form = tuple(form)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words, the legal form with them."""
        return _apart(simplified(plain(self.printed)))[0]

    @property
    def whole(self) -> str:
        return " ".join(self.words)

    @cached_property
    def squeezed(self) -> str:
        """The core without spaces: what is indexed."""
        return "".join(self.core)

    @cached_property
    def short(self) -> tuple[str, ...]:
        """The words of the core with the usual abbreviations used throughout."""
        return tuple(map(shortened, self.core))

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """The words of the core, runs of Chinese cut where a general word begins or ends."""
        if self.squeezed.isascii():
            return self.core
        return tuple(piece for word in self.core for piece in _cut(word))


def folded(printed: str) -> Folded:
    words, core, form = _apart(simplified(plain(printed)))
    name = Folded(printed, core, form)
    name.words = words
    return name


def plain(text: str) -> str:
    """No case, no width, no accents, no ordinals in words, Chinese as it is printed.

    >>> plain("  Ｈｉ－Tech  Müller, Twenty-First 第十三研究所 ")
    'hi-tech muller, 21 13研究所'
    """
    text = "".join(ch if ch.isprintable() else " " for ch in text)
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


# -- words and legal forms ------------------------------------------------------------------------


def _apart(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """All words of a plain text, those of its core and its legal form."""
    text = _PHRASE.sub(lambda found: f" {FORM_PHRASES[found[1].replace('-', ' ')]} ", text)
    if text.isascii() or not _HAN.search(text):
        words = _letters_joined(_RUN.findall(text))
        legal = _legal(words)
        core = [word for word, is_form in zip(words, legal, strict=True) if not is_form]
        form = [word for word, is_form in zip(words, legal, strict=True) if is_form]
        if not core:
            core, form = words, []
        return tuple(words), tuple(core), _forms(form)
    return _apart_in_chinese(text)


def _letters_joined(words: Iterable[str]) -> list[str]:
    """Letters that stand alone side by side are one word: S. p. A., U.S.A."""
    joined: list[str] = []
    running = False
    for word in words:
        single = len(word) == 1 and word.isalpha() and not _HAN.match(word)
        if single and running:
            joined[-1] += word
        else:
            joined.append(word)
        running = single
    return joined


def _legal(words: list[str]) -> list[bool]:
    legal = [False] * len(words)
    last = True  # nothing but legal forms follows
    for place in range(len(words) - 1, 0, -1):
        word = words[place]
        after = last or legal[place + 1]
        legal[place] = word in FORMS or (after and word in LAST_FORMS)
        last = last and legal[place]
    place = 0
    while place < len(words) - 1 and words[place] in FIRST_FORMS:
        legal[place] = True
        place += 1
    if words and all(legal[1:]) and (words[0] in FORMS or words[0] in LAST_FORMS):
        legal[0] = True
    return legal


def _forms(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(FORM_OF.get(word, word) for word in words))


def _apart_in_chinese(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    form = _MIDDLE_FORM.findall(text)
    rest = _MIDDLE_FORM.sub(" ", text)
    while found := _END_FORM.search(rest := rest.rstrip(" .,，。()-")):
        form.insert(0, found[0])
        rest = rest[: found.start()]
    words = _han_joined(_RUN.findall(text))
    core = _han_joined(_letters_joined(_RUN.findall(rest)))
    if any(not _HAN.match(word) for word in core):
        legal = _legal(core)
        form += [word for word, is_form in zip(core, legal, strict=True) if is_form]
        core = [word for word, is_form in zip(core, legal, strict=True) if not is_form] or core
    if not core:
        core, form = words, []
    return tuple(words), tuple(core), _forms(form)


def _han_joined(words: Iterable[str]) -> list[str]:
    """Chinese has no spaces: what a page breaks apart is one run."""
    joined: list[str] = []
    for word in words:
        if joined and _HAN.match(word) and _HAN.match(joined[-1]):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


_GLUED = re.compile(
    "(ooo|oao|pao|zao|pjsc|ojsc|jsc|llc)?([a-z]{3,}?)"
    "(company|corporation|limited|holdings?|group|ltd|llc|jsc|inc|gmbh|sarl|plc|coltd)?"
)


def unglued(name: Folded) -> Folded | None:
    """The name without a legal form that lost the space before or after it; None without one.

    >>> unglued(folded("SaamenCompany, LLC")).core
    ('saamen',)
    """
    core, form = list(name.core), list(name.form)
    for place, word in enumerate(core):
        found = _GLUED.fullmatch(word)
        if found and len(found[2]) < len(word):
            core[place] = found[2]
            form[:0] = filter(None, (found[1], found[3]))
    return Folded(name.printed, core, _forms(form)) if tuple(core) != name.core else None


def only_form(name: Folded) -> bool:
    """Whether nothing but a legal form or a joining word was given ("Co., Ltd.", 有限公司)."""
    return all(
        word in FORMS or word in LAST_FORMS or word in STOP or bool(_ONLY_FORM.fullmatch(word))
        for word in name.words
    )


_ONLY_FORM = re.compile(f"(?:{HAN_FORM}|{HAN_LAST_FORM})+")


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


def _cut(word: str) -> Iterator[str]:
    if not _HAN.match(word):
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
    if _HAN.match(piece):
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
def is_place(piece: str) -> bool:
    return piece in PLACES or piece.rstrip("市省") in HAN_PLACES


def is_chinese(text: str) -> bool:
    return bool(_HAN.search(text))
