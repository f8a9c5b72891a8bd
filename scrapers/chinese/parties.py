"""Who is put on a list: the names in the sentence or the annex, and whether they are all there.

An annex entry is `1. 中文名（English Name）`, in a decision of the foreign ministry also `（一）…`
under `一、企业`. The printed count (28家, 三家, 10名) is the check: what was counted must equal it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from scrapers.chinese.text import Plain, Stretch, masked
from scrapers.documents import Party
from scrapers.legal_dates import NUMBER, number

COUNT = re.compile(rf"(?P<n>{NUMBER})(?:家|名|个|位)(?P<what>[^,。;:、]{{0,40}})")
COUNTED = re.compile(
    r"实体|企业|公司|机构|个人|人员|负责人|高管|组织|单位|子公司|清单|名单|技术|采取"
)
ARABIC = re.compile(r"(\d{1,3})[.、](?!\d)")
INNER = re.compile(r"\(([一二三四五六七八九十]+)\)")
OUTER = re.compile(r"([一二三四五六七八九十]+)、")
BRACKETED = re.compile(r"\((\d{1,3})\)")
SECTION = re.compile(
    r"(?:企业|实体|公司|机构|组织|个人|高级管理人员|管理人员|相关人员|人员|负责人)(?:名单)?[::]?"
)
FIELD = re.compile(r"(?:地址|邮编|常用名称|别名|曾用名|国籍|出生日期|护照号|注册号|网址)[::]")
WHOSE = re.compile(
    r"^[^、(□]*(?:军售|活动|合作|武器|援助|实力|支持|行为|协助|出售|提供|装备|研发|从事|参与|违反|危害|损害)"
    r"[^、(□]*的"
)
ORGANISATION = re.compile(
    r"(?:公司|集团|企业|研究所|研究院|中心|大学|学院|协会|银行|株式会社|图书馆|机构|基金会|实验室|联盟|组织|署|局)$"
)


class Entry(NamedTuple):
    """One numbered line of an annex."""

    ordinal: int
    level: int
    party: Party | None


class Listed(NamedTuple):
    """The parties of a listing: the count printed, the names found, and what does not fit."""

    printed: int | None
    names: tuple[Party, ...]
    reason: str | None

    @property
    def parties(self) -> int | None:
        """The count printed, else counted."""
        return self.printed if self.printed is not None else (len(self.names) or None)


def printed_counts(words: str) -> list[int]:
    """The numbers of parties a sentence prints: 28家美国实体, 10名…高级管理人员."""
    out = []
    for found in COUNT.finditer(words):
        count = number(found["n"])
        if count and (COUNTED.search(found["what"]) or not found["what"]):
            out.append(count)
    return out


def listed(
    plain: Plain, clause: Stretch, annex: tuple[Stretch, ...], printed: int | None
) -> Listed:
    """The parties a clause lists, by the annex if there is one, else by their names in it."""
    if annex:
        names, reason = annex_names(plain, annex)
    else:
        names, reason = inline_names(plain, clause, printed), None
    if not names:
        gone = "expected the names of those listed, found none in the text"
        return Listed(printed, (), reason or gone)
    if reason is None and printed is not None and printed != len(names):
        reason = f"expected {printed} parties as printed, found {len(names)} names"
    return Listed(printed, names, reason)


def annex_names(plain: Plain, annex: tuple[Stretch, ...]) -> tuple[tuple[Party, ...], str | None]:
    """The entries of an annex and, if its ordinals are not 1..n, why it is not complete."""
    entries = [entry for line in annex for entry in entries_of(plain, line)]
    level = min((entry.level for entry in entries if entry.party), default=None)
    if level is None:
        return table_rows(plain, annex) or unnumbered(plain, annex), None
    chosen = [entry for entry in entries if entry.level == level]
    # 一、企业 （一）… 二、高级管理人员 （一）…: each section counts anew.
    reason = gap(chosen, anew=level == 1 or any(heads_section(line.words) for line in annex))
    return tuple(entry.party for entry in chosen if entry.party), reason


def heads_section(words: str) -> bool:
    """一、企业 above entries of its own."""
    outer = OUTER.match(words)
    return bool(outer and SECTION.fullmatch(words[outer.end() :]))


def gap(entries: list[Entry], *, anew: bool) -> str | None:
    """What is wrong with the row of ordinals; one empty entry at the end is a known oddity."""
    while entries and entries[-1].party is None:
        entries = entries[:-1]
    expected = 1
    for entry in entries:
        if anew and entry.ordinal == 1:
            expected = 1
        if entry.ordinal != expected:
            return f"expected entry {expected} of the annex, found {entry.ordinal}"
        if entry.party is None:
            return f"expected a name in entry {entry.ordinal} of the annex, found none"
        expected += 1
    return None


def entries_of(plain: Plain, line: Stretch) -> list[Entry]:
    """The entries on a line: one, or several where the page lost its line breaks."""
    for level, pattern in enumerate((ARABIC, INNER, OUTER, BRACKETED)):
        if found := pattern.match(line.words):
            marks = run_on(line.words, found) if level == 0 else [found]
            stops = [*(mark.start() for mark in marks[1:]), len(line.words)]
            return [
                Entry(number(mark[1]) or 0, level, party(plain, line, mark.end(), stop))
                for mark, stop in zip(marks, stops, strict=True)
                if not SECTION.fullmatch(line.words[mark.end() : stop])
            ]
    return []


def run_on(words: str, first: re.Match[str]) -> list[re.Match[str]]:
    """The ordinals inside a line that go on from its first: `1. …）2. …）`."""
    marks = [first]
    for mark in ARABIC.finditer(words, first.end()):
        if words[mark.start() - 1] in ")]。;" and int(mark[1]) == int(marks[-1][1]) + 1:
            marks.append(mark)
    return marks


def party(plain: Plain, line: Stretch, first: int, stop: int) -> Party | None:
    """`中文名（English）…` as printed; what follows the brackets is not the name."""
    start, words = line.start + first, line.words[first:stop]
    open_at = words.find("(")
    if open_at < 0:
        bare = re.split(r"[,。;]", words, maxsplit=1)[0]
        bare = re.sub(r"及其(?:分支机构|子公司).*$", "", bare)
        name = plain.printed(start, start + len(bare)).strip()
        return Party(tidy(name)) if name else None
    close = closing(words, open_at)
    name = plain.printed(start, start + open_at).strip()
    english = plain.printed(start + open_at + 1, start + close).strip()
    return Party(tidy(name), tidy(english) or None) if name else Party(tidy(english))


def closing(words: str, open_at: int) -> int:
    """The bracket that closes the one at `open_at`; the end of the words if none does."""
    depth = 0
    for index in range(open_at, len(words)):
        depth += {"(": 1, ")": -1}.get(words[index], 0)
        if depth == 0:
            return index
    return len(words)


def tidy(name: str) -> str:
    return " ".join(name.replace("\u200c", "").replace("\u200b", "").split())


def table_rows(plain: Plain, annex: tuple[Stretch, ...]) -> tuple[Party, ...]:
    """A table that lost its rules: ordinal, name and English name each on a line."""
    marks = [i for i, line in enumerate(annex) if re.fullmatch(r"\d{1,3}[.、]?", line.words)]
    if [int(annex[i].words.strip(".、")) for i in marks] != list(range(1, len(marks) + 1)):
        return ()
    out = []
    for mark, stop in pairwise([*marks, len(annex)]):
        cells = annex[mark + 1 : stop]
        if not cells or (name := party(plain, cells[0], 0, len(cells[0].words))) is None:
            return ()
        latin = len(cells) > 1 and re.fullmatch(r"[^\u4e00-\u9fff]*[A-Za-z]{2}.*", cells[1].words)
        if name.english is None and latin:
            name = name._replace(english=tidy(plain.printed(cells[1].start, cells[1].end)))
        out.append(name)
    return tuple(out)


def unnumbered(plain: Plain, annex: tuple[Stretch, ...]) -> tuple[Party, ...]:
    """An annex without ordinals: each line with a name in brackets is one party."""
    found = (
        party(plain, line, 0, len(line.words))
        for line in annex
        if re.match(r"[^()]{2,40}\([^()]*[A-Za-z]", line.words) and not FIELD.match(line.words)
    )
    return tuple(name for name in found if name)


def inline_names(plain: Plain, clause: Stretch, printed: int | None) -> tuple[Party, ...]:
    """The names in `将…列入`: split at 、 and, before the last one, at 和."""
    words = clause.words
    shown = masked(words)
    tail = re.search(rf"等?(?:{NUMBER}(?:家|名|个)[^、]*)?$", shown)
    stop = tail.start() if tail and tail[0] else len(shown)
    whose = WHOSE.match(shown[:stop])
    pieces = split_names(shown, whose.end() if whose else 0, stop)
    if printed is not None and len(pieces) < printed:
        pieces = [part for a, b in pieces for part in split_at_and(shown, a, b, strict=False)]
    else:
        pieces = [part for a, b in pieces for part in split_at_and(shown, a, b, strict=True)]
    found = (party(plain, clause, a, b) for a, b in pieces)
    return tuple(name for name in found if name)


def split_names(shown: str, start: int, stop: int) -> list[tuple[int, int]]:
    cuts = [start, *(m.end() for m in re.finditer("、", shown[:stop]) if m.end() > start), stop]
    parts = [(a, b - shown[a:b].endswith("、")) for a, b in pairwise(cuts) if b > a]
    joined: list[tuple[int, int]] = []
    for a, b in parts:  # 甲防务、空间与安全集团（…） is one name
        whole = not joined or shown[slice(*joined[-1])].endswith("□") or "□" not in shown[a:b]
        if whole or ORGANISATION.search(shown[slice(*joined[-1])]):
            joined.append((a, b))
        else:
            joined[-1] = (joined[-1][0], b)
    return joined


def split_at_and(shown: str, start: int, stop: int, *, strict: bool) -> list[tuple[int, int]]:
    """Cut `A公司和B公司`; 和 inside a name stays, unless the count asks for more names."""
    for found in re.finditer(r"和|及(?!其)", shown[start:stop]):
        left = shown[start : start + found.start()]
        latin = left[-1:].isascii() and shown[start + found.end() : stop][:1].isascii()
        whole = left.endswith("□") or ORGANISATION.search(left) or (left and latin)
        if whole or (not strict and left):
            at = start + found.start()
            return [(start, at), *split_at_and(shown, at + 1, stop, strict=strict)]
    return [(start, stop)]
