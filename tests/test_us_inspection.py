"""Public inspection: a rule is known from the hour of its filing, days before it is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events.errors import Drift
from scrapers import us_inspection
from scrapers.documents import Document
from scrapers.federal_register.days import is_working_day
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_invented import INSPECTED
from tests.replica.america_pages import filing
from tests.replica.server import Replica
from tests.us_altered import Altered

MONDAY = date(2026, 11, 23)
WASHINGTON = ZoneInfo("America/New_York")


@pytest.fixture
def site() -> Iterator[tuple[america.America, PlainFetch]]:
    with Replica() as replica:
        yield america.install(replica, fillers=0), PlainFetch(us_inspection.SOURCE, replica.url)


Site = tuple[america.America, PlainFetch]


def titles(site: Site, since: date = MONDAY) -> list[str]:
    return [row.title for row in us_inspection.discover(site[1], since).rows]


def add(site: Site, **changed: Any) -> None:
    """Another filing, made of the bureau's."""
    site[0].inspected.append({**filing(INSPECTED[0]), **changed})


def test_of_all_filings_only_ours_are_rows_and_all_are_counted(site: Site) -> None:
    listing = us_inspection.discover(site[1], MONDAY)
    assert listing.listed == len(INSPECTED)
    assert [(row.title, row.day) for row in listing.rows] == [
        ("Sample Rule on Public Inspection [INVENTED]", date(2026, 11, 24)),
        ("Sample Request for Comments on China's Sample Practices [INVENTED]", MONDAY),
    ]


def test_the_whole_answer_is_the_one_document(site: Site) -> None:
    listing = us_inspection.discover(site[1], MONDAY)
    (document,) = [one.open() for one in listing.documents]
    assert len(json.loads(document.body)["results"]) == len(INSPECTED)


def test_counters_are_not_asked_for_so_that_the_same_filings_are_the_same_bytes(
    site: Site,
) -> None:
    (before,) = us_inspection.discover(site[1], MONDAY).documents
    for record in site[0].inspected:
        record["page_views"] = {"count": 99_999}
    (after,) = us_inspection.discover(site[1], MONDAY).documents
    assert before.open().sha256 == after.open().sha256


def test_none_of_ours_is_usual_and_gives_no_document(site: Site) -> None:
    site[0].inspected = [one for one in site[0].inspected if "Another" in one["title"]]
    listing = us_inspection.discover(site[1], MONDAY)
    assert (listing.listed, listing.rows, listing.documents) == (5, (), ())


def test_no_filing_at_all_on_a_working_day_is_drift(site: Site) -> None:
    site[0].inspected = []
    with pytest.raises(Drift, match="working day"):
        us_inspection.discover(site[1], MONDAY)


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-22", "2026-11-26", "2027-01-01"])
def test_no_filing_on_a_weekend_or_a_holiday_is_quiet(site: Site, day: str) -> None:
    site[0].inspected = []
    now = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=WASHINGTON)
    listing = us_inspection.discover(Altered(site[1], "nowhere", now=now), MONDAY)
    assert listing.listed == 0


def test_a_day_is_that_of_washington_also_late_in_the_evening(site: Site) -> None:
    add(site, filed_at="2026-11-24T03:30:00.000Z", title="Sample Rule Filed Late")
    rows = us_inspection.discover(site[1], MONDAY).rows
    assert {row.day for row in rows if "Late" in row.title} == {MONDAY}


@pytest.mark.parametrize("written", ["2026-11-24T12:45:00", "2026-11-24", "noon", ""])
def test_a_moment_without_its_zone_is_drift(site: Site, written: str) -> None:
    add(site, filed_at=written)
    with pytest.raises(Drift, match="filed_at"):
        us_inspection.discover(site[1], MONDAY)


def test_a_filing_of_the_bureau_counts_without_any_word_of_china(site: Site) -> None:
    assert "Sample Rule on Public Inspection [INVENTED]" in titles(site)


def test_an_agency_that_the_api_does_not_know_is_told_by_its_printed_name(site: Site) -> None:
    add(site, agencies=[{"raw_name": "BUREAU OF INDUSTRY AND SECURITY"}], title="Sample Unlinked")
    assert "Sample Unlinked" in titles(site)


def test_a_filing_of_the_trade_representative_without_a_title_is_not_passed_over(
    site: Site,
) -> None:
    trade = filing(INSPECTED[1])["agencies"]
    add(site, agencies=trade, title=" ", subject_1=None)
    assert f"FR Doc. {INSPECTED[0].number}" in titles(site)


def test_a_presidential_document_about_china_is_ours(site: Site) -> None:
    office = [{"raw_name": "EXECUTIVE OFFICE OF THE PRESIDENT"}]
    kind = {"agencies": office, "type": "Presidential Document"}
    add(site, **kind, title="Sample Duties on Goods of China")
    add(site, **kind, title="Sample Flag Day")
    assert "Sample Duties on Goods of China" in titles(site)
    assert "Sample Flag Day" not in titles(site)


def test_filings_of_nobody_are_drift(site: Site) -> None:
    add(site, agencies=[])
    with pytest.raises(Drift, match="agencies"):
        us_inspection.discover(site[1], MONDAY)


def test_a_wrong_count_is_drift(site: Site) -> None:
    short = Altered(site[1], "current.json", lambda answer: {**answer, "count": 99})
    with pytest.raises(Drift, match="count"):
        us_inspection.discover(short, MONDAY)


def test_what_is_read_is_that_ours_were_filed_and_nothing_of_others(site: Site) -> None:
    (pending,) = us_inspection.discover(site[1], MONDAY).documents
    readings = us_inspection.read(pending.open())
    assert [(one.instrument, one.published_on, one.effects) for one in readings] == [
        ("bis-2026-90070", date(2026, 11, 24), ()),
        ("ustr-2026-90071", MONDAY, ()),
    ]


def test_an_answer_without_ours_reads_as_nothing(site: Site) -> None:
    (pending,) = us_inspection.discover(site[1], MONDAY).documents
    document = pending.open()
    answer = json.loads(document.body)
    answer["results"] = [one for one in answer["results"] if "Another" in one["title"]]
    answer["count"] = len(answer["results"])
    assert us_inspection.read(replace(document, body=json.dumps(answer).encode())) == []


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"{", b'{"count": 1}', b"\xff\xfe"])
def test_a_saved_file_that_is_no_answer_is_drift(body: bytes) -> None:
    with pytest.raises(Drift):
        us_inspection.read(Document(us_inspection.SOURCE, us_inspection.CURRENT, body))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-24", True),
        ("2026-11-26", False),  # Thanksgiving
        ("2026-11-27", True),
        ("2026-07-03", False),  # 4 July 2026 is a Saturday
        ("2026-07-06", True),
        ("2027-07-05", False),  # 4 July 2027 is a Sunday
        ("2021-12-31", False),  # New Year 2022 is a Saturday
        ("2022-12-26", False),
        ("2026-05-25", False),  # Memorial Day
        ("2021-05-31", False),
        ("2026-05-18", True),
        ("2026-06-19", False),  # Juneteenth, since 2021
        ("2020-06-19", True),
        ("2026-01-19", False),
        ("2026-02-16", False),
        ("2026-09-07", False),
        ("2026-10-12", False),
        ("2026-11-11", False),
        ("2026-10-01", True),  # Golden Week is no holiday in Washington
        ("2026-11-21", False),
    ],
)
def test_the_register_appears_on_federal_working_days(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) == works
