"""Reports of mail servers, in the shapes of a dozen of them: a failure for good, or none."""

from __future__ import annotations

import random
from base64 import b64encode

import pytest

from tracker.alerts.bounces import Bounce, report

ID = "<m1@tracker.example>"
RETURNED = f"From: alerts@tracker.example\r\nMessage-ID: {ID}\r\nSubject: Suspended\r\n"
WHOLE = f"Content-Type: message/rfc822\r\n\r\n{RETURNED}\r\nSuspended until 10 November.\r\n"
HEADERS = f"Content-Type: text/rfc822-headers\r\n\r\n{RETURNED}"
TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\nYour message did not reach its reader.\r\n"
ABOUT = "Reporting-MTA: dns; mx.example.com\r\nArrival-Date: Thu, 26 Nov 2026 12:00:00 +0000\r\n"


def written(
    status: str,
    *,
    returned: str = WHOLE,
    text: str = TEXT,
    kind: str = 'multipart/report; report-type=delivery-status; boundary="edge"',
    head: str = "",
    part: str = "Content-Type: message/delivery-status\r\n\r\n",
) -> bytes:
    """A report, of its parts; a part that is empty is left out."""
    parts = [text, f"{part}{status}" if status else "", returned]
    body = "".join(f"--edge\r\n{one}\r\n" for one in parts if one)
    top = f"From: MAILER-DAEMON@example.com\r\n{head}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n"
    return f"{top}\r\n{body}--edge--\r\n".encode("utf-8", "surrogateescape")


def failed(
    status: str = "5.1.1",
    *,
    to: str = "rfc822; reader@example.com",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 no such mailbox",
) -> str:
    said = f"Diagnostic-Code: {diagnostic}\r\n" if diagnostic else ""
    return f"Final-Recipient: {to}\r\nAction: {action}\r\nStatus: {status}\r\n{said}"


CODED = b64encode(f"{ABOUT}\r\n{failed()}".encode()).decode()
SHAPES = {
    "postfix: queue id and folded words": written(
        f"{ABOUT}X-Queue-ID: 4F1\r\n\r\nOriginal-Recipient: rfc822;reader@example.com\r\n"
        + failed(diagnostic="smtp; 550 5.1.1\r\n    no such mailbox")
    ),
    "exim: short, with the headers only": written(
        f"Reporting-MTA: dns; mx\r\n\r\n{failed('5.0.0', diagnostic='')}", returned=HEADERS
    ),
    "sendmail: dates and a status in words": written(
        f"{ABOUT}\r\n{failed('5.1.1 (bad destination mailbox)')}Last-Attempt-Date: today\r\n"
    ),
    "exchange: capital letters and a long status": written(
        f"{ABOUT}\r\n{failed('5.1.10', to='RFC822;Reader@Example.COM', action='Failed')}"
    ),
    "gmail: report within alternatives and pictures": written(
        f"{ABOUT}\r\n{failed('5.2.1')}",
        text="Content-Type: multipart/related; boundary=in\r\n\r\n--in\r\n" + TEXT + "\r\n--in--",
    ),
    "qmail-like: the address in brackets": written(
        f"{ABOUT}\r\n{failed(to='rfc822; <reader@example.com>')}"
    ),
    "an international one": written(
        f"{ABOUT}\r\n{failed(to='utf-8; reader@example.com')}",
        part="Content-Type: message/global-delivery-status\r\n\r\n",
    ),
    "the report in base64": written(
        CODED,
        part="Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    ),
    "no report-type, other line ends": written(
        f"{ABOUT}\r\n{failed()}", kind="multipart/report; boundary=edge"
    ).replace(b"\r\n", b"\n"),
    "nothing returned": written(f"{ABOUT}\r\n{failed()}", returned=""),
    "given up after days of trying": written(
        f"{ABOUT}\r\n{failed('4.4.7', diagnostic='smtp; 421 nobody answers')}"
    ),
    "the second of two recipients": written(
        f"{ABOUT}\r\n{failed('2.0.0', action='relayed')}\r\n{failed('5.7.1')}"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_report_of_any_server_is_read(shape: str) -> None:
    found = report(SHAPES[shape])
    print(f"{shape}: {found}")
    assert found is not None
    assert found.recipient.lower() == "reader@example.com"
    assert found.for_good == (not shape.startswith("given up"))
    assert found.message_id == (None if shape == "nothing returned" else ID)
    assert found.diagnostic.isprintable()


def test_every_field_is_told_as_it_stands() -> None:
    assert report(SHAPES["postfix: queue id and folded words"]) == Bounce(
        "reader@example.com", "5.1.1", "550 5.1.1 no such mailbox", ID, for_good=True
    )


NONE = {
    "a delay": written(f"{ABOUT}\r\n{failed('4.4.1', action='delayed')}"),
    "a receipt": written(f"{ABOUT}\r\n{failed('2.0.0', action='delivered')}"),
    "passed on to a server without reports": written(
        f"{ABOUT}\r\n{failed('2.0.0', action='relayed')}"
    ),
    "an answer from holidays": (
        b"From: reader@example.com\r\nAuto-Submitted: auto-replied\r\nSubject: away\r\n"
        b"Content-Type: text/plain\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    ),
    "a bounce that somebody forwards": (
        b"From: reader@example.com\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n"
        b"--o\r\nContent-Type: message/rfc822\r\n\r\n"
        + written(f"{ABOUT}\r\n{failed()}")
        + b"\r\n--o--\r\n"
    ),
}
GARBLED = {
    "nothing": b"",
    "bytes": bytes(range(256)) * 40,
    "a report without its parts": written("", returned="", text=""),
    "a report without an end": written(f"{ABOUT}\r\n{failed()}")[:300],
    "no recipient": written(f"{ABOUT}\r\n{failed(to='')}"),
    "a recipient that is none": written(f"{ABOUT}\r\n{failed(to='rfc822; a b <c')}"),
    "no status": written(f"{ABOUT}\r\n{failed('bad')}"),
    "failed, and yet a success": written(f"{ABOUT}\r\n{failed('2.0.0')}"),
    "base64 that is none": written(
        f"{ABOUT}\r\n{failed()}=a",
        part="Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    ),
    "far too large": written(f"{ABOUT}\r\n{failed()}") + b"x" * 6_000_000,
}


@pytest.mark.parametrize("mail", [*NONE, *GARBLED])
def test_what_is_no_bounce_is_none(mail: str) -> None:
    assert report({**NONE, **GARBLED}[mail]) is None


def test_an_id_can_not_bring_lines_with_it() -> None:
    returned = WHOLE.replace(ID, "<m1@tracker.example>\r\n <evil>\r\nBcc: x@y.example")
    found = report(written(f"{ABOUT}\r\n{failed()}", returned=returned))
    assert found is not None
    assert found.message_id == ID


def test_parts_within_parts_end_somewhere() -> None:
    deep = failed()
    for number in range(300):
        deep = f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n{deep}"
    assert report(written(f"{ABOUT}\r\n", returned=deep)) is None


def test_no_garbling_raises_anything() -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    shapes = list(SHAPES.values())
    read = 0
    for _ in range(1500):
        raw = bytearray(chance.choice(shapes))
        for _ in range(chance.randrange(1, 12)):
            place = chance.randrange(len(raw))
            match chance.randrange(3):
                case 0:
                    raw[place] = chance.randrange(256)
                case 1:
                    del raw[place : place + chance.randrange(40)]
                case _:
                    raw[place:place] = bytes(chance.choices(b"\r\n\0:;=<>-\xff\xe4", k=6))
        read += report(bytes(raw)) is not None
    print(f"seed {seed}: 1500 garbled reports, {read} still read, 0 errors")
