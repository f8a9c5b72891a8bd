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
