"""The eCFR's versioner: which sections changed on which day, as it tells it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.replica.server import Request, Response

JSON_TYPE = {"Content-Type": "application/json; charset=utf-8"}
PAGE_SIZE = 1_000
DATES = ("issue_date[on]", "issue_date[gte]", "issue_date[lte]")
PERMITTED = (
    *DATES,
    "page",
    "subtitle",
    "chapter",
    "subchapter",
    "part",
    "subpart",
    "section",
    "appendix",
)


class Version(NamedTuple):
    """A place of title 15 that has new content; not every one is a change of substance."""

    place: str
    part: int
    amended: date
    issue: date
    substantive: bool = True
    removed: bool = False

    def shown(self) -> dict[str, Any]:
        section = self.place[0].isdigit()
        return {
            "date": str(self.amended),
            "amendment_date": str(self.amended),
            "issue_date": str(self.issue),
            "identifier": self.place,
            "name": f"§ {self.place}   Sample heading." if section else self.place,
            "part": str(self.part),
            "substantive": self.substantive,
            "removed": self.removed,
            "subpart": None,
            "title": "15",
            "type": "section" if section else "appendix",
        }


# The last but one is an amendment without a rule in the Register: the disagreement to be reported.
VERSIONS = [
    Version("744.11", 744, date(2025, 9, 29), date(2025, 9, 30)),
    Version("Supplement No. 7 to Part 748", 748, date(2025, 12, 31), date(2025, 12, 31)),
    Version("744.11", 744, date(2025, 9, 29), date(2026, 2, 3), substantive=False),
    Version("Supplement No. 4 to Part 744", 744, date(2026, 10, 26), date(2026, 10, 27)),
    Version("740.2", 740, date(2026, 11, 3), date(2026, 11, 4)),
    Version("743.9", 743, date(2026, 11, 13), date(2026, 11, 13), removed=True),
]
STAYED = """<?xml version="1.0" encoding="UTF-8"?>
<DIV5 N="744" TYPE="PART"><HEAD>PART 744—CONTROL POLICY: END-USER AND END-USE BASED</HEAD>
<DIV8 N="744.11" TYPE="SECTION"><HEAD>§ 744.11 Sample heading.</HEAD><P>(a) Sample text.</P>
<EFFDNOT><HED>Effective Date Note:</HED><PSPACE>At 90 FR 50857, Nov. 12, 2025, the amendments to
§ 744.11 were stayed until Nov. 9, 2026.</PSPACE></EFFDNOT></DIV8>
<DIV8 N="744.16" TYPE="SECTION"><HEAD>§ 744.16 Sample heading (SUSPENDED 6-29-2029)</HEAD>
<P>Sample text.</P></DIV8>
<DIV9 N="Supplement No. 4 to Part 744" TYPE="APPENDIX"><HEAD>Entity List</HEAD>
<EFFDNOT><HED>Effective Date Note:</HED><PSPACE>At 91 FR 99101, Oct. 27, 2026, Supplement No. 4 was
amended, effective Oct. 26, 2026.</PSPACE></EFFDNOT></DIV9></DIV5>
"""


class Code:
    """What the eCFR holds, and the day to which it is complete."""

    def __init__(self, today: date) -> None:
        self.versions = list(VERSIONS)
        self.complete_to = today - timedelta(days=1)
        self.busy = False

    def titles(self, request: Request) -> Response:
        title = {
            "number": 15,
            "name": "Commerce and Foreign Trade",
            "latest_amended_on": str(max(one.amended for one in self.versions)),
            "latest_issue_date": str(max(one.issue for one in self.versions)),
            "up_to_date_as_of": str(self.complete_to),
            "reserved": False,
        }
        if self.busy:
            title["processing_in_progress"] = True
        other = {**title, "number": 16, "name": "Commercial Practices"}
        meta = {"date": str(self.complete_to), "import_in_progress": self.busy}
        return told({"titles": [title, other], "meta": meta})

    def content_versions(self, request: Request) -> Response:
        asked = request.query
        if unknown := [name for name in asked if name not in PERMITTED]:
            return told({"error": f"Found unpermitted parameter: :{unknown[0]}."}, 400)
        if not any(name in asked for name in DATES):
            return told(
                {"errors": "Bad parameters: An issue_date parameter must be provided."}, 400
            )
        found = [one.shown() for one in self.versions if matches(one, asked)]
        page = int(asked.get("page", 1))
        start = (page - 1) * PAGE_SIZE
        bounds = {name[11:-1]: asked[name] for name in DATES if name in asked}
        meta = {
            "title": "15",
            "result_count": str(len(found)),
            "issue_date": bounds,
            "page": str(page),
            "per_page": str(PAGE_SIZE),
            "total_pages": str(max(1, -(-len(found) // PAGE_SIZE))),
        }
        return told({"content_versions": found[start : start + PAGE_SIZE], "meta": meta})


def matches(version: Version, asked: dict[str, str]) -> bool:
    issue = str(version.issue)
    return (
        asked.get("issue_date[gte]", "") <= issue <= asked.get("issue_date[lte]", "9999")
        and asked.get("issue_date[on]", issue) == issue
        and asked.get("part", str(version.part)) == str(version.part)
    )


def told(value: Any, status: int = 200) -> Response:
    return Response(status, json.dumps(value).encode(), JSON_TYPE)
