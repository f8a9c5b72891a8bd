"""Strict selection: what is not shaped as we know it is Drift, loud by default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from bs4 import Tag

from events.errors import Drift

T = TypeVar("T")
JSON_NAMES = {str: "text", int: "a whole number", list: "a list", dict: "an object"}


def one(found: Sequence[T], what: str, *, source: str, url: str) -> T:
    """The only one of what was selected; more or fewer is a changed page."""
    if len(found) != 1:
        raise drift(source, url, f"1 {what}", str(len(found)))
    return found[0]


def at_least(least: int, found: Sequence[T], what: str, *, source: str, url: str) -> Sequence[T]:
    """What was selected, if there is enough of it; an empty list is never "no news"."""
    if len(found) < least:
        raise drift(source, url, f"at least {least} {what}", str(len(found)))
    return found


def attribute(tag: Tag, name: str, *, source: str, url: str) -> str:
    """An attribute that must be there and hold one text."""
    value = tag.get(name)
    if not isinstance(value, str) or not value.strip():
        raise drift(source, url, f"<{tag.name} {name}=…>", repr(value))
    return value.strip()


def field(record: Any, name: str, kind: type[T], *, source: str, url: str, empty: bool = True) -> T:
    """A field of a JSON object that must be there and be of one kind.

    With `empty` False an empty text or list is Drift as well.
    """
    if not isinstance(record, dict):
        raise drift(source, url, f"an object with {name!r}", type(record).__name__)
    value = record.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        found = "nothing" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"
        raise drift(source, url, f"{name!r} to be {JSON_NAMES.get(kind, kind.__name__)}", found)
    if not empty and not value:
        raise drift(source, url, f"{name!r} to hold something", "an empty one")
    return value


def drift(source: str, url: str, expected: str, found: str) -> Drift:
    """A page that changed its shape."""
    return Drift(
        source,
        url,
        expected=expected,
        found=found,
        next_step="compare the archived copy with the one before",
    )
