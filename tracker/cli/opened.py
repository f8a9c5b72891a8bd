"""What every verb that asks a question does: open, print, and say when the sources are stale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.errors import complain
from tracker.cli.options import chosen
from tracker.cli.output import write_csv, write_json, write_page

if TYPE_CHECKING:
    from tracker.answers import Answer
    from tracker.queries import Timeline


@contextmanager
def opened(ctx: click.Context) -> Iterator[Timeline]:
    """The timeline of the run's ledger, closed at the end; warnings go to standard error."""
    import tracker

    with tracker.open(chosen(ctx).ledger) as timeline:
        for warning in timeline.warnings:
            complain(warning)
        yield timeline


def finish(ctx: click.Context, answer: Answer) -> None:
    """With --strict, an answer from stale sources has an exit code of its own."""
    stale = [one.source for one in answer.horizon if one.stale]
    if chosen(ctx).strict and stale:
        complain(f"answered from stale sources: {', '.join(stale)}; see `tracker sources`")
        ctx.exit(3)


def tell(ctx: click.Context, answer: Answer, told: Any, *, as_json: bool, as_csv: bool) -> None:
    """An answer in the form asked for; `told` makes the page for people."""
    if as_json:
        write_json(answer.as_dict())
    elif as_csv:
        from tracker.ask import rows_of

        rows(*rows_of(answer), answer)
    else:
        page(ctx, told)
    finish(ctx, answer)


def page(ctx: click.Context, told: Any) -> None:
    """A page for people, with the colours and the pager of this run."""
    write_page(told, colour=chosen(ctx).colour, pager=chosen(ctx).pager)


def one_form(as_json: bool, as_csv: bool) -> None:
    """Refuse two forms of one answer."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other; choose one")


def rows(columns: Iterable[str], rows: Iterable[Mapping[str, Any]], answer: Answer) -> None:
    """An answer as CSV; which kind of empty it is goes to standard error."""
    write_csv(columns, rows)
    if answer.empty:
        complain("; ".join([answer.empty, *answer.notes]))
