"""Telling a story: from what happened to a headline, sentences, quotes and a table of states.

Told when it is sent, not when it was noted: whatever was withdrawn meanwhile is left out, and a
story of which nothing stands any more is not told at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.alerts.acts import item_of
from tracker.alerts.headlines import Headlines
from tracker.alerts.phrases import Words
from tracker.alerts.story import Item, Story
from tracker.alerts.told import Quote, StateRow, Told
from tracker.answers import Measure
from tracker.queries import Timeline
from tracker.view_facts import Noted, noted_at, text_of
from tracker.view_reviews import open_questions
from tracker.words import shortened

ROWS = 20  # measures shown in one table of states
QUOTES = 3
SENTENCES = 5  # sentences of a text shown that nobody understood


@dataclass(frozen=True)
class Telling:
    """How stories are told: of which timeline, in which language, on which day, known by when."""

    timeline: Timeline
    words: Words
    today: date
    known: date | None = None


def tell(
    story: Story, timeline: Timeline, language: str, today: date, known: date | None = None
) -> Told | None:
    """A story in words; None where nothing of it stands any more.

    `today` is the day it is told on. `known` tells it as people could then, without hindsight.
    """
    return _Told(story, Telling(timeline, Words(language), today, known)).told()


class _Told:
    """One story being told."""

    def __init__(self, story: Story, how: Telling) -> None:
        self.story, self.how, self.say = story, how, how.words.say
        self.items = tuple(one for one in story.items if self._stands(one))
        self.text = text_of(how.timeline.view, story.act) if story.act else None
        self.heads = Headlines(how.timeline, how.words, how.today)
        self._measures: dict[str, Measure | None] = {}

    def told(self) -> Told | None:
        story = self.story
        pledges = [one for one in map(self._fact, story.pledges) if one and one.gone is None]
        if self._is_void(pledges) or self._is_past():
            return None
        return Told(
            story=story.id,
            desk=self._desk(),
            headline=self._headline(pledges),
            lines=tuple(self._lines(pledges)),
            why=self._why(),
            title=self._title("title"),
            title_zh=self._chinese(),
            quotes=tuple(self._quotes(pledges)),
            table=tuple(self._rows()),
            url=story.url,
        )

    def _is_void(self, pledges: Sequence[Noted]) -> bool:
        """Whether nothing is left to tell; that a new text came always is."""
        story = self.story
        if story.whats == ("unread",) and story.act:
            return not self._questions()
        told = story.items or story.pledges
        return bool(told and not (self.items or pledges) and "published" not in story.whats)

    def _is_past(self) -> bool:
        """Whether a reminder comes too late to be one."""
        if self.story.ahead is None:
            return False
        watched = date.fromisoformat(self.story.on) + timedelta(self.story.ahead)
        return watched < self.how.today

    # -- what it is about ---------------------------------------------------------------------

    def _fact(self, position: int) -> Noted | None:
        return noted_at(self.how.timeline.view, position)

    def _stands(self, item: Item) -> bool:
        """Whether anything an item rests on still stands; the calendar alone always does."""
        facts = [self._fact(at) for at in item.positions]
        return not facts or any(one is not None and one.gone is None for one in facts)

    def _of(self, item: Item) -> Measure | None:
        """The measure of an item; where only some parties are meant, one of them."""
        return self._measure(item.part_ids[0] if item.parts else item.measure)

    def _measure(self, name: str) -> Measure | None:
        if name not in self._measures:
            how = self.how
            known = None if how.known is None else how.known.isoformat()
            view = how.timeline.view
            found = (
                how.timeline.on(how.today, measure=name, known=known).measures
                if view.measure(name) == name
                else []
            )
            self._measures[name] = found[0] if found else None
        return self._measures[name]

    def _desk(self) -> str:
        return self.story.authority or self.story.source or "tracker"

    def _title(self, key: str) -> str | None:
        found = self.text.get(key) if self.text else None
        return None if found is None else str(found)

    def _chinese(self) -> str | None:
        """The Chinese title, or the number in Chinese, where it says more than the title."""
        for key in ("title_zh", "official_number"):
            found = self._title(key)
            if found and not found.isascii() and found != self._title("title"):
                return found
        return None

    # -- headline -----------------------------------------------------------------------------

    def _headline(self, pledges: Sequence[Noted]) -> str:
        story = self.story
        if story.of_source:
            return self._of_source()
        head = self._head(pledges)
        if story.whats == ("corrected",):
            head = self.say("correction", head=head)
        return self.say("late", head=head) if story.late else head

    def _head(self, pledges: Sequence[Noted]) -> str:
        story, things = self.story, self.heads.things
        if self.items:
            return self.heads.of(self.items, story)
        short = things.short(story.act)
        what = f"{things.title(story.act)} ({short})" if short else things.title(story.act)
        if story.id.startswith(("edited:", "conflict:")):
            return self.say(story.id.partition(":")[0], what=what)
        if pledges and "published" not in story.whats:
            promised = shortened(pledges[0].fact["promise"], 90)
            return self.say("pledged", what=f"{promised} ({things.act(story.act)})")
        return self.say("unread" if self._questions() else "published", what=what)

    def _questions(self) -> list[str]:
        """The sentences of the act that still wait for a person."""
        if not self.story.act or "unread" not in self.story.whats:
            return []
        found = open_questions(self.how.timeline.view, self.story.act)
        told = (one["sentence"] or one["reason"] for one in found if one["kind"] == "unread")
        return list(dict.fromkeys(told))

    def _of_source(self) -> str:
        story, source = self.story, str(self.story.source)
        title = self.how.timeline.view.sources.get(source, {}).get("title", source)
        if story.whats == ("unread",):
            return self.say("unread", what=shortened(story.url or source, 90))
        if story.id.endswith(":back"):
            return self.say("back", source=title)
        if story.whats == ("failing",):
            return self.say("failing", source=title)
        through = self.how.timeline.view.checked_through(source)
        if through is None:
            return self.say("never read", source=title)
        return self.say("stale", source=title, day=self.how.words.day(through))

    # -- sentences ----------------------------------------------------------------------------

    def _lines(self, pledges: Sequence[Noted]) -> Iterator[str]:
        story = self.story
        if story.of_source:
            yield from self._lines_of_source()
            return
        if story.by_day:
            yield from self.heads.passing(self.items, story)
        elif story.act and self.text:
            yield from self.heads.doing(self.items, story.act, self.text)
        yield from self._of_text(pledges)
        yield from self._of_items()
        yield from self._promises(pledges)
        yield from self._next()
        yield from self._horizon()

    def _of_text(self, pledges: Sequence[Noted]) -> Iterator[str]:
        """What was edited in a text or not understood, or that it does nothing we know."""
        story = self.story
        if story.whats == ("edited",):
            yield from (self.say("edited how", words=shortened(one, 300)) for one in story.words)
            return
        for one in self._questions()[:SENTENCES]:
            yield self.say("not understood", words=shortened(one, 240))
        if "published" in story.whats and not self.items and not pledges and not self._questions():
            yield self.say("nobody read" if story.items or story.words else "no effect")

    def _of_items(self) -> Iterator[str]:
        """What we had read before, which of the listed parties are meant, what contradicts."""
        told: dict[str, None] = {}
        for item in self.items:
            if item.was:
                told |= dict.fromkeys(self._was(item))
            if item.parts:
                told[self.say("named parts", names=self.how.words.listed(item.parts, 12))] = None
            measure = self._of(item)
            if measure and measure.reason == "contradiction":
                told[self.say("contradiction")] = None
        yield from told

    def _was(self, item: Item) -> Iterator[str]:
        before = self._fact(item.was or 0)
        if before is None:
            return
        if "measure" in before.fact:
            was = self.heads.happens(item_of(before.fact, before.position), self.story)
        else:
            was = str(before.fact["promise"])
        yield self.say("was read", was=was)
        if item.change == "withdrawn":
            yield self.say("not in text now" if self.story.why == "source" else "not in text")

    def _horizon(self) -> Iterator[str]:
        """Where silence is part of the news: how far all have been looked at who could speak."""
        told = [item for item in self.items if item.change in ("lapsed", "ended")]
        measures = [self._of(item) for item in told] if self.story.by_day else []
        unseen = {one.authority for one in measures if one and one.projected}
        through = [self.how.timeline.find.reach.sure_through(name) for name in unseen]
        if through:
            yield self.say("not looked", day=self.how.words.day(min(through)))

    def _lines_of_source(self) -> Iterator[str]:
        story = self.story
        if story.whats == ("unread",):
            yield from (self.say("not understood", words=shortened(w, 240)) for w in story.words)
            yield self.say("nobody read")
        elif story.id.endswith(":back"):
            through = self.how.timeline.view.checked_through(str(story.source))
            yield self.say("answers again", day=self.how.words.day(through))
        else:
            yield from (self.say("failure", words=shortened(w, 400)) for w in story.words)
            yield self.say("silence")

    def _promises(self, pledges: Sequence[Noted]) -> Iterator[str]:
        """Promises the act holds, and those made about the measures that are told of."""
        told = [(str(one.fact["promise"]), one.fact["until"]) for one in pledges]
        for item in self.items[:ROWS]:
            measure = self._of(item)
            for pledge in measure.pledges if measure else ():
                if not (pledge["until"] and (item.last_day or "") >= pledge["until"]):
                    told.append((pledge["promise"], pledge["until"]))  # no act has kept it yet
        for promise, until in dict.fromkeys(told):
            key = "pledge until" if until else "pledge"
            yield self.say(key, promise=promise, day=self.how.words.day(until))

    def _next(self) -> Iterator[str]:
        """What comes next for the measures, where it is the same for all and not said already."""
        if self.story.ahead is not None:
            return
        measures = [self._of(item) for item in self.items]
        after = [one.next for one in measures if one and one.next]
        if after and len(after) == len(self.items) and all(one == after[0] for one in after):
            day, state, by = (after[0][key] for key in ("day", "state", "by"))
            if any(one and one.state == state for one in measures):
                return
            if by == self.story.act or state == "partly":
                return  # its own days were told above; a part of the parties is no sentence
            key = "next lapse" if by == "lapse" else "next"
            told = self.how.words.state(state)
            yield self.say(key, day=self.how.words.day(day), state=told)

    def _why(self) -> str:
        story = self.story
        if story.by_day:
            return self.say("why time")
        if story.of_source:
            return self.say("why unread" if story.whats == ("unread",) else "why health")
        if story.whats in (("unread",), ("published", "unread")):
            return self.say("why unread")
        if story.whats == ("published",) and not self.items:
            return self.say("why published")
        return self.say(f"why {story.why}")

    # -- evidence -----------------------------------------------------------------------------

    def _quotes(self, pledges: Sequence[Noted]) -> Iterator[Quote]:
        facts = [self._fact(at) for item in self.items for at in item.positions]
        cited = [one.fact["cited"] for one in [*facts, *pledges] if one and one.gone is None]
        quoted = {one["quote"]: one for one in cited if one.get("quote")}
        for words, one in list(quoted.items())[:QUOTES]:
            yield Quote(words, one.get("lang") or "zh", self._cited(one), one.get("url"))

    def _cited(self, cited: dict[str, Any]) -> str:
        act = self.heads.things.act(cited["instrument"])
        return f"{act}, {cited['provision']}" if cited["provision"] else act

    def _rows(self) -> Iterator[StateRow]:
        """A row a measure: how it stood before anybody knew, how it stands on the day of telling,
        and what happens to it."""
        words = self.how.words
        for item in self.items[:ROWS]:
            measure = self._of(item)
            ahead = self.story.ahead is not None
            yield StateRow(
                measure=item.measure,
                title=measure.title if measure else "",
                before="" if ahead or item.was else words.state(item.before),
                after=self._now(measure),
                happens=self.heads.happens(item, self.story),
                next=self._after(measure),
            )

    def _now(self, measure: Measure | None) -> str:
        if measure is None:
            return ""
        state = self.how.words.state(measure.state)
        return state if measure.confirmed else self.say("unconfirmed", state=state)

    def _after(self, measure: Measure | None) -> str:
        if measure is None or measure.next is None or self.story.ahead is not None:
            return ""
        day, state = measure.next["day"], self.how.words.state(measure.next["state"])
        if measure.next["by"] == "lapse":  # nobody can have confirmed what is still to come
            state = self.say("unconfirmed", state=state)
        return f"{self.how.words.day(day)}: {state}"
