"""The state of the house as a person reads it: sources, milestones, doctor, verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from tracker.doctor import Check, Verified, next_step, verified_words
from tracker.freshness import SourceHealth
from tracker.render.screen import STYLES, Screen
from tracker.render.table import plain_table
from tracker.words import JURISDICTIONS, day_words

Told = Iterator[RenderableType]
MARKS = {"ok": "✓ ok", "warning": "! warning", "bad": "✕ bad"}


def sources(found: Sequence[SourceHealth], screen: Screen) -> Told:
    """Each source: since when it is covered, how fresh it is, when it is looked at next."""
    stale = sum(one.stale for one in found)
    yield Text(f"{len(found)} sources, {stale} stale", style="bold")
    for one in found:
        yield Text()
        name = JURISDICTIONS.get(one.jurisdiction, one.jurisdiction)
        yield Text.assemble((one.source, "bold"), f" · {one.title} · {name}")
        sign, style = ("!", "warning") if one.stale else ("✓", "ok")
        yield Text(f"  {sign} {one.words}", style=STYLES[style])
        due = f"next check due {one.next_due}" if one.next_due else "no check is scheduled"
        yield Text(f"  {due}; silence before {one.covers_from} means nothing", style="dim")
        yield Text(f"  {one.index}", style="dim", no_wrap=True, overflow="ignore")


def milestones(found: Mapping[str, Mapping[str, Any]], screen: Screen) -> Told:
    """Names a DATE may use."""
    yield Text(f"{len(found)} milestones; also before:NAME and after:NAME", style="bold")
    table = plain_table(screen, show_header=True, header_style="dim")
    table.add_column("name", width=max(len(name) for name in found) if found else 10)
    table.add_column("title", ratio=1)
    table.add_column("days", width=26)
    if not screen.narrow:
        table.add_column("note", ratio=1)
    for name, one in found.items():
        note = str(one.get("note") or "")
        days = Text(span_words(str(one["first"]), str(one["last"])))
        if screen.narrow:
            table.add_row(name, f"{one['title']}\n{note}".strip(), days)
        else:
            table.add_row(name, str(one["title"]), days, Text(note, style="dim"))
    yield table


def span_words(first: str, last: str) -> str:
    """One or two days.

    >>> span_words("2025-09-14", "2025-09-15")
    '14 Sep 2025 … 15 Sep 2025'
    """
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    return day_words(begins) if begins == ends else f"{day_words(begins)} … {day_words(ends)}"


def doctor(checks: Sequence[Check], screen: Screen) -> Told:
    """Each check on its line, then what to do."""
    table = plain_table(screen, show_header=False)
    table.add_column(width=9)
    table.add_column(width=13)
    table.add_column(ratio=1, overflow="fold")
    for check in checks:
        mark = Text(MARKS[check.state], style=STYLES[check.state])
        table.add_row(mark, check.name, Text(check.words))
    yield table
    yield Text()
    yield Text(next_step(list(checks)), style="bold")


def verified(found: Verified) -> Told:
    """Whether the chain is whole, and its head to be noted elsewhere."""
    for problem in found.problems:
        yield Text(f"✕ {problem}", style=STYLES["bad"], overflow="fold")
    if not found.problems:
        yield Text(verified_words(found), overflow="ignore", no_wrap=True)
