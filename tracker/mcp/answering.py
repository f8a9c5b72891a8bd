"""A tool's question asked, and its answer as values and in lines; or one line why there is none.

What the caller did wrong, and what we know may fail, is told in one line; any other fault is told
as a fault, and its details go to the log.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from events.errors import TrackerError
from tracker.alerts.legible import one_line
from tracker.ask import ask, verb_of
from tracker.asked import UsageError
from tracker.mcp.arguments import given, understood
from tracker.mcp.coverage import coverage
from tracker.mcp.cut import cut
from tracker.mcp.text import told, told_coverage
from tracker.mcp.tools import Tool
from tracker.queries import Timeline
from tracker.receipts import receipt_of
from tracker.words import shortened

LONGEST = 600  # letters of an error
FAULT = "a fault of the tracker; whoever runs it finds the details in its log"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Given:
    """What a tool gives: values, and the same in lines."""

    values: dict[str, Any]
    text: str


def answered(
    timeline: Timeline, tool: Tool, arguments: Mapping[str, Any], web: str | None
) -> Given:
    """The answer of a tool. Raises UsageError, and what else a question may raise."""
    wanted = understood(tool.takes, arguments)
    if tool.verb is None:
        found = coverage(timeline)
        return Given(found.model_dump(), told_coverage(found))
    words = given(wanted, verb_of(tool.verb).names)
    whole = ask(timeline, tool.verb, words)
    _belongs(tool, str(whole.question.get("id", "")))
    receipt = receipt_of(whole, timeline, words)
    part, page = cut(whole, getattr(wanted, "limit", 1), getattr(wanted, "after", None))
    url = f"{web}/receipts/{receipt.id}" if web else None
    cited = {**whole.receipt, "id": receipt.id, "url": url}
    values = {**part.as_dict(), "receipt": cited, "page": page.model_dump()}
    return Given(values, told(part, page, cited))


def _belongs(tool: Tool, id: str) -> None:
    """UsageError where a measure was asked for as a text, or the other way round."""
    if tool.name == "instrument" and "/" in id:
        raise UsageError(f"id: {id} is a measure; ask measure_history, or {id.partition('/')[0]}")
    if tool.name == "measure_history" and "/" not in id:
        raise UsageError(f"id: {id} is an instrument; ask instrument, which names its measures")


def line_of(error: Exception) -> str:
    """An error in one line; what we did not foresee keeps its details to the log."""
    if isinstance(error, UsageError):
        return shortened(one_line(str(error)), LONGEST)
    if isinstance(error, TrackerError):
        log.error("%s", one_line(str(error)))
        return shortened(one_line(str(error)), LONGEST)
    log.error("a question failed", exc_info=error)
    return FAULT
