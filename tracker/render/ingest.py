"""Watching as a person reads it: how an ingestion went, what a page says, what waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from tracker.render.screen import STYLES, Unbroken
from tracker.review import KINDS, Waiting
from tracker.words import act_name, counted, day_words, shortened

Told = Iterator[RenderableType]


def ingested(told: Mapping[str, Any]) -> Told:
    """One line a source, then what to do next."""
    for one in told["sources"]:
        sign, style = ("✕", "bad") if one["failed"] else ("✓", "ok")
        yield Text(f"{sign} {one['source']}: {one['words']}", style=STYLES[style])
        for warning in one.get("warnings", ()):
            yield Text(f"  ! {warning}", style=STYLES["warning"])
        for problem in one.get("problems", ())[1:]:
            yield Text(f"  ✕ {problem}", style=STYLES["bad"])
    if told.get("warc"):
        yield Text(f"WARC written to {told['warc']}")
    if told["waiting"]:
        wait = "waits" if told["waiting"] == 1 else "wait"
        yield Text(f"{counted(told['waiting'], 'thing')} {wait} for a person: `tracker review`")
    if told["failed"]:
        failed, asked = len(told["failed"]), len(told["sources"])
        rest = " the others are complete, and" if failed < asked else ""
        yield Text(
            f"{failed} of {counted(asked, 'source')} failed;{rest}"
            " answers go on from what is on file",
            style=STYLES["bad"],
        )


def readings(found: Sequence[Mapping[str, Any]]) -> Told:
    """What was read in each text, each effect with the words it rests on."""
    if not found:
        yield Text("No text was found in it.", style="bold")
    for number, one in enumerate(found):
        if number:
            yield Text()
        yield from _reading(one)


def _reading(one: Mapping[str, Any]) -> Told:
    name = act_name(one["instrument"]) if one["instrument"] else f"no instrument ({one['role']})"
    yield Text(f"{name} · {one['title']}", style="bold")
    day = day_words(one["published_on"]) if one["published_on"] else "no day"
    yield Text(f"{one['instrument'] or 'not an act'} · published {day}", style="dim")
    for effect in one["effects"]:
        yield Text(f"  {effect['effect']} {', '.join(effect['targets'])}: {_days(effect)}")
        yield Text(f"    “{effect['quote']}”", style="dim")
    for unread in one["unread"]:
        yield Text(f"  ? unread: {unread['reason']}", style=STYLES["unknown"])
        yield Text(f"    “{unread['sentence']}”", style="dim")
    if not one["effects"] and not one["unread"]:
        yield Text("  no effect on any measure")


def _days(effect: Mapping[str, Any]) -> str:
    first, last = effect["first_day"], effect["last_day"]
    clock = f" {effect['first_time']}" if effect["first_time"] else ""
    told = f"from {first}{clock}" if first else "no first day"
    told += f" through {last}" if last else ""
    more = [f"{effect['parties']} parties"] if effect["parties"] is not None else []
    more += [f"{len(effect[key])} {key}" for key in ("codes", "hs") if effect[key]]
    return "; ".join([told, *more])


def waiting(found: Sequence[Waiting]) -> Told:
    """What waits, sort by sort, each with its name, its reason and the words in question."""
    if not found:
        yield Text("Nothing waits for a person.", style="bold")
        return
    wait = "waits" if len(found) == 1 else "wait"
    yield Text(f"{counted(len(found), 'thing')} {wait} for a person", style="bold")
    order = list(KINDS)
    for kind, group in groupby(
        sorted(found, key=lambda one: order.index(one.kind)), key=lambda one: one.kind
    ):
        yield Text()
        yield Text(f"{kind}: {KINDS[kind]}", style="bold")
        for one in group:
            yield from _one(one)
    yield Text()
    yield Text("tracker review accept ID · edit ID · reject ID --reason WORDS", style="dim")


def _one(one: Waiting) -> Told:
    about = act_name(one.instrument) if one.instrument else one.source
    yield Text.assemble((f"  {one.id}  ", "cyan"), (about, "bold"), f" · {one.reason}")
    if one.sentence:
        yield Text(f"              “{shortened(one.sentence)}”", style="dim")
    if one.url:
        yield Unbroken(f"              {one.url}", style="dim")
