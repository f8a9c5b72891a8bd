"""Webhooks and chat: signed, sent to one place only, and never held up."""

from __future__ import annotations

import json
import shutil
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
import standardwebhooks

from config.alerts import Mail
from events.errors import ConfigError, TrackerError
from tests.faulty_server import (
    Asked,
    Behaviour,
    FaultyServer,
    drips,
    head_of,
    pours,
    redirects,
    reply,
    resets,
    sends,
)
from tests.mail_server import office_for_localhost
from tests.test_fetch_tls import Office, serves
from tracker.alerts import webhook_wire
from tracker.alerts.channel import Ambiguous, Channel, Deferred, Refused, Undelivered
from tracker.alerts.chat import Chat
from tracker.alerts.letter import Letter
from tracker.alerts.smtp import Smtp
from tracker.alerts.subscription import Subscription
from tracker.alerts.webhook import CAP, Webhook, new_secret

# Apprise still asks a module of the standard library what kind a picture is.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SECRET = new_secret()
LETTER = Letter(
    id="m1",
    subject="[MOFCOM] 暂停",
    text="暂停至2026年11月10日。",
    html="<p>x</p>",
    data={"stories": [{"id": "act:mofcom-2025-70", "day": "2025-11-10"}]},
)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def now() -> datetime:
    return datetime.now(UTC)


def wish(to: str, secret: str | None = SECRET) -> Subscription:
    return Subscription(name="hook", to=to).model_copy(update={"secret": secret})


def posted(behave: Behaviour) -> Asked:
    with FaultyServer({"*": behave}) as server:
        Webhook(now=now).send(LETTER, wish(f"{server.url}/in/room?key=1"))
    (asked,) = server.asked
    return asked


def refused(behave: Behaviour, *, deadline: float = 5.0) -> Undelivered:
    """What a letter comes to at a server that behaves so."""
    with FaultyServer({"*": behave}) as server:
        with pytest.raises(Undelivered) as caught:
            Webhook(now=lambda: NOON, deadline=deadline).send(
                LETTER, wish(f"{server.url}/secret-path")
            )
        server.stop.set()
    assert "secret-path" not in str(caught.value)
    print(f"{type(caught.value).__name__}: {caught.value}")
    return caught.value


# -- webhooks: signed -------------------------------------------------------------------------


def test_a_signature_is_verified_by_the_library_of_the_standard() -> None:
    asked = posted(reply("", status=204))
    told = standardwebhooks.Webhook(SECRET).verify(asked.body, asked.headers)
    assert told == {**LETTER.data, "id": "m1", "subject": LETTER.subject, "text": LETTER.text}
    assert (asked.method, asked.target) == ("POST", "/in/room?key=1")
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["webhook-id"] == "m1"


@pytest.mark.parametrize("tampered", ["body", "webhook-id", "webhook-timestamp", "secret"])
def test_whatever_is_changed_on_the_way_breaks_the_signature(tampered: str) -> None:
    asked = posted(reply(""))
    headers, body, secret = dict(asked.headers), asked.body, SECRET
    match tampered:
        case "body":
            body = body.replace(b"2026", b"2027")
        case "secret":
            secret = new_secret()
        case _:
            headers[tampered] = str(int(headers["webhook-timestamp"]) + 1)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(secret).verify(body, headers)


def test_the_timestamp_is_that_of_the_clock_it_is_given() -> None:
    with FaultyServer({"*": reply("")}) as server:
        Webhook(now=lambda: NOON).send(LETTER, wish(server.url))
    assert server.asked[0].headers["webhook-timestamp"] == str(int(NOON.timestamp()))


def test_every_new_secret_is_another_and_can_sign() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(standardwebhooks.Webhook(one).sign("m", NOON, "{}") for one in made)


@pytest.mark.parametrize("secret", [None, "", "whsec_", "whsec_ä", "whsec_hunter2secretword*"])
def test_without_a_sound_secret_nothing_is_sent(secret: str | None) -> None:
    with FaultyServer({"*": reply("")}) as server:
        hook = wish(server.url).model_copy(update={"secret": secret})
        with pytest.raises(Undelivered, match="secret") as caught:
            Webhook(now=now).send(LETTER, hook)
        assert server.asked == []
    assert "hunter2" not in str(caught.value)


def test_data_that_are_no_json_are_a_fault_of_the_tracker() -> None:
    odd = Letter("m1", "s", "t", "h", data={"day": NOON})
    with pytest.raises(TrackerError, match="a fault of the tracker itself"):
        Webhook(now=now).send(odd, wish("http://127.0.0.1:1/"))


# -- webhooks: answers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "for_good"),
    [
        (410, Refused, True),
        (400, Refused, False),
        (401, Refused, False),
        (404, Refused, False),
        (408, Deferred, None),
        (429, Deferred, None),
        (500, Deferred, None),
        (503, Deferred, None),
    ],
)
def test_each_status_means_one_thing(
    status: int, kind: type[Undelivered], for_good: bool | None
) -> None:
    error = refused(reply("no", status=status))
    assert type(error) is kind
    assert getattr(error, "for_good", None) == for_good
    assert str(status) in error.cause


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("120", 120.0),
        ("Thu, 26 Nov 2026 12:05:00 GMT", 300.0),
        ("Thu, 26 Nov 2026 11:05:00 GMT", 0.0),
        ("9" * 400, 86_400.0),
        ("soon", None),
        ("-5", None),
    ],
)
def test_how_long_a_server_asks_to_wait_is_told(written: str, wait: float | None) -> None:
    error = refused(reply("", status=503, headers={"Retry-After": written}))
    assert isinstance(error, Deferred)
    assert error.wait == wait
    assert ("asks to wait" in error.cause) == (wait is not None)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with FaultyServer({"*": reply("taken")}) as elsewhere:
        error = refused(redirects(f"{elsewhere.url}/other-token", status))
        assert elsewhere.asked == []
    assert isinstance(error, Refused)
    assert "other-token" not in error.cause
    assert "write the address" in error.cause


@pytest.mark.parametrize("location", ["http://[", "//", "\xff", "javascript:alert(1)", ""])
def test_a_redirect_to_nowhere_is_a_redirect_all_the_same(location: str) -> None:
    raw = f"HTTP/1.1 302 X\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    assert type(refused(sends(raw.encode("latin-1")))) is Refused


def test_a_server_that_drips_its_head_is_cut_at_the_deadline() -> None:
    stop = threading.Event()
    began = monotonic()
    error = refused(drips(head_of(200, {}) * 10, 0.05, stop), deadline=0.6)
    took = monotonic() - began
    stop.set()
    print(f"a byte each 0.05 s: cut after {took:.2f} s of 0.6 s")
    assert type(error) is Ambiguous
    assert took < 1.2


def test_a_body_that_drips_changes_nothing_about_its_status() -> None:
    stop = threading.Event()
    head = head_of(200, {"Content-Length": "1000"})
    with FaultyServer({"*": drips(head + b"x" * 1000, 0.05, stop, at_once=len(head))}) as server:
        began = monotonic()
        Webhook(now=now, deadline=0.6).send(LETTER, wish(server.url))
        took = monotonic() - began
        stop.set()
    print(f"taken after {took:.2f} s")
    assert took < 1.2


def test_no_more_of_a_body_is_read_than_the_cap() -> None:
    head = head_of(200, {})
    with FaultyServer({"*": pours(head, (b"x" * 65_536 for _ in range(2_000)))}) as server:
        hook = Webhook(now=now)
        hook.send(LETTER, wish(server.url))
    print(f"{hook.read} bytes of 131 MB were read, the cap is {CAP}")
    assert 0 < hook.read <= CAP


def test_a_connection_that_breaks_after_all_was_said_may_have_arrived() -> None:
    assert type(refused(resets())) is Ambiguous


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with FaultyServer() as server:
        pass
    with pytest.raises(Deferred, match="cannot be reached"):
        Webhook(now=now).send(LETTER, wish(server.url))


def test_a_name_of_the_network_that_leads_to_this_machine_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook_wire, "LOCAL", ())  # so that the name counts as one of the network
    with FaultyServer({"*": reply("")}) as server:
        with pytest.raises(Refused, match="leads to this machine itself"):
            Webhook(now=now).send(LETTER, wish(f"http://localhost:{server.port}/"))
        assert server.asked == []


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make certificates with")
    return office_for_localhost(tmp_path_factory.mktemp("hook-certificates"))


def test_https_is_verified_and_then_used(office: Office) -> None:
    with FaultyServer({"*": reply("")}, serves(office.issued("h", office.root, "right"))) as server:
        hook = wish(f"https://localhost:{server.port}/in")
        Webhook(now=now, context=office.trust()).send(LETTER, hook)
        with pytest.raises(Deferred, match="cannot be reached") as caught:
            Webhook(now=now).send(LETTER, hook)
    print(caught.value)
    assert len(server.asked) == 1


def test_each_way_out_is_a_channel() -> None:
    settings = Mail("127.0.0.1", 25, "none", "alerts@tracker.example")
    ways: list[Channel] = [Smtp(settings), Webhook(now=now), Chat()]
    for way in ways:
        way.close()  # also where nothing was sent
        way.close()


# -- chat -------------------------------------------------------------------------------------


def chat(to: str) -> Subscription:
    return Subscription(name="room", to=to)


def test_a_chat_gets_the_text_under_its_subject() -> None:
    with FaultyServer({"*": reply("ok")}) as server:
        Chat().send(LETTER, chat(f"json://127.0.0.1:{server.port}/room"))
    told = json.loads(server.asked[0].body)
    assert (told["title"], told["message"]) == (LETTER.subject, LETTER.text)


@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_a_chat_that_refuses_is_tried_later_and_its_tokens_are_not_told(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with FaultyServer({"*": reply("no", status=status)}) as server:
        to = chat(f"json://desk:hunter2@127.0.0.1:{server.port}/room")
        with pytest.raises(Deferred, match="chat service json") as caught:
            Chat().send(LETTER, to)
    assert "hunter2" not in str(caught.value) + caplog.text
    assert "127.0.0.1" not in str(caught.value)


def test_a_chat_is_not_followed_elsewhere() -> None:
    with (
        FaultyServer({"*": reply("ok")}) as elsewhere,
        FaultyServer({"*": redirects(f"{elsewhere.url}/", 307)}) as server,
        pytest.raises(Deferred),
    ):
        Chat().send(LETTER, chat(f"json://127.0.0.1:{server.port}/room"))
    assert (len(server.asked), elsewhere.asked) == (1, [])


def test_a_chat_that_hangs_is_given_up_in_time() -> None:
    hold = threading.Event()
    with FaultyServer({"*": drips(b"HTTP/1.1 200", 5, hold)}) as server:
        began = monotonic()
        with pytest.raises(Deferred, match="not in time"):
            Chat(deadline=0.5).send(LETTER, chat(f"json://127.0.0.1:{server.port}/"))
        took = monotonic() - began
        hold.set()
    print(f"given up after {took:.2f} s of 0.5 s")
    assert took < 2


@pytest.mark.parametrize(
    "to",
    [
        "nonsense://hunter2",
        "slack://hunter2",
        "syslog://hunter2",
        "file:///hunter2",
        "json://127.0.0.1/?template=/hunter2",
        "json://127.0.0.1/?a=b&Keyfile=/hunter2",
        "json://127.0.0.1/?%74emplate=/hunter2",
    ],
)
def test_an_address_that_is_none_or_names_a_file_is_refused_without_being_told(to: str) -> None:
    with pytest.raises(Refused, match="chat service") as caught:
        Chat().send(LETTER, chat(to))
    print(caught.value)
    assert not caught.value.for_good
    assert "hunter2" not in str(caught.value)


def test_a_chat_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ConfigError, match=r"\[chat\]"):
        Chat().send(LETTER, chat("json://127.0.0.1/"))


def test_a_chat_leaves_nothing_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path))
    with FaultyServer({"*": reply("ok")}) as server:
        Chat().send(LETTER, chat(f"json://127.0.0.1:{server.port}/room"))
    assert list(tmp_path.iterdir()) == []
