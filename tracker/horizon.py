"""How far an answer can be trusted: what has been checked, what is projected, what is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from tracker.answers import Horizon
from tracker.asked import Asked
from tracker.question import OPEN_FILTERS, Question
from tracker.view import View

STALE_AFTER = timedelta(days=3)


class Reach:
    """What the sources of one view have been checked for."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def curated_through(self) -> str:
        return self.view.meta["curated_through"]

    @cached_property
    def _checked(self) -> dict[str, str | None]:
        return {name: self.view.checked_through(name) for name in self.view.sources}

    @cached_property
    def _sure(self) -> dict[str, str]:
        """For each authority, the last day for which silence about it means something.

        An authority speaks in several places: silence counts as far as all of them were read.
        """
        sure: dict[str, str] = {}
        for name, source in self.view.sources.items():
            for authority in source.get("authorities", ()):
                read = max(self.curated_through, self._checked[name] or "")
                sure[authority] = min(read, sure.get(authority, read))
        return sure

    def projected(self, authority: str, day: str) -> bool:
        """Whether a day lies beyond what anyone has checked for an authority."""
        return day > self.sure_through(authority)

    def sure_through(self, authority: str) -> str:
        """The last day for which silence about an authority means something."""
        return self._sure.get(authority, self.curated_through)

    def horizon(
        self, question: Question, position: int | None, now: datetime, *, lists: bool = False
    ) -> list[Horizon]:
        """The sources a question rests on, as of a ledger position or now; with `lists` also those
        whose files tell who is listed today."""
        wanted = question.filters.get("jurisdiction")
        found = []
        for name, source in self.view.sources.items():
            if wanted and source["jurisdiction"] != wanted:
                continue
            if not source.get("authorities") and not (lists and source.get("lists")):
                continue  # a trigger or a cross-check: no answer rests on it
            checked = self._checked[name]
            if position is not None:
                checked = self.view.checked_through(name, position)
            found.append(
                Horizon(
                    source=name,
                    jurisdiction=source["jurisdiction"],
                    covers_from=str(source["covers_from"]),
                    curated_through=self.curated_through,
                    checked_through=checked,
                    stale=_stale(checked, now),
                )
            )
        return found

    def notes(
        self, question: Question, asked: Asked, horizon: list[Horizon], *, found: bool
    ) -> tuple[list[str], str | None]:
        """What else a reader must know, and which kind of empty an empty answer is."""
        outside = [
            f"outside coverage: {one.source} covers {one.covers_from} and later"
            for one in horizon
            if asked.of(one.jurisdiction).isoformat() < one.covers_from
            and self.view.sources[one.source].get("authorities")  # a list says its own day
        ]
        unscoped = list(self._unscoped(question))
        notes = [*outside, *self._freshness(horizon), *_hindsight(question, asked), *unscoped]
        if found:  # each measure says for itself whether it is projected
            return notes, None
        if question.verb != "search":  # words stand in texts, whatever the day
            notes += notes_beyond(horizon, asked)
        return notes, "cannot say" if outside or unscoped else "nothing found"

    def _freshness(self, horizon: list[Horizon]) -> list[str]:
        if horizon and all(one.checked_through is None for one in horizon):
            return [
                "no source has been checked yet: everything rests on the curated history,"
                f" which reaches to {self.curated_through}"
            ]
        old = ", ".join(one.source for one in horizon if one.stale)
        return [f"not checked lately: {old}"] if old else []

    def _unscoped(self, question: Question) -> list[str]:
        counts = {
            words: self.view.unscoped(question.closed, name)
            for name, words in OPEN_FILTERS.items()
            if name in question.filters
        }
        told = [
            f"cannot say for {count} measures that have no {words} on file"
            for words, count in counts.items()
            if count
        ]
        groups = self.view.unscoped(question.closed, "group") if "to" in question.filters else 0
        if groups:
            told.append(
                f"cannot say for {groups} measures that reach groups of countries (D:5 …);"
                " `tracker check --to` looks into them"
            )
        return told


def beyond(horizon: Iterable[Horizon], where: Collection[str]) -> list[str]:
    """That an answer about some places lies beyond what was looked at; nothing for no place."""
    seen = {_seen(one) for one in horizon if one.jurisdiction in where}
    if not seen:
        return []
    who = "anyone has looked at" if len(seen) == 1 else "all sources were looked at"
    return [
        f"projected: the day lies beyond {min(seen)}, the last day {who};"
        " an act published since would change this"
    ]


def notes_beyond(horizon: Iterable[Horizon], asked: Asked) -> list[str]:
    """The same of a day: of the places in which it lies beyond what was looked at."""
    told = list(horizon)
    past = [one for one in told if asked.of(one.jurisdiction).isoformat() > _seen(one)]
    return beyond(told, [one.jurisdiction for one in past])


def _seen(one: Horizon) -> str:
    return max(one.checked_through or "", one.curated_through)


def _stale(checked: str | None, now: datetime) -> bool:
    if checked is None:
        return True
    return now.astimezone(UTC).date() - date.fromisoformat(checked) > STALE_AFTER


def _hindsight(question: Question, asked: Asked) -> list[str]:
    if question.known is None or asked.latest <= question.known.latest:
        return []
    return [
        f"as could be known on {question.known.latest}: later days are as the texts published by"
        " then had them"
    ]
