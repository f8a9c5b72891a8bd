"""The form in which names are compared: words without the manner of writing, the legal form apart.

What is left without the legal form is the core. Spaces are kept between words, but names that
differ in them alone are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from tracker.names.characters import HAN, is_chinese, plain, simplified
from tracker.names.common import (
    FIRST_FORMS,
    FORM_OF,
    FORM_PHRASES,
    FORMS,
    HAN_FORM,
    HAN_LAST_FORM,
    LAST_FORMS,
    STOP,
)
from tracker.names.telling import cut, shortened

_RUN = re.compile(f"[{HAN}]+|\\d+|[^\\W\\d_{HAN}]+")
_MIDDLE_FORM = re.compile(HAN_FORM)
_END_FORM = re.compile(f"(?:{HAN_LAST_FORM})$")
_PHRASE = re.compile(
    rf"\b({'|'.join(FORM_PHRASES)})\b(?: company| co\b| partnership)?".replace(" ", "[ -]?")
)
_SPELLED = {phrase.replace(" ", ""): form for phrase, form in FORM_PHRASES.items()}


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
        return tuple(piece for word in self.core for piece in cut(word))


def folded(printed: str) -> Folded:
    words, core, form = _apart(simplified(plain(printed)))
    name = Folded(printed, core, form)
    name.words = words
    return name


# -- words and legal forms ------------------------------------------------------------------------


def _apart(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """All words of a plain text, those of its core and its legal form."""
    text = _PHRASE.sub(
        lambda found: f" {_SPELLED[found[1].replace(' ', '').replace('-', '')]} ", text
    )
    if text.isascii() or not is_chinese(text):
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
        single = len(word) == 1 and word.isalpha() and not is_chinese(word)
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
    words = _han_joined(_RUN.findall(text))
    core = _han_joined(_letters_joined(_RUN.findall(_MIDDLE_FORM.sub(" ", text))))
    legal = _legal(core)
    form += [word for word, is_form in zip(core, legal, strict=True) if is_form]
    core = [word for word, is_form in zip(core, legal, strict=True) if not is_form]
    while core and (found := _END_FORM.search(core[-1])):
        form.insert(0, found[0])
        core[-1:] = filter(None, [core[-1][: found.start()]])
    if not core:
        core, form = words, []
    return tuple(words), tuple(core), _forms(form)


def _han_joined(words: Iterable[str]) -> list[str]:
    """Chinese has no spaces: what a page breaks apart is one run."""
    joined: list[str] = []
    for word in words:
        if joined and is_chinese(word) and is_chinese(joined[-1]):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


_GLUED = re.compile(
    "(ooo|oao|pao|zao|pjsc|ojsc|jsc|llc)?([a-z]{3,}?)"
    "(company|corporation|limited|holdings?|group|ltd|llc|jsc|zao|ooo|oao|inc|gmbh|sarl|plc|fzc|fze|(?<=[a-z]{6})co)?"
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
