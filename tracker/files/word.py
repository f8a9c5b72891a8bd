"""A memo for Word: real footnotes, fonts for Chinese, and the same bytes for the same receipt."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from tracker.citing import TRACKER
from tracker.files.memo import Footnotes, Line, memo
from tracker.files.told import Told

WESTERN, CHINESE = "Calibri", "SimSun"
STYLES = {"title": "Title", "heading": "Heading1", "item": "ListBullet"}
STYLES |= {"detail": "ListBullet2", "quote": "IntenseQuote"}
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NONE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r>'
    "</w:p></w:footnote>"
)
RAISED = '<w:vertAlign w:val="superscript"/>'


def write(told: Told, _: str) -> bytes:
    """The memo as a document."""
    document, notes = docx.Document(), Footnotes(told.acts)
    _fonts(document)
    _properties(document, told)
    _fill(document, memo(told), notes)
    _footnotes(document, notes)
    body = io.BytesIO()
    document.save(body)
    return _without_clock(body.getvalue())


def _fonts(document: Document) -> None:
    """Every style that names a font names one for Chinese too."""
    for style in document.styles:
        properties = style.element.find(qn("w:rPr"))
        if style.name == "Normal" or (properties is not None and style.name):
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name, font in (("ascii", WESTERN), ("hAnsi", WESTERN), ("eastAsia", CHINESE)):
                fonts.set(qn(f"w:{name}"), font)
                fonts.attrib.pop(qn(f"w:{name}Theme"), None)
    document.styles["Normal"].font.size = Pt(10.5)


def _properties(document: Document, told: Told) -> None:
    made = told.receipt.moment.astimezone(UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title = _clean(told.title)[:255]
    properties.author = f"{TRACKER} {told.receipt.version}"[:255]
    properties.comments = told.receipt.id[:255]
    properties.created = properties.modified = made
    properties.last_modified_by = ""


def _fill(document: Document, lines: Iterable[Line], notes: Footnotes) -> None:
    """The paragraphs, before the settings of the page that end every document."""
    told = "".join(_paragraph(line, notes) for line in lines)
    end = document.element.body.sectPr
    for paragraph in parse_xml(f"<w:body {nsdecls('w')}>{told}</w:body>"):
        end.addprevious(paragraph)


def _paragraph(line: Line, notes: Footnotes) -> str:
    style = STYLES.get(line.sort)
    own = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    label = _run(f"{line.label}: ", "<w:b/>") if line.label else ""
    words = _run(line.text, "<w:i/>" if line.sort == "note" else "")
    marks = [_mark(number, new=new) for number, new in notes.numbers(line)]
    return f"<w:p>{own}{label}{words}{_run(', ', RAISED).join(marks)}</w:p>"


def _run(words: str, how: str = "") -> str:
    return f'<w:r><w:rPr>{how}</w:rPr><w:t xml:space="preserve">{escape(_clean(words))}</w:t></w:r>'


def _mark(number: int, *, new: bool) -> str:
    """The sign of a footnote: its own where it is new, else a reference to that one's number."""
    name = f"_RefNote{number}"
    if not new:
        shown = _run(str(number), RAISED)
        return f'<w:fldSimple w:instr=" NOTEREF {name} \\f \\h ">{shown}</w:fldSimple>'
    own = f'<w:r><w:rPr>{RAISED}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{own}<w:bookmarkEnd w:id="{number}"/>'
    )


def _footnotes(document: Document, notes: Footnotes) -> None:
    """The part of the document that holds the footnotes."""
    told = "".join(_footnote(number, text) for number, text in notes.texts())
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>'
    body = f"{xml}{SEPARATORS}{told}</w:footnotes>".encode()
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), _TYPE, body, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    own = '<w:footnote w:id="-1"/><w:footnote w:id="0"/>'
    settings = document.settings.element
    at = settings.find(qn("w:compat"))
    at.addprevious(parse_xml(f"<w:footnotePr {nsdecls('w')}>{own}</w:footnotePr>"))


def _footnote(number: int, text: str) -> str:
    fonts = f'<w:rFonts w:ascii="{WESTERN}" w:hAnsi="{WESTERN}" w:eastAsia="{CHINESE}"/>'
    small = f'<w:rPr>{fonts}<w:sz w:val="18"/></w:rPr>'
    words = f'<w:t xml:space="preserve"> {escape(_clean(text))}</w:t>'
    return (
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr>{RAISED}</w:rPr><w:footnoteRef/></w:r>'
        f"<w:r>{small}{words}</w:r></w:p></w:footnote>"
    )


def _clean(words: str) -> str:
    """Words without the characters that no XML can hold."""
    return _NONE.sub("\N{REPLACEMENT CHARACTER}", words)


def _without_clock(body: bytes) -> bytes:
    """The same package with no times in it: one receipt gives one file."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()
