"""Words that people type: text, without signs that no eye sees."""

from __future__ import annotations

import unicodedata

from tracker.asked import UsageError

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def typed_text(value: object, what: str) -> str:
    """A text as typed, without blanks around it; UsageError for anything else.

    Control characters, and signs that turn the direction of writing, would be printed again.
    """
    if not isinstance(value, str):
        raise UsageError(f"{what}: expected text, found {value!r:.60}")
    odd = next((sign for sign in value if sign in TURNING or _controls(sign)), None)
    if odd is not None:
        raise UsageError(f"{what}: expected plain text, found the control character {odd!r}")
    return value.strip()


def _controls(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r"
