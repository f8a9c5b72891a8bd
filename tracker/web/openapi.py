"""The API told to programs: /openapi.json, and /api for people.

FastAPI's own generator writes the document from the routes; what a route is told here are its
parameters, its answers with their models, and every way in which it can refuse. The examples are
answers of the ledger that is served.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

import tracker
from tracker.answer_models import ANSWERS
from tracker.ask import VERBS, address, ask
from tracker.asked import UsageError
from tracker.files import FORMS
from tracker.queries import Timeline
from tracker.receipts import receipt_of
from tracker.web.answers import JSON, SHARED, as_json, media_of
from tracker.web.forms import Words as Asked
from tracker.web.forms import same, unchanged
from tracker.web.frame import html
from tracker.web.house import House
from tracker.web.parameters import HEADER, all_parameters, parameters_of
from tracker.web.problems import MEDIA as PROBLEM
from tracker.web.schemas import models, reference

ABOUT = """\
What China and the United States control of each other’s technology: what applied on a \
day, what changed, what could be known then, what comes next, and how to cite it.

The address of a page with `.json` or `.csv` at its end is the same answer as data. Reading needs
no token and may be done from any site (CORS, without credentials). Every answer has an `ETag` that
changes with the ledger: `If-None-Match` costs nothing while nothing changed. Unknown parameters are
refused, and every error is `application/problem+json`. Writing needs `Authorization: Bearer TOKEN`,
from `tracker tokens add NAME`; a cookie opens none of it."""
REFUSALS = {
    "400": "The question cannot be understood, or names what is not on file.",
    "401": "A token is needed, or the one sent does not work.",
    "403": "The token may not do this, or the request came from another site.",
    "404": "There is nothing under this name.",
    "405": "This address is not for this method; `Allow` names those it is for.",
    "409": "Not now: it was decided before, is taken, or somebody else is writing.",
    "413": "The body is larger than 256 KiB.",
    "414": "The address is longer than 8 KiB.",
    "415": "The body is not sent as JSON.",
    "422": "The body, or what it asks for, cannot be taken.",
    "429": "Too many tokens that do not work came from there; see `Retry-After`.",
    "500": "A fault of ours.",
    "501": "This form needs an extra that is not installed here; the detail names it.",
    "503": "The ledger or its view cannot be read or written now.",
}
MAIN = (".json", ".csv")
ALWAYS = ("404", "405", "414", "500", "503")
WRITING = ("401", "403", "409", "413", "415", "422", "429")
ASKED: dict[str, Asked] = {
    "on": {"day": "2025-11-09", "measure": "mofcom-2025-61/i-1", "state": "all"},
    "diff": {"a": "2025-11-01", "b": "2025-11-30", "measure": "mofcom-2025-61/i-1"},
    "show": {"id": "mofcom-2025-61/i-1"},
    "upcoming": {"measure": "mofcom-2025-61/i-1"},
    "listed": {"name": "斯凯迪奥", "on": "2025-05-20", "jurisdiction": "CN", "limit": "1"},
    "search": {"words": "gallium", "limit": "1"},
    "check": {"item": "镓", "from": "CN", "to": "US", "on": "2024-12-03"},
}
Operation = dict[str, Any]


def refusals(codes: Iterable[str]) -> dict[str, Any]:
    """The ways in which a request may be refused, each as a problem."""
    return {code: {"$ref": f"#/components/responses/{code}"} for code in sorted(codes)}


def all_refusals() -> dict[str, Any]:
    """Every way in which something may be refused, by its status."""
    content = {PROBLEM: {"schema": reference("Problem")}}
    return {code: {"description": said, "content": content} for code, said in REFUSALS.items()}


def question(verb: str, path: str, form: str) -> Operation:
    """A question in one form of data."""
    place = path.strip("/").partition("/")[0].partition(".")[0]
    media = media_of(form).partition(";")[0]
    headers = {
        "ETag": {"description": "Names this answer.", "schema": {"type": "string"}},
        "Link": {"description": 'The next page, as `rel="next"`.', "schema": {"type": "string"}},
    }
    answer = {"description": VERBS[verb].title, "headers": headers}
    codes = {*ALWAYS, "400"} | ({"501"} if FORMS[form[1:]].extra else set())
    return {
        "tags": ["Questions" if form in MAIN else "Questions as files"],
        "operationId": f"{verb}-{place}{form.replace('.', '-')}",
        "summary": VERBS[verb].title,
        "description": f"The page `{path.removesuffix(form)}`: {FORMS[form[1:]].title}.",
        "parameters": parameters_of(verb),
        "responses": {
            "200": {**answer, "content": {media: {"schema": _schema(verb, form)}}},
            "304": {"description": "The answer you hold still stands."},
            **refusals(codes),
        },
    }


def _schema(verb: str, form: str) -> dict[str, Any]:
    if form == ".json" and verb in ANSWERS:
        return reference(verb)
    if media_of(form).partition(";")[0].endswith("json"):
        return {}  # linked data and references are told by their own standards
    return {"type": "string"}


def plain(tag: str, summary: str, media: str, schema: Any = None, **more: Any) -> Operation:
    """Something else that may be looked at."""
    content = {media: {"schema": schema or {"type": "string"}}}
    names = more.pop("parameters", ())
    codes = {*ALWAYS, *more.pop("codes", ())}
    responses = {"200": {"description": summary, "content": content}, **refusals(codes)}
    if more.pop("tagged", True):
        responses["304"] = {"description": "The answer you hold still stands."}
        names = [*names, HEADER]
    return {
        "tags": [tag],
        "summary": summary,
        "parameters": [*names],
        "responses": responses,
        **more,
    }


def write(
    tag: str,
    summary: str,
    *,
    wants: str | None = None,
    gives: str | None = None,
    status: str = "200",
    names: Iterable[Mapping[str, Any]] = (),
    codes: Iterable[str] = (),
) -> Operation:
    """Something that needs a token."""
    answer: dict[str, Any] = {"description": summary}
    if gives:
        answer["content"] = {JSON: {"schema": reference(gives)}}
    told: Operation = {
        "tags": [tag],
        "summary": summary,
        "parameters": [*names],
        "security": [{"bearer": []}],
        "responses": {status: answer, **refusals({*ALWAYS, *(codes or WRITING)})},
    }
    if wants:
        content = {JSON: {"schema": reference(wants)}}
        told["requestBody"] = {"required": wants != "Accept", "content": content}
    return told


class Told:
    """The document of one server, and its page."""

    def __init__(self, house: House) -> None:
        self.house = house

    def document(self, request: Request) -> Response:
        """The API as an OpenAPI document."""
        with self.house.open() as timeline:
            tag = self.house.tag(timeline, "openapi")
            if same(request, tag, exists=True):
                return unchanged(tag, SHARED)
            body = self.house.kept(tag, lambda: self._bytes(request.app, timeline))
        return Response(body, media_type=JSON, headers={"etag": tag, **SHARED})

    def page(self, request: Request) -> Response:
        """The API for people."""
        with self.house.open() as timeline:
            tag = self.house.tag(timeline, "api page")
            if same(request, tag, exists=True):
                return unchanged(tag)

            def made() -> bytes:
                told = json.loads(self._bytes(request.app, timeline))
                shown: dict[str, Any] = {"about": ABOUT, "refusals": REFUSALS, "tried": tried()}
                return html(self.house, "api.html", groups=groups(told), **shown)

            body = self.house.kept(tag, made)
        return Response(body, media_type="text/html; charset=utf-8", headers={"etag": tag})

    def _bytes(self, app: FastAPI, timeline: Timeline) -> bytes:
        told = document(app, self.house.base or self.house.root or "/")
        for verb, example in examples(timeline):
            for operation in _asking(told, verb):
                operation["responses"]["200"]["content"][JSON]["example"] = example
        return json.dumps(told, ensure_ascii=False).encode()


def document(app: FastAPI, server: str) -> dict[str, Any]:
    """The OpenAPI document of a server's routes."""
    told = get_openapi(
        title="Regulatory Timeline Tracker",
        version=tracker.__version__,
        description=ABOUT,
        routes=app.routes,
        servers=[{"url": server}],
    )
    for path in told["paths"].values():
        for operation in path.values():
            _as_told(operation)
    told["components"] = {
        "schemas": models()[1],
        "parameters": all_parameters(),
        "responses": all_refusals(),
        "securitySchemes": {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token of `tracker tokens add NAME`.",
            }
        },
    }
    return told


def _as_told(operation: Operation) -> None:
    """Leave out what the generator makes of a function's arguments, where we told the same."""
    named = {str(one.get("$ref", (one.get("name"), one.get("in")))): one
             for one in operation.get("parameters", ())}  # fmt: skip
    operation["parameters"] = list(named.values())  # of two the later one, which is ours
    if "$ref" not in operation["responses"].get("422", {"$ref": ""}):
        del operation["responses"]["422"]


def _asking(told: Mapping[str, Any], verb: str) -> Iterable[dict[str, Any]]:
    for path in told["paths"].values():
        operation = path.get("get", {})
        named = str(operation.get("operationId", ""))
        if named.startswith(f"{verb}-") and JSON in operation["responses"]["200"]["content"]:
            yield operation


def examples(timeline: Timeline) -> Iterable[tuple[str, Any]]:
    """A real answer to each question; none where this ledger knows nothing of what is asked."""
    for verb, given in ASKED.items():
        try:
            answer = ask(timeline, verb, given)
        except UsageError:
            continue
        yield verb, json.loads(as_json(answer, receipt_of(answer, timeline, given)))


def tried() -> dict[str, str]:
    """An address to try for each question."""
    return {verb: address(verb, given, ".json") for verb, given in ASKED.items()}


def groups(told: Mapping[str, Any]) -> dict[str, list[tuple[str, str, Any]]]:
    """The operations of a document by what they are about: (path, method, operation)."""
    found: dict[str, list[tuple[str, str, Any]]] = {"Questions": [], "Questions as files": []}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            names = [_resolved(told, one) for one in operation.get("parameters", ())]
            whole = {**operation, "parameters": names}
            found.setdefault(operation["tags"][0], []).append((path, method.upper(), whole))
    return found


def _resolved(told: Mapping[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    """A parameter itself, where it is told by reference."""
    name = str(one.get("$ref", "")).rpartition("/")[2]
    return dict(told["components"]["parameters"][name]) if name else one
