"""The eCFR is a cross-check: days on which the regulations changed, and nothing that has effect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from events.errors import Blocked, Drift, Incomplete, SourceError
from scrapers import us_ecfr
from scrapers.documents import Document
from scrapers.us_ecfr import amended_days, notes
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_ecfr import STAYED, Version
from tests.replica.server import Replica
from tests.us_altered import Altered

SINCE = date(2025, 9, 1)
VERSIONS = "/api/versioner/v1/versions/title-15.json"


@dataclass
class Site:
    replica: Replica
    america: america.America
    fetch: PlainFetch


@pytest.fixture
def site() -> Iterator[Site]:
    with Replica() as replica:
        sites = america.install(replica, fillers=0)
        yield Site(replica, sites, PlainFetch(us_ecfr.SOURCE, replica.url))


def documents(site: Site, since: date = SINCE) -> list[Document]:
    return [one.open() for one in us_ecfr.discover(site.fetch, since).documents]


def test_each_change_of_substance_is_a_row_under_the_day_of_the_amendment(site: Site) -> None:
    listing = us_ecfr.discover(site.fetch, SINCE)
    assert [(row.title, row.day) for row in listing.rows] == [
        ("15 CFR 744.11 amended 2025-09-29 (issue 2025-09-30)", date(2025, 9, 29)),
        (
            "15 CFR Supplement No. 7 to Part 748 amended 2025-12-31 (issue 2025-12-31)",
            date(2025, 12, 31),
        ),
        (
            "15 CFR Supplement No. 4 to Part 744 amended 2026-10-26 (issue 2026-10-27)",
            date(2026, 10, 26),
        ),
        ("15 CFR 740.2 amended 2026-11-03 (issue 2026-11-04)", date(2026, 11, 3)),
        ("15 CFR 743.9 removed 2026-11-13 (issue 2026-11-13)", date(2026, 11, 13)),
    ]


def test_a_version_that_was_only_processed_again_is_counted_and_is_no_change(site: Site) -> None:
    listing = us_ecfr.discover(site.fetch, SINCE)
    assert listing.listed == 6
    again = [one for one in amended_days(documents(site)[0]) if not one.substantive]
    assert [(one.place, one.issue) for one in again] == [("15 CFR 744.11", date(2026, 2, 3))]


def test_it_is_no_act_and_has_no_effects(site: Site) -> None:
    readings = [one for document in documents(site) for one in us_ecfr.read(document)]
    assert len(readings) == 5
    assert {(one.instrument, one.role, one.effects, one.unread) for one in readings} == {
        (None, "other", (), ())
    }
    assert {one.published_on for one in readings} == {None}


def test_a_day_without_a_rule_of_the_bureau_can_be_told_from_the_others(site: Site) -> None:
    ruled = {text.effective_on for text in america.TEXTS if text.agency == "BIS"}
    changed = [one for one in amended_days(documents(site)[0]) if one.substantive]
    assert [one.place for one in changed if one.day not in ruled] == [
        "15 CFR 740.2",
        "15 CFR 743.9",
    ]


def test_it_is_asked_only_up_to_the_day_to_which_it_is_complete(site: Site) -> None:
    site.america.code.complete_to = date(2026, 11, 2)
    us_ecfr.discover(site.fetch, SINCE)
    (asked,) = site.replica.asked(america.ECFR, VERSIONS)
    assert asked.query["issue_date[gte]"] == "2025-09-01"
    assert asked.query["issue_date[lte]"] == "2026-11-02"
    assert (asked.query["chapter"], asked.query["subchapter"]) == ("VII", "C")


def test_days_after_that_are_not_asked_about_at_all(site: Site) -> None:
    listing = us_ecfr.discover(site.fetch, date(2026, 11, 24))
    assert (listing.listed, listing.rows, listing.documents) == (0, (), ())
    assert site.replica.asked(america.ECFR, VERSIONS) == []


def test_while_the_title_is_rebuilt_nothing_is_believed(site: Site) -> None:
    site.america.code.busy = True
    with pytest.raises(Incomplete, match="processing_in_progress"):
        us_ecfr.discover(site.fetch, SINCE)


@pytest.mark.parametrize(
    ("status", "error"), [(503, Blocked), (400, SourceError), (404, SourceError)]
)
def test_a_refusal_is_an_error(site: Site, status: int, error: type[SourceError]) -> None:
    site.replica.trap(america.ECFR, VERSIONS, "status", status=status, retry_after=30)
    with pytest.raises(error):
        us_ecfr.discover(site.fetch, SINCE)


def test_a_question_without_dates_is_refused_by_the_site(site: Site) -> None:
    with pytest.raises(SourceError, match="400"):
        site.fetch(f"https://{america.ECFR}{VERSIONS}?part=744", expect="json")


def many(count: int) -> list[Version]:
    first = date(2025, 10, 1)
    days = [first + timedelta(days=index % 300) for index in range(count)]
    return [Version(f"744.{index}", 744, day, day) for index, day in enumerate(days)]


def test_thousands_of_versions_come_in_pages_and_none_is_lost(site: Site) -> None:
    site.america.code.versions = many(2_500)
    listing = us_ecfr.discover(site.fetch, SINCE)
    assert (listing.listed, len(listing.rows), len(listing.documents)) == (2_500, 2_500, 3)


def test_a_page_that_comes_again_is_drift(site: Site) -> None:
    site.america.code.versions = many(2_500)
    kept: list[Any] = []

    def repeated(answer: Any) -> Any:
        kept.append(answer)
        meta = {**kept[0]["meta"], "page": answer["meta"]["page"]}
        return {**kept[0], "meta": meta}

    with pytest.raises(Drift, match="2500"):
        us_ecfr.discover(Altered(site.fetch, "/versions/", repeated), SINCE)


def test_a_page_too_far_that_is_page_one_again_is_drift(site: Site) -> None:
    site.america.code.versions = many(2_500)

    def first(answer: Any) -> Any:
        return {**answer, "meta": {**answer["meta"], "page": "1"}}

    with pytest.raises(Drift, match="'page' 2"):
        us_ecfr.discover(Altered(site.fetch, "/versions/", first), SINCE)


def test_pages_without_end_stop_with_an_error(site: Site) -> None:
    def endless(answer: Any) -> Any:
        return {**answer, "meta": {**answer["meta"], "page": page(), "total_pages": "9999"}}

    counted = iter(range(1, 10_000))

    def page() -> str:
        return str(next(counted))

    with pytest.raises(Drift, match="an end after 50 pages"):
        us_ecfr.discover(Altered(site.fetch, "/versions/", endless), SINCE)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "14"},
        {"part": "700"},
        {"part": "75A"},
        {"identifier": "745.11"},
        {"type": "subpart"},
        {"amendment_date": "2026-12-31"},
        {"date": "2025-09-28"},
        {"substantive": "true"},
        {"removed": None},
    ],
)
def test_a_version_of_another_shape_is_drift(site: Site, changed: dict[str, Any]) -> None:
    def change(answer: Any) -> Any:
        answer["content_versions"][0].update(changed)
        return answer

    with pytest.raises(Drift):
        us_ecfr.discover(Altered(site.fetch, "/versions/", change), SINCE)


@pytest.mark.parametrize("change", [{"number": "15"}, {"up_to_date_as_of": None}, {"number": 16}])
def test_titles_of_another_shape_are_drift(site: Site, change: dict[str, Any]) -> None:
    def changed(answer: Any) -> Any:
        answer["titles"][0].update(change)
        return answer

    with pytest.raises(Drift):
        us_ecfr.discover(Altered(site.fetch, "titles.json", changed), SINCE)


def test_a_stay_shows_as_a_note_and_the_text_stays() -> None:
    found = notes(Document(us_ecfr.SOURCE, "https://www.ecfr.gov/x", STAYED.encode()))
    assert [(one.place, one.suspended) for one in found] == [
        ("744.11", True),
        ("744.16", True),
        ("Supplement No. 4 to Part 744", False),
    ]
    assert found[0].words.startswith("At 90 FR 50857")
    assert "(SUSPENDED 6-29-2029)" in found[1].words


@pytest.mark.parametrize(
    ("words", "suspended"),
    [
        ("At 74 FR 26008, newly designated part 502 was suspended, effective June 29, 2009.", True),
        ("At 44 FR 74817, paragraphs (e)(6)(ii) and (vii) were stayed indefinitely.", True),
        ("At 66 FR 67485 the effective date was stayed until further notice.", True),
        ("At 88 FR 1, § 740.2 was amended, effective Jan. 1, 2027.", False),
    ],
)
def test_the_words_of_a_note_tell_whether_the_text_is_suspended(
    words: str, suspended: bool
) -> None:
    xml = f'<DIV8 N="740.2" TYPE="SECTION"><EFFDNOT><PSPACE>{words}</PSPACE></EFFDNOT></DIV8>'
    (note,) = notes(Document(us_ecfr.SOURCE, "x", xml.encode()))
    assert (note.place, note.suspended) == ("740.2", suspended)


def test_half_of_a_part_is_drift() -> None:
    with pytest.raises(Drift):
        notes(Document(us_ecfr.SOURCE, "x", STAYED.encode()[:400]))


def test_the_full_text_of_a_part_is_no_act_either() -> None:
    document = Document(us_ecfr.SOURCE, "https://www.ecfr.gov/x", STAYED.encode())
    assert [(one.instrument, one.role, one.effects) for one in us_ecfr.read(document)] == [
        (None, "other", ())
    ]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"content_versions": 3}', b"null"])
def test_a_saved_file_that_is_no_answer_is_drift(body: bytes) -> None:
    with pytest.raises(Drift):
        us_ecfr.read(Document(us_ecfr.SOURCE, "x", body))


def test_the_same_answer_reads_the_same_twice(site: Site) -> None:
    first, second = documents(site), documents(site)
    assert [json.loads(one.body) for one in first] == [json.loads(one.body) for one in second]
    assert list(map(us_ecfr.read, first)) == list(map(us_ecfr.read, second))
