"""How an ingestion is told while it runs: bars on a terminal, structured lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from tracker.ingest.station import Teller


@contextmanager
def telling(*, quiet: bool = False) -> Iterator[Teller]:
    """A teller that fits standard error."""
    from tracker.ingest.station import Silent

    if quiet:
        yield Silent()
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield Bars(bars)
    else:
        yield Lines()


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[now]}", style="dim"),
        console=Console(stderr=True),
        transient=True,
    )


class Bars:
    """A bar a source."""

    def __init__(self, bars: Progress) -> None:
        self.bars = bars
        self.task: dict[str, TaskID] = {}

    def started(self, source: str) -> None:
        self.task[source] = self.bars.add_task(source, total=None, now="listing …")

    def listed(self, source: str, rows: int, documents: int) -> None:
        self.bars.update(self.task[source], total=documents, now=f"{rows} rows")

    def read(self, source: str, url: str, outcome: str) -> None:
        if source in self.task:
            self.bars.update(self.task[source], advance=1, now=url[-48:])

    def problem(self, source: str, words: str) -> None:
        self.bars.console.print(f"! {words}", style="yellow", markup=False, highlight=False)

    def ended(self, source: str, words: str) -> None:
        self.bars.update(self.task[source], now="")
        self.bars.stop_task(self.task[source])


class Lines:
    """A line a step, in the form log collectors read: key=value, time in UTC."""

    def __init__(self) -> None:
        import structlog

        self.log: Any = structlog.wrap_logger(
            structlog.PrintLogger(sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.LogfmtRenderer(
                    key_order=["timestamp", "level", "event", "source"], bool_as_flag=False
                ),
            ],
        )

    def started(self, source: str) -> None:
        self.log.info("source started", source=source)

    def listed(self, source: str, rows: int, documents: int) -> None:
        self.log.info("index read", source=source, rows=rows, documents=documents)

    def read(self, source: str, url: str, outcome: str) -> None:
        self.log.info("text read", source=source, url=url, outcome=outcome)

    def problem(self, source: str, words: str) -> None:
        self.log.warning("problem", source=source, words=words)

    def ended(self, source: str, words: str) -> None:
        self.log.info("source ended", source=source, words=words)
