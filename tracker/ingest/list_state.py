"""The lists of a day against the parties on file: who came, who is gone, who came back.

A list of the day is a state and no act. A row that is new was put there by the act it cites: it is
filed. A row that is gone was taken off by an act the list does not name: it ends nothing, it is
asked about once, and answered with that act. Only who was there can be missed: that a list had a
party which it did not bring itself is noted once, and again when it comes back after a person said
that it was not gone. A party on file is known again by its list and its name; one that is spelled
otherwise, under the same act and with a name or an address in common, is asked about once: it is
listed a second time only where a person says that it is another.

What changes in a row is asked about for the parties that the lists brought; of the bundled ones and
of those that rules name only the ends of orders are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from events.facts import (
    EffectFact,
    Fact,
    MeasureExtended,
    MeasureImposed,
    MeasureRepealed,
    PartySeen,
)
from scrapers.documents import Document
from scrapers.screening_list.rows import ScreeningList
from tracker.ingest.list_changes import changes, end_told, kept, respelled
from tracker.ingest.list_filing import (
    CODES,
    Acts,
    Filing,
    Today,
    name_of,
    of_today,
    one_party,
)
from tracker.ingest.list_questions import NOTHING, Questions
from tracker.ingest.questions import opened, settled, withdrawn
from tracker.ingest.station import Station
from tracker.ingest.targets import plain
from tracker.screening import key_of
from tracker.screening.lists import Lists
from tracker.screening.rows import LIST_NAMES
from tracker.timeline import lives_of, state_on

GONE = "the list no longer has it"


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
        self.captured_on = lists.captured_on or date.min
        self.bundled = [row for _, row in lists.rows]
        acts = Acts(self.known, lists.rules, lists.listed_by)
        self.filing = Filing(self.known, acts, document)
        self.once = {key_of(row.list, row.name) for row in self.bundled}  # once on the list
        self.today: dict[str, list[Today]] = defaultdict(list)
        for one in of_today(found.rows, day, acts):
            self.today[one.key].append(one)
        self.held: dict[str, list[MeasureImposed]] = defaultdict(list)
        self.unlisted: dict[tuple[str, str], MeasureImposed] = {}  # their reader named no list
        self.deeds: dict[str, list[EffectFact]] = defaultdict(list)
        self._held()
        self.new: list[Today] = []
        self.gone: list[MeasureImposed] = []
        self.moved: list[MeasureImposed] = []
        self.seen: dict[str, Today] = {}  # by the measure on file
        self.questions = Questions(document, self.known, day)
        self.counted: Counter[str] = Counter()
        self.told: list[str] = []

    def _held(self) -> None:
        for name in self.known.texts:
            for fact in self.known.effects_of(name):
                if not isinstance(fact, MeasureImposed):
                    self.deeds[fact.measure].append(fact)
        for name in self.known.texts:
            for part in self.known.measures(name).values():
                code = CODES.get(str(self._list_of(part)))
                if part.part_of and code:
                    self.held[key_of(code, name_of(part))].append(part)
                elif part.part_of and part.on_list is None:
                    self.unlisted[part.part_of, plain(name_of(part))] = part

    def _list_of(self, part: MeasureImposed) -> str | None:
        """The list a party is on: as its reader says, or as it was seen there."""
        seen = self.known.seen.get(part.measure)
        return part.on_list or (seen[-1].on_list if seen else None)

    # -- what comes of it ---------------------------------------------------------------------

    def facts(self) -> Iterator[Fact]:
        """Everything to be appended, in its order."""
        for key in dict.fromkeys([*self.today, *self.held]):
            self._matched(self.today.get(key, []), self.held.get(key, []))
        self._renamed()
        yield from self._withdrawals()
        for one in self.new:
            yield from self._filed(one)
        yield from self._sightings()
        yield from self._ends()
        self._ask()
        yield from self._settled()
        new = list(opened(self.questions.wanted, self.known))
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
                part = self.unlisted.get((one.place.measure, plain(one.row.name)))
                if part is None:
                    rest.append(one)
                else:
                    self.seen[part.measure] = one
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
        what = f"cited otherwise {one.row.first_page or NOTHING}"
        cites = any(self._cites(one, part) for part in others)
        if mine or not others or (not cites and self.questions.rejected(what, others[0])):
            self.new.append(one)
            return
        for part in others:
            left.remove(part)
            self.seen[part.measure] = one
        if not cites:
            self.questions.ask(
                what,
                others[0],
                one,
                f"listed by {others[0].cited.instrument} as we have it, the list of {self.day}"
                f" cites {one.row.first_page or NOTHING}",
            )

    def _cites(self, one: Today, part: MeasureImposed) -> bool:
        acts, start = self.filing.acts, one.printed[0].start
        places = (acts.place(one.row.list, page, start) for page in one.row.pages)
        return part.part_of in [place.measure for place in places]

    def _renamed(self) -> None:
        """Names that came and names that went under one act, where they are surely one party."""
        came: dict[str, list[Today]] = defaultdict(list)
        for one in self.new:
            came[one.place.measure].append(one)
        for part in list(self.gone):
            near = [
                one
                for one in came[str(part.part_of)]
                if one_party(part, one)
                and not self.questions.rejected(self._renaming(part, one), part)
            ]
            if len(near) != 1 or not self._stands(part):
                continue
            one = near[0]
            came[one.place.measure].remove(one)
            self.new.remove(one)
            self.gone.remove(part)
            self.seen[part.measure] = one
            ours = part.reader == self.source
            self.questions.ask(
                self._renaming(part, one),
                part,
                one,
                f"we have {name_of(part)!r}, the list of {self.day} {one.row.name!r} under the same"
                " act, with a name or an address in common",
                put=self._read_anew(part, one) if ours else respelled(part, one.row.name),
            )

    def _renaming(self, part: MeasureImposed, one: Today) -> str:
        return f"renamed {one.row.name}, reading {self.known.places[part].version}"

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
        facts = self.filing.facts(one)
        if facts:
            self.counted["new"] += 1
            self.questions.doubted(one)
        yield from facts

    def _sightings(self) -> Iterator[PartySeen]:
        """That a party was there: once, and when it comes back though it was not to be missed."""
        for measure, one in self.seen.items():
            part = self._part(measure)
            if not self._was_there(part) or self.questions.rejected(self._gone(part), part):
                yield PartySeen(
                    source=self.source,
                    measure=measure,
                    on_list=LIST_NAMES[one.row.list],
                    day=self.day,
                    url=self.document.url,
                    sha256=self.document.sha256,
                )

    def _ends(self) -> Iterator[Fact]:
        """The last days of orders whose end was not known, as the list prints them."""
        for measure, one in self.seen.items():
            part, until = self._part(measure), one.row.until
            if one.row.list != "DPL" or one.row.until_unknown:
                continue
            ends = {life.end.gone if life.end else None for life in lives_of(self._facts(part))}
            prints = date.fromordinal(until.toordinal() + 1) if until else None
            unknown = part.end_unknown and part.last_day is None and not self._prolonged(part)
            if unknown and until:
                self.counted["ends found"] += 1
                yield end_told(part, one, until, self.day, self.document)
            elif not unknown and prints not in ends and (until or part.reader == self.source):
                self.questions.ask(
                    f"ends {until}, told {len(self.deeds[measure])} times before",
                    part,
                    one,
                    f"ends on {self._last_day(part)} as we have it, the list of {self.day} prints"
                    f" {until or 'none'}",
                    read=str(until or "none"),
                    put=end_told(part, one, until, self.day, self.document),
                )

    # -- questions ----------------------------------------------------------------------------

    def _ask(self) -> None:
        for part in self.gone:
            if self._was_there(part) and self._stands(part):
                self.questions.ask(
                    self._gone(part),
                    part,
                    None,
                    f"on the {self._list_of(part)} by {part.cited.instrument} since"
                    f" {part.first_day or 'a day not known'} as we have it; the list of {self.day}"
                    " no longer has it: accept with the act that takes it off",
                )
        for measure, one in self.seen.items():
            part = self._part(measure)
            if part.reader == self.source:
                self.questions.doubted(one)
                self._changed(part, one)
            if end := self._repealed(part):
                self.questions.ask(
                    "back",
                    part,
                    one,
                    f"taken off by {end.cited.instrument} from {end.first_day} as we have it, the"
                    f" list of {self.day} has it",
                )
        for words in self.found.nameless:
            self.questions.unread("a row without a name", words, words, None)

    def _gone(self, part: MeasureImposed) -> str:
        """What a question of a party that is gone is about: each absence is another."""
        returns = len(self.known.seen.get(part.measure, ()))
        return f"{GONE}, seen {returns}" if returns else GONE

    def _changed(self, part: MeasureImposed, one: Today) -> None:
        """A row that tells otherwise than what we filed of it."""
        now = self._read_anew(part, one)
        told = list(changes(part, now))
        if told and key_of(one.row.list, name_of(part)) == one.key:
            self.questions.ask(
                f"changed {told}, reading {self.known.places[part].version}",
                part,
                one,
                "; ".join(
                    f"{what}: {was} on file, {new} in the list of {self.day}"
                    for what, was, new in told
                ),
                read="; ".join(f"{what}: {new}" for what, _, new in told),
                put=now,
            )

    def _read_anew(self, part: MeasureImposed, one: Today) -> MeasureImposed:
        """A party that the lists brought, as its row is read today."""
        whole, slug = self._part(str(part.part_of)), part.measure.rpartition("/")[2]
        return kept(self.filing.part(one, whole, slug), part)

    def _settled(self) -> Iterator[Fact]:
        """Questions that no longer arise; a party that came back is told of."""
        asked = {one.review for one in self.questions.wanted}
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
        yield from settled(rest, self.questions.wanted, "source", self.known)

    # -- the state of a part ------------------------------------------------------------------

    def _part(self, measure: str) -> MeasureImposed:
        return self.known.measures(measure.partition("/")[0])[measure]

    def _was_there(self, part: MeasureImposed) -> bool:
        """Whether a list ever had a party: an act may be read days before it, or tell of one long
        gone."""
        if part.reader == self.source or part.measure in self.known.seen:
            return True
        code = CODES.get(str(part.on_list))
        names = (name_of(part), *(part.party.aliases if part.party else ()))
        return code is not None and any(key_of(code, name) in self.once for name in names)

    def _facts(self, part: MeasureImposed) -> list[EffectFact]:
        return [part, *self.deeds[part.measure], *self.deeds[str(part.part_of)]]

    def _stands(self, part: MeasureImposed) -> bool:
        standing = state_on(self.day, self._facts(part))
        return standing is not None and standing.state != "ended"

    def _repealed(self, part: MeasureImposed) -> MeasureRepealed | None:
        """The act that took a party off, where one on file did."""
        acts = [one for one in self._facts(part)[1:] if isinstance(one, MeasureRepealed)]
        return acts[0] if acts and not self._stands(part) else None

    def _last_day(self, part: MeasureImposed) -> str:
        """The last day of an order, as all that is on file tells it."""
        ends = [life.end.gone for life in lives_of(self._facts(part)) if life.end]
        return str(date.fromordinal(max(ends).toordinal() - 1)) if ends else "no day"

    def _prolonged(self, part: MeasureImposed) -> bool:
        return any(isinstance(one, MeasureExtended) for one in self.deeds[part.measure])
