"""One copy of a Chinese official text, taken apart: header, letterhead, body, signature, annex.

The same act stands on many pages, with or without the block 【发布单位】…, the line 来源：… and the
site's tail. None of these belongs to the act; `operative` is what is left, for comparing copies.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from scrapers.chinese.text import Plain, Stretch, plain, signs, squeezed
from scrapers.legal_dates import DAY, read_day

FIELD = re.compile(r"【(?P<name>[^【】]{2,8})】(?P<value>[^【】\n]*)")
NUMBER_FIELDS = ("发布文号", "发文文号", "文号", "公告号")
DAY_FIELDS = ("发文日期", "发布日期", "成文日期", "公布日期")
SOURCE_LINE = re.compile(r"(?:来源|文章来源|信息来源)[::].*")
STAMP = re.compile(
    r"(?:发布(?:时间|日期)[::])?\d{4}[-./]\d{1,2}[-./]\d{1,2}(?:\d\d:\d\d(?::\d\d)?)?"
)
TAIL = re.compile(
    r"(?:本站转载、编译|\[?打印|\[?关闭|分享到|扫一扫|责任编辑|网站编辑|版权所有|主办单位|关于我们"
    r"|\[?(?:上|下)一篇|相关(?:链接|附件|阅读)|浏览(?:次数|量)?[::]|阅读[::]|访问(?:次数|量)|阅读次数|点击数|字体:|\[?大中小|打印本页).*"
)
FILE = re.compile(
    r"(?:附件\d*[:.]?)?.{1,90}\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|pptx?|jpe?g|png)", re.I
)
SUFFIX = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)$", re.I)
ANNEX = re.compile(r"(?:附件|附表|附录|附)[一二三四五六七八九十\d]*(?P<colon>:)?")
ANNEXES_NAMED = re.compile(r"(?:附件|附表|附录|附)[一二三四五六七八九十\d]*:")
ORDINAL_ALONE = re.compile(r"\(?\d{1,3}[.、)]?")
DAY_ALONE = re.compile(rf"{DAY}")
PROMULGATION = re.compile(rf"\((?P<day>{DAY})(?P<act>[^()]{{2,60}}?号)公布(?:,[^()]*)?\)")


@dataclass(frozen=True)
class Copy:
    """A text as one page shows it."""

    url: str
    title: str
    text: str
    page_day: date | None = None
    publisher: str = ""
    attachments: tuple[tuple[str, str], ...] = ()

    @cached_property
    def plain(self) -> Plain:
        return plain(self.text)

    @cached_property
    def name(self) -> str:
        """The title in plain form, without what a portal adds to it."""
        return re.sub(r"【[^【】]*】$", "", squeezed(self.title)).removesuffix(
            "-中国出口管制信息网"
        )


class Signed(NamedTuple):
    """A line that is nothing but a date."""

    day: date | None
    reason: str | None
    stretch: Stretch


@dataclass(frozen=True)
class Parts:
    """Where the parts of a copy stand; all offsets count in the plain text."""

    fields: dict[str, str]
    head: str
    body: tuple[Stretch, ...]
    annex: tuple[Stretch, ...]
    signed: tuple[Signed, ...]
    promulgated: re.Match[str] | None
    operative: str

    def field(self, names: tuple[str, ...]) -> str | None:
        return next((self.fields[name] for name in names if self.fields.get(name)), None)


def lines_of(words: str) -> list[Stretch]:
    return [Stretch(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\n]+", words)]


def parts(copy: Copy) -> Parts:
    """Take a copy apart."""
    lines = lines_of(copy.plain.plain)
    fields = {f["name"]: f["value"] for line in lines[:12] for f in FIELD.finditer(line.words)}
    lines = within(lines, copy.name)
    head, lines_below = letterhead(lines)
    cut = annex_at(lines_below)
    body, annex = lines_below[:cut], lines_below[cut:]
    return Parts(
        fields=fields,
        head=head,
        body=tuple(without_attachments(body)),
        annex=tuple(line for line in annex if not FILE.fullmatch(line.words)),
        signed=tuple(signature(line) for line in body if is_day(line)),
        promulgated=next((m for line in body[:6] if (m := promulgation(line))), None),
        operative=operative(copy, lines),
    )


def within(lines: list[Stretch], title: str) -> list[Stretch]:
    """The lines of the act itself: no header block, source line, address, title or site tail."""
    tail = next((i for i, line in enumerate(lines) if TAIL.fullmatch(line.words)), len(lines))
    if tail < len(lines) / 2 and tail < len(lines) - 12:  # a toolbar above the text
        lines = [line for line in lines if not TAIL.fullmatch(line.words)]
        tail = len(lines)
    kept = [line for line in lines[:tail] if not furniture(line.words)]
    return without_title(kept, title)


def furniture(words: str) -> bool:
    return bool(
        FIELD.match(words)
        or SOURCE_LINE.fullmatch(words)
        or STAMP.fullmatch(words)
        or re.fullmatch(r"https?://\S+", words)
    )


def without_title(lines: list[Stretch], title: str) -> list[Stretch]:
    """Drop the title above the text, printed in one to three lines."""
    for count in (1, 2, 3):
        first = "".join(line.words for line in lines[:count])
        if title and first and first in (title, title.replace("中华人民共和国", "")):
            return lines[count:]
    return lines


def letterhead(lines: list[Stretch]) -> tuple[str, list[Stretch]]:
    """The short lines above the first sentence, run together; an order's, a notice's number."""
    count = 0
    while count < min(len(lines), 8) and is_head(lines[count].words):
        count += 1
    if count == len(lines):
        count = 0
    return "".join(line.words for line in lines[:count]), lines[count:]


def is_head(words: str) -> bool:
    return len(words) <= 40 and not re.search(r"[。:;,!]|^[一二三四五六七八九十]+、|^\(", words)


def is_day(line: Stretch) -> bool:
    return bool(DAY_ALONE.fullmatch(line.words.strip("()")))


def signature(line: Stretch) -> Signed:
    try:
        return Signed(read_day(line.words), None, line)
    except ValueError as error:
        return Signed(None, str(error), line)


def promulgation(line: Stretch) -> re.Match[str] | None:
    """（2024年5月22日…令第7号公布，自…起施行）, as the foreign ministry heads its decisions."""
    return PROMULGATION.fullmatch(line.words)


def annex_at(lines: list[Stretch]) -> int:
    """The line where the annex begins: 附件 alone below a signature, or a list below it."""
    days = [index for index, line in enumerate(lines) if is_day(line)]
    after = days[0] if days else None
    for index, line in enumerate(lines):
        alone = ANNEX.fullmatch(line.words)
        if alone and ((after is not None and index > after) or (not days and not alone["colon"])):
            return index
    if after is not None:
        for index in range(after + 1, len(lines)):
            if re.match(r"1[.、](?!\d)|一、.{1,40}\(", lines[index].words):
                return index
    return len(lines)


def without_attachments(lines: list[Stretch]) -> list[Stretch]:
    """The body without the list of its annexes (附件：1.… 2.…) and names of files."""
    kept, naming = [], False
    for line in lines:
        if ANNEXES_NAMED.match(line.words):
            naming = True
        elif naming and not re.match(r"\d{1,2}[.、]|《", line.words):
            naming = False
        if not naming and not FILE.fullmatch(line.words):
            kept.append(line)
    return kept


def operative(copy: Copy, lines: list[Stretch]) -> str:
    """The words two copies are compared by: NFKC, no spaces, one width, no names of files."""
    kept = (copy.plain.printed(line.start, line.end) for line in lines if compared(line.words))
    words = unicodedata.normalize("NFKC", "\n".join(kept)).translate(signs())
    trimmed = (SUFFIX.sub("", "".join(line.split())) for line in words.split("\n"))
    return re.sub(r"\s+", "", "".join(trimmed)).replace("−", "-")


def compared(words: str) -> bool:
    named = ANNEXES_NAMED.match(words) or re.match(r"\d{1,2}[.、]", words)
    return not (ORDINAL_ALONE.fullmatch(words) or (FILE.fullmatch(words) and not named))
