"""What a decision does to a case that an earlier act opened: a probe ends, rests or takes longer.

Such acts name the case, not the number: `将本案的调查期限延长6个月`. The number stands in the
sentence that recalls how the case began; if there is only one such, its acts are meant.
"""

from __future__ import annotations

import re

from scrapers.chinese.act import Act, Claim, Doubt, is_recital
from scrapers.chinese.changes import Changes
from scrapers.chinese.references import references
from scrapers.chinese.text import Stretch, limbs, masked
from scrapers.chinese.verbs import last_of
from scrapers.legal_dates import DAY, Moment, civil_day, starts, terms

OPENED = re.compile(r"调查|反倾销|反补贴|保障措施")
LONGER = re.compile(
    r"(?:将|对)?[^,。;]{0,60}?(?:本案|调查)[^,。;]{0,20}?期限[^,。;]{0,8}?延长"
    r"|延长[^,。;]{0,60}?(?:调查|本案)[^,。;]{0,8}?期限"
)
UNTIL = re.compile(rf"(?:截止(?:日期)?(?:为|至|到)|延长(?:至|到)|(?:至|到)){DAY}")
ENDED = re.compile(
    r"(?:终止|停止|取消)(?:本案|[^,。;]{0,80}?(?:的|进行)?)(?:反倾销|反补贴|反歧视|贸易壁垒|保障措施|上述|该|本次)?"
    r"(?:立案)?调查(?:程序)?(?:[,。;]|$)"
    r"|(?:终止|停止|取消)(?:对[^,。;]{0,80}?)?(?:征收|实施)[^,。;]{0,80}?(?:反倾销|反补贴)(?:税|措施)"
)
PAUSED = re.compile(
    r"(?:暂停|中止)(?:对[^,。;]{0,80}?的)?(?:本案|[^,。;]{0,20}?调查)"
    r"|(?:暂停|中止)(?:对[^,。;]{0,80}?)?征收[^,。;]{0,80}?(?:反倾销|反补贴)税"
)
MAY = re.compile(r"如果|可以?|应当?|能否|是否|申请|建议")


def changed_case(act: Act, sentence: Stretch, told: list[Stretch]) -> Changes | None:
    """What a sentence does to the case; None where it says nothing of the sort."""
    shown = masked(sentence.words)
    longer, ended, paused = (kind.search(shown) for kind in (LONGER, ENDED, PAUSED))
    found = longer or ended or paused
    if found is None or references(sentence.words) or in_grounds(sentence, found.end()):
        return None
    before = shown[: found.end()]
    if MAY.search(re.split(r"[,;。]", before)[-1]) or not decides(act, before):
        return None
    opened = [s for s in told if OPENED.search(s.words) and references(s.words, "MOFCOM")]
    if "征收" in (ended or found)[0]:  # a duty was laid by a ruling, not by its reviews
        opened = [s for s in opened if "征收" in s.words] or opened
    named = {r.target for s in opened for r in references(s.words, "MOFCOM")}
    targets = [target for target in named if target]
    if len(opened) != 1 or len(targets) != len(named):
        return doubt(sentence, "expected the number of the act that opened the case, found none")
    if not longer and len(targets) < sum(
        word in shown[found.start() :] for word in ("反倾销", "反补贴")
    ):
        return doubt(sentence, f"expected an act for each duty, found {targets[0]} alone")
    targets.sort()
    if longer:
        return prolonged(act, sentence, targets)
    return closed(act, sentence, targets, pauses=not ended)


def in_grounds(sentence: Stretch, end: int) -> bool:
    """Whether words stand in a limb that gives grounds or tells what another state did."""
    at = sentence.start + end
    return any(limb.start < at <= limb.end and is_recital(limb.words) for limb in limbs(sentence))


def decides(act: Act, words: str) -> bool:
    """Whether words decide, or say again what the title does: 关于终止…的公告."""
    return "决定" in words or bool(re.match(r".{0,80}?关于(?:终止|停止|取消|暂停|中止)", act.title))


def doubt(sentence: Stretch, reason: str) -> Changes:
    return Changes((), (Doubt(sentence, reason),))


def prolonged(act: Act, sentence: Stretch, targets: list[str]) -> Changes:
    """A later end of the probe, where its day is printed."""
    until = UNTIL.search(sentence.words)
    if until is None:
        told = "a term" if terms(sentence.words) else "none"
        return doubt(sentence, f"expected the new last day of the case, found {told}")
    try:
        last = civil_day(until["y"], until["m"], until["d"])
    except ValueError as error:
        return doubt(sentence, str(error))
    return Changes(tuple(rows(act, "extends", sentence, targets, last_day=last)))


def closed(act: Act, sentence: Stretch, targets: list[str], *, pauses: bool) -> Changes:
    """The end of the probe or duty, or its pause, from the day of the sentence or of the act."""
    begun = starts(sentence.words)
    when = act.on(begun[0]) if begun else act.default
    if isinstance(when, str):
        return doubt(sentence, when)
    first = when if isinstance(when, Moment) else None
    days = {"first_day": first.day, "first_time": first.time} if first else {}
    if pauses:
        until = last_of(sentence.words, first.day if first else None)
        if isinstance(until, str):
            return doubt(sentence, until)
        days |= {"last_day": until[0], "last_time": until[1]}
    claims = rows(act, "suspends" if pauses else "repeals", sentence, targets, **days)
    why = () if first else (Doubt(sentence, "no effective phrase found"),)
    return Changes(tuple(claims), why)


def rows(act: Act, verb: str, sentence: Stretch, targets: list[str], **days: object) -> list[Claim]:
    return [act.claim(verb, (target,), sentence, **days) for target in targets]  # type: ignore[arg-type]
