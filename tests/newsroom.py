"""A newsroom for tests of alerts: a bench with readers, a clock, and a box that keeps letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from events.facts import Fact, InstrumentPublished, MeasureImposed
from scrapers.documents import Reading
from tests.stations import Bench, bench, effect, reading
from tracker.alerts import desk
from tracker.alerts.letter import Letter
from tracker.alerts.story import Story
from tracker.alerts.subscribers import Subscriber, Subscribers
from tracker.alerts.subscription import Subscription, subscription
from tracker.alerts.turn import Turned, turn
from tracker.operations import Operations

CONTROL = "自公布之日起对示例材料实施出口管制。"
STAY = "自即日起至2027年3月31日，商务部公告2026年第901号暂停实施。"
PAGE = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_{}.html"


@dataclass
class PostBox:
    """A way out that keeps what it is given; `fails` may raise instead."""

    letters: list[tuple[str, Letter]] = field(default_factory=list)
    fails: Callable[[Letter], None] = lambda letter: None

    def send(self, letter: Letter, wish: Subscription) -> None:
        self.fails(letter)
        self.letters.append((wish.name, letter))

    def close(self) -> None:
        """Nothing to close."""

    def of(self, name: str) -> list[Letter]:
        """What one reader got."""
        return [letter for reader, letter in self.letters if reader == name]

    def subjects(self, name: str) -> list[str]:
        """The subjects of what one reader got."""
        return [letter.subject for letter in self.of(name)]


@dataclass
class Newsroom:
    """A bench, its store of operations, and its post box."""

    bench: Bench
    store: Operations
    post: PostBox = field(default_factory=PostBox)

    @property
    def readers(self) -> Subscribers:
        return Subscribers(self.store, self.bench.clock)

    def turn(self) -> Turned:
        """One turn at the present moment of the bench's clock."""
        return turn(self.bench.url, now=self.bench.clock, channels=lambda name: self.post)

    def reader(self, name: str = "all", **fields: Any) -> Subscriber:
        """A reader whose address has agreed."""
        given = {"name": name, "to": f"{name}@example.org", "confirmed": True, **fields}
        return self.readers.add(subscription(given, "test"))

    def file(self, *facts: Fact) -> None:
        """File facts as they are, at the present moment."""
        self.bench.ledger.append(facts, now=self.bench.clock)

    def later(self, **span: float) -> None:
        """Move the clock."""
        self.bench.clock.now += timedelta(**span)

    def stories(self, *, fresh: bool = True) -> list[Story]:
        """The stories noted, without those that were old when the first turn noted them."""
        with self.store.reading() as rows:
            found = rows.all(
                "SELECT id FROM tracker_story WHERE fresh = ? ORDER BY told_at, id", int(fresh)
            )
            return [one for (name,) in found if (one := desk.story(rows, name))]

    def messages(self) -> dict[str, list[str]]:
        """The names of all messages, by state."""
        with self.store.reading() as rows:
            found: dict[str, list[str]] = {}
            for name, state in rows.all("SELECT id, state FROM tracker_message"):
                found.setdefault(str(state), []).append(str(name))
        return found


def history_of(folder: Path, now: datetime) -> Path:
    """A ledger file with the bundled history, recorded at a moment."""
    from tests.stations import loaded

    with time_machine.travel(now, tick=True):
        return loaded(folder)


def newsroom(folder: Path, history: Path, now: datetime | None = None) -> Iterator[Newsroom]:
    """A newsroom after its first turn, which tells nothing."""
    at = bench(folder, history)
    if now is not None:
        at.clock.now = now
    room = Newsroom(at, Operations(at.url))
    assert room.turn().first
    yield room
    room.store.close()
    at.ledger.close()


def control(text: str = CONTROL, first: str = "2026-11-24", **more: Any) -> Reading:
    """MOFCOM Announcement No. 901 of 2026, which never was: a control from a day on."""
    what = effect(
        text.split("。")[0] + "。",
        text,
        "imposes",
        "mofcom-2026-901/p1",
        first_day=date.fromisoformat(first),
        kind="control",
        title="示例材料",
        codes=("1C999.a",),
    )
    given: dict[str, Any] = {"day": "2026-11-24", "url": PAGE.format("1"), "effects": (what,)}
    return reading("mofcom-2026-901", text, **{**given, **more})


def stay(text: str = STAY, last: str = "2027-03-31", **more: Any) -> Reading:
    """MOFCOM Announcement No. 903 of 2026, which never was: it suspends No. 901 until a day."""
    what = effect(
        text,
        text,
        "suspends",
        "mofcom-2026-901",
        first_day=date(2026, 11, 24),
        last_day=date.fromisoformat(last),
    )
    given: dict[str, Any] = {"day": "2026-11-24", "url": PAGE.format("2"), "effects": (what,)}
    return reading("mofcom-2026-903", text, **{**given, **more})


def acts(count: int, day: date, first: int = 1) -> list[InstrumentPublished | MeasureImposed]:
    """Announcements that never were, each with a control from its day on."""
    found: list[InstrumentPublished | MeasureImposed] = []
    for number in range(first, first + count):
        name = f"mofcom-{day.year}-{90000 + number}"
        given: dict[str, Any] = {"instrument": name, "published_on": day.isoformat()}
        found.append(
            InstrumentPublished(
                **given,
                jurisdiction="CN",
                authority="MOFCOM",
                form="announcement",
                title=f"Announcement {number}",
                urls=(f"https://www.mofcom.gov.cn/{number}.html",),
            )
        )
        found.append(
            MeasureImposed.model_validate(
                {
                    "measure": f"{name}/p1",
                    "cited": given,
                    "title": f"Control {number}",
                    "kind": "control",
                    "first_day": day.isoformat(),
                }
            )
        )
    return found
