"""What an answer means by "the entities listed on 4 April": another sentence says which act it is.

`商务部于2025年4月4日和9日分别发布了第21号和22号公告` gives each day its number; later the answer
speaks of 2025年4月4日被列入…名单的16家实体, or of 第21号公告. Such words are put into the full
citation, so that they are read like any other; so is 上述28家, where one sentence says which acts
listed that many. Nothing is taken from elsewhere, and a day or a number that two acts share stays
as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from scrapers.chinese.references import references
from scrapers.chinese.text import Stretch
from scrapers.legal_dates import civil_day

ONE_DAY = r"(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日"
ISSUED = re.compile(
    r"(?P<who>商务部|不可靠实体清单工作机制)于"
    rf"(?P<days>\d{{4}}年\d{{1,2}}月\d{{1,2}}日(?:[、和]{ONE_DAY}){{0,4}})"
    r"(?P<each>分别)?(?:发布|公布)了?(?P<acts>[^,。;]{2,80})"
)
DAYS = re.compile(r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日")
NUMBERS = re.compile(r"(?:(\d{4})年|\[(\d{4})\])?第?(\d{1,3})号")
LISTED = re.compile(
    r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:被|已)?列入[^,;。]{0,16}?(?:名单|清单)的"
    r"(?=\d{1,4}家)"
)
ALL_LISTED = re.compile(
    r"将(?P<n>\d{1,4})家[^,。;]{0,16}列入[^,。;]{0,16}?(?P<list>管控名单|不可靠实体清单)"
)
SUCH = re.compile(r"(?:上述|该|这)(?P<n>\d{1,4})家")
BARE = re.compile(r"(?<![年\]\d第])(?:商务部)?第?(?P<n>\d{1,3})号公告")


class Antecedent(NamedTuple):
    """An act that an answer named with its day and its number."""

    day: date
    number: int
    citation: str


def antecedents(said: Iterable[Stretch]) -> tuple[Antecedent, ...]:
    """The acts whose day and number stand side by side in these sentences."""
    return tuple(one for sentence in said for one in _issued(sentence.words))


def _issued(words: str) -> Iterator[Antecedent]:
    for told in ISSUED.finditer(words):
        days, numbers = list(_days(told["days"])), NUMBERS.findall(told["acts"])
        if len(days) != len(numbers) or (len(days) > 1 and not told["each"]):
            continue
        for day, (plain, bracketed, number) in zip(days, numbers, strict=True):
            if (plain or bracketed or str(day.year)) == str(day.year):
                yield Antecedent(day, int(number), _citation(told["who"], day.year, int(number)))


def _days(words: str) -> Iterator[date]:
    """Each day of a row; year and month are those of the day before where they are not printed."""
    year, month = "", ""
    for y, m, d in DAYS.findall(words):
        year, month = y or year, m or month
        try:
            yield civil_day(year, month, d)
        except ValueError:
            return


def _citation(who: str, year: int, number: int) -> str:
    return f"商务部公告{year}年第{number}号" if who == "商务部" else f"{who}公告[{year}]{number}号"


def all_listed(said: Iterable[Stretch]) -> dict[int, str]:
    """How many the acts cited listed together: 发布第21号和22号公告，将28家…列入."""
    out: dict[int, list[str]] = {}
    for sentence in said:
        told = list(ALL_LISTED.finditer(sentence.words))
        issued = re.split(r"发布|公布", sentence.words[: told[0].start()] if told else "")
        if len(told) != 1 or len(issued) != 2:
            continue
        who = "商务部" if told[0]["list"] == "管控名单" else "不可靠实体清单工作机制"
        home = "MOFCOM" if who == "商务部" else "UEL working mechanism"
        acts = references(issued[1], home)
        whole = acts and all(a.target and a.year and a.number for a in acts)
        cited = "、".join(_citation(who, a.year or 0, a.number or 0) for a in acts)
        out.setdefault(int(told[0]["n"]), []).append(cited if whole else "")
    return {count: acts[0] for count, acts in out.items() if len(acts) == 1 and acts[0]}


def cited_in_full(
    sentence: Stretch, known: tuple[Antecedent, ...], listed: dict[int, str] | None = None
) -> str:
    """The sentence with each short name of a known act put into its full citation."""
    told = ISSUED.search(sentence.words)
    begin = told.end() if told else 0
    rest = LISTED.sub(lambda found: _by_day(found, known), sentence.words[begin:])
    rest = BARE.sub(lambda found: _by_number(found, known), rest)
    rest = SUCH.sub(lambda found: _by_count(found, listed or {}), rest)
    return sentence.words[:begin] + rest


def _by_count(found: re.Match[str], listed: dict[int, str]) -> str:
    acts = listed.get(int(found["n"]))
    return f"{acts}所列{found['n']}家" if acts else found[0]


def _by_day(found: re.Match[str], known: tuple[Antecedent, ...]) -> str:
    meant = {
        one.citation
        for one in known
        if (one.day.month, one.day.day) == (int(found["m"]), int(found["d"]))
        and found["y"] in (None, str(one.day.year))
    }
    return f"{meant.pop()}所列" if len(meant) == 1 else found[0]


def _by_number(found: re.Match[str], known: tuple[Antecedent, ...]) -> str:
    meant = {one.citation for one in known if one.number == int(found["n"])}
    return meant.pop() if len(meant) == 1 else found[0]
