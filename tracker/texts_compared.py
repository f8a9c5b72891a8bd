"""Two wordings of one text held against each other: what was struck, what was put in its place.

Chinese has no spaces, so its signs are compared one by one; words of Latin letters and numbers stay
whole, since half a number means nothing. Lines are compared first and the words only of lines that
differ, which keeps a long text quick and its differences where a reader looks for them.

>>> [(run.sort, run.text) for run in compared("至2025年止", "至2026年止").runs]
[('same', '至'), ('struck', '2025'), ('put', '2026'), ('same', '年止')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

Sort = Literal["same", "struck", "put"]
TOKEN = re.compile(
    r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|\d+(?:[.,:]\d+)*|\s+|.", re.DOTALL
)
LONGEST = 400_000  # signs of a text
MOST_LINES = 6_000
MOST_PAIRS = 40_000_000  # pairs of signs held against each other in one place
ISLAND = 2  # signs that stay alone between two changes tell a reader nothing


class Run(NamedTuple):
    """A stretch of text that is in both wordings, in the old one only, or in the new one only."""

    sort: Sort
    text: str


@dataclass(frozen=True)
class Compared:
    """Two wordings as one run of stretches; `whole` is False where a part was too long to hold
    sign against sign, and is shown as struck and put in whole."""

    runs: list[Run]
    whole: bool = True

    @property
    def alike(self) -> bool:
        """Whether the two say the same, sign for sign."""
        return all(run.sort == "same" for run in self.runs)

    @property
    def counts(self) -> tuple[int, int]:
        """How many signs were struck, and how many put in."""
        struck, put = (
            sum(len(run.text) for run in self.runs if run.sort == sort)
            for sort in ("struck", "put")
        )
        return struck, put


def compared(old: str, new: str) -> Compared:
    """What was struck from an old wording and put into it to make the new one."""
    if max(len(old), len(new)) > LONGEST:
        return Compared(_joined([Run("struck", old), Run("put", new)]), whole=old == new)
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    runs: list[Run] = []
    whole = True
    for a, b in _blocks(before, after):
        if a == b:
            runs.append(Run("same", a))
            continue
        found, held = _signs(a, b)
        runs += found
        whole = whole and held
    return Compared(_joined(runs), whole)


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Lines that are alike, then those between them, as pairs of texts."""
    if len(before) > MOST_LINES or len(after) > MOST_LINES:
        yield "".join(before), "".join(after)
        return
    old: list[str] = []
    new: list[str] = []
    for step in Indel.opcodes(before, after):
        a, b = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        if step.tag != "equal":
            old += a
            new += b
            continue
        yield "".join(old), "".join(new)
        old, new = [], []
        yield "".join(a), "".join(b)
    yield "".join(old), "".join(new)


def _signs(old: str, new: str) -> tuple[list[Run], bool]:
    """The runs of two stretches, sign by sign; whole where they are too long for that."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    if len(a) * len(b) > MOST_PAIRS:
        return [Run("struck", old), Run("put", new)], False
    runs: list[Run] = []
    for step in Indel.opcodes(a, b):
        gone = "".join(a[step.src_start : step.src_end])
        come = "".join(b[step.dest_start : step.dest_end])
        if step.tag == "equal":
            runs.append(Run("same", gone))
        else:
            runs += [Run("struck", gone), Run("put", come)]
    return list(_without_islands(_joined(runs))), True


def _without_islands(runs: Sequence[Run]) -> Iterator[Run]:
    """The same, with short stretches between two changes told as changed too."""
    for at, run in enumerate(runs):
        between = 0 < at < len(runs) - 1
        if run.sort == "same" and between and len(run.text.strip()) <= ISLAND and _word(run.text):
            yield from (Run("struck", run.text), Run("put", run.text))
        else:
            yield run


def _word(text: str) -> bool:
    """Whether a stretch has anything to read in it, and no end of a line."""
    return "\n" not in text and any(sign.isalnum() for sign in text)


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours made one: between two stretches that are the same, one struck and one put."""
    made: list[Run] = []
    held: dict[Sort, list[str]] = {"struck": [], "put": []}

    def let_go() -> None:
        for sort, texts in held.items():
            if texts:
                made.append(Run(sort, "".join(texts)))
                texts.clear()

    for run in runs:
        if not run.text:
            continue
        if run.sort != "same":
            held[run.sort].append(run.text)
            continue
        let_go()
        if made and made[-1].sort == "same":
            made[-1] = Run("same", made[-1].text + run.text)
        else:
            made.append(run)
    let_go()
    return made
