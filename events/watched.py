"""What watching the sources gave: copies found, pages gone, questions for a person, checks."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from events.values import ListName, Value


class CopyFound(Value):
    """A source has a copy of an instrument at an address.

    `sha256` names the archived bytes. `words` is the digest of the operative words in them, which
    page furniture does not touch: copies with one digest say the same. `day` is the text's own
    date, `page_day` the one the page bears. A `translation` is for reference, never law; an
    `attachment` belongs to the text, and `words` are those in it where it has any we can read.
    `by_hand` is the name of the file where a person brought it: the address is then the page's own
    word, not where we found it.
    """

    event: Literal["copy found"] = "copy found"
    instrument: str
    source: str
    url: str
    sha256: str
    words: str
    title: str
    lang: Literal["zh", "en"]
    role: Literal["copy", "translation", "attachment"] = "copy"
    day: date | None = None
    page_day: date | None = None
    by_hand: str | None = None


class PageGone(Value):
    """A page that held an official text no longer answers; that is health, and ends no measure."""

    event: Literal["page gone"] = "page gone"
    source: str
    url: str
    instrument: str
    since: date
    found: str


class PartySeen(Value):
    """A list of the day has a party on file: only who was there can be missed.

    `measure` is its listing, `day` that of the list. Nothing follows from it for the law.
    """

    event: Literal["party seen"] = "party seen"
    source: str
    measure: str
    on_list: ListName
    day: date
    url: str
    sha256: str


ReviewKind = Literal["unread", "difference", "conflict", "gap", "held", "revised"]


class ReviewOpened(Value):
    """Something only a person can decide.

    `unread`: a sentence whose effect is not certain to us. `difference`: a source reads otherwise
    than what is on file (`read` and `on_file` say how). `conflict`: two official copies differ.
    `gap`: a number of a series that was never seen. `held`: a count that is not believed.
    `revised`: a text was edited where it stood.
    """

    event: Literal["review opened"] = "review opened"
    review: str
    kind: ReviewKind
    source: str
    instrument: str | None = None
    url: str | None = None
    sha256: str | None = None
    sentence: str = ""
    offsets: tuple[int, int] | None = None
    reason: str
    read: str | None = None
    on_file: str | None = None


class ReviewDecided(Value):
    """A person decided; the question is not asked again.

    `instrument` is the text it is about, where it is about one.
    """

    event: Literal["review decided"] = "review decided"
    review: str
    decision: Literal["accepted", "edited", "rejected"]
    by: str
    decided_on: date
    reason: str | None = None
    instrument: str | None = None


class SourceChecked(Value):
    """A source was read to the end; silence from it up to `checked_through` means something.

    The bundled history counts as the source "curated"; `edition` is the edition that was loaded.
    `counts` are the rows of each list, where a source's file holds several.
    """

    event: Literal["source checked"] = "source checked"
    source: str
    checked_through: date
    listed: int = Field(ge=0)
    new: int = Field(default=0, ge=0)
    unread: int = Field(default=0, ge=0)
    edition: int | None = None
    counts: tuple[tuple[str, int], ...] = ()


class SourceFailed(Value):
    """A source could not be read; what it published since is not known."""

    event: Literal["source failed"] = "source failed"
    source: str
    url: str | None = None
    expected: str
    found: str
