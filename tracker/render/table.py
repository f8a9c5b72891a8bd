"""Measures as rows: three layouts of the same columns, for narrow, middle and wide screens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tracker.answers import Measure
from tracker.render.screen import STYLES, Screen
from tracker.words import (
    SIGNS,
    STATES,
    act_name,
    effect_source,
    effect_words,
    next_words,
    parts_words,
    pledge_words,
    why_words,
)

Explained = Mapping[str, Sequence[Mapping[str, Any]]]


def state_text(state: str | None) -> Text:
    """A state with its sign and its colour."""
    if state is None:
        return Text("new", style="dim")
    style = STYLES.get(state, "")
    return Text(f"{SIGNS.get(state, ' ')} {STATES.get(state, state)}", style=style)


def run_words(measure: Measure) -> str:
    """The days of a measure's run, both included; empty where neither end is known."""
    if measure.since and measure.until:
        return f"{measure.since} … {measure.until}"
    if measure.until:
        return f"until {measure.until}"
    return f"since {measure.since}" if measure.since else ""


def line(words: str, style: str = "") -> Text:
    """Words that are shortened to fit rather than wrapped."""
    return Text(words, style=style, no_wrap=True, overflow="ellipsis")


def plain_table(screen: Screen, **given: Any) -> Table:
    """A table without a frame over the whole width."""
    return Table(
        box=None, expand=True, width=screen.width, padding=(0, 2, 0, 0), pad_edge=False, **given
    )


def measures_table(
    measures: Iterable[Measure], screen: Screen, *, header: bool, explained: Explained
) -> Table:
    """One row a measure; what needs a second look stands dimmed below it."""
    table = plain_table(screen, show_header=header, header_style="dim")
    for name, width in _columns(screen):
        if width:
            table.add_column(name, width=width, overflow="fold")
        else:
            table.add_column(name, ratio=1)
    row = _wide if screen.wide else _narrow if screen.narrow else _middle
    for measure in measures:
        table.add_row(*row(measure, list(_below(measure, explained.get(measure.id, ())))))
    return table


def _columns(screen: Screen) -> list[tuple[str, int]]:
    if screen.wide:
        since = [("since", 10), ("until", 10)]
        return [("state", 11), ("measure", 32), ("title", 0), *since, ("by", 24), ("next", 30)]
    if screen.narrow:
        return [("state", 11), ("measure", 0), ("since/until", 11)]
    return [("state", 11), ("measure", 0), ("since", 10), ("until", 10), ("by", 32)]


def _wide(measure: Measure, below: list[Text]) -> list[RenderableType]:
    return [
        _state(measure),
        Text(measure.id, overflow="fold"),
        Group(Text(measure.title), *below),
        measure.since or "–",
        measure.until or "–",
        line(why_words(measure), _why_style(measure)),
        line(next_words(measure)),
    ]


def _middle(measure: Measure, below: list[Text]) -> list[RenderableType]:
    return [
        _state(measure),
        Group(Text(measure.id, overflow="fold"), Text(measure.title, style="dim"), *below),
        measure.since or "–",
        measure.until or "–",
        Group(*_why_then(measure)),
    ]


def _why_then(measure: Measure) -> Iterator[Text]:
    yield Text(why_words(measure), style=_why_style(measure), no_wrap=False, overflow="fold")
    if measure.next:
        yield Text(f"then {next_words(measure)}", no_wrap=False, overflow="fold")


def _narrow(measure: Measure, below: list[Text]) -> list[RenderableType]:
    told = [why_words(measure) if measure.by != measure.instrument else "", next_words(measure)]
    why = "; then ".join(part for part in told if part)
    if why and not told[0]:
        why = f"then {why}"
    days = f"{measure.since or '–'}\n{measure.until or '–'}"
    lines = [Text(measure.id, overflow="fold"), Text(measure.title, style="dim")]
    if why:
        lines.append(Text(why, style=_why_style(measure)))
    return [_state(measure), Group(*lines, *below), days]


def _state(measure: Measure) -> Text:
    text = state_text(measure.state)
    if measure.never_operated and measure.state in ("suspended", "ended"):
        text.append("\nnever yet" if measure.state == "suspended" else "\nnever ran", style="dim")
    return text


def _why_style(measure: Measure) -> str:
    return "" if measure.confirmed else STYLES["lapse"]


def _below(measure: Measure, effects: Sequence[Mapping[str, Any]]) -> Iterator[Text]:
    if measure.parts:
        yield Text(parts_words(measure.parts), style="dim")
    if measure.changes_at:
        yield Text(f"changes at {measure.changes_at}", style="dim")
    if measure.basis == "read":
        yield Text("not reviewed", style="magenta")
    if measure.confidence != "high":
        yield Text(f"confidence: {measure.confidence}", style="magenta")
    for pledge in measure.pledges:
        source = pledge["citation"]["instrument"]
        yield Text(f"{pledge_words(pledge)} ({act_name(source)})", style="italic dim")
    for effect in sorted(effects, key=lambda one: one["role"] != "decides"):
        style = "" if effect["role"] == "decides" else "dim"
        told = f"{effect['role']}: {effect_words(effect)}, {effect_source(effect)}"
        yield Text(told, style=style)
