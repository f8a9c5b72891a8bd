"""Files attached to a text: archived, hashed each week, and asked about when they are replaced.

A control list is a PDF that may be another one tomorrow at the same address. Nothing is read for
effects in an attachment: its bytes are evidence, and a change in its words waits for a person.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urlsplit, urlunsplit

from config.sources import Source
from events.errors import SourceError
from events.facts import CopyFound, Fact, ReviewOpened
from scrapers.attachments import Extracted, extract
from scrapers.documents import Document, Reading
from scrapers.pages import Fetch
from tracker.ingest.identity import identified
from tracker.ingest.known import Known
from tracker.ingest.questions import opened, question_id, withdrawn
from tracker.ingest.recheck import WEEKLY
from tracker.ingest.station import Station

ATTACHMENT = "attachment"


def attachments(
    readings: Iterable[Reading], station: Station, source: Source, fetch: Fetch
) -> Iterator[tuple[Document | None, str]]:
    """The files attached to texts on file, each as a document; or None and why it is not here."""
    for reading in readings:
        named, _ = identified(reading, station.known)
        if named is None or named.instrument not in station.known.texts:
            continue
        for words, link in reading.attachments:
            name, url = named_file(words, link)
            about = {"instrument": named.instrument, "name": name, "lang": reading.lang}
            try:
                page = fetch(url, expect="any", headers={"Referer": reading.url}, fresh_for=WEEKLY)
            except SourceError as error:
                yield None, f"{named.instrument}: the file {name!r} could not be archived: {error}"
                continue
            told = json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
            yield Document(source.name, url, page.body, ATTACHMENT, told), ""


def named_file(words: str, link: str) -> tuple[str, str]:
    """A file's own name and its address: pages link by http what the site serves by https, and
    say "download" where the address has the name.

    >>> named_file("附件下载", "http://www.example/download?fileUrl=eHk=&fileName=list.pdf")
    ('list.pdf', 'https://www.example/download?fileUrl=eHk=&fileName=list.pdf')
    """
    parts = urlsplit(link)
    (name, *_) = parse_qs(parts.query).get("fileName", [words or PurePosixPath(parts.path).name])
    secure = parts._replace(scheme="https") if parts.scheme == "http" else parts
    return name, urlunsplit(secure)


def attach(document: Document, station: Station) -> Counter[str]:
    """File one attached file; what was new or replaced."""
    about = json.loads(document.about or b"{}")
    station.archive.note_text(
        document.source,
        document.url,
        station.archive.keep(document.body),
        station.archive.keep(document.about or b"{}"),
        ATTACHMENT,
        station.now(),
    )
    known = station.known
    copies = known.copies[about["instrument"]]
    before = next((one for one in copies if _same(one, document)), None)
    if before is not None and before.sha256 == document.sha256:
        return Counter()
    found = extract(document.body, name=about["name"])
    copy = CopyFound(
        instrument=about["instrument"],
        source=document.source,
        url=document.url,
        sha256=document.sha256,
        words=hashlib.sha256(_words(found) or document.body).hexdigest(),
        title=about["name"],
        lang=about["lang"],
        role="attachment",
    )
    if before is not None and before.words == copy.words:
        return Counter()
    station.append(_filed(copy, before, found, known))
    return Counter({"attached file replaced" if before else "attached file": 1})


def _same(copy: CopyFound, document: Document) -> bool:
    return (copy.role, copy.source, copy.url) == (ATTACHMENT, document.source, document.url)


def _words(found: Extracted) -> bytes | None:
    """The words of a file that was read whole: two settings of one list are one list."""
    return "".join(found.text.split()).encode() if found.text and found.reason is None else None


def _filed(
    copy: CopyFound, before: CopyFound | None, found: Extracted, known: Known
) -> Iterator[Fact]:
    if before is not None:
        yield withdrawn(before, "source", known)
    yield copy
    if before is None:
        return
    question = ReviewOpened(
        review=question_id("revised", copy.instrument, copy.url, copy.words),
        kind="revised",
        source=copy.source,
        instrument=copy.instrument,
        url=copy.url,
        sha256=copy.sha256,
        reason=f"the attached file {copy.title!r} was replaced"
        + (f" ({found.reason})" if found.reason else ""),
        read=copy.sha256,
        on_file=before.sha256,
    )
    yield from opened([question], known)
