"""The bundled history answers as a reader of the texts would, through the public interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import tracker
from config.settings import HERE
from tracker.queries import Timeline
from tracker.readings import read_bundle

CHECKS: dict[str, list[list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "history_checks.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    with tracker.open(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}") as opened:
        assert opened.warnings == []
        yield opened


def as_expected(measure: Any) -> str:
    return str(measure.reason) if measure.state == "ended" else str(measure.state)


@pytest.mark.parametrize(("measure", "day", "expected"), CHECKS["states"])
def test_a_measure_is_in_the_state_the_texts_say(
    timeline: Timeline, measure: str, day: str, expected: str
) -> None:
    (found,) = timeline.on(day, measure=measure).measures
    assert as_expected(found) == expected


@pytest.mark.parametrize(("measure", "day"), CHECKS["absent"])
def test_nobody_could_know_of_a_measure_before_it_was_published(
    timeline: Timeline, measure: str, day: str
) -> None:
    assert timeline.on(day, measure=measure, known=day, state="all").measures == []


def test_the_checks_are_all_there() -> None:
    assert (len(CHECKS["states"]), len(CHECKS["absent"])) == (447, 25)


def test_every_record_of_the_history_is_on_file(timeline: Timeline) -> None:
    records = read_bundle(HERE / "readings").records
    assert len(records) == 281
    assert set(records) <= set(timeline.view.instrument_ids())


def test_stored_answers_equal_answers_folded_anew_for_every_measure(timeline: Timeline) -> None:
    for day in ("2005-01-01", "2019-08-20", "2025-05-14", "2025-10-15", "2025-11-10", "2026-11-24"):
        stored = timeline.on(day, state="all").as_dict()["measures"]
        folded = timeline.on(day, state="all", recorded=10**9).as_dict()["measures"]
        assert stored == folded, day


def test_the_worked_example_to_the_letter(timeline: Timeline) -> None:
    def ask(day: str, measure: str = "mofcom-2025-61/i-1", known: str | None = None) -> Any:
        return timeline.on(day, measure=measure, known=known).measures[0]

    assert ask("2025-11-06").state == "announced"
    suspended = ask("2025-12-05")
    assert (suspended.state, suspended.never_operated) == ("suspended", True)
    assert (suspended.since, suspended.until) == ("2025-11-07", "2026-11-10")
    assert suspended.by == "mofcom-2025-70"
    assert suspended.next == {"day": "2026-11-11", "state": "in_force", "by": "lapse"}
    assert suspended.pledges == []
    assert ask("2025-12-05", known="2025-10-20").state == "in_force"
    returned = ask("2026-11-11")
    assert (returned.state, returned.by, returned.confirmed) == ("in_force", "lapse", False)
    assert [pledge["until"] for pledge in returned.pledges] == ["2027-01-10"]
    for day, state in (
        ("2025-10-08", "announced"),
        ("2025-10-09", "in_force"),
        ("2025-11-06", "in_force"),
        ("2025-11-07", "suspended"),
    ):
        assert ask(day, "mofcom-2025-61/i-3").state == state


@pytest.mark.parametrize(
    "measure",
    [
        "bis-2025-19001/affiliates",
        "mofcom-2025-55/p1",
        "mofcom-2025-56/p1",
        "mofcom-2025-57/p1",
        "mofcom-2025-58/p-cells",
        "mofcom-2025-61/i-1",
        "mofcom-2025-62/i-1",
        "mot-2025-54/p1",
        "ustr-2025-06927/port-fees",
    ],
)
def test_a_suspension_that_ran_out_is_never_plainly_in_force(
    timeline: Timeline, measure: str
) -> None:
    (found,) = timeline.on("2026-11-24", measure=measure).measures
    assert (found.state, found.by, found.confirmed) == ("in_force", "lapse", False)
    assert found.projected
    assert "2027-01-10" in [pledge["until"] for pledge in found.pledges]


def test_the_diff_from_madrid_to_announcement_61_names_what_changed_and_nothing_else(
    timeline: Timeline,
) -> None:
    answer = timeline.diff("before:madrid", "after:mofcom-2025-61")
    changed = {(change.measure, change.from_state, change.to_state) for change in answer.changes}
    assert ("bis-2025-19001/affiliates", None, "in_force") in changed
    started = {c.measure: c.day for c in answer.changes}
    assert started["bis-2025-19001/affiliates"] == "2025-09-29"
    for number in (55, 56, 57):
        assert (f"mofcom-2025-{number}/p1", None, "announced") in changed
    assert ("mofcom-2025-58/p-anode", None, "announced") in changed
    assert ("mofcom-2025-61/i-1", None, "announced") in changed
    assert ("mofcom-2025-61/i-3", None, "in_force") in changed
    assert ("mofcom-2025-62/i-2", None, "in_force") in changed
    assert ("uel-2025-9/p1", None, "in_force") in changed
    assert ("uel-2025-10/p1", None, "in_force") in changed
    for change in answer.changes:
        before = timeline.on("2025-09-13", measure=change.measure).measures[0]
        after = timeline.on("2025-10-10", measure=change.measure).measures[0]
        assert (
            (before.state, before.reason) != (after.state, after.reason)
            or change.change in ("amended", "corrected")
            or sum(other.measure == change.measure for other in answer.changes) > 1
        )


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("us-cn-milestones/geneva", "milestone-geneva-2025-05-12/commitment"),
        ("us-cn-truce-extension-2026-09/truce-ext", "milestone-washington-2026-09/extension"),
        ("mfa-order-19/p1", "mfa-order-2025-19/p1"),
        ("fr-2025-19001/affiliates", "bis-2025-19001/affiliates"),
        ("90 FR 47201/affiliates", "bis-2025-19001/affiliates"),
    ],
)
def test_two_ids_of_one_thing_answer_under_one(timeline: Timeline, name: str, means: str) -> None:
    assert [one.id for one in timeline.on("2026-10-01", measure=name).measures] == [means]


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Announcement No. 61 of 2025", "mofcom-2025-61"),
        ("商务部公告2025年第61号", "mofcom-2025-61"),
        ("商务部 海关总署公告2025年第70号", "mofcom-2025-70"),
        ("2025-19001", "bis-2025-19001"),
        ("90 fr 47201", "bis-2025-19001"),
        ("EO 14358", "eo-14358"),
        ("eo-14324", "us-import-de-minimis-china"),
        ("bis-2019-17921", "bis-huawei-2019-08-21"),
        ("mofcom-order-2026-3", "mofcom-order-2026-2-3"),
    ],
)
def test_official_numbers_and_citations_find_the_instrument(
    timeline: Timeline, name: str, means: str
) -> None:
    assert timeline.show(name).question["id"] == means


def test_a_number_two_authorities_use_is_refused_with_both_named(timeline: Timeline) -> None:
    with pytest.raises(tracker.UsageError, match=r"mofcom-2025-10 and tariffcom-2025-10"):
        timeline.show("No. 10 of 2025")


def test_an_end_set_by_a_later_act_is_not_seen_before_that_act(timeline: Timeline) -> None:
    def state(day: str, known: str, measure: str) -> tuple[str, str | None]:
        (found,) = timeline.on(day, measure=measure, known=known).measures
        return found.state, found.reason

    listed = "mofcom-2025-13/p1"
    assert state("2025-12-01", "2025-11-04", listed) == ("in_force", None)
    assert state("2025-12-01", "2025-11-05", listed) == ("ended", "repealed")
    licence = "bis-huawei-tgl-1/tgl"
    assert state("2020-01-01", "2019-05-30", licence) == ("ended", "expired")
    assert state("2020-01-01", "2019-11-20", licence) == ("in_force", None)
    assert state("2023-09-01", "2023-01-01", "mofcom-2020-barley/p1") == ("in_force", None)


def test_the_horizon_says_that_no_source_has_been_checked_yet(timeline: Timeline) -> None:
    answer = timeline.on(date(2026, 11, 24))
    assert answer.horizon
    assert all(one.checked_through is None and one.stale for one in answer.horizon)
    assert any("no source has been checked yet" in note for note in answer.notes)
