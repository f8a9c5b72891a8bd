"""Stories about an instrument: it is new and does this; its text was edited; it was read wrongly.

Everything an instrument brought in one go is one story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.alerts.filed import EFFECTS, Brought, Filed, signature
from tracker.alerts.story import Item, Story, What, Why, digest, story_id
from tracker.alerts.turns import Family
from tracker.asked import ZONES
from tracker.past import Held, Past
from tracker.view import View
from tracker.view_facts import Noted, text_of
from tracker.words import effect_words

LATE_AFTER = timedelta(days=30)  # a text published longer ago than this was found late


def stories_after(view: View, position: int) -> list[Story]:
    """Every story of the entries after a position, in the order in which they were filed."""
    desk = Acts(view, Past(view, None, None))
    found = Filed(view, position).brought()
    return [story for act, brought in found.items() for story in desk.stories(act, brought)]


class Acts:
    """Makes stories of what instruments brought, with states as `past` knows them."""

    def __init__(self, view: View, past: Past) -> None:
        self.view, self.past = view, past
        self.family = Family(view)

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
        told = [story for story in corrections if story.why == "source"]
        yield from self._act(
            about, {at for one in told for item in one.items for at in item.positions}
        )

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
        effects = [one for one in brought.effects if one.position not in told]
        if not (brought.new or effects or brought.pledges or brought.unread):
            return
        words = (one.fact["sentence"] or one.fact["reason"] for one in brought.unread)
        yield Story(
            id=_act_id(about, effects),
            whats=tuple(dict.fromkeys(_whats(brought, effects))),
            why="law" if brought.new else "reading",
            day=about.published or about.today,
            items=self._items(effects, about),
            late=about.late,
            words=tuple(dict.fromkeys(words)),
            pledges=tuple(one.position for one in brought.pledges),
            **about.common,
        )

    def _edits(self, about: _About) -> Iterator[Story]:
        edits = about.brought.edits
        if not edits:
            return
        told = (one.fact.get("reason") or "the record of the text was edited" for one in edits)
        marks = (one.fact.get("review") or digest([one.fact]) for one in edits)
        pages = (one.fact["url"] for one in edits if one.fact.get("url"))
        yield Story(
            id=story_id("edited", about.act, digest(sorted(marks))),
            whats=("edited",),
            why="source",
            day=about.today,
            words=tuple(dict.fromkeys(told)),
            **about.common | {"url": next(pages, about.common["url"])},
        )

    def _corrections(self, about: _About) -> Iterator[Story]:
        gone = about.brought.gone
        for why in dict.fromkeys(because for _, because in gone):
            ours = [one for one, because in gone if because == why]
            yield Story(
                id=story_id("corrected", about.act, _mark(ours)),
                whats=_corrected_as(why),
                why=why,
                day=about.today,
                items=tuple(self._corrected(ours, about)),
                corrects=tuple(one.position for one in ours),
                **about.common,
            )

    def _corrected(self, gone: Sequence[Noted], about: _About) -> Iterator[Item]:
        """What each withdrawn reading said, with what stands in its place."""
        for one in gone:
            measure = one.fact.get("measure") or one.fact["about"]
            now = [n for n in about.brought.effects if n.fact["measure"] == measure]
            was = effect_words(one.fact) if "measure" in one.fact else one.fact["promise"]
            if not now:
                yield Item(measure=measure, change="withdrawn", was=was)
            for item in self._items(now, about):
                yield item.model_copy(update={"was": was})

    # -- items --------------------------------------------------------------------------------

    def _items(self, effects: Sequence[Noted], about: _About) -> tuple[Item, ...]:
        """Effects on measures that exist, the parties of a provision together."""
        return self.family.together(self._each(effects, about))

    def _each(
        self, effects: Sequence[Noted], about: _About
    ) -> Iterator[tuple[Item, str | None, str]]:
        listed = {one.fact["part_of"] for one in effects if one.fact.get("part_of")}
        others = any(one.fact["measure"].partition("/")[0] != about.act for one in effects)
        for one in effects:
            if one.event == "measure imposed" and one.fact["measure"] in listed:
                continue  # its parties say the same, one by one
            held = next(iter(self.past.held([one.fact["measure"]])), None)
            if held is not None and not (others and self.family.mirrors(held)):
                imposed = held.imposed.fact
                provision = getattr(imposed, "part_of", None)
                yield _item(one, held, about), provision, str(getattr(imposed, "title", ""))


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
        """Whether it was published long before it was filed, or nobody knows when."""
        if self.published is None:
            return True
        return date.fromisoformat(self.today) - date.fromisoformat(self.published) > LATE_AFTER

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


def _act_id(about: _About, effects: Sequence[Noted]) -> str:
    """An instrument's first story bears its name; what is read in it later, a hash besides."""
    if about.brought.new:
        return story_id("act", about.act)
    marks = [repr(signature(one.fact)) for one in (*effects, *about.brought.pledges)]
    marks += [one.fact["review"] for one in about.brought.unread]
    return story_id("act", about.act, digest(sorted(marks)))


def _whats(brought: Brought, effects: Sequence[Noted]) -> Iterator[What]:
    if brought.new:
        yield "published"
    if effects:
        yield "effects"
    yield from (EFFECTS[one.event] for one in effects)
    if brought.pledges:
        yield "pledges"
    if brought.unread:
        yield "unread"


def _corrected_as(why: Why) -> tuple[What, ...]:
    """A reading that fell with the words of its page is an edit; any other was our mistake."""
    return ("edited",) if why == "source" else ("corrected",)


def _mark(gone: Sequence[Noted]) -> str:
    return digest(sorted(repr(signature(one.fact)) for one in gone))


def _item(one: Noted, held: Held, about: _About) -> Item:
    fact = one.fact
    day = date.fromisoformat(about.published or about.today)
    before, after = _around(held, day)
    return Item(
        measure=fact["measure"],
        change=_change(fact),
        first_day=fact.get("first_day"),
        last_day=fact.get("last_day"),
        first_time=fact.get("first_time"),
        day=day.isoformat(),
        before=before,
        after=after,
        by=fact["cited"]["instrument"],
        positions=(one.position,),
    )


def _change(fact: dict[str, Any]) -> str:
    """The word for an effect; a prolongation says of what, a promise that it is none in law."""
    word = str(fact["event"]).removeprefix("measure ")
    if word == "extended":
        return "stay prolonged" if fact["what"] == "suspension" else "prolonged"
    if word == "amended" and fact["nature"] == "corrects":
        return "corrected"
    return "promised" if fact.get("promised") else word


def _around(held: Held, day: date) -> tuple[str | None, str | None]:
    """The states of a measure on the day before and on a day; None while it was not published."""
    return _state(held, day.toordinal() - 1), _state(held, day.toordinal())


def _state(held: Held, day: int) -> str | None:
    row = next((row for row in held.rows if row.first <= day <= row.last), None)
    return None if row is None or row.reason == "not_yet_published" else row.state
