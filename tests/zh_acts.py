"""Acts of our own wording, built from the standing formulas of notices, and what they do."""

from __future__ import annotations

from scrapers.cn_pages import read_chinese
from scrapers.documents import Effect, Reading
from tests.zh_skeletons import document

NUMBER = "商务部公告2026年第901号"


def act(*body: str, title: str = "关于甲物项的公告", day: str = "2026年1月5日") -> str:
    """A notice signed by the ministry: number and title, the body, the signature."""
    return "\n".join([f"{NUMBER} {title}", *body, "商务部", day])


def answer(*body: str, day: str = "2026-01-05") -> str:
    """A spokesperson's answer, known by the day of its page."""
    head = f"来源：商务部新闻办公室 类型：原创 分类：新闻 {day} 17:00"
    return "\n".join([head, "商务部新闻发言人就有关措施答记者问", "问：请问有什么考虑？", *body])


def read(text: str) -> Reading:
    (reading,) = read_chinese(document(text))
    for effect in reading.effects:
        first, last = effect.offsets
        assert reading.text[first:last] == effect.quote
    return reading


def said(effect: Effect) -> str:
    """An effect on one line: verb, targets, first and last day."""
    words = [effect.effect, ",".join(effect.targets), str(effect.first_day)]
    return " ".join([*words, *([f"to {effect.last_day}"] if effect.last_day else [])])


def effects(text: str) -> list[str]:
    return [said(effect) for effect in read(text).effects]


def reasons(text: str) -> list[str]:
    return [unread.reason for unread in read(text).unread]
