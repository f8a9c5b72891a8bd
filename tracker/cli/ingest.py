"""The verbs of watching: ingest the sources, read a saved page, review what waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.errors import complain
from tracker.cli.options import anywhere, as_json, chosen
from tracker.cli.output import write_json, write_page

if TYPE_CHECKING:
    from tracker.ingest.run import Outcome
    from tracker.ingest.station import Station, Teller


@click.command()
@click.argument("sources", metavar="[SOURCE]…", nargs=-1)
@click.option("--since", metavar="YYYY-MM-DD",
              help="Look back at least to this day; a long way back in slices.")  # fmt: skip
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

    _fit(sources, since, archive, file, as_source)
    start = _day(since)
    if warc is not None:
        _new_file(warc)
    with telling(quiet=quiet) as tell, station(chosen(ctx).ledger, tell=tell, wait=wait) as at:
        if file and as_source:
            told = _one_file(at, file, as_source)
        elif archive:
            told = _again(at, archive, sources)
        else:
            told = _look(at, sources, start)
        if warc:
            told["warc"] = _as_warc(at, warc, archive)
    _told(ctx, told, as_json=as_json)
    ctx.exit(1 if told["failed"] else 0)


def _fit(
    sources: tuple[str, ...],
    since: str | None,
    archive: Path | None,
    file: Path | None,
    as_source: str | None,
) -> None:
    """Refuse what does not go together: nothing that was asked for is passed over in silence."""
    if (file is None) != (as_source is None):
        raise click.UsageError("--file and --as go together: a saved page, and its source")
    if file and archive:
        raise click.UsageError("--file and --archive exclude each other; choose one")
    if since and (file or archive):
        raise click.UsageError("--since is for asking the sources; leave it out here")
    if sources and file:
        raise click.UsageError("--file takes in one page of the source that --as names; no other")


def _day(since: str | None) -> date | None:
    if since is None:
        return None
    try:
        day = date.fromisoformat(since)
    except ValueError:
        raise click.UsageError(f"--since: expected YYYY-MM-DD; found {since!r}") from None
    from tracker.ingest.opening import utc_now

    if day > utc_now().date():
        raise click.UsageError(f"--since: expected a day that has been; found {since}")
    return day


def _new_file(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise click.UsageError(f"--warc: {path} is there already; name a new file")
    if not path.parent.is_dir():
        raise click.UsageError(f"--warc: there is no folder {path.parent}; make it first")


def _look(at: Station, names: tuple[str, ...], since: date | None) -> dict[str, Any]:
    from config.sources import Sources
    from tracker.ingest.run import ingest

    outcomes = ingest(at, Sources(at.sources).chosen(names), since)
    return {
        "sources": [_outcome(one) for one in outcomes],
        "failed": [one.source for one in outcomes if one.failed],
        "waiting": _waiting(at),
    }


def _waiting(at: Station) -> int:
    """As many as `tracker review` lists."""
    from tracker.review import waiting

    return len(waiting(at.known))


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
    from tracker.ingest.run import counts

    found = take_file(at, path, source)
    words = counts(found)
    told = {"source": source, "failed": False, "words": f"{path.name}: {words or 'nothing new'}"}
    return {"sources": [told], "failed": [], "waiting": _waiting(at)}


def _again(at: Station, folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    from tracker.ingest.by_hand import replayed
    from tracker.ingest.run import UNREADABLE, counts

    found, problems = replayed(at, folder, names)
    failed = bool(problems or found[UNREADABLE])
    told = {
        "source": "archive",
        "failed": failed,
        "words": counts(found) or "nothing new",
        "warnings": problems,
    }
    return {"sources": [told], "failed": ["archive"] * failed, "waiting": _waiting(at)}


def _as_warc(at: Station, path: Path, folder: Path | None) -> str:
    from tracker.ingest.by_hand import as_warc

    return as_warc(at, path, folder)


def _told(ctx: click.Context, told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        write_json(told)
        return
    from tracker.render import ingest as render_ingest

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
    from tracker.render import ingest as render_ingest

    write_page(
        lambda screen: render_ingest.readings(found),
        colour=chosen(ctx).colour,
        pager=chosen(ctx).pager,
    )


@click.group(invoke_without_command=True)
@click.option("--source", metavar="SOURCE", help="Only what this source brought.")
@click.option("--kind", metavar="KIND",
              help="unread, difference, conflict, revised, gap, held or reading.")  # fmt: skip
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
    from tracker.render import ingest as render_ingest

    write_page(
        lambda screen: render_ingest.waiting(found),
        colour=chosen(ctx).colour,
        pager=chosen(ctx).pager,
    )


@review.command()
@click.argument("id")
@click.option("--reason", metavar="WORDS", help="Why; kept with the decision.")
@click.option("--act", metavar="ID", help="The act that took a party off its list.")
@click.option("--from", "first_day", metavar="YYYY-MM-DD", help="The first day without it.")
@anywhere
@click.pass_context
def accept(
    ctx: click.Context, id: str, reason: str | None, act: str | None, first_day: str | None
) -> None:
    """The program is right: confirm its readings, or believe the source."""
    click.echo(_decide(ctx, "accept", id, reason, act, first_day))


@review.command()
@click.argument("id")
@click.option("--reason", metavar="WORDS", required=True, help="Why; kept with the decision.")
@anywhere
@click.pass_context
def reject(ctx: click.Context, id: str, reason: str) -> None:
    """The program is wrong, or there is nothing to do."""
    click.echo(_decide(ctx, "reject", id, reason))


def _decide(
    ctx: click.Context,
    what: str,
    id: str,
    reason: str | None,
    act: str | None = None,
    first_day: str | None = None,
) -> str:
    from config.settings import analyst
    from tracker.ingest.opening import station
    from tracker.review_decide import Desk
    from tracker.review_listed import Removal

    with station(chosen(ctx).ledger, tell=_complaining(), wait=60) as at:
        desk = Desk(at, analyst())
        if what == "accept":
            return desk.accept(id, reason, Removal(act, first_day) if act or first_day else None)
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
    from tracker.asked import UsageError
    from tracker.ingest.opening import station
    from tracker.review_decide import Desk

    with station(chosen(ctx).ledger, tell=_complaining(), wait=60, writing=not only_print) as at:
        desk = Desk(at, analyst())
        before = desk.to_edit(id)
        if only_print:
            click.echo(before, nl=False)
            return
        after = _saved(saved) if saved is not None else _in_editor(before, editor())
        if after is None or not after.strip() or after == before:
            click.echo(f"{id}: left as it was")
            return
        try:
            told = desk.edited(id, after, reason)
        except UsageError as error:
            if saved is not None:
                raise
            kept = _kept(id, after)
            raise UsageError(
                f"{error}; what you wrote is kept: correct {kept}, then"
                f" `tracker review edit {id} --from {kept}`"
            ) from error
        click.echo(told)


def _saved(path: Path) -> str:
    from tracker.asked import UsageError

    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--from: {path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"--from: {path}: expected YAML in UTF-8, found other bytes") from error


def _in_editor(before: str, program: str | None) -> str | None:
    from tracker.asked import UsageError

    try:
        return click.edit(before, editor=program, extension=".yml")
    except UnicodeDecodeError as error:
        raise UsageError("editor: expected YAML in UTF-8, found other bytes") from error
    except (click.ClickException, ValueError) as error:
        raise UsageError(
            f"editor: {program or 'none set'} did not end well"
            f" ({getattr(error, 'message', error)}); set EDITOR, or use --print and --from"
        ) from error


def _kept(id: str, written: str) -> str:
    """A draft that could not be taken, where its writer can go on with it."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix=f"tracker-{id[:12]}-", suffix=".yml", delete=False
    ) as file:
        file.write(written)
    return file.name


__all__ = ["ingest", "read", "review"]
