"""An answer's bytes while they come: content encodings undone, counted, and stopped at the cap.

A body is whole only if something says so: the length, the last chunk, the checksum at the end of
gzip. Where nothing does (the connection just closes), `framed` is False and the end of the page
itself must be looked for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal

PIECE = 64 * 1024  # as much as is undone at once: a bomb never has more in memory
CODINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
MOST_CODINGS = 2


class Unusable(Exception):
    """Bytes that cannot be used: more should have come, too many came, or they are wrong."""

    def __init__(self, found: str, kind: Literal["cut", "too big", "wrong"]) -> None:
        self.found, self.kind = found, kind
        super().__init__(found)


@dataclass
class Body:
    """What has come so far, without its encodings."""

    cap: int
    held: BytesIO = field(default_factory=BytesIO)  # gives its bytes without a copy
    arrived: int = 0  # bytes as they were sent

    def take(self, chunks: Iterable[bytes], codings: list[str]) -> None:
        """Take in an answer to its end; Unusable where it has none, or not within the cap."""
        undone: Iterable[bytes] = self._counted(chunks)
        for coding in reversed(codings):
            undone = inflated(undone, coding)
        for piece in undone:
            self.held.write(piece)
            self._hold(self.held.tell())

    def content(self) -> bytes:
        return self.held.getvalue()

    def _counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.arrived += len(chunk)
            self._hold(self.arrived)
            yield chunk

    def _hold(self, size: int) -> None:
        if size > self.cap:
            self.held.truncate(min(self.cap, self.held.tell()))
            raise Unusable(f"more than {self.cap:,} bytes", "too big")


def codings(headers: Mapping[str, str]) -> list[str]:
    """The content encodings of an answer in the order they were put on; we asked for two."""
    named = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    found = [name for name in named if name not in ("", "identity")]
    if strange := [name for name in found if name not in CODINGS]:
        raise Unusable(f"the content encoding {strange[0][:40]!r}, not asked for", "wrong")
    if len(found) > MOST_CODINGS:
        raise Unusable(f"{len(found)} content encodings, one inside the other", "wrong")
    return found


def framed(headers: Mapping[str, str], found: list[str]) -> bool:
    """Whether the end of the bytes is told by something else than a closed connection."""
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    return chunked or "content-length" in headers or bool(found)


def inflated(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The bytes under one encoding, piece by piece; Unusable without its proper end."""
    undo = None
    for chunk in chunks:
        while chunk:
            if undo is None or (undo.eof and coding != "deflate"):  # gzip may have many members
                undo = started(chunk, coding)
            if undo.eof:
                raise Unusable(f"bytes after the end of {coding}", "wrong")
            yield from pieces(undo, chunk, coding)
            chunk = undo.unused_data
    if undo is None or not undo.eof:
        raise Unusable(f"{coding} without its end", "cut")


def started(chunk: bytes, coding: str) -> zlib._Decompress:
    """Begin to undo; some servers send deflate without the header that it should have."""
    headless = coding == "deflate" and (chunk[0] & 0x0F != 8 or chunk[0] >> 4 > 7)
    return zlib.decompressobj(-zlib.MAX_WBITS if headless else CODINGS[coding])


def pieces(undo: zlib._Decompress, chunk: bytes, coding: str) -> Iterator[bytes]:
    """What a chunk becomes, never more than one piece at a time."""
    piece = b"." * PIECE
    while not undo.eof and (chunk or len(piece) == PIECE):
        try:
            piece = undo.decompress(chunk, PIECE)
        except zlib.error as error:
            raise Unusable(f"{coding} that cannot be undone ({error})", "wrong") from error
        if piece:
            yield piece
        chunk = undo.unconsumed_tail
