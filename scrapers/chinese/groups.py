"""A sentence by its verbs: the limbs that belong together, without grounds and what others did.

A limb without a verb belongs to the next one with (自即日起至…，A号、B号，及C号暂停实施); the
effective phrase of the act itself belongs to none, and only says from when the rest holds.
"""

from __future__ import annotations

import re
from typing import NamedTuple, cast

from scrapers.chinese.act import is_recital
from scrapers.chinese.references import references
from scrapers.chinese.starts import IN_FORCE
from scrapers.chinese.text import Stretch, limbs, masked
from scrapers.legal_dates import starts

DO = r"(?:实施|实行|执行|适用|施行|征收|加征|收取)"
VERBS = re.compile(
    rf"(?P<resumes>恢复{DO}?|(?:停止|终止|取消|解除|撤销|结束){DO}?(?:对[^,;]{{0,60}}?的?)?(?:暂停|中止){DO}?)"
    rf"|(?P<prolongs_stay>继续(?:暂停|中止){DO}?|(?:延长|延续)(?=[^,]*暂停)"
    r"|(?:暂停|中止)[^,;]{0,40}?(?:延长|延续))"
    r"|(?P<postpones>(?:推迟|延期|延后|延迟|推后)(?:至|到)?"
    rf"|{DO}(?:日期|时间)[^,;]{{0,24}}?(?:调整|变更|修改|改)(?:为|至|到)|{DO}(?:日期|时间)[^,;]{{0,24}}?提前(?:至|到))"
    rf"|(?P<suspends>暂不{DO}|(?:暂停|中止|暂缓)(?!(?:实施|执行)?期(?:间|限?内)){DO}?)"
    rf"|(?P<extends>延长|延续{DO}?|展期|继续(?:{DO}|有效|按照?(?=[^,;]*征收)))"
    rf"|(?P<repeals>废止|作废|(?:停止|终止|撤销|取消|解除){DO}?|不再(?:{DO}|有效)|失效)"
    r"|(?P<corrects>更正|勘误|应为)"
    r"|(?P<amends>调整|修改|修订|修正|更新|增列|增补|(?:附件\d*|名单|清单|目录)中增加|更名|替换|变更|删去|删除)"
)
STATES = ("resumes", "prolongs_stay", "postpones", "suspends", "repeals")
DATES_ALL = cast("re.Match[str]", re.match("", ""))


class Group(NamedTuple):
    """Limbs that share one verb."""

    verb: str
    where: Stretch
    said: re.Match[str]


def groups(sentence: Stretch) -> list[Group]:
    """The limbs of a sentence by their verbs; recitals are left out."""
    out: list[Group] = []
    waiting: list[Stretch] = []
    for limb in split_at_verbs(limbs(sentence)):
        if is_recital(limb.words):
            continue
        if dates_all(limb):
            out.append(Group("dates", limb, DATES_ALL))
            waiting = []
            continue
        waiting.append(limb)
        if said := VERBS.search(masked(limb.words)):
            out.append(grouped(waiting, said))
            waiting = []
    if waiting and out and out[-1].verb != "dates":
        last = out.pop()
        tail = grouped([last.where, *waiting], last.said)
        out.append(tail)
    return out


def at_odds(group: Group) -> str | None:
    """Two verbs in one group that cannot both be meant of its acts: 废止…号暂停实施的…"""
    found = {m[0]: m.lastgroup for m in VERBS.finditer(masked(group.where.words))}
    verbs = {verb for verb in found.values() if verb in (*STATES, "extends")}
    weak = group.verb not in (*STATES, "extends")  # …作如下调整：暂停实施第二款
    return " and ".join(found) if len(verbs) + weak > 1 else None


def dates_all(limb: Stretch) -> bool:
    """Whether a limb is an effective phrase of the act itself: 本公告自…起正式实施."""
    begun = starts(limb.words)
    return bool(
        begun
        and IN_FORCE.match(masked(limb.words[begun[0].end :]))
        and not references(limb.words)
        and not VERBS.search(masked(limb.words))
    )


def split_at_verbs(found: list[Stretch]) -> list[Stretch]:
    """Cut `废止A、恢复B` at the sign between them as well."""
    out = []
    for limb in found:
        cut = re.search(r"(?<=[号□告])、(?=恢复|废止|暂停|停止|取消|撤销|调整)", masked(limb.words))
        at = cut.start() if cut else len(limb.words)
        out.append(Stretch(limb.start, limb.start + at, limb.words[:at]))
        if cut:
            out.append(Stretch(limb.start + at + 1, limb.end, limb.words[at + 1 :]))
    return out


def grouped(found: list[Stretch], said: re.Match[str]) -> Group:
    words = "".join(limb.words for limb in found)
    return Group(said.lastgroup or "", Stretch(found[0].start, found[-1].end, words), said)
