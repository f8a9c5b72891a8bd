"""What a check looks up: countries, their groups, and what goods are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tracker.groups import Countries, Groups, read_countries, read_groups
from tracker.items.terms import Terms, terms


@dataclass(frozen=True)
class Books:
    """The files of one folder of chosen data, read once."""

    countries: Countries
    groups: Groups
    terms: Terms


@lru_cache(maxsize=4)
def books(data: Path) -> Books:
    """The books of a folder; ConfigError names what cannot be read."""
    countries = read_countries(data)
    return Books(countries, read_groups(data, countries), terms(data))
