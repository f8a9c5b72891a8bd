"""What attached files say, whatever they are called; and never a blank without a reason."""

from __future__ import annotations

import io
import os
import re
import sys
from datetime import date, datetime
from importlib import import_module, util
from typing import Any

import pytest

from scrapers.attachment.answer import Text
from scrapers.attachment.magic import kind_of
from scrapers.attachment.texts import INSTALL, text_of
from scrapers.attachments import LARGEST, Extracted, extract
from tests import attachment_files as made

NEEDS = [name for name in ("pdfplumber", "openpyxl") if util.find_spec(name) is None]
documents = pytest.mark.skipif(bool(NEEDS), reason=f"not installed: {NEEDS}")
NOTICE = ("商务部公告2026年第901号", "本公告自公布之日起实施", "Annex 1: 12 items")


def big_scan() -> bytes:
    """A PDF of 40 MB: one line of text, and a picture of noise that it never shows."""
    noise = os.urandom(40_000_000)
    page = made.printed(*NOTICE)
    whole = made.pdf([page])
    return whole.replace(b"%PDF-1.7\n", b"%PDF-1.7\n%" + noise.replace(b"\n", b" ") + b"\n", 1)


SIXTEEN: list[tuple[str, bytes, str, str, str]] = [
    # name as sent, bytes, kind, a word of the text, words of the reason
    ("scan.pdf", made.pdf([made.scanned()] * 3), "pdf", "", "scanned: 3 pages, no text layer"),
    (
        "locked.pdf",
        made.pdf([made.printed("x")], trailer=b"/Encrypt " + made.LOCK + b" /ID [<00> <00>]"),
        "pdf",
        "",
        "encrypted: it asks for a password",
    ),
    ("half.pdf", made.pdf([made.printed(*NOTICE)])[:700], "pdf", "", "cut: the end mark"),
    ("old.doc", made.compound("WordDocument", "1Table"), "doc", "", "Word's old binary format"),
    ("附件.wps", made.compound("WordDocument", "WpsCustomData"), "wps", "", "Kingsoft"),
    ("公告.ofd", made.ofd(made.written(NOTICE[0], 20)), "ofd", NOTICE[0], ""),
    ("old.xls", made.compound("Workbook"), "xls", "", "Excel's old binary format"),
    ("list.xlsx", made.xlsx(made.inline("1", "虚构公司")), "xlsx", "1\t虚构公司", ""),
    ("all.zip", made.archive({"a.txt": "x"}), "zip", "", "an archive of files"),
    ("stamp.png", made.png(400), "image", "", "a PNG of 400 x 400 pixels"),
    ("letter.doc", b"{\\rtf1\\ansi text}", "rtf", "", "(RTF) sent as .doc"),
    ("notice.pdf", b"<!DOCTYPE html><html><p>404</html>", "html", "", "HTML page where a PDF"),
    ("nothing.pdf", b"", "empty", "", "an empty file"),
    ("large.pdf", b"", "pdf", NOTICE[0], ""),  # its 40 MB are made when they are needed
    ("really-word.pdf", made.docx(made.paragraph(NOTICE[1])), "docx", NOTICE[1], ""),
    ("附件1：两用物项清单（2026）.pdf", made.pdf([made.printed(*NOTICE)]), "pdf", NOTICE[1], ""),
]


def wrong(found: Extracted, kind: str, text: str, reason: str) -> bool:
    return not (
        found.kind == kind
        and text in found.text
        and bool(found.text) == bool(text)
        and reason in (found.reason or "")
        and bool(found.reason) == bool(reason)
    )


@documents
def test_each_of_sixteen_attachments_gives_its_text_or_the_reason_why_not() -> None:
    answers = [
        (
            extract(body or (big_scan() if name == "large.pdf" else b""), name=name, deadline=120),
            rest,
        )
        for name, body, *rest in SIXTEEN
    ]
    bad = [(found, expected) for found, expected in answers if wrong(found, *expected)]
    blank = [found.name for found, _ in answers if not found.text and not found.reason]
    print(f"attachments: {len(answers) - len(bad)}/16, blank without reason {len(blank)}")
    assert len(answers) == 16
    assert bad == []
    assert blank == []
    assert all(found.name == name for (found, _), (name, *_) in zip(answers, SIXTEEN, strict=True))


def test_a_reason_for_no_text_ends_in_what_to_do() -> None:
    for name, body, kind, text, _ in SIXTEEN:
        if not text and kind not in ("pdf", "xlsx"):
            assert re.search(
                r"; (fetch it again|open the raw file)", extract(body, name=name).reason or ""
            )


def text_in(kind: str, body: bytes) -> str:
    found = text_of(kind, body)
    assert found.reason is None
    return found.text


@documents
def test_the_lines_of_a_pdf_come_in_order_and_pages_stay_apart() -> None:
    found = text_of("pdf", made.pdf([made.printed(*NOTICE), made.printed("第二页")]))
    assert found == Text("\n".join(NOTICE) + "\n\f第二页", 2)


@documents
def test_a_page_without_letters_among_others_is_told() -> None:
    body = made.pdf([made.printed("公告"), made.scanned(), made.scanned()])
    found = text_of("pdf", body)
    assert (found.text.strip(), found.pages) == ("公告", 3)
    assert found.reason == "no letters on pages 2, 3"


@documents
def test_text_on_a_page_that_is_a_picture_may_be_a_machines_guess() -> None:
    found = text_of("pdf", made.pdf([made.scanned("2026年11月1O日")]))
    assert found.text == "2026年11月1O日"
    assert found.reason == "perhaps OCR, pictures cover page 1"
    assert (extract(made.pdf([made.scanned("x")]), name="a").reason or "").startswith("incomplete")


@documents
def test_a_page_whose_stream_is_damaged_does_not_pass_for_an_empty_one() -> None:
    page = made.printed(*NOTICE)
    start = page.index(b"stream\n") + 20
    spoilt = page[:start] + b"\xff\xff\xff" + page[start + 3 :]
    alone = text_of("pdf", made.pdf([spoilt])).reason
    assert alone == "corrupt: 1 stream cannot be unpacked; fetch it again"
    beside = text_of("pdf", made.pdf([made.printed("甲"), spoilt])).reason
    assert beside == "1 stream cannot be unpacked whole; no letters on page 2"


@documents
def test_a_pdf_that_lost_a_page_is_corrupt() -> None:
    body = made.pdf([made.printed("甲"), made.printed("乙")]).replace(b"/Count 2", b"/Count 3")
    assert "3 pages by its own count, 2 found" in (text_of("pdf", body).reason or "")


@documents
def test_letters_that_a_font_does_not_name_are_told() -> None:
    nameless = made.pdf([made.printed(*NOTICE)]).replace(b"(GB1)", b"(XX1)")
    nameless = nameless.replace(b"/UniGB-UCS2-H", b"/Identity-H  ")
    found = text_of("pdf", nameless)
    assert "letters whose font does not say what they are" in (found.reason or "")
    assert found.text == ""


@documents
@pytest.mark.parametrize("size", [9, 30, 200, 500])
def test_bytes_that_only_begin_as_a_pdf_are_no_document(size: int) -> None:
    body = made.pdf([made.printed("x")])[:size] + b"\n%%EOF\n"
    found = extract(body, name="a.pdf")
    assert (found.kind, found.text) == ("pdf", "")
    assert (found.reason or "").startswith("no text: corrupt")


def test_a_word_document_reads_as_its_final_words() -> None:
    body = (
        made.paragraph("第一条")
        + "<w:p><w:ins><w:r><w:t>自</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r>"
        "</w:del><w:hyperlink><w:r><w:t>公布之日</w:t></w:r></w:hyperlink><w:moveFrom><w:r><w:t>"
        "moved</w:t></w:r></w:moveFrom><w:sdt><w:sdtContent><w:r><w:t>起</w:t><w:tab/><w:t>实施"
        "</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        + "<w:tbl><w:tr><w:tc>"
        + made.paragraph("1")
        + "</w:tc><w:tc>"
        + made.paragraph("甲公司")
        + made.paragraph("（北京）")
        + "</w:tc></w:tr></w:tbl>"
    )
    notes = made.paragraph("注一")
    text = text_in("docx", made.docx(body, footnotes=notes))
    assert text == "第一条\n自公布之日起\t实施\n1\t甲公司 （北京）\n注一"


def test_words_in_a_text_box_are_read_once() -> None:
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = (
        f"<w:p><w:r><mc:AlternateContent {space}><mc:Choice>{made.paragraph('框')}</mc:Choice>"
        f"<mc:Fallback>{made.paragraph('框')}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text_in("docx", made.docx(box)).strip() == "框"


def test_a_word_document_of_pictures_only_says_so() -> None:
    found = text_of("docx", made.docx("<w:p/>"))
    assert found == Text("", None, "no letters: 0 pictures; read it by eye")


@documents
def test_a_workbook_reads_row_by_row_with_every_sheet_and_plain_numbers() -> None:
    openpyxl: Any = import_module("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    sheet.append(["编号", "日期", "时刻", "税率"])
    sheet.append([2804610000, date(2026, 11, 10), datetime.fromisoformat("2026-11-10 12:01"), 0.25])
    sheet.append([None, None, "1\n2"])
    sheet["H900"] = "末"
    hidden = book.create_sheet("附表")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 12.0
    out = io.BytesIO()
    book.save(out)
    found = text_of("xlsx", out.getvalue())
    assert found.reason is None
    assert found.pages == 2
    assert found.text == (
        "清单\n编号\t日期\t时刻\t税率\n2804610000\t2026-11-10\t2026-11-10 12:01:00\t0.25\n"
        "\t\t1 2\n\t\t\t\t\t\t\t末\n\n附表\n12"
    )


@documents
def test_a_workbook_without_a_filled_cell_says_so() -> None:
    assert text_of("xlsx", made.xlsx("<row/>")).reason == (
        "empty: 1 sheet without a filled cell; read it by eye"
    )


def test_a_fixed_layout_document_reads_line_by_line() -> None:
    pages = (
        made.written("商务部", 20) + made.written("公告", 20) + made.written("第901号", 30),
        made.written("附件", 20),
    )
    found = text_of("ofd", made.ofd(*pages))
    assert found == Text("商务部公告\n第901号\n\f附件", 2)
    assert (text_of("ofd", made.ofd("", "")).reason or "").startswith("scanned: 2 pages")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("自公布之日起实施，附件略。".encode(), "utf-8"),
        ("自公布之日起实施，附件略。".encode("gb18030"), "gb18030"),
        ("自公布之日起实施，附件略。".encode("utf-16"), "utf-16"),
    ],
)
def test_plain_text_is_read_in_the_charset_that_fits(body: bytes, encoding: str) -> None:
    found = extract(body, name="附件.txt")
    assert (found.kind, found.text) == ("text", "自公布之日起实施，附件略。")
    assert (found.encoding, found.reason) == (encoding, None)


def test_text_in_no_certain_charset_is_not_guessed_at() -> None:
    found = extract("自公布之日起实施，附件略。".encode("big5", "ignore"), name="附件.txt")
    assert found.text == ""
    assert "not certain which charset" in (found.reason or "")


HIDDEN = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@documents
@pytest.mark.parametrize("before", [HIDDEN, '<!DOCTYPE r SYSTEM "http://127.0.0.1/x">'])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "ofd"])
def test_xml_that_declares_entities_is_refused(kind: str, before: str) -> None:
    body = {
        "docx": made.docx(made.paragraph("&x;"), before),
        "xlsx": made.xlsx(made.inline("1"), before, "<si><t>&x;</t></si>"),
        "ofd": made.ofd(made.written("甲", 1), before=before),
    }[kind]
    found = text_of(kind, body)
    assert found.text == ""
    assert "declares a document type" in (found.reason or "")


def test_a_document_type_hides_in_no_other_encoding() -> None:
    main = f"{HIDDEN}<w:document {made.WORD}><w:body>&x;</w:body></w:document>"
    body = made.archive({"word/document.xml": main.encode("utf-16")})
    assert "declares a document type" in (text_of("docx", body).reason or "")


@pytest.mark.parametrize(("kind", "module"), [("pdf", "pdfplumber"), ("xlsx", "openpyxl")])
def test_without_the_documents_extra_the_answer_says_how_to_install_it(
    kind: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    body = made.pdf([made.printed("x")]) if kind == "pdf" else made.xlsx(made.inline("1"))
    assert text_of(kind, body) == Text("", reason=INSTALL)
    assert "pip install '.[documents]'" in INSTALL


def test_a_file_over_the_cap_is_refused_and_its_kind_still_told() -> None:
    found = extract(b"%PDF-1.7\n" + bytes(LARGEST), name="a.pdf")
    assert (found.kind, found.text) == ("pdf", "")
    assert found.reason == (
        "no text: refused: more than 100 MiB; open the raw file and read it by eye"
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b" \r\n\0", "empty"),
        (b"junk before\n%PDF-1.4", "pdf"),
        (b"<html><p>how to open %PDF-1.4 files</p>", "html"),
        (b"\xef\xbb\xbf\n<!-- x --><HTML>", "html"),
        ("<html>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "html"),
        (b'<?xml version="1.0"?><RULE/>', "unknown"),
        (b"PK\x03\x04 and no more", "zip"),
        (b"PK\x05\x06" + bytes(18), "zip"),
        (b"\xff\xd8\xff\xe0 JFIF", "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
        (b"Rar!\x1a\x07\x01\0", "unknown"),
        (b"MZ\x90\0", "unknown"),
        (b"plain words", "text"),
        (b"\0\1\2\3", "unknown"),
        ("\ufeff<?xml version='1.0'?><a/>".encode("utf-16-le"), "unknown"),
        (made.compound("Workbook", inside=["WordDocument"]), "xls"),
        (made.compound("WordDocument", inside=["Workbook"]), "doc"),
        (made.compound("EncryptedPackage"), "unknown"),
        (made.compound("WordDocument")[:600], "unknown"),
    ],
)
def test_the_bytes_alone_tell_the_kind(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_a_compound_file_whose_directory_runs_in_a_circle_ends() -> None:
    body = bytearray(made.compound("WordDocument", "1Table"))
    body[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the next sector is this one
    body[1024 + 128 + 72 : 1024 + 128 + 76] = (1).to_bytes(4, "little")  # its own neighbour
    assert kind_of(bytes(body)) == "doc"
