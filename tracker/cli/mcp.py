"""`tracker mcp`: the questions as tools for programs that speak the Model Context Protocol."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

import click

from config.alerts import LOCAL, web
from events.errors import ConfigError
from tracker.cli.options import anywhere, chosen

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server


@click.command()
@click.option("--http", is_flag=True, help="Over HTTP on this host, instead of stdin and stdout.")
@click.option("--host", default="127.0.0.1", show_default=True,
              help="With --http: 127.0.0.1, ::1 or localhost.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=8322, show_default=True,
              help="With --http: the port to listen at.")  # fmt: skip
@anywhere
@click.pass_context
def mcp(ctx: click.Context, /, http: bool, host: str, port: int) -> None:
    """Answer a model's questions by nine tools that only read."""
    if not http:
        _told_without_http(ctx)
    elif host not in LOCAL:
        raise click.UsageError(
            f"--host: expected {', '.join(LOCAL)}; found {host!r:.60}. There is no login: for other"
            " hosts, put a server that has one before it"
        )
    served = _served(chosen(ctx).ledger)
    if http:
        _over_http(served, host, port)
    else:
        _over_stdio(served)


def _told_without_http(ctx: click.Context) -> None:
    for name in ("host", "port"):
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name} belongs to --http; give both, or neither")


def _served(ledger: str | None) -> Server[dict[str, Any]]:
    try:
        import mcp  # noqa: F401
        import mcp_types  # noqa: F401
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"mcp: expected the mcp extra, found no module {error.name!r};"
            " install regulatory-timeline-tracker[mcp]"
        ) from error
    from tracker.mcp.server import server

    return server(ledger, web())


def _over_stdio(served: Server[dict[str, Any]]) -> None:
    """Nothing but the protocol on standard output; it ends when its input does."""
    import anyio
    from mcp.server.stdio import stdio_server

    async def serve() -> None:
        async with stdio_server() as (reading, writing):
            await served.run(reading, writing, served.create_initialization_options())

    # A thread waits for input and cannot be told to stop; nothing is written that could be torn.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(serve)


def _over_http(served: Server[dict[str, Any]], host: str, port: int) -> None:
    from mcp.server.transport_security import TransportSecuritySettings

    from tracker.cli.serve import run_app

    names = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
    ours = TransportSecuritySettings(
        allowed_hosts=names, allowed_origins=[f"http://{name}" for name in names]
    )
    app = served.streamable_http_app(
        json_response=True, stateless_http=True, host=host, transport_security=ours
    )
    shown = f"[{host}]" if ":" in host else host
    run_app(app, host, port, f"serving http://{shown}:{port}/mcp until interrupted")
