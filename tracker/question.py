"""A question as understood: every name canonical, every day a day, or a `UsageError`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from tracker.asked import (
    KINDS,
    Asked,
    UsageError,
    ask_day,
    ask_one,
    ask_recorded,
    ask_states,
)
from tracker.view import Standing, View

Day = str | date
Recorded = str | int | date


class Filters(TypedDict, total=False):
    """What a question may be narrowed to.

    Closed sets (jurisdiction, authority, kind) and names (instrument, measure) refuse what they do
    not know; the others find nothing, or cannot say. `to` is an ISO country code, `item` is words.
    """

    jurisdiction: str | None
    authority: str | None
    kind: str | None
    instrument: str | None
    measure: str | None
    item: str | None
    code: str | None
    hs: str | None
    to: str | None
    party: str | None


class Told(TypedDict, total=False):
    """What a check may be told of a shipment; shares are in per cent of its value."""

    item: str | None
    code: str | None
    hs: str | None
    from_: str | None
    to: str | None
    party: str | None
    end_use: str | Iterable[str] | None
    content: float | str | None
    us_content: float | str | None


OPEN_FILTERS = {
    "item": "items",
    "code": "codes",
    "hs": "HS numbers",
    "to": "destinations",
    "party": "party names",
}
LONGEST, MOST_WORDS = 1000, 50  # of a filter's value
FILTERS: dict[str, Callable[[View, str], str]] = {
    "jurisdiction": lambda view, value: ask_one(value, ("CN", "US"), "jurisdiction"),
    "authority": lambda view, value: ask_one(value, view.values("authority"), "authority"),
    "kind": lambda view, value: ask_one(value, KINDS, "kind"),
    "instrument": lambda view, value: view.need_instrument(value),
    "measure": lambda view, value: view.need_measure(value),
    **dict.fromkeys(OPEN_FILTERS, lambda view, value: value),
}


@dataclass(frozen=True)
class Question:
    """A question as understood; `states` None means all of them."""

    verb: str
    filters: dict[str, str]
    known: Asked | None
    recorded: int | str | None
    states: tuple[str, ...] | None
    parts: bool

    @property
    def past(self) -> bool:
        """Whether facts must be left out, so that stored answers do not serve."""
        return self.known is not None or self.recorded is not None

    @property
    def closed(self) -> dict[str, str]:
        """The filters whose meaning does not depend on what is on file about scope."""
        return {name: value for name, value in self.filters.items() if name not in OPEN_FILTERS}

    @property
    def named(self) -> dict[str, str]:
        """The filters that name an instrument or a measure."""
        named = ("instrument", "measure")
        return {name: value for name, value in self.filters.items() if name in named}

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

    def wants(self, one: Standing) -> bool:
        """Whether a measure in its state belongs in the answer."""
        if self.states is None:
            return True
        if one.reason == "not_yet_published" and "measure" not in self.filters:
            return False
        if one.state == "partly":
            inside = counts_of(one.parts) or {}
            return any(state in self.states for state in ("partly", *inside))
        return one.state in self.states


def understand(
    view: View,
    now: datetime,
    verb: str,
    filters: Mapping[str, object],
    known: Day | None,
    recorded: Recorded | None,
    state: str | Iterable[str] | None,
    parts: bool,
) -> Question:
    """The question behind what was typed; UsageError names what cannot be understood."""
    asked = dict(_filters(view, filters))
    if state is None:
        state = "all" if "measure" in asked else "in_force"
    return Question(
        verb=verb,
        filters=asked,
        known=None if known is None else ask_day(known, view, now, "known"),
        recorded=None if recorded is None else ask_recorded(recorded),
        states=ask_states(state),
        parts=parts,
    )


def _filters(view: View, filters: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    for name, value in filters.items():
        if name not in FILTERS:
            raise UsageError(f"filter: {name!r} is none; expected {', '.join(FILTERS)}")
        if value is None:
            continue
        if not isinstance(value, str):
            raise UsageError(f"{name}: expected text, found {value!r}")
        if not value.strip():
            raise UsageError(f"{name}: expected a value, found an empty one")
        if len(value) > LONGEST or len(value.split()) > MOST_WORDS:
            raise UsageError(f"{name}: expected a few words, found {len(value):,} letters")
        yield name, FILTERS[name](view, value.strip())


def counts_of(parts: str | None) -> dict[str, int] | None:
    """The states of a provision's parts, as stored ("ended=1,in_force=2"), counted."""
    if parts is None:
        return None
    return {state: int(count) for state, count in (one.split("=") for one in parts.split(","))}
