"""A document read again from the archive, for a person who decides about it."""

from __future__ import annotations

from dataclasses import dataclass

from events.errors import LedgerError
from events.facts import CopyFound, EffectFact, ReviewOpened
from scrapers.documents import Document, Reading
from tracker.ingest.compare import Difference
from tracker.ingest.identity import identified
from tracker.ingest.reconcile import Desk
from tracker.ingest.stated import stated
from tracker.ingest.station import Station, scraper


@dataclass(frozen=True)
class Reread:
    """One text as it reads today, with what it states and where that differs from the file."""

    reading: Reading
    document: Document
    desk: Desk

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def states(self) -> list[EffectFact]:
        return stated(self.reading, self.desk.evidence, self.desk.known).effects

    @property
    def differences(self) -> list[Difference]:
        return self.desk.disagreements()


def read_again(station: Station, question: ReviewOpened | CopyFound) -> Reread:
    """The text a question or a copy is about; LedgerError where the archive lost it."""
    for record in station.archive.texts(question.source):
        if record.sha256 != question.sha256:
            continue
        document = station.archive.document(record)
        for one in scraper(question.source).read(document):
            reading, _ = identified(one, station.known)
            if reading is not None and reading.instrument == question.instrument:
                source = station.sources[question.source]
                return Reread(
                    reading, document, Desk(reading, document, station, source.jurisdiction)
                )
    raise LedgerError(
        f"archive: expected the page {question.url} ({(question.sha256 or '')[:12]}) of"
        f" {question.instrument}, found none that reads as it; run `tracker verify`"
    )
