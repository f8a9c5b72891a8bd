"""One Chromium for a file of tests, one server for all of them, and what every page is held to.

Where there is no Chromium the tests are skipped, with the reason.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.web_server import desk_in

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Opened:
    """A page in the browser, and what it complained of."""

    page: Any
    site: str
    said: list[str] = field(default_factory=list)

    def visit(self, path: str) -> Any:
        """Go to a page of the site; the answer's status is held to be 200."""
        answer = self.page.goto(f"{self.site}{path}")
        assert answer is not None
        assert answer.status == 200, path
        return self.page

    @property
    def path(self) -> str:
        """Where the browser is, below the site."""
        return str(self.page.url).removeprefix(self.site)

    def violations(self) -> list[str]:
        """What axe finds wrong with the page, a line a rule."""
        from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

        found = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]

    def sideways(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


Open = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for a file of tests: while it runs, nothing else may run an event loop here."""
    path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium here: neither /usr/bin/chromium nor one on the PATH")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(few: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the bundled history."""
    with desk_in(tmp_path_factory.mktemp("browser")) as desk:
        yield str(desk.client.base_url).rstrip("/")


@pytest.fixture
def browser_page(chromium: Any, site: str) -> Open:
    """Opens a page: `with browser_page(dark=True) as opened: opened.visit("/")`.

    `phone` is 360 pixels wide; `scripts=False` runs no JavaScript.
    """

    @contextmanager
    def opened(
        *, dark: bool = False, phone: bool = False, scripts: bool = True
    ) -> Iterator[Opened]:
        context = chromium.new_context(
            viewport=PHONE if phone else WIDE,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        page = context.new_page()
        made = Opened(page, site)
        page.on("console", lambda told: made.said.append(f"{told.type}: {told.text}"))
        page.on("pageerror", lambda error: made.said.append(str(error)))
        try:
            yield made
        finally:
            context.close()

    return opened
