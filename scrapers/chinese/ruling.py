"""Which sentence of an act makes a rule of its own, or brings something into being.

A sentence that ends a rule, recalls one or speaks of the measures of others makes none.
"""

from __future__ import annotations

import re

from scrapers.chinese.act import ENDED, FOREIGN, Act, is_recital
from scrapers.chinese.provisions import FORBIDS, NEW
from scrapers.chinese.text import Stretch, masked

PROBE = re.compile(
    r"立案调查|(?:启动|发起|进行(?!了)|开展(?!了)|决定).{0,30}调查|进行(?!了).{0,12}复审"
)
FOUND = re.compile(r"[^。;]{0,20}(?:作出|得出)[^。;]{0,12}(?:裁定|结论)")  # the probe is over
FRAMEWORK = re.compile(r"(?:目录|条例|规定|办法|细则|规则|申报条件|许可证管理)")
OPENING = re.compile(
    r"(?:现)?(?:公布|发布|印发)(?:□+|.{0,30})|决定(?:对|加强|采取|采用|优化|调整|将|自)|予以(?:公布|发布)"
)
BROUGHT = re.compile(
    r"现(?:予)?(?:公布|发布|印发)《(?!关于(?:暂停|废止|停止|取消|终止|恢复|修改|延长|推迟|调整))"
    r"|^《(?!关于(?:继续|暂停|废止|停止|取消|终止|恢复|修改|延长|推迟|调整))[^《》]*(?:《[^《》]*》[^《》]*)*》"
    r"[^。;]{0,80}(?:通过|批准|同意|公布),现予(?:以)?公布"
)
ADDED = re.compile(r"(?:决定)?对(?:该|上述).{0,8}采取(?:以下|下列|如下)(?:处理)?措施")
CHANGES_ONLY = re.compile(
    r"暂停实施|暂停执行|暂不实施|停止|取消|终止|恢复|推迟|延期|延长|废止|更正|调整实施|(?:暂停|中止)[^。;]{0,80}调查"
    r"|调整[^。;]{0,60}(?:税率|措施)"
)
ENDS_A_RULE = re.compile(
    r"不再|暂不|停止|暂停|中止|取消|终止|解除|撤销|恢复|豁免|保留|规定的|不予$|不重复$"
)
NEEDLESS = r"[^,。;:]{0,30}?(?:已|再)?(?:无|没有)必要"
BY_OTHERS = re.compile(
    rf"^(?:如果?|若)?{FOREIGN}(?:政府)?(?:后续|近期|继续|单方面|对中国|对华|不断)|单方面"
)
NEVER_RULES = re.compile(r"继续加强|调整.{0,40}(?:措施|税率)|规定的加征|可申请|可以申请")


def leading_rule(act: Act, sentences: list[Stretch], *, changes: bool) -> Stretch | None:
    """The first sentence that makes a rule or brings something into being, if any does."""
    ruled = [s for s in sentences if makes_rule(s)]
    if ruled:
        return ruled[0]
    opened = [s for s in sentences if OPENING.search(masked(s.words)) and not is_recital(s.words)]
    brought = [s for s in sentences if BROUGHT.search(s.words)]
    if brought:
        return brought[0]
    if changes and not (FRAMEWORK.search(act.title) and opened):
        return None
    if CHANGES_ONLY.search(act.title):
        return None
    return opened[0] if opened else None


def makes_rule(sentence: Stretch) -> bool:
    words = masked(sentence.words)
    rules = forbids(words) or probes(words) or ADDED.search(words) or NEW.match(words)
    return bool(rules) and not NEVER_RULES.search(words) and not is_recital(sentence.words)


def probes(words: str) -> bool:
    """Whether the words open a probe, rather than end one or tell what it found."""
    found = PROBE.search(words)
    over = found and (ENDS_A_RULE.search(found[0]) or FOUND.match(words, found.end()))
    return bool(found) and not over


def forbids(words: str) -> bool:
    """Whether the words make a rule, rather than end one: 不再实施管制, 暂停收取."""
    return any(is_made(words, rule) for rule in FORBIDS.finditer(words))


def is_made(words: str, rule: re.Match[str]) -> bool:
    before, after = re.split(r"[,。;:]", words[: rule.start()])[-1], words[rule.end() :]
    if ENDS_A_RULE.search(before) or BY_OTHERS.search(before):
        return False
    return not re.match(rf"[^,。;:]{{0,40}}?{ENDED}|{NEEDLESS}", after)
