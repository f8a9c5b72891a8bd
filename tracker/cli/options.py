"""The options verbs share: where the ledger is, how to print, which measures, known when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

Verb = TypeVar("Verb", bound=Callable[..., Any])

FILTERS = {
    "jurisdiction": ("CN|US", "Measures of China or of the United States."),
    "authority": ("NAME", "Short name of the first issuer: MOFCOM, BIS, USTR …"),
    "kind": ("KIND", "control, listing, ban, duty, fee, relief, framework, probe …"),
    "instrument": ("ID", "Measures an instrument lays down itself."),
    "measure": ("ID", "One measure, whatever its state."),
    "item": ("WORDS", "Measures whose goods or text have these words."),
    "code": ("CODE", "Control list code, such as 3A090 or 1C902.a."),
    "hs": ("CODE", "Customs tariff number."),
    "to": ("CC", "Destination, as a two-letter country code."),
    "party": ("NAME", "Measures that name a party."),
}


@dataclass
class Chosen:
    """What was chosen for the whole run."""

    ledger: str | None = None
    pager: bool = True
    colour: bool = True
    strict: bool = False


def chosen(ctx: click.Context) -> Chosen:
    """The choices of this run, wherever on the line they were given."""
    return ctx.find_root().ensure_object(Chosen)


def _choose(name: str, picked: object) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value in (None, False):
            return
        if isinstance(value, str) and not value.strip():
            raise click.BadParameter("expected a value, found an empty one", ctx, param)
        setattr(chosen(ctx), name, value if picked is None else picked)

    return keep


def anywhere(verb: Verb) -> Verb:
    """Options that may stand before the verb or after it."""
    options = (
        click.option("--ledger", metavar="URL", help="Use this ledger instead of TRACKER_LEDGER.",
                     expose_value=False, callback=_choose("ledger", None)),
        click.option("--no-pager", is_flag=True, help="Never page long answers.",
                     expose_value=False, callback=_choose("pager", False)),
        click.option("--no-color", is_flag=True, help="No colours; NO_COLOR is heeded too.",
                     expose_value=False, callback=_choose("colour", False)),
        click.option("--strict", is_flag=True, help="Exit 3 if any source asked is stale.",
                     expose_value=False, callback=_choose("strict", True)),
    )  # fmt: skip
    for option in reversed(options):
        verb = option(verb)
    return verb


def filtered(verb: Verb) -> Verb:
    """One option for each filter of a question."""
    for name, (metavar, words) in reversed(FILTERS.items()):
        verb = click.option(f"--{name}", metavar=metavar, help=words)(verb)
    return verb


def dated(verb: Verb) -> Verb:
    """What was public by a day, what was on file by a moment; parts one by one."""
    verb = click.option("--parts", is_flag=True, help="Listed parties one by one.")(verb)
    recorded = "Only what was recorded by then: instant, date or ledger position."
    verb = click.option("--recorded", metavar="WHEN", help=recorded)(verb)
    known = "Only what was published by this DATE: no hindsight."
    return click.option("--known", metavar="DATE", help=known)(verb)


def paged(verb: Verb) -> Verb:
    """A page of an answer, and where it begins."""
    after = "Go on after the key with which the page before ended."
    verb = click.option("--after", metavar="KEY", help=after)(verb)
    return click.option("--limit", type=int, metavar="N", help="At most so many of them.")(verb)


as_json = click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
as_csv = click.option("--csv", "as_csv", is_flag=True, help="The rows as CSV.")
explain = click.option(
    "--explain", is_flag=True, help="Which effect decides, and which are overruled."
)
