"""How well American official texts are read: counts over the real ones, beside what we expect.

The expected facts (numbers and days, no words of the texts) stand in `fixtures/us`; they were
written down from the documents themselves.
"""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scrapers.documents import Document, Reading
from scrapers.us_pages import read_american
from tests.us_skeletons import BIS, USTR, Made, issue, row

HERE = Path(__file__).parent / "fixtures" / "us"
ISSUE = "FR-2024-02-12.gpo-updated.xml"
SMALL_DOCUMENTS = 10_000
Facts = dict[str, Any]


class Phrase(NamedTuple):
    """One line of the phrasebook."""

    id: str
    field: str
    words: str
    document: str
    agency: str


def expected(name: str) -> Facts:
    """One of the tables of expected facts."""
    told: Facts = json.loads((HERE / name).read_text(encoding="utf-8"))
    return told


def real_readings(shared: Path) -> Iterator[Reading]:
    """Every document of the real texts, read."""
    folder = shared / "data" / "us"
    for path in [*sorted(folder.glob("fr_xml_*.xml")), folder / ISSUE, *folder.glob("fr_api_*")]:
        document = Document("us_fr", f"https://www.govinfo.gov/{path.name}", path.read_bytes())
        yield from read_american(document)


def facts_of(reading: Reading) -> Facts:
    """A reading in the shape of the expected facts; {} where it does nothing."""
    told: Facts = {}
    if reading.effects:
        told["effects"] = [list(map(_plain, row(one))) for one in reading.effects]
    if reading.unread:
        told["unread"] = len(reading.unread)
    return told


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def phrases(shared: Path) -> list[Phrase]:
    """The phrasebook, line by line."""
    path = shared / "data" / "us" / "fr_phrasebook.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Phrase(line["id"], line["field"], line["verbatim"], line["document"], line["agency"])
            for line in csv.DictReader(lines, delimiter="\t")
        ]


def read_phrase(phrase: Phrase) -> Reading:
    """A phrase in the place of a document where it was printed."""
    if phrase.field == "EFFDNOT":
        words = f"<DIV8><EFFDNOT><PSPACE>{phrase.words}</PSPACE></EFFDNOT></DIV8>"
        body = f"<ECFR>{words}</ECFR>".encode()
    else:
        body = _around(phrase).xml()
    (reading,) = read_american(Document("us_fr", "https://www.ecfr.gov/x", body))
    return reading


def _around(phrase: Phrase) -> Made:
    agencies = BIS if "BIS" in phrase.agency else USTR if "USTR" in phrase.agency else ("AGENCY",)
    ofr = {"P53": "1505-01-D", "P54": "0099-10-P"}
    number = phrase.document if re.fullmatch(r"\d{4}-\d{4,6}", phrase.document) else "2024-00001"
    place = {
        "SUMMARY": "summary",
        "ACT": "action",
        "title": "subject",
        "AMDPAR": "amended",
        "P": "body",
        "notice text": "body",
    }.get(phrase.field, "dates")
    said: Any = (phrase.words,) if place in {"amended", "body"} else phrase.words
    settings: dict[str, Any] = {
        "tag": "NOTICE" if "NOTICE" in phrase.agency or "notice" in phrase.document else "RULE",
        "number": number,
        "agencies": agencies,
        "billing": ofr.get(phrase.id, "3510-33-P" if agencies is BIS else "1111-11-P"),
        "cfr": "",
        "action": "",
    }
    return Made(**(settings | {place: said}))


def speed(shared: Path) -> float:
    """Megabytes of Federal Register XML read in a second; the best of five."""
    body = (shared / "data" / "us" / ISSUE).read_bytes()
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        read_american(Document("us_fr", "https://www.govinfo.gov/issue.xml", body))
        best = max(best, len(body) / (time.perf_counter() - began) / 1e6)
    return best


def memory_growth(documents: int = SMALL_DOCUMENTS) -> float:
    """How many MiB the peak grows while so many small documents are read one after the other."""
    body = Made(dates="This rule is effective February 12, 2024.").xml()
    for _ in range(200):  # caches fill
        read_american(Document("us_fr", "https://www.govinfo.gov/a.xml", body))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(documents):
        read_american(Document("us_fr", "https://www.govinfo.gov/a.xml", body))
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def issue_memory_growth(documents: int) -> float:
    """The same for one issue that holds so many documents, its own bytes set apart."""
    one = Made(body=("x" * 20_000,), dates="This rule is effective February 12, 2024.").element()
    body = issue(*[one] * documents)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_american(Document("us_fr", "https://www.govinfo.gov/a.xml", body))
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def apart(expression: str) -> float:
    """One of these figures, taken in a fresh process: a peak once reached hides later growth."""
    code = f"from tests.reading_figures_us import *; print({expression})"
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return float(done.stdout)


def figures(shared: Path) -> dict[str, float | int]:
    """The figures of the American half of the reading bench."""
    told = expected("expected_facts.json")
    readings = list(real_readings(shared))
    right = wrong = unread = 0
    for reading in readings:
        want, got = told.get(reading.instrument or "", {}), facts_of(reading)
        wanted, found = _rows(want), _rows(got)
        right += len(wanted & found)
        wrong += len(found - wanted)
        unread += len(wanted - found)
    book = expected("phrase_facts.json")
    covered = sum(facts_of(read_phrase(one)) == book.get(one.id) for one in phrases(shared))
    return {
        "documents": len(readings),
        "dates_right": right,
        "dates_unread": unread,
        "dates_wrong": wrong,
        "phrases_covered": covered,
        "phrases": len(phrases(shared)),
        "mb_per_second": round(speed(shared), 1),
        "memory_growth_mib": round(apart("memory_growth()"), 1),
    }


def _rows(facts: Facts) -> set[str]:
    return {json.dumps(one) for one in facts.get("effects", [])}
