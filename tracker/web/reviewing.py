"""What waits for a person, over the web: anyone may look, whoever may decide does so by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from events.errors import LedgerError
from tracker.asked import UsageError, ask_one
from tracker.ingest.list_questions import NOTHING
from tracker.ingest.opening import station
from tracker.ingest.station import Station
from tracker.review import KINDS, Waiting, named, waiting
from tracker.review_decide import Desk as Deciding
from tracker.web.answers import JSON, PAGE, SHARED
from tracker.web.deciding import DONE, WANTED, Decision, decide, wanted
from tracker.web.desk import WITH_FORMS, Body, Desk
from tracker.web.forms import filled, same, unchanged
from tracker.web.frame import html, page
from tracker.web.guard import NO_STORE
from tracker.web.house import House
from tracker.web.problems import Refused
from tracker.web.session import Session


class Reviewing:
    """The pages and the API of what waits."""

    def __init__(self, house: House, desk: Desk) -> None:
        self.house, self.desk = house, desk

    # -- looking ------------------------------------------------------------------------------

    def page(self, request: Request) -> Response:
        """What waits for a person, by kind."""
        asked, session = _narrowed(request), self.desk.sessions.of(request)
        found = self._all()["waiting"]
        given = {"kinds": KINDS, "asked": asked, "waiting": _chosen(found, asked), "all": found}
        return self._page(request, "review.html", session, given)

    def page_json(self, request: Request) -> Response:
        """What waits for a person, as data."""
        asked = _narrowed(request)
        return self._data(request, _bytes({"waiting": _chosen(self._all()["waiting"], asked)}))

    def one(self, request: Request) -> Response:
        """One thing that waits: the sentence, the text it is from, and its reading as YAML."""
        found = json.loads(self._one(_id(request)))
        session = self.desk.sessions.of(request)
        given = {**found, "kinds": KINDS, "wrong": ""}
        return self._page(request, "review_one.html", session, given)

    def one_json(self, request: Request) -> Response:
        """One thing that waits, or what was decided about it, as data."""
        return self._data(request, self._one(_id(request)))

    def _page(
        self, request: Request, template: str, session: Session | None, given: dict[str, Any]
    ) -> Response:
        """A page that is the same for all who are not signed in, and kept for nobody who is."""
        given = {"page_name": "Review", "here": request.url.path, **given}
        if session is not None:
            return page(self.house, template, headers=WITH_FORMS, session=session, **given)
        with self.house.open() as timeline:
            tag = self.house.tag(timeline, template, request.url.path, request.url.query)
        if same(request, tag, exists=True):
            return unchanged(tag)
        body = self.house.kept(tag, lambda: html(self.house, template, **given))
        return Response(body, media_type=PAGE, headers={"etag": tag})

    def _data(self, request: Request, body: bytes) -> Response:
        with self.house.open() as timeline:
            tag = self.house.tag(timeline, "review data", request.url.path, request.url.query)
        if same(request, tag, exists=True):
            return unchanged(tag, SHARED)
        return Response(body, media_type=JSON, headers={"etag": tag, **SHARED})

    def _kept(self, what: str, make: Callable[[Station], object]) -> bytes:
        """What the ledger says of something, made once until the ledger changes."""

        def made() -> bytes:
            with station(self.house.ledger, now=self.house.now, writing=False) as at:
                return _bytes(make(at))

        with self.house.open() as timeline:
            return self.house.kept(self.house.tag(timeline, what), made)

    def _all(self) -> dict[str, Any]:
        """What waits, and what was decided."""
        found: dict[str, Any] = json.loads(self._kept("what waits", _everything))
        return found

    def _one(self, id: str) -> bytes:
        """One of them; what is none costs no look into the ledger."""
        found = self._all()
        if id in found["decided"]:
            given = {"id": id, "waiting": None, "decided": found["decided"][id]}
            return _bytes({**given, "yaml": None, "text": None, "needs_act": False})
        if not any(id in (one["id"], one["instrument"]) for one in found["waiting"]):
            line = f"{id!r:.60} is none; /review.json lists what waits."
            raise Refused(404, "Nothing waits under this name", line)
        return self._kept(f"review {id}", lambda at: _shown(at, id))

    # -- deciding -----------------------------------------------------------------------------

    def by_form(self, request: Request, body: Body) -> Response:
        """A decision from a page; what could not be taken stays in the form."""
        session, fields = self.desk.form(request, body, "review")
        id, decision = _id(request), _decision(request)
        words = {name: text for name, text in fields.items() if text.strip()}
        try:
            decide(self.house, id, wanted(decision, words), session.grant.name)
        except Refused as refused:
            if refused.status != 422:
                raise
            found = json.loads(self._one(id))
            given = {**found, "kinds": KINDS, "wrong": refused.detail, "page_name": "Review"}
            given |= {"yaml": fields.get("yaml", found["yaml"]), "here": f"/review/{id}"}
            return page(
                self.house, "review_one.html", 422, headers=WITH_FORMS, session=session, **given
            )
        self.desk.access.used(session.grant.name)
        return self.desk.leading(f"/review/{id}")

    def by_program(self, decision: Decision) -> Callable[..., Response]:
        """A decision of one kind from a program."""

        def endpoint(request: Request, body: Body) -> Response:
            grant = self.desk.bearer(request, "review")
            words = self.desk.told(request, body, WANTED[decision])
            id = _id(request)
            told = decide(self.house, id, words, grant.name)
            self.desk.access.used(grant.name)
            found = {"review": id, "decision": DONE[decision], "by": grant.name, "told": told}
            return JSONResponse(found, headers=NO_STORE)

        return endpoint


def _everything(at: Station) -> dict[str, Any]:
    told = {"decision", "by", "decided_on", "reason"}
    waits = [one.as_dict() for one in waiting(at.known)]
    here = {one["id"] for one in waits}
    decided = {
        id: one.model_dump(mode="json", include=told)
        for id, one in at.known.decided.items()
        if id not in here
    }
    return {"waiting": waits, "decided": decided}


def _shown(at: Station, id: str) -> dict[str, Any]:
    """What waits under a name, with its text and its reading; Refused where that are several."""
    try:
        one = named(id, at.known)
    except UsageError as error:
        line = str(error).removeprefix("review: ")
        raise Refused(404, "More than one thing waits about it", line) from error
    desk, text = Deciding(at, "nobody"), at.known.texts.get(one.instrument or "")
    return {
        "id": one.id,
        "waiting": one.as_dict(),
        "decided": None,
        "yaml": desk.to_edit(one.id) if text else None,
        "text": _archived(desk, one.id) if text else None,
        "needs_act": _needs_act(at, one),
    }


def _needs_act(at: Station, one: Waiting) -> bool:
    """Whether accepting needs the act that took a party off a list of the day."""
    source = at.sources.get(one.source)
    off = one.kind == "difference" and one.read == NOTHING
    return off and source is not None and bool(source.lists)


def _archived(desk: Deciding, id: str) -> str | None:
    """The archived text, as it reads today; None where no copy of it is kept here."""
    try:
        return desk.text_of(id)
    except LedgerError:
        return None


def _narrowed(request: Request) -> dict[str, str]:
    """By which kind and source a list is narrowed; UsageError for anything else."""
    asked = filled(request, ("kind", "source"))
    if "kind" in asked:
        asked["kind"] = ask_one(asked["kind"], tuple(KINDS), "kind")
    if asked.get("source") == "":
        raise UsageError("source: expected a value, found none")
    return asked


def _chosen(found: list[dict[str, Any]], asked: dict[str, str]) -> list[dict[str, Any]]:
    return [one for one in found if all(one[name] == value for name, value in asked.items())]


def _id(request: Request) -> str:
    return str(request.path_params["id"])


def _decision(request: Request) -> Decision:
    for decision in WANTED:
        if decision == request.path_params["decision"]:
            return decision
    raise Refused(404, "There is nothing here", "Expected accept, edit or reject.")


def _bytes(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
