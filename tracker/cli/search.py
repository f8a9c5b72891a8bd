"""`tracker search`: what on file has these words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.opened import one_form, opened, tell
from tracker.cli.options import anywhere, as_csv, as_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tracker.render.screen import Screen
    from tracker.search.answer import SearchAnswer


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
        tell(ctx, answer, lambda screen: _page(answer, screen), as_json=as_json, as_csv=as_csv)


def _page(answer: SearchAnswer, screen: Screen) -> Iterator[RenderableType]:
    from tracker.render.search import search

    return search(answer, screen)
