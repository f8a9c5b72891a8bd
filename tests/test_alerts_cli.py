"""The verbs of alerts as a person and a cron job use them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from events.facts import Fact
from events.ledger import open_ledger
from tests.mail_server import MailServer
from tests.stations import loaded
from tracker.alerts.subscribers import Subscribers
from tracker.opening import utc_now
from tracker.operations import Operations

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def url(tmp_path: Path, history: Path) -> str:
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, tmp_path / path.name)
    return f"sqlite:///{tmp_path / history.name}"


def run(url: str, *arguments: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    ours = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    return subprocess.run(
        [sys.executable, "-m", "tracker", "alerts", *arguments],
        cwd=ROOT,
        env=ours | {"TRACKER_LEDGER": url, "COLUMNS": "140", "PYTHONUTF8": "1"} | env,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_subscription_is_added_listed_paused_resumed_and_removed(url: str) -> None:
    added = run(url, "add", "rare-earths", "a@example.org", "--item", "rare earth", "--confirmed")
    assert (added.returncode, added.stdout) == (0, "rare-earths: active; told from now on\n")
    told = run(url, "list").stdout
    assert "rare-earths  active" in told
    assert "item rare earth; told at once; 7 days ahead" in told
    assert run(url, "pause", "rare-earths").returncode == 0
    (one,) = json.loads(run(url, "list", "--json").stdout)["subscriptions"]
    assert (one["name"], one["state"], one["question"]) == (
        "rare-earths",
        "paused",
        {"item": "rare earth"},
    )
    assert run(url, "resume", "rare-earths").returncode == 0
    assert "with its address" in run(url, "remove", "rare-earths").stdout
    assert "Nobody is subscribed yet" in run(url, "list").stdout


def test_an_address_is_asked_first_unless_somebody_vouches(url: str) -> None:
    told = run(url, "add", "x", "a@example.org", TRACKER_WEB="https://t.example").stdout
    assert (
        told == "x: pending; the address is asked by the next `tracker alerts send` or the daemon\n"
    )
    assert "TRACKER_WEB is not set" in run(url, "add", "y", "b@example.org").stdout
    assert run(url, "confirm", "x").stdout == "x: active; told from now on\n"


def test_a_webhook_gets_a_secret_that_is_shown_once_and_never_listed(url: str) -> None:
    told = run(url, "add", "hook", "https://hook.example/in", "--jurisdiction", "US").stdout
    secret = told.split("signed with ")[1].split(";")[0]
    assert secret.startswith("whsec_")
    for form in ((), ("--json",)):
        assert secret not in run(url, "list", *form).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "X", "a@example.org"), "name: "),
        (("add", "x", "no address"), "to: expected one mail address"),
        (("add", "x", "a@example.org, b@example.org"), "to: expected one mail address"),
        (("add", "x", "a@example.org\nBcc: c@example.org"), "to: expected one mail address"),
        (("add", "x", "http://hook.example/in"), "to: expected https"),
        (("add", "x", "https://me:pw@hook.example/in"), "without a login"),
        (("add", "x", "a@example.org", "--jurisdiction", "EU"), "expected one of CN, US"),
        (("add", "x", "a@example.org", "--item", " "), "item"),
        (("add", "x", "a@example.org", "--how", "hourly"), "how: "),
        (("add", "x", "a@example.org", "--at", "25:00"), "at: "),
        (("add", "x", "a@example.org", "--zone", "Mars/Base"), "expected a zone"),
        (("add", "x", "a@example.org", "--what", "gossip"), "what.0: "),
        (("add", "x", "a@example.org", "--ahead", "0"), "ahead.0: "),
        (("add", "x", "a@example.org", "--ahead", "soon"), "ahead.0: "),
        (("add", "x", "a@example.org", "--language", "fr"), "language: "),
        (("pause", "nobody"), "subscription: 'nobody' is none; there is none yet"),
        (("test", "nobody"), "subscription: 'nobody' is none"),
        (("backtest", "--since", "2025-13-01"), "--since: '2025-13-01' is no day"),
        (("backtest", "--since", "2025-12-01", "--until", "2025-11-01"), "is after"),
        (("backtest", "nobody", "--since", "2025-12-01"), "'nobody' is none"),
    ],
)
def test_a_wrong_word_gets_one_clear_line_and_exit_2(
    url: str, arguments: tuple[str, ...], says: str
) -> None:
    done = run(url, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("subscriptions: [{name: x}]", "alerts.yml: x: to: "),
        ("subscriptions: [{name: x, to: a@b.example, colour: red}]", "alerts.yml: x: colour: "),
        ("subscriptions: {x: 1}", "alerts.yml: expected `subscriptions:` with a list"),
        ("subscriptions: [x]", "alerts.yml: entry 1: expected fields"),
        ("subscriptions: [{name: x, to: a@b.example}, {name: x, to: c@d.example}]", "several"),
        ("subscriptions: [", "alerts.yml: cannot be read"),
        ("people: []", "alerts.yml: expected `subscriptions:`"),
        ("subscriptions: [{name: x, to: a@b.example, at: 8}]", "alerts.yml: x: at: "),
        ("subscriptions: [{name: x, to: 'https://b.example/in'}]", "this one is new: whsec_"),
        ("subscriptions: [{name: x, to: 'slack://a/b'}]", "can be read by others; chmod 600"),
        ("subscriptions: [{name: x, to: a@b.example, question: {colour: red}}]", "is no filter"),
    ],
)
def test_a_broken_file_of_subscriptions_names_itself_the_entry_and_the_key(
    url: str, tmp_path: Path, written: str, says: str
) -> None:
    path = tmp_path / "alerts.yml"
    path.write_text(written, encoding="utf-8")
    done = run(url, "list", TRACKER_ALERTS=str(path))
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_bundled_file_wishes_for_nobody(url: str) -> None:
    assert "Nobody is subscribed yet" in run(url, "list").stdout


def test_the_backtest_reads_like_a_newspaper(url: str) -> None:
    told = run(url, "backtest", "--since", "2025-09-01", "--until", "2025-11-13",
               "--instrument", "mofcom-2025-61").stdout  # fmt: skip
    assert told.startswith(
        "instrument mofcom-2025-61; told at once: 2 mails, 1 Sep 2025 to 13 Nov 2025\n"
    )
    assert "\n9 Oct 2025\n  [MOFCOM] In force from 9 Oct 2025: 6 of 8 provisions" in told
    assert "\n7 Nov 2025\n  [MOFCOM] Suspended until 10 Nov 2026" in told
    found = json.loads(
        run(url, "backtest", "--since", "before:madrid", "--until", "2025-11-13", "--json").stdout
    )
    assert [mail["day"] for mail in found["mails"]] == sorted(
        mail["day"] for mail in found["mails"]
    )
    assert len(found["mails"]) > 40


def test_a_feed_and_a_calendar_of_any_question_can_be_printed(url: str) -> None:
    from icalendar import Calendar

    assert "<feed" in run(url, "feed", "--jurisdiction", "CN").stdout
    told = run(url, "calendar", "--instrument", "mofcom-2025-61").stdout
    days = {str(event.decoded("dtstart")) for event in Calendar.from_ical(told).walk("VEVENT")}
    assert "2026-11-10" in days


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as found:
        yield found


def test_ingest_and_send_is_all_that_a_cron_user_needs(url: str, server: MailServer) -> None:
    """What is told over SMTP is what happened after the subscription, once."""
    env = {"TRACKER_SMTP": f"smtp://127.0.0.1:{server.port}"}
    env |= {"TRACKER_MAIL_FROM": "alerts@tracker.example", "TRACKER_WEB": "https://t.example"}
    assert "first look" in run(url, "send", **env).stdout
    run(url, "add", "all", "reader@example.org", "--confirmed", **env)
    file(url, *news())
    done = run(url, "send", **env)
    assert (done.returncode, done.stdout) == (0, "1 news, 1 messages queued; 1 sent\n"), done.stderr
    assert run(url, "send", **env).stdout == "0 news, 0 messages queued; nothing to send\n"
    (mail,) = server.taken
    assert b"Subject: [MOFCOM] In force from 24 Nov 2026" in mail.raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail.raw
    assert mail.to == ("reader@example.org",)


def news() -> list[Fact]:
    from datetime import date

    from tests.test_alerts_turn import acts

    return list(acts(1, date(2026, 11, 24)))


def file(url: str, *facts: Fact) -> None:
    ledger = open_ledger(url)
    ledger.append(facts)
    ledger.close()


def test_without_a_mail_server_messages_wait_and_the_exit_code_says_so(url: str) -> None:
    run(url, "send")
    run(url, "add", "all", "reader@example.org", "--confirmed")
    file(url, *news())
    done = run(url, "send")
    assert done.returncode == 1
    assert "TRACKER_SMTP: expected a mail server, found none; messages wait" in done.stderr


def test_a_test_message_is_printed_written_or_sent(
    url: str, server: MailServer, tmp_path: Path
) -> None:
    run(url, "add", "all", "reader@example.org", "--item", "rare earth", "--confirmed")
    printed = run(url, "test", "all", "--print").stdout
    assert printed.startswith("Subject: Test: [MOFCOM] ")
    assert "This is a test of the subscription “all”" in printed
    page = tmp_path / "test.html"
    assert run(url, "test", "all", "--html", str(page)).returncode == 0
    assert "<!doctype html>" in page.read_text(encoding="utf-8")
    assert run(url, "test", "all", "--html", str(page)).returncode == 2
    env = {"TRACKER_SMTP": f"smtp://127.0.0.1:{server.port}"}
    sent = run(url, "test", "all", TRACKER_MAIL_FROM="alerts@tracker.example", **env)
    assert sent.returncode == 0, sent.stderr
    (mail,) = server.taken
    assert b"Subject: Test: [MOFCOM] " in mail.raw


def test_a_delivery_report_gives_up_the_address_only_if_it_returns_our_message(
    url: str, server: MailServer
) -> None:
    env = {"TRACKER_SMTP": f"smtp://127.0.0.1:{server.port}"}
    env |= {"TRACKER_MAIL_FROM": "alerts@tracker.example"}
    run(url, "send", **env)
    run(url, "add", "all", "reader@example.org", "--confirmed", **env)
    file(url, *news())
    run(url, "send", **env)
    (mail,) = server.taken
    ours = next(
        line for line in mail.raw.decode().splitlines() if line.startswith("Message-ID:")
    ).partition(": ")[2]
    forged = run(url, "bounce", stdin=report("<deadbeef@tracker.example>"))
    assert forged.stdout == "it returns no message of ours\n"
    assert run(url, "bounce", stdin="From: a\n\nhello").stdout.startswith("no report")
    assert run(url, "bounce", stdin=report(ours)).stdout == "all: given up\n"
    store = Operations(url)
    reader = Subscribers(store, utc_now).need("all")
    store.close()
    assert (reader.state, reader.reason) == ("bounced", "5.1.1 550 no such user")


def report(message_id: str) -> str:
    return f"""From: MAILER-DAEMON@mx.example
To: alerts@tracker.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; reader@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user
--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: x
--b--
"""
