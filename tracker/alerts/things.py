"""What things are called: acts as people speak of them, and what a story is about, never more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tracker.alerts.phrases import Words
from tracker.alerts.story import Item
from tracker.view import View
from tracker.view_facts import noted_of, text_of
from tracker.words import act_name, shortened

LONG = 90  # letters a thing may take in a headline
SENTENCE = 160  # and in a sentence
SHORT = 45  # a title so short says little without its act
_NUMBERED = re.compile(r"(.+) No\. (\S+) of (\d{4})")


class Things:
    """Names in one language."""

    def __init__(self, view: View, words: Words) -> None:
        self.view, self.words, self.say = view, words, words.say
        self._text = cache(lambda act: text_of(view, act))

    # -- acts ---------------------------------------------------------------------------------

    def act(self, act: str | None) -> str:
        """An instrument as it is spoken of; by its title, in quotes, where it has no number."""
        if not act:
            return self.say("unknown act")
        text = self._text(act)
        number = text.get("official_number") if text else None
        if self.words.language == "zh" and number and not str(number).isascii():
            return str(number)
        name = act_name(act)
        return name if name != act or text is None else f"“{self.title(act)}”"

    def short(self, act: str | None) -> str:
        """The shortest name that people use: "No. 70"; empty for one without a number."""
        name = act_name(act)
        found = _NUMBERED.fullmatch(name)
        if not act or name == act:
            return ""
        return f"No. {found[2]}" if found else name

    def title(self, act: str | None, most: int = LONG) -> str:
        """The title of an instrument in the reader's language; its name where none is on file."""
        text = self._text(act) if act else None
        if text is None:
            return act_name(act)
        chinese = self.words.language == "zh" and text.get("title_zh")
        return shortened(str(text["title_zh"] if chinese else text["title"]), most)

    # -- what a story is about ----------------------------------------------------------------

    def of(self, items: Sequence[Item]) -> str:
        """What items are about: a measure by its title, several by their instrument with how many
        of its provisions, several instruments by their numbers, parties by how many they are."""
        names = list(dict.fromkeys(item.measure for item in items))
        acts = list(dict.fromkeys(name.partition("/")[0] for name in names))
        if len(acts) > 1:
            return self._acts(acts, {name for name in acts if not self._whole(name, items)})
        if any(item.parts for item in items):
            return self.words.listed([self._one(item) for item in items], 3)
        all_ = self._provisions(acts[0])
        if len(names) == 1 and (all_ > 1 or items[0].change == "withdrawn"):
            return self._single(names[0])
        if len(names) >= all_:
            return self.title(acts[0])
        return self.say("some", count=len(names), all=all_, what=self.title(acts[0]))

    def each(self, items: Sequence[Item]) -> str:
        """What an act lays down itself, provision by provision."""
        names = dict.fromkeys(item.measure for item in items)
        return self.words.rowed([self.measure(name, SENTENCE) for name in names])

    def measure(self, measure: str, most: int = LONG) -> str:
        """A measure's title; its id where it is not on file."""
        found = noted_of(self.view, f"measure/{measure}")
        titles = [one.fact["title"] for one in found if one.event == "measure imposed"]
        return shortened(str(titles[-1]), most) if titles else measure

    def _single(self, measure: str) -> str:
        """One of several provisions; a short title with that of its act."""
        title, act = self.measure(measure), self.title(measure.partition("/")[0], 60)
        return f"{title} ({act})" if len(title) < SHORT and title != act else title

    def _one(self, item: Item) -> str:
        title = self.measure(item.measure, 60)
        if not item.parts:
            return title
        if len(item.parts) == 1:
            return item.parts[0]
        return self.say("parts", count=len(item.parts), what=title)

    def _provisions(self, act: str) -> int:
        """How many provisions an instrument lays down."""
        rows = self.view.db.execute(
            "SELECT count(*) FROM measure WHERE instrument = ? AND part_of IS NULL", (act,)
        )
        return int(rows.fetchone()[0])

    def _whole(self, act: str, items: Sequence[Item]) -> bool:
        """Whether items are about all of an instrument: each provision, each party."""
        ours = [item for item in items if item.measure.partition("/")[0] == act]
        provisions = {item.measure for item in ours}
        return len(provisions) >= self._provisions(act) and not any(item.parts for item in ours)

    def _acts(self, acts: Sequence[str], partly: set[str]) -> str:
        """Several instruments: those of one series and year by their numbers."""
        series: dict[tuple[str, str], list[str]] = {}
        others = []
        for act in acts:
            found = _NUMBERED.fullmatch(act_name(act))
            if found and act not in partly:
                series.setdefault((found[1], found[3]), []).append(found[2])
            else:
                name = self.act(act)
                others.append(self.say("in part", what=name) if act in partly else name)
        told = [self._series(*key, numbers) for key, numbers in series.items()]
        return self.words.listed([*told, *others], 4)

    def _series(self, issuer: str, year: str, numbers: Sequence[str]) -> str:
        if len(numbers) == 1 and self.words.language == "en":
            return f"{issuer} No. {numbers[0]} of {year}"
        row, who = self.words.listed(numbers, 12), self.words.issuer(issuer)
        return self.say("nos", issuer=who, numbers=row, year=year)
