"""Answers as data frames and as pictures: types, rows, and what is drawn for which state."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest
from matplotlib.axes import Axes
from matplotlib.dates import num2date

import tracker
from tests.mcp_road import environment
from tests.questions import QUESTIONS, Given
from tracker.answers import Answer
from tracker.ask import ask
from tracker.asked import STATES, UsageError
from tracker.frames import CHANGE, FINDING, HIT, LIFE, MATCH, MEASURE
from tracker.plots import CHANGES, STYLES
from tracker.queries import Timeline

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
COLUMNS = {"on": MEASURE, "diff": CHANGE, "show": LIFE, "upcoming": CHANGE, "listed": MATCH,
           "check": FINDING, "search": HIT}  # fmt: skip
NOTHING: list[tuple[str, Given]] = [
    ("on", {"day": "2025-11-09", "item": "unobtainium"}),
    ("diff", {"a": "2025-11-09", "b": "2025-11-09"}),
    ("listed", {"name": "nobody of this name"}),
]


@pytest.fixture(scope="module", autouse=True)
def no_window() -> Iterator[None]:
    """Pictures are drawn into memory."""
    import matplotlib.pyplot as plt

    before = mpl.get_backend()
    plt.switch_backend("agg")
    yield
    plt.switch_backend(before)


@pytest.fixture(autouse=True)
def no_picture_kept() -> Iterator[None]:
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    ledger = f"sqlite:///{tmp_path_factory.mktemp('frames') / 'ledger.db'}"
    with tracker.open(ledger, now=lambda: NOW) as timeline:
        yield timeline


def dtypes(frame: Any) -> dict[str, str]:
    return {str(name): str(dtype) for name, dtype in frame.dtypes.items()}


@pytest.mark.parametrize(("verb", "given"), [*QUESTIONS, *NOTHING])
def test_a_frame_has_the_columns_of_its_verb_each_of_one_type_also_when_empty(
    timeline: Timeline, verb: str, given: Given
) -> None:
    answer = ask(timeline, verb, given)
    frame = answer.to_pandas()
    expected = {"day": "datetime64[s]", "flag": "bool", "text": "string", "number": "float64",
                "count": "int64", "list": "object"}  # fmt: skip
    assert dtypes(frame) == {
        name: "category" if isinstance(kind, tuple) else expected[kind]
        for name, kind in COLUMNS[verb].items()
    }
    told = answer.as_dict()
    assert frame.attrs["question"] == told["question"]
    assert frame.attrs["receipt"] == told["receipt"]
    assert frame.attrs["empty"] == told["empty"]


@pytest.mark.parametrize(("verb", "given"), QUESTIONS)
def test_a_row_says_what_the_answer_says(timeline: Timeline, verb: str, given: Given) -> None:
    answer = ask(timeline, verb, given)
    frame = answer.to_pandas()
    told = answer.as_dict()
    if verb in ("diff", "upcoming"):
        assert list(frame["measure"]) == [one["measure"] for one in told["changes"]]
        assert list(frame["day"].dt.date) == [
            date.fromisoformat(one["day"]) for one in told["changes"]
        ]
        assert [None if pd.isna(one) else one for one in frame["from"]] == [
            one["from"] for one in told["changes"]
        ]
        frame = answer.to_pandas("measures")
        rows = told["measures"]
    elif verb == "search":
        assert list(frame["id"]) == [one["id"] for one in told["hits"]]
        assert list(frame["rank"]) == list(range(1, len(told["hits"]) + 1))
        return
    elif verb == "listed":
        rows = [one["measure"] for one in told["matches"]]
        assert list(frame["score"].round(1)) == [one["score"] for one in told["matches"]]
    elif verb == "check":
        rows = [
            one["measure"]
            for group in ("applies", "may_apply", "not_now", "reliefs")
            for one in told[group]
        ]
    else:
        rows = told["measures"]
    assert list(frame["id"]) == [one["id"] for one in rows]
    assert list(frame["state"]) == [one["state"] for one in rows]
    assert list(frame["confirmed"]) == [one["confirmed"] for one in rows]
    assert [str(one)[:10] for one in frame["until"]] == [one["until"] or "NaT" for one in rows]
    assert list(frame["items"]) == [one["scope"]["items"] for one in rows]


def test_states_are_categories_so_that_none_is_lost_in_a_count(timeline: Timeline) -> None:
    frame = timeline.on("2025-11-09", instrument="mofcom-2025-61", state="all").to_pandas()
    assert list(frame["state"].cat.categories) == list(STATES)
    assert frame["state"].value_counts()["suspended"] == 8
    assert frame["state"].value_counts()["in_force"] == 0
    assert (frame["next_day"] == np.datetime64("2026-11-11")).all()


def test_a_day_far_outside_nanoseconds_is_a_day(timeline: Timeline) -> None:
    assert str(timeline.on("2025-11-09").to_pandas()["since"].dtype) == "datetime64[s]"
    frame = timeline.diff("0001-01-02", "2400-01-01", instrument="ecra-2018").to_pandas()
    assert frame["day"].notna().all()


def test_another_table_than_there_is_is_refused(timeline: Timeline) -> None:
    with pytest.raises(UsageError, match="of: expected measures or nothing; found 'changes'"):
        timeline.on("today").to_pandas("changes")


# -- pictures ------------------------------------------------------------------------------------


def day_of(place: float) -> date:
    found: datetime = num2date(place)  # type: ignore[no-untyped-call]
    return found.date()


def drawn(axes: Axes) -> dict[str, list[tuple[str, str, str]]]:
    """For each lane its bars: style, first day, the day after the last."""
    names = [one.get_text() for one in axes.get_yticklabels()]
    lanes: dict[str, list[tuple[str, str, str]]] = {name: [] for name in names}
    for bar in axes.patches:
        low, high = bar.get_x(), bar.get_x() + bar.get_width()  # type: ignore[attr-defined]
        place = round(bar.get_y() + bar.get_height() / 2)  # type: ignore[attr-defined]
        days = [day_of(end).isoformat() for end in (low, high)]
        lanes[names[place]].append((str(bar.get_gid()), days[0], days[1]))
    return lanes


def rendered(axes: Axes) -> None:
    """The picture drawn to its end; a sign that the font lacks is a warning, and that an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert axes.figure is not None
        axes.figure.canvas.draw()


def test_a_lane_shows_each_run_of_days_to_its_last_day(timeline: Timeline) -> None:
    axes = timeline.show("mofcom-2025-61/i-1").plot()
    rendered(axes)
    (runs,) = drawn(axes).values()
    assert runs[:2] == [
        ("announced", "2025-10-09", "2025-11-07"),
        ("suspended", "2025-11-07", "2026-11-11"),
    ]
    assert runs[2][:2] == ("in force by lapse, unconfirmed", "2026-11-11")
    assert len(runs) == 3


def test_an_answer_is_drawn_with_what_it_knows_and_whole_with_its_timeline(
    timeline: Timeline,
) -> None:
    answer = timeline.on("2025-11-09", measure="mofcom-2025-61/i-3")
    known = drawn(answer.plot())["mofcom-2025-61/i-3"]
    assert [run[0] for run in known] == ["suspended", "in force by lapse, unconfirmed"]
    whole = drawn(answer.plot(timeline))["mofcom-2025-61/i-3"]
    assert whole[0] == ("in force", "2025-10-09", "2025-11-07")
    assert whole[1:] == known[:1] + whole[2:]


def test_without_hindsight_nothing_is_drawn_that_one_could_not_know(timeline: Timeline) -> None:
    answer = timeline.on("2025-12-05", measure="mofcom-2025-61/i-1", known="2025-10-20")
    (runs,) = drawn(answer.plot(timeline)).values()
    assert [run[0] for run in runs] == ["announced", "in force"]


def test_what_has_ended_is_not_drawn(timeline: Timeline) -> None:
    axes = timeline.show("mofcom-2025-13/p1/skydio-inc").plot()
    (runs,) = drawn(axes).values()
    assert runs == [("in force", "2025-03-04", "2025-11-10")]


def test_the_legend_names_what_is_drawn_and_the_day_is_marked(timeline: Timeline) -> None:
    axes = timeline.on("2025-11-09", instrument="mofcom-2025-61", state="all").plot(timeline)
    rendered(axes)
    legend = axes.get_legend()
    assert legend is not None
    told = {one.get_text() for one in legend.get_texts()}
    assert told == {
        "in force",
        "announced",
        "suspended",
        "in force by lapse, unconfirmed",
        "day asked about",
    }
    (line,) = axes.lines
    assert day_of(float(np.asarray(line.get_xdata())[0])) == date(2025, 11, 9)


def test_no_two_states_look_alike_without_their_colour() -> None:
    looks = {
        name: (how.get("hatch"), how.get("linestyle"), how["facecolor"] == "none")
        for name, how in STYLES.items()
    }
    assert len(set(looks.values())) == len(looks)
    assert len(set(CHANGES.values())) == len(CHANGES)


@pytest.mark.parametrize(("verb", "given"), QUESTIONS)
def test_every_answer_can_be_drawn_whatever_the_language_of_its_words(
    timeline: Timeline, verb: str, given: Given
) -> None:
    answer: Answer = ask(timeline, verb, given)
    if verb == "search":
        with pytest.raises(UsageError, match="nothing can be drawn"):
            answer.plot()
        return
    if len(answer.measures) > 60:
        with pytest.raises(UsageError, match="expected 60 measures at most"):
            answer.plot()
        return
    assert answer.measures
    rendered(answer.plot(timeline))


def test_changes_are_counted_by_day(timeline: Timeline) -> None:
    answer = timeline.diff("2025-11-01", "2025-11-12", jurisdiction="CN")
    axes = answer.plot()
    rendered(axes)
    frame = answer.to_pandas()
    heights: dict[date, float] = {}
    for bar in axes.patches:
        day = day_of(bar.get_x() + bar.get_width() / 2)  # type: ignore[attr-defined]
        heights[day] = heights.get(day, 0) + bar.get_height()  # type: ignore[attr-defined]
    assert heights == frame.groupby(frame["day"].dt.date).size().to_dict()


def test_nothing_to_draw_is_said(timeline: Timeline) -> None:
    with pytest.raises(UsageError, match="nothing can be drawn"):
        timeline.on("2025-11-09", item="unobtainium").plot()


def test_a_picture_can_be_drawn_into_one_that_is_there(timeline: Timeline) -> None:
    import matplotlib.pyplot as plt

    _, (left, right) = plt.subplots(1, 2)
    assert timeline.show("mofcom-2025-61").plot(axes=left) is left
    assert timeline.diff("2025-11-01", "2025-11-12").plot(axes=right) is right


@pytest.mark.parametrize(
    ("module", "call"), [("pandas", "to_pandas()"), ("matplotlib.pyplot", "plot()")]
)
def test_without_the_extra_the_answer_says_how_to_install_it(
    tmp_path: Path, module: str, call: str
) -> None:
    words = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "import tracker\n"
        "from events.errors import ConfigError\n"
        "answer = tracker.open().on('2025-11-09', measure='mofcom-2025-61/i-1')\n"
        f"try: answer.{call}\n"
        "except ConfigError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", words],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "expected the notebook extra, found no module" in done.stdout, done.stderr
    assert "regulatory-timeline-tracker[notebook]" in done.stdout
