"""A memo in Markdown, with a footnote for each text; no word of it is taken for a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.files.memo import Footnotes, Line, memo
from tracker.files.told import Told

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_PAGE = re.compile(r"(https?://[^\s<>]*[^\s<>.,;)])")
# Of an item: "- ", "12. "; not of "12.5".
_STARTS = re.compile(r"^((?:\d+(?=[.)](?:\s|$)))?)([-+>.)])")


def write(told: Told, _: str) -> bytes:
    """The memo, then its footnotes."""
    notes = Footnotes(told.acts)
    body = [_line(line, notes) for line in memo(told)]
    foot = [f"[^{number}]: {plain(text)}\n" for number, text in notes.texts()]
    return ("".join(_parted(body)) + "\n" + "\n".join(foot)).encode()


def _parted(lines: list[str]) -> Iterator[str]:
    """Lines with an empty one between paragraphs, none between the items of one list."""
    before = ""
    for line in lines:
        in_list = line.lstrip().startswith("- ") and before.lstrip().startswith("- ")
        yield f"{line}\n" if in_list or not before else f"\n{line}\n"
        before = line


def _line(line: Line, notes: Footnotes) -> str:
    marks = "".join(f"[^{number}]" for number, _ in notes.numbers(line))
    words = plain(line.text) + marks
    match line.sort:
        case "title":
            return f"# {words}"
        case "heading":
            return f"## {words}"
        case "fact":
            return f"- **{line.label}:** {words}"
        case "note":
            return f"*{words}*"
        case "item":
            return f"- {words}"
        case "detail":
            return f"  - {words}"
        case "quote":
            return f"  - “{words}”"


def plain(words: str) -> str:
    """Words on one line that Markdown shows as they are.

    >>> plain("3A090.a *and* [x]")
    '3A090.a \\\\*and\\\\* \\\\[x\\\\]'
    >>> plain("1. of two"), plain("12.5% on steel"), plain("- of all")
    ('1\\\\. of two', '12.5% on steel', '\\\\- of all')
    """
    flat = " ".join(words.split())
    pieces = _PAGE.split(flat)  # text and addresses take turns
    told = [f"<{one}>" if at % 2 else _MARKS.sub(r"\\\1", one) for at, one in enumerate(pieces)]
    return _STARTS.sub(r"\1\\\2", "".join(told))
