"""`tracker search`: what on file has these words."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.opened import finish, one_form, opened, page, rows
from tracker.cli.options import anywhere, as_csv, as_json
from tracker.cli.output import write_json


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=int, default=20, show_default=True, help="Hits, at most.")
@click.option("--after", metavar="ID", help="Go on after the hit with this id.")
@click.option("--recorded", metavar="WHEN",
              help="Only what was recorded by then: instant, date or ledger position.")  # fmt: skip
@as_json
@as_csv
@anywhere
@click.pass_context
def search(
    ctx: click.Context,
    /,
    words: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    **given: Any,
) -> None:
    """Texts, measures and parties that have all these WORDS, in Chinese or English."""
    one_form(as_json, as_csv)
    with opened(ctx) as timeline:
        answer = timeline.search(" ".join(words), **given)
        if as_json:
            write_json(answer.as_dict())
        elif as_csv:
            from tracker.search.rows import COLUMNS, hit_rows

            rows(COLUMNS, hit_rows(answer), answer)
        else:
            from tracker.render import search as render

            page(ctx, lambda screen: render.search(answer, screen))
        finish(ctx, answer)
