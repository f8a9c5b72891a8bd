"""Words of strangers on every page, in a real browser: nothing runs, and nothing is fetched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from events.facts import MeasureImposed, ReviewOpened, SourceFailed
from tests.browser.conftest import WIDE
from tests.test_alerts_letters import LINKS, XSS, hostile
from tests.web_server import Desk, desk_in

DAY = "2026-11-24"
SOAK = bool(os.environ.get("TRACKER_SOAK"))


@pytest.fixture(scope="module")
def desk(few: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server whose ledger holds every payload in every word that a scraper may bring."""
    with desk_in(tmp_path_factory.mktemp("hostile")) as made:
        for number, payload in enumerate(XSS):
            url = LINKS[number % len(LINKS)]
            made.file(*hostile(payload, number, url), *_more(payload, number, url))
        yield made


def _more(payload: str, number: int, url: str) -> list[Any]:
    """A party, a question and an error with the payload in their words."""
    act = f"mofcom-2026-{95000 + number}"
    cited = {"instrument": act, "provision": "p1", "published_on": DAY, "quote": payload}
    listed = {
        "measure": f"{act}/p1/listed",
        "part_of": f"{act}/p1",
        "cited": {**cited, "url": url},
        "title": payload,
        "kind": "listing",
        "first_day": "2026-11-20",
        "note": payload,
        "parties": [payload],
        "list": "unreliable entity list",
    }
    known = MeasureImposed.model_fields
    told = MeasureImposed.model_validate({k: v for k, v in listed.items() if k in known})
    asked = {
        "review": f"hostile-{number}",
        "kind": "unread",
        "source": "cn_mofcom",
        "instrument": act,
        "reason": payload,
        "sentence": payload,
        "read": payload,
        "on_file": payload,
        "url": url,
    }
    failed = SourceFailed(source="cn_mofcom", expected=payload, found=payload)
    fields = ReviewOpened.model_fields
    asked_of = ReviewOpened.model_validate({k: v for k, v in asked.items() if k in fields})
    return [told, asked_of, failed]


def pages() -> list[str]:
    """Every kind of page, with the payloads on it and in its address."""
    found = ["/", f"/on/{DAY}?state=all&authority=MOFCOM&parts=1", f"/diff/2026-11-01/{DAY}"]
    found += ["/both", "/upcoming", "/review", "/sources", "/health", "/alerts", "/api"]
    asked = ("/parties?name=", "/search?words=", "/on/", "/check?from=CN&to=US&item=")
    asked += ("/signin?next=", "/instruments/", "/static/", "/snapshots/")
    for number, payload in enumerate(XSS):
        act, words = f"mofcom-2026-{95000 + number}", quote(payload, safe="")
        own = [f"/instruments/{act}", f"/measures/{act}/p1", f"/review/hostile-{number}"]
        told = [f"{asked[(number + step) % len(asked)]}{words}" for step in range(3)]
        found += [*own, *told] if SOAK else [own[number % 3], told[0]]
    return found


@pytest.mark.timeout(600)  # as many pages as that take a while
def test_no_payload_runs_and_nothing_is_fetched_from_elsewhere(desk: Desk, chromium: Any) -> None:
    site = str(desk.client.base_url).rstrip("/")
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    ran: list[str] = []
    away: list[str] = []
    said: list[str] = []

    def dialog(shown: Any) -> None:
        ran.append(f"dialog {page.url}")
        shown.dismiss()

    page.on("dialog", dialog)
    page.on("pageerror", lambda error: ran.append(f"error {page.url}: {error}"))
    page.on("console", lambda told: said.append(told.text))
    context.on("request", lambda asked: _elsewhere(asked.url, site) and away.append(asked.url))
    context.on("page", lambda other: other != page and ran.append(f"window {other.url}"))
    opened = 0
    for path in pages():
        page.goto(f"{site}{path}", wait_until="load")
        opened += 1
        strange = page.evaluate(STRANGE)
        assert strange == [], path
    refused = [line for line in said if "Content Security Policy" in line]
    print(
        f"ran {len(ran)}, fetched from elsewhere {len(away)}, refused by policy {len(refused)},"
        f" on {opened} pages with {len(XSS)} payloads in every word"
    )
    assert ran == []
    assert away == []
    assert refused == []  # nothing even tried
    assert opened >= (370 if SOAK else 130)
    context.close()


# Elements and attributes that no page of ours has: they would be a payload's own.
STRANGE = """() => {
  const names = 'iframe,object,embed,base,video,audio,marquee,isindex,applet,plaintext,xmp,style'
  const found = [...document.querySelectorAll(names)].map(one => one.outerHTML.slice(0, 80))
  for (const one of document.querySelectorAll('*')) {
    for (const name of one.getAttributeNames()) {
      if (name.startsWith('on') || name === 'style' || name === 'formaction') found.push(name)
    }
    const href = one.getAttribute('href') || one.getAttribute('src') || ''
    if (/^\\s*(javascript|data|vbscript|file):/i.test(href)) found.push(href.slice(0, 80))
  }
  return found
}"""


def _elsewhere(url: str, site: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "about") and f"{parts.scheme}://{parts.netloc}" != site
