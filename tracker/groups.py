"""Countries as people write them, and the groups of countries that rules speak of, as at a day.

A rule says "Country Group D:5" and means whoever is in it on the day. `config/groups.yml` holds
who was, as far as that is on file; where it is not, the answer is None, never a guess. Names and
codes of countries are in `config/countries.yml`; Hong Kong, Macau and Taiwan are destinations of
their own there, and it is a rule (`treated_as`) that sends Hong Kong to China's entries.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from events.errors import ConfigError
from tracker.asked import UsageError
from tracker.names.characters import simplified

GROUPS_FILE, COUNTRIES_FILE = "groups.yml", "countries.yml"
EVERYWHERE, EXCEPT = "all", "not "
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # not every PyYAML has libyaml
_NOISE = re.compile(r"[\W_]+")


class _Row(BaseModel):
    """A part of the file; a field we do not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Membership(_Row):
    """Countries that belong to a group from a day until a day, both included."""

    country: str | None = None
    countries: tuple[str, ...] = ()
    first_day: date | None = Field(default=None, alias="from")
    until: date | None = None
    by: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Membership:
        if bool(self.country) == bool(self.countries):
            raise ValueError("a change names one `country` or several `countries`")
        if not (self.first_day or self.until):
            raise ValueError("a change needs `from`, `until` or both")
        return self

    def has(self, country: str) -> bool:
        return country == self.country or country in self.countries


class Group(_Row):
    """A group of countries: who always belongs while it is on file, and who came and went."""

    title: str
    of: str
    on_file_from: date
    as_of: date
    members: tuple[str, ...] = ()
    changes: tuple[Membership, ...] = ()
    doubtful: tuple[Membership, ...] = ()

    def member(self, country: str, day: date) -> bool | None:
        """Whether a country belongs on a day; None where that is not on file."""
        if any(row.has(country) and _within(day, row, None) for row in self.doubtful):
            return None
        if any(row.has(country) and _within(day, row, self.on_file_from) for row in self.changes):
            return True
        if day < self.on_file_from:
            return None
        return country in self.members and not any(row.has(country) for row in self.changes)

    def named(self) -> set[str]:
        """Every country that the group's entry names."""
        rows = (*self.changes, *self.doubtful)
        return {*self.members, *(c for row in rows for c in (row.country, *row.countries) if c)}


def _within(day: date, row: Membership, else_from: date | None) -> bool:
    """Inside the days of a row; one without a first day is on file from `else_from`."""
    first = row.first_day or else_from
    return (first is None or first <= day) and (row.until is None or day <= row.until)


class Treated(_Row):
    """A destination that a jurisdiction's rules take for another from a day on."""

    of: str
    country: str
    other: str = Field(alias="as")
    first_day: date = Field(alias="from")
    by: str | None = None


class _GroupsFile(_Row):
    groups: dict[str, Group]
    treated_as: tuple[Treated, ...] = ()


@dataclass(frozen=True)
class Groups:
    """All groups by name ("D:5", "CN:special", "EU")."""

    found: dict[str, Group]
    treated: tuple[Treated, ...] = ()

    def group(self, name: str) -> Group:
        """The group of that name; UsageError names those there are."""
        if name not in self.found:
            raise UsageError(
                f"country group {name!r} is not on file; those on file: {', '.join(self.found)}"
            )
        return self.found[name]

    def member(self, group: str, country: str, day: date) -> bool | None:
        """Whether a country belongs to a group on a day; None where that is not on file."""
        entry = self.group(group)
        answers = [entry.member(place, day) for place in self.places(country, day, entry.of)]
        return _any(answers)

    def places(self, country: str, day: date, jurisdiction: str) -> tuple[str, ...]:
        """The country, and whatever a jurisdiction's export rules take it for on that day."""
        return (
            country,
            *(
                row.other
                for row in self.treated
                if (row.of, row.country) == (jurisdiction, country) and row.first_day <= day
            ),
        )

    def reaches(
        self, destinations: Iterable[str], country: str, day: date, jurisdiction: str
    ) -> bool | None:
        """Whether a measure's destinations reach a country: codes, "all", names of groups, and
        "not" before a code or group that is left out of the groups ("D:4" with "not A:5").

        None where a group decides and its membership that day is not on file, and where no
        destination is on file at all.
        """
        tokens = tuple(destinations)
        if not tokens:
            return None
        places = self.places(country, day, jurisdiction)
        named = [token for token in tokens if not token.startswith(EXCEPT)]
        out = [token.removeprefix(EXCEPT) for token in tokens if token.startswith(EXCEPT)]
        if set(places) & set(named):
            return True
        inside = _any(token == EVERYWHERE or self._has(token, places, day) for token in named)
        left_out = _any(self._has(token, places, day) for token in out)
        if inside is False or left_out:
            return False
        return None if None in (inside, left_out) else True

    def _has(self, token: str, places: Iterable[str], day: date) -> bool | None:
        """Whether a code or a group has any of the places; a group not on file: nobody knows."""
        if token in self.found:
            return _any(self.found[token].member(place, day) for place in places)
        return None if ":" in token else token in places


def _any(answers: Iterable[bool | None]) -> bool | None:
    told = tuple(answers)
    return True if True in told else None if None in told else False


@dataclass(frozen=True)
class Countries:
    """Codes and names of countries, and the names that mean more than one."""

    rows: dict[str, tuple[str, ...]]
    ambiguous: dict[str, tuple[str, ...]]

    def code(self, text: str) -> str:
        """The alpha-2 code of a country written as a code or a name, in English or Chinese.

        UsageError names the nearest names, and both where a name means two.
        """
        key = _key(text)
        if not key:
            raise UsageError(f"a country is expected; found {text[:40]!r}")
        if several := self._ambiguous.get(key):
            meant = " or ".join(f"{code} ({self.name(code)})" for code in several)
            raise UsageError(f"{text[:40]!r} means more than one country; write {meant}")
        if key in self._codes:
            return self._codes[key]
        near = difflib.get_close_matches(key[:40], self._codes, n=3, cutoff=0.6)
        nearest = dict.fromkeys(self._codes[other] for other in near)
        hint = ", ".join(f"{code} ({self.name(code)})" for code in nearest)
        raise UsageError(
            f"{text[:40]!r} is no country we know; write its name or its ISO 3166 code"
            + (f", such as {hint}" if hint else "")
        )

    def name(self, code: str, lang: str = "en") -> str:
        """The name we show for a code."""
        return self.rows[code][2 if lang == "zh" else 1]

    @cached_property
    def _codes(self) -> dict[str, str]:
        written = {_key(name): code for code, names in self.rows.items() for name in names}
        return {**written, **{_key(code): code for code in self.rows}}

    @cached_property
    def _ambiguous(self) -> dict[str, tuple[str, ...]]:
        return {_key(name): codes for name, codes in self.ambiguous.items()}


def _key(text: str) -> str:
    """A name without case, accents, signs and a leading article."""
    plain = unicodedata.normalize("NFKD", simplified(text[:200])).casefold().replace("&", " and ")
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = [word for word in _NOISE.split(plain) if word]
    return "".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def read_groups(folder: Path, countries: Countries) -> Groups:
    """The groups of a configuration folder; ConfigError names the file and the key."""
    raw = _yaml(folder / GROUPS_FILE)
    try:
        read = _GroupsFile.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{GROUPS_FILE}: {key}: {first['msg']}; correct it") from error
    for name, group in read.groups.items():
        if unknown := group.named() - set(countries.rows):
            raise ConfigError(
                f"{GROUPS_FILE}: {name}: expected codes of {COUNTRIES_FILE}, found"
                f" {', '.join(sorted(unknown))}; correct them"
            )
    return Groups(read.groups, read.treated_as)


def read_countries(folder: Path) -> Countries:
    """The countries of a configuration folder; ConfigError names the file and the key."""
    raw = _yaml(folder / COUNTRIES_FILE)
    try:
        rows = {code: tuple(names) for code, names in raw["countries"].items()}
        several = {name: tuple(codes) for name, codes in raw["ambiguous"].items()}
        wrong = [
            str(code)
            for code, names in rows.items()
            if not (isinstance(code, str) and len(names) >= 3 and all(map(_is_text, names)))
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{COUNTRIES_FILE}: expected `countries` and `ambiguous`, each a name with a list;"
            f" {error}"
        ) from error
    if wrong:
        raise ConfigError(
            f"{COUNTRIES_FILE}: {wrong[0]}: expected alpha-3, an English and a Chinese name; quote"
            ' "NO"'
        )
    return Countries(rows, several)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _yaml(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(
            f"{path.name}: cannot be read: {reason}; restore or correct it"
        ) from error
    if not isinstance(raw, dict):
        raise ConfigError(f"{path.name}: expected names, found {type(raw).__name__}; restore it")
    return raw
