"""An answer that names an act by its day or bare number, and says elsewhere which act that is."""

from __future__ import annotations

import pytest

from scrapers.cn_pages import read_chinese
from tests.zh_skeletons import document

GROUND = (
    "答：商务部于2031年3月4日和9日分别发布了第13号和22号公告，将9家美国实体列入出口管制管控名单。"
)
DAYS = "答：商务部于2031年3月4日、4月9日分别发布2031年第13号公告和第22号公告，共列入9家实体。"
MECHANISM = (
    "答：不可靠实体清单工作机制于2031年3月4日和4月9日"
    "分别发布公告〔2031〕5号和〔2031〕7号，列入多家。"
)


def read(*sentences: str) -> tuple[list[str], list[str]]:
    text = "商务部新闻发言人就示例措施答记者问\n2031-06-01 16:00\n问：有何考虑？\n" + "".join(
        sentences
    )
    (reading,) = read_chinese(document(text.encode()))
    for one in reading.effects:
        assert reading.text[slice(*one.offsets)] == one.quote
        assert one.quote.startswith("决定")
    told = [
        f"{one.effect} {one.targets[0]} {one.first_day} {one.last_day} {one.parties}"
        for one in reading.effects
    ]
    return told, [one.reason for one in reading.unread]


@pytest.mark.parametrize(
    "said",
    [
        "对于2031年3月4日被列入出口管制管控名单的5家美国实体，继续暂停上述相关措施90天；"
        "对于2031年3月9日被列入出口管制管控名单的4家美国实体，停止执行相关措施。",
        "对第13号公告所列的5家美国实体，继续暂停相关措施90天；"
        "对第22号公告所列的4家美国实体，停止执行相关措施。",
        "继续暂停第13号公告所列5家美国实体的相关措施90天，停止22号公告所列4家美国实体的相关措施。",
    ],
)
def test_a_day_or_a_bare_number_means_the_act_the_answer_named(said: str) -> None:
    for ground in (GROUND, DAYS.replace("4月9日", "9日")):
        told, doubts = read(ground, "决定自2031年6月1日起，" + said)
        assert doubts == []
        assert sorted(told) == [
            "extends mofcom-2031-13 2031-06-01 2031-08-29 5",
            "repeals mofcom-2031-22 2031-06-01 None 4",
        ]


def test_a_day_without_its_year_is_that_of_the_act() -> None:
    told, doubts = read(
        DAYS,
        "决定自2031年6月1日起，对于4月9日被列入出口管制管控名单的4家实体，暂停上述相关措施90天。",
    )
    assert (told, doubts) == (["suspends mofcom-2031-22 2031-06-01 2031-08-29 4"], [])


@pytest.mark.parametrize(
    ("ground", "said"),
    [
        # no 分别, another count, two acts of one day, and a day that was not named
        (GROUND.replace("分别", ""), "3月4日"),
        (GROUND.replace("和22号", "、21号和22号"), "3月4日"),
        (GROUND.replace("和9日", "和3月4日"), "3月4日"),
        (GROUND, "3月5日"),
        ("答：有关情况已经介绍。", "3月4日"),
    ],
)
def test_what_the_answer_leaves_open_waits_for_a_person(ground: str, said: str) -> None:
    told, doubts = read(
        ground,
        f"决定自2031年6月1日起，对于2031年{said}被列入出口管制管控名单的5家实体，暂停相关措施90天。",
    )
    assert told == []
    assert doubts


def test_notices_of_the_mechanism_keep_their_series() -> None:
    told, doubts = read(
        MECHANISM,
        "决定自2031年6月1日起，对于2031年4月9日被列入不可靠实体清单的4家实体，暂停相关措施90天。",
    )
    assert (told, doubts) == (["suspends uel-2031-7 2031-06-01 2031-08-29 4"], [])


@pytest.mark.parametrize(
    "ground",
    [
        "答：商务部于2031年3月4日、9日发布公告（2031年第13号、22号），将9家美国实体列入出口管制管控名单。",
        "答：3月4日，商务部发布2031年第13号和22号公告，将9家美国实体列入出口管制管控名单。",
    ],
)
@pytest.mark.parametrize("said", ["上述9家实体", "2031年第13号和22号公告所列9家美国实体"])
def test_as_many_as_the_cited_acts_listed_are_those_of_these_acts(ground: str, said: str) -> None:
    told, doubts = read(ground, f"决定自2031年6月1日起，暂停{said}的相关管制措施90天。")
    assert doubts == []
    assert told == [
        "suspends mofcom-2031-13 2031-06-01 2031-08-29 None",
        "suspends mofcom-2031-22 2031-06-01 2031-08-29 None",
    ]


@pytest.mark.parametrize(
    "ground",
    [
        "答：商务部于2031年3月4日发布公告，将9家美国实体列入出口管制管控名单。",
        "答：商务部发布2031年第13号公告，将5家美国实体列入出口管制管控名单。",
    ],
)
def test_a_count_that_no_cited_act_bears_stays_unknown(ground: str) -> None:
    told, doubts = read(ground, "决定自2031年6月1日起，暂停上述9家实体的相关管制措施90天。")
    assert told == []
    assert len(doubts) == 1
