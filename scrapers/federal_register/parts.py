"""A Federal Register document in plain parts, whatever form it came in: XML, text or API answer.

`text` is what quotes and offsets count in: the operative parts, one paragraph a line. `words` is
the same without spaces and typographic marks, so that two copies of one text are equal and a
changed date is not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from scrapers.english.phrases import label
from scrapers.english.sense import Sentence
from scrapers.english.sentences import plain, sentences
from scrapers.federal_register.identity import Filing

Part = Literal["SUBJECT", "ACTION", "SUMMARY", "DATES", "AMDPAR", "BODY"]
Kind = Literal["rule", "notice", "proposed rule", "presidential document", "correction", "other"]
ORDER: tuple[Part, ...] = ("SUBJECT", "ACTION", "SUMMARY", "DATES", "BODY", "AMDPAR")


class Paragraph(NamedTuple):
    part: Part
    text: str


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What one document says of itself; None and () where it does not say."""

    kind: Kind
    number: str | None = None
    filed: Filing | None = None
    issue_date: date | None = None
    signed_on: date | None = None
    agencies: tuple[str, ...] = ()
    billing_code: str | None = None
    cfr: str | None = None
    rins: tuple[str, ...] = ()
    volume: int | None = None
    page: int | None = None
    order: str | None = None  # "eo-14358", "procl-10701"
    official_number: str | None = None
    subject: str = ""
    paragraphs: tuple[Paragraph, ...] = ()

    @cached_property
    def laid_out(self) -> tuple[tuple[Paragraph, int], ...]:
        """The paragraphs in the order of the text, each with the place where it begins."""
        placed, at = [], 0
        for part in ORDER:
            for paragraph in self.paragraphs:
                if paragraph.part == part:
                    placed.append((paragraph, at))
                    at += len(paragraph.text) + 1
        return tuple(placed)

    @cached_property
    def text(self) -> str:
        return "\n".join(paragraph.text for paragraph, _ in self.laid_out)

    @property
    def words(self) -> str:
        return "".join(plain(unicodedata.normalize("NFKC", self.text)).split())

    def joined(self, *parts: Part) -> str:
        """The text of some parts in plain letters, for looking something up."""
        return plain("\n".join(p.text for p in self.paragraphs if p.part in parts))

    def sentences(self, part: Part) -> Iterator[Sentence]:
        """The sentences of a part; a label that stands alone belongs to what follows it."""
        for paragraph, start in self.laid_out:
            if paragraph.part == part:
                yield from _sentences(paragraph.text, start)


def _sentences(text: str, start: int) -> Iterator[Sentence]:
    simple = plain(text)
    begin: int | None = None
    for a, b in sentences(simple):
        first = a if begin is None else begin
        alone = label(simple[first:b] + " ").strip() == simple[first:b].strip()
        if alone and b < len(simple.rstrip()):
            begin = first
            continue
        begin = None
        yield Sentence(text[first:b], simple[first:b], (start + first, start + b))
