"""Orders that deny export privileges: made, renewed, ended; their days only where printed.

An order "effective immediately" begins on the day of its signature. Which earlier order is renewed
or ended is certain where one is cited, or where the text says which was the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from scrapers.english.dates import WHEN, Unreadable, last_day, moment
from scrapers.english.numbers import COUNT, count_of
from scrapers.english.sense import Sense, Sentence, effect, years_less_a_day
from scrapers.federal_register.identity import BIS_CODE
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.targets import Speaker, documents

Span = tuple[date, date | None]
TITLE = re.compile(
    r"\bdenial order\b|\bdenying\b.{0,20}\bprivileges\b|\bdenial of export privileges\b|\bTDO\b",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\bmay\snot\b[^.;]{0,80}\bparticipate\sin\sany\sway\sin\sany\stransaction\b", re.IGNORECASE
)
ENDS = re.compile(
    r"\b(?:order|notice) (?:terminating|vacating|rescinding|revoking)\b"
    r"|\b(?:termination|rescission|revocation) of\b",
    re.IGNORECASE,
)
RENEWS = re.compile(r"\brenew", re.IGNORECASE)
ACTIVATES = re.compile(r"\bactivat", re.IGNORECASE)
CHANGES = re.compile(
    r"\border (?:modifying|amending|correcting)\b|\b(?:modification|amendment|correction)s?\b",
    re.IGNORECASE,
)
IN_SUSPENSE = re.compile(
    r"\b(?:shall|will|is|be)\s(?:hereby\s)?(?:be\s)?suspended\b|\bprobation", re.IGNORECASE
)
SPEAKS = re.compile(r"\bthis\s(?:order|TDO)\b", re.IGNORECASE)
NOW = (
    r"immediately|upon\s(?:issuance|signature|entry)|on\sthe\sdate\s(?:of\s(?:issuance|signature"
    r"|entry|this\sorder)|(?:it\sis\s)?(?:signed|issued|entered))"
)
BEGINS = re.compile(
    rf"\bthis\s(?:order|TDO)\b.{{0,120}}?\beffective\s(?:on\s|as\sof\s)?(?P<day>{WHEN}|{NOW})",
    re.IGNORECASE,
)
LASTS = re.compile(
    rf"\b(?:remain\s(?:effective|in\seffect)|effective)\s(?:for\s(?:a\speriod\sof\s)?(?P<n>{COUNT})"
    rf"\s(?P<unit>days|years?)|(?:through|until)\s(?P<until>{WHEN}))",
    re.IGNORECASE,
)
UNTIL_DAY = re.compile(
    rf"\bfrom\s(?:the\sdate\sof\sthis\sorder|(?P<from>{WHEN})),?\s(?:until|through)\s"
    rf"(?P<until>{WHEN})",
    re.IGNORECASE,
)
# "for a period of seven years, that is, until …, X may not …"
DENIED_UNTIL = re.compile(rf"\b(?:until|through)\s(?P<until>{WHEN})", re.IGNORECASE)
A_PERIOD = re.compile(
    rf"\bfor\sa\speriod\sof\s{COUNT}\s(?:days|years?)\b"
    rf"|\bprivileges\b[^.;]{{0,200}}?\b(?:until|through)\s{WHEN}",
    re.IGNORECASE,
)
FOR_YEARS = re.compile(
    rf"\bfor\sa\speriod\sof\s(?P<n>{COUNT})\s(?P<unit>days|years?)\sfrom\s(?:the\s)?"
    r"(?:date\sof\s(?:issuance\sof\s|entry\sof\s)?this\sorder|effective\sdate\sof\sthis\sorder)",
    re.IGNORECASE,
)
ENDED = re.compile(
    r"\b(?:is|are)\shereby\s(?:terminated|vacated|rescinded|revoked)\b"
    rf"(?:,?\seffective\s(?:on\s|as\sof\s)?(?P<day>{WHEN}|{NOW}))?",
    re.IGNORECASE,
)
LATEST = re.compile(r"\bmost\srecently\b|\blast\s(?:renewed|issued|modified)\b", re.IGNORECASE)


def is_denial(parts: Parts) -> bool:
    """Whether a notice is an order that denies export privileges, renews or ends one."""
    if parts.kind != "notice":
        return False
    ours = BIS_CODE in (parts.billing_code or "") or "ndustry and" in " ".join(parts.agencies)
    return bool(TITLE.search(parts.subject) or (ours and DENIES.search(parts.joined("BODY"))))


def denial(parts: Parts, speaker: Speaker) -> Sense:
    """What the order does, and what is not certain of it."""
    title = next(parts.sentences("SUBJECT"), None)
    body = list(parts.sentences("BODY"))
    quoted = next((one for one in body if _prints_days(one.plain)), title)
    if title is None or quoted is None:
        return Sense(unread="expected the title of an order, found none")
    try:
        if ENDS.search(title.plain):
            return _ends(body, title, parts, speaker)
        spans = set(_spans(body, parts))
    except Unreadable as error:
        return Sense(unread=str(error))
    if RENEWS.search(title.plain):
        return _renews(body, quoted, spans, speaker)
    if CHANGES.search(title.plain):
        return Sense(unread="expected an order that denies, renews or ends, found another")
    if not ACTIVATES.search(title.plain) and any(IN_SUSPENSE.search(s.plain) for s in body):
        return Sense(unread="expected a denial in force, found one that is suspended")
    first, last = spans.pop() if len(spans) == 1 else (None, None)
    if spans:
        return Sense(unread="expected one period of denial, found more")
    if last is None and any(A_PERIOD.search(one.plain) for one in body):
        return Sense(unread="expected the last day of the denial, found a period of unknown start")
    made = effect("imposes", speaker.itself, quoted if first else title, first, last, kind="ban")
    missing = None if first else "expected the day on which the order begins, found none"
    return Sense((made,), unread=missing)


def _ends(body: list[Sentence], title: Sentence, parts: Parts, speaker: Speaker) -> Sense:
    first, quoted = None, title
    for sentence in body:
        if found := ENDED.search(sentence.plain):
            first, quoted = _day(found["day"] or "immediately", parts), sentence
        elif found := BEGINS.search(sentence.plain):
            first, quoted = first or _day(found["day"], parts), sentence
    before = _before(body, speaker)
    made = effect("repeals", before, quoted if first else title, first)
    certain = before and first
    return Sense((made,), unread=None if certain else "expected the order ended, and from when")


def _renews(body: list[Sentence], quoted: Sentence, spans: set[Span], speaker: Speaker) -> Sense:
    before = _before(body, speaker)
    if not before or len(spans) != 1 or (span := spans.pop())[1] is None:
        return Sense(unread="expected the order renewed and its new last day, found none")
    made = effect("extends", before, quoted, *span)
    return Sense((made,))


def _before(body: list[Sentence], speaker: Speaker) -> tuple[str, ...]:
    """The order before: the only one cited, or the one said to be the last."""
    cited = dict.fromkeys(name for one in body for name in documents(one.plain, speaker))
    if len(cited) < 2:
        return tuple(cited)
    for at, sentence in enumerate(body):
        if latest := LATEST.search(sentence.plain):
            after = sentence.plain[latest.end() :]
            following = body[at + 1].plain if at + 1 < len(body) else ""
            named = documents(after, speaker) or documents(following, speaker)
            return named if len(named) == 1 else ()
    return ()


def _prints_days(plain: str) -> bool:
    return any(p.search(plain) for p in (BEGINS, UNTIL_DAY, FOR_YEARS)) or bool(
        SPEAKS.search(plain) and LASTS.search(plain)
    )


def _spans(body: list[Sentence], parts: Parts) -> Iterator[Span]:
    """Every period that the order prints for itself; an order prints the same one twice."""
    begins: date | None = None
    lasts: date | None = None
    told = False
    for sentence in body:
        for span in _told_in(sentence, parts.signed_on):
            told = True
            yield span
        if SPEAKS.search(sentence.plain):
            start, rest = BEGINS.search(sentence.plain), LASTS.search(sentence.plain)
            begins = _day(start["day"], parts) if start else begins
            if rest and (begins or parts.signed_on):
                lasts = _after(begins or parts.signed_on or date.min, rest)
    if begins and (lasts or not told):
        yield begins, lasts


def _told_in(sentence: Sentence, signed_on: date | None) -> Iterator[Span]:
    """The periods that one sentence prints with their last day or their length."""
    plain = sentence.plain
    for found in UNTIL_DAY.finditer(plain):
        first = moment(found["from"]).day if found["from"] else signed_on
        if first:
            yield first, last_day(moment(found["until"]))
    if signed_on is None:
        return
    if DENIES.search(plain) and not UNTIL_DAY.search(plain):
        for found in DENIED_UNTIL.finditer(plain):
            yield signed_on, last_day(moment(found["until"]))
    for found in FOR_YEARS.finditer(plain):
        yield signed_on, _after(signed_on, found)


def _after(first: date, found: re.Match[str]) -> date:
    """The last day of a period that begins on a day, or the day printed."""
    if found.groupdict().get("until"):
        return last_day(moment(found["until"]))
    count = count_of(found["n"])
    if not count:
        raise Unreadable(f"expected a period, found {found[0]!r}")
    if found["unit"].lower() == "days":
        return first + timedelta(count - 1)
    return years_less_a_day(first, count)


def _day(words: str, parts: Parts) -> date | None:
    if re.match(NOW, words, re.IGNORECASE):
        return parts.signed_on
    return moment(words).day
