"""The case a check is about: what is known of a shipment, each fact understood or refused.

A fact that is not given stays unknown: it is named as missing where a measure turns on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from events.values import EndUse
from tracker.asked import UsageError, ask_one, did_you_mean, nearest
from tracker.groups import Countries
from tracker.items.match import Goods, goods
from tracker.items.terms import Terms
from tracker.typed import typed_text

END_USES: tuple[str, ...] = get_args(EndUse)
FACTS = ("item", "code", "hs", "from_", "to", "party", "end_use", "content", "us_content")
LONGEST = 1000  # letters of a fact told in words
SHARE = re.compile(r"\d{1,3}(?:\.\d{1,12})?(?:e-\d{1,2})?", re.ASCII)


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
    unknown = sorted(set(given) - set(FACTS))
    if unknown:
        raise UsageError(
            f"check: {unknown[0]!r} is no fact of a case; expected {', '.join(FACTS)}"
            f"{did_you_mean(nearest(unknown[0], FACTS))}"
        )
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
    if given.get(name) is None:
        return None
    told = typed_text(given[name], name.rstrip("_"))
    if not told:
        raise UsageError(f"{name.rstrip('_')}: expected a value, found an empty one")
    if len(told) > LONGEST:
        raise UsageError(
            f"{name.rstrip('_')}: expected {LONGEST:,} letters at most, found {len(told):,}"
        )
    return told


def _country(given: Mapping[str, Any], name: str, countries: Countries) -> str | None:
    value = _words(given, name)
    if value is None:
        return None
    try:
        return countries.code(value)
    except UsageError as error:
        raise UsageError(f"{name.rstrip('_')}: {error}") from None


def _end_uses(given: object) -> tuple[str, ...]:
    values = [given] if isinstance(given, str) else given or ()
    if not isinstance(values, list | tuple | set | frozenset):
        raise UsageError(f"end use: expected one of {', '.join(END_USES)}; found {given!r:.60}")
    told = (typed_text(value, "end use") for value in values)
    plain = (value.replace("-", "_").replace(" ", "_") for value in told)
    return tuple(dict.fromkeys(ask_one(value, END_USES, "end use") for value in plain))


def _percent(given: Mapping[str, Any], name: str) -> float | None:
    """A share in per cent; "0.1" and "0.1 %" are the same."""
    value = given.get(name)
    if value is None:
        return None
    digits = str(value).strip().removesuffix("%").strip()
    share = float(digits) if SHARE.fullmatch(digits) else -1.0
    if not 0 <= share <= 100:
        raise UsageError(f"{name}: expected a share from 0 to 100 per cent, found {value!r:.60}")
    return share
