"""What answers about parties and shipments cost, on all that is bundled: part of `make bench`."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tracker
from tracker.queries import Timeline

Figure = tuple[str, float, str]
DAY = "2026-08-01"


def parties(asked: int) -> Iterator[Figure]:
    """The first start of a ledger, one `listed` after another of one day, and a `check`."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        timeline = tracker.open(f"sqlite:///{Path(folder) / 'ledger.db'}")
        yield "s of processor, first start of a ledger", time.process_time() - begun, "none"
        with timeline:
            yield from _listed(timeline, asked)
            yield from _checked(timeline, max(3, asked // 10))


def _listed(timeline: Timeline, asked: int) -> Iterator[Figure]:
    rows = timeline.view.db.execute("SELECT printed FROM name WHERE sort = 'name' ORDER BY id")
    names = [row[0] for row in rows]
    chosen = random.Random(1).sample(names, asked)
    timeline.listed(chosen[0], on=DAY)
    spent = [
        _best(lambda name=name: timeline.listed(name, on=DAY))  # type: ignore[misc]
        for name in chosen
    ]
    spent.sort()
    what = f"whole answer of `listed`, {len(names):,} parties"
    yield f"ms, half, {what}", spent[len(spent) // 2] * 1e3, "no figure asked"
    yield f"ms, p99, {what}", spent[int(len(spent) * 0.99)] * 1e3, "under 3.00"


def _checked(timeline: Timeline, asked: int) -> Iterator[Figure]:
    case = {"item": "gallium", "from_": "CN", "to": "US", "party": "Skydio"}
    spent = sorted(_best(lambda: timeline.check(on=DAY, **case), 1) for _ in range(asked))
    yield "ms, half, a `check` with goods and a party", spent[len(spent) // 2] * 1e3, "none"


def _best(work: Callable[[], object], rounds: int = 3) -> float:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)
