"""The effects of one Federal Register document: its sentences put together, each row once.

DATES decides. Instructions with days of their own add rows for themselves, a correction corrects
instead of imposing, and an act that only changes others imposes nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scrapers.documents import Effect, Unread
from scrapers.english.dates import DAY, FIND_DAY, WHEN, Unreadable, day_of, last_day, moment
from scrapers.english.moves import NEW_DATE, SUBSTITUTED, moves
from scrapers.english.phrases import has_no_effect, meaning
from scrapers.english.sense import Sense, Sentence, begins_whole
from scrapers.english.sentences import plain
from scrapers.federal_register.bodies import read_whole
from scrapers.federal_register.corrections import as_correction, is_correction
from scrapers.federal_register.denials import denial, is_denial
from scrapers.federal_register.export_rules import with_lists, with_scope
from scrapers.federal_register.instructions import instructed
from scrapers.federal_register.orders import order_senses
from scrapers.federal_register.parts import Part, Parts
from scrapers.federal_register.promises import as_announced, increase_told
from scrapers.federal_register.retroactive import retroactive
from scrapers.federal_register.targets import Speaker, annexes

Found = tuple[list[Effect], list[Unread]]
PURE_CHANGE = re.compile(
    r"^(?:(?:interim |temporary |direct )*(?:final )?(?:rule|rules|regulation|notice)s?"
    r"|(?:partial |temporary |administrative |further )?(?:delay|stay|suspension|withdrawal"
    r"|postponement|rescission|revocation)\b.*)$",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"\b(?:delay|stay|suspension|withdrawal|postponement|rescission|revocation)\b", re.IGNORECASE
)
# Instructions of an act that only stays others.
NOTHING_OF_ITS_OWN = re.compile(r"\bauthority citations?\b|\bstay(?:ed|s)?\b", re.IGNORECASE)
NO_LAW = re.compile(
    r"\bcomment period|\bbriefing|\bmeeting|\bcorrect|\bhearing|\bpetition|\bproposed\b"
    r"|\bdeadline\b",
    re.IGNORECASE,
)
LAYS_DOWN = re.compile(r"\b(?:final|temporary|interim) (?:final )?rule\b", re.IGNORECASE)
LICENCE = re.compile(
    r"\btemporary general licen[sc]e\b.{0,200}?\b(?:valid|expires?|through|until|effective)\b"
    rf".{{0,60}}?{DAY}",
    re.IGNORECASE,
)
AT_OTHERS = ("suspends", "repeals", "extends", "resumes", "postpones")
ITSELF = re.compile(
    r"\bthis\s(?:\w+\s){0,3}(?:rule|determination|document|order|notice|action|regulation)\b",
    re.IGNORECASE,
)
NOTICE_OF_ACTION = re.compile(
    r"\bnotice of (?:[\w-]+ ){0,3}?(?:action|modification|suspension|termination|continuation"
    r"|extension|reinstatement|revocation)s?\b",
    re.IGNORECASE,
)
FIND_WHEN = re.compile(WHEN, re.IGNORECASE)
SUNSET = re.compile(
    r"\b(?:suspension|stay)\b[^.;]{0,40}\b(?:is set to|will|shall) (?:end|expire)\b", re.IGNORECASE
)


def effects_of(parts: Parts, speaker: Speaker) -> tuple[tuple[Effect, ...], tuple[Unread, ...]]:
    """Every certain effect of a document, and every sentence that a person must read."""
    if parts.kind == "proposed rule":
        return (), ()  # it imposes nothing, whatever days it names
    effects, unread = _dates(parts, speaker)
    effects = _without_pure_change(parts, speaker, effects)
    _add(instructed(parts, speaker, effects), effects, unread)
    _add(_running_text(parts, speaker, effects), effects, unread)
    _add(_summary(parts, speaker, effects), effects, unread)
    if is_correction(parts) or any(one.effect == "corrects" for one in effects):
        effects, more = as_correction(parts, speaker, effects)
        corrects = {one.offsets for one in effects if one.effect == "corrects"}
        unread = [one for one in unread if one.offsets not in corrects] + more
    before = {one.offsets for one in effects if one.effect == "corrects"}
    effects, more = with_lists(parts, speaker, effects)
    corrects = {one.offsets for one in effects if one.effect == "corrects"}
    unread = [one for one in unread if one.offsets not in before - corrects] + more
    effects = [with_scope(one, parts, speaker) for one in effects]
    effects, unread = _told_once(_closed(effects), unread)
    unread = [one for one in unread if not increase_told(one, effects)]
    effects, more = as_announced(parts, speaker, effects)
    effects = _without_pure_change(parts, speaker, effects)
    unread += more
    unread += _without_beginning(effects)
    if not effects and not unread:
        unread += _silence(parts)
    return _rows(effects), _once(unread)


def _add(found: Found, effects: list[Effect], unread: list[Unread]) -> None:
    effects += found[0]
    unread += found[1]


# -- DATES --------------------------------------------------------------------------------------


def _dates(parts: Parts, speaker: Speaker) -> Found:
    effects: list[Effect] = []
    applies: list[Effect] = []
    unread: list[Unread] = []
    notes: list[str] = []
    must_speak = parts.kind != "notice" or read_whole(parts)
    for sentence in parts.sentences("DATES"):
        if SUNSET.search(sentence.plain):
            continue  # compared with the stay itself, in the end
        sense = meaning(sentence, speaker, must_speak=must_speak)
        effects += sense.effects
        applies += sense.applies
        notes += sense.notes
        unread += filter(None, [sense.asks(sentence)])
    effects, more = _one_beginning(effects, speaker)
    return _with_applicability(effects, applies, notes, speaker), unread + more


def _one_beginning(effects: list[Effect], speaker: Speaker) -> Found:
    """A document begins on one day: where DATES prints more for the whole, a person looks."""
    whole = [e for e in effects if e.effect == "imposes" and e.targets == speaker.itself]
    if len({one.first_day for one in whole}) < 2 or any(one.last_day for one in whole):
        return effects, []
    if by_annex := _by_annex(whole, speaker):
        return [e for e in effects if e not in whole] + by_annex, []
    named = {one.first_day for one in whole if ITSELF.search(one.quote)}
    kept = named if len(named) == 1 else set()
    reason = "expected one day on which the document begins, found more"
    doubtful = [one for one in whole if one.first_day not in kept]
    asked = [Unread(one.quote, reason, one.offsets) for one in doubtful]
    places = {one.offsets for one in doubtful}
    return [e for e in effects if e.targets != speaker.itself or e.offsets not in places], asked


def _by_annex(whole: list[Effect], speaker: Speaker) -> list[Effect]:
    """Each beginning with the annexes it names, where each names others; else nothing."""
    if len({one.first_day for one in whole}) < 2 or any(e.targets != speaker.itself for e in whole):
        return []
    named = [annexes(plain(one.quote)) for one in whole]
    if not all(named) or len({name for of in named for name in of}) < sum(map(len, named)):
        return []
    return [
        replace(one, targets=tuple(f"{speaker.own}/{name}" for name in of), provision=None)
        for one, of in zip(whole, named, strict=True)
    ]


def _with_applicability(
    effects: list[Effect], applies: list[Effect], notes: list[str], speaker: Speaker
) -> list[Effect]:
    """Days of applicability are notes beside an effective day, and effects without one."""
    if not any(begins_whole(one, speaker.itself) for one in effects):
        return [_noted(one, notes) for one in [*effects, *(_by_annex(applies, speaker) or applies)]]
    told = [f"applicable from {_span(one)}" for one in applies]
    told += notes
    return [_noted(e, told) if begins_whole(e, speaker.itself) else e for e in effects]


def _span(one: Effect) -> str:
    return f"{one.first_day} to {one.last_day}" if one.last_day else str(one.first_day)


def _noted(one: Effect, notes: Iterable[str]) -> Effect:
    told = "; ".join(filter(None, [one.note, *notes]))
    return replace(one, note=told or None)


def _without_pure_change(parts: Parts, speaker: Speaker, effects: list[Effect]) -> list[Effect]:
    """An act that only delays or stays others lends them its own day, and imposes nothing."""
    segments = [s.strip(" .") for s in parts.joined("ACTION").split(";") if s.strip(" .")]
    pure = any(CHANGE.search(s) for s in segments) and all(PURE_CHANGE.match(s) for s in segments)
    others = [e for e in effects if e.effect in {"postpones", "suspends", "resumes", "repeals"}]
    if not (pure and others) or not all(
        NOTHING_OF_ITS_OWN.search(plain(p.text)) for p in parts.paragraphs if p.part == "AMDPAR"
    ):
        return effects
    own = [e for e in effects if begins_whole(e, speaker.itself) and e.effect == "imposes"]
    kept = [e for e in effects if not (begins_whole(e, speaker.itself) and e.effect == "imposes")]
    if len(own) != 1:
        return kept
    return [
        replace(e, first_day=own[0].first_day, first_time=own[0].first_time)
        if e.effect in {"suspends", "resumes"} and e.first_day is None
        else e
        for e in kept
    ]


# -- running text, summary ----------------------------------------------------------


def _running_text(parts: Parts, speaker: Speaker, known: list[Effect]) -> Found:
    effects: list[Effect] = []
    unread: list[Unread] = []
    if is_correction(parts):
        return effects, unread
    if is_denial(parts):
        title = next(parts.sentences("SUBJECT"), None) or next(parts.sentences("BODY"))
        sense = denial(parts, speaker)
        return [*sense.effects], [*filter(None, [sense.asks(title)])]
    verbs = {one.effect for one in known}
    for sentence, sense in order_senses(parts, speaker):
        new = [one for one in sense.effects if parts.kind != "rule" or one.effect not in verbs]
        effects += new
        if new or not sense.effects:
            unread += filter(None, [sense.asks(sentence)])
    return _by_section(effects, speaker), unread


def _by_section(effects: list[Effect], speaker: Speaker) -> list[Effect]:
    """An order with several beginnings names its section in each; with one it is the whole."""
    days = {(e.first_day, e.last_day) for e in effects if e.effect == "imposes"}
    if len(days) < 2 or speaker.own is None:
        return effects
    return [
        replace(e, targets=(f"{speaker.own}/{e.provision}",))
        if e.effect == "imposes" and e.provision
        else e
        for e in effects
    ]


def _summary(parts: Parts, speaker: Speaker, known: list[Effect]) -> Found:
    """What only the summary says: new ends, changes dated back; a sunset must agree with DATES."""
    effects: list[Effect] = []
    unread: list[Unread] = []
    ends = {one.last_day for one in known if one.last_day}
    for part in ("DATES", "SUMMARY"):
        for sentence in parts.sentences(part):
            try:
                sense = _summarised(sentence, part, ends, speaker)
            except Unreadable as error:
                sense = Sense(unread=str(error))
            if sense and not {one.last_day for one in sense.effects if one.last_day} & ends:
                effects += sense.effects
                unread += filter(None, [sense.asks(sentence)])
            elif part == "SUMMARY" and sense is None:
                unread += _licence(sentence, known)
    return effects, unread


def _licence(sentence: Sentence, known: list[Effect]) -> list[Unread]:
    """The window of a general licence that only the summary prints."""
    if not LICENCE.search(sentence.plain):
        return []
    told = {day for one in known for day in (one.first_day, one.last_day)}
    reason = "expected the window of the licence in DATES, found one in the summary"
    try:
        if all(day_of(found[0]) in told for found in FIND_DAY.finditer(sentence.plain)):
            return []
    except Unreadable as error:
        reason = str(error)
    return [Unread(sentence.words, reason, sentence.offsets)]


def _summarised(sentence: Sentence, part: Part, ends: set[date], speaker: Speaker) -> Sense | None:
    if SUNSET.search(sentence.plain):
        return _sunset(sentence, ends)
    if part == "DATES":
        return retroactive(sentence, speaker)
    if SUBSTITUTED.search(sentence.plain) or NEW_DATE.search(sentence.plain):
        read = moves(sentence, speaker)
        return Sense(read.effects, unread=read.unread) if read else None
    return retroactive(sentence, speaker)


def _sunset(sentence: Sentence, ends: set[date]) -> Sense | None:
    """The end of a stay told a second time: it must be the same."""
    found = FIND_WHEN.search(sentence.plain)
    if found and last_day(moment(found[0])) in ends:
        return None
    return Sense(unread="expected DATES to print the same end of the suspension, found another")


def _closed(effects: list[Effect]) -> list[Effect]:
    """Without a beginning whose end is told elsewhere with the same first day."""
    ends = {
        (target, e.first_day)
        for e in effects
        if e.effect == "imposes" and e.last_day
        for target in e.targets or ("",)
    }
    made = []
    for one in effects:
        begins = one.effect == "imposes" and one.last_day is None
        left = tuple(t for t in one.targets or ("",) if (t, one.first_day) not in ends)
        if begins and left != (one.targets or ("",)):
            if left:
                made.append(replace(one, targets=left))
        else:
            made.append(one)
    return made


def _told_once(effects: list[Effect], unread: list[Unread]) -> Found:
    """Without what is told twice, the second time without saying whom it hits.

    What hits nobody and is told once is asked about.
    """
    aimed = {(one.effect, one.first_day, one.last_day) for one in effects if one.targets}
    aimless = [one for one in effects if not one.targets and one.effect in AT_OTHERS]
    again = {e.offsets for e in aimless if (e.effect, e.first_day, e.last_day) in aimed}
    effects = [one for one in effects if one.targets or one.offsets not in again]
    unread = [one for one in unread if one.offsets not in again]
    asked = {one.offsets for one in unread}
    reason = "expected the document that is meant, by number or citation, found none"
    missing = [
        Unread(one.quote, reason, one.offsets)
        for one in aimless
        if one.offsets not in again and one.offsets not in asked
    ]
    return effects, unread + missing


def _without_beginning(effects: list[Effect]) -> list[Unread]:
    """A suspension needs a first day; where the text prints none, a person says which."""
    return [
        Unread(one.quote, "expected the first day of the suspension, found none", one.offsets)
        for one in effects
        if one.effect == "suspends" and one.first_day is None
    ]


# -- rows -----------------------------------------------------------------------------------------


def _silence(parts: Parts) -> list[Unread]:
    """A rule that does not say when it begins: not "no effect", but a question."""
    action = parts.joined("ACTION")
    if read_whole(parts) and not parts.joined("BODY", "DATES"):
        title = next(parts.sentences("SUBJECT"), None)
        reason = "expected the text of the order, found only its title or summary"
        return [Unread(title.words, reason, title.offsets)] if title else []
    if read_whole(parts) and parts.kind == "notice" and NOTICE_OF_ACTION.search(action):
        title = next(parts.sentences("SUMMARY"), None) or next(parts.sentences("ACTION"))
        return [Unread(title.words, "expected what the action does, found none", title.offsets)]
    if parts.kind != "rule" or NO_LAW.search(action):
        return []
    if not action and has_no_effect(parts.joined("SUMMARY", "DATES")):
        return []  # an extract that speaks of comments only
    sentence = next(parts.sentences("ACTION"), None) or next(parts.sentences("SUBJECT"), None)
    if sentence is None or (action and not LAYS_DOWN.search(action)):
        return []
    reason = "expected an effective day in DATES, found none"
    return [Unread(sentence.words, reason, sentence.offsets)]


def _rows(effects: list[Effect]) -> tuple[Effect, ...]:
    """One row for each effect, span and target instrument."""
    rows: dict[tuple[object, ...], Effect] = {}
    for one in effects:
        about = one.targets[0].partition("/") if one.targets else ("", "", "")
        key = (
            one.effect,
            one.first_day,
            one.last_day,
            one.what,
            about[0].partition(" CFR ")[0] if " CFR " in about[0] else about[0],
            bool(about[1]),
            one.title,
            one.parties,
        )
        had = rows.get(key)
        if had is None:
            rows[key] = one
        else:
            targets = tuple(dict.fromkeys((*had.targets, *one.targets)))
            rows[key] = replace(had, targets=targets, provision=None)
    return tuple(rows.values())


def _once(unread: list[Unread]) -> tuple[Unread, ...]:
    """Each sentence once, with the first reason that was found."""
    kept: dict[tuple[int, int], Unread] = {}
    for one in unread:
        kept.setdefault(one.offsets, one)
    return tuple(kept.values())
