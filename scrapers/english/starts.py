"""When an American text says that it is effective, or applicable: days, windows, exceptions.

"through", "until" and "to" end a window on the day they name. What the sentence excepts has a row
of its own, and so has a provision that it names as its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from scrapers.documents import Effect, Verb
from scrapers.english.dates import (
    CLOCK,
    DAY,
    DAY_OF_YEAR,
    FIND_DAY,
    SHORT,
    WEEKDAY,
    WHEN,
    Moment,
    Unreadable,
    day_in_year_of,
    moment,
)
from scrapers.english.sense import Read, Sentence, effect, years_less_a_day
from scrapers.federal_register.targets import Speaker, documents, own_places, places, sections

LINK = (
    r"(?:\sdates?)?(?:\s(?:of|for)\s(?:this|these|the)\s(?:(?!publish|issu|appear|promulgat|dated"
    r"|signed)[\w'-]+\s){1,7}?)?"
    r"(?:\s?(?:is|are|will be|shall be|be)\b)?[:,]?\s?"
    r"(?:on and after\s|on or after\s|on\s|as of\s|beginning\s(?:on\s|at\s)?|starting\s(?:on\s)?"
    r"|commencing\s(?:on\s)?|for the period\s(?:from\s|of\s)?|immediately on\s|retroactive to\s"
    r"|retroactively to\s|without actual notice\s(?:from\s|on\s)?|from\s|at\s)*"
)
TO = (
    r",?\s?(?:\band\s)?(?:through|thru|until|till|to|-|ending\s(?:on\s)?|(?:it\s)?(?:will\s|shall\s)?"
    r"(?:expires?|terminates?|ends?|remains?\s(?:effective|in\seffect)\s(?:through|until)"
    r"|continues?\s(?:in\seffect\s)?(?:through|until)))\s?(?:on\s|at\s)?"
)
SPAN = rf"(?P<first>{WHEN}|{DAY_OF_YEAR})(?:{TO}(?P<last>{WHEN}))?"
# "effective with respect to products of … entered for consumption on or after …"
GOODS = (
    r"\s(?:with\srespect\sto|for)\s[^;]{0,80}?\b(?:goods|articles|products|merchandise|imports"
    r"|entries|vessels|ships)\b[^;]{0,200}?\bon\s(?:or\s|and\s)after\s"
)
# "The modifications in Annex A apply with respect to products entered … on or after …"
START = re.compile(
    rf"\b(?P<word>effective|applicable|effect|appl(?:y|ies)(?=\swith\srespect\b))\b"
    rf"(?:{GOODS}|{LINK}){SPAN}",
    re.IGNORECASE,
)
# "Effective on October 7, 2022, are the following instructions: 7 (§ 740.2), 9, and 25."
INVERTED = re.compile(
    r",?\s(?:is|are)\s(?:the\sfollowing\s)?(?=(?:amendatory\s)?instructions?\b)", re.IGNORECASE
)
# "… will apply as of the September 24, 2018, effective date of the action, to August 7, 2020."
AS_OF_ANOTHER = re.compile(
    rf"\bappl(?:y|ies)\sas\sof\sthe\s(?P<first>{WHEN}),?\seffective\sdate\sof\s[^;,]{{1,80}},?\s"
    rf"(?:and\s)?(?:to|through|until)\s(?P<last>{WHEN})",
    re.IGNORECASE,
)
BARE = re.compile(rf"(?P<first>{DAY})[.,]?\s?", re.IGNORECASE)
HOURS = rf"(?P<h1>{CLOCK}),?\s(?:until|through|to|and|-)\s(?P<h2>{CLOCK})"
SAME_DAY = re.compile(
    rf"\b(?:effective|in effect)\s(?:only\s)?(?:(?:from|between)\s)?(?:{HOURS},?\s(?:on\s)?"
    rf"{WEEKDAY}?(?P<day>{DAY}))",
    re.IGNORECASE,
)
DAY_THEN_HOURS = re.compile(
    rf"\b(?:effective|in effect)\s(?:only\s)?(?:on\s)?{WEEKDAY}?(?P<day>{DAY}),?\s(?:from|between)"
    rf"\s{HOURS}",
    re.IGNORECASE,
)
ON_PUBLICATION = re.compile(
    r"\beffective\s(?:immediately\s)?(?:up)?on\s(?:the\s)?(?:date\sof\s)?(?:its\s)?publication"
    r"(?:\sin\sthe\sFederal\sRegister)?(?=[\s.,;]|$)",
    re.IGNORECASE,
)
EXCEPT = re.compile(r",?\s\(?(?:except(?:\sthat|\sfor|\sas)?|with\sthe\sexception\sof)\b", re.I)
EXCEPTED = re.compile(
    rf"(?P<what>.+?),?\s(?:(?:which|that)\s)?(?:is|are|will\sbe|shall\sbe|becomes?|will\sbecome"
    rf"|has\sbeen|have\sbeen|was|were)\s(?:(?:effective|applicable)\b{LINK}{SPAN}"
    rf"|(?:delayed|postponed|deferred)(?:\s(?:until|to)\s(?P<start>{WHEN})"
    r"|(?P<open>\sindefinitely|(?=[.;,]|$))))",
    re.IGNORECASE,
)
OURS = re.compile(r"^(?:\W*|.*\b)(?:this|these)\s[\w\s-]{0,60}$", re.IGNORECASE)
VERBS_OF_ACTS: dict[str, Verb] = {
    "stay": "suspends",
    "suspension": "suspends",
    "withdrawal": "repeals",
}
ACT_ON_ANOTHER = re.compile(r"\W*the (stay|suspension|withdrawal) of\b", re.IGNORECASE)
OTHER_ACTS = re.compile(
    r"\b(?:adopt|delay|exten[ds]|postpon|defer|remov|stay|suspen[ds]|withdr|vacat|rescind|rescission"
    r"|revo[ck]|terminat|challeng|ceas)",
    re.IGNORECASE,
)
COMPLIANCE = re.compile(r"\bcompl(?:y|iance)\b", re.IGNORECASE)
EFFECTIVE = re.compile(r"\beffective\b|\bapplicable\b|\bdelayed\b", re.IGNORECASE)
FOR_A_PERIOD = re.compile(
    r",?\s(?:and\s(?:will\s)?(?:remains?|continues?)\s(?:effective\s|in\seffect\s)?)?for\s(?:a\speriod"
    r"\sof\s)?(?:(?P<year>(?:one|1)\syear|12\smonths)|(?P<n>\d{1,4})\s(?:calendar\s)?days)\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(r",?\s(?:which|that)\s(?:is|are|will\sbe)\s?$", re.IGNORECASE)
PAST = re.compile(r"\b(?:was|were|had\sbeen|became|took)\s?$", re.IGNORECASE)
SAYS_OF_IT = re.compile(
    r"\b(?:is|are|be|been|becomes?|takes?|goes\sinto)(?:\s(?:now|hereby|therefore))?\s?$",
    re.IGNORECASE,
)
ACTS = re.compile(
    r"\b(?:amends|revises|supersedes|replaces|modifies|removes|implements|finalizes|adopts|corrects)\b",
    re.IGNORECASE,
)
BARE_NUMBERS = re.compile(r"(?:^|\.{3}\s?|,\s)(?P<list>\d{1,2}(?:(?:, and |, | and )\d{1,2})*)$")
CORRECTED = re.compile(r"\bcorrect(?:ions?|ing)\b", re.IGNORECASE)
NOT_CERTAIN = re.compile(
    r"\bwhichever\b|\bor (?:once|upon|when)\b|\bcontingent\b|\bsubject to\b|\bif\b"
    r"|\bprovided that\b|\bno (?:earlier|sooner) than\b|\bapproximately\b|\bproposed\b"
    r"|\bminimum\b|\banticipate|\bceases?\b|\blapses?\b|\bno (?:legal )?force\b"
    r"|\bnot (?:be |been )?(?:effective|applicable)\b|\bno longer\b|\bwould\b|\bplan(?:s|ned) to\b"
    r"|\b(?:set|due|scheduled|expected|slated) to\b",
    re.IGNORECASE,
)


class Span(NamedTuple):
    first: Moment
    last: Moment | None


def starts(sentence: Sentence, speaker: Speaker) -> Read | None:
    """What becomes effective or applicable in a sentence; None where it speaks of neither."""
    main, excepted = _split(sentence.plain)
    found = _whole_days(main, sentence, speaker, bool(excepted))
    if found is None:
        return None
    if doubt := NOT_CERTAIN.search(main):
        return Read((), (), f"expected a day without conditions, found {doubt[0]!r}")
    return _with_exceptions(found, len(main), sentence, speaker) if excepted else found


def _split(plain: str) -> tuple[str, str]:
    cut = EXCEPT.search(plain)
    if not cut or cut.start() == 0:
        return plain, ""
    return plain[: cut.start()], plain[cut.start() :]


def _whole_days(main: str, sentence: Sentence, speaker: Speaker, bare: bool) -> Read | None:
    if hours := SAME_DAY.search(main) or DAY_THEN_HOURS.search(main):
        return _hours(hours, sentence, speaker)
    if published := ON_PUBLICATION.search(main):
        return _on_publication(published, sentence, speaker)
    if window := AS_OF_ANOTHER.search(main):
        made = effect("imposes", speaker.itself, sentence, *span_of(window))
        return Read((made,), (window.span(),))
    found = list(START.finditer(main))
    if not found and bare and (alone := BARE.fullmatch(main)):
        day = moment(alone["first"])
        return Read((effect("imposes", speaker.itself, sentence, day),), (alone.span(),))
    return _each(found, main, sentence, speaker) if found else None


def _hours(found: re.Match[str], sentence: Sentence, speaker: Speaker) -> Read:
    """A window of hours on one day: that day is its first and its last."""
    on, until = (moment(f"{found[hour]} on {found['day']}") for hour in ("h1", "h2"))
    note = None if on.time and until.time else f"from {found['h1']} until {found['h2']}"
    made = effect("imposes", speaker.itself, sentence, on.day, on.day, note=note)
    if on.time and until.time:
        made = replace(made, first_time=on.time, last_time=until.time)
    return Read((made,), (found.span(),))


def _on_publication(found: re.Match[str], sentence: Sentence, speaker: Speaker) -> Read:
    if speaker.issue_date is None:
        return Read((), (found.span(),), "expected the day of publication, found no day of issue")
    made = effect(
        "imposes", speaker.itself, sentence, speaker.issue_date, note="effective on publication"
    )
    return Read((made,), (found.span(),))


def _each(
    found: list[re.Match[str]], main: str, sentence: Sentence, speaker: Speaker
) -> Read | None:
    effects: list[Effect] = []
    applies: list[Effect] = []
    begin = 0
    for one in found:
        subject = main[begin : one.start()]
        if not subject.strip() and INVERTED.match(main, one.end()):
            subject = main[one.end() :]
        span = _for_a_period(span_of(one), main[one.end() :])
        row = _imposes(subject, span, sentence, speaker)
        if (
            len(found) > 1
            and row.targets == speaker.itself
            and (own := _own_parts(subject, speaker))
        ):
            row = replace(row, targets=own, provision=_name(own))
        if one["word"].lower().startswith("appl"):
            applies.append(_noted(row, "applicable"))
        else:
            effects.append(row)
        begin = one.end()
    return Read(tuple(effects), tuple(m.span() for m in found), None, tuple(applies))


def _noted(row: Effect, note: str) -> Effect:
    return replace(row, note="; ".join(filter(None, [note, row.note])))


def _own_parts(subject: str, speaker: Speaker) -> tuple[str, ...]:
    """The speaker's own changes of whole parts, where each part has a day of its own."""
    stem = f"{speaker.own}/" if speaker.own else ""
    return tuple(f"{stem}{place.rpartition(' CFR ')[2]}" for place in places(subject))


def _for_a_period(span: Span, after: str) -> Span:
    """The window, where its end is printed as a number of days ("…, for a period of 180 days")."""
    period = FOR_A_PERIOD.match(after) if span.last is None else None
    if not period:
        return span
    days = int(period["n"] or 0)
    last = span.first.day + timedelta(days - 1) if days else years_less_a_day(span.first.day)
    return Span(span.first, Moment(last))


def span_of(found: re.Match[str]) -> Span:
    """The moments of a window; a first day printed without its year takes it from the last."""
    last = moment(found["last"]) if found["last"] else None
    if FIND_DAY.search(found["first"]):
        first = moment(found["first"])
    elif last:
        first = Moment(_short(found["first"], last.day))
    else:
        raise Unreadable(f"expected a day with its year, found {found['first']!r}")
    if last and last.day < first.day:
        raise Unreadable(f"expected an end after {first.day}, found {last.day}")
    return Span(first, last)


def _short(words: str, last: date) -> date:
    if not SHORT.search(words):
        raise Unreadable(f"expected a day, found {words!r}")
    return day_in_year_of(words, last)


def _imposes(
    subject: str, span: Span, sentence: Sentence, speaker: Speaker, note: str | None = None
) -> Effect:
    """The row for a subject: the document, a provision of it, or another document."""
    if PAST.search(subject):
        raise Unreadable(f"expected what begins now, found what did before: {subject[-60:]!r}")
    others = documents(subject, speaker)
    if (act := ACT_ON_ANOTHER.match(subject)) and not others:
        aim = places(subject, speaker.cfr_title)
        return effect(VERBS_OF_ACTS[act[1].lower()], aim, sentence, *span, note=note)
    if CORRECTED.search(subject):
        return effect("corrects", others, sentence, *span, note=note)
    if others:
        return _announces(subject, others, span, sentence, note)
    if relative := RELATIVE.search(subject):
        what = subject[: relative.start()].rpartition(";")[2]
        own = own_places(what, speaker) or _bare_instructions(what, speaker)
        if not own:
            raise Unreadable(f"expected what is effective, found {what.strip()[-60:]!r}")
        return effect("imposes", own, sentence, *span, note=note, provision=_name(own))
    own = () if OURS.search(subject) else own_places(subject, speaker)
    if own:
        return effect("imposes", own, sentence, *span, note=note, provision=_name(own))
    return effect("imposes", speaker.itself, sentence, *span, note=note)


def _announces(
    subject: str, others: tuple[str, ...], span: Span, sentence: Sentence, note: str | None
) -> Effect:
    """ "The amendments published at … are effective …": a day set for another document.

    A stay or a withdrawal of it that begins is no such day.
    """
    if found := re.search(ACT_ON_ANOTHER, subject):
        verb = VERBS_OF_ACTS[found[1].lower()]
        return effect(verb, others, sentence, *span, note=note)
    told = SAYS_OF_IT.search(subject) and not ACTS.search(subject)
    if span.last or OTHER_ACTS.search(subject) or not told:
        raise Unreadable(f"expected the day of another document, found {subject.strip()[:60]!r}")
    named = sections(subject)
    return effect(
        "postpones",
        others,
        sentence,
        span.first,
        note=note or "effective day announced",
        provision=", ".join(named) or None,
    )


def _bare_instructions(words: str, speaker: Speaker) -> tuple[str, ...]:
    """The end of a list of instructions whose beginning was cut off: "… 14, which is …"."""
    found = BARE_NUMBERS.search(words)
    return own_places(f"instructions {found['list']}", speaker) if found else ()


def _name(own: tuple[str, ...]) -> str | None:
    return own[0].rpartition("/")[2] if len(own) == 1 else None


def _with_exceptions(read: Read, begin: int, sentence: Sentence, speaker: Speaker) -> Read:
    effects, used = list(read.effects), list(read.used)
    for found in EXCEPTED.finditer(sentence.plain, begin):
        own = own_places(found["what"], speaker)
        if not own:
            reason = f"expected an instruction or a section, found {found['what'].strip()!r}"
            return Read(read.effects, (*used, found.span()), reason, read.applies)
        effects.append(_excepted(found, own, sentence))
        used.append(found.span())
    if len(effects) == len(read.effects):
        if COMPLIANCE.search(sentence.plain, begin) and not EFFECTIVE.search(sentence.plain, begin):
            return read._replace(used=(*used, (begin, len(sentence.plain))))
        return read._replace(unread="expected what is excepted and from when, found other words")
    return Read(tuple(effects), tuple(used), read.unread, read.applies)


def _excepted(found: re.Match[str], own: tuple[str, ...], sentence: Sentence) -> Effect:
    name = _name(own)
    if found["open"] is not None:
        return effect(
            "imposes", own, sentence, provision=name, note="delayed indefinitely: no first day"
        )
    if found["start"]:
        return effect("imposes", own, sentence, moment(found["start"]), provision=name)
    return effect("imposes", own, sentence, *span_of(found), provision=name)


def amendatory_starts(words: str) -> Iterator[Span | None]:
    """The days at the head of an instruction ("3. Effective January 1, 2017, …"), if any.

    None stands for "delayed indefinitely".
    """
    if OPEN_INSTRUCTION.match(words):
        yield None
    elif found := DATED_INSTRUCTION.match(words):
        yield span_of(found)


HEAD = r"(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,5})\.\s"
OPEN_INSTRUCTION = re.compile(rf"{HEAD}(?:delayed|postponed)\sindefinitely\b", re.IGNORECASE)
DATED_INSTRUCTION = re.compile(
    rf"{HEAD}(?:effective|beginning|delayed\suntil|from)\b,?\s"
    rf"(?:on\s|as of\s|from\s|until\s)?{SPAN}",
    re.IGNORECASE,
)
