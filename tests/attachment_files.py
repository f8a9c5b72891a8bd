"""Attachments made by hand for the tests: small genuine files, and some that are not."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

CHINESE_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000"
    b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4"
    b" /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700"
    b" /StemV 80 >> >>] >>"
)
DOTS = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
LOCK = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"


def stream(data: bytes, head: bytes = b"<<", filters: str = "FlateDecode") -> bytes:
    """A stream, packed as often as there are filters."""
    for _ in filters.split():
        data = zlib.compress(data, 9)
    names = " ".join(f"/{name}" for name in filters.split())
    told = head + f" /Length {len(data)} /Filter [{names}] >>".encode()
    return told + b"\nstream\n" + data + b"\nendstream"


def pdf(pages: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF whose pages are given as streams; it has a Chinese font /F and a picture /I."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        CHINESE_FONT,
        stream(b"\x7f", DOTS + b" /BitsPerComponent 8"),
    ]
    for number, page in enumerate(pages):
        has = "/Font << /F 3 0 R >> /XObject << /I 4 0 R >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {has} >>"
            f" /Contents {6 + 2 * number} 0 R >>".encode(),
            page,
        ]
    return assembled(objects, trailer)


def assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, made in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (len(objects) + 1, trailer)
    return out + head + table + end + b"startxref\n%d\n%%%%EOF\n" % len(out)


def lines(*texts: str) -> bytes:
    """The drawing of some lines of text, from the top of a page down."""
    shown = (
        f"BT /F 12 Tf 72 {780 - 20 * n} Td <{text.encode('utf-16-be').hex()}> Tj ET"
        for n, text in enumerate(texts)
    )
    return "\n".join(shown).encode()


def printed(*texts: str) -> bytes:
    """A page with lines of text."""
    return stream(lines(*texts))


def scanned(*texts: str) -> bytes:
    """A page covered by a picture, with a layer of text if any is given."""
    return stream(b"q 595 0 0 842 0 0 cm /I Do Q\n" + lines(*texts))


def archive(members: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, before: str = "", **more: str) -> bytes:
    """A Word document with this body; other parts by name ("footnotes")."""
    parts = {
        f"word/{name}.xml": f"<w:{name} {WORD}>{text}</w:{name}>" for name, text in more.items()
    }
    main = f'<?xml version="1.0"?>{before}<w:document {WORD}><w:body>{body}</w:body></w:document>'
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": main} | parts)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(rows: str, before: str = "", strings: str = "<si><t>甲</t></si>") -> bytes:
    """A workbook of one sheet, 清单, with these rows of XML."""
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = (("worksheet", "worksheets/sheet1"), ("sharedStrings", "sharedStrings"))
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{place}.xml"/>'
        for n, (kind, place) in enumerate(kinds)
    )
    return archive(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/>'
            "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="r0" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="清单" sheetId="1" r:id="r0"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}">{related}'
            "</Relationships>",
            "xl/sharedStrings.xml": f'{before}<sst xmlns="{SHEET}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><dimension ref="A1:XFD1048576"'
            f"/><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def inline(*cells: str) -> str:
    """A row of cells that hold their own text."""
    made = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{made}</row>"


def ofd(*pages: str, before: str = "") -> bytes:
    """A fixed-layout document with these pages, each the XML of its objects."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    members = {
        "OFD.xml": f"{before}<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
        "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages>"
        "</ofd:Document>",
    }
    for number, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return archive(members)


def written(text: str, top: float) -> str:
    """A text of an OFD page, so many millimetres from its top."""
    return (
        f'<ofd:TextObject Boundary="20 {top} 100 6"><ofd:TextCode X="0" Y="5">{text}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def compound(*names: str, inside: Sequence[str] = ()) -> bytes:
    """An old Office container with empty streams at its top, and others in a folder."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    top = [*names, "ObjectPool"]
    entries = [entry("Root Entry", 5, child=1 if top else free)]
    entries += [
        entry(name, 2, right=place + 1 if place < len(top) else free)
        for place, name in enumerate(top, 1)
    ]
    entries[len(top)] = entry("ObjectPool", 1, child=len(top) + 1 if inside else free)
    start = len(top)
    entries += [
        entry(name, 2, right=start + place + 1 if place < len(inside) else free)
        for place, name in enumerate(inside, 1)
    ]
    entries += [entry("", 0)] * (-len(entries) % 4)
    sectors = len(entries) // 4
    chain = [0xFFFFFFFD, *range(2, sectors + 1), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, end, 0, end, 0, 0)
    head += struct.pack("<I", free) * 108
    return head.ljust(512, b"\xff") + table + b"".join(entries)


def entry(name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    title = name.encode("utf-16-le")
    length = len(title) + 2 if name else 0
    links = struct.pack("<HBBIII", length, kind, 1, 0xFFFFFFFF, right, child)
    return title.ljust(64, b"\0") + links + bytes(48)


def png(side: int) -> bytes:
    """A white square of one bit a pixel: a few hundred kilobytes may stand for gigabytes."""
    packer, rows = zlib.compressobj(9), b"\0" + bytes((side + 7) // 8)
    data = b"".join(packer.compress(rows * 100) for _ in range(side // 100)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
