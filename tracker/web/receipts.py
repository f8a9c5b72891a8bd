"""Receipts: an answer that was given once, given again, and whether it is still the same."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from tracker.ask import address
from tracker.queries import Timeline
from tracker.receipts import OtherLedger, Receipt, Replayed, replay
from tracker.web import shown
from tracker.web.answers import PAGE, SHARED, Answered, Question, as_json
from tracker.web.forms import Words, once
from tracker.web.frame import html
from tracker.web.house import House
from tracker.web.problems import Refused


class Receipts:
    """The pages behind receipts; nothing about them is stored."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, request: Request, id: str) -> Response:
        """The answer again, on the page of its question."""
        once(request.query_params.multi_items(), ())
        with self.house.open() as timeline:
            found = given_again(timeline, id)
            then = timeline.at(found.receipt.moment)
            body = html(self.house, f"{found.receipt.verb}.html", **self._shown(then, found))
        return Response(body, media_type=PAGE)

    def json(self, request: Request, id: str) -> Response:
        """The answer again as data, with what became of it."""
        once(request.query_params.multi_items(), ())
        with self.house.open() as timeline:
            found = given_again(timeline, id)
            told: dict[str, Any] = json.loads(as_json(found.answer, found.receipt))
        told["replayed"] = {
            "same": found.differs is None,
            "differs": found.differs,
            "given_at": found.receipt.at,
        }
        return JSONResponse(told, headers=SHARED)

    def _shown(self, timeline: Timeline, found: Replayed) -> dict[str, Any]:
        receipt = found.receipt
        given: Words = dict(receipt.given)
        if (recorded := found.answer.question["recorded"]) is not None:
            given["recorded"] = str(recorded)  # what stands beside the answer is of then, too
        question = Question(receipt.verb, given, "")
        made = shown.shown(timeline, Answered(question, found.answer, receipt))
        return made | {
            "replayed": found,
            "here": f"/receipts/{receipt.id}",
            "forms": {".json": f"/receipts/{receipt.id}.json"},
            "asked_now": _asked_now(receipt),
        }


def given_again(timeline: Timeline, id: str) -> Replayed:
    """The answer of a receipt. UsageError for no receipt, Refused for one of another ledger."""
    try:
        return replay(timeline, id)
    except OtherLedger as error:
        raise Refused(409, "This receipt is of another ledger", str(error)) from error


def _asked_now(receipt: Receipt) -> str:
    rest = {name: value for name, value in receipt.given.items() if name != "recorded"}
    return address(receipt.verb, rest)
