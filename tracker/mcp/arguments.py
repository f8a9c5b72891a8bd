"""What a tool may be told: every argument with its type and its words; UsageError for the rest.

The closed sets are named in the schema, but judged where every other interface has them judged, so
that a wrong value gets the same line everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracker.asked import KINDS, STATES, UsageError, did_you_mean, nearest
from tracker.check.case import END_USES

LONGEST = 1000  # letters of one value
MOST = 100  # measures, changes or findings of one answer
DATE = (
    "A DATE: YYYY-MM-DD; a moment with its zone, YYYY-MM-DDTHH:MM±ZZ:ZZ; today (each authority's"
    " own day); a milestone (geneva, madrid, busan …: its first day); an instrument id or any of"
    " its official numbers (the day it was published). Before the last two, before: means the eve"
    " of it and after: the day after its end, as in before:madrid."
)
PAGE = ("limit", "after")


def _text(words: str, alias: str | None = None) -> Any:
    return _optional(words, {"type": "string"}, alias)


def _one_of(values: tuple[str, ...], words: str) -> Any:
    return _optional(words, {"type": "string", "enum": list(values)})


def _some_of(values: tuple[str, ...], words: str) -> Any:
    one = {"type": "string", "enum": list(values)}
    return _optional(words, {"anyOf": [one, {"type": "array", "items": one}]})


def _optional(words: str, kind: dict[str, Any], alias: str | None = None) -> Any:
    """A value that may be left out; the schema shows what it is when it is there."""

    def plainly(schema: dict[str, Any]) -> None:
        schema.pop("anyOf", None)
        schema.pop("default", None)
        schema.update(kind)

    return Field(None, description=words, alias=alias, json_schema_extra=plainly)


def _share(words: str) -> Any:
    return _optional(words, {"type": "number", "minimum": 0, "maximum": 100})


def _limit(default: int, most: int = MOST) -> Any:
    return Field(default, ge=1, le=most, description="How many to tell at most; counts are of all")


def _recorded() -> Any:
    return _text("Only what this ledger had recorded by then: a UTC instant, a day or a position")


def _after() -> Any:
    return _text("Go on after this point: the `page.after` of the answer before")


class Arguments(BaseModel):
    """What one tool takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Past(Arguments):
    known: str | None = _text("A DATE: only texts published by then count; no hindsight")
    recorded: str | None = _recorded()


class Narrowed(Past):
    parts: bool = Field(False, description="Listed parties one by one, not only their provision")
    jurisdiction: str | None = _one_of(("CN", "US"), "Measures of China or of the United States")
    authority: str | None = _text("Short name of the first issuer: MOFCOM, BIS, USTR …")
    kind: str | None = _one_of(KINDS, "What the measure is")
    instrument: str | None = _text(
        "Measures this instrument lays down itself: its id or official number"
    )
    measure: str | None = _text("This one measure, whatever its state, such as mofcom-2025-61/i-1")
    item: str | None = _text("Goods in words, English or Chinese: gallium, 镓, Ga")
    code: str | None = _text("A control list code, such as 3A090 or 1C902.a")
    hs: str | None = _text("A customs tariff number")
    to: str | None = _text("Destination, ISO 3166 alpha-2")
    party: str | None = _text("Measures that name this party")


class ControlsOn(Narrowed):
    day: Annotated[str, Field(description=DATE)]
    state: str | list[str] | None = _some_of(
        (*STATES, "all"), "Which states; without it those in force. Suspended is not in force"
    )
    limit: int = _limit(10)
    after: str | None = _after()


class ChangesBetween(Narrowed):
    a: Annotated[str, Field(description=f"Changes on a day after this one count. {DATE}")]
    b: Annotated[str, Field(description="The last day whose changes count. A DATE")]
    limit: int = _limit(10)
    after: str | None = _after()


class Upcoming(Narrowed):
    days: int = Field(90, ge=0, le=36500, description="How many days ahead")
    limit: int = _limit(10)
    after: str | None = _after()


class OneInstrument(Past):
    id: Annotated[str, Field(description="Its id or any official number: mofcom-2025-61, EO 14358")]
    on: str | None = _text(f"The day for which states are told; without it, today. {DATE}")
    parts: bool = Field(False, description="Listed parties one by one, not only their provision")
    limit: int = _limit(10)
    after: str | None = _after()


class MeasureHistory(Past):
    id: Annotated[str, Field(description="A measure's id, such as mofcom-2025-61/i-1")]
    on: str | None = _text(
        f"The day for which state and weights are told; without it, today. {DATE}"
    )


class PartyListed(Past):
    name: Annotated[str, Field(description="A name in Chinese or English, as written anywhere")]
    on: str | None = _text(f"The day asked about; without it, today. {DATE}")
    jurisdiction: str | None = _one_of(("CN", "US"), "Lists of China or of the United States")
    list: str | None = _text("One list by its name, such as Entity List or unreliable entity list")
    limit: int = _limit(10, 50)


class FindByWords(Arguments):
    words: Annotated[str, Field(description="All of these words, Chinese or English, or a number")]
    recorded: str | None = _recorded()
    limit: int = _limit(10)
    after: str | None = _after()


class CheckItem(Past):
    item: str | None = _text("The goods in words: gallium, 镓, A100")
    code: str | None = _text(
        "Their control code: an ECCN or a Chinese one; CN:3A001 or US:3A001 for one"
    )
    hs: str | None = _text("Their customs tariff number; for export controls a reference only")
    from_: str | None = _text("Where they are made and shipped from: a country", "from")
    to: str | None = _text("Where they go: a country")
    party: str | None = _text("Who gets them, or any party to the dealing")
    end_use: str | list[str] | None = _some_of(END_USES, "What they are for")
    content: float | str | None = _share("Controlled Chinese share of value, in per cent")
    us_content: float | str | None = _share("Controlled United States share, in per cent")
    on: str | None = _text(f"The day asked about; without it, today. {DATE}")
    limit: int = _limit(20)
    after: str | None = _after()


class Coverage(Arguments):
    pass


def understood(takes: type[Arguments], told: Mapping[str, Any]) -> Arguments:
    """The arguments as told; UsageError names the first that is none, or has no such value."""
    for name, value in told.items():
        _short(name, value)
    try:
        return takes.model_validate(dict(told))
    except ValidationError as error:
        raise UsageError(_line(takes, error)) from None


def _short(name: str, value: object) -> None:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and len(one) > LONGEST:
            raise UsageError(
                f"{name:.60}: expected {LONGEST:,} letters at most, found {len(one):,}"
            )


def _line(takes: type[Arguments], error: ValidationError) -> str:
    wrong = error.errors(include_url=False, include_context=False)
    first = min(wrong, key=lambda one: one["type"] != "extra_forbidden")  # a slip
    name = str(first["loc"][0]) if first["loc"] else "arguments"
    if first["type"] == "extra_forbidden":
        names = [field.alias or name for name, field in takes.model_fields.items()]
        return (
            f"argument: {name!r:.60} is none of this tool; expected {', '.join(names) or 'none'}"
            f"{did_you_mean(nearest(name, names))}"
        )
    if first["type"] == "missing":
        return f"{name}: expected a value, found none"
    return f"{name}: {first['msg'][:1].lower()}{first['msg'][1:]}; found {first['input']!r:.60}"


def given(arguments: Arguments, names: Collection[str]) -> dict[str, str | list[str]]:
    """The words of a question that takes these names; how much is told is not always one of them.

    Nobody is given all of a long answer for want of a limit: the tool's own stands in for it.
    """
    told = arguments.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
    limit = getattr(arguments, "limit", None)
    told |= {} if limit is None else {"limit": limit}
    return {
        name: value if isinstance(value, list) else _word(value)
        for name, value in told.items()
        if name not in PAGE or name in names
    }


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
