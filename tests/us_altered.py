"""A fetch for tests that changes what the sites say: JSON before it is read, or whole bodies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from scrapers.pages import Expect, Page
from tests.plain_fetch import PlainFetch

Change = Callable[[Any], Any]


def with_body(page: Page, body: bytes) -> Page:
    digest = hashlib.sha256(body).hexdigest()
    return replace(page, body=body, text=body.decode(), sha256=digest)


@dataclass
class Altered:
    """Another fetch, whose answers from addresses that contain `where` are changed."""

    inner: PlainFetch
    where: str
    change: Change | None = None  # of the parsed JSON
    body: Callable[[bytes], bytes] | None = None
    now: datetime | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        return self.inner.source

    def __call__(
        self,
        url: str,
        *,
        expect: Expect = "html",
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        fresh_for: timedelta | None = None,
    ) -> Page:
        self.asked.append(url)
        page = self.inner(
            url, expect=expect, params=params, form=form, headers=headers, fresh_for=fresh_for
        )
        if self.now is not None:
            page = replace(page, fetched_at=self.now)
        if self.where not in page.url:
            return page
        body = page.body
        if self.change is not None:
            body = json.dumps(self.change(json.loads(body)), ensure_ascii=False).encode()
        return with_body(page, self.body(body) if self.body else body)
