"""How fast stories are held against subscriptions, and a whole turn: part of `make bench`."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import tracker
from tracker.alerts.backtest import Backtest
from tracker.alerts.match import Matcher
from tracker.alerts.story import Item, Story
from tracker.alerts.subscribers import Subscriber
from tracker.alerts.subscription import subscription
from tracker.alerts.turn import wanted
from tracker.view import View, where_of

WORDS = (
    *("rare", "earth", "gallium", "germanium", "graphite", "lithium"),
    *("chips", "entity", "tariff", "ship", "drone", "tungsten"),
)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def alerts(size: int) -> Iterator[tuple[str, float, str]]:
    """Each figure with what was asked: `size` subscriptions against as many changes."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/ledger.db"
        with tracker.open(url, now=lambda: NOW) as timeline:
            chance = random.Random(1)
            stories = list(_stories(timeline.view, size, chance))
            readers = [_reader(number, timeline.view, chance) for number in range(size)]
            begun = time.perf_counter()
            matcher, pairs = Matcher(timeline, stories), 0
            for reader in readers:
                found = matcher.answering(reader.wish.question)
                pairs += sum(1 for s in stories if s.id in found and wanted(s, reader))
            spent = time.perf_counter() - begun
            name = f"match {size:,} subscriptions x {size:,} changes ({pairs:,} pairs), s"
            yield name, spent, "under 2.00"
            begun = time.perf_counter()
            told = len(list(Backtest(timeline.view).stories(date(2025, 9, 1), NOW.date(), (7,))))
            spent = time.perf_counter() - begun
            yield f"tell {told} stories since 2025-09-01 again, s", spent, "no figure asked"


def _stories(view: View, size: int, chance: random.Random) -> Iterator[Story]:
    ids = view.ids(where_of({}, view, parts=False))
    for number in range(size):
        names = chance.sample(ids, chance.randint(1, 4))
        items = tuple(Item(measure=name, change="suspended") for name in names)
        given = {"whats": ("effects", "suspended"), "why": "law", "day": "2026-11-24"}
        yield Story.model_validate({"id": f"s{number}", "items": items, **given})


def _reader(number: int, view: View, chance: random.Random) -> Subscriber:
    """Readers ask for all sorts of things; most of them for something nobody else asks for."""
    word, other = chance.choice(WORDS), f"{chance.choice(WORDS)}{number}"
    questions: list[dict[str, str]] = [
        {"item": word},
        {"item": f"{word} {other}"},
        {"code": f"{chance.randint(1, 9)}A{chance.randint(0, 999):03}"},
        {"jurisdiction": chance.choice(["CN", "US"]), "to": chance.choice(["US", "DE", "JP"])},
        {"party": f"company {number}"},
        {"measure": chance.choice(view.ids(where_of({}, view, parts=False)))},
        {"authority": chance.choice(["MOFCOM", "BIS", "USTR"]), "item": other},
    ]
    fields = {"name": f"r{number}", "to": "a@b.example", "question": questions[number % 7]}
    wish = subscription(fields, "bench")
    return Subscriber(wish, "hand", "active", None, "", "", 0)
