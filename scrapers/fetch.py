"""The only network code: a polite request, its whole answer, and its bytes in the archive.

A SiteFetch serves one source. It asks no faster than the site wants, goes to no host but the
source's own, and gives a page that is whole, of the kind expected, and content; for anything else
it raises a SourceError that says what was expected, what came, and what to do. Names are looked up
here and the connection goes to the very address that was found to be public.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from time import sleep as wait_for
from types import TracebackType
from typing import Any, Self
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from events.errors import ConfigError, Incomplete, SourceError
from scrapers.archive import Archive
from scrapers.fetching.body import Body, Unusable, codings, framed
from scrapers.fetching.check import PASSING, by_status
from scrapers.fetching.errors import Passing, Saying, chain, innermost
from scrapers.fetching.memory import Kept, Memory
from scrapers.fetching.policy import Address, Policy, Refused, not_public, redirected
from scrapers.fetching.question import Question, headers_for, page, question, retry_after
from scrapers.fetching.robots import Robots, Status
from scrapers.fetching.tries import Tries
from scrapers.fetching.wire import Dial, OutOfTime, Patience, Wire
from scrapers.pages import Expect, Page

Told = tuple[Question, Address, int, Mapping[str, str], Mapping[str, str]]
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5
LOOKUP = 15.0  # seconds for a name
CAUSES = {
    9: "a certificate that is not yet valid",
    10: "a certificate that has expired",
    18: "a self-signed certificate",
    19: "a self-signed certificate in its chain",
    20: "a certificate whose issuer is unknown (perhaps it sends no intermediate certificate)",
    21: "a certificate whose issuer is unknown (perhaps it sends no intermediate certificate)",
    62: "a certificate for another host",
}
OLD_TLS = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS", "VERSION_TOO_LOW")


class Transport(httpx2.HTTPTransport):
    """httpx2's own transport over our wire, straight or through a proxy."""

    def __init__(self, wire: Wire, context: ssl.SSLContext, proxy: str | None = None) -> None:
        shared: dict[str, Any] = {"ssl_context": context, "network_backend": wire}
        if proxy is None:
            self._pool = httpcore2.ConnectionPool(**shared)
            return
        try:
            through = httpx2.Proxy(proxy)
        except (ValueError, httpx2.InvalidURL) as error:
            raise ConfigError(f"HTTPS_PROXY: expected http://host:port, found {error}") from error
        if through.url.scheme not in ("http", "https"):
            raise ConfigError(f"HTTPS_PROXY: expected http://…, found {through.url.scheme}://…")
        auth = through.raw_auth
        self._pool = httpcore2.HTTPProxy(str(through.url), proxy_auth=auth, **shared)


def public(host: str, port: int) -> list[tuple[str, int]]:
    """The addresses of a host, every one of them public; a lookup may not take for ever."""
    answers: SimpleQueue[list[str] | OSError] = SimpleQueue()
    Thread(target=lambda: answers.put(looked_up(host, port)), daemon=True).start()
    try:
        found = answers.get(timeout=LOOKUP)
    except Empty:
        raise OSError(f"no answer to the lookup of {host}") from None
    if isinstance(found, OSError):
        raise found
    for address in found:
        if wrong := not_public(address):
            raise Refused(f"{host} leads into a network: {wrong}")
    return [(address, port) for address in found]


def looked_up(host: str, port: int) -> list[str] | OSError:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def as_given(host: str, port: int) -> list[tuple[str, int]]:
    """For a stand-in or a proxy, which may well be inside our network."""
    return [(host, port)]


def proxies_for(policy: Policy) -> dict[str, str]:
    """The proxy of each host that has one, as the environment says it."""
    by_scheme = getproxies()
    return {
        f"{scheme}://{host}": proxy
        for host in policy.hosts
        for scheme in policy.schemes
        if not proxy_bypass(host) and (proxy := by_scheme.get(scheme) or by_scheme.get("all"))
    }


class SiteFetch:
    """The fetch of one source, with its manners and its memory; see `scrapers.pages.Fetch`.

    `at` is the base address of a stand-in for all hosts: https://HOST/PATH is asked as
    {at}/HOST/PATH, and everything is judged and recorded by the official address. `dial` says
    where a host is found, `context` which certificates are believed, `transport` replaces the
    network altogether.
    """

    def __init__(
        self,
        policy: Policy,
        archive: Archive,
        *,
        now: Callable[[], datetime],
        at: str | None = None,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = wait_for,
        dial: Dial | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.policy = policy
        self._now, self._sleep = now, sleep
        self._at = at.rstrip("/") if at else None
        self._transport, self._dial, self._context = transport, dial, context
        self._say = Saying(policy)
        self._memory = Memory(policy, archive, now)
        self._tries = Tries(policy)
        self._robots = Robots(policy, lambda ask: self._ask(ask, None))
        self._patience = Patience()
        self._asked: dict[str, float] = {}  # when each host last answered

    @property
    def source(self) -> str:
        return self.policy.source

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
        try:
            ask = question(self.policy, url, expect, params, form, headers)
        except Refused as refused:
            raise self._say.elsewhere(url, refused) from refused
        kept = self._memory.kept(ask, fresh_for)
        if kept and fresh_for is not None and self._memory.fresh(kept, fresh_for):
            return kept.page
        self._robots.obey(ask.address)
        return self._ask(ask, kept if kept and self._memory.may_confirm(kept) else None)

    def close(self) -> None:
        """Let the connections go."""
        if "_client" in self.__dict__:
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, ask: Question, kept: Kept | None) -> Page:
        return self._tries.run(ask.address, lambda ends: self._once(ask, kept, ends))

    def _once(self, ask: Question, kept: Kept | None, ends: float) -> Page:
        """One try, with its redirects."""
        address, form, seen = ask.address, ask.form, [ask.address.url]
        sent = headers_for(ask, self.policy, kept.record if kept else None)
        while True:
            with self._faults(address), self._answer(address, form, sent, ends) as response:
                if response.status_code not in REDIRECTS or "location" not in response.headers:
                    return self._taken(ask, kept, address, sent, response)
                location = dict(response.headers.raw)  # as sent: not every site writes ASCII
                status = response.status_code
            written = next(value for name, value in location.items() if name.lower() == b"location")
            form = form if status in (307, 308) else None
            address = self._following(address, written, seen)

    def _following(self, address: Address, location: bytes, seen: list[str]) -> Address:
        """Where a redirect leads, if it may be followed."""
        try:
            following = redirected(address, location, self.policy, self._at)
        except Refused as refused:
            raise self._say.blocked(address, f"a redirect that we refuse: {refused}") from refused
        if following.url in seen:
            raise self._say.blocked(address, f"redirects in a circle, back to {following.url}")
        if len(seen) > MOST_REDIRECTS:
            raise self._say.blocked(address, f"more than {MOST_REDIRECTS} redirects")
        seen.append(following.url)
        return following

    @contextmanager
    def _answer(
        self, address: Address, form: str | None, sent: Mapping[str, str], ends: float
    ) -> Iterator[httpx2.Response]:
        """The answer to one request, its body still to come."""
        self._keep_distance(address.host)
        self._patience.ends = min(monotonic() + self.policy.deadline, ends)
        target = f"{self._at}/{address.host}{address.target}" if self._at else address.url
        request = httpx2.Request(
            "GET" if form is None else "POST",
            target,
            headers=dict(sent),
            content=None if form is None else form.encode(),
        )
        if not self._at and request.url.netloc.decode() != address.host:
            raise Refused(f"an address that can be read in two ways, also as {request.url.host}")
        try:
            response = self._client.send(request, stream=True)
            try:
                yield response
            finally:
                response.close()
        finally:
            self._asked[address.host] = monotonic()

    def _keep_distance(self, host: str) -> None:
        """Wait until the host may be asked again."""
        gap = max(self.policy.gap, self._robots.gap(host))
        wait = self._asked.get(host, float("-inf")) + gap - monotonic()
        if wait > 0:
            self._sleep(wait)

    @cached_property
    def _client(self) -> httpx2.Client:
        """httpx2's client; cookies are never sent back, and redirects are ours to follow."""
        if self._transport is not None:
            return httpx2.Client(transport=self._transport, trust_env=False)
        context = self._context or httpx2.create_ssl_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        plain = httpcore2.SyncBackend()
        given = Wire(plain, self._patience, as_given)
        if self._at is not None:
            return httpx2.Client(transport=Transport(given, context), trust_env=False)
        straight = Transport(Wire(plain, self._patience, self._dial or public), context)
        proxies = {} if self._dial else proxies_for(self.policy)
        mounts = {pattern: Transport(given, context, proxy) for pattern, proxy in proxies.items()}
        return httpx2.Client(transport=straight, mounts=mounts, trust_env=False)

    def _taken(
        self,
        ask: Question,
        kept: Kept | None,
        address: Address,
        sent: Mapping[str, str],
        response: httpx2.Response,
    ) -> Page:
        """The page of an answer; what came of it goes to the archive, page or not."""
        status, headers = response.status_code, response.headers
        told = (ask, address, status, headers, sent)
        if status == 304 and kept:
            self._memory.note(*told)
            return kept.page
        body = Body(self.policy.attachment_cap if ask.expect == "any" else self.policy.page_cap)
        if status != 200:
            with suppress(Unusable, httpx2.HTTPError, OutOfTime):  # the status says enough
                body.take(raw_of(response), codings(headers))
            raise self._refused(told, body.content())
        try:
            undo = codings(headers)
            body.take(self._in_time(raw_of(response)), undo)
        except (Unusable, httpx2.HTTPError, OutOfTime) as error:
            self._memory.note(*told, body.content(), truncated=str(error) or "too slow")
            raise
        return self._checked(told, body.content(), whole=framed(headers, undo))

    def _in_time(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._patience.left()
            yield chunk

    def _refused(self, told: Told, body: bytes) -> Passing | SourceError:
        """The error of an answer that is neither content nor a redirect."""
        _, address, status, headers, _ = told
        wait = retry_after(headers.get("retry-after"), self._now())
        error = by_status(status, self.policy, address.url, wait)
        self._memory.note(*told, body, refused=str(error))
        error.__cause__ = Status(status)
        if status not in PASSING:
            return error
        passing = Passing(error, wait)
        passing.__cause__ = error.__cause__
        return passing

    def _checked(self, told: Told, body: bytes, *, whole: bool) -> Page:
        """The page, if it passes every check; a body that stops too soon may come whole again."""
        ask, address, _, headers, _ = told
        try:
            made = page(ask, self.policy, address, headers, body, self._now(), framed=whole)
        except Incomplete as error:
            self._memory.note(*told, body, truncated=error.found)
            raise Passing(error) from error
        except SourceError as error:
            self._memory.note(*told, body, refused=str(error))
            raise
        self._memory.note(*told, body)
        return made

    @contextmanager
    def _faults(self, address: Address) -> Iterator[None]:
        """Say what the network did in our own words, and whether it may pass."""
        try:
            yield
        except OutOfTime as error:
            raise self._say.late(address) from error
        except Refused as error:
            raise self._say.blocked(address, str(error)) from error
        except Unusable as error:
            raise self._say.unusable(address, error) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            if cause := tls_cause(error):
                step = "do not trust the site until its operator has mended it"
                raise self._say.incomplete(address, cause, step) from error
            if self._patience.ends <= monotonic():
                raise self._say.late(address) from error
            found = f"a connection that failed ({innermost(error)})"
            raise Passing(self._say.incomplete(address, found, "try again later")) from error


def raw_of(response: httpx2.Response) -> Iterator[bytes]:
    """The bytes as they come; a transport that is no network may have them all already."""
    return iter([response.content]) if response.is_stream_consumed else response.iter_raw()


def tls_cause(error: BaseException) -> str | None:
    """Why a certificate or a protocol is refused; None where that is not the trouble."""
    for one in chain(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return CAUSES.get(one.verify_code, f"a certificate refused: {one.verify_message}")
        if isinstance(one, ssl.SSLError) and any(word in str(one) for word in OLD_TLS):
            return "an outdated TLS version (older than 1.2)"
    return None
