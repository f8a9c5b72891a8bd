"""An answer in a few lines, for programs that show a model the text and not the values.

Words of texts and lists stand between quotation marks, on one line each, without control signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.alerts.legible import one_line
from tracker.answers import Answer, Change, DiffAnswer, Measure, ShowAnswer, UpcomingAnswer
from tracker.asked_in_words import asked_words
from tracker.check.answer import GROUPS, NO_CLEARANCE, CheckAnswer, Finding
from tracker.mcp.coverage import CoverageAnswer
from tracker.mcp.cut import Page
from tracker.parties.answer import UNCHECKED, ListedAnswer
from tracker.search.answer import Hit, SearchAnswer
from tracker.words import (
    STATES,
    counts_words,
    horizon_words,
    next_words,
    pledge_words,
    shortened,
    why_words,
)

GROUP_WORDS = {
    "applies": "APPLIES",
    "may_apply": "MAY APPLY",
    "not_now": "SUSPENDED OR NOT YET IN FORCE",
    "reliefs": "MAY LIFT IT",
}


def told(answer: Answer, page: Page, receipt: dict[str, Any]) -> str:
    """The answer in lines: the question, its notes, what was found, and how to cite it."""
    lines = [asked_words(answer.question), *horizon_words(answer), *_empty(answer), *_found(answer)]
    if states := counts_words(answer.counts):
        lines.append(f"States of all: {states}.")
    lines += [f"{page.how[:1].upper()}{page.how[1:]}."] if page.how else []
    named = f", receipt {receipt['url'] or receipt['id']}"
    lines += [f"Ledger position {receipt['position']}, {receipt['head'][:19]}…{named}"]
    return "\n".join(one_line(line) for line in lines)


def told_coverage(answer: CoverageAnswer) -> str:
    """What is covered, in lines."""
    lines = [
        f"{one.source} ({one.jurisdiction}), {one.title}: from {one.covers_from}; {one.words}"
        for one in answer.sources
    ]
    return "\n".join(one_line(line) for line in [*lines, "Not covered:", *answer.not_covered])


def _empty(answer: Answer) -> Iterator[str]:
    if answer.empty:
        yield f"{answer.empty[:1].upper()}{answer.empty[1:]}. This is no clearance."
    if isinstance(answer, CheckAnswer):
        yield NO_CLEARANCE


def _found(answer: Answer) -> Iterator[str]:
    match answer:
        case DiffAnswer():
            yield from map(_change, answer.changes)
        case UpcomingAnswer():
            yield from map(_change, answer.changes)
            yield from (f"returned: {_measure(one)}" for one in answer.lapsed)
        case SearchAnswer():
            yield from (f"{one.kind} {one.id} {_hit(one)}" for one in answer.hits)
        case ListedAnswer():
            for one in answer.matches:
                yield f"{one.score:.0f} {_quoted(one.name)} ({one.why}): {_measure(one.measure)}"
            yield f"{UNCHECKED[:1].upper()}{UNCHECKED[1:]}."
        case CheckAnswer():
            for group in GROUPS:
                yield from (_finding(group, one) for one in getattr(answer, group))
            yield from (f"Outside: {words}." for words in answer.outside)
        case ShowAnswer():
            for life in answer.lives:
                yield _measure(life.measure)
                yield from (f"  {_period(one)}" for one in life.periods)
        case _:
            yield from map(_measure, answer.measures)


def _measure(one: Measure) -> str:
    days = f"{one.since or '…'} to {one.until or '…'}"
    after = f", then {next_words(one)}" if one.next else ""
    promised = "".join(f"; {pledge_words(pledge)}" for pledge in one.pledges)
    url = one.deciding_citation["url"] if one.citations else None
    return (
        f"{_state(one)} {one.id} {_quoted(one.title)}: {days}, {why_words(one)}{after}{promised}"
        f" <{url or 'no page on file'}>"
    )


def _state(one: Measure) -> str:
    """The state; a return that nobody has confirmed is never told as plainly in force."""
    unsure = " BY LAPSE, UNCONFIRMED" if one.by == "lapse" and not one.confirmed else ""
    unread = " (not reviewed)" if one.basis == "read" else ""
    return f"{STATES[one.state]}{unsure}{' (projected)' if one.projected else ''}{unread}"


def _change(one: Change) -> str:
    url = (one.citation or {}).get("url")
    unsure = "" if one.confirmed else ", unconfirmed"
    unsure += ", not reviewed" if one.basis == "read" else ""
    return (
        f"{one.day} {one.change}{unsure} {one.measure} {_quoted(one.title)}:"
        f" {one.from_state or 'not there'} to {one.to_state}, by {one.by or 'nothing on file'}"
        f" <{url or 'no page on file'}>"
    )


def _finding(group: str, one: Finding) -> str:
    because = "; ".join(one.because)
    missing = f"; missing: {'; '.join(one.missing)}" if one.missing else ""
    return f"{GROUP_WORDS[group]}: {_measure(one.measure)} because {because}{missing}"


def _hit(one: Hit) -> str:
    where = "" if one.snippet == one.title else f", {one.found_in} {_quoted(one.snippet)}"
    return f"{_quoted(one.title)}, published {one.day or 'on a day not on file'}{where}"


def _period(one: dict[str, Any]) -> str:
    by = f", by {one['by']}" if one["by"] else ""
    unsure = "" if one["confirmed"] else ", unconfirmed"
    return f"{one['first'] or '…'} to {one['last'] or '…'} {STATES[one['state']]}{by}{unsure}"


def _quoted(words: str) -> str:
    plain = shortened(words.replace("”", "'"))  # so that nothing ends its own quotation
    return f"“{plain}”" if words else ""
