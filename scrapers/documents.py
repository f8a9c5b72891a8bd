"""What a source gives, and what we read in it: plain values that every scraper and reader shares.

A source module has two functions: `discover(fetch, since) -> Listing` and
`read(document) -> list[Reading]`. Reading is pure: the same bytes always give the same readings.
Days are civil days of the authority, inclusive at both ends; a clock time carries its zone
("12:01+08:00").
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

Verb = Literal[
    "imposes",
    "lists",
    "delists",
    "suspends",
    "resumes",
    "extends",
    "repeals",
    "amends",
    "postpones",
    "corrects",
    "clarifies",
]
Role = Literal["act", "answer", "explanation", "news", "translation", "other"]
Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Document:
    """One official file as it was sent: its bytes, and the address the public knows it by.

    `about` is what the source's index says of it (JSON bytes), where the file does not say it
    itself: the row of the Federal Register's API beside the full-text XML.
    """

    source: str
    url: str
    body: bytes
    media_type: str | None = None
    about: bytes | None = None

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


class Row(NamedTuple):
    """One line of an index: address, title as printed there, and the day beside it."""

    url: str
    title: str
    day: date | None


class Pending(NamedTuple):
    """A document that can be had: `open` fetches it and raises SourceError if it cannot."""

    url: str
    open: Callable[[], Document]


@dataclass(frozen=True)
class Listing:
    """What an index shows.

    `listed` counts every row it shows, `rows` are those since the day asked, and `documents` hold
    their texts (one each, or many in one file).
    """

    listed: int
    rows: tuple[Row, ...]
    documents: tuple[Pending, ...]
    counts: tuple[tuple[str, int], ...] = ()  # rows of each list, where a file holds several


class Party(NamedTuple):
    """A listed party as printed."""

    name: str
    english: str | None = None


class Share(NamedTuple):
    """A share from which a measure bites: `percent` of `of` ("value", "ownership", …)."""

    percent: float
    of: str


class Unread(NamedTuple):
    """A sentence whose legal effect is not certain to us, and why; a person reads it.

    `offsets` are those of the sentence in the reading's `text`.
    """

    sentence: str
    reason: str
    offsets: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a text certainly does to its targets, with the words it rests on.

    `targets` are instrument ids, with the provision where the text names one
    ("mofcom-2024-46/para2"); where no id can be made, a citation ("90 FR 47201") or a place in the
    CFR ("15 CFR part 744"). `text[offsets[0]:offsets[1]] == quote` in the reading.
    `first_day` None: the text names no day. For `resumes` and `repeals` it is the first day again
    with, or without, the target; for `postpones` the new first day; for `extends`, `last_day` is
    the new last day and `what` says whose end moves. `parties` is the count printed, or counted.
    `kind` is the sort of measure laid down ("control", "listing", …), None for acts on others.
    """

    effect: Verb
    targets: tuple[str, ...]
    quote: str
    offsets: tuple[int, int]
    first_day: date | None = None
    last_day: date | None = None
    first_time: str | None = None
    last_time: str | None = None
    what: Literal["measure", "suspension"] = "measure"
    provision: str | None = None
    kind: str | None = None
    title: str | None = None
    parties: int | None = None
    names: tuple[Party, ...] = ()
    items: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    threshold: Share | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One document as we read it.

    `instrument` is None for a text that is none (an explanation, news). `published_on` is the day
    the public could know, `published_basis` how we know it. `text` is what the offsets count in;
    `words` is the operative text without spaces, headers and page furniture: two copies of one
    instrument say the same if their `words` are equal. `cites` are instruments the text names.
    """

    instrument: str | None
    published_on: date | None
    title: str
    text: str
    words: str
    lang: Lang
    role: Role
    url: str
    published_basis: Literal["public", "filed", "issue", "unknown"] = "public"
    title_zh: str | None = None
    authority: str | None = None
    issuers: tuple[str, ...] = ()
    form: str | None = None
    official_number: str | None = None
    aliases: tuple[str, ...] = ()
    filed_on: date | None = None
    issue_date: date | None = None
    signed_on: date | None = None
    page_day: date | None = None
    translates: str | None = None
    cites: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    effects: tuple[Effect, ...] = ()
    unread: tuple[Unread, ...] = ()
