"""Files are written whole or not at all, and what is there is never overwritten unasked."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from events.errors import StoreUnwritable
from tracker.asked import UsageError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def save(path: Path, body: bytes, *, force: bool = False) -> None:
    """A body as a file; UsageError where one is there already, or none can be."""
    with drafted(path, force=force) as draft:
        draft.write_bytes(body)


@contextmanager
def drafted(path: Path, *, force: bool = False) -> Iterator[Path]:
    """A name to write to, beside the file: at the end of the block it becomes the file.

    After an error nothing is left, and what was there before is as it was.
    """
    may_be_written(path, force=force)
    draft = path.with_name(f".{path.name[:60]}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def may_be_written(path: Path, *, force: bool = False) -> None:
    """UsageError where a file is there already, unless `force`, or where a folder is."""
    try:
        path.lstat()
        folder, there = path.is_dir(), True
    except FileNotFoundError:
        folder = there = False
    except (OSError, ValueError) as error:  # a name too long, or with a NUL
        words = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{str(path)[:80]!r}: names no file ({words}); name another") from error
    if folder:
        raise UsageError(f"{path}: expected the name of a file, found a folder; name a file")
    if there and not force:
        raise UsageError(f"{path}: is there already; name another file, or add --force")


def _refusal(path: Path, error: OSError) -> UsageError | StoreUnwritable:
    words = f"{path}: cannot be written: {error.strerror or error}"
    if error.errno in FULL:
        return StoreUnwritable(f"{words}; make room: nothing was half written")
    return UsageError(f"{words}; name a file in a folder that is there and may be written to")
