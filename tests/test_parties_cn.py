"""Chinese lists: who stands on them, by which act, and in which state on which day."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import tracker
from config.settings import HERE, settings
from events.facts import Citation, MeasureImposed, Scope
from events.ledger import open_ledger
from tests.newsroom import history_of, newsroom
from tracker.doctor import examine
from tracker.parties_held import Count, counts, differing, surplus
from tracker.queries import Timeline
from tracker.view import View

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
Days = dict[str, tuple[str, str | None]]
ANSWERS = ("mofcom-qa-2025-05-14", "mofcom-qa-2025-08-12", "mofcom-qa-2025-11-05")
MAY, AUGUST, NOVEMBER = ANSWERS

# Each list of March and April 2025 by its days: state and the act that made it. Written from the
# texts: Geneva paused the April lists for 90 days from 14 May (UEL No. 8 without a term), Stockholm
# paused those of 4 April again and ended those of 9 April, Kuala Lumpur ended those of 4 March and
# paused those of 4 April for a year from 10 November.
MARCH: Days = {
    "2025-03-03": ("announced", None),
    "2025-03-04": ("in_force", "itself"),
    "2025-04-20": ("in_force", "itself"),
    "2025-05-20": ("in_force", "itself"),
    "2025-08-11": ("in_force", "itself"),
    "2025-08-13": ("in_force", "itself"),
    "2025-11-09": ("in_force", "itself"),
    "2025-11-10": ("ended", NOVEMBER),
    "2025-11-11": ("ended", NOVEMBER),
    "2026-11-24": ("ended", NOVEMBER),
    "2026-11-26": ("ended", NOVEMBER),
}
FOURTH_OF_APRIL: Days = {
    "2025-04-03": ("announced", None),
    "2025-04-04": ("in_force", "itself"),
    "2025-04-20": ("in_force", "itself"),
    "2025-05-13": ("in_force", "itself"),
    "2025-05-20": ("suspended", MAY),
    "2025-08-11": ("suspended", MAY),
    "2025-08-13": ("suspended", AUGUST),
    "2025-11-09": ("suspended", AUGUST),
    "2025-11-11": ("suspended", NOVEMBER),
    "2026-11-08": ("suspended", NOVEMBER),
    "2026-11-24": ("in_force", "lapse"),
    "2026-11-26": ("in_force", "lapse"),
}
NINTH_OF_APRIL: Days = {
    "2025-04-09": ("announced", "itself"),
    "2025-04-20": ("in_force", "itself"),
    "2025-05-20": ("suspended", MAY),
    "2025-08-11": ("suspended", MAY),
    "2025-08-13": ("ended", AUGUST),
    "2025-11-09": ("ended", AUGUST),
    "2025-11-11": ("ended", AUGUST),
    "2026-11-24": ("ended", AUGUST),
    "2026-11-26": ("ended", AUGUST),
}
LISTS: dict[str, tuple[int, Days]] = {
    "mofcom-2025-13": (15, MARCH),
    "mofcom-2025-21": (16, FOURTH_OF_APRIL),
    "mofcom-2025-22": (12, NINTH_OF_APRIL),
    "uel-2025-5": (10, MARCH),
    "uel-2025-7": (11, FOURTH_OF_APRIL),
    "uel-2025-8": (6, NINTH_OF_APRIL),
}
TABLE = [(name, day) for name, (_, days) in LISTS.items() for day in days]

# The number each text prints of those it lists, provision by provision.
PRINTED = {
    "mofcom-2025-1/p1": 28,
    "mofcom-2025-13/p1": 15,
    "mofcom-2025-21/p1": 16,
    "mofcom-2025-22/p1": 12,
    "mofcom-2025-35/p1": 8,
    "mofcom-2025-51/p1": 3,
    "mofcom-2026-11/p1": 20,
    "mofcom-2026-12/p1": 20,
    "mofcom-2026-20/p1": 7,
    "mofcom-2026-23/p1": 10,
    "mofcom-2026-27/p1": 20,
    "mofcom-2026-28/p1": 20,
    "mofcom-2026-30/p1": 14,
    "uel-2023-1/p1": 2,
    "uel-2024-1/p1": 2,
    "uel-2024-2/p1": 1,
    "uel-2025-1/p1": 10,
    "uel-2025-2/p1": 7,
    "uel-2025-3/p1": 4,
    "uel-2025-4/p-list": 2,
    "uel-2025-5/p1": 10,
    "uel-2025-7/p1": 11,
    "uel-2025-8/p1": 6,
    "uel-2025-9/p1": 3,
    "uel-2025-10/p1": 14,
    "mofcom-order-2025-5/p1": 2,
    "mofcom-order-2025-6/p1": 5,
    "mofcom-order-2026-2-3/order-3": 1,
    "mfa-order-2023-1/i": 2,
    "mfa-order-2023-1/ii": 4,
    "mfa-order-2024-5/p1": 2,
    "mfa-order-2024-7/i": 12,
    "mfa-order-2024-7/ii": 10,
    "mfa-order-2024-10/i": 6,
    "mfa-order-2024-10/ii": 5,
    "mfa-order-2024-12/p1": 9,
    "mfa-order-2024-14/i": 13,
    "mfa-order-2024-14/ii": 6,
    "mfa-order-2024-16/p1": 7,
    "mfa-order-2025-18/p1": 1,
    "mfa-order-2025-19/p1": 30,
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}"


@pytest.fixture(scope="module")
def timeline(url: str) -> Iterator[Timeline]:
    with tracker.open(url, now=lambda: NOW) as opened:
        assert opened.warnings == []
        yield opened


def parts(timeline: Timeline, instrument: str, day: str = "2026-11-24") -> list[Any]:
    found = timeline.on(day, instrument=instrument, state="all", parts=True).measures
    return [one for one in found if one.provision.count("/") == 1]


def listed(timeline: Timeline, instrument: str) -> dict[str, MeasureImposed]:
    """The facts that list the parties of an instrument, by the last part of their ids."""
    found = {}
    for one in parts(timeline, instrument):
        (row, *_) = timeline.view.facts(f"measure/{one.id}")
        found[one.id.rpartition("/")[2]] = MeasureImposed.model_validate_json(row[3])
    return found


@pytest.mark.parametrize(("instrument", "day"), TABLE)
def test_every_party_of_a_list_is_in_the_state_the_texts_say(
    timeline: Timeline, instrument: str, day: str
) -> None:
    count, days = LISTS[instrument]
    state, by = days[day]
    found = parts(timeline, instrument, day)
    expected = (state, instrument if by == "itself" else by, by != "lapse", "listing")
    told = Counter((one.state, one.by, one.confirmed, one.kind) for one in found)
    assert told == {expected: count}


@pytest.mark.parametrize(("instrument", "day"), TABLE)
def test_a_list_shows_the_state_its_parties_share(
    timeline: Timeline, instrument: str, day: str
) -> None:
    (whole,) = timeline.on(day, instrument=instrument, state="all").measures
    assert (whole.state, whole.parts) == (LISTS[instrument][1][day][0], None)


def test_the_lists_of_spring_2025_have_43_and_27_entries() -> None:
    sizes = {name: count for name, (count, _) in LISTS.items()}
    assert sum(count for name, count in sizes.items() if name.startswith("mofcom")) == 43
    assert sum(count for name, count in sizes.items() if name.startswith("uel")) == 27


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-03-03", "announced"),
        ("2025-04-20", "in_force"),
        ("2025-05-20", "in_force"),
        ("2025-11-09", "in_force"),
        ("2025-11-11", "ended"),
    ],
)
def test_the_measure_against_illumina_is_a_ban_and_lists_nobody_anew(
    timeline: Timeline, day: str, state: str
) -> None:
    (ban,) = timeline.on(day, instrument="uel-2025-6", state="all", parts=True).measures
    assert (ban.id, ban.kind, ban.state) == ("uel-2025-6/p1", "ban", state)
    assert {"Illumina, Inc.", "因美纳公司"} <= set(ban.scope["parties"])
    listing = parts(timeline, "uel-2025-4", day)
    assert [(one.id, one.state) for one in listing] == [
        ("uel-2025-4/p-list/illumina-inc", "in_force"),
        ("uel-2025-4/p-list/pvh-corp", "in_force"),
    ]


@pytest.mark.parametrize(
    ("instrument", "day", "state"),
    [
        ("mofcom-order-2025-5", "2026-04-23", "in_force"),
        ("mofcom-order-2025-5", "2026-04-24", "ended"),
        ("mofcom-order-2025-6", "2025-11-09", "in_force"),
        ("mofcom-order-2025-6", "2026-06-30", "suspended"),
        ("mofcom-order-2025-6", "2026-11-24", "in_force"),
        ("mofcom-2025-1", "2025-11-20", "in_force"),
        ("mofcom-2025-51", "2025-11-20", "in_force"),
        ("uel-2025-9", "2025-11-20", "in_force"),
        ("uel-2025-10", "2025-11-20", "in_force"),
        ("mfa-order-2024-14", "2025-11-20", "in_force"),
    ],
)
def test_no_truce_reaches_further_than_its_words(
    timeline: Timeline, instrument: str, day: str, state: str
) -> None:
    assert {one.state for one in parts(timeline, instrument, day)} == {state}


def test_a_party_on_two_lists_has_two_lives(timeline: Timeline) -> None:
    found = timeline.on("2025-11-20", party="Skydio", state="all", parts=True).measures
    assert {one.instrument: one.state for one in found} == {
        "mofcom-2025-13": "ended",
        "uel-2025-7": "suspended",
    }


# -- who --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("measure", "printed"), PRINTED.items())
def test_a_list_holds_as_many_parties_as_its_text_prints(
    timeline: Timeline, measure: str, printed: int
) -> None:
    found = timeline.on("2026-11-24", measure=measure, state="all", parts=True).measures
    whole, held = [one for one in found if one.id == measure], [o for o in found if o.id != measure]
    assert [one.scope["parties_count"] for one in whole] == [printed] or not whole
    assert len(held) == printed


@pytest.mark.parametrize(
    ("measure", "en", "zh"),
    [
        ("mofcom-2025-13/p1/gibbs-cox-inc", "Gibbs & Cox, Inc.", "吉布斯和考克斯公司"),
        ("mofcom-2025-21/p1/act1-federal", "ACT1 Federal", "ACT1联邦公司"),
        (
            "mofcom-2025-35/p1/aerospace-industrial-development-corp",
            "Aerospace Industrial Development Corp.",
            "汉翔航空工业股份有限公司",
        ),
        ("mofcom-2026-28/p1/mitsui-e-s-co-ltd", "MITSUI E&S Co., Ltd.", "三井E&S株式会社"),
        ("mofcom-2026-30/p1/rheinmetall-ag", "Rheinmetall AG", "莱茵金属公司"),
        ("uel-2025-5/p1/tcom-limited-partnership", "TCOM, Limited Partnership", "特科姆公司"),
        ("uel-2025-8/p1/shield-ai-inc", "Shield AI, Inc.", "护盾人工智能公司"),
        ("uel-2024-2/p1/boeing-defense-space-security", "Boeing Defense, Space & Security",
         "波音防务、空间与安全集团"),
        ("mfa-order-2024-7/ii/kathy-j-warden", "Kathy J. Warden", "凯西·沃登"),
    ],
)  # fmt: skip
def test_a_party_is_held_under_both_its_names(
    timeline: Timeline, measure: str, en: str, zh: str
) -> None:
    fact = listed(timeline, measure.partition("/")[0])[measure.rpartition("/")[2]]
    assert fact.party is not None
    assert (fact.party.name, fact.party.name_zh) == (en, zh)


def test_the_fourteenth_entry_of_october_2025_holds_the_units_it_names(timeline: Timeline) -> None:
    party = listed(timeline, "uel-2025-10")["techinsights-inc"].party
    assert party is not None
    assert (len(party.units), party.countries) == (9, ("CA",))
    assert "TechInsights Japan KK" in party.units


def test_addresses_and_other_names_are_held_where_a_list_gives_them(timeline: Timeline) -> None:
    party = listed(timeline, "mofcom-2026-23")["teal-drones-inc"].party
    assert party is not None
    assert "iDrone" in party.aliases
    assert party.addresses == ("2800 S West Temple St., Unite 2, South Salt Lake, UT, USA",)


def test_both_halves_of_the_countermeasures_of_december_2025_are_held(timeline: Timeline) -> None:
    found = listed(timeline, "mfa-order-2025-19").values()
    persons = [one.party.name for one in found if one.party and one.party.person]
    companies = [one.party.name for one in found if one.party and not one.party.person]
    assert (len(companies), len(persons)) == (20, 10)
    assert "Palmer Luckey" in persons
    assert "Northrop Grumman Systems Corporation" in companies


def test_the_countries_of_the_listed_are_codes(timeline: Timeline) -> None:
    found = [
        one
        for name in ("mofcom-2025-35", "mofcom-2026-20", "mofcom-2026-30", "mfa-order-2024-16")
        for one in listed(timeline, name).values()
    ]
    told = Counter(place for one in found if one.party for place in one.party.countries)
    assert told == {"TW": 8, "CZ": 5, "BE": 2, "DE": 4, "FR": 3, "IT": 2, "PL": 2, "NL": 1,
                    "BG": 1, "LT": 1, "US": 5, "CA": 1, "AU": 1}  # fmt: skip


@pytest.mark.parametrize(
    ("instrument", "on_list", "policy", "flow", "limbs"),
    [
        ("mofcom-2025-21", "export control list", "prohibited", None, ()),
        ("mofcom-2026-27", "export control list", "prohibited", None, ("export", "reexport")),
        ("mofcom-2026-12", "watch list", "licence_required", None, ()),
        ("uel-2025-7", "unreliable entity list", "prohibited", "dealing", ()),
        ("uel-2025-4", "unreliable entity list", None, "other", ()),
        ("mofcom-order-2025-6", "countermeasures list", "prohibited", "dealing", ()),
        ("mfa-order-2024-12", "countermeasures list", "prohibited", "dealing", ()),
        ("mfa-order-2024-5", "countermeasures list", None, "other", ()),
    ],
)
def test_a_party_carries_what_its_list_does_to_it(
    timeline: Timeline,
    instrument: str,
    on_list: str,
    policy: str | None,
    flow: str | None,
    limbs: tuple[str, ...],
) -> None:
    for one in listed(timeline, instrument).values():
        told = (one.on_list, one.policy, one.scope.flow, one.scope.limbs)
        assert told == (on_list, policy, flow, limbs)


def test_a_list_is_found_under_any_name_of_any_of_its_parties(timeline: Timeline) -> None:
    for name in ("JAXA", "日本宇宙航空研究开发机构", "Japan Aerospace Exploration Agency"):
        found = timeline.on("2026-11-24", party=name).measures
        assert [one.id for one in found] == ["mofcom-2026-11/p1"], name


# -- counts -----------------------------------------------------------------------------------


def test_what_is_printed_and_not_held_is_named(timeline: Timeline, url: str) -> None:
    view = View(settings(url).view)
    found = {one.measure: one for one in counts(view)}
    view.close()
    assert {one: found[one].printed for one in PRINTED} == PRINTED
    assert {one: found[one].held for one in PRINTED} == PRINTED
    assert (found["uel-2025-6/p1"].printed, found["uel-2025-6/p1"].held) == (1, 1)
    missing = found["mofcom-order-2026-2-3/order-2"]
    assert str(missing) == "mofcom-order-2026-2-3/order-2 prints 6, 2 held"
    acts = ("mofcom-qa-2025-05-14/p1", "mofcom-order-2025-7/p1", "uel-2024-3/p1")
    assert not found.keys() & set(acts), "acts upon others, a probe"


def told_by_doctor(url: str) -> list[tuple[str, str]]:
    return [(one.state, one.words) for one in examine(url, NOW) if one.name == "parties"]


def test_doctor_tells_each_list_that_prints_more_than_are_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "config"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for path in (folder / "readings").rglob("*.yml"):
        if path.name not in ("history.yml", "unreliable-entities.yml"):
            path.unlink()
    monkeypatch.setenv("TRACKER_CONFIG", str(folder))
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    assert told_by_doctor(url) == [], "no view yet: nothing to say"
    tracker.open(url, now=lambda: NOW).close()
    assert told_by_doctor(url) == [("ok", "13 lists hold as many as they print")]
    whole = MeasureImposed(
        measure="uel-2025-1/p2",
        cited=Citation(instrument="uel-2025-1", published_on="2025-01-02"),
        title="Two more",
        kind="listing",
        scope=Scope(parties_count=2),
    )
    part = whole.model_copy(update={"measure": "uel-2025-1/p2/alpha", "part_of": whole.measure})
    ledger = open_ledger(url)
    ledger.append([whole, part])
    ledger.close()
    tracker.open(url, now=lambda: NOW).close()
    assert told_by_doctor(url) == [("warning", "uel-2025-1/p2 prints 2, 1 held")]


def test_many_differences_end_in_one_line() -> None:
    found = [Count(f"made-{n:02}/p1", 3, 3 - (n > 0)) for n in range(20)]
    assert len(list(differing(found))) == 19
    assert "made-00/p1" not in " ".join(differing(found))
    assert list(surplus([Count("made-1/p1", 2, 3), Count("made-2/p1", 3, 2)])) == ["made-1/p1"]
    assert list(differing([Count("made-1/p1", 2, 2)])) == []


# -- an older edition -------------------------------------------------------------------------


@pytest.fixture
def first_edition(tmp_path: Path) -> Path:
    """The readings as they were before anybody's name was in them, and before any list."""
    folder = tmp_path / "config"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "readings" / "cn" / "countermeasures.yml").unlink()
    shutil.rmtree(folder / "lists")
    for path in (folder / "readings").rglob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.name == "history.yml":
            content["edition"] = 1
        for record in content.get("records", {}).values():
            for row in record["measures"].values():
                for name in ("parts", "policy", "flow", "limbs", "list"):
                    row.pop(name, None)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def test_what_a_new_edition_knows_of_old_law_is_told_to_nobody(
    first_edition: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_CONFIG", str(first_edition))
    history = history_of(tmp_path, NOW - timedelta(days=2))
    folder = tmp_path / "room"
    folder.mkdir()
    for room in newsroom(folder, history, NOW):
        assert parts(room.bench.timeline(), "mofcom-2025-21") == []
        room.reader()
        monkeypatch.delenv("TRACKER_CONFIG")
        room.later(hours=3)
        room.turn()
        assert len(parts(room.bench.timeline(), "mofcom-2025-21")) == 16
        assert room.bench.timeline().view.instrument("mfa-order-2024-7"), "its record is new"
        assert room.bench.timeline().listed("Huawei Technologies Co., Ltd.").matches
        assert room.stories() == []
