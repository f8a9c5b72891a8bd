"""What `check` returns: measures in four groups, each with its reasons; never that all is clear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tracker.answers import Answer, Measure

NO_CLEARANCE = "This is no clearance: it names what is on file, and what is not covered."
GROUPS = ("applies", "may_apply", "not_now", "reliefs")


@dataclass(frozen=True)
class Finding:
    """One measure compared with the case.

    `verdict` is "yes", or "maybe" where one of `missing` decides. `because` says in words why it is
    reached, `conditions` what the rule asks beyond what was told, `matched` how the party's name
    came near where the measure lists one. `policy` is how an application fares.
    """

    measure: Measure
    verdict: str
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    matched: dict[str, Any] | None = None

    @property
    def policy(self) -> str | None:
        return self.measure.policy

    def as_dict(self) -> dict[str, Any]:
        return {
            "measure": self.measure.as_dict(),
            "verdict": self.verdict,
            "policy": self.policy,
            "because": list(self.because),
            "missing": list(self.missing),
            "conditions": list(self.conditions),
            "matched": self.matched,
        }


@dataclass(frozen=True)
class CheckAnswer(Answer):
    """A case answered: what applies, what may, what would but does not now, and what may lift it.

    `not_now` holds what is suspended or not yet in force; `outside` says in words what is not
    covered, and what could not be compared; `not_understood` which words of the case are no term.
    """

    applies: list[Finding] = field(default_factory=list)
    may_apply: list[Finding] = field(default_factory=list)
    not_now: list[Finding] = field(default_factory=list)
    reliefs: list[Finding] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)

    @property
    def findings(self) -> Iterator[Finding]:
        for group in GROUPS:
            yield from getattr(self, group)

    def as_dict(self) -> dict[str, Any]:
        groups = {name: [one.as_dict() for one in getattr(self, name)] for name in GROUPS}
        more = {"outside": self.outside, "not_understood": self.not_understood}
        return super().as_dict() | groups | more | {"words": NO_CLEARANCE}
