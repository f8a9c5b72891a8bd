"""What happens to what, in one line and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from tracker.alerts.phrases import Words
from tracker.alerts.story import Item, Story
from tracker.queries import Timeline
from tracker.view_facts import noted_of, text_of
from tracker.words import act_name, shortened

LONG = 90  # letters a thing may take in a headline
SENTENCE = 160  # and in a sentence
# Of several things that happen, what readers must know first.
FOREMOST = (
    "withdrawn",
    "suspended",
    "stay prolonged",
    "repealed",
    "resumed",
    "lapsed",
    "ended",
    "prolonged",
    "postponed",
    "imposed",
    "started",
    "amended",
    "corrected",
    "clarified",
    "promised",
)
_NUMBERED = re.compile(r"(.+) No\. (\S+) of (\d{4})")


class Headlines:
    """Headlines and sentences in one language."""

    def __init__(self, timeline: Timeline, words: Words) -> None:
        self.view, self.words, self.say = timeline.view, words, words.say
        self._text = cache(lambda act: text_of(self.view, act))

    # -- names --------------------------------------------------------------------------------

    def act(self, act: str | None) -> str:
        """An instrument as it is spoken of."""
        text = self._text(act) if act else None
        number = text.get("official_number") if text else None
        if self.words.language == "zh" and number and not str(number).isascii():
            return str(number)
        name = act_name(act)
        return name if name != act or text is None else shortened(str(text["title"]), LONG)

    def short(self, act: str | None) -> str:
        """The shortest name that people use, in brackets: " (No. 70)"; none for a bare id."""
        name = act_name(act)
        found = _NUMBERED.fullmatch(name)
        if not act or name == act:
            return ""
        return f" (No. {found[2]})" if found else f" ({name})"

    def text(self, act: str | None) -> str:
        """The title of an instrument in the reader's language; its name where none is on file."""
        text = self._text(act) if act else None
        if text is None:
            return act_name(act)
        chinese = self.words.language == "zh" and text.get("title_zh")
        return str(text["title_zh"] if chinese else text["title"])

    def things(self, items: Sequence[Item], act: str | None) -> str:
        """What items are about, never more than they are: a measure by its title, several by their
        instrument with how many of its provisions, several instruments by their numbers."""
        names = list(dict.fromkeys(item.measure for item in items))
        acts = list(dict.fromkeys(name.partition("/")[0] for name in names))
        if len(acts) > 1:
            return self._acts(acts, {name for name in acts if not self._whole(name, items)})
        all_ = self._provisions(acts[0])
        what = shortened(self.text(acts[0]), LONG)
        if len(names) == 1 and all_ > 1:
            what = shortened(self._measure(names[0]), LONG)
        elif len(names) < all_:
            what = self.say("some", count=len(names), all=all_, what=what)
        count = sum(len(item.parts) for item in items)
        return self.say("parts", count=count, what=what) if count else what

    def _provisions(self, act: str) -> int:
        """How many provisions an instrument lays down."""
        rows = self.view.db.execute(
            "SELECT count(*) FROM measure WHERE instrument = ? AND part_of IS NULL", (act,)
        )
        return int(rows.fetchone()[0])

    def _whole(self, act: str, items: Sequence[Item]) -> bool:
        """Whether items are about all of an instrument: each provision, each party."""
        ours = [item for item in items if item.measure.partition("/")[0] == act]
        provisions = {item.measure for item in ours}
        return len(provisions) >= self._provisions(act) and not any(item.parts for item in ours)

    def _measure(self, measure: str) -> str:
        found = noted_of(self.view, f"measure/{measure}")
        titles = [one.fact["title"] for one in found if one.event == "measure imposed"]
        return str(titles[-1]) if titles else measure

    def _acts(self, acts: Sequence[str], partly: set[str]) -> str:
        """Several instruments: those of one series and year by their numbers."""
        series: dict[tuple[str, str], list[str]] = {}
        others = []
        for act in acts:
            found = _NUMBERED.fullmatch(act_name(act))
            if found and act not in partly:
                series.setdefault((found[1], found[3]), []).append(found[2])
            else:
                name = self.act(act)
                others.append(self.say("in part", what=name) if act in partly else name)
        told = []
        for (issuer, year), numbers in series.items():
            if len(numbers) == 1 and self.words.language == "en":
                told.append(f"{issuer} No. {numbers[0]} of {year}")
            else:
                row, who = self.words.listed(numbers, 12), self.words.issuer(issuer)
                told.append(self.say("nos", issuer=who, numbers=row, year=year))
        return self.words.listed([*told, *others], 4)

    # -- one line -----------------------------------------------------------------------------

    def of(self, items: Sequence[Item], story: Story, today: date) -> str:
        """The headline of items: the foremost thing that happens, and to what."""
        first = self._foremost(items, story.act)
        if story.ahead is not None:
            key, blanks = self._ahead(first[0], today)
        elif story.by_day:
            key, blanks = self._by_day(first[0], today)
        else:
            key, blanks = self._by_act(first[0])
        what = f"{self.things(first, story.act)}{self.short(story.act)}"
        return self.say(key, what=what, **blanks)

    def _foremost(self, items: Sequence[Item], act: str | None) -> list[Item]:
        """The items of the foremost sort, with the days that most of them have."""
        first = min(items, key=lambda item: _rank(item, act))
        found = [item for item in items if _rank(item, act) == _rank(first, act)]
        days = _usual(found)
        return [item for item in found if (item.first_day, item.last_day) == days]

    def _by_act(self, item: Item) -> tuple[str, dict[str, str]]:
        """The phrase for what an act does: whether at once or later, and with which end."""
        first, last = self.words.day(item.first_day), self.words.day(item.last_day)
        later = " later" if (item.first_day or "") > (item.day or "") else ""
        key = item.change
        if key == "imposed":
            key += later if first else " no day"
        elif key == "suspended":
            key += later if last else " open"
        elif (key in ("prolonged", "stay prolonged") and not last) or (
            key == "postponed" and not first
        ):
            key += " open"
        return key, {"first": first, "last": last}

    def _by_day(self, item: Item, today: date) -> tuple[str, dict[str, str]]:
        """The phrase for what a day brings."""
        first, last = self.words.day(item.first_day), self.words.day(item.last_day)
        key = item.change
        if key == "started" and item.first_day != today.isoformat():
            key = "started other"
        elif key == "suspended":
            key = "suspended by day" if last else "suspended open"
        elif key == "resumed":
            key = "resumed by day"
        elif key == "ended" and item.first_day:
            last = self.words.day(date.fromisoformat(item.first_day) - timedelta(1))
        return key, {"first": first, "last": last}

    def _ahead(self, item: Item, today: date) -> tuple[str, dict[str, str]]:
        """The headline of something to come, with how far away it is on the day it is told."""
        first = date.fromisoformat(item.first_day or today.isoformat())
        key = {"lapsed": "stay", "resumed": "stay", "ended": "end", "suspended": "suspended"}
        word = key.get(item.change, "start")
        watched = first - timedelta(1) if word in ("stay", "end") else first
        soon = self.words.soon((watched - today).days)
        return f"ahead {word}", {"soon": soon, "day": self.words.day(watched)}

    # -- sentences ----------------------------------------------------------------------------

    def doing(self, items: Sequence[Item], act: str, text: dict[str, Any]) -> Iterator[str]:
        """What an act does, a sentence for each thing it does."""
        groups: dict[tuple[str, str | None, str | None], list[Item]] = {}
        for item in sorted(items, key=lambda item: _rank(item, act)):
            groups.setdefault((item.change, item.first_day, item.last_day), []).append(item)
        for group in groups.values():
            does = self._does(group, act)
            day = text.get("published_on")
            key = "by act" if day else "by act undated"
            yield self.say(key, act=self.act(act), day=self.words.day(day), does=does)

    def _does(self, group: Sequence[Item], act: str) -> str:
        item = group[0]
        first, last = self.words.day(item.first_day), self.words.day(item.last_day)
        key = f"does {item.change}"
        if item.change == "imposed":
            key += "" if first else " no day"
            key += " until" if first and last else ""
        elif (
            (item.change == "suspended" and not last)
            or (item.change in ("prolonged", "stay prolonged") and not last)
            or (item.change == "postponed" and not first)
        ):
            key += " open"
        own = {one.measure.partition("/")[0] for one in group} == {act}
        what = self._titles(group) if own else self.things(group, act)
        return self.say(key, what=what, first=first, last=last)

    def _titles(self, group: Sequence[Item]) -> str:
        """What an act lays down itself, provision by provision."""
        names = dict.fromkeys(item.measure for item in group)
        return self.words.rowed([shortened(self._measure(name), SENTENCE) for name in names])

    def passing(self, items: Sequence[Item], story: Story, today: date) -> Iterator[str]:
        """What the calendar does, a sentence for each act behind it and each sort of turn."""
        groups: dict[tuple[str, str | None, str | None], list[Item]] = {}
        for item in items:
            groups.setdefault((item.change, item.by, item.last_day), []).append(item)
        for group in groups.values():
            what = self.things(group, None)
            yield self.say("of", what=what, says=self._passes(group[0], story, today))

    def _passes(self, item: Item, story: Story, today: date) -> str:
        first = date.fromisoformat(item.first_day or story.day)
        eve = first - timedelta(1)
        key = _to_come(item) if story.ahead is not None else _come(item)
        watched = eve if key in WATCHED_TO_THE_END else first
        return self.say(
            key,
            act=self.act(item.by),
            first=self.words.day(first),
            last=self.words.day(item.last_day),
            next=self.words.day(first),
            day=self.words.day(watched),
            ago=self.words.soon((eve - today).days),
        )


WATCHED_TO_THE_END = ("stay over", "stay will end", "end over", "will end", "will end by")


def _come(item: Item) -> str:
    match item.change:
        case "lapsed":
            return "stay over"
        case "resumed":
            return "stay lifted"
        case "ended":
            own = item.by == item.measure.partition("/")[0]
            return "end over" if own else "end repealed"
        case "suspended":
            return "stay from" if item.last_day else "stay from open"
        case _:
            return "start by"


def _to_come(item: Item) -> str:
    match item.change:
        case "lapsed" | "resumed":
            return "stay will end"
        case "ended":
            return "will end" if item.by == item.measure.partition("/")[0] else "will end by"
        case "suspended":
            return "will be stayed"
        case _:
            return "will start"


def _rank(item: Item, act: str | None) -> tuple[int, bool]:
    """What comes first: the weightier change, and what is done to others before one's own."""
    own = item.measure.partition("/")[0] == act
    return FOREMOST.index(item.change) if item.change in FOREMOST else len(FOREMOST), own


def _usual(items: Sequence[Item]) -> tuple[str | None, str | None]:
    """The days most of the items have."""
    days = [(one.first_day, one.last_day) for one in items]
    return max(dict.fromkeys(days), key=days.count)
