"""What a control is about: tariff numbers, codes and names of goods, none lost and none made up."""

from __future__ import annotations

from scrapers.cn_pages import read_chinese
from tests.zh_acts import act, read, reasons
from tests.zh_skeletons import document

LEAD = "经国务院批准，决定对下列物项实施出口管制："
PHRASE = "本公告自公布之日起正式实施。"


def test_a_tariff_number_is_read_with_its_points_and_spaces() -> None:
    row = "一、1C999.a．甲材料（参考海关商品编号：2841 8010 00、2841.90.10.00、７１０５１０２０）。"
    (effect,) = read(act(LEAD, row, PHRASE)).effects
    assert effect.hs == ("2841801000", "2841901000", "71051020")


def test_a_tariff_number_that_cannot_be_is_told_and_not_taken() -> None:
    row = "一、1C999.a．甲材料（参考海关商品编号：284180100、85O1101000、2841801000）。"
    text = act(LEAD, row, PHRASE)
    assert read(text).effects[0].hs == ("2841801000",)
    assert [unread.sentence for unread in read(text).unread] == [row]
    assert "284180100, 85O1101000" in reasons(text)[0]


def test_from_one_number_or_code_to_another_says_not_which_lie_between() -> None:
    row = "一、1C999.a-1C999.c．甲材料（参考海关商品编号：2841801000至2841801009）。"
    found = reasons(act(LEAD, row, PHRASE))
    assert any("one by one" in reason for reason in found)
    assert any("2841801000至2841801009" in reason for reason in found)


def test_the_heads_of_items_name_the_goods() -> None:
    text = act(
        LEAD,
        "一、甲相关物项",
        "（一）1C998.a．甲粉末（参考税则号列：85076000）。",
        "二、1C999.a．乙材料（纯度大于99%）（参考税则号列：85076010）。",
        "三、出口经营者应当向商务部申请许可。",
        PHRASE,
    )
    assert read(text).effects[0].items == ("甲相关物项", "乙材料")


def test_goods_under_the_rule_are_named_and_the_procedure_is_not() -> None:
    text = act(
        "一、满足以下特性的物项，未经许可，不得出口：",
        "（一）甲相关物项。",
        "1.甲粉末（参考海关商品编号：2841801000）。",
        "（二）乙相关物项。",
        "二、出口经营者应按照规定办理出口许可手续，提交下列文件：",
        "（一）合同的原件；",
        PHRASE,
    )
    assert read(text).effects[0].items == ("甲相关物项", "乙相关物项")


def page(*rows: str) -> bytes:
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    body = f"<p>决定将甲公司等2家实体列入出口管制管控名单（见附件）。</p><p>{PHRASE}</p>"
    tail = f"<p>商务部</p><p>2026年1月5日</p><p>附件</p><table>{table}</table>"
    title = "商务部公告2026年第901号 公布将2家实体列入出口管制管控名单"
    meta = f'<meta name="ArticleTitle" content="{title}">'
    text = f'<div class="art-con" ergodic="article">{body}{tail}</div>'
    return f"<html><head>{meta}</head><body>{text}</body></html>".encode()


def test_an_annex_in_a_table_is_as_complete_as_one_in_lines() -> None:
    cells = [
        "<td>1</td><td>甲公司</td><td>Alpha, Inc.</td>",
        "<td>2</td><td>乙公司</td><td>Beta</td>",
    ]
    (reading,) = read_chinese(document(page("<td>序号</td><td>名称</td>", *cells)))
    (effect,) = reading.effects
    assert [(n.name, n.english) for n in effect.names] == [
        ("甲公司", "Alpha, Inc."),
        ("乙公司", "Beta"),
    ]
    assert reading.unread == ()
    (short,) = read_chinese(document(page(cells[0])))
    assert short.effects[0].parties == 2
    assert "found 1 names" in short.unread[0].reason


def test_tariff_numbers_in_a_column_are_read_below_its_head() -> None:
    text = act("决定对附件所列物项实施出口管制，未经许可，不得出口。", PHRASE)
    text += "\n附件\n序号\n物项名称\n海关商品编号\n1\n甲\n2841801000\n2\n乙\n284180100"
    reading = read(text)
    assert reading.effects[0].hs == ("2841801000",)
    assert "284180100" in reading.unread[0].reason


def test_an_impossible_number_is_told_in_provisions_dated_apart_as_well() -> None:
    text = act(
        "一、未经许可，不得出口甲（海关商品编号：284180100）。",
        "二、未经许可，不得出口乙（海关商品编号：2841801000）。",
        "本公告第一条自2026年7月1日起施行，第二条自2026年9月1日起施行。",
    )
    assert [effect.hs for effect in read(text).effects] == [(), ("2841801000",)]
    assert "284180100" in reasons(text)[0]


def duty(spared: str) -> str:
    rule = "自2026年3月1日起，对原产于美国的甲商品加征10%关税。"
    return act(rule, spared, title="公布对甲商品加征关税的决定")


def test_goods_under_way_are_spared_in_a_window_or_the_sentence_is_asked_about() -> None:
    sent = (
        "2026年3月1日前已从启运地启运，并于{}至2026年4月1日进口的甲商品，不加征本公告规定的关税。"
    )
    whole = read(duty(sent.format("2026年3月1日")))
    assert [(e.kind, str(e.last_day)) for e in whole.effects] == [
        ("duty", "None"),
        ("relief", "2026-04-01"),
    ]
    assert reasons(duty(sent.format("2026年2月30日"))) == [
        "expected a day that exists, found 2026-2-30"
    ]
    assert reasons(duty("2026年3月1日前已启运的甲商品，不加征本公告规定的关税。"))


def test_a_window_beside_a_duty_in_other_words_is_not_passed_over() -> None:
    other = "对于2026年3月2日至2026年4月1日进口的甲商品，不加征本公告规定加征的关税。"
    assert [one.sentence for one in read(duty(other)).unread] == [other]
