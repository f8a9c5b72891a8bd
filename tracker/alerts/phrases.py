"""The words of stories, in English and in Chinese; each phrase has the same blanks in both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tracker.alerts import phrases_en, phrases_zh
from tracker.words import STATES, day_words

_BLANK = re.compile(r"\{(\w+)\}")
PHRASES = {"en": phrases_en.PHRASES, "zh": phrases_zh.PHRASES}
STATES_ZH = {
    "in_force": "施行中",
    "suspended": "暂停",
    "announced": "已公布",
    "ended": "已终止",
    "unknown": "不明",
    "partly": "部分",
}
ISSUERS_ZH = {
    "MOFCOM": "商务部公告",
    "MOFCOM Order": "商务部令",
    "MOT": "交通运输部公告",
    "Tariff Commission": "税委会公告",
    "UEL": "不可靠实体清单工作机制公告",
    "GACC": "海关总署公告",
    "MFA Order": "外交部令",
}
NEW = {"en": "new", "zh": "新增"}


class Words:
    """The phrases of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._phrases = PHRASES[language]

    def say(self, key: str, **blanks: object) -> str:
        """A phrase with its blanks filled, in one pass: what fills a blank is never looked into."""
        return _BLANK.sub(lambda found: str(blanks[found[1]]), self._phrases[key])

    def day(self, day: str | date | None) -> str:
        """A day as people write it; a month or year that is no day stays as it is."""
        text = str(day or "")
        if len(text) != 10:
            return text
        if self.language == "en":
            return day_words(text)
        told = date.fromisoformat(text)
        return f"{told.year}年{told.month}月{told.day}日"

    def issuer(self, name: str) -> str:
        """Who issues a series of instruments."""
        return ISSUERS_ZH.get(name, name) if self.language == "zh" else name

    def state(self, state: str | None) -> str:
        """A state, or that there was none before."""
        if state is None:
            return NEW[self.language]
        return (STATES_ZH if self.language == "zh" else STATES).get(state, state)

    def listed(self, names: Sequence[str], most: int = 6) -> str:
        """Names in a row; those beyond a few are counted."""
        if len(names) > most:
            head = self.say("comma").join(names[: most - 1])
            return self.say("more", names=head, count=len(names) - most + 1)
        head = self.say("comma").join(names[:-1])
        return self.say("and").join(filter(None, [head, *names[-1:]]))

    def rowed(self, names: Sequence[str], most: int = 5) -> str:
        """Things in a row that are sentences themselves; those beyond a few are counted."""
        if len(names) > most:
            head = self.say("semicolon").join(names[: most - 1])
            return self.say("more", names=head, count=len(names) - most + 1)
        return self.say("semicolon").join(names)

    def soon(self, days: int) -> str:
        """How far away a day is: "in 7 days", "tomorrow", "today", "2 days ago"."""
        if days in (-1, 0, 1):
            return self.say(("yesterday", "today", "tomorrow")[days + 1])
        return self.say("in days", n=days) if days > 0 else self.say("days ago", n=-days)
