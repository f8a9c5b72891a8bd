"""Acts named in rows below a decision, and the number an act prints in pieces."""

from __future__ import annotations

import pytest

from tests.zh_acts import act, effects, read, reasons


def test_each_row_below_a_decision_is_an_act_of_it() -> None:
    text = act(
        "经清理，商务部决定废止以下公告：",
        "1.商务部公告2005年第11号",
        "2.商务部公告2008年第23号（《关于甲事项的公告》）；",
        "（三）《乙办法》",
        "本公告自公布之日起施行。",
        title="关于废止部分公告的公告",
    )
    assert effects(text) == [
        "repeals mofcom-2005-11 2026-01-05",
        "repeals mofcom-2008-23 2026-01-05",
        "repeals 《乙办法》 2026-01-05",
    ]
    assert reasons(text) == []


def test_rows_follow_the_day_of_their_decision() -> None:
    text = act("以下公告自2026年7月1日起失效：", "一、商务部公告2005年第11号；", title="公告")
    assert effects(text) == ["repeals mofcom-2005-11 2026-07-01"]


def test_one_row_without_a_number_withholds_all_rows() -> None:
    text = act(
        "决定废止以下公告：",
        "1.商务部公告2005年第11号",
        "2.关于甲的通知",
        "3.商务部公告2008年第23号",
        title="关于废止部分公告的公告",
    )
    assert effects(text) == []
    assert [unread.sentence for unread in read(text).unread] == ["决定废止以下公告："]


@pytest.mark.parametrize(
    ("head", "instrument"),
    [
        ("中华人民共和国国务院令\n第901号", "stc-901"),
        ("不可靠实体清单工作机制\n公 告\n2026年 第9号", "uel-2026-9"),
        ("不可靠实体清单工作机制公告〔2026〕9号", "uel-2026-9"),
    ],
)
def test_a_letterhead_in_pieces_names_the_act(head: str, instrument: str) -> None:
    body = ["未经许可，不得出口甲物项。", "本规定自公布之日起施行。", "2026年1月5日"]
    assert read("\n".join([head, "关于甲物项的规定", *body])).instrument == instrument


def test_the_header_block_may_leave_the_issuer_to_the_title() -> None:
    lines = ["商务部 海关总署关于发布《甲目录》的公告", "【发布文号】公告2026年第66号"]
    lines += ["现发布《甲目录》，自2026年2月1日起执行。", "商务部 海关总署", "2026年1月5日"]
    assert read("\n".join(lines)).instrument == "mofcom-2026-66"


def test_rules_brought_by_an_order_apply_beside_what_they_replace() -> None:
    text = act(
        "《甲条例》已经2025年12月1日国务院第1次常务会议通过，现予公布，自2026年2月1日起施行。",
        "《乙条例》同时废止。",
        title="公布甲条例",
    )
    assert effects(text) == [
        "imposes mofcom-2026-901/p1 2026-02-01",
        "repeals 《乙条例》 2026-02-01",
    ]


def test_a_letter_of_a_body_that_numbers_announcements_is_cited_as_printed() -> None:
    text = act(
        "自2026年9月25日起，停止执行《甲通知》（税委会〔2005〕9号）规定的零关税政策。",
        title="关于停止执行政策的公告",
    )
    assert effects(text) == ["repeals 税委会[2005]9号 2026-09-25"]


def test_short_names_of_defence_bodies_are_issuers() -> None:
    text = act(
        "未经许可，不得出口甲物项。",
        "本公告自2026年9月1日起正式实施。商务部、海关总署、国防科工局、装备发展部公告2023年第27号和第28号同时废止。",
    )
    assert effects(text)[1:] == [
        "repeals mofcom-2023-27 2026-09-01",
        "repeals mofcom-2023-28 2026-09-01",
    ]


def test_an_injunction_in_force_on_publication_has_its_day() -> None:
    text = act("商务部决定发布禁令：不得承认、不得执行甲措施。", "本禁令自发布之日起生效。")
    assert effects(text) == ["imposes mofcom-2026-901/p1 2026-01-05"]


def test_an_offence_named_in_a_procedure_makes_no_control_of_it() -> None:
    text = act(
        "一、任何组织有权举报未经许可出口的行为。",
        "二、主动报告的，可以从轻处理。",
        "本公告自2026年7月1日起施行。",
        title="关于举报有关事项的公告",
    )
    (effect,) = read(text).effects
    assert (effect.kind, effect.destinations) == ("framework", ())
