"""What is searched, written with the view: one row a text, and the trigrams of its letters.

Texts stand with the entry of the ledger that brought them. An entry is never taken back, so rows
are only ever added, and a question about what was `recorded` leaves out those that came later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from events.facts import EffectFact, Fact, InstrumentPublished, InstrumentRevised, MeasureImposed
from tracker.fold import EFFECTS
from tracker.search.letters import letters

Text = tuple[int, str, str, str]


def add(db: sqlite3.Connection, texts: Iterable[Text]) -> None:
    """Take in texts as (position, what they are of, field, printed)."""
    first = int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM text").fetchone()[0])
    rows = [(number, *text) for number, text in enumerate(texts, first)]
    db.executemany("INSERT INTO text VALUES (?, ?, ?, ?, ?)", rows)
    # The blanks around it let a word of one or two letters begin a trigram wherever it stands.
    padded = ((row[0], f" {letters(row[4])}  ") for row in rows)
    db.executemany("INSERT INTO text_gram (rowid, letters) VALUES (?, ?)", padded)


def texts_of(position: int, fact: Fact) -> Iterator[Text]:
    """What a fact can be found by."""
    if isinstance(fact, InstrumentRevised):
        yield from _of_instrument(position, fact.now)
    elif isinstance(fact, InstrumentPublished):
        yield from _of_instrument(position, fact)
    elif isinstance(fact, MeasureImposed):
        yield from _of_measure(position, fact)
    elif isinstance(fact, EFFECTS) and (quote := _quote(fact)):
        yield position, fact.measure, "quote", quote


def _of_instrument(position: int, text: InstrumentPublished) -> Iterator[Text]:
    name = text.instrument
    yield position, name, "title", text.title
    if text.title_zh and text.title_zh != text.title:
        yield position, name, "title", text.title_zh
    numbers = [name, *([text.official_number] if text.official_number else [])]
    yield position, name, "number", "\n".join(dict.fromkeys(numbers))
    others = [one for one in text.aliases if one not in numbers and "://" not in one]
    if others:
        yield position, name, "alias", "\n".join(others)


def _of_measure(position: int, fact: MeasureImposed) -> Iterator[Text]:
    if fact.part_of is None:
        yield position, fact.measure, "title", fact.title
        if quote := _quote(fact):
            yield position, fact.measure, "quote", quote
        if fact.party is None:
            return
    if fact.party is None:
        if names := fact.scope.parties or (fact.title,):
            yield position, fact.measure, "name", "\n".join(names)
        return
    party = fact.party
    names = (party.name, *([party.name_zh] if party.name_zh else []))
    yield position, fact.measure, "name", "\n".join(dict.fromkeys(names))
    others = [one for one in (*party.aliases, *party.units) if one not in names]
    if others:
        yield position, fact.measure, "alias", "\n".join(others)


def _quote(fact: EffectFact) -> str | None:
    return fact.cited.quote
