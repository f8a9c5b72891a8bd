"""From one record of the readings to the facts it states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, Protocol

from events.facts import (
    Citation,
    Clarified,
    Fact,
    InstrumentPublished,
    Jurisdiction,
    MeasureAmended,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasuresLinked,
    MeasureSuspended,
    PledgeMade,
    Scope,
)
from tracker.naming import announcement_names, document_names, order_names
from tracker.parts import names_of_party, part_of
from tracker.readings import CURATED, Bundle, EffectRow, MeasureRow, Problem, Record, bad_line
from tracker.screening.lists import Broken, facts_of_lists

# What a text says of measures of others, without a change of state: the words of readings for it.
LINKS = {
    "names_outside": "outside",
    "mirrors": "mirrors",
    "retaliates": "retaliates",
    "paired_with": "paired_with",
    "replaces": "replaces",
}


def facts_of_bundle(bundle: Bundle) -> list[Fact]:
    """Every fact of every record; an effect on something unknown is a problem of the bundle."""
    own = {
        name: list(stated(name, record, bundle.jurisdictions[name]))
        for name, record in bundle.records.items()
    }
    listed = _listed(bundle, own)
    parts = {fact.measure for fact in listed if isinstance(fact, MeasureImposed)}
    names = _names_listed(listed)
    listed = [_naming(fact, names) for fact in listed]
    targets = Targets(bundle.records, parts)
    facts: list[Fact] = []
    for name, record in bundle.records.items():
        facts += (_naming(fact, names) for fact in own[name])
        for where, done in done_by(name, record, targets):
            if isinstance(done, UnknownTarget):
                bundle.broken.add(name)
                bundle.problems.append(Problem(bundle.files[name], name, where, str(done)))
            else:
                facts += done
    return facts + listed


def _listed(bundle: Bundle, own: Mapping[str, Iterable[Fact]]) -> list[Fact]:
    """What the lists tell beside the records; a line that fits nowhere is a problem."""
    imposed = {
        fact.measure: fact
        for facts in own.values()
        for fact in facts
        if isinstance(fact, MeasureImposed)
    }
    listed: list[Fact] = []
    for told in facts_of_lists(bundle.lists, imposed, bundle):
        if isinstance(told, Broken):
            bundle.lists.broken.append(told)
            bundle.problems.append(bad_line(*told))
        else:
            listed.append(told)
    return listed


def _names_listed(listed: Iterable[Fact]) -> dict[str, dict[str, None]]:
    """The names of the parties that the lists tell of, by the provision that lists them."""
    names: dict[str, dict[str, None]] = {}
    for fact in listed:
        if isinstance(fact, MeasureImposed) and fact.part_of:
            names.setdefault(fact.part_of, {}).update(dict.fromkeys(fact.scope.parties))
    return names


def _naming(fact: Fact, names: Mapping[str, Mapping[str, None]]) -> Fact:
    """A provision that names the parties the lists tell of, so that it is found under them."""
    if not isinstance(fact, MeasureImposed) or fact.measure not in names:
        return fact
    parties = tuple(dict.fromkeys((*fact.scope.parties, *names[fact.measure])))
    return fact.model_copy(update={"scope": fact.scope.model_copy(update={"parties": parties})})


class Resolver(Protocol):
    """Who knows which measures a target means."""

    def measures(self, target: str) -> list[str]: ...

    def act(self, target: str) -> str: ...


def done_by(
    name: str, record: Record, targets: Resolver
) -> Iterator[tuple[str, list[Fact] | UnknownTarget]]:
    """What a record does to others, effect by effect with its place in the file, or why not."""
    for number, effect in enumerate(record.effects):
        where = f"effects.{number}.{effect.verb}"
        for target in effect.targets:
            try:
                yield where, list(_effects(name, record, effect, target, targets))
            except UnknownTarget as unknown:
                yield where, unknown


class UnknownTarget(Exception):
    """An effect names a measure or instrument that no record has."""


class Targets:
    """Which measures an effect's target means: one provision, or all of an instrument."""

    def __init__(self, records: dict[str, Record], parts: Collection[str] = ()) -> None:
        self.records = records
        self.parts = parts  # parties that only the lists tell of
        self.same = {
            other: f"{name}/{provision}"
            for name, record in records.items()
            for provision, row in record.measures.items()
            for other in row.also
        }

    def measures(self, target: str) -> list[str]:
        target = self.same.get(target, target)
        name, _, provision = target.partition("/")
        record = self.records.get(name)
        if target in self.parts:
            return [target]
        if record is None or (provision and not _has(record, provision)):
            raise UnknownTarget(
                f"{target!r} is no record or provision on file; write names_outside for a link"
            )
        return [target] if provision else [f"{name}/{key}" for key in record.measures]

    def act(self, target: str) -> str:
        self.measures(target)
        return self.same.get(target, target)


def _has(record: Record, provision: str) -> bool:
    place, _, part = provision.rpartition("/")
    return provision in record.measures or (
        place in record.measures and part in record.measures[place].parts
    )


def stated(name: str, record: Record, jurisdiction: Jurisdiction) -> Iterator[Fact]:
    """What one record says of itself: the text, and the measures it lays down."""
    yield InstrumentPublished(
        instrument=name,
        jurisdiction=jurisdiction,
        authority=record.authority,
        issuers=record.issuers or (record.authority,),
        form=record.form,
        title=record.title,
        title_zh=record.title_zh,
        official_number=record.number_zh or record.number,
        aliases=tuple(names_of(name, record)),
        published_on=record.published,
        published_basis=record.published_basis,
        filed_on=_exact(record.published) if record.published_basis == "filed" else None,
        issue_date=record.issue_date
        or (_exact(record.published) if record.published_basis == "issue" else None),
        signed_on=record.signed,
        urls=record.urls,
        confidence=record.confidence,
        notes=record.notes,
        reader=CURATED,
    )
    for provision, row in record.measures.items():
        yield from _imposed(name, record, provision, row)


def _exact(day: str | None) -> date | None:
    return date.fromisoformat(day) if day and len(day) == 10 else None


def names_of(name: str, record: Record) -> Iterator[str]:
    """Every string that means this instrument beside its id, each once."""
    candidates: list[str] = list(record.aliases)
    if record.number:
        candidates += announcement_names(record.number, record.authority, record.number_zh)
    elif record.number_zh:
        candidates.append(record.number_zh)
    candidates += document_names(record.fr_documents, record.authority)
    candidates += record.fr_citations
    candidates += order_names(name)
    yield from dict.fromkeys(other for other in candidates if other != name)


def _cited(name: str, record: Record, provision: str | None, quote: str | None = None) -> Citation:
    row = record.measures.get(provision) if provision else None
    public = row.public if row and row.public else record.published
    return Citation(
        instrument=name,
        provision=provision,
        published_on=public,
        quote=quote,
        url=record.urls[0],
    )


def _imposed(name: str, record: Record, provision: str, row: MeasureRow) -> Iterator[Fact]:
    measure = f"{name}/{provision}"
    imposed = MeasureImposed(
        measure=measure,
        cited=_cited(name, record, provision),
        title=row.what,
        kind=row.kind,
        scope=_scope(row),
        first_day=row.first_day,
        first_time=row.from_time,
        last_day=row.until,
        last_time=row.until_time,
        compliance_from=row.compliance_from,
        of_old=row.of_old,
        in_suspense=row.in_suspense,
        promised=row.promised,
        on_lapse=row.on_lapse,
        policy=row.policy,
        on_list=row.on_list,
        confidence=record.confidence,
        note=row.codes_note,
        reader=CURATED,
    )
    yield imposed
    for other in row.also:
        yield MeasuresLinked(
            measure=measure, link="same_as", to=other, cited=imposed.cited, reader=CURATED
        )
    for slug, listed in row.parts.items():
        yield part_of(imposed, slug, listed.party, listed.policy)


def _scope(row: MeasureRow) -> Scope:
    return Scope(
        items=row.items,
        codes=row.codes,
        hs=row.hs,
        destinations=row.to,
        origins=row.origins,
        reach=row.reach,
        parties=tuple(_all_parties(row)),
        parties_count=row.parties_count,
        threshold=row.threshold,
        end_uses=row.end_uses,
        flow=row.flow,
        limbs=row.limbs,
    )


def _all_parties(row: MeasureRow) -> Iterator[str]:
    """Whom a provision names, so that it is found under the name of any of its parts."""
    names = (name for listed in row.parts.values() for name in names_of_party(listed.party))
    yield from dict.fromkeys((*row.parties, *names))


def _effects(
    name: str, record: Record, row: EffectRow, target: str, targets: Resolver
) -> Iterator[Fact]:
    """What one effect does to one of its targets."""
    cited = _cited(name, record, row.by, row.quote)
    if row.verb == "promises":
        yield _promised(name, row, target, cited, targets)
    elif row.verb in LINKS:
        link: Any = LINKS[row.verb]
        provision = row.by or next(iter(record.measures), "")
        if provision not in record.measures:
            raise UnknownTarget(f"a link starts from a provision of {name}; found {provision!r}")
        yield MeasuresLinked(
            measure=f"{name}/{provision}",
            link=link,
            to=target if link == "outside" else targets.act(target),
            cited=cited,
            note=row.note,
            reader=CURATED,
        )
    else:
        for measure in targets.measures(target):
            yield _effect(measure, row, cited)


def _promised(name: str, row: EffectRow, target: str, cited: Citation, targets: Resolver) -> Fact:
    by = row.by or ""
    pledge = by if "/" in by else f"{name}/{by}" if by else name
    return PledgeMade(
        about=targets.act(target),
        pledge=targets.act(pledge),
        promise=row.what or "promised",
        until=row.until,
        cited=cited.model_copy(update={"provision": by.rpartition("/")[2] or None}),
        note=row.note,
        reader=CURATED,
    )


def _effect(measure: str, row: EffectRow, cited: Citation) -> Fact:
    first = _exact(row.first_day)
    common: dict[str, Any] = {
        "measure": measure,
        "cited": cited,
        "note": row.note,
        "reader": CURATED,
    }
    match row.verb:
        case "suspends":
            assert first is not None
            return MeasureSuspended(
                **common,
                first_day=first,
                first_time=row.time,
                last_day=row.until,
                last_time=row.until_time,
            )
        case "resumes":
            assert first is not None
            return MeasureResumed(**common, first_day=first, first_time=row.time)
        case "repeals":
            assert row.first_day is not None
            return MeasureRepealed(**common, first_day=row.first_day, first_time=row.time)
        case "prolongs" | "prolongs_suspension_of":
            what: Literal["measure", "suspension"] = (
                "measure" if row.verb == "prolongs" else "suspension"
            )
            return MeasureExtended(
                **common, what=what, first_day=first, last_day=row.until, last_time=row.until_time
            )
        case "postpones":
            return MeasurePostponed(**common, first_day=row.first_day, first_time=row.time)
        case "amends" | "corrects":
            nature: Literal["amends", "corrects"] = "amends" if row.verb == "amends" else "corrects"
            return MeasureAmended(**common, nature=nature, first_day=first, last_day=row.until)
        case "clarifies":
            return Clarified(**common, first_day=first)
    # The act is known to have happened, but its text is not on file: known when it took effect.
    assert row.first_day is not None
    unknown = Citation(instrument=None, published_on=row.first_day, url=cited.url)
    return MeasureRepealed(**{**common, "cited": unknown}, first_day=row.first_day)
