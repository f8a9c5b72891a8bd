"""Rows of the BIS lists, read from anywhere into one shape, and the copy of them that is bundled.

`config/lists/us-parties.csv` holds what stood on the lists on the day of the capture, one line a
party on a list by an act; texts are not held, only names, countries, pages and codified columns.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import yaml

from events.errors import ConfigError
from events.values import ListName, PartialDay, Policy
from tracker.screening.citations import Page
from tracker.screening.policies import Requirement, policy_of

ListCode = Literal["EL", "MEU", "UVL", "DPL"]
CODES: tuple[ListCode, ...] = get_args(ListCode)
LIST_NAMES: dict[ListCode, ListName] = {
    "EL": "Entity List",
    "MEU": "Military End-User List",
    "UVL": "Unverified List",
    "DPL": "Denied Persons List",
}
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A party as one line of a list shows it.

    `name_zh` is the name it bears in Chinese, which no list prints (`us-names-zh.csv`).
    `until`: the last day an order writes; None is none written. `until_unknown`: an order may have
    ended, and the row does not say. `seen_on`: a day on which it was in force. `told_on`: the day
    of the file a live row stands in. `slug` where the name alone would not make one of its own.
    `since`: the year or month of its first day, where that of its act is not surely its own.
    `listed_by`: a page of the rule that listed it, where the list prints that of another.
    """

    list: ListCode
    name: str
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    policy: Policy | None = None
    requirement: Requirement | None = None
    starts: date | None = None
    until: date | None = None
    until_unknown: bool = False
    seen_on: date | None = None
    told_on: date | None = None
    gone_by: date | None = None
    slug: str | None = None
    note: str | None = None
    name_zh: str | None = None
    since: PartialDay | None = None
    listed_by: Page | None = None

    @property
    def first_page(self) -> Page | None:
        """The page of the act that listed the party: the oldest one cited, unless it is wrong."""
        return self.listed_by or self.oldest_page

    @property
    def oldest_page(self) -> Page | None:
        """The oldest page cited, as the list prints it."""
        return self.pages[0] if self.pages else None


def policy_on(code: ListCode, words: str) -> Policy | None:
    """How an application for a party of a list fares.

    A denial order prohibits; the Unverified List bars licence exceptions, which is no licence
    policy; Military End-User entries point at § 744.21(e), a presumption of denial.
    """
    match code:
        case "DPL":
            return "prohibited"
        case "MEU":
            return "presumption_of_denial"
        case "UVL":
            return None
        case "EL":
            return policy_of(words)


def key_of(code: ListCode, name: str) -> str:
    """What makes two rows or parts the same party on a list: its words, without case or marks.

    >>> key_of("EL", "Example  Works, INC.") == key_of("EL", "Example Works Inc")
    True
    """
    words = WORD.findall(unicodedata.normalize("NFKC", name).casefold())
    return f"{code}:{' '.join(words)}"


def joined(one: ListedRow, other: ListedRow) -> ListedRow:
    """Two rows of one party by one act; what they do not say alike is not said."""
    names = (*one.aliases, *other.aliases, other.name)
    notes = dict.fromkeys(filter(None, (one.note, other.note)))
    return replace(
        one,
        aliases=tuple(name for name in dict.fromkeys(names) if name != one.name),
        countries=tuple(dict.fromkeys((*one.countries, *other.countries))),
        pages=tuple(sorted({*one.pages, *other.pages})),
        policy=one.policy if one.policy == other.policy else "licence_required",
        requirement=one.requirement if one.requirement == other.requirement else "section",
        starts=one.starts if one.starts == other.starts else None,
        until=one.until if one.until == other.until else None,
        until_unknown=one.until_unknown or other.until_unknown or one.until != other.until,
        note="; ".join(notes) or None,
    )


def captured(data: Path) -> date:
    """The day whose lists are bundled: who was taken off them before it cannot be known from them.

    Raises ConfigError.
    """
    return capture(data)[0]


def capture(data: Path) -> tuple[date, str]:
    """The day of the bundled lists and the address they came from."""
    path = data / "lists" / "us-lists.yml"
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"lists/us-lists.yml: cannot be read: {error}; restore it") from error
    day = found.get("captured_on") if isinstance(found, dict) else None
    address = found.get("address") if isinstance(found, dict) else None
    if type(day) is not date or not isinstance(address, str):
        raise ConfigError(
            "lists/us-lists.yml: expected captured_on: a day and address: an address; restore it"
        )
    return day, address
