"""The archive: raw bytes by sha256, and two append-only logs of how they came and who read them.

`blobs/ab/<sha256>` holds bytes once, however often they come. `fetches.jsonl` has a line for each
answer of a site, also for those that were refused or cut. `texts.jsonl` lists the documents that
were handed to a reader, in order, so that a replay reads the same ones again. A line that a crash
tore is not part of a log; `verify` names it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256 as digest
from pathlib import Path
from typing import Any

from events.errors import LedgerError, StoreUnwritable
from scrapers.archive_files import JsonLines, holds, write_whole
from scrapers.documents import Document

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class FetchRecord:
    """One answer of a site: what was asked, what came, when, and which bytes it left.

    `key` names the question (method, address, form). `refused` is why the answer was not used,
    `truncated` why its bytes are not whole. `confirmed` is the last moment at which the site said
    that this copy still stands.
    """

    source: str
    key: str
    method: str
    url: str  # asked
    final: str  # after redirects
    status: int
    at: datetime
    sent: Headers = ()
    form: str | None = None
    headers: Headers = ()
    sha256: str | None = None
    size: int = 0
    truncated: str | None = None
    refused: str | None = None
    confirmed: datetime | None = None

    @property
    def whole(self) -> bool:
        """Whether its bytes were taken for a good copy."""
        return self.status == 200 and bool(self.sha256) and not (self.truncated or self.refused)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class TextRecord:
    """One document that was handed to a reader."""

    source: str
    url: str
    sha256: str
    about_sha256: str | None
    media_type: str | None
    at: datetime


@dataclass
class Archive:
    """A folder of evidence; nothing in it is ever changed or deleted."""

    folder: Path
    _good: dict[str, FetchRecord] = field(default_factory=dict, repr=False)
    _noted: dict[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.folder = Path(self.folder)
        self._fetches = JsonLines(self.folder / "fetches.jsonl")
        self._texts = JsonLines(self.folder / "texts.jsonl")

    def place(self, sha256: str) -> Path:
        return self.folder / "blobs" / sha256[:2] / sha256

    def keep(self, body: bytes | bytearray) -> str:
        """Store bytes durably and give their sha256; bytes that are there are left alone."""
        name = digest(body).hexdigest()
        path = self.place(name)
        try:
            if not holds(path, name):
                write_whole(path, body)
        except OSError as error:
            raise unwritable(self.folder, error) from error
        return name

    def read(self, sha256: str) -> bytes:
        """The bytes of that name; LedgerError where they are missing or are others."""
        try:
            body = self.place(sha256).read_bytes()
        except OSError as error:
            raise damaged(self.folder, sha256, f"cannot be read ({error.strerror})") from error
        if digest(body).hexdigest() != sha256:
            raise damaged(self.folder, sha256, f"holds {len(body):,} other bytes")
        return body

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there and are those of that name."""
        return holds(self.place(sha256), sha256)

    def log(self, record: FetchRecord) -> None:
        """Note an answer of a site."""
        told = {name: value for name, value in asdict(record).items() if value not in (None, ())}
        self._append(self._fetches, told | {"at": record.at.isoformat()})

    def fetches(self) -> Iterator[FetchRecord]:
        """Every answer noted, in order."""
        return (fetch_record(line) for line in self._fetches)

    def last(self, key: str) -> FetchRecord | None:
        """The newest whole copy for a question, and when it was last confirmed."""
        for line in self._fetches.unseen():
            record = fetch_record(line)
            if record.whole:
                self._good[record.key] = replace(record, headers=validators(record), sent=())
            elif record.status == 304 and (copy := self._good.get(record.key)):
                self._good[record.key] = replace(copy, confirmed=record.at)
        return self._good.get(key)

    def note_text(
        self,
        source: str,
        url: str,
        sha256: str,
        about_sha256: str | None,
        media_type: str | None,
        at: datetime,
    ) -> None:
        """Note a document that is handed to a reader, unless the last one of its address was it.

        A text that goes from A to B and back to A is noted three times: a replay tells the same.
        """
        self._catch_up()
        if self._noted.get((source, url)) == (sha256, about_sha256):
            return
        record = TextRecord(source, url, sha256, about_sha256, media_type, at)
        self._append(self._texts, asdict(record) | {"at": at.isoformat()})

    def texts(self, source: str | None = None) -> Iterator[TextRecord]:
        """The documents handed to readers, in order; of one source, or of all."""
        for line in self._texts:
            record = text_record(line)
            if source in (None, record.source):
                yield record

    def document(self, record: TextRecord) -> Document:
        """The document as the reader had it."""
        about = self.read(record.about_sha256) if record.about_sha256 else None
        body = self.read(record.sha256)
        return Document(record.source, record.url, body, record.media_type, about)

    def verify(self) -> list[str]:
        """What is wrong with the archive: blobs changed, missing or strange, and torn lines."""
        resting = self._resting()
        found = {path.name: path for path in sorted(self.folder.glob("blobs/*/*"))}
        problems = [
            f"blob {name}: {wrong}{told(resting.get(name, ()))}"
            for name, path in found.items()
            if not name.startswith(".") and (wrong := wrong_with(path))
        ]
        problems += [
            f"blob {name}: missing{told(resting[name])}" for name in resting.keys() - found
        ]
        return sorted(problems) + self._fetches.problems() + self._texts.problems()

    def _resting(self) -> dict[str, list[str]]:
        """Which addresses rest on each blob."""
        resting: dict[str, list[str]] = {}
        for text in self.texts():
            for name in filter(None, (text.sha256, text.about_sha256)):
                resting.setdefault(name, []).append(text.url)
        for fetch in self.fetches():
            if fetch.sha256:
                resting.setdefault(fetch.sha256, []).append(fetch.final)
        return resting

    def _catch_up(self) -> None:
        for line in self._texts.unseen():
            record = text_record(line)
            self._noted[record.source, record.url] = (record.sha256, record.about_sha256)

    def _append(self, log: JsonLines, line: dict[str, Any]) -> None:
        try:
            log.append(line)
        except OSError as error:
            raise unwritable(self.folder, error) from error


def validators(record: FetchRecord) -> Headers:
    """The headers that a later question needs; the log has all of them."""
    wanted = ("etag", "last-modified", "content-type")
    return tuple(pair for pair in record.headers if pair[0].lower() in wanted)


def fetch_record(line: dict[str, Any]) -> FetchRecord:
    try:
        pairs = {name: tuple(map(tuple, line.get(name, ()))) for name in ("sent", "headers")}
        return FetchRecord(**line | pairs | {"at": datetime.fromisoformat(line["at"])})
    except (KeyError, TypeError, ValueError) as error:
        raise strange("fetches.jsonl", error) from error


def text_record(line: dict[str, Any]) -> TextRecord:
    try:
        return TextRecord(**line | {"at": datetime.fromisoformat(line["at"])})
    except (KeyError, TypeError, ValueError) as error:
        raise strange("texts.jsonl", error) from error


def strange(name: str, error: Exception) -> LedgerError:
    return LedgerError(
        f"{name}: expected a line as this tracker writes it, found another ({error}); "
        "use the version of the tracker that wrote it"
    )


def wrong_with(path: Path) -> str | None:
    try:
        if not path.stat().st_size and path.name != digest(b"").hexdigest():
            return "empty"
        return None if holds(path, path.name) else "not the bytes of its name"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def told(urls: Sequence[str]) -> str:
    """Which addresses rest on a blob, in a few words."""
    different = list(dict.fromkeys(urls))
    more = f" and {len(different) - 3} more" if len(different) > 3 else ""
    return f"; {', '.join(different[:3])}{more} rest on it" if different else ""


def damaged(folder: Path, sha256: str, how: str) -> LedgerError:
    return LedgerError(
        f"{folder}: archived bytes {sha256} {how}; restore them from a backup, or fetch them again"
    )


def unwritable(folder: Path, error: OSError) -> StoreUnwritable:
    try:
        free = f"{shutil.disk_usage(folder).free:,} bytes free"
    except OSError:
        free = "free bytes unknown"
    return StoreUnwritable(
        f"{folder}: the archive cannot be written ({error}; {free}); "
        "free space or make the folder writable, then run it again"
    )
