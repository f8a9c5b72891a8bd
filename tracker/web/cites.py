"""Citations: an answer and the acts it rests on, as text, BibTeX and CSL-JSON."""

from __future__ import annotations

from typing import NamedTuple

from fastapi import Request, Response

from tracker.citing import FORMS, citations, cite
from tracker.files import render
from tracker.web.answers import PAGE
from tracker.web.forms import once
from tracker.web.frame import html
from tracker.web.house import House
from tracker.web.receipts import given_again

HEADS = {"text": "In words", "bibtex": "BibTeX", "csl": "CSL-JSON"}
WIDTH = 100  # letters of a line, about
SUFFIXES = {"text": ".txt", "bibtex": ".bib", "csl": ".csl.json"}


class Block(NamedTuple):
    """One form of a citation, to be copied or taken as a file with the acts it rests on."""

    form: str
    head: str
    text: str
    path: str

    @property
    def rows(self) -> int:
        """How many lines it takes, long ones wrapped."""
        return sum(1 + len(line) // WIDTH for line in self.text.splitlines())


class Cites:
    """The pages and files that cite an answer, by its receipt."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, request: Request, id: str) -> Response:
        """The citation in each form, and the acts the answer rests on."""
        once(request.query_params.multi_items(), ())
        with self.house.open() as timeline:
            found = given_again(timeline, id)
            receipt = found.receipt
            blocks = [
                Block(
                    form,
                    HEADS[form],
                    cite(found.answer, receipt, form, self.house.base),
                    f"/cite/{receipt.id}{SUFFIXES[form]}",
                )
                for form in FORMS
            ]
            acts = citations(found.answer, timeline)
            body = html(self.house, "cite.html", found=found, blocks=blocks, acts=acts)
        return Response(body, media_type=PAGE)

    def text(self, request: Request, id: str) -> Response:
        """The citation and the acts, one a line."""
        once(request.query_params.multi_items(), ())
        with self.house.open() as timeline:
            found = given_again(timeline, id)
            own = cite(found.answer, found.receipt, "text", self.house.base)
            acts = citations(found.answer, timeline)
        lines = [own, "", *(f"{act.number}. {act.text}" for act in acts)]
        name = f"tracker-{found.receipt.verb}-{found.receipt.digest}.txt"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        body = "\n".join(lines) + "\n"
        return Response(body, media_type="text/plain; charset=utf-8", headers=headers)

    def bib(self, request: Request, id: str) -> Response:
        """The citation and the acts for reference managers, BibTeX."""
        return self._file(request, id, "bib")

    def csl(self, request: Request, id: str) -> Response:
        """The citation and the acts for reference managers, CSL-JSON."""
        return self._file(request, id, "csl.json")

    def _file(self, request: Request, id: str, form: str) -> Response:
        once(request.query_params.multi_items(), ())
        with self.house.open() as timeline:
            found = given_again(timeline, id)
            made = render(found.answer, found.receipt, form, self.house.base, timeline)
        headers = {"content-disposition": made.disposition}
        return Response(made.body, media_type=made.media_type, headers=headers)
