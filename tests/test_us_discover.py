"""What the bureau, the Trade Representative and the President published is found, with its text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from events.errors import Blocked, Drift, Incomplete, NotContent, SourceError
from scrapers import us_actions, us_bis, us_ecfr, us_fr_feed, us_inspection
from scrapers.documents import Document, Listing
from scrapers.federal_register import api as fr_api
from scrapers.federal_register.rows import VOLATILE, api_row
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_pages import DEFAULT_FIELDS, govinfo, row, xml
from tests.replica.america_texts import KNOWN, Text
from tests.replica.server import Replica, Response, page
from tests.us_altered import Altered

FR, GOVINFO, ECFR = america.FR, america.GOVINFO, america.ECFR
LONG_AGO, LAST_MONTH = date(2020, 1, 1), date(2026, 10, 24)
SOURCES = (us_bis, us_actions, us_inspection, us_fr_feed, us_ecfr)
JSON_SOURCES = (us_bis, us_actions, us_inspection, us_ecfr)
WASHINGTON = ZoneInfo("America/New_York")


@dataclass
class Sites:
    replica: Replica
    america: america.America

    def fetch(self, module: ModuleType) -> PlainFetch:
        return PlainFetch(module.SOURCE, self.replica.url)

    def found(self, module: ModuleType, since: date) -> Listing:
        return discovered(module, self.fetch(module), since)


def discovered(module: ModuleType, fetch: Any, since: date) -> Listing:
    listing = module.discover(fetch, since)
    assert isinstance(listing, Listing)
    return listing


@pytest.fixture
def sites() -> Iterator[Sites]:
    with Replica() as replica:
        yield Sites(replica, america.install(replica, fillers=0))


def numbers(listing: Listing) -> list[str]:
    return [urlsplit(one.url).path.split("/")[5] for one in listing.rows]


def opened(listing: Listing, number: str) -> Document:
    return next(one for one in listing.documents if f"/{number}/" in one.url).open()


def text_of(number: str) -> Text:
    return next(text for text in america.TEXTS if text.number == number)


def test_every_document_of_the_bureau_is_listed_once_oldest_first(sites: Sites) -> None:
    listing = sites.found(us_bis, LONG_AGO)
    ours = sorted((t.day, t.number) for t in america.TEXTS if t.agency == "BIS")
    assert numbers(listing) == [number for _, number in ours]
    assert listing.rows[-1].day == date(2026, 11, 24)


def test_only_what_was_published_since_the_day_is_listed_that_day_included(sites: Sites) -> None:
    assert numbers(sites.found(us_bis, date(2026, 11, 23))) == ["2026-90060", "2026-90061"]
    assert numbers(sites.found(us_bis, date(2026, 11, 25))) == []


def test_the_count_of_a_source_does_not_depend_on_the_day_asked(sites: Sites) -> None:
    for module in (us_bis, us_actions):
        assert sites.found(module, LONG_AGO).listed == sites.found(module, LAST_MONTH).listed


def test_the_search_names_its_conditions_as_the_api_does(sites: Sites) -> None:
    sites.found(us_bis, LAST_MONTH)
    asked = [dict(one.pairs) for one in sites.replica.asked(FR, "/api/v1/documents.json")]
    assert asked
    for query in asked:
        assert query["conditions[agencies][]"] == "industry-and-security-bureau"
        assert query["order"] in ("oldest", "newest")
        assert "conditions[publication_date][gte]" in query
        assert not [name for name in query if name.startswith(("agencies", "type"))]


def test_surveys_and_meetings_are_listed_but_not_opened(sites: Sites) -> None:
    listing = sites.found(us_bis, LAST_MONTH)
    assert "2026-90041" in numbers(listing)
    assert not [one for one in listing.documents if "2026-90041" in one.url]


def test_a_denial_order_is_opened_though_it_has_no_effective_date(sites: Sites) -> None:
    document = opened(sites.found(us_bis, LAST_MONTH), "2026-90040")
    assert json.loads(document.about or b"")["effective_on"] is None
    assert b"[FR Doc. 2026-90040 " in document.body


def test_a_document_is_its_xml_under_the_address_that_the_public_knows(sites: Sites) -> None:
    document = opened(sites.found(us_bis, LONG_AGO), "2025-19846")
    assert document.url.startswith(f"https://{FR}/documents/2025/11/12/2025-19846/")
    assert (document.source, document.media_type) == ("us_bis", "text/xml")
    assert b"are stayed until November 9, 2026" in document.body


def test_n_dashes_in_a_number_are_the_same_number(sites: Sites) -> None:
    document = opened(sites.found(us_bis, LONG_AGO), "2020-05190")
    assert "2020–05190" in document.body.decode()
    assert document.media_type == "text/xml"


def test_a_text_is_asked_for_only_when_it_is_opened(sites: Sites) -> None:
    listing = sites.found(us_bis, LONG_AGO)
    assert sites.replica.asked(FR, "/documents/full_text/.*") == []
    listing.documents[0].open()
    assert len(sites.replica.asked(FR, "/documents/full_text/.*")) == 1


def test_before_the_xml_has_come_the_printers_copy_is_taken(sites: Sites) -> None:
    document = opened(sites.found(us_bis, LAST_MONTH), "2026-90060")
    assert document.media_type == "text/html"
    assert b"[FR Doc No: 2026-90060]" in document.body


def test_before_any_text_has_come_the_row_itself_is_the_document(sites: Sites) -> None:
    document = opened(sites.found(us_bis, LAST_MONTH), "2026-90061")
    assert document.media_type == "application/json"
    assert json.loads(document.body)["dates"] == "This rule is effective November 24, 2026."
    assert document.body == document.about


def test_xml_that_is_another_documents_is_not_taken(sites: Sites) -> None:
    other = replace(text_of("2025-16735"), number="2025-16736")
    sites.america.texts["2025-16735"] = other
    sites.replica.add(FR, r"/documents/full_text/xml/.*16735\.xml", served(other))
    sites.replica.add(GOVINFO, r".*16735\.htm", copied(text_of("2025-16735")))
    document = opened(sites.found(us_bis, LONG_AGO), "2025-16735")
    assert document.media_type == "text/html"


def test_xml_that_stops_in_the_middle_is_not_taken(sites: Sites) -> None:
    whole = xml(text_of("2025-16735"))
    sites.replica.add(
        FR,
        r"/documents/full_text/xml/.*16735\.xml",
        lambda _: Response(200, whole[: len(whole) // 2], {"Content-Type": "text/xml"}),
    )
    document = opened(sites.found(us_bis, LONG_AGO), "2025-16735")
    assert document.media_type == "text/html"


def test_a_copy_that_is_another_documents_is_drift(sites: Sites) -> None:
    sites.replica.add(GOVINFO, r".*90060\.htm", copied(text_of("2025-16735")))
    with pytest.raises(Drift, match="2026-90060"):
        opened(sites.found(us_bis, LAST_MONTH), "2026-90060")


def test_an_index_that_names_a_text_which_nobody_has_is_drift(sites: Sites) -> None:
    del sites.america.texts["2025-16735"]
    with pytest.raises(Drift, match=r"2025-16735, or its copy at govinfo"):
        opened(sites.found(us_bis, LONG_AGO), "2025-16735")


def test_what_changes_by_itself_is_not_in_what_the_index_says(sites: Sites) -> None:
    first = opened(sites.found(us_bis, LONG_AGO), "2025-19001").about
    for record in sites.america.rows:
        record["page_views"] = {"count": 99_999, "last_updated": "2026-11-24"}
        record["regulations_dot_gov_info"] = {"comments_count": 12}
        record["topics"] = ["Exports", "Reporting"]
        record["public_inspection_pdf_url"] = "https://public-inspection.federalregister.gov/x?9"
    assert opened(sites.found(us_bis, LONG_AGO), "2025-19001").about == first
    assert VOLATILE.isdisjoint(json.loads(first or b""))


def test_what_the_index_says_changes_with_a_correction(sites: Sites) -> None:
    first = opened(sites.found(us_bis, LONG_AGO), "2025-19001").about
    record = next(one for one in sites.america.rows if one["document_number"] == "2025-19001")
    record["corrections"] = [f"https://{FR}/api/v1/documents/C1-2025-19001.json"]
    assert opened(sites.found(us_bis, LONG_AGO), "2025-19001").about != first


def test_the_affiliates_rule_must_be_there_when_its_day_is_asked_about(sites: Sites) -> None:
    sites.america.rows = [r for r in sites.america.rows if r["document_number"] != "2025-19001"]
    with pytest.raises(Drift, match="2025-19001"):
        sites.found(us_bis, date(2025, 9, 30))
    assert sites.found(us_bis, date(2025, 10, 1)).rows


@pytest.mark.parametrize("number", ["2025-06927", "2025-19826"])
def test_known_actions_must_be_there_when_their_day_is_asked_about(
    sites: Sites, number: str
) -> None:
    sites.america.rows = [r for r in sites.america.rows if r["document_number"] != number]
    with pytest.raises(Drift, match=number):
        sites.found(us_actions, LONG_AGO)


def test_actions_are_those_about_china_of_both_offices(sites: Sites) -> None:
    assert numbers(sites.found(us_actions, LONG_AGO)) == [
        "2025-06927",
        "2025-19826",
        "2025-19873",
        "2026-90080",
        "2026-90090",
    ]


@pytest.mark.parametrize(
    ("title", "kind", "ours"),
    [
        ("Regulating Imports With a Reciprocal Tariff", "Presidential Document", True),
        ("Ending Certain Tariff Actions", "Presidential Document", True),
        (
            "Imposing Duties To Address the Synthetic Opioid Supply Chain",
            "Presidential Document",
            True,
        ),
        ("Addressing the Threat Posed by TikTok", "Presidential Document", True),
        ("National Sample Forests Week, 2026", "Presidential Document", False),
        ("Notice of Product Exclusions: China's Acts, Policies, and Practices", "Notice", True),
        ("Notice of Action in Section 301 Investigation of Nicaragua", "Notice", True),
        ("Allocation of a Tariff-Rate Quota for Raw Cane Sugar", "Notice", False),
    ],
)
def test_a_document_is_chosen_by_the_words_of_its_title(title: str, kind: str, ours: bool) -> None:
    assert us_actions.concerns_china(title, kind) == ours


def test_an_abstract_alone_can_be_about_china(sites: Sites) -> None:
    record = next(one for one in sites.america.rows if one["document_number"] == "2026-90081")
    record["abstract"] = "The quota is allocated among countries, the People's Republic of China."
    assert "2026-90081" in numbers(sites.found(us_actions, LAST_MONTH))


def test_a_filter_that_is_ignored_is_drift_and_not_a_list_of_everybody(sites: Sites) -> None:
    with sites.replica.trapped(FR, "/api/v1/documents.json", "unfiltered"):
        for module in (us_bis, us_actions):
            with pytest.raises(Drift, match=r"slug|type"):
                sites.found(module, LAST_MONTH)


def test_an_agency_that_the_api_no_longer_knows_is_an_error(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = fr_api.Search(us_bis.SOURCE, agency="bureau-of-industry-and-security")
    monkeypatch.setattr(us_bis, "SEARCH", renamed)
    with pytest.raises(SourceError, match="400"):
        sites.found(us_bis, LAST_MONTH)


def test_effective_on_is_null_where_the_api_has_none_and_nothing_is_put_in_its_place(
    sites: Sites,
) -> None:
    with sites.replica.trapped(FR, "/api/v1/documents.json", "no_effective_on"):
        listing = sites.found(us_bis, LONG_AGO)
    assert json.loads(opened(listing, "2025-19001").about or b"")["effective_on"] is None


def test_a_correction_without_a_link_is_listed_like_any_other(sites: Sites) -> None:
    about = json.loads(opened(sites.found(us_bis, LAST_MONTH), "2026-90031").about or b"")
    assert about["correction_of"] is None
    linked = json.loads(opened(sites.found(us_bis, LAST_MONTH), "C1-2026-90001").about or b"")
    assert linked["correction_of"].endswith("/2026-90001.json")


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: str(module.SOURCE))
def test_a_block_page_with_status_200_is_an_error_and_never_no_news(
    sites: Sites, module: ModuleType
) -> None:
    paths = ((FR, "/api/.*"), (ECFR, "/api/.*"))
    for host, path in paths:
        sites.replica.add(host, path, lambda _: page(america.BLOCK))
    with pytest.raises(SourceError):
        sites.found(module, LAST_MONTH)


def test_a_block_page_in_place_of_xml_is_not_taken_for_the_rule(sites: Sites) -> None:
    for host, path in ((FR, "/documents/full_text/.*"), (GOVINFO, ".*")):
        sites.replica.add(host, path, lambda _: page(america.BLOCK))
    with pytest.raises(SourceError):
        opened(sites.found(us_bis, LONG_AGO), "2025-19846")


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: str(module.SOURCE))
@pytest.mark.parametrize(
    ("kind", "options", "error"),
    [
        ("status", {"status": 503, "retry_after": 7}, Blocked),
        ("status", {"status": 404}, NotContent),
        ("half_body", {}, Incomplete),
        ("reset", {}, Incomplete),
    ],
)
def test_a_fault_of_the_site_is_an_error_of_the_source(
    sites: Sites,
    module: ModuleType,
    kind: str,
    options: dict[str, int],
    error: type[SourceError],
) -> None:
    for host in (FR, ECFR):
        sites.replica.trap(host, "/api/.*", kind, **options)
    with pytest.raises(error):
        sites.found(module, LAST_MONTH)


@pytest.mark.parametrize("module", JSON_SOURCES, ids=lambda module: str(module.SOURCE))
def test_half_of_an_answer_that_claims_to_be_whole_is_an_error(
    sites: Sites, module: ModuleType
) -> None:
    half = Altered(sites.fetch(module), "/api/", body=lambda body: body[: len(body) // 2])
    with pytest.raises(SourceError):
        module.discover(half, LAST_MONTH)


def test_no_results_at_all_in_a_window_is_quiet_and_no_alarm(sites: Sites) -> None:
    quiet = {  # nobody publishes: a weekend, Thanksgiving, Christmas, New Year
        "2026-11-21": "2026-11-22",
        "2026-11-26": "2026-11-26",
        "2026-12-24": "2026-12-27",
        "2026-12-31": "2027-01-03",
    }
    alarms = 0
    for first, day in quiet.items():
        now = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=WASHINGTON)
        late = [r for r in sites.america.rows if r["publication_date"] < first]
        sites.america.rows, kept = late, sites.america.rows
        sites.america.inspected, filed = [], sites.america.inspected
        for module in (us_bis, us_actions, us_inspection):
            try:
                fetch = Altered(sites.fetch(module), "nowhere", now=now)
                alarms += discovered(module, fetch, date.fromisoformat(first)).rows != ()
            except SourceError:
                alarms += 1
        sites.america.rows, sites.america.inspected = kept, filed
    print(f"quiet days: false alarms {alarms} of {len(quiet) * 3}")
    assert alarms == 0


def test_on_a_quiet_day_a_failed_fetch_is_still_an_alarm(sites: Sites) -> None:
    sunday = datetime(2026, 11, 22, 9, 0, tzinfo=WASHINGTON)
    for host in (FR, ECFR):
        sites.replica.trap(host, "/api/.*", "status", status=503)
    for module in SOURCES:
        with pytest.raises(SourceError):
            module.discover(Altered(sites.fetch(module), "x", now=sunday), date(2026, 11, 21))


def test_nothing_in_a_whole_year_is_an_error(sites: Sites) -> None:
    sites.america.rows = [r for r in sites.america.rows if r["publication_date"] < "2025-11-20"]
    with pytest.raises(Drift, match="365 days"):
        sites.found(us_bis, date(2026, 11, 20))
    sites.america.rows = []
    with pytest.raises(Drift, match="0 since"):
        sites.found(us_bis, date(2026, 11, 20))


def test_the_fields_are_asked_for_by_name_since_they_do_not_come_unasked(sites: Sites) -> None:
    sites.found(us_bis, LAST_MONTH)
    asked = sites.replica.asked(FR, "/api/v1/documents.json")
    fields = [value for name, value in asked[-1].pairs if name == "fields[]"]
    assert {"dates", "effective_on", "action", "citation"} <= set(fields)
    assert "dates" not in DEFAULT_FIELDS


def test_a_row_reads_the_same_whatever_order_its_fields_come_in() -> None:
    record = row(KNOWN[0])
    backwards = dict(reversed(record.items()))
    one, other = (api_row(r, source="us_bis", url="x") for r in (record, backwards))
    assert one.about == other.about


def served(text: Text) -> Any:
    return lambda _: Response(200, xml(text), {"Content-Type": "text/xml"})


def copied(text: Text) -> Any:
    return lambda _: Response(200, govinfo(text))
