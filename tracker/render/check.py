"""A check as a person reads it: what applies, what may and why it is open, what is not covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from tracker.check.answer import NO_CLEARANCE, CheckAnswer, Finding
from tracker.render.answers import notes_of, sources
from tracker.render.screen import STYLES, Screen
from tracker.render.table import plain_table, run_words, state_text
from tracker.words import (
    POLICIES,
    act_name,
    day_words,
    days_words,
    next_words,
    pledge_words,
    why_words,
)

Told = Iterator[RenderableType]
HEADS = {
    "applies": "Applies",
    "may_apply": "May apply: a fact is missing",
    "not_now": "Would or may apply, but is suspended or not yet in force",
    "reliefs": "May lift it: licences and exemptions",
}


def check(answer: CheckAnswer, screen: Screen) -> Told:
    """The case, the four groups, and what is outside."""
    yield Text(headline(answer), style="bold")
    yield Text(NO_CLEARANCE, style="dim")
    yield from notes_of(answer)
    for words in answer.not_understood:
        yield Text(f"{words[:1].upper()}{words[1:]}.", style="bold")
    for name, head in HEADS.items():
        found: Sequence[Finding] = getattr(answer, name)
        if found:
            yield Text()
            yield Text(f"{head} ({len(found)})", style="bold")
            yield _table(found, screen)
    if answer.empty:
        yield Text()
        yield Text("No measure on file reaches this case as it was told.", style="bold")
    yield Text()
    yield Text("Outside this answer", style="bold")
    for words in answer.outside:
        yield Text(f"· {words[:1].upper()}{words[1:]}.")
    yield from sources([one.measure for one in answer.findings])


def headline(answer: CheckAnswer) -> str:
    """The case in one line."""
    question = answer.question
    case = question["case"]
    goods = [case["item"], *case["codes"], case["hs"] and f"HS {case['hs']}"]
    way = [f"from {case['from']}" if case["from"] else "", f"to {case['to']}" if case["to"] else ""]
    told = [
        " / ".join(filter(None, goods)) or "goods not told",
        " ".join(filter(None, way)),
        f"for {case['party']}" if case["party"] else "",
        f"{', '.join(use.replace('_', ' ') for use in case['end_uses'])} use"
        if case["end_uses"]
        else "",
        f"Chinese content {case['cn_content']:g} %" if case["cn_content"] is not None else "",
        f"US content {case['us_content']:g} %" if case["us_content"] is not None else "",
    ]
    known = f", as known on {days_words(question['known'])}" if question["known"] else ""
    return f"{', '.join(filter(None, told))}, on {days_words(question['on'])}{known}"


def _table(found: Sequence[Finding], screen: Screen) -> RenderableType:
    table = plain_table(screen, show_header=False)
    if screen.narrow:
        table.add_column(ratio=1)
        for one in found:
            table.add_row(Group(_head(one), *_measure(one), *_days(one), *_why(one), Text()))
        return table
    table.add_column(width=26 if screen.wide else 22)
    table.add_column(ratio=4)
    table.add_column(ratio=5)
    for one in found:
        table.add_row(
            Group(*_state(one), *_days(one)), Group(*_measure(one)), Group(*_why(one), Text())
        )
    return table


def _head(one: Finding) -> Text:
    """State and policy on one line, where there is but one column."""
    told = state_text(one.measure.state)
    return told.append(f" · {POLICIES[one.policy]}") if one.policy else told


def _state(one: Finding) -> Iterator[Text]:
    yield state_text(one.measure.state)
    if one.policy:
        yield Text(POLICIES[one.policy])


def _days(one: Finding) -> Iterator[Text]:
    measure = one.measure
    if told := run_words(measure):
        yield Text(told, style="dim")
    if measure.by != measure.instrument:
        style = STYLES["lapse"] if measure.by == "lapse" and not measure.confirmed else "dim"
        yield Text(why_words(measure), style=style)
    if measure.next:
        yield Text(f"then {next_words(measure)}", style="dim")


def _measure(one: Finding) -> Iterator[Text]:
    measure = one.measure
    yield Text(measure.title, style="bold", overflow="fold")
    yield Text(measure.id, style="dim", overflow="fold")
    public = measure.own_citation["published_on"]
    day = day_words(public) if public and len(public) == 10 else public
    act = f"{act_name(measure.instrument)}{f', {day}' if day else ''}"
    yield Text(f"{act}: {measure.instrument_title}", style="dim")


def _why(one: Finding) -> Iterator[Text]:
    if one.because:
        yield Text("; ".join(one.because))
    for words in one.missing:
        yield Text(f"? {words}", style="bold")
    for words in one.conditions:
        yield Text(f"§ {words}", style="dim")
    for pledge in one.measure.pledges:
        yield Text(pledge_words(pledge), style="italic")
