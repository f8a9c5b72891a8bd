"""Review, alerts, signing in and the API, as a person at a browser meets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import PHONE, WIDE, Opened
from tests.writing_desk import Desk, writing_desk
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.subscription import Subscription

PAGES = ("/review", "/review/ONE", "/alerts", "/signin", "/api", "/health", "/alerts/confirm/x")
SIGNED = ("/review", "/review/ONE", "/alerts")


@pytest.fixture(scope="module")
def desk(few: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with writing_desk(tmp_path_factory.mktemp("desk")) as made:
        wish = {"name": "rare-earths", "to": "reader@example.com", "question": {"item": "镓"}}
        for name, more in (("rare-earths", {}), ("daily", {"how": "daily", "confirmed": True})):
            given = {**wish, "name": name, **more}
            Subscribers(made.store, made.bench.clock).add(Subscription.model_validate(given))
        yield made


def opened(desk: Desk, chromium: Any, **how: Any) -> Opened:
    context = chromium.new_context(**{"viewport": WIDE, **how})
    made = Opened(context.new_page(), desk.origin)
    made.page.on("console", lambda told: made.said.append(f"{told.type}: {told.text}"))
    made.page.on("pageerror", lambda error: made.said.append(str(error)))
    return made


def signed_in(desk: Desk, chromium: Any, **how: Any) -> Opened:
    made = opened(desk, chromium, **how)
    page = made.visit("/signin?next=/review")
    page.fill("input[name=token]", desk.tokens["both"])
    page.click("main button")
    page.wait_for_url("**/review")
    return made


def at(desk: Desk, path: str) -> str:
    return path.replace("ONE", desk.waiting()["unread"])


def look(made: Opened, path: str) -> None:
    made.page.goto(f"{made.site}{path}")
    assert made.violations() == [], path
    assert made.sideways() <= 0, path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_desk_is_accessible_and_fits_a_phone(desk: Desk, chromium: Any, dark: bool) -> None:
    scheme = "dark" if dark else "light"
    for viewport in (WIDE, PHONE):
        made = opened(desk, chromium, viewport=viewport, color_scheme=scheme)
        for path in PAGES:
            look(made, at(desk, path))
        made.page.context.close()
        made = signed_in(desk, chromium, viewport=viewport, color_scheme=scheme)
        for path in SIGNED:
            look(made, at(desk, path))
        assert [said for said in made.said if "404" not in said and "503" not in said] == []
        made.page.context.close()


def test_a_person_signs_in_decides_subscribes_and_signs_out_without_javascript(
    desk: Desk, chromium: Any
) -> None:
    made = signed_in(desk, chromium, java_script_enabled=False)
    page, id = made.page, desk.waiting()["reading"]
    page.goto(f"{made.site}/review/{id}")
    page.fill(f'form[action$="/review/{id}/reject"] input[name=reason]', "the page is a draft")
    page.click(f'form[action$="/review/{id}/reject"] button')
    page.wait_for_url(f"**/review/{id}")
    assert "This was decided" in page.inner_text("h1")
    assert "the page is a draft" in page.inner_text("main")
    page.goto(f"{made.site}/alerts")
    page.fill("input[name=name]", "from-a-browser")
    page.fill("input[name=address]", "person@example.com")
    page.click('form[action$="/alerts/subscriptions"] button')
    page.wait_for_url("**/alerts")
    assert "person@example.com" in page.inner_text("table.subscriptions")
    page.click('button[aria-label="End from-a-browser"]')
    page.wait_for_url("**/alerts")
    assert page.locator('button[aria-label="Forget from-a-browser"]').count() == 1
    page.click("form.signed button")
    page.wait_for_url("**/review")
    assert "Sign out" not in page.inner_text("main")
    page.context.close()


def test_a_wrong_token_is_told_beside_the_field(desk: Desk, chromium: Any) -> None:
    made = opened(desk, chromium)
    page = made.visit("/signin")
    page.fill("input[name=token]", "rtt_wrong")
    page.click("main button")
    assert "This token does not work." in page.inner_text("[role=alert]")
    assert made.violations() == []
    page.context.close()
