"""Archives that are documents (docx, xlsx, ofd), opened with caps on what they may unfold to.

`zipfile` gives no more bytes of a member than its directory states, so the sizes stated there are
a cap on the truth. XML with a document type is refused: entities, external or not, begin there.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as BrokenDeflate

from scrapers.attachment.answer import AGAIN, NoText

if TYPE_CHECKING:
    from lxml.etree import _Element

MIB = 1024 * 1024
MEMBERS, UNFOLDED, ONE_XML = 5_000, 100 * MIB, 32 * MIB
DOCTYPE = re.compile(rb"<\0{0,3}!(?:\0{0,3}[A-Z]){2,}", re.IGNORECASE)  # not <!-- nor <![CDATA[


def opened(body: bytes) -> ZipFile:
    """The archive, if what its directory promises is within the caps and not encrypted."""
    try:
        archive = ZipFile(BytesIO(body))
    except (BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise NoText(f"corrupt: an archive that cannot be opened ({error})", AGAIN) from error
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise NoText(f"refused: {len(members)} members, more than {MEMBERS}")
    unfolded = sum(member.file_size for member in members)
    if unfolded > UNFOLDED:
        raise NoText(f"refused: unfolds to {unfolded // MIB} MiB, more than {UNFOLDED // MIB}")
    if any(member.flag_bits & 1 for member in members):
        raise NoText("encrypted: the archive asks for a password", "ask for a copy that opens")
    return archive


def member(archive: ZipFile, name: str) -> bytes:
    """One XML member, whole and checked."""
    try:
        info = archive.getinfo(name.lstrip("/"))
    except KeyError as error:
        raise NoText(f"corrupt: the archive has no {name}", AGAIN) from error
    if info.file_size > ONE_XML:
        raise NoText(f"refused: {name} is {info.file_size // MIB} MiB of XML")
    return sound(read(archive, info), name)


def read(archive: ZipFile, info: ZipInfo) -> bytes:
    try:
        return archive.read(info)
    except (BadZipFile, BrokenDeflate, EOFError, NotImplementedError, OSError) as error:
        raise NoText(f"corrupt: {info.filename} cannot be unpacked ({error})", AGAIN) from error


def sound(xml: bytes, name: str) -> bytes:
    if DOCTYPE.search(xml):
        raise NoText(f"refused: {name} declares a document type or an entity")
    return xml


def all_sound(archive: ZipFile) -> None:
    """Check every XML member, for a library that will open them by itself."""
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels", ".vml")):
            member(archive, info.filename)


def tree(archive: ZipFile, name: str) -> _Element:
    """The XML of a member, without entities, network or giant nodes."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(member(archive, name), parser)
    except etree.XMLSyntaxError as error:
        raise NoText(f"corrupt: {name} is no XML ({error})", AGAIN) from error
    if root.getroottree().docinfo.doctype:  # in an encoding where the search above is blind
        raise NoText(f"refused: {name} declares a document type")
    return root
