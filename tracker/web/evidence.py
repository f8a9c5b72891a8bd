"""The pages on which a reader finds out what an answer rests on, and the two that are forms.

Where a path ends in a form of data, that route stands before the page: the first that fits answers.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from tracker.ask import CASE
from tracker.web import case, party
from tracker.web.answers import Answers
from tracker.web.asking import Asking
from tracker.web.cites import Cites
from tracker.web.forms import LOOK
from tracker.web.house import House
from tracker.web.members import Members
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
        ("/listings/{id:path}", Members(house).page),
        ("/sources", sources.page),
        ("/sources.json", sources.json),
        ("/sources.csv", sources.csv),
        ("/receipts/{id:path}.json", receipts.json),
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
