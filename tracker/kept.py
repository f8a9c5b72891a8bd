"""What was made of a view and still stands: a view file is never changed in place.

A server answers many questions from one view; what is worked out for one of them serves the next.
Only the view asked last is remembered, so nothing piles up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from tracker.view import View

T = TypeVar("T")
Key = tuple[str, ...]


class PerView(Generic[T]):
    """One thing made of a view, made anew when another view is asked for."""

    def __init__(self, make: Callable[[View], T]) -> None:
        self.make = make
        self._kept: tuple[Key, T] | None = None

    def of(self, view: View) -> T:
        """The thing for a view; threads that ask at once may each make it, and one is kept."""
        meta = view.meta
        key = (str(view.path), meta["digest"], meta["position"], meta.get("data", ""))
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = self._kept = key, self.make(view)
        return kept[1]
