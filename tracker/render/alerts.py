"""Alerts as a person reads them: who is subscribed, and the mails of a time as a newspaper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from tracker.alerts.backtest import Mail
from tracker.alerts.compose import asked_words, how_words
from tracker.alerts.phrases import Words
from tracker.alerts.subscribers import Subscriber
from tracker.alerts.subscription import USUAL, Subscription
from tracker.alerts.told import Told as Story
from tracker.render.screen import STYLES
from tracker.words import counted, day_words

Told = Iterator[RenderableType]
STATES = {"active": "ok", "pending": "warning", "paused": "warning", "bounced": "bad"}


def listed(found: Sequence[Subscriber]) -> Told:
    """Each subscription with its question, its way and its state."""
    if not found:
        yield Text("Nobody is subscribed yet: `tracker alerts add NAME ADDRESS [filters]`.")
    for one in found:
        wish = one.wish
        line = Text()
        line.append(f"{wish.name}", style="bold")
        line.append(f"  {one.state}", style=STYLES.get(STATES.get(one.state, ""), "dim"))
        line.append(f": {one.reason}" if one.reason else "")
        yield line
        words = Words("en")
        yield Text(f"  {asked_words(wish, words)}; {how_words(wish, words)}{_what(wish)}")
        where = "alerts.yml" if one.origin == "file" else "added by hand"
        since = f", since {day_words(one.since[:10])}" if one.since else ""
        yield Text(f"  told at {_address(wish)}, {wish.language}; {where}{since}", style="dim")


def _address(wish: Subscription) -> str:
    """Where it goes; a chat address holds a key and is not shown."""
    return wish.to if wish.channel == "mail" else f"{wish.to.partition('://')[0]}://…"


def _what(wish: Subscription) -> str:
    told = "" if wish.what == USUAL else f"; only {', '.join(wish.what)}"
    days = ", ".join(map(str, wish.ahead))
    return f"{told}; {days} days ahead" if "ahead" in wish.what else told


def newspaper(
    mails: Sequence[Mail], wish: Subscription, first: date, last: date, *, full: bool
) -> Told:
    """The mails a subscription would have got, day by day."""
    words = Words("en")
    span = f"{day_words(first)} to {day_words(last)}"
    yield Text(
        f"{asked_words(wish, words)}; {how_words(wish, words)}: {counted(len(mails), 'mail')},"
        f" {span}",
        style="bold",
    )
    if not mails:
        yield Text("Nothing would have been told; a note every week would have said so.")
    before = None
    for mail in mails:
        if mail.day != before:
            yield Text()
            yield Text(day_words(mail.day), style="bold")
        before = mail.day
        for _, told in mail.stories:
            yield from _story(told, full=full)


def _story(told: Story, *, full: bool) -> Told:
    yield Padding(Text(told.subject, style="cyan"), (0, 0, 0, 2))
    for line in told.lines:
        yield Padding(Text(line), (0, 0, 0, 4))
    if full:
        yield from _evidence(told)


def _evidence(told: Story) -> Told:
    for quote in told.quotes:
        yield Padding(Text(f"“{quote.words}” {quote.cited}", style="dim"), (0, 0, 0, 4))
    for row in told.table:
        change = f"{row.before} → " if row.before and row.before != row.after else ""
        line = f"{row.measure}: {change}{row.after}; {row.happens}"
        yield Padding(Text(line, style="dim"), (0, 0, 0, 4))
    yield Padding(Text(f"{told.why} {told.url or ''}", style="dim"), (0, 0, 0, 4))
