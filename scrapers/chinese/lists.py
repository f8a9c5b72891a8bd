"""Who an act puts on a list or takes off it, or under countermeasures.

`决定将…列入出口管制管控名单` lists; `于2025年4月4日，将17家…列入` only remembers, and
`核实后，可以将其移出` only promises. A listing whose names do not match the printed
count keeps that count and says so.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from scrapers.chinese.act import FOREIGN, Act, is_recital
from scrapers.chinese.copy import ANNEX, Parts
from scrapers.chinese.doubts import undecided
from scrapers.chinese.parties import Listed, listed, printed_counts
from scrapers.chinese.references import references
from scrapers.chinese.text import Stretch, masked, titles_masked
from scrapers.legal_dates import DATED, DAY

NAMED_LIST = r"(?:《)?(?P<list>[^,。;将《》]{0,20}?(?:名单|清单))(?:》)?"
PUT_ON = re.compile(rf"(?P<by>将)(?P<who>(?:(?!列入).){{1,1200}}?)(?:增)?列入{NAMED_LIST}")
TAKEN_OFF = re.compile(
    rf"(?P<by>将)(?P<who>(?:(?!移出).)+?)(?:从|自)?(?:移出|移除出?|调出|撤出){NAMED_LIST}"
    rf"|(?P<by2>将)(?P<who2>.+?)从(?P<list2>[^,。;]{{0,20}}?(?:名单|清单))中?(?:移出|移除|删除|调出|撤出)"
)
COUNTERED = re.compile(
    r"(?P<by>对)(?P<who>[^,。;]*?(?:\([^()]*\)[^,。;]*?)*)(?:采取|实施)(?:以下|如下|下列|相应)?(?:的)?(?P<list>反制措施)"
)
NOT_NOW = re.compile(
    r"可以?(?:申请|将|依法|以)|拟|如果|应当将|是否|有权|核实后|符合.{0,10}条件|曾|已(?:于|将)|此前|被列入"
)

OPENS = re.compile(r"现(?:将|对|就)?$|(?:^(?:[一二三四五六七八九十]+、)?|,)(?:自.{4,24}起,?)?$")
UNDOES = re.compile(r"暂停|中止|停止|取消|终止|解除|撤销|恢复|调整|延长")
BEHIND = re.compile(r"\([^()]*\)")


class Listing(NamedTuple):
    """A sentence that puts parties on a list or takes them off, and who they are."""

    where: Stretch
    verb: str
    targets: tuple[str, ...]
    who: Listed
    title_count: int | None


def listings(act: Act, parts: Parts, sentences: list[Stretch]) -> list[Listing]:
    """The listing sentences of an act; one said twice counts once."""
    found = [hit for sentence in sentences for hit in said_in(act, sentence)]
    annexes = blocks(parts.annex)
    out: list[Listing] = []
    for index, (sentence, verb, match) in enumerate(found):
        annex = annexes[index] if len(annexes) == len(found) else parts.annex
        one = listing(act, annex, sentence, verb, match, sentences)
        if not any((one.who, one.targets) == (other.who, other.targets) for other in out):
            out.append(one)
    return out


def said_in(act: Act, sentence: Stretch) -> list[tuple[Stretch, str, re.Match[str]]]:
    """What a sentence does to a list, or to two, if it is decided there."""
    words = titles_masked(sentence.words)
    for verb, pattern in (("delists", TAKEN_OFF), ("lists", PUT_ON), ("lists", COUNTERED)):
        found = [m for m in pattern.finditer(words) if decided(act, sentence, m)]
        if found:
            return [(sentence, verb, one) for one in (found if pattern is PUT_ON else found[:1])]
    return []


def blocks(annex: tuple[Stretch, ...]) -> list[tuple[Stretch, ...]]:
    """附件1 and 附件2 apart; an act with two lists has an annex for each."""
    starts = [i for i, line in enumerate(annex) if ANNEX.fullmatch(line.words)]
    return [annex[a:b] for a, b in pairwise([*starts, len(annex)])]


def decided(act: Act, sentence: Stretch, found: re.Match[str]) -> bool:
    """Whether the act itself decides it, now."""
    before = sentence.words[: found.start()]
    shown = masked(before)
    above = Stretch(sentence.start, sentence.start + len(before), before)
    if UNDOES.search(re.split(r"[,;:]", shown)[-1]) or undecided(act, above):
        return False
    if NOT_NOW.search(shown[-40:]) or NOT_NOW.search(masked(found[0])[:6]):
        return False
    if "决定" not in shown and told_of_others(shown):
        return False
    if "决定" not in shown and not OPENS.search(shown):
        return False
    if recall := re.search(r"(?:于|在)?" + DATED.pattern + r"(?:,|和\d+日,)?[^,]{0,16}$", shown):
        return "起" in recall[0] and not re.match("于", recall[0])
    if found["list"] if "list" in found.groupdict() else None:
        kind = found["list"]
        if kind == "反制措施" and not re.search(r"反制", act.title) and "决定" not in before:
            return False
    limb = re.split(r"[,;]", before)[-1] + found[0]
    return not is_recital(limb)


def told_of_others(shown: str) -> bool:
    """Whether the words before a listing tell what another state, or an earlier day, brought."""
    limbs_before = re.split(r"[,;]", shown)
    others = any(re.match(rf"(?:{DAY})?{FOREIGN}", limb) for limb in limbs_before)
    return others or bool(re.match(rf"(?:{DAY}),", shown))


def listing(
    act: Act,
    annex: tuple[Stretch, ...],
    sentence: Stretch,
    verb: str,
    found: re.Match[str],
    sentences: list[Stretch],
) -> Listing:
    groups = {key: value for key, value in found.groupdict().items() if value}
    key = "who" if "who" in groups else "who2"
    a, b = found.span(key)
    clause = Stretch(sentence.start + a, sentence.start + b, sentence.words[a:b])
    if groups.get("list") == "反制措施":
        printed = countered_count(sentence, sentences)
    else:
        counts = printed_counts(masked(clause.words))
        printed = counts[-1] if counts else None
    named = references(clause.words) if verb == "delists" else []
    behind = BEHIND.match(sentence.words, found.end())
    # Those whom an act listed are not named again: 将…公告2025年第22号列入的3家实体移出.
    who = Listed(printed, (), None) if named else listed(act.plain, clause, annex, printed)
    name = groups.get("list") or groups.get("list2") or ""
    if verb == "delists" and behind and not named:  # …名单（商务部公告2025年第22号）
        named = references(behind[0])
    targets = tuple(r.target for r in named if r.target) or (name,)
    return Listing(sentence, verb, targets, who, title_count(act))


def title_count(act: Act) -> int | None:
    counts = printed_counts(masked(act.title))
    return counts[0] if len(counts) == 1 else None


def countered_count(sentence: Stretch, sentences: list[Stretch]) -> int | None:
    """The sum of the counts a decision prints item by item: 20家企业 and 10名高级管理人员."""
    counts = [
        count
        for other in sentences
        if other.start >= sentence.start
        for part in re.split(r"[;,](?=冻结|禁止|不予|对其)", masked(other.words))[:1]
        if re.match(r"(?:[一二三四五六七八九十]+、)?(?:.{0,200}决定)?对", part)
        for count in printed_counts(part)[:1]
    ]
    return sum(counts) if counts else None
