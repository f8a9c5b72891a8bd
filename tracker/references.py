"""One entry of a list of references, as text, BibTeX and CSL-JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_BIBTEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "{": "\\textbraceleft{}",  # it counts every brace, also one after a backslash
    "}": "\\textbraceright{}",
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}


@dataclass(frozen=True)
class Reference:
    """What a list of references says of one thing; days are ISO text, as far as they are known."""

    key: str
    sort: str  # of CSL: "legislation", "dataset"
    title: str
    author: str | None
    number: str | None = None
    issued: str | None = None
    accessed: str | None = None
    url: str | None = None
    note: str | None = None
    version: str | None = None
    jurisdiction: str | None = None
    lang: str | None = None

    def csl(self) -> dict[str, Any]:
        """One item of CSL-JSON."""
        told: dict[str, Any] = {
            "id": self.key,
            "type": self.sort,
            "title": self.title,
            "author": [{"literal": self.author}] if self.author else None,
            "authority": self.author if self.sort == "legislation" else None,
            "number": self.number,
            "version": self.version,
            "jurisdiction": self.jurisdiction,
            "language": self.lang,
            "issued": _date_parts(self.issued),
            "accessed": _date_parts(self.accessed),
            "URL": self.url,
            "note": self.note,
        }
        return {name: value for name, value in told.items() if value is not None}

    def bibtex(self) -> str:
        """One entry of BibTeX; titles and names keep their capitals."""
        year, _, rest = (self.issued or "").partition("-")
        fields = {
            "author": _kept(self.author),
            "title": _kept(self.title),
            "year": year or None,
            "date": self.issued if rest else None,
            "number": _kept(self.number),
            "version": _kept(self.version),
            "url": _page(self.url),
            "urldate": self.accessed,
            "note": _kept(self.note),
        }
        told = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{{self.key},\n" + ",\n".join(told) + "\n}"


def sentences(*parts: str | None) -> str:
    """What a citation says of one thing after another; nothing where a part is not known."""
    return " ".join(
        part if part.endswith((".", "。", "”")) else f"{part}." for part in parts if part
    )


def _date_parts(day: str | None) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _kept(words: str | None) -> str | None:
    """Words in braces of their own, so that BibTeX changes none of their letters."""
    if not words:
        return None
    flat = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", words).split())
    return "{" + "".join(_BIBTEX.get(sign, sign) for sign in flat) + "}"


def _page(url: str | None) -> str | None:
    """An address, without the signs that would end the field it stands in."""
    coded = {sign: f"%{ord(sign):02X}" for sign in '{}\\ "\t\r\n'}
    return "".join(coded.get(sign, sign) for sign in url) if url else None
