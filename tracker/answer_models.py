"""The JSON of the answers, name by name: one schema for MCP, the web API and whoever reads either.

Days are civil days in the calendar of the authority that acts, inclusive at both ends; shares are
in per cent. Every name is there in every answer; null means that there is no such thing, never that
it was left out. `extra="forbid"`: a name that is not told here is in no answer.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from events.values import ListName
from tracker.answer_parts import AskedDay as AskedDay
from tracker.answer_parts import Case as Case
from tracker.answer_parts import Change as Change
from tracker.answer_parts import Citation as Citation
from tracker.answer_parts import Copy as Copy
from tracker.answer_parts import Counts as Counts
from tracker.answer_parts import Day as Day
from tracker.answer_parts import Effect as Effect
from tracker.answer_parts import Finding as Finding
from tracker.answer_parts import Hit as Hit
from tracker.answer_parts import Horizon as Horizon
from tracker.answer_parts import Instrument as Instrument
from tracker.answer_parts import Life as Life
from tracker.answer_parts import Link as Link
from tracker.answer_parts import Match as Match
from tracker.answer_parts import Matched as Matched
from tracker.answer_parts import Measure as Measure
from tracker.answer_parts import Next as Next
from tracker.answer_parts import NotCounted as NotCounted
from tracker.answer_parts import NotYet as NotYet
from tracker.answer_parts import Ownership as Ownership
from tracker.answer_parts import PartialDay as PartialDay
from tracker.answer_parts import Party as Party
from tracker.answer_parts import Period as Period
from tracker.answer_parts import Pledge as Pledge
from tracker.answer_parts import Receipt as Receipt
from tracker.answer_parts import Scope as Scope
from tracker.answer_parts import State as State
from tracker.answer_parts import Threshold as Threshold
from tracker.answer_parts import Told as Told
from tracker.answer_parts import TwoDays as TwoDays

Empty = Annotated[
    Literal["nothing found", "cannot say"] | None,
    Field(
        description='Null where something was found. "nothing found": covered, and nothing is on'
        ' file; "cannot say": not covered, or not on file to decide. Neither is a clearance.'
    ),
]


class Answer(Told):
    """What every answer has besides what was found."""

    horizon: list[Horizon]
    counts: Counts | NotCounted
    notes: list[str] = Field(description="What else a reader must know; part of the answer")
    empty: Empty
    receipt: Receipt


class Question(Told):
    """The question as it was understood."""

    known: AskedDay | None = Field(description="Only texts published by this day count")
    recorded: int | str | None = Field(description="Only entries recorded by then count")
    state: State | Literal["all"] | list[State]
    parts: bool = Field(description="Listed parties one by one, not the provision that lists them")
    filters: dict[str, str]


class PagedQuestion(Question):
    """A question of which a page may be wanted; both names are there if one was."""

    limit: int = Field(default=0, description="At most so many measures, by id or by day")
    after: str | None = Field(default=None, description="Where the page before ended")


class Paged(Answer):
    """An answer of which a page may be wanted; `counts` are of the whole."""

    more: str | None = Field(
        default=None, description="Give this as `after` for the next page; null: no more"
    )


class OnQuestion(PagedQuestion):
    """What applied on a day."""

    verb: Literal["on"]
    on: AskedDay


class OnAnswer(Paged):
    """The measures in force on a day, or in the states asked for."""

    question: OnQuestion
    measures: list[Measure]


class DiffQuestion(PagedQuestion):
    """What changed on a day after `from`, up to and including `to`."""

    verb: Literal["diff"]
    from_: AskedDay = Field(alias="from")
    to: AskedDay


class DiffAnswer(Paged):
    """Every change in the span; `measures` are the changed ones as they stand at its end."""

    question: DiffQuestion
    measures: list[Measure]
    changes: list[Change]


class UpcomingQuestion(PagedQuestion):
    """What is scheduled in the days ahead."""

    verb: Literal["upcoming"]
    from_: AskedDay = Field(alias="from")
    days: int


class UpcomingAnswer(Paged):
    """Scheduled changes, and returns by lapse that nobody has confirmed."""

    question: UpcomingQuestion
    measures: list[Measure] = Field(description="The same as `lapsed`")
    changes: list[Change]
    lapsed: list[Measure]


class ShowQuestion(Question):
    """A whole life, with states and weights on a day."""

    verb: Literal["show"]
    id: str
    on: AskedDay


class ShowAnswer(Answer):
    """An instrument or a measure: the text as published, and the lives of what it lays down."""

    question: ShowQuestion
    instrument: Instrument | NotYet
    measures: list[Life]


class ListedQuestion(Question):
    """Who is listed under a name."""

    verb: Literal["listed"]
    name: str
    on: AskedDay
    on_list: ListName | None = Field(alias="list")


class ListedAnswer(Answer):
    """Listings by name, best first; neither a match nor none decides anything."""

    question: ListedQuestion
    measures: list[Measure]
    matches: list[Match]
    more: bool = Field(description="Others come near the name too, beyond the limit")
    ownership: Ownership


class CheckQuestion(Question):
    """What applies to a shipment."""

    verb: Literal["check"]
    on: AskedDay
    case: Case


class CheckAnswer(Answer):
    """What is on file about a shipment, in four groups; never a clearance."""

    question: CheckQuestion
    measures: list[Measure]
    applies: list[Finding]
    may_apply: list[Finding]
    not_now: list[Finding] = Field(description="Would apply, but suspended or not yet in force")
    reliefs: list[Finding] = Field(description="Licences and exclusions that may lift them")
    outside: list[str] = Field(description="What is not covered, or could not be compared")
    not_understood: list[str] = Field(description="Words of the case that are no known goods")
    words: str


class SearchQuestion(PagedQuestion):
    """What is on file with these words."""

    verb: Literal["search"]
    words: str


class SearchAnswer(Paged):
    """Texts, measures and parties that have all the words, best first; states are not told."""

    question: SearchQuestion
    measures: list[Measure] = Field(description="Empty: hits are no measures")
    hits: list[Hit]


ANSWERS: dict[str, type[Answer]] = {
    "on": OnAnswer,
    "diff": DiffAnswer,
    "show": ShowAnswer,
    "upcoming": UpcomingAnswer,
    "listed": ListedAnswer,
    "check": CheckAnswer,
    "search": SearchAnswer,
}
"""The model of each verb's answer."""


class NamedReceipt(Receipt):
    """A receipt with the name under which the very same answer is given again."""

    id: str


def with_receipt(verb: str, receipt: type[Receipt] = NamedReceipt, **more: Any) -> type[Answer]:
    """The model of a verb's answer with another receipt, and more names beside."""
    model = ANSWERS[verb]
    names: dict[str, Any] = {"receipt": (receipt, ...), **more}
    return create_model(f"{receipt.__name__}{model.__name__}", __base__=model, **names)
