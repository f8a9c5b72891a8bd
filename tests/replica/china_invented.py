"""Texts that never happened, for the demonstration and the tests; see `china_texts`."""

from __future__ import annotations

from tests.replica.china_texts import (
    AQYGZJ,
    BASIS,
    CUSTOMS,
    EXPORT,
    KNOWN,
    MADE_UP,
    MINISTRY,
    ON_PUBLICATION,
    WWW,
    D,
    Expected,
    Place,
    Text,
    art,
    companies,
)


def announced(
    number: int, day: D, export: str | None, put_up: D | None = None
) -> tuple[Place, ...]:
    """An announcement's places: the list of releases, the page of the year, and the export site."""
    name = f"mofcom-{day.year}-{number}"
    www = [
        Place(art(WWW, column, day, name), day)
        for column in ("zwgk/zcfb", f"zcfb/blgg/gg/{day.year}")
    ]
    site = f"{EXPORT}/article/zcfg/gnzcfg/zcfggzqd/{export}"
    return (*www, Place(site, put_up or day)) if export else tuple(www)


INVENTED: tuple[Text, ...] = (
    Text(
        "mofcom-2026-901",
        f"商务部 海关总署公告2026年第901号 公布对示例晶体相关物项实施出口管制的决定{MADE_UP}",
        D(2026, 10, 15),
        (
            f"{BASIS}为维护国家安全和利益，经国务院批准，决定对以下物项实施出口管制。",
            "一、示例晶体相关物项",
            "（一）3C991.a．纯度不低于99.99%的示例晶体锭。（参考税则号列：38249999）",
            "（二）3E991．生产3C991.a项所列物项的技术及其载体。",
            "二、出口经营者出口上述物项，应当依法向国务院商务主管部门申请许可。",
            "本公告自2026年11月1日起正式实施。《中华人民共和国两用物项出口管制清单》同步予以更新。",
        ),
        announced(901, D(2026, 10, 15), "202610/1901.html", D(2026, 10, 19)),
        number="商务部公告2026年第901号",
        signature=f"{MINISTRY} {CUSTOMS}",
        attachment="示例晶体物项说明.pdf",
        effects=(
            Expected("imposes", ("mofcom-2026-901/p1",), D(2026, 11, 1)),
            Expected("amends", ("mofcom-2024-51",), D(2026, 11, 1)),
        ),
    ),
    Text(
        "mofcom-2026-902",
        f"商务部公告2026年第902号 公布将12家美国实体列入出口管制管控名单{MADE_UP}",
        D(2026, 10, 20),
        (
            f"{BASIS}为维护国家安全和利益、履行防扩散等国际义务，"
            "决定将示例无人机一公司等12家美国实体列入出口管制管控名单（见附件），并采取以下措施：",
            "一、禁止出口经营者向上述12家美国实体出口两用物项；正在开展的相关出口活动应当立即停止。",
            "二、特殊情况下确需出口的，出口经营者应当向商务部提出申请。",
            ON_PUBLICATION,
        ),
        announced(902, D(2026, 10, 20), "202610/1902.html"),
        number="商务部公告2026年第902号",
        annex=("出口管制管控名单", *companies("示例无人机", "Example Drones", 12)),
        effects=(Expected("lists", ("mofcom-2026-902/p1",), D(2026, 10, 20), parties=12),),
    ),
    Text(
        "uel-2026-901",
        f"不可靠实体清单工作机制关于将3家外国实体列入不可靠实体清单的公告{MADE_UP}",
        D(2026, 10, 28),
        (
            "根据《不可靠实体清单规定》等有关规定，不可靠实体清单工作机制决定将示例航运一公司等3家外国实体"
            "（见附件）列入不可靠实体清单，并采取以下处理措施：",
            "一、禁止上述实体从事与中国有关的进出口活动；",
            "二、禁止上述实体在中国境内新增投资。",
            "本公告自2026年11月2日12时01分起正式实施。",
        ),
        (Place(art(AQYGZJ, "flzc/gzjgfxwj", D(2026, 10, 28), "uel-2026-901"), D(2026, 10, 28)),),
        number="不可靠实体清单工作机制公告〔2026〕901号",
        signature="不可靠实体清单工作机制（商务部代章）",
        letterhead=("不 可 靠 实 体 清 单 工 作 机 制", "公 告", "2026年 第901号"),
        annex=("不可靠实体清单", *companies("示例航运", "Example Shipping", 3)),
        effects=(
            Expected(
                "lists",
                ("uel-2026-901/p1",),
                D(2026, 11, 2),
                parties=3,
                first_time="12:01+08:00",
            ),
        ),
    ),
    Text(
        "mofcom-2026-903",
        "商务部、海关总署公告2026年第903号 "
        f"公布暂停实施商务部、海关总署公告2026年第901号的决定{MADE_UP}",
        D(2026, 11, 5),
        (
            "经批准，决定如下：",
            "自即日起至2027年5月31日，商务部、海关总署公告2026年第901号暂停实施。",
        ),
        announced(903, D(2026, 11, 5), "202611/1903.html"),
        number="商务部公告2026年第903号",
        signature=f"{MINISTRY} {CUSTOMS}",
        effects=(Expected("suspends", ("mofcom-2026-901",), D(2026, 11, 5), D(2027, 5, 31)),),
    ),
    Text(
        "mofcom-2026-905",  # nobody has seen No. 904
        "商务部、海关总署公告2026年第905号 "
        f"公布继续暂停实施商务部、海关总署公告2026年第901号的决定{MADE_UP}",
        D(2026, 11, 12),
        (
            "经批准，决定如下：",
            "自2027年6月1日起至2027年12月31日，继续暂停实施商务部、海关总署公告2026年第901号。",
        ),
        announced(905, D(2026, 11, 12), "202611/1905.html"),
        number="商务部公告2026年第905号",
        signature=f"{MINISTRY} {CUSTOMS}",
        effects=(
            Expected(
                "extends",
                ("mofcom-2026-901",),
                D(2027, 6, 1),
                D(2027, 12, 31),
                what="suspension",
            ),
        ),
    ),
    Text(
        "mofcom-2026-906",
        f"商务部公告2026年第906号 公布对示例粉末相关物项实施出口管制的决定{MADE_UP}",
        D(2026, 11, 16),
        (
            f"{BASIS}为维护国家安全和利益，经国务院批准，决定对示例粉末相关物项实施出口管制。",
            "本公告自二〇二六年冬至前后由主管部门另行明示之日起实施。",
        ),
        announced(906, D(2026, 11, 16), None),
        number="商务部公告2026年第906号",
        effects=(Expected("imposes", ("mofcom-2026-906/p1",), None),),
        unread=True,  # no day can be read in it
    ),
    Text(
        "mofcom-2026-907",
        f"商务部公告2026年第907号 关于更正示例晶体公告有关内容的公告{MADE_UP}",
        D(2026, 11, 18),
        ("此前发布的示例晶体公告附件中“99.99%”有误，更正为“99.9%”。",),
        announced(907, D(2026, 11, 18), None),
        number="商务部公告2026年第907号",
        unread=True,  # it does not say which announcement it corrects
    ),
    Text(
        "mofcom-qa-2026-11-20",
        f"商务部新闻发言人就示例无人机有关出口管制措施答记者问{MADE_UP}",
        D(2026, 11, 20),
        (
            "有记者问：近期中方与有关企业开展了沟通，请问是否调整对其采取的措施？",
            "答：根据《中华人民共和国出口管制法》等法律法规，商务部决定，自2026年11月24日起，停止10月20日公告（商务部公告2026年第902号）相关措施。",
        ),
        (Place(art(WWW, "xwfb/rcxwfb", D(2026, 11, 20), "qa-2026-11-20"), D(2026, 11, 20)),),
        role="answer",
        signature="",
        status=None,
        effects=(Expected("repeals", ("mofcom-2026-902",), D(2026, 11, 24)),),
    ),
    Text(
        None,
        f"两用物项常见问题解答之九十一（示例晶体）{MADE_UP}",
        D(2026, 11, 19),
        (
            "一、问：示例晶体的边角料是否属于管制物项？",
            "答：纯度不低于99.99%的，属于商务部 海关总署公告2026年第901号规定的管制物项，"
            "自2026年11月1日起出口须申请许可；其余不属于。",
            "二、问：参考税则号列是否决定管制范围？",
            "答：不决定。税则号列仅供参考。",
        ),
        (Place(f"{EXPORT}/article/cjwt/202611/1991.html", D(2026, 11, 19)),),
        role="explanation",
        signature="",
        status=None,
    ),
)

TEXTS: tuple[Text, ...] = (*KNOWN, *INVENTED)
