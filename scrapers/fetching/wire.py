"""Connections that end when the time of the whole request is over, however slowly bytes come.

The HTTP library counts its timeouts for each read: a site that sends a byte now and then would hold
it for ever. Here every step gets only the time that is left. Nothing in this file opens a
connection itself; it wraps what `scrapers.fetch` hands it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, Protocol

Dial = Callable[[str, int], Iterable[tuple[str, int]]]  # where a host and port are found


class OutOfTime(Exception):
    """The time of the whole request is over."""


class Patience:
    """The moment at which the request under way is given up."""

    ends = float("inf")

    def left(self) -> float:
        """The seconds that are left; OutOfTime where none are."""
        left = self.ends - monotonic()
        if left <= 0:
            raise OutOfTime
        return left


class Stream(Protocol):
    """A connection, as the HTTP library has it."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes: ...
    def write(self, buffer: bytes, timeout: float | None = None) -> None: ...
    def close(self) -> None: ...
    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream: ...
    def get_extra_info(self, info: str) -> Any: ...


class Connects(Protocol):
    """What opens a connection, as the HTTP library has it."""

    def connect_tcp(self, host: str, port: int, timeout: float | None = None) -> Stream: ...


class Wire:
    """Connections to where `dial` says, the first that answers, each step within the patience."""

    def __init__(
        self, plain: Connects, patience: Patience, dial: Dial, longest: float = 20.0
    ) -> None:
        self._plain, self._patience, self._dial, self._longest = plain, patience, dial, longest

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> Timed:
        fault: Exception = OSError(f"no address of {host}")
        for name, number in self._dial(host, port):
            seconds = min(self._patience.left(), self._longest)
            try:
                return Timed(self._plain.connect_tcp(name, number, seconds), self._patience)
            except Exception as error:  # told if no other address answers
                fault = error
        raise fault


class Timed:
    """A connection whose every step ends with the patience."""

    def __init__(self, stream: Stream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._patience.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._patience.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Timed:
        left = self._patience.left()
        return Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
