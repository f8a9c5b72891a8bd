"""Stories about an instrument: it is new and does this; its text was edited; it was read wrongly.

Everything an instrument brought in one go is one story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tracker.alerts.filed import (
    EFFECTS,
    Brought,
    Filed,
    signature,
    standing_for,
    times_said,
)
from tracker.alerts.story import Item, Story, What, Why, digest, story_id
from tracker.alerts.turns import Family
from tracker.asked import ZONES
from tracker.days import span_of
from tracker.past import Held, Past
from tracker.readings import CURATED
from tracker.view import View
from tracker.view_facts import Noted, cited_by, measures_about, text_of

LATE_AFTER = timedelta(days=30)  # a text published longer ago than this was found late


def stories_after(view: View, position: int) -> list[Story]:
    """Every story of the entries after a position, in the order in which they were filed."""
    desk = Acts(view, None)
    found = Filed(view, position).brought()
    return [story for act, brought in found.items() for story in desk.stories(act, brought)]


class Acts:
    """Makes stories of what instruments brought, as known on a day, or today (None)."""

    def __init__(self, view: View, known: date | None) -> None:
        self.view, self.past = view, Past(view, known, None)
        self.family = Family(view)
        self._eves: dict[date, Past] = {}

    @cached_property
    def _cited(self) -> dict[str, list[Noted]]:
        return cited_by(self.view)

    def stories(self, act: str, brought: Brought) -> Iterator[Story]:
        """The stories of one instrument."""
        text = text_of(self.view, act)
        if text is None:  # pages that are of no text on file
            yield from (self._page(one) for one in brought.unread)
            return
        about = _About(act, text, brought)
        corrections = list(self._corrections(about))
        yield from corrections
        yield from self._edits(about)
        # An edit is told to everybody; a correction only to those who had heard otherwise.
        edits = [item for one in corrections if one.why == "source" for item in one.items]
        yield from self._act(about, {at for item in edits for at in item.positions})

    def _page(self, one: Noted) -> Story:
        fact = one.fact
        return Story(
            id=story_id("unread", fact["review"]),
            whats=("unread",),
            why="source",
            day=one.recorded_at[:10],
            on=one.recorded_at[:10],
            source=fact["source"],
            words=(fact["sentence"] or fact["reason"],),
            url=fact["url"],
        )

    def _act(self, about: _About, told: set[int]) -> Iterator[Story]:
        brought = about.brought
        # What only the history adds of long ago was law then: nobody is told of it today.
        told = told | brought.added if about.old else told
        effects = [one for one in brought.effects if one.position not in told]
        if about.history and not effects and not brought.pledges:
            return  # a record that a new edition of the history has, and that touches no other
        if brought.new and not effects:  # what it does may have been filed before its record was
            effects = [one for one in self._cited.get(about.act, ()) if one.event in EFFECTS]
        # A new doubt about an old text is for whoever reviews; readers had its story long ago.
        unread = brought.unread if brought.new or not about.late else []
        if not (brought.new or effects or brought.pledges or unread):
            return
        words = (one.fact["sentence"] or one.fact["reason"] for one in unread)
        yield Story(
            id=self._id(about, effects, unread),
            whats=tuple(dict.fromkeys(_whats(brought, effects, unread))),
            why=_why(brought),
            day=about.published or about.today,
            items=self._items(effects, about),
            late=about.late and not brought.heard,
            words=tuple(dict.fromkeys(words)),
            pledges=tuple(one.position for one in brought.pledges),
            about=self._about(brought.pledges),
            **about.common,
        )

    def _id(self, about: _About, effects: Iterable[Noted], unread: Iterable[Noted]) -> str:
        """An instrument's first story bears its name; what is read in it later, a hash besides."""
        if about.brought.new:
            return story_id("act", about.act)
        marks = [self._mark(one) for one in (*effects, *about.brought.pledges)]
        marks += [one.fact["review"] for one in unread]
        return story_id("act", about.act, digest(sorted(marks)))

    def _mark(self, one: Noted) -> str:
        """What an effect says, and the how manieth time it is said."""
        return f"{signature(one.fact)!r} {times_said(self.view, one)}"

    def _about(self, pledges: Iterable[Noted]) -> tuple[str, ...]:
        """The measures that promises are about."""
        names = (name for one in pledges for name in measures_about(self.view, one.fact["about"]))
        return tuple(dict.fromkeys(names))

    def _edits(self, about: _About) -> Iterator[Story]:
        for kind in ("conflict", "edited"):
            edits = [one for one in about.brought.edits if _edit_kind(one) == kind]
            if not edits:
                continue
            told = (one.fact.get("reason") or "" for one in edits)
            marks = (one.fact.get("review") or digest([one.fact]) for one in edits)
            pages = (one.fact["url"] for one in edits if one.fact.get("url"))
            yield Story(
                id=story_id(kind, about.act, digest(sorted(marks))),
                whats=("edited",),
                why="source",
                day=about.today,
                words=tuple(dict.fromkeys(filter(None, told))),
                **about.common | {"url": next(pages, about.common["url"])},
            )

    # -- corrections --------------------------------------------------------------------------

    def _corrections(self, about: _About) -> Iterator[Story]:
        gone = about.brought.gone
        for why in dict.fromkeys(because for _, because in gone):
            ours = [one for one, because in gone if because == why]
            yield Story(
                id=story_id("corrected", about.act, digest(sorted(map(self._mark, ours)))),
                whats=_corrected_as(why),
                why=why,
                day=about.today,
                items=tuple(self._corrected(ours, about)),
                corrects=tuple(one.position for one in ours),
                about=self._about(one for one in ours if "measure" not in one.fact),
                **about.common,
            )

    def _corrected(self, gone: Sequence[Noted], about: _About) -> Iterator[Item]:
        """What each withdrawn reading said, with what stands in its place."""
        for one in gone:
            measure = one.fact.get("measure") or one.fact["about"]
            act = one.fact["cited"].get("instrument")
            now = [n for n in standing_for(self.view, act, measure) if n.event == one.event]
            if not now:
                yield Item(measure=measure, change="withdrawn", was=one.position, by=act)
            for item in self._items(now, about):
                yield item.model_copy(update={"was": one.position})

    # -- items --------------------------------------------------------------------------------

    def _items(self, effects: Sequence[Noted], about: _About) -> tuple[Item, ...]:
        """Effects on measures, the parties of a provision together."""
        return self.family.together(self._each(effects, about))

    def _each(
        self, effects: Sequence[Noted], about: _About
    ) -> Iterator[tuple[Item, str | None, str]]:
        listed = {one.fact["part_of"] for one in effects if one.fact.get("part_of")}
        others = any(one.fact["measure"].partition("/")[0] != about.act for one in effects)
        for one in effects:
            if one.event == "measure imposed" and one.fact["measure"] in listed:
                continue  # its parties say the same, one by one
            held = self._held(self.past, one)
            if held is None:  # done to a measure that is not on file
                yield item_of(one.fact, one.position), None, ""
            elif not (others and self.family.mirrors(held)):
                imposed = held.imposed.fact
                provision = getattr(imposed, "part_of", None)
                item = self._with_states(one, held, about)
                yield item, provision, str(getattr(imposed, "title", ""))

    def _held(self, past: Past, one: Noted) -> Held | None:
        return next(iter(past.held([one.fact["measure"]])), None)

    def _with_states(self, one: Noted, held: Held, about: _About) -> Item:
        """An effect with the state before anybody knew of it, and on the day it was published."""
        day = date.fromisoformat(about.published or about.today)
        eve = day - timedelta(1)
        before = self._held(self._eves.setdefault(eve, Past(self.view, eve, None)), one)
        return item_of(one.fact, one.position).model_copy(
            update={
                "before": _state(before, eve.toordinal()) if before else None,
                "after": _state(held, day.toordinal()),
            }
        )


class _About:
    """One instrument with its record and what it brought."""

    def __init__(self, act: str, text: dict[str, Any], brought: Brought) -> None:
        self.act, self.text, self.brought = act, text, brought

    @property
    def published(self) -> str | None:
        """The day it was published, where that is known to the day."""
        day: str | None = self.text["published_on"]
        return day if day and len(day) == 10 else None

    @property
    def today(self) -> str:
        """Its authority's day on which this was filed."""
        filed = datetime.fromisoformat(self.brought.filed_at)
        return filed.astimezone(ZoneInfo(ZONES[self.text["jurisdiction"]])).date().isoformat()

    @property
    def late(self) -> bool:
        """Whether it was published long before it was filed, as far as the day is known."""
        span = span_of(self.text["published_on"])
        return span is not None and date.fromisoformat(self.today) - span.hi > LATE_AFTER

    @property
    def old(self) -> bool:
        """Whether it was published long before it was filed, or nobody knows when."""
        return self.late or self.text["published_on"] is None

    @property
    def history(self) -> bool:
        """Whether a new edition of the curated history first told of it, long after its day."""
        return self.brought.new and self.old and self.text.get("reader") == CURATED

    @property
    def common(self) -> dict[str, Any]:
        """What every story about it says."""
        return {
            "jurisdiction": self.text["jurisdiction"],
            "authority": self.text["authority"],
            "act": self.act,
            "on": self.today,
            "url": next(iter(self.text["urls"]), None),
        }


def item_of(fact: dict[str, Any], position: int) -> Item:
    """An effect as an item of a story, without states."""
    return Item(
        measure=fact["measure"],
        change=_change(fact),
        first_day=fact.get("first_day"),
        last_day=fact.get("last_day"),
        first_time=fact.get("first_time"),
        by=(fact.get("cited") or {}).get("instrument"),
        positions=(position,),
    )


def _change(fact: dict[str, Any]) -> str:
    """The word for an effect; a prolongation says of what, a promise that it is none in law."""
    word = str(fact["event"]).removeprefix("measure ")
    if word == "extended":
        return "stay prolonged" if fact["what"] == "suspension" else "prolonged"
    if word == "amended" and fact["nature"] == "corrects":
        return "corrected"
    if fact.get("promised"):
        return "promised"
    return "held" if fact.get("in_suspense") else word


def _whats(brought: Brought, effects: Sequence[Noted], unread: Sequence[Noted]) -> Iterator[What]:
    if brought.new:
        yield "published"
    if effects:
        yield "effects"
    for one in effects:
        yield "pledges" if one.fact.get("promised") else EFFECTS[one.event]
    if brought.pledges:
        yield "pledges"
    if unread:
        yield "unread"


def _why(brought: Brought) -> Why:
    """What changed: the law, if nobody had been told of what the act does; else page or reading."""
    if brought.edits:
        return "source"
    return "law" if brought.new or not brought.heard else "reading"


def _corrected_as(why: Why) -> tuple[What, ...]:
    """A reading that fell with the words of its page is an edit; any other was our mistake."""
    return ("edited",) if why == "source" else ("corrected",)


def _edit_kind(one: Noted) -> str:
    return "conflict" if one.fact.get("kind") == "conflict" else "edited"


def _state(held: Held, day: int) -> str | None:
    row = next((row for row in held.rows if row.first <= day <= row.last), None)
    return None if row is None or row.reason == "not_yet_published" else row.state
