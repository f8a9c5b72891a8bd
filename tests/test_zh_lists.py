"""Who is listed: the names in the annex or the sentence, counted against what the text prints."""

from __future__ import annotations

from datetime import date

import pytest

from scrapers.documents import Effect
from tests.zh_acts import act, answer, effects, read, reasons

IN_FORCE = "本公告自公布之日起正式实施。"
MEASURES = "一、禁止出口经营者向上述实体出口两用物项；正在开展的相关活动应当立即停止。"


def listing(count: str, annex: str, *, whom: str = "甲公司") -> str:
    sentence = f"决定将{whom}等{count}家美国实体列入出口管制管控名单（见附件），并采取以下措施："
    head = act(sentence, MEASURES, IN_FORCE, "附件：出口管制管控名单", title="公布列入管控名单")
    return f"{head}\n附件\n出口管制管控名单\n（2026年1月5日）\n{annex}"


def names(text: str) -> list[str]:
    (effect,) = read(text).effects
    return [f"{party.name}|{party.english or ''}" for party in effect.names]


THREE = (
    "1. 甲公司（Alpha Co., Ltd.）\n2．乙公司(Beta & Sons/Gamma)\n3、丙集团（Delta (Holdings) Inc.）"
)


def test_an_annex_gives_its_names_as_printed_and_its_count_is_the_check() -> None:
    text = listing("3", THREE)
    assert effects(text) == ["lists mofcom-2026-901/p1 2026-01-05"]
    assert read(text).effects[0].parties == 3
    assert names(text) == [
        "甲公司|Alpha Co., Ltd.",
        "乙公司|Beta & Sons/Gamma",
        "丙集团|Delta (Holdings) Inc.",
    ]
    assert read(text).effects[0].destinations == ("US",)
    assert reasons(text) == []


def test_a_count_in_chinese_numerals_is_the_same_check() -> None:
    assert reasons(listing("三", THREE)) == []


@pytest.mark.parametrize(
    ("count", "annex", "why"),
    [
        ("4", THREE, "expected 4 parties as printed, found 3 names"),
        ("2", THREE, "expected 2 parties as printed, found 3 names"),
        ("3", THREE.replace("2．", "5．"), "expected entry 2 of the annex, found 5"),
        ("3", "（名单另行公布）", "expected the names of those listed, found none in the text"),
    ],
)
def test_a_count_that_does_not_fit_is_kept_as_printed_and_said(
    count: str, annex: str, why: str
) -> None:
    text = listing(count, annex)
    assert read(text).effects[0].parties == int(count)
    assert reasons(text) == [why]


def test_an_empty_extra_ordinal_addresses_and_branches_are_no_entries() -> None:
    annex = (
        "1. 甲公司（Alpha Inc.）及其分支机构\n-Alpha Europe Limited\n地址：某国某市1丁目2番3号\n"
        "邮编：104-0045\n2. 乙公司（\u200cBeta Inc.）\n常用名称：Beta, B\n3."
    )
    text = listing("2", annex)
    assert names(text) == ["甲公司|Alpha Inc.", "乙公司|Beta Inc."]
    assert reasons(text) == []


def test_entries_that_lost_their_line_breaks_are_still_told_apart() -> None:
    text = listing("3", THREE.replace("\n", ""))
    assert len(names(text)) == 3
    assert reasons(text) == []


def test_names_in_the_sentence_are_the_list_where_there_is_no_annex() -> None:
    whom = "甲公司（Alpha Inc.）、乙 公司（Beta, Inc.）和丙公司（Gamma LLC)"
    sentence = f"决定将参与军售的{whom}等3家实体列入不可靠实体清单，并采取以下处理措施："
    text = act(sentence, MEASURES, IN_FORCE, title="关于列入不可靠实体清单的公告")
    assert names(text) == ["甲公司|Alpha Inc.", "乙 公司|Beta, Inc.", "丙公司|Gamma LLC"]
    assert reasons(text) == []


def test_two_names_without_a_count_are_two_parties() -> None:
    sentence = "决定将美国甲集团、乙公司（Beta, Inc.）列入不可靠实体清单。"
    text = act(sentence, IN_FORCE, title="关于将甲集团和乙公司列入不可靠实体清单的公告")
    assert read(text).effects[0].parties == 2


def test_a_title_that_counts_others_than_the_sentence_is_a_doubt() -> None:
    sentence = "决定将甲公司（Alpha Inc.）、乙公司（Beta Inc.）列入不可靠实体清单。"
    text = act(sentence, IN_FORCE, title="关于对甲公司等三家企业采取不可靠实体清单措施的公告")
    assert read(text).effects[0].parties == 2
    assert reasons(text) == ["expected 3 parties as the title counts, found 2"]


def test_two_lists_with_an_annex_each_are_two_listings() -> None:
    text = act(
        "决定将甲公司等2家日本实体列入出口管制管控名单（见附件1）。",
        "决定将丁公司等1家日本实体列入关注名单（见附件2）。",
        IN_FORCE,
        title="公布列入名单",
    )
    annexes = "附件1\n1. 甲公司（A）\n2. 乙公司（B）\n附件2\n1. 丁公司（D）"
    listed = read(f"{text}\n{annexes}").effects
    assert [(e.targets, e.parties, len(e.names)) for e in listed] == [
        (("mofcom-2026-901/p1",), 2, 2),
        (("mofcom-2026-901/p2",), 1, 1),
    ]


def test_a_name_with_a_comma_of_its_own_is_one_name() -> None:
    whom = "甲防务、空间与安全集团（Alpha Defense, Space & Security）"
    sentence = f"决定将参与军售的{whom}列入不可靠实体清单。"
    text = act(sentence, IN_FORCE, title="关于列入不可靠实体清单的公告")
    assert names(text) == ["甲防务、空间与安全集团|Alpha Defense, Space & Security"]


@pytest.mark.parametrize(
    "sentence",
    [
        "2025年2月16日，工作机制将甲公司（Alpha Inc.）列入不可靠实体清单。",
        "商务部于2025年4月4日和9日，将17家美国实体列入不可靠实体清单。",
        "列入关注名单的实体，可申请移出关注名单。商务部核实后，可以将其移出关注名单。",
        "工作机制可以决定将有关外国实体列入不可靠实体清单。",
    ],
)
def test_recalling_or_allowing_a_listing_lists_nobody(sentence: str) -> None:
    text = act("未经许可，不得出口甲物项。", sentence, IN_FORCE)
    assert [effect.effect for effect in read(text).effects] == ["imposes"]
    assert reasons(text) == []


def test_a_removal_takes_off_the_list_it_names() -> None:
    sentence = "决定将甲公司（Alpha Inc.）、乙公司（Beta LLC）等2家美国实体移出出口管制管控名单。"
    text = act(sentence, IN_FORCE, title="公布将2家美国实体移出出口管制管控名单")
    assert effects(text) == ["delists 出口管制管控名单 2026-01-05"]
    assert len(names(text)) == 2


def test_a_removal_of_those_an_act_listed_targets_that_act() -> None:
    sentence = "决定将商务部公告2025年第22号列入出口管制管控名单的3家美国实体移出出口管制管控名单。"
    text = act(sentence, IN_FORCE, title="公布将3家美国实体移出出口管制管控名单")
    assert effects(text) == ["delists mofcom-2025-22 2026-01-05"]
    assert reasons(text) == []


def countermeasures(decision: str, items: list[str], annex: str) -> str:
    day = "2026年3月26日"
    return "\n".join(
        [
            "https://www.mfa.gov.cn/web/t20260326_1.shtml",
            "关于对某国企业采取反制措施的决定",
            "2026-03-26 17:00",
            f"（{day}中华人民共和国外交部令第29号公布，自{day}起施行）",
            "某国近日宣布出售武器。",
            decision,
            *items,
            f"本决定自{day}起施行。",
            "附件：反制清单",
            "外交部",
            day,
            "附件",
            "反制清单",
            annex,
        ]
    )


def the_listing(text: str) -> Effect:
    reading = read(text)
    assert reading.instrument == "mfa-order-2026-29"
    assert reading.published_on == date(2026, 3, 26)
    assert reading.unread == ()
    (effect,) = reading.effects
    assert (effect.effect, effect.first_day) == ("lists", date(2026, 3, 26))
    return effect


def test_companies_and_managers_in_two_sections_are_counted_together() -> None:
    text = countermeasures(
        "依据有关规定，中方决定对以下企业及高级管理人员采取反制措施：",
        [
            "一、对甲公司、乙公司等2家后附《反制清单》列明的企业，冻结在我国境内的财产。",
            "二、对某甲等3名后附《反制清单》列明的企业高级管理人员，不予签发签证。",
        ],
        "一、企业\n（一）甲公司（Alpha Inc.）\n（二）乙公司（Beta Inc.）\n二、高级管理人员\n"
        "（一）某甲（A. One），男，总裁\n（二）某乙（B. Two），女\n（三）某丙（C. Three），男",
    )
    effect = the_listing(text)
    assert effect.parties == 5
    assert effect.names[2] == ("某甲", "A. One")


def test_one_man_without_an_ordinal_is_one_party() -> None:
    text = countermeasures(
        "依据有关规定，中方决定对某甲采取以下反制措施：",
        ["一、冻结其在我国境内的财产；", "二、对其不予签发签证、不准入境。"],
        "某甲（A One），男，1953年2月3日生。",
    )
    assert the_listing(text).parties == 1


def test_names_in_chinese_ordinals_are_one_list() -> None:
    text = countermeasures(
        "依据有关规定，中方决定对甲公司等2家后附《反制清单》列明的企业采取以下反制措施：",
        ["一、冻结在我国境内的财产；"],
        "一、甲公司（Alpha Inc.）\n二、乙公司（Beta Inc.)",
    )
    assert the_listing(text).parties == 2


def test_bracketed_ordinals_are_entries_and_sections_count_anew() -> None:
    head = "决定将甲公司等2家美国实体列入出口管制管控名单（见附件）。"
    tail = ["本公告自公布之日起实施。", "商务部", "2026年1月5日", "附件"]
    title = "商务部公告2026年第901号 公布将2家美国实体列入出口管制管控名单"
    annex = ["（1）甲公司（Alpha, Inc.）", "（2）乙公司（Beta, Inc.）"]
    (effect,) = read("\n".join([title, head, *tail, *annex])).effects
    assert [name.english for name in effect.names] == ["Alpha, Inc.", "Beta, Inc."]
    parts = ["一、企业", "1.甲公司（Alpha, Inc.）", "二、高级管理人员", "1.某人（A Person）"]
    reading = read("\n".join([title, head, *tail, *parts]))
    assert len(reading.effects[0].names) == 2
    assert reading.unread == ()


def test_what_another_state_listed_on_an_earlier_day_is_no_listing_of_ours() -> None:
    told = "2025年7月18日，欧盟不顾中方反对，将2家中国机构列入制裁名单。"
    decided = "决定将Alpha Bankas、Beta Bankas列入反制清单，并采取以下反制措施："
    text = act(told, decided, IN_FORCE, title="关于对欧盟2家机构采取反制措施的决定")
    (effect,) = read(text).effects
    assert (effect.targets, effect.parties) == (("mofcom-2026-901/p1",), 2)
    assert reasons(text) == []


def test_latin_names_beside_each_other_are_two_parties() -> None:
    words = "决定取消商务部令2025年第5号对Alpha Bankas和Beta Bankas采取的反制措施。"
    (effect,) = read(act(words, IN_FORCE, title="关于取消反制措施的决定")).effects
    assert (effect.parties, [name.name for name in effect.names]) == (
        2,
        ["Alpha Bankas", "Beta Bankas"],
    )


@pytest.mark.parametrize(
    "condition", ["待其改正后，", "必要时，", "在该企业违反规定的情况下，", "如其继续，"]
)
def test_a_listing_under_a_condition_is_none_yet(condition: str) -> None:
    text = act(
        f"{condition}将甲公司（Alpha, Inc.）列入不可靠实体清单。",
        "未经许可，不得出口甲物项。",
        IN_FORCE,
    )
    assert [effect.effect for effect in read(text).effects] == ["imposes"]


def test_a_listing_by_a_spokesperson_s_word_is_told_and_not_made() -> None:
    text = answer("答：中方决定对甲公司采取反制措施。")
    assert effects(text) == []
    assert "a spokesperson's word" in reasons(text)[0]
    told = answer("答：此前决定将甲公司列入不可靠实体清单，是正当的。")
    assert reasons(told) == []


def test_two_lists_in_one_sentence_are_two_listings() -> None:
    words = "决定将甲公司（Alpha）列入出口管制管控名单，并将乙公司（Beta）列入不可靠实体清单。"
    found = read(act(words, IN_FORCE, title="公布列入名单的决定")).effects
    assert [effect.targets[0] for effect in found] == ["mofcom-2026-901/p1", "mofcom-2026-901/p2"]


def test_a_listing_may_open_an_item() -> None:
    words = "一、将甲公司（Alpha）列入出口管制管控名单。"
    assert effects(act(words, IN_FORCE, title="公布名单")) == [
        "lists mofcom-2026-901/p1 2026-01-05"
    ]


def test_a_list_that_is_only_pointed_at_is_told() -> None:
    words = "决定将乙公司（Beta）移出该名单。"
    assert "the list by its name" in reasons(act(words, IN_FORCE, title="关于名单的公告"))[0]


@pytest.mark.parametrize(
    "words",
    [
        "在商务部公告2025年第1号附件中增加甲公司。",
        "商务部公告2025年第1号附件中甲公司更名为乙公司。",
    ],
)
def test_a_change_of_an_annex_amends_its_act(words: str) -> None:
    assert effects(act(words, IN_FORCE, title="关于调整附件的公告")) == [
        "amends mofcom-2025-1 2026-01-05"
    ]
