"""The archive as a WARC file, for whoever wants to read our evidence with their own tools.

Our bytes are kept without transfer and content encodings, so the headers that described those are
renamed, as other archives do. A page that came again unchanged becomes a record that refers to the
first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from scrapers.archive import Archive, FetchRecord

ENCODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
REASONS = {200: "OK", 403: "Forbidden", 404: "Not Found"}


def write_warc(archive: Archive, path: Path, *, source: str | None = None) -> int:
    """Write every answer that left bytes (of one source, or of all); how many there were."""
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with temporary.open("xb") as file:
            count = sum(1 for _ in written(WARCWriter(file, gzip=True), archive, path.name, source))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def written(writer: Any, archive: Archive, name: str, source: str | None) -> Iterator[FetchRecord]:
    """Write the records one by one, so that one body at a time is in memory."""
    writer.write_record(writer.create_warcinfo_record(name, {"format": "WARC File Format 1.0"}))
    first: dict[str, FetchRecord] = {}  # by sha256 and address
    for fetch in archive.fetches():
        if fetch.sha256 is None or source not in (None, fetch.source):
            continue
        known = first.setdefault(f"{fetch.sha256} {fetch.final}", fetch)
        response = (
            again(writer, fetch, known) if known is not fetch else whole(writer, archive, fetch)
        )
        writer.write_request_response_pair(request(writer, fetch), response)
        yield fetch


def whole(writer: Any, archive: Archive, fetch: FetchRecord) -> Any:
    """An answer with its bytes."""
    assert fetch.sha256 is not None
    body = archive.read(fetch.sha256)
    told = {"WARC-Date": moment(fetch.at), "WARC-Payload-Digest": f"sha256:{fetch.sha256}"}
    if fetch.truncated:
        told["WARC-Truncated"] = "length" if "more than" in fetch.truncated else "disconnect"
    return writer.create_warc_record(
        fetch.final,
        "response",
        payload=BytesIO(body),
        length=len(body),
        warc_headers_dict=told,
        http_headers=received(fetch, len(body)),
    )


def again(writer: Any, fetch: FetchRecord, known: FetchRecord) -> Any:
    """The same bytes as before."""
    return writer.create_revisit_record(
        fetch.final,
        f"sha256:{fetch.sha256}",
        known.final,
        moment(known.at),
        http_headers=received(fetch, fetch.size),
        warc_headers_dict={"WARC-Date": moment(fetch.at)},
    )


def request(writer: Any, fetch: FetchRecord) -> Any:
    """What was asked."""
    target = "/" + fetch.final.partition("://")[2].partition("/")[2]
    headers = [("Host", fetch.final.partition("://")[2].partition("/")[0]), *fetch.sent]
    body = (fetch.form or "").encode()
    return writer.create_warc_record(
        fetch.final,
        "request",
        payload=BytesIO(body),
        length=len(body),
        warc_headers_dict={"WARC-Date": moment(fetch.at)},
        http_headers=StatusAndHeaders(
            f"{fetch.method} {target} HTTP/1.1", headers, is_http_request=True
        ),
    )


def received(fetch: FetchRecord, size: int) -> Any:
    """The headers of an answer as they describe the bytes that we keep."""
    kept = [
        (f"X-Archive-Orig-{name}" if name.lower() in ENCODED else name, value)
        for name, value in fetch.headers
    ]
    line = f"{fetch.status} {REASONS.get(fetch.status, 'Status')}"
    return StatusAndHeaders(line, [*kept, ("Content-Length", str(size))], protocol="HTTP/1.1")


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
