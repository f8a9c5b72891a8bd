"""Run what is due: the latest slot of each source, once among all daemons, one at a time.

Any wake-up does the same, so it does not matter how often we are woken, or how late. Of several
slots that were missed the latest is run; it sees what the others would have seen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from config.sources import Source
from events.errors import TrackerError
from events.facts import SourceFailed
from events.lease import LeaseHeld, lease
from events.ledger import open_ledger
from tracker.schedule.child import Ended, check
from tracker.schedule.runs import Run, Runs
from tracker.schedule.slots import Slot, timetable

DEADLINE = 900.0  # seconds a check may take
BACK = timedelta(days=31)  # how far back missed slots are noted
Command = Callable[[Source], Sequence[str]]


def ingest_command(deadline: float = DEADLINE) -> Command:
    """How a source is checked: by the verb that people use, which waits for them if they do.

    It gives up waiting before its deadline, so that it can say what it waited for.
    """
    verb = [sys.executable, "-m", "tracker", "ingest", "--json", "--quiet"]
    return lambda source: [*verb, "--wait", f"{deadline * 2 / 3:g}", source.name]


@dataclass
class Checks:
    """The checks of some sources of one ledger; `stopping` says that no more is to be begun."""

    ledger: str
    sources: Sequence[Source]
    runs: Runs
    log: Any
    now: Callable[[], datetime]
    command: Command
    env: Mapping[str, str]
    deadline: float = DEADLINE
    stopping: Callable[[], bool] = lambda: False
    heard: Callable[[Run], None] = lambda run: None
    _told: set[tuple[str, str]] = field(default_factory=set)

    def due(self) -> list[tuple[Source, Slot]]:
        """What is to be run, longest due first; what killed its daemon comes after the others."""
        found, now = [], self.now()
        for source in self.sources:
            slot = timetable(source).latest(now)
            run = self.runs.of(source.name, slot.name)
            if run is None or run.to_be_run(now):
                found.append((run is not None and run.state == "started", slot, source))
            elif run.holder != self.runs.holder:
                self._tell_once(source, slot, f"made by {run.holder}")
        return [(source, slot) for _, slot, source in sorted(found, key=lambda one: one[:2])]

    def run_due(self) -> list[Run]:
        """Run what is due until nothing is; the runs that were ours, as they ended."""
        made: list[Run] = []
        while ended := list(self._round()):
            made += ended
        return made

    def _round(self) -> Iterator[Run]:
        for source, slot in self.due():
            if not self.stopping() and (run := self._claimed(source, slot)):
                yield run

    def _claimed(self, source: Source, slot: Slot) -> Run | None:
        """Run a slot, unless somebody else does or did."""
        try:
            with lease(self.ledger, name=f"check-{source.name}") as file:
                missed = self._missed(source, slot)
                run = self.runs.claim(source.name, slot.name, self.now(), missed)
                return self._run(source, run, file) if run else None
        except LeaseHeld as held:
            self._tell_once(source, slot, str(held))
            return None

    def _missed(self, source: Source, slot: Slot) -> list[str]:
        """The slots between the last one anybody saw and this one."""
        last = self.runs.last(source.name)
        between = timetable(source).between(slot.instant - BACK, slot.instant)
        return [one.name for one in between if last and last.slot < one.name < slot.name]

    def _run(self, source: Source, run: Run, file: int | None) -> Run:
        self.log.info("check started", source=source.name, slot=run.slot, words=run.words or "")
        self.heard(run)
        ended = check(
            self.command(source),
            self.env,
            deadline=self.deadline,
            stopping=self.stopping,
            keep=file,
        )
        state, words = self._outcome(source, run, ended)
        done = self.runs.end(run, state, words, self.now())
        tell = self.log.warning if state == "failed" else self.log.info
        tell(f"check {state}", source=source.name, slot=run.slot, words=done.words)
        self.heard(done)
        return done

    def _outcome(self, source: Source, run: Run, ended: Ended) -> tuple[str, str]:
        """The state a run ends in, and why; what the child could not record, we do."""
        if ended.cut == "stopped":
            return "stopped", ended.cause
        told = _told_by(ended)
        if told is not None and ended.cut is None and ended.code >= 0:
            return "failed" if ended.code else "ok", told
        if not ended.cause:
            return "ok", ""
        cause = ended.cause.replace(self.ledger, "the ledger")  # its URL may hold a password
        return "failed", f"{cause}{self._record(source, run, ended, cause)}"

    def _record(self, source: Source, run: Run, ended: Ended, cause: str) -> str:
        """File the failure of a check that did not live to file it; words if that fails too."""
        in_time = f"an end within {ended.deadline:g} s"
        failure = SourceFailed(
            source=source.name,
            url=source.index,
            expected=in_time if ended.cut else "a check that ends well",
            found=f"in the check of {run.slot}: {cause}",
        )
        try:
            ledger = open_ledger(self.ledger)
            try:
                ledger.append([failure], now=self.now)
            finally:
                ledger.close()
        except TrackerError as error:
            return f"; not in the ledger: {error}"
        return ""

    def _tell_once(self, source: Source, slot: Slot, words: str) -> None:
        """Say that another daemon sees to a slot, once and not at every wake-up."""
        if (source.name, slot.name) not in self._told:
            self._told = {one for one in self._told if one[0] != source.name}
            self._told.add((source.name, slot.name))
            self.log.info("check left to another", source=source.name, slot=slot.name, words=words)


def _told_by(ended: Ended) -> str | None:
    """What an ingestion said of its source; None if it did not live to say it."""
    try:
        (one,) = json.loads(ended.output)["sources"]
        return str(one["words"])
    except (ValueError, KeyError, TypeError):
        return None
