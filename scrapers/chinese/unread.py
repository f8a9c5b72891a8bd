"""Which sentences of an act sound operative and were not read: they wait for a person.

Duties, conditions, definitions, grounds and the standing formulas of such notices are known to
change nothing by themselves; operative words outside them are never passed over in silence.
"""

from __future__ import annotations

import re

from scrapers.chinese.act import ENDED, Act, Doubt, is_recital
from scrapers.chinese.references import references
from scrapers.chinese.text import Stretch, limbs, masked
from scrapers.legal_dates import DAY, ends, starts

OPERATIVE = re.compile(
    r"废止|作废|暂停|中止|恢复|推迟|延期|延长|失效|停止(?:实施|执行|适用)|终止|取消|解除|撤销|生效|决定(?!(?:如下)?:$|公告之日)"
    r"|(?<![未已被所])列入|移出|更正"
    r"|(?:自|从).{1,24}起|(?:至|到)\d{4}年\d{1,2}月\d{1,2}日|(?:19|20)\d\d年\d{1,2}月\d{1,2}日.{0,10}(?:实施|施行|执行)"
)
KNOWN = re.compile(
    r"应当|不得|可以?(?:申请|将|向|通过|依法|直接|要求|以|对|委托)|须|需|无需|必须|负责|将(?:依法|依据|按照|视|对|采取|及时)|鼓励|有权|本(?:公告|决定|令|规定|办法|条例)所称"
    r"|特此|未尽事宜|依照|按照.{0,40}(?:执行|办理|处罚|规定)|不批准并取消|不予(?:签发|批准|许可)|禁止|冻结|限制|如有|如|确需|详见|欢迎|自收到|自.{0,12}(?:生效|施行|实施|公布|发布)之日起(?:,未经|\d|的?第?[\d一二三四五六七八九十]+个?(?:工作日|日|天|个月)内)"
    r"|调查期(?!限)|应(?:于|在).{4,12}前(?:□*|\([^()]*\))(?:结束|完成)|将于.{4,14}到期|是否[^,。;]{0,40}决定|申请人[^,。;]{0,12}(?:提交|提出|请求|撤回)|利害关系方|登记|答卷|期间|会议|通过,现予公布"
)
STRONG = re.compile(
    r"废止|暂停(?:实施|执行)|恢复(?:实施|执行)|停止(?:实施|执行)|推迟|延期|延长|失效|移出"
)


def unread(act: Act, sentences: list[Stretch], consumed: list[Stretch]) -> list[Doubt]:
    """The operative sentences that nothing was read from."""
    used = {(where.start, where.end) for where in consumed}
    out = []
    for sentence in sentences:
        if (sentence.start, sentence.end) in used or not sounds_operative(act, sentence):
            continue
        out.append(Doubt(sentence, "expected a known formula, found operative words that fit none"))
    return out


def sounds_operative(act: Act, sentence: Stretch) -> bool:
    said = [limb.words for limb in limbs(sentence) if not is_recital(limb.words)]
    words = masked("".join(said))
    if not OPERATIVE.search(words):
        return False
    named = references(sentence.words, act.home)
    if re.search(r"(?:已|曾)(?:于|经|被)", words):
        return False
    if STRONG.search(words) and any(r.target != act.instrument for r in named):
        return True
    if re.search(ENDED, words):
        return True
    if KNOWN.search(words):
        return False
    if re.search(rf"(?:^|、|,){DAY},.{{0,24}}将.*列入", words) and "决定" not in words:
        return False
    remembered = re.search(r"于.{4,24}(?:将|发布|公布|通过|决定)", words)
    return not (remembered and not starts(words) and not ends(words))
