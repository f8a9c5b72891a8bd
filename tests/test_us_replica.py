"""The replica of the American sites behaves as the real ones do, and reads as what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from events.errors import SourceError
from scrapers import us_actions, us_bis
from scrapers.documents import Document
from scrapers.federal_register.identity import document_number
from scrapers.federal_register.rows import FIELDS, api_row
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_invented import INSPECTED, INVENTED
from tests.replica.america_pages import govinfo, row, xml
from tests.replica.america_texts import BIS, KNOWN, Text
from tests.replica.server import Replica

API = f"https://{america.FR}{america.API}"
DOCUMENTS = f"{API}/documents.json"
SLUG = "industry-and-security-bureau"
OURS = [text for text in america.TEXTS if text.agency in ("BIS", "USTR", "PRESIDENT")]


@pytest.fixture
def fetch() -> Iterator[PlainFetch]:
    with Replica() as replica:
        america.install(replica, fillers=0)
        yield PlainFetch("us_bis", replica.url)


def answer(fetch: PlainFetch, *pairs: tuple[str, str], url: str = DOCUMENTS) -> Any:
    return json.loads(fetch(f"{url}?{urlencode(pairs)}", expect="json").body)


def agency(slug: str = SLUG) -> tuple[str, str]:
    return ("conditions[agencies][]", slug)


def test_a_misspelt_condition_is_ignored_and_the_answer_is_everybodys(fetch: PlainFetch) -> None:
    everybody = answer(fetch)["count"]
    assert answer(fetch, ("agencies[]", SLUG))["count"] == everybody == len(america.TEXTS)
    assert answer(fetch, agency())["count"] < everybody


@pytest.mark.parametrize(
    "pair",
    [
        agency("bureau-of-industry-and-security"),
        ("conditions[publisher]", "x"),
        ("fields[]", "effective_date"),
    ],
)
def test_an_unknown_agency_condition_or_field_is_refused(
    fetch: PlainFetch, pair: tuple[str, str]
) -> None:
    with pytest.raises(SourceError, match="400"):
        answer(fetch, pair)


@pytest.mark.parametrize(
    ("per_page", "rows"), [("1", 20), ("0", 20), ("2001", 20), ("5", 5), ("x", 20)]
)
def test_a_page_size_out_of_bounds_is_twenty(fetch: PlainFetch, per_page: str, rows: int) -> None:
    assert len(answer(fetch, ("per_page", per_page))["results"]) == rows


@pytest.mark.parametrize("page", ["51", "99"])
def test_a_page_too_far_is_page_one_again(fetch: PlainFetch, page: str) -> None:
    pages = [answer(fetch, ("per_page", "5"), ("page", number)) for number in ("1", page)]
    assert pages[0]["results"] == pages[1]["results"]
    far = answer(fetch, ("per_page", "2000"), ("page", "6"))
    assert far["results"] == answer(fetch, ("per_page", "2000"))["results"]


def test_where_nothing_matches_there_are_no_results_and_no_pages(fetch: PlainFetch) -> None:
    empty = answer(fetch, ("conditions[publication_date][gte]", "2030-01-01"))
    assert (empty["count"], "results" in empty, "total_pages" in empty) == (0, False, False)


def test_a_count_stops_at_ten_thousand() -> None:
    with Replica() as replica:
        sites = america.install(replica, fillers=0)
        sites.rows = [row(KNOWN[0])] * 10_400
        assert answer(PlainFetch("us_bis", replica.url))["count"] == 10_000


def test_most_fields_do_not_come_unasked(fetch: PlainFetch) -> None:
    (first, *_) = answer(fetch)["results"]
    assert "effective_on" not in first
    (first, *_) = answer(fetch, *(("fields[]", name) for name in FIELDS))["results"]
    assert set(first) == set(FIELDS)


def test_numbers_that_are_not_found_are_named(fetch: PlainFetch) -> None:
    found = answer(fetch, url=f"{API}/documents/2025-19001,2025-99999.json")
    assert (found["count"], found["errors"]["not_found"]) == (1, ["2025-99999"])
    with pytest.raises(SourceError, match="404"):
        answer(fetch, url=f"{API}/documents/2025-99999.json")


def test_the_index_is_filled_up_with_notices_that_nobody_opens() -> None:
    with Replica() as replica:
        america.install(replica)
        listing = us_bis.discover(PlainFetch("us_bis", replica.url), KNOWN[0].day)
        assert listing.listed > 300
        assert len(listing.documents) == len([one for one in OURS if one.agency == BIS]) - 1


def test_every_row_has_the_shape_that_we_know() -> None:
    for text in america.TEXTS:
        assert api_row(row(text), source="us_bis", url="x").number == text.number


def test_what_never_happened_says_so_in_its_title_and_its_number() -> None:
    for text in (*INVENTED, *INSPECTED):
        assert text.title.endswith("[INVENTED]")
        assert text.number.removeprefix("C1-") > "2026-90000"
    assert not [text for text in KNOWN if "INVENTED" in text.title]


@pytest.mark.parametrize("text", OURS, ids=lambda text: str(text.number))
def test_xml_and_copy_print_their_own_number(text: Text) -> None:
    if not text.order:
        assert document_number(xml(text).decode()) == text.number
        assert document_number(govinfo(text).decode()) == text.number


def shown(text: Text) -> Document:
    """The document as a source hands it to the reader."""
    about = api_row(row(text), source="us_bis", url="x")
    source = us_bis.SOURCE if text.agency == BIS else us_actions.SOURCE
    if not text.processed:
        body = govinfo(text) if text.copied else about.about
        return Document(source, about.url, body, None, about.about)
    return Document(source, about.url, xml(text), "text/xml", about.about)


@pytest.mark.parametrize("text", OURS, ids=lambda text: str(text.number))
def test_a_document_reads_as_what_it_says(text: Text) -> None:
    (reading,) = (us_bis if text.agency == BIS else us_actions).read(shown(text))
    assert (reading.instrument, reading.issue_date) == (text.id, text.day)
    assert text.citation in reading.aliases
    found = {
        (one.effect, target, one.first_day, one.last_day)
        for one in reading.effects
        for target in one.targets
    }
    expected = {
        (one.effect, target, one.first_day, one.last_day)
        for one in text.effects
        for target in one.targets
    }
    assert expected <= found
    if text.unread:
        assert reading.unread
        assert not reading.effects


def test_seven_entities_are_counted_and_named() -> None:
    text = next(text for text in INVENTED if text.entities)
    (reading,) = us_bis.read(shown(text))
    (listing,) = [one for one in reading.effects if one.effect == "lists"]
    assert listing.parties == len(text.entities) == 7
    named = [one.name.rstrip(".") for one in listing.names]
    assert named == [one.name.rstrip(".") for one in text.entities]
