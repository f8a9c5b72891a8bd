"""Days in Chinese legal texts: one row for each way of printing one, and none for half a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.chinese.text import squeezed
from scrapers.legal_dates import (
    Moment,
    Term,
    ends,
    last_day_of,
    number,
    read_day,
    starts,
    terms,
)

DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def in_words(count: int) -> str:
    """A month or day in Chinese numerals."""
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{'〇一二三四五六七八九'[tens]}十"
    return head + (str(ones).translate(DIGITS) if ones or not tens else "")


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2025年10月09日", date(2025, 10, 9)),
        ("2025年10月9日", date(2025, 10, 9)),
        ("2020-5-9", date(2020, 5, 9)),
        ("2026.09.11", date(2026, 9, 11)),
        ("2026-09-29 17:03", date(2026, 9, 29)),
        ("2025-11-11 09:00:00", date(2025, 11, 11)),
        ("（2026年6月29日）", date(2026, 6, 29)),
        ("二〇二五年十一月十日", date(2025, 11, 10)),
        ("二○二六年一月二十一日", date(2026, 1, 21)),
        ("２０２５年１１月７日", date(2025, 11, 7)),
        ("2025\u00a0年\u20022\u3000月\u200c 4日", date(2025, 2, 4)),
        ("⽇".join(["2025年2月4", ""]), date(2025, 2, 4)),
    ],
)
def test_a_day_is_read_however_it_is_printed(printed: str, day: date) -> None:
    assert read_day(printed) == day


@pytest.mark.parametrize(
    "printed",
    [
        *("2025年2月31日", "0025年10月9日", "25年10月9日", "3035年4月7日", "2025年11月"),
        *("2025年第48号", "2025年13月1日", "第48号", "", "2025年4月4日和9日", "十一月七日"),
        "2025年十十月一日",
    ],
)
def test_half_a_day_or_one_that_cannot_be_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_day(printed)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("本公告自公布之日起正式实施", "publication"),
        ("自发布之日起", "publication"),
        ("自本公告发布之日起，向某国出口", "publication"),
        ("自印发之日起施行", "publication"),
        ("自即日起至2026年11月10日", "publication"),
        ("即日起", "publication"),
        ("自公布当日起", "publication"),
        ("自2025年11月8日起正式实施", Moment(date(2025, 11, 8))),
        ("自2024 年12月 1日起实施", Moment(date(2024, 12, 1))),
        ("2025年12月1日起施行", Moment(date(2025, 12, 1))),
        ("于2025年12月1日正式实施", Moment(date(2025, 12, 1))),
        ("自二〇二六年一月六日起", Moment(date(2026, 1, 6))),
        ("自2023年8月24日（含）起", Moment(date(2023, 8, 24))),
        ("自北京时间2025年11月10日起", Moment(date(2025, 11, 10))),
        ("自2025年4月10日12时01分起", Moment(date(2025, 4, 10), "12:01+08:00")),
        ("自2025年4月10日12时01分（北京时间）起", Moment(date(2025, 4, 10), "12:01+08:00")),
        ("自2025年11月10日下午1时01分起", Moment(date(2025, 11, 10), "13:01+08:00")),
        ("自2025年11月10日13:01起", Moment(date(2025, 11, 10), "13:01+08:00")),
        ("自2025年11月9日24时起", Moment(date(2025, 11, 10), "00:00+08:00")),
        ("自2025年12月1日0时起", Moment(date(2025, 12, 1), "00:00+08:00")),
        ("自2026年1月1日至2026年12月31日", Moment(date(2026, 1, 1))),
    ],
)
def test_each_phrase_says_from_when(words: str, meaning: str | Moment) -> None:
    (start,) = starts(squeezed(words))
    assert start.reason is None
    assert ("publication" if start.on_publication else start.moment) == meaning


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("自公布之日起30日后施行", "a count from publication"),
        ("自2026年11月起实施", "year, month and day"),
        ("自2026年起实施", "year, month and day"),
        ("自11月10日起实施", "year, month and day"),
        ("自2025年2月31日起实施", "a day that exists"),
        ("自0025年2月1日起实施", "a year from"),
        ("自3035年4月7日起实施", "a year from"),
        ("自美东时间2025年11月10日起", "a time in Beijing"),
        ("自2025年11月10日25时起", "a clock time"),
    ],
)
def test_a_first_day_that_is_not_certain_says_why(words: str, why: str) -> None:
    (start,) = starts(squeezed(words))
    assert start.moment is None
    assert not start.on_publication
    assert why in (start.reason or "")


@pytest.mark.parametrize(
    "words",
    [
        "应当自本公告公布之日起15日内缴款",
        "自公布之日起30日以内",
        "2025年第48号",
        "于2025年4月4日和9日，将其列入",
        "自收到申请之日起",
        "2024年1月1日至2024年12月31日",
    ],
)
def test_a_time_limit_a_number_or_a_memory_starts_nothing(words: str) -> None:
    assert starts(squeezed(words)) == []


@pytest.mark.parametrize(
    ("words", "day", "time"),
    [
        ("至2026年11月10日", date(2026, 11, 10), None),
        ("至2026年11月10日止", date(2026, 11, 10), None),
        ("至2026年11月10日（不含）", date(2026, 11, 9), None),
        ("至2025年5月13日24时", date(2025, 5, 13), None),
        ("至2026年11月10日13时01分", date(2026, 11, 9), "13:01+08:00"),
    ],
)
def test_a_last_day_is_inclusive_and_one_with_a_clock_time_is_the_day_before(
    words: str, day: date, time: str | None
) -> None:
    (end,) = ends(squeezed(words))
    assert (end.day, end.time, end.reason) == (day, time, None)


def test_an_end_without_its_year_takes_that_of_the_start_beside_it_and_of_nothing_else() -> None:
    words = squeezed("自2026年1月1日起至12月31日")
    assert [end.day for end in ends(words, date(2026, 1, 1))] == [date(2026, 12, 31)]
    assert [end.day for end in ends(words)] == [None]
    assert [end.day for end in ends(words, date(2027, 1, 1))] == [date(2027, 12, 31)]


@pytest.mark.parametrize(
    "words", ["至2026年11月", "至2026年底", "至3035年4月7日", "至2026年2月30日"]
)
def test_an_end_that_is_not_a_day_says_why(words: str) -> None:
    (end,) = ends(squeezed(words))
    assert end.day is None
    assert end.reason


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("暂停相关措施90天", date(2025, 5, 14), date(2025, 8, 11)),
        ("暂停相关措施九十天", date(2025, 8, 12), date(2025, 11, 9)),
        ("相关措施一年", date(2025, 11, 10), date(2026, 11, 9)),
        ("相关措施1年", date(2025, 11, 10), date(2026, 11, 9)),
        ("为期6个月", date(2026, 1, 31), date(2026, 7, 30)),
        ("为期半年", date(2026, 1, 1), date(2026, 6, 30)),
        ("为期一年", date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_a_term_ends_the_day_before_its_first_day_comes_again(
    words: str, first: date, last: date
) -> None:
    (term,) = terms(squeezed(words))
    assert last_day_of(first, term) == last


def test_numbers_inside_dates_and_act_numbers_are_no_terms() -> None:
    assert terms(squeezed("2025年4月4日和9日，公告2025年第90号，第一年度，3年来")) == []


@given(st.integers(1, 199))
def test_chinese_and_arabic_numerals_say_the_same(count: int) -> None:
    hundreds, rest = divmod(count, 100)
    words = ("一百" if hundreds else "") + (in_words(rest) if rest or not hundreds else "")
    if hundreds and 10 <= rest < 20:
        words = words.replace("百十", "百一十")
    assert number(words) == number(str(count)) == count


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(["plain", "wide", "words"]))
def test_any_day_comes_back_from_its_printed_form(day: date, form: str) -> None:
    printed = f"{day.year}年{day.month}月{day.day}日"
    if form == "wide":
        printed = printed.translate(WIDE)
    if form == "words":
        year = str(day.year).translate(DIGITS)
        printed = f"{year}年{in_words(day.month)}月{in_words(day.day)}日"
    assert read_day(printed) == day
    (start,) = starts(squeezed(f"本公告自{printed}起实施"))
    assert start.moment == Moment(day)
    (end,) = ends(squeezed(f"至{printed}"))
    assert end.day == day


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_two_terms_in_a_row_leave_no_gap_and_no_overlap(first: date, days: int) -> None:
    last = last_day_of(first, Term(days, "天", 0, 0))
    assert (last - first).days + 1 == days
    again = last_day_of(last + timedelta(days=1), Term(days, "天", 0, 0))
    assert (again - last).days == days
