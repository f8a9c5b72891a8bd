"""Reports of mail servers about a message that did not arrive (RFC 3464), read without any trust.

Anybody can write such a report, and some servers write it badly. So it is only read: the caller
looks whether the Message-ID it returns is one of ours before believing a word. What cannot be read
for certain is no bounce.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from email.policy import compat32

LARGEST = 5 * 1024 * 1024
MOST_PARTS = 100
ID = re.compile(r"<[^<>\s]{1,500}>")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Bounce:
    """One recipient that did not get a message; `for_good` where the server will not try again."""

    recipient: str
    status: str
    diagnostic: str
    message_id: str | None
    for_good: bool


def report(raw: bytes) -> Bounce | None:
    """What a mail reports as not delivered; None for every other mail."""
    if len(raw) > LARGEST:
        return None
    try:
        return _bounce(message_from_bytes(raw, policy=compat32))
    except Exception:
        # The words of a stranger, in a format that the library's own parser has stumbled over
        # (LookupError, TypeError, RecursionError, …): what it cannot read is no bounce.
        return None


def _bounce(mail: Message) -> Bounce | None:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    parts = [part for _, part in zip(range(MOST_PARTS), _parts(mail, depth=0), strict=False)]
    for part in parts:
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            for fields in _recipients(part):
                if found := _failed(fields, _original(parts)):
                    return found
    return None


def _parts(mail: Message, depth: int) -> Iterator[Message]:
    """The parts of the report itself, not those of a message that it returns."""
    payload = mail.get_payload()
    for part in payload if isinstance(payload, list) and depth < 5 else []:
        if not isinstance(part, Message):
            continue
        yield part
        if part.get_content_maintype() == "multipart":
            yield from _parts(part, depth + 1)


def _recipients(part: Message) -> Iterator[Message]:
    """The groups of fields, one for each recipient; the first group is about the message."""
    for group in re.split(r"(?:\r?\n){2,}", _words(part)):
        yield message_from_string(group)


def _words(part: Message) -> str:
    """The text of a part, also where the library took it for messages, or it came in base64."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        raw = part.get_payload(decode=True)
        return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
    text = "\n\n".join(str(group) for group in payload)
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        return b64decode(text).decode("utf-8", "replace")
    return text


def _failed(fields: Message, message_id: str | None) -> Bounce | None:
    """The bounce of one recipient; None where it was delivered, relayed, expanded or is late."""
    if _field(fields, "Action").lower().split(" ")[0].strip(";") != "failed":
        return None
    recipient = _address(_field(fields, "Final-Recipient")) or _address(
        _field(fields, "Original-Recipient")
    )
    status = STATUS.match(_field(fields, "Status"))
    if not recipient or status is None or status[0][0] == "2":
        return None
    diagnostic = _field(fields, "Diagnostic-Code").partition(";")
    words = (diagnostic[2] or diagnostic[0]).strip()[:300]
    return Bounce(recipient, status[0], words, message_id, for_good=status[0][0] == "5")


def _field(fields: Message, name: str) -> str:
    """A field as one printable line; nothing where it is missing."""
    words = str(fields.get(name, ""))
    return " ".join("".join(char if char.isprintable() else " " for char in words).split())


def _address(field: str) -> str:
    """The address of `rfc822; name@example.com`; nothing where it is none."""
    kind, mark, address = field.partition(";")
    found = (address if mark else kind).strip().strip("<>")
    return found if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", found) and len(found) <= 254 else ""


def _original(parts: list[Message]) -> str | None:
    """The Message-ID of the message that came back, or of its headers."""
    for part in parts:
        kind, payload = part.get_content_type(), part.get_payload()
        if kind in ("message/rfc822", "message/global") and isinstance(payload, list) and payload:
            returned = payload[0]
        elif kind in ("text/rfc822-headers", "message/global-headers"):
            returned = message_from_string(_words(part).lstrip("\r\n"))
        else:
            continue
        if isinstance(returned, Message) and (found := ID.search(_field(returned, "Message-ID"))):
            return found[0]
    return None
