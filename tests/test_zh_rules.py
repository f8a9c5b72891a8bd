"""Which words of an act make a rule of its own, of which kind, and from which day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.zh_acts import act, effects, read, reasons

OF_AN_ACT = "mofcom-2026-901"


@pytest.mark.parametrize(
    "said",
    [
        "对原产于某国的进口甲产品继续征收反倾销税已无必要。",
        "反补贴税与反倾销税不重复征收。",
        "如果美方后续对中国输美商品继续加征关税，中方将不予理会。",
        "台湾地区单方面对大陆产品采取歧视性的禁止、限制等措施。",
        "已停止进口甲产品的生产企业须重新注册。",
    ],
)
def test_words_about_the_rules_of_others_or_about_their_end_make_none(said: str) -> None:
    text = act(
        said,
        "自2026年2月1日起，停止执行商务部公告2025年第9号。",
        title="关于停止执行有关公告的公告",
    )
    assert effects(text) == ["repeals mofcom-2025-9 2026-02-01"]


def test_days_long_past_are_told_and_date_nothing() -> None:
    text = act(
        "2005年8月1日、2007年3月20日起，大陆先后对甲产品实施免税政策。",
        "自2026年2月1日起，停止执行商务部公告2025年第9号。",
    )
    assert effects(text) == ["repeals mofcom-2025-9 2026-02-01"]
    assert reasons(text) == []


def test_an_at_once_inside_a_told_decision_is_of_that_day() -> None:
    told = "根据有关规定，2025年8月18日，商务部发布2025年第34号公告，决定自即日起对甲立案调查。"
    (effect,) = read(
        act(
            told,
            "自2026年1月6日起，对甲产品征收反倾销税，实施期限为5年。",
            title="关于甲产品反倾销调查最终裁定的公告",
        )
    ).effects
    assert (effect.kind, effect.first_day) == ("duty", date(2026, 1, 6))


def test_what_a_probe_found_is_no_probe() -> None:
    (effect,) = read(
        act(
            "商务部依法进行反歧视调查，并作出裁定。",
            "自2026年2月1日起，对原产于加拿大的甲产品加征25%关税。",
            title="关于对甲产品加征关税的公告",
        )
    ).effects
    assert (effect.kind, effect.first_day) == ("duty", date(2026, 2, 1))


def test_goods_that_may_not_be_brought_in_are_banned() -> None:
    text = act("商务部决定自2026年1月10日起暂停某地甲水果输入大陆。")
    assert [effect.kind for effect in read(text).effects] == ["ban"]


def test_additions_to_a_catalogue_are_rules_and_a_sparing_beside_a_duty_is_no_relief() -> None:
    text = act(
        "一、将甲国、乙国增列入《特定国家目录》。",
        "二、在《甲物质目录》中增列3种物质。",
        "三、自本公告发布之日起，向美国出口上述物质的，应当申请许可；向其他国家出口的，无需申请许可。",
        "四、本公告自公布之日起实施。",
        title="关于调整《甲物质目录》的公告",
    )
    reading = read(text)
    assert {(t, e.kind) for e in reading.effects for t in e.targets} == {
        (f"{OF_AN_ACT}/{item}", "control") for item in ("i", "ii", "iii")
    }
    assert {effect.first_day for effect in reading.effects} == {date(2026, 1, 5)}
    assert reading.unread == ()


def test_an_addition_to_what_another_act_lists_changes_that_act_alone() -> None:
    text = act("在商务部公告2025年第61号附件1中增列甲物项，自2026年7月1日起实施。")
    assert effects(text) == ["amends mofcom-2025-61 2026-07-01"]


def test_a_period_between_two_days_dates_what_it_stands_with() -> None:
    text = act(
        "现公布《甲申报条件》，自2026年2月1日至2027年12月31日实行。", title="公布《甲申报条件》"
    )
    assert effects(text) == [f"imposes {OF_AN_ACT}/p1 2026-02-01 to 2027-12-31"]
    assert reasons(text) == []


def test_an_item_whose_day_will_follow_has_none() -> None:
    text = act(
        "一、对甲等5项商品，自2026年2月1日起实施加征关税。",
        "二、对乙等3项商品，加征关税实施时间另行公告。",
        title="关于加征关税的公告",
    )
    assert effects(text) == [
        f"imposes {OF_AN_ACT}/i 2026-02-01",
        f"imposes {OF_AN_ACT}/ii None",
    ]
    assert reasons(text) == ["expected a first day, found that one will follow"]


def test_where_first_days_differ_the_reason_is_always_in_the_same_words() -> None:
    text = act(
        "未经许可，不得出口甲。", "本公告自2026年8月1日起实施。", "本公告自2026年7月1日起实施。"
    )
    assert "expected one first day, found 2026-07-01 and 2026-08-01" in reasons(text)


@pytest.mark.parametrize(
    ("lead", "waits"),
    [
        ("决定中止甲协议部分产品关税减让。", 0),
        ("决定中止对有关产品的优惠。现将有关事项公告如下：", 0),
        ("决定终止甲安排。现将有关事项公告如下：", 1),
    ],
)
def test_a_decision_in_the_words_of_what_carries_it_out_waits_for_nobody(
    lead: str, waits: int
) -> None:
    text = act(
        lead,
        "自2026年2月1日起，对原产于某国的12个税目产品，中止适用协定税率。",
        title="关于中止甲协议部分产品关税减让的公告",
    )
    assert effects(text) == [f"imposes {OF_AN_ACT}/p1 2026-02-01"]
    assert len(reasons(text)) == waits


def test_a_provision_by_its_number_keeps_its_day_whatever_begins() -> None:
    text = act(
        "一、未经许可，不得出口甲。",
        "二、本公告第一条自2026年2月1日起实施管制，第三条自公布之日起实施。",
        "三、禁止出口乙。",
    )
    assert effects(text) == [
        f"imposes {OF_AN_ACT}/i 2026-02-01",
        f"imposes {OF_AN_ACT}/iii 2026-01-05",
    ]


def test_another_rate_is_nothing_new() -> None:
    said = "商务部决定自2026年1月5日起，将甲公司所适用的反倾销税税率由10%调整为20%。"
    text = act(said, title="关于调整反倾销税税率的公告")
    assert effects(text) == []
    assert len(reasons(text)) == 1


@pytest.mark.parametrize(
    "said",
    [
        "2025年以来，美国将某公司列入特别指定国民清单。",
        "本次调查自2026年1月5日起开始，通常应在2027年1月5日前结束。",
        "本次复审自2026年1月5日起开始，应于2027年1月5日前（不含当日）结束。",
        "调查终结后，将作出是否将其列入不可靠实体清单的决定。",
        "根据有关公告，甲排除延期清单将于2026年1月31日到期。",
        "对决定公告之日前进口的甲产品不再追溯征税。",
    ],
)
def test_words_that_only_explain_wait_for_nobody(said: str) -> None:
    text = act("决定自2026年1月5日起对甲产品进行立案调查。", said, title="关于立案调查的公告")
    assert effects(text) == [f"imposes {OF_AN_ACT}/p1 2026-01-05"]
    assert reasons(text) == []


def test_only_what_keeps_goods_from_leaving_is_meant_for_all_destinations() -> None:
    spoken = ["中国境内的组织和个人不得承认有关制裁措施。", "本公告自公布之日起施行。"]
    sold = ["禁止其向中国出口甲设备。", "本公告自公布之日起施行。"]
    assert [read(act(*body)).effects[0].destinations for body in (spoken, sold)] == [(), ()]
    assert read(act("未经许可，不得出口甲。", spoken[1])).effects[0].destinations == ("all",)


def test_the_law_in_a_title_is_no_control() -> None:
    text = act(
        "一、发现违法行为的，可以向商务部举报。",
        "二、本公告自2026年2月1日起施行。",
        title="关于举报违反出口管制法律法规行为有关事项的公告",
    )
    assert [effect.kind for effect in read(text).effects] == ["framework"]


def test_goods_keep_their_name_where_remarks_stand_inside_it() -> None:
    text = act(
        "一、满足以下特性的物项，未经许可，不得出口：",
        "（一）高纯度（纯度＞99.9%）、高强度（强度＞30Mpa）的甲材料（参考海关商品编号：3801100030）。",
        "（二）乙线锯，同时具有以下特性（参考海关商品编号：82029910）：",
        "二、本公告自2026年2月1日起实施。",
    )
    assert read(text).effects[0].items == ("高纯度、高强度的甲材料", "乙线锯")
