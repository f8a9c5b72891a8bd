"""Listings by name as a person reads them: how near each name is, and how the listing stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from tracker.answers import Measure
from tracker.parties.answer import UNCHECKED, ListedAnswer, Match
from tracker.render.answers import notes_of, sources
from tracker.render.screen import STYLES, Screen
from tracker.render.table import plain_table, run_words, state_text
from tracker.words import act_name, counted, days_words, next_words, told_filters, why_words

Told = Iterator[RenderableType]
SHOWN = 4  # other names of a party


def listed(answer: ListedAnswer, screen: Screen) -> Told:
    """The matches, best first, then the rules that no name decides."""
    yield Text(headline(answer), style="bold")
    yield from notes_of(answer)
    if answer.empty:
        yield Text(nothing(answer), style="bold")
    else:
        yield Text("A likeness of names is no proof: compare the party itself.", style="dim")
        if answer.more:
            yield Text("More names come near it: --limit shows more of them.", style="dim")
        yield Text()
        yield _table(answer.matches, screen)
    yield from _ownership(answer.ownership, screen)
    yield from sources([one.measure for one in answer.matches])


def headline(answer: ListedAnswer) -> str:
    """What was asked and how many names came near."""
    question = answer.question
    wanted = f" on the {question['list']}" if question["list"] else ""
    many = counted(len(answer.matches), "listing")
    if answer.more:
        many = f"the first {many}"
    return (
        f"“{question['name']}” on {days_words(question['on'])}{told_filters(question)}:"
        f" {many}{wanted} under a name like it"
    )


def nothing(answer: ListedAnswer) -> str:
    """Which kind of empty it is."""
    if answer.empty == "cannot say":
        return "Cannot say: no name on file comes near it, and not every name is on file (above)."
    return "Nothing found: no name on file comes near it."


def _table(matches: Sequence[Match], screen: Screen) -> RenderableType:
    table = plain_table(screen, header_style="dim")
    table.add_column("score", width=5, justify="right")
    if screen.narrow:
        table.add_column("name and listing", ratio=1)
        table.add_column("state", width=24)
        for one in matches:
            table.add_row(f"{one.score:.0f}", Group(*_name(one), *_listing(one)), _state(one))
        return table
    table.add_column("name", ratio=5)
    table.add_column("listing", ratio=5)
    table.add_column("state", ratio=4, min_width=24)
    for one in matches:
        table.add_row(f"{one.score:.0f}", Group(*_name(one)), Group(*_listing(one)), _state(one))
    return table


def _name(one: Match) -> Iterator[Text]:
    yield Text(one.name, style="bold", overflow="fold")
    party = one.party or {}
    others = [party.get("name"), party.get("name_zh")]
    told = [name for name in dict.fromkeys(others) if name and name != one.name]
    if told:
        yield Text(" · ".join(told), overflow="fold")
    yield Text(one.why, style="dim")
    yield from _who(party)


def _who(party: Mapping[str, Any]) -> Iterator[Text]:
    """What helps to tell whether it is the party meant: other names, where it is."""
    names = [*party.get("aliases", ()), *party.get("units", ())]
    told = [f"also {'; '.join(names[:SHOWN])}{' …' if len(names) > SHOWN else ''}"] if names else []
    where = [", ".join(party.get("countries", ())), "; ".join(party.get("addresses", ())[:2])]
    for words in (*told, ": ".join(filter(None, where))):
        if words:
            yield Text(words, style="dim", overflow="fold")


def _listing(one: Match) -> Iterator[Text]:
    measure = one.measure
    yield Text(f"{measure.jurisdiction} {one.on_list or measure.kind}")
    yield Text(measure.id, overflow="fold", style="dim")
    yield Text(one.does, style="dim")


def _state(one: Match) -> RenderableType:
    measure = one.measure
    lines = [state_text(measure.state)]
    style = STYLES["lapse"] if measure.by == "lapse" and not measure.confirmed else ""
    if measure.reason == "not_yet_published":
        lines = [Text("○ not yet listed", style=STYLES.get("announced", ""))]
    elif days := run_words(measure):
        lines.append(Text(days, style="dim"))
    lines.append(Text(why_words(measure), style=style))
    if measure.next:
        lines.append(Text(f"then {next_words(measure)}", style="dim"))
    if measure.projected:
        lines.append(Text("projected", style="dim"))
    if measure.basis == "read":
        lines.append(Text("not reviewed", style="magenta"))
    return Group(*lines)


def _ownership(rules: Sequence[Measure], screen: Screen) -> Told:
    """The rules on who owns the party, each with its own state that day."""
    yield Text()
    words = f"{UNCHECKED[:1].upper()}{UNCHECKED[1:]}"
    if not rules:
        yield Text(f"{words}: no rule on owners of half a firm was known for that day.")
        return
    yield Text(f"{words}: a name does not tell who owns the party. Rules on owners, that day:")
    table = plain_table(screen, show_header=False)
    table.add_column(width=14)
    table.add_column(ratio=1)
    for rule in rules:
        told = [Text(f"{act_name(rule.instrument)} ({rule.id})", overflow="fold")]
        told.append(Text(rule.title, style="dim"))
        days = " · ".join(filter(None, [run_words(rule), why_words(rule), next_words(rule)]))
        told.append(Text(days, style="dim"))
        table.add_row(state_text(rule.state), Group(*told))
    yield table
