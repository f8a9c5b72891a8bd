"""The page of sources: when each was last read, how far silence counts, what is not seen."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi import Request, Response

from tracker import freshness
from tracker.queries import Timeline
from tracker.tables import csv_lines
from tracker.web.answers import CSV, JSON, PAGE, SHARED
from tracker.web.forms import once, same, unchanged
from tracker.web.frame import html
from tracker.web.house import House

COLUMNS = (
    *("source", "title", "jurisdiction", "watched", "covers_from", "curated_through"),
    *("checked_through", "checked_at", "stale", "listed", "new", "unread", "gone"),
    *("failed_at", "failure", "next_due", "index"),
)
NOT_WATCHED = (
    "The Treasury's sanctions (OFAC), arms export rules (ITAR), nuclear rules and customs"
    " classification, and the law of any other country.",
    "Court decisions, licences granted or refused, and guidance that no source above publishes.",
    "What the authorities do without publishing it: informal pressure is on file only where it was"
    " reported, and says so.",
    "Most parties taken off a United States list before {captured}, the day whose lists are on"
    " file.",
)


class Sources:
    """The sources in every form."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, request: Request) -> Response:
        """The sources, for people."""
        return self._told(request, PAGE, self._page)

    def json(self, request: Request) -> Response:
        """The sources, for programs."""
        return self._told(request, JSON, _json)

    def csv(self, request: Request) -> Response:
        """The sources as a table."""
        return self._told(request, CSV, _csv)

    def _told(self, request: Request, media: str, make: Callable[[Timeline], bytes]) -> Response:
        once(request.query_params.multi_items(), ())
        more = SHARED if media != PAGE else {}
        with self.house.open() as timeline:
            tag = self.house.tag(timeline, "sources", media)
            if same(request, tag):
                return unchanged(tag, more)
            body = self.house.kept(tag, lambda: make(timeline))
        return Response(body, media_type=media, headers={"etag": tag, **more})

    def _page(self, timeline: Timeline) -> bytes:
        meta = timeline.view.meta
        captured = meta.get("lists_captured_on")
        return html(
            self.house,
            "sources.html",
            sources=freshness.sources(timeline),
            curated_through=meta["curated_through"],
            not_watched=[
                words.format(captured=captured)
                for words in NOT_WATCHED
                if captured or "{captured}" not in words
            ],
            position=meta["position"],
        )


def _json(timeline: Timeline) -> bytes:
    found = [{**one.as_dict(), "words": one.words} for one in freshness.sources(timeline)]
    return json.dumps({"sources": found}, ensure_ascii=False, separators=(",", ":")).encode()


def _csv(timeline: Timeline) -> bytes:
    rows = ({**one.as_dict(), "gone": "; ".join(one.gone)} for one in freshness.sources(timeline))
    return "".join(csv_lines(COLUMNS, rows)).encode()
