"""The turns in a measure's life: where one run of days ends and the next begins.

Looked at one by one, party by party; told together: what one act does to several parties of a
provision, or to several provisions, is one story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from events.facts import EffectFact, MeasureImposed
from tracker.alerts.story import Item
from tracker.answers import shown
from tracker.changes import word_for
from tracker.fold import Row
from tracker.view_facts import stays

if TYPE_CHECKING:
    from tracker.past import Held
    from tracker.view import View

ENDING = ("lapsed", "resumed", "ended")  # their day is the first without; people watch the last


class Turn(NamedTuple):
    """One run of days followed by another; `word` says what that is in law."""

    held: Held
    before: Row
    row: Row
    word: str

    @property
    def day(self) -> date:
        """The first day of the new run."""
        return date.fromordinal(self.row.first)

    @property
    def watched(self) -> int:
        """The day people watch (an ordinal): the last one with, or the first one with."""
        return self.row.first - 1 if self.word in ENDING else self.row.first

    @property
    def act(self) -> str:
        """The instrument that decides it; the measure's own where nothing else does."""
        cited = self.decided
        return (cited.cited.instrument if cited else None) or self.held.id.partition("/")[0]

    @property
    def decided(self) -> EffectFact | None:
        """The effect that decides it, if one does."""
        found = next((f for f in self.held.effects if f.position == self.row.decided), None)
        return found.fact if found and isinstance(found.fact, EffectFact) else None


def turns(held: Held) -> Iterator[Turn]:
    """Every turn of a measure's life that means something in law."""
    for before, row in zip(held.rows, held.rows[1:], strict=False):
        word = word_for(before, row)
        if word in ("started", "ended") and before.state == "unknown":
            word = f"surely {word}"  # the text names a month or a year, and now that is over
        if word:
            yield Turn(held, before, row, word)


def item_of(turn: Turn) -> Item:
    """A turn as an item of a story."""
    new = turn.before.reason == "not_yet_published"
    return Item(
        measure=turn.held.id,
        change=turn.word,
        first_day=shown(turn.row.first),
        last_day=shown(turn.row.last),
        first_time=turn.row.at,
        before=None if new else turn.before.state,
        after=turn.row.state,
        by=turn.act,
        cause=turn.decided.event if turn.decided else None,
        confirmed=bool(turn.row.confirmed),
        positions=() if turn.row.decided is None else (turn.row.decided,),
    )


class Family:
    """How measures belong together: parties under their provision, a relief and what it stays."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._count: dict[str, int] = {}
        self._stays = stays(view)

    def mirrors(self, held: Held) -> bool:
        """Whether a measure is but the other side of a stay its act orders: both end at once.

        Such a relief is told by the measures it stays; told itself, it would seem to end when
        another act takes over.
        """
        imposed = held.imposed.fact
        last = getattr(imposed, "last_day", None)
        ends = self._stays.get(held.id.partition("/")[0], ())
        return held.kind == "relief" and str(last) in ends

    def size(self, provision: str) -> int:
        """How many parties a provision lists one by one."""
        if provision not in self._count:
            self._count[provision] = len(self.view.parts_of(provision))
        return self._count[provision]

    def together(self, items: Iterable[tuple[Item, str | None, str]]) -> tuple[Item, ...]:
        """Items of parties brought together under their provisions.

        Each item comes with the provision it is part of (None: it is one itself) and its title.
        """
        groups: dict[Item, list[tuple[Item, str]]] = {}
        for item, provision, title in items:
            as_whole = {"measure": provision or item.measure, "positions": ()}
            key = item.model_copy(update=as_whole)
            groups.setdefault(key, []).append((item, title if provision else ""))
        return tuple(self._one(key, members) for key, members in groups.items())

    def _one(self, key: Item, members: list[tuple[Item, str]]) -> Item:
        parts = [(item, title) for item, title in members if title]
        whole = not parts or len(parts) == self.size(key.measure)
        return key.model_copy(
            update={
                "positions": tuple(
                    dict.fromkeys(at for item, _ in members for at in item.positions)
                ),
                "part_ids": tuple(item.measure for item, _ in parts),
                "parts": () if whole else tuple(title for _, title in parts),
            }
        )


def provision_of(held: Held) -> str | None:
    """The provision a listed party is part of; None for a provision."""
    imposed = held.imposed.fact
    assert isinstance(imposed, MeasureImposed)
    return imposed.part_of


def title_of(held: Held) -> str:
    """What a measure is called."""
    imposed = held.imposed.fact
    assert isinstance(imposed, MeasureImposed)
    return imposed.title


def sort_of(word: str) -> str:
    """The sort of a turn, under which turns of one day are told together."""
    sorts = {"lapsed": "stay", "resumed": "stay", "ended": "end", "started": "start"}
    return sorts.get(word, word.replace(" ", "-"))


def grouped(
    found: Iterable[Turn], key: Callable[[Turn], tuple[object, ...]]
) -> dict[tuple[object, ...], list[Turn]]:
    """Turns by what makes them one story, in order."""
    groups: dict[tuple[object, ...], list[Turn]] = {}
    for turn in found:
        groups.setdefault(key(turn), []).append(turn)
    return groups
