"""One imposition and the acts upon it, worked out once and asked for many days.

The rules are stated in `tracker.timeline`, which is the door to this room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Literal, NamedTuple

from events.facts import (
    EffectFact,
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


def begins(imposed: MeasureImposed) -> DAY | None:
    """The days its first day may be; a day on which it was seen in force is none of them."""
    first = span_of(imposed.first_day)
    if imposed.seen_on is None or (first and first.lo == first.hi):
        return first
    lo, hi = first or DAY(OF_OLD.lo, NEVER)
    hi = min(hi, imposed.seen_on - timedelta(1))
    return DAY(lo if lo < hi else OF_OLD.lo, hi)  # seen so early: since when is wholly open


def within(first: DAY | None, whole: MeasureImposed | None) -> DAY | None:
    """The days a part may begin: where its own day is not known, never before its provision may."""
    earliest = span_of(whole.first_day) if whole else None
    if first and earliest and first.lo < earliest.lo < first.hi:
        return DAY(earliest.lo, first.hi)
    return first


class Life:
    """One imposition and the acts upon it, worked out once and asked for many days.

    `whole` imposes the provision that it is a part of.
    """

    def __init__(
        self,
        imposed: MeasureImposed,
        effects: Sequence[EffectFact],
        whole: MeasureImposed | None = None,
    ) -> None:
        self.imposed = imposed
        self.published = published(imposed)
        self.first = OF_OLD if imposed.of_old else within(begins(imposed), whole)
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
        if own is None and self.imposed.end_unknown:
            certain = self.imposed.seen_on or (self.first or self.published).hi
            gone = self.imposed.gone_by or NEVER
            return End(min(next_day(certain), gone), gone, "expired", self.imposed)
        if own is None or self.imposed.promised:  # a promise does not end by a date it names
            return None
        gone = next_day(own.hi)
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
        gone, old = next_day(last), self.end
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
        certain = gone.hi if gone.lo == gone.hi else next_day(gone.hi)
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
            days |= {self.first.lo, self.first.hi, next_day(self.first.hi)}
        if self.end is not None:
            days |= {self.end.doubt, self.end.gone}
        for said in self.windows:
            if isinstance(said, Window):
                days |= {said.first, next_day(said.last)}
            else:
                days.add(said.first_day)
        if len(self.acts) > 1 and self._rivals:  # any later act may settle what they left open
            days |= {day for act in self.acts for day in _speaks_from(act)}
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
        yield next_day(act.last_day)


def next_day(day: date) -> date:
    return day if day == NEVER else day + timedelta(1)
