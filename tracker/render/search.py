"""Hits of a search as a person reads them: what each is, and the words in their place."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from tracker.render.answers import notes_of
from tracker.render.screen import Screen
from tracker.render.table import plain_table
from tracker.search.answer import Hit, SearchAnswer
from tracker.words import counted

Told = Iterator[RenderableType]
FIELDS = {
    "id": "its id",
    "number": "its number",
    "title": "its title",
    "name": "its name",
    "alias": "another name",
    "quote": "its words",
}


def search(answer: SearchAnswer, screen: Screen) -> Told:
    """The hits, best first."""
    yield Text(headline(answer), style="bold")
    yield from notes_of(answer)
    if answer.empty:
        yield Text(nothing(answer), style="bold")
        return
    yield Text()
    yield _table(answer, screen)


def headline(answer: SearchAnswer) -> str:
    """What was looked for and how many hits are shown."""
    many = counted(len(answer.hits), "hit")
    of_more = "the first " if answer.more and not answer.question["after"] else ""
    recorded = answer.question["recorded"]
    aside = "" if recorded is None else f", as recorded by {recorded}"
    return f"“{answer.question['words']}”{aside}: {of_more}{many}"


def nothing(answer: SearchAnswer) -> str:
    """Which kind of empty it is."""
    if answer.empty == "cannot say":
        return "Cannot say: not every text that may have these words was looked at (above)."
    return (
        "Nothing found: no title, number, name or quote on file has all these words. `tracker on"
        " DATE --item WORDS` looks for goods, `tracker listed NAME` for names like one."
    )


def _table(answer: SearchAnswer, screen: Screen) -> RenderableType:
    table = plain_table(screen, header_style="dim")
    table.add_column("", width=3, justify="right")
    table.add_column("what", width=10)
    table.add_column("where", ratio=1)
    for hit in answer.hits:
        table.add_row(str(hit.rank), Group(Text(hit.kind), Text(hit.jurisdiction)), _told(hit))
    return table


def _told(hit: Hit) -> RenderableType:
    titles = [hit.title, *([hit.title_zh] if hit.title_zh not in (None, hit.title) else [])]
    lines = [Text(" · ".join(filter(None, titles)), style="bold", overflow="fold")]
    if hit.snippet not in titles or hit.found_in not in ("title", "name"):
        lines.append(Text(f"{FIELDS[hit.found_in]}: ", style="dim") + _marked(hit))
    told = [hit.id, hit.day or "day unknown"]
    if hit.kind != "instrument":
        told.append(hit.instrument_title)
    lines.append(Text(" · ".join(told), style="dim", overflow="fold"))
    return Group(*lines)


def _marked(hit: Hit) -> Text:
    snippet = Text(hit.snippet, overflow="fold")
    for start, end in hit.matches:
        snippet.stylize("bold", start, end)
    return snippet
