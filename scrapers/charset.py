"""Bytes to text, strictly: UTF-8, then GB18030 for Chinese sources, and never a replacement.

GB18030 takes almost any bytes, so what only GB18030 takes must also look like Chinese as it is
printed: Big5, Latin-1, or UTF-8 with one damaged byte become an error, never mojibake. A charset
that a server or a page declares never makes us believe bytes (they are wrong too often); it is told
in the error, and one of another country's makes us doubt.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Other charsets of East Asia, whose bytes GB18030 takes: what declares one of these is not GB18030.
FOREIGN = re.compile(
    r"big-?5.*|euc-?(?:kr|jp|tw)|ks_?c.*|cp949|shift[_-]?jis|sjis|windows-31j|johab"
)
SAMPLE = 20_000  # characters that are looked at; more would only cost time
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*(?:["']\s*)?([\w.:-]{2,30})""", re.IGNORECASE)
XML_DECLARATION = re.compile(r"\A\s*<\?xml\b(?:[^>]{0,200}\?>)?")
UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def row(lead: int) -> str:
    """The characters of one row of GB2312."""
    return bytes(b for trail in range(0xA1, 0xFF) for b in (lead, trail)).decode("gb18030")


# Spaces, punctuation, signs, full-width forms, and the 3,755 characters most texts are made of
# (the last of whose rows ends five places early). Chinese texts of our sources have a share of 0.8
# and more, damaged UTF-8 that GB18030 takes has 0.5 at most, Big5 has 0.6.
COMMON = frozenset(map(chr, range(0x2000, 0x2070))) | frozenset(
    "".join(map(row, (0xA1, 0xA2, 0xA3, *range(0xB0, 0xD8))))[:-5]
)
PLAUSIBLE = 0.7
BEYOND = re.compile("[^\x00-\x7f]{5,40}")
# What UTF-8 Chinese becomes in Latin-1 or CP1252, and what GB18030 becomes there.
LATIN = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{4,120}")


class Undecodable(ValueError):
    """Bytes that are no text in any charset we read; says which and why."""


def decode(body: bytes, *, chinese: bool, declared: str | None = None) -> str:
    """The text of the bytes, without a mark at its start; Undecodable where it is not certain."""
    for mark, name in BOMS:
        if body.startswith(mark):
            return by_mark(body[len(mark) :], name)
    told = declared or declared_in(body)
    suffix = f" (declared as {told})" if told else ""
    if b"\0" in body:
        raise Undecodable(f"zero bytes: no text, or UTF-16 without a byte order mark{suffix}")
    if b"\x1b" in body:
        raise Undecodable(f"escape bytes: an encoding that switches alphabets{suffix}")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if not chinese or FOREIGN.fullmatch((told or "").lower()):
            raise Undecodable(f"not UTF-8 at byte {error.start}{suffix}") from error
        return gb18030(body, error.start, suffix)


def by_mark(body: bytes, name: str) -> str:
    try:
        text = body.decode(name)
    except UnicodeDecodeError as error:
        raise Undecodable(f"a byte order mark of {name}, but {error.reason}") from error
    if "\0" in text:
        raise Undecodable(f"a byte order mark of {name}, but zero characters")
    return text


def gb18030(body: bytes, bad: int, suffix: str) -> str:
    """Text that is GB18030 and not merely bytes which GB18030 happens to take."""
    try:
        text = body.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Undecodable(
            f"{taken_for(body, bad)}, nor GB18030 (byte {error.start}){suffix}"
        ) from error
    if common_share(text) < PLAUSIBLE:
        raise Undecodable(f"{taken_for(body, bad)}, and no Chinese as GB18030{suffix}")
    return text


def taken_for(body: bytes, bad: int) -> str:
    return f"{'UTF-8 that is damaged' if utf8_share(body) > 0.5 else 'not UTF-8'} at byte {bad}"


def declared_in(body: bytes) -> str | None:
    """The charset that a page or an XML file declares in its first bytes."""
    found = DECLARED.search(body, 0, 4096)
    return found[1].decode("ascii", "ignore") if found else None


def utf8_share(body: bytes) -> float:
    """Which share of the bytes beyond ASCII stands in whole UTF-8 sequences.

    Near 1 for UTF-8 with a damaged byte; under a quarter for GB18030, where it is chance.
    """
    beyond = len(body.translate(None, bytes(range(0x80))))
    return sum(len(found[0]) for found in UTF8_SEQUENCE.finditer(body)) / beyond


def common_share(text: str) -> float:
    """Which share of the characters beyond ASCII is common in Chinese print."""
    beyond = list(islice((char for char in text if char > "\x7f"), SAMPLE))
    return sum(char in COMMON for char in beyond) / len(beyond)


def mojibake(text: str) -> str | None:
    """The first words that are Chinese taken for another charset before they were sent to us."""
    for found in islice(LATIN.finditer(text), 500):
        if latin_chinese(found[0]):
            return found[0][:20]
    for found in islice(BEYOND.finditer(text), 500):
        if hanzi_chinese(found[0]):
            return found[0][:20]
    return None


def latin_chinese(run: str) -> bool:
    """Whether letters of Western Europe are the bytes of Chinese words."""
    raw = b"".join(cp1252_byte(char) for char in run)
    return has_chinese(raw.decode("utf-8", "ignore"), 2) or (
        len(raw) >= 8 and len(raw) % 2 == 0 and all_common(raw)
    )


def cp1252_byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1", "ignore")  # the five places that CP1252 leaves empty


def all_common(raw: bytes) -> bool:
    try:
        text = raw.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return all(char in COMMON for char in text) and has_chinese(text, 4)


def hanzi_chinese(run: str) -> bool:
    """Whether rare characters are the GB18030 look of UTF-8 bytes (鍟嗗姟 for 商务)."""
    if common_share(run) > 0.5:
        return False
    raw = run.encode("gb18030")
    return utf8_share(raw) > PLAUSIBLE and has_chinese(raw.decode("utf-8", "ignore"), 3)


def has_chinese(text: str, least: int) -> bool:
    return sum("\u4e00" <= char <= "\u9fff" for char in text) >= least


def undeclared(text: str) -> str:
    """A page without the XML declaration that old templates begin with: it is read as HTML."""
    return XML_DECLARATION.sub("", text, count=1)
