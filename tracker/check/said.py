"""What one dimension of a comparison says: yes, perhaps, no, or that it cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["yes", "maybe", "no", "cannot"]
_BEST: tuple[Verdict, ...] = ("yes", "maybe", "cannot", "no")


@dataclass(frozen=True)
class Said:
    """A verdict in words; `missing` is the fact that would decide, `condition` what the rule says.

    "cannot" means that the measure has nothing on file to compare with.
    """

    verdict: Verdict
    words: str = ""
    missing: str | None = None
    condition: str | None = None


def best(said: Iterable[Said]) -> Said:
    """Of several ways to be reached, the surest; nothing at all reaches nothing.

    >>> best([Said("no"), Said("maybe", "perhaps")]).words
    'perhaps'
    """
    return min(said, key=lambda one: _BEST.index(one.verdict), default=Said("no"))


def together(said: Iterable[Said]) -> Verdict:
    """A measure applies only as far as every dimension does.

    >>> together([Said("yes"), Said("maybe")]), together([Said("maybe"), Said("no")])
    ('maybe', 'no')
    """
    verdicts = {one.verdict for one in said}
    for verdict in ("no", "cannot", "maybe"):
        if verdict in verdicts:
            return verdict
    return "yes"
