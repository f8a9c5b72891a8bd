"""The provisions of a notice: its items 一、（一）, what each lays down, and the ids they go by.

An item is a provision if it forbids, licenses, refuses or exempts; one that only explains words or
says how to apply is none. Where the items are goods under one decision there is only `p1`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from scrapers.chinese.references import item_id
from scrapers.chinese.text import Plain, Stretch

ORDINALS = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
]
TOP = re.compile(r"([一二三四五六七八九十]{1,3})、")
SUB = re.compile(r"\(([一二三四五六七八九十]{1,3})\)")
FORBIDS = re.compile(
    r"禁止(?!出口(?:技术|(?:和|、)?限制))|不得(?!不)|未经(?:许可|批准)(?=[^。;]{0,40}(?:不得|禁止))|必须(?:获得|取得|经)|不予(?:许可|批准)|逐案审(?:批|查)|更严格的"
    r"|无需申请|(?:应当|应(?=按|依)|须|需)(?:[^,。;]{0,60})(?:申请|取得)(?:[^,。;]{0,12})许可|实[施行](?:临时)?(?:进口|出口|进出口)?(?:管制|许可|禁令)"
    r"|加征|征收|收取|限制(?!出口技术)|(?:暂停|停止)进口(?![^,。;]{1,16}的[^,。;]{1,16}(?:须|应|可))|(?:中止|暂停)适用(?=[^,。;]{0,60}(?:税率|待遇))|提供[^,。;]{0,20}保证金"
)
REFUSES = re.compile(
    r"禁止|不得|不予(?:许可|批准)|不批准|逐案审|未经(?:许可|批准)(?=[^。;]{0,40}(?:不得|禁止))|必须(?:获得|取得)|无需申请|更严格的"
)
DUTY = re.compile(r"应当|须")
PROCEDURE = re.compile(
    r"申请|提交|咨询|办理|加强合规|本(?:公告|决定|办法|规定)所称|联系|网址|电话|邮箱|负责解释|报关单"
)
PENALTY = re.compile(r"处罚|刑事责任|法律责任")
SPARED = re.compile(
    r"(?:准予|许可)(?:或者|或)不予许可|不再?加征|规定加征|加征的关税|加征关税的|分别加征相应关税"
)
TAKEN_OUT = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))?(?:删除|取消|移除)"
)
NEW = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))?"
    r"(?:新增|增列|增补"
    r"|(?=将|在)(?![^,。;]{0,80}\d号)(?:将[^,。;]{1,80}?增列入|"
    r"在[^,。;]{0,80}?(?:目录|清单|名单|附件\d*|部分|》|□)(?:中|内)?(?:新增|增列|增补)))"
)
NUMBERED_GOODS = re.compile(r"商品编[号码]|税则号列|[0-9][A-E]\d{3}")
CODE_BEFORE = re.compile(r"^\s*(?:[0-9][A-E]\d{3}[0-9a-z.．]*\s*[、,，]?\s*){1,9}")
ORDINAL = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])\s*")
IN_BRACKETS = re.compile(r"[(（][^()（）]{0,300}[)）]")
PROPERTIES = r"[(（。．;；:：\n]|[,，、]?(?:同时)?(?:具有|满足|符合)(?:以下|下列)"
A_SENTENCE = re.compile(r"[,，]|^.$|应当|申请|本公告|经营者|用于|目的|规定|.{41}")
PASSED_ON = re.compile(r"任何国家和地区的(?:组织和个人|组织、个人|任何组织).*(?:转移|提供)")


class Item(NamedTuple):
    """An item of a notice: its id, where it stands, and the items under it."""

    id: str
    lines: tuple[Stretch, ...]
    under: tuple[Item, ...] = ()

    @property
    def words(self) -> str:
        return "\n".join(line.words for line in self.lines)

    def heading(self, plain: Plain) -> str:
        """The lead of the item as printed, without its number and cut short."""
        lead = self.lines[0]
        mark = re.match(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))?", lead.words)
        start = mark.end() if mark else 0
        stop = re.search(r"[。;:]", lead.words[start:])
        end = min(start + (stop.start() if stop else len(lead.words)), start + 60)
        return plain.printed(lead.start + start, lead.start + end)


def items(body: tuple[Stretch, ...]) -> tuple[Item, ...]:
    """The numbered items of a body, if they run 一、二、三、 without a gap."""
    tops = [(i, m[1]) for i, line in enumerate(body) if (m := TOP.match(line.words))]
    ids = [item_id(ordinal) for _, ordinal in tops]
    if not tops or ids != [item_id(ordinal) for ordinal in ORDINALS[: len(tops)]]:
        return ()
    stops = [*(index for index, _ in tops[1:]), len(body)]
    return tuple(
        Item(name or "", body[start:stop], under(ordinal, body[start:stop]))
        for (start, ordinal), stop, name in zip(tops, stops, ids, strict=True)
    )


def gap(body: tuple[Stretch, ...]) -> tuple[Stretch, str] | None:
    """The line at which the numbers of the items jump (二、 then 八、), and how: what stood between
    is not in this copy."""
    tops = [(line, m[1]) for line in body if (m := TOP.match(line.words)) and m[1] in ORDINALS]
    for (_, before), (line, after) in pairwise(tops):
        if ORDINALS.index(after) > ORDINALS.index(before) + 1:
            return line, f"expected item {before}、 to be followed by the next, found {after}、"
    return None


def under(top: str, lines: tuple[Stretch, ...]) -> tuple[Item, ...]:
    """The items （一）（二） below an item; other paragraphs belong to the item itself."""
    out = []
    for line in lines:
        found = SUB.match(line.words)
        name = item_id(top, found[1]) if found else None
        if name:
            out.append(Item(name, (line,)))
    return tuple(out)


def goods(provisions: tuple[Item, ...], plain: Plain) -> tuple[str, ...]:
    """What a control is about: the heads of its items (钨相关物项), where they name goods."""
    ruling = [item for item in provisions if FORBIDS.search(item.lines[0].words) and item.under]
    among = ruling[0].under if ruling else provisions
    named = [item for item in among if NUMBERED_GOODS.search(item.words) or ruling]
    cut = (name_of(plain.printed(item.lines[0].start, item.lines[0].end)) for item in named)
    return tuple(dict.fromkeys(name for name in cut if name and not A_SENTENCE.search(name)))


def name_of(line: str) -> str:
    """The goods a line names, without its ordinal, code, remarks in brackets and properties."""
    bare = IN_BRACKETS.sub("", CODE_BEFORE.sub("", ORDINAL.sub("", line)))
    return re.split(PROPERTIES, bare, maxsplit=1)[0].strip()


def said_in(item: Item) -> str:
    """What an item says, without penalties, decisions to come and what is spared."""
    kept = [s for s in re.split(r"(?<=[。\n])", item.words) if "不得" in s or not PENALTY.search(s)]
    return SPARED.sub("", "".join(kept))


def lays_down(item: Item) -> bool:
    """Whether an item makes a rule, rather than explaining one or saying how to apply."""
    words = said_in(item)
    if TAKEN_OUT.match(words):
        return False
    if NEW.match(words):
        return True
    if FORBIDS.search(words):
        return bool(REFUSES.search(words)) or not PROCEDURE.search(words)
    return bool(DUTY.search(words)) and not PROCEDURE.search(words)


def kind_of(words: str) -> str:
    """The sort of measure that rules of these words make."""
    if re.search(
        r"加征.{0,40}关税|征收.{0,8}(?:反倾销|反补贴)税|保证金|(?:中止|暂停)适用.{0,60}税率", words
    ):
        return "duty"
    if re.search(r"收取.{0,20}费|港务费", words):
        return "fee"
    refused = re.search(r"禁止(?!的)|不得|全面暂停进口|停止进口|暂停进口", words)
    licensed = re.search(r"(?<!不得申请通用)许可|实施.{0,6}管制|审批|审查", words)
    return "ban" if refused and not licensed else "control"
