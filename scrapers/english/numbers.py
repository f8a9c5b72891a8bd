"""Counts as English texts print them: "16", "twenty-six", "thirty-three (33)"."""

from __future__ import annotations

import re

UNITS = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
WORD = "|".join([*TENS, *sorted(UNITS, key=len, reverse=True)])
SPELLED = rf"(?:(?:one|two|three|four|five|six|seven|eight|nine)[ -]hundred(?:[ -]and)?[ -]?)?(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(UNITS)}))?|{WORD}"  # noqa: E501
COUNT = rf"(?:\d{{1,3}}(?:,\d{{3}})?|{SPELLED}|an?)(?:\s\(\d+\))?"


def count_of(words: str) -> int | None:
    """The number printed; None where the words are no number."""
    lowered = words.lower().strip()
    if digits := re.search(r"\d[\d,]*", lowered):
        return int(digits[0].replace(",", ""))
    if lowered in {"a", "an"}:
        return 1
    total = 0
    for word in re.split(r"[ -]+", lowered):
        if word == "hundred":
            total *= 100
        elif word in UNITS or word in TENS:
            total += UNITS.get(word, 0) + TENS.get(word, 0)
        elif word != "and":
            return None
    return total
