"""The pages on which a reader finds out what an answer rests on, and those that are forms.

Where a path ends in a form of data, that route stands before the page: the first that fits answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fastapi import Response

from tracker.ask import CASE
from tracker.web import case, party, searching
from tracker.web.answers import CSV, JSON, Answers
from tracker.web.asking import Asking
from tracker.web.cites import Cites
from tracker.web.forms import LOOK
from tracker.web.house import House
from tracker.web.members import Members
from tracker.web.openapi import plain
from tracker.web.parameters import TEXT
from tracker.web.programs import Way
from tracker.web.receipts import Receipts
from tracker.web.snapshots import Snapshots
from tracker.web.sources import Sources
from tracker.web.versions import Versions


def evidence(house: House) -> list[tuple[str, Callable[..., Response], list[str]]]:
    """Every such page with its methods."""
    answers = Answers(house)
    receipts, cites, snapshots = Receipts(house), Cites(house), Snapshots(house)
    sources = Sources(house)
    pages: list[tuple[str, Callable[..., Response]]] = [
        ("/check", Asking(answers, "check", CASE, case.fields).page),
        ("/parties", Asking(answers, "listed", ("name",), party.fields).page),
        ("/search", Asking(answers, "search", ("words",), searching.fields).page),
        ("/listings/{id:path}", Members(house).page),
        ("/sources", sources.page),
        ("/receipts/{id:path}", receipts.page),
        ("/cite/{id:path}.bib", cites.bib),
        ("/cite/{id:path}.csl.json", cites.csl),
        ("/cite/{id:path}.txt", cites.text),
        ("/cite/{id:path}", cites.page),
        ("/snapshots/{name:path}.txt", snapshots.text),
        ("/snapshots/{name:path}.bin", snapshots.raw),
        ("/snapshots/{name:path}", snapshots.page),
        ("/versions/{id:path}", Versions(house).page),
    ]
    return [(path, answer, LOOK) for path, answer in pages]


def data(house: House) -> Iterator[Way]:
    """The same for programs, as the OpenAPI document tells it."""
    sources, things = Sources(house), {"type": "object"}
    said = "How fresh each source is"
    told = plain("Sources", said, JSON, things, codes=("400",))
    yield Way("/sources.json", sources.json, "GET", told, shared=True)
    told = plain("Sources", said, CSV.partition(";")[0], codes=("400",))
    yield Way("/sources.csv", sources.csv, "GET", told, shared=True)
    id = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The name of a receipt, as an answer has it.",
        "schema": TEXT,
    }
    said = "An answer that was given, given again, and whether it is the same"
    told = plain(
        "Receipts", said, JSON, things, parameters=[id], codes=("400", "409"), tagged=False
    )
    yield Way("/receipts/{id:path}.json", Receipts(house).json, "GET", told, shared=True)
