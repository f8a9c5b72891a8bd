"""Parties of a list of the day as facts: under which act on file they hang, and what is filed.

The act that listed a party is the one whose page its row cites. Where the act is on file, by its
pages or by its own text, the party is a part of it; where it is not, the act is filed by what the
row says of it, and its parties move once its text has come.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import chain, count

from events.facts import Citation, Fact, InstrumentPublished, MeasureImposed
from scrapers.documents import Document
from scrapers.screening_list.rows import PrintedRow
from tracker.ingest.known import Known
from tracker.ingest.targets import plain
from tracker.screening.citations import Page, citations_of
from tracker.screening.facts import act_of, part_of_row, slug_of_row
from tracker.screening.policies import requirement_of
from tracker.screening.rows import LIST_NAMES, ListCode, ListedRow, joined, key_of, policy_on
from tracker.screening.rules import PROVISIONS, Place, Rules

CODES: dict[str, ListCode] = {name: code for code, name in LIST_NAMES.items()}
DENIED = LIST_NAMES["DPL"]
LONGEST = 100  # pages of a rule; a page further behind the start of one is another's


@dataclass(frozen=True)
class Today:
    """One party on one list by one act, as the list of the day has it, and where it hangs."""

    row: ListedRow
    printed: tuple[PrintedRow, ...]
    key: str
    place: Place

    @property
    def words(self) -> str:
        return self.printed[0].words

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for row in self.printed for one in row.addresses))


def of_today(printed: Iterable[PrintedRow], day: date, acts: Acts) -> list[Today]:
    """Who stands on the lists: rows of one party by one act together, whatever page they cite."""
    groups: dict[tuple[str, Place], list[tuple[PrintedRow, ListedRow]]] = {}
    for one in printed:
        row = acts.corrected(_row(one, day))
        group = key_of(row.list, row.name), acts.place(row.list, row.first_page, one.start)
        groups.setdefault(group, []).append((one, row))
    return [
        Today(reduce(joined, (row for _, row in group)), tuple(one for one, _ in group), key, place)
        for (key, place), group in groups.items()
    ]


def _row(one: PrintedRow, day: date) -> ListedRow:
    """A printed row in the shape of the bundled ones.

    Only denial orders are dated by their row: the days of the other lists are those of rules, which
    say it themselves. An order that has run out stays on its list, so that standing there proves
    nothing; who stands on another list is listed on the day of the file.
    """
    code = CODES[one.on_list]
    order = code == "DPL"
    dated = one.cited or one.start or one.end
    return ListedRow(
        code,
        one.name,
        aliases=tuple(name for name in one.aliases if name != one.name),
        countries=one.countries,
        pages=tuple(sorted(Page(*cited) for cited in one.cited)),
        policy=policy_on(code, one.cells["license_policy"]),
        requirement=requirement_of(one.requirement),
        starts=one.start if order else None,
        until=one.end if order else None,
        until_unknown=order and one.end is None and bool(one.cells["end_date"] or not dated),
        seen_on=None if order else day,
        told_on=day,
        note=_note(one, order=order),
    )


def _note(one: PrintedRow, *, order: bool) -> str | None:
    start = one.cells["start_date"]
    told = [f"start as the list prints it: {start}"] if start and not order else []
    if one.footnotes:
        told.append(f"footnote {', '.join(one.footnotes)}")
    return "; ".join(told) or None


def name_of(part: MeasureImposed) -> str:
    return part.party.name if part.party else part.title


def one_party(part: MeasureImposed, one: Today) -> bool:
    """Whether a part and a row under one act have a name or an address in common."""
    names = {part.title, *part.scope.parties}
    if part.party:
        names |= {part.party.name, *part.party.aliases}
    if {plain(name) for name in names} & {plain(name) for name in (one.row.name, *one.row.aliases)}:
        return True
    return bool(part.party and set(part.party.addresses) & set(one.addresses))


class Acts:
    """The acts on file by the pages that rows cite."""

    def __init__(
        self, known: Known, rules: Rules, listed_by: Mapping[tuple[str, Page | None], Page]
    ) -> None:
        self.known, self.rules, self.listed_by = known, rules, listed_by
        self._texts: dict[Page, list[str]] = defaultdict(list)
        for name, text in known.texts.items():
            for alias in text.aliases if text.authority == "BIS" else ():
                for page in citations_of(alias):
                    if str(page) == alias:
                        self._texts[page].append(name)
        self._pages = sorted(self._texts)

    def corrected(self, row: ListedRow) -> ListedRow:
        """A row with the page of the rule that listed it, where the list prints that of another."""
        right = self.listed_by.get((key_of(row.list, row.name), row.oldest_page))
        return replace(row, listed_by=right) if right else row

    def place(self, code: ListCode, page: Page | None, start: date | None) -> Place:
        """The provision under which a row hangs; `start` is the day it prints beside its page."""
        name = None
        if page and self.rules.of(code, page) is None:
            name = self._order(page) if code == "DPL" else self._rule(page, start)
        if name is None:
            return self.rules.place_of(code, page)
        return Place(name, self._provision(name, code))

    def _order(self, page: Page) -> str | None:
        """The order that begins on a page. Each has its own: what began before is another's, and
        a text that changes a list is none."""
        return next((name for name in self._texts.get(page, ()) if not self._lists(name)), None)

    def _rule(self, page: Page, start: date | None) -> str | None:
        """The rule that begins on a page; or a rule that lists parties and begins a little before
        it, if the row has a day of it."""
        at = bisect_right(self._pages, page) - 1
        if at < 0:
            return None
        first = self._pages[at]
        near = first.volume == page.volume and page.page - first.page <= LONGEST
        return next(
            (
                name
                for name in self._texts[first]
                if first == page or (near and self._lists(name) and start in self._days(name))
            ),
            None,
        )

    def _days(self, name: str) -> set[date]:
        """The days a text is known by: filed, issued, published, and the first of what it does."""
        text = self.known.texts[name]
        told = {str(day) for day in (text.published_on, text.filed_on, text.issue_date) if day}
        told |= {str(getattr(fact, "first_day", None)) for fact in self.known.effects_of(name)}
        return {date.fromisoformat(day) for day in told if re.fullmatch(r"\d{4}-\d\d-\d\d", day)}

    def _lists(self, instrument: str) -> bool:
        """Whether a text puts parties on a list, other than that of denied persons."""
        measures = self.known.measures(instrument).values()
        return any(one.kind == "listing" and one.on_list != DENIED for one in measures)

    def _provision(self, instrument: str, code: ListCode) -> str:
        """The provision of a text that lists the parties of a list."""
        whole = [one for one in self.known.measures(instrument).values() if not one.part_of]
        named = [one for one in whole if one.on_list == LIST_NAMES[code]]
        listing = [one for one in whole if one.kind == "listing" and one.on_list is None]
        found = named or (listing if len(listing) == 1 and code != "DPL" else [])
        return found[0].measure.partition("/")[2] if found else PROVISIONS[code]


class Filing:
    """What is appended for parties that are not on file."""

    def __init__(self, known: Known, acts: Acts, document: Document) -> None:
        self.known, self.acts, self.document = known, acts, document
        self.refused = {
            fact.measure: name_of(fact)
            for fact in known.refused
            if isinstance(fact, MeasureImposed) and fact.reader == document.source
        }
        self._new: dict[str, MeasureImposed] = {}
        self._texts: set[str] = set()
        self._taken: dict[str, set[str]] = {}

    def facts(self, one: Today) -> list[Fact]:
        """A party as part of the act that lists it, and that act if it is not on file; nothing of
        a party that a person refused."""
        act = [] if one.place.measure in self._new else list(self._act(one))
        whole = self._new.get(one.place.measure) or act[-1]
        assert isinstance(whole, MeasureImposed)
        part = self.part(one, whole, self._slug(one, whole.measure))
        if part.measure in self.refused:
            return []
        new = [fact for fact in act if fact not in self.known.places]
        self._new[one.place.measure] = whole
        self._texts.add(one.place.instrument)
        return [*new, part]

    def part(self, one: Today, whole: MeasureImposed, slug: str) -> MeasureImposed:
        """A row as part of a provision, as read in the file of the day."""
        url = self.document.url
        return self._read(part_of_row(one.row, whole, url, slug=slug, addresses=one.addresses), one)

    def _act(self, one: Today) -> Iterator[Fact]:
        """The provision that lists a party, behind its text if that is not on file either."""
        place, page = one.place, one.row.first_page
        on_file = self.known.measures(place.instrument).get(place.measure)
        if on_file:
            yield on_file
            return
        rule = self.acts.rules.of(one.row.list, page) if page else None
        text, whole = act_of(one.row, place, rule, self.document.url)
        held = self.known.texts.get(place.instrument)
        if held is None and place.instrument not in self._texts:
            yield self._text(text, one)
        elif held:
            cited = whole.cited.model_copy(update={"published_on": held.published_on})
            whole = whole.model_copy(update={"cited": cited})
        yield self._read(whole, one)

    def _text(self, text: InstrumentPublished, one: Today) -> InstrumentPublished:
        """An act that only a row tells of: its page is not its name, that is its own text's."""
        page = one.row.first_page
        ruled = page is not None and self.acts.rules.of(one.row.list, page) is not None
        update = {
            "aliases": text.aliases if ruled else (),
            "basis": "read",
            "reader": self.document.source,
            "sha256": self.document.sha256,
        }
        return text.model_copy(update=update)

    def _read(self, fact: MeasureImposed, one: Today) -> MeasureImposed:
        """A fact as read in the file of the day, with the row's own words."""
        more = {
            "quote": one.words,
            "url": self.document.url,
            "sha256": self.document.sha256,
            "lang": "en",
        }
        cited: Citation = fact.cited.model_copy(update=more)
        update = {"cited": cited, "basis": "read", "reader": self.document.source}
        return fact.model_copy(update=update)

    def _slug(self, one: Today, whole: str) -> str:
        """A name in the provision that no other party has, or had when a person refused it."""
        on_file = self.known.measures(whole.partition("/")[0])
        taken = self._taken.setdefault(whole, set())
        own = slug_of_row(one.row)
        slug = next(
            slug
            for slug in chain([own], (f"{own}-{number}" for number in count(2)))
            if slug not in taken
            and f"{whole}/{slug}" not in on_file
            and self.refused.get(f"{whole}/{slug}", one.row.name) == one.row.name
        )
        taken.add(slug)
        return slug
