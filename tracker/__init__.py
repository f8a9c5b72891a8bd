"""What it means: timelines of export controls, from published texts to dated answers.

>>> import tracker                                                  # doctest: +SKIP
>>> tracker.open().on("2025-11-09", measure="mofcom-2025-61/i-1").measures[0].state
'suspended'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from tracker.asked import UsageError as UsageError
    from tracker.opening import open as open
    from tracker.queries import Timeline as Timeline


def __getattr__(name: str) -> Any:
    # Names arrive when first asked for: a start of the command line pays only for what it uses.
    if name == "open":
        from tracker.opening import open

        return open
    if name == "UsageError":
        from tracker.asked import UsageError

        return UsageError
    if name == "Timeline":
        from tracker.queries import Timeline

        return Timeline
    raise AttributeError(f"module 'tracker' has no attribute {name!r}")
