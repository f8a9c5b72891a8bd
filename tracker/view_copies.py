"""Which wordings of a text are on file, and what changed between them, as the view shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from tracker.words import act_name

if TYPE_CHECKING:
    from tracker.view import View

Why = Literal["law", "source", "reading", "parser"]


class Wording(NamedTuple):
    """One wording of a text: our record of it, or a copy that a source had.

    One that no longer `stands` is history: the source has other words now, or it was misread.
    """

    number: int
    sort: Literal["record", "copy"]
    found_at: str
    why: Why | None
    fact: dict[str, Any]
    stands: bool


class Turn(NamedTuple):
    """Something that changed about a text, and which of the four kinds of change it was."""

    day: str
    why: Why
    words: str


def resting_on(view: View, sha256: str) -> list[dict[str, Any]]:
    """The copies of texts that are the bytes of a name."""
    rows = view.db.execute(
        "SELECT body FROM fact WHERE stream >= 'instrument/' AND stream < 'instrument0'"
        " AND event = 'copy found'"
        " AND json_extract(body, '$.sha256') = ? ORDER BY +position LIMIT 20",
        (sha256,),
    )
    return [json.loads(body) for (body,) in rows]


def wordings(view: View, instrument: str) -> list[Wording]:
    """Every wording of a text that was ever on file, in the order in which they were recorded."""
    found: list[Wording] = []
    rows = view.db.execute(
        "SELECT recorded_at, body, withdrawn_at IS NULL FROM fact WHERE stream = ?"
        " AND event IN ('instrument published', 'instrument revised', 'copy found')"
        " ORDER BY version",
        (f"instrument/{instrument}",),
    )
    for number, (recorded_at, body, stands) in enumerate(rows, 1):
        fact = json.loads(body)
        sort: Literal["record", "copy"] = "copy" if fact["event"] == "copy found" else "record"
        own = fact.get("now", fact)
        found.append(Wording(number, sort, recorded_at, fact.get("why"), own, bool(stands)))
    return found


def turns(view: View, instrument: str) -> list[Turn]:
    """All that changed about a text, oldest first: in law, at the source, in our reading of it."""
    held = wordings(view, instrument)
    found = [*_records(held), *_copies(held), *_measures(view, instrument)]
    return sorted(found, key=lambda turn: turn.day)


def _records(held: list[Wording]) -> Iterator[Turn]:
    told = {
        "source": "the text was found with other words",
        "reading": "an analyst corrected our record of it",
        "parser": "a better reader read the same words otherwise",
    }
    for one in held:
        if one.sort == "record" and one.why:
            yield Turn(one.found_at[:10], one.why, told[one.why])


def _copies(held: list[Wording]) -> Iterator[Turn]:
    """Where a page was edited in place; other furniture around the same words is no change."""
    last: dict[str, dict[str, Any]] = {}
    for one in held:
        if one.sort != "copy":
            continue
        before = last.get(one.fact["url"])
        if before and before["words"] != one.fact["words"]:
            words = f"the page was edited where it stood: {one.fact['url']}"
            yield Turn(one.found_at[:10], "source", words)
        elif before and before["sha256"] != one.fact["sha256"]:
            words = f"only what surrounds the words changed: {one.fact['url']}"
            yield Turn(one.found_at[:10], "source", words)
        last[one.fact["url"]] = one.fact


def _measures(view: View, instrument: str) -> Iterator[Turn]:
    rows = view.db.execute(
        "SELECT event, recorded_at, body FROM fact WHERE stream >= ?1 AND stream < ?2"
        " AND event IN ('measure amended', 'reading withdrawn')"
        " AND (withdrawn_at IS NULL OR event = 'reading withdrawn') ORDER BY position",
        (f"measure/{instrument}/", f"measure/{instrument}0"),
    )
    for event, recorded_at, body in rows:
        fact = json.loads(body)
        if event == "measure amended":
            cited = fact["cited"]
            act = act_name(cited["instrument"]) or "an act not on file"
            verb = "corrected" if fact["nature"] == "corrects" else "amended"
            day = fact["first_day"] or cited["published_on"] or recorded_at[:10]
            yield Turn(day, "law", f"{fact['measure']} {verb} by {act}")
        else:
            measure = str(fact["of"]).removeprefix("measure/")
            yield Turn(recorded_at[:10], fact["why"], f"a reading of {measure} was withdrawn")
