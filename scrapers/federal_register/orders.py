"""Operative sentences of presidential documents and of the Trade Representative's notices.

Only sentences that order something now are read; recitals of what was done before are passed over.
An order whose day or target is not printed in words that we know is unread. What an order
revokes without printing a day is revoked on the day it is signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from scrapers.documents import Verb
from scrapers.english.dates import DAY, FIND_DAY, WHEN, Moment, Unreadable, lead, moment
from scrapers.english.moves import PERIOD, moves
from scrapers.english.phrases import CASES, CITED, EXCUSED, LONGEST, OPERATIVE, TOO_LONG, TOPIC
from scrapers.english.sense import Sense, Sentence, effect, years_less_a_day
from scrapers.federal_register.emergencies import BEYOND, emergency, without_days
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.targets import Speaker, documents, order_places

GOODS = r"(?:goods|articles|products|merchandise|imports|entries|ships|vessels)"
FROM_TO = (
    rf"\bon\s(?:or\s|and\s)?after\s(?P<first>{WHEN})"
    rf"(?:,?\s(?:and\s)?(?P<link>through|until|before|to)\s(?P<last>{WHEN}))?"
)
ON_GOODS = re.compile(
    rf"\beffective\s(?:with\srespect\sto|for)\s(?:\w+\s){{0,3}}?{GOODS}\b.{{0,220}}?{FROM_TO}",
    re.IGNORECASE,
)
APPLY_TO_GOODS = re.compile(
    rf"\b(?:shall|will)\s(?:also\s)?apply\s(?:with\srespect\s)?to\s(?:all\s)?{GOODS}"
    rf"\b.{{0,220}}?{FROM_TO}",
    re.IGNORECASE,
)
TAKES_EFFECT = re.compile(
    r"\b(?:(?:shall|will)\s(?:take\seffect|be(?:come)?\seffective|apply|be\simposed"
    r"|increase(?:\sfrom\s[^,.;]{1,30}?)?(?:\sto\s[^,.;]{1,40}?)?)"
    r"|(?:(?<=this\sorder\s)|(?<=this\sproclamation\s))is\seffective)\s"
    rf"(?:on\s|as\sof\s|beginning\s(?:on\s)?|at\s)?(?P<first>{WHEN})",
    re.IGNORECASE,
)
ENTERED = re.compile(
    rf"\b(?:shall|will)\b[^.;]{{0,120}}?\b{GOODS}\b[^.;]{{0,300}}?\bentered\b[^.;]{{0,120}}?{FROM_TO}",
    re.IGNORECASE,
)
AT_AN_HOUR = re.compile(
    rf"\b(?:at|on|beginning|effective(?:\s(?:on|as\sof))?)\s(?P<first>{WHEN}),\s[^.;]{{0,300}}?"
    r"\bshall\sbe[\s,][^.;]{0,80}?\b(?:subject\sto|imposed\son)\b",
    re.IGNORECASE,
)
# "Effective as of October 14, 2025, a fee in the amount of $50 per net ton"
FEE_FROM = re.compile(
    rf"^\W*effective\s(?:as\sof\s|on\s)?(?P<first>{WHEN}),?\s(?:an?|the)\sfee\b[^;]{{0,120}}?"
    r"\$\d",
    re.IGNORECASE,
)
BEGINNINGS = (ON_GOODS, APPLY_TO_GOODS, TAKES_EFFECT, ENTERED, AT_AN_HOUR, FEE_FROM)
EXCEPTION = re.compile(r"\bexcept\sthat\b|\bexcept\sfor\b", re.IGNORECASE)
PARAGRAPH = re.compile(r"^\((?P<letter>[a-z])\)(?:\([ivx]{1,4}\))?\s")
RATE = re.compile(r"\b(?:duty|duties|tariffs?|ad valorem|surcharge)\b", re.IGNORECASE)
OF_SOME = re.compile(r"\b(?:products?|goods|articles|imports)\s(?:of|from)\b", re.IGNORECASE)
FEE = re.compile(r"\bfees?\b", re.IGNORECASE)
IMPOSING = re.compile(
    r"\bdut(?:y|ies)\b[^.;]{0,160}\bshall\sbe\s\d+(?:\.\d+)?\spercent\b"
    r"|\b(?:shall|will)\s(?:be(?:,[^,.;]{1,40},)?\s(?:subject\sto|imposed|assessed|collected)|apply|take\seffect"
    r"|also\sbe\ssubject|increase)\b|\brates?\sof\s(?:additional\s)?dut(?:y|ies)\b[^.;]{0,160}\bincreases"
    r"\b|\bis\shereby\simposed\b|\bthere\sshall\sbe\simposed\b",
    re.IGNORECASE,
)
# "the rate of duty of 20 percent imposed under Executive Order 14195 shall be 10 percent"
NEW_RATE = re.compile(
    r"\b(?:imposed|established|duty)\s(?:under|by|in|pursuant\sto)\s(?P<whose>[^;]{1,200}?),?\sshall\sbe"
    r"\s(?:subject\sto\s(?:an?\s)?(?:additional\s)?)?\d+(?:\.\d+)?\spercent\b",
    re.IGNORECASE,
)
DUTY_FREE_ENDS = re.compile(
    r"\b(?:duty-free|de\sminimis)\b.*\b(?:shall|will)\s(?:not|no\slonger)\s(?:be\s(?:available"
    r"|eligible)|apply)\b",
    re.IGNORECASE,
)
OWN_WORDS = re.compile(
    r"\bthis\s(?:order|section|subsection|proclamation|notice)\b[^.;]*$"
    r"|^\W*(?:\(\w+\)\s)?(?:this|these|such)\s(?:[\w-]+\s){0,3}(?:rates?|dut(?:y|ies)|tariffs?"
    r"|modifications?|amendments?)\s(?:shall|will)\s(?:be|become)\s$",
    re.IGNORECASE,
)
# "The HTSUS shall be modified as provided in Annex I. The modifications shall be effective …"
THE_CHANGES = re.compile(
    r"\W*(?:\(\w+\)\s)?the\s(?:modifications|amendments)\s(?:[\w-]+\s){0,4}?(?:shall|will)\sbe\s",
    re.I,
)
SCHEDULE = re.compile(
    r"\bHTSUS\b|\bHarmonized\sTariff\sSchedule\b|\bheadings?\s\d{4}\.\d\d", re.IGNORECASE
)
NOT_A_RATE = re.compile(
    r"\bsuspen[ds]|\bterminat|\bexclusions?\b|\bextend|\bdelet\w+\sheading", re.IGNORECASE
)
AMENDING = re.compile(
    r"\b(?:shall be|is|are|hereby)\s(?:(?:hereby|further|also)\s)*(?:modified|amended)\b"
    r"|\bmodifications?\b",
    re.IGNORECASE,
)
AMENDED = re.compile(
    r"(?P<subject>.+?)\s(?:is|are|shall\sbe)\s(?:(?:hereby|further|also)\s)*(?:amended|modified)\b"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)
REVOKED = re.compile(
    r"(?P<subject>.+?)\s(?:is|are|shall\sbe)\s(?:(?:hereby|also)\s)*"
    r"(?:revoked|rescinded|terminated|superseded)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
# "section 2(a) of Executive Order 14195, as amended by Executive Order 14228, …"
AS_AMENDED = re.compile(
    r",?\sas\s(?:further\s)?(?:amended|modified|continued)(?:\sby\s(?:Executive\sOrders?"
    rf"|Proclamations?)\s\d{{4,5}}(?:\sof\s{DAY})?(?:(?:,\sand|,|\sand)\s(?:Executive\sOrder\s)?"
    rf"\d{{4,5}}(?:\sof\s{DAY})?)*)?(?:\s\([^()]{{1,200}}\))?,?(?=\s)",
    re.IGNORECASE,
)
CHANGES_OTHERS = re.compile(
    r"\bhereby\b|\b(?:is|are|will be|shall be)\s(?:\w+\s){0,2}(?:suspended|extended|continued"
    r"|withdrawn|postponed|delayed)\b|\b(?:shall|will)\s(?:\w+\s)?(?:continue|remain)\b",
    re.IGNORECASE,
)
CONDITION = re.compile(r"\b(?:if|unless|upon|when|until|should)\b", re.IGNORECASE)
RECITAL = re.compile(
    r"^(?:\W*\(\w\)\s)?(?:On|In|By|WHEREAS|After|Since|Pursuant|Under)\b.*\b(?:I|USTR"
    r"|the (?:President|Secretary|U\.S\. Trade Representative|Trade Representative))"
    r"\s(?:\w+ly\s)?(?:\w+ed|found|was|had|took)\b",
    re.DOTALL,
)
ORDERS_NOW = re.compile(
    r"\bshall\b|\bhereby\b|\bwill\s(?:be|increase|apply|begin|take)\b"
    r"|\b(?:is|are)\s(?:hereby\s)?(?:suspended|prohibited|permitted|blocked|imposed)\b"
    r"|\bappl(?:ies|y)\s(?:to|with|as\sof)\b|\b(?:is|are)\s(?:\w+\s)?(?:effective|reinstated)\b",
    re.IGNORECASE,
)
OF_TRADE = re.compile(
    r"\b(?:dut(?:y|ies)|tariffs?|surcharge|fees?|exclusions?|prohibited|blocked|permitted|headings?\s\d{4}|entered"
    r"\sfor\sconsumption|amended|modified|enforce)\b",
    re.IGNORECASE,
)
CHANGES_STATE = re.compile(
    r"\b(?:is|are|shall be)\s(?:\w+\s){0,2}(?:revoked|rescinded|terminated|suspended|withdrawn)\b"
    r"|\bsuperseded\b(?!\sto\sthe\sextent)|\b(?:shall|will)\s(?:\w+\s)?(?:continue|remain)\s(?:to\sbe"
    r"\ssuspended|suspended)|\bno\slonger\s(?:be\s)?(?:in\seffect|apply|available|eligible)\b"
    r"|\b(?:order|proclamation|notice)\s(?:is|shall\sbe)\seffective\s(?:immediately|upon)"
    r"|\b(?:will|shall)\s(?:remain|continue)\b[^.;]{0,80}\buntil\sfurther\snotice\b"
    r"|\bactions?\b[^.;]{0,200}\bwill\s(?:not\sterminate|continue\sin\s(?:effect|force))\b"
    r"|\bI\s(?:do\s)?hereby\s(?:suspend|revoke|rescind|terminate|amend|modify|impose|prohibit"
    r"|extend|continue)\b",
    re.IGNORECASE,
)
TASK = re.compile(
    r"^(?:\W*\(\w+\)\s)*(?:By|Within|(?:No|Not)\slater\sthan|On\sor\sbefore|Beginning)\b.*\bshall\b"
    r"|\b(?:Secretary|Representative|General|Director|Administrator|agencies|heads?|Commission\w*"
    r"|Chair)\b[^.;]{0,120}\b(?:shall|may|will)\s(?:(?!not)(?:also|promptly|then|consult|\w+ly)\s)?"
    r"(?:submit|provide|report|publish|issue|review|inform|monitor|consider|make|determine|consult"
    r"|advise|update|recommend|take|accept)\b",
    re.IGNORECASE | re.DOTALL,
)
SECTION = re.compile(r"^(?:Sec\.|Section)\s?(?P<n>\d{1,2})\b")


def order_senses(parts: Parts, speaker: Speaker) -> Iterator[tuple[Sentence, Sense]]:
    """What each operative sentence of the running text says, in order."""
    section = letter = before = ""
    beyond: re.Match[str] | None = None
    for sentence in parts.sentences("BODY"):
        if len(sentence.plain) > LONGEST:
            if OPERATIVE.search(sentence.plain):
                yield sentence, Sense(unread=TOO_LONG)
            continue
        if head := SECTION.match(sentence.plain):
            section, letter = f"sec-{head['n']}", ""
        if below := PARAGRAPH.match(sentence.plain):
            letter = _lettered(below["letter"], letter)
        beyond = BEYOND.search(sentence.plain) or beyond
        name = section + letter if section else None
        try:
            sense = emergency(sentence, beyond) or _operative(sentence, before, name, speaker)
        except Unreadable as error:
            sense = Sense(unread=str(error))
        if sense is not None:
            yield sentence, sense
        before = sentence.plain


def _lettered(letter: str, before: str) -> str:
    """The paragraph a letter begins; "(i)" after "(c)" is a number below it."""
    roman = letter in "ivx" and before != f"({chr(ord(letter) - 1)})"
    return before if roman else f"({letter})"


def _operative(
    sentence: Sentence, before: str, section: str | None, speaker: Speaker
) -> Sense | None:
    simple = without_days(AS_AMENDED.sub(_blank, sentence.plain))
    now = sentence._replace(plain=simple)
    if RECITAL.match(simple) and "hereby" not in simple.lower():
        return None
    if changed := _revokes(now, section, speaker):
        return changed
    if CHANGES_OTHERS.search(simple) and (read := moves(now, speaker)):
        two = IMPOSING.search(simple) and not all(e.effect == "imposes" for e in read.effects)
        more = "expected one order in a sentence, found two" if two else None
        return Sense(read.effects, unread=read.unread or more)
    if changed := _amends(now, section, speaker):
        return changed
    for beginning in BEGINNINGS:
        if found := beginning.search(simple):
            return _begins(found, now, before, section, speaker)
    return _asks(simple)


def _blank(words: re.Match[str]) -> str:
    return " " * len(words[0])


def _asks(simple: str) -> Sense | None:
    """A sentence that orders something in other words than ours, with a day or without."""
    if TOPIC.search(simple) or TASK.search(simple):
        return None
    if CHANGES_STATE.search(simple):
        return Sense(unread="expected an order in words that we know, found others")
    matters = OPERATIVE.search(simple) or OF_TRADE.search(simple)
    if matters and FIND_DAY.search(simple) and ORDERS_NOW.search(simple):
        return Sense(unread="expected an order in words that we know, found others with a day")
    return None


def _revokes(sentence: Sentence, section: str | None, speaker: Speaker) -> Sense | None:
    """Other orders, or sections of them, that end: on the day printed, else when this is signed."""
    opened, skip = lead(sentence.plain)
    found = REVOKED.match(sentence.plain, skip)
    targets = order_places(found["subject"]) if found else ()
    targets = tuple(one for one in targets if one.partition("/")[0] != speaker.own)
    if not found or not targets:
        return None
    subject = found["subject"]
    places = all("/" in one for one in targets)
    if RATE.search(subject) and (OF_SOME.search(subject) or not places):
        return Sense(unread="expected an order that ends, found duties that one imposed")
    return _on_its_day("repeals", targets, opened, found["rest"], sentence, section, speaker)


def _amends(sentence: Sentence, section: str | None, speaker: Speaker) -> Sense | None:
    opened, skip = lead(sentence.plain)
    found = AMENDED.match(sentence.plain, skip)
    targets = order_places(found["subject"]) if found else ()
    targets = tuple(one for one in targets if one.partition("/")[0] != speaker.own)
    if not found or not targets or SCHEDULE.search(found["subject"]):
        return None
    return _on_its_day("amends", targets, opened, found["rest"], sentence, section, speaker)


def _on_its_day(
    verb: Verb,
    targets: tuple[str, ...],
    opened: Moment | None,
    rest: str,
    sentence: Sentence,
    section: str | None,
    speaker: Speaker,
) -> Sense:
    words = re.sub(r'"[^"]*"', " ", rest)
    goods = ON_GOODS.search(words) or re.search(FROM_TO, words, re.IGNORECASE)
    days = FIND_DAY.findall(words)
    stated = re.search(rf"\b(?:effective|as\sof)\s(?:on\s|as\sof\s)?(?P<first>{WHEN})", words, re.I)
    first = opened
    if (found := goods or stated) and len(days) == 1:
        first = moment(found["first"])
    elif days or (opened is None and CONDITION.search(words)):
        return Sense(unread="expected the day of the change in words that we know, found others")
    elif first is None and verb == "repeals" and speaker.signed_on:
        first = Moment(speaker.signed_on)  # a changed rate may begin later than the change of words
    made = (effect(verb, (one,), sentence, first, provision=section) for one in targets)
    missing = None if first else "expected the day of the change, found none"
    return Sense(tuple(made), unread=missing)


def _begins(
    found: re.Match[str], sentence: Sentence, before: str, section: str | None, speaker: Speaker
) -> Sense:
    simple = sentence.plain
    first, end = moment(found["first"]), _end(found)
    whole = re.match(r"\W*(?:\(\w+\)\s)?for\sa\speriod\sof\s", simple, re.IGNORECASE)
    if end is None and whole and (period := PERIOD.search(simple)):
        days = int(period["n"] or 0)
        last = first.day + timedelta(days - 1) if days else years_less_a_day(first.day)
        end = Moment(last)
    if _left_over(simple, found):
        return Sense(unread="expected words that say what each day does, found others")
    if _is_own(found, simple, before):
        kind = kind_of(simple) or ("duty" if SCHEDULE.search(simple + before) else None)
        made = effect("imposes", speaker.itself, sentence, first, end, kind=kind, provision=section)
        changed = NEW_RATE.search(simple)
        others = order_places(changed["whose"]) if changed else ()
        rest = (effect("amends", (o,), sentence, first, provision=section) for o in others)
        return Sense((made, *rest))
    others = order_places(simple) or documents(simple, speaker)
    others = tuple(one for one in others if one != speaker.own)
    if AMENDING.search(simple) and others and not NOT_A_RATE.search(simple):
        return Sense(
            tuple(
                effect("amends", (one,), sentence, first, end, provision=section) for one in others
            )
        )
    return Sense(unread="expected what begins on that day, found words that we do not know")


def _is_own(found: re.Match[str], simple: str, before: str) -> bool:
    """Whether what begins is the document's own: a rate it sets, a change of the tariff's lines."""
    told = simple[: found.end()]
    if found.re is FEE_FROM:
        return True
    if NOT_A_RATE.search(told) and not OWN_WORDS.search(simple[: found.start()]):
        return False
    if (IMPOSING.search(simple) and not AMENDING.search(simple)) or DUTY_FREE_ENDS.search(simple):
        return True
    if OWN_WORDS.search(simple[: found.start()]):
        return True
    if THE_CHANGES.match(simple) and SCHEDULE.search(before) and AMENDING.search(before):
        return True
    alone = not simple[: found.start()].strip() and simple[found.end() :].strip() == ":"
    if alone:  # the head of a list of changes
        return bool(SCHEDULE.search(before) and AMENDING.search(before))
    return bool(SCHEDULE.search(simple) and AMENDING.search(simple)) and not order_places(simple)


def _end(found: re.Match[str]) -> Moment | None:
    """The end of a window; "before June 1" leaves that day out."""
    groups = found.groupdict()
    if not groups.get("last"):
        return None
    end = moment(groups["last"])
    if groups["link"].lower() == "before" and end.clock is None:
        return end._replace(day=end.day - timedelta(1))
    return end


def _left_over(simple: str, found: re.Match[str]) -> bool:
    """Whether a day is left that neither begins nor ends anything, nor excepts goods on the way."""
    told = {moment(found[name]).day for name in ("first", "last") if found.groupdict().get(name)}
    cut = EXCEPTION.search(simple, found.end())
    for day in FIND_DAY.finditer(simple, 0, cut.start() if cut else len(simple)):
        if moment(day[0]).day in told:
            continue
        before = simple[: day.start()][-200:]
        if not (EXCUSED.search(before) or CASES.search(before) or CITED.match(simple, day.end())):
            return True
    return False


def kind_of(words: str) -> str | None:
    """The sort of measure, where the sentence says it: a duty or a fee."""
    if RATE.search(words):
        return "duty"
    return "fee" if FEE.search(words) else None
