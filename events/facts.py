"""The vocabulary: what was published, what we read in it, and whether we looked.

Facts are frozen values in the past tense. Nothing here does I/O, and nothing here decides what a
fact means for a day: that is `tracker.timeline`.

Days are civil days in the calendar of the authority that printed them, inclusive at both ends.
A text that names only a month or a year keeps that precision ("2015-08", "2006"): the words of a
`PartialDay` are never completed by guessing.

A new field gets a default; a new meaning gets a new event; a changed shape gets a new number in
`VERSION` and a step in `events.upcasts`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from events.values import Basis as Basis
from events.values import Confidence as Confidence
from events.values import EndUse as EndUse
from events.values import Flow as Flow
from events.values import Jurisdiction as Jurisdiction
from events.values import Kind as Kind
from events.values import Limb as Limb
from events.values import ListName as ListName
from events.values import PartialDay as PartialDay
from events.values import Policy as Policy
from events.values import PublishedBasis as PublishedBasis
from events.values import Value as Value
from events.watched import CopyFound as CopyFound
from events.watched import PageGone as PageGone
from events.watched import PartySeen as PartySeen
from events.watched import ReviewDecided as ReviewDecided
from events.watched import ReviewOpened as ReviewOpened
from events.watched import SourceChecked as SourceChecked
from events.watched import SourceFailed as SourceFailed

VERSION: dict[str, int] = {}
"""The present version of each event's shape; an event that is not named is at version 1."""


class Citation(Value):
    """Where a fact rests: the instrument, the place in it, its words and its archived bytes.

    `instrument` is None where an act is known to have happened but is not on file.
    `published_on` is the day the public could know; None means it was always known.
    `quote` and `sha256` are required for a reading whose basis is "read".
    """

    instrument: str | None
    provision: str | None = None
    published_on: PartialDay | None = None
    quote: str | None = None
    url: str | None = None
    sha256: str | None = None
    lang: Literal["zh", "en"] | None = None


class Threshold(Value):
    """A share from which a measure bites: `percent` of `of` ("value", "ownership", …)."""

    percent: FiniteFloat
    of: str


class Party(Value):
    """A person or organisation as a list prints it.

    `name` is the name in Latin letters, or the only one; `units` are sub-units named with it,
    `addresses` and `countries` (ISO 3166 alpha-2) where the list gives them.
    """

    name: str
    name_zh: str | None = None
    aliases: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    person: bool = False


class Scope(Value):
    """What a measure reaches. Empty lists mean "not on file", `all` in a list means everything.

    `destinations` and `origins` hold ISO 3166 alpha-2 codes (or "all"); `reach` keeps the words of
    the text where they say more than the codes. `parties_count` is the count as printed.
    `end_uses`: only these are reached. `flow` None: what is usual for the kind (a duty catches
    imports, other measures exports). `limbs` empty: what is usual for the country, in China what is
    exported, in the United States what is subject to the EAR.
    """

    items: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    hs: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    reach: str | None = None
    parties: tuple[str, ...] = ()
    parties_count: int | None = None
    threshold: Threshold | None = None
    end_uses: tuple[EndUse, ...] = ()
    flow: Flow | None = None
    limbs: tuple[Limb, ...] = ()


class InstrumentPublished(Value):
    """One official text came into the world."""

    event: Literal["instrument published"] = "instrument published"
    instrument: str
    jurisdiction: Jurisdiction
    authority: str
    issuers: tuple[str, ...] = ()
    form: str
    title: str
    title_zh: str | None = None
    official_number: str | None = None
    aliases: tuple[str, ...] = ()
    published_on: PartialDay | None = None
    published_basis: PublishedBasis = "public"
    filed_on: date | None = None
    issue_date: date | None = None
    signed_on: date | None = None
    urls: tuple[str, ...] = ()
    confidence: Confidence = "high"
    notes: str | None = None
    basis: Basis = "analyst"
    sha256: str | None = None
    reader: str = "analyst"


class InstrumentRevised(Value):
    """The same instrument was found with other words (a silent edit, a better record of it)."""

    event: Literal["instrument revised"] = "instrument revised"
    instrument: str
    why: Literal["source", "reading", "parser"]
    now: InstrumentPublished
    found_on: date | None = None


class Effect(Value):
    """What a provision does to a measure; `cited` is the act that does it.

    `reader` says whose reading it is ("curated" for the bundled history, a source's name for a
    scraper's, "analyst" for one made by hand), so that each reader's reconciliation leaves the
    readings of the others alone.
    """

    measure: str
    cited: Citation
    basis: Basis = "analyst"
    reader: str = "analyst"
    note: str | None = None


class MeasureImposed(Effect):
    """A provision lays down a measure, from `first_day` to `last_day`, both included.

    `first_day` None: the text names no day (or, with `of_old`, it has applied as long as anyone
    can tell). `in_suspense`: imposed, but held in suspense from its start. `promised`: a pledge,
    bill, probe notice or proposal, which never becomes law by its own dates. `on_lapse`: the
    provision is itself the return of a stayed measure, so nobody has confirmed that it came.
    `part_of` names the provision whose part (a listed party) this measure is, `party` who it is,
    and `on_list` the list of parties, or of goods, where it has a name. `policy`: how an
    application fares.

    A list of one day tells no more than that. `seen_on`: it was in force on this day, however
    little is known of its first. `end_unknown`: from the day after it may have ended, and no text
    on file says when; `gone_by`: on this day it had.
    """

    event: Literal["measure imposed"] = "measure imposed"
    title: str
    kind: Kind
    scope: Scope = Scope()
    first_day: PartialDay | None = None
    first_time: str | None = None
    last_day: PartialDay | None = None
    last_time: str | None = None
    compliance_from: date | None = None
    of_old: bool = False
    in_suspense: bool = False
    promised: bool = False
    on_lapse: bool = False
    part_of: str | None = None
    party: Party | None = None
    on_list: ListName | None = None
    policy: Policy | None = None
    seen_on: date | None = None
    end_unknown: bool = False
    gone_by: date | None = None
    confidence: Confidence = "high"


class MeasurePostponed(Effect):
    """The first day moves to `first_day`; None: postponed without a day."""

    event: Literal["measure postponed"] = "measure postponed"
    first_day: PartialDay | None = None
    first_time: str | None = None


class MeasureSuspended(Effect):
    """A measure does not apply from `first_day` to `last_day`, both included."""

    event: Literal["measure suspended"] = "measure suspended"
    first_day: date
    first_time: str | None = None
    last_day: date | None = None  # None: until a later instrument resumes it
    last_time: str | None = None


class MeasureResumed(Effect):
    """A suspension stops early: the measure applies again from `first_day`."""

    event: Literal["measure resumed"] = "measure resumed"
    first_day: date
    first_time: str | None = None


class MeasureExtended(Effect):
    """An end moves to `last_day`; None: the end is removed.

    `what` says whose end: the measure's own ("measure") or that of its suspension ("suspension").
    `first_day` is the day the prolongation takes up, where the act names one.
    """

    event: Literal["measure extended"] = "measure extended"
    what: Literal["measure", "suspension"] = "measure"
    first_day: date | None = None
    last_day: date | None = None
    last_time: str | None = None


class MeasureAmended(Effect):
    """The text of a measure changes (or is corrected); its state does not."""

    event: Literal["measure amended"] = "measure amended"
    nature: Literal["amends", "corrects"] = "amends"
    first_day: date | None = None
    last_day: date | None = None


class MeasureRepealed(Effect):
    """The measure is gone from `first_day`, the first day without it."""

    event: Literal["measure repealed"] = "measure repealed"
    first_day: PartialDay
    first_time: str | None = None


class Clarified(Effect):
    """An authority says how it reads a measure; nothing changes in law."""

    event: Literal["clarified"] = "clarified"
    first_day: date | None = None


class PledgeMade(Value):
    """Something was promised about an act or a measure; no state changes.

    `about` is an instrument (shown beside every measure that act suspends, and beside its own) or
    a measure. `pledge` is the provision that holds the promise; `until` the day promised.
    """

    event: Literal["pledge made"] = "pledge made"
    about: str
    pledge: str
    promise: str
    until: date | None = None
    cited: Citation
    basis: Basis = "analyst"
    reader: str = "analyst"
    note: str | None = None


class MeasuresLinked(Value):
    """Two measures belong together; `same_as` names an id merged into this one, `outside` a text
    that is not in the timeline."""

    event: Literal["measures linked"] = "measures linked"
    measure: str
    link: Literal["mirrors", "retaliates", "paired_with", "replaces", "same_as", "outside"]
    to: str
    cited: Citation
    reader: str = "analyst"
    note: str | None = None


class ReadingWithdrawn(Value):
    """One of our readings no longer stands: entry number `withdraws` of the stream `of`.

    `by` names the person who decided so. What a person withdrew no program files again.
    """

    event: Literal["reading withdrawn"] = "reading withdrawn"
    of: str
    withdraws: int = Field(ge=1)
    why: Literal["source", "reading", "parser"]
    note: str | None = None
    by: str | None = None


class ReadingConfirmed(Value):
    """An analyst confirms a reading, or that a measure came back on `lapse` after its stay."""

    event: Literal["reading confirmed"] = "reading confirmed"
    of: str
    confirms: int | None = Field(default=None, ge=1)
    lapse: date | None = None
    confirmed_on: date
    by: str
    note: str | None = None


EffectFact = (
    MeasureImposed
    | MeasurePostponed
    | MeasureSuspended
    | MeasureResumed
    | MeasureExtended
    | MeasureAmended
    | MeasureRepealed
    | Clarified
)

Fact = Annotated[
    InstrumentPublished
    | InstrumentRevised
    | EffectFact
    | PledgeMade
    | MeasuresLinked
    | ReadingWithdrawn
    | ReadingConfirmed
    | SourceChecked
    | SourceFailed
    | CopyFound
    | PageGone
    | PartySeen
    | ReviewOpened
    | ReviewDecided,
    Field(discriminator="event"),
]


def stream_of(fact: Fact) -> str:
    """The stream a fact is filed under: "instrument/…", "measure/…", "source/…", "review/…".

    >>> stream_of(SourceFailed(source="us_bis", expected="rows", found="a challenge page"))
    'source/us_bis'
    """
    match fact:
        case InstrumentPublished() | InstrumentRevised() | CopyFound():
            return f"instrument/{fact.instrument}"
        case PledgeMade():
            return f"pledge/{fact.about}"
        case ReadingWithdrawn() | ReadingConfirmed():
            return fact.of
        case SourceChecked() | SourceFailed():
            return f"source/{fact.source}"
        case PageGone():
            return f"page/{fact.url}"
        case PartySeen():
            return f"party/{fact.measure}"
        case ReviewOpened() | ReviewDecided():
            return f"review/{fact.review}"
        case _:
            return f"measure/{fact.measure}"
