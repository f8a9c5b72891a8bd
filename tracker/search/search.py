"""`search`: what on file holds some words, best first; an id or an official number before all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracker.asked import UsageError
from tracker.naming import normal
from tracker.paging import Page, page_of
from tracker.question import Recorded
from tracker.search.answer import Hit, SearchAnswer
from tracker.search.found import READ, Found, Word, sought
from tracker.search.letters import words_in
from tracker.search.snippet import snippet_of
from tracker.typed import typed_text

if TYPE_CHECKING:
    from tracker.finding import Finder
    from tracker.view import View

LONGEST, MOST = 200, 20  # letters and words of a search
NOW = 2**62  # after every position
KINDS = ("instrument", "measure", "party")
EXACT = 0
CUT = (
    f"more than {READ:,} texts have these words: the best of the first {READ:,} are shown; more"
    " words find what is meant"
)


def search(
    find: Finder, words: object, recorded: Recorded | None, limit: object, after: object
) -> SearchAnswer:
    """What on file holds all words, of what was recorded by then. Raises UsageError."""
    page = page_of(limit, after)
    if page is None:
        raise UsageError("limit: expected a number of hits; found none")
    typed, sought_words = _understood(find.view, words)
    question = find.question("search", {}, None, recorded, "all", parts=False)
    at = find.position(question)
    position = NOW if at is None else at
    texts = sought(find.view.db, sought_words, position)
    ranked = _exact_first(_exact(find.view, typed), texts.found)
    shown, more = _page(_hits(find.view, ranked, sought_words, position), page)
    days = {"words": typed, **page.shown}
    notes, beyond = [CUT] if texts.cut else [], bool(shown)
    plain = find.told(question, find.day("today"), (), None, days, beyond=beyond, notes=notes)
    if plain.empty and texts.cut:
        plain = replace(plain, empty="cannot say")
    return SearchAnswer(**vars(replace(plain, more=more)), hits=shown)


def _understood(view: View, words: object) -> tuple[str, list[Word]]:
    typed = " ".join(typed_text(words, "words").split())
    if len(typed) > LONGEST:
        raise UsageError(f"words: expected a few, found {len(typed):,} letters")
    found = words_in(typed)
    if not found:
        raise UsageError(f"words: expected letters or digits, found {typed!r:.60}")
    if len(found) > MOST:
        raise UsageError(f"words: expected at most {MOST}, found {len(found)}")
    return typed, [Word(word, _others(view, word)) for word in found]


def _others(view: View, word: str) -> tuple[str, ...]:
    """Other names of the goods a word names; symbols of one or two letters say too little."""
    term = view.terms.named(word)
    if term is None:
        return ()
    names = (" ".join(words_in(name)) for name in (*term.names, *term.said))
    plain = dict.fromkeys(name for name in names if len(name) > 2 or not name.isascii())
    return tuple(name for name in plain if name and name != word)


def _exact(view: View, typed: str) -> Iterator[Found]:
    """What bears the words as its id, or as one of its official numbers and other names."""
    rows = view.db.execute(
        "SELECT id, 'id', id FROM instrument WHERE id = ?1 UNION ALL"
        " SELECT id, 'id', id FROM measure WHERE id = ?1 UNION ALL"
        " SELECT target, 'number', said FROM alias WHERE alias = ?2",
        (typed, normal(typed)),
    )
    for of, field, said in rows:
        yield Found(EXACT, field != "id", of.count("/"), 0, len(said), of, field, said)


def _exact_first(exact: Iterable[Found], others: Sequence[Found]) -> Iterator[Found]:
    seen: set[str] = set()
    for one in (*sorted(exact), *others):
        if one.of not in seen:
            seen.add(one.of)
            yield one


def _page(hits: Iterator[Hit], page: Page) -> tuple[list[Hit], str | None]:
    """The hits of a page; what is before it is passed over."""
    found: list[Hit] = []
    begun = page.after is None
    for hit in hits:
        if begun:
            found.append(hit)
        if len(found) > page.limit:
            return found[:-1], found[-2].id
        begun = begun or hit.id == page.after
    if not begun:
        raise UsageError(f"after: {page.after!r:.80} is no hit of this search; begin anew")
    return found, None


def _hits(view: View, ranked: Iterable[Found], words: Sequence[Word], at: int) -> Iterator[Hit]:
    """What was found, told by what is on file of it by a position."""
    rank = 0
    for one in ranked:
        fact = _fact(view, one.of, at)
        text = _fact(view, one.of.partition("/")[0], at)
        if fact is None or text is None:
            continue  # its name is on file, but not by then
        rank += 1
        snippet = snippet_of(one.printed, words)
        party = fact.get("party") or {}
        yield Hit(
            rank=rank,
            kind=KINDS[min(one.of.count("/"), 2)],
            id=one.of,
            title=str(party.get("name") or fact["title"]),
            title_zh=party.get("name_zh") or fact.get("title_zh"),
            instrument_title=str(text["title"]),
            found_in=one.field,
            snippet=snippet.text,
            matches=snippet.matches,
            jurisdiction=str(text["jurisdiction"]),
            day=fact["cited"]["published_on"] if "cited" in fact else text["published_on"],
        )


def _fact(view: View, name: str, at: int) -> dict[str, Any] | None:
    """The record of a text, or what imposes a measure, as it stood at a position."""
    stream = f"{'measure' if '/' in name else 'instrument'}/{name}"
    events = ("instrument published", "instrument revised", "measure imposed")
    facts = [json.loads(body) for _, _, _, body in view.facts(stream, at)]
    found = [fact for fact in facts if fact["event"] in events]
    return dict(found[-1].get("now", found[-1])) if found else None
