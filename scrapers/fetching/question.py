"""What is asked of a site, and what an answer becomes: headers, keys, ages, pages, records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import urlencode

from scrapers.archive import FetchRecord
from scrapers.fetching.check import Answer, text_of
from scrapers.fetching.policy import Address, Policy, allowed
from scrapers.pages import Expect, Page

ACCEPT: Mapping[Expect, str] = {
    "html": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "json": "application/json,*/*;q=0.5",
    "xml": "application/xml,text/xml;q=0.9,*/*;q=0.5",
    "feed": "application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5",
    "any": "*/*",
}
UNTOLD = frozenset({"referer"})  # does not change what is asked


@dataclass(frozen=True)
class Question:
    """One thing to ask of a site."""

    address: Address
    expect: Expect
    form: str | None = None
    added: tuple[tuple[str, str], ...] = ()

    @property
    def method(self) -> str:
        return "GET" if self.form is None else "POST"

    @property
    def key(self) -> str:
        """The name of the question in the archive: method, address, form, and headers of ours."""
        added = [f"{name.lower()}: {value}" for name, value in self.added]
        told = sorted(line for line in added if line.partition(":")[0] not in UNTOLD)
        return "\n".join([f"{self.method} {self.address.url}", *filter(None, [self.form]), *told])


def question(
    policy: Policy,
    url: str,
    expect: Expect,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Question:
    """The question in its parts; Refused where the policy does not let us ask it."""
    if params:
        url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
    encoded = None if form is None else urlencode(form)
    return Question(allowed(url, policy), expect, encoded, tuple((headers or {}).items()))


def headers_for(ask: Question, policy: Policy, copy: FetchRecord | None) -> dict[str, str]:
    """The headers that are sent; with a copy's marks, if the site may say that it still stands."""
    sent = {
        "User-Agent": policy.contact,
        "Accept": ACCEPT[ask.expect],
        "Accept-Encoding": "gzip, deflate",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5" if policy.chinese else "en",
    }
    if ask.form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    for name, mark in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")):
        if copy and (value := copy.header(mark)):
            sent[name] = value
    return sent | dict(ask.added)


def age(moment: datetime, now: datetime) -> float:
    """Seconds since a moment; endless where the clock was put back."""
    past = (now - moment).total_seconds()
    return past if past >= 0 else float("inf")


def fresh(copy: FetchRecord, now: datetime, fresh_for: timedelta) -> bool:
    """Whether a copy is young enough to be taken without asking."""
    return age(copy.confirmed or copy.at, now) < fresh_for.total_seconds()


def conditional(copy: FetchRecord, now: datetime, policy: Policy) -> bool:
    """Whether the site may answer "unchanged": not for ever, it may be wrong about that."""
    marked = copy.header("etag") or copy.header("last-modified")
    return bool(marked) and age(copy.at, now) < policy.full_every


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds a site asks us to wait; None where it says nothing we understand."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds())


def type_and_charset(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The media type and the charset that an answer declares."""
    media, _, rest = headers.get("content-type", "").partition(";")
    _, _, charset = rest.lower().partition("charset=")
    return media.strip().lower() or None, charset.strip(" \"';") or None


def page(
    ask: Question,
    policy: Policy,
    final: Address,
    headers: Mapping[str, str],
    body: bytes,
    at: datetime,
    *,
    framed: bool = True,
    unchanged: bool = False,
) -> Page:
    """The page of an answer that passes every check; else SourceError."""
    media_type, charset = type_and_charset(headers)
    answer = Answer(
        policy,
        ask.expect,
        final.url,
        ask.address.path,
        final.path,
        media_type,
        charset,
        body,
        framed,
    )
    text = text_of(answer)
    digest = sha256(body).hexdigest()
    lower = {name.lower(): value for name, value in headers.items()}
    return Page(policy.source, final.url, 200, lower, body, text, digest, media_type, at, unchanged)


def page_of_copy(ask: Question, policy: Policy, copy: FetchRecord, body: bytes) -> Page:
    """The archived copy as a page, under the same checks."""
    final = allowed(copy.final, policy)
    return page(ask, policy, final, dict(copy.headers), body, copy.at, unchanged=True)
