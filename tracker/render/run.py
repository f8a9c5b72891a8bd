"""How the daemon is, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from tracker.render.screen import STYLES

Told = Iterator[RenderableType]
MARKS = {
    "ok": ("✓", "ok"),
    "started": ("…", "warning"),
    "stopped": ("!", "warning"),
    "covered": ("✓", "ok"),
    "failed": ("✕", "bad"),
}
STATES = {"ok": "went well", "started": "is running", "covered": "was covered by a later one"}


def status(told: Mapping[str, Any]) -> Told:
    """Whether all is well, what is not, then a line for each source."""
    sign, style = ("✓ all is well", "ok") if told["healthy"] else ("✕ not well", "bad")
    yield Text(f"{sign}{_daemon(told)}", style=f"bold {STYLES[style]}")
    for problem in told["problems"]:
        yield Text(f"  ! {problem}", style=STYLES["bad"], overflow="fold")
    for job in told["jobs"]:
        yield _line(job["source"], job["run"], f"next {job['next_due']}")
    if told["turn"]:
        yield _line("alerts", told["turn"], None)


def _daemon(told: Mapping[str, Any]) -> str:
    if told["heartbeat"] is None:
        return ""
    place = f"process {told['pid']} on {told['host']}, tracker {told['version']}"
    return f": {place}, heartbeat {_minute(told['heartbeat'])}"


def _line(name: str, run: Mapping[str, Any] | None, due: str | None) -> Text:
    if run is None:
        return Text.assemble("… ", (name, "bold"), f" · no check yet · {due}")
    mark, style = MARKS.get(run["state"], ("!", "warning"))
    slot = "" if run["slot"] == "last" else f" of {run['slot']}"
    told = f"{'turn' if not slot else 'check'}{slot} {STATES.get(run['state'], run['state'])}"
    parts = [told, _minute(run["ended_at"] or run["started_at"]), run["words"], due]
    line = Text.assemble((f"{mark} ", STYLES[style]), (name, "bold"))
    return line.append(" · ").append(" · ".join(filter(None, parts)))


def _minute(moment: str) -> str:
    """A moment as it is stored, to the minute.

    >>> _minute("2026-11-26T08:30:12.000000+00:00")
    '2026-11-26 08:30Z'
    """
    return f"{moment[:10]} {moment[11:16]}Z"
