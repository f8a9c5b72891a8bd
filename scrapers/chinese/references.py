"""Which instruments a Chinese text names: every way of citing a numbered act, made into ids.

`商务部、海关总署公告2025年第55号、56号`, `2024年第67号公告`, `令二〇二五年第6号`,
`〔2025〕5号和6号` … The number belongs to the series of the first issuer. A well-formed number
of an issuer whose series we do not keep becomes a citation; a number without an issuer belongs to
the one the text itself speaks of (`home`), or to nobody.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from scrapers.chinese.text import TITLE, blot
from scrapers.legal_dates import NUMBER, number

ISSUERS = {
    "不可靠实体清单工作机制": "UEL working mechanism",
    "国务院关税税则委员会": "TARIFFCOM",
    "税委会": "TARIFFCOM",
    "商务部": "MOFCOM",
    "海关总署": "GAC",
    "外交部": "MFA",
    "财政部": "MOF",
    "交通运输部": "MOT",
    "国务院": "State Council",
    "工业和信息化部": "MIIT",
    "工信部": "MIIT",
    "科学技术部": "MOST",
    "科技部": "MOST",
    "国家密码管理局": "State Cryptography Administration",
    "国家密码局": "State Cryptography Administration",
    "国家国防科技工业局": "SASTIND",
    "国家国防科工局": "SASTIND",
    "国防科工局": "SASTIND",
    "国防科学技术工业委员会": "COSTIND",
    "国防科工委": "COSTIND",
    "中央军委装备发展部": "CMC-EDD",
    "装备发展部": "CMC-EDD",
    "总装备部": "GAD",
    "公安部": "MPS",
    "应急管理部": "MEM",
    "国家安全监管总局": "SAWS",
    "安全监管总局": "SAWS",
    "国家药品监督管理局": "NMPA",
    "国家药监局": "NMPA",
    "食品药品监管总局": "CFDA",
    "生态环境部": "MEE",
    "环境保护部": "MEP",
    "自然资源部": "MNR",
    "农业农村部": "MARA",
    "国家发展和改革委员会": "NDRC",
    "国家发展改革委": "NDRC",
    "中国人民银行": "PBC",
    "国家税务总局": "STA",
    "税务总局": "STA",
    "国家市场监督管理总局": "SAMR",
    "市场监管总局": "SAMR",
    "国家质量监督检验检疫总局": "AQSIQ",
    "质检总局": "AQSIQ",
    "国家原子能机构": "CAEA",
    "国家知识产权局": "CNIPA",
    "国家移民管理局": "NIA",
    "国家网信办": "CAC",
    "对外贸易经济合作部": "MOFTEC",
    "外经贸部": "MOFTEC",
    "主席": "President",
}
SERIES = {
    ("UEL working mechanism", "公告"): "uel",
    ("MOFCOM", "公告"): "mofcom",
    ("MOFCOM", "令"): "mofcom-order",
    ("GAC", "公告"): "gacc",
    ("TARIFFCOM", "公告"): "tariffcom",
    ("MOT", "公告"): "mot",
    ("MOF", "公告"): "mof",
    ("MFA", "令"): "mfa-order",
    ("State Council", "令"): "stc",
}
ISSUER = "|".join(sorted(ISSUERS, key=len, reverse=True))
JOINED = rf"(?:(?:中华人民共和国)?(?:{ISSUER})(?:等\d*(?:个)?部门)?(?:[、,/]|和|及|会同)?){{1,12}}"
YEAR = r"(?:(?<!\d)\d{4}|(?<![〇零一二三四五六七八九])[〇零一二三四五六七八九]{4})"
IN_YEAR = rf"\[(?P<y1>{YEAR})年?\]|\((?P<y2>{YEAR})年?\)|(?P<y3>{YEAR})年?"
ACT = "公告|通告|通知|令"
REFERENCE = re.compile(
    rf"(?P<issuers>{JOINED})?(?P<act>{ACT})?(?P<open>\()?"
    rf"(?:{IN_YEAR})(?:第)?(?P<n>{NUMBER})(?P<also>(?:[、和及]第?{NUMBER})*)号(?(open)\)?)"
)
UNDATED = re.compile(rf"(?P<issuers>{JOINED})令第?(?P<n>{NUMBER})号")
MORE = re.compile(
    r"(?:、|,|;|和|及|以及|与|或)+"
    rf"(?:{IN_YEAR})?(?P<mark>第)?(?P<n>{NUMBER})号"
)
BESIDE = re.compile(rf"(?:、|和|及|以及)第(?P<n>{NUMBER})号(?:公告|令)")
IN_ROW = re.compile(rf"(?:[、和及]第?{NUMBER}号){{1,12}}")
UP_TO = re.compile(rf"(?:至|到|-)(?:第)?(?P<n>{NUMBER})号")
TRAILING = re.compile(r"\)?(?P<act>公告|令)")
PART = re.compile(rf"第\(?(?P<n>{NUMBER})\)?(?P<unit>款|条|项|部分)")
ITEM_PATH = re.compile(
    r'"?(?P<top>[一二三四五六七八九十]+)(?:\((?P<sub>[一二三四五六七八九十]+)\))?"?'
)
ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]


class Reference(NamedTuple):
    """An instrument named, with its offsets in the plain words; `target` None: it has no id."""

    target: str | None
    start: int
    end: int
    words: str
    year: int | None = None
    number: int | None = None
    issuers: tuple[str, ...] = ()
    act: str | None = None


def issuers_in(words: str) -> tuple[str, ...]:
    """The issuers named in a row of them, in their order, by their short names."""
    found = (ISSUERS[name] for name in re.findall(ISSUER, words))
    return tuple(dict.fromkeys(found))


def instrument_id(issuers: tuple[str, ...], act: str, year: int | None, count: int) -> str | None:
    """The id of a numbered act; None where its first issuer's series is none of ours."""
    series = SERIES.get((issuers[0], act)) if issuers else None
    if series == "stc":
        return f"stc-{count}"
    return f"{series}-{year}-{count}" if series and year else None


def references(words: str, home: str | None = None) -> list[Reference]:
    """Every instrument the words name outside 《titles》 that are not themselves citations."""
    return list(named_in(words, home))


@lru_cache(maxsize=2048)
def named_in(words: str, home: str | None) -> tuple[Reference, ...]:
    shown = TITLE.sub(blot_unless_citation, words)
    out: list[Reference] = []
    position = 0
    before = home
    while found := next_reference(shown, position):
        joined = out and re.fullmatch(
            r"(?:\([^()]*\)|□)*(?:[、,和及与]|以及)+", shown[position : found.start()]
        )
        batch, position = expand(found, shown, before if joined else home)
        out += batch
        before = batch[-1].issuers[0] if batch[-1].issuers else home
    return tuple(out)


def next_reference(shown: str, position: int) -> re.Match[str] | None:
    """The next numbered act; a bare 2025年第3号 without issuer or act is none."""
    dated = next((m for m in REFERENCE.finditer(shown, position) if names_act(m, shown)), None)
    undated = UNDATED.search(shown, position, dated.start() if dated else len(shown))
    return min((m for m in (dated, undated) if m), key=lambda m: m.start(), default=None)


def names_act(found: re.Match[str], shown: str) -> bool:
    """Whether 2025年第3号 is an act's: by its issuer, or by 公告 before it or behind its row."""
    if found["issuers"] or found["act"]:
        return True
    row = IN_ROW.match(shown, found.end())
    return bool(TRAILING.match(shown, row.end() if row else found.end()))


def blot_unless_citation(found: re.Match[str]) -> str:
    """A title is no citation, unless it opens with one: 《商务部公告2006年第50号（…）》."""
    inner = REFERENCE.match(found[0], 1)
    if inner and inner["issuers"]:
        return "《" + found[0][1:-1].replace("《", "□").replace("》", "□") + "》"
    return blot(found)


def year_in(found: re.Match[str]) -> int | None:
    return number(found["y1"] or found["y2"] or found["y3"] or "")


def expand(found: re.Match[str], words: str, home: str | None) -> tuple[list[Reference], int]:
    """The act matched, and those that share its head: 第55号、56号和58号, 第27号至30号."""
    year = year_in(found) if "y1" in found.groupdict() else None
    first = number(found["n"])
    counts = [first, *(number(n) for n in re.findall(NUMBER, found.groupdict().get("also") or ""))]
    pairs, spans, end = [(year, n) for n in counts], [found.span()] * len(counts), found.end()
    while True:
        gap = re.match(r"(?:\(□*\)|□+)?", words[end:])
        after = end + (gap.end() if gap else 0)
        if run := UP_TO.match(words, end):
            last = number(run["n"])
            if first is None or last is None or not first < last < first + 40:
                break
            pairs += [(year, n) for n in range(first + 1, last + 1)]
            spans += [run.span()] * (last - first)
        elif run := MORE.match(words, after):
            if not run["mark"] and not year_in(run) and "号" not in words[found.start() : end]:
                break
            year = year_in(run) or year
            first = number(run["n"])
            pairs.append((year, first))
            spans.append(run.span())
        else:
            break
        end = run.end()
    if found.groupdict().get("open") and words.startswith(")", end):
        end += 1  # 公告([2025]5号和6号)
        spans[-1] = (spans[-1][0], end)
    act = found.groupdict().get("act")
    if not act and (trailing := TRAILING.match(words, end)):
        act, end = trailing["act"], trailing.end()
        spans[-1] = (spans[-1][0], end)
        while run := BESIDE.match(words, end):  # 2020年第14号公告和第15号公告
            pairs.append((year, number(run["n"])))
            spans.append(run.span())
            end = run.end()
    return named(found, words, pairs, spans, act, home), end


def named(
    found: re.Match[str],
    words: str,
    pairs: list[tuple[int | None, int | None]],
    spans: list[tuple[int, int]],
    act: str | None,
    home: str | None,
) -> list[Reference]:
    if "令" in found[0] and not act:
        act = "令"
    unnamed = act is None
    act = {None: "公告", "通告": "公告"}.get(act, act)
    issuers = issuers_in(found["issuers"] or "") or ((home,) if home else ())
    out = []
    for (year, count), (start, end) in zip(pairs, spans, strict=True):
        target = None
        if count is not None and issuers and act:
            known = instrument_id(issuers, act, year, count)
            kept = (issuers[0], act) in SERIES
            target = known or (None if kept else citation(found, act, year, count))
            if unnamed and issuers[0] != "UEL working mechanism" and "[" in found[0]:
                target = found[0]  # 税委会[2005]9号 is a letter, no announcement
        out.append(Reference(target, start, end, words[start:end], year, count, issuers, act))
    return out


def citation(found: re.Match[str], act: str, year: int | None, count: int) -> str:
    """An act of a series we keep no ids for, as one would cite it."""
    issuers = (found["issuers"] or "").strip("、,")
    return f"{issuers}{act}{f'{year}年' if year else ''}第{count}号"


def roman(words: str) -> str | None:
    """The id of a top-level item: 二 is `ii`."""
    count = number(words)
    return ROMAN[count - 1] if count and count <= len(ROMAN) else None


def item_id(top: str, sub: str | None = None) -> str | None:
    """一（一） is `i-1`, 二 is `ii`."""
    head, inner = roman(top), number(sub) if sub else None
    if head is None or (sub and inner is None):
        return None
    return f"{head}-{inner}" if sub else head


def part_id(found: re.Match[str], *, order: bool) -> str | None:
    """第二款 is `para2`; 第二条 is item `ii` of a notice and `art2` of an order."""
    count = number(found["n"])
    if not count:
        return None
    if found["unit"] == "款":
        return f"para{count}"
    if found["unit"] == "项" and "(" in found[0]:
        return str(count)
    return f"art{count}" if order and found["unit"] == "条" else roman(found["n"])
