"""What an attached file says, or why it says nothing to us: never blank without a reason.

The sort of file is told by its bytes. Parsing happens in a child with limits (`attachment.jail`),
which may hang, swell or die without harm. The raw bytes are archived elsewhere, whatever comes
out here. What no reader of ours understands for certain (.doc, .wps, .xls, pictures, archives)
is not guessed at: a person opens it.
"""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from events.errors import NotContent
from scrapers.attachment.jail import Ended, Limits, python, run
from scrapers.attachment.magic import Kind, image_of, kind_of, other_of
from scrapers.documents import Document

MIB = 1024 * 1024
LARGEST = 100 * MIB
OUTPUT = 48 * MIB
READ = ("pdf", "docx", "xlsx", "ofd", "text")
OPEN = "open the raw file and read it by eye"
NAMES = {
    "doc": "Word's old binary format",
    "xls": "Excel's old binary format",
    "wps": "a Kingsoft WPS or Works file",
    "rtf": "a rich text file (RTF)",
    "zip": "an archive of files",
    "unknown": "a file of an unknown sort",
}


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """The text of an attachment.

    `reason` says why there is no text, or what may be missing in it; it is None only where the
    text is whole. `pages` is the number of pages or sheets, where there are such.
    """

    name: str
    kind: Kind
    text: str = ""
    pages: int | None = None
    reason: str | None = None
    encoding: str | None = None


def extract(
    body: bytes, *, name: str, deadline: float = 20.0, memory: int = 512 * MIB
) -> Extracted:
    """The text of a file, within so many seconds and so much memory of a child process."""
    if len(body) > LARGEST:
        reason = f"no text: refused: more than {LARGEST // MIB} MiB; {OPEN}"
        return Extracted(name=name, kind=kind_of(body), reason=reason)
    kind = kind_of(body)
    if kind not in READ:
        return Extracted(name=name, kind=kind, reason=why_not(kind, body, name))
    limits = Limits(deadline, memory, OUTPUT)
    child = python("scrapers.attachment.child", kind, *map(str, limits))
    return told(run(child, body, limits), name, kind, limits)


def opened(document: Document) -> Document:
    """The words of a document that came as a PDF, Word, Excel or OFD file; any page as it is.

    Raises NotContent for a file whose words cannot be had whole, with the reason.
    """
    if document.body.lstrip()[:1] in (b"<", b"{", b"["):
        return document
    kind = kind_of(document.body)
    if kind in ("text", "html", "empty") or (kind == "unknown" and not other_of(document.body)):
        return document
    name = PurePosixPath(urlsplit(document.url).path).name
    found = extract(document.body, name=name)
    if found.reason is not None:
        raise NotContent(
            document.source,
            document.url,
            expected="a page, or a file whose words can be had whole",
            found=f"{kind}, {found.reason.rpartition('; ')[0]}",
            next_step=found.reason.rpartition("; ")[2],
        )
    return replace(document, body=found.text.encode())


def told(ended: Ended, name: str, kind: Kind, limits: Limits) -> Extracted:
    """What the child said, or how it failed to say anything."""
    if ended.code == 0:
        try:
            found = json.loads(ended.output)
        except ValueError:
            found = {"reason": "refused: the converter's answer was cut; " + OPEN}
    else:
        found = {"reason": f"{failed(ended, limits)}; {OPEN}"}
    if found["reason"]:
        found["reason"] = ("incomplete: " if found.get("text") else "no text: ") + found["reason"]
    return Extracted(name=name, kind=kind, **found)


def failed(ended: Ended, limits: Limits) -> str:
    if ended.code is None:
        return f"the converter was killed after {limits.deadline:g} s"
    if ended.code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "the converter used up its time or its memory"
    if "MemoryError" in ended.complaint:
        return f"the converter needed more than {limits.memory // MIB} MiB of memory"
    how = f"signal {-ended.code}" if ended.code < 0 else f"exit {ended.code}"
    return f"the converter died ({how}) {ended.complaint}".strip()


def why_not(kind: Kind, body: bytes, name: str) -> str:
    """Why a file of this kind is not read, and what to do."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    if kind == "empty":
        return "no text: an empty file; fetch it again"
    if kind == "html":
        wanted = ending.upper() if ending not in ("", "htm", "html") else "document"
        return f"no text: HTML page where a {wanted} was expected; fetch it again or look at it"
    what = image_of(body) if kind == "image" else NAMES[kind]
    if kind == "unknown":
        what = other_of(body) or what
    sent = f" sent as .{ending}" if ending and ending != kind and kind != "image" else ""
    return f"no text: {what}{sent} is not read here; {OPEN}"
