"""The case a check is about: what is known of a shipment, each fact understood or refused.

A fact that is not given stays unknown: it is named as missing where a measure turns on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from events.values import EndUse
from tracker.asked import UsageError, ask_one
from tracker.groups import Countries
from tracker.items.match import Goods, goods
from tracker.items.terms import Terms

END_USES: tuple[str, ...] = get_args(EndUse)
LONGEST = 1000  # letters of a fact told in words


@dataclass(frozen=True)
class Case:
    """A shipment as far as it is known; None and empty mean not told.

    `origin` is where the goods are made and shipped from, `destination` where they go (ISO 3166
    alpha-2). `cn_content` and `us_content` are the shares of the goods' value, in per cent, that
    are controlled Chinese and United States items.
    """

    goods: Goods = field(default_factory=Goods)
    origin: str | None = None
    destination: str | None = None
    party: str | None = None
    end_uses: tuple[str, ...] = ()
    cn_content: float | None = None
    us_content: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "item": self.goods.words,
            "terms": [term.name for term in self.goods.found.terms],
            "codes": [str(code) for code in self.goods.codes],
            "hs": str(self.goods.hs) if self.goods.hs else None,
            "from": self.origin,
            "to": self.destination,
            "party": self.party,
            "end_uses": list(self.end_uses),
            "cn_content": self.cn_content,
            "us_content": self.us_content,
        }


def understand_case(given: Mapping[str, Any], countries: Countries, terms: Terms) -> Case:
    """The case behind what was typed; UsageError names the fact that cannot be understood."""
    named = {name: _words(given, name) for name in ("item", "code", "hs")}
    case = Case(
        goods=goods(terms, words=named["item"], code=named["code"], hs=named["hs"]),
        origin=_country(given, "from_", countries),
        destination=_country(given, "to", countries),
        party=_words(given, "party"),
        end_uses=_end_uses(given.get("end_use")),
        cn_content=_percent(given, "content"),
        us_content=_percent(given, "us_content"),
    )
    if case == Case():
        raise UsageError(
            "check: expected what is shipped (item, code or hs), where to, or a party; found"
            " nothing to go by"
        )
    return case


def _words(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{name}: expected a value, found {value!r}")
    if len(value) > LONGEST:
        raise UsageError(f"{name}: expected a few words, found {len(value):,} letters")
    return value.strip()


def _country(given: Mapping[str, Any], name: str, countries: Countries) -> str | None:
    value = _words(given, name)
    if value is None:
        return None
    try:
        return countries.code(value)
    except UsageError as error:
        raise UsageError(f"{name.rstrip('_')}: {error}") from None


def _end_uses(given: str | Iterable[str] | None) -> tuple[str, ...]:
    values = [given] if isinstance(given, str) else list(given or ())
    plain = (value.strip().replace("-", "_").replace(" ", "_") for value in values)
    return tuple(dict.fromkeys(ask_one(value, END_USES, "end use") for value in plain))


def _percent(given: Mapping[str, Any], name: str) -> float | None:
    """A share in per cent; "0.1" and "0.1 %" are the same."""
    value = given.get(name)
    if value is None:
        return None
    try:
        share = float(str(value).strip().removesuffix("%").strip())
    except ValueError:
        share = math.nan
    if not 0 <= share <= 100:
        raise UsageError(f"{name}: expected a share from 0 to 100 per cent, found {value!r}")
    return share
