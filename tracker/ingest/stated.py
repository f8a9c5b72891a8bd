"""From one reading of a text to the facts it states.

A fact needs a day where the law needs one: an effect without it is told as a question, never
filed with a day made up.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, get_args

from events.facts import (
    Citation,
    Clarified,
    EffectFact,
    InstrumentPublished,
    Jurisdiction,
    Kind,
    ListName,
    MeasureAmended,
    MeasureExtended,
    MeasureImposed,
    MeasurePostponed,
    MeasureRepealed,
    MeasureResumed,
    MeasureSuspended,
    Scope,
    Threshold,
)
from events.facts import Party as ListedParty
from scrapers.documents import Effect, Party, Reading
from tracker.ingest.known import Known
from tracker.ingest.targets import NotOnFile, UnknownTarget, reached
from tracker.parts import part_of

LAYS_DOWN = ("imposes", "lists")
KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
LISTS: dict[str | None, ListName] = {name: name for name in get_args(ListName)}
RULES = {"BIS": "control", "USTR": "duty"}  # what a rule of theirs is, where it does not say
SPARES = re.compile(r"\b(?:product )?exclusions?\b", re.IGNORECASE)  # from a duty


class Evidence(NamedTuple):
    """Who read it, and the archived bytes it was read in."""

    source: str
    sha256: str


@dataclass(frozen=True)
class Doubt:
    """An effect that was read but cannot be filed as it is, and why."""

    effect: Effect
    reason: str
    waits: bool = False  # for a text that is not on file yet


@dataclass
class Stated:
    """What a reading comes to: effects to file, and doubts for a person."""

    effects: list[EffectFact] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def published(
    reading: Reading, evidence: Evidence, jurisdiction: Jurisdiction
) -> InstrumentPublished:
    """The fact that a text came into the world."""
    assert reading.instrument is not None
    day = reading.published_on.isoformat() if reading.published_on else None
    return InstrumentPublished(
        instrument=reading.instrument,
        jurisdiction=jurisdiction,
        authority=reading.authority or "UNKNOWN",
        issuers=reading.issuers or ((reading.authority,) if reading.authority else ()),
        form=reading.form or "text",
        title=reading.title or reading.instrument,
        title_zh=reading.title_zh,
        official_number=reading.official_number,
        aliases=tuple(dict.fromkeys(reading.aliases)),
        published_on=day,
        published_basis=reading.published_basis if day else "unknown",
        filed_on=reading.filed_on,
        issue_date=reading.issue_date,
        signed_on=reading.signed_on,
        urls=(reading.url,),
        confidence="medium",
        basis="read",
        sha256=evidence.sha256,
        reader=evidence.source,
    )


def stated(reading: Reading, evidence: Evidence, known: Known) -> Stated:
    """Every effect of a reading as facts about measures on file, or as a doubt."""
    found = Stated()
    own = {effect.targets for effect in reading.effects if effect.effect in LAYS_DOWN}
    for effect in reading.effects:
        cited = cite(reading, evidence, effect)
        try:
            if not effect.targets:
                raise UnknownTarget("what it acts on is not named")
            if effect.targets in own and effect.effect in LAYS_DOWN:
                found.effects += _imposed(effect, reading, cited, evidence.source)
            else:
                measures = dict.fromkeys(reached(effect, known))
                found.effects += [
                    _acted(measure, effect, cited, evidence.source) for measure in measures
                ]
        except UnknownTarget as unknown:
            found.doubts.append(Doubt(effect, str(unknown), isinstance(unknown, NotOnFile)))
    return found


def cite(reading: Reading, evidence: Evidence, effect: Effect) -> Citation:
    """Where an effect rests: words, place, address, archived bytes."""
    return Citation(
        instrument=reading.instrument,
        provision=effect.provision,
        published_on=reading.published_on.isoformat() if reading.published_on else None,
        quote=effect.quote,
        url=reading.url,
        sha256=evidence.sha256,
        lang=reading.lang,
    )


# -- measures of its own --------------------------------------------------------------------------


def _imposed(
    effect: Effect, reading: Reading, cited: Citation, reader: str
) -> Iterator[MeasureImposed]:
    kind = KINDS.get(effect.kind or _usual(reading))
    if kind is None:
        raise UnknownTarget("lays down something whose sort is not certain to us; name its kind")
    for target in effect.targets:
        measure = own_measure(target, reading)
        whole = MeasureImposed(
            measure=measure,
            cited=cited.model_copy(update={"provision": measure.partition("/")[2]}),
            title=effect.title or reading.title,
            kind=kind,
            scope=_scope(effect),
            first_day=effect.first_day.isoformat() if effect.first_day else None,
            first_time=effect.first_time,
            last_day=effect.last_day.isoformat() if effect.last_day else None,
            last_time=effect.last_time,
            on_list=LISTS.get(effect.title) if effect.effect == "lists" else None,
            note=effect.note,
            basis="read",
            reader=reader,
        )
        yield whole
        if effect.effect == "lists":
            yield from _parts(whole, effect.names)


def _usual(reading: Reading) -> str:
    """What a text of an authority lays down where its words do not say it."""
    spares = reading.authority == "USTR" and SPARES.search(reading.title)
    return "relief" if spares else RULES.get(reading.authority or "", "")


def own_measure(target: str, reading: Reading) -> str:
    """The id of a measure a text lays down; a text that names no provision has the one, p1.

    Anything but the text's own id is refused: only it can lay down what is its own.
    """
    name, _, provision = target.partition("/")
    if name != reading.instrument:
        raise UnknownTarget(f"lays down {target}, which is not its own")
    place = re.sub(r"[^a-z0-9().-]+", "-", (provision or "p1").casefold()).strip("-")
    return f"{name}/{place}"


def _parts(whole: MeasureImposed, names: tuple[Party, ...]) -> Iterator[MeasureImposed]:
    """Each listed party, with a life of its own."""
    taken: set[str] = set()
    for number, party in enumerate(names, 1):
        slug = slug_of(party, number)
        slug = slug if slug not in taken else f"{slug}-{number}"
        taken.add(slug)
        zh = party.name if party.english or not party.name.isascii() else None
        yield part_of(whole, slug, ListedParty(name=party.english or party.name, name_zh=zh))


def slug_of(party: Party, number: int) -> str:
    """A party as part of an id: its English name, else its place and a digest of its name.

    >>> slug_of(Party("示例公司", "Example Works, Inc."), 1)
    'example-works-inc'
    """
    words = re.findall(r"[a-z0-9]+", (party.english or "").casefold())
    if words:
        return "-".join(words)[:60].strip("-")
    return f"{number}-{hashlib.sha256(party.name.encode()).hexdigest()[:8]}"


def _scope(effect: Effect) -> Scope:
    share = effect.threshold
    names = tuple(one for party in effect.names for one in party if one)
    return Scope(
        items=effect.items,
        codes=effect.codes,
        hs=effect.hs,
        destinations=effect.destinations,
        origins=effect.origins,
        parties=names,
        parties_count=effect.parties,
        threshold=Threshold(percent=share.percent, of=share.of) if share else None,
    )


# -- acts on others -------------------------------------------------------------------------------


def _acted(measure: str, effect: Effect, cited: Citation, reader: str) -> EffectFact:
    common: dict[str, Any] = {
        "measure": measure,
        "cited": cited,
        "basis": "read",
        "reader": reader,
        "note": effect.note,
    }
    first, last = effect.first_day, effect.last_day
    match effect.effect:
        case "extends":
            if first is None and last is None:
                raise UnknownTarget(f"extends {measure}, but names no day we can read")
            return MeasureExtended(
                **common,
                what=effect.what,
                first_day=first,
                last_day=last,
                last_time=effect.last_time,
            )
        case "postpones":
            day = first.isoformat() if first else None
            return MeasurePostponed(**common, first_day=day, first_time=effect.first_time)
        case "amends" | "corrects":
            return MeasureAmended(**common, nature=effect.effect, first_day=first, last_day=last)
        case "clarifies":
            return Clarified(**common, first_day=first)
        case "imposes" | "lists":
            raise UnknownTarget(f"lays down {measure}, which is not its own")
    if first is None:
        raise UnknownTarget(f"{effect.effect} {measure}, but names no day we can read")
    if effect.effect == "suspends":
        return MeasureSuspended(
            **common,
            first_day=first,
            first_time=effect.first_time,
            last_day=last,
            last_time=effect.last_time,
        )
    if effect.effect == "resumes":
        return MeasureResumed(**common, first_day=first, first_time=effect.first_time)
    return MeasureRepealed(**common, first_day=first.isoformat(), first_time=effect.first_time)
