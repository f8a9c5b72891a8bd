"""Acts named in rows below a decision: `决定废止以下公告：` and a numbered line for each.

The decision and its rows are one sentence; their ordinals and line ends are read as 、, sign for
sign, so that its offsets stay those of the text.
"""

from __future__ import annotations

import re

from scrapers.chinese.references import references
from scrapers.chinese.text import TITLE, Stretch

LEAD = re.compile(
    r"(?:废止|失效|停止(?:执行|实施)|暂停(?:执行|实施)|恢复(?:执行|实施))(?:以下|下列|如下)[^,。;]{0,20}:$"
    r"|(?:以下|下列)[^,。;]{0,20}(?:予以|同时|自[^起]{4,24}起){0,3}(?:废止|失效|停止(?:执行|实施)|暂停(?:执行|实施)):$"
)
ROW = re.compile(
    r"(?:\d{1,3}[.、)]|\(?[一二三四五六七八九十]{1,3}[)、]|\(\d{1,3}\)|(?=[^,。]{0,40}(?:公告|令)))"
)

OWN = re.compile(r"^.{0,6}本(?:公告|决定|令|通知)")


def rows_joined(lines: list[Stretch]) -> list[Stretch]:
    """The lines, with each decision and the rows of acts below it in one."""
    out: list[Stretch] = []
    index = 0
    while index < len(lines):
        lead, index = lines[index], index + 1
        below = rows_below(lines, index) if LEAD.search(lead.words) else []
        found = [row_of(line) for line in below]
        if None not in found:  # else the decision waits for a person, with its rows
            lead = joined(lead, below, [row or "" for row in found])
            index += len(below)
        out.append(lead)
    return out


def joined(lead: Stretch, lines: list[Stretch], rows: list[str]) -> Stretch:
    """One stretch of a decision and its rows, as long as they are in the text."""
    words, end = [lead.words], lead.end
    for line, row in zip(lines, rows, strict=True):
        if words[-1][-1:] in (";", "。", "、", ","):
            words[-1] = words[-1][:-1] + "、"
        words += ["、" * (line.start - end), row]
        end = line.end
    return Stretch(lead.start, end, "".join(words))


def rows_below(lines: list[Stretch], index: int) -> list[Stretch]:
    """The lines from there on that are numbered, or cite an act without a number of their own."""
    stop = index
    while stop < len(lines) and ROW.match(lines[stop].words) and not OWN.search(lines[stop].words):
        stop += 1
    return lines[index:stop]


def row_of(line: Stretch) -> str | None:
    """A row that names an act, its ordinal blotted out; None for any other line."""
    mark = ROW.match(line.words)
    if mark is None:
        return None
    rest = line.words[mark.end() :]
    if not (references(rest) or TITLE.match(rest)) or re.search(r"[。;].", rest):
        return None
    return "、" * mark.end() + rest
