"""From rows of the BIS lists to facts: one party on one list by one act is one part of a provision.

The first day of a part is that of the rule, where it is known. Otherwise it is the month of
publication, if that day is known and is the 8th or later (rules work up to a week before they are
printed), else the year of the volume, up to the end of the month where the day is known
(`seen_on`); a year or month leaves its days `unknown`. A rule of the first days of January may have
worked in the year before: it has no first day, and is in force when January is over. So it is for a
page that must have been printed in January, where the day is not known. A row without any citation
was seen in force on the day of the capture, and before that nobody can say (`seen_on`).

Denial orders are told apart, for their list keeps those that have run out. Where BIS's own files of
2019 or 2022 have the order, its days are those printed there. Otherwise it was in force on the day
it was printed (orders work at the latest then, at the earliest within some weeks before) and its
end is unknown; if the file of orders in force of September 2022 did not have it, it had ended by
then (`gone_by`). A bundled order without a citation is older than anyone can tell. A live row
without one is known from the day of its file (`told_on`), and nobody can say since when.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from events.facts import Citation, InstrumentPublished, MeasureImposed, Party
from events.values import PartialDay
from tracker.naming import document_names
from tracker.parts import part_of
from tracker.screening.citations import Page
from tracker.screening.rows import LIST_NAMES, ListCode, ListedRow
from tracker.screening.rules import Place, Rule, Rules

CURATED = "curated"
DAY = 10  # signs of a whole day
CERTAIN_MONTH = 8  # printed on this day or later: the month is certain
JANUARY_ENDS = 2000  # pages below this one are of the first weeks of a year
EARLY_MONTHS = 2  # an order printed later in a year is of that year
WHOLE_LIST: dict[ListCode, str] = {
    "EL": "Supplement No. 4 to part 744",
    "MEU": "Supplement No. 7 to part 744",
    "UVL": "Supplement No. 6 to part 744",
    "DPL": "Denial orders",
}
ITEMS: dict[str | None, tuple[str, ...]] = {
    "all": ("all items subject to the EAR",),
    "meu": ("items of Supplement No. 2 to part 744",),
    "except": ("all items subject to the EAR, but for those the entry names",),
    "section": ("items as the entry or its section says",),
    None: (),
}
NOTES: dict[ListCode, str | None] = {
    "EL": None,
    "MEU": None,
    "UVL": "no licence exceptions; a UVL statement is needed before shipment (§ 744.15)",
    "DPL": None,
}


def place_of(row: ListedRow, rules: Rules) -> Place:
    """The instrument and provision a row hangs under, by the page of the act that listed it."""
    return rules.place_of(row.list, row.first_page)


def slug_of_row(row: ListedRow) -> str:
    """A party as part of an id: as the bundled copy has it, else its name.

    >>> slug_of_row(ListedRow("EL", "Example Works, Inc."))
    'example-works-inc'
    """
    words = "-".join(re.findall(r"[a-z0-9]+", row.name.casefold()))
    return row.slug or words[:60].strip("-") or "unnamed"


def part_of_row(
    row: ListedRow,
    whole: MeasureImposed,
    address: str,
    *,
    slug: str | None = None,
    addresses: tuple[str, ...] = (),
) -> MeasureImposed:
    """A row as a part of the provision that lists it."""
    notes = (NOTES[row.list], _revised(row), row.note)
    own: dict[str, Any] = {
        "cited": Citation(
            instrument=whole.cited.instrument,
            provision=whole.measure.partition("/")[2],
            published_on=_public(row, whole),
            url=address,
        ),
        "note": "; ".join(filter(None, notes)) or None,
        "reader": CURATED,
        "basis": "analyst",
        "items": ITEMS[row.requirement],
        "of_old": whole.of_old and row.starts is None and row.told_on is None,
        "on_list": LIST_NAMES[row.list],
        "seen_on": _seen(row, whole),
        "end_unknown": row.until_unknown,
        "gone_by": row.gone_by,
    }
    if first := row.starts.isoformat() if row.starts else row.since:
        own |= {"first_day": first, "first_time": None}
    if row.until:
        own |= {"last_day": row.until.isoformat(), "last_time": None}
    party = Party(
        name=row.name,
        name_zh=row.name_zh,
        aliases=row.aliases,
        addresses=addresses,
        countries=row.countries,
    )
    return part_of(whole, slug or slug_of_row(row), party, row.policy, **own)


def _revised(row: ListedRow) -> str | None:
    later = ", ".join(str(page) for page in row.pages[1:])
    return f"cited later: {later}" if later else None


def _public(row: ListedRow, whole: MeasureImposed) -> PartialDay | None:
    """The day the public could know; a row that cites nothing is known from the file it is in."""
    seen = row.told_on or row.seen_on
    return whole.cited.published_on if row.pages or seen is None else seen.isoformat()


def _seen(row: ListedRow, whole: MeasureImposed) -> date | None:
    """A day in force: the earliest told, for a row that cites the act whose day it may be."""
    if not row.pages:
        return row.seen_on or whole.seen_on
    return min(filter(None, (row.seen_on, whole.seen_on)), default=None)


# -- acts that no record of ours tells -------------------------------------------------------------


def act_of(
    row: ListedRow, place: Place, rule: Rule | None, address: str
) -> tuple[InstrumentPublished, MeasureImposed]:
    """The act a row cites and its provision, for an act that has no record of its own."""
    page = row.first_page
    published = rule.published if rule and rule.published else _told(row)
    number = f"{rule.volume} FR {rule.first_page}" if rule else str(page) if page else None
    document = rule.document if rule else None
    title = (rule.title if rule else None) or _title(row.list, number)
    text = InstrumentPublished(
        instrument=place.instrument,
        jurisdiction="US",
        authority="BIS",
        issuers=("BIS",),
        form="list" if page is None else "order" if row.list == "DPL" else "rule",
        title=title,
        official_number=number,
        aliases=tuple(filter(None, (number, *_documents(document)))),
        published_on=published,
        published_basis="public" if published and len(published) == DAY else "unknown",
        urls=(f"https://www.federalregister.gov/d/{document}" if document else address,),
        confidence="medium",
        notes=rule.note if rule else None,
        reader=CURATED,
    )
    whole = MeasureImposed(
        measure=place.measure,
        cited=Citation(
            instrument=place.instrument,
            provision=place.provision,
            published_on=published,
            url=address,
        ),
        reader=CURATED,
        title=title,
        kind="listing",
        first_day=_order_day(rule, page) if row.list == "DPL" else first_day(rule, page),
        of_old=row.list == "DPL" and page is None and row.told_on is None,
        on_list=LIST_NAMES[row.list],
        seen_on=_surely_on(row.list, rule, page) if page else row.seen_on,
        confidence="medium",
    )
    return text, whole


def _told(row: ListedRow) -> str | None:
    """The year of the page a row cites; a live row without one is told by the file of its day."""
    if row.first_page:
        return str(row.first_page.year)
    return row.told_on.isoformat() if row.told_on else None


def _documents(document: str | None) -> tuple[str, ...]:
    return tuple(document_names((document,), "BIS")) if document else ()


def _title(code: ListCode, number: str | None) -> str:
    if number is None:
        return f"{LIST_NAMES[code]}: entries as published, without a citation ({WHOLE_LIST[code]})"
    kind = "Order on the" if code == "DPL" else "Rule on the"
    return f"{kind} {LIST_NAMES[code]}, {number}"


def first_day(rule: Rule | None, page: Page | None) -> PartialDay | None:
    """The first day of what a rule lists, as far as it is known."""
    if rule and rule.effective:
        return rule.effective
    printed = _printed(rule)
    if printed and printed.day >= CERTAIN_MONTH:
        return f"{printed:%Y-%m}"
    return None if _of_january(rule, page) else _year(rule, page)


def _printed(rule: Rule | None) -> date | None:
    """The day a rule was printed, where it is known."""
    published = rule.published if rule else None
    return date.fromisoformat(published) if published and len(published) == DAY else None


def _year(rule: Rule | None, page: Page | None) -> str | None:
    """The year of publication: that of the volume, unless a misprint hides which one is meant."""
    if rule and rule.published:
        return rule.published[:4]
    return str(page.year) if page else None


def _of_january(rule: Rule | None, page: Page | None) -> bool:
    """Whether an act was printed early in January, by its day or else by its page."""
    printed = _printed(rule)
    if printed:
        return printed.month == 1 and printed.day < CERTAIN_MONTH
    return page is not None and page.page < JANUARY_ENDS


def _surely_on(code: ListCode, rule: Rule | None, page: Page) -> date | None:
    """The day by which a rule printed in the first week of a month surely worked: the next first.

    With the year of the volume it tells what the month would tell of a later day.
    """
    if code == "DPL" or (rule and rule.effective):
        return None
    printed = _printed(rule)
    if printed and printed.day < CERTAIN_MONTH:
        return date(printed.year + printed.month // 12, printed.month % 12 + 1, 1)
    if printed is None and _of_january(rule, page):
        return date(int(_year(rule, page) or page.year), 2, 1)
    return None


def _order_day(rule: Rule | None, page: Page | None) -> PartialDay | None:
    """The year of a denial order; one printed early in a year may be of the year before."""
    printed = _printed(rule)
    return None if printed and printed.month <= EARLY_MONTHS else _year(rule, page)
