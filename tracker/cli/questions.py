"""The command line: one verb for each question.

A start is measured, so everything that is slow to import is imported by the verb that needs it;
JSON and CSV answers do without the library that draws tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.check import check
from tracker.cli.errors import Tracker
from tracker.cli.export import export, import_
from tracker.cli.ingest import ingest, read, review
from tracker.cli.mcp import mcp
from tracker.cli.news import alerts
from tracker.cli.opened import finish, one_form, opened, page, tell
from tracker.cli.options import anywhere, as_csv, as_json, chosen, dated, explain, filtered, paged
from tracker.cli.output import write_csv, write_json
from tracker.cli.parties import listed
from tracker.cli.run import run
from tracker.cli.search import search
from tracker.cli.serve import serve
from tracker.cli.tokens import tokens

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tracker.answers import Answer, DiffAnswer, ShowAnswer, UpcomingAnswer
    from tracker.queries import Timeline
    from tracker.render.screen import Screen

HELP = """What trade regulators published, what it changed, and what applied on any day.

A DATE is YYYY-MM-DD, YYYY-MM-DDTHH:MM±ZZ:ZZ, today, a milestone (see `tracker milestones`) or an
instrument id; the last two also with before: and after:, as in before:madrid.
"""


@click.group(
    cls=Tracker,
    help=HELP,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", "version", is_flag=True, help="Versions of code and data.")
@anywhere
@click.pass_context
def main(ctx: click.Context, version: bool) -> None:
    """Answer one question; see HELP."""
    if version:
        click.echo(_version(chosen(ctx).ledger))
        ctx.exit()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _version(ledger: str | None) -> str:
    from tracker.doctor import about

    found = about(ledger)
    data = f"data edition {found.edition or 'unknown'}, curated through "
    data += found.curated_through or "unknown"
    place = "cannot be read" if found.position is None else f"at position {found.position}"
    return f"tracker {found.version}; {data}; ledger {place} ({found.ledger})"


def _official(timeline: Timeline) -> Callable[[str], str | None]:
    """The number an instrument bears: the authority's own, or its Federal Register page."""
    from tracker.lives import instrument_dict

    def number(name: str) -> str | None:
        text = instrument_dict(timeline.view, name, None)
        pages = (alias for alias in text.get("aliases", ()) if " FR " in alias)
        return text.get("official_number") or next(pages, None)

    return number


def _states(given: Sequence[str]) -> list[str] | None:
    if not given:
        return None
    return [state for one in given for state in one.split(",")]


@main.command()
@click.argument("date")
@filtered
@dated
@paged
@click.option(
    "--state",
    metavar="STATE",
    multiple=True,
    help="in_force, suspended, announced, ended, unknown, partly or all; repeatable.",
)
@explain
@as_json
@as_csv
@anywhere
@click.pass_context
def on(
    ctx: click.Context,
    /,
    date: str,
    state: tuple[str, ...],
    explain: bool,
    as_json: bool,
    as_csv: bool,
    **given: Any,
) -> None:
    """What applied on DATE: measures in force, or in the states named."""
    one_form(as_json, as_csv)
    with opened(ctx) as timeline:
        answer = timeline.on(date, state=_states(state), **given)
        effects = _explained(timeline, answer, date, given) if explain else {}
        if as_json and explain:
            write_json(_with_effects(answer.as_dict(), effects))
            finish(ctx, answer)
        else:
            told = partial(_on_page, answer, effects)
            tell(ctx, answer, told, as_json=as_json, as_csv=as_csv)


def _on_page(
    answer: Answer, effects: dict[str, list[dict[str, Any]]], screen: Screen
) -> Iterator[RenderableType]:
    from tracker.render import answers as render

    return render.on(answer, screen, effects)


def _explained(
    timeline: Timeline, answer: Answer, day: str, given: Mapping[str, Any]
) -> dict[str, list[dict[str, Any]]]:
    """The effects of each measure of an answer, each with its role on the day."""
    then = {"known": given["known"], "recorded": given["recorded"]}
    found = {}
    for measure in answer.measures:
        lives = timeline.show(measure.id, on=day, **then).lives
        found[measure.id] = lives[0].effects if lives else []
    return found


def _with_effects(
    told: dict[str, Any], effects: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    measures = [one | {"effects": effects[one["id"]]} for one in told["measures"]]
    return told | {"measures": measures}


@main.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@filtered
@dated
@paged
@as_json
@as_csv
@anywhere
@click.pass_context
def diff(ctx: click.Context, /, a: str, b: str, as_json: bool, as_csv: bool, **given: Any) -> None:
    """What changed after DATE A, up to and including DATE B."""
    one_form(as_json, as_csv)
    with opened(ctx) as timeline:
        answer = timeline.diff(a, b, **given)
        told = partial(_diff_page, answer, _official(timeline))
        tell(ctx, answer, told, as_json=as_json, as_csv=as_csv)


def _diff_page(
    answer: DiffAnswer, official: Callable[[str], str | None], screen: Screen
) -> Iterator[RenderableType]:
    from tracker.render.answers import diff

    return diff(answer, screen, official)


@main.command()
@click.argument("id", metavar="ID")
@dated
@click.option("--on", "day", metavar="DATE", default="today", show_default=True,
              help="The day for which state and deciding effects are given.")  # fmt: skip
@explain
@as_json
@anywhere
@click.pass_context
def show(
    ctx: click.Context, /, id: str, day: str, explain: bool, as_json: bool, **given: Any
) -> None:
    """The whole life of an instrument or a measure."""
    with opened(ctx) as timeline:
        answer = timeline.show(id, on=day, **given)
        told = partial(_show_page, answer, explain)
        tell(ctx, answer, told, as_json=as_json, as_csv=False)


def _show_page(answer: ShowAnswer, explain: bool, screen: Screen) -> Iterator[RenderableType]:
    from tracker.render.life import show

    return show(answer, screen, explain=explain)


@main.command()
@click.option("--days", type=int, default=90, show_default=True, help="How far ahead.")
@filtered
@dated
@paged
@as_json
@as_csv
@anywhere
@click.pass_context
def upcoming(ctx: click.Context, /, days: int, as_json: bool, as_csv: bool, **given: Any) -> None:
    """What is scheduled to change, and what came back by itself, unconfirmed."""
    one_form(as_json, as_csv)
    with opened(ctx) as timeline:
        answer = timeline.upcoming(days=days, **given)
        told = partial(_upcoming_page, answer, _official(timeline))
        tell(ctx, answer, told, as_json=as_json, as_csv=as_csv)


def _upcoming_page(
    answer: UpcomingAnswer, official: Callable[[str], str | None], screen: Screen
) -> Iterator[RenderableType]:
    from tracker.render.answers import upcoming

    return upcoming(answer, screen, official)


@main.command()
@as_json
@as_csv
@anywhere
@click.pass_context
def sources(ctx: click.Context, as_json: bool, as_csv: bool) -> None:
    """How fresh each source is."""
    one_form(as_json, as_csv)
    from tracker import freshness

    with opened(ctx) as timeline:
        found = freshness.sources(timeline)
    told = [one.as_dict() | {"words": one.words} for one in found]
    if as_json:
        write_json({"sources": told})
    elif as_csv:
        write_csv(told[0] if told else (), told)
    else:
        from tracker.render import health as render_health

        page(ctx, lambda screen: render_health.sources(found, screen))
    if chosen(ctx).strict and any(one.stale for one in found):
        ctx.exit(3)


@main.command()
@as_json
@anywhere
@click.pass_context
def milestones(ctx: click.Context, as_json: bool) -> None:
    """Talks and summits that a DATE may name."""
    with opened(ctx) as timeline:
        found = timeline.view.milestones
    if as_json:
        write_json({"milestones": [{"name": name, **one} for name, one in found.items()]})
    else:
        from tracker.render import health as render_health

        page(ctx, lambda screen: render_health.milestones(found, screen))


@main.command()
@as_json
@anywhere
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Whether this installation and its data can be trusted, and what to do next."""
    from tracker.doctor import examine, next_step
    from tracker.opening import utc_now

    checks = examine(chosen(ctx).ledger, utc_now())
    if as_json:
        told = [check.as_dict() for check in checks]
        write_json({"checks": told, "next": next_step(checks)})
    else:
        from tracker.render import health as render_health

        page(ctx, lambda screen: render_health.doctor(checks, screen))
    ctx.exit(1 if any(check.state == "bad" for check in checks) else 0)


@main.command()
@as_json
@anywhere
@click.pass_context
def verify(ctx: click.Context, as_json: bool) -> None:
    """Walk the ledger's chain from its first entry to its last."""
    from tracker.doctor import verify_chosen

    found = verify_chosen(chosen(ctx).ledger)
    if as_json:
        write_json(found.as_dict())
    else:
        from tracker.render import health as render_health

        page(ctx, lambda screen: render_health.verified(found))
    ctx.exit(1 if found.problems else 0)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), default="bash")
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete verbs and options."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"shell: no completion for {shell!r}")
    click.echo(kind(main, {}, "tracker", "_TRACKER_COMPLETE").source())


for verb in (alerts, check, export, import_, ingest, listed, mcp, read, review, run, serve, tokens):
    main.add_command(verb)
main.add_command(search)
