"""The Federal Register is asked in slices of days: nothing is lost, or it says so."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from events.errors import Drift, SourceError
from scrapers import us_bis
from scrapers.federal_register import api as fr_api
from scrapers.federal_register.api import Days, published
from scrapers.federal_register.rows import ApiRow
from tests.plain_fetch import PlainFetch
from tests.replica import america
from tests.replica.america_pages import row
from tests.replica.america_texts import BIS, Text
from tests.replica.server import Replica, Request
from tests.us_altered import Altered

FIRST, TODAY = date(2024, 1, 2), date(2026, 11, 24)
SPAN = (TODAY - FIRST).days
SEARCH = "/api/v1/documents.json"
SEEDS = 50


def document(index: int, day: date) -> dict[str, Any]:
    """A row of the bureau among many."""
    text = Text(
        number=f"{day.year}-{50_000 + index}",
        day=day,
        agency=BIS,
        type="Rule" if index % 3 else "Notice",
        title=f"Sample Document {index}",
        volume=day.year - 1935,
        page=1_000 + index,
    )
    return row(text)


def many(count: int) -> list[dict[str, Any]]:
    return [
        document(index, FIRST + timedelta(days=index * SPAN // count)) for index in range(count)
    ]


@dataclass
class Register:
    replica: Replica
    america: america.America

    def asked(self) -> int:
        return len(self.replica.asked(america.FR, SEARCH))

    def published(self, since: date = FIRST) -> tuple[ApiRow, ...]:
        return published(PlainFetch(us_bis.SOURCE, self.replica.url), us_bis.SEARCH, since)


@pytest.fixture
def register() -> Iterator[Register]:
    with Replica() as replica:
        sites = america.install(replica, today=TODAY, fillers=0)
        sites.rows = many(170)
        yield Register(replica, sites)


@pytest.fixture
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fr_api, "PER_PAGE", 20)


def numbers(rows: Any) -> set[str]:
    return {one["document_number"] if isinstance(one, dict) else one.number for one in rows}


def test_a_short_answer_takes_one_request(register: Register) -> None:
    assert len(register.published()) == 170
    assert register.asked() == 1


@pytest.mark.usefixtures("_small_pages")
def test_a_long_answer_is_cut_into_slices_of_days_and_no_page_is_turned(
    register: Register,
) -> None:
    rows = register.published()
    assert numbers(rows) == numbers(register.america.rows)
    assert [one.day for one in rows] == sorted(one.day for one in rows)
    asked = register.replica.asked(america.FR, SEARCH)
    assert 10 < len(asked) < 60
    assert not [one for one in asked if "page" in one.query]


def test_thousands_of_documents_are_asked_for_in_few_requests(register: Register) -> None:
    register.america.rows = many(2_300)
    assert len(register.published()) == 2_300
    assert register.asked() < 12


def test_beyond_ten_thousand_the_count_is_cut_and_nothing_else(register: Register) -> None:
    register.america.rows = many(10_050)
    assert len(register.published()) == 10_050


@pytest.mark.usefixtures("_small_pages")
def test_a_day_with_more_documents_than_a_page_holds_is_drift(register: Register) -> None:
    register.america.rows += [document(900 + index, date(2025, 3, 3)) for index in range(25)]
    with pytest.raises(Drift, match="2025-03-03"):
        register.published()


@pytest.mark.usefixtures("_small_pages")
def test_a_full_day_exactly_fits(register: Register) -> None:
    day = date(2025, 3, 3)
    rest = [r for r in register.america.rows if r["publication_date"] != str(day)]
    register.america.rows = [*rest, *(document(900 + index, day) for index in range(20))]
    assert len(register.published()) == len(register.america.rows)


@pytest.mark.parametrize("parts", range(1, 12))
@pytest.mark.parametrize("length", [1, 2, 7, 30, 365, 1057])
def test_slices_cover_every_day_once(parts: int, length: int) -> None:
    days = Days(FIRST, FIRST + timedelta(days=length - 1))
    covered = [
        part.first + timedelta(days=index)
        for part in days.parts(parts, TODAY)
        for index in range((part.last - part.first).days + 1 if part.last else 0)
    ]
    assert covered == [FIRST + timedelta(days=index) for index in range(length)]


def test_the_last_slice_stays_open_for_what_comes_while_we_ask() -> None:
    assert [part.last for part in Days(FIRST).parts(3, TODAY)][-1] is None


@pytest.mark.parametrize("kind", ["wrong_total", "repeats_a_row", "all_or_twenty", "unfiltered"])
def test_an_answer_that_does_not_fit_its_count_or_its_filter_is_drift(
    register: Register, kind: str
) -> None:
    register.america.rows += [row(text) for text in america.TEXTS if text.agency != BIS]
    register.replica.trap(america.FR, SEARCH, kind)
    with pytest.raises(Drift):
        register.published()


def test_no_results_key_where_nothing_matches_is_an_empty_answer(register: Register) -> None:
    assert register.published(date(2026, 11, 25)) == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"count": 3},
        {"count": 3, "results": []},
        {"count": 0, "results": [{}]},
        {"count": "3", "results": []},
        {"count": None},
        {"results": []},
        {"errors": {"search": "no"}},
        [],
        None,
    ],
)
def test_an_envelope_that_contradicts_itself_is_drift(register: Register, answer: Any) -> None:
    inner = PlainFetch(us_bis.SOURCE, register.replica.url)
    with pytest.raises(SourceError):
        published(Altered(inner, SEARCH, change=lambda _: answer), us_bis.SEARCH, FIRST)


def test_a_row_of_another_day_than_asked_is_drift(register: Register) -> None:
    def moved(answer: Any) -> Any:
        answer["results"][0]["publication_date"] = "2019-05-05"
        number = answer["results"][0]["document_number"]
        answer["results"][0]["html_url"] = f"https://{america.FR}/documents/2019/05/05/{number}/x"
        return answer

    inner = PlainFetch(us_bis.SOURCE, register.replica.url)
    with pytest.raises(Drift, match="publication_date"):
        published(Altered(inner, SEARCH, change=moved), us_bis.SEARCH, FIRST)


@pytest.mark.usefixtures("_small_pages")
def test_what_is_withdrawn_while_we_ask_is_no_error(register: Register) -> None:
    at_request(register, 4, lambda: register.america.rows.pop())
    assert len(register.published()) == 169


@pytest.mark.usefixtures("_small_pages")
def test_what_comes_out_while_we_ask_is_no_error(register: Register) -> None:
    at_request(register, 4, lambda: register.america.rows.append(document(999, TODAY)))
    assert f"2026-{50_999}" in numbers(register.published())


def at_request(register: Register, moment: int, change: Callable[[], object]) -> None:
    """Have somebody change the register before its n-th answer."""
    asked = iter(range(1, 10_000))

    def before(_: Request) -> None:
        if next(asked) == moment:
            change()

    register.america.before_answer = before


class Meddler:
    """Somebody who changes the register, or its answers, while it is asked."""

    def __init__(self, register: Register, seed: int) -> None:
        self.register, self.chance = register, random.Random(seed)
        self.kept: dict[str, Any] = {}
        self.way = ("shift", "repeat", "total", "lose")[seed % 4]

    def before(self, _: Request) -> None:
        """Some documents come out, under today's day or an older one; one is withdrawn."""
        rows = self.register.america.rows
        if self.way != "shift" or self.chance.random() < 0.5:
            return
        day = self.chance.choice([TODAY, FIRST + timedelta(days=self.chance.randrange(SPAN))])
        index = 1_000 + self.chance.randrange(40_000)
        rows.insert(self.chance.randrange(len(rows)), document(index, day))
        if self.chance.random() < 0.3:
            rows.pop(self.chance.randrange(len(rows)))

    def change(self, answer: Any) -> Any:
        """A page that came before, another total, or a row that is left out of a page."""
        if self.way == "shift" or self.chance.random() < 0.6:
            self.kept = self.kept or copy.deepcopy(answer)
            return answer
        if self.way == "repeat":
            return self.kept or answer
        if self.way == "total":
            return {**answer, "count": max(0, answer["count"] + self.chance.choice([-7, -1, 1, 9]))}
        results = answer.get("results", [])
        return {**answer, "results": results[1:]} if results else answer


@pytest.mark.usefixtures("_small_pages")
def test_nothing_is_lost_while_the_register_shifts_repeats_and_miscounts(
    register: Register,
) -> None:
    """Figure: of fifty walks, how many lose a document that was there all the time, in silence."""
    lost, loud = 0, 0
    for seed in range(SEEDS):
        register.america.rows = many(170)
        at_first = numbers(register.america.rows)
        meddler = Meddler(register, seed)
        register.america.before_answer = meddler.before
        inner = PlainFetch(us_bis.SOURCE, register.replica.url)
        try:
            rows = published(Altered(inner, SEARCH, meddler.change), us_bis.SEARCH, FIRST)
        except SourceError:
            loud += 1
            continue
        finally:
            register.america.before_answer = lambda _: None
        always = at_first & numbers(register.america.rows)
        lost += not always <= numbers(rows)
    print(f"shifting, repeated, miscounted: lost {lost}/{SEEDS}, loud {loud}")
    assert lost == 0
    assert 0 < loud < SEEDS
