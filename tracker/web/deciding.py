"""Decisions about what waits, as they come over the web: what each needs, and how it is filed.

A decision is made as `tracker review` makes it: under the ledger's lease, from the ledger as it is
at that moment, and appended. So two who decide at once cannot both be right.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from events.lease import LeaseHeld
from tracker.asked import UsageError
from tracker.ingest.opening import station
from tracker.ingest.station import Station
from tracker.review import named
from tracker.review_decide import Desk
from tracker.review_listed import Removal
from tracker.web.house import House
from tracker.web.problems import Refused

Decision = Literal["accept", "edit", "reject"]
DONE = {"accept": "accepted", "edit": "edited", "reject": "rejected"}
PATIENCE = 5.0  # seconds that a decision waits for another writer
LONGEST = 2_000  # letters of a reason


class Words(BaseModel):
    """What is told with a decision."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Accept(Words):
    """The program is right; `act` and `first_day` where a party was taken off a list."""

    reason: str | None = Field(None, max_length=LONGEST, description="Why; kept with it.")
    act: str | None = Field(None, max_length=200, description="The act that took a party off.")
    first_day: str | None = Field(None, max_length=10, description="The first day without it.")


class Reject(Words):
    """The program is wrong, or there is nothing to do."""

    reason: str = Field(min_length=1, max_length=LONGEST, description="Why; kept with it.")


class Edit(Words):
    """The reading as it should be."""

    yaml: str = Field(min_length=1, description="The whole reading, as `/review/ID.json` has it.")
    reason: str | None = Field(None, max_length=LONGEST, description="Why; kept with it.")


WANTED: dict[Decision, type[Words]] = {"accept": Accept, "edit": Edit, "reject": Reject}


def decide(house: House, id: str, words: Words, by: str) -> str:
    """File a decision by somebody; what it changed, in words. Refused where it cannot be."""
    try:
        with station(house.ledger, now=house.now, wait=PATIENCE) as at:
            _must_wait(at, id)
            return _decided(Desk(at, by), id, words)
    except LeaseHeld as held:
        line = "Somebody else is writing to the ledger; nothing was decided, try again."
        raise Refused(409, "Not now", line, {"retry-after": "30"}) from held
    except UsageError as error:
        line = str(error).removeprefix("review: ")
        raise Refused(422, "This cannot be decided so", line) from error


def _decided(desk: Desk, id: str, words: Words) -> str:
    match words:
        case Accept(reason=reason, act=act, first_day=first):
            return desk.accept(id, reason, Removal(act, first) if act or first else None)
        case Reject(reason=reason):
            return desk.reject(id, reason)
        case Edit(yaml=yaml, reason=reason):
            return desk.edited(id, yaml, reason)
    raise AssertionError(words)


def wanted(decision: Decision, fields: dict[str, str]) -> Words:
    """The fields of a form as what a decision needs."""
    kind = WANTED[decision]
    known = {name: text for name, text in fields.items() if name in kind.model_fields}
    if decision == "reject" and "reason" not in known:
        line = "A rejection needs its reason: it is kept with the decision."
        raise Refused(422, "This cannot be decided so", line)
    try:
        return kind.model_validate(known)
    except ValueError as error:
        raise Refused(
            422, "This cannot be decided so", "A field is missing or too long."
        ) from error


def _must_wait(at: Station, id: str) -> None:
    """Refused unless something waits under this name."""
    if id in at.known.decided and id not in at.known.open:
        told = at.known.decided[id]
        line = f"{id} was {told.decision} by {told.by} on {told.decided_on}."
        raise Refused(409, "This was decided before", line)
    try:
        named(id, at.known)
    except UsageError as error:
        raise Refused(
            404, "Nothing waits under this name", str(error).removeprefix("review: ")
        ) from error
