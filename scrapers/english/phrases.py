"""The sentence of an American text and what it means in law: each phrase means one thing.

Every day that a sentence prints is accounted for: it carries an effect, or it stands where a day
carries none ("published on …", "comments must be received by …"). What is left over makes the
sentence one that a person reads.
"""

from __future__ import annotations

import re

from scrapers.english.dates import FIND_DAY, Unreadable
from scrapers.english.moves import moves
from scrapers.english.sense import Read, Sense, Sentence
from scrapers.english.starts import EXCEPT, START, starts
from scrapers.federal_register.targets import Speaker

LONGEST = 3000
TOO_LONG = f"expected a sentence of at most {LONGEST} characters, found a longer one"
LABEL = re.compile(
    r"^(?:(?:mandatory\s|voluntary\s)?(?:effective|applicab\w+|compliance|comment\w*|expiration)"
    r"(?:\speriod|\sdue)?(?:\sdates?)?|dates?)\s?[:.-]+\s?",
    re.IGNORECASE,
)
TOPIC = re.compile(
    r"\bcomments?\b|\bdocket\b|\bhearings?\b|\bmeetings?\b|\bworkshop|\bbriefing|\bwebinar|\bobjections?\b"
    r"|\bpetitions?\b|\bnominations?\b|\bincorporat\w+ by reference\b|\bDirector of the Federal"
    r"|\bmay request\b|\bwill publish\b|\bjudicial review\b|\bapplications? (?:must|will|should)\b"
    r"|\bregistration\b|\bwritten (?:submissions?|requests?)\b|\bconference\b|\binformation "
    r"collection\b|\bwill be (?:held|open)\b|\bwill meet\b|\bopen to the public\b|\brequests? for\b"
    r"|\binterested (?:persons|parties)\b|\bdates of notification\b|\bnotices? of intent\b"
    r"|\b(?:initiat|self-initiat)(?:ed|es)\b[^.;]{0,80}\binvestigations?\b",
    re.IGNORECASE,
)
COMPLIANCE = re.compile(r"\bcompl(?:y|ies|iance)\b", re.IGNORECASE)
OPERATIVE = re.compile(
    r"\beffective(?!ly|ness of)\b|\bapplicab|\bsuspend|\bstay(?:s|ed|ing)?\b|\bdelay|\bextended\b"
    r"|\bpostpon|\bwithdrawn\b|\bexpir|\bin effect\b|\btakes? effect\b|\bwill continue through\b"
    r"|\bno (?:legal )?force\b|\brevok|\brescind|\bterminat|\bextends?\b|\bimposed?\b"
    r"|\badded to\b|\bremoved from\b|\buntil further notice\b",
    re.IGNORECASE,
)
BEGINS_OR_RESTS = re.compile(
    r"\b(?:is|are|be|becomes?)\s(?:not\s)?effective\b|\bin effect\b|\bdelayed indefinitely\b"
    r"|\bstayed\b|\bsuspended\b",
    re.IGNORECASE,
)
POINTER = re.compile(
    r"\bsee\b|\bcontained in\b|\bset (?:forth|out) in\b|\brefer to\b|\b(?:listed|described"
    r"|specified|provided|shown|found|discussed) in\b",
    re.IGNORECASE,
)
# A day after these words carries no effect of its own …
EXCUSED = re.compile(
    r"\b(?:compl(?:y|iance)|comment|receiv|submit|postmark|delayed on|held|hearing|meeting"
    r"|was |were |objection|on or before|no later than|beginning (?:on or )?after"
    r"|expiration date of|originally|previously)[^.;]{0,80}$"
    r"|\b(?:publish|appear|issue|dated|sign(?:ed|ature)|promulgat|releas|announc|adopt|approv|correct"
    r"|filed|date of)(?:(?!\b(?:until|through|effective|delayed|stayed)\b)[^.;]){0,80}$"
    r"|\bFR \d{1,6},? \(?$|\bpending [^.;]{1,80}, effective $",
    re.IGNORECASE,
)
# … and so does one before its citation, "July 10, 2012 (77 FR 40459)".
CASES = re.compile(
    r"\bappl(?:y|ies|icable) to\b[^.;]{0,140}\b(?:on or after|after|before|beginning(?: on)?) $",
    re.I,
)
APPLIES_TO = re.compile(r"\bappl(?:y|ies|icable) to\b")
SAVINGS = re.compile(
    r"^\W*savings\sclause\b|\ben\sroute\saboard\b[^;]*\bmay\s(?:proceed|continue)\b", re.IGNORECASE
)
ACTUAL_NOTICE = re.compile(r"\bactual notice will be used\b", re.IGNORECASE)
CITED = re.compile(r",? ?\(?(?:at )?\d{2,3} (?:FR|Fed)")


def meaning(sentence: Sentence, speaker: Speaker, *, must_speak: bool = True) -> Sense:
    """What a sentence does in law.

    With `must_speak` (the DATES of a rule) a day that we cannot place asks for a person; without
    it (a notice) only words of law do.
    """
    if len(sentence.plain) > LONGEST:
        return Sense(unread=TOO_LONG)
    try:
        return _meaning(sentence, speaker, must_speak)
    except Unreadable as error:
        return Sense(unread=str(error))


def _meaning(sentence: Sentence, speaker: Speaker, must_speak: bool) -> Sense:
    read = _read(sentence, speaker)
    if read is None:
        return _without_effect(sentence, must_speak)
    reason = read.unread or _left_over(sentence.plain, read)
    if read.unread is None and reason:
        return Sense(unread=reason)  # a day we cannot place may change what the others mean
    sense = Sense(read.effects, read.applies, _compliance(sentence), reason)
    return sense if read.effects or read.applies or reason else _without_effect(sentence, False)


def _read(sentence: Sentence, speaker: Speaker) -> Read | None:
    if SAVINGS.search(sentence.plain):
        return None  # what was on its way keeps its licence exception: no beginning, no end
    cut = EXCEPT.search(sentence.plain)
    if cut and START.search(sentence.plain, 0, cut.start()):
        return starts(sentence, speaker)
    if _other_topic(sentence.plain):
        return None
    return moves(sentence, speaker) or starts(sentence, speaker)


def _other_topic(plain: str) -> bool:
    """Whether it speaks of comments or meetings, and of nothing that begins or ends."""
    return bool(TOPIC.search(plain)) and not (START.search(plain) or STRONG.search(plain))


STRONG = re.compile(
    r"\b(?:is|are|been|hereby) (?:hereby )?(?:delayed|stayed|suspended|withdrawn)\b"
    r"|\beffective (?:up)?on\b|\bexpiration date\b",
    re.IGNORECASE,
)


def _left_over(plain: str, read: Read) -> str | None:
    for day in FIND_DAY.finditer(plain):
        if any(a <= day.start() and day.end() <= b for a, b in read.used):
            continue
        before = plain[: day.start()][-200:]
        if EXCUSED.search(before) or CASES.search(before) or CITED.match(plain, day.end()):
            continue
        return f"expected words that say what {day[0]} does, found none that we know"
    return None


def _compliance(sentence: Sentence) -> tuple[str, ...]:
    told = COMPLIANCE.search(sentence.plain) or APPLIES_TO.search(sentence.plain)
    return (sentence.words,) if told else ()


def _without_effect(sentence: Sentence, must_speak: bool) -> Sense:
    plain = sentence.plain
    if any(words.search(plain) for words in (COMPLIANCE, ACTUAL_NOTICE, SAVINGS)):
        return Sense(notes=(sentence.words,))
    if TOPIC.search(plain) and not BEGINS_OR_RESTS.search(plain):
        return Sense()
    operative = OPERATIVE.search(plain)
    if POINTER.search(plain) and (operative or must_speak):
        return Sense(unread="expected a day, found a pointer to another place")
    if operative:
        return Sense(unread=f"expected a day with {operative[0]!r} in words that we know")
    if must_speak and FIND_DAY.search(plain):
        return Sense(unread="expected words that say what the day does, found none that we know")
    return Sense()


def label(plain: str) -> str:
    """The label before a sentence of DATES ("Effective date: "), or nothing."""
    found = LABEL.match(plain)
    return found[0] if found else ""


def has_no_effect(plain: str) -> bool:
    """Whether the words speak of comments, meetings or compliance: known to begin nothing."""
    return bool(TOPIC.search(plain) or COMPLIANCE.search(plain))
