"""The daily run whole: real programs, the replica of the sites, a real mail server, real links."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.mail_server import MailServer
from tests.replica import america, china
from tests.replica.server import Replica
from tests.stations import loaded
from tests.web_server import serving
from tracker.operations import Operations
from tracker.web import app

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("cn_exportcontrol", "us_bis", "us_inspection")
WISHES = """
subscriptions:
  - {name: everything, to: reader@example.org, confirmed: true}
  - {name: china, to: cn@example.org, question: {jurisdiction: CN}, language: zh, confirmed: true}
  - {name: asked, to: asked@example.org}
"""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as found:
        yield found


@pytest.fixture
def site() -> Iterator[str]:
    with Replica() as replica:
        china.install(replica)
        america.install(replica)
        yield replica.url


@pytest.fixture
def env(tmp_path: Path, history: Path, server: MailServer, site: str) -> dict[str, str]:
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, tmp_path / path.name)
    wishes = tmp_path / "alerts.yml"
    wishes.write_text(WISHES, encoding="utf-8")
    ours = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    return ours | {
        "TRACKER_LEDGER": f"sqlite:///{tmp_path / history.name}",
        "TRACKER_SITES_AT": site,
        "TRACKER_ALERTS": str(wishes),
        "TRACKER_SMTP": f"smtp://127.0.0.1:{server.port}",
        "TRACKER_MAIL_FROM": "alerts@tracker.example",
        "TRACKER_WEB": "http://127.0.0.1:8321",
        "TRACKER_OPERATOR": "operator@example.org",
        "PYTHONUTF8": "1",
    }


def verb(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )


def subjects(server: MailServer, to: str) -> list[str]:
    mails = [mail for mail in server.taken if mail.to == (to,)]
    return [str(message_from_bytes(mail.raw, policy=default)["Subject"]) for mail in mails]


def ended(store: Operations) -> dict[str, str]:
    with store.reading() as rows:
        found = rows.all("SELECT job, state FROM tracker_run WHERE ended_at IS NOT NULL")
    return {str(job): str(state) for job, state in found if job in SOURCES}


def quiet(store: Operations) -> bool:
    """Whether every message has left, and a turn came after the last check."""
    with store.reading() as rows:
        open_ = rows.one("SELECT 1 FROM tracker_message WHERE state IN ('queued', 'claimed')")
        checked = rows.one("SELECT max(ended_at) FROM tracker_run WHERE job <> 'turn'")
        turned = rows.one(
            "SELECT max(started_at) FROM tracker_run WHERE job = 'turn' AND state = 'ok'"
        )
    after = checked and turned and turned[0] and checked[0] and turned[0] > checked[0]
    return open_ is None and bool(after)


@pytest.mark.timeout(240)
def test_two_daemons_at_once_run_each_job_once_and_send_each_mail_once(
    env: dict[str, str], server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "tracker", "run", *SOURCES]
    logs = [(tmp_path / f"daemon{number}.log").open("w") for number in range(2)]
    both = [subprocess.Popen(command, cwd=ROOT, env=env, stderr=log) for log in logs]
    store = Operations(env["TRACKER_LEDGER"])
    try:
        until = time.monotonic() + 180
        while time.monotonic() < until and not (len(ended(store)) == 3 and quiet(store)):
            time.sleep(0.3)
    finally:
        for one in both:
            one.send_signal(signal.SIGTERM)
        codes = [one.wait(timeout=40) for one in both]
        for log in logs:
            log.close()
    told = [path.read_text(encoding="utf-8") for path in tmp_path.glob("daemon*.log")]
    assert codes == [0, 0], told
    assert ended(store) == dict.fromkeys(SOURCES, "ok"), told
    with store.reading() as rows:
        runs = Counter(job for (job,) in rows.all("SELECT job FROM tracker_run"))
        news = rows.one("SELECT count(*) FROM tracker_story WHERE fresh = 1")
    store.close()
    ids = Counter(mail.id for mail in server.taken)
    with capsys.disabled():
        print(
            f"\ntwo daemons: {sum(runs[name] for name in SOURCES)} runs of 3 sources;"
            f" {news[0] if news else 0} news, {len(ids)} mails, repeated"
            f" {sum(count - 1 for count in ids.values())}"
        )
    assert {name: runs[name] for name in SOURCES} == dict.fromkeys(SOURCES, 1)
    assert set(ids.values()) == {1}
    assert len(subjects(server, "reader@example.org")) >= 1
    assert subjects(server, "asked@example.org") == ["Please confirm: alerts for everything"]
    status = json.loads(verb(env, "run", "--status", "--json").stdout)
    assert [one["run"]["state"] for one in status["jobs"]] == ["ok"] * 3


def test_what_the_first_check_finds_is_told_and_a_second_round_tells_nothing(
    env: dict[str, str], server: MailServer
) -> None:
    done = verb(env, "run", "--once", "cn_exportcontrol", "us_bis")
    assert done.returncode == 0, done.stderr
    told = subjects(server, "reader@example.org")
    assert told, done.stderr
    verb(env, "run", "--once", "cn_exportcontrol", "us_bis")
    assert subjects(server, "reader@example.org") == told


def test_cron_users_get_the_same_from_ingest_and_send(
    env: dict[str, str], server: MailServer
) -> None:
    assert verb(env, "alerts", "send").returncode == 0
    assert verb(env, "ingest", "us_bis", "--quiet").returncode == 0
    done = verb(env, "alerts", "send")
    assert done.returncode == 0, done.stderr
    told = subjects(server, "reader@example.org")
    assert told
    assert any("[BIS]" in subject for subject in told) or "items: " in told[0]
    assert verb(env, "alerts", "send").returncode == 0
    assert subjects(server, "reader@example.org") == told


def test_a_source_that_fails_is_told_to_the_operator_and_the_others_go_on(
    env: dict[str, str], server: MailServer
) -> None:
    verb(env, "alerts", "send")
    broken = env | {"TRACKER_SITES_AT": "http://127.0.0.1:9"}
    assert verb(broken, "ingest", "us_bis", "--quiet").returncode == 1
    assert verb(env, "ingest", "us_inspection", "--quiet").returncode == 0
    verb(env, "alerts", "send")
    (told,) = subjects(server, "operator@example.org")
    assert told == "[us_bis] Source failing: Bureau of Industry and Security, Federal Register"


def test_a_reader_agrees_gets_news_and_leaves_by_the_links_in_the_mails(
    env: dict[str, str], server: MailServer, tmp_path: Path
) -> None:
    """From the first mail to the last, by HTTP, as a mail program does it."""
    verb(env, "alerts", "send")
    (mail,) = [one for one in server.taken if one.to == ("asked@example.org",)]
    body = message_from_bytes(mail.raw, policy=default).get_body(("plain",))
    assert body is not None
    link = re.search(r"http://127\.0\.0\.1:8321(/alerts/confirm/\S+)", body.get_content())
    assert link is not None
    with serving(app(env["TRACKER_LEDGER"])) as client:
        assert client.get(link[1]).status_code == 200
        verb(env, "ingest", "us_bis", "--quiet")
        verb(env, "alerts", "send")
        assert len(subjects(server, "asked@example.org")) == 1  # looking is not agreeing
        assert client.post(link[1]).status_code == 200
        verb(env, "ingest", "cn_exportcontrol", "cn_mofcom", "--quiet")
        verb(env, "alerts", "send")
        told = [one for one in server.taken if one.to == ("asked@example.org",)]
        assert len(told) > 1
        stop = message_from_bytes(told[-1].raw, policy=default)["List-Unsubscribe"]
        path = re.search(r"(/alerts/unsubscribe/[^>]+)", str(stop))
        assert path is not None
        gone = client.post(path[1], data={"List-Unsubscribe": "One-Click"})
        assert gone.status_code == 200
    listed = json.loads(verb(env, "alerts", "list", "--json").stdout)["subscriptions"]
    state = {one["name"]: one["state"] for one in listed}
    assert state["asked"] == "ended"
    verb(env, "alerts", "send")
    assert len([one for one in server.taken if one.to == ("asked@example.org",)]) == len(told)
