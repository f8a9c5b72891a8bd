"""The health page: what makes it ring, and what it never says."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import tracker
from events.facts import SourceChecked, SourceFailed
from tests.web_server import Desk, desk_in
from tracker import health
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.subscription import Subscription
from tracker.alerts.tokens import key_of
from tracker.operations import stamp


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("health")) as made:
        yield made


@pytest.fixture
def well(desk: Desk) -> Iterator[Desk]:
    """A desk at which every source was read today, and nothing waits."""
    with tracker.open(desk.url, now=desk.clock) as timeline:
        watched = [name for name, one in timeline.view.sources.items() if one.get("watched", True)]
    desk.clock.now += timedelta(minutes=1)
    today = desk.clock.now.date()
    desk.file(
        *(SourceChecked(source=name, checked_through=today, listed=9, new=0) for name in watched)
    )
    yield desk
    for table in ("tracker_message", "tracker_run"):
        desk.change(f"DELETE FROM {table}")
    status(desk).unlink(missing_ok=True)


def status(desk: Desk) -> Path:
    return Path(desk.url.removeprefix("sqlite:///") + ".status.json")


def ago(desk: Desk, **how: float) -> str:
    return stamp(desk.clock.now - timedelta(**how))


def looked_at(desk: Desk) -> tuple[int, list[str]]:
    """The status and what is wrong; page and JSON agree."""
    page, data = desk.get("/health"), desk.get("/health.json")
    assert page.status_code == data.status_code
    assert data.json()["fine"] is (data.status_code == 200)
    return data.status_code, data.json()["wrong"]


def message(desk: Desk, state: str, queued: str, next_try: str, tries: int) -> None:
    desk.change(
        "INSERT INTO tracker_message VALUES (?, 'secret-name', '[]', ?, ?, ?, ?, NULL, NULL, ?)",
        *(f"m-{state}-{tries}-{next_try}", state, queued, next_try, tries, "for a@b.example"),
    )


def run(desk: Desk, job: str, state: str, started: str, ended: str | None) -> None:
    words = "password hunter2 for a@b.example"
    desk.change(
        "INSERT INTO tracker_run VALUES (?, ?, ?, ?, ?, 'host-7', ?)",
        *(job, started[:16], state, started, ended, words),
    )


def test_all_is_well_when_every_source_was_read_and_nothing_waits(well: Desk) -> None:
    message(well, "sent", ago(well, days=3), ago(well, days=3), 1)
    message(well, "failed", ago(well, days=3), ago(well, days=3), 9)
    message(well, "queued", ago(well, hours=2), ago(well, hours=1), 1)
    run(well, "cn_mofcom", "failed", ago(well, days=1), ago(well, days=1))
    run(well, "cn_mofcom", "ok", ago(well, hours=3), ago(well, hours=2))
    assert looked_at(well) == (200, [])
    told = well.get("/health.json").json()
    assert told["messages"] == {"queued": 1, "claimed": 0, "sent": 1, "dropped": 0, "failed": 1}
    assert [one["state"] for one in told["runs"]] == ["ok"]
    assert told["position"] > 800
    assert len(told["sources"]) == 10
    assert "All is well" in well.get("/health").text


def test_what_is_wrong_makes_a_monitor_ring(well: Desk) -> None:
    run(well, "cn_mofcom", "ok", ago(well, hours=30), ago(well, hours=29))
    run(well, "us_bis", "failed", ago(well, hours=31), ago(well, hours=30))
    run(well, "turn", "started", ago(well, hours=25), None)
    run(well, "of-old", "failed", ago(well, hours=31), ago(well, hours=30))
    message(well, "queued", ago(well, hours=25), ago(well, hours=-1), 5)
    message(well, "claimed", ago(well, days=2), ago(well, days=2), 0)
    message(well, "queued", ago(well, days=2), ago(well, days=-3), 0)  # its day has not come
    assert looked_at(well) == (
        503,
        [
            "the run of the alerts began more than a day ago and has not ended",
            "the last run of us_bis failed",
            "no run has ended for 26 hours",
            "2 messages have waited for more than a day",
        ],
    )


def test_a_source_that_fails_or_grows_old_is_told(well: Desk) -> None:
    well.clock.now += timedelta(minutes=1)
    well.file(SourceFailed(source="us_bis", expected="rows", found="<b>a challenge</b>"))
    code, wrong = looked_at(well)
    assert (code, len(wrong)) == (503, 1)
    assert wrong[0].startswith("us_bis: could not be read since 2026-11-")
    well.clock.later(4)
    code, wrong = looked_at(well)
    assert (code, len(wrong)) == (503, 10)
    assert any(line.startswith("cn_mofcom: not read to the end since") for line in wrong)


@pytest.mark.parametrize(
    ("minutes", "once", "ended", "wrong"),
    [(1, False, False, 0), (20, False, False, 1), (20, False, True, 0), (600, True, False, 0)],
    ids=["it lives", "it fell silent", "it was stopped", "it comes once a day"],
)
def test_a_daemon_that_falls_silent_is_told(
    well: Desk, minutes: int, once: bool, ended: bool, wrong: int
) -> None:
    told = {
        "heartbeat": ago(well, minutes=minutes),
        "ended_at": ago(well, minutes=minutes) if ended else None,
        "once": once,
        "pid": 7,
        "host": "host-7",
        "problems": ["hunter2"],
    }
    status(well).write_text(json.dumps(told), encoding="utf-8")
    assert len(looked_at(well)[1]) == wrong
    assert well.get("/health.json").json()["daemon"]["once"] is once


def test_health_names_nobody_and_no_cause(well: Desk) -> None:
    key = "whsec_" + b64encode(b"hunter2-hunter2-hunter2-hunter2").decode()
    wish = {"name": "secret-name", "to": "a@b.example", "secret": key}
    Subscribers(well.store, well.clock).add(Subscription.model_validate(wish))
    run(well, "cn_mofcom", "failed", ago(well, hours=2), ago(well, hours=1))
    message(well, "queued", ago(well, hours=25), ago(well, hours=-1), 5)
    told = well.get("/health").text + well.get("/health.json").text
    canaries = (
        "a@b.example",
        "secret-name",
        "hunter2",
        key,
        "host-7",
        well.url,
        key_of(well.store),
    )
    found = [one for one in canaries if one in told]
    print(f"canaries in the health page: {len(found)}/{len(canaries)}")
    assert found == []


def test_health_answers_also_where_the_ledger_cannot_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise tracker.UsageError("the cause")

    monkeypatch.setattr(tracker, "open", broken, raising=False)
    assert looked_at(desk) == (503, ["the ledger or the store cannot be read"])
    assert "the cause" in caplog.text
    assert "the cause" not in desk.get("/health").text


def test_a_fault_of_ours_is_a_page_without_its_cause(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr(health, "sources", broken)
    answer = desk.get("/health")
    assert answer.status_code == 500
    assert "the cause" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
