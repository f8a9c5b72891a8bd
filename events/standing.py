"""What stands in the streams a batch touches: what of it is new, and under which numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic_core import PydanticSerializationError

from events.errors import LedgerError
from events.facts import VERSION, Fact, ReadingWithdrawn, stream_of
from events.peek import NOTHING, digest_of
from events.store import PAGE, Rows, chunks
from events.stored import NewRow, Row, body_of, fact_of, form_of, stamp_of

ALWAYS_NEWS = frozenset({"source checked", "source failed"})  # each look at a source is a new fact


class Staged(NamedTuple):
    """A fact ready to be filed; equal facts have equal bodies."""

    stream: str
    event: str
    body: bytes
    withdraws: int | None


def staged(fact: Fact) -> Staged:
    stream = stream_of(fact)
    if "\0" in stream:
        raise LedgerError(f"{stream!r}: expected a name, found a NUL in it; PostgreSQL has no NUL")
    try:
        # `warnings="error"`: a value that skipped validation must not become an unreadable entry.
        body = type(fact).__pydantic_serializer__.to_json(fact, warnings="error")
    except PydanticSerializationError as error:
        reason = " ".join(str(error).split())
        raise LedgerError(f"{stream}: a {fact.event!r} cannot be stored: {reason}") from error
    withdraws = fact.withdraws if isinstance(fact, ReadingWithdrawn) else None
    return Staged(stream, fact.event, body, withdraws)


class OnFile:
    """The facts on file in some streams, and which of them stand."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.standing: set[bytes] = set()
        self._held: dict[tuple[str, int], bytes] = {}
        self._withdraws: dict[tuple[str, int], int] = {}

    def file(self, fact: Staged, version: int) -> None:
        """Take a fact as the next entry of its stream."""
        stream, _, body, withdraws = fact
        self.last[stream] = version
        self._held[stream, version] = body
        self.standing.add(body)
        if withdraws is not None:
            self._withdraws[stream, version] = withdraws
            self._settle(stream)

    def is_withdrawal(self, stream: str, version: int) -> bool:
        return (stream, version) in self._withdraws

    def _settle(self, stream: str) -> None:
        """Say anew what stands in a stream: a withdrawal reaches back, and can be withdrawn too."""
        versions = [v for v in range(1, self.last[stream] + 1) if (stream, v) in self._held]
        gone: set[int] = set()
        for version in reversed(versions):
            target = self._withdraws.get((stream, version), version)
            if version not in gone and target < version:
                gone.add(target)
        self.standing -= {self._held[stream, v] for v in versions}
        self.standing |= {self._held[stream, v] for v in versions if v not in gone}


def on_file(rows: Rows, batch: Sequence[Staged], expected: Iterable[str]) -> OnFile:
    """What is on file for a batch, asked for with a few statements however many its streams."""
    found = OnFile()
    full = {fact.stream for fact in batch if fact.event not in ALWAYS_NEWS}
    topics = {(fact.stream, fact.event) for fact in batch}
    bodies = {fact.body for fact in batch}
    for names in chunks(sorted(full), PAGE):
        for row in rows.of(names):
            found.file(_as_staged(row, topics, bodies), row.version)
    # A source's stream holds every look at it; only its length is asked for.
    counted = {fact.stream for fact in batch}.union(expected) - full
    for names in chunks(sorted(counted), PAGE):
        found.last.update(rows.versions(names))
    return found


def _as_staged(row: Row, topics: set[tuple[str, str]], bodies: set[bytes]) -> Staged:
    """A stored fact as the batch would write it today.

    It is read and written again only where it could equal a fact of the batch: an entry of before
    a field was added has other bytes for the same value, one of an older shape another value for
    the same bytes.
    """
    body, _, _, version = form_of(row)
    same_bytes = body in bodies and version == VERSION.get(row.topic, 1)
    withdrawal = row.topic == "reading withdrawn"
    if withdrawal or ((row.stream, row.topic) in topics and not same_bytes):
        return staged(fact_of(row, body, version))._replace(stream=row.stream)
    return Staged(row.stream, row.topic, body, None)


def next_rows(
    rows: Rows, batch: Sequence[Staged], moment: datetime, expected: Mapping[str, int]
) -> list[NewRow]:
    """The rows a batch adds to the chain; facts that stand already add none."""
    last = rows.last()
    filed = on_file(rows, batch, expected) if last else OnFile()
    for stream, seen in expected.items():
        if filed.last.get(stream, 0) != seen:
            raise LedgerError(
                f"{stream}: expected to be at version {seen}, found it moved on to "
                f"{filed.last.get(stream, 0)}; read it again, then decide again"
            )
    stamp, prev = stamp_of(moment), NOTHING
    if last:
        stamp, prev = max(stamp, form_of(last)[2]), digest_of(*last[1:])
    new: list[NewRow] = []
    for fact in batch:
        if fact.body in filed.standing and fact.event not in ALWAYS_NEWS:
            continue
        if fact.withdraws is not None and filed.is_withdrawal(fact.stream, fact.withdraws):
            # Views and ledger would have to agree on what came back since when; filing the reading
            # again says it without a riddle.
            raise LedgerError(
                f"{fact.stream}: expected the number of a reading to withdraw, found entry"
                f" {fact.withdraws}, which is a withdrawal itself; file the reading again instead"
            )
        version = filed.last.get(fact.stream, 0) + 1
        filed.file(fact, version)
        state = body_of(fact.body, prev, stamp, VERSION.get(fact.event, 1))
        prev = digest_of(fact.stream, version, fact.event, state)
        new.append((fact.stream, version, fact.event, state))
    return new
