"""What a question means: days, instants, names and filter values, or one clear line why not.

There is no fallback: whatever cannot be read is a `UsageError` that names it, says what is
accepted, and suggests the nearest thing we know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from events.errors import TrackerError

ZONES = {"CN": "Asia/Shanghai", "US": "America/New_York"}
STATES = ("announced", "in_force", "suspended", "ended", "unknown", "partly")
KINDS = (
    "control", "listing", "ban", "duty", "fee", "relief", "framework", "probe", "informal",
    "pledge",
)  # fmt: skip
ACCEPTED = (
    "YYYY-MM-DD, YYYY-MM-DDTHH:MM±ZZ:ZZ, today, a milestone, an instrument id, or before:/after:"
    " one of these two"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class UsageError(TrackerError, ValueError):
    """A question that cannot be understood; exit code 2."""


class NotOnFile(UsageError):
    """A name that could be one and is none that we have."""


class Names(Protocol):
    """What a question may refer to by name."""

    @property
    def milestones(self) -> Mapping[str, Mapping[str, Any]]: ...

    def published(self, name: str) -> tuple[str, str | None] | None: ...

    def near(self, name: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A day as each authority counts it; the two differ only for a moment or for `today`."""

    text: str
    CN: date
    US: date

    @property
    def latest(self) -> date:
        return max(self.CN, self.US)

    def of(self, jurisdiction: str) -> date:
        return self.CN if jurisdiction == "CN" else self.US

    @property
    def shown(self) -> Any:
        """One ISO day, or one for each jurisdiction where a moment falls on two."""
        if self.CN == self.US:
            return self.CN.isoformat()
        return {"CN": self.CN.isoformat(), "US": self.US.isoformat()}


def local_days(moment: datetime, text: str) -> Asked:
    """The civil day of a moment in Beijing and in Washington."""
    from zoneinfo import ZoneInfo

    try:
        days = {where: moment.astimezone(ZoneInfo(zone)).date() for where, zone in ZONES.items()}
    except OverflowError:
        raise UsageError(f"{text!r} lies outside the calendar; name another moment") from None
    return Asked(text, days["CN"], days["US"])


def ask_day(given: str | date, names: Names, now: datetime, what: str = "day") -> Asked:
    """What a DATE means.

    Raises UsageError for an impossible day, an unknown name, or an instrument whose day of
    publication is not known exactly.
    """
    if isinstance(given, datetime):
        if given.tzinfo is None:
            raise UsageError(f"{what}: a moment needs its zone, found {given.isoformat()}")
        return local_days(given, given.isoformat())
    if isinstance(given, date):
        return Asked(given.isoformat(), given, given)
    text = _text(given, what, ACCEPTED)
    if not text:
        raise UsageError(f"{what}: expected {ACCEPTED}; found an empty value")
    if text == "today":
        return local_days(now, text)
    if text[0].isdigit() and _DAY.match(text):
        return _moment(text, what) if len(text) > 10 else _exact(text, what)
    return _named(text, names, what)


def _text(given: object, what: str, accepted: str) -> str:
    """What was typed; half a character (of bytes that are no UTF-8) names nothing we hold."""
    if isinstance(given, str) and given.encode("utf-8", "replace").decode() == given:
        return given.strip()
    raise UsageError(f"{what}: expected {accepted}; found {given!r}")


def _exact(text: str, what: str) -> Asked:
    day = _real_day(text, text, what)
    return Asked(text, day, day)


def _real_day(part: str, text: str, what: str) -> date:
    try:
        return date.fromisoformat(part)
    except ValueError:
        raise UsageError(
            f"{what}: {text!r} is no day of the calendar; expected {ACCEPTED}"
        ) from None


def _moment(text: str, what: str) -> Asked:
    _real_day(text[:10], text, what)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return local_days(moment, text)
    except UsageError:
        raise
    except ValueError:
        pass
    raise UsageError(
        f"{what}: {text!r} is no moment with its zone; expected YYYY-MM-DDTHH:MM±ZZ:ZZ"
    )


def _named(text: str, names: Names, what: str) -> Asked:
    side, _, name = (
        text.partition(":") if text.startswith(("before:", "after:")) else ("", "", text)
    )
    name = name.strip()
    if not name:
        raise UsageError(f"{what}: expected a milestone or instrument after {side}:, found nothing")
    milestone = names.milestones.get(name.casefold())
    if milestone:
        first, last = (date.fromisoformat(str(milestone[key])) for key in ("first", "last"))
    else:
        first = last = _published(name, names, what)
    try:
        if side:
            first = first - timedelta(1) if side == "before" else last + timedelta(1)
    except OverflowError:
        raise UsageError(f"{what}: {text!r} lies outside the calendar") from None
    return Asked(text, first, first)


def _published(name: str, names: Names, what: str) -> date:
    found = names.published(name)
    if found is None:
        known = ", ".join(sorted(names.milestones))
        raise UsageError(
            f"{what}: {name!r} is no day, milestone or instrument; expected {ACCEPTED};"
            f" milestones: {known}{did_you_mean(names.near(name))}"
        )
    instrument, published = found
    if published is None or len(published) != 10:
        told = published or "nothing"
        raise UsageError(
            f"{what}: the day {instrument} was published is not known exactly (on file: {told});"
            " name a day instead"
        )
    return date.fromisoformat(published)


def ask_recorded(given: str | int | date) -> int | str:
    """What `recorded` means: a ledger position, or the last UTC instant that counts (as stored)."""
    accepted = "a UTC instant (2026-11-24T09:00Z), a date or a ledger position"
    if isinstance(given, int):
        if not 0 <= given < 2**63:
            raise UsageError(f"recorded: expected {accepted}; found {given}")
        return given
    if isinstance(given, datetime):
        if given.tzinfo is None:
            raise UsageError(f"recorded: an instant needs its zone, found {given.isoformat()}")
        return _stamp(given)
    if isinstance(given, date):
        return _end_of(given)
    text = _text(given, "recorded", accepted)
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    try:
        if len(text) == 10:
            return _end_of(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"recorded: expected {accepted}; found {given!r}") from None
    if moment.tzinfo is None:
        raise UsageError(
            f"recorded: an instant needs its zone; expected {accepted}; found {text!r}"
        )
    return _stamp(moment)


def _end_of(day: date) -> str:
    return day.isoformat() + "T23:59:59.999999+00:00"


def _stamp(moment: datetime) -> str:
    try:
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:
        raise UsageError(
            f"recorded: {moment.isoformat()} lies outside the calendar; name another instant"
        ) from None


def ask_one(value: str, accepted: Iterable[str], what: str) -> str:
    """A value of a closed set, in any case; anything else is refused with what is accepted."""
    values = sorted(accepted)
    for known in values:
        if known.casefold() == value.strip().casefold():
            return known
    hint = did_you_mean(nearest(value, values))
    raise UsageError(f"{what}: expected one of {', '.join(values)}; found {value!r}{hint}")


def ask_states(given: str | Iterable[str]) -> tuple[str, ...] | None:
    """The states asked for; None for all of them."""
    values = [given] if isinstance(given, str) else list(given)
    if not values:
        raise UsageError(f"state: expected all or some of {', '.join(STATES)}; found nothing")
    asked = [ask_one(value, (*STATES, "all"), "state") for value in values]
    return None if "all" in asked else tuple(dict.fromkeys(asked))


def nearest(value: str, known: Iterable[str]) -> list[str]:
    """Names close to what was typed."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    close = get_close_matches(value.strip().casefold(), folded, n=3, cutoff=0.6)
    return [folded[name] for name in close]


def did_you_mean(names: Iterable[str]) -> str:
    found = list(names)
    return f"; did you mean {' or '.join(found)}?" if found else ""
