"""What an American text does to other texts: delays, stays, extensions, withdrawals.

"delayed until X" makes X the new first day; "stayed until X" makes X the last day of the stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from scrapers.documents import Effect, Verb
from scrapers.english.dates import WHEN, Moment, Unreadable, lead, moment
from scrapers.english.sense import Read, Sentence, effect, years_less_a_day
from scrapers.federal_register.targets import (
    DELAYED_BEFORE,
    Speaker,
    documents,
    instructions,
    order_places,
    places,
)

# Not "was": what an act says of the past is no act.
IS = r"(?:is|are|has\sbeen|have\sbeen|will\sbe|shall\sbe|is\sbeing|are\sbeing)"
HEREBY = r"(?:(?:hereby|further|again|temporarily|administratively|also|now)\s)*"
FROM = rf"(?:,?\sfrom\s(?P<old>{WHEN}),?)?"
DELAYED = re.compile(
    rf"(?P<subject>.+?)\s{IS}\s{HEREBY}(?:delayed|postponed|deferred)"
    rf"(?:,?\sfor\s[^,;]{{1,30}}?)?{FROM}\s?(?:for\s[^,;]{{1,30}}?,?\s)?(?:(?:until|to)\s(?P<new>{WHEN})"
    r"|(?P<open>indefinitely|until\sfurther\snotice|pending\s[^.;,]{1,80}))"
    rf"(?:,\s(?:effective|as\sof)\s{WHEN})?",
    re.IGNORECASE,
)
DATE_EXTENDED = re.compile(
    rf"(?P<subject>\beffective\sdates?\b.+?)\s{IS}\s{HEREBY}(?:extended|corrected|changed"
    rf"|revised){FROM}\s(?:until|to(?:\sread)?)\s(?P<new>{WHEN})(?P<open>\b\B)?",
    re.IGNORECASE,
)
DELAYS = re.compile(
    rf"\b(?:delay(?:s|ing)?|postpon(?:es?|ing)|defer(?:s|ring)?)\s(?P<subject>(?:the\s|until\s)?"
    rf"(?:effective\sdates?|effectiveness)\b.+?){FROM}\s(?:(?:until|to)\s(?P<new>{WHEN})"
    r"|(?P<open>indefinitely))",
    re.IGNORECASE,
)
DATE_IS = re.compile(
    rf"\beffective\sdates?\s(?:of|for)\s(?P<subject>.+?),?\s(?:is|are)\snow\s(?P<new>{WHEN})"
    rf"(?P<open>\b\B)?|\beffective\sdates?\s(?:of|for)\s(?P<whose>.+?),?\s(?:is|are)\s"
    rf"(?P<set>{WHEN})",
    re.IGNORECASE,
)
CHANGES = re.compile(
    rf"\bchang(?:es|ing|ed)\sthe\seffective\sdates?\b(?P<subject>.*?)\sfrom\s(?P<old>{WHEN}),?\sto\s"
    rf"(?P<new>{WHEN}),?(?P<rest>.*)$",
    re.IGNORECASE,
)
STAYED = re.compile(
    rf"(?P<subject>.*?)\s{IS}\s{HEREBY}(?:stayed|suspended)\b(?P<rest>.*)$", re.IGNORECASE
)
STAYS = re.compile(
    r"\b(?:is|are|hereby|rule|document|action|order|notice)\s(?:stay(?:s|ing)|suspend(?:s|ing)?)\s"
    r"(?P<subject>(?:the|§|\d|paragraph|section|part|certain).*?)"
    r"(?P<rest>,?\s(?:from|until|through|effective|beginning|indefinitely|for\sone\syear)\b.*)$",
    re.IGNORECASE,
)
EXTENDED = re.compile(
    rf"(?P<subject>.+?)\s{IS}\s{HEREBY}extended{FROM}\s(?:until|to|through)\s(?P<new>{WHEN})",
    re.IGNORECASE,
)
CONTINUED = re.compile(
    r"(?P<subject>.+?)\s(?:(?:shall|will)\s(?:further\s)?(?:continue|remain)(?:\sin\seffect"
    rf"|\s(?:to\sbe\s)?(?P<rests>suspended))?|{IS}\s{HEREBY}continued(?:\sin\seffect)?){FROM}\s"
    rf"(?:until|through)\s(?P<new>{WHEN})",
    re.IGNORECASE,
)
PROLONGS = re.compile(
    r"\b(?:will|shall|hereby|notice|rule|document|action)\s(?:extends?)\s(?P<subject>.+?)\s"
    rf"(?:until|through|to)\s(?P<new>{WHEN})",
    re.IGNORECASE,
)
ADOPTED = re.compile(
    rf"(?P<subject>.+?)\s{IS}\s{HEREBY}adopted\sas\s(?:a\s)?final\b[^.;]*?\b(?:effective|as\sof)\s"
    rf"(?:on\s)?(?P<day>{WHEN})",
    re.IGNORECASE,
)
VOID = re.compile(
    r"(?P<subject>.+?)\s(?:has|have|shall\shave|is\sof|are\sof)\sno\s(?:legal\s)?force\s(?:or|and)"
    rf"\s(?:legal\s)?effect\b(?:,?\s(?:effective|as\sof|on|from)\s(?:on\s)?(?P<new>{WHEN}))?",
    re.IGNORECASE,
)
OF_SUSPENSION = re.compile(r"\W*(?:\w\)\s)?the\s(?:suspension|stay)\b", re.IGNORECASE)
COMPLIANCE = re.compile(r"\bcompl(?:y|iance)\b", re.IGNORECASE)
SUBSTITUTED = re.compile(
    rf"\bexpiration\sdates?\sof\s(?P<old>{WHEN}),?\sand\s(?:substitut|replac|insert|add)\w*\s"
    rf"(?:in\sits\splace\s|it\swith\s)?(?:the\sdate\sof\s)?(?P<new>{WHEN})",
    re.IGNORECASE,
)
NEW_DATE = re.compile(
    rf"\b[Tt]he\snew\s(?:(?:expiration|end)\s)?date\sis\s(?P<new>{WHEN})", re.IGNORECASE
)
LIFTED = re.compile(
    rf"(?P<subject>\b(?:stay|suspension)\s(?:of|on)\b.+?)\s{IS}\s{HEREBY}(?:lifted|terminated|removed"
    rf"|dissolved|ended)(?:,?\s(?:effective|as\sof|on)\s(?:on\s)?(?P<new>{WHEN}))?",
    re.IGNORECASE,
)
LIFTS = re.compile(
    rf"\b(?:lift|terminat|remov)(?:s|es|ing)\sthe\s(?P<subject>(?:stay|suspension)\s(?:of|on)\b.+?)"
    rf"(?:,?\s(?:effective|as\sof|on)\s(?P<new>{WHEN}))?[.;]?$",
    re.IGNORECASE,
)
WITHDRAWN = re.compile(
    rf"(?P<subject>.+?)\s{IS}\s{HEREBY}(?:withdrawn|rescinded|revoked)"
    rf"(?:,?\s(?:effective|as\sof|on)\s(?:on\s|as\sof\s)?(?P<new>{WHEN}))?",
    re.IGNORECASE,
)
CONFIRMED = re.compile(
    rf"\beffective\sdate\sof\s(?P<set>{WHEN}),?\s(?:for|of)\s(?P<whose>.+?),?\s{IS}\sconfirmed\b|"
    rf"\beffective\sdate\b(?P<subject>.+?)\s{IS}\sconfirmed(?:\s(?:as|to\sbe))?:?\s(?P<new>{WHEN})"
    rf"|\bconfirms\sthe\seffective\sdate\sof\s(?P<day>{WHEN}),?(?P<rest>.+)$",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\bfor\s(?:a\speriod\sof\s)?"
    r"(?:(?P<year>one\syear|1\syear|12\smonths)|(?P<n>\d{1,4})\sdays)\b",
    re.IGNORECASE,
)
BEGINS = re.compile(
    rf"\b(?:from|effective|as\sof|beginning|starting|on)\s(?:on\s|as\sof\s|at\s)?(?P<day>{WHEN})",
    re.I,
)
ENDS = re.compile(rf"\b(?:until|through|to)\s(?P<day>{WHEN})", re.IGNORECASE)
NO_END = re.compile(r"\bindefinitely\b|\buntil\sfurther\snotice\b|\bpending\b", re.IGNORECASE)
TALK = re.compile(
    r"\b(?:comments?|deadline|meeting|hearing|nominations?|applications"
    r"|application (?:period|window))\b",
    re.IGNORECASE,
)
LISTS_OF_PARTS = re.compile(r"\b\d{1,2} CFR [Pp]arts? [\d, and]+\d|§§? ?[\d.()A-Za-z, and-]+\d\)?")


def moves(sentence: Sentence, speaker: Speaker) -> Read | None:
    """What a sentence does to other texts; None where it does nothing that we know."""
    now = sentence._replace(plain=DELAYED_BEFORE.sub(_blank, sentence.plain))
    for reader in READERS:
        if read := reader(now, speaker):
            return read
    return None


def _blank(past: re.Match[str]) -> str:
    return " " * len(past[0])


def aims(words: str, speaker: Speaker) -> tuple[str, ...]:
    """Whom the act is aimed at: documents by number or citation, orders, else CFR places."""
    named = tuple(dict.fromkeys((*documents(words, speaker), *order_places(words))))
    titled = re.search(r"\b[Tt]itle (\d{1,2})\b", words)
    return named or places(words, titled[1] if titled else speaker.cfr_title)


def each(
    verb: Verb,
    targets: tuple[str, ...],
    sentence: Sentence,
    first: Moment | date | None = None,
    last: Moment | date | None = None,
    **more: str | None,
) -> tuple[Effect, ...]:
    """One row for each other document; places in the CFR share a row."""
    if not targets or "CFR" in targets[0] or targets[0].startswith("§"):
        return (effect(verb, targets, sentence, first, last, **more),)
    return tuple(effect(verb, (one,), sentence, first, last, **more) for one in targets)


def _read(effects: tuple[Effect, ...], found: re.Match[str], what: str) -> Read:
    unread = None
    if not any(one.targets for one in effects):
        unread = f"expected the document that is {what}, by number or citation, found none"
    _, opened = lead(found.string)
    told = [name for name, words in found.groupdict().items() if words and name != "subject"]
    return Read(effects, ((0, opened), *map(found.span, told)), unread)


def _delays(sentence: Sentence, speaker: Speaker) -> Read | None:
    for find in (DELAYED.match, DATE_EXTENDED.search, DELAYS.search):
        if found := find(sentence.plain):
            if COMPLIANCE.search(found["subject"]) and "effective" not in found["subject"].lower():
                return _complies_later(found, speaker)
            new = moment(found["new"]) if found["new"] else None
            note = None if new else "delayed indefinitely: no first day"
            targets = aims(found["subject"], speaker)
            provision = _provision(found["subject"], targets)
            rows = each("postpones", targets, sentence, new, note=note, provision=provision)
            return _read(rows, found, "delayed")
    return None


def _complies_later(found: re.Match[str], speaker: Speaker) -> Read | None:
    """A later day of compliance moves no beginning; whose it is, a person looks at."""
    if not documents(found["subject"], speaker):
        return None
    return Read((), ((0, found.end()),), "expected an effective day, found a day of compliance")


def _changes(sentence: Sentence, speaker: Speaker) -> Read | None:
    if found := CHANGES.search(sentence.plain):
        words = found["subject"] + " " + found["rest"]
        targets = aims(words, speaker)
        note = f"first day was {moment(found['old']).day}"
        provision = _provision(words, targets)
        rows = each(
            "postpones", targets, sentence, moment(found["new"]), note=note, provision=provision
        )
        return _read(rows, found, "moved")
    return None


def _date_is(sentence: Sentence, speaker: Speaker) -> Read | None:
    """The first day of others ("The effective date of the rules published … is October 28")."""
    found = DATE_IS.search(sentence.plain)
    if not found:
        return None
    subject = found["subject"] or found["whose"]
    targets = documents(subject, speaker)
    if not targets:
        return None  # "the effective date of this rule is …" is a start of our own
    rows = each("postpones", targets, sentence, moment(found["new"] or found["set"]))
    return _read(rows, found, "given a new day")


def _provision(words: str, targets: tuple[str, ...]) -> str | None:
    """The parts of the target that the words name, where the target is a document."""
    if not targets or "CFR" in targets[0] or targets[0].startswith("§"):
        return None
    if numbered := instructions(words):
        return ", ".join(f"instruction-{number}" for number in numbered)
    found = LISTS_OF_PARTS.search(words)
    return found[0].strip() if found else None


def _stays(sentence: Sentence, speaker: Speaker) -> Read | None:
    opened, skip = lead(sentence.plain)
    found = STAYED.match(sentence.plain, skip) or STAYS.search(sentence.plain, skip)
    if not found or TALK.search(found["subject"]):
        return None
    first, last, note = stay_span(found["rest"], opened)
    if first is None and last is None and not NO_END.search(found["rest"]):
        return None
    targets = tuple(t for t in aims(found["subject"], speaker) if t != speaker.own)
    if OF_SUSPENSION.match(found["subject"]):  # a suspension that is suspended is prolonged
        rows = each("extends", targets, sentence, None, last, what="suspension")
        return _read(rows, found, "extended") if last else None
    rows = each(
        "suspends",
        targets,
        sentence,
        first,
        last,
        note=note,
        provision=_provision(found["subject"], targets),
    )
    read = _read(rows, found, "stayed")
    at = found.start("rest")
    days = [limit for limit in _limits(found["rest"]) if limit]
    return read._replace(used=((0, skip), *((at + d.start(), at + d.end()) for d in days)))


def stay_span(
    rest: str, opened: Moment | None
) -> tuple[Moment | None, Moment | date | None, str | None]:
    """First day, last day and a note of a suspension, from the words after its verb."""
    begins, ends = _limits(rest)
    first = moment(begins["day"]) if begins else opened
    if ends:
        last = moment(ends["day"])
        if first and last.day < first.day:
            raise Unreadable(f"expected an end after {first.day}, found {last.day}")
        return first, last, "after the last day it returns by itself"
    if first and (period := PERIOD.search(rest)):
        end = years_less_a_day(first.day)
        if period["n"]:
            end = first.day + timedelta(int(period["n"]) - 1)
        return first, end, f"{period[0]}; after the last day it returns by itself"
    return first, None, "no end is printed" if NO_END.search(rest) else None


def _limits(rest: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The beginning and the end; "on" inside "until 12:01 a.m. on X" begins nothing."""
    ends = ENDS.search(rest)
    open_words = rest
    if ends:
        open_words = rest[: ends.start()] + " " * len(ends[0]) + rest[ends.end() :]
    return BEGINS.search(open_words), ends


def _extends(sentence: Sentence, speaker: Speaker) -> Read | None:
    if found := SUBSTITUTED.search(sentence.plain) or NEW_DATE.search(sentence.plain):
        rows = each(
            "extends", documents(sentence.plain, speaker), sentence, None, moment(found["new"])
        )
        return _read(rows, found, "extended")
    found = EXTENDED.match(sentence.plain) or _continues(sentence.plain)
    if not found or TALK.search(found["subject"]):
        return None
    targets = tuple(t for t in aims(found["subject"], speaker) if t != speaker.own)
    rests = found.groupdict().get("rests") or re.search(
        r"\b(?:stay|suspension)\b", found["subject"], re.I
    )
    whose = "suspension" if rests else None
    rows = each("extends", targets, sentence, None, moment(found["new"]), what=whose or "measure")
    return _read(rows, found, "extended")


def _continues(plain: str) -> re.Match[str] | None:
    """A suspension that goes on until a day, or something that a text "will extend" to one."""
    found = CONTINUED.match(plain)
    if found and (found["rests"] or re.search(r"\b(?:stay|suspension)\b", found["subject"], re.I)):
        return found
    found = PROLONGS.search(plain)
    return None if found and "effective" in plain[: found.start()].lower() else found


def _lifts(sentence: Sentence, speaker: Speaker) -> Read | None:
    opened, skip = lead(sentence.plain)
    found = LIFTED.search(sentence.plain, skip) or LIFTS.search(sentence.plain, skip)
    if not found:
        return None
    first = moment(found["new"]) if found["new"] else opened
    rows = each("resumes", aims(found["subject"], speaker), sentence, first)
    return _read(rows, found, "in force again")


def _withdraws(sentence: Sentence, speaker: Speaker) -> Read | None:
    opened, skip = lead(sentence.plain)
    found = WITHDRAWN.match(sentence.plain, skip)
    if not found or re.search(r"\bproposed\b|\bcomments?\b", found["subject"], re.I):
        return None
    first = moment(found["new"]) if found["new"] else opened
    if first is None:
        return None
    rows = each("repeals", aims(found["subject"], speaker), sentence, first)
    return _read(rows, found, "withdrawn")


def _confirms(sentence: Sentence, speaker: Speaker) -> Read | None:
    found = CONFIRMED.search(sentence.plain)
    if not found:
        return None
    targets = documents(found["subject"] or found["whose"] or found["rest"], speaker)
    day = moment(found["new"] or found["set"] or found["day"])
    rows = each("clarifies", targets, sentence, day, note="effective day confirmed")
    return _read(rows, found, "confirmed")


def _adopts(sentence: Sentence, speaker: Speaker) -> Read | None:
    """An interim rule that becomes final goes on: nothing begins."""
    found = ADOPTED.match(sentence.plain)
    if not found:
        return None
    targets = documents(found["subject"], speaker)
    note = "adopted as final"
    rows = each("clarifies", targets, sentence, moment(found["day"]), note=note)
    return _read(rows, found, "adopted as final")


def _voids(sentence: Sentence, speaker: Speaker) -> Read | None:
    opened, skip = lead(sentence.plain)
    found = VOID.match(sentence.plain, skip)
    if not found:
        return None
    first = moment(found["new"]) if found["new"] else opened
    targets = aims(found["subject"], speaker)
    if first is None or not targets:
        return Read((), (), "expected what is void and from when, found none")
    return _read(each("repeals", targets, sentence, first), found, "void")


READERS: tuple[Callable[[Sentence, Speaker], Read | None], ...] = (
    _confirms,
    _adopts,
    _voids,
    _delays,
    _changes,
    _date_is,
    _lifts,
    _extends,
    _stays,
    _withdraws,
)
