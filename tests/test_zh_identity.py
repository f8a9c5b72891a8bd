"""Which act a copy is and of which day: header, title, letterhead and signature must agree."""

from __future__ import annotations

from datetime import date

import pytest

from tests.zh_acts import read

BODY = "禁止甲物项出口。\n本公告自公布之日起实施。"
SIGNED = "商务部\n2026年1月5日"


@pytest.mark.parametrize(
    ("above", "instrument"),
    [
        ("商务部公告2026年第1号 关于甲的公告", "mofcom-2026-1"),
        ("商务部公告2026第1号 关于甲的公告", "mofcom-2026-1"),
        ("商务部、海关总署公告2026年第7号 公布甲的决定", "mofcom-2026-7"),
        ("商务部 公安部 海关总署公告２０２６年第７号 公布甲的决定", "mofcom-2026-7"),
        (
            "关于甲的公告\n中华人民共和国商务部\n中华人民共和国海关总署\n公 告\n2026年 第7号",
            "mofcom-2026-7",
        ),
        ("关于甲的公告\n【发布文号】商务部公告2026年第7号", "mofcom-2026-7"),
        (
            "关于甲的公告\n不 可 靠 实 体 清 单 工 作 机 制\n公\u3000 告\n2026年 第3号",
            "uel-2026-3",
        ),
        ("关于甲的公告\n【发布文号】不可靠实体清单工作机制〔2026〕3号", "uel-2026-3"),
        ("关于甲的决定\n中华人民共和国商务部令\n二〇二六年 第2号", "mofcom-order-2026-2"),
        ("关于甲的决定\n中华人民共和国外交部令\n第 31 号", "mfa-order-2026-31"),
        ("关于甲的公告\n税委会公告2026年第2号", "tariffcom-2026-2"),
        ("交通运输部公告2026年第9号 关于甲的公告", "mot-2026-9"),
        ("海关总署公告2026年第9号 关于甲的公告", "gacc-2026-9"),
        ("甲条例\n中华人民共和国国务院令\n第899号", "stc-899"),
    ],
)
def test_the_number_is_found_wherever_it_is_printed(above: str, instrument: str) -> None:
    assert read(f"{above}\n{BODY}\n{SIGNED}").instrument == instrument


@pytest.mark.parametrize("before", ["正在阅读:", "首页 > 政策发布 > ", "当前位置：首页>公告>"])
def test_what_a_site_puts_before_a_title_is_no_part_of_it(before: str) -> None:
    title = "商务部公告2026年第1号 关于甲的公告"
    assert read(f"{before}{title}\n{BODY}\n{SIGNED}").instrument == "mofcom-2026-1"


def test_joint_issuers_keep_the_number_of_the_ministry_and_are_all_named() -> None:
    above = "商务部、海关总署公告2026年第7号 公布甲的决定\n【发布文号】商务部公告2026年第7号"
    reading = read(f"{above}\n{BODY}\n商务部 海关总署\n2026年1月5日")
    assert reading.instrument == "mofcom-2026-7"
    assert reading.issuers == ("MOFCOM", "GAC")
    assert reading.authority == "MOFCOM"
    assert reading.unread == ()


def test_two_numbers_for_one_act_are_a_doubt_and_nothing_is_asserted() -> None:
    above = "商务部公告2026年第7号 关于甲的公告\n【发布文号】商务部公告2026年第8号"
    reading = read(f"{above}\n{BODY}\n{SIGNED}")
    assert (reading.instrument, reading.effects) == (None, ())
    assert "mofcom-2026-8" in reading.unread[0].reason
    assert "mofcom-2026-7" in reading.unread[0].reason


def test_an_act_without_a_number_goes_by_issuer_and_day_and_keeps_its_title() -> None:
    text = "商务部 海关总署公布2026年度《某许可证管理目录》\n现公布《某许可证管理目录》。\n"
    reading = read(f"{text}本公告自2026年2月1日起实施。\n{SIGNED}")
    assert reading.instrument == "mofcom-2026-01-05"
    assert reading.aliases == ("商务部海关总署公布2026年度《某许可证管理目录》",)


def test_the_number_of_another_act_in_the_title_is_not_its_own() -> None:
    text = "商务部公告2026年第72号 公布调整实施商务部公告2024年第46号的决定"
    reading = read(f"{text}\n自即日起，商务部公告2024年第46号第二款暂停实施。\n{SIGNED}")
    assert reading.instrument == "mofcom-2026-72"


def dated(header: str, signature: str) -> str:
    head = f"商务部公告2026年第7号 关于甲的公告\n【发文日期】{header}"
    return f"来源：某处 2026-02-09 10:00\n{head}\n{BODY}\n商务部\n{signature}"


def test_the_documents_day_is_kept_apart_from_the_copys() -> None:
    reading = read(dated("2026年01月05日", "2026年1月5日"))
    assert reading.published_on == date(2026, 1, 5)
    assert reading.page_day == date(2026, 2, 9)
    assert reading.effects[0].first_day == date(2026, 1, 5)
    assert reading.unread == ()


def test_header_and_signature_that_disagree_are_both_said() -> None:
    reading = read(dated("2026年01月05日", "2026年1月6日"))
    assert reading.published_on == date(2026, 1, 5)
    assert "2026-01-05" in reading.unread[0].reason
    assert "2026-01-06" in reading.unread[0].reason


@pytest.mark.parametrize("absurd", ["2026年02月31日", "0026年01月05日", "3035年01月05日"])
def test_an_impossible_day_in_the_header_is_said_and_not_believed(absurd: str) -> None:
    reading = read(dated(absurd, "2026年1月5日"))
    assert reading.published_on == date(2026, 1, 5)
    assert absurd in reading.unread[0].sentence


def test_a_year_and_number_in_a_letterhead_is_no_day() -> None:
    above = "商务部公告2026年第48号 关于甲的公告\n公 告\n2026年 第48号"
    assert read(f"{above}\n{BODY}\n{SIGNED}").published_on == date(2026, 1, 5)


@pytest.mark.parametrize(
    "title",
    [
        "两用物项常见问题解答之九",
        "某清单制度常见问答",
        "某许可证相关问题（二）",
        "商务部公告2026年第7号解读",
        "商务部安全与管制局负责人就公告答记者问",
        "某制度常见问题（一）",
    ],
)
def test_explanations_do_nothing_and_wait_for_nobody(title: str) -> None:
    text = (
        f"{title}\n答：商务部公告2026年第7号自2026年3月1日起实施，暂停实施商务部公告2025年第1号。"
    )
    reading = read(text)
    assert reading.role == "explanation"
    assert (reading.instrument, reading.effects, reading.unread) == (None, (), ())


def test_a_law_without_a_number_of_ours_does_nothing() -> None:
    articles = "\n".join(f"第{n}条 某某。" for n in "一二三四五六七")
    reading = read(
        f"中华人民共和国某法\n（2026年1月5日通过）\n{articles}\n第八条 本法自2026年3月1日起施行。"
    )
    assert (reading.role, reading.instrument, reading.effects) == ("other", None, ())


def test_a_state_council_order_applies_from_the_day_it_prints() -> None:
    articles = "\n".join(f"第{n}条 列入清单的，应当停止。" for n in "一二三四五六七")
    head = "某条例\n中华人民共和国国务院令\n第899号\n现公布《某条例》，自2026年3月1日起施行。\n"
    text = f"{head}总理 某某\n2026年1月5日\n{articles}\n第八条 本条例自2026年3月1日起施行。"
    (effect,) = read(text).effects
    assert effect.targets == ("stc-899/p1",)
    assert (effect.kind, effect.first_day) == ("framework", date(2026, 3, 1))


def test_news_about_an_act_does_nothing() -> None:
    text = "商务部召开例行新闻发布会\n发言人：商务部公告2026年第7号自2026年3月1日起暂停实施。"
    reading = read(text)
    assert (reading.role, reading.effects, reading.unread) == ("news", (), ())


def test_a_notice_of_the_entity_list_without_its_number_has_no_id() -> None:
    body = "决定将甲公司（Alpha, Inc.）列入不可靠实体清单。\n本公告自公布之日起实施。"
    title = "不可靠实体清单工作机制关于将甲公司列入不可靠实体清单的公告"
    reading = read(f"{title}\n{body}\n不可靠实体清单工作机制\n2026年1月5日")
    assert (reading.instrument, reading.effects) == (None, ())
    assert [unread.reason for unread in reading.unread] == [
        "expected the number of the act, found none"
    ]


def test_an_order_of_the_state_council_bears_the_day_it_was_signed() -> None:
    text = "国务院令\n第899号\n现公布《某条例》，自2026年3月1日起施行。\n总理 某某\n2026年1月5日"
    reading = read(text)
    assert (reading.published_on, reading.published_basis) == (date(2026, 1, 5), "issue")
