"""What a correction corrects: another document by number or citation, or a place in the CFR.

The Office of the Federal Register's own corrections name the document ("C1-2013-16962"); agencies'
own have ordinary numbers and say in words which document they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from scrapers.documents import Effect, Unread
from scrapers.english.sense import Sentence, begins_whole, effect
from scrapers.english.sentences import plain
from scrapers.federal_register.identity import instrument_id
from scrapers.federal_register.parts import Part, Parts
from scrapers.federal_register.targets import Speaker, documents, sections

OFR_NUMBER = re.compile(r"^[CR]\d{0,2}-(?P<number>.+)$")
CORRECTION = re.compile(r"\bcorrect(?:ion|ions|ing)\b", re.IGNORECASE)
IN_TITLE = re.compile(r";\s*(?:technical )?corrections?\.?$|\[Corrected\]", re.IGNORECASE)
CFR_REVISION = re.compile(
    r"\bIn Title (?P<title>\d{1,2})\b.*?\b(?:revised as of)\b.*?(?P<rest>,.*)$", re.DOTALL
)
PASTED = re.compile(r"\bmake the following corrections?\b|\bto correct an editorial\b", re.I)
OFR_CODE = re.compile(r"1505-01|0099-10")
OPERATIVE = re.compile(
    r"\bIn (?:the )?(?:FR\.? Doc|rule document|notice document|proposed rule document"
    r"|Federal Register)|\bcorrections? to (?:the )?|\bcorrects\b|\bcorrecting\b",
    re.IGNORECASE,
)


WRONG = re.compile(
    r"\binadvertent|\berroneous|\bomitted\b|\bincorrect|\bwrong\b|\berrors?\b|\bcorrected\b",
    re.IGNORECASE,
)
WHERE_TOLD: tuple[Part, ...] = ("SUMMARY", "BODY")
# "the first rule (88 FR 1) and the second rule (88 FR 2), which this rule corrects"
JOINED = re.compile(
    r"\d\)?,?\sand\s(?:(?!as\b|amended|corrected|extended|delayed|modified|in\b|which\b)"
    r"[\w/'\"-]+,?\s){0,8}\(?(?:\d{2,3}\s(?:FR|Fed)|FR\.?\sDoc)"
)


class Corrected(NamedTuple):
    """Who is corrected, and the sentence that says so (None: the number itself says it)."""

    targets: tuple[str, ...]
    sentence: Sentence | None


def is_correction(parts: Parts) -> bool:
    """Whether a document corrects others rather than laying down something of its own."""
    action = parts.joined("ACTION")
    titled = bool(IN_TITLE.search(parts.subject))
    numbered = bool(parts.number and OFR_NUMBER.match(parts.number))
    printed = bool(OFR_CODE.search(plain(parts.billing_code or "")))
    pasted = parts.kind == "other" and bool(PASTED.search(plain(parts.text)))
    return numbered or printed or titled or pasted or bool(CORRECTION.search(action))


def corrected(parts: Parts, speaker: Speaker) -> Corrected:
    """What the document corrects: first its instructions are asked, then summary and number."""
    for sentence in _candidates(parts):
        revision = CFR_REVISION.search(sentence.plain)
        if revision:
            places = sections(revision["rest"], revision["title"])
            if places:
                return Corrected(places, sentence)
        if OPERATIVE.search(sentence.plain) and (found := documents(sentence.plain, speaker)):
            return Corrected(found[:1] if _one(sentence.plain) else found, sentence)
    if parts.number and (ofr := OFR_NUMBER.match(parts.number)):
        target = instrument_id(ofr["number"], speaker.agencies, speaker.billing_code)
        return Corrected((target,), None)
    return _with_an_error(parts, speaker)


def _with_an_error(parts: Parts, speaker: Speaker) -> Corrected:
    """The only document of which the summary or the text says that something is wrong in it."""
    told = [
        (name, sentence)
        for part in WHERE_TOLD
        for sentence in parts.sentences(part)
        if WRONG.search(sentence.plain)
        for name in documents(sentence.plain, speaker)
    ]
    if len({name for name, _ in told}) != 1:
        return Corrected((), None)
    return Corrected((told[0][0],), told[0][1])


def _one(words: str) -> bool:
    """Whether the words speak of one document: what follows its name in brackets is about it."""
    return not re.search(r"\b(?:rules|documents|notices)\b", words) and not JOINED.search(words)


def _candidates(parts: Parts) -> Iterator[Sentence]:
    for sentence in parts.sentences("BODY"):
        if re.search(r"\bcorrections?\b|\bamend\b", sentence.plain):
            yield sentence
    for part in ("BODY", "SUMMARY", "DATES"):
        yield from parts.sentences(part)


def as_correction(
    parts: Parts, speaker: Speaker, effects: list[Effect]
) -> tuple[list[Effect], list[Unread]]:
    """A correction corrects on its effective day what it names; it imposes nothing itself."""
    targets, said = corrected(parts, speaker)
    whole = is_correction(parts)
    rows = [
        replace(one, effect="corrects", targets=targets or one.targets, provision=None)
        if one.effect == "corrects" or (whole and begins_whole(one, speaker.itself))
        else one
        for one in effects
    ]
    rows = [
        replace(one, targets=())
        if one.effect == "corrects" and one.targets == speaker.itself
        else one
        for one in rows
    ]
    if not any(one.effect == "corrects" for one in rows):
        sentence = said or next(parts.sentences("SUBJECT"), None)
        if sentence is None or not (targets or _corrects_law(parts)):
            return rows, []
        rows.append(effect("corrects", targets, sentence))
    if targets or any(one.targets for one in rows if one.effect == "corrects"):
        return _each_target(rows), []
    row = next(one for one in rows if one.effect == "corrects")
    reason = "expected the document that is corrected, by number or citation, found none"
    return rows, [Unread(row.quote, reason, row.offsets)]


def _corrects_law(parts: Parts) -> bool:
    return parts.kind in {"rule", "correction"}


def _each_target(rows: list[Effect]) -> list[Effect]:
    """One row for each document corrected; places in the CFR share a row."""
    made: list[Effect] = []
    for row in rows:
        if row.effect != "corrects" or (row.targets and "CFR" in row.targets[0]):
            made.append(row)
        else:
            made += [replace(row, targets=(one,)) for one in row.targets] or [row]
    return made
