"""Answers on standard output: JSON, CSV, or a page for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from tracker.tables import csv_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tracker.render.screen import Screen


def write_json(answer: object) -> None:
    """One JSON document: for eyes on a terminal, on one line for programs."""
    eyes = sys.stdout.isatty()
    unicode = (sys.stdout.encoding or "").casefold().startswith("utf")
    indent, separators = (2, None) if eyes else (None, (",", ":"))
    text = json.dumps(answer, ensure_ascii=not unicode, indent=indent, separators=separators)
    click.echo(text)


def write_csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """A header and rows, safe to open in a spreadsheet."""
    sys.stdout.writelines(csv_lines(columns, rows, end="\n"))


def write_page(
    told: Callable[[Screen], Iterable[RenderableType]], *, colour: bool, pager: bool
) -> None:
    """A page for people; longer than the terminal, it goes through the pager."""
    from tracker.render.screen import screen_here

    screen = screen_here(colour=colour)
    text = screen.text(told(screen))
    if pager and screen.terminal and text.count("\n") >= screen.height:
        click.echo_via_pager(text.rstrip("\n"))  # colours as far as the pager shows them
    else:
        click.echo(text, nl=False, color=True)
