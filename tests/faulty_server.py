"""Servers on 127.0.0.1 that answer byte for byte as a test says, also against every rule."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from scrapers.archive import Archive
from scrapers.fetch import SiteFetch
from scrapers.fetching.policy import Policy


class Asked(NamedTuple):
    """A request as it came; header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[Asked, socket.socket], None]


def reply(
    body: bytes | str = b"",
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    kind: str | None = "text/html",
    length: int | None = None,
) -> Behaviour:
    """A whole answer, with its length (or another)."""
    raw = body.encode() if isinstance(body, str) else body
    told = {"Content-Length": str(len(raw) if length is None else length)}
    if kind is not None:
        told["Content-Type"] = kind
    head = head_of(status, told | dict(headers or {}))
    return lambda _, peer: peer.sendall(head + raw)


def head_of(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()


def chunked(raw: bytes, *, size: int = 1000, end: bool = True, **headers: str) -> bytes:
    """An answer in chunks, with or without the last one."""
    parts = [raw[start : start + size] for start in range(0, len(raw), size)]
    framed = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    told = {"Content-Type": "text/html", "Transfer-Encoding": "chunked", **dashed(headers)}
    return head_of(200, told) + framed + (b"0\r\n\r\n" if end else b"")


def until_close(raw: bytes, **headers: str) -> bytes:
    """An answer whose end only the closed connection tells."""
    return head_of(200, {"Content-Type": "text/html", **dashed(headers)}) + raw


def dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def sends(raw: bytes) -> Behaviour:
    return lambda _, peer: peer.sendall(raw)


def resets(after: bytes = b"") -> Behaviour:
    """Send some bytes, then break the connection off."""

    def behave(_: Asked, peer: socket.socket) -> None:
        peer.sendall(after)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def drips(raw: bytes, every: float, stop: threading.Event, *, at_once: int = 0) -> Behaviour:
    """Send the first bytes at once and the others one by one."""

    def behave(_: Asked, peer: socket.socket) -> None:
        peer.sendall(raw[:at_once])
        for place in range(at_once, len(raw)):
            if stop.wait(every):
                return
            peer.sendall(raw[place : place + 1])

    return behave


def pours(head: bytes, pieces: Iterable[bytes]) -> Behaviour:
    """Send pieces for as long as the client takes them."""

    def behave(_: Asked, peer: socket.socket) -> None:
        peer.sendall(head)
        for piece in pieces:
            peer.sendall(piece)

    return behave


def redirects(location: str, status: int = 302) -> Behaviour:
    return reply(b"", status=status, headers={"Location": location})


@dataclass
class FaultyServer:
    """Answers by path (without the query); `asked` holds every request, in order."""

    routes: dict[str, Behaviour] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop.set()
        with suppress(OSError):  # wakes the thread that waits in accept
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._thread.join(5)
        self._socket.close()

    @property
    def url(self) -> str:
        return f"http{'s' if self.context else ''}://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [asked.target for asked in self.asked]

    def _accept(self) -> None:
        while not self.stop.is_set():
            peer, _ = self._socket.accept()
            if self.stop.is_set():
                peer.close()
                return
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with suppress(OSError, ValueError):  # the client may leave when it likes
            peer.settimeout(30)
            if self.context:
                peer = self.context.wrap_socket(peer, server_side=True)
            asked = read_request(peer)
            self.asked.append(asked)
            path = asked.target.partition("?")[0]
            behave = self.routes.get(path) or self.routes.get("*") or reply("none", status=404)
            behave(asked, peer)
        with suppress(OSError):
            peer.close()


def read_request(peer: socket.socket) -> Asked:
    raw = b""
    while b"\r\n\r\n" not in raw:
        more = peer.recv(65_536)
        if not more:
            raise ValueError("no request")
        raw += more
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += peer.recv(65_536)
    return Asked(method, target, headers, body)


class Proxy:
    """A proxy that takes every CONNECT to one server, and keeps what it was asked."""

    def __init__(self, port: int) -> None:
        self.to, self.asked = port, []  # type: tuple[int, list[str]]
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        head = peer.recv(65_536).decode("latin-1")
        self.asked.append(head.partition("\r\n")[0])
        with socket.create_connection(("127.0.0.1", self.to)) as behind, peer:
            if head.startswith("CONNECT"):
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                behind.sendall(head.encode("latin-1"))
            back = threading.Thread(target=pump, args=(behind, peer), daemon=True)
            back.start()
            pump(peer, behind)
            back.join(5)


def pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while more := source.recv(65_536):
            sink.sendall(more)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


HOST = "www.mofcom.gov.cn"
PAGE = f"https://{HOST}/zwgk/zcfb/art/2026/art_1.html"
PATH = f"/{HOST}/zwgk/zcfb/art/2026/art_1.html"
NOON = datetime(2026, 10, 8, 12, 0, tzinfo=UTC)


def article(
    text: str = "本公告自公布之日起正式实施。", *, title: str = "商务部公告2026年第1号"
) -> str:
    """A page as the ministry's CMS frames it, with words of our own."""
    return (
        f'<!DOCTYPE html><html><head><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="2026-10-08 12:00"><title>{title}</title></head><body>'
        f'<div class="art-con art-con-bottonmLine" ergodic="article"><p>{text}</p></div>'
        '<div class="article-tool"></div></body></html>'
    )


def policy(**changes: Any) -> Policy:
    """What one Chinese source allows, without the pauses that a test has no time for."""
    quick: dict[str, Any] = {
        "source": "cn_mofcom",
        "hosts": frozenset({HOST, "aqygzj.mofcom.gov.cn"}),
        "contact": "timeline-tracker/1.0 (+mailto:desk@tracker.example)",
        "chinese": True,
        "gap": 0.0,
        "deadline": 10.0,
        "wait": 0.01,
        "robots": False,
    }
    return Policy(**quick | changes)


def site_fetch(server: FaultyServer, folder: Path, **changes: Any) -> SiteFetch:
    """A fetch whose every host is that server."""
    return SiteFetch(policy(**changes), Archive(folder), now=lambda: NOON, at=server.url)
