"""Days in Chinese legal texts: what a date, a first day, a last day or a term says, or why not.

Words are plain (`chinese.text`). A day counts only if year, month and day are printed and exist;
everything else comes back with a reason, never as a guess. First and last days are inclusive;
`N天` and `一年` from D end the day before D+N days or the same date of the next year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from scrapers.chinese.text import squeezed

DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
DIGITS |= {"零": 0, "两": 2}
CJK = "〇零一二两三四五六七八九十百"
NUMBER = rf"(?:\d{{1,6}}|[{CJK}]{{1,8}})"
EARLIEST, LATEST = 1949, 2099
ZONE = "+08:00"

DAY = rf"(?P<y>(?<!\d)\d{{1,8}}|(?<![{CJK}])[{CJK}]{{2,8}})年(?P<m>{NUMBER})月(?P<d>{NUMBER})日"
CLOCK = (
    r"(?:(?P<part>凌晨|上午|中午|下午|晚上?)?"
    rf"(?:(?P<h>{NUMBER})(?:时|点)(?P<min>{NUMBER})?分?整?|(?P<h2>\d{{1,2}}):(?P<min2>\d\d)))?"
)
BRACKET = r"(?:\((?:含|含当日|含本数|北京时间|当地时间|(?:星期|周)[一二三四五六日天])\))?"
TERM_NOT_A_START = (
    r"(?P<after>(?:的|第|满)?[\d〇一二两三四五六七八九十百]{1,6}"
    r"(?:个?工作日|个月|日|天|年)(?:(?:之|以)?后)?)"
)
PUBLICATION = re.compile(
    r"(?:自|从|于)?(?:(?:本|该)?(?:公告|决定|令|通知|通告|规定|办法|条例|清单|目录|法)?"
    r"(?:正式)?(?:公布|发布|颁布|印发|签发)(?:之日|当日|之时|日)(?:起|即)"
    r"|(?:自|从)?即日起|(?:自|从)即日(?=至)|(?:自|从)(?:今|本)日起)" + TERM_NOT_A_START + r"?"
)
DATED = re.compile(
    r"(?P<zone>美东(?:部)?时间|美国东部时间|当地时间|格林尼治时间|北京时间)?"
    + DAY
    + BRACKET
    + CLOCK
    + BRACKET
)
HALF = re.compile(
    rf"(?:自|从|于)(?:北京时间)?(?:(?:\d{{1,8}}|[{CJK}]{{2,8}})年(?:{NUMBER}月)?(?:底|末|初|中旬)?"
    rf"|{NUMBER}月{NUMBER}日|{NUMBER}月(?:底|末|初)?|本月|次月|次日|下月|明年)"
    rf"{CLOCK}起"
)
HALF_END = re.compile(
    rf"(?:至|到)(?:(?P<y>\d{{4}}|[{CJK}]{{4}})年)?(?:(?P<m>{NUMBER})月)?(?P<d>{NUMBER}日)?"
    r"(?P<vague>底|末|初|中旬|年底)?(?:止|为止)?"
)
TERM = re.compile(
    r"(?<![\d年月第〇一二两三四五六七八九十百零和及、])"
    r"(?P<n>\d{1,3}|半|[一二两三四五六七八九十百]{1,5})(?P<unit>个月|天|日|年)"
    r"(?!\d|度|第|月|来|多|以|前|后|间|期|级|代|[一二三四五六七八九十]+月)"
)
AGAIN = r"(?=(?:正式|全面)?(?:实施|实行|施行|执行|生效|停止|暂停|废止|恢复))"


class Moment(NamedTuple):
    """A civil day in Beijing, with a clock time where one is printed."""

    day: date
    time: str | None = None


class Start(NamedTuple):
    """From when: on publication, a printed moment, or neither and why not; offsets in the words."""

    on_publication: bool
    moment: Moment | None
    reason: str | None
    start: int
    end: int


class End(NamedTuple):
    """Until when, inclusive; `time` is printed and the day before it is the last one."""

    day: date | None
    time: str | None
    reason: str | None
    start: int
    end: int


class Term(NamedTuple):
    """For how long."""

    number: int
    unit: str
    start: int
    end: int


def number(words: str) -> int | None:
    """A whole number in Arabic or Chinese digits (12, 十二, 九十, 一百八十, 二〇二五)."""
    if re.fullmatch(r"\d{1,6}", words):
        return int(words)
    if not words or any(sign not in CJK for sign in words):
        return None
    if not set(words) & set("十百"):
        return int("".join(str(DIGITS[sign]) for sign in words)) if len(words) < 7 else None
    total, pending = 0, None
    for sign in words:
        if sign in "十百":
            total += (1 if pending is None else pending) * (10 if sign == "十" else 100)
            pending = None
        elif pending:
            return None
        else:
            pending = DIGITS[sign]
    return total + (pending or 0)


def civil_day(year: str, month: str, day: str) -> date:
    """The day these words name; ValueError says what is wrong with them."""
    y, m, d = number(year), number(month), number(day)
    if y is None or m is None or d is None:
        raise ValueError(f"expected a day, found {year}年{month}月{day}日")
    if len(year) != 4 or not EARLIEST <= y <= LATEST:
        raise ValueError(f"expected a year from {EARLIEST} to {LATEST}, found {year}")
    try:
        return date(y, m, d)
    except ValueError:
        raise ValueError(f"expected a day that exists, found {year}-{month}-{day}") from None


def read_day(words: str) -> date:
    """The one day a header or signature holds: 2025年10月09日, 2020-5-9, 二〇二六年一月六日."""
    plain = squeezed(words).strip("()[]。.")
    signs = re.fullmatch(r"(\d+)([-./])(\d+)\2(\d+)(?:\d\d:\d\d(?::\d\d)?)?", plain)
    if signs:
        day = signs[4]
        if re.match(r"\d{3,}", day):  # a clock followed without a space: 2026-09-2917:03
            day = day[:2]
        return civil_day(signs[1], signs[3], day)
    found = re.fullmatch(DAY + r"(?:\d\d:\d\d(?::\d\d)?)?", plain)
    if found is None:
        raise ValueError(f"expected one day, found {words.strip()[:40]!r}")
    return civil_day(found["y"], found["m"], found["d"])


def clock(found: re.Match[str]) -> tuple[int, int] | None:
    """Hour and minute of a match of CLOCK; ValueError where they are none."""
    hour_words = found["h"] or found["h2"]
    if hour_words is None:
        return None
    hour = number(hour_words)
    minute = number(found["min"] or found["min2"] or "0")
    if hour is None or minute is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(f"expected a clock time, found {found[0]}")
    if found["part"] in ("下午", "晚", "晚上") and hour < 12:
        hour += 12
    return hour, minute


def moment(found: re.Match[str]) -> Moment:
    """The moment a match of DATED names; ValueError if it is no certain one in Beijing."""
    if found["zone"] not in (None, "北京时间"):
        raise ValueError(f"expected a time in Beijing, found {found['zone']}")
    day = civil_day(found["y"], found["m"], found["d"])
    at = clock(found)
    if at is None:
        return Moment(day)
    if at == (24, 0):
        return Moment(day + timedelta(days=1), f"00:00{ZONE}")
    return Moment(day, f"{at[0]:02}:{at[1]:02}{ZONE}")


def starts(words: str) -> list[Start]:
    """Every phrase that says from when something holds, in order."""
    found = [*published_starts(words), *dated_starts(words)]
    taken = [(start.start, start.end) for start in found]
    for half in HALF.finditer(words):
        if not any(a < half.end() and half.start() < b for a, b in taken):
            reason = f"expected a first day with year, month and day, found {half[0]}"
            found.append(Start(False, None, reason, *half.span()))
    return sorted(found, key=lambda start: start.start)


def published_starts(words: str) -> list[Start]:
    out = []
    for found in PUBLICATION.finditer(words):
        after = found["after"]
        rest = words[found.end() :]
        if after and re.match(r"(?:之|以)?内|前", rest):
            continue  # a time limit: 自公布之日起15日内
        reason = f"expected a first day, found a count from publication: {found[0]}"
        out.append(Start(not after, None, reason if after else None, *found.span()))
    return out


def dated_starts(words: str) -> list[Start]:
    out = []
    for found in DATED.finditer(words):
        before, rest = words[: found.start()], words[found.end() :]
        led = re.search(r"(?:自|从|于)$", before)
        begins = rest.startswith("起") or (
            led and ((re.match(r"至|到", rest) and led[0] != "于") or re.match(AGAIN, rest))
        )
        if not begins or re.match(
            r"起(?:的|第|满)?\d+(?:个?工作日|日|天)(?:之|以)?(?:内|前)", rest
        ):
            continue
        start = found.start() - (len(led[0]) if led else 0)
        end = found.end() + rest.startswith("起")
        try:
            out.append(Start(False, moment(found), None, start, end))
        except ValueError as error:
            out.append(Start(False, None, str(error), start, end))
    return out


def ends(words: str, begun: date | None = None) -> list[End]:
    """Every phrase that says until when; `begun` lends its year to an end printed without one."""
    out = []
    for found in DATED.finditer(words):
        led = re.search(r"(?:截至|截止到?|至|到)$", words[: found.start()])
        if led:
            tail = re.match(
                r"(?:\((?P<without>不含(?:当日)?)\))?(?:止|为止)?", words[found.end() :]
            )
            assert tail is not None
            span = (found.start() - len(led[0]), found.end() + tail.end())
            out.append(last_of(found, span, excluded=bool(tail["without"])))
    for half in HALF_END.finditer(words):
        named = half["y"] or half["m"] or half["d"]
        if named and not any(e.start < half.end() and half.start() < e.end for e in out):
            out.append(half_end(half, begun))
    return sorted(out, key=lambda end: end.start)


def last_of(found: re.Match[str], span: tuple[int, int], *, excluded: bool) -> End:
    """The last day of an end; with a clock time it is the day before, 24:00 is the day itself."""
    try:
        if found["zone"] not in (None, "北京时间"):
            raise ValueError(f"expected a time in Beijing, found {found['zone']}")
        day, at = civil_day(found["y"], found["m"], found["d"]), clock(found)
    except ValueError as error:
        return End(None, None, str(error), *span)
    if excluded or (at is not None and at != (24, 0)):
        day -= timedelta(days=1)
    time = None if at is None or at == (24, 0) else f"{at[0]:02}:{at[1]:02}{ZONE}"
    return End(day, time, None, *span)


def half_end(found: re.Match[str], begun: date | None) -> End:
    if begun and not found["y"] and found["m"] and found["d"] and not found["vague"]:
        try:
            day = civil_day(str(begun.year), found["m"], found["d"].removesuffix("日"))
        except ValueError as error:
            return End(None, None, str(error), *found.span())
        if day >= begun:  # 自2026年1月1日起至12月31日: one year for both
            return End(day, None, None, *found.span())
    reason = f"expected a last day with year, month and day, found {found[0]}"
    return End(None, None, reason, *found.span())


def terms(words: str) -> list[Term]:
    """Every term (90天, 一年, 6个月), not the numbers inside dates."""
    out = []
    for found in TERM.finditer(words):
        if found["n"] == "半":
            if found["unit"] == "年":
                out.append(Term(6, "个月", *found.span()))
            continue
        count = number(found["n"])
        if count:
            out.append(Term(count, found["unit"], *found.span()))
    return out


def last_day_of(first: date, term: Term) -> date:
    """The last day of a term that begins on a day."""
    if term.unit in ("天", "日"):
        return first + timedelta(days=term.number - 1)
    months = first.month - 1 + term.number * (12 if term.unit == "年" else 1)
    year, month = first.year + months // 12, months % 12 + 1
    if first.day > monthrange(year, month)[1]:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, first.day) - timedelta(days=1)
