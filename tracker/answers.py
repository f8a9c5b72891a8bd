"""What the questions return: typed answers with the names of the interface contract.

Plain slotted classes rather than pydantic models: answers are built at every start of the command
line, and only what a caller looks at is decoded. `as_dict` gives the JSON of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame  # type: ignore[import-untyped]

    from tracker.queries import Timeline

FOREVER = date.max.toordinal()


def shown(day: int) -> str | None:
    """A stored day as ISO text; None at either end of time."""
    return None if day in (1, FOREVER) else date.fromordinal(day).isoformat()


@dataclass(frozen=True)
class Measure:
    """One measure on the day asked about: its state, why, since when, until when, what comes next.

    `since` and `until` are the first and last day of the run of days with this answer, inclusive;
    None where there is no such day. `by` is the instrument that decides, "lapse" where a suspension
    ran out, or None. `projected`: the day lies beyond what anyone has checked.
    """

    id: str
    instrument: str
    provision: str
    jurisdiction: str
    authority: str
    kind: str
    state: str
    reason: str | None
    never_operated: bool
    since: str | None
    until: str | None
    by: str | None
    confirmed: bool
    projected: bool
    changes_at: str | None
    next: dict[str, str | None] | None
    parts: dict[str, int] | None
    _imposed: str = field(repr=False)
    _decided: str | None = field(repr=False)
    _text: str = field(repr=False)
    _beside: Sequence[str] = field(repr=False)
    _day: str = field(repr=False)

    @cached_property
    def _imposed_fact(self) -> dict[str, Any]:
        fact: dict[str, Any] = json.loads(self._imposed)
        return fact

    @cached_property
    def _instrument_fact(self) -> dict[str, Any]:
        fact: dict[str, Any] = json.loads(self._text)
        now: dict[str, Any] = fact.get("now", fact)
        return now

    @property
    def title(self) -> str:
        return str(self._imposed_fact["title"])

    @property
    def day(self) -> str:
        """The day asked about, in the calendar of the measure's own authority."""
        return self._day

    @property
    def record(self) -> dict[str, Any]:
        """The official text that lays it down, as it is on file: title, number, issuers, pages."""
        return self._instrument_fact

    @property
    def instrument_title(self) -> str:
        return str(self._instrument_fact["title"])

    @property
    def form(self) -> str:
        """The form of the text: announcement, rule, letter …"""
        return str(self._instrument_fact["form"])

    @property
    def basis(self) -> str:
        """Whose word it rests on; "read" also where nobody reviewed the act that decides."""
        own = str(self._imposed_fact["basis"])
        return "read" if self._decided and json.loads(self._decided).get("basis") == "read" else own

    @property
    def confidence(self) -> str:
        return str(self._imposed_fact["confidence"])

    @property
    def notes(self) -> str | None:
        """What the analyst noted about the instrument: doubts, conflicts, slips in copies."""
        notes: str | None = self._instrument_fact["notes"]
        return notes

    @property
    def compliance_from(self) -> str | None:
        day: str | None = self._imposed_fact["compliance_from"]
        return day

    @property
    def scope(self) -> dict[str, Any]:
        scope: dict[str, Any] = self._imposed_fact["scope"]
        return scope

    @property
    def party(self) -> dict[str, Any] | None:
        """Who is listed, where the measure is one party's; older readings have but a name."""
        party: dict[str, Any] | None = self._imposed_fact.get("party")
        return party

    @property
    def on_list(self) -> str | None:
        """The list a party stands on, where it has a name."""
        name: str | None = self._imposed_fact.get("on_list")
        return name

    @property
    def policy(self) -> str | None:
        """How an application fares; None where that is not on file."""
        policy: str | None = self._imposed_fact.get("policy")
        return policy

    @cached_property
    def citations(self) -> list[dict[str, Any]]:
        """The act that decides the state, then the act that imposed the measure."""
        cited = [] if self._decided is None else [json.loads(self._decided)["cited"]]
        own = self._imposed_fact["cited"]
        return [_citation(one) for one in [*cited, *([] if own in cited else [own])]]

    @property
    def own_citation(self) -> dict[str, Any]:
        """The act that imposed the measure."""
        return _citation(self._imposed_fact["cited"])

    @property
    def deciding_citation(self) -> dict[str, Any]:
        """The act that decides its state on the day."""
        return self.citations[0]

    @property
    def stay(self) -> tuple[str, str, str]:
        """The day and the act of a stay that ran out, and what was promised: alike for many."""
        act = str(self.citations[0]["instrument"] or "") if self.citations else ""
        return self.since or "", act, str([pledge["pledge"] for pledge in self.pledges])

    @cached_property
    def pledges(self) -> list[dict[str, Any]]:
        """What had been promised about the measure by the day, and no act has done."""
        facts = (json.loads(body) for body in self._beside)
        return [
            {
                "pledge": fact["pledge"],
                "about": fact["about"],
                "promise": fact["promise"],
                "until": fact["until"],
                "note": fact["note"],
                "citation": _citation(fact["cited"]),
            }
            for fact in facts
            if fact["event"] == "pledge made" and (fact["cited"]["published_on"] or "") <= self._day
        ]

    @cached_property
    def links(self) -> list[dict[str, Any]]:
        """Measures and texts this one belongs with."""
        facts = (json.loads(body) for body in self._beside)
        return [
            {"link": fact["link"], "to": fact["to"], "note": fact["note"]}
            for fact in facts
            if fact["event"] == "measures linked"
        ]

    def as_dict(self) -> dict[str, Any]:
        """The measure as the contract writes it."""
        return {
            "id": self.id,
            "instrument": self.instrument,
            "provision": self.provision,
            "title": self.title,
            "instrument_title": self.instrument_title,
            "jurisdiction": self.jurisdiction,
            "authority": self.authority,
            "kind": self.kind,
            "state": self.state,
            "reason": self.reason,
            "never_operated": self.never_operated,
            "since": self.since,
            "until": self.until,
            "by": self.by,
            "confirmed": self.confirmed,
            "projected": self.projected,
            "changes_at": self.changes_at,
            "basis": self.basis,
            "confidence": self.confidence,
            "compliance_from": self.compliance_from,
            "parts": self.parts,
            "scope": self.scope,
            "party": self.party,
            "list": self.on_list,
            "policy": self.policy,
            "next": self.next,
            "pledges": self.pledges,
            "links": self.links,
            "citations": self.citations,
        }


def _citation(cited: dict[str, Any]) -> dict[str, Any]:
    keys = ("instrument", "provision", "published_on", "quote", "url", "sha256", "lang")
    return {key: cited.get(key) for key in keys}


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far a source's silence can be trusted."""

    source: str
    jurisdiction: str
    covers_from: str
    curated_through: str
    checked_through: str | None
    stale: bool

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True)
class Change:
    """One change of one measure: on `day` it went `from_state` → `to_state`.

    `change` is the word for it: published, started, suspended, prolonged, resumed, lapsed, amended,
    ended. `from_state` None: before it, nobody had published it.
    """

    measure: str
    day: str
    change: str
    from_state: str | None
    to_state: str
    by: str | None
    why: str
    citation: dict[str, Any] | None
    title: str
    jurisdiction: str
    kind: str
    confirmed: bool = True
    changes_at: str | None = None
    basis: str = "analyst"

    @property
    def act(self) -> tuple[str, str]:
        """What made the change and the act cited for it; those of one day that are alike stand
        together."""
        return self.by or "", str((self.citation or {}).get("instrument") or "")

    def as_dict(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "day": self.day,
            "change": self.change,
            "from": self.from_state,
            "to": self.to_state,
            "by": self.by,
            "why": self.why,
            "confirmed": self.confirmed,
            "changes_at": self.changes_at,
            "basis": self.basis,
            "title": self.title,
            "jurisdiction": self.jurisdiction,
            "kind": self.kind,
            "citation": self.citation,
        }


@dataclass(frozen=True)
class Answer:
    """Any answer: the question as understood, the horizon, what was found, and a receipt.

    `empty` is None when something was found, else "nothing found" or "cannot say"; `notes` say the
    rest in words. `more`: the key after which the next page begins, where a limit was asked for and
    others follow.
    """

    question: dict[str, Any]
    horizon: list[Horizon]
    measures: list[Measure]
    counts: dict[str, int]
    receipt: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    empty: str | None = None
    more: str | None = None

    def as_dict(self) -> dict[str, Any]:
        paged = {"more": self.more} if "after" in self.question else {}
        return {
            "question": self.question,
            "horizon": [one.as_dict() for one in self.horizon],
            "measures": [one.as_dict() for one in self.measures],
            "counts": self.counts,
            "notes": self.notes,
            "empty": self.empty,
            "receipt": self.receipt,
            **paged,
        }

    def to_pandas(self, of: str | None = None) -> DataFrame:
        """One row a measure, change, match or finding; `of="measures"`: always its measures.

        Needs the extra `notebook`.
        """
        from tracker.frames import frame_of

        return frame_of(self, of)

    def plot(self, timeline: Timeline | None = None, axes: Axes | None = None) -> Axes:
        """The measures' periods as lanes, or changes by day; whole lives with their timeline.

        Needs the extra `notebook`.
        """
        from tracker.plots import plot_of

        return plot_of(self, timeline, axes)


@dataclass(frozen=True)
class DiffAnswer(Answer):
    """What changed in (A, B]; `measures` are the changed ones as they stand on B."""

    changes: list[Change] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {"changes": [one.as_dict() for one in self.changes]}


@dataclass(frozen=True)
class LifeAnswer:
    """One measure's whole life: its runs of days, and every effect with what became of it."""

    measure: Measure
    periods: list[dict[str, Any]]
    effects: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        return self.measure.as_dict() | {"periods": self.periods, "effects": self.effects}


@dataclass(frozen=True)
class ShowAnswer(Answer):
    """An instrument or a measure: the text as published, and the lives of what it lays down."""

    instrument: dict[str, Any] = field(default_factory=dict)
    lives: list[LifeAnswer] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {
            "instrument": self.instrument,
            "measures": [one.as_dict() for one in self.lives],
        }


@dataclass(frozen=True)
class UpcomingAnswer(Answer):
    """What is scheduled, and which returns by lapse nobody has confirmed."""

    changes: list[Change] = field(default_factory=list)
    lapsed: list[Measure] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return super().as_dict() | {
            "changes": [one.as_dict() for one in self.changes],
            "lapsed": [one.as_dict() for one in self.lapsed],
        }
