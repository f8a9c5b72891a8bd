"""The text of a PDF, line by line from top to bottom; runs only in the child.

Pages that are pictures, letters whose font does not say what they are, and text that may be a
machine's guess under a scan are told, never passed over.
"""

from __future__ import annotations

import re
from importlib import import_module
from io import BytesIO
from typing import Any, NamedTuple

from scrapers.attachment.answer import AGAIN, NoText, Text, broken, counted

PAGES = 3_000
NO_LETTER = re.compile(r"\(cid:\d+\)|[\ufffd\0]")


def pdf(body: bytes) -> Text:
    """The lines of a PDF from top to bottom."""
    plumber, damaged = import_module("pdfplumber"), watched()
    if b"%%EOF" not in body[-4096:].rstrip(b"\0 \t\r\n")[-1024:]:
        raise NoText("cut: the end mark of a PDF (%%EOF) is missing", AGAIN)
    try:
        with plumber.open(BytesIO(body)) as document:
            pages = [page_of(page) for page in all_pages(document)]
    except (MemoryError, NoText):
        raise
    except Exception as error:  # pdfminer raises whatever a broken file leads it to
        if "MemoryError" in repr(error):  # wrapped in one of its own
            raise MemoryError from error
        if "PDFPasswordIncorrect" in repr(error):
            raise NoText(
                "encrypted: it asks for a password", "ask for a copy that opens"
            ) from error
        raise broken(error) from error
    return pdf_text(pages, len(damaged))


def watched() -> list[int]:
    """Where pdfminer will note, by their size, the streams that it cannot unpack whole.

    It would go on without them, and a page would be blank that is not.
    """
    types: Any = import_module("pdfminer.pdftypes")
    noted: list[int] = []
    lenient = types.decompress_corrupted

    def noticing(data: bytes) -> bytes:
        noted.append(len(data))
        return bytes(lenient(data))

    types.decompress_corrupted = noticing
    return noted


class PdfPage(NamedTuple):
    """A page: its lines, whether it shows pictures, and whether one of them covers it."""

    text: str
    pictures: bool
    covered: bool


def all_pages(document: Any) -> list[Any]:
    """The pages, as many as the file itself counts."""
    pages: list[Any] = document.pages
    resolve = import_module("pdfminer.pdftypes").resolve1
    stated = resolve(resolve(document.doc.catalog.get("Pages")).get("Count"))
    if not pages or len(pages) != stated:
        raise NoText(f"corrupt: {stated} pages by its own count, {len(pages)} found", AGAIN)
    if len(pages) > PAGES:
        raise NoText(f"refused: {len(pages)} pages, more than {PAGES}")
    return pages


def page_of(page: Any) -> PdfPage:
    text = page.extract_text()
    pictures = sum(image["width"] * image["height"] for image in page.images)
    covered = pictures > 0.8 * page.width * page.height
    made = PdfPage(text, bool(page.images), bool(covered))
    page.close()  # or every glyph of every page stays in memory
    return made


def pdf_text(pages: list[PdfPage], damaged: int) -> Text:
    """The pages as one text, and what of them is not in it."""
    text = "\n\f".join(page.text for page in pages)
    bare = [number for number, page in enumerate(pages, 1) if not page.text.strip()]
    if len(bare) == len(pages):
        if damaged:
            raise NoText(f"corrupt: {counted(damaged, 'stream')} cannot be unpacked", AGAIN)
        how = "scanned" if any(page.pictures for page in pages) else "no letters"
        raise NoText(f"{how}: {counted(len(pages), 'page')}, no text layer")
    unknown = len(NO_LETTER.findall(text))
    if unknown > len(text) / 50:
        raise NoText(f"{unknown} letters whose font does not say what they are")
    doubts = [
        f"{counted(damaged, 'stream')} cannot be unpacked whole" if damaged else "",
        f"{unknown} letters whose font does not say what they are" if unknown else "",
        listed("no letters on", bare),
        listed("perhaps OCR, pictures cover", scans_with_text(pages)),
    ]
    return Text(text, len(pages), "; ".join(filter(None, doubts)) or None)


def scans_with_text(pages: list[PdfPage]) -> list[int]:
    return [n for n, page in enumerate(pages, 1) if page.covered and page.text.strip()]


def listed(what: str, numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + ("…" if len(numbers) > 10 else "")
    return f"{what} {'page' if len(numbers) == 1 else 'pages'} {shown}" if numbers else ""
