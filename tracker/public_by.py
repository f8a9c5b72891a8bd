"""When what bears on a measure became public: a question about `known` folds anew only in between.

Before the day of its first act nobody could know a measure, and from the day of its last act on the
stored answers are those that one could give then. Only a day between the two leaves some acts out.
"""

from __future__ import annotations

from collections.abc import Iterable

from events.facts import MeasureImposed, ReadingConfirmed
from tracker.days import OF_OLD, span_of
from tracker.fold import Filed


def public_day(filed: Filed) -> int:
    """The day (an ordinal) by which a fact was certainly public."""
    if isinstance(filed.fact, ReadingConfirmed):
        return filed.fact.confirmed_on.toordinal()
    cited = getattr(filed.fact, "cited", None)
    span = span_of(cited.published_on) if cited else None
    return (span or OF_OLD).hi.toordinal()


def first_public(own: Iterable[Filed]) -> int:
    """The day by which the first act that imposes a measure was public."""
    return min(public_day(one) for one in own if isinstance(one.fact, MeasureImposed))


def all_public(filed: Iterable[Filed]) -> int:
    """The day by which all facts that bear on a measure were public."""
    return max(map(public_day, filed))
