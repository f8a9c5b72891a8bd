"""What the pages say is what the answers say: every measure, state, note and kind of nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from events.facts import Citation, MeasuresLinked
from tests.web_server import Desk, desk_in
from tracker.view_runs import Run
from tracker.web import house
from tracker.web.drawing.axis import LETTER, Axis, marks
from tracker.web.drawing.lane import around, bands, lane_words
from tracker.words import DENIED, STATES

DAYS = (
    "/on/2025-11-09",
    "/on/today?jurisdiction=CN",
    "/on/2025-12-05?instrument=mofcom-2025-61&state=all",
    "/on/2026-11-11?state=in_force&authority=MOFCOM",
    "/on/2025-12-05?instrument=mofcom-2025-61&known=2025-10-20&state=all",
    "/on/2025-11-09?kind=control&parts=true&state=suspended&state=announced",
)
SPANS = (
    "/diff/before:mofcom-2025-61/after:mofcom-2025-61",
    "/diff/before:madrid/after:busan?jurisdiction=CN",
    "/diff/2025-11-01/2025-11-12",
)
OTHERS = ("/upcoming", "/upcoming?days=3&jurisdiction=US", "/search?words=gallium")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("pages")) as made:
        yield made


def read(desk: Desk, path: str, status: int = 200) -> Any:
    """A page as a tree."""
    answer = desk.get(path)
    assert answer.status_code == status, (path, answer.text[:300])
    return html.fromstring(answer.text)


def text_of(node: Any) -> str:
    return " ".join(node.text_content().split())


def data_of(desk: Desk, page: Any) -> Any:
    """The answer of a page: what its link to JSON gives."""
    (link,) = page.xpath("//link[@rel='alternate'][@type='application/json']/@href")
    return desk.get(link).json()


def ids_on(page: Any) -> list[str]:
    return [text_of(one) for one in page.xpath("//main//*[contains(@class, 'id')]")]


def folded(told: Any) -> list[dict[str, Any]]:
    """The measures of an answer that its page shows one by one."""
    orders = [one for one in told["measures"] if one["list"] == DENIED]
    many = len(orders) > 10
    return [one for one in told["measures"] if not (many and one["list"] == DENIED)]


# -- what a page says is its answer ---------------------------------------------------------------


@pytest.mark.parametrize("path", DAYS)
def test_every_measure_of_a_day_is_on_its_page_with_its_state_in_words(
    desk: Desk, path: str
) -> None:
    page = read(desk, path)
    told = data_of(desk, page)
    shown = {
        text_of(row.xpath(".//*[@class='id']")[0]): text_of(row)
        for row in page.xpath("//table[contains(@class, 'measures')]/tbody/tr")
    }
    assert shown.keys() == {one["id"] for one in folded(told)}
    for one in folded(told):
        words = shown[one["id"]]
        assert STATES[one["state"]] in words
        assert one["title"] in words or " ".join(one["title"].split()) in words
        assert ("unconfirmed" in words) or one["confirmed"]
        assert ("projected" in words) == one["projected"]
        assert all(pledge["promise"] in words for pledge in one["pledges"])
        assert ("never operated" in words) == one["never_operated"]


@pytest.mark.parametrize("path", DAYS)
def test_the_lane_of_a_measure_has_the_state_of_its_day_in_words(desk: Desk, path: str) -> None:
    page = read(desk, path)
    told = {one["id"]: one for one in data_of(desk, page)["measures"]}
    for row in page.xpath("//table[contains(@class, 'measures')]/tbody/tr"):
        measure = told[text_of(row.xpath(".//*[@class='id']")[0])]
        lane = text_of(row.xpath(".//*[name()='title']")[0])
        assert STATES[measure["state"]] in lane or measure["reason"] == "not_yet_published"


@pytest.mark.parametrize("path", [*SPANS, "/upcoming", "/upcoming?days=3&jurisdiction=US"])
def test_every_change_is_on_its_page_under_its_day(desk: Desk, path: str) -> None:
    page = read(desk, path)
    told = data_of(desk, page)
    shown = {
        (
            day.get("id")[1:],
            text_of(row.xpath(".//*[@class='id']")[0]),
            text_of(row.xpath(".//td[@class='word']")[0]).partition(" unconf")[0],
        )
        for day in page.xpath("//section[@class='of-day']")
        for row in day.xpath(".//tr[contains(@class, 'change')]")
    }
    assert shown == {(one["day"], one["measure"], one["change"]) for one in told["changes"]}
    lapsed = {one["id"] for one in told.get("lapsed", ())}
    assert lapsed <= set(ids_on(page))


@pytest.mark.parametrize("path", [*DAYS, *SPANS, *OTHERS])
def test_a_page_tells_every_note_and_how_far_each_source_was_read(desk: Desk, path: str) -> None:
    page = read(desk, path)
    told, words = data_of(desk, page), text_of(page)
    for note in told["notes"]:
        assert f"{note[:1].upper()}{note[1:]}." in words
    (footer,) = page.xpath("//footer[@class='trust']")
    for source in told["horizon"]:
        assert source["source"] in text_of(footer)
        assert source["checked_through"] or "not checked yet" in text_of(footer)
    assert f"position {told['receipt']['position']}" in text_of(footer)


def test_the_counts_lead_to_the_states_they_count(desk: Desk) -> None:
    page = read(desk, "/on/2025-11-09?authority=MOFCOM")
    counts = data_of(desk, page)["counts"]
    for link in page.xpath("//ul[contains(@class, 'counts')]//a"):
        *_, number = text_of(link).split()
        state = re.search(r"state=(\w+)", link.get("href"))
        assert state is not None
        expected = sum(counts.values()) if state[1] == "all" else counts[state[1]]
        assert int(number) == expected
        assert desk.get(link.get("href")).status_code == 200


def test_the_table_of_kinds_counts_what_its_links_show(desk: Desk) -> None:
    page = read(desk, "/on/2025-11-09?jurisdiction=CN")
    links = page.xpath("//table[contains(@class, 'matrix')]//a")
    assert len(links) > 3
    for link in links:
        there = data_of(desk, read(desk, link.get("href")))
        assert len(there["measures"]) == int(text_of(link))


def test_each_place_alone_is_one_step_away_from_both(desk: Desk) -> None:
    page = read(desk, "/on/2025-11-09")
    places = page.xpath("//ul[contains(@class, 'places')]/li[span]")
    found = {text_of(place.find("a")): int(text_of(place.find("span"))) for place in places}
    counts = data_of(desk, page)["counts"]
    assert sum(found.values()) == counts["in_force"]
    there = desk.get(places[0].find("a").get("href").replace("?", ".json?")).json()
    assert len(there["measures"]) == found["China alone"]


def test_an_answer_goes_on_from_page_to_page_until_all_is_shown(desk: Desk) -> None:
    wanted = desk.get("/on/2025-11-09.json?jurisdiction=CN").json()["measures"]
    path, seen = "/on/2025-11-09?jurisdiction=CN&limit=20", []
    while path:
        page = read(desk, path)
        seen += [one["id"] for one in data_of(desk, page)["measures"]]
        (path,) = page.xpath("//nav[@class='pages']//a[@rel='next']/@href") or [""]
    assert seen == [one["id"] for one in wanted]


def test_an_empty_answer_says_which_nothing_it_is(desk: Desk) -> None:
    nothing = read(desk, "/on/2025-11-09?instrument=mofcom-2025-61&code=9Z999")
    told = data_of(desk, nothing)
    assert told["empty"] in ("nothing found", "cannot say")
    for path, kind in [
        ("/on/1999-01-01?jurisdiction=CN", "cannot say"),
        ("/on/2025-11-09?party=nobody-of-this-name&authority=BIS&kind=listing", None),
        ("/diff/2025-11-20/2025-11-20", "nothing found"),
        ("/upcoming?days=0&kind=fee&jurisdiction=US", None),
        ("/search?words=zzzyyyxxx", "nothing found"),
    ]:
        page = read(desk, path)
        empty = data_of(desk, page)["empty"]
        assert kind is None or empty == kind, path
        words = text_of(page.xpath("//main")[0])
        assert empty is None or empty.capitalize() in words, path


def test_the_first_page_tells_what_the_questions_tell(desk: Desk) -> None:
    page = read(desk, "/")
    words = text_of(page)
    coming = desk.get("/upcoming.json?days=60").json()
    counts = desk.get("/on/today.json?limit=1").json()["counts"]
    assert f"{counts['in_force']:,} in force" in words
    assert f"Unconfirmed {len(coming['lapsed'])}" in words
    (since,) = {link[6:16] for link in page.xpath("//main//a[starts-with(@href, '/diff/')]/@href")}
    lately = desk.get(f"/diff/{since}/today.json").json()["changes"]
    days = {one["day"] for one in [*lately, *coming["changes"]]}
    shown = set(page.xpath("//section[@class='of-day']/h3/a/@href"))
    assert shown == {f"/on/{day}" for day in days}
    assert "Ministry of Commerce" in words
    assert "not checked yet" in words


# -- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*DAYS, *SPANS, *OTHERS, "/both?from=2025-10-01&to=2025-12-01"])
def test_a_permalink_gives_exactly_the_page_that_names_it(desk: Desk, path: str) -> None:
    page = read(desk, path)
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    again = read(desk, canonical)
    assert again.xpath("//link[@rel='canonical']/@href") == [canonical]
    assert text_of(again.xpath("//main")[0]) == text_of(page.xpath("//main")[0])


@pytest.mark.parametrize("path", ["/", "/on/2025-11-09", SPANS[0], "/upcoming", "/both"])
def test_every_link_of_ours_leads_somewhere(desk: Desk, path: str) -> None:
    page = read(desk, path)
    links = {one.partition("#")[0] for one in page.xpath("//main//a/@href")} - {""}
    own = sorted(one for one in links if one.startswith("/"))
    assert own
    for link in own[:: 1 + len(own) // 40]:
        assert desk.get(link).status_code == 200, link
    for one in page.xpath("//a/@href"):
        assert not one.startswith("#") or page.xpath(f"//*[@id='{one[1:]}']"), one


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ("/go/on?form=1&day=2025-11-09&kind=&item=", "/on/2025-11-09"),
        ("/go/on?form=1&day=before:madrid&state=all&to=us", "/on/before:madrid?state=all&to=us"),
        ("/go/diff?form=1&a=madrid&b=busan&item=镓", "/diff/madrid/busan?item=%E9%95%93"),
        ("/go/upcoming?form=1&days=30&jurisdiction=US", "/upcoming?days=30&jurisdiction=US"),
        ("/go/show?form=1&id=mofcom-2025-61/i-1", "/measures/mofcom-2025-61/i-1"),
        ("/go/search?form=1&words=gallium", "/search?words=gallium"),
        ("/both?form=1&from=madrid&to=busan&kind=", "/both?from=2025-09-14&to=2025-10-30"),
    ],
)
def test_a_form_leads_to_the_address_of_its_question(desk: Desk, form: str, place: str) -> None:
    answer = desk.get(form, headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    assert desk.get(place).status_code == 200


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("/go/on?form=1&day=never&item=镓", "'never' is no day, milestone or instrument"),
        ("/go/on?form=1&item=镓", "day: expected a value, found none"),
        ("/go/on?form=1&day=2025-11-09&kind=nonsense&item=镓", "kind: expected one of"),
        ("/go/diff?form=1&a=busan&b=madrid&item=镓", "give the earlier day first"),
        ("/go/on?form=1&day=//evil.example&item=镓", "no day, milestone or instrument"),
        ("/go/on?form=1&day=%0d%0aLocation:x&item=镓", "no day, milestone or instrument"),
    ],
)
def test_a_form_that_asks_nothing_keeps_its_words(desk: Desk, form: str, why: str) -> None:
    page = read(desk, form, 400)
    assert why in text_of(page.xpath("//*[@role='alert']")[0])
    assert page.xpath("//main//input[@name='item']/@value") == ["镓"]


def test_a_form_of_no_question_leads_nowhere(desk: Desk) -> None:
    assert desk.get("/go/nothing?form=1&day=today").status_code == 404
    assert desk.get("/both?from=2025-01-02&to=2025-01-01").status_code == 400
    assert desk.get("/both?from=1900-01-01").status_code == 400
    assert desk.get("/both?colour=red").status_code == 400


# -- both sides -----------------------------------------------------------------------------------


def test_both_sides_hold_what_their_data_holds(desk: Desk) -> None:
    page = read(desk, "/both?from=2025-09-01&to=2025-12-31")
    told = data_of(desk, page)
    rows = {text_of(one) for one in page.xpath("//main//tbody//*[@class='id']")}
    assert rows == {one["id"] for one in told["measures"]}
    changed = desk.get("/diff/2025-08-31/2025-12-31.json").json()["changes"]
    turned = {one["measure"] for one in changed if one["change"] not in ("amended", "corrected")}
    assert len(rows) + told["denial_orders"] >= len(turned)
    assert [text_of(one) for one in page.xpath("//*[@id='links']/following::ul[1]/li/strong")] == [
        one["link"].replace("_", " ") for one in told["links"]
    ]
    alone = read(desk, "/both?kind=informal")
    assert "No link between two of these measures is on file" in text_of(alone)


def test_a_link_across_is_drawn_and_told_at_both_its_ends(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        told = desk.get("/both.json?kind=probe").json()["measures"]
        ours, theirs = (
            next(one["id"] for one in told if one["jurisdiction"] == where)
            for where in ("CN", "US")
        )
        cited = Citation(instrument=ours.partition("/")[0], published_on="2025-10-10")
        before = desk.get("/both.json?kind=probe").json()["links"]
        desk.file(MeasuresLinked(measure=ours, link="retaliates", to=theirs, cited=cited))
        page = read(desk, "/both?kind=probe")
        curves = page.xpath("//*[@class='curves']/*/@class")
        assert len(curves) == len(before) + 1
        assert "curve retaliates" in curves
        rows = {
            text_of(row.xpath(".//*[@class='id']")[0]): text_of(row)
            for row in page.xpath("//tbody/tr")
        }
        assert f"retaliates {theirs}" in rows[ours]
        assert f"retaliates (from there) {ours}" in rows[theirs]
        linked = desk.get("/both.json?kind=probe").json()["links"]
        assert {"measure": ours, "link": "retaliates", "to": theirs} in linked


# -- pictures -------------------------------------------------------------------------------------


@given(st.integers(1, 3_000_000), st.integers(0, 20_000))
def test_a_day_falls_within_the_picture_and_later_days_further_right(first: int, span: int) -> None:
    axis = Axis(first, first + span)
    places = [axis.at(first + part * span // 4) for part in range(5)]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)


@given(st.lists(st.tuples(st.text("abc", min_size=3, max_size=20), st.integers(0, 700))))
def test_labels_of_milestones_never_meet(named: list[tuple[str, int]]) -> None:
    start = date(2025, 1, 1)
    days = [(name, name, start + timedelta(at), start + timedelta(at)) for name, at in named]
    found = marks(Axis(start.toordinal(), start.toordinal() + 700), days)
    assert len(found) == len(named)
    for row in {one.row for one in found}:
        spans = sorted(
            (one.at - wide, one.at) if one.left else (one.at, one.at + wide)
            for one in found
            if one.row == row
            for wide in [len(one.label) * LETTER]
        )
        assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))


def test_the_ticks_of_any_span_are_few_enough_to_read() -> None:
    start = date(2000, 1, 1).toordinal()
    for days in (1, 40, 400, 800, 4_000, 40_000):
        assert len(Axis(start, start + days).ticks()) <= 20


def test_a_lane_leaves_blank_what_nobody_had_published() -> None:
    day = date(2025, 11, 9).toordinal()
    unpublished = Run(1, day - 1, "announced", "not_yet_published", None, True)
    returned = Run(day, date.max.toordinal(), "in_force", None, "lapse", False)
    (band,) = bands([unpublished, returned], around(day))
    assert (band.kind, band.words) == (
        "returned",
        "in force by lapse, unconfirmed, from 9 Nov 2025",
    )
    assert lane_words([]) == "not published in these years"


# -- what a page costs ----------------------------------------------------------------------------


def test_the_time_and_the_size_of_each_page_are_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty requests a page, none answered before; told, for a test waits for no clock."""
    monkeypatch.setattr(house, "KEPT", 0)
    days = [date(2025, 1, 5) + timedelta(13 * number) for number in range(50)]
    pages = {
        "on": [f"/on/{day}" for day in days],
        "diff": [f"/diff/{day}/{day + timedelta(45)}" for day in days],
        "upcoming": [f"/upcoming?days={40 + number}" for number in range(50)],
        "both": [f"/both?from={day}" for day in days],
        "today": ["/"] * 50,
    }
    for name, paths in pages.items():
        took, size = [], 0
        desk.get(paths[0])  # whoever comes first waits for the template
        for path in paths:
            began = time.process_time()
            answer = desk.get(path)
            took.append((time.process_time() - began) * 1000)
            assert answer.status_code == 200
            size = max(size, int(answer.headers["content-length"]))
        took.sort()
        print(f"{name}: median {took[25]:.0f} ms, p99 {took[48]:.0f} ms, {size / 1024:.0f} kB")
        assert size < 100 * 1024
