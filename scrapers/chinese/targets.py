"""What a verb of change is said of: the acts and parts beside it, and nothing unaccounted for.

A part, an exception or a condition must never be read as the whole. So what is left of a limb, once
its days, acts, titles, verb and known fillers are taken out, has to be nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from scrapers.chinese.act import Act
from scrapers.chinese.groups import VERBS, Group
from scrapers.chinese.items import COUNTRY
from scrapers.chinese.references import ITEM_PATH, PART, Reference, item_id, part_id, references
from scrapers.chinese.text import TITLE, masked, titles_masked
from scrapers.legal_dates import DAY, NUMBER, ends, number, starts, terms

PARTIAL = re.compile(r"所附|相关内容|有关内容|部分|其他|其余|中关于|有关规定|附件|条款")
RATE = re.compile(
    rf"(?<![\d.])(?P<p>\d{{1,3}}(?:\.\d{{1,6}})?)%的?(?:对(?:美|{COUNTRY}))?(?:加征)?关税(?:税率)?"
)
FILLER = re.compile(
    "(?:□+|以下|如下|(?:暂停|中止)(?:实施|执行)?期间|"
    r"经批准|决定|中方|其|对|将|把|在|内|的|中|以|及|和|与|并|且|于|是|也|了|本|现|、|,|;|。|:|\"|进行|分别"
    r"|相关|有关|上述|下列|该|全部|相应|所列明?的?|所|列明|列入|涉及|公布|发布|制定|实施|施行|执行|适用|予以"
    r"|继续|同时|同日|同步|一并|即行|正式|再|不再|保留|自|起|至|止|由|从|期限|期间|为期|有效期|时间|日期"
    r"|措施|规定|处理|管控|反制|管制|临时|出口|进口|两用物项|不可靠实体清单|名单|清单|目录|公告|通知|令|附件|见"
    r"|采取|加征|零?关税|政策|税率|商品|部分进口商品|原产|年度|实体|企业|公司|子公司|工作机制"
    r"|商务部|外交部|海关总署|国务院关税税则委员会|交通运输部"
    rf"|等?{NUMBER}(?:家|个|项|件|份)|{COUNTRY}|美|第(?:{NUMBER}|□+)(?:款|条|项|部分)"
    r"|直?至另行通知"
    rf"|{DAY}|{NUMBER}月{NUMBER}日|{NUMBER}日|{RATE.pattern.replace('(?P<p>', '(?:')}"
    ")+"
)
AGAINST = re.compile(r"对(?P<who>[^,。;□]{2,80}?(?:□[^,。;□]{0,40})*?)(?:采取|实施)的")
BY_ITS_LIST = re.compile(
    rf"(?:所列(?:明)?|中|(?:名单|清单))的?(?:{NUMBER}家[^,。;□中]{{0,16}}中的?)?"
)
NAMED = re.compile(
    r"(?P<who>(?:[^,。;:□]{2,60}□{2,200}(?:及其(?:分支机构|子公司))?[、和及]?){1,80})"
    rf"(?:等?(?P<n>{NUMBER})(?:家|个)(?:[^,。;□]{{0,6}}?(?:实体|企业|公司|机构))?)?"
)
WITH_THE_ACT = re.compile(
    r"自(?:本|该)(?:公告|决定|令|通知|规定|办法|条例|细则|法)(?:正式)?(?:施行|实施|执行|生效)之日起"
)
OTHERS = re.compile(r"所列(?:明)?的?(?:各项|全部)?(?:公告|物项|商品|税目|产品|货物)")
UNCOUNTED = re.compile(r"(?<!\d)\d{1,4}号(?![线楼院馆])")
QUOTED = r'"[一二三四五六七八九十]+(?:\([一二三四五六七八九十]+\))?"'
BESIDE = re.compile(rf"[、和及]第\((?P<n>{NUMBER})\)(?P<unit>项)")
BETWEEN = r"[□()]*(?:公告|令)?(?:公布的?|发布的?|所附的?|印发的?|中的?|关于)?[□(]*"


def leftover_is_part(leftover: str) -> bool:
    return bool(re.search(r"物项|内容|条款|税目|中", leftover))


class Some(NamedTuple):
    """Some of those whom an act lists, by name, and the count printed behind them."""

    start: int
    end: int
    printed: int | None


def some_named(words: str) -> Some | None:
    """The parties a change is for: …号所列A公司（A, Inc.）、B公司（B LLC）等2家企业."""
    shown = masked(words)
    for lead in BY_ITS_LIST.finditer(shown):
        found = NAMED.match(shown, lead.end())
        if found is None or re.search(r"公告|规定|第|\d号|□[^、和及□]+□", found["who"]):
            continue
        names = len(re.findall("□+", found["who"]))
        count = number(found["n"]) if found["n"] else None
        return Some(*found.span("who"), names) if count in (None, names) else None
    return None


def residue(group: Group) -> str:
    """What is left of a group without its days, acts, titles, verb and known fillers."""
    words = group.where.words
    spans = [(s.start, s.end) for s in starts(words)]
    spans += [(e.start, e.end) for e in ends(words)]
    spans += [(t.start, t.end) for t in terms(words)]
    spans += [(r.start, r.end) for r in references(words, "MOFCOM")]
    spans += [m.span() for m in VERBS.finditer(masked(words))]
    spans += [m.span() for m in re.finditer(rf"{QUOTED}(?:部分)?", words)]
    spans += [m.span() for m in WITH_THE_ACT.finditer(words)]
    if some := some_named(words):
        spans.append((some.start, some.end))
    kept = list(titles_masked(words))
    for start, end in spans:
        kept[start:end] = "□" * (end - start)
    shown = masked("".join(kept))
    shown = re.sub(r"^(?:答[::]?)?(?:[一二三四五六七八九十]+、|□+、|\d+[.、])?", "", shown)
    shown = AGAINST.sub("", shown)
    return FILLER.sub("", shown)


def targets_of(
    act: Act, group: Group, found: list[Reference], *, carried: bool
) -> dict[str, tuple[str, ...]] | str:
    """The targets by instrument, with the parts the text names; or why they are not certain."""
    words = group.where.words
    out: dict[str, list[str]] = {}
    named: list[tuple[int, int]] = []
    for reference in found:
        if reference.target is None:
            return f"expected an act whose number is known, found {reference.words}"
        own, end = ([reference.target], 0) if carried else parts_of(act, reference, words)
        out.setdefault(reference.target, []).extend(own)
        named.append((reference.start, end))
    weak = group.verb in ("amends", "corrects")
    if not carried and not weak and (stray := stray_part(words, named)):
        return f"expected the act whose part it is, found {stray} alone"
    spans = [] if carried else [(r.start, r.end) for r in found]
    shown = titles_masked(words)
    for lone in UNCOUNTED.finditer(shown):
        if not any(a <= lone.start() < b for a, b in spans):
            return f"expected an act whose number is known, found {lone[0]}"
    if group.verb == "repeals":
        for title in free_titles(words, spans):
            out.setdefault(title, []).append(title)
    if not out:
        return "expected an act by its number or title, found none"
    if (rate := RATE.search(words)) and group.verb in ("suspends", "prolongs_stay"):
        return {key: (f"{key}/p-{rate['p']}",) for key in out}
    return {key: tuple(dict.fromkeys(value)) for key, value in out.items()}


def stray_part(words: str, named: list[tuple[int, int]]) -> str | None:
    """A part that stands beside no act named; it must not be lost, nor read as the whole."""
    shown = titles_masked(words)
    for part in (*PART.finditer(shown), *re.finditer(QUOTED, shown)):
        if not any(a <= part.start() < b for a, b in named):
            return part[0]
    return None


def parts_of(act: Act, reference: Reference, words: str) -> tuple[list[str], int]:
    """第46号（《…》）第二款: the parts named behind an act, and where they end."""
    assert reference.target is not None
    tail = re.match(r"\)?(?:\([^()]*\)|《[^》]*》|\)|的|中|所附)*", words[reference.end :])
    at = reference.end + (tail.end() if tail else 0)
    found, length = items_of(reference.target, words[at:])
    at += length
    order = "-order-" in reference.target or reference.target.startswith("stc-")
    while (part := PART.match(words, at)) and not (part["unit"] == "项" and "(" in part[0]):
        name = part_id(part, order=order)
        if part["unit"] != "款" and (inner := PART.match(words, part.end())):
            head, part = name, inner
            name = f"{head}-{part_id(inner, order=order)}"
            while next_item := BESIDE.match(words, part.end()):  # 第一条第（一）项和第（二）项
                found.append(f"{reference.target}/{name}")
                name, part = f"{head}-{part_id(next_item, order=order)}", next_item
        found.append(f"{reference.target}/{name}")
        joint = re.match(r"[、和及]", words[part.end() :])
        at = part.end() + (joint.end() if joint else 0)
    return found or [reference.target], at


def items_of(target: str, words: str) -> tuple[list[str], int]:
    """“一（一）”和“一（二）”部分 behind an act, and their length; none if one is no item."""
    row = re.match(rf"{QUOTED}(?:[、和及]{QUOTED})*(?:部分)?", words)
    if row is None:
        return [], 0
    paths = (ITEM_PATH.fullmatch(path) for path in re.findall(QUOTED, row[0]))
    names = [item_id(path["top"], path["sub"]) if path else None for path in paths]
    if None in names:
        return [], 0
    return [f"{target}/{name}" for name in names], row.end()


def free_titles(words: str, spans: list[tuple[int, int]]) -> list[str]:
    """《titles》 that are targets by themselves, not the name of a numbered act beside them."""
    out = []
    for title in TITLE.finditer(words):
        before, after = words[: title.start()], words[title.end() :]
        beside = any(
            a <= title.start() < b or re.fullmatch(BETWEEN, masked(words[b : title.start()]))
            for a, b in spans
            if b <= title.start() or a <= title.start() < b
        )
        named = re.match(r"\(", after) and any(
            a - title.end() <= 12 for a, _ in spans if a >= title.end()
        )
        cites = any(title.start() <= a < title.end() for a, _ in spans)
        held = before.count("(") > before.count(")")
        if not (beside or named or held or cites):
            out.append(title[0])
    return out
