"""What waits for a person: open questions, and readings by a scraper that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from events.facts import EffectFact, ReviewOpened
from tracker.asked import UsageError, did_you_mean, nearest
from tracker.ingest.known import BY_HAND, Known
from tracker.ingest.questions import question_id
from tracker.words import counted

KINDS = {
    "unread": "a sentence nobody could read for certain",
    "difference": "a source reads otherwise than what is on file",
    "conflict": "two official copies differ",
    "revised": "a text was edited where it stood",
    "gap": "a number that was never seen",
    "held": "a count that is not believed",
    "reading": "read by a program, not confirmed by a person",
}


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: its name, its sort, what it is about and why it waits."""

    id: str
    kind: str
    instrument: str | None
    source: str
    reason: str
    sentence: str
    read: str | None
    on_file: str | None
    url: str | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def waiting(known: Known) -> list[Waiting]:
    """Everything that waits: questions in the order of their opening, then readings."""
    return [*map(_of_question, known.open.values()), *_readings(known)]


def _of_question(question: ReviewOpened) -> Waiting:
    return Waiting(
        id=question.review,
        kind=question.kind,
        instrument=question.instrument,
        source=question.source,
        reason=question.reason,
        sentence=question.sentence,
        read=question.read,
        on_file=question.on_file,
        url=question.url,
    )


def unconfirmed(known: Known) -> Iterator[tuple[str, list[EffectFact]]]:
    """Texts with readings by a scraper that nobody has confirmed, and those readings."""
    for name in known.texts:
        facts = [
            fact
            for fact in known.effects_of(name)
            if fact.reader not in BY_HAND and fact.basis == "read"
        ]
        if facts:
            yield name, facts


def _readings(known: Known) -> Iterator[Waiting]:
    for name, facts in unconfirmed(known):
        text = known.texts[name]
        whole = [fact for fact in facts if not getattr(fact, "part_of", None)]
        yield Waiting(
            id=reading_id(name),
            kind="reading",
            instrument=name,
            source=text.reader,
            reason=f"{counted(len(whole), 'effect')} read in {text.title_zh or text.title}",
            sentence=facts[0].cited.quote or "",
            read=None,
            on_file=None,
            url=text.urls[0] if text.urls else None,
        )


def reading_id(instrument: str) -> str:
    """The name under which a text's readings are confirmed or rejected."""
    return question_id("reading", instrument)


def named(id: str, known: Known) -> Waiting:
    """What waits under a name; an instrument's id means what waits about it, if that is one."""
    found = waiting(known)
    exact = [one for one in found if one.id == id]
    about = [one for one in found if one.instrument == id]
    if exact or len(about) == 1:
        return (exact or about)[0]
    if about:
        ids = ", ".join(f"{one.id} ({one.kind})" for one in about)
        raise UsageError(f"review: {len(about)} things wait about {id}: {ids}; say which")
    if id in known.decided:
        told = known.decided[id]
        raise UsageError(f"review: {id} was {told.decision} by {told.by} on {told.decided_on}")
    hint = did_you_mean(nearest(id, [one.id for one in found]))
    raise UsageError(f"review: nothing waits under {id!r}{hint}; `tracker review` lists what does")
