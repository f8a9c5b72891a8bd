"""A whole life as a person reads it: the text, bars over time, periods, effects with citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from tracker.answers import LifeAnswer, Measure, ShowAnswer
from tracker.bars import Axis, axis_of, bar, glyph, legend, marker, ticks
from tracker.render.answers import notes_of
from tracker.render.screen import STYLES, Screen, Unbroken
from tracker.render.table import line, plain_table, state_text
from tracker.words import (
    JURISDICTIONS,
    KINDS,
    REASONS,
    act_name,
    day_words,
    days_words,
    effect_source,
    effect_words,
    next_words,
    parts_words,
    pledge_words,
    question_words,
    told_filters,
    why_words,
)

Told = Iterator[RenderableType]
BASES = {
    "analyst": "analyst",
    "read": "read by a program, not confirmed by a person",
    "confirmed": "read by a program, confirmed by a person",
}
ROLE_STYLES = {"decides": "bold", "not yet": "cyan"}


def show(answer: ShowAnswer, screen: Screen, *, explain: bool = False) -> Told:
    """An instrument or a measure: who said it, how it lived, and what each day rests on."""
    text = answer.instrument
    if not text:
        yield Text("Cannot say: nothing about this was on file or public then.", style="bold")
        yield from notes_of(answer)
        return
    yield from _header(text, answer)
    yield from notes_of(answer)
    if not answer.lives:
        yield Text()
        yield Text(_nothing(text, answer), style="bold")
        return
    yield Text()
    yield from bars(answer, screen)
    for life in answer.lives:
        yield Text()
        yield from _life(life, screen, _day_for(answer, life.measure) if explain else None)


def _day_for(answer: ShowAnswer, measure: Measure) -> str:
    asked = answer.question["on"]
    return asked if isinstance(asked, str) else str(asked[measure.jurisdiction])


def _nothing(text: Mapping[str, Any], answer: ShowAnswer) -> str:
    if any(one["kind"] == "unread" for one in text["questions"]):
        return "Cannot say what it does: nobody has read the sentence above for certain yet."
    if answer.question["known"] or answer.question["recorded"] is not None:
        return "Nothing found: no measure of it was on file or public then."
    return "Nothing found: this text lays down no measure of its own; it may act on others."


def _header(text: Mapping[str, Any], answer: ShowAnswer) -> Told:
    name = text["instrument"]
    yield Text(f"{act_name(name)} · {text['title']}", style="bold")
    if text["title_zh"] and text["title_zh"] != text["title"]:
        yield Text(str(text["title_zh"]))
    numbers = [name, text["official_number"], text["form"], JURISDICTIONS[text["jurisdiction"]]]
    issuers = ", ".join(text["issuers"]) or text["authority"]
    yield Text(" · ".join(filter(None, [*numbers, f"issued by {issuers}"])))
    yield Text(_published(text))
    asked = told_filters({**answer.question, "filters": {}})
    if asked:
        yield Text(asked.removeprefix(", "), style="italic")
    if text["notes"]:
        yield Text(f"Note: {text['notes']}", style="italic")
    for url in text["urls"]:
        yield Unbroken(url, style="dim")
    yield from _copies(text["copies"])
    yield from _questions(text["questions"])
    yield from _decisions(text["decisions"])


def _copies(copies: Sequence[Mapping[str, Any]]) -> Told:
    """Where official copies were found, and whether they say the same."""
    for one in copies:
        sort = str(one["role"])
        found = f"archived {one['found_at'][:10]} by {one['source']}"
        if one["by_hand"]:
            found = f"brought by hand {one['found_at'][:10]} as {one['source']} ({one['by_hand']})"
        told = f"{sort} {found}, {one['sha256'][:12]}"
        yield Unbroken(f"  {told} · {one['url']}", style="dim")


def _questions(questions: Sequence[Mapping[str, Any]]) -> Told:
    """What a source reads otherwise, or nobody has read yet."""
    for one in questions:
        yield Text(f"? {question_words(one)}", style=STYLES["unknown"])


def _decisions(decisions: Sequence[Mapping[str, Any]]) -> Told:
    """What persons decided about it, and why."""
    for one in decisions:
        told = f"{one['decision']} by {one['by']} on {day_words(one['decided_on'])}"
        about = one["about"] or "the program's reading"
        why = f" — {one['reason']}" if one["reason"] else ""
        yield Text(f"  {told}: {about}{why}", style="dim")


def _basis(text: Mapping[str, Any]) -> str:
    """Whose word the text's readings rest on; a person may have confirmed a program's."""
    agreed = [one for one in text["decisions"] if one["kind"] == "reading"]
    if text["basis"] == "read" and agreed:
        last = agreed[-1]
        told = {"accepted": "confirmed", "edited": "corrected", "rejected": "rejected"}
        return f"read by a program, {told[last['decision']]} by {last['by']}"
    return BASES[str(text["basis"])]


def _published(text: Mapping[str, Any]) -> str:
    day = text["published_on"]
    told = f"published {_partial(day)}" if day else "day of publication not on file"
    if day and text["published_basis"] == "issue":
        told += " (the issue date; when the public could know is not on file)"
    sure = f"confidence: {text['confidence']}"
    return f"{told} · {sure} · basis: {_basis(text)}"


def _partial(day: str) -> str:
    return day_words(day) if len(day) == 10 else day


def bars(answer: ShowAnswer, screen: Screen) -> Told:
    """All lives over one axis of time, with the day asked about marked."""
    asked = answer.question["on"]
    day = date.fromisoformat(asked if isinstance(asked, str) else max(asked.values()))
    states = [_now(life.measure) for life in answer.lives]
    names = [life.measure.provision for life in answer.lives]
    left = min(max(len(name) for name in names), 30 if not screen.narrow else 18) + 2
    right = max(len(state) for state in states) + 2
    axis = axis_of([life.periods for life in answer.lives], day, screen.width - left - right)
    yield Text(" " * left + marker(axis, day, days_words(asked)), style="dim")
    kinds: list[str] = []
    for life, name, state in zip(answer.lives, names, states, strict=True):
        cells = bar(life.periods, axis)
        kinds += cells
        short = name if len(name) <= left - 2 else name[: left - 3] + "…"
        yield Text.assemble(short.ljust(left), _coloured(cells), "  ", state)
    yield from _axis(axis, left, kinds)


def _now(measure: Measure) -> Text:
    text = state_text(measure.state)
    if measure.by == "lapse" and not measure.confirmed:
        text.append(" (lapse)", style=STYLES["lapse"])
    return text


def _coloured(cells: Sequence[str]) -> Text:
    text = Text()
    for kind in cells:
        text.append(glyph(kind), style=STYLES.get(kind, ""))
    return text


def _axis(axis: Axis, left: int, kinds: Sequence[str]) -> Told:
    for words in ticks(axis):
        yield Text(" " * left + words, style="dim")
    text = Text(" " * left)
    for kind, words in legend(kinds):
        text.append(f"{words}   ", style=STYLES.get(kind, ""))
    yield text


def _life(life: LifeAnswer, screen: Screen, explained: str | None) -> Told:
    measure = life.measure
    yield Text.assemble((measure.id, "bold"), f" · {KINDS[measure.kind]}")
    yield Text(measure.title)
    yield Text.assemble(state_text(measure.state), _standing(measure))
    if measure.parts:
        yield Text(f"{parts_words(measure.parts)}; `--parts` shows them", style="dim")
    for words in _beside(measure):
        yield Text(words, style="italic")
    yield _periods(life, screen)
    yield from _effects(life, explained)


def _standing(measure: Measure) -> str:
    told = [f" by {why_words(measure)}"] if measure.by else []
    if measure.never_operated:
        told.append("never in force by then")
    if measure.next:
        told.append(f"next: {next_words(measure)}")
    return ("" if measure.by else " · ") + "; ".join(told) if told else ""


def _beside(measure: Measure) -> Iterator[str]:
    for pledge in measure.pledges:
        yield f"{pledge_words(pledge)} ({act_name(pledge['citation']['instrument'])})"
    for link in measure.links:
        note = f" ({link['note']})" if link["note"] else ""
        yield f"{link['link'].replace('_', ' ')}: {link['to']}{note}"


def _periods(life: LifeAnswer, screen: Screen) -> RenderableType:
    table = plain_table(screen, show_header=True, header_style="dim")
    table.add_column("  first day", width=12)
    table.add_column("last day", width=10)
    table.add_column("state", width=14)
    table.add_column("by", ratio=1)
    for row in life.periods:
        if row["reason"] == "not_yet_published":
            continue
        table.add_row(
            f"  {row['first'] or '–'}", row["last"] or "–", state_text(row["state"]), _why(row)
        )
    return table


def _why(row: Mapping[str, Any]) -> Text:
    if row["by"] == "lapse":
        sure = "confirmed" if row["confirmed"] else "unconfirmed"
        return Text(f"lapse, {sure}", style="" if row["confirmed"] else STYLES["lapse"])
    clock = f"from {row['at']}" if row["at"] else ""
    told = [act_name(row["by"]), REASONS.get(row["reason"] or ""), clock]
    return line(" · ".join(part for part in told if part))


def _effects(life: LifeAnswer, explained: str | None) -> Told:
    explain = explained is not None
    if explained is not None:
        yield Text(f"  what decides on {day_words(explained)}, and what does not:", style="dim")
    for effect in life.effects:
        role = str(effect["role"])
        style = ROLE_STYLES.get(role, "dim") if explain else ""
        told = Text("  ")
        if explain:
            told.append(f"{role}: ", style=style)
        told.append(f"{effect_words(effect)} — {effect_source(effect)}", style=style)
        yield told
        cited = effect["cited"]
        if cited["quote"]:
            yield Text(f"    “{cited['quote']}”")
        if cited["url"]:
            yield Unbroken(f"    {cited['url']}", style="dim")
        if effect["note"]:
            yield Text(f"    {effect['note']}", style="dim")
