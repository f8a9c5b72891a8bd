"""What counts as an address, a title and a day in a row of a Chinese index."""

from __future__ import annotations

from datetime import date

import pytest

from events.errors import Drift
from scrapers.chinese_lists.rows import ENGLISH, LARGEST, address, day, garbled, parsed, sound

BASE = "https://www.mofcom.gov.cn/zwgk/zcfb/index.html"


def in_latin(words: str) -> str:
    """How UTF-8 looks to a reader who takes it for Windows-1252, as browsers do."""
    return words.encode().decode("latin-1").translate({0x95: "•", 0x8F: "\x8f", 0x80: "€"})


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("商务部公告2026年第901号 公布样例的决定", None),
        ("商务部　海关总署公告２０２６年第９０１号", None),
        ("关于236?8540等样例税号的公告", None),  # the export site loses single characters
        ("《样例》常见问题解答（什么是样例？？？）", None),  # full-width marks are punctuation
        ("商务部公告 Café Électrique 样例公司", None),
        ("????2026??901?", "question marks"),
        ("商务部公告2026年第901号 ???的决定", "question marks"),
        ("商务部\ufffd公告样例", "replacement"),
        ("锟斤拷锟斤拷2026", "replacement"),
        (in_latin("商务部公告"), "another charset"),
        ("å•†åŠ¡éƒ¨å…¬å‘Š", "another charset"),
        ("商务部公告样例目".encode().decode("gb18030"), "another charset"),
        ("2026年11月3日", "too few letters"),
        ("[2026-11-03]", "too few letters"),
        ("Announcement No. 901", "too few letters"),
        ("", "too few letters"),
    ],
)
def test_a_title_whose_characters_did_not_come_through_is_known(
    title: str, wrong: str | None
) -> None:
    found = garbled(title)
    assert found is None if wrong is None else wrong in str(found)


def test_an_english_title_is_words_and_not_a_day() -> None:
    assert garbled("Announcement No. 901 of 2026", ENGLISH) is None
    assert garbled("[Nov 3, 2026]", ENGLISH) is not None


def test_the_error_shows_the_title() -> None:
    with pytest.raises(Drift, match=r"question marks in the place of characters in '\?\?\?\?2026'"):
        sound("????2026", BASE, source="cn_mofcom")
    assert (
        sound(" 商务部公告\u3000 样例\n目录 ", BASE, source="cn_mofcom") == "商务部公告 样例 目录"
    )


@pytest.mark.parametrize(
    ("href", "public"),
    [
        ("/zwgk/zcfb/art/2026/art_1.html", "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_1.html"),
        ("art/2026/art_1.html", "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_1.html"),
        ("http://www.mofcom.gov.cn/a.html", "https://www.mofcom.gov.cn/a.html"),
        ("//aqygzj.mofcom.gov.cn/a.html#top", "https://aqygzj.mofcom.gov.cn/a.html"),
        ("http://www.gov.cn/zhengce/a.htm", "http://www.gov.cn/zhengce/a.htm"),
        (" /a.html?id=1 ", "https://www.mofcom.gov.cn/a.html?id=1"),
    ],
)  # fmt: skip
def test_a_link_is_written_as_the_public_knows_the_address(href: str, public: str) -> None:
    assert address(href, BASE, source="cn_mofcom") == public


@pytest.mark.parametrize("href", ["javascript:void(0)", "mailto:a@b.cn", "http://[", "ftp://x/y"])
def test_a_link_that_leads_to_no_page_is_an_error(href: str) -> None:
    with pytest.raises(Drift, match="expected a link to a page"):
        address(href, BASE, source="cn_mofcom")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("[2026-11-03]", date(2026, 11, 3)),
        (" 2026-1-3 ", date(2026, 1, 3)),
        ("2026-11-03 09:00:00", date(2026, 11, 3)),
        ("[2026-11-03 17:03]", date(2026, 11, 3)),
        ("2026-02-31", None),
        ("0000-01-01", None),
        ("2026/11/03", None),
        ("11-03", None),
        ("2026-11-03 and more", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_day_is_read_whole_or_not_at_all(words: str, found: date | None) -> None:
    assert day(words) == found


def test_a_page_far_too_large_for_a_list_is_an_error_before_it_is_parsed() -> None:
    with pytest.raises(Drift, match="at most 2,000,000 characters, found 2,000,001"):
        parsed("x" * (LARGEST + 1), BASE, source="cn_mofcom")
