"""What pages cost: a real server on the whole bundled history, each address asked for once."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

import httpx2

import tracker
from tests.web_server import serving
from tracker.queries import Timeline
from tracker.web import app

Figure = tuple[str, float, str]
Address = Callable[[random.Random], str]
BEGIN, DAYS = date(2018, 1, 1), 3_300
GOODS = ("gallium", "镝", "graphite", "3A090", "稀土", "lithium battery", "drones")
NAMES = ("Huawei", "Skydio", "斯凯迪奥", "SMIC", "Lockheed", "Illumina", "DJI", "中芯国际")
MOST, LARGEST = 60, 100  # milliseconds, kilobytes


def served(each: int) -> Iterator[Figure]:
    """Milliseconds at the client, loopback included, and the largest page as it is sent."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = f"sqlite:///{folder}/ledger.db"
        made = app(ledger)
        made.state.remember()  # as `tracker serve` does
        with tracker.open(ledger) as timeline, serving(made) as client:
            for name, address in families(timeline):
                yield from _family(client, name, address, each)


def _family(client: httpx2.Client, name: str, address: Address, each: int) -> Iterator[Figure]:
    chosen = random.Random(name)
    client.get(address(chosen))  # a template is compiled when it is first used
    asked = dict.fromkeys(address(chosen) for _ in range(each * 3))
    times, largest = [], 0
    for path in list(asked)[:each]:
        begun = time.perf_counter()
        with client.stream("GET", path) as answer:
            sent = sum(len(part) for part in answer.iter_raw())
        times.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        largest = max(largest, sent)
    times.sort()
    at = f"{name}, {len(times)} addresses"
    yield f"ms, half, page {at}", times[len(times) // 2], "none"
    yield f"ms, p99, page {at}", times[min(len(times) - 1, len(times) * 99 // 100)], f"under {MOST}"
    yield f"kB sent, largest page {name}", largest / 1000, f"under {LARGEST}"


def families(timeline: Timeline) -> list[tuple[str, Address]]:
    """Kinds of pages, each with addresses at random."""
    measures = [one.id for one in timeline.on("2026-11-26", state="all").measures]
    acts = timeline.view.instrument_ids()

    def day(chosen: random.Random) -> date:
        return BEGIN + timedelta(chosen.randrange(DAYS))

    def diff(span: int) -> Address:
        def address(chosen: random.Random) -> str:
            first = day(chosen)
            return f"/diff/{first}/{first + timedelta(span)}"

        return address

    def asking(path: str, **words: Callable[[random.Random], object]) -> Address:
        return lambda chosen: f"{path}?{urlencode({k: make(chosen) for k, make in words.items()})}"

    return [
        ("on a day", lambda chosen: f"/on/{day(chosen)}"),
        ("on a day, of China", lambda chosen: f"/on/{day(chosen)}?jurisdiction=CN&state=all"),
        ("on a day, known", lambda chosen: f"/on/{day(chosen)}?known={day(chosen)}"),
        ("two days, a month apart", diff(30)),
        ("two days, a year apart", diff(365)),
        ("upcoming", asking("/upcoming", days=lambda chosen: chosen.randrange(400))),
        ("of a measure", lambda chosen: f"/measures/{chosen.choice(measures)}"),
        ("of a text", lambda chosen: f"/instruments/{chosen.choice(acts)}"),
        ("of a party", asking("/parties", name=lambda c: c.choice(NAMES), on=day)),
        (
            "of a case",
            asking("/check", item=lambda c: c.choice(GOODS), to=lambda c: c.choice(("US", "KR")),
                   on=day),
        ),
        ("of a search", asking("/search", words=lambda c: c.choice((*GOODS, *NAMES)),
                               limit=lambda c: c.randrange(1, 60))),
        ("of both sides", asking("/both", to=lambda c: BEGIN + timedelta(c.randrange(2800, DAYS)))),
    ]  # fmt: skip
