"""The questions and their answers: what applied, what changed, the whole life, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tracker.answers import Answer, DiffAnswer, Horizon, Measure, ShowAnswer, UpcomingAnswer, shown
from tracker.asked import (
    KINDS,
    Asked,
    UsageError,
    ask_day,
    ask_one,
    ask_recorded,
    ask_states,
)
from tracker.view import Standing, View, Where, where_of

if TYPE_CHECKING:
    from tracker.past import Held, Past

Day = str | date
Recorded = str | int | date
COUNTED = ("in_force", "suspended", "announced", "ended")
OPEN_FILTERS = {"item": "items", "code": "codes", "hs": "HS numbers", "to": "destinations",
                "party": "party names"}  # fmt: skip
STALE_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Question:
    """A question as understood: its days, its filters by canonical name, the states wanted."""

    verb: str
    filters: dict[str, str]
    known: Asked | None
    recorded: int | str | None
    states: tuple[str, ...] | None = None
    parts: bool = False

    @property
    def past(self) -> bool:
        """Whether facts must be left out, so that stored answers do not serve."""
        return self.known is not None or self.recorded is not None

    def shown(self, **days: Any) -> dict[str, Any]:
        """The question as the answer repeats it."""
        state: Any = "all" if self.states is None else list(self.states)
        if isinstance(state, list) and len(state) == 1:
            state = state[0]
        return {
            "verb": self.verb,
            **days,
            "known": self.known.shown if self.known else None,
            "recorded": self.recorded,
            "state": state,
            "parts": self.parts,
            "filters": self.filters,
        }


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
        **filters: str | None,
    ) -> Answer:
        """The measures in force on a day, or in the states asked for.

        Without `state`: those in force; with `measure`, that measure whatever its state. Filters:
        jurisdiction, authority, kind, instrument, measure, item, code, hs, to, party.
        Raises UsageError.
        """
        asked = ask_day(day, self.view, self.now(), "day")
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
        **filters: str | None,
    ) -> DiffAnswer:
        """Every change on a day after `a`, up to and including `b`, with the act that made it."""
        from_, to = (ask_day(day, self.view, self.now(), "day") for day in (a, b))
        if to.latest < from_.latest:
            raise UsageError(
                f"diff: the first day, {from_.text} ({from_.latest}), is after the second,"
                f" {to.text} ({to.latest}); give the earlier day first"
            )
        question = self._question("diff", filters, known, recorded, "all", parts)
        from tracker.changes import changes_of

        held = self._changed(question, from_, to)
        changes = [change for one in held for change in changes_of(one, from_, to)]
        changes.sort(key=lambda change: (change.day, change.measure))
        named = {change.measure for change in changes}
        standings = [one.on(to.of(one.jurisdiction).toordinal()) for one in held if one.id in named]
        plain = self._answer(question, to, standings, {"from": from_.shown, "to": to.shown})
        note = [] if changes else ["nothing changed in this span in what is on file"]
        return DiffAnswer(
            **{**plain.__dict__, "notes": plain.notes + note, "empty": None if changes else
               plain.empty or "nothing found"},
            changes=changes,
        )  # fmt: skip

    def show(
        self,
        id: str,  # the contract's own name for it
        *,
        known: Day | None = None,
        recorded: Recorded | None = None,
        on: Day = "today",
        parts: bool = False,
    ) -> ShowAnswer:
        """The whole life of an instrument's measures, or of one measure.

        `on` is the day for which state and deciding effects are given.
        """
        from tracker.lives import instrument_dict, life_of

        name, filters = self._subject(id)
        asked = ask_day(on, self.view, self.now(), "on")
        question = self._question("show", filters, known, recorded, "all", parts)
        held = list(self._past(question).held(self._ids(question)))
        standings = [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]
        plain = self._answer(question, asked, standings, {"id": name, "on": asked.shown})
        lives = [
            life_of(one, measure, asked.of(one.jurisdiction))
            for one, measure in zip(held, plain.measures, strict=True)
        ]
        text = instrument_dict(self.view, name.partition("/")[0], self._position(question))
        return ShowAnswer(**plain.__dict__, instrument=text, lives=lives)

    def upcoming(
        self,
        *,
        days: int = 90,
        known: Day | None = None,
        recorded: Recorded | None = None,
        parts: bool = False,
        **filters: str | None,
    ) -> UpcomingAnswer:
        """Scheduled changes in the next `days` days, and returns by lapse nobody has confirmed."""
        if days < 0 or days > 36500:
            raise UsageError(f"days: expected a number from 0 to 36500; found {days}")
        from tracker.changes import changes_of

        today = ask_day("today", self.view, self.now())
        until = Asked("", today.CN + timedelta(days), today.US + timedelta(days))
        question = self._question("upcoming", filters, known, recorded, "all", parts)
        held = self._changed(question, today, until)
        changes = [change for one in held for change in changes_of(one, today, until)]
        changes = [change for change in changes if change.change != "published"]
        changes.sort(key=lambda change: (change.day, change.measure))
        lapsed = [
            standing
            for standing in self._standings(question, today)
            if standing.by == "lapse" and not standing.confirmed
        ]
        shown_days = {"from": today.shown, "days": days}
        plain = self._answer(question, today, lapsed, shown_days)
        empty = None if changes or lapsed else "nothing found"
        return UpcomingAnswer(
            **{**plain.__dict__, "empty": empty}, changes=changes, lapsed=plain.measures
        )

    # -- understanding a question -------------------------------------------------------------

    def _question(
        self,
        verb: str,
        filters: Mapping[str, str | None],
        known: Day | None,
        recorded: Recorded | None,
        state: str | Iterable[str] | None,
        parts: bool,
    ) -> Question:
        asked = self._filters(filters)
        if state is None:
            state = "all" if "measure" in asked else "in_force"
        place = None if recorded is None else ask_recorded(recorded)
        return Question(
            verb=verb,
            filters=asked,
            known=None if known is None else ask_day(known, self.view, self.now(), "known"),
            recorded=place,
            states=ask_states(state),
            parts=parts,
        )

    def _filters(self, filters: Mapping[str, str | None]) -> dict[str, str]:
        asked: dict[str, str] = {}
        for name, value in filters.items():
            if name not in FILTERS:
                raise UsageError(f"filter: {name!r} is none; expected {', '.join(FILTERS)}")
            if value is None:
                continue
            if not value.strip():
                raise UsageError(f"{name}: expected a value, found an empty one")
            asked[name] = FILTERS[name](self.view, value.strip())
        return asked

    def _subject(self, id: str) -> tuple[str, dict[str, str]]:
        if not id.strip():
            raise UsageError("id: expected an instrument or a measure, found an empty value")
        name = id.strip()
        instrument = None if self.view.measure(name) else self.view.instrument(name)
        if instrument:
            return instrument, {"instrument": instrument}
        if "/" in name:
            measure = self.view.need_measure(name)
            return measure, {"measure": measure}
        return self.view.need_instrument(name), {}

    def _position(self, question: Question) -> int | None:
        if question.recorded is None:
            return None
        found = self.view.place(question.recorded)
        return found[0] if found else 0

    # -- finding measures ---------------------------------------------------------------------

    def _where(self, question: Question) -> Where:
        filters = question.filters
        if question.recorded is not None:  # what a measure was tagged with may have changed since
            filters = {k: v for k, v in filters.items() if k not in OPEN_FILTERS}
        return where_of(filters, self.view, parts=question.parts)

    def _ids(self, question: Question) -> list[str]:
        return self.view.ids(self._where(question))

    def _past(self, question: Question) -> Past:
        from tracker.past import Past

        known = None if question.known is None else question.known.latest
        return Past(self.view, known, self._position(question))

    def _held(self, question: Question, names: Iterable[str]) -> list[Held]:
        from tracker.past import matches

        found = self._past(question).held(names)
        return [one for one in found if matches(one, question.filters)]

    def _standings(self, question: Question, asked: Asked) -> list[Standing]:
        if not question.past:
            where = self._where(question)
            return self.view.on(asked.CN.toordinal(), asked.US.toordinal(), where)
        held = self._held(question, self._ids(question))
        return [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]

    def _changed(self, question: Question, from_: Asked, to: Asked) -> list[Held]:
        """Measures in which something may change between two days."""
        if question.past:
            return self._held(question, self._ids(question))
        first = min(from_.CN, from_.US).toordinal()
        where = self._where(question)
        names = dict.fromkeys(self.view.changed_between(first, to.latest.toordinal(), where))
        within = set(self.view.ids(where))
        amended = (stream.removeprefix("measure/") for stream, _ in self.view.amended())
        names |= dict.fromkeys(name for name in amended if name in within)
        return self._held(question, names)

    # -- answering ----------------------------------------------------------------------------

    def _answer(
        self, question: Question, asked: Asked, standings: list[Standing], days: dict[str, Any]
    ) -> Answer:
        counts = dict.fromkeys(COUNTED, 0)
        for one in standings:
            if one.reason != "not_yet_published":
                counts[one.state] = counts.get(one.state, 0) + 1
        wanted = [one for one in standings if wants(question, one)]
        horizon = self._horizon(question)
        measures = [self._measure(one, asked) for one in wanted]
        notes, empty = self._notes(question, asked, horizon, bool(measures))
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
        until = shown(one.last)
        changes_at = (
            f"{day.isoformat()}T{one.at}" if one.at and one.first == day.toordinal() else None
        )
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
            until=until,
            by=one.by,
            confirmed=bool(one.confirmed),
            projected=day.isoformat() > self._sure_through(one.authority),
            changes_at=changes_at,
            next={"day": after, "state": one.next_state, "by": one.next_by} if after else None,
            parts=_counts(one.parts),
            _imposed=one.imposed,
            _decided=one.decided,
            _text=one.text,
            _beside=one.beside.split("\n") if one.beside else (),
            _day=day.isoformat(),
        )

    @cached_property
    def _checked(self) -> dict[str, str | None]:
        return {name: self.view.checked_through(name) for name in self.view.sources}

    def _sure_through(self, authority: str) -> str:
        """The last day for which silence about an authority means something."""
        checked = [
            self._checked[name] or ""
            for name, source in self.view.sources.items()
            if authority in source.get("authorities", ())
        ]
        return max([self.view.meta["curated_through"], *checked])

    def _horizon(self, question: Question) -> list[Horizon]:
        wanted = question.filters.get("jurisdiction")
        position = self._position(question)
        now = self.now().astimezone(UTC).date()
        found = []
        for name, source in self.view.sources.items():
            if wanted and source["jurisdiction"] != wanted:
                continue
            checked = (
                self._checked[name]
                if position is None
                else self.view.checked_through(name, position)
            )
            stale = checked is None or now - date.fromisoformat(checked) > STALE_AFTER
            found.append(
                Horizon(
                    source=name,
                    jurisdiction=source["jurisdiction"],
                    covers_from=str(source["covers_from"]),
                    curated_through=self.view.meta["curated_through"],
                    checked_through=checked,
                    stale=stale,
                )
            )
        return found

    def _notes(
        self, question: Question, asked: Asked, horizon: list[Horizon], found: bool
    ) -> tuple[list[str], str | None]:
        notes = []
        unsure = False
        for one in horizon:
            if asked.of(one.jurisdiction).isoformat() < one.covers_from:
                unsure = True
                notes.append(f"outside coverage: {one.source} covers {one.covers_from} and later")
        if horizon and all(one.checked_through is None for one in horizon):
            notes.append(
                "no source has been checked yet: everything rests on the curated history,"
                f" which reaches to {self.view.meta['curated_through']}"
            )
        elif any(one.stale for one in horizon):
            old = ", ".join(one.source for one in horizon if one.stale)
            notes.append(f"not checked lately: {old}")
        if question.known and asked.latest > question.known.latest:
            notes.append(
                f"as could be known on {question.known.text}: the days after it are as the texts"
                " of that day had them"
            )
        for name, words in OPEN_FILTERS.items():
            if name in question.filters:
                bare = {k: v for k, v in question.filters.items() if k not in OPEN_FILTERS}
                where = where_of(bare, self.view, parts=question.parts)
                missing = self.view.unscoped(where, name)
                if missing:
                    unsure = True
                    notes.append(f"cannot say for {missing} measures that have no {words} on file")
        if found:
            return notes, None
        return notes, "cannot say" if unsure else "nothing found"

    def _receipt(self, question: Question) -> dict[str, Any]:
        from tracker import __version__

        position, digest = int(self.view.meta["position"]), self.view.meta["digest"]
        if question.recorded is not None:
            place = self.view.place(question.recorded)
            position, digest = (place[0], place[1]) if place else (0, "0" * 64)
        return {"position": position, "head": f"sha256:{digest}", "version": __version__}


def wants(question: Question, one: Standing) -> bool:
    """Whether a measure in its state belongs in the answer."""
    if question.states is None:
        return True
    if one.reason == "not_yet_published" and "measure" not in question.filters:
        return False
    if one.state == "partly":
        return any(part in question.states for part in ("partly", *(_counts(one.parts) or ())))
    return one.state in question.states


def _counts(parts: str | None) -> dict[str, int] | None:
    if parts is None:
        return None
    return {state: int(count) for state, count in (one.split("=") for one in parts.split(","))}


def _since(one: Standing) -> str | None:
    """The first day of the run; None where the text names no day to be announced for."""
    if one.state == "announced":
        if one.reason in ("effective_date_unknown", "not_yet_published"):
            return None
        if one.reason == "promised" and '"first_day":null' in one.imposed:
            return None
    return shown(one.first)


FILTERS: dict[str, Callable[[View, str], str]] = {
    "jurisdiction": lambda view, value: ask_one(value, ("CN", "US"), "jurisdiction"),
    "authority": lambda view, value: ask_one(value, view.values("authority"), "authority"),
    "kind": lambda view, value: ask_one(value, KINDS, "kind"),
    "instrument": lambda view, value: view.need_instrument(value),
    "measure": lambda view, value: view.need_measure(value),
    "item": lambda view, value: value,
    "code": lambda view, value: value,
    "hs": lambda view, value: value,
    "to": lambda view, value: value,
    "party": lambda view, value: value,
}
