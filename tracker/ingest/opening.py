"""Setting up an ingestion from what was chosen: ledger, archive, sources, and a way to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from config.settings import Settings, contact, settings, sites_at
from config.sources import Source, sources
from events.lease import lease
from events.ledger import open_ledger
from scrapers.archive import Archive
from scrapers.fetch import SiteFetch
from scrapers.fetching.policy import MiB, Policy
from tracker import __version__
from tracker.ingest.station import Silent, Station, Teller
from tracker.opening import open as open_timeline

NAME = "RegulatoryTimelineTracker"


def utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def station(
    ledger: str | None = None,
    *,
    now: Callable[[], datetime] = utc_now,
    tell: Teller | None = None,
    wait: float = 0.0,
    writing: bool = True,
) -> Iterator[Station]:
    """Everything one run of ingestion or review works with, under the ledger's lease.

    The bundled history is loaded first, so that what is found merges with it. With `writing` False
    no lease is taken. Raises LeaseHeld, ConfigError, LedgerError, StoreUnwritable.
    """
    where = settings(ledger)
    open_timeline(ledger, now=now).close()
    if not writing:
        with _opened(where, now, tell, read_only=True) as one:
            yield one
        return
    hear = tell or Silent()
    held = lease(where.ledger, wait=wait, told=lambda words: hear.problem("lease", words))
    with held, _opened(where, now, tell) as one:
        yield one


@contextmanager
def _opened(
    where: Settings,
    now: Callable[[], datetime],
    tell: Teller | None,
    *,
    read_only: bool = False,
) -> Iterator[Station]:
    chosen = open_ledger(where.ledger, read_only=read_only)
    try:
        yield Station(
            ledger=chosen,
            archive=Archive(where.archive),
            sources=sources(where.data).found,
            now=now,
            reach=reach(Archive(where.archive), now),
            tell=tell or Silent(),
            data=where.data,
        )
    finally:
        chosen.close()


def reach(archive: Archive, now: Callable[[], datetime]) -> Callable[[Source], SiteFetch]:
    """How each source is asked: politely, of its own hosts alone, by name."""

    def to(source: Source) -> SiteFetch:
        stand_in = sites_at()
        policy = Policy(
            source=source.name,
            hosts=frozenset(source.hosts),
            contact=f"{NAME}/{__version__} ({contact() or 'contact not set: TRACKER_CONTACT'})",
            chinese=source.jurisdiction == "CN",
            gap=0.0 if stand_in else source.gap,
            **_allowances(source),
        )
        return SiteFetch(policy, archive, now=now, at=stand_in)

    return to


def _allowances(source: Source) -> dict[str, Any]:
    """What a source may send and take beyond what is usual, as `sources.yml` says."""
    found: dict[str, Any] = {}
    if source.largest is not None:
        found |= {"page_cap": source.largest * MiB, "attachment_cap": source.largest * MiB}
    if source.patience is not None:
        found |= {"deadline": source.patience, "source_deadline": 2 * source.patience}
    return found
