"""The law of time: from the effects on one measure to its state on any day.

Pure. There is no clock here: the day is always asked for. There is no knowledge either: the caller
gives the effects that count (`as_known` keeps those published by a day).

The rules, in the order in which they decide:

1. What has ended is ended, even where a suspension would still run. A repeal ends from its first
   day; a text's own last day is the last day in force. An act that prolongs an end must take up
   before the measure is gone; one that comes too late imposes nothing.
2. A pledge, bill or proposal stays announced whatever dates it names.
3. Of the acts that suspend or resume, the one published last rules the days it speaks of. A
   suspension covers its first and last day and may run before the measure ever began.
4. A suspension takes nothing away: when its last day has passed the measure is again what it would
   have been, in force `by` "lapse" and unconfirmed until an act or an analyst says so.
5. Two acts published on one day that say opposite things of a day decide nothing: `unknown`, reason
   `contradiction`, until a person decides or a later act speaks.
6. A start or end known only to the month or year leaves that month or year `unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Literal, NamedTuple

from events.facts import (
    Clarified,
    EffectFact,
    MeasureAmended,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasureSuspended,
)
from tracker.days import DAY, NEVER, OF_OLD, span_of

State = Literal["announced", "in_force", "suspended", "ended", "unknown", "partly"]
LAPSE = "lapse"

Timed = MeasureSuspended | MeasureResumed | MeasureExtended | MeasureRepealed | MeasurePostponed
TIMED = (
    MeasureSuspended,
    MeasureResumed,
    MeasureExtended,
    MeasureRepealed,
    MeasurePostponed,
)
Says = Literal["suspended", "applies", "ended"]


class Standing(NamedTuple):
    """The state on one day and the act that decides it (`by` an instrument, "lapse" or None)."""

    state: State
    reason: str | None
    by: str | None
    confirmed: bool
    decided: EffectFact | None


class Period(NamedTuple):
    """A run of days with one answer; `last` None means no end is in sight. Both days included."""

    first: date
    last: date | None
    standing: Standing
    at: str | None  # the clock time of the first day's change, "12:01+08:00"

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Window:
    """The days a suspension runs, with the act that says so."""

    first: date
    last: date
    act: Timed


@dataclass(frozen=True, slots=True)
class End:
    """`gone` is the first day without the measure; from `doubt` on (where only the month or year
    of the end is known) until then nobody can say."""

    doubt: date
    gone: date
    reason: Literal["expired", "repealed"]
    act: MeasureImposed | Timed


def as_known(effects: Iterable[EffectFact], by: date) -> list[EffectFact]:
    """Only the effects whose act was certainly public on `by`: no hindsight."""
    return [effect for effect in effects if published(effect).hi <= by]


def published(effect: EffectFact) -> DAY:
    """The day an effect's act became public, as a span where only a month or year is known."""
    return span_of(effect.cited.published_on) or OF_OLD


def in_order(effects: Iterable[EffectFact]) -> list[EffectFact]:
    """Effects in the order of their publication; ties fall by value, never by arrival."""
    ranked = [(published(e).hi, e.cited.instrument or "", e.event, e) for e in effects]
    ranked.sort(key=itemgetter(0, 1, 2))
    for one, two in pairwise(ranked):
        if one[:3] == two[:3]:  # seldom: only then are the words themselves compared
            ranked.sort(key=lambda rank: (*rank[:3], rank[3].model_dump_json()))
            break
    return [rank[3] for rank in ranked]


def state_on(day: date, effects: Sequence[EffectFact]) -> Standing | None:
    """The state on a day from the effects given and nothing else; None if nothing was imposed."""
    lives = lives_of(effects)
    return _agreed([life.on(day) for life in lives]) if lives else None


def periods(effects: Sequence[EffectFact]) -> list[Period]:
    """All days, from the first to the last, as runs of equal answers."""
    lives = lives_of(effects)
    if not lives:
        return []
    if len(lives) == 1:
        return list(_runs(lives[0].boundaries, lives[0].on))
    days = sorted({day for life in lives for day in life.boundaries})
    return list(_runs(days, lambda day: _agreed([life.on(day) for life in lives])))


def lives_of(effects: Sequence[EffectFact]) -> list[Life]:
    """One life for each imposition that stands: two official copies may print different days."""
    imposed = [effect for effect in effects if isinstance(effect, MeasureImposed)]
    return [Life(one, [e for e in effects if not isinstance(e, MeasureImposed)]) for one in imposed]


def _agreed(standings: list[Standing]) -> Standing:
    first = standings[0]
    if all(other[:2] == first[:2] for other in standings[1:]):
        return first
    return Standing("unknown", "contradiction", None, False, first.decided)


def _runs(days: Sequence[date], on: Callable[[date], Standing]) -> Iterator[Period]:
    start, now = days[0], on(days[0])
    for day in days[1:]:
        then = on(day)
        if then[:4] != now[:4]:
            yield Period(start, day - timedelta(1), now, _clock(now, start))
            start, now = day, then
    yield Period(start, None, now, _clock(now, start))


def _clock(standing: Standing, first: date) -> str | None:
    """The clock time at which a run begins on its first day, where the deciding act gives one."""
    act = standing.decided
    begins_at, ends_at = getattr(act, "first_time", None), getattr(act, "last_time", None)
    if begins_at and _exact(getattr(act, "first_day", None)) == first:
        return str(begins_at)
    last = _exact(getattr(act, "last_day", None)) if ends_at else None
    if last is not None and _next(last) == first:
        return str(ends_at)
    return None


def _exact(printed: object) -> date | None:
    span = span_of(str(printed)) if printed is not None else None
    return span.lo if span and span.lo == span.hi else None


class Life:
    """One imposition and the acts upon it, worked out once and asked for many days."""

    def __init__(self, imposed: MeasureImposed, effects: Sequence[EffectFact]) -> None:
        self.imposed = imposed
        self.published = published(imposed)
        self.first = OF_OLD if imposed.of_old else span_of(imposed.first_day)
        self.first_act: MeasureImposed | MeasurePostponed = imposed
        self.end: End | None = self._own_end()
        self.windows: list[Window | MeasureResumed] = []
        self.acts: list[Timed] = [e for e in in_order(effects) if isinstance(e, TIMED)]
        self.idle: list[Timed] = []  # acts that came too late to do anything
        for act in self.acts:
            self._apply(act)

    # -- how each kind of act changes the life ------------------------------------------------

    def _apply(self, act: Timed) -> None:
        match act:
            case MeasureSuspended():
                self.windows.append(Window(act.first_day, act.last_day or NEVER, act))
            case MeasureResumed():
                self.windows.append(act)
            case MeasurePostponed():
                self._postpone(act)
            case MeasureExtended(what="measure"):
                self._move_end(act)
            case MeasureExtended():
                self._prolong_suspension(act)
            case MeasureRepealed():
                self._repeal(act)

    def _own_end(self) -> End | None:
        own = span_of(self.imposed.last_day)
        if own is None or self.imposed.promised:  # a promise does not end by a date it names
            return None
        gone = _next(own.hi)
        return End(own.lo if own.lo != own.hi else gone, gone, "expired", self.imposed)

    def _postpone(self, act: MeasurePostponed) -> None:
        """Before its first day a start moves; afterwards a postponement can only be a stay."""
        told, new = published(act).hi, span_of(act.first_day)
        if self.first is None or told <= self.first.hi:
            self.first, self.first_act = new, act
        else:
            last = new.lo - timedelta(1) if new else NEVER
            self.windows.append(Window(told, last, act))

    def _move_end(self, act: MeasureExtended) -> None:
        last = act.last_day or NEVER
        gone, old = _next(last), self.end
        if old is not None and self._takes_up(act, old.gone - timedelta(1)) > old.gone:
            self.idle.append(act)
        elif last == NEVER:
            self.end = None
        else:
            # Only a prolonged end stays the text's own; an act that sets or shortens one ends the
            # measure as a repeal does.
            prolonged = old is not None and gone >= old.doubt
            self.end = End(gone, gone, "expired" if prolonged else "repealed", act)

    def _prolong_suspension(self, act: MeasureExtended) -> None:
        last = act.last_day or NEVER
        running = [w.last for w in self.windows if isinstance(w, Window)]
        until = max(running, default=published(act).hi - timedelta(1))
        if last < until:  # the end moves back: the suspension stops early
            self.windows.append(
                MeasureResumed(measure=act.measure, cited=act.cited, first_day=last + timedelta(1))
            )
            return
        self.windows.append(Window(self._takes_up(act, until), last, act))

    def _takes_up(self, act: MeasureExtended, until: date) -> date:
        """The day a prolongation begins: as the act says, else the day after the old end; an act
        published only after that end cannot reach back unless it says so."""
        if act.first_day:
            return act.first_day
        if until == NEVER:
            return NEVER
        return max(until + timedelta(1), min(published(act).hi, NEVER))

    def _repeal(self, act: MeasureRepealed) -> None:
        gone = span_of(act.first_day)
        assert gone is not None
        if self.end is not None and self.end.gone < gone.lo:
            self.idle.append(act)  # what has ended is ended
            return
        certain = gone.hi if gone.lo == gone.hi else _next(gone.hi)
        self.end = End(gone.lo, certain, "repealed", act)

    # -- the answer for one day ---------------------------------------------------------------

    def on(self, day: date) -> Standing:
        """The state on a day."""
        if len(self.acts) > 1 and self._contradicted(day):
            return Standing("unknown", "contradiction", None, False, None)
        if self.end is not None and day >= self.end.gone:
            act = self.end.act
            return Standing("ended", self.end.reason, act.cited.instrument, True, act)
        if self.end is not None and day >= self.end.doubt:
            return Standing("unknown", "effective_date_unknown", None, False, self.end.act)
        if self.imposed.promised:
            hidden = day < self.published.lo
            return self._announced("not_yet_published" if hidden else "promised")
        return self._applies(day)

    def _applies(self, day: date) -> Standing:
        ruling = self._ruling(day)
        if isinstance(ruling, Window):
            return self._suspended(ruling.act)
        if self.first is None:
            hidden = day < self.published.lo
            return self._announced("not_yet_published" if hidden else "effective_date_unknown")
        if day < self.first.lo:
            hidden = day < self.published.lo
            return self._announced("not_yet_published" if hidden else "not_yet_effective")
        if day < self.first.hi or (day == self.first.hi and self.first.lo != self.first.hi):
            return Standing("unknown", "effective_date_unknown", None, False, self.first_act)
        return self._in_force(day, ruling)

    def _in_force(self, day: date, ruling: MeasureResumed | None) -> Standing:
        lapsed = self._lapsed(day, ruling)
        if lapsed is not None:
            return Standing("in_force", None, LAPSE, False, lapsed.act)
        if ruling is not None:
            return Standing("in_force", None, ruling.cited.instrument, True, ruling)
        if self.imposed.in_suspense:
            return self._suspended(self.imposed)
        by = LAPSE if self.imposed.on_lapse else self.imposed.cited.instrument
        return Standing("in_force", None, by, not self.imposed.on_lapse, self.first_act)

    def _ruling(self, day: date) -> Window | MeasureResumed | None:
        """The act published last among those that speak of the day."""
        for said in reversed(self.windows):
            if isinstance(said, MeasureResumed):
                if day >= said.first_day:
                    return said
            elif said.first <= day <= said.last:
                return said
        return None

    def _lapsed(self, day: date, ruling: MeasureResumed | None) -> Window | None:
        """The suspension whose end brought the measure back, if that is what did it."""
        since = 0 if ruling is None else self.windows.index(ruling) + 1
        assert self.first is not None
        ran_out = [
            said
            for said in self.windows[since:]
            if isinstance(said, Window)
            and max(said.first, self.first.lo) <= said.last < day
            and (ruling is None or said.last >= ruling.first_day)
        ]
        return max(ran_out, key=lambda said: said.last) if ran_out else None

    def _announced(self, reason: str) -> Standing:
        hidden = reason == "not_yet_published"
        by = None if hidden else self.first_act.cited.instrument
        return Standing("announced", reason, by, True, self.first_act)

    def _suspended(self, act: MeasureImposed | Timed) -> Standing:
        return Standing("suspended", "suspended", act.cited.instrument, True, act)

    # -- contradiction ------------------------------------------------------------------------

    @cached_property
    def _rivals(self) -> list[list[Timed]]:
        """Groups of acts published on one exact day by different instruments, latest first."""
        days: dict[date, list[Timed]] = {}
        for act in self.acts:
            told = published(act)
            if told.lo == told.hi:
                days.setdefault(told.lo, []).append(act)
        return [
            days[told]
            for told in sorted(days, reverse=True)
            if len({act.cited.instrument for act in days[told]}) > 1
        ]

    def _contradicted(self, day: date) -> bool:
        for group in self._rivals:
            told = published(group[0]).lo
            said = {(act.cited.instrument, word) for act in group if (word := says(act, day))}
            if len({word for _, word in said}) < 2 or len({who for who, _ in said}) < 2:
                continue
            later = (act for act in self.acts if published(act).hi > told)
            end = self.end
            gone = end is not None and published(end.act).hi < told and day >= end.gone
            return not gone and not any(says(act, day) for act in later)
        return False

    # -- the days on which anything may change ------------------------------------------------

    @property
    def boundaries(self) -> list[date]:
        """Every day on which the answer may differ from the day before, the first day included."""
        days = {OF_OLD.lo, self.published.lo}
        if self.first is not None:
            days |= {self.first.lo, self.first.hi, _next(self.first.hi)}
        if self.end is not None:
            days |= {self.end.doubt, self.end.gone}
        for said in self.windows:
            if isinstance(said, Window):
                days |= {said.first, _next(said.last)}
            else:
                days.add(said.first_day)
        for group in self._rivals if len(self.acts) > 1 else ():
            days |= {day for act in group for day in _speaks_from(act)}
        days.discard(NEVER)
        return sorted(days)


def says(act: Timed, day: date) -> Says | None:
    """What an act by itself says of a day; None where it does not speak of it."""
    match act:
        case MeasureSuspended():
            covers = act.first_day <= day <= (act.last_day or NEVER)
            return "suspended" if covers else None
        case MeasureResumed():
            return "applies" if day >= act.first_day else None
        case MeasureRepealed():
            gone = span_of(act.first_day)
            return "ended" if gone and day >= gone.lo else None
        case MeasureExtended():
            return _extension_says(act, day)
        case MeasurePostponed():
            return None


def _extension_says(act: MeasureExtended, day: date) -> Says | None:
    within = (act.first_day or published(act).hi) <= day <= (act.last_day or NEVER)
    if act.what == "suspension":
        return "suspended" if within else None
    if within:
        return "applies"
    return "ended" if act.last_day and day > act.last_day else None


def _speaks_from(act: Timed) -> Iterator[date]:
    if act.first_day is not None:
        begins = span_of(str(act.first_day))
        if begins:
            yield begins.lo
            yield begins.hi
    yield published(act).hi
    if isinstance(act, MeasureSuspended | MeasureExtended) and act.last_day:
        yield _next(act.last_day)


def _next(day: date) -> date:
    return day if day == NEVER else day + timedelta(1)


# -- parts and explanations -------------------------------------------------------------------


def shared(states: Sequence[str]) -> str:
    """The state all parts of a provision share, else "partly"."""
    kinds = set(states)
    return kinds.pop() if len(kinds) == 1 else "partly"


class Weighed(NamedTuple):
    """One effect and what became of it on the day asked about."""

    effect: EffectFact
    role: Literal["decides", "overruled", "not yet", "over", "too late", "no change of state"]


def explain(day: date, effects: Sequence[EffectFact]) -> list[Weighed]:
    """Which effect decided the day, and why each other one did not."""
    weighed: list[Weighed] = []
    for life in lives_of(effects):
        decided = life.on(day).decided
        weighed.append(Weighed(life.imposed, "decides" if decided is life.imposed else "overruled"))
        for effect in in_order([e for e in effects if not isinstance(e, MeasureImposed)]):
            weighed.append(Weighed(effect, _role(life, effect, day, decided)))
    return weighed


def _role(
    life: Life, effect: EffectFact, day: date, decided: EffectFact | None
) -> Literal["decides", "overruled", "not yet", "over", "too late", "no change of state"]:
    if effect == decided:
        return "decides"
    if isinstance(effect, MeasureAmended | Clarified | MeasureImposed):
        return "no change of state"
    if effect in life.idle:
        return "too late"
    begins = span_of(str(effect.first_day)) if effect.first_day else published(effect)
    if begins is not None and day < begins.lo:
        return "not yet"
    last = effect.last_day if isinstance(effect, MeasureSuspended | MeasureExtended) else None
    return "over" if last is not None and day > last else "overruled"
