"""What a check looks up: countries, their groups, and what goods are called."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tracker.groups import Countries, Groups, read_countries, read_groups
from tracker.items.terms import Terms


class Books(NamedTuple):
    """Countries and groups of the chosen data, and the terms the view was made with."""

    countries: Countries
    groups: Groups
    terms: Terms


@lru_cache(maxsize=4)
def places(data: Path) -> tuple[Countries, Groups]:
    """Countries and groups of a folder, read once; ConfigError names what cannot be read."""
    countries = read_countries(data)
    return countries, read_groups(data, countries)
