"""How a question is answered: understood, its measures found, each with its state of the day.

What every question shares; `tracker.queries` has the questions themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from heapq import merge
from typing import TYPE_CHECKING, Any

from tracker.answers import Answer, Measure, shown
from tracker.asked import Asked, ask_day
from tracker.horizon import Reach
from tracker.question import OPEN_FILTERS, Day, Question, Recorded, counts_of, understand
from tracker.view import Standing, View, Where, where_of

if TYPE_CHECKING:
    from tracker.past import Held, Past

COUNTED = ("in_force", "suspended", "announced", "ended")


def settled_by(question: Question, where: Where) -> Where:
    """The measures of a condition whose acts were all public by the day `known`: what is stored of
    them is what one could tell then."""
    return _known(question, where, "AND m.all_public <= :public")


def open_by(question: Question, where: Where) -> Where:
    """Those of which some acts were public by then, and some were not."""
    return _known(question, where, "AND m.first_public <= :public AND m.all_public > :public")


def _known(question: Question, where: Where, sql: str) -> Where:
    assert question.known is not None
    public = question.known.latest.toordinal()
    return Where(f"{where.sql} {sql} ", {**where.given, "public": public})


class Finder:
    """A view open for questions, with the present moment for `today` and for staleness."""

    def __init__(self, view: View, now: Callable[[], datetime]) -> None:
        self.view = view
        self.now = now
        self.reach = Reach(view)

    # -- understanding ------------------------------------------------------------------------

    def day(self, day: Day) -> Asked:
        return ask_day(day, self.view, self.now(), "day")

    def question(
        self,
        verb: str,
        filters: Mapping[str, object],
        known: Day | None,
        recorded: Recorded | None,
        state: str | Iterable[str] | None,
        parts: bool,
    ) -> Question:
        return understand(self.view, self.now(), verb, filters, known, recorded, state, parts)

    def position(self, question: Question) -> int | None:
        if question.recorded is None:
            return None
        found = self.view.place(question.recorded)
        return found[0] if found else 0

    # -- finding measures ---------------------------------------------------------------------

    def where(self, question: Question) -> Where:
        # What a measure was tagged, or filed, with may have been read otherwise before: a question
        # about what was recorded finds by name alone and looks at what each measure was then.
        filters = question.filters if question.recorded is None else question.named
        return where_of(filters, self.view, parts=question.parts)

    def past(self, question: Question) -> Past:
        from tracker.past import Past

        known = None if question.known is None else question.known.latest
        return Past(self.view, known, self.position(question))

    def names(self, question: Question) -> list[str]:
        """The measures a question about the past may mean; those withdrawn since are among them."""
        names = self.view.ids(self.where(question))
        position = self.position(question)
        return names if position is None else [*names, *self.view.gone(position)]

    def held(self, question: Question, names: Iterable[str]) -> list[Held]:
        from tracker.past import filed_as, lives, matches

        if not question.past:
            return list(lives(self.view, names))
        held: Iterable[Held] = self.past(question).held(names)
        if question.recorded is not None:
            found = (one for one in held if filed_as(one, question.filters, parts=question.parts))
            held = sorted(found, key=lambda one: one.id)
        if not any(name in question.filters for name in OPEN_FILTERS):
            return list(held)
        return [one for one in held if matches(one, question.filters, self.view)]

    def standings(self, question: Question, asked: Asked) -> list[Standing]:
        return self.on(question, asked, self.where(question))

    def on(
        self, question: Question, asked: Asked, where: Where, among: Sequence[str] | None = None
    ) -> list[Standing]:
        """The measures of a condition on a day, as far as the question lets facts count.

        With `among` only those named. What was withdrawn since is there for what was recorded
        before, whatever the condition: the caller looks at what each was then.
        """
        if among is not None:
            marks = ",".join(f":n{at}" for at in range(len(among)))
            given = {f"n{at}": name for at, name in enumerate(among)}
            where = Where(f"AND m.id IN ({marks}) {where.sql}", given | where.given)
        if not question.past:
            return self.view.on(asked.CN.toordinal(), asked.US.toordinal(), where)
        if question.recorded is None:
            settled = self.view.on(
                asked.CN.toordinal(), asked.US.toordinal(), settled_by(question, where)
            )
            folded = self.folded(question, asked, where)
            return list(merge(settled, folded, key=lambda one: one.id))
        names = self.view.ids(where)
        gone = self.view.gone(self.position(question) or 0)
        names += [name for name in gone if among is None or name in among]
        held = self.held(question, names)
        return [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]

    def folded(self, question: Question, asked: Asked, where: Where) -> list[Standing]:
        """The measures of which some acts, not all, were public by the day `known`: by id."""
        held = self.held(question, self.view.ids(open_by(question, where)))
        return [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]

    def named(self, question: Question, asked: Asked, names: Sequence[str]) -> list[Standing]:
        """Measures found before, as they stand on a day, as far as facts count for the question."""
        if question.past:
            held = self.held(question, names)
            return [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]
        given: dict[str, object] = {"names": json.dumps(list(names))}
        where = Where(" AND m.id IN (SELECT value FROM json_each(:names))", given)
        return self.view.on(asked.CN.toordinal(), asked.US.toordinal(), where)

    def changed(self, question: Question, from_: Asked, to: Asked) -> list[Held]:
        """Measures in which something may change between two days."""
        where = self.where(question)
        first, last = min(from_.CN, from_.US).toordinal(), to.latest.toordinal()
        if not question.past:
            return self.held(question, self.view.changed_between(first, last, where))
        if question.recorded is not None:
            return self.held(question, self.names(question))
        settled = self.view.changed_between(first, last, settled_by(question, where))
        return self.held(question, sorted([*settled, *self.view.ids(open_by(question, where))]))

    # -- answering ----------------------------------------------------------------------------

    def answer(
        self,
        question: Question,
        asked: Asked,
        standings: list[Standing],
        days: dict[str, Any],
        *,
        lists: bool = False,
    ) -> Answer:
        """The plain answer to a question; with `lists` it also rests on files of who is listed."""
        wanted = [one for one in standings if question.wants(one)]
        return self.told(question, asked, wanted, self.counts(standings), days, lists=lists)

    def counts(self, standings: Iterable[Standing]) -> dict[str, int]:
        """How many measures stand in each state; what nobody had published by then is not one."""
        counts: dict[str, int] = {}
        for one in standings:
            if one.reason != "not_yet_published":
                counts[one.state] = counts.get(one.state, 0) + 1
        return counts

    def told(
        self,
        question: Question,
        asked: Asked,
        wanted: Sequence[Standing],
        counts: Mapping[str, int] | None,
        days: dict[str, Any],
        *,
        lists: bool = False,
        beyond: bool = False,
        notes: Iterable[str] = (),
    ) -> Answer:
        """The answer made of the measures wanted and the counts of all, None if not counted.

        `beyond`: something was found on an earlier page.
        """
        measures = [self.measure(one, asked) for one in wanted]
        horizon = self.reach.horizon(question, self.position(question), self.now(), lists=lists)
        found = bool(measures) or beyond
        told, empty = self.reach.notes(question, asked, horizon, found=found)
        return Answer(
            question=question.shown(**days),
            horizon=horizon,
            measures=measures,
            counts={} if counts is None else dict.fromkeys(COUNTED, 0) | dict(counts),
            receipt=self.receipt(question),
            notes=[*told, *notes],
            empty=empty,
        )

    def measure(self, one: Standing, asked: Asked) -> Measure:
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

    def receipt(self, question: Question) -> dict[str, Any]:
        from tracker import __version__

        position, digest = int(self.view.meta["position"]), self.view.meta["digest"]
        if question.recorded is not None:
            place = self.view.place(question.recorded)
            position, digest = (place[0], place[1]) if place else (0, "0" * 64)
        return {"position": position, "head": f"sha256:{digest}", "version": __version__}


def _since(one: Standing) -> str | None:
    """The first day of the run; None where the text names no day to be announced for."""
    if one.state == "announced":
        if one.reason in ("effective_date_unknown", "not_yet_published"):
            return None
        if one.reason == "promised" and '"first_day":null' in one.imposed:
            return None
    return shown(one.first)
