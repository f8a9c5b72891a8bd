"""A small HTTP server that stands in for many hosts, and misbehaves on request.

The official address https://HOST/PATH?Q is served as {replica.url}/HOST/PATH?Q. What a host answers
is registered with `add`; how it may go wrong is switched on with `trap`:

wire      status (status=…, retry_after=…), challenge_200, challenge_412, soft_404, maintenance,
          login, redirect_home, redirect (to=…), half_body, half_body_close, slow (every=…),
          reset, empty_body, wrong_type, old_etag, always_304
content   any other word is handed to the handler in `request.traps`, which knows its own shapes:
          paging_resets, zero_rows, mojibake, …

Without a trap every answer carries an ETag of its bytes and answers If-None-Match with 304.
"""

from __future__ import annotations

import hashlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

HTML = {"Content-Type": "text/html"}  # no charset: the ministry's servers name none
CHALLENGE = (
    b"<html><head><script>var $_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=94217;"
    b"document.cookie='acw_sc__v2='+$_ts.nsd;location.reload()</script></head><body></body></html>"
)
SOFT_404 = (
    "<html><head><title>404</title></head><body><p>您访问的页面不存在或已删除</p></body></html>"
)
MAINTENANCE = "<html><head><title>系统维护</title></head><body>系统维护中，请稍后访问</body></html>"
LOGIN = (
    "<html><head><title>登录</title></head><body><form action='/login' method='post'>"
    "<input name='username'><input type='password' name='password'></form></body></html>"
)
MISSING = "<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>"


@dataclass(frozen=True)
class Request:
    """What was asked, of which host; header names are in lower case."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    pairs: list[tuple[str, str]]
    form: dict[str, str]
    headers: dict[str, str]
    traps: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Response:
    """What is answered."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: dict(HTML))


Handler = Callable[[Request], Response]


@dataclass
class Trap:
    """One way to go wrong, on the paths that match; `times` None: until it is cleared."""

    host: str
    path: str
    kind: str
    options: dict[str, Any]
    times: int | None = None

    def bites(self, host: str, path: str) -> bool:
        return self.times != 0 and self.host == host and matches(self.path, path)


def matches(pattern: str, path: str) -> bool:
    """Whether a path is the one written, or matches it as a whole regular expression."""
    return pattern == path or re.fullmatch(pattern, path) is not None


def page(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page of HTML in UTF-8."""
    return Response(status, text.encode(), dict(HTML) | dict(headers or {}))


class Replica:
    """The sites, for as long as the `with` lasts."""

    def __init__(self) -> None:
        self.log: list[Request] = []
        self._routes: list[tuple[str, str, Handler]] = []
        self._traps: list[Trap] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Connection)
        self._server.daemon_threads = True
        self._server.replica = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add(self, host: str, path: str, handler: Handler) -> None:
        """What a host answers on a path or a regular expression of paths; the last added wins."""
        with self._lock:
            self._routes.insert(0, (host, path, handler))

    def trap(
        self, host: str, path: str, kind: str, *, times: int | None = None, **options: Any
    ) -> Trap:
        """Switch a fault on; `times` how often it bites."""
        trap = Trap(host, path, kind, options, times)
        with self._lock:
            self._traps.append(trap)
        return trap

    def clear(self, trap: Trap | None = None) -> None:
        """Switch one fault off, or all."""
        with self._lock:
            self._traps = [other for other in self._traps if trap is not None and other is not trap]

    @contextmanager
    def trapped(self, host: str, path: str, kind: str, **options: Any) -> Iterator[None]:
        """A fault that lasts as long as the `with`."""
        trap = self.trap(host, path, kind, **options)
        try:
            yield
        finally:
            self.clear(trap)

    def asked(self, host: str, path: str = ".*") -> list[Request]:
        """The requests a host had, in order."""
        with self._lock:
            return [got for got in self.log if got.host == host and matches(path, got.path)]

    def answer(self, request: Request) -> tuple[Response, dict[str, Trap]]:
        """The answer of a host, and the faults that the wire has to add to it."""
        with self._lock:
            biting = [trap for trap in self._traps if trap.bites(request.host, request.path)]
            for trap in biting:
                trap.times = None if trap.times is None else trap.times - 1
            handler = self._handler_of(request)
            request = replace(request, traps=frozenset(trap.kind for trap in biting))
            self.log.append(request)
        return handler(request), {trap.kind: trap for trap in biting}

    def _handler_of(self, request: Request) -> Handler:
        for host, path, handler in self._routes:
            if host == request.host and matches(path, request.path):
                return handler
        return lambda _: page(MISSING, 404)

    def wait(self, seconds: float) -> bool:
        """Sleep, but not beyond the end of the replica; whether it goes on."""
        return not self._stopped.wait(seconds)


def replaced(request: Request, response: Response, traps: Mapping[str, Trap]) -> Response:
    """The answer that a fault puts in the place of the real one, if one does."""
    home = f"https://{request.host}/"
    instead = {
        "challenge_200": lambda _: Response(200, CHALLENGE),
        "challenge_412": lambda _: Response(412, CHALLENGE),
        "soft_404": lambda _: page(SOFT_404),
        "maintenance": lambda _: page(MAINTENANCE),
        "login": lambda _: page(LOGIN),
        "redirect_home": lambda _: page("", 302, {"Location": home}),
        "redirect": lambda trap: page("", 302, {"Location": str(trap.options["to"])}),
        "empty_body": lambda _: replace(response, body=b""),
        "wrong_type": lambda _: replace(response, headers={"Content-Type": "application/pdf"}),
        "status": _status,
    }
    for kind, trap in traps.items():
        if kind in instead:
            return instead[kind](trap)
    return response


def _status(trap: Trap) -> Response:
    wait = trap.options.get("retry_after")
    headers = {} if wait is None else {"Retry-After": str(wait)}
    status = int(trap.options["status"])
    return page(f"<html><body>{status}</body></html>", status, headers)


class _Connection(BaseHTTPRequestHandler):
    """One request on the wire; the connection is closed after it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    do_HEAD = do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the replica keeps its own log."""

    def _serve(self) -> None:
        self.close_connection = True
        replica: Replica = self.server.replica  # type: ignore[attr-defined]
        request = self._request()
        response, traps = replica.answer(request)
        response = self._validated(request, replaced(request, response, traps), traps)
        with suppress(ConnectionError, TimeoutError):  # the client has had enough
            self._send(response, traps, replica)

    def _request(self) -> Request:
        split = urlsplit(self.path)
        host, _, path = split.path.lstrip("/").partition("/")
        length = int(self.headers.get("Content-Length") or 0)
        form = dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True))
        pairs = parse_qsl(split.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        where = unquote(f"/{path}")
        return Request(self.command, host, where, dict(pairs), pairs, form, headers)

    def _validated(
        self, request: Request, response: Response, traps: Mapping[str, Trap]
    ) -> Response:
        """The answer with its ETag, or 304 where the client has it."""
        if "always_304" in traps:
            return Response(304, b"", {})
        if response.status != 200:
            return response
        digest = "old" if "old_etag" in traps else hashlib.sha256(response.body).hexdigest()[:20]
        etag = response.headers.get("ETag", f'"{digest}"')
        if request.headers.get("if-none-match") == etag:
            return Response(304, b"", {"ETag": etag})
        return replace(response, headers={**response.headers, "ETag": etag})

    def _send(self, response: Response, traps: Mapping[str, Trap], replica: Replica) -> None:
        body = response.body
        if "reset" in traps:
            return self._reset()
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if "half_body_close" not in traps and response.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return None
        if "half_body" in traps or "half_body_close" in traps:
            body = body[: len(body) // 2]
        if "slow" in traps:
            return self._drip(body, float(traps["slow"].options.get("every", 0.5)), replica)
        self.wfile.write(body)
        return None

    def _reset(self) -> None:
        """Close with RST: linger of zero seconds."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _drip(self, body: bytes, every: float, replica: Replica) -> None:
        for start in range(len(body)):
            self.wfile.write(body[start : start + 1])
            self.wfile.flush()
            if not replica.wait(every):
                return
