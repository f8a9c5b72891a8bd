"""The pictures of the pages in docs/images, made anew: `python -m tests.browser.pictures`.

A server on the bundled history, its clock at noon of 26 November 2026, photographed in Chromium and
brought down to a palette, so that no picture exceeds 200 kB.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, PHONE, QUIET
from tests.web_server import desk_in

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
MOST, COLOURS = 200_000, 48  # bytes of a picture, colours of its palette
SCREEN = {"width": 1280, "height": 1000}
DAY = "/on/2026-11-11?instrument=mofcom-2025-61&state=all"
CASE = "/check?item=%E9%95%93&from=CN&to=KR&party=Skydio&on=2025-11-10"
PICTURES: dict[str, tuple[str, dict[str, int], str]] = {
    "today": ("/", SCREEN, "light"),
    "on": (DAY, SCREEN, "light"),
    "on-phone-dark": (DAY, {**PHONE, "height": 1240}, "dark"),
    "diff": ("/diff/2025-11-06/2025-11-10", SCREEN, "light"),
    "measure": ("/measures/mofcom-2025-61/i-1", {"width": 1120, "height": 1380}, "light"),
    "check": (CASE, {"width": 1120, "height": 1180}, "light"),
    "party": ("/parties?name=Skydio&on=2025-05-20", {"width": 1120, "height": 1060}, "light"),
    "both": ("/both?kind=duty", SCREEN, "light"),
}


def small(png: bytes) -> bytes:
    """The same picture with few colours."""
    from PIL import Image

    held = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(held, "PNG", optimize=True)
    return held.getvalue()


def picture(browser: Any, address: str, screen: dict[str, int], look: str) -> bytes:
    """What a reader sees first of a page."""
    context = browser.new_context(viewport=screen, color_scheme=look, device_scale_factor=1)
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
    taken: bytes = page.screenshot()
    context.close()
    return small(taken)


def main() -> None:
    """Write every picture; a picture that is too large is said to be."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        desk_in(Path(folder)) as desk,
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        site = str(desk.client.base_url).rstrip("/")
        for name, (path, screen, look) in PICTURES.items():
            taken = picture(browser, f"{site}{path}", screen, look)
            (IMAGES / f"{name}.png").write_bytes(taken)
            print(f"{name}.png: {len(taken) / 1000:.0f} kB", "too large" * (len(taken) > MOST))
        browser.close()


if __name__ == "__main__":
    main()
