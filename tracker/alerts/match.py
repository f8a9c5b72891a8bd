"""Which questions a story answers, by the same filters as `tracker on`.

`sure` says that something of the story answers the question. Where what is on file does not reach
far enough to tell (no codes on file, a text nobody has read), the story is kept as not sure: it is
named in the next digest or weekly note, so that silence never hides it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from tracker.alerts.story import Story
from tracker.queries import Timeline
from tracker.question import OPEN_FILTERS, understand
from tracker.view import where_of
from tracker.view_facts import among, without

Sure = dict[str, bool]
"""Story id: whether it surely answers; stories that surely do not are left out."""


class Matcher:
    """Stories ready to be held against many questions."""

    def __init__(self, timeline: Timeline, stories: Sequence[Story]) -> None:
        self.timeline, self.view = timeline, timeline.view
        self.stories = stories
        self._by = _index(stories, parties=False)
        self._by_party = _index(stories, parties=True)
        self._names = sorted(self._by)
        self._parts = any(item.part_ids for story in stories for item in story.items)
        self._without = cache(lambda name: without(self.view, self._names, name))
        # What an act promises, or what nobody understood in it, may reach further than its items.
        self._loose = [s for s in stories if not s.items or s.words or s.pledges]
        self._of = {name: self._closed_of(name) for name in {s.act for s in stories if s.act}}
        self._found: dict[str, Sure] = {}

    def answering(self, question: Mapping[str, str]) -> Sure:
        """The stories that answer a question, surely or perhaps. Raises UsageError."""
        key = json.dumps(question, sort_keys=True)
        if key not in self._found:
            now: datetime = self.timeline.now()
            asked = understand(self.view, now, "on", question, None, None, "all", False).filters
            self._found[key] = self._answering(asked)
        return self._found[key]

    def _answering(self, asked: dict[str, str]) -> Sure:
        if not asked:
            return dict.fromkeys((story.id for story in self.stories), True)
        sure, perhaps = self._measures(asked)
        found: Sure = {name: False for one in perhaps for name in self._by.get(one, ())}
        index = self._by_party if "party" in asked else self._by
        found |= {name: True for one in sure for name in index.get(one, ())}
        for story in self._loose:
            if not found.get(story.id):
                told = self._without_measures(story, asked)
                if told is not None:
                    found[story.id] = told
        return found

    def _measures(self, asked: dict[str, str]) -> tuple[set[str], set[str]]:
        """The measures that answer, and those for which nothing on file tells."""
        closed = {name: value for name, value in asked.items() if name not in OPEN_FILTERS}
        sure = self._matching(asked)
        if len(closed) == len(asked):
            return sure, set()
        perhaps = self._matching(closed) if closed else set(self._names)
        for name in asked.keys() - closed.keys():
            told = self._matching({name: asked[name]}) if len(asked) > 1 else sure
            perhaps &= told | self._without(name)
        return sure, perhaps - sure

    def _matching(self, filters: dict[str, str]) -> set[str]:
        found = among(self.view, self._names, where_of(filters, self.view, parts=False))
        if self._parts:
            found |= among(self.view, self._names, where_of(filters, self.view, parts=True))
        return found

    # -- stories without a measure ------------------------------------------------------------

    def _closed_of(self, act: str) -> dict[str, str]:
        row = self.view.db.execute(
            "SELECT jurisdiction, authority FROM instrument WHERE id = ?", (act,)
        ).fetchone()
        found = {"jurisdiction": row[0], "authority": row[1]} if row else {}
        return found | {"instrument": act}

    def _without_measures(self, story: Story, asked: dict[str, str]) -> bool | None:
        """A text without measures, or a source: what is asked of it must not contradict it."""
        has = dict(self._of.get(story.act or "", {}))
        if story.jurisdiction:
            has.setdefault("jurisdiction", story.jurisdiction)
        if story.source and story.act is None:
            authorities = self.view.sources.get(story.source, {}).get("authorities", ())
            if "authority" in asked and authorities and asked["authority"] not in authorities:
                return None
        if "measure" in asked and story.act:
            asked = asked | {"instrument": asked["measure"].partition("/")[0]}
        # Whoever follows one act is told of texts nobody has read: they may speak of it.
        unread = "unread" in story.whats
        for name, value in asked.items():
            if name in has and has[name] != value:
                if name == "instrument" and unread and self._speaks(value, has):
                    continue
                return None
        if unread and {"instrument", "measure"} & set(asked):
            return has.get("instrument") == asked.get("instrument") and "measure" not in asked
        untold = [name for name in asked if name not in has]
        return story.of_source or not untold

    def _speaks(self, act: str, has: Mapping[str, str]) -> bool:
        """Whether a text is by the authority that an act is by."""
        return self._closed_of(act).get("authority") == has.get("authority")


def _index(stories: Sequence[Story], *, parties: bool) -> dict[str, list[str]]:
    """The stories of each measure; with `parties`, of the very parties that are meant."""
    found: dict[str, list[str]] = {}
    for story in stories:
        for name in story.about:
            found.setdefault(name, []).append(story.id)
        for item in story.items:
            names = item.part_ids if parties and item.part_ids else (item.measure, *item.part_ids)
            for name in names:
                found.setdefault(name, []).append(story.id)
    return found


def answering(
    timeline: Timeline, stories: Sequence[Story], question: Mapping[str, str]
) -> list[Story]:
    """The stories that surely answer a question."""
    found = Matcher(timeline, stories).answering(question)
    return [story for story in stories if found.get(story.id)]
