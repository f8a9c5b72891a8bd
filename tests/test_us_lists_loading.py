"""Loading the US lists: what changed is told, what cannot be read costs nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import data_digest
from events.facts import ReadingWithdrawn
from events.ledger import Ledger, open_ledger
from tests.us_list_files import HELD, NAMES, PARTIES, RULES, change, copied, on_lists
from tracker.history import Loaded, load
from tracker.reading_facts import facts_of_bundle
from tracker.readings import read_bundle


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield opened
    opened.close()


def reload(config: Path, ledger: Ledger) -> Loaded:
    return load(read_bundle(config / "readings"), ledger)


def test_loading_again_adds_nothing_and_withdraws_nothing(config: Path, ledger: Ledger) -> None:
    first = reload(config, ledger)
    assert first.added > sum(HELD.values())
    assert reload(config, ledger) == Loaded(0, 0)


def test_a_ledger_without_the_lists_only_gains_them(config: Path, ledger: Ledger) -> None:
    shutil.move(config / "lists", config / "kept")
    reload(config, ledger)
    shutil.move(config / "kept", config / "lists")
    gained = reload(config, ledger)
    gone = {e.fact.of for e in ledger.after(None) if isinstance(e.fact, ReadingWithdrawn)}
    assert len(gone) == gained.withdrawn
    assert all(one.count("/") == 2 for one in gone)  # provisions, which name their parties now
    assert gained.added > sum(HELD.values())


def without(line: str) -> Callable[[str], str]:
    return lambda text: "".join(one for one in text.splitlines(True) if not one.startswith(line))


def test_a_line_taken_away_withdraws_that_reading_alone(config: Path, ledger: Ledger) -> None:
    reload(config, ledger)
    change(config / PARTIES, without("EL,ZTE Parsian,"))
    assert reload(config, ledger) == Loaded(1, 2)  # the provision no longer names it
    gone = [e.fact for e in ledger.after(None) if isinstance(e.fact, ReadingWithdrawn)]
    provision = "measure/bis-2016-05104/zte-others"
    assert sorted(one.of for one in gone) == [provision, f"{provision}/zte-parsian"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("EL,ZTE Parsian,,IR,", "ELL,ZTE Parsian,,IR,", "list: expected one of EL"),
        ("EL,ZTE Parsian,,IR,", "EL,,,IR,", "name: expected a value"),
        ("EL,ZTE Parsian,,IR,81 FR 12004,", "EL,ZTE Parsian,,IR,81 FR x,", "citations: expected"),
        ("EL,ZTE Parsian,,IR,", "EL,ZTE Parsian,IR,", "expected 14 cells, found 13"),
        (
            "EL,ZTE Parsian,,IR,81 FR 12004,presumption_of_denial,",
            "EL,ZTE Parsian,,IR,81 FR 12004,denied,",
            "policy: expected one of prohibited",
        ),
    ],
)
def test_a_broken_line_is_named_and_costs_and_withdraws_nothing_else(
    config: Path, ledger: Ledger, old: str, new: str, told: str
) -> None:
    whole = reload(config, ledger)
    change(config / PARTIES, lambda text: text.replace(old, new, 1))
    bundle = read_bundle(config / "readings")
    parts = len(on_lists(bundle))
    (problem,) = bundle.problems
    assert str(problem).startswith("lists/us-parties.csv: record of line")
    assert told in str(problem)
    assert parts >= sum(HELD.values()) - 1
    assert load(bundle, ledger) == Loaded(0, 0)
    assert whole.withdrawn == 0


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("us-parties.csv", "list,name\nEL,x\n"),
        ("us-rules.csv", ""),
        ("us-parties.csv", None),
        ("us-lists.yml", "captured_on: soon\n"),
        ("us-rules.csv", "\x00"),
        ("us-names-zh.csv", None),
        ("us-names-zh.csv", "list,name\n"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_problem_and_withdraws_nothing(
    config: Path, ledger: Ledger, file: str, text: str | None
) -> None:
    reload(config, ledger)
    path = config / "lists" / file
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    bundle = read_bundle(config / "readings")
    assert any(file in str(problem) for problem in bundle.problems)
    assert load(bundle, ledger) == Loaded(0, 0)


def test_a_line_that_fits_no_record_is_a_problem(config: Path) -> None:
    change(
        config / RULES,
        lambda text: text.replace("bis-2016-05104,zte-others", "bis-2016-05104,others"),
    )
    bundle = read_bundle(config / "readings")
    parts = on_lists(bundle)
    assert "hangs under bis-2016-05104/others" in str(bundle.problems[0])
    assert len(parts) > sum(HELD.values()) - 5


def test_a_party_written_twice_is_a_problem(config: Path) -> None:
    line = "EL,ZTE Parsian,,IR,81 FR 12004,presumption_of_denial,all,,,,,,,\n"
    change(config / PARTIES, lambda text: text.replace(line, line + line, 1))
    bundle = read_bundle(config / "readings")
    facts_of_bundle(bundle)
    (problem,) = bundle.problems
    assert "zte-parsian is there already" in str(problem)


def test_a_changed_list_is_seen_at_the_next_start(config: Path) -> None:
    before = data_digest(config)
    change(config / PARTIES, without("EL,ZTE Parsian,"))
    assert data_digest(config) != before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",2011-08-15,,capture,", ",2011-08-15,,,", "known_from: expected where 2011-08-15"),
        (",2011-08-15,,capture,", ",2011,,capture,", "known_from: capture, but neither day"),
        (",2011-08-15,,capture,", ",2011-08-15,,memory,", "known_from: expected one of record"),
    ],
)
def test_a_day_that_nobody_vouches_for_is_a_problem(
    config: Path, old: str, new: str, told: str
) -> None:
    change(config / RULES, lambda text: text.replace(old, new, 1))
    (problem,) = read_bundle(config / "readings").problems
    assert str(problem).startswith("lists/us-rules.csv: record of line")
    assert told in str(problem)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("EL,Nobody Of That Name,无名公司\n", "no row of EL is 'Nobody Of That Name'"),
        ("MEU,DJI,深圳市大疆创新科技有限公司\n", "no row of MEU is 'DJI'"),
        ("EL,DJI,大疆\n", "DJI stands here twice"),
        ("EL,DJI,\n", "zh: expected a value"),
    ],
)
def test_a_chinese_name_that_meets_no_row_is_a_problem_and_changes_nothing(
    config: Path, ledger: Ledger, line: str, told: str
) -> None:
    reload(config, ledger)
    change(config / NAMES, lambda text: text + line)
    bundle = read_bundle(config / "readings")
    (problem,) = bundle.problems
    assert told in str(problem)
    assert load(bundle, ledger) == Loaded(0, 0)
