"""The texts that the replica of the Chinese sites shows, and what a reader must find in them.

`KNOWN` are instruments of the curated history: number, days and targets are theirs, the wording is
ours, built from the formulas of such acts, and the companies in their annexes do not exist.

`china_invented.INVENTED` never happened. Their numbers begin at 901, their titles end in
【演示虚构】 ("made up for the demonstration"), and no real measure is changed by one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import md5
from typing import NamedTuple

WWW = "https://www.mofcom.gov.cn"
AQYGZJ = "https://aqygzj.mofcom.gov.cn"
EXPORT = "https://exportcontrol.mofcom.gov.cn"
ENGLISH = "https://english.mofcom.gov.cn"
MADE_UP = "【演示虚构】"
MINISTRY, CUSTOMS = "商务部", "海关总署"
ON_PUBLICATION = "本公告自公布之日起正式实施。"
BASIS = "根据《中华人民共和国出口管制法》《中华人民共和国两用物项出口管制条例》等法律法规，"


class Expected(NamedTuple):
    """One row that a reader must give for a text."""

    effect: str
    targets: tuple[str, ...]
    first_day: date | None
    last_day: date | None = None
    parties: int | None = None
    what: str = "measure"
    first_time: str | None = None


class Place(NamedTuple):
    """Where a copy of a text stands, and the day that it was put up there."""

    url: str
    put_up: date


@dataclass(frozen=True)
class Text:
    """One text: its identity, its words, its copies, and what is in it.

    `day` is the text's own date. `unread`: at least one sentence that nobody can be certain of.
    """

    instrument: str | None
    title: str
    day: date
    body: tuple[str, ...]
    places: tuple[Place, ...]
    number: str | None = None
    signature: str = MINISTRY
    annex: tuple[str, ...] = ()
    letterhead: tuple[str, ...] = ()
    role: str = "act"
    effects: tuple[Expected, ...] = ()
    unread: bool = False
    attachment: str | None = None
    status: str | None = "现行有效"

    @property
    def invented(self) -> bool:
        return MADE_UP in self.title


def art(site: str, column: str, day: date, name: str) -> str:
    """An address as the ministry's system makes them; the same name always gives the same one."""
    digest = md5(f"{column}{name}".encode(), usedforsecurity=False).hexdigest()
    return f"{site}/{column}/art/{day.year}/art_{digest}.html"


def in_print(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def companies(stem: str, english: str, count: int) -> tuple[str, ...]:
    """An annex of companies that do not exist, numbered as printed."""
    return tuple(
        f"{n}.{stem}{'甲乙丙丁戊己庚辛壬癸'[(n - 1) % 10]}{n}公司（{english} {n}, Inc.）"
        for n in range(1, count + 1)
    )


D = date
KNOWN: tuple[Text, ...] = (
    Text(
        "mofcom-2025-61",
        "商务部公告2025年第61号 公布对境外相关稀土物项实施出口管制的决定",
        D(2025, 10, 9),
        (
            f"为维护国家安全和利益，{BASIS}经批准，决定对境外相关稀土物项实施出口管制。现公告如下：",
            "一、境外组织和个人向中国以外的其他国家和地区出口以下物项，须先取得商务部许可：",
            "（一）附件第二部分所列、在境外制造的物项，其中原产于中国的附件第一部分物项的价值占比达到0.1%及以上；",
            "（二）在境外运用原产于中国的稀土开采、冶炼分离、磁材制造、回收技术制造的附件所列物项；",
            "（三）附件所列、原产于中国的物项。",
            "二、出口至境外军事用户，或者出口管制管控名单、关注名单所列者及其持股50%及以上的子公司、分公司的，原则上不予许可。",
            "三、最终用途与大规模杀伤性武器、恐怖主义或者军事有关的，原则上不予许可。",
            "四、最终用途为14纳米及以下逻辑芯片、256层及以上存储芯片及其制造设备，或者有军事潜力的人工智能的，逐案审批。",
            "五、用于紧急医疗、应对公共卫生突发事件、自然灾害救助等人道主义救援的，无需取得许可，但应当在出口后10个工作日内报告。",
            "六、申请文件应当使用中文，申请人可以委托在中国境内的企业、协会办理。",
            "七、出口人应当向下一个接收方出具《合规告知书》。",
            "八、本公告“一（一）”和“一（二）”部分自2025年12月1日起实施。本公告“一（三）”部分自公布之日起实施。",
        ),
        (
            Place(art(WWW, "zwgk/zcfb", D(2025, 10, 9), "mofcom-2025-61"), D(2025, 10, 9)),
            Place(
                art(WWW, "zcfb/blgg/gg/2025nswbgg", D(2025, 10, 9), "mofcom-2025-61"),
                D(2025, 10, 9),
            ),
            Place(f"{EXPORT}/article/zcfg/gnzcfg/zcfggzqd/202510/1171.html", D(2025, 10, 9)),
        ),
        number="商务部公告2025年第61号",
        effects=(
            Expected("imposes", ("mofcom-2025-61/i-1",), D(2025, 12, 1)),
            Expected("imposes", ("mofcom-2025-61/i-2",), D(2025, 12, 1)),
            Expected("imposes", ("mofcom-2025-61/i-3",), D(2025, 10, 9)),
            Expected("imposes", ("mofcom-2025-61/ii",), D(2025, 10, 9)),
            Expected("imposes", ("mofcom-2025-61/iii",), D(2025, 10, 9)),
            Expected("imposes", ("mofcom-2025-61/iv",), D(2025, 10, 9)),
            Expected("imposes", ("mofcom-2025-61/v",), D(2025, 10, 9)),
            Expected("imposes", ("mofcom-2025-61/vii",), D(2025, 10, 9)),
        ),
    ),
    Text(
        "mofcom-2025-70",
        "商务部、海关总署公告2025年第70号 公布暂停实施"
        "商务部、海关总署公告2025年第55号、56号、57号、58号及商务部公告2025年第61号、62号的决定",
        D(2025, 11, 7),
        (
            "经批准，决定如下：",
            "自即日起至2026年11月10日，商务部、海关总署公告2025年第55号、56号、57号、58号，"
            "及商务部公告2025年第61号、62号暂停实施。",
        ),
        (
            Place(art(WWW, "zwgk/zcfb", D(2025, 11, 7), "mofcom-2025-70"), D(2025, 11, 7)),
            Place(f"{EXPORT}/article/hgfw/lywxcx/gzqd/202511/1198.html", D(2025, 11, 11)),
        ),
        number="商务部公告2025年第70号",  # the header names only the lead issuer
        signature=f"{MINISTRY} {CUSTOMS}",
        effects=tuple(
            Expected("suspends", (f"mofcom-2025-{n}",), D(2025, 11, 7), D(2026, 11, 10))
            for n in (55, 56, 57, 58, 61, 62)
        ),
    ),
    Text(
        "mofcom-2025-72",
        "商务部公告2025年第72号 公布调整实施商务部公告2024年第46号的决定",
        D(2025, 11, 9),
        (
            "经批准，决定如下：",
            "自即日起至2026年11月27日，商务部公告2024年第46号"
            "（《关于加强相关两用物项对美国出口管制的公告》）第二款暂停实施。",
        ),
        (
            Place(art(WWW, "zwgk/zcfb", D(2025, 11, 9), "mofcom-2025-72"), D(2025, 11, 9)),
            Place(f"{EXPORT}/article/hgfw/lywxcx/gzqd/202511/1197.html", D(2025, 11, 11)),
        ),
        number="商务部公告2025年第72号",
        effects=(Expected("suspends", ("mofcom-2024-46/para2",), D(2025, 11, 9), D(2026, 11, 27)),),
    ),
    Text(
        "uel-2025-7",
        "不可靠实体清单工作机制关于将11家美国企业列入不可靠实体清单的公告",
        D(2025, 4, 4),
        (
            "为维护国家主权、安全、发展利益，根据《不可靠实体清单规定》第二条、第八条和第十条等有关规定，"
            "不可靠实体清单工作机制决定将示例航空一公司等11家企业（见附件）列入不可靠实体清单，并采取以下处理措施：",
            "一、禁止上述企业从事与中国有关的进出口活动；",
            "二、禁止上述企业在中国境内新增投资。",
            "本公告自公布之日起实施。本公告未尽事宜，按《不可靠实体清单规定》执行。",
        ),
        (
            Place(
                f"{WWW}/zwgk/zcfb/art/2025/art_e4f474d3aeba4672913db1042d845d78.html", D(2025, 4, 4)
            ),
            Place(art(AQYGZJ, "flzc/gzjgfxwj", D(2025, 4, 4), "uel-2025-7"), D(2025, 4, 4)),
        ),
        number="不可靠实体清单工作机制公告〔2025〕7号",
        signature="不可靠实体清单工作机制（商务部代章）",
        letterhead=("不 可 靠 实 体 清 单 工 作 机 制", "公 告", "2025年 第7号"),
        annex=("不可靠实体清单", *companies("示例航空", "Example Aero", 11)),
        effects=(Expected("lists", ("uel-2025-7/p1",), D(2025, 4, 4), parties=11),),
    ),
    Text(
        "mofcom-qa-2025-11-05",
        "商务部新闻发言人就调整对有关美国实体的不可靠实体清单措施答记者问",
        D(2025, 11, 5),
        (
            "有记者问：中方将如何处理已公布的不可靠实体清单措施？",
            "答：根据《不可靠实体清单规定》，不可靠实体清单工作机制决定，自2025年11月10日起，"
            "继续暂停4月4日公告（不可靠实体清单工作机制公告〔2025〕7号）相关措施1年，"
            "停止3月4日公告（不可靠实体清单工作机制公告〔2025〕5号和6号）相关措施。",
        ),
        (
            Place(
                f"{WWW}/syxwfb/art/2025/art_adc429fe09db443cb2e5837524bc2eda.html", D(2025, 11, 5)
            ),
        ),
        role="answer",
        signature="",
        status=None,
        effects=(
            Expected(
                "extends", ("uel-2025-7",), D(2025, 11, 10), D(2026, 11, 9), what="suspension"
            ),
            Expected("repeals", ("uel-2025-5",), D(2025, 11, 10)),
            Expected("repeals", ("uel-2025-6",), D(2025, 11, 10)),
        ),
    ),
    Text(
        "mofcom-order-2025-7",
        "中华人民共和国商务部令二〇二五年第7号 关于暂停对5家相关子公司实施反制措施一年的决定",
        D(2025, 11, 10),
        (
            "经国务院批准，自北京时间2025年11月10日起，暂停商务部令2025年第6号"
            "（《关于对5家相关子公司采取反制措施的决定》）相关措施一年。",
        ),
        (
            Place(
                art(AQYGZJ, "flzc/gzjgfxwj", D(2025, 11, 10), "mofcom-order-2025-7"),
                D(2025, 11, 10),
            ),
            Place(f"{EXPORT}/article/zcfg/gnzcfg/zcfggzqd/202511/1193.html", D(2025, 11, 11)),
        ),
        number="商务部令2025年第7号",
        signature="部长 某某",
        letterhead=("中华人民共和国商务部令", "二〇二五年 第7号"),
        effects=(Expected("suspends", ("mofcom-order-2025-6",), D(2025, 11, 10), D(2026, 11, 9)),),
    ),
    Text(
        "mofcom-2026-28",
        "商务部公告2026年第28号 公布将20家日本实体列入关注名单",
        D(2026, 6, 29),
        (
            f"{BASIS}为维护国家安全和利益、履行防扩散等国际义务，"
            "决定将无法核实两用物项最终用户、最终用途的20家日本实体列入关注名单（见附件），并采取以下措施：",
            "一、出口经营者向上述实体出口两用物项，不得申请通用许可或者以登记填报信息方式获得出口凭证；"
            "申请单项许可时应当提交风险评估报告和书面承诺。",
            "二、上述实体配合核查的，可以申请移出关注名单；经核实的，可以将其移出关注名单。",
            ON_PUBLICATION,
        ),
        (
            Place(art(WWW, "zwgk/zcfb", D(2026, 6, 29), "mofcom-2026-28"), D(2026, 6, 29)),
            Place(art(WWW, "zcfb/blgg/gg/2026", D(2026, 6, 29), "mofcom-2026-28"), D(2026, 6, 29)),
            Place(f"{EXPORT}/article/zcfg/gnzcfg/zcfggzqd/202607/1306.html", D(2026, 7, 3)),
        ),
        number="商务部公告2026年第28号",
        annex=("关注名单", *companies("样本重工", "Sample Heavy", 20)),
        effects=(Expected("lists", ("mofcom-2026-28/p1",), D(2026, 6, 29), parties=20),),
    ),
)
