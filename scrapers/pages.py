"""What a scraper may ask of the network, and what it gets: the shape of a fetch, without one.

`scrapers.fetch` is the only module that reaches a site; scrapers are given something that looks
like `Fetch`, so that tests and a replay from the archive can hand them another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from events.errors import Drift

Expect = Literal["html", "json", "xml", "feed", "any"]


@dataclass(frozen=True)
class Page:
    """One answer of a site, whole and decoded strictly.

    `url` is the official address after redirects, `body` the bytes without transfer and content
    encodings, `text` those bytes in the charset that fits them without one replacement character
    ("" where `expect` was "any"). `unchanged` says that the archived copy answered instead of a
    new one (304, or fresh enough).
    """

    source: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    text: str
    sha256: str
    media_type: str | None
    fetched_at: datetime
    unchanged: bool = False

    def json(self) -> Any:
        """The body as JSON; Drift where it is none."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise Drift(
                self.source,
                self.url,
                expected="JSON",
                found=f"text that is none ({error})",
                next_step=f"look at the archived copy {self.sha256[:12]}",
            ) from error


class Fetch(Protocol):
    """A polite GET (or a POST of a form) for one source; raises SourceError, never half a page.

    `fresh_for`: an archived copy younger than this is good enough, and the site is not asked.
    `params` are sent in the order given. Header names and values are added to our own.
    """

    @property
    def source(self) -> str: ...

    def __call__(
        self,
        url: str,
        *,
        expect: Expect = "html",
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        fresh_for: timedelta | None = None,
    ) -> Page: ...
