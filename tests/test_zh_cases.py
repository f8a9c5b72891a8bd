"""Probes and duties: what a ruling lays down, for how long, and what ends or prolongs a case."""

from __future__ import annotations

import pytest

from tests.zh_acts import act, effects, read, reasons

OPENED = (
    "2024年9月9日，商务部发布2024年第37号公告，决定对原产于某国的进口甲产品进行反倾销立案调查。"
)
LEVIED = (
    "2020年5月18日，商务部发布2020年第14号公告和第15号公告，"
    "决定自2020年5月19日起对原产于某国的进口甲产品征收反倾销税和反补贴税，实施期限5年。"
)


def test_a_probe_that_takes_longer_is_that_of_the_act_which_opened_it() -> None:
    text = act(
        OPENED,
        "鉴于案情复杂，商务部决定将本案的调查期限延长6个月，即截止日期为2026年3月9日。",
        title="关于延长甲产品反倾销调查期限的公告",
    )
    assert effects(text) == ["extends mofcom-2024-37 None to 2026-03-09"]
    assert reasons(text) == []


def test_a_longer_probe_without_a_last_day_waits() -> None:
    text = act(OPENED, "商务部决定将本案的调查期限延长6个月。", title="关于延长调查期限的公告")
    assert effects(text) == []
    assert "the new last day" in reasons(text)[0]


def test_a_probe_that_ends_is_none_that_begins() -> None:
    decided = "商务部决定自即日起终止对原产于某国的进口甲产品的反倾销调查。"
    title = "关于终止甲产品反倾销调查的公告"
    assert effects(act(OPENED, decided, title=title)) == ["repeals mofcom-2024-37 2026-01-05"]
    unknown = act(decided, title=title)
    assert effects(unknown) == []
    assert "the act that opened the case" in reasons(unknown)[0]


def test_duties_that_end_are_all_those_of_the_acts_recalled() -> None:
    decided = (
        "国务院关税税则委员会根据商务部的建议作出决定，自2026年8月5日起，"
        "终止对原产于某国的进口甲产品征收反倾销税和反补贴税。"
    )
    title = "关于甲产品所适用反倾销措施和反补贴措施复审裁定的公告"
    assert effects(act(LEVIED, decided, title=title)) == [
        "repeals mofcom-2020-14 2026-08-05",
        "repeals mofcom-2020-15 2026-08-05",
    ]
    one = LEVIED.replace("第14号公告和第15号公告", "第14号公告")
    assert effects(act(one, decided, title=title)) == []
    assert "an act for each duty" in reasons(act(one, decided, title=title))[0]


def test_a_final_ruling_lays_down_a_duty_for_its_term() -> None:
    text = act(
        OPENED,
        "一、最终裁定",
        "商务部最终裁定，原产于欧盟的进口甲产品存在倾销。",
        "二、征收反倾销税",
        "国务院关税税则委员会作出决定，自2026年2月5日起，对原产于欧盟的进口甲产品征收反倾销税。",
        "三、征收反倾销税的期限",
        "对原产于欧盟的进口甲产品征收反倾销税的实施期限自2026年2月5日起5年。",
        "四、本公告自2026年2月5日起执行。",
        title="关于甲产品反倾销调查最终裁定的公告",
    )
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-02-05 to 2031-02-04"]
    (effect,) = read(text).effects
    assert (effect.kind, effect.origins) == ("duty", ("EU",))


def test_a_preliminary_ruling_asks_for_deposits_from_its_day() -> None:
    text = act(
        OPENED,
        "自2026年1月11日起，进口经营者在进口原产于欧盟的甲产品时，应向海关提供相应的保证金。",
        title="关于甲产品反倾销调查初步裁定的公告",
    )
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-01-11"]
    assert read(text).effects[0].kind == "duty"


def test_a_duty_kept_up_after_review_has_its_new_term_and_not_its_old_origins() -> None:
    text = act(
        LEVIED.replace("某国", "日本"),
        "国务院关税税则委员会作出决定，自2026年7月1日起，对原产于韩国和印度尼西亚的进口甲产品"
        "继续征收反倾销税，实施期限5年。",
        "本公告自2026年7月1日起执行。",
        title="关于甲产品所适用反倾销措施期终复审裁定的公告",
    )
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-07-01 to 2031-06-30"]
    assert read(text).effects[0].origins == ("KR", "ID")


def test_a_review_begins_on_its_own_day_not_on_that_of_the_duty() -> None:
    text = act(
        LEVIED,
        "商务部决定自2026年1月18日起，对原产于某国的进口甲产品所适用的反倾销措施进行期终复审调查。",
        title="关于甲产品反倾销措施发起期终复审调查的公告",
    )
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-01-18"]
    assert read(text).effects[0].kind == "probe"


@pytest.mark.parametrize("verb", ["不加征", "继续不加征"])
def test_goods_spared_from_a_duty_between_two_days_are_relieved(verb: str) -> None:
    text = act(
        f"自2026年3月1日起至2026年8月31日，对附件所列商品，{verb}反制关税。", title="排除清单"
    )
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-03-01 to 2026-08-31"]
    assert read(text).effects[0].kind == "relief"


def test_a_tariff_rate_no_longer_granted_is_a_duty() -> None:
    text = act("决定，自2026年1月1日起，对原产于台湾地区的甲产品，中止适用《某协议》协定税率。")
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-01-01"]
    effect = read(text).effects[0]
    assert (effect.kind, effect.origins, effect.destinations) == ("duty", ("TW",), ())


def test_an_import_that_is_stopped_is_a_ban_on_what_comes_from_there() -> None:
    text = act("海关总署决定自即日起，暂停进口美国原木。", title="关于暂停进口美国原木的公告")
    (effect,) = read(text).effects
    assert (effect.kind, effect.origins, effect.destinations) == ("ban", ("US",), ())


def test_a_duty_ends_with_the_acts_that_laid_it_not_with_its_review() -> None:
    reviewed = "2023年4月14日，商务部发布2023年第10号公告，决定对甲产品的反倾销措施进行复审。"
    ended = "自2026年1月6日起，终止对原产于某国的进口甲产品征收反倾销税和反补贴税。"
    text = act(LEVIED, reviewed, ended, title="关于终止对甲产品征收反倾销税和反补贴税的公告")
    assert effects(text) == [
        "repeals mofcom-2020-14 2026-01-06",
        "repeals mofcom-2020-15 2026-01-06",
    ]
    assert reasons(text) == []


@pytest.mark.parametrize(
    ("told", "said", "found"),
    [
        (
            OPENED,
            "商务部决定自2026年1月5日起暂停上述反倾销调查一年。",
            ["suspends mofcom-2024-37 2026-01-05 to 2027-01-04"],
        ),
        (
            LEVIED,
            "自2026年1月5日起，暂停征收上述反倾销税和反补贴税一年。",
            [
                "suspends mofcom-2020-14 2026-01-05 to 2027-01-04",
                "suspends mofcom-2020-15 2026-01-05 to 2027-01-04",
            ],
        ),
    ],
)
def test_a_case_that_rests_is_none_that_begins(told: str, said: str, found: list[str]) -> None:
    text = act(told, said, title="关于暂停对甲产品有关措施的公告")
    assert (effects(text), reasons(text)) == (found, [])


def test_what_another_state_did_to_its_probe_is_no_rest_of_ours() -> None:
    text = act(
        OPENED,
        "鉴于美国自2026年1月5日起暂停其调查一年，商务部决定自2026年1月5日起终止本案调查。",
        title="关于终止调查的公告",
    )
    assert effects(text) == ["repeals mofcom-2024-37 2026-01-05"]


def test_a_review_that_begins_on_a_day_has_it() -> None:
    said = "商务部决定自2026年1月15日起，对原产于某国的甲产品所适用的反倾销措施进行复审。"
    text = act(said, title="关于进行复审的公告")
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-01-15"]
    assert reasons(text) == []
