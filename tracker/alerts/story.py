"""A story: one thing worth telling, with the measures it is about.

A story is derived from the ledger and the calendar and holds no prose: its words are made when it
is told, in the reader's language. Its id comes from what happened, never from when it was noticed
or where it lies in the ledger, so that a rebuild, a restored copy or a second program makes the
same id, and nobody hears of it twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal, get_args

from events.values import Jurisdiction, Value

What = Literal[
    "published",  # a new instrument
    "effects",  # what an instrument does was read
    "starts",
    "suspended",
    "resumes",
    "ends",
    "ahead",  # one of these comes in N days
    "pledges",
    "edited",  # a text was edited where it stood
    "corrected",  # we had read it wrongly
    "unread",  # a text nobody understood yet
    "stale",  # a source has not been read for days
    "failing",  # a source could not be read today
]
WHATS: tuple[What, ...] = get_args(What)
Why = Literal["law", "source", "reading", "parser"]


class Item(Value):
    """One measure of a story, and what happens to it.

    `measure` is a provision; `parts` are the listed parties of it that are meant, where not all of
    it is, and `part_ids` their ids in any case. `change` is a word of `tracker.changes` (started,
    suspended …) or for an effect (imposed, repealed …). `first_day` and `last_day` are inclusive
    days of the authority; `before` is the state before anybody knew of it, or before the day it is
    about, and `after` the state on that day.
    `by` is the act that decides, `cause` what kind of effect that is. `was` is the ledger entry of
    what we had read before. `positions` are the ledger entries this rests on.
    """

    measure: str
    change: str
    first_day: str | None = None
    last_day: str | None = None
    first_time: str | None = None
    before: str | None = None
    after: str | None = None
    by: str | None = None
    confirmed: bool = True
    parts: tuple[str, ...] = ()
    part_ids: tuple[str, ...] = ()
    was: int | None = None
    cause: str | None = None
    positions: tuple[int, ...] = ()


class Story(Value):
    """One thing worth telling.

    `whats` are the subscribers' choices it falls under, `why` says what changed: the law, the
    source's page, our reading, or our parser. `day` is the authority's day it is about, `on` the
    day it was first told; `ahead` is how many days before what people watch that was. `act` is
    the instrument that does it. `late`: published long before it was recorded. `corrects` are
    ledger entries that no longer stand, `pledges` those of promises, and `about` the measures
    that these concern. `words` are the failure of a source, the sentences nobody understood, or
    what was edited.
    """

    id: str
    whats: tuple[What, ...]
    why: Why
    day: str
    jurisdiction: Jurisdiction | None = None
    authority: str | None = None
    act: str | None = None
    items: tuple[Item, ...] = ()
    on: str = ""
    ahead: int | None = None
    late: bool = False
    pledges: tuple[int, ...] = ()
    about: tuple[str, ...] = ()
    corrects: tuple[int, ...] = ()
    source: str | None = None
    words: tuple[str, ...] = ()
    url: str | None = None

    @property
    def by_day(self) -> bool:
        """Whether the calendar tells it, and no act."""
        return self.id.startswith(("day:", "ahead:"))

    @property
    def of_source(self) -> bool:
        """Whether it is about a source, or a page of no text on file."""
        return self.source is not None and self.act is None

    @property
    def measures(self) -> tuple[str, ...]:
        """The provisions it is about, each once, in order."""
        return tuple(dict.fromkeys(item.measure for item in self.items))


def story_id(kind: str, *names: object) -> str:
    """The name of a story: its kind, its subject, and a short hash of the rest.

    >>> story_id("act", "mofcom-2025-70")
    'act:mofcom-2025-70'
    """
    return ":".join([kind, *(str(name) for name in names if name not in (None, ""))])


def digest(parts: Iterable[object]) -> str:
    """A short hash of what sets one story apart from another of the same subject."""
    told = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:12]
