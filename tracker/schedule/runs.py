"""Which check was made, is being made, or was missed: one row a slot, shared by all daemons.

A slot is claimed under the lease of its job, by a row that can be inserted once. So it is run once,
however many daemons look after one ledger. A row that says "started" while its lease is free is of
a daemon that was killed: whoever has the lease takes it over.

`started`  being made, or of a daemon that was killed
`ok`, `failed`  made; the next look is that of the next slot
`stopped`  cut short by the end of its daemon: made again at the next start
`covered`  missed, while nobody was there: the check of a later slot saw all it would have seen
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tracker.operations import Operations, Rows, stamp

KEPT = timedelta(days=400)  # how long a run is remembered
MOST_WORDS = 400
AHEAD = timedelta(hours=1)  # more than clocks of two hosts differ by
AGAIN = ("started", "stopped")  # states of a slot that is still to be run
LOOK = "SELECT job, slot, state, started_at, ended_at, holder, words FROM tracker_run"
START = "INSERT INTO tracker_run VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


@dataclass(frozen=True)
class Run:
    """One slot of a job, and what became of it."""

    job: str
    slot: str
    state: str
    started_at: str
    ended_at: str | None
    holder: str
    words: str | None

    def to_be_run(self, at: datetime) -> bool:
        """Whether it is to be run again, by whoever gets the lease."""
        return self.state in AGAIN or self.untimely(at)

    def untimely(self, at: datetime) -> bool:
        """Whether it was noted by a clock that was far ahead: the check it speaks of is to come."""
        return self.started_at > stamp(at + AHEAD)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Runs:
    """The runs on file beside one ledger, as one holder writes them."""

    def __init__(self, operations: Operations, holder: str) -> None:
        self._operations = operations
        self.holder = holder

    def of(self, job: str, slot: str) -> Run | None:
        """What became of a slot; None if nobody saw it yet."""
        return self._one(f"{LOOK} WHERE job = ? AND slot = ?", job, slot)

    def last(self, job: str) -> Run | None:
        """The last slot of a job that anybody saw."""
        return self._one(f"{LOOK} WHERE job = ? ORDER BY slot DESC LIMIT 1", job)

    def all(self, job: str) -> list[Run]:
        """Every slot of a job, in order."""
        with self._operations.reading() as rows:
            return [Run(*row) for row in rows.all(f"{LOOK} WHERE job = ? ORDER BY slot", job)]

    def last_good(self, jobs: Sequence[str], at: datetime) -> str | None:
        """When a run of any of these jobs last ended well."""
        places = ", ".join("?" * len(jobs))
        with self._operations.reading() as rows:
            found = rows.one(
                "SELECT max(ended_at) FROM tracker_run"
                f" WHERE state = 'ok' AND ended_at <= ? AND job IN ({places})",
                *(stamp(at + AHEAD), *jobs),
            )
        return found[0] if found else None

    def claim(self, job: str, slot: str, at: datetime, missed: Sequence[str] = ()) -> Run | None:
        """Take a slot; None if it was run. To be asked under the lease of the job alone.

        `missed` are the slots before it that nobody saw: they count as covered from now on.
        """
        with self._operations.changing() as rows:
            before = rows.one(f"{LOOK} WHERE job = ? AND slot = ?", job, slot)
            run = self._started(job, slot, at, Run(*before) if before else None)
            if run is None:
                return None
            rows.change("DELETE FROM tracker_run WHERE job = ? AND slot = ?", job, slot)
            rows.change(START, *asdict(run).values())
            for other in missed:
                self._cover(rows, job, other, slot, at)
            oldest = str((at - KEPT).date())
            rows.change("DELETE FROM tracker_run WHERE job = ? AND slot < ?", job, oldest)
        return run

    def _started(self, job: str, slot: str, at: datetime, before: Run | None) -> Run | None:
        if before is None:
            return Run(job, slot, "started", stamp(at), None, self.holder, None)
        if not before.to_be_run(at):
            return None
        return Run(job, slot, "started", stamp(at), None, self.holder, _why_again(before, at))

    def _cover(self, rows: Rows, job: str, slot: str, by: str, at: datetime) -> None:
        words = f"missed; the check of {by} saw what it would have seen"
        rows.change(START, job, slot, "covered", stamp(at), stamp(at), self.holder, words)

    def end(self, run: Run, state: str, words: str, at: datetime) -> Run:
        """Note how a run ended."""
        told = "; ".join(filter(None, [shortened(words), run.words]))
        ended = replace(run, state=state, words=told, ended_at=stamp(at))
        with self._operations.changing() as rows:
            rows.change(
                "UPDATE tracker_run SET state = ?, ended_at = ?, words = ?"
                " WHERE job = ? AND slot = ? AND holder = ?",
                *(state, stamp(at), told, run.job, run.slot, run.holder),
            )
        return ended

    def note(self, job: str, state: str, words: str, began: datetime, at: datetime | None) -> None:
        """Keep the last run alone, of a job that runs every few minutes."""
        ended = stamp(at) if at else None
        with self._operations.changing() as rows:
            rows.change("DELETE FROM tracker_run WHERE job = ?", job)
            rows.change(
                START, job, "last", state, stamp(began), ended, self.holder, shortened(words)
            )

    def _one(self, sql: str, *given: object) -> Run | None:
        with self._operations.reading() as rows:
            found = rows.one(sql, *given)
        return Run(*found) if found else None


def _why_again(before: Run, at: datetime) -> str:
    if before.untimely(at):
        return f"again: it was noted at {before.started_at[:16]}Z, which had not come"
    how = "lost" if before.state == "started" else "stopped"
    return f"again: {before.holder} was {how} in it"


def shortened(words: str) -> str:
    """Words that fit a row and a line."""
    flat = " ".join(words.split())
    return flat if len(flat) <= MOST_WORDS else flat[: MOST_WORDS - 1] + "…"
