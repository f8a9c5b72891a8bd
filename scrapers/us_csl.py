"""The Consolidated Screening List: who stands on the lists of BIS today, never since when.

One file a day holds the lists of three departments. It is daily state and no act: a row tells that
a party is listed and cites the pages of the Federal Register that did it, a row that is gone tells
nothing of who took it off. Read are the four lists of BIS; the rows of the others are counted.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from events.errors import Blocked, Drift
from scrapers.documents import Document, Effect, Listing, Party, Reading, Row, Unread
from scrapers.federal_register.texts import at_hand
from scrapers.pages import Fetch, Page
from scrapers.screening_list.cells import Cited
from scrapers.screening_list.rows import LISTS, PrintedRow, ScreeningList, doubts, screening_list

SOURCE = "us_csl"
FILE = "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv"
TABLES = frozenset(
    {
        "text/csv",
        "text/plain",
        "application/csv",
        "application/octet-stream",
        "application/vnd.ms-excel",
        "binary/octet-stream",
    }
)
WASHINGTON = ZoneInfo("America/New_York")
MADE = re.compile(rb'"search_performed_at"\s*:\s*"(\d{4}-\d\d-\d\d)T')
A_WHILE = timedelta(hours=1)
BROUGHT = re.compile(r"^file:.*?(?<!\d)(\d{4}-\d\d-\d\d)(?!\d)")
NOWHERE = Cited(1_000, 0)  # rows that cite nothing come last
FEW = 3  # days of the list that a note names
Placed = tuple[PrintedRow, tuple[int, int]]


def discover(fetch: Fetch, since: date) -> Listing:
    """The file as it stands today, whatever day is asked about: it knows no other."""
    page = fetch(FILE, expect="any", fresh_for=A_WHILE)
    expect_table(page)
    about = json.dumps({"day": page.fetched_at.astimezone(WASHINGTON).date().isoformat()})
    document = Document(SOURCE, page.url, page.body, page.media_type, about.encode())
    found = screening_list(document)
    ours = [Row(page.url, f"{name}: {found.counts[name]} rows", None) for name in LISTS.values()]
    return Listing(found.total, tuple(ours), (at_hand(document),), tuple(found.counts.items()))


def expect_table(page: Page) -> None:
    """Refuse what is served as something else than a table; its shape is judged by its reader."""
    if page.media_type is None or page.media_type in TABLES:
        return
    html = page.media_type in ("text/html", "application/xhtml+xml")
    kind = Blocked if html else Drift
    raise kind(
        page.source,
        page.url,
        expected="a table (text/csv)",
        found=f"the type {page.media_type}",
        next_step="wait; open it in a browser by hand" if html else "look at the archived copy",
    )


def day_of(document: Document) -> date | None:
    """The day whose list a file holds: that of its fetch, the one its JSON names, or that in the
    name of a file that a person brings ("consolidated-2026-11-24.csv")."""
    told: Any = json.loads(document.about) if document.about else {}
    named = MADE.search(document.body[-20_000:]) or MADE.search(document.body[:2_000])
    called = BROUGHT.search(document.url)
    day = told.get("day") or (named[1].decode() if named else called[1] if called else None)
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


def read(document: Document) -> list[Reading]:
    """What the file says by itself: who is listed, page by page, and what of it is not read."""
    found = screening_list(document)
    lines = [counted(found), *found.nameless, *(row.words for row in found.rows)]
    ends = list(accumulate(len(line) + 1 for line in lines))
    places = [(end - 1 - len(line), end - 1) for line, end in zip(lines, ends, strict=True)]
    nameless = places[1 : 1 + len(found.nameless)]
    groups: dict[tuple[Cited, str], list[Placed]] = defaultdict(list)
    unread = [
        Unread(words, "expected a name, found none", place)
        for words, place in zip(found.nameless, nameless, strict=True)
    ]
    for row, place in zip(found.rows, places[1 + len(nameless) :], strict=True):
        groups[min(row.cited, default=NOWHERE), row.on_list].append((row, place))
        unread += (Unread(row.words, doubt, place) for doubt in doubts(row))
    text = "\n".join(lines)
    return [
        Reading(
            instrument=None,
            published_on=None,
            published_basis="unknown",
            title=lines[0],
            text=text,
            words="".join(text.split()),
            lang="en",
            role="other",
            url=document.url,
            effects=tuple(lists(page, groups[page, name]) for page, name in sorted(groups)),
            unread=tuple(unread),
        )
    ]


def counted(found: ScreeningList) -> str:
    """What the file holds, and how much of it is nothing to us."""
    ours = ", ".join(f"{found.counts[name]} of the {name}" for name in LISTS.values())
    others = found.total - sum(found.counts[name] for name in LISTS.values())
    return f"Consolidated Screening List as it stands: {ours}; {others} of other lists not read"


def lists(page: Cited, group: list[Placed]) -> Effect:
    """The rows of one list by one page; the day on which it began is the act's to say."""
    first, place = group[0]
    starts = sorted({row.cells["start_date"] for row, _ in group} - {""})
    more = f" and {len(starts) - FEW} more" if len(starts) > FEW else ""
    printed = f"; start as printed there: {', '.join(starts[:FEW])}{more}" if starts else ""
    return Effect(
        effect="lists",
        targets=() if page == NOWHERE else (str(page),),
        quote=first.words,
        offsets=place,
        kind="listing",
        title=first.on_list,
        parties=len(group),
        names=tuple(Party(row.name) for row, _ in group),
        note=f"on the {first.on_list} on the day of the file{printed}",
    )
