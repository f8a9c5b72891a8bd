"""One text is read the same from every page that shows it, and a page that is none is refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from events.errors import Drift, NotContent, SourceError
from scrapers.cn_pages import read_chinese
from scrapers.documents import Reading
from tests.zh_acts import act, said
from tests.zh_skeletons import SHAPES, captured, document, list_answer, ministry_page, paragraphs

TITLE = "商务部公告2026年第901号 公布将2家日本实体列入关注名单"
TEXT = act(
    "决定将甲株式会社等2家日本实体列入关注名单（见附件）。",
    "出口经营者申请单项许可时，应当提交风险评估报告。",
    "本公告自公布之日起正式实施。",
    title="公布将2家日本实体列入关注名单",
).split("\n", 1)[1] + (
    "\n附件\n关注名单\n1. 甲株式会社（Alpha Co., Ltd.）\n2. 乙株式会社（B&C K.K.）"
)
HEADER = (
    "<p>【发布单位】安全与管制局</p><p>【发布文号】商务部公告2026年第901号</p>"
    "<p>【发文日期】2026年01月05日</p>"
)


def only(body: bytes | str) -> Reading:
    (reading,) = read_chinese(document(body))
    return reading


@pytest.mark.parametrize("shape", SHAPES)
def test_one_act_is_read_alike_from_every_page(shape: str) -> None:
    reading = only(SHAPES[shape](TITLE, TEXT, "2026-01-09"))
    assert reading.instrument == "mofcom-2026-901"
    assert reading.published_on == date(2026, 1, 5)
    assert reading.page_day == date(2026, 1, 9)
    assert [said(effect) for effect in reading.effects] == ["lists mofcom-2026-901/p1 2026-01-05"]
    assert [party.english for party in reading.effects[0].names] == ["Alpha Co., Ltd.", "B&C K.K."]
    assert reading.unread == ()
    assert "本站转载" not in reading.words


def test_copies_compare_equal_whatever_header_spacing_and_width_they_have() -> None:
    wide = TEXT.replace("(", "（").replace("2026年1月5日", "2026 年 1 月 5 日").replace("，", ",")
    copies = [
        *(make(TITLE, TEXT, "2026-01-09") for make in SHAPES.values()),
        ministry_page(TITLE, TEXT, "2026-01-05", header=HEADER, menus=30),
        ministry_page(TITLE, wide, "2026-01-05"),
        captured(
            TITLE,
            "【发布单位】安全与管制局\n【发布文号】商务部公告2026年第901号\n" + TEXT,
            "2026-01-05",
        ),
        f"https://www.example.cn/a\n\n{TITLE}\n来源：某局 2026-01-05 17:00\n{TEXT}\n3.\n".encode(),
    ]
    assert len({only(copy).words for copy in copies}) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026年1月5日", "2026年1月6日"),
        ("甲株式会社（", "丁株式会社（"),
        ("Alpha", "Alphb"),
        ("2家", "3家"),
        ("应当提交", "可以提交"),
        ("公布之日", "发布之日"),
    ],
)
def test_any_other_word_makes_another_text(old: str, new: str) -> None:
    assert only(ministry_page(TITLE, TEXT.replace(old, new), "2026-01-05")).words != (
        only(ministry_page(TITLE, TEXT, "2026-01-05")).words
    )


def test_the_header_block_beside_the_text_is_read() -> None:
    text = TEXT.replace("商务部\n2026年1月5日\n", "")
    reading = only(
        ministry_page("公布将2家日本实体列入关注名单", text, "2026-01-09", header=HEADER)
    )
    assert reading.instrument == "mofcom-2026-901"
    assert reading.published_on == date(2026, 1, 5)


@pytest.mark.parametrize(
    "block",
    [
        '<div id="zoom">{}</div>',
        '<div class="TRS_Editor">{}</div>',
        '<div class="artCon">{}</div>',
        '<div id="UCAP-CONTENT">{}</div>',
        "<div><div class='unknown'>{}</div><p>页脚</p></div>",
    ],
)
def test_older_templates_and_other_sites_are_read(block: str) -> None:
    body = block.format(paragraphs(TEXT))
    page = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    reading = only(page)
    assert reading.instrument == "mofcom-2026-901"
    assert reading.effects[0].parties == 2


def test_gb18030_is_read_as_well_as_utf_8_with_a_mark() -> None:
    page = ministry_page(TITLE, TEXT, "2026-01-09")
    assert only(page.decode().encode("gb18030")) == only(page) == only(b"\xef\xbb\xbf" + page)


def test_a_list_answer_gives_a_reading_for_each_row_with_a_text() -> None:
    answer = json.loads(list_answer(TITLE + "【已废止】", TEXT, "2026-01-09"))
    rows = answer["pageInfo"]["rows"]
    rows.append(rows[0] | {"title": TITLE.replace("901", "902"), "id": 3})
    readings = read_chinese(document(json.dumps(answer)))
    assert [r.instrument for r in readings] == ["mofcom-2026-901", "mofcom-2026-902"]
    assert readings[0].url == "https://www.mofcom.gov.cn/article/a/202511/1.html"


def test_line_breaks_and_tables_in_a_paragraph_end_a_line_but_tags_inside_do_not() -> None:
    inside = TEXT.replace("\n", "<br>\n").replace("公布之日", "<b>公布</b><span>之日</span>")
    body = f'<div id="zoom"><p>{inside}</p></div>'
    page = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    assert only(page).words == only(ministry_page(TITLE, TEXT, "2026-01-05")).words


def test_files_beside_the_text_are_named_with_their_address() -> None:
    link = '<a href="/attach/202601/a.pdf">关注名单.pdf</a></div>\n<div class="article-tool'
    page = ministry_page(TITLE, TEXT, "2026-01-05").decode()
    page = page.replace('</div>\n<div class="article-tool', link)
    address = "https://www.mofcom.gov.cn/attach/202601/a.pdf"
    assert only(page).attachments == (("关注名单.pdf", address),)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            b"<html><body>[an error occurred while processing this directive]</body></html>",
            NotContent,
        ),
        (b'{"pageInfo": {"rows": [{"title": "???????", "content": "<p>x</p>"}]}}', Drift),
        (b'{"pageInfo": {"rows": null}}', Drift),
        (b'{"pageInfo": {"rows": [1]}}', Drift),
        (b'{"pageInfo": {"rows": [{"content": "<p>x</p>"}]}}', Drift),
        (b'{"other": 1}', Drift),
        (b'{"noticeTitle": 5, "contentText": "x"}', Drift),
        (b'{"cut": ', Drift),
        (b"", Drift),
        (b" \n ", Drift),
        (b"\xff\xff\xfd no text", SourceError),
        (b"<html><head><title>t</title></head><body></body></html>", Drift),
        ("<html><body>\ufffd\ufffd</body></html>".encode(), Drift),
        (b"[" * 100_000, Drift),
    ],
)
def test_a_file_that_holds_no_text_is_refused(body: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error):
        read_chinese(document(body))


def test_words_without_an_end_wait_for_a_person_and_a_text_beyond_any_law_is_refused() -> None:
    endless = act("决定将" + "甲公司、" * 1000, "禁止甲出口。", "本公告自公布之日起实施。")
    assert [said(effect) for effect in only(endless).effects] == [
        "imposes mofcom-2026-901/p1 2026-01-05"
    ]
    assert "words without an end" in only(endless).unread[0].reason
    with pytest.raises(Drift, match="a text of at most"):
        only(act("某某。" * 80_000))
