"""Pages from templates: what every template may use, and a page as a response."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tracker import words
from tracker.alerts.atom import WHO
from tracker.alerts.legible import web_address
from tracker.answers import Answer
from tracker.ask import address
from tracker.web.guard import NO_STORE
from tracker.web.house import House
from tracker.web.notices import Notice


def horizon(answer: Answer) -> str:
    """How far the sources of an answer were looked at, in words."""
    through = {
        one.jurisdiction: one.checked_through or one.curated_through for one in answer.horizon
    }
    return ", ".join(f"{where} {words.day_words(day)}" for where, day in sorted(through.items()))


PAGES = Environment(
    loader=PackageLoader("tracker", "templates/web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.globals |= {
    "who": WHO,
    "words": words,
    "address": address,
    "signs": words.SIGNS,
    "states": words.STATES,
    "jurisdictions": words.JURISDICTIONS,
    "kinds": words.KINDS,
    "policies": words.POLICIES,
    "part_horizon": horizon,
}
STATIC = files("tracker.web") / "static"
SHEETS = ("base.css", "answers.css", "life.css", "desk.css")
MEDIA = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def linked(url: object) -> str | None:
    """An address that a page may link to: http or https, nothing that runs."""
    return web_address(str(url)) if url else None


FILTERS: dict[str, Callable[..., Any]] = {
    "day": lambda day: words.day_words(str(day)) if day else "",
    "act": words.act_name,
    "linked": linked,
    "lang": lambda code: {"zh": "zh-Hans", "en": "en"}.get(str(code), ""),
}
PAGES.filters |= FILTERS


@cache
def static(name: str) -> bytes:
    """A file that pages refer to; the style sheet is its parts in order."""
    parts = SHEETS if name == "style.css" else (name,)
    return b"\n".join((STATIC / part).read_bytes() for part in parts)


@cache
def version_of(name: str) -> str:
    """A word that changes with the file, so that browsers may keep it for ever."""
    return hashlib.sha256(static(name)).hexdigest()[:12]


def html(house: House, template: str, *, language: str = "en", **given: Any) -> bytes:
    """A page's bytes; `house` gives its links their root, and nothing a request claims does."""
    shared = {
        "language": language,
        "root": house.root,
        "base": house.base or "",
        "style": f"{house.root}/static/style.css?v={version_of('style.css')}",
        "script": f"{house.root}/static/page.js?v={version_of('page.js')}",
        "icon": f"{house.root}/static/icon.svg?v={version_of('icon.svg')}",
        "session": None,
    }
    return PAGES.get_template(template).render(shared | given).encode()


def page(
    house: House,
    template: str,
    status: int = 200,
    *,
    headers: Mapping[str, str] = NO_STORE,
    **given: Any,
) -> HTMLResponse:
    """A page; unless told otherwise nobody on the way may keep it."""
    return HTMLResponse(html(house, template, **given), status, headers=dict(headers))


def notice(
    house: House, found: Notice, status: int = 200, *, language: str = "en", plain: bool = False
) -> HTMLResponse:
    """A page with a notice; a `plain` one leads nowhere and has no button but its own."""
    return page(house, "notice.html", status, language=language, notice=found, plain=plain)
