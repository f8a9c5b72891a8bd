"""The verbs of alerts: who is told what, what would have been told, and telling it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.errors import complain
from tracker.cli.options import FILTERS, anywhere, as_json, chosen, filtered
from tracker.cli.output import write_json, write_page

if TYPE_CHECKING:
    from tracker.alerts.subscribers import Subscriber, Subscribers
    from tracker.alerts.subscription import Subscription
    from tracker.queries import Timeline


@click.group(invoke_without_command=True)
@anywhere
@click.pass_context
def alerts(ctx: click.Context) -> None:
    """Who is told what, and how; without a verb: the list."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed)


def wished(verb: Any) -> Any:
    """What is worth a message, how it is told, and when."""
    options = (
        click.option("--what", metavar="WHAT", multiple=True,
                     help="Only these: published, effects, starts, suspended, resumes, ends, ahead,"
                     " pledges, edited, corrected, unread, stale, failing; repeatable."),
        click.option("--ahead", metavar="DAYS", help="Days before a change, as in 30,7,1."),
        click.option("--how", metavar="HOW", help="immediate (default), daily or weekly."),
        click.option("--at", metavar="HH:MM", help="When, for digests; default 08:00."),
        click.option("--weekday", metavar="DAY", help="mon … sun, for what is weekly."),
        click.option("--zone", metavar="ZONE", help="Your zone, such as Europe/Berlin."),
        click.option("--language", metavar="en|zh", help="The language of messages."),
    )  # fmt: skip
    for option in reversed(options):
        verb = option(verb)
    return verb


def fields_of(given: dict[str, Any]) -> dict[str, Any]:
    """Options as the fields of a subscription; what was not given keeps its default."""
    question = {name: given.pop(name) for name in FILTERS if given.get(name) is not None}
    for name in FILTERS:
        given.pop(name, None)
    told = {name: value for name, value in given.items() if value not in (None, ())}
    if "what" in told:
        told["what"] = tuple(word.strip() for one in told["what"] for word in one.split(","))
    if "ahead" in told:
        told["ahead"] = tuple(one.strip() for one in str(told["ahead"]).split(","))
    return {**told, "question": question}


@contextmanager
def opened(ctx: click.Context) -> Iterator[tuple[Timeline, Subscribers]]:
    import tracker
    from config.settings import settings
    from tracker.alerts.subscribers import Subscribers
    from tracker.opening import utc_now
    from tracker.operations import Operations

    ledger = chosen(ctx).ledger
    with tracker.open(ledger) as timeline:
        for warning in timeline.warnings:
            complain(warning)
        store = Operations(settings(ledger).ledger)
        try:
            yield timeline, Subscribers(store, utc_now)
        finally:
            store.close()


def checked(timeline: Timeline, wish: Subscription, where: str = "") -> Subscription:
    """A subscription whose question can be asked; UsageError where it cannot."""
    from tracker.alerts.match import Matcher
    from tracker.asked import UsageError

    try:
        Matcher(timeline, []).answering(wish.question)
    except UsageError as error:
        raise UsageError(f"{where}{wish.name}: {error}") from error
    return wish


def coming(wish: Subscription) -> Subscriber:
    """An entry of the file that no turn has taken in yet."""
    from tracker.alerts.subscribers import Subscriber

    return Subscriber(wish, "file", "new", "taken in by the next turn", "", "", 0)


@alerts.command()
@click.argument("name")
@click.argument("address")
@filtered
@wished
@click.option("--confirmed", is_flag=True, help="You vouch that the address wants this.")
@anywhere
@click.pass_context
def add(ctx: click.Context, /, name: str, address: str, confirmed: bool, **given: Any) -> None:
    """Subscribe an address to a question.

    The question has the filters of `tracker on`. ADDRESS is a mail address, the https address of a
    webhook, or a chat address such as slack://…. A mail address is asked first, unless you vouch
    for it.
    """
    from tracker.alerts.subscription import subscription
    from tracker.alerts.wishes import OPERATOR

    fields = {"name": name, "to": address, "confirmed": confirmed, **fields_of(given)}
    wish = subscription(fields, "subscription")
    if name == OPERATOR:
        raise click.UsageError(f"{name}: this name is kept for TRACKER_OPERATOR; choose another")
    if wish.channel == "chat":
        from tracker.alerts.chat import check

        check(wish)
    if wish.channel == "webhook" and not wish.secret:
        from tracker.alerts.webhook import new_secret

        wish = wish.model_copy(update={"secret": new_secret()})
    with opened(ctx) as (timeline, subscribers):
        added = subscribers.add(checked(timeline, wish))
    click.echo(f"{name}: {added.state}" + _next(added.state))
    if wish.secret:
        click.echo(f"its messages are signed with {wish.secret}; keep it, it is not shown again")


def _next(state: str) -> str:
    from config.alerts import web

    if state != "pending":
        return "; told from now on"
    if web() is None:
        return "; TRACKER_WEB is not set, so nobody can be asked: `tracker alerts confirm NAME`"
    return "; the address is asked by the next `tracker alerts send` or the daemon"


@alerts.command("list")
@as_json
@anywhere
@click.pass_context
def listed(ctx: click.Context, as_json: bool = False) -> None:
    """Every subscription, with what became of it."""
    from config import alerts as setup
    from config.settings import settings
    from tracker.alerts.wishes import all_wishes

    wishes = all_wishes(setup.alerts_file(settings(chosen(ctx).ledger).data))
    with opened(ctx) as (timeline, subscribers):
        found = subscribers.all()
        here = {one.name for one in found}
        found += [coming(wish) for wish in wishes if wish.name not in here]
        for wish in wishes:
            checked(timeline, wish, "alerts.yml: ")
    if as_json:
        write_json({"subscriptions": [_shown(one) for one in found]})
        return
    from tracker.render import alerts as render_alerts

    write_page(
        lambda screen: render_alerts.listed(found),
        colour=chosen(ctx).colour,
        pager=chosen(ctx).pager,
    )


def _shown(one: Any) -> dict[str, Any]:
    told: dict[str, Any] = one.wish.model_dump(mode="json", exclude={"secret"})
    return told | {
        "origin": one.origin,
        "state": one.state,
        "reason": one.reason,
        "since": one.since,
        "changed_at": one.changed_at,
    }


def _decide(ctx: click.Context, name: str, what: str, done: str, not_done: str) -> None:
    with opened(ctx) as (_, subscribers):
        before = subscribers.need(name)
        if getattr(subscribers, what)(name):
            click.echo(f"{name}: {done}")
        else:
            raise click.UsageError(f"{name} is {before.state}: {not_done}")


@alerts.command()
@click.argument("name")
@anywhere
@click.pass_context
def pause(ctx: click.Context, name: str) -> None:
    """Tell a subscription nothing until it is resumed."""
    _decide(ctx, name, "pause", "paused; what happens meanwhile is not told", "nothing to pause")


@alerts.command()
@click.argument("name")
@anywhere
@click.pass_context
def resume(ctx: click.Context, name: str) -> None:
    """Go on with one that was paused or bounced."""
    _decide(ctx, name, "resume", "active; told what is new from now on", "nothing to resume")


@alerts.command()
@click.argument("name")
@anywhere
@click.pass_context
def confirm(ctx: click.Context, name: str) -> None:
    """Vouch for an address that has not agreed by its page."""
    _decide(ctx, name, "confirm", "active; told from now on", "it was not asked")


@alerts.command()
@click.argument("name")
@anywhere
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Forget a subscription, its address, its messages."""
    with opened(ctx) as (_, subscribers):
        subscribers.need(name)
        subscribers.remove(name)
    click.echo(f"{name}: removed, with its address and its messages")


@alerts.command()
@click.argument("name")
@click.option("--print", "only_print", is_flag=True, help="Print the message and send nothing.")
@click.option("--html", "html", metavar="FILE", type=click.Path(path_type=Path),
              help="Write its HTML to a new file, and send nothing.")  # fmt: skip
@anywhere
@click.pass_context
def test(ctx: click.Context, name: str, only_print: bool, html: Path | None) -> None:
    """Send the latest news once more, as a test."""
    from tracker.alerts.trial import trial, trial_sent

    with opened(ctx) as (timeline, subscribers):
        reader = subscribers.need(name)
        letter = trial(timeline, subscribers.store, reader.wish, timeline.now)
        if html is not None:
            _write_new(html, letter.html)
            click.echo(f"{html}: written; nothing was sent")
        elif only_print:
            click.echo(f"Subject: {letter.subject}\n\n{letter.text}", nl=False)
        elif reader.wish.channel == "mail" and reader.state != "active":
            raise click.UsageError(
                f"{name} is {reader.state}: its address is not written to; use --print or --html"
            )
        else:
            trial_sent(letter, reader.wish)
            click.echo(f"{name}: sent to {reader.wish.to.partition('://')[0]}: {letter.subject}")


def _write_new(path: Path, words: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(words)
    except FileExistsError:
        raise click.UsageError(f"--html: {path} is there already; name a new file") from None
