"""One reading as the YAML an analyst edits, and back: the form of a record in `config/readings`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from pydantic import ValidationError

from events.facts import (
    EffectFact,
    InstrumentPublished,
    MeasureAmended,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasureSuspended,
)
from tracker.asked import UsageError
from tracker.readings import Record

HEAD = """\
# {name}: correct what stands below, save, and leave the editor. Every measure and every effect
# needs the words it rests on under `quote`; they must occur in the archived text. Days are
# inclusive legal days of the authority. No effect on any measure? Write `effects: []` and
# `measures: {{}}`, and say why under `notes`. Leave the file as it is, or empty it, to decide
# nothing.
"""
VERBS: dict[type, str] = {
    MeasureSuspended: "suspends",
    MeasureResumed: "resumes",
    MeasureRepealed: "repeals",
    MeasurePostponed: "postpones",
}


def as_yaml(
    text: InstrumentPublished, effects: Iterable[EffectFact], doubts: Iterable[str] = ()
) -> str:
    """A record with what is on file or was read, the doubtful sentences as comments above it."""
    facts = list(effects)
    record: dict[str, Any] = {
        "title": text.title,
        "title_zh": text.title_zh,
        "authority": text.authority,
        "issuers": list(text.issuers),
        "form": text.form,
        "number_zh" if text.jurisdiction == "CN" else "number": text.official_number,
        "aliases": list(text.aliases),
        "published": text.published_on,
        "published_basis": text.published_basis,
        "issue_date": str(text.issue_date) if text.issue_date else None,
        "confidence": text.confidence,
        "notes": text.notes,
        "urls": list(text.urls),
        "measures": dict(_measures(facts)),
        "effects": list(_acts(facts)),
    }
    kept = {key: value for key, value in record.items() if value not in (None, [])}
    kept |= {"measures": record["measures"], "effects": record["effects"]}
    body = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100)
    told = "".join(f"# ? {' '.join(doubt.split())}\n" for doubt in doubts)
    return HEAD.format(name=text.instrument) + told + body


def _measures(facts: Iterable[EffectFact]) -> Iterator[tuple[str, dict[str, Any]]]:
    facts = list(facts)
    whole = [f for f in facts if isinstance(f, MeasureImposed) and not f.part_of]
    for one in whole:
        parts = {
            f.measure.rpartition("/")[2]: _party(f)
            for f in facts
            if isinstance(f, MeasureImposed) and f.part_of == one.measure
        }
        row = {
            "what": one.title,
            "kind": one.kind,
            "from": one.first_day,
            "from_time": one.first_time,
            "until": one.last_day,
            "until_time": one.last_time,
            "items": list(one.scope.items),
            "codes": list(one.scope.codes),
            "hs": list(one.scope.hs),
            "to": list(one.scope.destinations),
            "origins": list(one.scope.origins),
            "reach": one.scope.reach,
            "parties_count": one.scope.parties_count,
            "threshold": one.scope.threshold.model_dump() if one.scope.threshold else None,
            "end_uses": list(one.scope.end_uses),
            "flow": one.scope.flow,
            "limbs": list(one.scope.limbs),
            "policy": one.policy,
            "list": one.on_list,
            "parts": parts,
            "quote": one.cited.quote,
        }
        kept = {key: value for key, value in row.items() if value not in (None, [], {})}
        yield one.measure.partition("/")[2], kept


def _party(part: MeasureImposed) -> dict[str, Any]:
    """A listed party as a record writes it."""
    if part.party is None:  # filed before parties had fields of their own
        return {"en": part.title}
    own = part.party
    row = {
        "en": own.name if own.name != own.name_zh else None,
        "zh": own.name_zh,
        "also": list(own.aliases),
        "units": list(own.units),
        "at": list(own.addresses),
        "countries": list(own.countries),
        "person": own.person or None,
        "policy": part.policy,
    }
    return {key: value for key, value in row.items() if value not in (None, [])}


def _acts(facts: Iterable[EffectFact]) -> Iterator[dict[str, Any]]:
    for fact in facts:
        verb = _verb(fact)
        if verb is None:
            continue
        row = {
            verb: [fact.measure],
            "from": getattr(fact, "first_day", None),
            "time": getattr(fact, "first_time", None),
            "until": getattr(fact, "last_day", None),
            "quote": fact.cited.quote,
            "note": fact.note,
        }
        yield {
            key: value if isinstance(value, list) else str(value)
            for key, value in row.items()
            if value is not None
        }


def _verb(fact: EffectFact) -> str | None:
    if isinstance(fact, MeasureExtended):
        return "prolongs_suspension_of" if fact.what == "suspension" else "prolongs"
    if isinstance(fact, MeasureAmended):
        return fact.nature
    return VERBS.get(type(fact))


def from_yaml(edited: str, text: str) -> Record:
    """The record an analyst saved; UsageError names the field that cannot be used.

    `text` is the archived text: a quote that does not occur in it is refused.
    """
    try:
        raw = yaml.safe_load(edited)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(f"reading: not readable YAML: {' '.join(str(error).split())}") from error
    if not isinstance(raw, dict):
        raise UsageError(f"reading: expected fields of a record, found {type(raw).__name__}")
    try:
        record = Record.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        message = str(first["msg"]).removeprefix("Value error, ")
        raise UsageError(f"reading: {where}: {message}; correct it and save again") from error
    plain = "".join(text.split())
    quotes = {f"measures.{key}": row.quote for key, row in record.measures.items()}
    quotes |= {f"effects.{number}": row.quote for number, row in enumerate(record.effects)}
    for where, quote in quotes.items():
        if not quote:
            raise UsageError(f"reading: {where}: expected a quote, found none")
        if "".join(quote.split()) not in plain:
            raise UsageError(
                f"reading: {where}.quote: expected words of the archived text, found {quote[:60]!r}"
            )
    return record
