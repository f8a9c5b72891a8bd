"""What every file of an answer tells: the answer, its receipt, what it rests on, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tracker.asked_in_words import asked_words
from tracker.check.answer import NO_CLEARANCE
from tracker.citing import Act, citations, cite

if TYPE_CHECKING:
    from tracker.answers import Answer
    from tracker.queries import Timeline
    from tracker.receipts import Receipt


@dataclass(frozen=True)
class Told:
    """An answer about to be written; `base` is the address of our pages, where there is one."""

    answer: Answer
    receipt: Receipt
    base: str | None = None
    timeline: Timeline | None = None

    @cached_property
    def acts(self) -> list[Act]:
        """The official texts it rests on, each once."""
        return citations(self.answer, self.timeline)

    @property
    def title(self) -> str:
        """What was asked, in words."""
        return asked_words(self.answer.question)

    @property
    def citation(self) -> str:
        """How it is cited."""
        return cite(self.answer, self.receipt, "text", self.base)

    @property
    def link(self) -> str | None:
        """Where it can be asked for again, if our pages have an address."""
        return f"{self.base}/receipts/{self.receipt.id}" if self.base else None

    @property
    def horizon(self) -> str:
        """How far each source was looked at."""
        return "; ".join(
            f"{one.source} through {one.checked_through or one.curated_through}"
            + (" (stale)" if one.stale else "")
            for one in self.answer.horizon
        )

    @property
    def more(self) -> str:
        """That the answer is one page of several, and how the next is asked for."""
        if isinstance(self.answer.more, str):
            return f"others follow after {self.answer.more}"
        return "others follow beyond the limit" if self.answer.more else ""

    @property
    def about(self) -> dict[str, str]:
        """What stands beside the rows: the question, its limits, and how to ask it again."""
        answer, receipt = self.answer, self.receipt
        question = answer.question
        told = {
            "question": self.title,
            "known": str(question["known"] or ""),
            "recorded": "" if question["recorded"] is None else str(question["recorded"]),
            "found": answer.empty or "found",
            "notes": "; ".join(answer.notes),
            "more": self.more,
            "outside": "; ".join(getattr(answer, "outside", ())),
            "not understood": "; ".join(getattr(answer, "not_understood", ())),
            "words": NO_CLEARANCE if receipt.verb == "check" else "",
            "sources": self.horizon,
            "answered": receipt.at,
            "ledger": f"position {receipt.position}, sha256:{receipt.head}",
            "version": receipt.version,
            "receipt": receipt.id,
            "link": self.link or "",
            "cite as": self.citation,
        }
        return {name: words for name, words in told.items() if words}
