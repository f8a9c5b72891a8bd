"""Answers as pictures: the measures' periods as lanes, or the changes of a span by day.

The colours are told apart by every eye, and none stands alone: what is suspended is hatched, what
is announced is an outline, what is uncertain is dotted, and what has ended is not there. Lanes bear
ids and words of ours in Latin letters, so that no font need know others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tracker.answers import Answer, DiffAnswer, Measure, ShowAnswer, UpcomingAnswer
from tracker.asked import UsageError
from tracker.extras import need
from tracker.words import days_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from tracker.queries import Timeline

MOST = 60  # lanes of one picture
EDGE = timedelta(days=60)  # beyond the last day that is known
BLUE, ORANGE, GREEN, PINK, GREY = "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#595959"
STYLES: dict[str, dict[str, Any]] = {
    "in force": {"facecolor": BLUE, "edgecolor": BLUE},
    "suspended": {"facecolor": "#FCEBC8", "edgecolor": ORANGE, "hatch": "////"},
    "announced": {"facecolor": "none", "edgecolor": GREY},
    "partly": {"facecolor": "#DCEFE8", "edgecolor": GREEN, "hatch": "xx"},
    "in force by lapse, unconfirmed": {"facecolor": "#CFE4F1", "edgecolor": BLUE, "linestyle": ":"},
    "unknown": {"facecolor": "none", "edgecolor": GREY, "linestyle": ":"},
}
CHANGES = {
    "published": (GREY, ""), "announced again": (GREY, ".."), "started": (BLUE, ""),
    "resumed": (BLUE, "//"), "lapsed": (BLUE, "oo"), "suspended": (ORANGE, "////"),
    "prolonged": (ORANGE, "\\\\"), "amended": (GREEN, "xx"), "corrected": (GREEN, ".."),
    "partly changed": (GREEN, ""), "uncertain": (PINK, ".."), "ended": ("#000000", "--"),
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A run of days in one style, both included; None: no such end."""

    first: date | None
    last: date | None
    style: str


def plot_of(answer: Answer, timeline: Timeline | None = None, axes: Axes | None = None) -> Axes:
    """An answer as a picture; with its timeline the lanes show whole lives.

    Without one a lane shows the run of days that holds the day asked about, and what is known to
    come after it. Raises UsageError where there are too many lanes to read, ConfigError where
    matplotlib is not installed.
    """
    if isinstance(answer, DiffAnswer | UpcomingAnswer):
        return _by_day(answer, axes)
    return _lanes(answer, timeline, axes)


# -- lanes ---------------------------------------------------------------------------------------


def _lanes(answer: Answer, timeline: Timeline | None, axes: Axes | None) -> Axes:
    measures = list({one.id: one for one in answer.measures}.values())
    if len(measures) > MOST:
        raise UsageError(
            f"plot: expected {MOST} measures at most, found {len(measures)}; narrow the question"
        )
    lanes = [list(_runs(answer, one, timeline)) for one in measures]
    days = [day for one in measures if (day := _asked(answer, one))]
    low, high = _span(lanes, days)
    drawn = axes or _new_axes(0.34 * len(measures) + 1.9)
    for place, runs in enumerate(lanes):
        for run in runs:
            _draw(drawn, place, run, low, high)
    _frame(drawn, [one.id for one in measures], low, high)
    for day in sorted(set(days)):
        drawn.axvline(_number(day), color="#000000", linewidth=1, linestyle="--")
    drawn.set_title(_headline(answer), loc="left", fontsize="medium")
    _legend(drawn, {run.style for runs in lanes for run in runs}, day=bool(days))
    return drawn


def _runs(answer: Answer, measure: Measure, timeline: Timeline | None) -> Iterator[Run]:
    if (periods := _periods(answer, measure, timeline)) is None:
        yield from _known_runs(measure)
        return
    for one in periods:
        if style := _style(one["state"], one["reason"], one["by"], one["confirmed"]):
            yield Run(_day(one["first"]), _day(one["last"]), style)


def _periods(
    answer: Answer, measure: Measure, timeline: Timeline | None
) -> Sequence[dict[str, Any]] | None:
    if isinstance(answer, ShowAnswer):
        return next(one.periods for one in answer.lives if one.measure.id == measure.id)
    if timeline is None:
        return None
    asked = {name: answer.question[name] for name in ("known", "recorded")}
    return timeline.show(measure.id, **asked).lives[0].periods


def _known_runs(measure: Measure) -> Iterator[Run]:
    """The run of days of the day asked about, and the one that follows."""
    if style := _style(measure.state, measure.reason, measure.by, measure.confirmed):
        yield Run(_day(measure.since), _day(measure.until), style)
    after = measure.next or {}
    state, by = str(after.get("state")), after.get("by")
    if style := _style(state, None, by, by != "lapse"):
        yield Run(_day(after["day"]), None, style)


def _style(state: str, reason: str | None, by: str | None, confirmed: bool) -> str | None:
    """How a state is drawn; None: not at all."""
    if state == "in_force":
        return "in force" if confirmed else "in force by lapse, unconfirmed"
    if reason == "not_yet_published":
        return None
    return state if state in STYLES else None


def _span(lanes: Sequence[Sequence[Run]], days: Sequence[date]) -> tuple[date, date]:
    ends = [end for runs in lanes for run in runs for end in (run.first, run.last) if end]
    known = [*ends, *days]
    if not known:
        raise UsageError("plot: expected a measure with a day, found none; nothing can be drawn")
    return min(known) - EDGE, max(known) + EDGE


def _draw(axes: Axes, place: int, run: Run, low: date, high: date) -> None:
    first = _number(run.first or low)
    until = _number(run.last + timedelta(days=1) if run.last else high)  # the last day is whole
    how = {"linewidth": 1, **STYLES[run.style]}
    axes.barh(place, until - first, left=first, height=0.62, gid=run.style, **how)


def _frame(axes: Axes, names: Sequence[str], low: date, high: date) -> None:
    axes.set_yticks(range(len(names)), [_plain(name) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(_number(low), _number(high))
    _dated(axes)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    axes.set_axisbelow(True)
    _quiet(axes)


def _legend(axes: Axes, styles: set[str], *, day: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    signs: list[Any] = [Patch(label=name, **how) for name, how in STYLES.items() if name in styles]
    if day:
        signs.append(Line2D([], [], color="#000000", linestyle="--", label="day asked about"))
    if signs:
        _below(axes, signs)


# -- changes by day ------------------------------------------------------------------------------


def _by_day(answer: DiffAnswer | UpcomingAnswer, axes: Axes | None) -> Axes:
    """Bars of how many changes each day brought, by the sort of change."""
    need("matplotlib", "notebook", "plot")
    from matplotlib.ticker import MaxNLocator

    drawn = axes or _new_axes(3.4)
    counts: Counter[tuple[str, str]] = Counter((one.change, one.day) for one in answer.changes)
    below: Counter[str] = Counter()
    for word in sorted({word for word, _ in counts}, key=list(CHANGES).index):
        days = sorted(day for found, day in counts if found == word)
        heights = [counts[word, day] for day in days]
        colour, hatch = CHANGES[word]
        drawn.bar([_number(date.fromisoformat(day)) for day in days], heights, width=0.8,
                  bottom=[below[day] for day in days], label=word, color=colour, hatch=hatch,
                  edgecolor="white", linewidth=0.3)  # fmt: skip
        below.update(dict(zip(days, heights, strict=True)))
    _dated(drawn)
    drawn.yaxis.set_major_locator(MaxNLocator(integer=True))
    drawn.set_ylabel("changes")
    drawn.set_title(_headline(answer), loc="left", fontsize="medium")
    _quiet(drawn)
    if counts:
        _below(drawn, None)
    return drawn


# -- what both share -----------------------------------------------------------------------------


def _new_axes(height: float) -> Axes:
    plt = need("matplotlib.pyplot", "notebook", "plot")
    _, axes = plt.subplots(figsize=(9, height), layout="constrained")
    made: Axes = axes
    return made


def _dated(axes: Axes) -> None:
    """Days below, as many as fit side by side."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    where = AutoDateLocator(maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(where)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(where))  # type: ignore[no-untyped-call]


def _quiet(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _below(axes: Axes, signs: list[Any] | None) -> None:
    how: dict[str, Any] = {"bbox_to_anchor": (0, -0.12), "ncols": 3, "frameon": False}
    if signs is not None:
        how["handles"] = signs
    axes.legend(loc="upper left", fontsize="small", **how)


def _asked(answer: Answer, measure: Measure) -> date | None:
    day = answer.question.get("on")
    return _day(day[measure.jurisdiction] if isinstance(day, dict) else day)


def _headline(answer: Answer) -> str:
    question = answer.question
    if question["verb"] == "diff":
        told = f"Changes after {days_words(question['from'])}, up to {days_words(question['to'])}"
    elif question["verb"] == "upcoming":
        told = f"Scheduled in the {question['days']} days after {days_words(question['from'])}"
    else:
        told = f"As on {days_words(question['on'])}"
    named = [f"{name} {_plain(value)}" for name, value in question["filters"].items()]
    if question["known"]:
        named.append(f"as known on {days_words(question['known'])}")
    return ", ".join([told, *named])


def _plain(words: str) -> str:
    """Words as far as every font has them; the rest is left to the answer itself."""
    return "".join(sign if sign.isprintable() and sign < "\u0180" else "?" for sign in words)


def _day(told: Any) -> date | None:
    return date.fromisoformat(str(told)) if told else None


def _number(day: date) -> float:
    from matplotlib.dates import date2num

    number: float = date2num(day)  # type: ignore[no-untyped-call]
    return number
