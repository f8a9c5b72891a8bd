"""The Consolidated Screening List: who stands on the lists of BIS today, never since when.

One file a day holds the lists of three departments. It is daily state and no act: a row tells that
a party is listed and cites the pages of the Federal Register that did it, a row that is gone tells
nothing of who took it off. Read are the four lists of BIS; the rows of the others are counted.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events.errors import Blocked, Drift
from scrapers.documents import Document, Effect, Listing, Party, Reading, Row, Unread
from scrapers.federal_register.texts import at_hand
from scrapers.pages import Fetch, Page
from scrapers.screening_list.cells import Cited
from scrapers.screening_list.rows import (
    LISTS,
    PrintedRow,
    ScreeningList,
    by_place,
    screening_list,
)

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
NOWHERE = (1_000_000, 0)
FEW = 3  # days of the list that a note names


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
    """The day whose list a file holds: that of its fetch, or the one its JSON names."""
    told: Any = json.loads(document.about) if document.about else {}
    if "day" in told:
        return date.fromisoformat(told["day"])
    named = MADE.search(document.body[-20_000:]) or MADE.search(document.body[:2_000])
    try:
        return date.fromisoformat(named[1].decode()) if named else None
    except ValueError:
        return None


def read(document: Document) -> list[Reading]:
    """One reading for each page that listed somebody; before them, what is counted."""
    found = screening_list(document)
    pages: dict[str | None, dict[str, list[PrintedRow]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(found.rows, key=in_order):
        pages[row.page][row.on_list].append(row)
    groups = ((page, list(lists_of.values())) for page, lists_of in pages.items())
    return [counted(found, document), *(listing(*group, document) for group in groups)]


def in_order(row: PrintedRow) -> tuple[tuple[int, int], str]:
    """By the page that listed them; rows that cite nothing come last."""
    page = by_place(Cited(row.page)) if row.page else NOWHERE
    return page, row.on_list


def counted(found: ScreeningList, document: Document) -> Reading:
    """What the file holds, and of what nothing is read."""
    ours = ", ".join(f"{found.counts[name]} of the {name}" for name in LISTS.values())
    others = found.total - sum(found.counts[name] for name in LISTS.values())
    told = f"Consolidated Screening List as it stands: {ours}; {others} of other lists not read"
    text = "\n".join([told, *found.nameless])
    reason = "expected a name, found none"
    unread = tuple(Unread(words, reason, place(words, text)) for words in found.nameless)
    return reading(None, told, text, document, unread=unread)


def listing(page: str | None, groups: list[list[PrintedRow]], document: Document) -> Reading:
    """The rows that one page listed, list by list."""
    rows = [row for group in groups for row in group]
    text = "\n".join(row.words for row in rows)
    names = " and ".join(group[0].on_list for group in groups)
    told = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return reading(
        page,
        f"{page or 'Without a citation'}: {told} of the {names}",
        text,
        document,
        effects=tuple(lists(page, group, text) for group in groups),
        unread=tuple(doubtful(rows, text)),
    )


def lists(page: str | None, group: list[PrintedRow], text: str) -> Effect:
    """The rows of one list as one effect; the day on which it began is the act's to say."""
    starts = sorted({row.cells["start_date"] for row in group} - {""})
    more = f" and {len(starts) - FEW} more" if len(starts) > FEW else ""
    printed = f"; start as printed there: {', '.join(starts[:FEW])}{more}" if starts else ""
    return Effect(
        effect="lists",
        targets=(page,) if page else (),
        quote=group[0].words,
        offsets=place(group[0].words, text),
        kind="listing",
        title=group[0].on_list,
        parties=len(group),
        names=tuple(Party(row.name) for row in group),
        note=f"on the {group[0].on_list} on the day of the file{printed}",
    )


def doubtful(rows: list[PrintedRow], text: str) -> Iterator[Unread]:
    for row in rows:
        if row.uncited:
            reason = f"expected pages of the Federal Register, found also {row.uncited[:80]!r}"
            yield Unread(row.words, reason, place(row.words, text))
        for doubt in row.doubts:
            yield Unread(row.words, doubt, place(row.words, text))


def place(words: str, text: str) -> tuple[int, int]:
    at = text.index(words)
    return at, at + len(words)


def reading(
    page: str | None,
    title: str,
    text: str,
    document: Document,
    *,
    effects: tuple[Effect, ...] = (),
    unread: tuple[Unread, ...] = (),
) -> Reading:
    return Reading(
        instrument=page,
        published_on=None,
        published_basis="unknown",
        title=title,
        text=text,
        words="".join(text.split()),
        lang="en",
        role="other",
        url=document.url,
        effects=effects,
        unread=unread,
    )
