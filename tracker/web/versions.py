"""Every wording of a text on file, two of them compared, and what kind of change each was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from fastapi import Request, Response

from config.settings import settings
from tracker.asked import UsageError
from tracker.ingest.archived import archived, wording
from tracker.queries import Timeline
from tracker.texts_compared import Compared, Run, compared
from tracker.view_copies import Wording, turns, wordings
from tracker.web.answers import PAGE
from tracker.web.forms import once, same, unchanged
from tracker.web.frame import html
from tracker.web.house import House

KINDS = {
    "law": "the law changed: another act amended or corrected it",
    "source": "the source changed: the page has other words, or other furniture, than before",
    "reading": "our reading changed: a person read the same words otherwise",
    "parser": "our parser changed: a program reads the same words otherwise",
}
LEAD = 160  # signs kept on either side of a change
FIELDS = (
    *("title", "title_zh", "official_number", "published_on", "published_basis", "filed_on"),
    *("issue_date", "signed_on", "form", "confidence", "basis", "notes"),
)


class Stretch(NamedTuple):
    """A run to show; `left_out` counts the signs that are alike and not shown."""

    sort: str
    text: str
    left_out: int = 0


@dataclass(frozen=True)
class Held:
    """Two wordings held against each other; `problem` says why they are not."""

    old: Wording
    new: Wording
    result: Compared | None
    stretches: list[Stretch]
    problem: str | None = None


class Versions:
    """The pages of wordings."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.folder = settings(house.ledger).archive

    def page(self, request: Request, id: str) -> Response:
        """The wordings of a text, and two of them compared."""
        asked = once(request.query_params.multi_items(), ("old", "new"))
        with self.house.open() as timeline:
            tag = self.house.tag(timeline, "versions", id, repr(sorted(asked.items())))
            if same(request, tag):
                return unchanged(tag)
            body = self.house.kept(tag, lambda: self._made(timeline, id, asked))
        return Response(body, media_type=PAGE, headers={"etag": tag})

    def _made(self, timeline: Timeline, id: str, asked: dict[str, str]) -> bytes:
        name = timeline.view.need_instrument(id)
        found = wordings(timeline.view, name)
        pair = _pair(found, asked)
        return html(
            self.house,
            "versions.html",
            instrument=name,
            place=f"/versions/{quote(name, safe='/')}",
            wordings=found,
            turns=turns(timeline.view, name),
            kinds=KINDS,
            held=self._held(name, *pair) if pair else None,
        )

    def _held(self, name: str, old: Wording, new: Wording) -> Held:
        if old.sort != new.sort:
            return Held(old, new, None, [], "a record and a copy are not the same sort of thing")
        if old.sort == "copy" and old.fact["lang"] != new.fact["lang"]:
            return Held(old, new, None, [], "one translates the other and is no wording of it")
        before, after = self._words(name, old), self._words(name, new)
        if before is None or after is None:
            gone = old if before is None else new
            told = f"the words of number {gone.number} are not in the archive of this server"
            if gone.sort == "copy" and archived(self.folder, gone.fact["sha256"]):
                told = f"the bytes of number {gone.number} are no text that can be compared"
            return Held(old, new, None, [], told)
        result = compared(before, after)
        return Held(old, new, result, list(shortened(result.runs)))

    def _words(self, name: str, one: Wording) -> str | None:
        fact = one.fact
        if one.sort == "record":
            told = (f"{field}: {fact[field]}" for field in FIELDS if fact.get(field))
            return "\n".join([*told, *(f"page: {url}" for url in fact.get("urls", ()))]) + "\n"
        found = archived(self.folder, fact["sha256"])
        return None if found is None else wording(found, fact["source"], fact["url"], name)


def _pair(found: Sequence[Wording], asked: dict[str, str]) -> tuple[Wording, Wording] | None:
    """The two asked for, else the last two that may differ."""
    if asked:
        return _numbered(found, asked.get("old", "1")), _numbered(
            found, asked.get("new", str(len(found)))
        )
    for new in reversed(found):
        for old in reversed(found[: new.number - 1]):
            if old.sort == new.sort == "record" or _edited(old, new):
                return old, new
    return None


def _edited(old: Wording, new: Wording) -> bool:
    """Whether two are copies in one language with other words."""
    both = old.sort == new.sort == "copy"
    return both and old.fact["lang"] == new.fact["lang"] and old.fact["words"] != new.fact["words"]


def _numbered(found: Sequence[Wording], number: str) -> Wording:
    if not (number.isascii() and number.isdigit() and len(number) <= 6):
        raise UsageError(f"wording: expected a number from 1 to {len(found)}; found {number!r:.60}")
    if not 1 <= int(number) <= len(found):
        raise UsageError(f"wording: expected a number from 1 to {len(found)}; found {number}")
    return found[int(number) - 1]


def shortened(runs: Sequence[Run]) -> Iterator[Stretch]:
    """The runs, with long stretches that are alike cut down to what stands beside a change."""
    for at, (sort, text) in enumerate(runs):
        if sort != "same" or len(text) <= 3 * LEAD:
            yield Stretch(sort, text)
            continue
        head = text[:LEAD] if at else ""
        tail = text[-LEAD:] if at < len(runs) - 1 else ""
        if head:
            yield Stretch("same", head)
        yield Stretch("out", "", len(text) - len(head) - len(tail))
        if tail:
            yield Stretch("same", tail)
