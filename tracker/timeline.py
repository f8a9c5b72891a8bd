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
6. A start or end known only to the month or year leaves that month or year `unknown`. A part of a
   provision did not begin before the provision did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from events.facts import (
    Clarified,
    EffectFact,
    MeasureAmended,
    MeasureExtended,
    MeasureImposed,
    MeasureSuspended,
)
from tracker.days import span_of
from tracker.life import (
    LAPSE,
    TIMED,
    Life,
    Says,
    Standing,
    State,
    in_order,
    next_day,
    published,
    says,
)

__all__ = [
    "LAPSE",
    "TIMED",
    "Life",
    "Period",
    "Says",
    "Standing",
    "State",
    "Weighed",
    "as_known",
    "explain",
    "in_order",
    "lives_of",
    "periods",
    "published",
    "says",
    "shared",
    "state_on",
]


class Period(NamedTuple):
    """A run of days with one answer; `last` None means no end is in sight. Both days included."""

    first: date
    last: date | None
    standing: Standing
    at: str | None  # the clock time of the first day's change, "12:01+08:00"

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def as_known(effects: Iterable[EffectFact], by: date) -> list[EffectFact]:
    """Only the effects whose act was certainly public on `by`: no hindsight."""
    return [effect for effect in effects if published(effect).hi <= by]


def state_on(
    day: date, effects: Sequence[EffectFact], whole: MeasureImposed | None = None
) -> Standing | None:
    """The state on a day from the effects given and nothing else; None if nothing was imposed.

    `whole`, here and below: what imposes the provision, where the effects are those of a part.
    """
    lives = lives_of(effects, whole)
    return _agreed([life.on(day) for life in lives]) if lives else None


def periods(effects: Sequence[EffectFact], whole: MeasureImposed | None = None) -> list[Period]:
    """All days, from the first to the last, as runs of equal answers."""
    lives = lives_of(effects, whole)
    if not lives:
        return []
    if len(lives) == 1:
        return list(_runs(lives[0].boundaries, lives[0].on))
    days = sorted({day for life in lives for day in life.boundaries})
    return list(_runs(days, lambda day: _agreed([life.on(day) for life in lives])))


def lives_of(effects: Sequence[EffectFact], whole: MeasureImposed | None = None) -> list[Life]:
    """One life for each imposition that stands: two official copies may print different days."""
    imposed = [effect for effect in effects if isinstance(effect, MeasureImposed)]
    acts = [effect for effect in effects if not isinstance(effect, MeasureImposed)]
    return [Life(one, acts, whole) for one in imposed]


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
    if last is not None and next_day(last) == first:
        return str(ends_at)
    return None


def _exact(printed: object) -> date | None:
    span = span_of(str(printed)) if printed is not None else None
    return span.lo if span and span.lo == span.hi else None


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
