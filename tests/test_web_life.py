"""Pages of a measure and of an instrument: each says what its data says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import httpx2
import pytest

from tests.edited_house import get, house_in, served, words
from tests.edited_page import WORDS
from tests.stations import Bench
from tracker.web.drawing.bands import drawing
from tracker.words import STATES, act_name, day_words


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with house_in(tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module")
def client(house: Bench) -> Iterator[httpx2.Client]:
    with served(house) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/measures/mofcom-2025-61/i-1",
        "/measures/mofcom-2025-61/i-1?known=2025-10-20",
        "/measures/mofcom-2024-46/para2a",
        "/instruments/mofcom-2025-61",
        "/instruments/mofcom-2025-70",
        "/instruments/bis-2025-19001?on=2026-01-05",
        "/measures/uel-2025-7/p1/skydio-inc",
        "/instruments/ecra-2018",
    ],
)
def test_a_page_of_a_life_says_what_its_data_says(client: httpx2.Client, path: str) -> None:
    told = words(get(client, path))
    place, _, query = path.partition("?")
    answer = get(client, f"{place}.json{'?' if query else ''}{query}").json()
    assert answer["measures"]
    for measure in answer["measures"]:
        assert measure["id"] in told
        assert f"confidence {measure['confidence']}" in told
        for run in measure["periods"]:
            if run["reason"] == "not_yet_published":
                continue
            for day in filter(None, (run["first"], run["last"])):
                assert day_words(day) in told
            assert STATES[run["state"]] in told
            assert act_name(run["by"]) in told
        for pledge in measure["pledges"]:
            assert f"promised: {pledge['promise']}" in told
        for act in measure["effects"]:
            assert act_name(act["cited"]["instrument"]) in told
        if not all(run["confirmed"] for run in measure["periods"]):
            assert "unconfirmed" in told
    assert answer["instrument"]["title"] in told
    if answer["instrument"]["notes"]:
        assert " ".join(answer["instrument"]["notes"].split()) in told


def test_what_decides_and_what_does_not_is_said_in_words(client: httpx2.Client) -> None:
    told = words(get(client, "/measures/mofcom-2025-61/i-1?on=2026-01-05"))
    assert "imposed from 1 Dec 2025 overruled by a later act" in told
    assert "suspended 7 Nov 2025 – 10 Nov 2026 decides" in told
    assert "curated by an analyst" in told
    assert "never operated" in told


def test_what_one_could_know_has_a_stop_for_each_act_and_each_opens_its_page(
    client: httpx2.Client,
) -> None:
    page = get(client, "/measures/mofcom-2025-61/i-1")
    stops = re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a>', page.text.partition("stops")[2])
    days = [day for _, day in stops[:4]]
    assert days == ["9 Oct 2025", "7 Nov 2025", "23 Sep 2026", "everything"]
    states = []
    for path, _ in stops[:4]:
        found = get(client, unescape(path))
        states.append(re.search(r"On 26 Nov 2026: \S+ ([a-z ]+?) (?:unc|pro|by)", words(found)))
    assert [one and one[1] for one in states] == ["in force"] * 4
    then = words(get(client, unescape(stops[0][0])))
    assert "As known on 9 Oct 2025." in then
    assert "suspended" not in then.partition("What decides")[2]
    assert "MOFCOM No. 70 of 2025 suspends it" in then  # the stop that lies ahead


def test_before_its_publication_nobody_could_know_of_it(client: httpx2.Client) -> None:
    told = words(get(client, "/instruments/mofcom-2025-61?known=2020-01-01"))
    assert "Nobody could know of it then" in told
    assert "As known on 1 Jan 2020" in told


def test_a_measure_says_what_answers_it_as_far_as_one_could_know(client: httpx2.Client) -> None:
    answered, answer = "eo-14257/china-34", "tariffcom-2025-4/p-24"
    told = f"{answer} retaliates for it"
    assert told in words(get(client, f"/measures/{answered}"))
    assert told in words(get(client, "/instruments/eo-14257"))
    assert told not in words(get(client, f"/measures/{answered}?known=2025-04-03"))
    assert told not in words(get(client, f"/measures/{answered}?recorded=3"))
    assert f"retaliates for {answered}" in words(get(client, f"/measures/{answer}"))


def test_the_bands_of_a_drawing_tell_the_same_as_the_table_beside_it(
    client: httpx2.Client,
) -> None:
    page = get(client, "/measures/mofcom-2025-61/i-1").text
    assert re.search(r'<svg role="img" aria-labelledby="bands-title bands-told"', page)
    told = re.search(r'<desc id="bands-told">([^<]+)</desc>', page)
    assert told
    assert "announced 9 Oct 2025 to 6 Nov 2025" in told[1]
    assert "suspended 7 Nov 2025 to 10 Nov 2026" in told[1]
    assert "in force by lapse, unconfirmed from 11 Nov 2026" in told[1]
    for sort in ("hatched", "dotted"):
        assert f'fill="url(#{sort})"' in page


def test_a_band_lies_where_its_days_are_and_never_leaves_the_drawing() -> None:
    runs = [
        {"first": None, "last": "2025-01-31", "state": "announced", "reason": None},
        {"first": "2025-02-01", "last": "2025-02-01", "state": "in_force", "reason": None},
        {"first": "2025-02-02", "last": None, "state": "ended", "reason": "expired"},
    ]
    for run in runs:
        run |= {"by": None, "confirmed": True}  # type: ignore[dict-item]
    made = drawing([("p1", runs)], date(2026, 1, 1), date(2025, 12, 1), "Life of p1")
    (lane,) = made.lanes
    assert [band.kind for band in lane.bands] == ["announced", "in_force", "ended"]
    assert all(band.x >= 0 and band.x + band.width <= 100.01 for band in lane.bands)
    assert all(band.width > 0 for band in lane.bands)
    before, day, after = lane.bands
    assert before.x < day.x < after.x
    assert made.beyond is not None
    assert made.beyond < made.day.x


def test_a_quote_stands_in_its_language_beside_its_translation_on_file(
    client: httpx2.Client,
) -> None:
    page = get(client, "/measures/mofcom-2026-901/p1")
    assert f'<blockquote lang="zh-Hans">{WORDS}</blockquote>' in page.text
    told = words(page)
    assert "Translation Example materials (English, for reference: not law)" in told
    assert "read by a program, not reviewed" in told
    assert "no translation on file" not in told


def test_without_a_quote_or_a_translation_the_page_says_so(client: httpx2.Client) -> None:
    assert "No words on file" in words(get(client, "/measures/mofcom-2025-61/i-1"))


def test_what_waits_for_a_person_is_shown(client: httpx2.Client) -> None:
    told = words(get(client, "/instruments/mofcom-2026-901"))
    data = get(client, "/instruments/mofcom-2026-901.json").json()
    assert data["instrument"]["questions"]
    assert "Waiting for a person" in told
    for one in data["instrument"]["questions"]:
        assert one["review"] in told
