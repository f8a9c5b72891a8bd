"""Bringing a ledger up to date with the bundled readings.

Only what is new is appended. A reading that changed is answered by `ReadingWithdrawn`, never by an
edit, so that an answer pinned with `recorded` stays what it was. Readings by anyone but the bundle
are left alone, and so are those of a record that cannot be read today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from events.errors import LedgerError
from events.facts import (
    Citation,
    Fact,
    InstrumentPublished,
    MeasureImposed,
    ReadingWithdrawn,
    SourceChecked,
    stream_of,
)
from events.ledger import Entry, Ledger
from tracker.reading_facts import facts_of_bundle
from tracker.readings import CURATED, Bundle

CHECKS = f"source/{CURATED}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: facts added, readings withdrawn; `behind` if a newer edition was there."""

    added: int
    withdrawn: int
    behind: bool = False


def load(bundle: Bundle, ledger: Ledger) -> Loaded:
    """Append what the bundle says and the ledger does not hold yet, in one transaction."""
    wanted = facts_of_bundle(bundle)
    while True:
        loads = len(ledger.stream(CHECKS))
        standing, refused = standing_facts(ledger.after(None))
        if _edition(standing) > bundle.edition:
            return Loaded(0, 0, behind=True)
        withdrawals = list(_withdrawals(bundle, set(wanted), standing))
        new = [
            fact
            for fact in wanted
            if fact not in standing.get(stream_of(fact), {})
            and fact not in refused
            and not (bundle.lists.hurt and _told_before(fact, standing))
        ]
        check = bundle.check
        if check and check not in standing.get(CHECKS, {}) and not bundle.problems:
            new.append(check)
        if not new and not withdrawals:
            return Loaded(0, 0)
        try:
            ledger.append([*withdrawals, *new], expected={CHECKS: loads})
        except LedgerError:
            if len(ledger.stream(CHECKS)) == loads:
                raise
            continue  # another program loaded an edition meanwhile: look again
        return Loaded(len(new), len(withdrawals))


def standing_facts(entries: Iterable[Entry]) -> tuple[dict[str, dict[Fact, int]], set[Fact]]:
    """The facts that stand in each stream, with their number there; and those that a person
    withdrew, which no program files again."""
    streams: dict[str, dict[int, Fact]] = {}
    refused: set[Fact] = set()
    for entry in entries:
        stream = streams.setdefault(entry.stream, {})
        if isinstance(entry.fact, ReadingWithdrawn):
            gone = stream.pop(entry.fact.withdraws, None)
            if gone is not None and entry.fact.by:
                refused.add(gone)
        stream[entry.version] = entry.fact
    standing = {
        name: {fact: version for version, fact in stream.items()}
        for name, stream in streams.items()
    }
    return standing, refused


def _edition(standing: dict[str, dict[Fact, int]]) -> int:
    checks = standing.get(CHECKS, {})
    return max((c.edition or 0 for c in checks if isinstance(c, SourceChecked)), default=0)


def _withdrawals(
    bundle: Bundle, wanted: set[Fact], standing: dict[str, dict[Fact, int]]
) -> Iterable[ReadingWithdrawn]:
    for stream, facts in standing.items():
        for fact, version in facts.items():
            record = _record_of(fact)
            if record is None or fact in wanted or record in bundle.broken:
                continue
            if record not in bundle.records and bundle.unread_files:
                continue  # its file cannot be read today: that is no withdrawal
            if bundle.lists.hurt and (record not in bundle.records or _is_listing(fact)):
                continue  # a line of the lists may have told of it
            if bundle.broken and _act_of(fact) is None:
                continue  # an act that is not on file may be told of by a record that is broken
            yield ReadingWithdrawn(of=stream, withdraws=version, why="reading")


def _is_listing(fact: Fact) -> bool:
    """Whether a fact is a listed party, or a provision that may name those of the lists."""
    return isinstance(fact, MeasureImposed) and (
        fact.part_of is not None or fact.on_list is not None
    )


def _told_before(fact: Fact, standing: dict[str, dict[Fact, int]]) -> bool:
    """Whether a listing only reads otherwise than it stands: a line that failed may be why."""
    return _is_listing(fact) and any(
        isinstance(one, MeasureImposed) and one.reader == CURATED
        for one in standing.get(stream_of(fact), {})
    )


def _act_of(fact: Fact) -> str | None:
    """The instrument that does what a fact says; None where it is not on file."""
    if isinstance(fact, InstrumentPublished):
        return fact.instrument
    cited = getattr(fact, "cited", None)
    return None if cited is None else cited.instrument


def _record_of(fact: Fact) -> str | None:
    """The bundled record a standing fact came from; None for anyone else's."""
    if getattr(fact, "reader", None) != CURATED:
        return None
    if isinstance(fact, InstrumentPublished):
        return fact.instrument
    cited: Citation = fact.cited  # type: ignore[union-attr]  # what has a reader cites an act
    return cited.instrument or str(getattr(fact, "measure", "")).partition("/")[0]
