"""A letter as the bytes of a mail, in which scraped words can be read and can do nothing.

The words of a page reach the subject. A line break among them would begin a header of its own, and
an encoded word (`=?UTF-8?Q?=0D=0A?=Bcc: …`) becomes one once the library decodes it and writes it
anew. So every header value passes `header_text`, and what was built is read again before it leaves:
a name that is not on the list, or is there twice, stops the message.

Headers are folded here, at blanks only. The library would write an id or an address longer than a
line as encoded words, which no mail program takes for an id or an address any more.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from config.alerts import LOCAL, Mail
from events.errors import TrackerError
from tracker.alerts.channel import Refused
from tracker.alerts.letter import Letter
from tracker.alerts.subscription import Subscription

WHO = "Regulatory Timeline Tracker"
LONGEST_SUBJECT = 200
LONGEST_ID = 64
LINE = 76  # of quoted-printable, by RFC 2045; headers keep to it as well
LONGEST_LINE = 998  # RFC 5321
WRITTEN = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "Content-Language",
)
MIME = ("MIME-Version", "Content-Type")
OF_A_PART = ["Content-Transfer-Encoding", "Content-Type"]
ADDRESS = re.compile(r"[\x21\x23-\x27\x2a\x2b\x2d-\x39\x3d\x3f\x41-\x5b\x5d-\x7e]+@[A-Za-z0-9.-]+")


def header_text(words: str) -> str:
    """Words as one line of printable text in which no decoder finds an encoded word.

    >>> header_text("a\\r\\nBcc: x@y.example")
    'a Bcc: x@y.example'
    >>> header_text("=?UTF-8?Q?=0D=0A?=")
    '= ?UTF-8?Q?=0D=0A?='
    """
    shown = "".join(char if _shows(char) else " " for char in words).replace("=?", "= ?")
    return re.sub(" +", " ", shown).strip(" ")


def _shows(char: str) -> bool:
    """Not so: controls, line and paragraph separators, bidi and other invisible marks, halves."""
    return char.isprintable() or unicodedata.category(char) == "Zs"


def message_id(name: str, domain: str) -> str:
    """The id of a message or a thread as mails write it; the same for the same name, for ever.

    >>> message_id("m1", "tracker.example")
    '<m1@tracker.example>'
    """
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
    if safe != name or len(safe) > LONGEST_ID:  # two names may look alike now: a hash parts them
        mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        safe = f"{safe[: LONGEST_ID - 17]}.{mark}" if safe else mark
    return f"<{safe}@{domain}>"


def message(letter: Letter, wish: Subscription, settings: Mail, *, now: datetime) -> bytes:
    """A letter to one subscriber, ready for a mail server: CRLF, seven bits, short lines."""
    mail = EmailMessage(policy=_policy())
    _put_body(mail, letter)  # first: it takes every header away whose name begins with Content
    for name, value in _headers(letter, wish, settings, now):
        mail[name] = header_text(value)
    raw = mail.as_bytes()
    _check(raw)
    return raw


def _headers(
    letter: Letter, wish: Subscription, settings: Mail, now: datetime
) -> Iterator[tuple[str, str]]:
    """Names and values; only the subject has words that are not ours."""
    domain = settings.domain
    if not _is_address(settings.sender):
        raise _fault("a sender that is no mail address")
    if not _is_address(wish.to):
        raise Refused(f"{header_text(wish.to)[:80]!r} is no mail address", for_good=True)
    yield "From", f"{WHO} <{settings.sender}>"
    yield "To", wish.to
    yield "Subject", _cut(header_text(letter.subject))
    yield "Date", format_datetime(now.astimezone(UTC))
    yield "Message-ID", message_id(letter.id, domain)
    before = (letter.answers,) if letter.answers else ()
    if letter.answers:
        yield "In-Reply-To", message_id(letter.answers, domain)
    if names := dict.fromkeys((*letter.thread, *before)):
        yield "References", " ".join(message_id(name, domain) for name in names)
    yield "List-Id", message_id(wish.name, f"alerts.{domain}").replace("@", ".")
    yield from _unsubscribe(letter.unsubscribe)
    yield "Auto-Submitted", "auto-generated"
    yield "Content-Language", re.sub("[^A-Za-z0-9-]", "", letter.language)[:35] or "en"


def _unsubscribe(url: str | None) -> Iterator[tuple[str, str]]:
    """How a mail program ends the subscription; with one click only where nobody can listen."""
    if url is None:
        return
    parts = urlsplit(url)
    written = re.fullmatch(r"https?://[\x21\x23-\x3b\x3d\x3f-\x7e]{1,900}", url) and "=?" not in url
    if not written or (parts.scheme == "http" and parts.hostname not in LOCAL):
        raise _fault("the link to unsubscribe is no https address")
    yield "List-Unsubscribe", f"<{url}>"
    if parts.scheme == "https":
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _is_address(words: str) -> bool:
    return bool(ADDRESS.fullmatch(words)) and len(words) <= 254 and "=?" not in words


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_SUBJECT else words[: LONGEST_SUBJECT - 1].rstrip() + "…"


# -- how it is written ------------------------------------------------------------------------


class _Plain(BaseHeader):
    """A header whose value is kept as it is given, and folded at its blanks only."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, found: dict[str, Any]) -> None:
        found["decoded"], found["parse_tree"] = value, None

    def fold(self, *, policy: Policy[Any]) -> str:
        value = str(self)
        words = value.split(" ") if value.isascii() else list(_encoded(value))
        lines = [f"{self.name}: {words[0]}"]
        for word in words[1:]:
            if len(lines[-1]) + 1 + len(word) > LINE:
                lines.append("")
            lines[-1] += f" {word}"
        return policy.linesep.join(lines) + policy.linesep


def _encoded(value: str) -> Iterator[str]:
    """RFC 2047: words short enough for any line, none of which cuts a character in two."""
    rest = value
    while rest:
        size = len(rest)
        while len(rest[:size].encode()) > 36:
            size -= 1
        yield f"=?utf-8?b?{b64encode(rest[:size].encode()).decode()}?="
        rest = rest[size:]


@cache
def _policy() -> Policy[EmailMessage]:
    registry = HeaderRegistry()
    for name in WRITTEN:
        registry.map_to_type(name.lower(), _Plain)
    return SMTP.clone(header_factory=registry, max_line_length=LINE)


def _put_body(mail: EmailMessage, letter: Letter) -> None:
    """The text, then the html, as two forms of the same."""
    text, html = _body(letter.text), _inlined(_body(letter.html))
    mail.set_content(text, cte=_coding(text))
    mail.add_alternative(html, subtype="html", cte=_coding(html))
    # Not by chance, so that a message sent again is the same; `=_` is in no coded body.
    told = "\x1f".join((letter.id, text, html)).encode("utf-8", "surrogatepass")
    mail.set_boundary(f"=_{hashlib.sha256(told).hexdigest()[:32]}")
    for part in mail.iter_parts():
        del part["MIME-Version"]


def _body(words: str) -> str:
    """Words with plain line ends, no controls and no halves of characters."""
    lines = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", words)
    kept = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", lines)
    return re.sub("[\ud800-\udfff]", "\ufffd", kept).rstrip("\n") + "\n"


def _coding(words: str) -> str:
    """Readable where most of it is ASCII, short where most is not."""
    beyond = sum(not char.isascii() for char in words)
    return "base64" if beyond * 4 > len(words) else "quoted-printable"


def _inlined(html: str) -> str:
    """The rules of its style sheet at each element; nothing is loaded, from wherever it may be."""
    import css_inline  # not at the top: a question on the command line has no time for it

    return css_inline.CSSInliner(load_remote_stylesheets=False).inline(html)


# -- what is looked at once more --------------------------------------------------------------


def _check(raw: bytes) -> None:
    """Read the bytes as a mail program will; TrackerError if they say more than we wrote."""
    lines = raw.split(b"\r\n")
    if not raw.isascii() or any(b"\r" in line or b"\n" in line or b"\0" in line for line in lines):
        raise _fault("a byte that mail servers may take for something else")
    if max(map(len, lines)) > LONGEST_LINE:
        raise _fault("a line longer than mail servers take")
    found = message_from_bytes(raw, policy=SMTP)
    names = found.keys()
    parts = [part for part in found.walk() if part is not found]
    wrong = [name for name in names if name not in (*WRITTEN, *MIME) or names.count(name) > 1]
    wrong += [str(part.keys()) for part in parts if sorted(part.keys()) != OF_A_PART]
    wrong += [name for name, value in found.items() if not _one_line(str(value))]
    if wrong or len(parts) != 2:
        raise _fault(f"unexpected headers: {header_text(', '.join(wrong))[:200]}")


def _one_line(value: str) -> bool:
    return all(_shows(char) for char in value) and "=?" not in value


def _fault(found: str) -> TrackerError:
    return TrackerError(
        f"a fault of the tracker itself: the mail it wrote has {found}; it was not sent: report it"
    )
