"""Scraped words made fit for formats that other programs parse: no control signs, no tricks."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


def legible(text: str) -> str:
    """Text without signs that no reader sees: controls, halves of signs, turns of direction.

    >>> legible("a\\x00b\\u202ec\\nd")
    'abc\\nd'
    """
    plain = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in _HIDDEN)
    return "".join(kept).replace("\u2028", "\n").replace("\u2029", "\n")


_HIDDEN = ("Cc", "Cf")


def one_line(text: str) -> str:
    """The same on one line.

    >>> one_line(" a\\r\\n b ")
    'a b'
    """
    return " ".join(legible(text.replace("\t", " ")).split())


def web_address(url: str | None) -> str | None:
    """An address a reader may be led to: http or https with a host, or None.

    >>> web_address("javascript:alert(1)"), web_address("https://a.example/b")
    (None, 'https://a.example/b')
    """
    try:
        parts = urlsplit(url or "")
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if good and url and url.isprintable() and not re.search(r'[\s"<>]', url) else None
