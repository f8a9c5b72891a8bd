"""The whole way over HTTP: sites as they are, faults as they come, and what is on file after."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import tracker
from config.sources import Sources
from events.facts import CopyFound, PageGone, PartySeen, ReviewOpened, SourceChecked, SourceFailed
from events.ledger import open_ledger
from tests.replica import america, china
from tests.replica.china_invented import INVENTED
from tests.replica.china_texts import KNOWN
from tests.replica.server import Replica
from tests.stations import CHOSEN, Clock, loaded
from tracker import freshness
from tracker.ingest.by_hand import replayed
from tracker.ingest.opening import station
from tracker.ingest.run import Outcome, ingest
from tracker.view_reviews import open_questions

ROOT = Path(__file__).resolve().parent.parent
ALL = tuple(CHOSEN)
ROUNDS = 60 if os.environ.get("TRACKER_SOAK") else 6
LOOKS = (SourceChecked, SourceFailed)


class Sites(NamedTuple):
    """The replica, and what its sites hold."""

    replica: Replica
    china: Any
    america: Any


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    with Replica() as replica:
        found = Sites(replica, china.install(replica), america.install(replica))
        monkeypatch.setenv("TRACKER_SITES_AT", replica.url)
        yield found


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def url(tmp_path: Path, history: Path) -> str:
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, tmp_path / path.name)
    return f"sqlite:///{tmp_path / history.name}"


def look(url: str, clock: Clock, *names: str, since: date | None = None) -> dict[str, Outcome]:
    with station(url, now=clock) as at:
        outcomes = ingest(at, Sources(at.sources).chosen(names), since)
    return {one.source: one for one in outcomes}


def facts(url: str) -> list[Any]:
    """Every fact, looks at sources aside and the day on which one saw a party; the chain must be
    whole."""
    ledger = open_ledger(url, read_only=True)
    try:
        assert ledger.verify() == []
        found = [e.fact for e in ledger.after(None) if not isinstance(e.fact, LOOKS)]
        return [
            one.model_copy(update={"day": date.min}) if isinstance(one, PartySeen) else one
            for one in found
        ]
    finally:
        ledger.close()


def head(url: str) -> Any:
    ledger = open_ledger(url, read_only=True)
    try:
        return ledger.head()
    finally:
        ledger.close()


def state(url: str, day: str, measure: str, **more: Any) -> Any:
    with tracker.open(url, now=Clock()) as timeline:
        (one,) = timeline.on(day, measure=measure, **more).measures
        return one


def problems(outcomes: dict[str, Outcome]) -> dict[str, list[str]]:
    return {name: one.problems for name, one in outcomes.items() if one.problems}


# -- what a day brings ----------------------------------------------------------------------------


def test_every_source_is_read_and_what_it_published_is_filed(url: str, sites: Sites) -> None:
    outcomes = look(url, Clock())
    assert problems(outcomes) == {}
    assert list(outcomes) == list(ALL)
    assert state(url, "2026-11-02", "mofcom-2026-901/p1").state == "in_force"
    assert state(url, "2026-12-31", "mofcom-2026-901/p1").by == "mofcom-2026-903"
    assert state(url, "2027-02-01", "bis-2026-90001/p1").state == "in_force"
    assert state(url, "2027-01-31", "bis-2026-90001/p1").state == "announced"
    listing = state(url, "2026-11-01", "mofcom-2026-902/p1")
    assert (listing.state, listing.scope["parties_count"]) == ("in_force", 12)
    assert state(url, "2026-11-24", "ustr-2026-90080/p1").kind == "relief"  # an exclusion


@pytest.mark.parametrize("text", [t for t in INVENTED if t.instrument], ids=lambda t: t.instrument)
def test_each_new_text_has_the_days_its_words_say(text: Any, whole: tuple[str, list[Any]]) -> None:
    found = whole[1]
    cited = [f for f in found if hasattr(f, "cited") and f.cited.instrument == text.instrument]
    for expected in text.effects:
        days = {(str(f.first_day), str(getattr(f, "last_day", None))) for f in cited}
        assert (str(expected.first_day), str(expected.last_day)) in days
    waits = {f.instrument for f in found if isinstance(f, ReviewOpened) and f.kind == "unread"}
    assert (text.instrument in waits) == text.unread


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, history: Path) -> tuple[str, list[Any]]:
    """One undisturbed ingestion of everything."""
    folder = tmp_path_factory.mktemp("whole")
    for path in history.parent.glob(history.name + "*"):
        shutil.copy(path, folder / path.name)
    url = f"sqlite:///{folder / history.name}"
    with Replica() as replica, pytest.MonkeyPatch.context() as patch:
        china.install(replica)
        america.install(replica)
        patch.setenv("TRACKER_SITES_AT", replica.url)
        look(url, Clock())
    return url, facts(url)


def test_texts_the_curated_history_has_merge_with_it_without_a_difference(
    whole: tuple[str, list[Any]],
) -> None:
    url, found = whole
    copies = Counter(f.instrument for f in found if isinstance(f, CopyFound) and f.role == "copy")
    merged = {t.instrument for t in KNOWN if t.instrument and not t.invented}
    assert merged
    assert {name for name in merged if copies[name] >= 1} == merged
    differences = [
        f for f in found if isinstance(f, ReviewOpened) and f.kind in ("difference", "conflict")
    ]
    assert [f for f in differences if f.source != "us_ecfr"] == []
    with tracker.open(url, now=Clock()) as timeline:
        assert timeline.view.instrument(next(iter(copies))) is not None


def test_a_second_ingestion_leaves_the_ledger_byte_for_byte_as_it_was(
    url: str, sites: Sites
) -> None:
    look(url, Clock())
    before, bytes_before = head(url), facts(url)
    assert problems(look(url, Clock())) == {}
    assert head(url) == before
    assert facts(url) == bytes_before


def test_the_next_day_says_only_that_it_was_looked_at(url: str, sites: Sites) -> None:
    clock = Clock()
    look(url, clock)
    before = facts(url)
    clock.later(1)
    look(url, clock)
    assert facts(url) == before
    with tracker.open(url, now=clock) as timeline:
        health = {one.source: one for one in freshness.sources(timeline)}
    assert {one.checked_through for one in health.values()} == {"2026-11-25", "2026-11-24"}


def test_the_archive_read_again_into_an_empty_ledger_gives_the_same_facts(
    tmp_path: Path, history: Path, whole: tuple[str, list[Any]]
) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    shutil.copy(history, folder / history.name)
    url = f"sqlite:///{folder / history.name}"
    archive = Path(whole[0].removeprefix("sqlite:///") + ".archive")
    with station(url, now=Clock()) as at:
        replayed(at, archive, ())
    assert sorted(map(repr, facts(url))) == sorted(map(repr, whole[1]))
    before = head(url)
    with station(url, now=Clock()) as at:
        replayed(at, archive, ())
    assert head(url) == before


def test_a_postgresql_ledger_gets_the_same_facts(
    postgres_url: str,
    tmp_path: Path,
    sites: Sites,
    whole: tuple[str, list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRACKER_VIEW", str(tmp_path))
    monkeypatch.setenv("TRACKER_ARCHIVE", str(tmp_path / "archive"))
    assert problems(look(postgres_url, Clock())) == {}
    assert sorted(map(repr, facts(postgres_url))) == sorted(map(repr, whole[1]))
    before = head(postgres_url)
    look(postgres_url, Clock())
    assert head(postgres_url) == before


# -- faults ---------------------------------------------------------------------------------------

FAULTS = [
    ("cn_mofcom", "www.mofcom.gov.cn", "challenge_200", {}),
    ("cn_mofcom", "www.mofcom.gov.cn", "challenge_412", {}),
    ("cn_mofcom", "www.mofcom.gov.cn", "status", {"status": 503}),
    ("cn_aqygzj", "aqygzj.mofcom.gov.cn", "reset", {}),
    ("cn_aqygzj", "aqygzj.mofcom.gov.cn", "zero_rows", {}),
    ("cn_exportcontrol", "exportcontrol.mofcom.gov.cn", "half_body", {}),
    ("cn_exportcontrol", "exportcontrol.mofcom.gov.cn", "mojibake", {}),
    ("us_ecfr", "www.ecfr.gov", "soft_404", {}),
]


@pytest.mark.parametrize(("source", "host", "kind", "options"), FAULTS)
def test_one_source_failing_leaves_the_others_complete_and_is_named(
    source: str, host: str, kind: str, options: Any, url: str, sites: Sites,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("scrapers.fetching.policy.Policy.wait", 0.0, raising=False)
    with sites.replica.trapped(host, ".*", kind, **options):
        outcomes = look(url, Clock())
    assert list(problems(outcomes)) == [source]
    assert all(line.startswith(f"{source}: expected ") for line in outcomes[source].problems)
    with tracker.open(url, now=Clock()) as timeline:
        health = {one.source: one for one in freshness.sources(timeline)}
    assert health[source].failure
    assert {one.source for one in health.values() if one.failure} == {source}
    assert health[source].checked_through is None
    assert all(one.checked_through for name, one in health.items() if name != source)
    again = look(url, Clock())
    assert problems(again) == {}


def test_without_a_network_every_source_fails_by_itself_and_answers_go_on(
    url: str, tmp_path: Path
) -> None:
    closed = "http://127.0.0.1:9"
    env = os.environ | {"TRACKER_LEDGER": url, "TRACKER_SITES_AT": closed}
    done = run("ingest", "--json", "--quiet", env=env)
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert told["failed"] == list(ALL)
    assert all(len(one["problems"]) == 1 for one in told["sources"])
    answer = run("on", "2025-12-05", "--measure", "mofcom-2025-61/i-1", "--json", env=env)
    assert json.loads(answer.stdout)["measures"][0]["state"] == "suspended"


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def child(url: str, sites: Sites, *arguments: str) -> subprocess.Popen[str]:
    env = os.environ | {"TRACKER_LEDGER": url, "TRACKER_SITES_AT": sites.replica.url}
    return subprocess.Popen(
        [sys.executable, "-m", "tracker", "ingest", "--quiet", *arguments],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.timeout(1800)
def test_a_kill_at_any_moment_loses_nothing_and_files_nothing_twice(
    tmp_path: Path, history: Path, sites: Sites, whole: tuple[str, list[Any]]
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance, cut = random.Random(seed), 0
    expected = sorted(map(repr, whole[1]))
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(history, folder / history.name)
        url = f"sqlite:///{folder / history.name}"
        process = child(url, sites)
        time.sleep(chance.uniform(0.5, 2.5))
        process.send_signal(signal.SIGKILL)
        cut += process.wait() != 0
        process.communicate()
        for fact in facts(url):
            cited = getattr(fact, "cited", None)
            if cited is not None and cited.sha256:
                assert (folder / f"{history.name}.archive" / "blobs").exists()
        look(url, Clock())
        assert sorted(map(repr, facts(url))) == expected, f"seed {seed}, round {number}"
    print(f"\nkills in ingestion: {ROUNDS}/{ROUNDS} whole again, {cut} before the end, seed {seed}")


def test_two_ingestions_at_once_file_each_fact_once_and_the_second_says_so(
    url: str, sites: Sites, whole: tuple[str, list[Any]]
) -> None:
    crowd = [child(url, sites), child(url, sites), child(url, sites, "--wait", "60")]
    ended = [(process.communicate(timeout=90), process.returncode) for process in crowd]
    told = [stderr for (_, stderr), code in ended if code != 0]
    assert all("nobody else to be ingesting" in words for words in told), told
    assert sum(code == 0 for _, code in ended) >= 2 - len(told) // 2
    assert Counter(map(repr, facts(url))).most_common(1)[0][1] == 1
    assert sorted(map(repr, facts(url))) == sorted(map(repr, whole[1]))


# -- pages that go, rows that vanish --------------------------------------------------------------

GONE = next(t for t in KNOWN if t.instrument == "mofcom-2025-70")


@pytest.mark.parametrize(("days", "told"), [(1, False), (13, False), (14, True), (30, True)])
def test_a_page_that_is_gone_ends_no_measure_and_is_told_after_two_weeks(
    days: int, told: bool, url: str, sites: Sites
) -> None:
    clock = Clock()
    look(url, clock, "cn_mofcom", since=date(2025, 11, 1))
    before = state(url, "2026-11-10", "mofcom-2025-61/i-1")
    page = next(p.url for p in GONE.places if "/zwgk/" in p.url)
    path = page.removeprefix("https://www.mofcom.gov.cn")
    clock.later(8)
    with sites.replica.trapped("www.mofcom.gov.cn", path, "status", status=404):
        look(url, clock, "cn_mofcom", since=date(2025, 11, 1))
        clock.later(days)
        outcome = look(url, clock, "cn_mofcom", since=date(2025, 11, 1))["cn_mofcom"]
    assert outcome.problems == []
    gone = [fact for fact in facts(url) if isinstance(fact, PageGone)]
    assert [(one.url, one.instrument) for one in gone] == [(page, "mofcom-2025-70")]
    assert state(url, "2026-11-10", "mofcom-2025-61/i-1").as_dict() == before.as_dict()
    with tracker.open(url, now=clock) as timeline:
        health = {one.source: one for one in freshness.sources(timeline)}["cn_mofcom"]
    assert bool(health.gone) is told
    clock.later(8)
    look(url, clock, "cn_mofcom", since=date(2025, 11, 1))
    with tracker.open(url, now=clock) as timeline:
        assert timeline.view.gone_pages() == []


@pytest.mark.parametrize("share", [0.99, 0.8, 0.5])
def test_rows_that_vanish_from_a_list_end_nothing(share: float, url: str, sites: Sites) -> None:
    clock = Clock()
    look(url, clock, "cn_mofcom")
    before = facts(url)
    kept = sites.china.releases[: int(len(sites.china.releases) * share)]
    sites.china.releases[:] = kept
    clock.later(1)
    outcome = look(url, clock, "cn_mofcom")["cn_mofcom"]
    assert facts(url) == before
    if share < 0.8:
        assert "a collapse is held, not believed" in outcome.problems[0]


def test_an_attached_file_is_archived_and_a_replaced_one_is_asked_about(
    url: str, sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    look(url, clock, "cn_mofcom")

    def attached() -> list[tuple[str, str]]:
        with tracker.open(url, now=clock) as timeline:
            copies = timeline.show("mofcom-2026-901").instrument["copies"]
        return [(one["title"], one["sha256"]) for one in copies if one["role"] == "attachment"]

    ((name, before),) = attached()
    assert name == "示例晶体物项说明.pdf"
    clock.later(8)
    look(url, clock, "cn_mofcom")
    assert attached() == [(name, before)]
    monkeypatch.setattr(china, "PDF", china.PDF.replace(b"Catalog", b"Catalog/Lang(zh)"))
    clock.later(8)
    look(url, clock, "cn_mofcom")
    ((_, after),) = attached()
    assert after != before
    with tracker.open(url, now=clock) as timeline:
        (question,) = [
            one
            for one in open_questions(timeline.view, "mofcom-2026-901")
            if one["kind"] == "revised"
        ]
    assert name in question["reason"]
    assert (question["on_file"], question["read"]) == (before, after)


# -- pages saved by hand --------------------------------------------------------------------------


def test_a_page_saved_by_hand_is_taken_in_and_its_source_counts_as_unchecked(
    url: str, tmp_path: Path
) -> None:
    text = "商务部公告2026年第950号\n\n自公布之日起，禁止向示例国出口示例物项。\n\n商务部\n"
    text += "2026年11月20日\n"
    saved = tmp_path / "saved.txt"
    saved.write_text(text, encoding="utf-8")
    env = os.environ | {"TRACKER_LEDGER": url}
    done = run("ingest", "--file", str(saved), "--as", "cn_mofcom", "--json", env=env)
    assert done.returncode == 0, done.stderr
    assert "1 new" in json.loads(done.stdout)["sources"][0]["words"]
    with tracker.open(url) as timeline:
        assert timeline.show("mofcom-2026-950").instrument["published_on"] == "2026-11-20"
        health = {one.source: one for one in freshness.sources(timeline)}
    assert health["cn_mofcom"].checked_through is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ingest", "--file", "nowhere.html", "--as", "cn_mofcom"), "cannot be read"),
        (("ingest", "--file", "x"), "--file and --as go together"),
        (("ingest", "cn_mofcon"), "expected one of"),
        (("ingest", "--since", "2026-13-01"), "--since"),
        (("ingest", "--archive", "nowhere"), "expected an archive"),
        (("read", "x", "--as", "cn_mofcon"), "did you mean cn_mofcom"),
        (("read", "nowhere.html", "--as", "cn_mofcom"), "cannot be read"),
        (("review", "--kind", "unred"), "expected one of"),
        (("review", "accept", "0000000000"), "nothing waits under"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(
    arguments: tuple[str, ...], says: str, url: str
) -> None:
    done = run(*arguments, env=os.environ | {"TRACKER_LEDGER": url})
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert done.stdout == ""
