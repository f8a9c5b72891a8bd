"""The sources, then autumn 2025, in a minute: `python -m tracker.demo`, on a ledger of its own.

Only the questions are chosen here; every line of an answer is computed. Where TRACKER_SITES_AT
names a stand-in for the sites (`make demo` starts one) the sources are asked first, over HTTP.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import tracker
from config.settings import sites_at
from events.errors import TrackerError
from tracker.render.screen import STYLES, Screen, Unbroken, screen_here
from tracker.render.table import line
from tracker.view_reviews import open_questions
from tracker.words import (
    JURISDICTIONS,
    KINDS,
    act_name,
    counts_words,
    day_words,
    next_words,
    pledge_words,
    questions_wait,
    shortened,
    state_words,
    why_words,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tracker.answers import Change, Measure
    from tracker.queries import Timeline

Told = Iterator["RenderableType"]
EVE = "before:madrid"
KEY = ("mofcom-2025-18/p1", "mofcom-2023-57/p-restrict-re", "mofcom-2024-46/para2b")
ACT = "mofcom-2025-61"
AFTER = f"after:{ACT}"
WATCHED = ("i-1", "i-3", "ii")
MOMENTS: tuple[tuple[str, str | None, str], ...] = (
    ("2025-10-09", None, "when it came out"),
    ("2025-11-06", None, "four weeks later"),
    ("2025-11-07", None, "one day later"),
    ("2025-12-05", None, "in December, with hindsight"),
    ("2025-12-05", "2025-10-20", "the same day in December, without hindsight"),
    ("2026-11-10", None, "a year later"),
    ("today", None, "today"),
)


def text(words: str, style: str = "") -> RenderableType:
    """A line, or two where it does not fit."""
    from rich.text import Text

    return Text(words, style=style)


def section(title: str, words: str) -> Told:
    """A heading and the one line that explains it."""
    yield text("")
    yield text(title, "bold")
    yield text(words, "dim")


def cited(measure: Measure | Change) -> Told:
    """The act an answer rests on, and where it can be read."""
    from tracker.answers import Measure

    first = measure.citations[:1] if isinstance(measure, Measure) else [measure.citation]
    for one in first:
        if one:
            place = f", {one['provision']}" if one["provision"] else ""
            told = f"      {act_name(one['instrument'])}{place}: {one['url'] or 'no page on file'}"
            yield Unbroken(told, style="dim")


def eve(timeline: Timeline) -> Told:
    """What was in force on the eve of the talks in Madrid."""
    answer = timeline.on(EVE)
    day = day_words(str(answer.question["on"]))
    yield from section(
        f"1  In force on the eve of Madrid, {day}",
        "A question names a day, a milestone or an act: `before:madrid` is the day before it.",
    )
    kinds = Counter((one.jurisdiction, one.kind) for one in answer.measures)
    for where, name in JURISDICTIONS.items():
        told = [
            f"{kinds[where, kind]} {KINDS[kind].partition(':')[0].partition(',')[0]}"
            for kind in KINDS
            if kinds[where, kind]
        ]
        yield text(f"  {name}: {', '.join(told)}")
    yield text(f"  All in all: {counts_words(answer.counts)}. Among them:")
    for measure in key_measures(answer.measures):
        yield line(f"  {state_words(measure.state)}  {measure.id} — {measure.title}")
        yield from cited(measure)


def key_measures(measures: Sequence[Measure]) -> Iterator[Measure]:
    """Those of the chosen ones that were in force."""
    return (measure for measure in measures if measure.id in KEY)


def changed(timeline: Timeline) -> Told:
    """What changed from then to the day after No. 61, an act a line."""
    answer = timeline.diff(EVE, AFTER)
    acts = len({change.by for change in answer.changes})
    yield from section(
        f"2  What changed by {day_words(str(answer.question['to']))}: "
        f"{len(answer.changes)} changes by {acts} acts",
        f"`tracker diff {EVE} {AFTER}` has each measure; here one line an act.",
    )
    ordered = sorted(answer.changes, key=lambda one: (one.day, one.by or ""))
    for (day, by), group in groupby(ordered, key=lambda one: (one.day, one.by)):
        found = list(group)
        words = Counter(change.change for change in found)
        told = ", ".join(f"{count} {word}" for word, count in words.items())
        yield line(f"  {day}  {act_name(by)}: {told} — {found[0].title}")
        yield from cited(found[0])


def days_of_61(timeline: Timeline) -> Told:
    """Three provisions of one announcement, on seven days."""
    act = timeline.show(ACT, on=MOMENTS[0][0])
    yield from section(
        f"3  {act_name(ACT)} ({act.instrument['official_number']}), provision by provision",
        f"{act.instrument['title']}, published {day_words(act.instrument['published_on'])}.",
    )
    for day, known, words in MOMENTS:
        answer = timeline.on(day, known=known, state="all", instrument=ACT)
        asked = timeline.on(day, measure=f"{ACT}/{WATCHED[0]}").question["on"]
        told = asked if isinstance(asked, str) else asked["CN"]
        then = f", as known on {known}" if known else ""
        yield text(f"  {told}{then}: {words}", "bold")
        watched = [one for one in answer.measures if one.provision in WATCHED]
        for measure in watched:
            yield provision(measure)
        yield from cited(watched[0])


def provision(measure: Measure) -> RenderableType:
    """One provision on one day in one line."""
    from rich.text import Text

    told = [f"by {why_words(measure)}" if measure.by == "lapse" else why_words(measure)]
    if measure.never_operated and measure.state == "suspended":
        told.append("never in force yet")
    if measure.next:
        told.append(f"then {next_words(measure)}")
    words = "; ".join(told)
    style = STYLES["lapse"] if not measure.confirmed else STYLES.get(measure.state, "")
    state = f"{state_words(measure.state):<12}"
    return Text.assemble(f"    {measure.provision:<5}", (state, style), f" {words}")


def ahead(timeline: Timeline) -> Told:
    """What is scheduled, and what came back without anyone saying so."""
    answer = timeline.upcoming()
    yield from section(
        f"4  From today, 90 days ahead: {len(answer.changes)} changes are scheduled,"
        f" {len(answer.lapsed)} returns are unconfirmed",
        "A stay that ran out brings a measure back; a promise is no law and stands beside it.",
    )
    for change in answer.changes:
        word = change.change if change.confirmed else "returns by lapse, unconfirmed"
        yield line(f"  {change.day}  {word}: {change.measure} — {change.title}")
        yield from cited(change)
    yield text("  Back by lapse, unconfirmed:", STYLES["lapse"])
    for _, group in groupby(sorted(answer.lapsed, key=stay), key=stay):
        yield from returned(list(group))


def stay(measure: Measure) -> tuple[str, str, str]:
    """What ran out, when, and what was promised about it."""
    pledges = [str(pledge["pledge"]) for pledge in measure.pledges]
    return measure.since or "", str(measure.citations[0]["instrument"]), str(pledges)


def returned(found: Sequence[Measure]) -> Told:
    """The measures one stay had held back."""
    first = found[0]
    names = ", ".join(measure.id for measure in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    yield text(f"  {first.since}  {names}{more}")
    yield from cited(first)
    for pledge in first.pledges:
        source = pledge["citation"]
        words = f"      {pledge_words(pledge)} ({act_name(source['instrument'])})"
        yield text(words, "italic")
        yield Unbroken(f"      {source['url'] or 'no page on file'}", style="dim")


def mailed(timeline: Timeline) -> Told:
    """What a subscriber to one of the goods would have been told that autumn, and when."""
    from datetime import date

    from tracker.alerts.backtest import mails
    from tracker.alerts.subscription import subscription

    asked = {"name": "demo", "to": "demo@example.com", "question": {"item": "graphite"}}
    found = mails(timeline, subscription(asked, "demo"), date(2025, 9, 1), date(2025, 11, 13))
    yield from section(
        f"5  Who had asked to be told about graphite would have got {len(found)} mails",
        "`tracker alerts backtest --since 2025-09-01 --item graphite`; each as it could be then.",
    )
    for mail in found:
        for _, told in mail.stories:
            yield text(f"  {mail.day}  {told.subject}")


SITES = "a replica of their sites here; texts marked 【演示虚构】 or [INVENTED] never happened"


def looked(ledger: str) -> Told:
    """Ask every source once, and say what came."""
    from config.sources import Sources
    from tracker.ingest.opening import station
    from tracker.ingest.run import ingest

    yield from section("0  Ask the sources", f"Over HTTP, from {SITES}.")
    with station(ledger) as at:
        for outcome in ingest(at, Sources(at.sources).chosen(())):
            sign, style = ("✕", "bad") if outcome.failed else ("✓", "ok")
            yield text(f"  {sign} {outcome.source}: {outcome.words}", STYLES[style])


def brought(timeline: Timeline) -> Told:
    """What the sources brought: read for certain, and left to a person."""
    measures = [
        one
        for one in timeline.on("today", state="all").measures
        if one.basis == "read" and one.state != "ended"
    ]
    waiting = open_questions(timeline.view)
    yield text(f"  {len(measures)} measures were read in new texts. Among them:")
    for measure in sorted(measures, key=lambda one: one.since or "")[-4:]:
        yield line(f"  {state_words(measure.state)}  {measure.id} — {measure.title}")
        quote = measure.citations[0]["quote"] if measure.citations else None
        if quote:
            yield text(f"      “{shortened(quote)}”", "dim")
    yield text(f"  {questions_wait(len(waiting))} (`tracker review`). Among them:")
    for question in [one for one in waiting if one["kind"] == "unread"][:2]:
        yield text(f"  ? {question['instrument']}: {question['reason']}", STYLES["unknown"])
        yield text(f"      “{shortened(question['sentence'])}”", "dim")


def story(timeline: Timeline) -> Iterable[RenderableType]:
    """The whole demonstration."""
    through = timeline.view.meta["curated_through"]
    yield text("")
    yield text("Autumn 2025, as the Regulatory Timeline Tracker tells it", "bold")
    yield text(f"From the curated history, which reaches to {day_words(through)}.", "dim")
    for part in (eve, changed, days_of_61, ahead, mailed):
        yield from part(timeline)
    yield text("")
    yield text(f"Ask next:  tracker show {ACT}      tracker on 2025-12-05 --known 2025-10-20")
    yield text("           tracker upcoming            tracker --help; --json everywhere")


def told_on(screen: Screen) -> str:
    """The demonstration laid out for a screen, on a ledger that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tracker-demo-") as folder:
        ledger = f"sqlite:///{Path(folder).as_posix().lstrip('/')}/ledger.db"
        asked = list(looked(ledger)) if sites_at() else []
        with tracker.open(ledger) as timeline:
            came = list(brought(timeline)) if asked else []
            return screen.text([*asked, *came, *story(timeline)])


def main() -> int:
    """Tell the story and how long it took."""
    begun = time.monotonic()
    try:
        sys.stdout.write(told_on(screen_here()))
        print(f"\nTold in {time.monotonic() - begun:.1f} s, offline.", flush=True)
    except BrokenPipeError:
        sys.stderr.close()
    except TrackerError as error:
        print(f"tracker: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
