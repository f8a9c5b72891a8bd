"""Today, a day, two days, what comes next, both sides and a search, as a reader meets them."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open

PAGES = (
    "/",
    "/on/2025-11-09",
    "/on/2025-11-09?instrument=mofcom-2025-61&state=all",
    "/diff/before:mofcom-2025-61/after:mofcom-2025-61",
    "/upcoming",
    "/both",
    "/search",
    "/search?words=%E7%A8%80%E5%9C%9F",
    "/on/1999-01-01?item=nothing-of-the-kind",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_page_is_accessible_and_says_nothing_to_the_console(
    browser_page: Open, path: str, dark: bool
) -> None:
    with browser_page(dark=dark) as opened:
        opened.visit(path)
        assert opened.violations() == []
        assert opened.said == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_scrolling_sideways_on_a_phone(browser_page: Open, path: str) -> None:
    with browser_page(phone=True) as opened:
        opened.visit(path)
        assert opened.sideways() <= 0
        assert opened.violations() == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_same_without_javascript(browser_page: Open, path: str) -> None:
    with browser_page() as opened, browser_page(scripts=False) as plain:
        told = opened.visit(path).locator("main").inner_text()
        still = plain.visit(path).locator("main").inner_text()
        slider = ["Day", "on", "the", "axis"] if path.startswith("/on/") else []
        assert sorted([*still.split(), *slider]) == sorted(told.split())


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_keyboard_alone_steps_from_day_to_day(browser_page: Open, scripts: bool) -> None:
    with browser_page(scripts=scripts) as opened:
        page = opened.visit("/on/2025-11-09?instrument=mofcom-2025-61&state=all")
        page.locator("#day").focus()
        for _ in range(12):  # the fields of the day, the button, then the steps
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.rel") == "next":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/on/2025-11-10?**")
        assert opened.path.startswith("/on/2025-11-10?")
        assert "instrument=mofcom-2025-61" in opened.path
        assert "state=all" in opened.path


def test_the_first_tab_skips_to_the_answer(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/on/2025-11-09")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_arrow_keys_on_the_bar_lead_to_the_day_before(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/on/2025-11-09?instrument=mofcom-2025-61&state=all")
        page.locator("#slide").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_url("**/on/2025-11-08?**")
        assert "instrument=mofcom-2025-61" in opened.path
        assert page.locator("h1").inner_text().startswith("All states on 8 Nov 2025")
        assert page.evaluate("document.activeElement.id") == "slide"
        assert opened.said == []


def test_dragging_the_bar_tells_the_day_before_it_is_released(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/on/2025-11-09?instrument=mofcom-2025-61&state=all")
        box = page.locator("#slide").bounding_box()
        assert box is not None
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] * 0.1, middle)
        page.mouse.down()
        assert page.locator("#slide + output").inner_text().endswith("2025")
        assert page.locator("#day").input_value() < "2025-06-01"
        assert opened.path.startswith("/on/2025-11-09")
        page.mouse.up()
        page.wait_for_url(lambda url: "/on/2025-11-09" not in url)
        assert page.locator("#day").input_value() < "2025-06-01"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_filter_leads_to_the_address_of_its_answer(browser_page: Open, scripts: bool) -> None:
    with browser_page(scripts=scripts) as opened:
        page = opened.visit("/on/2025-11-09")
        page.locator(".filters summary").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Instrument").fill("mofcom-2025-61")
        page.get_by_role("checkbox", name="suspended").press("Space")
        page.get_by_role("checkbox", name="announced").press("Space")
        page.get_by_label("Instrument").press("Enter")
        page.wait_for_url("**instrument=mofcom-2025-61**")
        wanted = "state=suspended&state=announced&instrument=mofcom-2025-61"
        assert sorted(opened.path.split("?")[1].split("&")) == sorted(wanted.split("&"))
        assert page.get_by_label("Instrument").input_value() == "mofcom-2025-61"


def test_two_days_are_compared_by_keyboard(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/diff/before:madrid/after:busan")
        page.get_by_label("After", exact=True).fill("2025-10-08")
        page.get_by_label("up to", exact=True).fill("2025-10-10")
        page.get_by_label("up to", exact=True).press("Enter")
        page.wait_for_url("**/diff/2025-10-08/2025-10-10")
        assert page.locator("h1").inner_text() == "After 8 Oct 2025, up to 10 Oct 2025"


def test_a_word_leaves_only_its_changes_without_any_script(browser_page: Open) -> None:
    with browser_page(scripts=False) as opened:
        page = opened.visit("/diff/2025-11-06/2025-11-07")
        changes = page.locator(".change")
        every = changes.count()
        page.get_by_role("radio", name="suspended").check()
        left = [row for row in changes.all() if row.is_visible()]
        assert 0 < len(left) < every
        assert {row.locator(".word").inner_text() for row in left} == {"suspended"}
        assert all(
            day.locator(".suspended").count() for day in page.locator(".of-day:visible").all()
        )


def test_a_day_of_the_calendar_leads_to_its_changes(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/upcoming")
        link = page.locator(".month td a").first
        target = link.get_attribute("href")
        link.press("Enter")
        assert target is not None
        assert opened.path == f"/upcoming{target}"
        assert page.locator(target).is_visible()


def test_on_a_phone_the_answer_is_not_pushed_away_by_the_filters_in_use(browser_page: Open) -> None:
    with browser_page(phone=True) as opened:
        page = opened.visit("/on/2025-11-09?instrument=mofcom-2025-61&state=all")
        assert page.locator(".filters summary").inner_text() == "Filters: instrument, state"
        assert page.locator(".counts").bounding_box()["y"] < 740


def test_days_with_many_changes_leave_the_weeks_of_a_calendar_alike(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/upcoming?days=400")
        dots = page.locator(".month td small")
        assert dots.count()
        dots.evaluate_all("found => found.forEach(one => { one.textContent = '•••'; })")
        weeks = page.locator(".month tbody tr")
        heights = weeks.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
        assert max(heights) - min(heights) < 1


def test_both_sides_are_seen_and_read(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/both?from=2025-09-01&to=2025-12-31")
        drawn = page.locator(".two-lanes g > g").count()
        assert drawn == page.locator("main tbody tr").count() > 0
        assert page.get_by_role("img", name="Measures of China").count() == 1


def test_what_is_wrong_with_a_form_is_told_and_nothing_typed_is_lost(browser_page: Open) -> None:
    with browser_page() as opened:
        page = opened.visit("/on/2025-11-09")
        page.locator(".filters summary").click()
        page.get_by_label("Instrument").fill("mofcom-2099-61")
        page.get_by_label("Goods, in words").fill("镓")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url("**/go/on?**")
        assert "is no id" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("item").input_value() == "镓"
        assert page.get_by_label("day").input_value() == "2025-11-09"
        assert opened.violations() == []
        page.get_by_label("instrument", exact=True).fill("mofcom-2025-61")
        page.get_by_role("button", name="Ask again").click()
        page.wait_for_url("**/on/2025-11-09?**")


def test_a_search_is_asked_from_any_page(browser_page: Open) -> None:
    with browser_page(scripts=False) as opened:
        page = opened.visit("/upcoming")
        page.get_by_label("Search titles, quotes and names").fill("gallium")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?words=gallium")
        marks = [mark.inner_text().casefold() for mark in page.locator("mark").all()]
        assert marks
        assert all("gallium" in one for one in marks)
