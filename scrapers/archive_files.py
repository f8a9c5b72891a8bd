"""Files that survive a crash: bytes whole or not at all, and logs that lose at most their tail."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4


def write_whole(path: Path, body: bytes | bytearray) -> None:
    """Write a file so that it is there whole or not at all, whatever happens and whoever else."""
    make_folder(path.parent)
    temporary = path.parent / f".{uuid4().hex}"
    try:
        with temporary.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in a folder durable, where the system has that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def holds(path: Path, name: str) -> bool:
    """Whether a file has the bytes of a sha256."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == name
    except OSError:
        return False


class JsonLines:
    """A log of JSON objects, one a line; what a crash tore is left out and named by `problems`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = 0  # bytes that `unseen` has given

    def append(self, line: dict[str, Any]) -> None:
        """Add a line durably; two processes may do so at once."""
        new = not self.path.exists()
        make_folder(self.path.parent)
        body = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            write_at_once(handle, b"\n" + body if torn(handle) else body)
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            sync_folder(self.path.parent)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (line for _, line in self._from(0) if line is not None)

    def unseen(self) -> Iterator[dict[str, Any]]:
        """The lines that came since this was last asked."""
        for end, line in self._from(self._seen):
            self._seen = end
            if line is not None:
                yield line

    def problems(self) -> list[str]:
        """The lines that cannot be read, in words."""
        return [
            f"{self.path.name}: the line that ends at byte {end} cannot be read: a write was cut"
            for end, line in self._from(0, torn_tail=True)
            if line is None
        ]

    def _from(
        self, start: int, *, torn_tail: bool = False
    ) -> Iterator[tuple[int, dict[str, Any] | None]]:
        """Each line with the place of its end; None for one that is no JSON object."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            file.seek(start)
            for raw in file:
                if not raw.endswith(b"\n") and not torn_tail:
                    return  # still being written, or torn: not ours to take yet
                start += len(raw)
                if raw.strip():
                    yield start, parsed(raw)


def parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def torn(handle: int) -> bool:
    """Whether the last line of a file has no end."""
    if not os.fstat(handle).st_size:
        return False
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) != b"\n"


def write_at_once(handle: int, body: bytes) -> None:
    """One write, so that the lines of two processes do not mix."""
    written = os.write(handle, body)
    if written != len(body):
        raise OSError(f"only {written} of {len(body)} bytes could be written")
