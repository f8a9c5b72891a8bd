"""Analysts' readings as they stand in `config/readings`: files, records, rows.

One broken record costs only itself: its file, record and field are reported and the rest loads.
The lists of parties beside them (`config/lists`) are part of the same bundle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from events.facts import (
    Confidence,
    EndUse,
    Flow,
    Jurisdiction,
    Kind,
    Limb,
    ListName,
    PartialDay,
    Party,
    Policy,
    PublishedBasis,
    SourceChecked,
    Threshold,
)
from tracker.screening.lists import Lists, read_lists

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # a PyYAML without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]

CURATED = "curated"
TWICE = "written twice"


class _Loader(SafeLoader):
    """YAML that hides nothing: a name given twice is listed under TWICE (YAML keeps the last), and
    a day that is none stays the text it was, so that the record which has it is named."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(set(map(str, names))) < len(names):
            found[TWICE] = sorted({str(name) for name in names if names.count(name) > 1})
        return found

    def _day(self, node: yaml.ScalarNode) -> object:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader._day)


def _clock(value: object) -> str:
    text = str(value)
    try:
        if not re.fullmatch(r"\d\d:\d\d[+-]\d\d:\d\d", text, re.ASCII):
            raise ValueError
        time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a clock time with its zone: write 12:01+08:00") from None
    return text


def _in_order(first: str | None, last: str | date | None) -> None:
    """Two days of a row; where both are whole days the last must not be before the first."""
    if first and last and len(first) == len(str(last)) == 10 and str(last) < first:
        raise ValueError(f"`until` {last} is before `from` {first}")


Clock = Annotated[str, BeforeValidator(_clock)]


class Row(BaseModel):
    """A part of a readings file; a field we do not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class PartyRow(Row):
    """A listed party: its name in English or Chinese, or both, and what the list says of it."""

    en: str | None = None
    zh: str | None = None
    also: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    person: bool = False
    policy: Policy | None = None  # where it is not that of the whole list

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        return {"en": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _named(self) -> PartyRow:
        if not (self.en or self.zh):
            raise ValueError("a party needs a name: `en`, `zh` or both")
        return self

    @property
    def party(self) -> Party:
        """The party as a fact holds it."""
        return Party(
            name=self.en or self.zh or "",
            name_zh=self.zh,
            aliases=self.also,
            units=self.units,
            addresses=self.at,
            countries=self.countries,
            person=self.person,
        )


class MeasureRow(Row):
    """One provision that can be suspended, amended or repealed by itself."""

    what: str
    kind: Kind
    first_day: PartialDay | None = Field(default=None, alias="from")
    from_time: Clock | None = None
    until: PartialDay | None = None
    until_time: Clock | None = None
    compliance_from: date | None = None
    public: PartialDay | None = None  # when known, if not with the whole instrument
    of_old: bool = False
    in_suspense: bool = False
    promised: bool = False
    on_lapse: bool = False
    items: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    codes_note: str | None = None
    hs: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    reach: str | None = None
    parties: tuple[str, ...] = ()
    parties_count: int | None = None
    threshold: Threshold | None = None
    end_uses: tuple[EndUse, ...] = ()
    flow: Flow | None = None
    limbs: tuple[Limb, ...] = ()
    policy: Policy | None = None
    on_list: ListName | None = Field(default=None, alias="list")
    quote: str | None = None  # the words it rests on, where a person has the archived text
    also: tuple[str, ...] = ()  # ids of records that say the same thing
    parts: dict[str, PartyRow] = {}  # slug: party, each with a life of its own

    @model_validator(mode="after")
    def _days_in_order(self) -> MeasureRow:
        _in_order(self.first_day, self.until)
        return self


VERBS = (
    "suspends",
    "resumes",
    "repeals",
    "prolongs",
    "prolongs_suspension_of",
    "postpones",
    "amends",
    "corrects",
    "clarifies",
    "promises",
    "names_outside",
    "ended_by_act_not_on_file",
    "mirrors",
    "retaliates",
    "paired_with",
    "replaces",
)

NEED_FROM = ("suspends", "resumes", "repeals", "ended_by_act_not_on_file")
MAY_BE_VAGUE = ("repeals", "ended_by_act_not_on_file", "postpones")


class EffectRow(Row):
    """What an act does: one verb, its targets, and from when until when."""

    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    prolongs: tuple[str, ...] = ()
    prolongs_suspension_of: tuple[str, ...] = ()
    postpones: tuple[str, ...] = ()
    amends: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    clarifies: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    names_outside: tuple[str, ...] = ()
    ended_by_act_not_on_file: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    retaliates: tuple[str, ...] = ()
    paired_with: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    first_day: PartialDay | None = Field(default=None, alias="from")
    time: Clock | None = None
    until: date | None = None
    until_time: Clock | None = None
    by: str | None = None
    what: str | None = None
    note: str | None = None
    quote: str | None = None

    @model_validator(mode="after")
    def _one_verb(self) -> EffectRow:
        verbs = [verb for verb in VERBS if getattr(self, verb)]
        if len(verbs) != 1:
            raise ValueError(f"an effect has one verb of {', '.join(VERBS)}; found {verbs}")
        if verbs[0] in NEED_FROM and self.first_day is None:
            raise ValueError(f"{verbs[0]} needs `from`, the first day it works")
        if self.first_day and len(self.first_day) < 10 and verbs[0] not in MAY_BE_VAGUE:
            raise ValueError(f"{verbs[0]} needs a whole day in `from`, found {self.first_day!r}")
        _in_order(self.first_day, self.until)
        return self

    @property
    def verb(self) -> str:
        return next(verb for verb in VERBS if getattr(self, verb))

    @property
    def targets(self) -> tuple[str, ...]:
        targets: tuple[str, ...] = getattr(self, self.verb)
        return targets


class Record(Row):
    """One official text and what we read in it."""

    title: str
    title_zh: str | None = None
    authority: str
    jurisdiction: Jurisdiction | None = None
    issuers: tuple[str, ...] = ()
    form: str
    number: str | None = None
    number_zh: str | None = None
    fr_documents: tuple[str, ...] = ()
    fr_citations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    published: PartialDay | None = None
    published_basis: PublishedBasis = "public"
    issue_date: date | None = None
    signed: date | None = None
    confidence: Confidence
    notes: str | None = None
    urls: tuple[str, ...] = Field(min_length=1)
    measures: dict[str, MeasureRow]
    effects: tuple[EffectRow, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something in a readings file that could not be read, in one line."""

    file: str
    record: str | None
    field: str | None
    found: str

    def __str__(self) -> str:
        where = " ".join(
            part
            for part in (
                self.file + ":",
                f"record {self.record}" if self.record else "",
                f"field {self.field}:" if self.field else "",
            )
            if part
        )
        return f"{where} {self.found}"


@dataclass
class Bundle:
    """All readings that could be read, and what could not."""

    records: dict[str, Record] = field(default_factory=dict)
    jurisdictions: dict[str, Jurisdiction] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)  # records that could not be read in full
    unread_files: bool = False  # a whole file failed: nobody can say what it held
    lists: Lists = field(default_factory=Lists)  # parties as lists of a day show them
    edition: int = 0
    curated_through: date | None = None

    @property
    def check(self) -> SourceChecked | None:
        """The entry that says this edition was loaded."""
        if self.curated_through is None:
            return None
        return SourceChecked(
            source=CURATED,
            checked_through=self.curated_through,
            listed=len(self.records),
            edition=self.edition,
        )


def read_bundle(folder: Path) -> Bundle:
    """Every readings file of a folder, in the order of their names, and the lists beside it."""
    bundle = Bundle(lists=read_lists(folder.parent))
    for path in sorted(folder.rglob("*.yml")):
        _read_file(path, path.relative_to(folder).as_posix(), bundle)
    if bundle.curated_through is None:
        bundle.problems.append(
            Problem("history.yml", None, "curated_through", "expected a day, found nothing")
        )
    bundle.problems += [bad_line(*broken) for broken in bundle.lists.broken]
    return bundle


def bad_line(file: str, line: int | None, column: str | None, found: str) -> Problem:
    """A line of a list that could not be read, in the words of a problem."""
    return Problem(file, f"of line {line}" if line else None, column, found)


def _read_file(path: Path, name: str, bundle: Bundle) -> None:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, ValueError, OSError, RecursionError) as error:
        bundle.problems.append(Problem(name, None, None, f"not readable YAML: {_flat(error)}"))
        bundle.unread_files = True
        return
    if name == "history.yml":
        _read_history(raw, name, bundle)
        return
    if not isinstance(raw, dict) or not isinstance(raw.get("records"), dict):
        found = "expected `jurisdiction` and `records`, found something else"
        bundle.problems.append(Problem(name, None, None, found))
        bundle.unread_files = True
        return
    if raw.get("jurisdiction") not in ("CN", "US"):
        found = f"expected CN or US, found {raw.get('jurisdiction')!r}"
        bundle.problems.append(Problem(name, None, "jurisdiction", found))
        bundle.unread_files = True
        return
    twice = raw["records"].pop(TWICE, ())
    for key, body in raw["records"].items():
        if key not in twice:
            _read_record(name, str(key), body, raw["jurisdiction"], bundle)
    for key in twice:
        bundle.problems.append(Problem(name, key, None, f"{TWICE}; one record an instrument"))
        bundle.broken.add(key)


def _read_history(raw: Any, name: str, bundle: Bundle) -> None:
    values = raw if isinstance(raw, dict) else {}
    through, edition = values.get("curated_through"), values.get("edition")
    if isinstance(through, date) and isinstance(edition, int):
        bundle.curated_through, bundle.edition = through, edition
    else:
        found = "expected edition: a number and curated_through: a day"
        bundle.problems.append(Problem(name, None, None, found))


def _read_record(
    file: str, name: str, body: Any, jurisdiction: Jurisdiction, bundle: Bundle
) -> None:
    if name in bundle.records or name in bundle.broken:
        found = f"{TWICE}, also in {bundle.files.get(name, 'another file')}"
        bundle.problems.append(Problem(file, name, None, f"{found}; one record an instrument"))
        bundle.broken.add(name)
        return
    try:
        record = Record.model_validate(body)
    except ValidationError as error:
        bundle.broken.add(name)
        for wrong in error.errors():
            where = ".".join(str(part) for part in wrong["loc"])
            bundle.problems.append(Problem(file, name, where, _said(wrong)))
        return
    bundle.records[name] = record
    bundle.files[name] = file
    bundle.jurisdictions[name] = record.jurisdiction or jurisdiction


def _said(wrong: Any) -> str:
    found = repr(wrong.get("input"))
    message = str(wrong["msg"]).removeprefix("Value error, ")
    return f"{message}; found {found[:60]}"


def _flat(error: object) -> str:
    return " ".join(str(error).split())
