"""`tracker listed`: who stands on which list, one name or a file of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.errors import complain
from tracker.cli.opened import one_form, opened, tell
from tracker.cli.options import anywhere, as_csv, as_json
from tracker.cli.output import write_csv
from tracker.tables import csv_lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tracker.parties.answer import ListedAnswer
    from tracker.parties.batch import Names
    from tracker.parties.listed import Desk
    from tracker.queries import Timeline
    from tracker.render.screen import Screen


@click.command()
@click.argument("name", required=False)
@click.option("--on", "day", metavar="DATE", default="today", show_default=True,
              help="The day for which states are given.")  # fmt: skip
@click.option("--known", metavar="DATE", help="Only what was published by this DATE: no hindsight.")
@click.option("--recorded", metavar="WHEN",
              help="Only what was recorded by then: instant, date or ledger position.")  # fmt: skip
@click.option("--jurisdiction", metavar="CN|US", help="Lists of China or of the United States.")
@click.option("--list", "on_list", metavar="LIST",
              help="One list only: 'Entity List', 'unreliable entity list' …")  # fmt: skip
@click.option("--limit", type=int, default=10, show_default=True, help="Matches a name, at most.")
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="FILE",
              help="Many names: a CSV with a column `name`, or one name a line.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Where answers go: .csv or .xlsx; without it, CSV on the screen.")  # fmt: skip
@as_json
@as_csv
@anywhere
@click.pass_context
def listed(
    ctx: click.Context,
    /,
    name: str | None,
    day: str,
    file: Path | None,
    out: Path | None,
    as_json: bool,
    as_csv: bool,
    **given: Any,
) -> None:
    """Listings under a name like NAME, Chinese or English, with their state on a day."""
    one_form(as_json, as_csv)
    if (name is None) == (file is None):
        raise click.UsageError("listed: expected a NAME or --file, one of the two")
    if out is not None and file is None:
        raise click.UsageError("--out goes with --file; one name is answered here")
    if file is not None and as_json:
        raise click.UsageError("--file writes CSV or a spreadsheet; leave --json out")
    with opened(ctx) as timeline:
        if file is not None:
            _many(ctx, timeline, file, out, day, given)
            return
        answer = timeline.listed(name or "", on=day, **given)
        tell(ctx, answer, lambda screen: _page(answer, screen), as_json=as_json, as_csv=as_csv)


def _page(answer: ListedAnswer, screen: Screen) -> Iterator[RenderableType]:
    from tracker.render.listed import listed

    return listed(answer, screen)


def _many(
    ctx: click.Context, timeline: Timeline, file: Path, out: Path | None, day: str, given: Any
) -> None:
    from tracker.parties.batch import columns_of, read_names, rows_of

    _not_itself(file, out)
    names, desk = read_names(file), timeline.listings(on=day, **given)
    if names.charset == "gb18030":
        complain(f"{file}: it is no UTF-8, read as GB 18030; look at the names in the answer")
    columns, refused = columns_of(names), set[str]()
    found = _noting(rows_of(names, desk), refused)
    if out is None:
        write_csv(columns, found)
    elif out.suffix.casefold() == ".csv":
        _to_csv(out, csv_lines(columns, found))
    elif out.suffix.casefold() == ".xlsx":
        from tracker.files.xlsx import write_xlsx

        write_xlsx(out, columns, found, _about(names, desk, file))
    else:
        raise click.UsageError(f"--out: expected a name ending in .csv or .xlsx; found {out.name}")
    if out is not None:
        click.echo(f"{len(names.rows):,} names: {out}")
    if refused:
        complain(f"{len(refused):,} of {len(names.rows):,} names refused; `answer` says why")
        ctx.exit(1)


def _not_itself(file: Path, out: Path | None) -> None:
    """Refuse to write over the file of names, by whatever name."""
    if out is not None and out.exists() and file.exists() and out.samefile(file):
        raise click.UsageError(f"--out: {out} is the file of names itself; name another")


def _noting(found: Iterator[dict[str, Any]], refused: set[str]) -> Iterator[dict[str, Any]]:
    for row in found:
        if str(row["answer"]).startswith("refused"):
            refused.add(str(row["asked"]))
        yield row


def _to_csv(out: Path, lines: Iterator[str]) -> None:
    draft = out.with_name(f".{out.name}.part")
    try:
        # The mark at the head is for the spreadsheet programs that need it to see Chinese.
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            file.writelines(lines)
        draft.replace(out)
    except OSError as error:
        raise click.UsageError(f"--out: {out} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def _about(names: Names, desk: Desk, file: Path) -> dict[str, str]:
    return {"file": file.name, "names": f"{len(names.rows):,}", **desk.about()}
