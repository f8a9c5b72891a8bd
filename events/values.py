"""What facts are made of: closed words, days as far as they are known, frozen values."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Jurisdiction = Literal["CN", "US"]
Kind = Literal[
    "control", "listing", "ban", "duty", "fee", "relief", "framework", "probe", "informal", "pledge"
]
Basis = Literal["analyst", "read", "confirmed"]
Confidence = Literal["high", "medium", "low"]
PublishedBasis = Literal["public", "filed", "issue", "first_effect", "unknown"]
ListName = Literal[
    "export control list",
    "watch list",
    "unreliable entity list",
    "countermeasures list",
    "Entity List",
    "Military End-User List",
    "Unverified List",
    "Denied Persons List",
    "dual-use control list",
]
"""A list of parties; the last one is of goods."""
Policy = Literal[
    "prohibited",
    "presumption_of_denial",
    "case_by_case",
    "licence_required",
    "general_licence",
    "exempt",
]
"""How an application fares; "licence_required": one is needed, and how it fares is not on file."""
EndUse = Literal[
    "military",
    "military_intelligence",
    "wmd",
    "terrorism",
    "advanced_chips",
    "supercomputers",
    "advanced_ai",
    "rare_earths",
    "fentanyl",
    "humanitarian",
    "civil",
]
"""What goods are for, or for whose use: "wmd" with its means of delivery, "advanced_chips" the
making of advanced-node chips, "rare_earths" work with rare earths abroad."""
Flow = Literal["export", "import", "dealing", "other"]
"""What a measure catches: goods leaving the country (or reached abroad, see Limb), goods entering
it, any dealing with a party, or no shipment at all (investment, procurement, a change of words)."""
Limb = Literal["export", "reexport", "content", "technology", "person", "ownership"]
"""By what an export rule reaches: that goods leave the country, that goods of the country are moved
on by anyone, what goods made abroad contain, the technology or tools they were made with, who lends
a hand, who owns the party."""


def _partial(value: object) -> str:
    text = value if type(value) is str else str(value)
    if len(text) == 10 and text[4] == text[7] == "-":  # nearly always: the short way
        date.fromisoformat(text)
        return text
    parts = text.split("-")
    if [len(part) for part in parts] not in ([4], [4, 2]):
        raise ValueError(f"{text!r} is not a day: write YYYY-MM-DD, YYYY-MM or YYYY")
    date(*(int(part) for part in [*parts, "01", "01"][:3]))
    return text


PartialDay = Annotated[str, BeforeValidator(_partial)]
"""A day as far as it is known: "2025-12-01", "2015-08" or "2006"."""


class Value(BaseModel):
    """A frozen value; an unknown field is an error, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")
