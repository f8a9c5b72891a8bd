"""The text of an attachment, kind by kind; runs only in the child (`attachment.child`).

All or nothing: a text that is cut, or whose letters are not certain, comes with a reason beside
it or not at all. Numbers that Word counts by itself (an automatic "1.") stand nowhere in the file
and are not in the text; deleted words of tracked changes are not, inserted ones are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from scrapers.attachment.answer import NoText, Text, broken, counted
from scrapers.attachment.pdf import pdf
from scrapers.attachment.zip import all_sound, opened, tree
from scrapers.charset import Undecodable, decode

if TYPE_CHECKING:
    from lxml.etree import _Element

MIB = 1024 * 1024
LONGEST, CELLS = 4 * MIB, 2_000_000
INSTALL = "the documents extra is not installed (pip install '.[documents]')"
WORD_SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"}
WORD_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
WORD_ENDS = {"p": "\n", "tc": "\t", "tr": "\n"}


def docx(body: bytes) -> Text:
    """Paragraphs, table rows (cells apart by tabs), then notes."""
    archive = opened(body)
    names = set(archive.namelist())
    parts = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"]
    text = "".join("".join(word_pieces(tree(archive, part))) for part in parts if part in names)
    if not text.strip():
        pictures = sum(name.startswith("word/media/") for name in names)
        raise NoText(f"no letters: {counted(pictures, 'picture')}")
    return Text(re.sub(r" *\t\n", "\n", text).replace(" \t", "\t").strip("\n"))


def word_pieces(root: _Element) -> Iterator[str]:
    from lxml import etree

    walk, cells = etree.iterwalk(root, events=("start", "end")), 0
    for event, element in walk:
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name == "tc":
            cells += 1 if event == "start" else -1
        if event == "end":
            yield " " if cells and name == "p" else WORD_ENDS.get(name, "")
        elif name in WORD_SKIPPED:
            walk.skip_subtree()
        elif name == "t":
            yield element.text or ""
        else:
            yield " " if cells and name in ("br", "cr") else WORD_SIGNS.get(name, "")


def xlsx(body: bytes) -> Text:
    """Every sheet, hidden ones too: its name, then its rows, cells apart by tabs."""
    excel = import_module("openpyxl")
    all_sound(opened(body))
    try:
        book = excel.load_workbook(BytesIO(body), read_only=True, data_only=True)
        sheets = book.worksheets
        texts = [sheet_text(sheet) for sheet in sheets]
    except (MemoryError, NoText):
        raise
    except Exception as error:  # openpyxl raises whatever a broken file leads it to
        raise broken(error) from error
    if not any(texts):
        raise NoText(f"empty: {counted(len(sheets), 'sheet')} without a filled cell")
    titled = [f"{sheet.title}\n{text}" for sheet, text in zip(sheets, texts, strict=True)]
    return Text("\n\n".join(titled), len(sheets))


def sheet_text(sheet: Any) -> str:
    sheet.reset_dimensions()  # as stated in the file they may be a million rows by 16,384
    lines, cells = [], 0
    for row in sheet.iter_rows(values_only=True):
        cells += len(row) + 1
        if cells > CELLS:
            raise NoText(f"refused: more than {CELLS} cells on the sheet {sheet.title!r}")
        line = "\t".join(cell_text(value) for value in row).rstrip("\t")
        if line:
            lines.append(line)
    return "\n".join(lines)


def cell_text(value: object) -> str:
    """A cell as one reads it: whole numbers without ".0", days without midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"\s+", " ", str(value).removesuffix(" 00:00:00"))


def ofd(body: bytes) -> Text:
    """The text objects of a Chinese fixed-layout document, page after page."""
    archive = opened(body)
    try:
        pages = list(ofd_pages(archive))
    except ValueError as error:  # a place on the page that is no number
        raise broken(error) from error
    if not any(page.strip() for page in pages):
        raise NoText(f"scanned: {counted(len(pages), 'page')}, no text layer")
    return Text("\n\f".join(pages), len(pages))


def ofd_pages(archive: ZipFile) -> Iterator[str]:
    for start in places(tree(archive, "OFD.xml"), "DocRoot"):
        folder = start.rpartition("/")[0]
        root = tree(archive, start)
        for page in root.iter("{*}Page"):
            place = page.get("BaseLoc", "")
            inside = place.startswith("/") or not folder
            yield "".join(ofd_pieces(tree(archive, place if inside else f"{folder}/{place}")))


def places(root: _Element, name: str) -> list[str]:
    return [(element.text or "").strip() for element in root.iter(f"{{*}}{name}")]


def ofd_pieces(page: _Element) -> Iterator[str]:
    """Codes of one height stand on one line."""
    height: float | None = None
    for text in page.iter("{*}TextObject"):
        top = float([*text.get("Boundary", "").split(), "0", "0"][1])
        for code in text.iter("{*}TextCode"):
            at = top + float(code.get("Y") or 0)
            if height is not None and abs(at - height) > 1:  # millimetres
                yield "\n"
            height = at
            yield code.text or ""


def text(body: bytes) -> Text:
    """Plain text in a charset that fits it without doubt."""
    try:
        return Text(decode(body, chinese=True), encoding=charset_of(body))
    except Undecodable as error:
        raise NoText(f"not certain which charset: {error}") from error


def charset_of(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        body.decode()
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


READERS: dict[str, Callable[[bytes], Text]] = {
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "ofd": ofd,
    "text": text,
}


def text_of(kind: str, body: bytes) -> Text:
    """The text of a file of a kind, or why there is none."""
    try:
        found = READERS[kind](body)
    except NoText as error:
        return Text("", reason=str(error))
    except ModuleNotFoundError:
        return Text("", reason=INSTALL)
    except RecursionError:
        return Text("", reason="refused: nested too deep; read it by eye")
    if len(found.text) > LONGEST:
        return Text(
            "", found.pages, f"refused: more than {LONGEST} letters of text; read it by eye"
        )
    if not found.text.strip():
        return Text("", found.pages, "no letters in it; read it by eye")
    return found
