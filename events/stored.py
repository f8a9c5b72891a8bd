"""The stored form of an entry: one way to write it, one way to read it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import NamedTuple, cast

from pydantic import ValidationError

from events.errors import LedgerError
from events.facts import VERSION, Fact
from events.peek import digest_of
from events.upcasts import SHAPE, current


class Entry(NamedTuple):
    """One fact as it was filed: where, when, in which shape, and its link in the chain."""

    position: int
    stream: str
    version: int
    recorded_at: datetime
    fact: Fact
    body: str  # the fact as JSON, in its present shape
    prev: str
    state: bytes  # as stored; what the digest is taken of

    @property
    def digest(self) -> str:
        """This entry's link: what the next one carries as `prev`."""
        return digest_of(self.stream, self.version, self.fact.event, self.state)


class Head(NamedTuple):
    """The last entry of a ledger: its position and digest; 0 and 64 zeros for an empty one."""

    position: int
    digest: str


class Row(NamedTuple):
    """An entry as a store holds it."""

    position: int
    stream: str
    version: int
    topic: str
    state: bytes


NewRow = tuple[str, int, str, bytes]  # a Row that has no position yet

_FORM = re.compile(
    rb'\{"fact":(\{.*\}),"prev":"([0-9a-f]{64})",'
    rb'"recorded_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)","v":([1-9]\d{0,8})\}',
    re.DOTALL,
)


def body_of(fact: bytes, prev: str, stamp: str, version: int) -> bytes:
    tail = f',"prev":"{prev}","recorded_at":"{stamp}","v":{version}}}'
    return b'{"fact":' + fact + tail.encode()


def form_of(row: Row) -> tuple[bytes, str, str, int]:
    """The fact (as JSON), the link, the moment and the shape's version in a stored body."""
    try:
        form = _FORM.fullmatch(row.state)
    except TypeError:
        form = None
    if form is None:
        raise LedgerError(
            f"position {row.position}: expected a stored fact, found a body in another form; "
            "run `tracker verify`, then restore the last backup"
        )
    fact, prev, stamp, version = form.groups()
    return fact, prev.decode(), stamp.decode(), int(version)


def fact_of(row: Row, fact: bytes, version: int) -> Fact:
    """The fact of a stored body, brought to the present shape where it has an older one."""
    shape = SHAPE.get(row.topic)
    try:
        if shape is None or version != VERSION.get(row.topic, 1):
            fact = json.dumps(current(row.topic, version, json.loads(fact))).encode()
            shape = SHAPE[row.topic]
        return cast(Fact, shape.__pydantic_validator__.validate_json(fact))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise LedgerError(
            f"position {row.position}: expected a {row.topic!r}, found {place}: {first['msg']}; "
            "run `tracker verify`"
        ) from error
    except (LedgerError, ValueError) as error:
        raise LedgerError(f"position {row.position}: {error}") from error


def entry_of(row: Row) -> Entry:
    """A stored row as an Entry; LedgerError if it is not one, or a newer tracker wrote it."""
    stored, prev, stamp, version = form_of(row)
    fact = fact_of(row, stored, version)
    present = version == VERSION.get(row.topic, 1)
    return Entry(
        position=row.position,
        stream=row.stream,
        version=row.version,
        recorded_at=datetime.fromisoformat(stamp),
        fact=fact,
        body=stored.decode() if present else fact.model_dump_json(),
        prev=prev,
        state=row.state,
    )


def stamp_of(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise LedgerError(f"recorded_at: expected a moment with a zone, found {moment}; use UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
