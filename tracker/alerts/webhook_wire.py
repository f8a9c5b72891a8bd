"""The connection to a webhook: all its steps together have an end, and it leads where it should.

The HTTP library counts its timeouts for each read, so that a server sending a byte now and then
would hold it for ever. Here every step gets only the time that is left.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from time import monotonic
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2

from config.alerts import LOCAL

if TYPE_CHECKING:
    import ssl


class Transport(httpx2.HTTPTransport):
    """httpx2's own transport over our wire."""

    def __init__(self, wire: Wire, context: ssl.SSLContext) -> None:
        self._pool = httpcore2.ConnectionPool(ssl_context=context, network_backend=wire)


class Wire(httpcore2.NetworkBackend):
    """One connection, all of whose steps together have an end; httpx2 counts only each of them."""

    def __init__(self, seconds: float) -> None:
        self.ends = monotonic() + seconds
        self.waits = False  # for an answer: everything has been said
        self.wrong_place: str | None = None
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        stream = self._plain.connect_tcp(host, port, self.left())
        self.wrong_place = _not_there(host, str(stream.get_extra_info("server_addr")[0]))
        if self.wrong_place:
            stream.close()
            raise httpcore2.ConnectError(self.wrong_place)
        return _Timed(stream, self)

    def left(self) -> float:
        left = self.ends - monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("out of time")
        return left


class _Timed(httpcore2.NetworkStream):
    """A connection whose every step gets what is left of the time."""

    def __init__(self, stream: httpcore2.NetworkStream, wire: Wire) -> None:
        self._stream, self._wire = stream, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._wire.waits = True
        return self._stream.read(max_bytes, self._wire.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._wire.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._wire.left())
        return _Timed(stream, self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _not_there(host: str, at: str) -> str | None:
    """A name of the network must not lead to this machine itself, nor to the one that hosts it.

    A private network is another matter: the reader's own server may well be there.
    """
    address = ip_address(at.partition("%")[0])
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    inward = address.is_loopback or address.is_link_local or address.is_unspecified
    return "this machine itself" if inward and host not in LOCAL else None
