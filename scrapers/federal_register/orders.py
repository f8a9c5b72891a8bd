"""Operative sentences of presidential documents, USTR notices and denial orders.

Only sentences that order something now are read; recitals of what was done before are passed over.
An order whose day or target is not printed in words that we know is unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from scrapers.english.dates import FIND_DAY, WHEN, Moment, Unreadable, moment
from scrapers.english.moves import moves
from scrapers.english.phrases import LONGEST, OPERATIVE, TOO_LONG, TOPIC
from scrapers.english.sense import Sense, Sentence, a_year_less_a_day, effect
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.targets import Speaker, documents, orders

ON_GOODS = re.compile(
    r"\beffective\s(?:with\srespect\sto|for)\s(?:\w+\s){0,3}?"
    r"(?:goods|articles|products|merchandise|imports|entries|ships|vessels)\b"
    rf".{{0,220}}?\bon\s(?:or\s|and\s)?after\s(?P<first>{WHEN})"
    rf"(?:,?\s(?:and\s)?(?:through|until|before|to)\s(?P<last>{WHEN}))?",
    re.IGNORECASE,
)
APPLY_TO_GOODS = re.compile(
    r"\bshall\s(?:also\s)?apply\s(?:with\srespect\s)?to\s(?:all\s)?(?:goods|articles|products|imports)"
    rf"\b.{{0,220}}?\bon\s(?:or\s|and\s)?after\s(?P<first>{WHEN})",
    re.IGNORECASE,
)
PARAGRAPH = re.compile(r"^\((?P<letter>[a-z])\)\s")
TAKES_EFFECT = re.compile(
    r"\b(?:shall|will)\s(?:take\seffect|be(?:come)?\seffective|apply|be\simposed)\s"
    rf"(?:on\s|as\sof\s|beginning\s(?:on\s)?|at\s)?(?P<first>{WHEN})",
    re.IGNORECASE,
)
RATE = re.compile(r"\b(?:duty|duties|tariffs?|ad valorem)\b", re.IGNORECASE)
FEE = re.compile(r"\bfees?\b", re.IGNORECASE)
IMPOSING = re.compile(
    r"\bdut(?:y|ies)\b[^.;]{0,160}\bshall\sbe\s\d+(?:\.\d+)?\spercent\b|"
    r"\b(?:shall|will)\s(?:be\s(?:subject\sto|imposed|assessed|collected)|apply|take\seffect|also\s"
    r"be\ssubject)\b|\bis\shereby\simposed\b",
    re.IGNORECASE,
)
AMENDING = re.compile(
    r"\b(?:shall be|is|are|hereby)\s(?:modified|amended)\b|\bmodifications?\b", re.IGNORECASE
)
RECITAL = re.compile(
    r"^(?:\W*\(\w\)\s)?(?:On|In|By|WHEREAS|After|Since)\b.*\b(?:I|USTR|the (?:President|Secretary"
    r"|U\.S\. Trade Representative|Trade Representative))"
    r"\s(?:\w+ly\s)?(?:\w+ed|found|was|had|took)\b",
    re.DOTALL,
)
RETROACTIVE = re.compile(
    rf"(?:for\s(?P<place>Annex\s[IVX]+)\b[^.;]*?(?P<what>paragraph\s\(\w\))[^.;]*?)?"
    rf"\bretroactive\sto\s(?P<first>{WHEN})",
    re.IGNORECASE,
)
ORDERS_NOW = re.compile(r"\bshall\b|\bhereby\b|\bis suspended\b|\bwill be\b", re.IGNORECASE)
SECTION = re.compile(r"^(?:Sec\.|Section)\s?(?P<n>\d{1,2})\b")
ORDER_IS = re.compile(
    rf"\bthis\sorder\b.{{0,60}}?\beffective\s(?:on\s)?(?P<day>{WHEN}|immediately|upon\sissuance)",
    re.IGNORECASE,
)
REMAINS = re.compile(
    rf"\b(?:shall\s)?remain\sin\seffect\s(?:(?:for\s(?:a\speriod\sof\s)?(?:(?P<days>\d{{1,4}})\sdays"
    rf"|(?P<year>one\syear|\(1\)\syear)))|(?:through|until)\s(?P<until>{WHEN}))",
    re.IGNORECASE,
)
UNTIL_DAY = re.compile(
    rf"\b(?:from\sthe\sdate\sof\sthis\sorder|from\s(?P<from>{WHEN}))\s(?:until|through)\s"
    rf"(?P<until>{WHEN})",
    re.IGNORECASE,
)
DENIAL = re.compile(r"\bdenial order\b|\bdenying export privileges\b|\bTDO\b", re.IGNORECASE)
ENDS_DENIAL = re.compile(r"\border (?:terminating|vacating|rescinding)\b", re.IGNORECASE)
RENEWS = re.compile(r"\brenew", re.IGNORECASE)


def order_senses(parts: Parts, speaker: Speaker) -> Iterator[tuple[Sentence, Sense]]:
    """What each operative sentence of the running text says, in order."""
    section = letter = ""
    for sentence in parts.sentences("BODY"):
        if len(sentence.plain) > LONGEST:
            if OPERATIVE.search(sentence.plain):
                yield sentence, Sense(unread=TOO_LONG)
            continue
        if head := SECTION.match(sentence.plain):
            section, letter = f"sec-{head['n']}", ""
        if below := PARAGRAPH.match(sentence.plain):
            letter = f"({below['letter']})"
        try:
            sense = _operative(sentence, section + letter if section else None, speaker)
        except Unreadable as error:
            sense = Sense(unread=str(error))
        if sense is not None:
            yield sentence, sense


def _operative(sentence: Sentence, section: str | None, speaker: Speaker) -> Sense | None:
    plain = sentence.plain
    begins = APPLY_TO_GOODS.search(plain) or TAKES_EFFECT.search(plain)
    if not OPERATIVE.search(plain) and not begins:
        return None
    if RECITAL.match(plain):
        return None
    if re.search(r"\bhereby\b|\b(?:is|are|will be|shall be)\s(?:\w+\s)?suspended\b", plain) and (
        read := moves(sentence, speaker)
    ):
        return Sense(read.effects, unread=read.unread)
    found = ON_GOODS.search(plain) or begins
    if found:
        return _begins(found, sentence, section, speaker)
    if FIND_DAY.search(plain) and ORDERS_NOW.search(plain) and not TOPIC.search(plain):
        return Sense(unread="expected an order in words that we know, found others with a day")
    return None


def _begins(
    found: re.Match[str], sentence: Sentence, section: str | None, speaker: Speaker
) -> Sense:
    groups = found.groupdict()
    first, last = moment(groups["first"]), groups.get("last")
    end = moment(last) if last else None
    if IMPOSING.search(sentence.plain) and not AMENDING.search(sentence.plain):
        made = effect(
            "imposes",
            speaker.itself,
            sentence,
            first,
            end,
            kind=kind_of(sentence.plain),
            provision=section,
        )
        return Sense((made,))
    others = orders(sentence.plain) or documents(sentence.plain, speaker)
    if AMENDING.search(sentence.plain) and others:
        return Sense(
            tuple(
                effect("amends", (one,), sentence, first, end, provision=section)
                for one in others
                if one != speaker.own
            )
        )
    return Sense(unread="expected what begins on that day, found words that we do not know")


def kind_of(words: str) -> str | None:
    """The sort of measure, where the sentence says it: a duty or a fee."""
    if RATE.search(words):
        return "duty"
    return "fee" if FEE.search(words) else None


def retroactive(sentence: Sentence, speaker: Speaker) -> Sense | None:
    """A change that a summary dates back ("for Annex IV, eliminating paragraph (j), …")."""
    found = RETROACTIVE.search(sentence.plain)
    if not found:
        return None
    place = f"{found['place']}, {found['what']}" if found["place"] else None
    targets = documents(sentence.plain, speaker)
    try:
        first = moment(found["first"])
    except Unreadable as error:
        return Sense(unread=str(error))
    made = effect("amends", targets, sentence, first, provision=place, note="retroactive")
    missing = None if targets else "expected the action that is amended, by citation, found none"
    return Sense((made,), unread=missing)


def is_denial(parts: Parts) -> bool:
    """Whether a notice is an order that denies export privileges, renews or ends one."""
    return parts.kind == "notice" and bool(DENIAL.search(parts.subject))


def denial(parts: Parts, speaker: Speaker) -> Sense:
    """A denial order: imposed, renewed or ended; its days only where the order prints them."""
    body = parts.joined("BODY")
    title = next(parts.sentences("SUBJECT"))
    span = denial_span(body, parts.signed_on)
    first, last = span if span else (None, None)
    quoted = _quoted(parts, ORDER_IS, UNTIL_DAY) or title
    if ENDS_DENIAL.search(title.plain):
        others = documents(body, speaker)[:1]
        made = effect("repeals", others, quoted if first else title, first)
        whole = bool(others and first)
        return Sense((made,), unread=None if whole else "expected the order ended, and from when")
    verb = "extends" if RENEWS.search(title.plain) else "imposes"
    if verb == "extends":
        others = documents(body, speaker)[:1]
        if not others or last is None:
            return Sense(unread="expected the order renewed and its new last day, found none")
        return Sense((effect("extends", others, quoted, first, last),))
    made = effect("imposes", speaker.itself, quoted if first else title, first, last, kind="ban")
    missing = None if first else "expected the day on which the order begins, found none"
    return Sense((made,), unread=missing)


def _quoted(parts: Parts, *patterns: re.Pattern[str]) -> Sentence | None:
    for sentence in parts.sentences("BODY"):
        if any(pattern.search(sentence.plain) for pattern in patterns):
            return sentence
    return None


def denial_span(body: str, signed_on: date | None) -> tuple[Moment, date | None] | None:
    """First and last day of a denial order; an order "effective immediately" begins when signed."""
    try:
        if window := UNTIL_DAY.search(body):
            begin = moment(window["from"]) if window["from"] else _signed(signed_on)
            return (begin, moment(window["until"]).day) if begin else None
        start = ORDER_IS.search(body)
        if not start:
            return None
        exact = not re.match(r"immediately|upon", start["day"], re.IGNORECASE)
        begin = moment(start["day"]) if exact else _signed(signed_on)
        return (begin, _end(REMAINS.search(body), begin.day)) if begin else None
    except Unreadable:
        return None


def _signed(day: date | None) -> Moment | None:
    return Moment(day) if day else None


def _end(remains: re.Match[str] | None, first: date) -> date | None:
    if remains is None:
        return None
    if remains["days"]:
        return first + timedelta(int(remains["days"]) - 1)
    return a_year_less_a_day(first) if remains["year"] else moment(remains["until"]).day
