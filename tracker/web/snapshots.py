"""Archived bytes over the web, in forms in which nothing of them can run.

The page shows words without markup; the same words come as plain text; the bytes themselves only
as a file to save. A name is a sha256 and nothing else.
"""

from __future__ import annotations

from fastapi import Request, Response

from config.settings import settings
from tracker.ingest.archived import NAME, Archived, archived
from tracker.queries import Timeline
from tracker.view_copies import resting_on
from tracker.web.forms import once
from tracker.web.frame import notice, page
from tracker.web.house import House
from tracker.web.notices import Notice
from tracker.web.problems import problem

INERT = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
}
SHOWN = 20_000  # signs on the page; the plain text has all
TITLE = "This snapshot is not here"


class Snapshots:
    """What an archive holds, by name."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.folder = settings(house.ledger).archive

    def page(self, request: Request, name: str) -> Response:
        """What a snapshot is, and its words."""
        once(request.query_params.multi_items(), ())
        found = archived(self.folder, name)
        with self.house.open() as timeline:
            if found is None:
                return notice(self.house, Notice(TITLE, (self._missing(timeline, name),)), 404)
            copies = resting_on(timeline.view, name)
        text = found.text
        return page(
            self.house,
            "snapshot.html",
            found=found,
            copies=copies,
            text=text[:SHOWN] if text is not None else None,
            more=max(0, len(text or "") - SHOWN),
        )

    def text(self, request: Request, name: str) -> Response:
        """The words of a snapshot as plain text."""
        found = self._found(request, name)
        if isinstance(found, Response):
            return found
        if found.text is None:
            told = "These bytes are no text that can be shown; take them as a file (.bin)."
            return problem(404, TITLE, told)
        return Response(found.text, media_type="text/plain; charset=utf-8", headers=INERT)

    def raw(self, request: Request, name: str) -> Response:
        """The very bytes, as a file to save."""
        found = self._found(request, name)
        if isinstance(found, Response):
            return found
        saved = {"content-disposition": f'attachment; filename="{found.sha256}.bin"'}
        return Response(found.body, media_type="application/octet-stream", headers=INERT | saved)

    def _found(self, request: Request, name: str) -> Archived | Response:
        once(request.query_params.multi_items(), ())
        found = archived(self.folder, name)
        if found is not None:
            return found
        with self.house.open() as timeline:
            return problem(404, TITLE, self._missing(timeline, name))

    def _missing(self, timeline: Timeline, name: str) -> str:
        if not NAME.fullmatch(name):
            return "A snapshot's name is a sha256: 64 hexadecimal digits and nothing else."
        if resting_on(timeline.view, name):
            return (
                "The ledger names these bytes, but the archive of this server has not got them;"
                " they are where they were fetched. `tracker verify` lists what is missing."
            )
        return "No text on file rests on these bytes, and the archive of this server has none."
