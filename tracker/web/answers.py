"""The questions over the web: the same address gives a page, and with a form at its end the data.

`/on/2025-11-09` is a page, `/on/2025-11-09.json` the answer of the interface contract. Every answer
names itself by an ETag that changes with the ledger's head, so that it may be asked for again at no
cost. What a page shows beyond its answer is put together in `tracker.web.shown`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from events.errors import ConfigError
from tracker.answers import Answer
from tracker.ask import VERBS, address, ask, rows_of
from tracker.asked import NotOnFile
from tracker.files import FORMS, File, render
from tracker.queries import Timeline
from tracker.receipts import Receipt, receipt_of
from tracker.tables import csv_lines
from tracker.web import shown
from tracker.web.forms import Words, asked, same, unchanged
from tracker.web.frame import html
from tracker.web.house import House
from tracker.web.problems import Refused

SHARED = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "etag, link",
    "cross-origin-resource-policy": "cross-origin",
}
MAY = {
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "if-none-match",
    "access-control-max-age": "86400",
    "allow": "GET, HEAD, OPTIONS",
}
JSON, CSV, PAGE = "application/json", "text/csv; charset=utf-8", "text/html; charset=utf-8"
# The longest ending first: else `.csl.json` would be taken for a day and `.json`.
DATA = tuple(sorted((form.suffix for form in FORMS.values()), key=len, reverse=True))
Route = tuple[str, Callable[..., Response], str, str]


@dataclass(frozen=True)
class Question:
    """One request: which question, in which words, in which form ("" is a page)."""

    verb: str
    given: Words
    form: str

    @property
    def here(self) -> str:
        """Its own address, below the server's root."""
        return address(self.verb, self.given, self.form)


@dataclass(frozen=True)
class Answered:
    """An answer with its receipt."""

    question: Question
    answer: Answer
    receipt: Receipt


class Answers:
    """Answers every question of `tracker.ask.VERBS` in every form."""

    def __init__(self, house: House) -> None:
        self.house = house

    def routes(self) -> Iterator[Route]:
        """(path, endpoint, verb, form); those with a form at their end come first."""
        for form in (*DATA, ""):
            for verb, path in places(form):
                yield path, self._endpoint(verb, form), verb, form

    def _endpoint(self, verb: str, form: str) -> Callable[..., Response]:
        def endpoint(request: Request) -> Response:
            path = {str(name): str(value) for name, value in request.path_params.items()}
            return self.respond(request, Question(verb, asked(request, **path), form))

        endpoint.__doc__ = VERBS[verb].title
        return endpoint

    def respond(self, request: Request, question: Question) -> Response:
        """The answer in its form, or that it has not changed."""
        more = SHARED if question.form else {}
        with self.house.open() as timeline:
            told = json.dumps(question.given, ensure_ascii=False, sort_keys=True)
            tag = self.house.tag(timeline, question.verb, question.form, told)
            if same(request, tag):
                return unchanged(tag, more)
            kept = self.house.kept(tag, lambda: self.made(timeline, question))
        if same(request, tag, exists=True):
            return unchanged(tag, more)
        head, _, body = kept.partition(b"\n")
        headers = {"etag": tag, **more, **json.loads(head)}
        return Response(body, media_type=media_of(question.form), headers=headers)

    def made(self, timeline: Timeline, question: Question) -> bytes:
        """A line with the headers that go with an answer, then the answer in its form."""
        given = question.given if question.form else shown.bounded(question.verb, question.given)
        try:
            answer = ask(timeline, question.verb, given)
        except NotOnFile as error:
            if question.verb != "show":
                raise
            raise Refused(404, "This is not on file", str(error)) from error
        bounded = Question(question.verb, given, question.form)
        headers, body = self._body(timeline, bounded, answer)
        more = getattr(answer, "more", None)
        if isinstance(more, str):
            after = address(question.verb, {**question.given, "after": more}, question.form)
            headers["link"] = f'<{self.house.root}{after}>; rel="next"'
        return json.dumps(headers).encode() + b"\n" + body

    def _body(
        self, timeline: Timeline, question: Question, answer: Answer
    ) -> tuple[dict[str, str], bytes]:
        if question.form == ".csv":
            return {}, "".join(csv_lines(*rows_of(answer))).encode()
        receipt = receipt_of(answer, timeline, question.given)
        if question.form == ".json":
            return {}, as_json(answer, receipt)
        if question.form:
            file = self._file(timeline, question.form, answer, receipt)
            return {"content-disposition": file.disposition}, file.body
        answered = Answered(question, answer, receipt)
        template = f"{question.verb}.html"
        return {}, html(self.house, template, **shown.shown(timeline, answered))

    def _file(self, timeline: Timeline, form: str, answer: Answer, receipt: Receipt) -> File:
        """An answer as a file; Refused where this installation cannot write its form."""
        try:
            return render(answer, receipt, form[1:], self.house.base, timeline)
        except ConfigError as error:
            raise Refused(501, "This form cannot be written here", str(error)) from error


def media_of(form: str) -> str:
    """The media type of an answer in a form; "" is a page."""
    return {".json": JSON, ".csv": CSV, "": PAGE}.get(form) or FORMS[form[1:]].media_type


def preflight(request: Request) -> Response:
    """What a browser asks before a page of another site may read an answer: yes, and no more."""
    return Response(status_code=204, headers={**SHARED, **MAY})


def places(form: str) -> Iterator[tuple[str, str]]:
    """Where each question lives."""
    for verb in VERBS.values():
        if verb.name == "show":
            yield verb.name, f"/instruments/{{id:path}}{form}"
            yield verb.name, f"/measures/{{id:path}}{form}"
        else:
            inside = "".join(f"/{{{name}}}" for name in verb.path)
            yield verb.name, f"{verb.place}{inside}{form}"


def as_json(answer: Answer, receipt: Receipt) -> bytes:
    """The answer of the contract; its receipt has the name under which it is given again."""
    told: dict[str, Any] = answer.as_dict()
    told["receipt"] = {**told["receipt"], "id": receipt.id}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
