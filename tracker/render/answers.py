"""Answers as a person reads them: `on`, `diff` and `upcoming`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from tracker.answers import Answer, Change, DiffAnswer, Measure, UpcomingAnswer
from tracker.render.screen import STYLES, Screen, Unbroken
from tracker.render.table import Explained, measures_table, plain_table, state_text
from tracker.words import (
    DENIED,
    FEW_ORDERS,
    JURISDICTIONS,
    KINDS,
    act_name,
    day_words,
    days_words,
    empty_words,
    headline,
    horizon_words,
    nothing_in,
    pledge_words,
    told_filters,
)

Told = Iterator[RenderableType]
Official = Callable[[str], str | None]
UNCONFIRMED = "returned by lapse, unconfirmed"


def no_number(_: str) -> str | None:
    """For callers without the numbers of instruments."""
    return None


def notes_of(answer: Answer) -> Told:
    """How far the answer can be trusted, before anything rests on it."""
    for words in horizon_words(answer):
        yield Text(words, style="dim")
    if isinstance(answer.more, str):
        yield Text(f"More follow: --after '{answer.more}'", style="dim")


def on(answer: Answer, screen: Screen, explained: Explained | None = None) -> Told:
    """The measures of an answer, by jurisdiction and kind."""
    yield Text(headline(answer), style="bold")
    yield from notes_of(answer)
    if answer.empty:
        yield Text(empty_words(answer), style="bold")
    header = True
    for (where, kind), group in groupby(_in_order(answer.measures), key=_heading):
        found = list(group)
        yield Text()
        title = f"{JURISDICTIONS.get(where, where)} · {KINDS.get(kind, kind)} ({len(found)})"
        yield Text(title, style="bold")
        shown, orders = _apart(found)
        if shown:
            yield measures_table(shown, screen, header=header, explained=explained or {})
        header = False
        if orders:
            yield Text(
                f"and {orders} denial orders, one a notice: `tracker listed NAME` finds a party,"
                " --json has them all",
                style="dim",
            )


def _apart(found: Sequence[Measure]) -> tuple[Sequence[Measure], int]:
    """What is shown line by line; many denial orders of single persons are only counted."""
    others = [one for one in found if one.on_list != DENIED]
    many = len(found) - len(others)
    return (others, many) if many > FEW_ORDERS else (found, 0)


def _heading(measure: Measure) -> tuple[str, str]:
    return measure.jurisdiction, measure.kind


def _in_order(measures: Sequence[Measure]) -> list[Measure]:
    kinds = list(KINDS)
    return sorted(measures, key=lambda one: (one.jurisdiction, kinds.index(one.kind), one.id))


def sources(measures: Sequence[Measure]) -> Told:
    """Where each act that an answer rests on can be read, a line an act."""
    cited = [citation for one in measures for citation in one.citations]
    pages = {one["instrument"]: one["url"] for one in reversed(cited) if one["url"]}
    if pages:
        yield Text()
        yield Text("Sources", style="bold")
    for act, url in sorted(pages.items(), key=lambda item: str(item[0])):
        yield Unbroken(f"{act or 'an act not on file'}  {url}", style="dim")


def diff(answer: DiffAnswer, screen: Screen, official: Official = no_number) -> Told:
    """What changed, by day and by the act that did it."""
    question, number = answer.question, len(answer.changes)
    span = f"After {days_words(question['from'])}, up to {days_words(question['to'])}"
    many = f"{number} change{'' if number == 1 else 's'}"
    yield Text(f"{span}{told_filters(question)}: {many}", style="bold")
    yield from notes_of(answer)
    if answer.empty:
        yield Text(nothing_in(answer, "no change in this span"), style="bold")
    yield from changes(answer.changes, screen, official)


def changes(found: Sequence[Change], screen: Screen, official: Official) -> Told:
    """Changes under their day, each group under the act it rests on."""
    for day, group in groupby(found, key=lambda change: change.day):
        yield Text()
        yield Text(day_words(day), style="bold")
        of_day = sorted(group, key=lambda change: (change.act, change.measure))
        for _, acts in groupby(of_day, key=lambda change: change.act):
            alike = list(acts)
            yield from _by(alike[0], official)
            yield Padding(_changes_table(alike, screen), (0, 0, 0, 4), expand=False)


def _by(change: Change, official: Official) -> Told:
    cited = change.citation or {}
    act = cited.get("instrument")
    if change.by == "lapse":
        sure = "confirmed" if change.confirmed else "unconfirmed"
        yield Text.assemble("  by ", (f"lapse, {sure}", STYLES["lapse"]), f": {_stay(act)} ran out")
    else:
        yield Text(f"  {cited_words(act or change.by, official)}")
    if cited.get("url"):
        yield Unbroken(f"  {cited['url']}", style="dim")


def _stay(act: str | None) -> str:
    return f"the stay by {act_name(act)}" if act else "the stay"


def cited_words(act: str | None, official: Official) -> str:
    """An act by its spoken name, its id, and its official number where that says more."""
    if act is None:
        return "an act not on file"
    told = [act_name(act), act, official(act)]
    return " · ".join(dict.fromkeys(part for part in told if part))


def _changes_table(found: Sequence[Change], screen: Screen) -> RenderableType:
    inner = Screen(screen.width - 4, screen.height, screen.colours, screen.terminal)
    table = plain_table(inner, show_header=False)
    if not screen.wide:
        table.add_column(ratio=1)
        table.add_column(width=25, no_wrap=True)
    else:
        table.add_column(width=15, no_wrap=True)
        table.add_column(ratio=2)
        table.add_column(width=25, no_wrap=True)
        table.add_column(ratio=3)
    for change in found:
        table.add_row(*(_change_wide if screen.wide else _change_narrow)(change))
    return table


def _change_wide(change: Change) -> list[RenderableType]:
    name, title = Text(change.measure, overflow="fold"), Text(change.title, style="dim")
    return [_word(change), name, _joint(change), title]


def _change_narrow(change: Change) -> list[RenderableType]:
    # An id is there to be copied: it may be folded, never cut.
    name = Group(Text(change.measure, overflow="fold"), Text(change.title, style="dim"))
    return [name, Group(_word(change), _joint(change))]


def _word(change: Change) -> Text:
    return Text(change.change, style=STYLES["lapse"] if not change.confirmed else "bold")


def _joint(change: Change) -> Text:
    return Text.assemble(state_text(change.from_state), " → ", state_text(change.to_state))


def upcoming(answer: UpcomingAnswer, screen: Screen, official: Official = no_number) -> Told:
    """What is scheduled, then what came back by itself and nobody has confirmed."""
    question, number = answer.question, len(answer.changes)
    span = f"From {days_words(question['from'])}, {question['days']} days ahead"
    many = (
        f"{number} scheduled change{'' if number == 1 else 's'}, {len(answer.lapsed)} {UNCONFIRMED}"
    )
    yield Text(f"{span}{told_filters(question)}: {many}", style="bold")
    yield from notes_of(answer)
    if answer.empty:
        yield Text(nothing_in(answer, "no scheduled change in this span"), style="bold")
    yield from changes(answer.changes, screen, official)
    yield from lapsed(answer.lapsed, screen, official)


def lapsed(measures: Sequence[Measure], screen: Screen, official: Official) -> Told:
    """Returns by lapse, grouped by the day and the stay that ran out, with what was promised."""
    if not measures:
        return
    yield Text()
    words = f"{UNCONFIRMED[:1].upper()}{UNCONFIRMED[1:]} ({len(measures)})"
    yield Text(words, style=f"bold {STYLES['lapse']}")
    yield Text(
        "The stay ran out; no act that prolongs or ends it is on file. Check before relying on it.",
        style="dim",
    )
    stays = sorted(measures, key=lambda one: one.stay)
    for (since, act, _), group in groupby(stays, key=lambda one: one.stay):
        found = list(group)
        yield Text()
        yield Text(f"since {day_words(since)}: {cited_words(act or None, official)} ran out")
        yield from _promises(found[0].pledges)
        table = plain_table(screen, show_header=False)
        table.add_column(ratio=2)
        table.add_column(ratio=3)
        for measure in found:
            name = Text(f"  {measure.id}", overflow="fold")
            table.add_row(name, Text(measure.title, style="dim"))
        yield table


def _promises(pledges: Sequence[Mapping[str, Any]]) -> Told:
    for pledge in pledges:
        cited = pledge["citation"]
        yield Text(f"  {pledge_words(pledge)} ({act_name(cited['instrument'])})", style="italic")
        if cited["url"]:
            yield Unbroken(f"  {cited['url']}", style="dim")
