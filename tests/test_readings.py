"""Readings files: what is broken costs only itself; what is corrected is withdrawn, not edited."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import tracker
from config.settings import HERE
from tracker.reading_facts import facts_of_bundle
from tracker.readings import read_bundle

FILE = "readings/cn/mofcom-2025.yml"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setenv("TRACKER_CONFIG", str(folder))
    return folder


def change(path: Path, how: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = how(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def test_the_bundled_readings_have_no_problems_and_every_target_is_on_file() -> None:
    bundle = read_bundle(HERE / "readings")
    facts_of_bundle(bundle)
    assert bundle.problems == []
    bundle.lists.rows.clear()  # their parties are counted in test_us_lists
    assert (len(bundle.records), len(facts_of_bundle(bundle))) == (281, 1264)


def test_promises_never_become_law_by_their_own_dates() -> None:
    for name, record in read_bundle(HERE / "readings").records.items():
        if record.form in ("milestone", "pledge", "bill", "investigation", "statement of intent"):
            assert all(row.promised for row in record.measures.values()), name


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (
            "kind: control\n        from: 2025-12-01",
            "kind: controll\n        from: 2025-12-01",
            "measures.i-1.kind",
        ),
        (
            "from: 2025-12-01\n        items: [magnets",
            "from: 2025-13-01\n        items: [magnets",
            "measures.i-1.from",
        ),
        ("what: Part-2 items made", "wat: Part-2 items made", "measures.i-1"),
    ],
)
def test_a_broken_record_names_file_record_and_field_and_the_rest_answers(
    config: Path, tmp_path: Path, old: str, new: str, named: str
) -> None:
    change(config / FILE, lambda text: text.replace(old, new, 1))
    with tracker.open(f"sqlite:///{tmp_path}/ledger.db") as timeline:
        told = " ".join(timeline.warnings)
        assert "cn/mofcom-2025.yml" in told
        assert "mofcom-2025-61" in told
        assert named in told
        assert len(timeline.on("2025-10-15").measures) > 190
        assert (
            timeline.on("2025-11-09", measure="mofcom-2025-57/p1").measures[0].state == "suspended"
        )


def test_a_file_that_is_no_yaml_withdraws_nothing_that_is_on_file(
    config: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    tracker.open(url).close()
    (config / FILE).write_text("records: [unclosed", encoding="utf-8")
    with tracker.open(url) as timeline:
        assert "cn/mofcom-2025.yml" in " ".join(timeline.warnings)
        (found,) = timeline.on("2025-11-09", measure="mofcom-2025-61/i-1").measures
        assert found.state == "suspended"


def test_a_corrected_reading_is_withdrawn_and_an_earlier_recorded_stays_what_it_was(
    config: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    with tracker.open(url) as timeline:
        position = timeline.on("2025-10-15").receipt["position"]
    change(config / FILE, lambda text: text.replace("until: 2026-11-10", "until: 2026-12-10"))
    with tracker.open(url) as timeline:
        ask = {"measure": "mofcom-2025-61/i-1"}
        assert timeline.on("2026-11-20", measure=ask["measure"]).measures[0].state == "suspended"
        before = timeline.on("2026-11-20", measure=ask["measure"], recorded=position)
        assert before.measures[0].by == "lapse"
        head = timeline.on("2025-10-15").receipt
    with tracker.open(url) as timeline:
        assert timeline.on("2025-10-15").receipt == head


def test_an_older_edition_never_undoes_a_newer_one(config: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    history = config / "readings" / "history.yml"
    change(history, lambda text: re.sub(r"edition: \d+", "edition: 9999", text))
    change(config / FILE, lambda text: text.replace("until: 2026-11-10", "until: 2026-12-10"))
    tracker.open(url).close()
    shutil.copy(HERE / FILE, config / FILE)
    shutil.copy(HERE / "readings" / "history.yml", history)
    with tracker.open(url) as timeline:
        assert "newer" in " ".join(timeline.warnings)
        (found,) = timeline.on("2026-11-20", measure="mofcom-2025-61/i-1").measures
        assert found.state == "suspended"


SHARED = Path(__file__).parents[2] / "shared" / "gold"


@pytest.mark.needs_shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared gold files are not here")
def test_every_check_of_the_gold_files_is_carried_here() -> None:
    carried = yaml.safe_load((Path(__file__).parent / "history_checks.yml").read_text("utf-8"))
    states = {tuple(row) for row in carried["states"]}
    absent = {tuple(row) for row in carried["absent"]}
    for file in ("china.yaml", "us.yaml"):
        for record in yaml.safe_load((SHARED / file).read_text("utf-8")):
            for one in record["state_checks"] or ():
                assert (
                    f"{record['id']}/{one['provision']}",
                    one["date"],
                    one["expected"],
                ) in states
            for one in record.get("absent_checks") or ():
                assert (f"{record['id']}/{one['provision']}", one["date"]) in absent
