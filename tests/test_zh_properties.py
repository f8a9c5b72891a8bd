"""What holds for every text: quotes stand where they say; junk does nothing and breaks nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from events.errors import SourceError
from scrapers.cn_pages import read_chinese
from scrapers.documents import Reading
from tests.zh_acts import act, answer, read
from tests.zh_skeletons import document

WORDS = [
    *(
        "本公告",
        "自公布之日起",
        "自2026年2月1日起",
        "至2026年11月10日",
        "，",
        "。",
        "；",
        "（",
        "）",
        "《",
        "》",
        "\n",
    ),
    *(
        "商务部公告2025年第61号",
        "第55号、56号",
        "不可靠实体清单工作机制〔2025〕7号",
        "第二款",
        "90天",
        "一年",
    ),
    *(
        "暂停实施",
        "继续暂停",
        "停止",
        "恢复",
        "废止",
        "推迟至",
        "延长",
        "更正",
        "调整",
        "决定将",
        "列入",
        "移出",
    ),
    *(
        "出口管制管控名单",
        "甲公司（Alpha Inc.）",
        "等3家美国实体",
        "相关措施",
        "一、",
        "（一）",
        "1.",
        "附件",
    ),
    *(
        "禁止",
        "未经许可，不得出口",
        "加征关税",
        "24%",
        "同时",
        "除外",
        "部分",
        "即日起",
        "2026年2月31日",
    ),
    *(
        "“一（一）”部分",
        "日本",
        "1C117.d",
        "参考海关商品编号：2849902000",
        "商务部",
        "2026年1月5日",
    ),
]
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def check(reading: Reading) -> None:
    for effect in reading.effects:
        first, last = effect.offsets
        assert reading.text[first:last] == effect.quote
        assert effect.quote
        assert effect.targets
        assert not (effect.first_day and effect.last_day) or effect.first_day <= effect.last_day
    for unread in reading.unread:
        first, last = unread.offsets
        assert reading.text[first:last] == unread.sentence
        assert unread.reason.startswith(("expected ", "no effective phrase found"))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_row_of_legal_words_is_read_without_an_accident(words: list[str]) -> None:
    for text in (act("".join(words)), answer("答：" + "".join(words))):
        for reading in read_chinese(document(text)):
            check(reading)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_junk_does_nothing_and_fails_only_as_a_source(body: bytes) -> None:
    with suppress(SourceError):
        for reading in read_chinese(document(body)):
            assert reading.effects == ()


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="<>/ap\"'=![]{}&;-div\n甲乙", max_size=300))
def test_broken_markup_does_nothing_and_fails_only_as_a_source(text: str) -> None:
    with suppress(SourceError):
        for reading in read_chinese(document("<" + text)):
            assert reading.effects == ()


@settings(deadline=None)
@given(DAYS, st.integers(0, 3000))
def test_a_suspension_between_two_days_is_read_as_those_two_days(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    sentence = f"自{told(first)}起至{told(last)}，商务部公告2025年第61号暂停实施。"
    (effect,) = read(act(sentence, day=told(first))).effects
    assert (effect.first_day, effect.last_day) == (first, last)


@settings(deadline=None)
@given(DAYS, st.integers(1, 99))
def test_a_term_of_days_ends_where_counting_ends(first: date, days: int) -> None:
    sentence = f"答：自{told(first)}起，暂停商务部公告2025年第21号相关措施{days}天。"
    (effect,) = read(answer(sentence)).effects
    assert effect.last_day == first + timedelta(days=days - 1)


@settings(deadline=None)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=8, unique=True))
def test_every_act_of_a_row_is_a_target(numbers: list[int]) -> None:
    row = "、".join(f"第{n}号" for n in numbers)
    reading = read(act(f"商务部公告2025年{row}同时废止。", "本公告自公布之日起实施。"))
    repealed = [e.targets[0] for e in reading.effects if e.effect == "repeals"]
    assert repealed == [f"mofcom-2025-{n}" for n in numbers]
