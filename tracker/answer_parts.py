"""What the JSON of the answers is made of: measures, citations, changes, lives, findings.

The answers themselves, and what holds for all of it, are in `tracker.answer_models`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from events.values import (
    Basis,
    Confidence,
    EndUse,
    Flow,
    Jurisdiction,
    Kind,
    Limb,
    ListName,
    Policy,
    PublishedBasis,
)

State = Literal["announced", "in_force", "suspended", "ended", "unknown", "partly"]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
PartialDay = Annotated[str, Field(pattern=r"^\d{4}(-\d\d){0,2}$")]
Clock = Annotated[str, Field(description="A clock time in the authority's zone, HH:MM")]


class Told(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, serialize_by_alias=True)


class TwoDays(Told):
    """The day of one moment, where it is not the same in Beijing and in Washington."""

    CN: Day
    US: Day


AskedDay = Day | TwoDays


class Horizon(Told):
    """How far a source's silence can be trusted."""

    source: str
    jurisdiction: Jurisdiction
    covers_from: Day = Field(description="Nothing before this day is covered")
    curated_through: Day = Field(description="The last day of the history read by analysts")
    checked_through: Day | None = Field(description="The last day read to the end; null: never")
    stale: bool = Field(description="Not read to the end in the last three days")


class Receipt(Told):
    """From which entries of which ledger the answer was given, and by which version."""

    position: int = Field(ge=0, description="How many entries the ledger had")
    head: str = Field(pattern="^sha256:[0-9a-f]{64}$", description="Digest of the last of them")
    version: str


class Counts(Told):
    """How many measures are in each state, of all that the filters let through."""

    in_force: int = Field(description="Also those returned by lapse, unconfirmed")
    suspended: int
    announced: int
    ended: int
    unknown: int = Field(default=0, description="Known to the month or year, or contradictory")
    partly: int = Field(default=0, description="Provisions whose parties differ in state")


class NotCounted(Told):
    """No counts: too many measures would have had to be read anew; `notes` say so."""


class Citation(Told):
    """Where a statement rests: the text, the place in it, its words, and its archived bytes."""

    instrument: str | None = Field(description="Null: an act known to have happened, not on file")
    provision: str | None
    published_on: PartialDay | None = Field(description="The day the public could know")
    quote: str | None = Field(description="The words relied on, in the language of the text")
    url: str | None
    sha256: str | None
    lang: Literal["zh", "en"] | None


class Threshold(Told):
    """A share from which a measure bites."""

    percent: float = Field(description="In per cent: 0.1 is one part in a thousand")
    of: str


class Scope(Told):
    """What a measure reaches; an empty list means "not on file", "all" in a list everything."""

    items: list[str]
    codes: list[str]
    hs: list[str]
    destinations: list[str] = Field(description="ISO 3166 alpha-2 codes, groups, or all")
    origins: list[str]
    reach: str | None
    parties: list[str]
    parties_count: int | None = Field(description="The count as printed")
    threshold: Threshold | None
    end_uses: list[EndUse]
    flow: Flow | None
    limbs: list[Limb]


class Party(Told):
    """Who is listed, as the list prints it."""

    name: str
    name_zh: str | None
    aliases: list[str]
    units: list[str]
    addresses: list[str]
    countries: list[str]
    person: bool


class Next(Told):
    """What the measure will be after `until`, as far as is published."""

    day: Day
    state: State
    by: str | None


class Pledge(Told):
    """What was promised about a measure, and no act has done; it changes no state."""

    pledge: str
    about: str
    promise: str
    until: Day | None
    note: str | None
    citation: Citation


class Link(Told):
    """A measure or text this one belongs with."""

    link: Literal["mirrors", "retaliates", "paired_with", "replaces", "same_as", "outside"]
    to: str
    note: str | None


class Measure(Told):
    """One measure on the day asked about."""

    id: str
    instrument: str
    provision: str
    title: str
    instrument_title: str
    jurisdiction: Jurisdiction
    authority: str
    kind: Kind
    state: State
    reason: str | None = Field(description="Why; null where it is in force")
    never_operated: bool = Field(description="It had no day in force by then")
    since: PartialDay | None = Field(description="First day of this state, inclusive")
    until: Day | None = Field(description="Last day of this state, inclusive; null: no end known")
    by: str | None = Field(description='The act that decides, or "lapse": a suspension ran out')
    confirmed: bool = Field(description="False: by lapse, and no act confirms it; or unknown")
    projected: bool = Field(description="The day lies beyond what anyone has checked")
    changes_at: str | None = Field(description="The hour of the change, where it is that day's")
    basis: Basis = Field(
        description='"read": a program read it, or the act that decides, and nobody reviewed that'
    )
    confidence: Confidence
    compliance_from: Day | None
    parts: dict[State, int] | None = Field(description="States of the listed parties, counted")
    scope: Scope
    party: Party | None
    on_list: ListName | None = Field(alias="list")
    policy: Policy | None = Field(description="How an application for a licence fares")
    next: Next | None
    pledges: list[Pledge]
    links: list[Link]
    citations: list[Citation] = Field(description="The act that decides, then the one that imposed")


class Change(Told):
    """One change of one measure."""

    measure: str
    day: Day = Field(description="The first day of the new state")
    change: str = Field(description="published, started, suspended, resumed, lapsed, ended …")
    from_: State | None = Field(alias="from", description="Null: not published before")
    to: State
    by: str | None = Field(description='The act that did it, or "lapse"')
    why: Literal["law", "source", "reading", "parser"]
    confirmed: bool
    changes_at: str | None
    basis: Basis = Field(description="Whose word the act that did it rests on")
    title: str
    jurisdiction: Jurisdiction
    kind: Kind
    citation: Citation | None


class Period(Told):
    """A run of days with one state, both ends included; null: without beginning or end."""

    first: Day | None
    last: Day | None
    state: State
    reason: str | None
    by: str | None
    confirmed: bool
    at: Clock | None


class Effect(Told):
    """What one act does to a measure, and what became of that on the day asked about.

    Which of the optional names an effect has depends on its `event`.
    """

    event: Literal[
        "measure imposed",
        "measure postponed",
        "measure suspended",
        "measure resumed",
        "measure extended",
        "measure amended",
        "measure repealed",
        "clarified",
    ]
    measure: str
    cited: Citation
    basis: Basis
    reader: str
    note: str | None
    role: str = Field(description="decides, overruled …: its weight on the day asked about")
    position: int = Field(description="Its entry in the ledger")
    first_day: PartialDay | None = None
    first_time: Clock | None = None
    last_day: PartialDay | None = None
    last_time: Clock | None = None
    what: Literal["measure", "suspension"] | None = None
    nature: Literal["amends", "corrects"] | None = None
    title: str | None = None
    kind: Kind | None = None
    scope: Scope | None = None
    compliance_from: Day | None = None
    of_old: bool = False
    in_suspense: bool = False
    promised: bool = False
    on_lapse: bool = False
    part_of: str | None = None
    party: Party | None = None
    on_list: ListName | None = None
    policy: Policy | None = None
    seen_on: Day | None = None
    end_unknown: bool = False
    gone_by: Day | None = None
    confidence: Confidence = "high"


class Life(Measure):
    """A measure with its whole life."""

    periods: list[Period]
    effects: list[Effect]


class Copy(Told):
    """A copy of the text that a source has."""

    source: str
    url: str
    sha256: str
    title: str
    role: Literal["copy", "translation", "attachment"]
    lang: Literal["zh", "en"]
    words: str
    day: Day | None
    page_day: Day | None
    by_hand: str | None
    found_at: str


class Instrument(Told):
    """The official text as it is on file."""

    instrument: str
    jurisdiction: Jurisdiction
    authority: str
    issuers: list[str]
    form: str
    title: str
    title_zh: str | None
    official_number: str | None
    aliases: list[str]
    published_on: PartialDay | None
    published_basis: PublishedBasis
    filed_on: Day | None
    issue_date: Day | None
    signed_on: Day | None
    urls: list[str]
    confidence: Confidence
    notes: str | None
    basis: Basis
    sha256: str | None
    reader: str
    recorded_at: str = Field(description="The UTC moment it was written down")
    copies: list[Copy]
    questions: list[dict[str, Any]] = Field(description="What waits for a person")
    decisions: list[dict[str, Any]] = Field(description="What persons decided")


class NotYet(Told):
    """No text: nothing was on file by the position asked about."""


class Match(Told):
    """One listing under a name like the one asked about; a likeness of names is no proof."""

    score: float = Field(ge=0, le=100, description="100: the very same name; not a probability")
    why: str
    name: str
    sort: str = Field(description="What of the party matched: name, zh, alias, unit")
    on_list: ListName | None = Field(alias="list")
    does: str = Field(description="What the listing does to the party")
    party: Party | None
    measure: Measure


class Ownership(Told):
    """Rules that reach who is owned by a listed party; who owns whom is never checked here."""

    checked: Literal[False]
    words: str
    rules: list[Measure]


class Hit(Told):
    """One thing that has the words searched for."""

    rank: int
    kind: Literal["instrument", "measure", "party"]
    id: str
    title: str
    title_zh: str | None
    instrument_title: str
    found_in: str = Field(description="title, quote, name, alias, number, or id for its very own")
    snippet: str = Field(description="What stands there, in part where it is long")
    matches: list[list[int]] = Field(description="Places of the words in it: first letter, after")
    jurisdiction: Jurisdiction
    day: PartialDay | None = Field(description="When it was published")


class Matched(Told):
    """How the party's name came near the one a measure lists."""

    name: str
    score: float
    why: str


class Finding(Told):
    """One measure compared with the case."""

    measure: Measure
    verdict: Literal["yes", "maybe"] = Field(description="maybe: one of `missing` decides")
    policy: Policy | None
    because: list[str]
    missing: list[str] = Field(description="Facts that decide, and were not told")
    conditions: list[str] = Field(description="What the rule asks beyond what was told")
    matched: Matched | None


class Case(Told):
    """The shipment as it was understood; null and empty: not told."""

    item: str | None
    terms: list[str]
    codes: list[str]
    hs: str | None
    from_: str | None = Field(alias="from")
    to: str | None
    party: str | None
    end_uses: list[EndUse]
    cn_content: float | None = Field(description="Chinese share of value, in per cent")
    us_content: float | None = Field(description="United States share of value, in per cent")
