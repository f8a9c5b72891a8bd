"""What a list of the day asks a person: each question once, named by what it is about."""

from __future__ import annotations

from datetime import date

from events.facts import EffectFact, MeasureImposed, ReviewOpened
from scrapers.documents import Document
from scrapers.screening_list.rows import doubts
from tracker.ingest.known import Known
from tracker.ingest.list_filing import Today, name_of
from tracker.ingest.questions import question_id

NOTHING = "nothing"  # what a list of the day has of a party that is gone


class Questions:
    """The questions of one list of the day."""

    def __init__(self, document: Document, known: Known, day: date) -> None:
        self.document, self.known, self.day = document, known, day
        self.wanted: list[ReviewOpened] = []
        self.answers: dict[str, EffectFact] = {}  # what accepting files, by question

    def rejected(self, what: str, part: MeasureImposed) -> bool:
        """Whether a person said that it is not so."""
        decided = self.known.decided.get(self._id(what, part))
        return decided is not None and decided.decision == "rejected"

    def ask(
        self,
        what: str,
        part: MeasureImposed,
        one: Today | None,
        reason: str,
        read: str | None = None,
        put: EffectFact | None = None,
    ) -> None:
        """About a party on file; `read` is what accepting would believe, its name if not given, and
        `put` what it files: another reading of the party, or an end."""
        told = read or (one.row.name if one else NOTHING)
        reason = f"{name_of(part)}: {reason}"
        words = one.words if one else ""
        review = self._id(what, part)
        self._open("difference", review, part.cited.instrument, words, reason, told, part)
        if put:
            self.answers[review] = put

    def doubted(self, one: Today) -> None:
        """What cannot be believed in a row that we filed."""
        for row in one.printed:
            for doubt in doubts(row):
                self.unread(doubt, row.words, one.key, one.place.instrument)
        if one.row.list == "DPL":
            for column in ("start_date", "end_date"):
                days = sorted({row.cells[column] or "none" for row in one.printed})
                if len(days) > 1:
                    told = f"{column}: expected one day of one order, found {', '.join(days)}"
                    self.unread(told, one.words, one.key, one.place.instrument)

    def unread(self, reason: str, words: str, about: str, instrument: str | None) -> None:
        """About words of a row."""
        review = question_id("unread", self.document.source, about, reason)
        self._open("unread", review, instrument, words, reason)

    def _id(self, what: str, part: MeasureImposed) -> str:
        return question_id("difference", self.document.source, part.measure, what)

    def _open(
        self,
        kind: str,
        review: str,
        instrument: str | None,
        words: str,
        reason: str,
        read: str | None = None,
        part: MeasureImposed | None = None,
    ) -> None:
        self.wanted.append(
            ReviewOpened.model_validate(
                {
                    "review": review,
                    "kind": kind,
                    "source": self.document.source,
                    "instrument": instrument,
                    "url": self.document.url,
                    "sha256": self.document.sha256,
                    "sentence": words,
                    "reason": reason,
                    "read": read,
                    "on_file": part.measure if part else None,
                }
            )
        )
