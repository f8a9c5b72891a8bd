"""The questions and their answers: what applied, what changed, the whole life, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Unpack

from tracker.answers import Answer, Change, DiffAnswer, Measure, ShowAnswer, UpcomingAnswer, shown
from tracker.asked import Asked, UsageError, ask_day
from tracker.horizon import Reach
from tracker.question import (
    OPEN_FILTERS,
    Day,
    Filters,
    Question,
    Recorded,
    counts_of,
    understand,
)
from tracker.view import Standing, View, Where, where_of

if TYPE_CHECKING:
    from tracker.past import Held, Past

COUNTED = ("in_force", "suspended", "announced", "ended")


class Timeline:
    """A ledger open for questions; what `tracker.open()` returns.

    `now` gives the present moment (aware), for `today` and for how stale a source is; nothing else
    looks at a clock. `warnings` are lines about what could not be read on the way.
    """

    def __init__(
        self, view: View, now: Callable[[], datetime], warnings: Iterable[str] = ()
    ) -> None:
        self.view = view
        self.now = now
        self.warnings = list(warnings)
        self.reach = Reach(view)

    def close(self) -> None:
        self.view.close()

    def __enter__(self) -> Timeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the questions ------------------------------------------------------------------------

    def on(
        self,
        day: Day,
        *,
        known: Day | None = None,
        recorded: Recorded | None = None,
        state: str | Iterable[str] | None = None,
        parts: bool = False,
        **filters: Unpack[Filters],
    ) -> Answer:
        """The measures in force on a day, or in the states asked for.

        Without `state`: those in force; with `measure`, that measure whatever its state.
        Raises UsageError.
        """
        asked = self._day(day)
        question = self._question("on", filters, known, recorded, state, parts)
        standings = self._standings(question, asked)
        return self._answer(question, asked, standings, {"on": asked.shown})

    def diff(
        self,
        a: Day,
        b: Day,
        *,
        known: Day | None = None,
        recorded: Recorded | None = None,
        parts: bool = False,
        **filters: Unpack[Filters],
    ) -> DiffAnswer:
        """Every change on a day after `a`, up to and including `b`, with the act that made it.

        Raises UsageError, also where `a` is after `b`.
        """
        from_, to = self._day(a), self._day(b)
        if to.latest < from_.latest:
            raise UsageError(
                f"diff: the first day, {from_.text} ({from_.latest}), is after the second,"
                f" {to.text} ({to.latest}); give the earlier day first"
            )
        question = self._question("diff", filters, known, recorded, "all", parts)
        held = self._changed(question, from_, to)
        changes = _changes(held, from_, to)
        named = {change.measure for change in changes}
        standings = [one.on(to.of(one.jurisdiction).toordinal()) for one in held if one.id in named]
        plain = self._answer(question, to, standings, {"from": from_.shown, "to": to.shown})
        return DiffAnswer(**vars(plain), changes=changes)

    def show(
        self,
        id: str,
        *,
        known: Day | None = None,
        recorded: Recorded | None = None,
        on: Day = "today",
        parts: bool = False,
    ) -> ShowAnswer:
        """The whole life of an instrument's measures, or of one measure.

        `on` is the day for which state and deciding effects are given. Raises UsageError.
        """
        from tracker.lives import instrument_dict, life_of

        name, filters = self._subject(id)
        asked = ask_day(on, self.view, self.now(), "on")
        question = self._question("show", filters, known, recorded, "all", parts)
        held = self._held(question, self._names(question))
        standings = [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]
        plain = self._answer(question, asked, standings, {"id": name, "on": asked.shown})
        lives = [
            life_of(one, measure, asked.of(one.jurisdiction))
            for one, measure in zip(held, plain.measures, strict=True)
        ]
        text = instrument_dict(self.view, name.partition("/")[0], self._position(question))
        return ShowAnswer(**vars(plain), instrument=text, lives=lives)

    def upcoming(
        self,
        *,
        days: int = 90,
        known: Day | None = None,
        recorded: Recorded | None = None,
        parts: bool = False,
        **filters: Unpack[Filters],
    ) -> UpcomingAnswer:
        """Scheduled changes in the next `days` days, and returns by lapse nobody has confirmed.

        Raises UsageError.
        """
        if not 0 <= days <= 36500:
            raise UsageError(f"days: expected a number from 0 to 36500; found {days}")
        today = self._day("today")
        until = Asked("", today.CN + timedelta(days), today.US + timedelta(days))
        question = self._question("upcoming", filters, known, recorded, "all", parts)
        changes = _changes(self._changed(question, today, until), today, until)
        changes = [change for change in changes if change.from_state is not None]
        lapsed = [
            standing
            for standing in self._standings(question, today)
            if standing.by == "lapse" and not standing.confirmed
        ]
        plain = self._answer(question, today, lapsed, {"from": today.shown, "days": days})
        plain = replace(plain, empty=None) if changes else plain
        return UpcomingAnswer(**vars(plain), changes=changes, lapsed=plain.measures)

    # -- understanding ------------------------------------------------------------------------

    def _day(self, day: Day) -> Asked:
        return ask_day(day, self.view, self.now(), "day")

    def _question(
        self,
        verb: str,
        filters: Mapping[str, object],
        known: Day | None,
        recorded: Recorded | None,
        state: str | Iterable[str] | None,
        parts: bool,
    ) -> Question:
        return understand(self.view, self.now(), verb, filters, known, recorded, state, parts)

    def _subject(self, id: str) -> tuple[str, dict[str, str]]:
        name = id.strip()
        if not name:
            raise UsageError("id: expected an instrument or a measure, found an empty value")
        measure = self.view.measure(name)
        instrument = None if measure else self.view.instrument(name)
        if instrument:
            return instrument, {"instrument": instrument}
        if "/" in name:
            found = self.view.need_measure(name)
            return found, {"measure": found}
        return self.view.need_instrument(name), {}

    def _position(self, question: Question) -> int | None:
        if question.recorded is None:
            return None
        found = self.view.place(question.recorded)
        return found[0] if found else 0

    # -- finding measures ---------------------------------------------------------------------

    def _where(self, question: Question) -> Where:
        # What a measure was tagged, or filed, with may have been read otherwise before: a question
        # about what was recorded finds by name alone and looks at what each measure was then.
        filters = question.filters if question.recorded is None else question.named
        return where_of(filters, self.view, parts=question.parts)

    def _past(self, question: Question) -> Past:
        from tracker.past import Past

        known = None if question.known is None else question.known.latest
        return Past(self.view, known, self._position(question))

    def _names(self, question: Question) -> list[str]:
        """The measures a question about the past may mean; those withdrawn since are among them."""
        names = self.view.ids(self._where(question))
        position = self._position(question)
        return names if position is None else [*names, *self.view.gone(position)]

    def _held(self, question: Question, names: Iterable[str]) -> list[Held]:
        from tracker.past import filed_as, matches

        held: Iterable[Held] = self._past(question).held(names)
        if question.recorded is not None:
            found = (one for one in held if filed_as(one, question.filters, parts=question.parts))
            held = sorted(found, key=lambda one: one.id)
        if not any(name in question.filters for name in OPEN_FILTERS):
            return list(held)
        return [one for one in held if matches(one, question.filters)]

    def _standings(self, question: Question, asked: Asked) -> list[Standing]:
        if not question.past:
            where = self._where(question)
            return self.view.on(asked.CN.toordinal(), asked.US.toordinal(), where)
        held = self._held(question, self._names(question))
        return [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]

    def _changed(self, question: Question, from_: Asked, to: Asked) -> list[Held]:
        """Measures in which something may change between two days."""
        if question.past:
            return self._held(question, self._names(question))
        where = self._where(question)
        first, last = min(from_.CN, from_.US).toordinal(), to.latest.toordinal()
        return self._held(question, self.view.changed_between(first, last, where))

    # -- answering ----------------------------------------------------------------------------

    def _answer(
        self, question: Question, asked: Asked, standings: list[Standing], days: dict[str, Any]
    ) -> Answer:
        counts = dict.fromkeys(COUNTED, 0)
        for one in standings:
            if one.reason != "not_yet_published":
                counts[one.state] = counts.get(one.state, 0) + 1
        measures = [self._measure(one, asked) for one in standings if question.wants(one)]
        horizon = self.reach.horizon(question, self._position(question), self.now())
        notes, empty = self.reach.notes(question, asked, horizon, found=bool(measures))
        return Answer(
            question=question.shown(**days),
            horizon=horizon,
            measures=measures,
            counts=counts,
            receipt=self._receipt(question),
            notes=notes,
            empty=empty,
        )

    def _measure(self, one: Standing, asked: Asked) -> Measure:
        day = asked.of(one.jurisdiction)
        text = day.isoformat()
        after = shown(one.last + 1) if one.next_state else None
        return Measure(
            id=one.id,
            instrument=one.instrument,
            provision=one.provision,
            jurisdiction=one.jurisdiction,
            authority=one.authority,
            kind=one.kind,
            state=one.state,
            reason=one.reason,
            never_operated=bool(one.never_operated),
            since=_since(one),
            until=shown(one.last),
            by=one.by,
            confirmed=bool(one.confirmed),
            projected=self.reach.projected(one.authority, text),
            changes_at=f"{text}T{one.at}" if one.at and one.first == day.toordinal() else None,
            next={"day": after, "state": one.next_state, "by": one.next_by} if after else None,
            parts=counts_of(one.parts),
            _imposed=one.imposed,
            _decided=one.decided,
            _text=one.text,
            _beside=one.beside.split("\n") if one.beside else (),
            _day=text,
        )

    def _receipt(self, question: Question) -> dict[str, Any]:
        from tracker import __version__

        position, digest = int(self.view.meta["position"]), self.view.meta["digest"]
        if question.recorded is not None:
            place = self.view.place(question.recorded)
            position, digest = (place[0], place[1]) if place else (0, "0" * 64)
        return {"position": position, "head": f"sha256:{digest}", "version": __version__}


def _changes(held: Iterable[Held], from_: Asked, to: Asked) -> list[Change]:
    from tracker.changes import changes_of

    changes = [change for one in held for change in changes_of(one, from_, to)]
    return sorted(changes, key=lambda change: (change.day, change.measure))


def _since(one: Standing) -> str | None:
    """The first day of the run; None where the text names no day to be announced for."""
    if one.state == "announced":
        if one.reason in ("effective_date_unknown", "not_yet_published"):
            return None
        if one.reason == "promised" and '"first_day":null' in one.imposed:
            return None
    return shown(one.first)
