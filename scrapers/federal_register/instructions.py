"""Amendatory instructions that print days of their own: rows for them beside the document's own.

Instructions are tied by order: a lettered one ("a. Removing …") belongs to the number before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scrapers.documents import Effect, Unread
from scrapers.english.dates import Unreadable, last_day
from scrapers.english.moves import moves
from scrapers.english.phrases import LONGEST
from scrapers.english.sense import Sentence, effect
from scrapers.english.sentences import plain
from scrapers.english.starts import START, amendatory_starts, span_of
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.targets import Speaker, places

INSTRUCTION = re.compile(r"^(?P<n>\d{1,3})\.\s")
CHILD = re.compile(r"^(?P<n>[a-z])\.\s")
STAYING = re.compile(
    r"(?:\d{1,3}|[a-z])\.\s(?:effective|from|beginning)\b[^\"]{0,120}?(?<=[\s,])(?:(?:is|are)\s)?"
    r"(?:stay|stayed|suspend|suspended)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"')
STAYS = re.compile(r"\bstay(?:s|ed|ing)?\b|\bsuspend", re.IGNORECASE)


def instructed(
    parts: Parts, speaker: Speaker, known: Sequence[Effect]
) -> tuple[list[Effect], list[Unread]]:
    """What the instructions add to what DATES says."""
    effects: list[Effect] = []
    unread: list[Unread] = []
    number = ""
    for paragraph, start in parts.laid_out:
        if paragraph.part != "AMDPAR":
            continue
        end = start + len(paragraph.text)
        sentence = Sentence(paragraph.text, plain(paragraph.text), (start, end))
        if head := INSTRUCTION.match(sentence.plain):
            number = head["n"]
        child = CHILD.match(sentence.plain)
        name = f"{number}.{child['n']}" if child and number else number
        if len(sentence.plain) > LONGEST:
            sentence = _head(sentence)
        try:
            effects += _dated(sentence, name, speaker, known)
            effects += _stays(sentence, speaker, known)
            unread += _asks(sentence, [*known, *effects])
        except Unreadable as error:
            unread.append(Unread(sentence.words, str(error), sentence.offsets))
    return effects, unread


def _asks(sentence: Sentence, known: Sequence[Effect]) -> list[Unread]:
    """A day inside an instruction that nothing told so far begins or ends on."""
    told = {day for one in known for day in (one.first_day, one.last_day)}
    unquoted = QUOTED.sub(lambda quoted: " " * len(quoted[0]), sentence.plain)
    for found in START.finditer(unquoted):
        first, last = span_of(found)
        if first.day not in told or (last and last_day(last) not in told):
            reason = "expected a day at the head of the instruction, found one inside it"
            return [Unread(sentence.words, reason, sentence.offsets)]
    return []


def _head(sentence: Sentence) -> Sentence:
    """The beginning of a very long instruction: its own day stands there, or nowhere."""
    begin, words, simple = sentence.offsets[0], sentence.words[:LONGEST], sentence.plain[:LONGEST]
    return Sentence(words, simple, (begin, begin + LONGEST))


def _dated(
    sentence: Sentence, name: str, speaker: Speaker, known: Sequence[Effect]
) -> list[Effect]:
    stem = f"{speaker.own}/" if speaker.own else ""
    made = []
    if STAYING.match(sentence.plain):
        return _stayed(sentence, speaker, known)
    for span in amendatory_starts(sentence.plain):
        first, last = span if span else (None, None)
        row = effect(
            "imposes",
            (f"{stem}instruction-{name}",),
            sentence,
            first,
            last,
            provision=f"instruction-{name}",
            note=None if span else "delayed indefinitely: no first day",
        )
        if not _said_already(row, known, speaker):
            made.append(row)
    return made


def _stayed(sentence: Sentence, speaker: Speaker, known: Sequence[Effect]) -> list[Effect]:
    """ "2. Effective X until Y, stay § Z": nothing begins. Where DATES says it, DATES decides."""
    spans = [span for span in amendatory_starts(sentence.plain) if span]
    aim = places(QUOTED.sub(" ", sentence.plain), speaker.cfr_title)
    told = {(e.first_day, e.last_day) for e in known if e.effect == "suspends"}
    rows = [effect("suspends", aim, sentence, *span) for span in spans]
    return [one for one in rows if (one.first_day, one.last_day) not in told]


def _said_already(row: Effect, known: Sequence[Effect], speaker: Speaker) -> bool:
    """Whether DATES says it: of this instruction, or of the whole document."""
    return any(
        one.effect == "imposes"
        and (one.first_day, one.last_day) == (row.first_day, row.last_day)
        and (set(row.targets) <= set(one.targets) or one.targets == speaker.itself)
        for one in known
    )


def _stays(sentence: Sentence, speaker: Speaker, known: Sequence[Effect]) -> list[Effect]:
    """A stay that only the instructions print; where DATES prints one, it decides."""
    if not STAYS.search(sentence.plain) or any(e.effect == "suspends" for e in known):
        return []
    read = moves(sentence, speaker)
    return [one for one in read.effects if one.targets] if read else []
