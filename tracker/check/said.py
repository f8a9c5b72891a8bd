"""What one dimension of a comparison says: yes, perhaps, no, or that it cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["yes", "maybe", "no", "cannot"]
_BEST: tuple[Verdict, ...] = ("yes", "maybe", "cannot", "no")


@dataclass(frozen=True)
class Said:
    """A verdict in words; `missing` is the fact that would decide, `conditions` what rules say.

    "cannot" means that the measure has nothing on file to compare with.
    """

    verdict: Verdict
    words: str = ""
    missing: str | None = None
    conditions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.verdict == "maybe" and not self.missing:
            raise ValueError(f"a maybe names the fact that would decide: {self.words!r}")


def best(said: Iterable[Said]) -> Said:
    """Of several ways to be reached, the surest; of several that are open, any fact may decide.

    >>> best([Said("no"), Said("maybe", "so", "this"), Said("maybe", "or so", "that")]).missing
    'this, or that'
    """
    told = sorted(said, key=lambda one: _BEST.index(one.verdict))
    if not told:
        return Said("no")  # nothing at all reaches nothing
    first = told[0]
    alike = [one for one in told if one.verdict == first.verdict]
    if first.verdict != "maybe" or len(alike) == 1:
        return first
    return Said(
        "maybe",
        ", or ".join(dict.fromkeys(one.words for one in alike if one.words)),
        ", or ".join(dict.fromkeys(one.missing for one in alike if one.missing)) or None,
        tuple(dict.fromkeys(words for one in alike for words in one.conditions)),
    )


def together(said: Iterable[Said]) -> Verdict:
    """A measure applies only as far as every dimension does.

    >>> together([Said("yes"), Said("maybe", "", "who")]), together([Said("yes"), Said("no")])
    ('maybe', 'no')
    """
    verdicts = {one.verdict for one in said}
    for verdict in ("no", "cannot", "maybe"):
        if verdict in verdicts:
            return verdict
    return "yes"
