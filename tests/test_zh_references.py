"""Every way in which Chinese texts cite a numbered act leads to the same id, or to none."""

from __future__ import annotations

import pytest

from scrapers.chinese.references import references
from scrapers.chinese.text import squeezed


def targets(words: str, home: str | None = None) -> list[str | None]:
    return [reference.target for reference in references(squeezed(words), home)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("商务部公告2025年第61号", ["mofcom-2025-61"]),
        ("商务部公告2025第61号", ["mofcom-2025-61"]),
        ("商务部公告２０２５年第６１号", ["mofcom-2025-61"]),
        ("商务部公告［2025］第61号", ["mofcom-2025-61"]),
        ("商务部公告[2025]61号", ["mofcom-2025-61"]),
        ("商务部公告（2025年第61号）", ["mofcom-2025-61"]),
        ("商务部\u00a0海关总署公告2025年第10号", ["mofcom-2025-10"]),
        ("商务部\u3000海关总署公告2025年第10号", ["mofcom-2025-10"]),
        ("商务部海关总署公告2025\u2002年第10号", ["mofcom-2025-10"]),
        ("商务部、海关总署公告2025年第70号", ["mofcom-2025-70"]),
        ("商务部 工业和信息化部 海关总署 国家密码局公告2024年第51号", ["mofcom-2024-51"]),
        ("商务部、海关总署公告2023年第27号和第28号", ["mofcom-2023-27", "mofcom-2023-28"]),
        ("商务部、海关总署2024年第67号公告", ["mofcom-2024-67"]),
        ("商务部令2025年第7号", ["mofcom-order-2025-7"]),
        ("商务部令二〇二五年第7号", ["mofcom-order-2025-7"]),
        ("商务部、海关总署2005年第29号令", ["mofcom-order-2005-29"]),
        ("国务院令〔2024〕792号", ["stc-792"]),
        ("国务院令第792号", ["stc-792"]),
        ("不可靠实体清单工作机制公告〔2025〕7号", ["uel-2025-7"]),
        ("不可靠实体清单工作机制〔2025〕10号", ["uel-2025-10"]),
        ("不可靠实体清单工作机制公告2023年第1号", ["uel-2023-1"]),
        ("不可靠实体清单工作机制公告〔2025〕5号和6号", ["uel-2025-5", "uel-2025-6"]),
        ("税委会公告2025年第4号", ["tariffcom-2025-4"]),
        ("国务院关税税则委员会公告2018年第5号", ["tariffcom-2018-5"]),
        ("交通运输部公告2025年第54号", ["mot-2025-54"]),
        ("海关总署公告2023年第103号", ["gacc-2023-103"]),
        ("海关总署2025年第30号公告", ["gacc-2025-30"]),
        ("财政部公告2026年第3号", ["mof-2026-3"]),
        (
            "商务部、海关总署公告2025年第55号、56号、57号、58号，及商务部公告2025年第61号、62号",
            [f"mofcom-2025-{n}" for n in (55, 56, 57, 58, 61, 62)],
        ),
        ("商务部公告2025年第55、56和57号", [f"mofcom-2025-{n}" for n in (55, 56, 57)]),
        ("商务部公告2025年第55号至58号", [f"mofcom-2025-{n}" for n in (55, 56, 57, 58)]),
        (
            "商务部公告2024年第33号（《关于甲的公告》）、2025年第10号（《关于乙的公告》）",
            ["mofcom-2024-33", "mofcom-2025-10"],
        ),
        ("商务部公告2025年第55号、公告2025年第61号", ["mofcom-2025-55", "mofcom-2025-61"]),
        (
            "《关于丙的公告》（税委会公告2025年第5号）和《关于丁的公告》（税委会公告2025年第6号）",
            ["tariffcom-2025-5", "tariffcom-2025-6"],
        ),
        ("《商务部、国防科工委、海关总署公告2006年第50号（关于石墨）》", ["mofcom-2006-50"]),
    ],
)
def test_each_form_of_citing_an_act_names_its_id(words: str, ids: list[str]) -> None:
    assert targets(words) == ids


def test_an_act_of_another_ministry_becomes_a_citation() -> None:
    assert targets("生态环境部公告2020年第3号") == ["生态环境部公告2020年第3号"]


@pytest.mark.parametrize("words", ["外交部令第5号", "公告2025年第22号"])
def test_an_act_whose_year_or_issuer_is_not_printed_has_no_id(words: str) -> None:
    assert targets(words) == [None]


def test_a_bare_number_belongs_to_the_issuer_the_text_speaks_of() -> None:
    assert targets("4月9日公告（2025年第22号）", "MOFCOM") == ["mofcom-2025-22"]
    assert targets("公告〔2025〕7号", "UEL working mechanism") == ["uel-2025-7"]


@pytest.mark.parametrize(
    "words",
    [
        "2020年安理会第1540号决议",
        "《关于商务部公告2025年第1号的说明》",
        "2026年1月5日",
        "第三条第二款",
    ],
)
def test_what_is_no_act_names_none(words: str) -> None:
    assert targets(words) == []
