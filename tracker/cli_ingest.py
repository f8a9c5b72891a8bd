"""The verbs of watching: ingest the sources, read a saved page, review what waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli_errors import complain
from tracker.cli_options import anywhere, as_json, chosen
from tracker.cli_output import write_json, write_page

if TYPE_CHECKING:
    from tracker.ingest.run import Outcome
    from tracker.ingest.station import Station, Teller


@click.command()
@click.argument("sources", metavar="[SOURCE]…", nargs=-1)
@click.option("--since", metavar="DATE", help="Look back to this day; slices a long way back.")
@click.option("--archive", "archive", metavar="DIR", type=click.Path(path_type=Path),
              help="Read an archive again instead of asking the sources.")  # fmt: skip
@click.option("--file", "file", metavar="PATH", type=click.Path(path_type=Path),
              help="Take in a page saved by hand; needs --as.")  # fmt: skip
@click.option("--as", "as_source", metavar="SOURCE", help="The source a saved page is from.")
@click.option("--warc", metavar="PATH", type=click.Path(path_type=Path),
              help="Afterwards write the archive as WARC.")  # fmt: skip
@click.option("--wait", metavar="SECONDS", type=click.FloatRange(0), default=0.0,
              help="Wait for another ingestion instead of leaving it alone.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say nothing on the way.")
@as_json
@anywhere
@click.pass_context
def ingest(
    ctx: click.Context,
    sources: tuple[str, ...],
    since: str | None,
    archive: Path | None,
    file: Path | None,
    as_source: str | None,
    warc: Path | None,
    wait: float,
    quiet: bool,
    as_json: bool,
) -> None:
    """Pull what the sources published, archive it, read it, record what is certain."""
    from tracker.ingest.opening import station
    from tracker.progress import telling

    if (file is None) != (as_source is None):
        raise click.UsageError("--file and --as go together: a saved page, and its source")
    if file and archive:
        raise click.UsageError("--file and --archive exclude each other; choose one")
    start = _day(since)
    with telling(quiet=quiet) as tell, station(chosen(ctx).ledger, tell=tell, wait=wait) as at:
        if file and as_source:
            told = _one_file(at, file, as_source)
        elif archive:
            told = _again(at, archive, sources)
        else:
            told = _look(at, sources, start)
        if warc:
            told["warc"] = _as_warc(at, warc)
    _told(ctx, told, as_json=as_json)
    ctx.exit(1 if told["failed"] else 0)


def _day(since: str | None) -> date | None:
    if since is None:
        return None
    try:
        return date.fromisoformat(since)
    except ValueError:
        raise click.UsageError(f"--since: expected YYYY-MM-DD; found {since!r}") from None


def _look(at: Station, names: tuple[str, ...], since: date | None) -> dict[str, Any]:
    from config.sources import Sources
    from tracker.ingest.run import ingest

    outcomes = ingest(at, Sources(at.sources).chosen(names), since)
    return {
        "sources": [_outcome(one) for one in outcomes],
        "failed": [one.source for one in outcomes if one.failed],
        "waiting": len(at.known.open),
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "source": one.source,
        "failed": one.failed,
        "listed": one.listed,
        "read": one.documents,
        "found": dict(one.found),
        "unread": one.unread,
        "checked_through": one.checked_through.isoformat() if one.checked_through else None,
        "problems": one.problems,
        "warnings": one.warnings,
        "words": one.words,
    }


def _one_file(at: Station, path: Path, source: str) -> dict[str, Any]:
    from tracker.ingest.by_hand import take_file

    found = take_file(at, path, source)
    words = ", ".join(f"{count} {what}" for what, count in found.items() if count)
    told = {"source": source, "failed": False, "words": f"{path.name}: {words or 'nothing new'}"}
    return {"sources": [told], "failed": [], "waiting": len(at.known.open)}


def _again(at: Station, folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    from tracker.ingest.by_hand import replayed

    found = replayed(at, folder, names)
    words = ", ".join(f"{count} {what}" for what, count in found.items() if count)
    told = {"source": "archive", "failed": False, "words": words or "nothing new"}
    return {"sources": [told], "failed": [], "waiting": len(at.known.open)}


def _as_warc(at: Station, path: Path) -> str:
    from tracker.ingest.by_hand import as_warc

    return as_warc(at, path)


def _told(ctx: click.Context, told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        write_json(told)
        return
    from tracker import render_ingest

    write_page(lambda screen: render_ingest.ingested(told), colour=chosen(ctx).colour, pager=False)


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True,
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--as", "source", metavar="SOURCE", required=True, help="The source it is from.")
@as_json
@anywhere
@click.pass_context
def read(ctx: click.Context, files: tuple[Path, ...], source: str, as_json: bool) -> None:
    """What we would read in a saved page, without recording anything."""
    import tracker
    from tracker.asked import UsageError
    from tracker.ingest.printed import read_file

    with tracker.open(chosen(ctx).ledger) as timeline:
        for warning in timeline.warnings:
            complain(warning)

        def canonical(name: str) -> str | None:
            try:
                return timeline.view.instrument(name)
            except UsageError:
                return None  # a name of two texts stays as it is printed

        known = list(timeline.view.sources)
        found = [
            one
            for path in files
            for one in read_file(path, source, known, canonical, timeline.view.at_page)
        ]
    if as_json:
        write_json(found)
        return
    from tracker import render_ingest

    write_page(
        lambda screen: render_ingest.readings(found),
        colour=chosen(ctx).colour,
        pager=chosen(ctx).pager,
    )


@click.group(invoke_without_command=True)
@click.option("--source", metavar="SOURCE", help="Only what this source brought.")
@click.option("--kind", metavar="KIND",
              help="unread, difference, conflict, revised, gap or reading.")  # fmt: skip
@as_json
@anywhere
@click.pass_context
def review(ctx: click.Context, source: str | None, kind: str | None, as_json: bool) -> None:
    """What waits for a person: list it; accept, edit or reject it by its ID."""
    if ctx.invoked_subcommand is not None:
        return
    from tracker.asked import UsageError
    from tracker.ingest.opening import station
    from tracker.review import KINDS, waiting

    if kind is not None and kind not in KINDS:
        raise UsageError(f"--kind: expected one of {', '.join(KINDS)}; found {kind!r}")
    with station(chosen(ctx).ledger, writing=False) as at:
        if source is not None and source not in at.sources:
            raise UsageError(f"--source: expected one of {', '.join(at.sources)}; found {source!r}")
        found = [
            one
            for one in waiting(at.known)
            if (source is None or one.source == source) and (kind is None or one.kind == kind)
        ]
    if as_json:
        write_json({"waiting": [one.as_dict() for one in found]})
        return
    from tracker import render_ingest

    write_page(
        lambda screen: render_ingest.waiting(found),
        colour=chosen(ctx).colour,
        pager=chosen(ctx).pager,
    )


@review.command()
@click.argument("id")
@click.option("--reason", metavar="WORDS", help="Why; kept with the decision.")
@anywhere
@click.pass_context
def accept(ctx: click.Context, id: str, reason: str | None) -> None:
    """The program is right: confirm its readings, or believe the source."""
    click.echo(_decide(ctx, "accept", id, reason))


@review.command()
@click.argument("id")
@click.option("--reason", metavar="WORDS", required=True, help="Why; kept with the decision.")
@anywhere
@click.pass_context
def reject(ctx: click.Context, id: str, reason: str) -> None:
    """The program is wrong, or there is nothing to do."""
    click.echo(_decide(ctx, "reject", id, reason))


def _decide(ctx: click.Context, what: str, id: str, reason: str | None) -> str:
    from config.settings import analyst
    from tracker.ingest.opening import station
    from tracker.review_decide import Desk

    with station(chosen(ctx).ledger, tell=_complaining(), wait=60) as at:
        desk = Desk(at, analyst())
        if what == "accept":
            return desk.accept(id, reason)
        return desk.reject(id, reason or "")


def _complaining() -> Teller:
    from tracker.ingest.station import Silent

    class Complaining(Silent):
        def problem(self, source: str, words: str) -> None:
            complain(words)

    return Complaining()


@review.command()
@click.argument("id")
@click.option("--from", "saved", metavar="FILE", type=click.Path(path_type=Path),
              help="Take this file instead of opening an editor.")  # fmt: skip
@click.option("--print", "only_print", is_flag=True, help="Print the YAML and decide nothing.")
@click.option("--reason", metavar="WORDS", help="Why; kept with the decision.")
@anywhere
@click.pass_context
def edit(
    ctx: click.Context, id: str, saved: Path | None, only_print: bool, reason: str | None
) -> None:
    """Correct the reading of a text as YAML, in your editor."""
    from config.settings import analyst, editor
    from tracker.ingest.opening import station
    from tracker.review_decide import Desk

    with station(chosen(ctx).ledger, tell=_complaining(), wait=60, writing=not only_print) as at:
        desk = Desk(at, analyst())
        before = desk.to_edit(id)
        if only_print:
            click.echo(before, nl=False)
            return
        if saved is not None:
            after: str | None = saved.read_text(encoding="utf-8")
        else:
            after = click.edit(before, editor=editor(), extension=".yml")
        if after is None or not after.strip() or after == before:
            click.echo(f"{id}: left as it was")
            return
        click.echo(desk.edited(id, after, reason))


__all__ = ["ingest", "read", "review"]
