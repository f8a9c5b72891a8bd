"""Whether this installation can be trusted: each check gives a name, a verdict and words.

Nothing is written here, and no check keeps another from being made: what a check cannot find out
is its verdict.
"""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from config.settings import Settings, data_digest, ledger_path, settings, without_password
from events.errors import ConfigError, LedgerError, TrackerError
from events.peek import peek_head
from tracker.view import View, read_meta
from tracker.view_schema import SCHEMA

Verdict = Literal["ok", "warning", "bad"]
WAL_FAULT = ((3, 7, 0), (3, 51, 2))
WAL_FIXED = ((3, 50, 7), (3, 44, 6))
CLOCK_SLACK = timedelta(minutes=5)
LIBRARIES = ("eventsourcing", "pydantic", "click", "rich")


@dataclass(frozen=True)
class Check:
    """One thing looked at: ok, worth knowing, or in need of mending."""

    name: str
    state: Verdict
    words: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Verified:
    """The outcome of walking a ledger's chain from its first entry to its last."""

    ledger: str
    entries: int
    head: str
    problems: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class About:
    """Which code and which data answer here."""

    version: str
    edition: int | None
    curated_through: str | None
    position: int | None
    ledger: str


def has_wal_fault(release: tuple[int, ...]) -> bool:
    """Whether a release of SQLite can lose a write when its write-ahead log starts over.

    >>> [has_wal_fault(one) for one in ((3, 44, 6), (3, 50, 4), (3, 51, 3))]
    [False, True, False]
    """
    return WAL_FAULT[0] <= release <= WAL_FAULT[1] and release not in WAL_FIXED


def examine(ledger: str | None, now: datetime) -> list[Check]:
    """Every check, in the order in which a person would want to know."""
    checks = [*_programs()]
    try:
        where = settings(ledger)
    except ConfigError as error:
        return [*checks, Check("ledger", "bad", str(error))]
    checks.append(Check("ledger", "ok", without_password(where.ledger)))
    for name, look in _LOOKS.items():
        checks += _looked(name, look, where, now)
    return checks


def _programs() -> Iterator[Check]:
    yield Check("python", "ok", platform.python_version())
    release = sqlite3.sqlite_version
    if has_wal_fault(sqlite3.sqlite_version_info):
        yield Check(
            "sqlite",
            "warning",
            f"{release} has a rare fault that can damage a database several processes write to;"
            " use 3.51.3 or newer (or 3.50.7, 3.44.6), or let one process write",
        )
    else:
        yield Check("sqlite", "ok", release)
    for name in LIBRARIES:
        try:
            yield Check(name, "ok", version(name))
        except PackageNotFoundError:
            yield Check(name, "bad", "not installed; install the tracker again")


Look = Callable[[Settings, datetime], Iterator[Check]]


def _looked(name: str, look: Look, where: Settings, now: datetime) -> Iterator[Check]:
    try:
        yield from look(where, now)
    except (TrackerError, sqlite3.Error, OSError) as error:
        yield Check(name, "bad", " ".join(str(error).split()))


def _chain(where: Settings, now: datetime) -> Iterator[Check]:
    path = ledger_path(where.ledger)
    if path is not None and not path.exists():
        yield Check("chain", "warning", "no ledger yet; the first question makes it")
        return
    verified = verify(where.ledger)
    for problem in verified.problems:
        yield Check("chain", "bad", problem)
    if not verified.problems:
        yield Check("chain", "ok", verified_words(verified))


def _view(where: Settings, now: datetime) -> Iterator[Check]:
    meta = read_meta(where.view)
    if meta is None:
        yield Check("view", "warning", f"none at {where.view}; the next question builds it")
        return
    if meta.get("stopped"):
        yield Check("view", "bad", meta["stopped"])
        return
    built = f"at position {meta['position']}"
    if meta.get("schema") != str(SCHEMA) or meta.get("ledger") != where.ledger:
        words = f"{built}, of another tracker or ledger; the next question builds it anew"
        yield Check("view", "warning", words)
    elif meta.get("data") != data_digest(where.data):
        words = f"{built}, from other readings than now on file; the next question brings it up"
        yield Check("view", "warning", words)
    else:
        yield Check("view", "ok", f"{built}, {where.view}")


def _readings(where: Settings, now: datetime) -> Iterator[Check]:
    from tracker.reading_facts import facts_of_bundle
    from tracker.readings import read_bundle

    bundle = read_bundle(where.data / "readings")
    facts_of_bundle(bundle)  # finds effects on measures that no record has
    for problem in bundle.problems:
        yield Check("readings", "bad", f"{problem}; correct the file, the rest is in use")
    if not bundle.problems:
        words = f"edition {bundle.edition}, {len(bundle.records)} texts"
        yield Check("readings", "ok", f"{words}, curated through {bundle.curated_through}")


def _clock(where: Settings, now: datetime) -> Iterator[Check]:
    if read_meta(where.view) is None:
        return
    view = View(where.view)
    try:
        last = view.last_recorded()
    finally:
        view.close()
    if last and datetime.fromisoformat(last) - CLOCK_SLACK > now:
        words = f"it is {now:%Y-%m-%dT%H:%MZ} here, but the last entry was recorded at {last};"
        yield Check("clock", "warning", f"{words} set this machine's clock")
    else:
        yield Check("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _sources(where: Settings, now: datetime) -> Iterator[Check]:
    meta = read_meta(where.view)
    if meta is None:
        return
    sources = json.loads(meta["sources"])
    unwatched = [name for name, source in sources.items() if not source.get("watched", True)]
    failing = _failing(where, sources)
    if failing:
        words = f"the last look at {', '.join(failing)} failed; `tracker sources` says how"
        yield Check("sources", "warning", words)
    elif unwatched:
        words = f"nothing watches {', '.join(unwatched)} yet; answers rest on the curated history"
        yield Check("sources", "warning", f"{words} to {meta['curated_through']}")
    else:
        yield Check("sources", "ok", f"{len(sources)} watched; `tracker sources` says how fresh")


def _failing(where: Settings, sources: Mapping[str, Any]) -> list[str]:
    """The sources whose last look is a failure."""
    view = View(where.view)
    try:
        last = {name: view.facts(f"source/{name}")[-1:] for name in sources}
    finally:
        view.close()
    return [
        name
        for name, looks in last.items()
        if looks and json.loads(looks[0][3])["event"] == "source failed"
    ]


def _archive(where: Settings, now: datetime) -> Iterator[Check]:
    path = ledger_path(where.ledger)
    if path is not None and not path.exists():
        return
    problems = _evidence_of(where)
    for problem in problems:
        yield Check("archive", "bad", problem)
    if not problems:
        yield Check("archive", "ok", f"every archived page is whole, {where.archive}")


def _parties(where: Settings, now: datetime) -> Iterator[Check]:
    from tracker.parties_held import counts, differing

    if read_meta(where.view) is None:
        return
    view = View(where.view)
    try:
        found = counts(view)
    finally:
        view.close()
    lines = list(differing(found))
    yield from (Check("parties", "warning", line) for line in lines)
    if not lines:
        yield Check("parties", "ok", f"{len(found)} lists hold as many as they print")


def _alerts(where: Settings, now: datetime) -> Iterator[Check]:
    from tracker.alerts.checkup import checkup

    yield from (Check("alerts", verdict, words) for verdict, words in checkup(where))


_LOOKS: dict[str, Look] = {
    "chain": _chain,
    "archive": _archive,
    "view": _view,
    "readings": _readings,
    "sources": _sources,
    "clock": _clock,
    "parties": _parties,
    "alerts": _alerts,
}


def next_step(checks: list[Check]) -> str:
    """What to do about it."""
    names = {check.name for check in checks if check.state == "bad"}
    if not names:
        return "Nothing needs mending."
    if "ledger" in names:
        return "Next: correct TRACKER_LEDGER or --ledger."
    if "chain" in names:
        return "Next: keep a copy of the ledger file, restore the last backup, `tracker verify`."
    if "archive" in names:
        return "Next: restore the files named above from a backup of the archive; `tracker verify`."
    if "readings" in names:
        return "Next: correct the fields named above; the next question loads what is new."
    if "alerts" in names:
        return "Next: set or correct what is named above; messages wait until then."
    if "view" in names:
        return "Next: upgrade this installation; delete the view file if that does not help."
    return "Next: install the tracker again."


def verify(url: str) -> Verified:
    """Walk the whole chain; a ledger that cannot be opened is a problem, not an exception."""
    from events.ledger import open_ledger

    shown = without_password(url)
    try:
        ledger = open_ledger(url, read_only=True)
    except LedgerError as error:
        return Verified(shown, 0, "", [str(error)])
    try:
        problems = ledger.verify()
        if problems:
            return Verified(shown, 0, "", problems)
        head = ledger.head()
        gapless = url.startswith("sqlite:")
        entries = head.position if gapless else sum(1 for _ in ledger.after())
        return Verified(shown, entries, f"sha256:{head.digest}", [])
    except LedgerError as error:
        return Verified(shown, 0, "", [str(error)])
    finally:
        ledger.close()


def verified_words(verified: Verified) -> str:
    return f"{verified.entries} entries, chain whole, head {verified.head}"


def about(ledger: str | None) -> About:
    """Code and data, read without changing or refusing anything."""
    from tracker import __version__

    where = settings(ledger)
    history = _history(where)
    through = history.get("curated_through")
    return About(
        version=__version__,
        edition=history.get("edition"),
        curated_through=None if through is None else str(through),
        position=_position(where),
        ledger=without_password(where.ledger),
    )


def _history(where: Settings) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.safe_load((where.data / "readings" / "history.yml").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}  # `tracker doctor` says what is wrong with it
    return found if isinstance(found, dict) else {}


def _position(where: Settings) -> int | None:
    """Where the ledger is now; for a server, as far as the view here has caught up."""
    if where.ledger.startswith("sqlite:"):
        try:
            head = peek_head(where.ledger)
        except LedgerError:
            return None
        return head[0] if head else 0
    meta = read_meta(where.view) or {}
    return int(meta["position"]) if meta.get("ledger") == where.ledger else None


def verify_chosen(ledger: str | None) -> Verified:
    """The chain of the ledger in use, and the archived bytes its facts rest on."""
    where = settings(ledger)
    found = verify(where.ledger)
    if found.problems:
        return found
    return replace(found, problems=_evidence_of(where))


def _evidence_of(where: Settings) -> list[str]:
    from events.ledger import open_ledger
    from tracker.ingest.evidence import archive_problems

    ledger = open_ledger(where.ledger, read_only=True)
    try:
        return archive_problems(where, ledger)
    finally:
        ledger.close()
