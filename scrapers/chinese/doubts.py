"""Why a sentence with a verb of change may not change what it names: each reason to doubt.

A condition, a promise, a denial, a part, a destination, or another act than the one beside the verb
must never be read as a plain change of the whole act.
"""

from __future__ import annotations

import re

from scrapers.chinese.act import Act, Claim, conditional
from scrapers.chinese.groups import STATES, Group, at_odds
from scrapers.chinese.items import COUNTRY
from scrapers.chinese.references import PART, Reference, references
from scrapers.chinese.targets import OTHERS
from scrapers.chinese.text import EXCEPTION, Stretch, masked, titles_masked
from scrapers.legal_dates import starts

DENIES = re.compile(r"(?:不会|没有|尚未|并未|未|无意|不予|不应|是否|拒绝|不|无需|不得)(?:再)?$")
PROMISES = re.compile(
    r"(?:中方|我方|我们|中国|商务部|双方)(?:也|亦|还)?(?:将|拟|计划|准备|同意|愿)"
    r"(?=自|于|从|在|依法|相应|继续|适时|暂停|恢复|停止|取消|调整|终止)"
)
NARROWED = re.compile(
    rf"(?:暂停|中止|停止|恢复|终止|取消|不再)(?:对|向)(?:{COUNTRY})(?:的)?"
    r"(?:出口|进口|企业|实体|公司|(?:军事)?用户|产品|商品)?(?:实施(?!的)|执行|适用|$)"
    rf"|(?:对|向)(?:{COUNTRY})(?:的)?(?:出口|进口)?(?:暂停|中止|停止|恢复|终止|不再)(?:实施|执行|适用)"
    rf"|规定的?(?:对|向)(?:{COUNTRY})(?:的)?(?:出口|进口)"
)


def undecided(act: Act, sentence: Stretch) -> str | None:
    """Why a sentence may decide nothing yet: it sets a condition, or an answer only promises."""
    if condition := conditional(sentence):
        return f"expected a decision, found a condition: {condition[:30]}"
    promised = PROMISES.search(masked(sentence.words)) if act.role == "answer" else None
    return f"expected a decision, found a promise: {promised[0]}" if promised else None


def unattached(act: Act, group: Group, claims: list[Claim], carried: list[Reference]) -> str | None:
    """A verb of change without an act, behind those of another verb: 其余6家的措施停止."""
    if group.verb not in STATES or references(group.where.words, act.home):
        return None
    if group.verb == "resumes" and {c.effect.effect for c in claims} == {"repeals"}:
        return None  # what a repeal gives back: 废止…号，恢复…资质
    same = {c.effect.effect for c in claims} == {group.verb} and not starts(group.where.words)
    if not (claims or carried) or (same and not PART.search(group.where.words)):
        return None
    return f"expected the act that it {group.verb}, found none in {group.where.words[:30]}"


def denied(group: Group) -> str | None:
    """A verb behind a 不再, 尚未 or 是否."""
    before = masked(group.where.words).split(group.said[0], 1)[0].rsplit(",", 1)[-1]
    if DENIES.search(before):
        return f"expected a decision, found that it is denied: {group.where.words[:30]}"
    return None


def other_than_the_act(group: Group) -> str | None:
    """Two verbs at odds, what an act lists instead of it, or one destination only."""
    if both := at_odds(group):
        return f"expected one verb, found {both}"
    shown = masked(group.where.words)
    if within := OTHERS.search(shown):
        return f"expected the act itself, found what it lists: {within[0]}"
    if spared := EXCEPTION.search(titles_masked(group.where.words)):
        return f"expected the whole act, found an exception: {spared[0]}"
    if narrowed := NARROWED.search(shown):
        return f"expected the whole act, found a destination: {narrowed[0]}"
    return None
