"""A letter as a mail: whatever a page says stays words, and every server takes the bytes."""

from __future__ import annotations

import random
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header
from email.message import EmailMessage
from email.policy import SMTP, compat32, default
from pathlib import Path
from typing import Any

import pytest

from config.alerts import Mail
from events.errors import TrackerError
from tests.faulty_server import FaultyServer, reply
from tracker.alerts.channel import Refused
from tracker.alerts.letter import Letter
from tracker.alerts.mail import MIME, OF_A_PART, WRITTEN, header_text, message, message_id
from tracker.alerts.subscription import Subscription

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
WISH = Subscription(name="rare-earths", to="reader@example.com")
SETTINGS = Mail("mail.example", 25, "none", "alerts@tracker.example")
LETTER = Letter(
    id="m1",
    subject="[MOFCOM] Suspended until 10 Nov 2026",
    text="Suspended.\n",
    html="<p>Suspended.</p>",
    thread=("act:mofcom-2025-70",),
    answers="m0",
    unsubscribe="https://tracker.example/unsubscribe/token",
)
BCC = "Bcc: thief@evil.example"


def encoded(words: str) -> str:
    return b64encode(words.encode()).decode()


PAYLOADS = (
    f"a\r\n{BCC}",
    f"a\n{BCC}",
    f"a\r{BCC}",
    f"a\r\n\r\n<script>{BCC}",
    f"a\x85{BCC}",
    f"a\u2028{BCC}",
    f"a\u2029{BCC}",
    f"a\x0b{BCC}",
    f"a\x0c{BCC}",
    f"a\x1c{BCC}",
    f"a\x1d{BCC}",
    f"a\x1e{BCC}",
    f"a\x1f{BCC}",
    f"a\x00{BCC}",
    f"a\r\n {BCC}",
    f"a\r\n\t{BCC}",
    f"\r\n{BCC}",
    f"{BCC}\r\n",
    f"\n\n\n{BCC}",
    f"=?UTF-8?Q?=0D=0A?={BCC}",
    "=?UTF-8?Q?a=0D=0ABcc:_thief@evil.example?=",
    f"=?utf-8?b?{encoded(chr(13) + chr(10) + BCC)}?=",
    f"=?utf-8?B?{encoded(chr(10) + BCC)}?= =?utf-8?Q?=0A?=",
    f"=?iso-8859-1?q?=0a?= {BCC}",
    f"=?us-ascii?Q?=0D?=\r\n =?us-ascii?Q?=0A?={BCC}",
    f"=\x00?UTF-8?Q?=0D=0A?={BCC}",
    f"=\u200b?UTF-8?Q?=0D=0A?={BCC}",
    f"==??UTF-8?Q?=0D=0A?={BCC}",
    f"=?=?UTF-8?Q?=0D=0A?=?UTF-8?Q?=0D=0A?={BCC}",
    f"中文=?UTF-8?Q?=0D=0A?={BCC}",
    f"=?utf-7?Q?+AA0ACg-?={BCC}",
    f"=?UTF-8*en?Q?=0D=0A?={BCC}",
    f"\u202e{BCC}\u202c",
    f"\u2066{BCC}\u2069\u200f",
    f"\udc0d\udc0a{BCC}",
    f"\ud83d{BCC}",
    f"{'x' * 5000}\r\n{BCC}",
    f"{'公告' * 3000}\n{BCC}",
    f"{'a ' * 3000}=?UTF-8?Q?=0D=0A?={BCC}",
    f"\r\nContent-Type: text/html\r\n\r\n<b>{BCC}</b>",
)


def names_in(raw: bytes) -> list[str]:
    """Header names as three readers find them: two of the library's, and one that knows nothing."""
    by_hand = [
        line.split(b":")[0].decode()
        for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if line[:1] not in (b" ", b"\t")
    ]
    readers = [message_from_bytes(raw, policy=policy).keys() for policy in (compat32, default)]
    assert readers == [by_hand, by_hand]
    return by_hand


def wrong_in(raw: bytes) -> list[str]:
    """What in a mail is not as we write it; also after a program decoded its values once more."""
    names, found = names_in(raw), message_from_bytes(raw, policy=default)
    wrong = [name for name in names if name not in (*WRITTEN, *MIME) or names.count(name) > 1]
    for part in [*found.walk()][1:]:
        wrong += [name for name in part if name not in OF_A_PART]
    for name, value in message_from_bytes(raw, policy=compat32).items():
        told = "".join(
            words if isinstance(words, str) else words.decode(coding or "ascii")
            for words, coding in decode_header(value.replace("\r\n", ""))
        )
        wrong += [f"{name}: {told}"] if told != "".join(filter(_shows, told)) else []
        wrong += [f"{name}: {told}"] if "=?" in told else []
    again = EmailMessage(policy=SMTP)  # as a mailing list does it: decoded, and written anew
    again["Subject"] = str(found["Subject"])
    wrong += [name for name in names_in(again.as_bytes()) if name != "Subject"]
    return wrong


def _shows(char: str) -> bool:
    return char.isprintable() or char in "\u3000\xa0"


def built(place: str, payload: str) -> bytes | None:
    """The mail with a payload at one place; None where it is refused."""
    changes: dict[str, Any] = {}
    wish: dict[str, Any] = {}
    match place:
        case "title":
            changes = {"subject": f"[MOFCOM] {payload}"}
        case "name":
            wish["name"] = payload
        case "address":
            wish["to"] = f"reader{payload}@example.com"
        case _:
            changes = {"thread": (payload,), "answers": payload, "id": payload, "language": payload}
    letter = replace(LETTER, **changes)
    reader = WISH.model_copy(update=wish)  # which checks nothing
    try:
        return message(letter, reader, SETTINGS, now=NOON)
    except Refused as refusal:
        told = str(refusal)
    assert len(told.splitlines()) == 1
    return None


@pytest.mark.parametrize("place", ["title", "name", "address", "source"])
def test_no_words_of_a_page_or_a_reader_become_a_header(place: str) -> None:
    mails = [built(place, payload) for payload in PAYLOADS]
    bad = [mail for mail in mails if mail is not None and wrong_in(mail)]
    refused = mails.count(None)
    print(f"{place}: {len(bad)}/{len(PAYLOADS)} bad, {refused} refused")
    assert len(PAYLOADS) == 40
    assert bad == []
    assert refused == (40 if place == "address" else 0)


def test_the_library_alone_would_have_written_the_header() -> None:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "=?UTF-8?Q?=0D=0A?=Bcc: thief@evil.example"
    assert "Bcc" in message_from_bytes(mail.as_bytes())


@pytest.mark.parametrize("payload", [f"=?UTF-8?Q?=0D=0A?={BCC}", f"a\u2028{BCC}", "a\u202eb"])
def test_words_that_slipped_through_are_found_before_the_mail_leaves(
    payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.alerts.mail.header_text", str)
    monkeypatch.setattr(
        "tracker.alerts.mail._encoded", lambda words: [f"=?utf-8?b?{encoded(words)}?="]
    )
    with pytest.raises((TrackerError, ValueError)):
        built("title", payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_header_value_is_one_line_that_shows(payload: str) -> None:
    told = header_text(payload)
    assert all(map(_shows, told))
    assert "=?" not in told
    assert header_text(told) == told


def test_any_characters_make_a_subject_that_comes_back_as_it_was_shown() -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    letters = 'ab Z=?_:;<>@"\\(),.é中公告（）…\r\n\t\0\x85\u2028\u202e\ud83d\U0001f600\u3000\xa0'
    for _ in range(500):
        words = "".join(chance.choices(letters, k=chance.randrange(1, 180)))
        raw = message(Letter("m", words, "t", "<p>t</p>"), WISH, SETTINGS, now=NOON)
        assert wrong_in(raw) == [], f"seed {seed}: {words!r}"
        parsed = message_from_bytes(raw, policy=default)
        assert str(parsed["Subject"]).strip(" ") == header_text(words), f"seed {seed}: {words!r}"
    print(f"seed {seed}: 500 subjects, all as they were shown")


def test_the_bytes_are_what_every_mail_server_takes() -> None:
    long = "x" * 5000 + " 中文 " * 2000
    letter = Letter(
        "m1", "长" * 500, f"{long}\r\n.\rnext\n", f"<p>{long}</p>", thread=("t" * 500,) * 40
    )
    raw = message(letter, WISH, SETTINGS, now=NOON)
    longest = max(map(len, raw.split(b"\r\n")))
    print(f"{len(raw)} bytes, longest line {longest}")
    assert longest <= 998
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    assert raw.isascii()
    assert b"\0" not in raw
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.endswith(b"\r\n")


def test_every_header_says_what_it_should() -> None:
    parsed = message_from_bytes(message(LETTER, WISH, SETTINGS, now=NOON), policy=default)
    thread = message_id("act:mofcom-2025-70", "tracker.example")
    headers = dict(parsed.items())
    del headers["Content-Type"]
    assert headers == {
        "MIME-Version": "1.0",
        "From": "Regulatory Timeline Tracker <alerts@tracker.example>",
        "To": "reader@example.com",
        "Subject": "[MOFCOM] Suspended until 10 Nov 2026",
        "Date": "Thu, 26 Nov 2026 12:00:00 +0000",
        "Message-ID": "<m1@tracker.example>",
        "In-Reply-To": "<m0@tracker.example>",
        "References": f"{thread} <m0@tracker.example>",
        "List-Id": "<rare-earths.alerts.tracker.example>",
        "List-Unsubscribe": "<https://tracker.example/unsubscribe/token>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "en",
    }


def test_the_text_comes_first_then_the_html() -> None:
    parsed = message_from_bytes(message(LETTER, WISH, SETTINGS, now=NOON), policy=default)
    kinds = [part.get_content_type() for part in parsed.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    "words",
    [
        "自公布之日起正式实施，暂停至2026年11月10日。\n",
        "Naïve café, 10 Nov.\n",
        "a =3D b = c \n\n.\n",
    ],
)
def test_words_of_any_language_come_back_as_they_were(words: str) -> None:
    html = f"<p>{words.split(',')[0].strip()}</p>".replace("\n", "")
    letter = Letter("m1", words.strip(), words, html, language="zh")
    parsed = message_from_bytes(message(letter, WISH, SETTINGS, now=NOON), policy=default)
    text, marked = parsed.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == words
    assert html in marked.get_content()
    assert str(parsed["Subject"]) == header_text(words)
    assert parsed["Content-Language"] == "zh"


def test_english_stays_readable_in_the_bytes_and_chinese_is_not_tripled() -> None:
    english = message(LETTER, WISH, SETTINGS, now=NOON)
    assert b"\r\n\r\nSuspended.\r\n" in english
    chinese = Letter("m1", "s", "暂停实施" * 500, "<p>h</p>")
    assert len(message(chinese, WISH, SETTINGS, now=NOON)) < 2.2 * len(("暂停实施" * 500).encode())


def test_a_message_built_again_later_has_the_same_id_and_differs_in_its_date_only() -> None:
    first = message(LETTER, WISH, SETTINGS, now=NOON)
    berlin = timezone(timedelta(hours=1))
    second = message(LETTER, WISH, SETTINGS, now=datetime(2026, 11, 27, 9, tzinfo=berlin))
    lines = zip(first.split(b"\r\n"), second.split(b"\r\n"), strict=True)
    differing = [line for line in lines if line[0] != line[1]]
    assert differing == [
        (b"Date: Thu, 26 Nov 2026 12:00:00 +0000", b"Date: Fri, 27 Nov 2026 08:00:00 +0000")
    ]


def test_two_ids_that_look_alike_stay_apart() -> None:
    names = ["act:a", "act-a", "act/a", "act a", "act", "", "公告", "公示", "x" * 300, "x" * 301]
    ids = [message_id(name, "tracker.example") for name in names]
    assert len(set(ids)) == len(names)
    assert max(map(len, ids)) <= 64 + len("<@tracker.example>")


def test_one_click_is_offered_only_where_nobody_can_listen() -> None:
    def headers(url: str | None) -> list[str]:
        letter = Letter("m1", "s", "t", "<p>t</p>", unsubscribe=url)
        names = names_in(message(letter, WISH, SETTINGS, now=NOON))
        return [name for name in names if name.startswith("List-Un")]

    assert headers(None) == []
    assert headers("http://127.0.0.1:8000/u/t") == ["List-Unsubscribe"]
    assert headers("https://t.example/u/t") == ["List-Unsubscribe", "List-Unsubscribe-Post"]
    for wrong in ("http://t.example/u", "javascript:alert(1)", "https://t.example/\r\nBcc: a@b"):
        with pytest.raises(TrackerError, match="a fault of the tracker itself"):
            headers(wrong)


def test_a_sender_that_is_none_is_not_held_against_the_reader() -> None:
    with pytest.raises(TrackerError, match="a sender that is no mail address") as caught:
        message(LETTER, WISH, replace(SETTINGS, sender="a b@c\r\nBcc: x@y.example"), now=NOON)
    assert not isinstance(caught.value, Refused)


def test_a_long_link_to_unsubscribe_is_written_whole() -> None:
    url = "https://tracker.example/unsubscribe/" + "t" * 600
    letter = Letter("m1", "s", "t", "<p>t</p>", unsubscribe=url)
    assert f"List-Unsubscribe: <{url}>\r\n".encode() in message(letter, WISH, SETTINGS, now=NOON)


def test_a_title_without_an_end_is_cut() -> None:
    raw = message(Letter("m1", "公告 " * 300, "t", "<p>t</p>"), WISH, SETTINGS, now=NOON)
    subject = str(message_from_bytes(raw, policy=default)["Subject"])
    assert len(subject) <= 200
    assert subject.endswith("…")


def test_the_rules_of_the_style_sheet_stand_at_each_element() -> None:
    html = "<style>p { color: #123456 } @import url(x.css);</style><p>Suspended.</p>"
    raw = message(Letter("m1", "s", "t", html), WISH, SETTINGS, now=NOON)
    marked = message_from_bytes(raw, policy=default).get_body(("html",))
    assert marked is not None
    assert '<p style="color: #123456;">' in marked.get_content()
    assert "<style" not in marked.get_content()


def test_no_style_sheet_is_loaded_from_the_network_or_the_disk(tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text("p { color: red }")
    with FaultyServer({"*": reply("p { color: red }", kind="text/css")}) as server:
        places = [f"{server.url}/a.css", f"file://{tmp_path}/own.css", f"{tmp_path}/own.css"]
        links = "".join(f'<link rel="stylesheet" href="{place}">' for place in places)
        html = f"<html><head>{links}</head><body><p>Suspended.</p></body></html>"
        raw = message(Letter("m1", "s", "t", html), WISH, SETTINGS, now=NOON)
        assert server.asked == []
    assert b"red" not in raw
    assert b"<p>Suspended.</p>" in raw
