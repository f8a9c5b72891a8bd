"""The days on which a measure starts, pauses, returns or ends, each under a name that never moves.

An occasion is named by its measure and by what it is ("start", "suspension-end:mofcom-2025-70"),
never by its day: a postponed start or a prolonged suspension is the same occasion on another day.
A suspension goes by the act that began it, whoever prolongs or shortens it.

What an earlier state of the ledger would have shown and today's does not is cancelled. Earlier
states are those a reader could have seen: after each append, not between the entries of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, pairwise
from typing import Literal, NamedTuple

from events.facts import Citation, MeasureImposed, PledgeMade
from tracker.asked import local_days
from tracker.fold import FOREVER, Filed, Row
from tracker.folding import current
from tracker.past import Held, Past, matches
from tracker.queries import Timeline
from tracker.question import OPEN_FILTERS, understand
from tracker.view import View, where_of
from tracker.view_filed import Filing, ever_suspended_by, filings, on_file

BACK = timedelta(days=365)  # how long a past day stays in a calendar
Kind = Literal["start", "suspension-start", "suspension-end", "return", "end"]


class Occasion(NamedTuple):
    """One day, or the days among which one is meant, that a measure's readers wait for.

    Days are inclusive civil days of the authority: of an end the last day with the measure, of a
    suspension's end its last day. `act` decides it; `lapse`: it comes by itself, as no act has
    said. `parts` are the listed parties that are meant where it is not all of `of`.
    """

    measure: str
    key: str
    kind: Kind
    first: date
    last: date
    act: str | None
    lapse: bool
    confirmed: bool
    at: str | None
    cited: Citation
    title: str
    title_zh: str | None
    jurisdiction: str
    authority: str
    measure_kind: str
    pledges: tuple[PledgeMade, ...] = ()
    parts: tuple[str, ...] = ()
    of: int = 0
    cancelled: bool = False
    filed: int = 0
    filed_at: str = ""

    @property
    def name(self) -> str:
        """What this occasion is called for ever."""
        return f"{self.measure}:{self.key}"


def occasions(timeline: Timeline, question: Mapping[str, str]) -> list[Occasion]:
    """Every occasion of the measures that answer a question, from a year ago on, in order.

    A question about a party is answered party by party. Raises UsageError.
    """
    search = _Search(timeline, question)
    today = local_days(timeline.now(), "today")
    found = [
        one
        for one in chain.from_iterable(map(search.of, search.units()))
        if one.last >= today.of(one.jurisdiction) - BACK
    ]
    return sorted(found, key=lambda one: (one.first, one.name))


class _Search:
    """One question put to today's state of a ledger and to those before it."""

    def __init__(self, timeline: Timeline, question: Mapping[str, str]) -> None:
        self.view: View = timeline.view
        self.filed = filings(self.view)
        self.suspended_by = ever_suspended_by(self.view)
        self.parts = "party" in question
        self.filters = self._understood(timeline, question)
        self.now = Past(self.view, None, None)
        self._pasts: dict[int, Past] = {}

    def _understood(self, timeline: Timeline, question: Mapping[str, str]) -> dict[str, str]:
        """The filters by their proper names; a measure may also be one that was withdrawn."""
        wanted = question.get("measure", "").strip()
        gone = f"measure/{wanted}" in self.filed and not on_file(self.view, wanted)
        asked = {k: v for k, v in question.items() if not (gone and k == "measure")}
        filters = understand(self.view, timeline.now(), "on", asked, None, None, "all", self.parts)
        return {**filters.filters, **({"measure": wanted} if gone else {})}

    # -- which measures -----------------------------------------------------------------------

    def units(self) -> Iterable[str]:
        """The measures that answer now, or may have answered once."""
        named = {k: v for k, v in self.filters.items() if k in ("instrument", "measure")}
        here = self.view.ids(where_of(named, self.view, parts=self.parts))
        return sorted({*here, *filter(self._meant, self._gone)})

    @cached_property
    def _ever(self) -> list[str]:
        mine = (stream.partition("/") for stream in self.filed)
        return [name for kind, _, name in mine if kind == "measure"]

    @property
    def _gone(self) -> Iterator[str]:
        """Measures that were on file and are not any more."""
        for name in self._ever:
            wanted = not self._inside.get(name) if self.parts else not _is_part(name)
            if wanted and not on_file(self.view, name):
                yield name

    def _meant(self, name: str) -> bool:
        instrument, measure = self.filters.get("instrument"), self.filters.get("measure")
        if measure is not None:
            return name == measure or (self.parts and name.startswith(f"{measure}/"))
        return instrument is None or name.startswith(f"{instrument}/")

    def _family(self, name: str) -> list[Filing]:
        """What was filed that an occasion shows: on the measure, on its provision and its parts,
        and in pledges about them or about an act that ever suspended them."""
        above = name.rpartition("/")[0] if _is_part(name) else name
        measures = dict.fromkeys([name, above, *self._parts_of(name)])
        acts = chain.from_iterable(self.suspended_by.get(one, ()) for one in measures)
        abouts = dict.fromkeys([*measures, name.partition("/")[0], *sorted(acts)])
        streams = [*(f"measure/{one}" for one in measures), *(f"pledge/{one}" for one in abouts)]
        filed = chain.from_iterable(self.filed.get(stream, ()) for stream in streams)
        return sorted(filed, key=lambda one: one.position)

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        """The parts that a provision ever had."""
        found: dict[str, list[str]] = {}
        for name in filter(_is_part, self._ever):
            found.setdefault(name.rpartition("/")[0], []).append(name)
        return found

    def _parts_of(self, name: str) -> list[str]:
        return [] if self.parts else self._inside.get(name, [])

    # -- what of them -------------------------------------------------------------------------

    def of(self, name: str) -> Iterator[Occasion]:
        """The occasions of one measure: those that stand, and those that once did."""
        filed = self._family(name)
        total = sum(one.entries for one in filed)
        at = max((one.recorded_at for one in filed), default="")
        for one in self._standing(name, filed).values():
            yield one._replace(filed=total, filed_at=at)

    def _standing(self, name: str, filed: list[Filing]) -> dict[str, Occasion]:
        found: dict[str, Occasion] = {}
        for position in _earlier(filed):
            found |= self._shown(name, self._past(position))
        cancelled = {key: one._replace(cancelled=True) for key, one in found.items()}
        return cancelled | self._shown(name, self.now)

    def _past(self, position: int) -> Past:
        return self._pasts.setdefault(position, Past(self.view, None, position))

    def _shown(self, name: str, past: Past) -> dict[str, Occasion]:
        """What a state of the ledger shows of a measure, by name."""
        held = next(past.held([name]), None)
        if held is None or not self._answers(held):
            return {}
        parts = list(past.held(self._parts_of(name)))
        found = _shared(held, parts) if parts else occasions_of(held)
        return {one.name: one for one in found}

    def _answers(self, held: Held) -> bool:
        closed = ("jurisdiction", "authority", "kind")
        same = all(getattr(held, k) == v for k, v in self.filters.items() if k in closed)
        opened = {k: v for k, v in self.filters.items() if k in OPEN_FILTERS}
        return same and matches(held, opened, self.view)


def _is_part(name: str) -> bool:
    return name.count("/") > 1


def _earlier(filed: list[Filing]) -> Iterator[int]:
    """The positions of the states before today's, oldest first."""
    last: dict[str, int] = {}
    for one in filed:
        last[one.recorded_at] = one.position
    yield from list(last.values())[:-1]


def _shared(held: Held, parts: list[Held]) -> Iterator[Occasion]:
    """The occasions of a provision from those of its parts: one for all that share its days, else
    each part's own."""
    alike: dict[str, list[Occasion]] = {}
    for one in chain.from_iterable(map(occasions_of, parts)):
        alike.setdefault(one.key, []).append(one)
    for group in alike.values():
        first = group[0]
        if any((one.first, one.last) != (first.first, first.last) for one in group):
            yield from group
        else:
            meant = () if len(group) == len(parts) else tuple(one.title for one in group)
            title = _imposed(held).title
            sure = all(one.confirmed for one in group)
            shared = first._replace(measure=held.id, title=title, measure_kind=held.kind)
            yield shared._replace(parts=meant, of=len(parts), confirmed=sure)


def occasions_of(held: Held) -> Iterator[Occasion]:
    """The occasions of one measure's life, from its runs of days."""
    met: Counter[str] = Counter()
    for joint in _joints(held.rows):
        met[joint.key] += 1
        key = joint.key if met[joint.key] == 1 else f"{joint.key}:{met[joint.key]}"
        yield _occasion(held, joint, key)


class _Joint(NamedTuple):
    """A day between two runs; `decided` is the row whose act it rests on."""

    key: str
    kind: Kind
    first: int
    last: int
    decided: Row
    sure: bool


def _joints(rows: list[Row]) -> Iterator[_Joint]:
    began = ""  # the act that began the suspension that runs
    for number, (before, row) in enumerate(pairwise(rows), 1):
        if row.state == "unknown":
            yield from _blurred(before, row, rows[number + 1 :])
            continue
        if row.state == "suspended" and before.state != "suspended":
            began = row.by or ""
            yield _day(f"suspension-start:{began}", "suspension-start", row.first, row)
        elif before.state == "suspended" and row.state not in ("suspended", "ended"):
            sure = bool(row.confirmed)  # whether it ended so is what nobody has confirmed
            key = f"suspension-end:{began}"
            yield _day(key, "suspension-end", before.last, before)._replace(sure=sure)
            if row.state == "in_force":
                yield _day(f"return:{began}", "return", row.first, row)
        elif row.state == "in_force" and before.state in ("announced", "ended"):
            yield _day("start", "start", row.first, row)
        elif row.state == "ended" and _operates(before):
            yield _day("end", "end", before.last, row)


def _operates(before: Row) -> bool:
    """Whether there is something to end: what was only announced never began."""
    in_doubt = before.state == "unknown" and before.reason == "contradiction"
    return in_doubt or before.state in ("in_force", "suspended")


def _day(key: str, kind: Kind, day: int, decided: Row) -> _Joint:
    return _Joint(key, kind, day, day, decided, bool(decided.confirmed))


def _blurred(before: Row, row: Row, after: list[Row]) -> Iterator[_Joint]:
    """A start or an end known only to the month or year: some day of these."""
    if row.reason != "effective_date_unknown" or row.last == FOREVER:
        return
    if after and after[0].state == "ended":
        if before.state != "announced":
            yield _Joint("end", "end", row.first, row.last, row, False)
    elif before.state == "announced":
        yield _Joint("start", "start", row.first, row.last, row, False)


def _occasion(held: Held, joint: _Joint, key: str) -> Occasion:
    row, text = joint.decided, current([held.text])
    assert text is not None
    return Occasion(
        measure=held.id,
        key=key,
        kind=joint.kind,
        first=date.fromordinal(joint.first),
        last=date.fromordinal(joint.last),
        act=None if row.by == "lapse" else row.by,
        lapse=row.by == "lapse",
        confirmed=joint.sure,
        at=row.at if joint.first == row.first else None,
        cited=_cited(held, row),
        title=_imposed(held).title,
        title_zh=text[1].title_zh,
        jurisdiction=held.jurisdiction,
        authority=held.authority,
        measure_kind=held.kind,
        pledges=tuple(f.fact for f in held.beside if isinstance(f.fact, PledgeMade)),
    )


def _cited(held: Held, row: Row) -> Citation:
    acts: Iterable[Filed] = (filed for filed in held.effects if filed.position == row.decided)
    found = next((getattr(filed.fact, "cited", None) for filed in acts), None)
    return found if isinstance(found, Citation) else _imposed(held).cited


def _imposed(held: Held) -> MeasureImposed:
    imposed = held.imposed.fact
    assert isinstance(imposed, MeasureImposed)
    return imposed
