"""A calendar of the starts and ends of the measures that answer a question, as iCalendar.

By RFC 5545 an event keeps its UID when its day moves, and its SEQUENCE rises with every fact filed
about its measure: the ledger is append-only, so the number never falls. An event that no longer
stands stays, CANCELLED, or the programs that follow the calendar would go on showing it. The stamps
come from the ledger, so one ledger gives the same bytes on every host.

Days are whole days of the authority: they have no zone, and mean the same to every reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tracker.alerts.atom import calendar_name
from tracker.alerts.legible import legible, one_line, web_address
from tracker.alerts.occasions import Occasion, occasions
from tracker.queries import Timeline
from tracker.words import act_name, day_words, pledge_words

if TYPE_CHECKING:
    from icalendar import Event

HOST = "regulatory-timeline-tracker"
MANY = 12  # parties named before the rest is counted

WORDS = {
    "en": {
        "start": "Starts",
        "suspension-start": "Suspension begins",
        "suspension-end": "Suspension ends",
        "return": "Applies again",
        "end": "Ends",
        "cancelled": "Cancelled: ",
        "colon": ": ",
        "act": " ({act})",
        "last": "Last day: {day}, the authority's own calendar.",
        "first": "First day: {day}, the authority's own calendar.",
        "some": "Some day from {first} to {last}; the text names no day.",
        "at": "At {at}, local time of the authority.",
        "lapse": "By lapse of its suspension; no act and no analyst has confirmed it.",
        "open": "Whether it then applies again by itself, nobody has confirmed.",
        "projected": "Later than the last day anyone has looked at the sources: an act published"
        " since would change this.",
        "gone": "No longer so: what is on file today does not have this day.",
        "parts": "For {count} of {of} parties: {names}",
        "more": " and {more} more",
    },
    "zh": {
        "start": "开始适用",
        "suspension-start": "暂停开始",
        "suspension-end": "暂停期满",
        "return": "恢复适用",
        "end": "终止",
        "cancelled": "已取消：",
        "colon": "：",
        "act": "（{act}）",
        "last": "最后一日：{day}（主管机关当地日历）。",
        "first": "首日：{day}（主管机关当地日历）。",
        "some": "{first}至{last}之间的某日；文本未写明日期。",
        "at": "当地时间{at}。",
        "lapse": "因暂停期满自动恢复，尚无法令或分析人员确认。",
        "open": "此后是否自动恢复适用，尚未确认。",
        "projected": "该日晚于最近一次核对来源之日，其后公布的法令可能改变此项。",
        "gone": "不再成立：现有记录中已无此日期。",
        "parts": "涉及{of}方中的{count}方：{names}",
        "more": "等另{more}方",
    },
}


def calendar(
    timeline: Timeline,
    question: Mapping[str, str],
    *,
    language: str = "en",
    base: str | None = None,
) -> bytes:
    """The calendar as bytes. `base` is the address under which readers reach us, if one is set.

    Raises UsageError for a question that cannot be understood.
    """
    from icalendar import Calendar, vText, vUri

    made = Calendar()
    made.add("prodid", f"-//{HOST}//timeline//{language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    name = calendar_name(question, language)
    made.add("name", vText(name))
    made.add("x-wr-calname", vText(name))
    made.add("x-published-ttl", "PT6H")
    if base:
        asked = urlencode([*sorted(question.items()), ("lang", language)])
        made.add("source", vUri(f"{base}/alerts/calendar.ics?{asked}"))
    for one in occasions(timeline, question):
        projected = timeline.find.reach.projected(one.authority, one.last.isoformat())
        made.add_component(_event(one, projected=projected, language=language))
    return bytes(made.to_ical())


def _event(one: Occasion, *, projected: bool, language: str) -> Event:
    from icalendar import Event

    filed_at = datetime.fromisoformat(one.filed_at).replace(microsecond=0)
    made = Event()
    made.add("uid", f"{one.name}@{HOST}")
    made.add("dtstamp", filed_at)
    made.add("last-modified", filed_at)
    made.add("sequence", one.filed)
    made.add("dtstart", one.first)
    made.add("dtend", one.last + timedelta(1))  # the first day that is not meant any more
    made.add("status", _status(one, projected=projected))
    made.add("transp", "TRANSPARENT")
    made.add("summary", _summary(one, language))
    made.add("description", "\n".join(_lines(one, language, projected=projected)))
    made.add("categories", [one.jurisdiction, one.measure_kind])
    if url := web_address(one.cited.url):
        made.add("url", url)
    return made


def _status(one: Occasion, *, projected: bool) -> str:
    if one.cancelled:
        return "CANCELLED"
    return "CONFIRMED" if one.confirmed and not projected else "TENTATIVE"


def _summary(one: Occasion, language: str) -> str:
    words = WORDS[language]
    named = words["act"].format(act=act_name(one.cited.instrument)) if one.cited.instrument else ""
    prefix = words["cancelled"] if one.cancelled else ""
    return f"{prefix}{words[one.kind]}{words['colon']}{one_line(one.title)}{named}"


def _lines(one: Occasion, language: str, *, projected: bool) -> Iterator[str]:
    words = WORDS[language]
    if one.cancelled:
        yield words["gone"]
    yield _days(one, language)
    if one.at:
        yield words["at"].format(at=one.at)
    if one.parts:
        yield _parts(one, language)
    if not one.confirmed and one.kind == "return":
        yield words["lapse"]
    elif not one.confirmed and one.kind == "suspension-end":
        yield words["open"]
    if projected and not one.cancelled:
        yield words["projected"]
    yield from _promised(one)
    if one.cited.quote:
        yield f"“{legible(one.cited.quote)}”"
    yield from _source(one, language)


def _promised(one: Occasion) -> Iterator[str]:
    """Pledges that reach as far as this day, in the words that keep them apart from law."""
    for pledge in one.pledges:
        if pledge.until is None or pledge.until >= one.last:
            yield one_line(pledge_words({"promise": pledge.promise, "until": pledge.until}))


def _days(one: Occasion, language: str) -> str:
    words = WORDS[language]
    first, last = _day(one.first, language), _day(one.last, language)
    if one.first != one.last:
        return words["some"].format(first=first, last=last)
    return words["last" if one.kind in ("suspension-end", "end") else "first"].format(day=last)


def _day(day: date, language: str) -> str:
    return day.isoformat() if language == "zh" else day_words(day)


def _parts(one: Occasion, language: str) -> str:
    words = WORDS[language]
    names = "; ".join(one_line(name) for name in one.parts[:MANY])
    more = len(one.parts) - MANY
    told = names + (words["more"].format(more=more) if more > 0 else "")
    return words["parts"].format(count=len(one.parts), of=one.of, names=told)


def _source(one: Occasion, language: str) -> Iterator[str]:
    """What it rests on: the act and the place in it, when it was published, and where it is."""
    cited = one.cited
    if cited.instrument:
        place = [act_name(cited.instrument), cited.provision, cited.published_on]
        yield ", ".join(one_line(part) for part in place if part)
    if language == "zh" and one.title_zh:
        yield one_line(one.title_zh)
    yield one.measure
    if url := web_address(cited.url):
        yield url
