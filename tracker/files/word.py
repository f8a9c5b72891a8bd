"""A memo for Word: real footnotes, fonts for Chinese, and the same bytes for the same receipt."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC
from typing import Any
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
STYLES = {"title": "Title", "heading": "Heading 1", "item": "List Bullet"}
STYLES |= {"detail": "List Bullet 2", "quote": "Intense Quote"}
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NONE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r>'
    "</w:p></w:footnote>"
)
RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def write(told: Told, _: str) -> bytes:
    """The memo as a document."""
    document, notes = docx.Document(), Footnotes(told.acts)
    _fonts(document)
    _properties(document, told)
    for line in memo(told):
        _add(document, line, notes)
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


def _add(document: Document, line: Line, notes: Footnotes) -> None:
    paragraph = document.add_paragraph(style=STYLES.get(line.sort))
    if line.label:
        paragraph.add_run(f"{line.label}: ").bold = True
    run = paragraph.add_run(_clean(line.text))
    run.italic = True if line.sort == "note" else None
    for at, (number, new) in enumerate(notes.numbers(line)):
        if at:
            _append(
                paragraph, f'<w:r {nsdecls("w")}>{RAISED}<w:t xml:space="preserve">, </w:t></w:r>'
            )
        for part in _mark(number, new=new):
            _append(paragraph, part)


def _append(paragraph: Any, xml: str) -> None:
    paragraph._p.append(parse_xml(xml))


def _mark(number: int, *, new: bool) -> list[str]:
    """The sign of a footnote: its own where it is new, else a reference to that one's number."""
    space, name = nsdecls("w"), f"_RefNote{number}"
    if new:
        own = f'<w:footnoteReference w:id="{number}"/>'
        return [
            f'<w:bookmarkStart {space} w:id="{number}" w:name="{name}"/>',
            f"<w:r {space}>{RAISED}{own}</w:r>",
            f'<w:bookmarkEnd {space} w:id="{number}"/>',
        ]
    shown = f"<w:r>{RAISED}<w:t>{number}</w:t></w:r>"
    return [f'<w:fldSimple {space} w:instr=" NOTEREF {name} \\f \\h ">{shown}</w:fldSimple>']


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
        f'<w:footnote w:id="{number}"><w:p><w:r>{RAISED}<w:footnoteRef/></w:r>'
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
