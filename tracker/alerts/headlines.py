"""What happens, in one line and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from tracker.alerts.phrases import Words
from tracker.alerts.story import Item, Story
from tracker.alerts.things import Things
from tracker.queries import Timeline

# Of several things that happen, what readers must know first.
FOREMOST = (
    "withdrawn",
    "suspended",
    "stay prolonged",
    "repealed",
    "resumed",
    "lapsed",
    "ended",
    "surely ended",
    "prolonged",
    "postponed",
    "imposed",
    "held",
    "started",
    "surely started",
    "amended",
    "corrected",
    "clarified",
    "promised",
)
OPEN = ("suspended", "prolonged", "stay prolonged")  # have a phrase of their own without an end


class Headlines:
    """Headlines and sentences in one language, told on a day."""

    def __init__(self, timeline: Timeline, words: Words, today: date) -> None:
        self.words, self.say, self.today = words, words.say, today
        self.things = Things(timeline.view, words)

    # -- one line -----------------------------------------------------------------------------

    def of(self, items: Sequence[Item], story: Story) -> str:
        """The headline of items: the foremost thing that happens, and to what, by which act."""
        first = self._foremost(items, story.act)
        key, blanks = self._key(first[0], story)
        what = self.things.of(first)
        return self.say(key, what=f"{what}{self._by(first, story)}", **blanks)

    def happens(self, item: Item, story: Story) -> str:
        """What happens to one measure, without its name."""
        key, blanks = self._key(item, story)
        return self.say(key, what="", **blanks).rstrip(" :：")

    def _by(self, items: Sequence[Item], story: Story) -> str:
        """The act in brackets; "by" it where it ends or changes what is not its own."""
        short = self.things.short(story.act)
        if not short:
            return ""
        own = all(item.measure.partition("/")[0] == story.act for item in items)
        plain = own or items[0].change in ("suspended", "lapsed", "stay prolonged", "resumed")
        return f" ({short})" if plain else f" ({self.say('by', act=short)})"

    def _foremost(self, items: Sequence[Item], act: str | None) -> list[Item]:
        """The items of the foremost sort, with the days that most of them have."""
        first = min(items, key=lambda item: _rank(item, act))
        found = [item for item in items if _rank(item, act) == _rank(first, act)]
        days = _usual(found)
        return [item for item in found if (item.first_day, item.last_day) == days]

    def _key(self, item: Item, story: Story) -> tuple[str, dict[str, str]]:
        if story.ahead is not None:
            return self._ahead(item)
        return self._by_day(item) if story.by_day else self._by_act(item, story)

    def _days(self, item: Item) -> dict[str, str]:
        first = self.words.day(item.first_day)
        if first and item.first_time:
            first = f"{first}, {item.first_time}"
        return {"first": first, "last": self.words.day(item.last_day)}

    def _by_act(self, item: Item, story: Story) -> tuple[str, dict[str, str]]:
        """The phrase for what an act does: whether at once or later, and with which end."""
        days, key = self._days(item), item.change
        later = " later" if (item.first_day or "") > self.today.isoformat() else ""
        if key == "withdrawn" and story.why == "source":
            key = "withdrawn edit"
        elif key == "repealed" and item.before == "announced" and item.after in ("ended", None):
            key = "never started"
        elif key == "repealed" and later and len(item.first_day or "") == 10:
            key, days["last"] = "repealed later", self.words.day(_eve(str(item.first_day)))
        elif key == "imposed":
            key += later if days["first"] else " no day"
        elif key in OPEN and not days["last"]:
            key += " open"
        elif key == "suspended":
            key += later
        elif key == "postponed" and not days["first"]:
            key += " open"
        return key, days

    def _by_day(self, item: Item) -> tuple[str, dict[str, str]]:
        """The phrase for what a day brings."""
        days, key = self._days(item), item.change
        if key == "started" and item.first_day != self.today.isoformat():
            key = "started other"
        elif key == "suspended":
            key = "suspended by day" if days["last"] else "suspended open"
        elif key == "resumed":
            key = "resumed by day"
        elif key == "lapsed" and item.confirmed:
            key = "lapsed confirmed"
        elif key == "ended" and item.before == "announced":
            key = "never started"
        elif key == "ended" and item.first_day:
            days["last"] = self.words.day(_eve(item.first_day))
        return key, days

    def _ahead(self, item: Item) -> tuple[str, dict[str, str]]:
        """The phrase for something to come, with how far away it is on the day it is told."""
        first = date.fromisoformat(item.first_day or self.today.isoformat())
        key = {"lapsed": "stay", "resumed": "stay", "ended": "end", "suspended": "suspended"}
        word = key.get(item.change, "start")
        watched = first - timedelta(1) if word in ("stay", "end") else first
        soon = self.words.soon((watched - self.today).days)
        return f"ahead {word}", {"soon": soon, "day": self.words.day(watched)}

    # -- sentences ----------------------------------------------------------------------------

    def doing(self, items: Sequence[Item], act: str, text: dict[str, Any]) -> Iterator[str]:
        """What an act does, a sentence for each thing it does; what is over is said to be."""
        groups: dict[tuple[str, str | None, str | None, str | None], list[Item]] = {}
        for item in sorted(items, key=lambda item: _rank(item, act)):
            key = (item.change, item.first_day, item.last_day, item.by)
            groups.setdefault(key, []).append(item)
        for group in groups.values():
            does = self._does(group, act)
            by = group[0].by if group[0].change != "withdrawn" else act
            day = text.get("published_on") if by == act else None
            said = "by act" if day else "by act undated"
            name = self.things.act(by)
            yield self.say(said, act=name, day=self.words.day(day), does=does)
            last = group[0].last_day or ""
            if len(last) == 10 and last < self.today.isoformat():
                yield self.say("is over", last=self.words.day(last))

    def _does(self, group: Sequence[Item], act: str) -> str:
        item, days = group[0], self._days(group[0])
        key = f"does {item.change}"
        if item.change == "imposed":
            key += "" if days["first"] else " no day"
            key += " until" if days["first"] and days["last"] else ""
        elif (item.change in OPEN and not days["last"]) or (
            item.change == "postponed" and not days["first"]
        ):
            key += " open"
        own = {one.measure.partition("/")[0] for one in group} == {act}
        plain = own and not any(one.parts for one in group) and item.change != "withdrawn"
        what = self.things.each(group) if plain else self.things.of(group)
        return self.say(key, what=what, **days)

    def passing(self, items: Sequence[Item], story: Story) -> Iterator[str]:
        """What the calendar does, a sentence for each act behind it and each sort of turn."""
        groups: dict[tuple[str, str | None, str | None, str | None], list[Item]] = {}
        for item in items:
            key = (item.change, item.by, item.cause, item.last_day)
            groups.setdefault(key, []).append(item)
        for group in groups.values():
            says = self._passes(group[0], story)
            yield self.say("of", what=self.things.of(group), says=says)

    def _passes(self, item: Item, story: Story) -> str:
        first = date.fromisoformat(item.first_day or story.day)
        eve = first - timedelta(1)
        key = _to_come(item) if story.ahead is not None else _come(item)
        watched = eve if key in WATCHED_TO_THE_END else first
        days = self._days(item)
        return self.say(
            key,
            act=self.things.act(item.by),
            first=days["first"],
            last=days["last"],
            next=self.words.day(first),
            day=self.words.day(watched),
            ago=self.words.soon((eve - self.today).days),
        )


WATCHED_TO_THE_END = (
    "stay over",
    "stay over confirmed",
    "stay will end",
    "stay will be lifted",
    "end over",
    "will end",
    "will end by",
)


def _come(item: Item) -> str:
    match item.change:
        case "lapsed":
            return "stay over confirmed" if item.confirmed else "stay over"
        case "resumed":
            return "stay lifted"
        case "ended" | "surely ended":
            return "end repealed" if item.cause == "measure repealed" else "end over"
        case "suspended":
            return "stay from" if item.last_day else "stay from open"
        case "uncertain":
            return "not certain"
        case "announced again":
            return "put off"
        case _:
            return "start moved" if item.cause == "measure postponed" else "start by"


def _to_come(item: Item) -> str:
    match item.change:
        case "lapsed":
            return "stay will end"
        case "resumed":
            return "stay will be lifted"
        case "ended":
            return "will end by" if item.cause == "measure repealed" else "will end"
        case "suspended":
            return "will be stayed"
        case _:
            return "will start moved" if item.cause == "measure postponed" else "will start"


def _rank(item: Item, act: str | None) -> tuple[int, bool]:
    """What comes first: the weightier change, and what is done to others before one's own."""
    own = item.measure.partition("/")[0] == act
    return FOREMOST.index(item.change) if item.change in FOREMOST else len(FOREMOST), own


def _usual(items: Sequence[Item]) -> tuple[str | None, str | None]:
    """The days most of the items have."""
    days = [(one.first_day, one.last_day) for one in items]
    return max(dict.fromkeys(days), key=days.count)


def _eve(day: str) -> date:
    return date.fromisoformat(day) - timedelta(1)
