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
    assert "instrument mofcom-2025-61" in str(Calendar.from_ical(told)["name"])


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
    assert b"Subject: [MOFCOM] In force from " in mail.raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail.raw
    assert mail.to == ("reader@example.org",)


def news() -> list[Fact]:
    """An act of today, whenever that is."""
    from tests.newsroom import acts

    return list(acts(1, utc_now().date()))


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


# -- what an operator can do wrong --------------------------------------------------------------


def wished(folder: Path, words: str) -> dict[str, str]:
    path = folder / "alerts.yml"
    path.write_text(words, encoding="utf-8")
    return {"TRACKER_ALERTS": str(path)}


def states(url: str, **env: str) -> dict[str, str]:
    listed = json.loads(run(url, "list", "--json", **env).stdout)["subscriptions"]
    return {one["name"]: one["state"] for one in listed}


def test_an_entry_left_out_of_the_file_comes_back_as_it_was(url: str, tmp_path: Path) -> None:
    entry = "{{name: {0}, to: {0}@b.example, confirmed: true}}".format
    both = wished(tmp_path, f"subscriptions: [{entry('one')}, {entry('two')}]")
    assert states(url, **both) == {"one": "new", "two": "new"}
    run(url, "send", **both)
    run(url, "pause", "two", **both)
    wished(tmp_path, f"subscriptions: [{entry('one')}]")
    run(url, "send", **both)
    assert states(url, **both) == {"one": "active", "two": "ended"}
    wished(tmp_path, f"subscriptions: [{entry('one')}, {entry('two')}]")
    assert states(url, **both) == {"one": "active", "two": "ended"}  # a list changes nothing
    run(url, "send", **both)
    assert states(url, **both) == {"one": "active", "two": "paused"}


def test_a_file_that_is_named_and_not_there_or_empty_ends_nobody(url: str, tmp_path: Path) -> None:
    good = wished(tmp_path, "subscriptions: [{name: one, to: a@b.example, confirmed: true}]")
    run(url, "send", **good)
    wrong = {"TRACKER_ALERTS": str(tmp_path / "typo.yml")}
    assert run(url, "list", **wrong).returncode == 2
    run(url, "send", **wrong)
    (tmp_path / "alerts.yml").write_text("", encoding="utf-8")
    assert "expected entries, found nothing" in run(url, "list", **good).stderr
    run(url, "send", **good)
    wished(tmp_path, "subscriptions: [{name: one, to: a@b.example, confirmed: true}]")
    assert states(url, **good) == {"one": "active"}


def test_a_folder_of_chosen_data_that_lost_its_file_ends_nobody(url: str, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    entry = "subscriptions: [{name: one, to: a@b.example, confirmed: true}]"
    (folder / "alerts.yml").write_text(entry, encoding="utf-8")
    run(url, "send", TRACKER_CONFIG=str(folder))
    (folder / "alerts.yml").unlink()
    done = run(url, "send", TRACKER_CONFIG=str(folder))
    assert "alerts.yml: is not there; one goes on as it was" in done.stderr
    assert states(url, TRACKER_CONFIG=str(folder)) == {"one": "active"}


def test_a_reader_of_the_file_who_left_is_not_brought_back_by_remove(
    url: str, tmp_path: Path
) -> None:
    env = wished(tmp_path, "subscriptions: [{name: one, to: a@b.example, confirmed: true}]")
    run(url, "send", **env)
    store = Operations(url)
    Subscribers(store, utc_now).end("one", "unsubscribed by its reader")
    store.close()
    done = run(url, "remove", "one", **env)
    assert done.returncode == 2
    assert "take it out there first" in done.stderr
    run(url, "send", **env)
    assert states(url, **env) == {"one": "ended"}


def test_an_address_that_has_not_agreed_gets_no_test_message(url: str, server: MailServer) -> None:
    env = {"TRACKER_SMTP": f"smtp://127.0.0.1:{server.port}"}
    env |= {"TRACKER_MAIL_FROM": "alerts@tracker.example"}
    run(url, "add", "x", "a@example.org", "--item", "graphite", **env)
    done = run(url, "test", "x", **env)
    assert done.returncode == 2
    assert "x is pending: its address is not written to" in done.stderr
    assert server.taken == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_SMTP", "smtp://user:s3/cret@127.0.0.1:25"),
        ("TRACKER_SMTP", "user:s3cret@host"),
        ("TRACKER_SMTP", "smtps:user:s3cret@host"),
        ("TRACKER_SMTP", "smtp://u:s3@cret@host/x"),
        ("TRACKER_SMTP", "foo://x"),
        ("TRACKER_WEB", "https://exa mple.org"),
        ("TRACKER_WEB", "https://u:s3cret@host/"),
        ("TRACKER_WEB", "https://host:99999"),
        ("TRACKER_WEB", "https://[::1"),
        ("TRACKER_WEB", 'https://x"><b>'),
        ("TRACKER_WEB", "http://example.org"),
        ("TRACKER_WEB", "ftp://x"),
        ("TRACKER_OPERATOR", "nope"),
        ("TRACKER_ALERTS", "/nowhere/alerts.yml"),
    ],
)
def test_a_wrong_setting_is_found_at_once_named_and_never_shows_a_password(
    url: str, name: str, value: str
) -> None:
    done = run(url, "list" if name == "TRACKER_ALERTS" else "send", **{name: value})
    assert done.returncode == 2, done.stdout + done.stderr
    assert name in done.stderr
    assert done.stderr.count("\n") == 1
    assert "cret" not in done.stdout + done.stderr


def test_a_password_file_that_others_can_read_is_refused(url: str, tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("s3cret", encoding="utf-8")
    path.chmod(0o644)
    env = {"TRACKER_SMTP": "smtps://me@host", "TRACKER_MAIL_FROM": "a@b.example"}
    done = run(url, "send", TRACKER_SMTP_PASSWORD_FILE=str(path), **env)
    assert done.returncode == 2
    assert "can be read by others; chmod 600 it" in done.stderr


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("subscriptions: [{name: x, to: a@b.example, question: {jurisdiction: EU}}]", "of CN, US"),
        ("subscriptions: [{name: x, to: a@b.example, question: {to: NO}}]", "put them in quotes"),
        ("subscriptions: [{name: x, to: a@b.example, at: 10:30}]", "a time in quotes"),
        ("subscriptions: [" + "1, " * 100_000 + "]", "expected at most 256 KiB"),
        ("[" * 20_000, "alerts.yml: "),
        ("subscriptions: [{name: operator, to: a@b.example}]", "entry added by hand"),
    ],
)
def test_a_file_that_cannot_mean_what_it_says_is_refused(
    url: str, tmp_path: Path, written: str, says: str
) -> None:
    env = wished(tmp_path, written)
    if "operator" in written:
        env |= {"TRACKER_OPERATOR": "o@b.example"}
        says = "kept for TRACKER_OPERATOR"
    done = run(url, "list", **env)
    assert done.returncode == 2, done.stdout
    assert says in done.stderr


def test_the_store_is_for_its_owner_alone_also_when_it_was_restored(url: str) -> None:
    run(url, "list")
    path = Path(url.removeprefix("sqlite:///") + ".operations")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    run(url, "list")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_store_replaced_under_a_program_is_said_and_not_begun_anew(url: str) -> None:
    from events.errors import StoreUnwritable

    store = Operations(url)
    path = Path(url.removeprefix("sqlite:///") + ".operations")
    path.rename(path.with_suffix(".old"))
    with pytest.raises(StoreUnwritable, match="was removed or replaced"):
        store.mark("version")
    store.close()
