"""A fetch for tests: the shape of `scrapers.pages.Fetch` over plain HTTP to a replica.

It has no archive, no patience and no manners: what belongs to the real fetch is tested there. It
keeps the promise that scrapers lean on: a whole page, strictly decoded, or a SourceError.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urljoin, urlsplit

from events.errors import Blocked, Incomplete, NotContent, SourceError
from scrapers.pages import Expect, Page

BEIJING = timezone(timedelta(hours=8))
REPLICA_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=BEIJING)
BLOCKS = (401, 403, 405, 412, 429, 503, 521)


@dataclass
class PlainFetch:
    """One source's fetch; `asked` holds what was fetched, in order."""

    source: str
    at: str
    now: datetime = REPLICA_NOW
    asked: list[str] = field(default_factory=list)

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
        if params:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
        self.asked.append(url)
        for _ in range(6):
            status, got, body = self._sent(url, form, headers or {})
            if status not in (301, 302, 303, 307, 308):
                return self._page(url, status, got, body, expect)
            url = self._official(urljoin(url, got["location"]))
        raise NotContent(self.source, url, expected="a page", found="redirects", next_step="look")

    def _official(self, url: str) -> str:
        return f"https:/{url.removeprefix(self.at)}" if url.startswith(self.at) else url

    def _sent(
        self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        split, server = urlsplit(url), urlsplit(self.at)
        path = f"/{split.netloc}{split.path or '/'}" + (f"?{split.query}" if split.query else "")
        body = None if form is None else urlencode(form).encode()
        kind = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection(str(server.hostname), server.port, timeout=20)
        try:
            connection.request("GET" if form is None else "POST", path, body, {**kind, **headers})
            answer = connection.getresponse()
            whole = answer.read()
            return answer.status, {name.lower(): v for name, v in answer.getheaders()}, whole
        except (HTTPException, OSError) as error:
            raise Incomplete(
                self.source, url, expected="a whole page", found=repr(error), next_step="try again"
            ) from error
        finally:
            connection.close()

    def _page(
        self, url: str, status: int, got: dict[str, str], body: bytes, expect: Expect
    ) -> Page:
        if status != 200:
            kind: type[SourceError] = Blocked if status in BLOCKS else NotContent
            told = {"expected": "200", "found": str(status), "next_step": "look"}
            raise kind(self.source, url, **told)
        media = got.get("content-type", "").partition(";")[0] or None
        text = "" if expect == "any" else self._decoded(url, body)
        digest = hashlib.sha256(body).hexdigest()
        return Page(self.source, url, status, got, body, text, digest, media, self.now)

    def _decoded(self, url: str, body: bytes) -> str:
        for charset in ("utf-8-sig", "gb18030"):
            try:
                return body.decode(charset)
            except UnicodeDecodeError:
                continue
        raise Incomplete(
            self.source, url, expected="text", found="undecodable bytes", next_step="look"
        )
