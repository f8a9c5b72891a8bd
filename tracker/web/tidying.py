"""When the interpreter looks for cycles of dead objects: seldom, while pages are served.

The full look walks through all that lives, some 200 ms once the lives of measures are remembered,
and whoever asks at that moment waits. Almost nothing of ours dies in a cycle, so it may be seldom;
what lives when the server starts is never looked at.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (700, 10, 10_000)  # new objects, looks at the young, looks at the older ones


@contextmanager
def seldom() -> Iterator[None]:
    """Looks for cycles seldom, and as before at the end."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
