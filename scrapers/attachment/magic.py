"""What sort of file some bytes are, told by the bytes alone: names and MIME types lie too often.

Chinese ministries attach PDF, Word, WPS, OFD, Excel and archives, and sometimes one under the
name of another. The looks are bounded: no byte is decompressed here, and a crafted archive or
compound file costs no more than a fixed number of steps.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Literal

Kind = Literal[
    "pdf",
    "docx",
    "doc",
    "xlsx",
    "xls",
    "wps",
    "ofd",
    "zip",
    "rtf",
    "html",
    "image",
    "text",
    "empty",
    "unknown",
]

IMAGES = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
}
OTHERS = {
    b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ\0": "an xz file",
    b"MZ": "a Windows program",
    b"\x7fELF": "a Linux program",
}
EMPTY = re.compile(rb"[\0 \t\r\n]*")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
HEAD = 4096  # bytes that are looked at for markup and for binary signs
MOST_MEMBERS = 10_000


def kind_of(body: bytes) -> Kind:
    """The sort of file the bytes are; an archive that is no known document is a zip."""
    if EMPTY.fullmatch(body):
        return "empty"
    if b"%PDF-" in body[:1024] and not MARKUP.match(body[:HEAD]):
        return "pdf"  # readers of PDF allow that much before the mark
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return zip_kind(set(zip_names(body)))
    if body.startswith(COMPOUND):
        return compound_kind(set(compound_names(body)))
    if body.startswith(b"{\\rtf"):
        return "rtf"
    if image_of(body):
        return "image"
    return told_by_letters(body)


def told_by_letters(body: bytes) -> Kind:
    """Markup, plain text, or neither."""
    if other_of(body):
        return "unknown"
    start = body[:HEAD]
    mark = next((mark for mark in BOMS if start.startswith(mark)), b"")
    letters = start.decode("utf-16", "ignore").encode() if len(mark) == 2 else start[len(mark) :]
    if MARKUP.match(letters):
        return "html"
    binary = sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in letters)
    return "unknown" if binary or letters.lstrip().startswith(b"<?xml") else "text"


def image_of(body: bytes) -> str | None:
    """Which sort of picture the bytes are, with its size where that is cheap to tell."""
    if body.startswith(b"\x89PNG") and body[12:16] == b"IHDR" and len(body) >= 24:
        return "a PNG of {} x {} pixels".format(*struct.unpack(">II", body[16:24]))
    if body.startswith(b"RIFF") and body[8:12] == b"WEBP":
        return "a WebP"
    if body.startswith(b"BM") and len(body) > 30 and body[14:18] in (b"\x28\0\0\0", b"\x0c\0\0\0"):
        return "a BMP"
    return next((f"a {name}" for mark, name in IMAGES.items() if body.startswith(mark)), None)


def other_of(body: bytes) -> str | None:
    """What the bytes are if they are something we know and never read."""
    if body.startswith(COMPOUND) and "EncryptedPackage" in compound_names(body):
        return "an encrypted Office file"
    if body[:HEAD].lstrip().startswith(b"<?xml") and not MARKUP.match(body[:HEAD]):
        return "XML of an unknown sort"
    return next((name for mark, name in OTHERS.items() if body.startswith(mark)), None)


def zip_kind(names: set[str]) -> Kind:
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ofd" if "OFD.xml" in names else "zip"


def zip_names(body: bytes) -> Iterator[str]:
    """The names in an archive's directory, found from its end as every reader does."""
    end = body.rfind(b"PK\x05\x06", max(0, len(body) - 65_557))
    if end < 0 or end + 22 > len(body):
        return
    size, at = struct.unpack_from("<II", body, end + 12)
    if at + size > end:
        return  # bytes before the archive, or a directory that says less than the truth
    for _ in range(MOST_MEMBERS):
        if body[at : at + 4] != b"PK\x01\x02" or at + 46 > end:
            return
        name, extra, comment = struct.unpack_from("<HHH", body, at + 28)
        yield body[at + 46 : at + 46 + name].decode("utf-8", "replace")
        at += 46 + name + extra + comment


def compound_kind(names: set[str]) -> Kind:
    """Word, Excel or Kingsoft's WPS inside the old container of Office, or another file in it."""
    if names & {"WpsCustomData", "MatOST", "MM"}:  # Kingsoft; Microsoft Works
        return "wps"
    if "WordDocument" in names:
        return "doc"
    return "xls" if names & {"Workbook", "Book"} else "unknown"


def compound_names(body: bytes) -> Iterator[str]:
    """The names that stand at the top of a compound file, not those of files embedded in it."""
    entries = directory(body)
    waiting, seen = [child_of(entries[0])] if entries else [], set[int]()
    while waiting:
        place = waiting.pop()
        if place in seen or not 0 < place < len(entries):
            continue
        seen.add(place)
        entry = entries[place]
        waiting += struct.unpack_from("<II", entry, 68)  # its neighbours, left and right
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        yield entry[: max(0, length - 2)].decode("utf-16-le", "replace")


def child_of(entry: bytes) -> int:
    return int(struct.unpack_from("<I", entry, 76)[0])


def directory(body: bytes) -> list[bytes]:
    """The directory of a compound file, sector after sector as its table of sectors says."""
    if len(body) < 1536:
        return []
    shift = min(struct.unpack_from("<H", body, 30)[0], 12)
    size = 1 << max(shift, 9)
    tables = struct.unpack_from("<109I", body, 76)
    sector = struct.unpack_from("<I", body, 48)[0]
    entries: list[bytes] = []
    for _ in range(64):
        start = (sector + 1) * size
        piece = body[start : start + size]
        if len(piece) < size:
            break
        entries += [piece[at : at + 128] for at in range(0, size, 128)]
        table, place = divmod(sector, size // 4)
        at = (tables[table] + 1) * size + place * 4 if table < 109 else len(body)
        if at + 4 > len(body):
            break
        sector = struct.unpack_from("<I", body, at)[0]
    return entries
