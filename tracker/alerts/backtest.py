"""What would have been told, day by day, from the publications alone.

Each day is told as it could be then: by the instruments published by that day, without hindsight.
What only we knew or did (late finds, corrections, failing sources) is no part of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tracker.alerts.acts import Acts
from tracker.alerts.days import day_stories
from tracker.alerts.digests import next_slot
from tracker.alerts.filed import EFFECTS, Brought
from tracker.alerts.match import Matcher
from tracker.alerts.story import Story
from tracker.alerts.subscription import Subscription
from tracker.alerts.telling import tell
from tracker.alerts.told import Told
from tracker.alerts.turns import Family, Turn, turns
from tracker.past import Held, Past
from tracker.queries import Timeline
from tracker.view import View
from tracker.view_facts import Noted, cited_by, leaves, noted_at, published_in


@dataclass(frozen=True)
class Mail:
    """One message that a subscription would have got: the day, and its stories in words."""

    day: date
    stories: tuple[tuple[Story, Told], ...]


def mails(timeline: Timeline, wish: Subscription, first: date, last: date) -> list[Mail]:
    """The messages a subscription would have got from a day to another. Raises UsageError."""
    found = [
        story
        for story in Backtest(timeline.view).stories(first, last, wish.ahead)
        if any(what in wish.what for what in story.whats)
    ]
    sure = Matcher(timeline, found).answering(wish.question)
    told: dict[tuple[date, str], list[tuple[Story, Told]]] = {}
    for story in found:
        on = date.fromisoformat(story.on)
        day = on if wish.how == "immediate" else next_slot(wish, on)
        words = tell(story, timeline, wish.language, day, known=day) if sure.get(story.id) else None
        if words is not None:
            one = story.id if wish.how == "immediate" else ""
            told.setdefault((day, one), []).append((story, words))
    return [Mail(day, tuple(stories)) for (day, _), stories in told.items()]


class Backtest:
    """The past of one view, told from its publications."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.family = Family(view)

    def stories(self, first: date, last: date, aheads: Collection[int]) -> Iterator[Story]:
        """Every story from a day to another, both included, in order."""
        acts: dict[str, list[str]] = {}
        for act, published in published_in(self.view, first.isoformat(), last.isoformat()):
            acts.setdefault(published, []).append(act)
        most = max(aheads, default=0) + 1
        day = first
        while day <= last:
            yield from self._of_day(day, aheads, most)
            yield from self._of_acts(day, acts.get(day.isoformat(), ()))
            day += timedelta(1)

    def _of_acts(self, day: date, acts: Collection[str]) -> Iterator[Story]:
        if not acts:
            return
        desk = Acts(self.view, day)
        for act in acts:
            cited = [one for one in self._cited.get(act, ()) if _public(one, day)]
            brought = Brought(
                filed_at=f"{day}T12:00:00+00:00",
                new=True,
                effects=[one for one in cited if one.event in EFFECTS],
                pledges=[one for one in cited if one.event == "pledge made"],
            )
            yield from desk.stories(act, brought)

    @cached_property
    def _cited(self) -> dict[str, list[Noted]]:
        return cited_by(self.view)

    def _of_day(self, day: date, aheads: Collection[int], most: int) -> Iterator[Story]:
        horizon = day + timedelta(most)
        for where in ("CN", "US"):
            found = [
                turn
                for life in self._lives
                if life.jurisdiction == where
                for turn in life.known_on(day)
                if day <= turn.day <= horizon
            ]
            yield from day_stories(found, day, aheads, self._told_on, self.family)

    def _told_on(self, position: int) -> date | None:
        one = noted_at(self.view, position)
        told = (one.fact.get("cited") or {}).get("published_on") if one else None
        return date.fromisoformat(told) if told and len(told) == 10 else None

    @cached_property
    def _lives(self) -> list[_Lives]:
        return [one for name in leaves(self.view) if (one := _Lives.of(self.view, name))]


class _Lives:
    """One measure as it was known: its turns from each day on which something was published."""

    def __init__(self, jurisdiction: str, days: list[date], fold: Callable[[date], Held | None]):
        self.jurisdiction, self.days, self._fold = jurisdiction, days, fold
        self._turns: dict[int, list[Turn]] = {}

    @classmethod
    def of(cls, view: View, name: str) -> _Lives | None:
        """The lives of a measure; None if it does not exist as known today."""
        whole = next(iter(Past(view, None, None).held([name])), None)
        if whole is None:
            return None
        published = [getattr(f.fact, "cited", None) for f in whole.effects]
        days = {
            date.fromisoformat(cited.published_on)
            for cited in published
            if cited and cited.published_on and len(cited.published_on) == 10
        }

        def fold(day: date) -> Held | None:
            return next(iter(Past(view, day, None).held([name])), None)

        return cls(whole.jurisdiction, sorted({date.min, *days}), fold)

    def known_on(self, day: date) -> list[Turn]:
        """The turns as they were known on a day."""
        at = bisect_right(self.days, day) - 1
        if at not in self._turns:
            held = self._fold(self.days[at])
            self._turns[at] = list(turns(held)) if held else []
        return self._turns[at]


def _public(one: Noted, day: date) -> bool:
    told = one.fact["cited"]["published_on"]
    return told is None or told <= day.isoformat()
