"""`tracker check`: does anything apply to this shipment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.opened import one_form, opened, tell
from tracker.cli.options import anywhere, as_csv, as_json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tracker.check.answer import CheckAnswer
    from tracker.render.screen import Screen


@click.command()
@click.option("--item", metavar="WORDS", help="The goods in words, Chinese or English: 镝, A100.")
@click.option("--code", metavar="CODE", help="Control code: 1C905, 3A090.a; CN: or US: before it.")
@click.option("--hs", metavar="CODE", help="Customs tariff number.")
@click.option("--from", "from_", metavar="CC", help="Country where it is made and shipped from.")
@click.option("--to", metavar="CC", help="Country of destination.")
@click.option("--party", metavar="NAME", help="Who gets it; compared with every list.")
@click.option("--end-use", metavar="USE", multiple=True,
              help="civil, military, wmd, advanced_chips …; repeatable.")  # fmt: skip
@click.option("--content", metavar="PCT", help="Share of controlled Chinese items in its value.")
@click.option("--us-content", metavar="PCT", help="Share of controlled US items in its value.")
@click.option("--on", "day", metavar="DATE", default="today", show_default=True,
              help="The day of the shipment.")  # fmt: skip
@click.option("--known", metavar="DATE", help="Only what was published by this DATE: no hindsight.")
@click.option("--recorded", metavar="WHEN",
              help="Only what was recorded by then: instant, date or ledger position.")  # fmt: skip
@as_json
@as_csv
@anywhere
@click.pass_context
def check(
    ctx: click.Context,
    /,
    day: str,
    known: str | None,
    recorded: str | None,
    as_json: bool,
    as_csv: bool,
    **case: Any,
) -> None:
    """Measures that reach a shipment, those that may, and what is not covered; never "clear"."""
    one_form(as_json, as_csv)
    with opened(ctx) as timeline:
        answer = timeline.check(on=day, known=known, recorded=recorded, **case)
        tell(ctx, answer, lambda screen: _page(answer, screen), as_json=as_json, as_csv=as_csv)


def _page(answer: CheckAnswer, screen: Screen) -> Iterator[RenderableType]:
    from tracker.render.check import check

    return check(answer, screen)
