"""The Atom feed of the stories that answer a question.

An entry's id is made from its story's id, so it stays the same in every feed, on every host and
after a rebuild. Titles and summaries are plain text; what is shown as HTML is built here from
escaped words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from tracker.alerts.legible import legible, one_line, web_address
from tracker.alerts.story import Story
from tracker.alerts.told import Quote, StateRow, Told

TAG = "tag:regulatory-timeline-tracker,2026"
WHO = "Regulatory Timeline Tracker"
TITLES = {"en": "Regulatory timeline", "zh": "监管时间线"}

Tell = Callable[[Story], Told | None]


def feed(
    stories: Sequence[tuple[Story, str]],
    tell: Tell,
    *,
    question: Mapping[str, str],
    base: str | None,
    language: str,
    updated: datetime,
) -> bytes:
    """The feed as bytes: stories with the moment each was told, newest first.

    `base` is the address under which readers reach us, None where none is set.
    """
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

    asked = urlencode(sorted(question.items()))
    here = urlencode([*sorted(question.items()), ("lang", language)])
    made = FeedGenerator()
    made.id(f"{TAG}:feed/{language}?{asked}")
    made.title(calendar_name(question, language))
    made.author({"name": WHO})
    made.language(language)
    if base:
        address = f"{base}/alerts/feed.atom?{here}"
        made.link(href=address, rel="self", type="application/atom+xml")
    moments = [datetime.fromisoformat(at) for _, at in stories]
    made.updated(max(moments, default=updated))
    for story, told_at in sorted(stories, key=lambda one: (one[1], one[0].id), reverse=True):
        if told := tell(story):
            _entry(made.add_entry(order="append"), story, told, told_at)
    return bytes(made.atom_str(pretty=True))


def calendar_name(question: Mapping[str, str], language: str) -> str:
    """What a feed or a calendar is called in a reader's list."""
    asked = ", ".join(f"{name} {one_line(value)}" for name, value in sorted(question.items()))
    return f"{TITLES[language]}: {asked}" if asked else TITLES[language]


def entry_id(story: Story) -> str:
    """The id of a story's entry, for ever."""
    return f"{TAG}:story/{quote(story.id, safe=':/')}"


def _entry(entry: Any, story: Story, told: Told, told_at: str) -> None:
    entry.id(entry_id(story))
    entry.title(one_line(told.subject))
    entry.updated(told_at)
    entry.published(told_at)
    entry.summary("\n".join(one_line(line) for line in told.lines) or one_line(told.headline))
    entry.content("\n".join(_html(told)), type="html")
    if url := web_address(told.url):
        entry.link(href=url, rel="alternate")
    for what in story.whats:
        entry.category(term=what)


def _html(told: Told) -> Iterator[str]:
    yield from (f"<p>{_safe(line)}</p>" for line in told.lines)
    yield from (_quoted(quoted) for quoted in told.quotes)
    if told.table:
        rows = "".join(_row(row) for row in told.table)
        yield f"<table>{rows}</table>"


def _quoted(quoted: Quote) -> str:
    source = _safe(quoted.cited)
    if url := web_address(quoted.url):
        source = f'<a href="{escape(url)}" rel="noreferrer">{source}</a>'
    words = f'<p lang="{escape(quoted.lang)}">{_safe(quoted.words)}</p>'
    return f"<blockquote>{words}<p>{source}</p></blockquote>"


def _row(row: StateRow) -> str:
    named = f"{_safe(row.title)} <small>{_safe(row.measure)}</small>"
    cells = (_safe(row.before), _safe(row.after), _safe(row.happens), _safe(row.next))
    return f"<tr><th>{named}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _safe(words: str) -> str:
    return escape(legible(words))
