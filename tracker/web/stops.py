"""What one could know when: the days on which acts about a measure were published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.ask import Given, address
from tracker.days import span_of
from tracker.lives import instrument_dict
from tracker.queries import Timeline
from tracker.view import where_of
from tracker.words import act_name, day_words

if TYPE_CHECKING:
    from tracker.answers import ShowAnswer

DONE = {
    "measure imposed": "lays it down",
    "measure postponed": "postpones it",
    "measure suspended": "suspends it",
    "measure resumed": "resumes it",
    "measure extended": "prolongs it",
    "measure amended": "amends it",
    "measure repealed": "repeals it",
    "clarified": "explains it",
    "pledge made": "promises it",
}
MOST = 60


class Stop(NamedTuple):
    """A day after which people knew more; `day` None: everything published since."""

    day: str | None
    words: str
    acts: list[str]
    path: str
    here: bool


def of(timeline: Timeline, answer: ShowAnswer, given: Given) -> list[Stop]:
    """The days of publication, oldest first, then everything known; one of them is `here`."""
    told: dict[str, dict[str, None]] = {}
    for day, act in _published(timeline, answer):
        told.setdefault(day, {})[act] = None
    known = answer.question["known"]
    reached = [day for day in told if known and day <= latest(known)]
    here = max(reached, default=None)
    rest = {name: value for name, value in given.items() if name != "known"}
    found = [
        Stop(
            day,
            day_words(day),
            list(told[day]),
            address("show", {**rest, "known": day}),
            here=day == here,
        )
        for day in sorted(told)[-MOST:]
    ]
    found.append(Stop(None, "everything", ["as known today"], address("show", rest), not known))
    return found


def latest(known: Any) -> str:
    """The day of a question; the later one where a moment fell on two."""
    return str(max(known.values()) if isinstance(known, Mapping) else known)


def _published(timeline: Timeline, answer: ShowAnswer) -> Iterator[tuple[str, str]]:
    """(day, act with what it does) of everything on file about the measures, known or not."""
    position = int(answer.receipt["position"])
    streams = dict.fromkeys(_streams(timeline, answer))
    acting = set[str]()
    for stream in streams:
        for _, _, _, body in timeline.view.facts(stream, position):
            fact = json.loads(body)
            if fact["event"] in ("measure suspended", "measure extended"):
                acting.add(f"pledge/{fact['cited']['instrument']}")
            yield from _told(timeline, fact)
    for stream in sorted(acting - streams.keys()):
        for _, _, _, body in timeline.view.facts(stream, position):
            yield from _told(timeline, json.loads(body))


def _streams(timeline: Timeline, answer: ShowAnswer) -> Iterator[str]:
    filters = answer.question["filters"]
    for name in timeline.view.ids(where_of(filters, timeline.view, parts=False)):
        yield f"measure/{name}"
        yield f"pledge/{name}"
        yield f"pledge/{name.partition('/')[0]}"
    for one in answer.lives:
        if one.effects and (whole := one.effects[0].get("part_of")):
            yield f"measure/{whole}"


def _told(timeline: Timeline, fact: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    public = span_of((fact.get("cited") or {}).get("published_on"))
    if fact["event"] in DONE and public is not None and public.hi < date.max:
        act = _act(timeline, fact["cited"]["instrument"])
        if fact["event"] == "pledge made":
            words = f"promised: {fact['promise']} ({act})"
        else:
            words = f"{act} {DONE[fact['event']]}"
        yield public.hi.isoformat(), words


def _act(timeline: Timeline, name: str | None) -> str:
    """An act as it is spoken of; by its title where it has no number."""
    told = act_name(name)
    if name is None or told != name:
        return told or "an act not on file"
    return str(instrument_dict(timeline.view, name, None).get("title", name))
