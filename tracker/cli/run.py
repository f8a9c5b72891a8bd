"""The verb of the daemon: leave it running, run what is due once, or ask how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli.options import anywhere, as_json, chosen
from tracker.cli.output import write_json, write_page

if TYPE_CHECKING:
    from config.settings import Settings


@click.command()
@click.argument("sources", metavar="[SOURCE]…", nargs=-1)
@click.option("--once", is_flag=True, help="Run what is due, tell who wants to know, and end.")
@click.option("--status", is_flag=True, help="How the daemon is; exit 1 if it is not well.")
@click.option("--deadline", metavar="SECONDS", type=click.FloatRange(1), default=900.0,
              show_default=True, help="Cut off a check that takes longer.")  # fmt: skip
@as_json
@anywhere
@click.pass_context
def run(
    ctx: click.Context,
    sources: tuple[str, ...],
    once: bool,
    status: bool,
    deadline: float,
    as_json: bool,
) -> None:
    """Look at each source at its own local times, and tell who wants to know.

    Several may run on one ledger: each check is made once. SIGTERM ends it in order.
    """
    from config.settings import settings

    where = settings(chosen(ctx).ledger)
    _fit(once, status, as_json, sources)
    if status:
        ctx.exit(_status(ctx, where, as_json=as_json))
    ctx.exit(_run(where, sources, deadline, once=once, as_json=as_json))


def _fit(once: bool, status: bool, as_json: bool, sources: tuple[str, ...]) -> None:
    """Refuse what does not go together."""
    if once and status:
        raise click.UsageError("--once and --status exclude each other; choose one")
    if status and sources:
        raise click.UsageError("--status is of the whole daemon; leave the sources out")
    if as_json and not (once or status):
        raise click.UsageError("--json goes with --status or --once; the daemon only logs")


def _status(ctx: click.Context, where: Settings, *, as_json: bool) -> int:
    from config.settings import status_file
    from tracker.opening import utc_now
    from tracker.schedule.status import read_status

    told = read_status(status_file(where.ledger), utc_now())
    if as_json:
        write_json(told)
    else:
        from tracker.render import run as render_run

        write_page(lambda screen: render_run.status(told), colour=chosen(ctx).colour, pager=False)
    return 0 if told["healthy"] else 1


def _run(
    where: Settings, names: tuple[str, ...], deadline: float, *, once: bool, as_json: bool
) -> int:
    from config import alerts as setup
    from config.sources import sources
    from tracker.alerts.wishes import all_wishes
    from tracker.schedule.daemon import Daemon

    setup.check()
    all_wishes(setup.alerts_file(where.data))

    picked = sources(where.data).chosen(names)
    daemon = Daemon(where.ledger, picked, deadline=deadline, once=once)
    if not once:
        return _until_told(daemon)
    well = daemon.once()
    if as_json:
        write_json(daemon.status())
    daemon.close()
    return 0 if well else 1


def _until_told(daemon: Any) -> int:
    from tracker.schedule.signals import leave_at_once, until_told

    if not until_told(daemon):
        leave_at_once(0)  # what hangs is no reason to stay
    daemon.close()
    return 0
