"""A story in words: what every channel shows of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quote:
    """Words an effect rests on, in the language of the text, and where they stand."""

    words: str
    lang: str
    cited: str
    url: str | None


@dataclass(frozen=True)
class StateRow:
    """One measure in the table of states: how it stood before the news, how it stands on the day
    of telling (`after`), what happens to it, and what comes next."""

    measure: str
    title: str
    before: str
    after: str
    happens: str
    next: str


@dataclass(frozen=True)
class Told:
    """A story in one language.

    `headline` is the substance in one line ("Suspended until 10 Nov 2026: … (No. 70)"), `desk` the
    authority or source it comes from; `lines` are sentences, the substance first; `title` and
    `title_zh` are those of the act; `why` says which of law, source, reading or parser changed.
    """

    story: str
    desk: str
    headline: str
    lines: tuple[str, ...]
    why: str
    title: str | None = None
    title_zh: str | None = None
    quotes: tuple[Quote, ...] = ()
    table: tuple[StateRow, ...] = ()
    url: str | None = None

    @property
    def subject(self) -> str:
        """The line under which a message or a feed's entry stands."""
        return f"[{self.desk}] {self.headline}"
