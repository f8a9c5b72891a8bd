"""The verbs of news: what would have been told, telling it, feeds, and what came back."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.alerts import alerts as alerts
from tracker.cli.alerts import checked, fields_of, opened, wished
from tracker.cli.errors import complain
from tracker.cli.options import anywhere, as_json, chosen, filtered
from tracker.cli.output import write_json, write_page

if TYPE_CHECKING:
    from tracker.queries import Timeline


@click.command()
@click.argument("name", required=False)
@click.option("--since", metavar="DATE", required=True, help="The first day.")
@click.option("--until", metavar="DATE", help="The last day; today by default.")
@filtered
@wished
@click.option("--full", is_flag=True, help="With quotes and states, as the messages have them.")
@as_json
@anywhere
@click.pass_context
def backtest(
    ctx: click.Context,
    /,
    name: str | None,
    since: str,
    until: str | None,
    full: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Which messages would have come since a day.

    Those of a subscription, or of a question with these options. Each day is told as it could be
    then: what was published later is not in it.
    """
    from tracker.alerts.backtest import mails
    from tracker.alerts.subscription import subscription

    fields = fields_of(given)
    with opened(ctx) as (timeline, subscribers):
        first, last = _day(timeline, since, "--since"), _day(timeline, until or "today", "--until")
        if last < first:
            raise click.UsageError(f"--since {first} is after --until {last}")
        if name is not None:
            if len(fields) > 1 or fields["question"]:
                raise click.UsageError("name a subscription or give options, not both")
            wish = subscribers.need(name).wish
        else:
            base = {"name": "backtest", "to": "nobody@example.com"}
            wish = checked(timeline, subscription({**base, **fields}, "backtest"))
        found = mails(timeline, wish, first, last)
    if as_json:
        write_json({"mails": [_mail(one) for one in found]})
        return
    from tracker.render import alerts as render_alerts

    write_page(
        lambda screen: render_alerts.newspaper(found, wish, first, last, full=full),
        colour=chosen(ctx).colour,
        pager=chosen(ctx).pager,
    )


def _mail(mail: Any) -> dict[str, Any]:
    return {
        "day": mail.day.isoformat(),
        "stories": [
            {
                "id": story.id,
                "what": list(story.whats),
                "why": story.why,
                "on": story.on,
                "subject": told.subject,
                "lines": list(told.lines),
                "act": story.act,
                "measures": list(story.measures),
                "url": told.url,
            }
            for story, told in mail.stories
        ],
    }


def _day(timeline: Timeline, text: str, option: str) -> date:
    from tracker.asked import ask_day

    return ask_day(text, timeline.view, timeline.now(), option).latest


@click.command()
@as_json
@anywhere
@click.pass_context
def send(ctx: click.Context, as_json: bool) -> None:
    """Tell what is new to whoever asked for it.

    For cron, after `tracker ingest`; exit 1 if something could not be sent.
    """
    from config import alerts as setup
    from tracker.alerts.turn import turn

    setup.check()
    turned = turn(chosen(ctx).ledger)
    if as_json:
        write_json(
            {
                "stories": turned.stories,
                "queued": turned.queued,
                "first": turned.first,
                "elsewhere": turned.elsewhere,
                "ends": dict(turned.delivered.ends),
                "problems": turned.problems,
            }
        )
    else:
        click.echo(turned.words.partition("; " + turned.problems[0])[0] if turned.problems
                   else turned.words)  # fmt: skip
        for problem in turned.problems:
            complain(problem)
    ctx.exit(1 if turned.failed else 0)


def _in_language(verb: Any) -> Any:
    """The language of what is printed."""
    kinds = click.Choice(["en", "zh"])
    return click.option("--language", type=kinds, default="en", help="The language of words.")(verb)


def _asked(given: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The language, and the question."""
    language = str(given.pop("language"))
    return language, {name: value for name, value in given.items() if value is not None}


@click.command()
@filtered
@_in_language
@anywhere
@click.pass_context
def feed(ctx: click.Context, /, **given: Any) -> None:
    """Print an Atom feed of a question's news.

    `tracker serve` gives the same by HTTP, as /alerts/feed.atom.
    """
    from config.alerts import web
    from tracker.alerts import atom, fed

    language, question = _asked(given)
    with opened(ctx) as (timeline, subscribers):
        told = fed.lately(subscribers.store, timeline.now())
        made = atom.feed(
            fed.fed(timeline, told, question),
            lambda story: fed.as_then(story, timeline, language),
            question=question,
            base=web(),
            language=language,
            updated=fed.last_entry(timeline),
        )
    sys.stdout.buffer.write(made)


@click.command("calendar")
@filtered
@_in_language
@anywhere
@click.pass_context
def as_calendar(ctx: click.Context, /, **given: Any) -> None:
    """Print a calendar (ICS) of starts and ends.

    Of the measures that answer a question; `tracker serve` gives the same by HTTP, as
    /alerts/calendar.ics.
    """
    from config.alerts import web
    from tracker.alerts.calendar import calendar

    language, question = _asked(given)
    with opened(ctx) as (timeline, _):
        made = calendar(timeline, question, language=language, base=web())
    sys.stdout.buffer.write(made)


@click.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@anywhere
@click.pass_context
def bounce(ctx: click.Context, file: Path | None) -> None:
    """Give up an address by its delivery report.

    The report is read from FILE or standard input. For the mailbox of TRACKER_MAIL_FROM: have the
    mail server pipe what arrives there into this.
    """
    from tracker.alerts.bounces import report

    raw = file.read_bytes() if file is not None else sys.stdin.buffer.read(1 << 20)
    found = report(raw)
    if found is None:
        click.echo("no report of a failed delivery; nothing was changed")
        return
    from tracker.alerts.trial import bounced

    with opened(ctx) as (_, subscribers):
        names = bounced(subscribers, found)
    click.echo(f"{', '.join(names)}: given up" if names else "it returns no message of ours")


for verb in (backtest, send, feed, as_calendar, bounce):
    alerts.add_command(verb)
