"""What is covered, source by source, and what is not: the ground that every answer stands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from events.values import Jurisdiction
from tracker.answer_models import Day, Receipt, Told

if TYPE_CHECKING:
    from tracker.queries import Timeline


class SourceCover(Told):
    """One source: what it watches, since when, and how far its silence can be trusted."""

    source: str
    title: str
    jurisdiction: Jurisdiction
    index: str
    covers_from: Day = Field(description="Nothing before this day is covered")
    curated_through: Day = Field(description="The last day of the history read by analysts")
    checked_through: Day | None = Field(description="The last day read to the end; null: never")
    checked_at: str | None
    stale: bool = Field(description="Not read to the end in the last three days")
    watched: bool
    unread: int | None = Field(description="Texts and sentences that wait for a person")
    failure: str | None
    words: str = Field(description="The same, as one would tell it")


class CoverageAnswer(Told):
    """How far all answers reach; beyond it they say "cannot say"."""

    sources: list[SourceCover]
    curated_through: Day
    lists_captured_on: Day | None = Field(description="The day of the United States lists on file")
    not_covered: list[str]
    milestones: dict[str, str] = Field(description="Names that a DATE may use, and what they are")
    receipt: Receipt


def coverage(timeline: Timeline) -> CoverageAnswer:
    """What is covered at present, and what is not."""
    from tracker.freshness import sources

    meta = timeline.view.meta
    kept = [name for name in SourceCover.model_fields if name != "words"]
    return CoverageAnswer(
        sources=[
            SourceCover(**{name: one.as_dict()[name] for name in kept}, words=one.words)
            for one in sources(timeline)
        ],
        curated_through=meta["curated_through"],
        lists_captured_on=meta.get("lists_captured_on"),
        not_covered=list(_outside(timeline)),
        milestones={name: str(one["title"]) for name, one in timeline.view.milestones.items()},
        receipt=_receipt(timeline),
    )


def _outside(timeline: Timeline) -> Iterator[str]:
    """What no answer of today can say: what `check` says of any shipment."""
    from tracker.check.check import NOT_HELD
    from tracker.parties.answer import UNCHECKED
    from tracker.parties.unnamed import unnamed_words

    desk = timeline.listings()
    yield NOT_HELD
    yield f"{UNCHECKED}: a listed party may own the one named"
    if captured := timeline.view.meta.get("lists_captured_on"):
        yield f"most parties taken off a United States list before {captured}"
    yield from unnamed_words(desk.find, desk.question, desk.asked)


def _receipt(timeline: Timeline) -> Receipt:
    from tracker import __version__

    meta = timeline.view.meta
    head = f"sha256:{meta['digest']}"
    return Receipt(position=int(meta["position"]), head=head, version=__version__)
