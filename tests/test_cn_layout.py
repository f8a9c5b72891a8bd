"""A Chinese list of another layout gives the same rows, or an error that says what changed."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from events.errors import NotContent, SourceError
from scrapers import cn_aqygzj, cn_english, cn_exportcontrol, cn_mofcom
from scrapers.chinese_lists.jpaas import API
from scrapers.chinese_lists.walk import once
from scrapers.documents import Listing, Row
from scrapers.pages import Page
from tests.plain_fetch import PlainFetch
from tests.replica import china
from tests.replica.china_mutants import html_mutant, json_mutant
from tests.replica.server import Replica

SINCE = date(2025, 1, 1)
MUTANTS = 200
SOURCES = (cn_mofcom, cn_aqygzj, cn_exportcontrol, cn_english)


@dataclass
class Kept:
    """The pages of one source, fetched once and then served from memory, as they are or changed."""

    source: str
    inner: PlainFetch | None = None
    pages: dict[str, Page] = field(default_factory=dict)

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        **asked: Any,
    ) -> Page:
        key = json.dumps([url, params, form], ensure_ascii=False)
        if self.inner and key not in self.pages:
            self.pages[key] = self.inner(url, params=params, form=form, **asked)
        if key not in self.pages:
            told = {"expected": "a page", "found": "none", "next_step": "look"}
            raise NotContent(self.source, url, **told)
        return self.pages[key]

    def with_page(self, key: str, words: str) -> Kept:
        body = words.encode()
        digest = hashlib.sha256(body).hexdigest()
        page = replace(self.pages[key], body=body, text=words, sha256=digest)
        return Kept(self.source, None, self.pages | {key: page})


@pytest.fixture(scope="module")
def kept() -> Iterator[dict[str, Kept]]:
    """The pages of every source."""
    with Replica() as replica:
        china.install(replica, fillers=12)
        found = {}
        for source in SOURCES:
            found[source.SOURCE] = Kept(source.SOURCE, PlainFetch(source.SOURCE, replica.url))
            source.discover(found[source.SOURCE], SINCE)
        yield found


def mutated(words: str, chance: random.Random) -> tuple[str, str]:
    """A mutant of a page, of the HTML in a list answer, or of the export site's answer."""
    if not words.lstrip().startswith("{"):
        return html_mutant(words, chance)
    answer = json.loads(words)
    if "pageInfo" in answer:
        return json_mutant(words, chance)
    answer["data"]["html"], way = html_mutant(answer["data"]["html"], chance)
    return json.dumps(answer, ensure_ascii=False), way


def lists_of(pages: Kept) -> list[str]:
    """The pages that hold rows."""
    return [
        key for key, page in pages.pages.items() if "txtList" in page.text or "rows" in page.text
    ]


def same_rows(mutant: Listing, real: Listing) -> bool:
    """The same addresses and titles, and no day that was not printed; the same texts."""
    days = {row.url: row.day for row in real.rows}
    told = {(row.url, row.title) for row in mutant.rows}
    return (
        mutant.listed == real.listed
        and told == {(row.url, row.title) for row in real.rows}
        and all(row.day in (None, days[row.url]) for row in mutant.rows)
        and {pending.url for pending in mutant.documents}
        == {pending.url for pending in real.documents}
    )


@pytest.mark.parametrize("source", SOURCES)
def test_a_changed_layout_gives_the_same_rows_or_an_error(
    source: ModuleType, kept: dict[str, Kept], capsys: pytest.CaptureFixture[str]
) -> None:
    pages, chance = kept[source.SOURCE], random.Random(20)
    real = source.discover(pages, SINCE)
    same, loud, silent, n = 0, 0, [], 0
    while n < MUTANTS:
        key = chance.choice(lists_of(pages))
        words, way = mutated(pages.pages[key].text, chance)
        n += 1
        try:
            listing = source.discover(pages.with_page(key, words), SINCE)
        except SourceError:
            loud += 1
            continue
        same += same_rows(listing, real)
        if not same_rows(listing, real):
            silent.append((way, key[:90]))
    with capsys.disabled():
        print(f"\n{source.SOURCE}: {n} layouts, same rows {same}, error {loud}, lost {len(silent)}")
    assert silent == []
    assert same > 10
    assert loud > 50


def mangled(words: str, chance: random.Random) -> str:
    """A page with some of its characters lost, doubled or replaced."""
    said = list(words)
    for _ in range(chance.choice([1, 5, 30])):
        at = chance.randrange(len(said))
        match chance.randrange(4):
            case 0:
                del said[at : at + chance.choice([1, 5, 50])]
            case 1:
                said[at:at] = said[at : at + chance.choice([5, 100])]
            case 2:
                said[at] = chance.choice("<>\"'{}[]/\\:;=&#?0-1é\x00\ufffd公\n")
            case _:
                said[at : at + 3] = chance.choice(["http://[", "null", "1e999", "-1", "9" * 400])
    return "".join(said)


@pytest.mark.parametrize("source", SOURCES)
def test_a_mangled_page_raises_nothing_but_a_source_error(
    source: ModuleType, kept: dict[str, Kept]
) -> None:
    pages, chance, errors = kept[source.SOURCE], random.Random(75), 0
    for _ in range(100):
        key = chance.choice(list(pages.pages))
        try:
            source.discover(pages.with_page(key, mangled(pages.pages[key].text, chance)), SINCE)
        except SourceError:
            errors += 1
    assert errors > 30


def test_the_same_address_twice_is_one_row() -> None:
    first, second = (Row(f"https://x/{n}", "公告", SINCE) for n in "ab")
    assert once([first, second, first._replace(title="另一")]) == (first, second)


Break = Callable[[Any, str], None]


def missing(record: Any, name: str) -> None:
    del record[name]


def null(record: Any, name: str) -> None:
    record[name] = None


def another_kind(record: Any, name: str) -> None:
    record[name] = [record[name]] if not isinstance(record[name], list) else "rows"


def a_fraction(record: Any, name: str) -> None:
    record[name] = 0.5


BREAKS = (missing, null, another_kind, a_fraction)


def broken(kept: Kept, key: str, path: tuple[str | int, ...], way: Break) -> Kept:
    answer = json.loads(kept.pages[key].text)
    record = copy.deepcopy(answer)
    place = record
    for step in path[:-1]:
        place = place[step]
    way(place, str(path[-1]))
    return kept.with_page(key, json.dumps(record, ensure_ascii=False))


@pytest.mark.parametrize("way", BREAKS)
@pytest.mark.parametrize("path", [("success",), ("code",), ("data",), ("data", "html")])
@pytest.mark.parametrize("source", [cn_mofcom, cn_aqygzj, cn_english])
def test_an_error_names_the_field_of_a_list_answer_that_is_not_as_known(
    source: ModuleType, path: tuple[str | int, ...], way: Break, kept: dict[str, Kept]
) -> None:
    pages = kept[source.SOURCE]
    key = next(key for key in pages.pages if API in key)
    with pytest.raises(SourceError, match=f"'{path[-1]}'"):
        source.discover(broken(pages, key, path, way), SINCE)


PATHS = (
    ("pageInfo",),
    *(("pageInfo", name) for name in ("total", "maxPageNum", "rows")),
    *(("pageInfo", "rows", 0, name) for name in ("title", "url", "publishTimeStr", "content")),
)


EXCEPT = (PATHS[-1], null)  # an article that is null is on its own page, like an empty one


@pytest.mark.parametrize(
    ("path", "way"), [(path, way) for path in PATHS for way in BREAKS if (path, way) != EXCEPT]
)
def test_an_error_names_the_field_of_the_export_sites_answer_that_is_not_as_known(
    path: tuple[str | int, ...], way: Break, kept: dict[str, Kept]
) -> None:
    pages = kept[cn_exportcontrol.SOURCE]
    with pytest.raises(SourceError, match=f"'{path[-1]}'"):
        cn_exportcontrol.discover(broken(pages, next(iter(pages.pages)), path, way), SINCE)


@pytest.mark.parametrize("empty", ["", " ", None])
def test_an_article_that_is_empty_or_null_is_fetched_from_its_own_page(
    empty: str | None, kept: dict[str, Kept]
) -> None:
    pages = kept[cn_exportcontrol.SOURCE]
    key = next(iter(pages.pages))
    answer = json.loads(pages.pages[key].text)
    answer["pageInfo"]["rows"][0]["content"] = empty
    row = cn_exportcontrol.discover(pages, SINCE).rows[0]
    listing = cn_exportcontrol.discover(pages.with_page(key, json.dumps(answer)), SINCE)
    assert row.url in {pending.url for pending in listing.documents}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("<html><body>系统繁忙</body></html>", "expected JSON"),
        ('{"success":true,"code":"200","data":{"html":""}}', "'html' to hold something"),
        ('{"success":true,"code":"200","data":{"html":"<p>暂无数据</p>"}}', "pagination"),
        ('{"success":false,"code":"500","data":{"html":"<ul></ul>"}}', "'success'"),
        ('{"success":true,"code":"500","data":{"html":"<ul></ul>"}}', "'code'"),
        ("[]", "'success'"),
        ("null", "'success'"),
    ],
)
@pytest.mark.parametrize("source", [cn_mofcom, cn_aqygzj])
def test_an_answer_that_holds_no_list_says_what_is_wrong(
    source: ModuleType, words: str, told: str, kept: dict[str, Kept]
) -> None:
    pages = kept[source.SOURCE]
    key = next(key for key in pages.pages if API in key)
    with pytest.raises(SourceError, match=told):
        source.discover(pages.with_page(key, words), SINCE)


def test_a_success_code_that_is_a_number_is_a_success(kept: dict[str, Kept]) -> None:
    pages = kept[cn_aqygzj.SOURCE]
    key = next(key for key in pages.pages if API in key)
    words = pages.pages[key].text.replace('"code": "200"', '"code": 200')
    assert words != pages.pages[key].text
    assert cn_aqygzj.discover(pages.with_page(key, words), SINCE).rows
