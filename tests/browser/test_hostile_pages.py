"""Words of strangers on every page, in a real browser: nothing runs, and nothing is fetched."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from events.facts import MeasureImposed, ReviewOpened, SourceFailed
from tests.browser.conftest import WIDE
from tests.test_alerts_letters import LINKS, XSS, hostile
from tests.web_server import Desk, desk_in
from tests.writing_desk import Desk as Archived
from tests.writing_desk import half_read, writing_desk

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
    asked = ["/parties?name=", "/search?words=", "/on/", "/check?from=CN&to=US&item="]
    asked += ["/signin?next=", "/instruments/", "/static/", "/snapshots/"]
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

    def request(asked: Any) -> None:
        if _elsewhere(asked.url, site):
            away.append(asked.url)

    def window(other: Any) -> None:
        if other != page:
            ran.append(f"window {other.url}")

    page.on("dialog", dialog)
    page.on("pageerror", lambda error: ran.append(f"error {page.url}: {error}"))
    page.on("console", lambda told: said.append(told.text))
    context.on("request", request)
    context.on("page", window)
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


# -- archived pages (59) --------------------------------------------------------------------------

CALL = "fetch('/api/subscriptions').then(a => a.text()).then(alert);"
BODIES = (
    f"<script>{CALL}</script>",
    f'<html><body onload="{CALL}">x</body></html>',
    "<img src=x onerror=alert(1)><img src=https://evil.example/a.gif>",
    "<iframe src='/alerts'></iframe><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form id=f method=post action='/signout'></form><script>f.submit()</script>",
    "<base href=https://evil.example/><link rel=stylesheet href=a.css><script src=b.js></script>",
    f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{CALL}\"/>",
    "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><iframe src='javascript:alert(1)'"
    " xmlns='http://www.w3.org/1999/xhtml'/></foreignObject></svg>",
    "<?xml version='1.0'?><?xml-stylesheet href='https://evil.example/a.xsl'?><a/>",
    "<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    "%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "GIF89a/*<script>alert(1)</script>*/=1;alert(1)",
)


@pytest.fixture(scope="module")
def archive(few: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    """A server whose archive holds hostile pages."""
    with writing_desk(tmp_path_factory.mktemp("archive")) as made:
        for number, body in enumerate(BODIES):
            made.bench.take(half_read(920 + number), body=body.encode())
        yield made


@pytest.mark.timeout(300)
def test_no_archived_page_runs_or_reaches_our_api(archive: Archived, chromium: Any) -> None:
    ran: list[str] = []
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()

    def dialog(shown: Any) -> None:
        ran.append(f"dialog {page.url}")
        shown.dismiss()

    def request(asked: Any) -> None:
        if _not_asked_for(asked, archive.origin):
            ran.append(asked.url)

    page.on("dialog", dialog)
    context.on("request", request)
    opened = 0
    for body in BODIES:
        name = hashlib.sha256(body.encode()).hexdigest()
        for form in ("", ".txt"):
            answer = page.goto(f"{archive.origin}/snapshots/{name}{form}", wait_until="load")
            assert answer.status in (200, 404), (form, body[:40])
            opened += answer.status == 200
            page.wait_for_timeout(50)
        text = archive.get(f"/snapshots/{name}.txt")
        saved = archive.get(f"/snapshots/{name}.bin")
        assert saved.content == body.encode()
        for told in (text, saved):
            assert told.headers["x-content-type-options"] == "nosniff"
            assert "html" not in told.headers["content-type"]
        assert saved.headers["content-disposition"].startswith("attachment; ")
        assert "sandbox" in saved.headers["content-security-policy"]
    print(f"archived pages that ran or asked: {len(ran)}/{len(BODIES)}, on {opened} pages")
    assert ran == []
    assert len(BODIES) == 15
    assert opened >= 15
    context.close()


def _not_asked_for(asked: Any, site: str) -> bool:
    """Whether a request is for anything but a snapshot, our style, our script or our sign."""
    ours = ("/snapshots/", "/static/", "/favicon.ico")
    return not any(asked.url.startswith(f"{site}{place}") for place in ours)
