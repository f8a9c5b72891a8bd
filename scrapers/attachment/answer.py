"""What a converter answers: a text, or the reason why there is none, in words one can act on."""

from __future__ import annotations

from typing import NamedTuple

AGAIN = "fetch it again"
BY_EYE = "read it by eye"


class Text(NamedTuple):
    """What a file says, on how many pages or sheets, and what is missing in it."""

    text: str
    pages: int | None = None
    reason: str | None = None
    encoding: str | None = None


class NoText(Exception):
    """A file that gives no text: why, and the next step."""

    def __init__(self, why: str, step: str = BY_EYE) -> None:
        super().__init__(f"{why}; {step}")


def broken(error: Exception) -> NoText:
    """What a library says of a file that it stumbled over."""
    return NoText(f"corrupt: {type(error).__name__} {' '.join(str(error).split())}"[:200], AGAIN)


def counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
