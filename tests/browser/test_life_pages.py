"""A life, a party, a case, and what an answer rests on, as a reader meets them in a browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Open, Opened
from tests.edited_page import EVIL, edited_in
from tests.stations import loaded
from tests.web_server import serving
from tracker.web import app

LIFE = "/measures/mofcom-2025-61/i-1"
PAGES = (
    LIFE,
    f"{LIFE}?known=2025-10-20",
    "/instruments/mofcom-2025-61",
    "/instruments/mofcom-2025-61?known=2020-01-01",
    "/measures/uel-2025-7/p1",
    "/listings/uel-2025-7/p1",
    "/parties",
    "/parties?name=Skydio&on=2025-05-20",
    "/parties?name=Qqxyzzyqq+Holdings",
    "/check",
    "/check?item=%E9%95%93&from=CN&to=KR&party=Skydio&on=2025-11-10",
    "/check?item=A100&to=CN",
    "/sources",
    "/versions/mofcom-2025-61",
)
EVIDENCE = (
    "/versions/mofcom-2026-901",
    "/measures/mofcom-2026-901/p1",
    f"/snapshots/{hashlib.sha256(EVIL.encode()).hexdigest()}",
)


@pytest.fixture(scope="module")
def edited(few: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose archive has a page that was edited where it stood."""
    history = loaded(tmp_path_factory.mktemp("history"))
    found = edited_in(tmp_path_factory.mktemp("edited"), history)
    with serving(app(found.url, now=found.clock)) as client:
        yield str(client.base_url).rstrip("/")
    found.ledger.close()


def held(opened: Opened) -> None:
    """What every page is held to."""
    assert opened.violations() == []
    assert opened.said == []
    assert opened.sideways() <= 0


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("how", ["light", "dark", "phone"])
def test_a_page_is_accessible_fits_and_says_nothing_to_the_console(
    browser_page: Open, path: str, how: str
) -> None:
    with browser_page(dark=how == "dark", phone=how == "phone") as opened:
        opened.visit(path)
        held(opened)


@pytest.mark.parametrize("path", EVIDENCE)
@pytest.mark.parametrize("how", ["light", "dark", "phone"])
def test_a_page_of_evidence_is_held_to_the_same(
    browser_page: Open, edited: str, path: str, how: str
) -> None:
    with browser_page(dark=how == "dark", phone=how == "phone") as opened:
        opened.site = edited
        opened.visit(path)
        held(opened)


@pytest.mark.parametrize("how", ["light", "dark", "phone"])
def test_a_receipt_and_a_citation_are_held_to_the_same(browser_page: Open, how: str) -> None:
    with browser_page(dark=how == "dark", phone=how == "phone") as opened:
        page = opened.visit(LIFE)
        receipt = page.locator("footer a[href*='/receipts/']").get_attribute("href")
        opened.visit(receipt)
        assert "it is the same" in page.locator(".replayed").inner_text()
        held(opened)
        opened.visit(receipt.replace("/receipts/", "/cite/"))
        assert page.locator("textarea").count() == 3
        held(opened)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_same_without_javascript(browser_page: Open, path: str) -> None:
    with browser_page() as opened, browser_page(scripts=False) as plain:
        page = opened.visit(path)
        page.locator(".slide").evaluate_all("found => found.forEach(one => one.remove())")
        told = page.locator("main").inner_text()
        still = plain.visit(path).locator("main").inner_text()
        assert still.split() == told.split()


def known_in(page: Any) -> str:
    return str(page.locator(".stops a[aria-current]").inner_text())


def test_the_bar_of_what_was_known_is_moved_by_the_keyboard_alone(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit(LIFE)
        assert known_in(page).startswith("everything")
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "known-slider":
                break
        for day in ("2026-09-23", "2025-11-07", "2025-10-09"):
            page.keyboard.press("ArrowLeft")
            page.wait_for_url(f"**{LIFE}?known={day}")
            page.wait_for_function("document.activeElement.id === 'known-slider'")
        assert "As known on 9 Oct 2025" in page.locator("main").inner_text()
        assert page.locator("#known-slider").get_attribute("aria-valuetext").startswith("9 Oct")
        page.keyboard.press("End")
        page.wait_for_url(f"**{LIFE}")
        assert known_in(page).startswith("everything")
        assert opened.said == []


def test_without_javascript_the_days_of_what_was_known_are_links(browser_page: Open) -> None:
    with browser_page(scripts=False) as opened:
        page = opened.visit(LIFE)
        assert not page.locator(".slide").is_visible()
        page.locator(".stops a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{LIFE}?known=2025-10-09")
        assert known_in(page).startswith("9 Oct 2025")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_party_is_looked_for_by_the_keyboard_alone(browser_page: Open, scripts: bool) -> None:
    with browser_page(scripts=scripts) as opened:
        page = opened.visit("/parties")
        page.locator("#party-name").focus()
        page.keyboard.type("Skydio")
        page.keyboard.press("Tab")
        page.keyboard.type("2025-05-20")
        page.keyboard.press("Enter")
        page.wait_for_url("**/parties?name=Skydio&on=2025-05-20")
        assert page.locator(".match").count() == 2
        assert page.locator("#party-name").input_value() == "Skydio"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_case_is_told_fact_by_fact_by_the_keyboard_alone(
    browser_page: Open, scripts: bool
) -> None:
    with browser_page(scripts=scripts) as opened:
        page = opened.visit("/check")
        page.locator("#case-item").focus()
        page.keyboard.type("镓")
        page.keyboard.press("Enter")
        page.wait_for_url("**/check?item=*")
        before = page.locator(".finding").count()
        page.locator("#ask-to").focus()
        page.keyboard.type("US")
        page.keyboard.press("Enter")
        page.wait_for_url("**/check?item=*&to=US")
        assert "This is no clearance" in page.locator("main").inner_text()
        assert 0 < page.locator(".finding").count() <= before


def test_states_differ_by_shape_and_not_by_colour_alone(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/instruments/mofcom-2025-61")
        fills = page.locator(".bands > svg rect.band").evaluate_all(
            "found => found.map(one => [one.classList[1], getComputedStyle(one).fill])"
        )
        shapes = dict(fills)
        assert {"announced", "in_force", "suspended", "lapse"} <= shapes.keys()
        assert len(set(shapes.values())) == len(shapes)
        assert all("url" in shapes[kind] for kind in ("suspended", "lapse"))
        today = page.locator(".bands line.today").bounding_box()
        drawn = page.locator(".bands > svg").bounding_box()
        assert drawn["x"] < today["x"] < drawn["x"] + drawn["width"]


def test_nothing_of_a_snapshot_runs(browser_page: Open, edited: str) -> None:
    with browser_page() as opened:
        opened.site = edited
        page = opened.page
        page.on("dialog", lambda _: pytest.fail("a script of a snapshot ran"))
        for form in ("", ".txt"):
            opened.visit(f"{EVIDENCE[-1]}{form}")
        assert "无害 words" in page.locator("body").inner_text()
        assert page.locator("script").count() == 0
        assert opened.said == []


def test_what_was_struck_and_what_was_put_in_is_said_to_those_who_listen(
    browser_page: Open, edited: str
) -> None:
    with browser_page() as opened:
        opened.site = edited
        page = opened.visit(EVIDENCE[0])
        told = re.sub(r"\s+", " ", page.locator(".wording").text_content())
        assert "第二条 struck: 暂不 put in: 自2027年1月1日起实施。" in told
