"""`tracker export` and `tracker import`: any answer as a file, all of it as tables, the ledger."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from events.errors import ConfigError
from tracker.cli.errors import complain
from tracker.cli.opened import finish, opened
from tracker.cli.options import FILTERS, anywhere, chosen

if TYPE_CHECKING:
    from tracker.ask import Verb
    from tracker.files.ledger import Copied

HELP = {
    "known": ("DATE", "Only what was published by this DATE: no hindsight."),
    "recorded": ("WHEN", "Only what was recorded by then: instant, date or ledger position."),
    "state": ("STATE", "in_force, suspended, announced, ended, unknown, partly or all."),
    "parts": ("", "Listed parties one by one."),
    "on": ("DATE", "The day for which states are given."),
    "days": ("N", "How far ahead."),
    "list": ("LIST", "One list only."),
    "limit": ("N", "How many, at most."),
    "after": ("KEY", "Only what comes after this key, the `more` of the page before."),
    "from": ("CC", "Country where it is made and shipped from."),
    "end_use": ("USE", "civil, military, wmd, advanced_chips …; repeatable."),
    "content": ("PCT", "Share of controlled Chinese items in its value."),
    "us_content": ("PCT", "Share of controlled US items in its value."),
}
force = click.option("--force", is_flag=True, help="Write over a file that is there.")


class Questions(click.Group):
    """A verb for each question that can be asked; they are made when one is."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The questions, then what is no question."""
        from tracker.ask import VERBS

        return [*VERBS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A verb by its name."""
        from tracker.ask import VERBS

        return _asking(VERBS[name]) if name in VERBS else super().get_command(ctx, name)


@click.group(cls=Questions)
@anywhere
def export() -> None:
    """Write an answer to a file, all of the timeline as tables, or the ledger itself."""


def _asking(verb: Verb) -> click.Command:
    """The verb that asks one question and writes its answer."""
    from tracker.ask import NEEDED

    places = (*verb.path, *NEEDED.get(verb.name, ()))
    arguments = [_argument(name) for name in places]
    options = [_option(name) for name in verb.query if name not in places]
    made: click.Command = click.Command(
        verb.name,
        params=[*arguments, *options],
        callback=click.pass_context(lambda ctx, /, **given: _write(ctx, verb, **given)),
        help=f"{verb.title}, as a file. Its form is that of the file's name, or of --as.",
    )
    return anywhere(force(_OUT(_AS(made))))


_FORMS = "csv, xlsx, json, jsonl, parquet, jsonld, md, docx, bib or csl.json."
_AS = click.option("--as", "form", metavar="FORM", help=_FORMS)
_OUT = click.option("--out", required=True, metavar="FILE", help="Where to; - is standard output.")


def _argument(name: str) -> click.Argument:
    """What stands after the verb; words may be several."""
    many = name == "words"
    return click.Argument([name], metavar=name.upper() + "…" * many, nargs=-1 if many else 1,
                          required=True, callback=_joined if many else None)  # fmt: skip


def _joined(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> str:
    return " ".join(words)


def _option(name: str) -> click.Option:
    from tracker.ask import MANY

    metavar, words = HELP.get(name) or FILTERS.get(name) or ("TEXT", "")
    flag = f"--{name.replace('_', '-')}"
    if name == "parts":
        return click.Option([flag, f"asked_{name}"], is_flag=True, help=words)
    return click.Option([flag, f"asked_{name}"], metavar=metavar, multiple=name in MANY, help=words)


def _write(
    ctx: click.Context, verb: Verb, *, out: str, form: str | None, force: bool, **told: Any
) -> None:
    from config.alerts import web
    from tracker.ask import ask
    from tracker.files import form_of, need_form, render
    from tracker.files.safely import may_be_written, save
    from tracker.receipts import receipt_of

    if form is None and out == "-":
        raise click.UsageError("--as: expected a form, because standard output has no name")
    sort = need_form(form) if form else form_of(out)
    if out != "-":
        may_be_written(Path(out), force=force)
    given = _given(told)
    with opened(ctx) as timeline:
        answer = ask(timeline, verb.name, given)
        receipt = receipt_of(answer, timeline, given)
        file = render(answer, receipt, sort.name, web(), timeline)
        if out == "-":
            sys.stdout.buffer.write(file.body)
        else:
            save(Path(out), file.body, force=force)
            click.echo(f"{out}: {sort.title}, {len(file.body):,} bytes; receipt {receipt.id}")
        if answer.empty:
            complain("; ".join([answer.empty, *answer.notes]))
        finish(ctx, answer)


def _given(told: dict[str, Any]) -> dict[str, str | list[str]]:
    """What was typed, under the names of the question."""
    plain = {name.removeprefix("asked_"): value for name, value in told.items()}
    return {
        name: "true" if value is True else list(value) if isinstance(value, tuple) else value
        for name, value in plain.items()
        if value not in (None, False, ())
    }


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@force
@anywhere
@click.pass_context
def datasette(ctx: click.Context, folder: Path, force: bool) -> None:
    """Everything on file as a SQLite database that Datasette serves as it is."""
    from tracker.files.dataset import write_dataset

    with opened(ctx) as timeline:
        paths = write_dataset(timeline, folder, force=force)
    click.echo(f"serve it: datasette {paths[0]} --metadata {paths[1]}; columns: {paths[2]}")


@export.command("ledger")
@click.argument("file", type=click.Path(path_type=Path))
@force
@anywhere
@click.pass_context
def export_ledger(ctx: click.Context, file: Path, force: bool) -> None:
    """Every entry of the ledger as it is stored, a line each; .gz at the end compresses it."""
    from config.settings import settings
    from tracker.files.ledger import write_ledger

    where = settings(chosen(ctx).ledger)
    _told(write_ledger(where.ledger, file, force=force), str(file))
    click.echo(f"{where.archive}: the archive of raw pages is not in it; copy that folder too")


@click.group("import")
@anywhere
def import_() -> None:
    """Make a ledger of a file that `tracker export ledger` wrote."""


@import_.command("ledger")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", required=True, metavar="URL",
              help="The new ledger: sqlite:////path/ledger.db or postgresql://….")  # fmt: skip
@anywhere
@click.pass_context
def import_ledger(ctx: click.Context, file: Path, into: str) -> None:
    """Put every entry of a file into an empty ledger, or a new one; its head will be the same."""
    from config.settings import settings
    from tracker.files.ledger import read_ledger

    try:
        where = settings(into)
    except ConfigError as error:
        raise ConfigError(str(error).replace("TRACKER_LEDGER", "--into")) from error
    _told(read_ledger(file, where.ledger), where.name)
    click.echo(f"{where.archive}: the archive of raw pages goes here; it was not in the file")


def _told(copied: Copied, where: str) -> None:
    click.echo(f"{where}: {copied.entries:,} entries, head sha256:{copied.head}")
