"""The lists of a day against the parties on file: who came, who is gone, who came back.

A list of the day is a state and no act. A row that is new was put there by the act it cites: it is
filed. A row that is gone was taken off by an act the list does not name: it ends nothing, it is
asked about once, and answered with that act. A party on file is known again by its list and its
name; one that is spelled otherwise, under the same act and with a name or an address in common, is
asked about once and not listed a second time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from config.sources import Source
from events.errors import Drift
from events.facts import (
    EffectFact,
    Fact,
    MeasureExtended,
    MeasureImposed,
    MeasureRepealed,
    ReviewOpened,
)
from scrapers.documents import Document
from scrapers.screening_list.rows import ScreeningList, screening_list
from scrapers.us_csl import day_of
from tracker.ingest.list_counts import hold_unless_steady
from tracker.ingest.list_filing import (
    CODES,
    Acts,
    Filing,
    Today,
    key_of_part,
    name_of,
    of_today,
    one_party,
)
from tracker.ingest.questions import opened, question_id, settled, withdrawn
from tracker.ingest.station import Station
from tracker.ingest.targets import plain
from tracker.screening import key_of, read_lists
from tracker.screening.lists import Broken, Lists
from tracker.timeline import lives_of, state_on

NOTHING = "nothing"
GONE = "the list no longer has it"
MANY_FACTS = 500  # of one transaction


def compared(document: Document, station: Station, source: Source) -> Counter[str]:
    """File what a list of the day tells, and ask what it does not; what came of it, counted.

    Raises Drift where a list shrank beyond belief: then nothing of it is filed.
    """
    found = screening_list(document)
    lists = read_lists(station.data)
    if lists.broken and not lists.rows:
        raise _broken(lists.broken[0], document)
    bundled = [row for _, row in lists.rows]
    hold_unless_steady(found, document, station, bundled)
    day = day_of(document) or station.today(source)
    desk = Desk(document, station, found, day, lists)
    facts = list(desk.facts())
    for start in range(0, len(facts), MANY_FACTS):
        station.append(facts[start : start + MANY_FACTS])
    for words in desk.told:
        station.tell.problem(source.name, words)
    return desk.counted


def _broken(broken: Broken, document: Document) -> Drift:
    return Drift(
        document.source,
        document.url,
        expected="bundled lists to compare it with",
        found=f"{broken.file} line {broken.line}: {broken.found}",
        next_step="restore config/lists",
    )


class Desk:
    """One list of the day, and every party on file that stands on one of its lists."""

    def __init__(
        self,
        document: Document,
        station: Station,
        found: ScreeningList,
        day: date,
        lists: Lists,
    ) -> None:
        self.document, self.known, self.found, self.day = document, station.known, found, day
        self.source = document.source
        acts = Acts(self.known, lists.rules, lists.listed_by)
        self.filing = Filing(self.known, acts, document)
        self.once = {key_of(row.list, row.name) for _, row in lists.rows}  # once on the list
        self.today: dict[str, list[Today]] = defaultdict(list)
        for one in of_today(found.rows, day, acts):
            self.today[one.key].append(one)
        self.held: dict[str, list[MeasureImposed]] = defaultdict(list)
        self.unlisted: set[tuple[str, str]] = set()  # parts whose reader named no list
        self.deeds: dict[str, list[EffectFact]] = defaultdict(list)
        self._held()
        self.refused = {
            fact.measure
            for fact in self.known.refused
            if isinstance(fact, MeasureImposed) and fact.reader == self.source
        }
        self.new: list[Today] = []
        self.gone: list[MeasureImposed] = []
        self.moved: list[MeasureImposed] = []
        self.seen: dict[str, Today] = {}  # by the measure on file
        self.wanted: list[ReviewOpened] = []
        self.counted: Counter[str] = Counter()
        self.told: list[str] = []

    def _held(self) -> None:
        for name in self.known.texts:
            for fact in self.known.effects_of(name):
                if not isinstance(fact, MeasureImposed):
                    self.deeds[fact.measure].append(fact)
        for name in self.known.texts:
            for part in self.known.measures(name).values():
                if part.part_of and part.on_list in CODES:
                    self.held[key_of_part(part)].append(part)
                elif part.part_of and part.on_list is None:
                    self.unlisted.add((part.part_of, plain(name_of(part))))

    # -- what comes of it ---------------------------------------------------------------------

    def facts(self) -> Iterator[Fact]:
        """Everything to be appended, in its order."""
        for key in dict.fromkeys([*self.today, *self.held]):
            self._matched(self.today.get(key, []), self.held.get(key, []))
        self._renamed()
        yield from self._withdrawals()
        for one in self.new:
            yield from self._filed(one)
        yield from self._ends()
        self._questions()
        yield from self._settled()
        new = list(opened(self.wanted, self.known))
        self.counted["to review"] += len(new)
        yield from new

    # -- known again --------------------------------------------------------------------------

    def _matched(self, today: list[Today], held: list[MeasureImposed]) -> None:
        """The rows and the parts of one name on one list: first those of one act."""
        left = list(held)
        rest = []
        for one in today:
            same = [part for part in left if part.part_of == one.place.measure]
            if not same:
                if (one.place.measure, plain(one.row.name)) not in self.unlisted:
                    rest.append(one)
                continue
            mine = [part for part in same if part.reader == self.source]
            for part in same:
                left.remove(part)
                self.seen[part.measure] = one
            if len(mine) < len(same):
                self.moved += mine  # somebody else has it now
        for one in rest:
            self._cited_otherwise(one, left)
        self.gone += [part for part in left if not any(self._cites(row, part) for row in today)]

    def _cited_otherwise(self, one: Today, left: list[MeasureImposed]) -> None:
        """A row whose party is on file under another act: ours moves, of others is asked."""
        mine = [part for part in left if part.reader == self.source]
        others = [part for part in left if part.reader != self.source and self._stands(part)]
        for part in mine:
            left.remove(part)
            self.moved.append(part)
        if mine or not others:
            self.new.append(one)
            return
        for part in others:
            left.remove(part)
            self.seen[part.measure] = one
        if not any(self._cites(one, part) for part in others):
            self._ask(
                "cited otherwise",
                others[0],
                one,
                f"listed by {others[0].cited.instrument} as we have it, the list of {self.day}"
                f" cites {one.row.first_page or NOTHING}",
            )

    def _cites(self, one: Today, part: MeasureImposed) -> bool:
        rules = self.filing.acts.rules
        pages = [rules.place_of(one.row.list, page).measure for page in one.row.pages]
        return part.part_of in pages

    def _renamed(self) -> None:
        """Names that came and names that went under one act, where they are surely one party."""
        came: dict[str, list[Today]] = defaultdict(list)
        for one in self.new:
            came[one.place.measure].append(one)
        for part in list(self.gone):
            near = [one for one in came[str(part.part_of)] if one_party(part, one)]
            if len(near) != 1 or not self._stands(part):
                continue
            one = near[0]
            came[one.place.measure].remove(one)
            self.new.remove(one)
            self.gone.remove(part)
            self.seen[part.measure] = one
            self._ask(
                "renamed",
                part,
                one,
                f"we have {name_of(part)!r}, the list of {self.day} {one.row.name!r} under the same"
                " act, with a name or an address in common",
            )

    # -- facts --------------------------------------------------------------------------------

    def _withdrawals(self) -> Iterator[Fact]:
        """Our own parts that hang elsewhere now, and acts of ours that have no part left."""
        for part in self.moved:
            yield withdrawn(part, "parser", self.known, note="its act is on file now")
            self.counted["moved to their act"] += 1
        moved = {part.measure for part in self.moved}
        for whole in dict.fromkeys(str(part.part_of) for part in self.moved):
            parts = [one for one in self.known.parts(whole) if one.measure not in moved]
            here = any(one.place.measure == whole for one in self.new)
            fact = self.known.measures(whole.partition("/")[0]).get(whole)
            if fact is None or parts or here or fact.reader != self.source:
                continue
            yield withdrawn(fact, "parser", self.known)
            text = self.known.texts[whole.partition("/")[0]]
            others = [one for one in self.known.measures(text.instrument) if one != whole]
            if text.reader == self.source and not set(others) - moved:
                yield withdrawn(text, "parser", self.known)

    def _filed(self, one: Today) -> Iterator[Fact]:
        facts = list(self.filing.facts(one))
        if isinstance(facts[-1], MeasureImposed) and facts[-1].measure in self.refused:
            return  # a person said that it is wrong
        self.counted["new"] += 1
        self._doubted(one)
        yield from facts

    def _ends(self) -> Iterator[Fact]:
        """The last days of orders whose end was not known, as the list prints them."""
        for measure, one in self.seen.items():
            part = self.known.measures(measure.partition("/")[0])[measure]
            if part.reader == self.source:
                self._doubted(one)
            until = one.row.until
            if one.row.list != "DPL" or until is None:
                continue
            ends = {life.end.gone if life.end else None for life in lives_of(self._facts(part))}
            if part.end_unknown and not self._prolonged(part):
                yield self._end(part, one, until)
            elif part.last_day and (date.fromordinal(until.toordinal() + 1)) not in ends:
                self._ask(
                    f"end {until}",
                    part,
                    one,
                    f"ends on {part.last_day} as we have it, the list of {self.day} prints {until}",
                )

    def _end(self, part: MeasureImposed, one: Today, until: date) -> MeasureExtended:
        self.counted["ends found"] += 1
        cited = part.cited.model_copy(
            update={
                "published_on": self.day.isoformat(),
                "quote": one.words,
                "url": self.document.url,
                "sha256": self.document.sha256,
                "lang": "en",
            }
        )
        return MeasureExtended(
            measure=part.measure,
            cited=cited,
            first_day=one.row.starts,  # the order names its end from its start
            last_day=until,
            note="the end of the order as the list prints it",
            basis="read",
            reader=self.source,
        )

    # -- questions ----------------------------------------------------------------------------

    def _questions(self) -> None:
        for part in self.gone:
            if self._was_there(part) and self._stands(part):
                self._ask(
                    GONE,
                    part,
                    None,
                    f"on the {part.on_list} by {part.cited.instrument} since"
                    f" {part.first_day or 'a day not known'} as we have it; the list of {self.day}"
                    " no longer has it: accept with the act that takes it off",
                )
        for measure, one in self.seen.items():
            part = self.known.measures(measure.partition("/")[0])[measure]
            if end := self._repealed(part):
                self._ask(
                    "back",
                    part,
                    one,
                    f"taken off by {end.cited.instrument} from {end.first_day} as we have it, the"
                    f" list of {self.day} has it",
                )
        for words in self.found.nameless:
            self._unread("a row without a name", words, words, None)

    def _ask(self, what: str, part: MeasureImposed, one: Today | None, reason: str) -> None:
        self.wanted.append(
            ReviewOpened(
                review=question_id("difference", self.source, part.measure, what),
                kind="difference",
                source=self.source,
                instrument=part.cited.instrument,
                url=self.document.url,
                sha256=self.document.sha256,
                sentence=one.words if one else "",
                reason=f"{name_of(part)}: {reason}",
                read=one.row.name if one else NOTHING,
                on_file=part.measure,
            )
        )

    def _doubted(self, one: Today) -> None:
        """What cannot be believed in a row that we filed."""
        if one.row.list != "UVL" and not one.row.pages:
            self._unread(
                "expected the pages of the act that lists it, found"
                f" {one.printed[0].uncited or NOTHING}; it hangs under the list as published",
                one.words,
                one.key,
                one.place.instrument,
            )
        for printed in one.printed:
            for doubt in printed.doubts:
                self._unread(doubt, printed.words, one.key, one.place.instrument)

    def _unread(self, reason: str, words: str, about: str, instrument: str | None) -> None:
        self.wanted.append(
            ReviewOpened(
                review=question_id("unread", self.source, about, reason),
                kind="unread",
                source=self.source,
                instrument=instrument,
                url=self.document.url,
                sha256=self.document.sha256,
                sentence=words,
                reason=reason,
            )
        )

    def _settled(self) -> Iterator[Fact]:
        """Questions that no longer arise; a party that came back is told of."""
        asked = {one.review for one in self.wanted}
        standing = [one for one in self.known.questions(self.source) if one.kind != "held"]
        back = [
            one
            for one in standing
            if one.review not in asked and one.read == NOTHING and one.on_file in self.seen
        ]
        for one in back:
            words = f"{one.on_file}: the list of {self.day} has it again"
            self.told.append(words)
            self.counted["back on its list"] += 1
            yield withdrawn(one, "source", self.known, note=words)
        rest = [one for one in standing if one not in back]
        yield from settled(rest, self.wanted, "source", self.known)

    # -- the state of a part ------------------------------------------------------------------

    def _was_there(self, part: MeasureImposed) -> bool:
        """Whether a list ever had a party: an act may be read days before it, or tell of one long
        gone."""
        return part.reader == self.source or key_of_part(part) in self.once

    def _facts(self, part: MeasureImposed) -> list[EffectFact]:
        return [part, *self.deeds[part.measure], *self.deeds[str(part.part_of)]]

    def _stands(self, part: MeasureImposed) -> bool:
        standing = state_on(self.day, self._facts(part))
        return standing is not None and standing.state != "ended"

    def _repealed(self, part: MeasureImposed) -> MeasureRepealed | None:
        """The act that took a party off, where one on file did."""
        acts = [one for one in self._facts(part)[1:] if isinstance(one, MeasureRepealed)]
        return acts[0] if acts and not self._stands(part) else None

    def _prolonged(self, part: MeasureImposed) -> bool:
        return any(isinstance(one, MeasureExtended) for one in self.deeds[part.measure])
