"""One look at each source: discover, fetch, read, reconcile, append; one failing source fails
alone, and what it did not give is said."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta

from config.sources import Source
from events.errors import Blocked, Drift, NotContent, SourceError, TrackerError
from events.facts import PageGone, SourceChecked, SourceFailed
from scrapers.documents import Document, Pending, Reading
from scrapers.pages import Fetch
from tracker.ingest.attached import ATTACHMENT, attach, attachments
from tracker.ingest.gaps import gaps
from tracker.ingest.one import take_in
from tracker.ingest.questions import withdrawn
from tracker.ingest.recheck import due_again
from tracker.ingest.station import Scraper, Station, scraper
from tracker.ingest.usual import hold_unless_usual
from tracker.readings import CURATED

ORDER = {what: n for n, what in enumerate(("new", "revised", "new copy", "translation"))}
PATIENCE = 120.0  # seconds without one good answer after which a source is given up for this run
IN_A_ROW = 5  # failures of pages after which it is


UNREADABLE = "not readable any more"
MANY = {
    "new copy": "new copies",
    "translation": "translations",
    "translation of a text not on file": "translations of texts not on file",
    "attached file": "attached files",
    "attached file replaced": "attached files replaced",
}


def counts(found: Counter[str]) -> str:
    """What was found, each sort with its number, in one order."""
    return ", ".join(
        f"{count} {what if count == 1 else MANY.get(what, what)}"
        for what, count in sorted(found.items(), key=lambda one: ORDER.get(one[0], len(ORDER)))
        if count
    )


@dataclass
class Outcome:
    """How a look at one source went."""

    source: str
    listed: int = 0
    documents: int = 0
    found: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    checked_through: date | None = None
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def failed(self) -> bool:
        return bool(self.problems)

    @property
    def words(self) -> str:
        """The same, as one would tell it."""
        told = f"{self.listed} listed, {self.documents} read"
        told += f": {counts(self.found) or 'nothing new'}"
        if self.unread:
            told += f"; {self.unread} waiting for a person"
        if not self.problems:
            return told
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        failure = f"failed: {self.problems[0].removeprefix(f'{self.source}: ')}{more}"
        return f"{told}; {failure}" if self.listed else failure


def ingest(station: Station, chosen: Sequence[Source], since: date | None = None) -> list[Outcome]:
    """Look at each source once; what was read is filed text by text, so a kill loses nothing."""
    outcomes = []
    for source in chosen:
        station.tell.started(source.name)
        outcome = Outcome(source.name)
        try:
            with station.reach(source) as fetch:
                _Look(station, source, fetch, outcome).run(since)
        except SourceError as error:
            outcome.problems.append(str(error))
            station.tell.problem(source.name, str(error))
            _failed(station, source, error)
        outcomes.append(outcome)
        station.tell.ended(source.name, outcome.words)
    settle(station)
    for outcome in outcomes:  # gaps show only at the end
        outcome.unread = len(station.known.questions(outcome.source))
    return outcomes


def settle(station: Station) -> None:
    """What can only be seen once all sources were looked at: texts that were waited for, gaps."""
    _waiting(station)
    station.append(gaps(station))


@contextmanager
def own_faults(source: str, url: str) -> Iterator[None]:
    """A fault of our own in one text is loud, and costs only that text."""
    try:
        yield
    except (TrackerError, OSError):
        raise
    except Exception as error:
        raise Drift(
            source,
            url,
            expected="a text this tracker can handle",
            found=f"a fault of the tracker itself ({type(error).__name__}: {error})",
            next_step="report it with the archived copy",
        ) from error


class _Look:
    """One look at one source."""

    def __init__(self, station: Station, source: Source, fetch: Fetch, outcome: Outcome) -> None:
        self.station, self.source, self.fetch, self.outcome = station, source, fetch, outcome
        self.scraper: Scraper = scraper(source.name)
        self.in_a_row = 0
        self.good_at = time.monotonic()
        self.first_error: SourceError | None = None
        self.given_up = False

    def run(self, since: date | None) -> None:
        known = self.station.known
        before = known.last_check(self.source.name)
        today = self.station.today(self.source)
        since = self._since(before, since)
        with own_faults(self.source.name, self.source.index):
            listing = self.scraper.discover(self.fetch, since)
        self.outcome.listed, self.outcome.counts = listing.listed, listing.counts
        warning = hold_unless_usual(listing, self.source, before, since, today)
        if warning:
            self.outcome.warnings.append(warning)
            self.station.tell.problem(self.source.name, warning)
        again = due_again(self.station, self.source, self.fetch, listing)
        documents = [*listing.documents, *again]
        self.station.tell.listed(self.source.name, len(listing.rows), len(documents))
        for pending in documents:
            self._document(pending)
            if self.given_up:
                break
        self.outcome.unread = len(known.questions(self.source.name))
        if self.first_error is not None:
            _failed(self.station, self.source, self.first_error)
        else:
            self._checked(today)

    def _since(self, before: SourceChecked | None, asked: date | None) -> date:
        """From a little before the last good check, or before the curated history ends; further
        back if asked. A later day would leave days unread that the check then vouches for."""
        check = before or self.station.known.last_check(CURATED)
        start = check.checked_through if check else self.source.covers_from
        due = max(start - timedelta(days=self.source.lookback), self.source.covers_from)
        if asked and asked > due:
            words = f"{self.source.name}: not read since {due}, so read from there, not {asked}"
            self.outcome.warnings.append(words)
        return min(asked, due) if asked else due

    def _document(self, pending: Pending) -> None:
        try:
            with own_faults(self.source.name, pending.url):
                document = pending.open()
        except NotContent as error:
            if not self._gone(pending.url, error):
                self._problem(error)
            return
        except SourceError as error:
            self._problem(error)
            return
        self.in_a_row, self.good_at = 0, time.monotonic()
        self._back(pending.url)
        try:
            with own_faults(self.source.name, document.url):
                # A list of the day is compared row by row, not read as an act.
                readings = [] if self.source.lists else self.scraper.read(document)
            found = take_in(document, readings, self.station, self.source)
        except SourceError as error:
            self._problem(error)
            return
        self.outcome.documents += 1
        self.outcome.found.update(found)
        self._attachments(readings)
        self.station.tell.read(self.source.name, document.url, ", ".join(found) or "same")

    def _attachments(self, readings: list[Reading]) -> None:
        """Archive the files attached to texts; one that cannot be had is told, and fails nothing:
        the text itself was read."""
        for file, why in attachments(readings, self.station, self.source, self.fetch):
            if file is None:
                self.outcome.warnings.append(why)
                self.station.tell.problem(self.source.name, why)
            else:
                self.outcome.found.update(attach(file, self.station))

    def _problem(self, error: SourceError) -> None:
        """One text could not be had or read; a source that refuses us is left in peace."""
        self.first_error = self.first_error or error
        self.outcome.problems.append(str(error))
        self.station.tell.problem(self.source.name, str(error))
        self.in_a_row += 1
        silent = time.monotonic() - self.good_at
        refused = isinstance(error, Blocked)
        self.given_up = refused or self.in_a_row >= IN_A_ROW or silent > PATIENCE

    # -- pages that are gone ------------------------------------------------------------------

    def _gone(self, url: str, error: NotContent) -> bool:
        """Note that the page of a text on file is gone; True if there is such a text."""
        known = self.station.known
        copy = next((one for one in known.instruments_seen() if one.url == url), None)
        if copy is None:
            return False
        if url not in known.gone:
            since = self.station.today(self.source)
            gone = PageGone(
                source=self.source.name,
                url=url,
                instrument=copy.instrument,
                since=since,
                found=error.found,
            )
            self.station.append([gone])
        self.outcome.warnings.append(f"{copy.instrument}: its page is gone: {url}")
        return True

    def _back(self, url: str) -> None:
        known = self.station.known
        if gone := known.gone.get(url):
            self.station.append([withdrawn(gone, "source", known, note="the page is back")])

    # -- the check itself ---------------------------------------------------------------------

    def _checked(self, today: date) -> None:
        """Say that the source was read to the end, unless that is on file already."""
        self.outcome.checked_through = today
        check = SourceChecked(
            source=self.source.name,
            checked_through=today,
            listed=self.outcome.listed,
            new=self.outcome.found["new"],
            unread=self.outcome.unread,
            counts=self.outcome.counts,
        )
        looks = self.station.known.looks[self.source.name]
        if not looks or self._is_news(check, looks[-1]):
            self.station.append([check])

    def _is_news(self, check: SourceChecked, last: SourceChecked | SourceFailed) -> bool:
        """Whether a check says more than the last look: a second one of a day that found nothing
        new leaves the ledger as it was."""
        if isinstance(last, SourceFailed) or check.new:
            return True
        usual = self.source.compare and (check.listed, check.counts) != (last.listed, last.counts)
        return usual or check.checked_through != last.checked_through


def _failed(station: Station, source: Source, error: SourceError) -> None:
    """Note a failure; the same one a second time on one day is no news."""
    failure = SourceFailed(
        source=source.name, url=error.url, expected=error.expected, found=error.found
    )
    looks = station.known.looks[source.name]
    looked = station.known.looked_at.get(source.name)
    today = station.now().astimezone(UTC).date()
    if not looks or looks[-1] != failure or looked is None or looked.date() != today:
        station.append([failure])


def _waiting(station: Station) -> None:
    """Read again the texts whose targets were not on file when they came, and now are."""
    for question in list(station.known.open.values()):
        if "not on file" not in question.reason or question.sha256 is None or not question.url:
            continue
        source = station.sources.get(question.source)
        record = next(
            (
                one
                for one in station.archive.texts(question.source)
                if one.sha256 == question.sha256
            ),
            None,
        )
        if source and record and question.review in station.known.open:
            document = station.archive.document(record)
            take_in(document, scraper(source.name).read(document), station, source)


def replay(station: Station, documents: Iterable[Document]) -> Counter[str]:
    """Read archived documents again, in the order in which they came; no source is asked."""
    found: Counter[str] = Counter()
    for document in documents:
        source = station.sources.get(document.source)
        if source is None:
            found[f"of {document.source}, which is no source here"] += 1
            continue
        if document.media_type == ATTACHMENT:
            found.update(attach(document, station))
            continue
        try:
            with own_faults(source.name, document.url):
                readings = scraper(source.name).read(document)
            found.update(take_in(document, readings, station, source))
        except SourceError as error:  # it was read once, so the reader is to blame, or the archive
            found[UNREADABLE] += 1
            station.tell.problem(source.name, str(error))
            continue
        station.tell.read(source.name, document.url, "replayed")
    settle(station)
    return found
