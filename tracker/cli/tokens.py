"""`tracker tokens`: who may decide and subscribe over the web."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.options import anywhere, as_json, chosen
from tracker.cli.output import write_json

if TYPE_CHECKING:
    from tracker.access import Access, Grant


@click.group(invoke_without_command=True)
@anywhere
@click.pass_context
def tokens(ctx: click.Context) -> None:
    """Tokens with which `tracker serve` lets people and programs write."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed)


@contextmanager
def opened(ctx: click.Context) -> Iterator[Access]:
    from config.settings import settings
    from tracker.access import Access
    from tracker.opening import utc_now
    from tracker.operations import Operations

    store = Operations(settings(chosen(ctx).ledger).ledger)
    try:
        yield Access(store, utc_now)
    finally:
        store.close()


@tokens.command()
@click.argument("name")
@click.option("--may", metavar="RIGHTS", multiple=True, default=("review,alerts",),
              help="review (decide what waits), alerts (subscribe); default: both.")  # fmt: skip
@click.option("--days", metavar="N", type=int, default=365, show_default=True,
              help="For how many days it works.")  # fmt: skip
@as_json
@anywhere
@click.pass_context
def add(ctx: click.Context, name: str, may: tuple[str, ...], days: int, as_json: bool) -> None:
    """A new token for somebody; it is shown once.

    What they decide bears NAME for ever, so a name is given once.
    """
    with opened(ctx) as access:
        grant, token = access.add(name, may, days)
    if as_json:
        write_json({**_shown(grant, "good"), "token": token})
        return
    click.echo(token)
    click.echo(
        f"{name} may use it for {' and '.join(grant.may)} until {grant.expires_at[:10]};"
        " keep it, it is not shown again",
        err=True,
    )


@tokens.command("list")
@as_json
@anywhere
@click.pass_context
def listed(ctx: click.Context, as_json: bool = False) -> None:
    """Every token ever given: to whom, for what, until when. Never the token itself."""
    with opened(ctx) as access:
        found = [_shown(one, one.state(access.now())) for one in access.all()]
    if as_json:
        write_json({"tokens": found})
        return
    if not found:
        click.echo("no token was given yet; `tracker tokens add NAME` gives one")
    for one in found:
        used = f"last wrote on {one['used_on']}" if one["used_on"] else "has not written"
        may = ", ".join(one["may"])
        click.echo(f"{one['name']:<20} {one['state']:<8} {may:<15} until {one['until']}  {used}")


@tokens.command()
@click.argument("name")
@anywhere
@click.pass_context
def revoke(ctx: click.Context, name: str) -> None:
    """End a token and every session that began with it, at once."""
    with opened(ctx) as access:
        done = access.revoke(name)
    click.echo(f"{name}: revoked" if done else f"{name}: was revoked before")


def _shown(one: Grant, state: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": state,
        "may": list(one.may),
        "added_at": one.added_at,
        "until": one.expires_at[:10],
        "revoked_at": one.revoked_at,
        "used_on": one.used_on,
    }
