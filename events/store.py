"""What every store of entries can do, and the store that lives in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Literal, Protocol, cast

from eventsourcing.persistence import StoredEvent
from eventsourcing.popo import POPOApplicationRecorder, POPOFactory
from eventsourcing.utils import Environment

from events.errors import LedgerError
from events.stored import NewRow, Row

PAGE = 500  # entries read at a time; with pages of 5,000 the garbage collector halves the rate
LOCK_SECONDS = 30  # how long a writer waits for another one


class Rows(Protocol):
    """What a ledger asks of a store inside one transaction."""

    def last(self) -> Row | None:
        """The row at the highest position."""

    def page(self, after: int | None) -> list[Row]:
        """The next rows after a position, in order, at most a page."""

    def of(self, streams: Sequence[str]) -> list[Row]:
        """All rows of some streams, by stream and version."""

    def versions(self, streams: Sequence[str]) -> list[tuple[str, int]]:
        """The last version of each stream that exists."""

    def add(self, rows: Sequence[NewRow]) -> Sequence[int]:
        """Insert rows in this order; their positions."""


class Store(Protocol):
    """Where the rows are."""

    place: str
    gapless: bool

    def reading(self) -> AbstractContextManager[Rows]:
        """Rows to read."""

    def writing(self) -> AbstractContextManager[Rows]:
        """Rows under the one write lock: all is stored at the end of the block, or nothing."""

    def refusal(self, error: Exception, *, writing: bool) -> LedgerError:
        """One line on an error of the store."""

    def damage(self) -> list[str]:
        """What the store itself finds wrong with its file."""

    def close(self) -> None:
        """Give back connections."""


class _MemoryRows:
    def __init__(self, recorder: POPOApplicationRecorder) -> None:
        self._recorder = recorder

    def _all(self, after: int | None = None, size: int = 2**62) -> list[Row]:
        notes = self._recorder.select_notifications(after, size, inclusive_of_start=False)
        return [
            Row(n.id, str(n.originator_id), n.originator_version, n.topic, n.state) for n in notes
        ]

    def last(self) -> Row | None:
        end = self._recorder.max_notification_id()
        return self._all(end - 1)[0] if end else None

    def page(self, after: int | None) -> list[Row]:
        return self._all(after, PAGE)

    def of(self, streams: Sequence[str]) -> list[Row]:
        wanted = set(streams)
        return sorted((r for r in self._all() if r.stream in wanted), key=lambda r: r[1:3])

    def versions(self, streams: Sequence[str]) -> list[tuple[str, int]]:
        return [(row.stream, row.version) for row in self.of(streams)]

    def add(self, rows: Sequence[NewRow]) -> Sequence[int]:
        return self._recorder.insert_events([StoredEvent(*row) for row in rows]) or ()


class MemoryStore:
    """A ledger that ends with its process; for tests and for trying things out."""

    place = "memory"
    gapless = True

    def __init__(self) -> None:
        recorder = POPOFactory(Environment("ledger")).application_recorder()
        self._rows = _MemoryRows(cast(POPOApplicationRecorder, recorder))
        self._lock = threading.RLock()

    def reading(self) -> AbstractContextManager[Rows]:
        return nullcontext(self._rows)

    @contextmanager
    def writing(self) -> Iterator[Rows]:
        with self._lock:
            yield self._rows

    def refusal(self, error: Exception, *, writing: bool) -> LedgerError:
        return LedgerError(f"memory: {error}")

    def damage(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing to give back."""


class SqlRows:
    """The few statements of a ledger, in the words both databases share."""

    def __init__(self, cursor: Any, table: str, position: str, mark: Literal["?", "%s"]) -> None:
        self._cursor, self._mark, self._table, self._position = cursor, mark, table, position
        self._select = (
            f"SELECT {position}, originator_id, originator_version, topic, state FROM {table}"
        )

    def _ask(self, statement: str, given: Sequence[object] = ()) -> list[Any]:
        self._cursor.execute(statement, given)
        return cast(list[Any], self._cursor.fetchall())

    def _marks(self, values: Sequence[object]) -> str:
        return ", ".join([self._mark] * len(values))

    def last(self) -> Row | None:
        found = self._ask(f"{self._select} ORDER BY {self._position} DESC LIMIT 1")
        return Row(*found[0]) if found else None

    def page(self, after: int | None) -> list[Row]:
        statement = (
            f"{self._select} WHERE {self._position} > {self._mark} "
            f"ORDER BY {self._position} LIMIT {self._mark}"
        )
        # A forged row can lie below 1; from the start means from the very start.
        start = -(2**63) if after is None else after
        return [Row._make(row) for row in self._ask(statement, (start, PAGE))]

    def of(self, streams: Sequence[str]) -> list[Row]:
        statement = (
            f"{self._select} WHERE originator_id IN ({self._marks(streams)}) "
            "ORDER BY originator_id, originator_version"
        )
        return [Row._make(row) for row in self._ask(statement, streams)]

    def versions(self, streams: Sequence[str]) -> list[tuple[str, int]]:
        return self._ask(
            f"SELECT originator_id, MAX(originator_version) FROM {self._table} "
            f"WHERE originator_id IN ({self._marks(streams)}) GROUP BY originator_id",
            streams,
        )


def chunks(names: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (names[start : start + size] for start in range(0, len(names), size))
