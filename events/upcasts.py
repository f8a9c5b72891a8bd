"""Old shapes of facts to current ones, one dated function per change.

A stored fact says its event and the version of its shape. A changed shape gets the next number in
`events.facts.VERSION` and, here, one step from each number to the next:

    def _2027_03_scope_of_a_suspension(fact: JsonFact) -> JsonFact:
        return {**fact, "scope": None}

    UPCAST["measure suspended", 1] = _2027_03_scope_of_a_suspension

Steps work on the JSON of a fact, before it is validated, so an old fact never needs its old class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from events.errors import LedgerError
from events.facts import VERSION, Fact, Value

JsonFact = dict[str, Any]

UPCAST: dict[tuple[str, int], Callable[[JsonFact], JsonFact]] = {}
"""The step from a version of an event's shape to the next one."""

SHAPE: dict[str, type[Value]] = {
    shape.model_fields["event"].default: shape for shape in get_args(get_args(Fact)[0])
}
"""The class of each event in the vocabulary."""


def current(event: str, version: int, fact: JsonFact) -> JsonFact:
    """A stored fact in the present shape of its event, not yet validated.

    An event or a version we do not know was written by a newer tracker: LedgerError, never skipped.
    """
    if event not in SHAPE:
        raise LedgerError(
            f"event {event!r} is not in this tracker's vocabulary: "
            "a newer tracker wrote it; upgrade this one"
        )
    present = VERSION.get(event, 1)
    if not 1 <= version <= present:
        raise LedgerError(
            f"event {event!r} is stored at version {version}, this tracker knows 1 to {present}: "
            "a newer tracker wrote it; upgrade this one"
        )
    for step in range(version, present):
        if (event, step) not in UPCAST:
            raise LedgerError(
                f"event {event!r} has no step from version {step} to {step + 1}: "
                "add it to events/upcasts.py"
            )
        fact = UPCAST[event, step](fact)
    return fact
