"""What we chose about each source: where it is, when to look, what is usual there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from events.errors import ConfigError

FILE = "sources.yml"
Clock = Annotated[str, BeforeValidator(str), Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Source(BaseModel):
    """One source, as `sources.yml` describes it.

    `least` and `most` bound the rows its index may show; `compare` says that a number of rows is
    usual there, so that a fall below four fifths of the last good check is not believed.
    `per_year` is the least a whole year of an index by date must show. `gap` is the pause between
    two requests to one host, in seconds. `lookback` is how many days before the last good check a
    look begins. `recheck_most` bounds how many pages on file are asked for again in one run.
    `largest` is what one answer may have, in MiB, and `patience` the seconds it may take, where a
    source needs more than is usual. `lists`: its files tell who is listed today.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    jurisdiction: Literal["CN", "US"]
    index: str
    timezone: str
    covers_from: date
    authorities: tuple[str, ...] = ()
    checks: tuple[Clock, ...] = Field(min_length=1)
    watched: bool = True
    hosts: tuple[str, ...] = Field(min_length=1)
    least: int = Field(default=1, ge=0)
    most: int = Field(default=1_000_000, ge=1)
    compare: bool = False
    per_year: int = Field(default=0, ge=0)
    gap: float = Field(default=1.0, ge=0)
    lookback: int = Field(default=14, ge=0)
    recheck_most: int = Field(default=20, ge=0)
    largest: int | None = Field(default=None, ge=1)
    patience: float | None = Field(default=None, gt=0)
    lists: bool = False


@dataclass(frozen=True)
class Sources:
    """All sources by name, in the order of their weight: an earlier one's copy counts first."""

    found: dict[str, Source]

    def chosen(self, names: tuple[str, ...]) -> list[Source]:
        """The watched sources, or those named; ConfigError for a name that is none."""
        unknown = [name for name in names if name not in self.found]
        if unknown:
            raise ConfigError(
                f"source: expected one of {', '.join(self.found)}, found {unknown[0]!r}"
            )
        if names:
            return [self.found[name] for name in self.found if name in names]
        return [source for source in self.found.values() if source.watched]


def sources(folder: Path) -> Sources:
    """The sources of a configuration folder; ConfigError names the file, the source and the key."""
    path = folder / FILE
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{FILE}: cannot be read: {reason}; restore or correct it") from error
    if not isinstance(raw, dict):
        raise ConfigError(f"{FILE}: expected names with their fields, found {type(raw).__name__}")
    return Sources({str(name): _source(str(name), fields) for name, fields in raw.items()})


def _source(name: str, fields: object) -> Source:
    if not isinstance(fields, dict):
        raise ConfigError(f"{FILE}: {name}: expected fields, found {type(fields).__name__}")
    try:
        return Source.model_validate({"name": name, **fields})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"{FILE}: {name}: {key}: {first['msg']}; found {first.get('input')!r:.60}"
        ) from error
