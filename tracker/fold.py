"""From the facts on file to what a view stores: the life of one measure as rows of days.

Pure. The view keeps the rows for today's knowledge; a question about `known` or `recorded` folds
the facts that count for it through the same functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from events.facts import (
    Clarified,
    EffectFact,
    Fact,
    MeasureAmended,
    MeasureExtended,
    MeasureImposed,
    MeasureSuspended,
    ReadingConfirmed,
)
from tracker.days import NEVER
from tracker.timeline import LAPSE, TIMED, Period, Standing, as_known, periods, shared

FOREVER = NEVER.toordinal()
EFFECTS = (MeasureImposed, MeasureAmended, Clarified, *TIMED)


class Filed(NamedTuple):
    """A standing fact with its place in the ledger and its stored words."""

    position: int
    version: int
    fact: Fact
    body: str


class Row(NamedTuple):
    """One period as the view stores it: days as ordinals, `last` FOREVER when no end is in sight.

    `imposed` and `decided` are ledger positions; `parts` counts the states of listed parties.
    """

    first: int
    last: int
    state: str
    reason: str | None
    by: str | None
    confirmed: bool
    at: str | None
    never_operated: bool
    decided: int | None
    parts: str | None = None


class Life(NamedTuple):
    """A measure folded: the fact that imposed it, where it stands, and its rows."""

    imposed: Filed
    rows: list[Row]


def life(
    filed: Iterable[Filed], known: date | None = None, whole: MeasureImposed | None = None
) -> Life | None:
    """The life of one measure from its own facts (for a part, also what imposes its provision, and
    the acts upon that).

    None if nothing imposes it by `known`.
    """
    effects: dict[int, Filed] = {}
    facts: list[EffectFact] = []
    confirmed: set[date | None] = set()
    for one in filed:
        fact = one.fact
        if isinstance(fact, EFFECTS):
            effects[id(fact)] = one
            facts.append(fact)
        elif isinstance(fact, ReadingConfirmed) and (known is None or fact.confirmed_on <= known):
            confirmed.add(fact.lapse)
    if known is not None:
        facts = as_known(facts, known)
    imposed = next((fact for fact in facts if isinstance(fact, MeasureImposed)), None)
    if imposed is None:
        return None
    rows: list[Row] = []
    operated = False
    for period in periods(facts, whole):
        operated = operated or period.standing.state == "in_force"
        rows.append(_row(period, operated, confirmed, effects, facts))
    return Life(effects[id(imposed)], rows)


def _row(
    period: Period,
    operated: bool,
    confirmed: set[date | None],
    effects: Mapping[int, Filed],
    facts: Sequence[EffectFact],
) -> Row:
    standing = period.standing
    sure = standing.confirmed or (standing.by == LAPSE and period.first in confirmed)
    return Row(
        period.first.toordinal(),
        FOREVER if period.last is None else period.last.toordinal(),
        standing.state,
        standing.reason,
        standing.by,
        sure,
        period.at,
        not operated,
        _position(standing, effects, facts),
    )


def _position(
    standing: Standing, effects: Mapping[int, Filed], facts: Sequence[EffectFact]
) -> int | None:
    act = standing.decided
    if act is None:
        return None
    found = effects.get(id(act))
    if found is None:  # a suspension shortened: the act is on file under its own words
        found = next(
            (effects[id(fact)] for fact in facts if fact.cited == act.cited and fact is not act),
            None,
        )
    return found.position if found else None


def imposition(filed: Iterable[Filed]) -> MeasureImposed | None:
    """What imposes a measure, by its own facts."""
    return next((one.fact for one in filed if isinstance(one.fact, MeasureImposed)), None)


def with_provision(own: Sequence[Filed], provision: Iterable[Filed]) -> list[Filed]:
    """A part's own facts and what is done to, or confirmed of, the provision it is part of."""
    acts = (*EFFECTS, ReadingConfirmed)
    return [
        *own,
        *(
            filed
            for filed in provision
            if isinstance(filed.fact, acts) and not isinstance(filed.fact, MeasureImposed)
        ),
    ]


def in_shown_order(beside: Iterable[Filed]) -> list[Filed]:
    """Pledges and links as answers list them, whatever the order in which they were filed."""

    def rank(filed: Filed) -> tuple[str, str, str]:
        cited = getattr(filed.fact, "cited", None)
        return filed.fact.event, (cited.published_on or "") if cited else "", filed.body

    found = list(beside)
    return sorted(found, key=rank) if len(found) > 1 else found


def of_parts(provision: Life, parts: Sequence[Life]) -> list[Row]:
    """The rows of a provision: those its parts share. What a part owes to being listed at all, the
    provision owes to its own words."""
    if not parts:
        return provision.rows
    listed = {part.imposed.position for part in parts}
    own = provision.imposed.position
    return [
        row._replace(decided=own) if row.decided in listed else row
        for row in together([part.rows for part in parts])
    ]


def together(parts: Sequence[Sequence[Row]]) -> list[Row]:
    """The rows of a provision from those of its parts: the state all share, else `partly`."""
    days = sorted({row.first for rows in parts for row in rows})
    found: list[Row] = []
    for day, until in zip(days, [*(later - 1 for later in days[1:]), FOREVER], strict=True):
        now = [next(row for row in rows if row.first <= day <= row.last) for rows in parts]
        row = _shared_row(now)._replace(first=day, last=until)
        if found and found[-1][2:] == row[2:]:
            found[-1] = found[-1]._replace(last=until)
        else:
            found.append(row)
    return found


def _shared_row(now: Sequence[Row]) -> Row:
    state = shared([row.state for row in now])
    if state != "partly":
        same = now[0]._replace(
            confirmed=all(row.confirmed for row in now),
            at=now[0].at if len({row.at for row in now}) == 1 else None,
            never_operated=all(row.never_operated for row in now),
        )
        agreed = all(row.by == same.by and row.reason == same.reason for row in now)
        return same if agreed else same._replace(by=None, decided=None)
    counts = Counter(row.state for row in now)
    words = ",".join(f"{state}={counts[state]}" for state in sorted(counts))
    never = all(row.never_operated for row in now)
    return Row(0, 0, "partly", None, None, True, None, never, None, words)


def acts_suspending(facts: Iterable[Fact]) -> set[str]:
    """The acts that suspend a measure, as instrument and as instrument/provision."""
    acts: set[str] = set()
    for fact in facts:
        suspends = isinstance(fact, MeasureSuspended) or (
            isinstance(fact, MeasureExtended) and fact.what == "suspension"
        )
        if suspends and isinstance(fact, MeasureSuspended | MeasureExtended):
            cited = fact.cited
            if cited.instrument:
                acts.add(cited.instrument)
                acts.add(f"{cited.instrument}/{cited.provision}")
    return acts
