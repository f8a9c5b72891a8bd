"""An answer that is laid out differently gives the same rows, or an error that says where."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from events.errors import Drift, SourceError
from scrapers import us_actions, us_bis, us_ecfr, us_fr_feed, us_inspection
from scrapers.documents import Listing
from scrapers.federal_register.rows import FIELDS
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_mutants import FEED_WAYS, JSON_WAYS, Shape
from tests.replica.server import Replica
from tests.us_altered import Altered

SINCE = date(2025, 1, 1)
MUTANTS = 200


class Adapter(NamedTuple):
    """A source, the address of its answer, and the shape of it."""

    module: ModuleType
    where: str
    shape: Shape


REGISTER = Shape(
    "results",
    "count",
    sorted(FIELDS),
    ("title", "abstract", "action", "dates", "type", "document_number", "publication_date"),
)
INSPECTION = Shape(
    "results",
    "count",
    ("agencies", "document_number", "filed_at", "filing_type", "html_url", "title", "type"),
    ("title", "type", "document_number", "publication_date", "filed_at", "html_url"),
)
CODE = Shape(
    "content_versions",
    None,
    ("identifier", "part", "amendment_date", "issue_date", "title", "type", "substantive"),
    ("identifier", "part", "amendment_date", "issue_date", "title", "type"),
)
ADAPTERS = {
    "us_bis": Adapter(us_bis, "/documents.json", REGISTER),
    "us_actions": Adapter(us_actions, "/documents.json", REGISTER),
    "us_inspection": Adapter(us_inspection, "current.json", INSPECTION),
    "us_ecfr": Adapter(us_ecfr, "/versions/", CODE),
}


@dataclass
class Sites:
    replica: Replica
    america: america.America

    def fetch(self, module: ModuleType) -> PlainFetch:
        return PlainFetch(module.SOURCE, self.replica.url)


@pytest.fixture
def sites() -> Iterator[Sites]:
    with Replica() as replica:
        yield Sites(replica, america.install(replica, fillers=0))


def discovered(module: ModuleType, fetch: Any) -> Listing:
    listing = module.discover(fetch, SINCE)
    assert isinstance(listing, Listing)
    return listing


@dataclass
class Tally:
    """How the mutants fared: the same rows, a loud error, or rows lost in silence."""

    same: int = 0
    loud: int = 0
    lost: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    def take(self, name: str, expected: Listing, found: Callable[[], Listing]) -> None:
        try:
            listing = found()
        except SourceError as error:
            self.loud += 1
            if "expected" not in str(error) or "http" not in str(error):
                self.unnamed.append(name)
            return
        if set(listing.rows) == set(expected.rows):
            self.same += 1
        else:
            self.lost.append(name)

    def told(self, source: str) -> str:
        return (
            f"{source}: silent loss {len(self.lost)}/{MUTANTS}, same {self.same}, loud {self.loud}"
        )


@pytest.mark.parametrize("source", ADAPTERS)
def test_two_hundred_layouts_of_json_lose_nothing_in_silence(sites: Sites, source: str) -> None:
    adapter, tally = ADAPTERS[source], Tally()
    expected = adapter.module.discover(sites.fetch(adapter.module), SINCE)
    assert len(expected.rows) > 1
    for seed in range(MUTANTS):
        way, chance = JSON_WAYS[seed % len(JSON_WAYS)], random.Random(seed)

        def change(answer: Any, way: Any = way, chance: random.Random = chance) -> Any:
            return way(answer, adapter.shape, chance) if answer.get(adapter.shape.rows) else answer

        fetch = Altered(sites.fetch(adapter.module), adapter.where, change)
        tally.take(f"{way.__name__} {seed}", expected, partial(discovered, adapter.module, fetch))
    print(tally.told(source))
    assert (tally.lost, tally.unnamed) == ([], [])
    assert tally.same > 15
    assert tally.loud > 50


def test_two_hundred_layouts_of_the_feed_lose_nothing_in_silence(sites: Sites) -> None:
    tally, inner = Tally(), sites.fetch(us_fr_feed)
    expected = us_fr_feed.discover(inner, SINCE)
    assert len(expected.rows) == 9
    for seed in range(MUTANTS):
        way, chance = FEED_WAYS[seed % len(FEED_WAYS)], random.Random(seed)

        def body(body: bytes, way: Any = way, chance: random.Random = chance) -> bytes:
            return str(way(body.decode(), chance)).encode()

        fetch = Altered(inner, "documents.rss", body=body)
        tally.take(f"{way.__name__} {seed}", expected, partial(discovered, us_fr_feed, fetch))
    print(tally.told("us_fr_feed"))
    assert (tally.lost, tally.unnamed) == ([], [])
    assert tally.same > 50
    assert tally.loud > 50


WRONG: dict[str, Any] = {"missing": None, "null": None, "text": "x", "number": 7, "list": [3]}


# Of their kind, but only in some form.
NOT_ANY_TEXT = {
    "publication_date",
    "effective_on",
    "signing_date",
    "comments_close_on",
    "document_number",
    "title",
    "type",
    "html_url",
    "agencies",
}


def fits(name: str, how: str) -> bool:
    """Whether the interface allows this value in this field."""
    if name in NOT_ANY_TEXT and WRONG[how] is not None:
        return False
    return how != "missing" and isinstance(WRONG[how], FIELDS[name])


def damaged(name: str, how: str) -> Callable[[Any], Any]:
    def change(answer: Any) -> Any:
        for record in answer["results"]:
            if how == "missing":
                record.pop(name, None)
            else:
                record[name] = WRONG[how]
        return answer

    return change


@pytest.mark.parametrize("how", WRONG)
@pytest.mark.parametrize("name", FIELDS)
def test_an_error_names_the_field_of_a_row_that_is_not_as_it_was(
    sites: Sites, name: str, how: str
) -> None:
    fetch = Altered(sites.fetch(us_bis), "/documents.json", damaged(name, how))
    if fits(name, how):
        assert us_bis.discover(fetch, SINCE).rows
        return
    with pytest.raises(Drift, match=f"'{name}'|'html_url'"):
        us_bis.discover(fetch, SINCE)


@pytest.mark.parametrize("name", ["effective_on", "signing_date", "comments_close_on"])
def test_a_day_may_be_null_but_not_a_text_that_is_none(sites: Sites, name: str) -> None:
    nulled = Altered(sites.fetch(us_bis), "/documents.json", damaged(name, "null"))
    assert us_bis.discover(nulled, SINCE).rows
    for value in ("", "soon", "2025-02-31", "09/29/2025", "2025-9-29", "20250929", "2025-W40-1"):

        def change(answer: Any, value: str = value) -> Any:
            if name in answer["results"][0]:
                answer["results"][0][name] = value
            return answer

        with pytest.raises(Drift, match=name):
            us_bis.discover(Altered(sites.fetch(us_bis), "/documents.json", change), SINCE)


@pytest.mark.parametrize("source", ADAPTERS)
@pytest.mark.parametrize("how", WRONG)
def test_an_error_names_the_field_of_the_envelope(sites: Sites, source: str, how: str) -> None:
    adapter = ADAPTERS[source]
    names = [adapter.shape.rows, *([adapter.shape.count] if adapter.shape.count else ["meta"])]
    for name in names:
        if isinstance(WRONG[how], list) and name == adapter.shape.rows:
            continue

        def change(answer: Any, name: str = name) -> Any:
            if how == "missing":
                del answer[name]
                return answer
            return {**answer, name: WRONG[how]}

        fetch = Altered(sites.fetch(adapter.module), adapter.where, change)
        with pytest.raises(Drift, match=f"'{name}'"):
            adapter.module.discover(fetch, SINCE)


@pytest.mark.parametrize("source", ["us_inspection", "us_ecfr"])
@pytest.mark.parametrize("how", ["missing", "null", "number", "list"])
def test_an_error_names_the_field_of_a_filing_or_a_version(
    sites: Sites, source: str, how: str
) -> None:
    adapter = ADAPTERS[source]
    for name in adapter.shape.fields:

        def change(answer: Any, name: str = name) -> Any:
            for record in answer[adapter.shape.rows]:
                if how == "missing":
                    del record[name]
                else:
                    record[name] = WRONG[how]
            return answer

        fetch = Altered(sites.fetch(adapter.module), adapter.where, change)
        with pytest.raises(Drift, match=f"'{name}'|'raw_name'"):
            adapter.module.discover(fetch, SINCE)
