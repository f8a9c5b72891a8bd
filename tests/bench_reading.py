"""How well and how fast official texts are read: `make bench-reading`.

Counts are against facts tables a person wrote beside the captured texts, which are not part of
this repository: without them only the speeds on texts of our own are printed. Nothing asserts a
time; the tests assert the counts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests import reading_figures_us, reading_figures_zh

SHARED = Path(__file__).resolve().parents[2] / "shared"

Line = tuple[str, str, str]


def chinese(found: dict[str, float | int]) -> list[Line]:
    right = f"{found['right']} of {found['asserted']}"
    read = f"{found['effects_read']} of {found['effects_expected']}"
    annexes = f"{found['annexes_complete']} of {found['annexes']}"
    return [
        ("Chinese texts: what is asserted is right", right, "100 %"),
        ("Chinese texts: effects that are there are read", read, "95 %"),
        ("Chinese texts: sentences left unread", str(found["unread"]), "reported"),
        ("annexes complete where a count is printed", annexes, "100 %"),
        ("effects in FAQs and explainers", str(found["faq_effects"]), "0"),
        ("pages of 60 KB per second, one core", f"{found['pages_per_second']:.0f}", "40"),
    ]


def american(found: dict[str, float | int]) -> list[Line]:
    dates = f"{found['dates_right']} right, {found['dates_unread']} unread"
    return [
        ("Federal Register documents: DATES", f"{dates} of {found['documents']}", "all"),
        ("Federal Register documents: dates read wrong", str(found["dates_wrong"]), "0"),
        ("phrases of the phrasebook covered", f"{found['phrases_covered']} of 60", "60"),
        ("MB of Federal Register XML per second", f"{found['mb_per_second']:.0f}", "20"),
        ("memory after 10,000 documents, MiB more", f"{found['memory_growth_mib']:.1f}", "flat"),
    ]


def main() -> int:
    """Print what was measured beside what was asked."""
    if not SHARED.exists():
        print("the captured texts are not here; the counts need them", file=sys.stderr)
        return 0
    lines = [
        *chinese(reading_figures_zh.figures(SHARED)),
        *american(reading_figures_us.figures(SHARED)),
    ]
    width = max(len(what) for what, _, _ in lines)
    for what, measured, asked in lines:
        print(f"{what:<{width}}  {measured:>28}  asked: {asked}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
